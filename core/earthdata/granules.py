"""Granules as the catalogue describes them: when, where, how cloudy, and which files with what checksums."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any
from urllib.parse import unquote, urlsplit

from .checksum import Checksum, known_checksum, parse_checksum

Point = tuple[float, float]
Ring = tuple[Point, ...]
Polygon = tuple[Ring, ...]

_UNITS = {"KB": 2**10, "MB": 2**20, "GB": 2**30, "TB": 2**40, "PB": 2**50}


@dataclass(frozen=True)
class GranuleFile:
    """A file of a granule. `size` in bytes and `checksum` are None where the metadata does not tell them."""

    name: str
    url: str
    size: int | None = None
    checksum: Checksum | None = None


@dataclass(frozen=True)
class Granule:
    """A granule. Times are UTC, `cloud_cover` in percent, None where it is not told; `size` is that of all files.

    `polygons`: outer ring, then holes, of (longitude, latitude) in degrees, closed; a longitude beyond 180 where one
    lies across the antimeridian. None has a footprint where the metadata gives orbits, lines or points alone.
    """

    id: str
    name: str
    product: str
    version: str
    begin: datetime | None
    end: datetime | None
    cloud_cover: float | None
    day_night: str
    size: int | None
    files: tuple[GranuleFile, ...]
    polygons: tuple[Polygon, ...]

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(file.url for file in self.files)


def read_granule(item: dict[str, Any]) -> Granule:
    """Of an item in UMM-JSON, as CMR gives it. Raises KeyError, TypeError or ValueError for what is none."""
    meta, umm = item["meta"], item["umm"]
    about = umm.get("DataGranule") or {}
    information = list(_flat(about.get("ArchiveAndDistributionInformation") or ()))
    files = _files(umm.get("RelatedUrls") or (), information)
    collection = umm.get("CollectionReference") or {}
    begin, end = _times(umm.get("TemporalExtent") or {})
    cloud = umm.get("CloudCover")
    return Granule(
        id=str(meta["concept-id"]),
        name=str(umm["GranuleUR"]),
        product=str(collection.get("ShortName", "")),
        version=str(collection.get("Version", "")),
        begin=begin,
        end=end,
        cloud_cover=None if cloud is None else float(cloud),
        day_night=str(about.get("DayNightFlag") or "Unspecified"),
        size=_total([_size(each) for each in information]),
        files=files,
        polygons=_polygons(umm.get("SpatialExtent") or {}),
    )


def files_as_text(files: Iterable[GranuleFile]) -> str:
    """As JSON on one line, for a field of a layer; `files_from_text` reads it again."""
    return json.dumps([{
        "name": file.name, "url": file.url,
        **({} if file.size is None else {"size": file.size}),
        **({} if file.checksum is None else {"checksum": str(file.checksum)}),
    } for file in files], ensure_ascii=False, separators=(",", ":"))


def files_from_text(text: str) -> tuple[GranuleFile, ...]:
    """The files of a layer's field. Raises ValueError for anything else."""
    try:
        return tuple(GranuleFile(str(each["name"]), str(each["url"]),
                                 None if each.get("size") is None else int(each["size"]),
                                 parse_checksum(str(each.get("checksum", "")))) for each in json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not the files of a granule") from error


def _flat(information: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Files, and those in packages of files."""
    for each in information:
        inner = each.get("Files")
        if inner:
            yield from inner
        else:
            yield each


def _files(urls: Sequence[dict[str, Any]], information: Sequence[dict[str, Any]]) -> tuple[GranuleFile, ...]:
    """What can be downloaded over https. A file without a name in the metadata is the only one of its granule."""
    links = dict.fromkeys(each["URL"] for each in urls
                          if each.get("Type") == "GET DATA" and urlsplit(each["URL"]).scheme in ("https", "http"))
    by_name = {each.get("Name"): each for each in information}
    files = []
    for link in links:
        name = unquote(urlsplit(link).path.rsplit("/", 1)[-1])
        told = by_name.get(name, information[0] if len(links) == len(information) == 1 else {})
        checksum = told.get("Checksum") or {}
        files.append(GranuleFile(name, link, told.get("SizeInBytes"),
                                 known_checksum(checksum.get("Algorithm"), checksum.get("Value"))))
    return tuple(files)


def _size(information: dict[str, Any]) -> int | None:
    if information.get("SizeInBytes") is not None:
        return int(information["SizeInBytes"])
    unit = _UNITS.get(str(information.get("SizeUnit", "")).upper())
    return None if unit is None or information.get("Size") is None else round(float(information["Size"]) * unit)


def _total(sizes: Sequence[int | None]) -> int | None:
    known = [size for size in sizes if size is not None]
    return sum(known) if known and len(known) == len(sizes) else None


def _times(extent: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    if "SingleDateTime" in extent:
        moment = _moment(extent["SingleDateTime"])
        return moment, moment
    times = extent.get("RangeDateTime") or {}
    return _moment(times.get("BeginningDateTime")), _moment(times.get("EndingDateTime"))


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def _polygons(extent: dict[str, Any]) -> tuple[Polygon, ...]:
    geometry = (extent.get("HorizontalSpatialDomain") or {}).get("Geometry") or {}
    if geometry.get("GPolygons"):
        return tuple(_polygon(each) for each in geometry["GPolygons"])
    return tuple(_rectangle(each) for each in geometry.get("BoundingRectangles") or ())


def _polygon(polygon: dict[str, Any]) -> Polygon:
    holes = (polygon.get("ExclusiveZone") or {}).get("Boundaries") or ()
    outer = _ring(polygon["Boundary"])
    return (outer, *(_ring(each, near=outer[0][0]) for each in holes))


def _ring(boundary: dict[str, Any], near: float | None = None) -> Ring:
    """Closed, each point within half the globe of the one before it, as sides of granules are."""
    points: list[Point] = []
    last = near
    for each in boundary["Points"]:
        x, y = float(each["Longitude"]), float(each["Latitude"])
        if last is not None:
            x += 360.0 * round((last - x) / 360.0)
        points.append((x, y))
        last = x
    if points[0] != points[-1]:
        points.append(points[0])
    return tuple(points)


def _rectangle(sides: dict[str, Any]) -> Polygon:
    west, south, east, north = (float(sides[f"{side}BoundingCoordinate"])
                                for side in ("West", "South", "East", "North"))
    if east < west:
        east += 360.0
    return (((west, south), (east, south), (east, north), (west, north), (west, south)),)
