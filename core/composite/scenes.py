"""The scenes of a composite: rasters with dates, in an order of their own, and the windows of time they fall into."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..advice.times import TimeSpan
from ..dates import middle
from ..errors import FusionError
from ..message import message
from ..raster import RasterSource
from .request import SCORED, Options
from .windows import Window

_DAY = 86_400.0
_QUARTER = 0.25   # of a window, the usual scale of distances in time


@dataclass(frozen=True)
class Scene:
    """A raster and when it was observed; ``quality``: the raster of its scores, None where they are in it."""

    source: RasterSource
    span: TimeSpan
    quality: RasterSource | None = None

    @property
    def scores(self) -> RasterSource:
        """The raster that holds the band of scores."""
        return self.quality or self.source


def in_order(scenes: Sequence[Scene]) -> tuple[Scene, ...]:
    """By date and, of one date, by name: however they were given, a composite is the same."""
    return tuple(sorted(scenes, key=lambda scene: (scene.span.begin, scene.span.end, scene.source.name,
                                                   scene.source.path)))


def check_scenes(scenes: Sequence[Scene], options: Options) -> None:
    """Raise FusionError for scenes that lack the bands that are asked for."""
    if not scenes:
        raise FusionError(message("There is no raster to composite; give some as INPUTS."))
    for scene in scenes:
        _check_band(scene.source, options.band)
        if options.statistic in SCORED:
            if scene.quality is None and options.quality_band == options.band:
                raise FusionError(message(
                    "The statistic {statistic} needs the quality of each scene; give QUALITY, a raster for each of "
                    "INPUTS, or QUALITY_BAND, the band of INPUTS that holds it.", statistic=options.statistic))
            _check_band(scene.scores, options.quality_band)


def members(windows: Sequence[Window], scenes: Sequence[Scene]) -> tuple[tuple[int, ...], ...]:
    """For each window the numbers of the scenes whose middles lie in it."""
    return tuple(tuple(number for number, scene in enumerate(scenes) if window.holds(middle(scene.span)))
                 for window in windows)


def time_weights(window: Window, scenes: Sequence[Scene], scale: float) -> tuple[float, ...]:
    """exp(-(d / scale)^2 / 2) of each scene, d its distance from the window's middle; ``scale`` in days, 0 for a
    quarter of the window."""
    scale = scale or _QUARTER * window.days
    apart = ((middle(scene.span) - window.middle).total_seconds() / _DAY for scene in scenes)
    return tuple(math.exp(-0.5 * (days / scale) ** 2) for days in apart)


def pair_quality(sources: Sequence[RasterSource], spans: Sequence[TimeSpan], qualities: Sequence[RasterSource],
                 dates: Sequence[TimeSpan | None]) -> tuple[Scene, ...]:
    """Scenes with their rasters of quality, which belong to those of the same date, and else to those of the same place
    in the list where all dates agree so.

    ``dates``: those of ``qualities``. Raises FusionError where it is not clear which one belongs to which scene.
    """
    if not qualities:
        return tuple(Scene(source, span) for source, span in zip(sources, spans))
    if len(qualities) != len(sources):
        raise FusionError(message("QUALITY holds {qualities} rasters and INPUTS {count}; give one for each, or leave "
                                  "QUALITY out and name the band in INPUTS as QUALITY_BAND.",
                                  qualities=len(qualities), count=len(sources)))
    by_date = {(span.begin, span.end): quality for span, quality in zip(dates, qualities) if span is not None}
    keys = [(span.begin, span.end) for span in spans]
    if len(by_date) == len(qualities) and sorted(by_date) == sorted(keys):
        return tuple(Scene(source, span, by_date[key]) for source, span, key in zip(sources, spans, keys))
    for source, span, quality, date in zip(sources, spans, qualities, dates):
        if date is not None and (date.begin, date.end) != (span.begin, span.end):
            raise FusionError(message(
                "The dates of {quality} ({first}) and {source} ({second}) differ; give QUALITY in the order of INPUTS, "
                "a raster for each.", quality=quality.name, first=date.text, source=source.name, second=span.text))
    return tuple(Scene(source, span, quality) for source, span, quality in zip(sources, spans, qualities))


def _check_band(source: RasterSource, number: int) -> None:
    if not 1 <= number <= len(source.bands):
        raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                  number=number, last=len(source.bands)))
