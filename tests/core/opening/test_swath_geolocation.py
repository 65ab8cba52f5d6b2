"""Centres and corners of a swath's pixels, against a scanner's geometry on the sphere."""

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.opening.swath import MODIS_5_KM, MODIS_250_M, MODIS_500_M, Geolocation, Lattice
from multiscale_fusion.core.opening.swath_geolocation import centres, corners, scan_lines_of
from multiscale_fusion.core.raster.swath_source import SwathSource, geolocation_items
from osgeo import gdal

RADIUS, HEIGHT = 6371.0, 705.0   # km
FRAMES = 1354                    # of 1 km in a line of MODIS


def scanner(line, frame, lines=10, frames=FRAMES, inclination=98.2, start=0.4):
    """Where a whiskbroom scanner like MODIS looks, as unit vectors (lines, frames, 3).

    ``line`` and ``frame`` count pixels of 1 km, with fractions. All detectors of a scan look at once.
    """
    scan = np.floor(np.asarray(line) / lines)
    within = np.asarray(line) - scan * lines - 0.5 * (lines - 1)
    along = start + (scan + 0.5) * lines / RADIUS
    tilt = np.radians(90.0 - inclination)
    track = np.stack([np.cos(along), np.sin(along) * np.sin(tilt), np.sin(along) * np.cos(tilt)], -1)
    ahead = np.stack([-np.sin(along), np.cos(along) * np.sin(tilt), np.cos(along) * np.cos(tilt)], -1)
    side = np.cross(track, ahead)
    view = (np.asarray(frame) - 0.5 * (frames - 1)) * (1.0 / HEIGHT)
    forward = within / HEIGHT
    direction = (-np.cos(view)[None, :, None] * track[:, None] + np.sin(view)[None, :, None] * side[:, None]
                 + np.tan(forward)[:, None, None] * ahead[:, None])
    direction /= np.linalg.norm(direction, axis=-1, keepdims=True)
    origin = (1.0 + HEIGHT / RADIUS) * track[:, None]
    b = (origin * direction).sum(-1)
    distance = -b - np.sqrt(b * b - ((origin**2).sum(-1) - 1.0))
    return origin + distance[..., None] * direction


def stored(folder, vectors, make_tif):
    """SwathSources of latitude and longitude."""
    latitude = np.degrees(np.arcsin(vectors[..., 2]))
    longitude = np.degrees(np.arctan2(vectors[..., 1], vectors[..., 0]))
    return tuple(SwathSource(make_tif(folder / f"{name}.tif", values, crs=None, transform=None), fills=(-999.0,))
                 for name, values in (("latitude", latitude), ("longitude", longitude)))


def worst(found, truth):
    """Largest distance in km."""
    return RADIUS * np.linalg.norm(found - truth, axis=-1).max()


@pytest.mark.parametrize("lattice, pixels, limit", [(MODIS_5_KM, 1.0, 0.15), (MODIS_500_M, 0.5, 0.02),
                                                    (MODIS_250_M, 0.25, 0.02)], ids=["5 km", "500 m", "250 m"])
def test_reduced_geolocation_is_interpolated_scan_by_scan(tmp_path, make_tif, lattice, pixels, limit):
    """MODIS's own samplings: pixels of a kilometre at the swath's end are 4.8 km long."""
    lines, per_scan = 30, round(10 / pixels)
    frames = round(FRAMES / pixels)
    if lattice is MODIS_5_KM:
        sample = scanner(np.arange(2, lines, 5), np.arange(2, FRAMES - 2, 5))
    else:
        sample = scanner(np.arange(lines), np.arange(FRAMES))
    geolocation = Geolocation(*stored(tmp_path, sample, make_tif), lattice, per_scan)
    geolocation.check((round(lines / pixels), frames), "values")
    # The first of two (four) pixels along the scan lies where that of a kilometre does; along the track evenly.
    truth_line = (np.arange(round(lines / pixels)) + 0.5) * pixels - 0.5
    within = np.floor(np.arange(round(lines / pixels)) / per_scan)
    truth = np.concatenate([_scan(int(scan), truth_line[within == scan], np.arange(frames) * pixels)
                            for scan in np.unique(within)])
    found = np.concatenate([centres(geolocation, (first, first + per_scan), (first, first + per_scan), (0, frames))
                            for first in range(0, len(truth_line), per_scan)])
    assert found.shape == truth.shape and worst(found[:, 2:-5], truth[:, 2:-5]) < limit
    # A part is what all of it says.
    part = centres(geolocation, (per_scan, 2 * per_scan), (per_scan + 2, per_scan + 5), (101, 333))
    np.testing.assert_allclose(part, found[per_scan + 2:per_scan + 5, 101:333], atol=1e-14)


def _scan(scan, line, frame):
    """Lines with fractions of one scan, beyond its first and last whole line too."""
    here = np.clip(line, scan * 10, scan * 10 + 9)
    found = scanner(here, frame)
    step = scanner(np.full(len(line), scan * 10 + 5), frame) - scanner(np.full(len(line), scan * 10 + 4), frame)
    return found + (line - here)[:, None, None] * step


