"""Beams by name or kind."""

import re

from ..errors import FusionError
from ..message import message
from .granule import Granule

_KINDS = {"power": "full power", "full": "full power", "full power": "full power", "full_power": "full power",
          "coverage": "coverage", "strong": "strong", "weak": "weak"}


def choose_beams(granule: Granule, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Those beams of the granule that are asked for, all without a choice; none may be there.

    Raises FusionError for a name that no beam can have, and where the product has no beams.
    """
    if not asked:
        return granule.beams
    if not granule.layout.groups:
        raise FusionError(message("{product} has no beams; leave BEAMS empty.", product=granule.layout.id))
    kinds = {_KINDS[each.lower()] for each in asked if each.lower() in _KINDS}
    names = {_name(granule, each) for each in asked if each.lower() not in _KINDS}
    return tuple(beam for beam in granule.beams if beam in names or granule.kind_of(beam) in kinds)


def _name(granule: Granule, asked: str) -> str:
    """The group's name."""
    for name in (asked, asked.upper(), asked.lower(), f"BEAM{asked}"):
        if re.fullmatch(granule.layout.groups, name):
            return name
    raise FusionError(message(
        "{product} has no beam {name}; {granule} has {beams}, or give a kind such as strong or full_power.",
        product=granule.layout.id, name=asked, granule=granule.name, beams=", ".join(granule.beams),
    ))
