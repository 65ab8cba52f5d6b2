"""What is told of a dataset: as JSON and back, its groups, names that files can have, ids."""

import json
import math

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.patches import sample
from multiscale_fusion.core.patches.sample import DatasetInfo, check_names, distinct_names, key_of, safe_name
from multiscale_fusion.tests.core.patches import made


def test_info_survives_json():
    whole = made.info(written=3, format="zarr")
    found = DatasetInfo.from_json(whole.to_json())
    assert math.isnan(found.rasters[1].fill) and math.isnan(whole.rasters[1].fill)
    plain = [each.replaced(rasters=(each.rasters[0], *each.rasters[2:])) for each in (found, whole)]
    assert plain[0] == plain[1]
    assert found.rasters[1].shape == (1, 12, 12) and isinstance(found.rasters[1].bands, tuple)


def test_json_is_strict_and_sorted():
    def refuse(name):
        raise AssertionError(name)
    text = made.info().to_json()
    record = json.loads(text, parse_constant=refuse)
    assert list(record) == sorted(record)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"rasters": [], "label": null}', '{"type": "FeatureCollection"}'])
def test_what_is_no_info_is_refused(text):
    with pytest.raises((ValueError, KeyError, TypeError)):
        DatasetInfo.from_json(text)


@pytest.mark.parametrize("group", [1, 4, 23, 50])
def test_groups_cover_all_patches_once(monkeypatch, group):
    monkeypatch.setattr(sample, "GROUP_BYTES", 0)
    made.small_groups(group)
    whole = made.info()
    spans = [whole.group_range(index) for index in range(whole.group_count)]
    assert [at for span in spans for at in span] == list(range(made.COUNT))
    assert all(len(span) == group for span in spans[:-1])


def test_a_group_is_about_64_mb():
    whole = made.info()
    assert whole.rasters[0].patch_bytes == 3 * 81 * (2 + 1)
    large = whole.replaced(rasters=(made.layer("a", "float32", 4, 512, *made.RASTERS["optical"][3:]),), label=None)
    assert large.group_size == 2 ** 26 // (4 * 512 * 512 * 5)


def test_a_patch_larger_than_a_group_is_one():
    huge = made.info().replaced(rasters=(made.layer("a", "float64", 9, 4096, *made.RASTERS["optical"][3:]),))
    assert huge.group_size == 1 and huge.group_count == made.COUNT


@pytest.mark.parametrize(("given", "name"), [
    ("dem_10m.tif", "dem_10m_tif"), ("/a/b/Été 2024 (v2)", "Ete_2024_v2"), ("..", "raster"), ("***", "raster"),
    ("label", "label_1"), ("CON", "CON_1"), ("日本", "raster"), ("x" * 300, "x" * 60),
])
def test_names_made_from_files(given, name):
    assert safe_name(given) == name
    check_names([name])


def test_same_names_are_told_apart():
    names = distinct_names(["a/dem", "b/dem", "c/DEM", "dem_2"])
    assert len({name.lower() for name in names}) == 4 and names[0] == "dem"
    check_names(names)


@pytest.mark.parametrize(("names", "sentence"), [
    (["dem", "DEM"], 'Two rasters have the name "DEM"; give each a name of its own (small and capital letters count as '
                     'the same).'),
    (["a.b"], 'The name "a.b" cannot name files; use up to 64 letters without accents, digits, "_" and "-".'),
    (["a/b"], 'The name "a/b" cannot name files; use up to 64 letters without accents, digits, "_" and "-".'),
    ([""], 'The name "" cannot name files; use up to 64 letters without accents, digits, "_" and "-".'),
    (["Label"], 'The name "Label" is taken by the dataset itself; give the raster another one.'),
    (["nul"], 'The name "nul" is taken by the dataset itself; give the raster another one.'),
])
def test_names_that_clash_or_do_not_fit(names, sentence):
    with pytest.raises(FusionError) as caught:
        check_names(names)
    assert str(caught.value) == sentence


def test_keys_sort_and_never_clash():
    assert [key_of(number) for number in (0, 7, 999999, 1234567)] == ["000000", "000007", "999999", "1234567"]


def test_ids_that_cannot_name_patches():
    places = made.places(5)
    twice = type(places)(**{**places.__dict__, "ids": np.array([1, 2, 3, 2, 4])})
    with pytest.raises(FusionError, match="^Several patch centres have the id 2; give each an id of its own.$"):
        twice.check()
    negative = type(places)(**{**places.__dict__, "ids": np.array([1, 2, 3, -2, 4])})
    with pytest.raises(FusionError, match="negative id"):
        negative.check()
