"""What is to be judged: layers, points, the target grid and what is to be done with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from odc.geo.geobox import GeoBox

from .layer import Layer
from .points import Points

PURPOSES = ("aggregate", "downscale", "sample", "stack", "spatiotemporal")


@dataclass(frozen=True)
class Question:
    """What the user is about to do.

    ``methods``, one for each layer or none at all: one of STATISTICS or RESAMPLINGS of `variable`; "" and "auto" for
    the engine's own choice. ``kinds``, likewise: the variable kind the user declares. ``time_scale``: of the
    process that matters, in days. ``memory``: the budget in bytes. ``folder``: where outputs go, "" if not known.
    ``scratch``: where working files of a stack go, "" for the system's temporary folder.
    """

    layers: tuple[Layer, ...]
    points: tuple[Points, ...] = ()
    target: GeoBox | None = None
    purpose: str = "aggregate"
    methods: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    time_scale: float | None = None
    memory: int = 2**30
    folder: str = ""
    scratch: str = ""

    def method(self, layer: Layer) -> str:
        """What is asked for a layer, "auto" where nothing is."""
        return (self.methods[self.layers.index(layer)] if self.methods else "") or "auto"

    def kind(self, layer: Layer) -> str:
        """The kind declared for a layer, "auto" where none is."""
        return (self.kinds[self.layers.index(layer)] if self.kinds else "") or "auto"


def default_target(layers: Sequence[Layer], purpose: str) -> GeoBox | None:
    """The grid that is meant where none is given: the coarsest layer's, where detail is wanted the finest one's.

    None for samples at points, which need none, and if no layer has a grid.
    """
    grids = [layer.grid for layer in layers if layer.pixel_m is not None]
    if not grids or purpose == "sample":
        return None
    areas = [layer.pixel_m[0] * layer.pixel_m[1] for layer in layers if layer.pixel_m is not None]
    finest, coarsest = areas.index(min(areas)), areas.index(max(areas))
    return grids[finest if purpose in ("downscale", "spatiotemporal") else coarsest]
