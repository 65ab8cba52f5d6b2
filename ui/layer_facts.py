"""What the dock tells of a layer: plain values, read in the background (see `facts_task`)."""

from dataclasses import dataclass

from ..core.variable.evidence import Detection

# Of footprints in metres and degrees, as `readfootprints` names them.
SIZE_FIELDS = ("diameter", "length", "azimuth")


@dataclass(frozen=True)
class LayerFacts:
    """Facts of a raster or point layer.

    ``crs``: its name in words; ``crs_wkt`` its definition (WKT 2), "" if it has none. ``extent``: (x min, y min, x max,
    y max) in it. ``pixel``: width and height of a pixel in units of the CRS, ``pixel_m`` in metres on the ground; None
    for points. ``transform``: affine a to f from columns and rows to the CRS, None where extent and shape tell it
    (north up). ``date``: in words, "" if unknown. ``nodata_share``: of the pixels that were looked at, None if unknown.
    ``kind``: as detected, "" if nothing was; ``evidence``: why, in QGIS's language; ``is_sure``: is the evidence
    strong? ``detection``: what these come from (of the first band), which settles the statistics that a layer may have;
    None for points and where no pixel could be read. ``are_whole``: are all values that were looked at whole numbers,
    as codes of classes are? ``is_quality``: does it tell which pixels of another layer to trust? ``problem``: why the
    layer cannot be used, "" if it can. ``count``: of points, 0 for rasters. ``is_polygons``: are the points footprints
    as polygons? ``size_fields``: those of SIZE_FIELDS that points have.
    """

    is_points: bool
    crs: str = ""
    crs_wkt: str = ""
    extent: tuple[float, float, float, float] | None = None
    shape: tuple[int, int] | None = None
    pixel: tuple[float, float] | None = None
    pixel_m: tuple[float, float] | None = None
    bands: int = 0
    count: int = 0
    is_polygons: bool = False
    size_fields: tuple[str, ...] = ()
    date: str = ""
    nodata_share: float | None = None
    kind: str = ""
    evidence: str = ""
    is_sure: bool = False
    is_quality: bool = False
    detection: Detection | None = None
    are_whole: bool = True
    problem: str = ""
    transform: tuple[float, float, float, float, float, float] | None = None

    @property
    def side_m(self) -> float | None:
        """The side (metres) of a square of a pixel's area; None where there are no pixels, or no place."""
        return None if self.pixel_m is None else (self.pixel_m[0] * self.pixel_m[1]) ** 0.5
