"""A granule of an archive: its files, and the record that NASA's Common Metadata Repository keeps of it."""

import datetime
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from odc.geo.geobox import GeoBox
from pyproj import Transformer

PROVIDER = "LPCLOUD"
_SPECIFICATION = {"URL": "https://cdn.earthdata.nasa.gov/umm/granule/v1.6.5", "Name": "UMM-G", "Version": "1.6.5"}


@dataclass(frozen=True)
class Granule:
    """What the archive knows of a granule; times are universal.

    ``files`` by layer, or one file of all layers under its own name; ``footprint``: longitudes and latitudes of a
    closed ring, anticlockwise; ``cloud_cover``: per cent, None where the product's records have none.
    """

    short_name: str
    version: str
    doi: str
    name: str
    files: Mapping[str, Path]
    begin: datetime.datetime
    end: datetime.datetime
    footprint: tuple[tuple[float, float], ...]
    day_night: str = "Day"
    cloud_cover: int | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def footprint(grid: GeoBox) -> tuple[tuple[float, float], ...]:
    """The ring through the corners of a grid: longitude and latitude, closed, anticlockwise."""
    rows, columns = grid.shape
    to_degrees = Transformer.from_crs(grid.crs.proj, "EPSG:4326", always_xy=True)
    corners = ((0, 0), (0, rows), (columns, rows), (columns, 0), (0, 0))
    return tuple(tuple(round(float(value), 8) for value in to_degrees.transform(*(grid.affine * corner)))
                 for corner in corners)


def record(granule: Granule, address: str = "https://data.lpdaac.earthdatacloud.nasa.gov") -> dict:
    """The item, "meta" and "umm" (UMM-G 1.6.5), with which CMR answers `granules.umm_json`.

    Links lead to ``address``/lp-prod-protected/PRODUCT.VERSION/GRANULE/FILE; sizes and SHA-256 sums are those of the
    files.
    """
    folder = f"lp-prod-protected/{granule.short_name}.{granule.version}/{granule.name}"
    paths = list(granule.files.values())
    made = _moment(granule.end + datetime.timedelta(days=1))
    umm = {
        "GranuleUR": granule.name,
        "CollectionReference": {"ShortName": granule.short_name, "Version": granule.version},
        "ProviderDates": [{"Date": made, "Type": "Insert"}, {"Date": made, "Type": "Update"}],
        "TemporalExtent": {"RangeDateTime": {"BeginningDateTime": _moment(granule.begin),
                                             "EndingDateTime": _moment(granule.end)}},
        "SpatialExtent": {"HorizontalSpatialDomain": {"Geometry": {"GPolygons": [{"Boundary": {"Points": [
            {"Longitude": x, "Latitude": y} for x, y in granule.footprint]}}]}}},
        "RelatedUrls": [
            *({"URL": f"{address}/{folder}/{path.name}", "Type": "GET DATA"} for path in paths),
            *({"URL": f"s3://{folder}/{path.name}", "Type": "GET DATA VIA DIRECT ACCESS"} for path in paths)],
        "DataGranule": {"DayNightFlag": granule.day_night, "ProductionDateTime": made,
                        "Identifiers": [{"Identifier": granule.name, "IdentifierType": "ProducerGranuleId"}],
                        "ArchiveAndDistributionInformation": [_file(path) for path in paths]},
        "AdditionalAttributes": [{"Name": key, "Values": [value]} for key, value in granule.attributes.items()],
        "MetadataSpecification": _SPECIFICATION,
    }
    if granule.cloud_cover is not None:
        umm["CloudCover"] = granule.cloud_cover
    meta = {"concept-type": "granule", "concept-id": f"G{zlib.crc32(granule.name.encode())}-{PROVIDER}",
            "collection-concept-id": f"C{zlib.crc32(f'{granule.short_name}.{granule.version}'.encode())}-{PROVIDER}",
            "native-id": granule.name, "provider-id": PROVIDER, "revision-id": 1,
            "format": "application/vnd.nasa.cmr.umm+json", "revision-date": made}
    return {"meta": meta, "umm": umm}


def _file(path: Path) -> dict:
    content = path.read_bytes()
    return {"Name": path.name, "SizeInBytes": len(content), "Size": len(content) / 2**20, "SizeUnit": "MB",
            "Checksum": {"Value": hashlib.sha256(content).hexdigest(), "Algorithm": "SHA-256"}}


def _moment(time: datetime.datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}.000Z"
