"""What is known of the data products and their layers: the table in `products.toml`, beside this file.

It is read once, at the first question.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

KINDS = ("intensive", "extensive", "categorical", "circular", "decibel", "ratio", "radiative", "nonlinear")
LAYOUTS = ("grid", "swath", "points")

_FILE = Path(__file__).with_name("products.toml")
_BITS_OF_TYPE = {"uint8": 8, "int8": 8, "uint16": 16, "int16": 16, "uint32": 32, "int32": 32}
_FLAG = ((0, "no"), (1, "yes"))

Names = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class BitField:
    """Neighbouring bits of a stored value: `count` of them from bit `first` (0 is the least significant) on.

    `values` pairs what they hold with what it means.
    """

    name: str
    first: int
    count: int
    values: Names

    @property
    def mask(self) -> int:
        """The bits set in a stored value."""
        return ((1 << self.count) - 1) << self.first

    def of(self, stored: Any) -> Any:
        """The field in stored values: an int, or an integer array of any shape."""
        return (stored & self.mask) >> self.first


@dataclass(frozen=True)
class Choice:
    """An offset that holds under a condition: in words, and as a path or a processing baseline that shows it."""

    when: str
    offset: float
    path: str
    baseline: str


@dataclass(frozen=True)
class Layer:
    """A layer: value = stored * scale + offset, with `fill` and `valid_range` (both ends in) in stored values.

    `pattern` is a regular expression for the whole name of the layer, with "_" for spaces. `kind` is one of KINDS.
    `scale` and `offset` are to be applied as they stand, whatever the file declares (`note` tells where it misleads);
    both are None where what the file declares holds. `offset` alone is None where it depends on what the file's path
    and attributes do not show; `offsets` then lists what it may be. `resolution_m` is None where it is the product's.
    `bits` are in the order of their first bit; `packed` tells of bits whose meaning no source gives.
    """

    name: str
    pattern: str
    kind: str
    units: str
    dtype: str
    scale: float | None
    offset: float | None
    offsets: tuple[Choice, ...]
    fill: tuple[float, ...]
    valid_range: tuple[float, float] | None
    resolution_m: float | None
    bits: tuple[BitField, ...]
    classes: Names
    packed: bool
    note: str

    @property
    def is_bitfield(self) -> bool:
        """Are stored values flags packed into bits?"""
        return self.packed or bool(self.bits)

    def stored_as(self, dtype: str) -> bool:
        """Is this (NumPy's name) the type of the layer's stored values? Signed bytes may be read as unsigned."""
        return dtype == self.dtype or (dtype, self.dtype) == ("uint8", "int8")

    @property
    def width(self) -> int | None:
        """How many bits a stored value has; None if it is no integer of up to 32 bits."""
        return _BITS_OF_TYPE.get(self.dtype)

    def field(self, name: str) -> BitField:
        """The bit field of this name. Raises KeyError."""
        return {field.name: field for field in self.bits}[name]


@dataclass(frozen=True)
class Support:
    """The ground a value stands for, in metres: "pixel", "disc", "strip", "parallelogram", "beam" or "mascon".

    `along_m` is its length (a disc's diameter) in flight direction, `across_m` its width; None where it is not known or
    varies.
    """

    shape: str
    along_m: float | None
    across_m: float | None
    note: str


@dataclass(frozen=True)
class Product:
    """A data product and its layers.

    `overpass_h` are local solar times in hours, None for products of any or no time; `any_time` tells these from what
    is not known. `geolocation_m` is one standard deviation in metres and `geolocation_note` says where it comes from.
    `view_zenith_deg` are the least and the largest. `window_days`: first and last day that values are of, counted from
    the day in the file's name, None for that day alone. `model_dependent`: the values come out of a model that was not
    driven by this sensor alone. `red` and `nir` are regular expressions for the names of the red and near infrared
    bands where these do not say so, else "".
    """

    id: str
    title: str
    platform: str
    sensor: str
    level: str
    layout: str
    resolution_m: float | None
    support: Support
    geolocation_m: float | None
    geolocation_note: str
    overpass_h: tuple[float, ...] | None
    any_time: bool
    view_zenith_deg: tuple[float, float] | None
    window_days: tuple[float, float] | None
    model_dependent: bool
    files: tuple[str, ...]
    folders: tuple[str, ...]
    attributes: tuple[tuple[str, str], ...]
    layers: tuple[Layer, ...]
    sources: tuple[str, ...]
    note: str
    red: str
    nir: str

    def layer(self, name: str) -> Layer:
        """The layer of this name in `products.toml`. Raises KeyError."""
        return {layer.name: layer for layer in self.layers}[name]


class KnownName(NamedTuple):
    """What people call layers of products: a regular expression for words in lower case with single spaces."""

    words: str
    kind: str
    is_bitfield: bool


def products() -> tuple[Product, ...]:
    """All products, in the order of the file."""
    return _catalogue()[0]


def known_names() -> tuple[KnownName, ...]:
    """Names that tell a layer in files that are recognised as no product, in the order they are to be tried."""
    return _catalogue()[1]


def find_product(identifier: str) -> Product:
    """The product with this short name, such as "MOD11A1". Raises KeyError."""
    return {product.id: product for product in products()}[identifier]


def mentioned(text: str) -> Product | None:
    """The product whose short name begins a word of `text` ("ndvi_MOD13Q1_mean"); weaker than `recognise`."""
    return next((product for product in products()
                 if re.search(rf"(?<![A-Za-z0-9]){re.escape(product.id)}", text, re.IGNORECASE)), None)


@lru_cache(maxsize=1)
def _catalogue() -> tuple[tuple[Product, ...], tuple[KnownName, ...]]:
    with _FILE.open("rb") as file:
        content = tomllib.load(file)
    tables = content["product"]
    names = tuple(KnownName(table["words"], table["kind"], table.get("packed", False)) for table in content["name"])
    return tuple(_read_product(name, _inherited(name, tables), content) for name in tables), names


def _inherited(name: str, tables: Mapping[str, dict]) -> dict:
    """A product's table on top of the one it is like."""
    table = tables[name]
    return {**_inherited(table["like"], tables), **table} if "like" in table else dict(table)


def _read_product(identifier: str, table: Mapping[str, Any], content: Mapping[str, Any]) -> Product:
    def named(text: str) -> str:
        for name, pattern in content["patterns"].items():
            text = text.replace(f"{{{name}}}", pattern)
        return text.replace("{id}", identifier)

    overpass = table.get("overpass_h")
    support = table.get("support", {})
    return Product(
        id=identifier,
        title=named(table["title"]),
        platform=table["platform"],
        sensor=table["sensor"],
        level=table["level"],
        layout=table["layout"],
        resolution_m=table.get("resolution_m"),
        support=Support(support.get("shape", "pixel"), support.get("along_m"), support.get("across_m"),
                        support.get("note", "")),
        geolocation_m=table.get("geolocation_m"),
        geolocation_note=table.get("geolocation_note", ""),
        overpass_h=None if overpass in (None, "any") else tuple(overpass),
        any_time=overpass == "any",
        view_zenith_deg=_pair(table.get("view_zenith_deg")),
        window_days=_pair(table.get("window_days")),
        model_dependent=table.get("model_dependent", False),
        files=tuple(named(pattern) for pattern in table["files"]),
        folders=tuple(table.get("folders", ())),
        attributes=tuple((key, named(pattern)) for key, pattern in table.get("attributes", {}).items()),
        layers=tuple(_read_layer(layer, content) for layer in table["layer"]),
        sources=tuple(named(source) for source in table["sources"]),
        note=table.get("note", ""),
        red=table.get("red", ""),
        nir=table.get("nir", ""),
    )


def _read_layer(table: Mapping[str, Any], content: Mapping[str, Any]) -> Layer:
    offsets = tuple(Choice(each["when"], each["offset"], each["path"], each["baseline"])
                    for each in table.get("offsets", ()))
    declared = table.get("scale") == "file"
    return Layer(
        name=table["name"],
        pattern=table.get("pattern", re.escape(table["name"])),
        kind=table["kind"],
        units=table.get("units", ""),
        dtype=table.get("dtype", ""),
        scale=None if declared else float(table.get("scale", 1.0)),
        offset=None if declared or offsets else float(table.get("offset", 0.0)),
        offsets=offsets,
        fill=tuple(table.get("fill", ())),
        valid_range=_pair(table.get("valid_range")),
        resolution_m=table.get("resolution_m"),
        bits=tuple(_read_field(field) for field in content["bits"][table["bits"]]) if "bits" in table else (),
        classes=_names(content["classes"][table["classes"]]) if "classes" in table else (),
        packed=table.get("packed", False),
        note=table.get("note", ""),
    )


def _read_field(table: Mapping[str, Any]) -> BitField:
    """Without meanings, a single bit says no or yes."""
    values = _names(table["values"]) if "values" in table else _FLAG if table.get("count", 1) == 1 else ()
    return BitField(table["name"], table["first"], table.get("count", 1), values)


def _names(table: Mapping[str, str] | list[str]) -> Names:
    """Value and name, of a table with values as keys or of a list that counts from 0."""
    pairs = table.items() if isinstance(table, Mapping) else enumerate(table)
    return tuple((int(value), name) for value, name in pairs)


def _pair(numbers: list[float] | None) -> tuple[float, float] | None:
    return None if numbers is None else (numbers[0], numbers[1])
