"""Several layers on one grid: each aggregated by its own support and kind, stacked in one raster."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from odc.geo.geobox import GeoBox

from .. import advice
from ..errors import FusionError
from ..finding import Finding
from ..grid import grid_to_dict
from ..legend import Legend
from ..message import message
from ..provenance import describe_input, provenance, tags, to_json
from ..raster import RasterSource
from ..raster.writer import OutputBand, RasterWriter, check_destination
from ..reporter import Reporter, Share
from ..support import SupportOperator
from ..variable import choose
from .choice import Settled, settle
from .findings import layers_of, recorded, tell_of_stack
from .job import AggregateResult, aggregate
from .layers import fraction_bands, known_classes
from .request import Options, check_cells, read_bands

_AGGREGATION, _STACK = 0.8, 0.2   # shares of the progress bar
_ROWS = 256                       # copied at a time
# Of a layer's own record, what the stack has once for all layers, or what it does not keep.
_NOT_OF_A_LAYER = ("target", "layer", "dtype", "creation_options")


@dataclass(frozen=True)
class Layer:
    """A raster to join; ``options`` say how it is aggregated, ``legend`` and ``paletted`` what a map says of it."""

    source: RasterSource
    options: Options = Options()
    legend: Legend | None = None
    paletted: bool = False


@dataclass(frozen=True)
class JoinedBand:
    """One band of the stack: its name, units, and the layer, kind and statistic it comes from."""

    name: str
    units: str
    layer: str
    kind: str
    statistic: str


@dataclass(frozen=True)
class JoinResult:
    """The stack and what its bands are."""

    output: str
    grid: GeoBox
    bands: tuple[JoinedBand, ...]
    findings: tuple[Finding, ...]


@dataclass
class _Aggregated:
    layer: Layer
    result: AggregateResult
    raster: RasterSource
    findings: list[Finding] = field(default_factory=list)


def join_layers(layers: Sequence[Layer], target: GeoBox, output: str, *, class_statistic: str = "fractions",
                dtype: str = "auto", creation_options: str = "", memory: int = 2**30, threads: int | None = None,
                scratch: str = "", reporter: Reporter | None = None) -> JoinResult:
    """Bring every band of every layer to the grid ``target`` and write them as one raster with named bands.

    Layers may differ in CRS, resolution and kind. Classes become ``class_statistic`` (fractions, a band for each class,
    or mode), the rest the usual statistic of its kind, unless its options say otherwise. A layer coarser than the grid
    is carried by its own support: a cell gets the mean of the pixels it lies in, by area. ``memory`` in bytes;
    ``scratch``: a folder for the aggregated layers, "" for the system's temporary one.

    Raises FusionError in one sentence for unusable input, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = Share(reporter or Reporter())
    if not layers:
        raise FusionError(message("There is no layer to join; choose at least one raster."))
    check_destination(output, [layer.source for layer in layers])
    layers = [replace(layer, options=replace(layer.options, class_statistic=class_statistic)) for layer in layers]
    # Before the first of them is worked on.
    checked = [layers_of([layer.source], paletted=layer.paletted)[0] for layer in layers]
    settled = [_check(layer, seen, target) for layer, seen in zip(layers, checked)]
    tell_of_stack(checked, settled, target, [layer.options for layer in layers], memory=memory, output=output,
                  scratch=scratch, reporter=reporter)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="multiscale-fusion-",
                                                                 dir=scratch or None))
        done = []
        for number, layer in enumerate(layers):
            share = Share(reporter, _AGGREGATION * number / len(layers), _AGGREGATION / len(layers))
            share.info(message("{name}:", name=layer.source.name))
            result = aggregate(layer.source, target, str(Path(folder, f"{number}.tif")), options=layer.options,
                               legend=layer.legend, paletted=layer.paletted, finer=True, memory=memory, threads=threads,
                               reporter=share, checked=checked[number])
            done.append(_Aggregated(layer, result, stack.enter_context(RasterSource(result.output))))
        bands = _bands(done)
        writer = stack.enter_context(RasterWriter(output, target, _output_bands(done, bands), _data_type(dtype, bands),
                                                  creation_options=creation_options, threads=threads))
        for finding in writer.findings:
            reporter.finding(finding)
        _copy(done, writer, reporter)
        record = provenance("joinlayers", [describe_input(layer.source) for layer in layers],
                            {"target": grid_to_dict(target), "class_statistic": class_statistic, "dtype": dtype,
                             "creation_options": creation_options, "layers": [_recorded(each) for each in done]},
                            recorded(reporter.findings))
        writer.describe(tags(record), to_json(record))
        writer.finish(Share(reporter, _AGGREGATION + _STACK / 2, _STACK / 2))
        writer.commit()
    return JoinResult(output, target, bands, tuple(reporter.findings))


