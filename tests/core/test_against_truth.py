"""Aggregated observations of a made-up scene against its truth."""

from datetime import date

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.aggregate.join import Layer, join_layers
from multiscale_fusion.core.grid import add_margin, preset_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.simulate import (
    Scene,
    SensorErrors,
    scene_grid,
    truth_on,
    write_ecostress,
    write_hls_vi,
    write_land_cover,
)
from multiscale_fusion.core.statistics.stack import stack_statistics
from multiscale_fusion.tests.core.engine import read, write
from odc.geo.geobox import GeoBox

DAY = date(2024, 6, 2)
HOUR = 13.0


@pytest.fixture(scope="module")
def scene():
    return Scene(seed=5, grid=scene_grid(36), cloud_share=0.1)


@pytest.fixture(scope="module")
def stack(scene, tmp_path_factory):
    """NDVI of 30 m, LST of 70 m and land cover of 30 m at MODIS 1 km with a cell of margin."""
    folder = tmp_path_factory.mktemp("joined")
    files = [write_hls_vi(scene, folder, DAY)["NDVI"],
             write_ecostress(scene, folder, DAY, hour=HOUR, errors=SensorErrors(noise=0.5))["LST"],
             write_land_cover(scene, folder, DAY)["land_cover"]]
    target = add_margin(preset_grid("modis_1km", covering=scene.grid), 1)
    return join_layers([Layer(RasterSource(str(path)), Options(min_valid=0.99)) for path in files], target,
                       str(folder / "stack.tif"))


def test_the_stack_is_the_truth_but_for_noise(scene, stack):
    found = read(stack.output)
    truths = {"NDVI": (lambda truth: truth.ndvi(DAY), 0.006), "LST": (lambda truth: truth.lst(DAY, HOUR), 0.15)}
    for number, (name, (values, tolerance)) in enumerate(truths.items()):
        assert name in stack.bands[number].name
        error = found[number] - truth_on(scene, values, stack.grid)
        error = error[np.isfinite(error)]
        assert error.size > 300
        assert np.sqrt(np.mean(error**2)) < tolerance
        assert abs(np.mean(error)) < tolerance / 3


def test_fractions_are_those_of_the_scene(scene, stack):
    found = read(stack.output)
    names = [band.name.rpartition(": ")[2] for band in stack.bands]
    crops = found[names.index("Cultivated Crops")]
    true = truth_on(scene, lambda truth: (truth.land_cover(DAY) == 82).astype(np.float32), stack.grid)
    both = np.isfinite(crops) & np.isfinite(true)
    # The map has pixels of its own, some of them on the borders of fields.
    assert np.sqrt(np.mean((crops - true)[both] ** 2)) < 0.01
    fractions = found[2:]
    whole = np.isfinite(fractions[0])
    np.testing.assert_allclose(fractions.sum(0)[whole], 1.0, atol=1e-5)


def test_correlations_are_those_of_the_truth_within_sampling_error(scene, stack):
    with RasterSource(stack.output) as source:
        statistics = stack_statistics(source)
    classes = {"Open Water": 11, "Cultivated Crops": 82, "Shrub/Scrub": 52}
    names = [band.name.rpartition(": ")[2] for band in stack.bands]
    bands = [0, 1, *(names.index(name) for name in classes)]
    truths = [lambda truth: truth.ndvi(DAY), lambda truth: truth.lst(DAY, HOUR)]
    truths += [lambda truth, code=code: (truth.land_cover(DAY) == code).astype(np.float32) for code in
               classes.values()]
    found, true = read(stack.output)[bands], np.array([truth_on(scene, values, stack.grid) for values in truths])
    strongest = 0.0
    for a in range(5):
        for b in range(a):
            seen = np.isfinite([found[a], found[b], true[a], true[b]]).all(axis=0)
            r = np.corrcoef(true[a][seen], true[b][seen])[0, 1]
            error = (1.0 - r**2) / np.sqrt(seen.sum() - 1)   # standard error of r
            assert statistics.pairs[bands[a], bands[b]] > 300
            assert abs(statistics.correlation[bands[a], bands[b]] - r) < 2.0 * error
            strongest = max(strongest, abs(r))
    assert strongest > 0.5


@pytest.mark.parametrize("statistic", ["mean", "fractions"])
def test_two_simulated_tiles_in_neighbouring_zones_equal_their_union(tmp_path, statistic):
    """One world on both sides of 120 W, seen on two grids of 30 m that overlap: in each cell what one grid that holds
    them both gives, but for where the pixels of a grid happen to lie."""
    west = GeoBox((500, 700), Affine(30.0, 0, 756000.0, 0, -30.0, 3900000.0), "EPSG:32610")
    east = GeoBox((520, 700), Affine(30.0, 0, 222000.0, 0, -30.0, 3900000.0), "EPSG:32611")
    both = GeoBox((640, 1500), Affine(30.0, 0, 753000.0, 0, -30.0, 3903000.0), "EPSG:32610")
    scene = Scene(seed=9, grid=both)
    target = preset_grid("modis_1km", covering=both)

    def values(grid):
        there = scene.on(grid)
        return there.ndvi(DAY) if statistic == "mean" else there.land_cover(DAY)

    paths = {name: write(tmp_path / f"{name}.tif", grid, values(grid)) for name, grid in
             (("west", west), ("east", east), ("both", both))}
    options = Options(statistic=statistic, kind="intensive" if statistic == "mean" else "categorical", min_valid=1.0,
                      classes=() if statistic == "mean" else (11, 42, 71, 82))
    sources = {name: RasterSource(path) for name, path in paths.items()}
    aggregate(sources["west"], target, str(tmp_path / "tiles.tif"), tiles=[sources["east"]], options=options)
    aggregate(sources["both"], target, str(tmp_path / "union.tif"), options=options)
    tiles, union = read(tmp_path / "tiles.tif"), read(tmp_path / "union.tif")
    seen = np.isfinite(tiles[0]) & np.isfinite(union[0])
    assert seen.sum() > 300
    error = (tiles - union)[:, seen]
    # A cell has 950 pixels; where they lie on the ground differs between the grids, as does the edge of a field.
    assert np.sqrt(np.mean(error**2)) < 0.02 * np.std(union[:, seen])
    assert np.abs(error).max() < 0.02
