"""Which data product a file is of: recognised by its name, its folder or its attributes.

What is known of the products is in `products.toml`, beside this file, with its sources.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from os import PathLike, fspath
from typing import NamedTuple

from .product_table import (
    KINDS, LAYOUTS, BitField, Choice, KnownName, Layer, Product, Support, find_product, known_names, mentioned,
    products,
)

__all__ = [
    "KINDS", "LAYOUTS", "BitField", "Choice", "KnownName", "Layer", "Product", "Recognised", "Support", "find_product",
    "known_names", "mentioned", "products", "recognise",
]

# A subdataset as GDAL names it, with and without quotes, and as "file.ext:layer".
_SUBDATASETS = (
    re.compile(r'(?:\w+:)+"(?P<file>[^"]+)"(?::(?P<layer>.*))?'),
    re.compile(r"(?:HDF4_EOS:EOS_(?:GRID|SWATH)|HDF4_SDS:\w+|HDF5|NETCDF):(?P<file>.+?\.\w+):(?P<layer>.+)"),
    re.compile(r"(?P<file>.+?\.[A-Za-z]\w{0,4}):(?P<layer>.+)"),
)
# Attributes that hold the name the file had when it was made.
_FILE_NAME_ATTRIBUTES = ("LOCALGRANULEID", "PRODUCERGRANULEID", "PRODUCTNAME")


class Recognised(NamedTuple):
    """What a file and one of its layers were recognised as; None for what was not."""

    product: Product | None
    layer: Layer | None


def recognise(path: str | PathLike[str], attributes: Mapping[str, str] | None = None,
              layer: str | None = None) -> Recognised:
    """Which product a file is of, and which of its layers.

    `path`: path, file name or GDAL subdataset. `attributes`: the file's own, their keys in any case and with or without
    "_" ("ShortName", "SHORTNAME", "NC_GLOBAL#short_name"); they count more than the name, which anybody can change.
    `layer`: the name of the subdataset, variable or band; without it, the one in `path` counts. A product that writes
    a file per layer names it in the file's name, which then counts more.
    """
    path = fspath(path)
    file, inner = _split(path)
    given = {_plain_key(key): str(value) for key, value in (attributes or {}).items()}
    telling = tuple((key, given[key]) for key in sorted(_telling_keys() & given.keys()))
    product, in_name = _product(file, telling)
    if product is None:
        return Recognised(None, None)
    if len(product.layers) == 1:
        return Recognised(product, _settled(product.layers[0], path, given))
    texts = (in_name, layer, inner, _before_colon(layer))
    found = next((found for found in (_layer(product, text) for text in texts) if found is not None), None)
    return Recognised(product, None if found is None else _settled(found, path, given))


@lru_cache(maxsize=1)
def _telling_keys() -> frozenset[str]:
    stated = {_plain_key(key) for product in products() for key, _ in product.attributes}
    return frozenset(stated.union(_FILE_NAME_ATTRIBUTES))


# A file's bands are asked for one by one.
@lru_cache(maxsize=256)
def _product(file: str, telling: tuple[tuple[str, str], ...]) -> tuple[Product | None, str | None]:
    """The product, and the layer that the file's name holds."""
    attributes = dict(telling)
    *folders, name = _parts(file)
    stated = [product for product in products() if _states(product, attributes)]
    if stated:
        return next(_matches(stated, name), (stated[0], None))
    for text in (name, *(attributes[key] for key in _FILE_NAME_ATTRIBUTES if key in attributes)):
        match = next(_matches(products(), text), None)
        if match:
            return match
    for product in products():
        if any(_compiled(pattern).search(folder) for pattern in product.folders for folder in folders):
            return product, name
    return None, None


def _matches(among: Sequence[Product], text: str) -> Iterator[tuple[Product, str | None]]:
    for product in among:
        for pattern in product.files:
            found = _compiled(pattern).search(text)
            if found:
                yield product, found.groupdict().get("layer")
                break


def _states(product: Product, attributes: Mapping[str, str]) -> bool:
    return bool(product.attributes) and all(
        _compiled(pattern).fullmatch(attributes.get(_plain_key(key), "")) for key, pattern in product.attributes)


def _layer(product: Product, text: str | None) -> Layer | None:
    if not text:
        return None
    name = re.sub(r"\s+", "_", _parts(text.split(":")[-1].strip('" '))[-1])
    return next((layer for layer in product.layers if _compiled(layer.pattern).fullmatch(name)), None)


def _settled(layer: Layer, path: str, attributes: Mapping[str, str]) -> Layer:
    """The layer with the one offset that path and attributes show."""
    baseline = attributes.get("PROCESSINGBASELINE", "")
    for choice in layer.offsets:
        if (baseline and _compiled(choice.baseline).fullmatch(baseline)) or (
                not baseline and _compiled(choice.path).search(path)):
            return dataclasses.replace(layer, offset=choice.offset)
    return layer


def _split(path: str) -> tuple[str, str | None]:
    """File and layer; only a subdataset tells of a layer."""
    for pattern in _SUBDATASETS:
        found = pattern.fullmatch(path)
        if found:
            return found["file"], found["layer"]
    return path, None


def _before_colon(layer: str | None) -> str | None:
    """The name in a description such as "LST_Day_1km: Daily daytime temperature"."""
    return layer.split(":")[0] if layer and ":" in layer else None


def _parts(path: str) -> list[str]:
    return re.split(r"[\\/]", path.rstrip("\\/"))


def _plain_key(key: str) -> str:
    return key.rsplit("#", 1)[-1].replace("_", "").upper()


@lru_cache(maxsize=None)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