def check_choice(layer: Layer) -> None:
    """Raise FusionError, which names the layer, for options that no layer can have, whatever its values are."""
    with _named(layer.source.name):
        layer.options.check()
        choose(layer.options.kind, layer.options.statistic)


def _check(layer: Layer, seen: advice.Layer, target: GeoBox) -> Settled:
    """Its kind and statistic. Raises FusionError, which names the layer, if it cannot be joined, as far as its headers
    and a sample tell.
    """
    check_choice(layer)
    source = layer.source
    with _named(source.name):
        check_cells([source], [SupportOperator(source.grid, target)], finer=True)
        return settle([seen], read_bands([source], None, layer.options), layer.options)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Errors within begin with the name of the layer, unless they tell it."""
    try:
        yield
    except FusionError as error:
        if name in str(error):
            raise
        raise FusionError(message("{name}: {problem}", name=name, problem=error.sentence)) from error


def _bands(done: Sequence[_Aggregated]) -> tuple[JoinedBand, ...]:
    """Names tell the layer, and what the band is where the layer has several; each is used once."""
    bands: list[JoinedBand] = []
    used: set[str] = set()
    for each in done:
        stem = _stem(each.layer.source.name)
        for band in each.raster.bands:
            name = stem if len(each.raster.bands) == 1 else f"{stem}: {band.description or band.number}"
            unique, number = name, 2
            while unique in used:
                unique, number = f"{name} ({number})", number + 1
            used.add(unique)
            bands.append(JoinedBand(unique, band.units, each.layer.source.name, each.result.kind,
                                    each.result.statistic))
    return tuple(bands)


def _stem(name: str) -> str:
    """A file's name without its ending, or the name of the subdataset alone."""
    file, _, inner = name.rpartition(":")
    return inner if file and inner else Path(name).stem or name


def _output_bands(done: Sequence[_Aggregated], bands: Sequence[JoinedBand]) -> list[OutputBand]:
    """What the stack's bands say of themselves, of classes their names and colours too."""
    classes = [of_band for each in done for of_band in _classes(each)]
    return [OutputBand(band.name, band.units, {**metadata, "LAYER": band.layer, "VARIABLE_KIND": band.kind,
                                               "STATISTIC": band.statistic}, legend)
            for band, (metadata, legend) in zip(bands, classes, strict=True)]


def _classes(each: _Aggregated) -> list[tuple[dict[str, str], Legend | None]]:
    """For each band of a layer: of a fraction the metadata that tell its class, of a mode the legend."""
    source, legend = each.layer.source, each.layer.legend
    if each.result.statistic == "fractions":
        return [(band.metadata, None)
                for band in fraction_bands(source, source.data_bands, each.result.classes, legend)]
    if each.result.statistic == "mode":
        return [({}, known_classes(source, number, legend)) for number in source.data_bands]
    return [({}, None) for _ in each.raster.bands]


def _data_type(dtype: str, bands: Sequence[JoinedBand]) -> str:
    if dtype != "auto":
        return dtype
    return "Float64" if any(band.statistic == "sum" for band in bands) else "Float32"


def _copy(done: Sequence[_Aggregated], writer: RasterWriter, reporter: Reporter) -> None:
    rows, first = writer.shape[1], 1
    total, copied = rows * len(done), 0
    for each in done:
        for row, values in read_rows(each.raster, _ROWS):
            writer.write(values, row, 0, first_band=first)
            copied += values.shape[1]
            reporter.progress(_AGGREGATION + _STACK / 2 * copied / total)
        first += len(each.raster.bands)


def read_rows(raster: RasterSource, step: int) -> Iterator[tuple[int, np.ndarray]]:
    """All bands of a raster, some rows at a time: first row, values (bands, rows, columns), NaN where missing."""
    rows, columns = map(int, raster.grid.shape)
    numbers = [band.number for band in raster.bands]
    for row in range(0, rows, step):
        pixels = raster.read(numbers, (row, min(row + step, rows)), (0, columns))
        yield row, np.where(pixels.valid == 1, pixels.values.astype(float), np.nan)


def _recorded(each: _Aggregated) -> dict[str, object]:
    """What the result depends on, of one layer, as its own aggregation recorded it."""
    record = json.loads(Path(f"{each.result.output}.json").read_text(encoding="utf-8"))["parameters"]
    kept = {name: value for name, value in record.items() if name not in _NOT_OF_A_LAYER}
    return {"name": each.layer.source.name, **kept, "classes": list(each.result.classes)}
