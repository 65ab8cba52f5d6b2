"""The report on a stack of layers: statistics, correlations, scatter plots, maps, findings."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from ..crs import unit_name
from ..finding import Finding
from ..message import message
from ..raster import RasterSource
from ..report import Report
from ..report.figures import (
    correlation_figure, describe_correlation, describe_maps, describe_scatter, maps_figure, scatter_figure,
)
from ..reporter import Reporter
from ..statistics.stack import StackStatistics, stack_statistics
from .join import JoinedBand, JoinResult

# Pairs that are plotted against each other, and bands that are shown as maps: more make a page that nobody reads.
_SCATTERS, _MAPS = 12, 24
_MAP_SIDE = 600        # cells of a map that is read, at most
_SAMPLE = 250_000      # cells of a scatter plot, at most


def write_join_report(result: JoinResult, path: str, reporter: Reporter | None = None) -> list[str]:
    """Write the HTML report on a stack, and its tables as CSV files beside it; returns their paths.

    Raises FusionError if it cannot be written, Cancelled when the reporter says so; nothing is written then.
    """
    reporter = reporter or Reporter()
    names = [band.name for band in result.bands]
    with RasterSource(result.output) as stack:
        statistics = stack_statistics(stack)
        reporter.progress(0.5)
        pairs = _pairs(result.bands, statistics)
        sample = _sample(stack, _SAMPLE, {band for pair in pairs[:_SCATTERS] for band in pair})
        reporter.progress(0.7)
        thinned = _thinned(stack, _MAP_SIDE, len(names[:_MAPS]))
        reporter.progress(0.9)
    report = Report(message("Layers on a common grid"), _summary(result), reporter.text)
    report.heading(message("Findings"))
    report.findings(_told_once(result.findings))
    report.heading(message("Layers"))
    _layers_table(report, result.bands, statistics)
    if len(_measured(result.bands)) > 1:
        report.heading(message("Correlation"))
        _correlations(report, result.bands, statistics)
        report.heading(message("Scatter plots"))
        _scatters(report, result.bands, statistics.cells, pairs, sample)
    report.heading(message("Maps"))
    layers = [(band.name, band.units, values) for band, values in zip(result.bands, thinned)]
    report.figure(maps_figure(layers), describe_maps(layers))
    if len(names) > _MAPS:
        report.paragraph(message("The first {shown} of {count} bands are shown.", shown=_MAPS, count=len(names)))
    reporter.progress(1.0)
    return report.write(path)


def _summary(result: JoinResult) -> str:
    rows, columns = result.grid.shape
    resolution = result.grid.resolution
    return message("{count} bands on {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}. Every cell "
                   "holds what its own ground holds: pixels count by the area they share with it.",
                   count=len(result.bands), columns=columns, rows=rows, width=abs(resolution.x),
                   height=abs(resolution.y), units=unit_name(result.grid.crs.units[0]))


def _measured(bands: Sequence[JoinedBand]) -> list[int]:
    """Indices of the bands whose values are quantities: codes of classes and directions have no such mean."""
    return [k for k, band in enumerate(bands) if band.statistic != "mode" and band.kind != "circular"]


def _layers_table(report: Report, bands: Sequence[JoinedBand], found: StackStatistics) -> None:
    measured = set(_measured(bands))
    if len(measured) < len(bands):
        report.paragraph(message("Of class codes and directions no mean, extreme or correlation is told, since their "
                                 "numbers are no amounts."))
    report.table(
        "layers", message("Statistics over the valid cells of each band"),
        [message("Band"), message("Layer"), message("Kind"), message("Statistic"), message("Unit"),
         message("Valid cells"), message("Valid share"), message("Mean"), message("Standard deviation"),
         message("Minimum"), message("Maximum")],
        [[band.name, band.layer, band.kind, band.statistic, band.units or "", int(found.count[k]),
          found.count[k] / found.cells,
          *(part[k] if k in measured else None for part in (found.mean, found.std, found.low, found.high))]
         for k, band in enumerate(bands)])


def _correlations(report: Report, bands: Sequence[JoinedBand], found: StackStatistics) -> None:
    measured = _measured(bands)
    names = [bands[k].name for k in measured]
    correlation, pairs = (part[np.ix_(measured, measured)] for part in (found.correlation, found.pairs))
    report.paragraph(message("Pearson's r over the cells where both bands are valid. Cells of a layer that is coarser "
                             "than the grid repeat its pixels: they are fewer observations than cells."))
    report.figure(correlation_figure(names, correlation), describe_correlation(names, correlation))
    report.table("correlation", message("Pearson's correlation"), [message("Band"), *names],
                 [[name, *correlation[k]] for k, name in enumerate(names)])
    report.table("pairs", message("Number of cells where both bands are valid"), [message("Band"), *names],
                 [[name, *pairs[k].tolist()] for k, name in enumerate(names)])


def _pairs(bands: Sequence[JoinedBand], found: StackStatistics) -> list[tuple[int, int]]:
    """Pairs of bands whose correlation tells something, the strongest first."""
    pairs = [pair for pair in combinations(_measured(bands), 2) if np.isfinite(found.correlation[pair])]
    # Fractions of one layer sum to one: that they exclude each other is no news.
    pairs = [(a, b) for a, b in pairs if bands[a].statistic != "fractions" or bands[a].layer != bands[b].layer]
    return sorted(pairs, key=lambda pair: -abs(found.correlation[pair]))


def _scatters(report: Report, bands: Sequence[JoinedBand], cells: int, pairs: Sequence[tuple[int, int]],
              sample: Mapping[int, np.ndarray]) -> None:
    if not pairs:
        report.paragraph(message("There is no pair of bands to plot."))
        return
    if len(pairs) > _SCATTERS:
        report.paragraph(message("The {shown} strongest correlations of {count} pairs of bands.", shown=_SCATTERS,
                                 count=len(pairs)))
    drawn = len(sample[pairs[0][0]])
    if drawn < cells:
        report.paragraph(message("Each plot holds {drawn:,} of {cells:,} cells, evenly spread.", drawn=drawn,
                                 cells=cells))
    for a, b in sorted(pairs[:_SCATTERS]):
        labels = [f"{bands[k].name} [{bands[k].units}]" if bands[k].units else bands[k].name for k in (a, b)]
        report.figure(scatter_figure(sample[a], sample[b], *labels), describe_scatter(sample[a], sample[b], *labels))


def _thinned(stack: RasterSource, side: int, bands: int) -> np.ndarray:
    """Every n-th cell of the first bands (bands, rows, columns), so that no side is longer than asked."""
    step = max(1, -(-max(map(int, stack.grid.shape)) // side))
    return _every(stack, step, range(bands))


def _sample(stack: RasterSource, cells: int, bands: Iterable[int]) -> dict[int, np.ndarray]:
    """Cells of some bands on an even lattice, by the band's index."""
    rows, columns = map(int, stack.grid.shape)
    step = max(1, int(np.ceil(np.sqrt(rows * columns / cells))))
    bands = sorted(bands)
    return dict(zip(bands, _every(stack, step, bands).reshape(len(bands), -1))) if bands else {}


def _every(stack: RasterSource, step: int, bands: Iterable[int]) -> np.ndarray:
    rows, columns = map(int, stack.grid.shape)
    numbers = [index + 1 for index in bands]
    lines = []
    for row in range(step // 2, rows, step):
        pixels = stack.read(numbers, (row, row + 1), (0, columns))
        lines.append(np.where(pixels.valid == 1, pixels.values.astype(float), np.nan)[:, 0, step // 2::step])
    return np.stack(lines, axis=1) if lines else np.empty((len(numbers), 0, 0))


def _told_once(findings: Sequence[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
