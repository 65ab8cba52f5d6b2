"""What is known of quality layers: their fields, and rules for use at three levels, from `presets.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..errors import FusionError
from ..legend import Colour, Legend, LegendEntry
from ..message import listed, message
from ..product import Layer, find_product, recognise
from ..quality_ids import LEVELS, PRESET_IDS
from ..raster import RasterSource
from .fields import Field, Fields, bit_fields, word_of

AUTO = "auto"

_FILE = Path(__file__).with_name("presets.toml")
_ANY_INTEGER = 32   # bits of the widest stored type


@dataclass(frozen=True)
class Preset:
    """A kind of quality layer. ``rules``: by level. ``good``: stored values that are no fill, whatever files declare.

    ``fills``: stored values without quality, as the product has them. ``scale``: of a quantity, where the file declares
    none.
    """

    id: str
    title: str
    products: tuple[str, ...]
    layers: tuple[str, ...]
    where: str
    fields: Fields
    rules: Mapping[str, str]
    good: tuple[int, ...]
    fills: tuple[float, ...]
    scale: float
    source: str
    note: str

    @property
    def least_width(self) -> int:
        """How many bits stored values must have; 0 where it is no matter of bits."""
        return max((field.bits.first + field.bits.count for field in self.fields.named if field.bits), default=0)

    def is_of(self, product: str, layer: str, name: str) -> bool:
        """Is a layer of a product, whose file and band have this name, of this kind?"""
        return product in self.products and layer in self.layers and (
            not self.where or re.search(self.where, name) is not None)


@lru_cache(maxsize=1)
def presets() -> dict[str, Preset]:
    """All presets by id, in the order of the file."""
    content = _content()
    aliases = content["aliases"]
    return {name: _read(name, table, aliases) for name, table in content["preset"].items()}


def find_preset(name: str) -> Preset:
    """The preset of an id. Raises FusionError for an unknown one."""
    if name not in presets():
        raise FusionError(message("The quality layer {name} is unknown; choose one of {choices}.", name=name,
                                  choices=listed(PRESET_IDS)))
    return presets()[name]


def recognised_preset(source: RasterSource, band: int) -> Preset | None:
    """The preset of a band (1-based) of a file, by its name or attributes; None if it is none that is known."""
    description = source.bands[band - 1].description
    found = recognise(source.path, source.metadata, description)
    if found.product is None or found.layer is None:
        return None
    names = f"{source.name} {description}"
    return next((preset for preset in presets().values()
                 if preset.is_of(found.product.id, found.layer.name, names)), None)


def chosen_preset(source: RasterSource, band: int, name: str) -> Preset | None:
    """The preset asked for by id, or recognised where ``name`` is AUTO (None then for an unknown layer).

    Raises FusionError for an unknown id, and for stored values that cannot be of it.
    """
    if not 1 <= band <= len(source.bands):
        raise FusionError(message("{name} has no band {number}; it has bands 1 to {last}.", name=source.name,
                                  number=band, last=len(source.bands)))
    preset = recognised_preset(source, band) if name == AUTO else find_preset(name)
    _check_type(source, band, preset)
    return preset


def fields_of(source: RasterSource, band: int, preset: Preset | None) -> Fields:
    """The fields of a band: the preset's, else its classes as far as the file names them."""
    if preset is not None:
        return preset.fields
    legend = source.legend(band) or Legend()
    values = tuple((entry.value, entry.name) for entry in legend.entries if entry.name)
    named = (Field("value", values=values),) if values else ()
    return Fields(source.name, named, _content()["aliases"])


def field_legend(field: Field, preset: Preset | None) -> Legend:
    """Names and colours of a field's values."""
    content = _content()
    own = {int(value): colour for value, colour in content["scl_colours"].items()} \
        if preset is not None and preset.id == "sentinel2_scl" else {}
    return Legend(tuple(
        LegendEntry(number, name, _colour(own.get(number) or _by_name(content["colours"], field.name, name)))
        for number, name in field.values
    )).painted()


def _by_name(colours: Mapping[str, str], field: str, value: str) -> str | None:
    word = word_of(value)
    return colours.get(f"{field}={word}") or colours.get(word)


def _colour(text: str | None) -> Colour | None:
    return None if text is None else (*bytes.fromhex(text.removeprefix("#")), 255)


def _check_type(source: RasterSource, band: int, preset: Preset | None) -> None:
    """Bits are of integers, and of as many bits as the fields need."""
    dtype = source.bands[band - 1].dtype
    if preset is not None and preset.fields.is_quantity:
        return
    if not dtype.startswith(("int", "uint")):
        raise FusionError(message("{name} holds {dtype} and no whole numbers, which flags are; give the quality layer "
                                  "as the product has it.", name=source.name, dtype=dtype))
    width = int(dtype.removeprefix("u").removeprefix("int"))
    if width > _ANY_INTEGER:
        raise FusionError(message("{name} holds {dtype}; quality layers of up to 32 bits are read.", name=source.name,
                                  dtype=dtype))
    if preset is not None and width < preset.least_width:
        raise FusionError(message("{name} holds {dtype}, too few bits for {preset}; choose another PRODUCT.",
                                  name=source.name, dtype=dtype, preset=preset.id))


@lru_cache(maxsize=1)
def _content() -> dict:
    with _FILE.open("rb") as file:
        return tomllib.load(file)


def _read(name: str, table: Mapping, aliases: Mapping[str, str]) -> Preset:
    layer = _layer(table["products"][0], table["layers"])
    own = table.get("field", "")
    if layer.bits:
        named = bit_fields(layer.bits)
    else:
        units = table.get("units", "")
        named = (Field(own, values=layer.classes, units=units, is_quantity=bool(units)),)
    return Preset(
        id=name,
        title=table["title"],
        products=tuple(table["products"]),
        layers=tuple(table["layers"]),
        where=table.get("where", ""),
        fields=Fields(name, named, aliases),
        rules={level: table[level] for level in LEVELS},
        good=tuple(table.get("good", ())),
        fills=layer.fill,
        scale=table.get("scale", 1.0),
        source=table["source"],
        note=table.get("note", ""),
    )


def _layer(product: str, names: list[str]) -> Layer:
    layers = {layer.name: layer for layer in find_product(product).layers}
    return next(layers[name] for name in names if name in layers)
