"""Dated series of fine and coarse images as inputs of the algorithms of spatiotemporal fusion."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterMultipleLayers,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from .layer_times import DATE_TABLE, Times, date_table_parameter, read_times
from .layers import RasterInput
from .parameters import described, each_layer, is_given, read_rasters
from .styling import read_style
from .text_lists import read_words

if TYPE_CHECKING:
    from ..core.advice.times import TimeSpan
    from ..core.dates import DateTable
    from ..core.raster import RasterSource
    from ..core.reporter import Reporter
    from ..core.spacetime.series import Dated

FINE = "FINE"
COARSE = "COARSE"
FINE_MASKS = "FINE_MASKS"
COARSE_MASKS = "COARSE_MASKS"
DATES = "DATES"

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY = 86_400.0
_FEWEST_PIXELS = 3.0    # across a window
_WITHOUT_WINDOW = frozenset({"timekriging", "persistence", "difference", "ratio", "interpolation"})


@dataclass(frozen=True)
class Images:
    """Rasters as values with what their layers tell of dates, and the masks that belong to them."""

    name: str
    rasters: tuple[RasterInput, ...]
    times: tuple[Times | None, ...]
    masks: "Images | None" = None

    @property
    def notes(self) -> list[str]:
        """What the user must be told of the layers."""
        own = [note for each in self.rasters for note in each.notes]
        return own if self.masks is None else own + self.masks.notes

    def open(self, table: "DateTable | None", stack: ExitStack) -> "list[Dated]":
        """Dated sources, which the stack closes. Raises FusionError for what has no date, or a mask of no image."""
        from ..core.dates import dates_of
        from ..core.spacetime.series import Dated

        sources = _opened(self.rasters, stack)
        spans = dates_of(sources, spans_of(self.times), table)
        masks = (None,) * len(sources) if self.masks is None else self._masks(sources, spans, table, stack)
        return [Dated(source, span, mask) for source, span, mask in zip(sources, spans, masks, strict=True)]

    def _masks(
        self, sources: "Sequence[RasterSource]", spans: "Sequence[TimeSpan]", table: "DateTable | None",
        stack: ExitStack,
    ) -> "list[RasterSource | None]":
        """The mask of each image: the one of the same day, else, with as many masks, the one of the same place."""
        from ..core.dates import date_of

        masks = _opened(self.masks.rasters, stack)
        dates = [date_of(mask, given, table) for mask, given in zip(masks, spans_of(self.masks.times), strict=True)]
        by_day = {day_of(date): mask for date, mask in zip(dates, masks) if date is not None}
        days = [day_of(span) for span in spans]
        if len(by_day) == len(masks) and set(by_day) <= set(days):
            return [by_day.get(day) for day in days]
        if len(masks) != len(sources):
            raise FusionError(
                QCoreApplication.translate(
                    "Fusion",
                    "{masks} holds {count} rasters, and their dates are not those of {images}, which holds {number}; "
                    "give one for each image in the same order, or with dates in their tags or names.",
                ).format(masks=self.masks.name, count=len(masks), images=self.name, number=len(sources))
            )
        for source, day, mask, date in zip(sources, days, masks, dates):
            if date is not None and day_of(date) != day:
                raise FusionError(
                    QCoreApplication.translate(
                        "Fusion",
                        "The dates of {mask} and {image} differ; give {masks} in the order of {images}, one for each.",
                    ).format(mask=mask.name, image=source.name, masks=self.masks.name, images=self.name)
                )
        return masks


@dataclass(frozen=True)
class SeriesInput:
    """The fine and the coarse images of a run as plain values; ``renderer``: of the first fine layer, if it has one."""

    fine: Images
    coarse: Images
    table: str
    renderer: str | None = field(default=None, compare=False)

    @property
    def notes(self) -> list[str]:
        """What the user must be told of the layers."""
        return self.fine.notes + self.coarse.notes

    def open(self, stack: ExitStack) -> "tuple[list[Dated], list[Dated]]":
        """The dated fine and coarse images, which the stack closes. Raises FusionError."""
        from ..core.dates import read_date_table

        table = read_date_table(self.table) if self.table else None
        return self.fine.open(table, stack), self.coarse.open(table, stack)


def series_parameters() -> list[QgsProcessingParameterDefinition]:
    """FINE, COARSE, DATE_TABLE and the masks."""
    return [
        _rasters(
            FINE,
            QCoreApplication.translate("Fusion", "Fine images"),
            QCoreApplication.translate(
                "Fusion",
                "Dated rasters on one fine grid, such as Landsat scenes: all bands that are to be predicted, with "
                "nodata where clouds are. The date of each comes from the table of dates, from the temporal properties "
                "of its layer, from its tags, or from its name, as known products have it.",
            ),
        ),
        _rasters(
            COARSE,
            QCoreApplication.translate("Fusion", "Coarse images"),
            QCoreApplication.translate(
                "Fusion",
                "Dated rasters of the same variable on one coarse grid, in any CRS, such as those of MODIS: as many "
                "bands in the same order. Dates that fine images have, too, make pairs.",
            ),
        ),
        _rasters(
            FINE_MASKS,
            QCoreApplication.translate("Fusion", "Masks of the fine images"),
            QCoreApplication.translate(
                "Fusion",
                "Rasters on the grid of the fine images, 0 or nodata where these are not to be used, as "
                '"Mask by quality flags" writes them. They belong to the images of the same days, else to those of the '
                "same place in the list. Not needed where what is cloudy is nodata in the images themselves.",
            ),
            optional=True,
        ),
        _rasters(
            COARSE_MASKS,
            QCoreApplication.translate("Fusion", "Masks of the coarse images"),
            QCoreApplication.translate("Fusion", "The same for the coarse images, on their grid."),
            optional=True,
        ),
        date_table_parameter(),
    ]


def read_series(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> SeriesInput:
    """The images of both kinds. On the main thread. Raises FusionError where there are none."""
    fine = _read_images(algorithm, parameters, FINE, FINE_MASKS, context)
    coarse = _read_images(algorithm, parameters, COARSE, COARSE_MASKS, context)
    for images in (fine, coarse):
        if not images.rasters:
            raise FusionError(
                QCoreApplication.translate("Fusion", "No rasters are given; choose some as {name}.").format(
                    name=images.name)
            )
    table = algorithm.parameterAsFile(parameters, DATE_TABLE, context) if is_given(parameters, DATE_TABLE) else ""
    return SeriesInput(fine, coarse, table, renderer_of(algorithm, parameters, FINE, context))


def renderer_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> str | None:
    """The look of the first layer of a parameter. On the main thread."""
    first = next(iter(each_layer(parameters.get(name))), None)
    layer = None if first is None else algorithm.parameterAsRasterLayer({name: first}, name, context)
    return read_style(layer) if isinstance(layer, QgsRasterLayer) else None


def read_dates(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> "tuple[TimeSpan, ...]":
    """The days and intervals of DATES. Raises FusionError for what is neither."""
    from ..core.dates import parse_span

    words = read_words(algorithm, parameters, DATES, context)
    spans = tuple(parse_span(word) for word in words)
    for word, span in zip(words, spans):
        if span is None and parse_span("/".join(reversed(word.split("/")))) is not None:
            raise FusionError(
                QCoreApplication.translate(
                    "Fusion", "{name} holds {text}; the first day of an interval must not be after the last."
                ).format(name=DATES, text=word)
            )
        if span is None:
            raise FusionError(
                QCoreApplication.translate(
                    "Fusion",
                    "{name} holds {text}, which is no date; write days such as 2024-06-02, or intervals such as "
                    "2024-06-01/2024-06-30, separated by commas.",
                ).format(name=DATES, text=word)
            )
    return spans


def days_of(asked: "Sequence[TimeSpan]", images: "Sequence[Dated]") -> tuple[float, ...] | None:
    """The days asked for: of an interval those of the images in it; None if nothing is asked for.

    Raises FusionError for an interval without any image.
    """
    from ..core.dates import middle

    found: set[float] = set()
    for span in asked:
        inside = [each.day for each in images if span.begin <= middle(each.span) <= span.end]
        if not inside and (span.end - span.begin).total_seconds() > _DAY:
            raise FusionError(
                QCoreApplication.translate("Fusion", "No image lies in {interval}; choose other {name}.").format(
                    interval=f"{span.begin:%Y-%m-%d}/{span.end:%Y-%m-%d}", name=DATES)
            )
        found.update(inside or [number_of(span)])
    return tuple(sorted(found)) or None


def number_of(span: "TimeSpan") -> float:
    """Days from 1970-01-01 (UTC) to the middle of a span."""
    from ..core.dates import middle

    return (middle(span) - _EPOCH).total_seconds() / _DAY


def day_of(span: "TimeSpan") -> int:
    """The calendar day (UTC) of the middle of a span."""
    return int(number_of(span) // 1)


def warn_of_window(
    images: "Sequence[Dated]", window: float, methods: Sequence[str], reporter: "Reporter"
) -> None:
    """Tell that a window of so many metres holds no more than a pixel of the fine images and those around it, where one
    of the methods seeks similar pixels in it.
    """
    from ..core.advice.layer import pixel_size_m

    sides = pixel_size_m(images[0].source.grid)
    if sides is not None and window < _FEWEST_PIXELS * min(sides) and not _WITHOUT_WINDOW.issuperset(methods):
        reporter.warning(QCoreApplication.translate(
            "Fusion",
            "{name} is {window:g} m and a fine pixel {pixel:.3g} m: similar pixels are sought in the pixel itself and "
            "its direct neighbours alone; choose a larger {name}.",
        ).format(name="WINDOW", window=window, pixel=min(sides)))


def spans_of(times: "Sequence[Times | None]") -> "tuple[TimeSpan | None, ...]":
    """What layers tell of their dates, as the engine takes it."""
    from ..core.dates import parse_span
    from ..core.message import message

    return tuple(None if each is None else parse_span("/".join(each), message("from the layer")) for each in times)


def _opened(rasters: Sequence[RasterInput], stack: ExitStack) -> "list[RasterSource]":
    """Described and closed again, since there may be more of them than files that may be open."""
    sources = []
    for each in rasters:
        source = stack.enter_context(each.open())
        source.close()
        sources.append(source)
    return sources


def _read_images(algorithm, parameters, name, masks, context):
    def images(key, more=None):
        return Images(key, read_rasters(algorithm, parameters, key, context),
                      read_times(algorithm, parameters, key, context), more)

    return images(name, images(masks) if is_given(parameters, masks) else None)


def _rasters(name, label, text, optional=False):
    return described(
        QgsProcessingParameterMultipleLayers(
            name, label, layerType=Qgis.ProcessingSourceType.Raster, optional=optional
        ),
        text,
        advanced=optional,
    )
