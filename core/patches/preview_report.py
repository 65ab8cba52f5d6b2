"""The report on a contact sheet of patches."""

from collections.abc import Sequence

from ..message import message
from ..report import Report
from ..reporter import Reporter
from .preview import SheetColumn


def write_preview_report(path: str, png: bytes, columns: Sequence[SheetColumn], ids: Sequence[int],
                         splits: Sequence[str], places: Sequence[tuple[float, float]], count: int,
                         reporter: Reporter) -> list[str]:
    """Write the page with the sheet and its tables; the paths, the page first.

    ``ids``, ``splits`` and ``places`` (longitude, latitude) are those of the patches on the sheet, ``count`` tells how
    many there are in all. Raises FusionError if a file cannot be written.
    """
    report = Report(message("Patches"), message("{shown} of {count} patches of {rasters} rasters.", shown=len(ids),
                                                count=count, rasters=len(columns)), reporter.text)
    report.heading(message("Contact sheet"))
    report.image(png, message("The reference with the centres of all patches, and for each patch on the sheet what "
                              "every raster shows there: first each at its own scale, then all at one scale. Grey "
                              "pixels have no value."))
    report.heading(message("Rasters"))
    report.table("rasters", message("Rasters, the size of their patches, and the values that the colours span"),
                 [message("Raster"), message("Columns"), message("Rows"), message("Width"), message("Height"),
                  message("Lowest"), message("Highest")],
                 [[each.name, each.shape[1], each.shape[0], each.ground[1], each.ground[0],
                   *_span(each)] for each in columns],
                 ["", "", "", "m", "m", "", ""])
    report.heading(message("Patches"))
    report.table("patches", message("Patches on the sheet, and the share of their pixels with a value"),
                 [message("Id"), message("Split"), message("Longitude"), message("Latitude"),
                  *(each.name for each in columns)],
                 [[str(number), split, *place, *(each.tiles[k].valid for each in columns)]
                  for k, (number, split, place) in enumerate(zip(ids, splits, places))],
                 ["", "", "°", "°", *[""] * len(columns)])
    return report.write(path)


def _span(column: SheetColumn) -> tuple[float | None, float | None]:
    """Of one band in a ramp: of classes and of three bands there is none to tell."""
    if len(column.limits) > 1 or column.shown.legend is not None:
        return None, None
    return float(column.limits[0, 0]), float(column.limits[0, 1])