def test_scans_are_found_by_their_bow_tie(tmp_path, make_tif):
    whole = scanner(np.arange(60), np.arange(FRAMES))
    geolocation = Geolocation(*stored(tmp_path, whole, make_tif))
    assert scan_lines_of(geolocation, 60) == 10
    # Sixteen lines, as VIIRS; then a frame camera, whose lines follow evenly.
    viirs = scanner(np.arange(64), np.arange(FRAMES), lines=16)
    assert scan_lines_of(Geolocation(*stored(tmp_path, viirs, make_tif)), 64) == 16
    even = scanner(np.arange(64), np.arange(FRAMES), lines=1)
    assert scan_lines_of(Geolocation(*stored(tmp_path, even, make_tif)), 64) == 0
    assert scan_lines_of(Geolocation(*stored(tmp_path, whole[2::5, 2::5], make_tif), MODIS_5_KM), 60) == 10


def test_corners_are_midpoints_and_continued_at_edges_and_gaps():
    v, u = np.meshgrid(np.arange(7.0), np.arange(9.0), indexing="ij")
    middle = np.stack([u, v, 0.3 * u - 0.2 * v], -1)
    truth = np.stack(np.broadcast_arrays(*np.meshgrid(np.arange(10) - 0.5, np.arange(8) - 0.5)), -1)
    np.testing.assert_allclose(corners(middle)[..., :2], truth, atol=1e-13)
    middle[2, 3] = middle[0, 0] = np.nan
    found = corners(middle)[..., :2]
    # The outermost corner belongs to no pixel that has a place.
    found[0, 0] = truth[0, 0]
    np.testing.assert_allclose(found, truth, atol=1e-13)
    middle[:] = np.nan
    middle[3, 4] = 1.0
    assert np.isnan(corners(middle)).all()   # one pixel alone does not show its size


def test_arrays_that_do_not_fit_are_told(tmp_path, make_tif):
    whole = stored(tmp_path, scanner(np.arange(20), np.arange(50)), make_tif)
    Geolocation(*whole, Lattice(), 10).check((20, 50), "values")
    Geolocation(*whole, MODIS_500_M, 20).check((40, 100), "values")
    for shape, lattice in (((20, 51), Lattice()), ((40, 100), MODIS_250_M), ((100, 260), MODIS_5_KM)):
        with pytest.raises(FusionError, match="do not belong"):
            Geolocation(*whole, lattice).check(shape, "values")
    with pytest.raises(FusionError, match="fewer than two lines"):
        Geolocation(*whole, Lattice(4.5, 10.0, 4.5, 10.0), 10).check((200, 500), "values")
    other = stored(tmp_path / "..", scanner(np.arange(10), np.arange(50)), make_tif)
    with pytest.raises(FusionError, match="different sizes"):
        Geolocation(whole[0], other[1]).check((20, 50), "values")


def test_a_raster_may_name_its_own_geolocation_arrays(tmp_path, make_tif):
    assert geolocation_items(make_tif(tmp_path / "grid.tif", np.zeros((3, 4), np.uint8))) is None

    def describe(dataset):
        dataset.SetMetadata({"X_DATASET": "lon.tif", "X_BAND": "1", "Y_DATASET": "lat.tif", "Y_BAND": "1",
                             "LINE_OFFSET": "2", "LINE_STEP": "5", "PIXEL_OFFSET": "2", "PIXEL_STEP": "5"},
                            "GEOLOCATION")

    path = str(tmp_path / "swath.vrt")
    plain = make_tif(tmp_path / "plain.tif", np.zeros((20, 30), np.uint8), crs=None, transform=None)
    copy = gdal.GetDriverByName("VRT").CreateCopy(path, gdal.Open(plain))
    describe(copy)
    copy.FlushCache()
    del copy
    found = geolocation_items(path)
    assert found.latitude == "lat.tif" and found.longitude == "lon.tif"
    assert Lattice(*found[2:]) == MODIS_5_KM


def test_values_are_read_as_the_guide_says_whatever_the_file_declares(tmp_path, make_tif):
    path = make_tif(tmp_path / "lst.tif", np.array([[0, 7499, 7500, 15000, 65535]], np.uint16), crs=None,
                    transform=None, nodata=15000)
    source = SwathSource(path, scale=0.02, offset=1.0, fills=(0, 65535), valid_range=(7500, 65535))
    pixels = source.read([1], (0, 1), (0, 5))
    np.testing.assert_array_equal(pixels.valid[0, 0], [0, 0, 1, 1, 0])
    np.testing.assert_allclose(pixels.values[0, 0, 2:4], [151.0, 301.0])
    plain = SwathSource(path).read([1], (0, 1), (0, 5))
    np.testing.assert_array_equal(plain.valid[0, 0], [1, 1, 1, 0, 1])
