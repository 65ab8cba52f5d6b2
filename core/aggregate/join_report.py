"""The report on a stack of layers: statistics, correlations, scatter plots, maps, findings."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from ..finding import Finding
from ..raster import RasterSource
from ..report import Report
from ..report_figures import (
    correlation_figure,
    describe_correlation,
    describe_maps,
    describe_scatter,
    maps_figure,
    scatter_figure,
)
from ..stack_statistics import StackStatistics, stack_statistics
from .join import JoinedBand, JoinResult

# Pairs that are plotted against each other, and bands that are shown as maps: more make a page that nobody reads.
_SCATTERS, _MAPS = 12, 24
_MAP_SIDE = 600        # cells of a map that is read, at most
_SAMPLE = 250_000      # cells of a scatter plot, at most


def write_join_report(result: JoinResult, path: str) -> list[str]:
    """Write the HTML report on a stack, and its tables as CSV files beside it; returns their paths. FusionError."""
    with RasterSource(result.output) as stack:
        statistics = stack_statistics(stack)
        thinned = _thinned(stack, _MAP_SIDE)
        sample = _sample(stack, _SAMPLE)
    names = [band.name for band in result.bands]
    report = Report("Layers on a common grid", _summary(result))
    report.heading("Findings")
    report.findings(_told_once(result.findings))
    report.heading("Layers")
    _layers_table(report, result.bands, statistics)
    if len(names) > 1:
        report.heading("Correlation")
        _correlations(report, names, statistics)
        report.heading("Scatter plots")
        _scatters(report, result.bands, statistics, sample)
    report.heading("Maps")
    shown = list(zip(result.bands, thinned))[:_MAPS]
    layers = [(band.name, band.units, values) for band, values in shown]
    report.figure(maps_figure(layers), describe_maps(layers))
    if len(names) > _MAPS:
        report.paragraph(f"The first {_MAPS} of {len(names)} bands are shown.")
    return report.write(path)


def _summary(result: JoinResult) -> str:
    rows, columns = result.grid.shape
    resolution = result.grid.resolution
    return (f"{len(result.bands)} bands on {columns} x {rows} cells of {abs(resolution.x):.10g} x "
            f"{abs(resolution.y):.10g} {result.grid.crs.units[0]}. Every cell holds what its own ground holds: pixels "
            "count by the area they share with it.")


def _layers_table(report: Report, bands: Sequence[JoinedBand], found: StackStatistics) -> None:
    report.table(
        "layers", "Statistics over the valid cells of each band",
        ["Band", "Layer", "Kind", "Statistic", "Unit", "Valid cells", "Valid share", "Mean", "Standard deviation",
         "Minimum", "Maximum"],
        [[band.name, band.layer, band.kind, band.statistic, band.units or "", int(found.count[k]),
          found.count[k] / found.cells, found.mean[k], found.std[k], found.low[k], found.high[k]]
         for k, band in enumerate(bands)])


def _correlations(report: Report, names: Sequence[str], found: StackStatistics) -> None:
    report.paragraph("Pearson's r over the cells where both bands are valid. Cells of a layer that is coarser than the "
                     "grid repeat its pixels: they are fewer observations than cells.")
    report.figure(correlation_figure(names, found.correlation), describe_correlation(names, found.correlation))
    report.table("correlation", "Pearson's correlation", ["Band", *names],
                 [[name, *found.correlation[k]] for k, name in enumerate(names)])
    report.table("pairs", "Number of cells where both bands are valid", ["Band", *names],
                 [[name, *found.pairs[k].tolist()] for k, name in enumerate(names)])


def _scatters(report: Report, bands: Sequence[JoinedBand], found: StackStatistics, sample: np.ndarray) -> None:
    pairs = [pair for pair in combinations(range(len(bands)), 2) if np.isfinite(found.correlation[pair])]
    # Fractions of one layer sum to one: that they exclude each other is no news.
    pairs = [(a, b) for a, b in pairs if bands[a].statistic != "fractions" or bands[a].layer != bands[b].layer]
    strongest = sorted(pairs, key=lambda pair: -abs(found.correlation[pair]))[:_SCATTERS]
    if len(pairs) > _SCATTERS:
        report.paragraph(f"The {_SCATTERS} strongest correlations of {len(pairs)} pairs of bands.")
    if sample.shape[1] < found.cells:
        report.paragraph(f"Each plot holds {sample.shape[1]:,} of {found.cells:,} cells, evenly spread.")
    for a, b in sorted(strongest):
        labels = [f"{bands[k].name} [{bands[k].units}]" if bands[k].units else bands[k].name for k in (a, b)]
        report.figure(scatter_figure(sample[a], sample[b], *labels), describe_scatter(sample[a], sample[b], *labels))


def _thinned(stack: RasterSource, side: int) -> np.ndarray:
    """Every n-th cell (bands, rows, columns), so that no side is longer than asked."""
    step = max(1, -(-max(map(int, stack.grid.shape)) // side))
    return _every(stack, step)


def _sample(stack: RasterSource, cells: int) -> np.ndarray:
    """Cells on an even lattice: (bands, cells)."""
    rows, columns = map(int, stack.grid.shape)
    step = max(1, int(np.ceil(np.sqrt(rows * columns / cells))))
    return _every(stack, step).reshape(len(stack.bands), -1)


def _every(stack: RasterSource, step: int) -> np.ndarray:
    rows, columns = map(int, stack.grid.shape)
    numbers = [band.number for band in stack.bands]
    lines = []
    for row in range(step // 2, rows, step):
        pixels = stack.read(numbers, (row, row + 1), (0, columns))
        lines.append(np.where(pixels.valid == 1, pixels.values.astype(float), np.nan)[:, 0, step // 2::step])
    return np.stack(lines, axis=1) if lines else np.empty((len(numbers), 0, 0))


def _told_once(findings: Sequence[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
