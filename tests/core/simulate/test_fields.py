"""What scenes show: terrain, parcels, land cover and its change, the season, reflectance, moisture, canopy."""

import datetime
from dataclasses import replace

import numpy as np
import pytest
from multiscale_fusion.core.simulate import CLASSES, Scene, scene_grid
from multiscale_fusion.core.simulate.land_cover import CHANGES
from multiscale_fusion.core.simulate.vegetation import cover_fraction
from pyproj import Proj

YEAR = [datetime.date(2024, 1, 1) + datetime.timedelta(days=days) for days in range(0, 366, 10)]


def test_slope_and_aspect_are_those_of_the_elevation(scene):
    height = scene.elevation.astype(float)
    down, right = np.gradient(height, 30.0)
    row, column = (size // 2 for size in scene.grid.shape)
    place = Proj(scene.grid.crs.proj)(*(scene.grid.affine * (column, row)), inverse=True)
    convergence = Proj(scene.grid.crs.proj).get_factors(*place).meridian_convergence
    inside = np.s_[2:-2, 2:-2]
    expected = np.degrees(np.arctan(np.hypot(down, right)))[inside]
    steep = expected > 5.0
    assert steep.mean() > 0.3
    assert np.corrcoef(expected.ravel(), scene.slope[inside].ravel())[0, 1] > 0.98
    assert (scene.slope[inside] - expected).mean() == pytest.approx(0.0, abs=0.15)
    # Downhill, from grid north to true north.
    facing = np.degrees(np.arctan2(-right, down))[inside] + convergence
    turned = (scene.aspect[inside] - facing + 180.0) % 360.0 - 180.0
    assert abs(convergence) > 0.4
    assert np.median(turned[steep]) == pytest.approx(0.0, abs=0.1)
    assert np.median(np.abs(turned[steep])) < 3.0
    assert scene.aspect.min() >= 0.0 and scene.aspect.max() <= 360.0


def test_terrain_has_valleys_and_mountains(scene):
    assert -50.0 < scene.elevation.min() < 300.0
    assert scene.elevation.max() > 1000.0
    assert np.percentile(scene.slope, 5) < 3.0 < 10.0 < np.percentile(scene.slope, 95)


def test_parcels_are_rectangles_of_about_a_third_of_a_square_kilometre(scene):
    numbers = scene.parcels
    middle = numbers[300:500, 300:500]
    inside = np.setdiff1d(middle, np.concatenate([middle[0], middle[-1], middle[:, 0], middle[:, -1]]))
    pixels = [np.argwhere(middle == number) for number in inside]
    # In an equal-area plane they are 480 m x 720 m on average.
    assert np.mean([len(part) for part in pixels]) * 900.0 == pytest.approx(480.0 * 720.0, rel=0.15)
    for part in pixels:
        # Sides run north and east, which is half a degree off the grid.
        assert len(part) >= 0.85 * np.prod(np.ptp(part, axis=0) + 1)


def test_classes_are_those_of_nlcd(scene, date):
    assert list(CLASSES) == [11, 21, 22, 23, 24, 31, 41, 42, 52, 71, 81, 82, 90]
    assert CLASSES[11][:2] == ("Open Water", (70, 107, 159))
    assert CLASSES[82][:2] == ("Cultivated Crops", (171, 108, 40))
    found, counts = np.unique(scene.land_cover(date), return_counts=True)
    assert set(found) <= set(CLASSES)
    assert (counts > 0.02 * counts.sum()).sum() >= 6


def test_every_class_occurs_somewhere(date):
    found = {int(code) for seed in (3, 9) for code in np.unique(Scene(seed, scene_grid(24)).land_cover(date))}
    assert found == set(CLASSES)


def test_land_cover_changes_where_and_when_it_is_asked_to(scene):
    day = datetime.date(2024, 5, 1)
    changing = replace(scene, change_date=day, change_share=0.25)
    before, after = (changing.land_cover(day + datetime.timedelta(days=days)) for days in (-1, 0))
    assert np.array_equal(before, scene.land_cover(day))
    can = np.isin(before, list(CHANGES))
    changed = after != before
    # Some 1000 parcels: a standard error of 0.014.
    assert changed[can].mean() == pytest.approx(0.25, abs=0.05)
    assert not changed[~can].any()
    for code, new in CHANGES.items():
        assert set(np.unique(after[changed & (before == code)])) <= {new}
    for number in np.unique(scene.parcels)[:50]:
        assert len(np.unique(changed[can & (scene.parcels == number)])) <= 1
    assert np.array_equal(changing.ndvi(day)[~changed], scene.ndvi(day)[~changed])
    assert np.abs(changing.ndvi(day) - scene.ndvi(day))[changed].mean() > 0.05


def test_ndvi_stays_in_the_range_of_its_class(scene):
    for day in YEAR[::6]:
        cover, index = scene.land_cover(day), scene.ndvi(day)
        assert -0.3 <= index.min() and index.max() <= 0.95
        for code in np.unique(cover):
            low, high = CLASSES[code].ndvi
            part = np.percentile(index[cover == code], (2, 98))
            assert low - 0.1 < part[0] and part[1] < high + 0.1, code


def test_seasons_peak_when_their_class_does(scene):
    coarse = scene.on(scene.grid.zoom_out(4))
    series = np.array([coarse.ndvi(day) for day in YEAR])
    cover = coarse.land_cover(YEAR[0])
    days = np.array([day.timetuple().tm_yday for day in YEAR])
    for code in (41, 42, 52, 71, 90):
        assert days[series[:, cover == code].mean(axis=1).argmax()] == pytest.approx(CLASSES[code].peak, abs=10), code
    peaks = days[series[:, cover == 82].argmax(axis=0)]
    summer = np.abs(peaks - CLASSES[82].peak) < 45
    spring = np.abs(peaks - (CLASSES[82].peak - 110)) < 45
    assert (summer | spring).mean() > 0.99
    assert 0.3 < spring.mean() < 0.5


def test_fields_differ_from_each_other_more_than_within(scene, date):
    parcels, index = scene.parcels, scene.ndvi(date)
    crops = scene.land_cover(date) == 82
    groups = [index[crops & (parcels == number)] for number in np.unique(parcels[crops])[:200]]
    groups = [group for group in groups if len(group) > 50]
    assert np.std([group.mean() for group in groups]) > 5.0 * np.mean([group.std() for group in groups])


def test_reflectances_go_with_ndvi(scene, date):
    red, nir = scene.red(date).astype(float), scene.nir(date).astype(float)
    np.testing.assert_allclose((nir - red) / (nir + red), scene.ndvi(date), atol=1e-5)
    assert 0.0 < min(red.min(), nir.min()) and max(red.max(), nir.max()) < 0.8


def test_cover_fraction_is_that_of_agam():
    index = np.array([-0.2, 0.08, 0.49, 0.90, 0.95], np.float32)
    np.testing.assert_allclose(cover_fraction(index), [0.0, 0.0, 1.0 - 0.5 ** 0.625, 1.0, 1.0], atol=1e-6)


def test_soil_moisture(scene, date):
    moisture = scene.soil_moisture(date)
    water = scene.land_cover(date) == 11
    assert (moisture[water] == 0.5).all()
    assert 0.02 <= moisture.min() and moisture.max() <= 0.5
    january = scene.soil_moisture(datetime.date(2024, 1, 30))
    assert january[~water].mean() > moisture[~water].mean()
    tomorrow, later = (scene.soil_moisture(date + datetime.timedelta(days=days)) for days in (1, 60))
    assert np.abs(tomorrow - moisture).mean() < 0.3 * np.abs(later - moisture).mean()


def test_canopy_heights_are_those_of_the_classes(scene, date):
    cover, height = scene.land_cover(date), scene.canopy_height
    assert height.min() >= 0.0 and height.max() < 60.0
    for code in (41, 42, 52, 90):
        assert height[cover == code].mean() == pytest.approx(CLASSES[code].canopy, rel=0.25), code
    assert height[cover == 42].std() > 2.0
    assert not height[cover == 11].any()
