"""Which bands of a granule are meant, which are the usual ones, and which tell of the quality of others."""

import fnmatch
import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ..errors import FusionError
from ..message import message
from ..product import Product
from .find import listed_names
from .granule import Granule, GranuleBand

_FILE = Path(__file__).with_name("bands.toml")
_METRES = re.compile(r"_(\d0)m$")


class Flags(NamedTuple):
    """Bands (a regular expression for whole names) and those that tell of their quality."""

    bands: str
    quality: tuple[str, ...]


class Usual(NamedTuple):
    """Of a product: the bands that are opened without a choice, their flags, and common names of bands."""

    bands: str
    flags: tuple[Flags, ...]
    common: dict[str, str]


def choose_bands(granule: Granule, names: Sequence[str]) -> tuple[GranuleBand, ...]:
    """The bands of these names, in their order; without names the product's usual ones.

    A name may be the product's own, in any case and with "_" for spaces, a common one ("red"), its beginning
    ("sur_refl_b01"), its end ("NDVI"), or hold * and ?. Of one band in several resolutions the finest is meant, unless
    the name says which.
    Raises FusionError for a name that means none, or several.
    """
    if not names:
        return _usual_bands(granule)
    chosen: dict[str, GranuleBand] = {}
    for name in names:
        chosen.update((band.name, band) for band in _meant(granule, name))
    return tuple(chosen.values())


def quality_of(granule: Granule, band: GranuleBand) -> tuple[GranuleBand, ...]:
    """The bands of the granule that tell of the quality of this one, of several resolutions the finest."""
    rule = next((rule for rule in _flags(granule.product) if _fits(rule.bands, band.name)), None)
    wanted = () if rule is None else rule.quality
    found = [finest([each for each in granule.bands if _fits(pattern, each.name)]) for pattern in wanted]
    return tuple(each for each in found if each is not None and each.name != band.name)


def finest(bands: Sequence[GranuleBand]) -> GranuleBand | None:
    """Of one band in several resolutions, which its name tells, the finest."""
    return min(bands, key=lambda band: (_metres(band.name), band.name), default=None)


def _metres(name: str) -> int:
    found = _METRES.search(name)
    return int(found[1]) if found else 0


def _usual_bands(granule: Granule) -> tuple[GranuleBand, ...]:
    usual = _table().get(granule.product.id) if granule.product else None
    if usual is not None:
        bands = [band for band in granule.bands if _fits(usual.bands, band.name)]
    else:
        bands = [band for band in granule.bands if band.layer is None or band.layer.kind != "categorical"]
    same: dict[str, list[GranuleBand]] = {}
    for band in bands:
        same.setdefault(_METRES.sub("", band.name), []).append(band)
    if not same:
        raise FusionError(message("{name} holds none of the usual bands of its product; name some of {names} in BANDS.",
                                  name=granule.name, names=listed_names(granule)))
    return tuple(finest(each) for each in same.values())


def _meant(granule: Granule, name: str) -> tuple[GranuleBand, ...]:
    wanted = _plain(name)
    if any(sign in wanted for sign in "*?"):
        found = [band for band in granule.bands if fnmatch.fnmatchcase(_plain(band.name), wanted)]
    else:
        common = _common(granule.product).get(wanted)
        ways = (lambda own: own == wanted, lambda own: _METRES.sub("", own) == wanted,
                lambda own: common is not None and _fits(common.lower(), own),
                lambda own: own.startswith(f"{wanted}_") and own[len(wanted) + 1:].isdigit(),
                lambda own: own.endswith(f"_{wanted}"))
        groups = ([band for band in granule.bands if way(_plain(band.name))] for way in ways)
        found = next((group for group in groups if group), [])
        if len({_METRES.sub("", band.name) for band in found}) > 1:
            raise FusionError(message("{name} may be one of {names}; give the whole name in BANDS.", name=name,
                                      names=", ".join(band.name for band in found)))
        found = [finest(found)] if found else []
    if not found:
        raise FusionError(message("{granule} has no band {name}; it has {names}.", granule=granule.name, name=name,
                                  names=listed_names(granule)))
    return tuple(found)


def _plain(name: str) -> str:
    return re.sub(r"\s+", "_", name.strip()).lower()


def _fits(pattern: str, name: str) -> bool:
    return re.fullmatch(pattern, re.sub(r"\s+", "_", name.rpartition("/")[2])) is not None


def _flags(product: Product | None) -> tuple[Flags, ...]:
    usual = _table().get(product.id) if product else None
    return () if usual is None else usual.flags


def _common(product: Product | None) -> dict[str, str]:
    usual = _table().get(product.id) if product else None
    return {} if usual is None else usual.common


@lru_cache(maxsize=1)
def _table() -> dict[str, Usual]:
    """Of each product; read once."""
    with _FILE.open("rb") as file:
        groups = tomllib.load(file)["group"]
    return {product: Usual(group["usual"], tuple(Flags(each["bands"], tuple(each["quality"]))
                                                 for each in group.get("flags", ())), group.get("common", {}))
            for group in groups for product in group["products"]}
