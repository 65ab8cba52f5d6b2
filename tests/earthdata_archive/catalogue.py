"""Collections and granules as CMR keeps and finds them (UMM-JSON)."""

import hashlib
import json
import zlib
from datetime import datetime, timezone
from typing import Any

_ALGORITHMS = {"MD5": "md5", "SHA-256": "sha256", "SHA-512": "sha512"}
# What the stand-in understands; anything else a client asks for is an error in the client.
_KNOWN = {"short_name", "version", "doi", "concept_id", "collection_concept_id", "bounding_box", "temporal",
          "cloud_cover", "day_night_flag", "page_size", "has_granules", "cloud_hosted", "provider", "downloadable",
          "sort_key", "readable_granule_name", "options[temporal][exclude_boundary]"}


class Catalogue:
    """What can be found, and how."""

    def __init__(self) -> None:
        self.collections: list[dict[str, Any]] = []
        self.granules: dict[str, list[dict[str, Any]]] = {}

    def add_collection(self, short_name: str, version: str, doi: str | None, provider: str) -> str:
        """The concept id."""
        identifier = f"C{zlib.crc32(f'{short_name}.{version}'.encode())}-{provider}"
        self.collections.append({
            "meta": {"concept-id": identifier, "provider-id": provider, "native-id": f"{short_name}.v{version}",
                     "concept-type": "collection"},
            "umm": {"ShortName": short_name, "Version": version, "EntryTitle": f"{short_name} V{version}",
                    **({"DOI": {"DOI": doi}} if doi else {})},
        })
        self.granules[identifier] = []
        return identifier

    def concept_id(self, short_name: str) -> str:
        """Of the first collection of this name."""
        return next(each["meta"]["concept-id"] for each in self.collections if each["umm"]["ShortName"] == short_name)

    def find(self, kind: str, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        """All items of a query. Raises ValueError for one that CMR would refuse."""
        unknown = {name.removesuffix("[]") for name in query} - _KNOWN
        if unknown:
            raise ValueError(f"Parameter [{sorted(unknown)[0]}] was not recognized.")
        given = {name.removesuffix("[]"): values for name, values in query.items()}
        collections = [each for each in self.collections if _is_meant(each, given)]
        if kind == "collections":
            return collections
        if not given.keys() & {"short_name", "concept_id", "collection_concept_id", "provider"}:
            raise ValueError("The CMR does not allow querying across granules in all collections.")
        found = [item for each in collections for item in self.granules[each["meta"]["concept-id"]]]
        return sorted((item for item in found if _fits(item, given)), key=_begin)


def page(items: list[dict[str, Any]], size: int, after: str | None) -> tuple[list[dict[str, Any]], str | None]:
    """The items after a mark, and the mark after them."""
    place = 0
    if after is not None:
        last = json.loads(after)[-1]
        place = next(number for number, item in enumerate(items, 1) if item["meta"]["concept-id"] == last)
    part = items[place:place + size]
    return part, _mark(part[-1]["meta"]) if part else None


def _mark(meta: dict[str, Any]) -> str:
    return json.dumps([meta["provider-id"].lower(), meta["concept-id"]], separators=(",", ":"))


def granule_item(name: str, collection: dict[str, Any], links: dict[str, bytes], address: str,
                 **about: Any) -> dict[str, Any]:
    """A granule in UMM-JSON, as CMR gives HLS: links by https and s3, sizes and checksums of its files."""
    provider = collection["meta"]["provider-id"]
    information = [_file_information(file, content, about["checksum"]) for file, content in links.items()]
    related = [{"URL": f"{address}/data/{file}", "Type": "GET DATA"} for file in links]
    related += [{"URL": f"s3://lp-prod-protected/{file}", "Type": "GET DATA VIA DIRECT ACCESS"} for file in links]
    related += [{"URL": f"{address}/browse/{name}.jpg", "Type": "GET RELATED VISUALIZATION"}]
    umm: dict[str, Any] = {
        "GranuleUR": name,
        "CollectionReference": {"ShortName": collection["umm"]["ShortName"], "Version": collection["umm"]["Version"]},
        "TemporalExtent": {"RangeDateTime": {"BeginningDateTime": about["begin"], "EndingDateTime": about["end"]}},
        "SpatialExtent": {"HorizontalSpatialDomain": {"Geometry": {"GPolygons": [{"Boundary": {"Points": [
            {"Longitude": x, "Latitude": y} for x, y in about["polygon"]]}}]}}},
        "RelatedUrls": related,
        "DataGranule": {"DayNightFlag": about["day_night"], "ProductionDateTime": about["end"],
                        "ArchiveAndDistributionInformation": information},
    }
    if about["cloud_cover"] is not None:
        umm["CloudCover"] = about["cloud_cover"]
    number = zlib.crc32(name.encode())
    return {"meta": {"concept-id": f"G{number}-{provider}", "provider-id": provider, "native-id": name,
                     "collection-concept-id": collection["meta"]["concept-id"], "concept-type": "granule"}, "umm": umm}


def _file_information(file: str, content: bytes, checksum: str | None) -> dict[str, Any]:
    information: dict[str, Any] = {"Name": file, "SizeInBytes": len(content), "Size": len(content) / 2**20,
                                   "SizeUnit": "MB"}
    if checksum:
        value = hashlib.new(_ALGORITHMS[checksum], content, usedforsecurity=False).hexdigest()
        information["Checksum"] = {"Value": value, "Algorithm": checksum}
    return information


def _is_meant(collection: dict[str, Any], given: dict[str, list[str]]) -> bool:
    umm, identifier = collection["umm"], collection["meta"]["concept-id"]
    return all((
        umm["ShortName"].lower() in map(str.lower, given.get("short_name", [umm["ShortName"]])),
        umm["Version"] in given.get("version", [umm["Version"]]),
        umm.get("DOI", {}).get("DOI") in given.get("doi", [umm.get("DOI", {}).get("DOI")]),
        identifier in given.get("concept_id", given.get("collection_concept_id", [identifier])),
    ))


def _fits(item: dict[str, Any], given: dict[str, list[str]]) -> bool:
    umm = item["umm"]
    if "bounding_box" in given:
        west, south, east, north = map(float, given["bounding_box"][0].split(","))
        left, low, right, top = _box(umm)
        if left > east or right < west or low > north or top < south:
            return False
    if "temporal" in given:
        first, last = (_moment(text) for text in given["temporal"][0].split(","))
        begin, end = _times(umm)
        if (last is not None and _moment(begin) > last) or (first is not None and _moment(end) < first):
            return False
    if "cloud_cover" in given:
        low, high = map(float, given["cloud_cover"][0].split(","))
        if "CloudCover" not in umm or not low <= umm["CloudCover"] <= high:
            return False
    flag = umm.get("DataGranule", {}).get("DayNightFlag", "Unspecified").lower()
    return flag == given.get("day_night_flag", [flag])[0]


def _box(umm: dict[str, Any]) -> tuple[float, float, float, float]:
    geometry = umm["SpatialExtent"]["HorizontalSpatialDomain"]["Geometry"]
    if "GPolygons" in geometry:
        points = [point for polygon in geometry["GPolygons"] for point in polygon["Boundary"]["Points"]]
        x, y = [point["Longitude"] for point in points], [point["Latitude"] for point in points]
        return min(x), min(y), max(x), max(y)
    rectangle = geometry["BoundingRectangles"][0]
    return tuple(rectangle[f"{side}BoundingCoordinate"] for side in ("West", "South", "East", "North"))


def _times(umm: dict[str, Any]) -> tuple[str, str]:
    extent = umm["TemporalExtent"]
    if "SingleDateTime" in extent:
        return extent["SingleDateTime"], extent["SingleDateTime"]
    return extent["RangeDateTime"]["BeginningDateTime"], extent["RangeDateTime"]["EndingDateTime"]


def _begin(item: dict[str, Any]) -> str:
    return _times(item["umm"])[0]


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
