"""The law of LST, found again from its own covariates; the sun from closed forms."""

import datetime

import numpy as np
import pytest
from multiscale_fusion.core.simulate.temperature import diurnal, incidence, sun

SOLSTICE, EQUINOX = datetime.date(2023, 6, 21), datetime.date(2023, 3, 22)


def regress(scene, date, hour):
    """Coefficients of elevation, sunlight, moisture and cover fraction in LST, offsets of classes taken out, and R2."""
    cover = scene.land_cover(date)
    codes = np.unique(cover)
    columns = [scene.elevation, scene.incidence(date, hour), scene.soil_moisture(date), scene.cover_fraction(date)]
    matrix = np.stack([*columns, *(cover == code for code in codes)], axis=-1).reshape(-1, 4 + len(codes)).astype(float)
    values = scene.lst(date, hour).ravel().astype(float)
    solution = np.linalg.lstsq(matrix, values, rcond=None)[0]
    return solution[:4], 1.0 - np.var(values - matrix @ solution) / np.var(values)


@pytest.mark.parametrize("hour", [10.5, 13.5])
def test_the_law_is_found_again_by_day(scene, date, hour):
    (lapse, sunlight, drying, cooling), explained = regress(scene, date, hour)
    assert lapse == pytest.approx(-0.0065, rel=0.02)
    assert sunlight == pytest.approx(14.0, rel=0.03)
    assert drying == pytest.approx(-30.0, rel=0.03)
    # Bare ground swings by 17 K, vegetation by 6 K.
    assert cooling == pytest.approx((6.0 - 17.0) * diurnal(hour), rel=0.03)
    assert 0.9 < explained < 1.0


def test_the_law_is_found_again_at_night(scene, date):
    (lapse, _, drying, cooling), _ = regress(scene, date, 1.5)
    assert lapse == pytest.approx(-0.0065, rel=0.02)
    assert drying == pytest.approx(-30.0, rel=0.03)
    assert cooling == pytest.approx(17.0 - 6.0, rel=0.03)


def test_what_is_left_unexplained_is_small_and_smooth(scene, date):
    other = scene.lst(date, 13.5) - scene.lst(date, 1.5)
    expected = 2.0 * (17.0 - 11.0 * scene.cover_fraction(date)) + 14.0 * (
        scene.incidence(date, 13.5) - scene.sun(date, 13.5).up)
    np.testing.assert_allclose(other, expected, atol=1e-3)


def test_hours_differ(scene, date):
    noon, morning, night = (scene.lst(date, hour).mean() for hour in (13.5, 10.5, 1.5))
    assert night < morning < noon
    assert 15.0 < noon - night < 40.0


def test_the_sun_at_noon():
    light = sun(35.0, SOLSTICE, 12.0)
    assert np.degrees(np.arcsin(light.up)) == pytest.approx(90.0 - 35.0 + 23.45, abs=0.01)
    assert light.east == pytest.approx(0.0, abs=1e-12)
    assert light.north < 0.0
    assert sun(-35.0, SOLSTICE, 12.0).north > 0.0


def test_the_sun_rises_in_the_east_at_the_equinox():
    light = sun(35.0, EQUINOX, 6.0)
    assert light.up == pytest.approx(0.0, abs=0.01)
    assert light.east == pytest.approx(1.0, abs=0.01)
    assert sun(35.0, EQUINOX, 18.0).east == pytest.approx(-1.0, abs=0.01)


def test_the_sun_is_a_unit_vector():
    for hour in np.linspace(0.0, 24.0, 13):
        assert np.linalg.norm(sun(48.0, SOLSTICE, hour)) == pytest.approx(1.0)


def test_incidence():
    light = sun(35.0, EQUINOX, 9.0)
    flat = incidence(light, np.zeros(1), np.zeros(1))
    assert flat[0] == pytest.approx(light.up)
    # A slope that faces the sun squarely: its normal is the direction of the sun.
    facing = (np.array([part / light.up]) for part in (-light.east, -light.north))
    assert incidence(light, *facing) == pytest.approx(1.0)
    assert incidence(light, np.array([20.0 * light.east]), np.array([20.0 * light.north])) == 0.0
