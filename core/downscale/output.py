"""What all downscaling jobs do with their outputs: check paths, choose a data type, write layers, record, commit."""

from collections.abc import Mapping, Sequence

import numpy as np

from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.writer import RasterWriter, check_destination, check_different
from ..reporter import Reporter, Share
from .checks import recorded
from .request import Variable
from .sharpen import Downscaled, Scene


def asked_paths(sources: Sequence[RasterSource], **paths: str | None) -> dict[str, str]:
    """The paths that are given, by name. Raises FusionError for one that is an input or is given twice."""
    asked = {name: path for name, path in paths.items() if path}
    for path in asked.values():
        check_destination(path, sources)
    check_different(list(asked.values()))
    return asked


def data_type(scene: Scene, asked: str) -> str:
    """The one asked for; auto is Float64 where rounding to Float32 might cost coherence."""
    if asked != "auto":
        return asked
    known = scene.values[np.isfinite(scene.values)]
    rounding = 2.0**-24 * float(np.abs(known).max())
    return "Float64" if scene.supports.totals or rounding > 5e-7 * float(np.ptp(known)) else "Float32"


def write_layers(scene: Scene, result: Downscaled, variable: Variable, values: RasterWriter,
                 spread: RasterWriter | None) -> None:
    """Write the fine layer, and its 1 sigma, in the variable's units."""
    for rows in scene.supports.ranges:
        scene.tick()
        found = result.values.read(rows)
        values.write(variable.back(found)[None], rows[0], 0)
        if spread is not None:
            sigma = np.where(np.isfinite(found), result.spread.read(rows), np.nan)
            spread.write(variable.back_spread(sigma, found)[None], rows[0], 0)


def write_marks(scene: Scene, result: Downscaled, writer: RasterWriter) -> None:
    """Write what stands behind each pixel; 0 wherever there is a value where the method has no covariates."""
    for rows in scene.supports.ranges:
        values = result.values.read(rows)
        codes = np.zeros(values.shape) if result.marks is None else result.marks.field.read(rows)
        writer.write(np.where(np.isfinite(values), codes, np.nan)[None], rows[0], 0)


def finish(writers: Mapping[str, RasterWriter], operation: str, sources: Sequence[RasterSource],
           record: dict[str, object], reporter: Reporter, begin: float, end: float = 1.0) -> None:
    """Describe and close each output under its temporary name; from ``begin`` to ``end`` of the progress."""
    inputs = [describe_input(each) for each in sources]
    length = (end - begin) / len(writers)
    for number, (name, writer) in enumerate(writers.items()):
        made = provenance(operation, inputs, {**record, "layer": name.lower()},
                          recorded(reporter.findings))
        writer.describe(tags(made), to_json(made))
        writer.finish(Share(reporter, begin + number * length, length))
