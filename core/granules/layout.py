"""How the products lie in their files: the table in `layouts.toml`, beside this file, read at the first question."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..message import Message, message

TROPIC = 23.44   # degrees of latitude
SHAPES = ("disc", "segment", "polygon")

_EPOCH_2018 = "2018-01-01T00:00:00"
_LEAP_SECONDS = message("Times are UTC: the 18 leap seconds since 1980 are taken off GPS time.")
_NOTES = {
    "ATL08": (message("ATL08 has no single quality flag. Clouds stand in layer_flag and cloud_flag_atm: they are "
                      "written, and nothing is dropped for them."),),
    "ATL03": (message("signal_conf_ph is the largest confidence of the five surface types: 3 is medium, 4 is high."),),
    "GEDI01_B": (message("Places are those of the last bin of the waveforms, which lies nearest to the ground."),),
}
_FILE = Path(__file__).with_name("layouts.toml")


@dataclass(frozen=True)
class Rule:
    """What a dataset (the first of `dataset` that is there) must be to be recommended.

    Exactly `equals`, or at least `least` (`tropics_least` between the tropics); `max`: the largest of its columns.
    """

    dataset: tuple[str, ...]
    equals: float | None = None
    least: float | None = None
    tropics_least: float | None = None
    max: bool = False

    @property
    def name(self) -> str:
        """The field in which the dataset is written."""
        return self.dataset[0].rpartition("/")[2]

    def told(self) -> Message:
        """The rule in words."""
        if self.equals is not None:
            return message("{name} = {value:g}", name=self.name, value=self.equals)
        if self.tropics_least is None:
            return message("{name} >= {value:g}", name=self.name, value=self.least)
        return message("{name} >= {value:g} (between the tropics {tropics:g})", name=self.name, value=self.least,
                       tropics=self.tropics_least)


@dataclass(frozen=True)
class Layout:
    """A product's layout; `layouts.toml` explains the entries. Lengths in metres."""

    id: str
    title: str
    short_names: str
    attributes: tuple[tuple[str, str], ...]
    files: str
    sign: str
    groups: str
    base: str
    latitude: tuple[str, ...]
    longitude: tuple[str, ...]
    time: tuple[str, ...]
    shot: tuple[str, ...]
    azimuth: tuple[str, ...]
    vertices: tuple[str, ...]
    epoch: str
    gps_epoch: tuple[str, float] | None
    shape: str
    diameter_m: float | None
    length_m: float | None
    fills: tuple[float, ...]
    scales: tuple[tuple[str, float], ...]
    variables: tuple[str, ...]
    quality: tuple[str, ...]
    rules: tuple[Rule, ...]
    sources: tuple[str, ...]

    @property
    def notes(self) -> tuple[Message, ...]:
        """What a careful reader of the footprints should know."""
        return (*_NOTES.get(self.id, ()), *((_LEAP_SECONDS,) if self.epoch in ("gps", _EPOCH_2018) else ()))

    def scale(self, path: str) -> float:
        """Factor from stored values to units of a dataset (its path within the base)."""
        return next((factor for pattern, factor in self.scales if re.fullmatch(pattern, path)), 1.0)


@lru_cache(maxsize=1)
def layouts() -> dict[str, Layout]:
    """All layouts by id, in the table's order."""
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)["layout"]
    return {name: _layout(name, _whole(table, tables)) for name, table in tables.items()}


def _whole(table: Mapping[str, Any], tables: Mapping[str, Any]) -> dict[str, Any]:
    return {**(_whole(tables[table["like"]], tables) if "like" in table else {}), **table}


def _layout(name: str, table: dict[str, Any]) -> Layout:
    epoch = table.get("gps_epoch")
    return Layout(
        id=name,
        **{key: table[key] for key in ("title", "short_names", "files", "sign", "groups", "base", "epoch", "shape")},
        **{key: tuple(table.get(key, ())) for key in ("latitude", "longitude", "time", "shot", "azimuth", "vertices",
                                                      "fills", "variables", "quality", "sources")},
        attributes=tuple(table.get("attributes", {}).items()),
        gps_epoch=(epoch["dataset"], epoch["usual"]) if epoch else None,
        diameter_m=table.get("diameter_m"),
        length_m=table.get("length_m") if table["shape"] == "segment" else None,
        scales=tuple((pattern, factor) for pattern, factor in table.get("scales", ())),
        rules=tuple(Rule(**{**rule, "dataset": tuple(rule["dataset"])}) for rule in table["rules"]),
    )
