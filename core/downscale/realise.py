"""Conditional simulations of a downscaled layer: its estimate plus errors with the texture of the kriged residual."""

import numpy as np

from .field import Field
from .kriging.simulate import Realisation
from .sharpen import Downscaled, Scene, kriged


def realise(scene: Scene, result: Downscaled, field: Field, *, seed: int, number: int, coherent: bool = True) -> None:
    """Write realisation ``number`` (0, 1, ...) of ``result`` into ``field``.

    The difference of a simulation from the kriging estimate has the kriging variance; scaled by the stated 1 sigma over
    its own it has that of the layer. Each is then held to the coarse data as the layer is.
    """
    if result.kriging is None:
        values = result.residual if np.isfinite(result.residual).any() else scene.per_pixel
        result.kriging = kriged(scene, values)
    kriging = result.kriging
    simulation = Realisation(kriging, seed, number).prepare()
    for rows in scene.supports.ranges:
        estimate, variance = kriging.predict(rows)
        scale = np.divide(result.spread.read(rows), np.sqrt(variance), out=np.zeros(variance.shape),
                          where=variance > 0.0)
        field.write(rows, result.values.read(rows) + np.nan_to_num(scale * (simulation.values(rows) - estimate)))
    if coherent:
        scene.coherence.hold(field)
