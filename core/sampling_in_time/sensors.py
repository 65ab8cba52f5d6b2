"""Sensors that look often enough: the table in `sensors.toml`, beside this file, with its sources."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ..message import Message, listed, message

QUANTITIES = {
    "reflectance": message("reflectance"),
    "temperature": message("surface temperature"),
    "soil_moisture": message("soil moisture"),
    "precipitation": message("precipitation"),
    "backscatter": message("radar backscatter"),
}
_FILE = Path(__file__).with_name("sensors.toml")
_NAMED = 3


@dataclass(frozen=True)
class Sensor:
    """A sensor or constellation: what it ``observes`` (a key of QUANTITIES), every how many days (the least and the
    most, nominal and without clouds), and the products of `products.toml` that hold it."""

    name: str
    observes: str
    resolution_m: float
    revisit_days: tuple[float, float]
    irregular: bool
    through_clouds: bool
    products: tuple[str, ...]
    composites: tuple[str, ...]
    source: str

    def resolves(self, scale: float) -> bool:
        """Does even its longest nominal interval stay below half of a time scale in days?"""
        return self.revisit_days[1] < 0.5 * scale


@lru_cache(maxsize=1)
def sensors() -> tuple[Sensor, ...]:
    """All sensors, in the order of the file."""
    with _FILE.open("rb") as file:
        tables = tomllib.load(file)["sensor"]
    return tuple(Sensor(
        table["name"], table["observes"], float(table["resolution_m"]), tuple(map(float, table["revisit_days"])),
        table.get("irregular", False), table.get("through_clouds", False), tuple(table.get("products", ())),
        tuple(table.get("composites", ())), table["source"]) for table in tables)


def quantities_of(products: Iterable[str]) -> frozenset[str]:
    """What products of these ids show, as far as the table knows them."""
    ids = set(products)
    return frozenset(sensor.observes for sensor in sensors() if ids & {*sensor.products, *sensor.composites})


def cures(scale: float, quantities: frozenset[str]) -> tuple[Sensor, ...]:
    """Sensors that look often enough for a time scale in days, the finest first; of ``quantities`` alone if any are
    known."""
    found = [sensor for sensor in sensors()
             if sensor.resolves(scale) and (not quantities or sensor.observes in quantities)]
    return tuple(sorted(found, key=lambda sensor: sensor.resolution_m))


def cure_text(scale: float, quantities: frozenset[str]) -> Message:
    """Which added sensor would cure dates that are too far apart, in a sentence."""
    found = cures(scale, quantities)
    if not found:
        return message("No sensor of the table looks more often than every {half} days at the same quantity; ask "
                       "about slower changes, or add measurements on the ground.", half=f"{0.5 * scale:.4g}")
    named = listed((message("{sensor} ({quantity}, {resolution:g} m, {interval})", sensor=sensor.name,
                            quantity=QUANTITIES[sensor.observes], resolution=sensor.resolution_m,
                            interval=interval_text(sensor)) for sensor in found[:_NAMED]), "; ")
    return message("Looks often enough, where clouds do not hide the ground: {sensors}.", sensors=named)


def interval_text(sensor: Sensor) -> Message:
    """How often a sensor looks, in words."""
    low, high = sensor.revisit_days
    if high < 1.0 / 12.0:
        return message("every {minutes:.0f} minutes or less", minutes=high * 1440.0)
    days = f"{high:g}" if low == high else message("{low:g} to {high:g}", low=low, high=high)
    if sensor.irregular:
        return message("every {days} days, irregularly", days=days)
    return message("every {days} days", days=days)
