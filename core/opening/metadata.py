"""Metadata files beside bands: the MTL of Landsat, the MTD of Sentinel-2."""

import json
import os
import re
from collections.abc import Iterator

from ..errors import FusionError
from ..message import message

_ODL = re.compile(r'^\s*(?P<key>\w+)\s*=\s*"?(?P<value>[^"\n]*?)"?\s*$', re.MULTILINE)
_TAG = re.compile(r"<(?P<end>/?)(?:\w+:)?(?P<key>[\w-]+)(?P<inside>[^<>]*?)(?P<empty>/?)>(?P<text>[^<]*)")
_BAND_ID = re.compile(r'band_?id\s*=\s*"(\d+)"', re.IGNORECASE)
# The whole file; a MTD with all its angles has some hundred kilobytes.
_LARGEST = 20 * 2**20


def read_mtl(path: str) -> dict[str, str]:
    """Values of a Landsat MTL (``.txt``, ``.json`` or ``.xml``) by "GROUP/KEY"; those that a later group says again
    stay apart. Raises FusionError if it cannot be read.
    """
    text = _text(path)
    ending = os.path.splitext(path)[1].lower()
    if ending == ".json":
        return dict(_from_json(text, path))
    if ending == ".xml":
        return dict(_from_xml(text))
    return dict(_from_odl(text))


def read_mtd(path: str) -> dict[str, str]:
    """Elements of a Sentinel-2 MTD file by name; BOA_ADD_OFFSET by "BOA_ADD_OFFSET/band_id". Raises FusionError."""
    found: dict[str, str] = {}
    for tag in _TAG.finditer(_text(path)):
        value = tag["text"].strip()
        if tag["end"] or not value:
            continue
        band = _BAND_ID.search(tag["inside"])
        found.setdefault(f"{tag['key']}/{band[1]}" if band else tag["key"], value)
    return found


def _text(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise FusionError(message("{path} cannot be read ({reason}); check the file.", path=path,
                                  reason=error.strerror or type(error).__name__)) from error


def _from_odl(text: str) -> Iterator[tuple[str, str]]:
    groups: list[str] = []
    for line in _ODL.finditer(text):
        key, value = line["key"], line["value"]
        if key == "GROUP":
            groups.append(value)
        elif key == "END_GROUP":
            groups = groups[:-1]
        else:
            yield f"{groups[-1] if groups else ''}/{key}", value


def _from_json(text: str, path: str) -> Iterator[tuple[str, str]]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise FusionError(message("{path} is no JSON; copy or download it again.", path=path)) from error
    groups = content.get("LANDSAT_METADATA_FILE", content) if isinstance(content, dict) else {}
    for group, values in groups.items():
        if isinstance(values, dict):
            yield from ((f"{group}/{key}", str(value)) for key, value in values.items())


def _from_xml(text: str) -> Iterator[tuple[str, str]]:
    groups: list[str] = []
    for tag in _TAG.finditer(text):
        value = tag["text"].strip()
        if tag["end"]:
            if groups and groups[-1] == tag["key"]:
                groups = groups[:-1]
        elif value:
            yield f"{groups[-1] if groups else ''}/{tag['key']}", value
        elif not tag["empty"]:
            groups = [*groups, tag["key"]]
