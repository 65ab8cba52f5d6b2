"""Which layers of a recipe a quality layer belongs to, by their names. Pure: no file is touched."""

import re
from collections.abc import Mapping

from .layer_facts import LayerFacts
from .recipe import LayerChoice, Recipe
from .recipe_roles import rasters_of

# A subdataset as GDAL names it: quoted or not.
_QUOTED, _PLAIN = re.compile(r'^\w{2,}:.*?"([^"]+)"'), re.compile(r"^\w{2,}:(?!//)(.+):[^/\\:]+$")
_DATED = re.compile(r"\d{6}")
# Words of a name that tell of a granule: dates, tiles of MODIS and Sentinel-2, numbers of paths, orbits, collections.
_OF_GRANULE = re.compile(r"\d{6}|^h\d\dv\d\d$|^T?\d\d[A-Z]{3}$|^\d{3,}$")
_MOST_OWN = 4   # words of a name that tell the layer of a granule: sur_refl_b01_1, QA_PIXEL, B04


def flagged_by(quality: LayerChoice, recipe: Recipe, facts: Mapping[str, LayerFacts]) -> tuple[LayerChoice, ...]:
    """The rasters that are worked on whose pixels a quality layer speaks of, in the order of the table.

    Those of the same granule: of the same file, or of files in one folder whose names differ at their end alone. Where
    there are none, those of the same folder and date.
    """
    rasters = [layer for layer in rasters_of(recipe) if not _other_half_of_the_day(quality, layer)]
    same = tuple(layer for layer in rasters if _is_same_granule(_file(quality.source), _file(layer.source)))
    return same or tuple(layer for layer in rasters if _is_same_place_and_date(quality, layer, facts))


def _is_same_granule(one: str, other: str) -> bool:
    if one == other:
        return True
    (folder, first), (other_folder, second) = _parts(one), _parts(other)
    if folder != other_folder:
        return False
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] == second[shared]:
        shared += 1
    own = [words[shared:] for words in (first, second)]
    return any(map(_DATED.search, first[:shared])) and all(
        len(words) <= _MOST_OWN and not any(map(_OF_GRANULE.search, words)) for words in own)


def _is_same_place_and_date(quality: LayerChoice, layer: LayerChoice, facts: Mapping[str, LayerFacts]) -> bool:
    dates = [facts[each.layer_id].date if each.layer_id in facts else "" for each in (quality, layer)]
    folders = [_parts(_file(each.source))[0] for each in (quality, layer)]
    return bool(dates[0]) and dates[0] == dates[1] and folders[0] == folders[1]


def _other_half_of_the_day(one: LayerChoice, other: LayerChoice) -> bool:
    """Is one of them of the day and the other of the night, as QC_Day and LST_Night of one granule are?"""
    halves = [{word for word in re.split(r"[^a-z]+", f"{each.source} {each.name}".lower()) if word in ("day", "night")}
              for each in (one, other)]
    return all(len(each) == 1 for each in halves) and halves[0] != halves[1]


def _file(source: str) -> str:
    """The file of a layer, by the text of its source alone."""
    found = _QUOTED.match(source) or _PLAIN.match(source)
    return found.group(1) if found else source.partition("|")[0]


def _parts(path: str) -> tuple[str, list[str]]:
    """Folder, and the words of the name without its ending."""
    folder, _, name = path.replace("\\", "/").rpartition("/")
    stem = name.rpartition(".")[0] or name
    return folder, re.split(r"[._-]", stem)
