"""Clouds: their share, their shape, and shadows where the sun puts them."""

import datetime
from dataclasses import replace

import numpy as np
import pytest

DATES = [datetime.date(2024, 1, 5), datetime.date(2024, 6, 29), datetime.date(2024, 10, 1)]


@pytest.mark.parametrize("date", DATES)
@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.8, 1.0])
def test_the_share_is_the_one_asked_for(scene, date, share):
    clouds = replace(scene, cloud_share=share).clouds(date)
    assert clouds.mean() == pytest.approx(share, abs=0.0 if share in (0.0, 1.0) else 0.005)


def test_days_have_clouds_of_their_own(scene):
    a, b = (scene.clouds(date) for date in DATES[:2])
    assert 0.0 < (a & b).mean() < 0.25


def test_clouds_are_blobs_with_edges_around(scene, date):
    clouds, edges = scene.clouds(date), scene.cloud_edges(date)
    assert (clouds[:, 1:] != clouds[:, :-1]).mean() < 0.03
    assert not (clouds & edges).any()
    beside = np.zeros_like(clouds)
    beside[:, 1:] |= clouds[:, :-1]
    beside[1:] |= clouds[:-1]
    assert edges[beside & ~clouds].mean() > 0.95


@pytest.mark.parametrize("hour", [8.0, 10.5, 15.0])
def test_shadows_lie_where_the_sun_puts_them(scene, date, hour):
    # The textbook's form of the sun's height and azimuth (from north), declination of day 181: 23.18 degrees.
    latitude, declination, turn = np.radians([scene.middle[1], 23.18, 15.0 * (hour - 12.0)])
    height = np.arcsin(np.sin(latitude) * np.sin(declination)
                       + np.cos(latitude) * np.cos(declination) * np.cos(turn))
    azimuth = np.arccos((np.sin(declination) - np.sin(height) * np.sin(latitude))
                        / (np.cos(height) * np.cos(latitude)))
    azimuth = azimuth if hour < 12.0 else 2.0 * np.pi - azimuth
    length = 1500.0 / np.tan(height)
    clouds, shadows = scene.clouds(date), scene.shadows(date, hour)
    right, up = (round(length * part / 30.0) for part in (-np.sin(azimuth), -np.cos(azimuth)))
    thrown = np.roll(clouds, (-up, right), (0, 1))
    margin = int(length / 30.0) + 2
    inside = np.s_[margin:-margin, margin:-margin]
    assert shadows[inside].any()
    assert not (shadows & clouds).any()
    # Shadows are thrown to true north, half a degree off the grid.
    assert ((thrown | clouds) == (shadows | clouds))[inside].mean() > 0.99


def test_no_shadows_at_night(scene, date):
    assert not scene.shadows(date, 1.0).any()
