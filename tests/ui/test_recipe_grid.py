"""The grid that a recipe asks for, against what the algorithms read and make of its parameters."""

import re
from contextlib import ExitStack
from dataclasses import replace

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.grid_layers import facts_of, recipe_of, rotated
from multiscale_fusion.ui import recipe_grid
from multiscale_fusion.ui.layer_facts import LayerFacts
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice, Recipe
from multiscale_fusion.ui.recipe_grid import geobox, grid_parameters, target_grid
from pyproj import CRS, Geod, Transformer

MODIS = 926.625433055833
GRIDS = {
    "auto": {},
    "layer": {"way": "layer", "layer_id": "coarse"},
    "other layer": {"way": "layer", "layer_id": "wide"},
    "preset": {"way": "preset", "preset": "modis_250m"},
    "zoned preset": {"way": "preset", "preset": "hls_30m"},
    "degrees": {"way": "preset", "preset": "degree_0.05"},
    "crs": {"way": "crs", "crs": "EPSG:3857", "resolution": 70.0},
}
EXTENTS = {
    "layers": {},
    "layer": {"extent_way": "layer", "extent_layer_id": "fine"},
    "layer in another CRS": {"extent_way": "layer", "extent_layer_id": "wide"},
    "map": {"extent_way": "map", "extent": (15.01, 45.11, 15.05, 45.14), "extent_crs": "EPSG:4326"},
    "drawn": {"extent_way": "drawn", "extent": (500900.0, 4996000.0, 505100.0, 4999000.0),
              "extent_crs": rasters.UTM},
}


@pytest.fixture
def run(qgis_app):
    import processing

    return processing.run


@pytest.fixture(scope="module")
def layers(qgis_app, tmp_path_factory):
    """A fine and a coarse raster in UTM, a covariate, and, not used, one in MODIS's projection around them."""
    x, y = Transformer.from_crs(rasters.UTM, "+proj=sinu +R=6371007.181 +units=m", always_xy=True).transform(
        504000.0, 4997000.0)
    tmp_path = tmp_path_factory.mktemp("layers")
    values = rasters.field()
    coarse = rasters.block_means(values[:1], 20).astype(np.float32)
    made, facts = recipe_of(
        coarse=(rasters.write(tmp_path / "coarse.tif", coarse, pixel=600.0), "coarse"),
        fine=(rasters.write(tmp_path / "fine.tif", values[:, :150, 40:]), "fine"),
        flags=(rasters.write(tmp_path / "flags.tif", values[0].astype(np.uint8), pixel=5000.0), "quality"),
    )
    wide = rasters.write(tmp_path / "wide.tif", values[0, :40, :40], crs=rasters.SINUSOIDAL, pixel=MODIS,
                         origin=(MODIS * round(x / MODIS - 20), MODIS * round(y / MODIS + 20)))
    unused = LayerChoice("wide", str(wide), "wide")
    return made.replace(layers=(*made.layers, unused)), {**facts, "wide": facts_of(wide)}


def algorithm(name):
    from qgis.core import QgsApplication

    return QgsApplication.processingRegistry().createAlgorithmById(f"multiscalefusion:{name}")


def given(recipe, facts, approach):
    """What the algorithm itself reads and makes of the parameters: its TargetGrid, and the grid from the files."""
    from multiscale_fusion.processing import downscale
    from qgis.core import QgsProcessingContext

    parameters = grid_parameters(recipe, facts, approach, by_id=False)
    source = {layer.layer_id: layer.source for layer in recipe.layers}
    if approach == "A":
        job = algorithm("joinlayers").read({"INPUTS": [source["coarse"], source["fine"]], **parameters},
                                           QgsProcessingContext())
        with ExitStack() as stack:
            return job.target, job.target.resolve(*(stack.enter_context(each.open()) for each in job.sources))
    job = algorithm("downscale").read({"INPUT": source["coarse"], "COVARIATES": [source["fine"]], **parameters},
                                      QgsProcessingContext())
    with job.source.open() as coarse, job.covariates[0].open() as fine:
        from multiscale_fusion.core.downscale.request import fine_grid

        asked = downscale._target(job, coarse, [fine])
        return job.target, fine_grid(coarse, [fine], None) if asked is None else asked


def _told(target):
    """A TargetGrid in comparable words: a raster by its path, for its CRS is told in different words."""
    return (target.grid and target.grid.path, target.crs, target.resolution, target.preset, target.extent)


CASES = [
    *((way, extent, False, "A") for way in GRIDS for extent in EXTENTS),
    *((way, extent, False, "B") for way in ("auto", "layer", "other layer", "crs") for extent in EXTENTS),
    *((way, extent, True, approach) for way in ("auto", "layer", "other layer", "zoned preset", "crs")
      for extent in ("layers", "layer in another CRS", "map") for approach in "AB"),
]


@pytest.mark.parametrize(("way", "extent", "margin", "approach"), CASES)
def test_as_the_algorithm_makes_it(layers, way, extent, margin, approach):
    recipe, facts = layers
    recipe = recipe.with_grid(**GRIDS[way], **EXTENTS[extent], margin=margin)
    target, made = given(recipe, facts, approach)
    grid = geobox(recipe, facts, approach)
    assert tuple(grid.shape) == tuple(made.shape)
    np.testing.assert_allclose(list(grid.affine)[:6], list(made.affine)[:6], rtol=1e-12, atol=1e-9)
    assert grid.crs.proj == made.crs.proj
    ours = target_grid(recipe, facts, approach)
    assert _told(target) == ((None,) * 5 if ours is None else _told(ours))


def test_a_run_lies_where_it_was_told(layers, run, tmp_path):
    """A margin of 600 m around a drawn extent, on 70 m cells counted from Web Mercator's origin, by hand."""
    recipe, facts = layers
    recipe = recipe.with_grid(**GRIDS["crs"], **EXTENTS["drawn"], margin=True)
    output = str(tmp_path / "stack.tif")
    run("multiscalefusion:joinlayers", {
        "INPUTS": [layer.source for layer in recipe.layers[:2]], "OUTPUT": output,
        **grid_parameters(recipe, facts, "A", by_id=False)})
    t = np.linspace(0.0, 1.0, 2001)
    west, south, east, north = 500300.0, 4995400.0, 505700.0, 4999600.0
    x, y = Transformer.from_crs(rasters.UTM, "EPSG:3857", always_xy=True).transform(
        np.concatenate([west + t * (east - west)] * 2 + [np.full(t.size, west), np.full(t.size, east)]),
        np.concatenate([np.full(t.size, south), np.full(t.size, north)] + [south + t * (north - south)] * 2))
    left, top = 70 * np.floor(x.min() / 70), 70 * np.ceil(y.max() / 70)
    found = rasters.geotransform(output)
    np.testing.assert_allclose(found, (left, 70.0, 0.0, top, 0.0, -70.0), atol=1e-6)
    grid = geobox(recipe, facts, "A")
    assert tuple(grid.shape) == rasters.read(output).shape[1:]
    assert tuple(grid.shape) == (round((top - 70 * np.floor(y.min() / 70)) / 70),
                                 round((70 * np.ceil(x.max() / 70) - left) / 70))


def test_parameters_in_words(layers):
    recipe, facts = layers
    drawn = recipe.with_grid(way="preset", preset="modis_1km", extent_way="drawn", extent=(1.5, -2, 3, 4.25),
                             extent_crs="EPSG:4326")
    assert grid_parameters(drawn, facts, "A", by_id=True) == {
        "GRID_PRESET": "modis_1km", "EXTENT": "1.5,3.0,-2.0,4.25 [EPSG:4326]"}
    assert grid_parameters(recipe, facts, "A", by_id=True) == {"GRID": "coarse"}
    assert grid_parameters(recipe, facts, "A", by_id=False) == {"GRID": recipe.layers[0].source}
    assert grid_parameters(recipe, facts, "B", by_id=True) == {}
    for approach in ("C", ""):
        assert grid_parameters(drawn, facts, approach, by_id=True) == {}
        assert target_grid(drawn, facts, approach) is None
        assert geobox(drawn, facts, approach) is None


def test_a_margin_in_the_coarse_layers_own_units(layers):
    recipe, facts = layers
    recipe = recipe.with_grid(way="layer", layer_id="wide", **EXTENTS["drawn"], margin=True)
    assert grid_parameters(recipe, facts, "A", by_id=True)["EXTENT"] == (
        "500300.0,505700.0,4995400.0,4999600.0 [EPSG:32633]")


def test_a_margin_in_degrees_is_one_pixel_at_every_corner(layers):
    recipe, facts = layers
    recipe = recipe.with_grid(**GRIDS["crs"], extent_way="map", extent=(14.0, 40.0, 16.0, 60.0),
                              extent_crs="EPSG:4326", margin=True)
    west, south, east, north = target_grid(recipe, facts, "A").extent
    geod = Geod(ellps="WGS84")
    # On the ground UTM's scale makes 600 m of the map some 600.2 m.
    for latitude in (40.0, 60.0):
        assert 600.0 < geod.inv(west, latitude, 14.0, latitude)[2] < 600.0 * 1.6
        assert 600.0 < geod.inv(16.0, latitude, east, latitude)[2] < 600.0 * 1.6
    assert 600.0 < geod.inv(14.0, south, 14.0, 40.0)[2] < 602.0 * 1.01
    assert 600.0 < geod.inv(14.0, 60.0, 14.0, north)[2] < 602.0 * 1.01


def test_a_copied_grid_takes_no_margin(layers):
    recipe, facts = layers
    wide = recipe.with_grid(margin=True)
    assert grid_parameters(wide, facts, "A", by_id=True) == {"GRID": "coarse"}
    assert not recipe_grid.takes_margin(recipe, facts, "A")
    assert recipe_grid.takes_margin(recipe, facts, "B")
    assert recipe_grid.takes_margin(recipe.with_grid(**EXTENTS["map"]), facts, "A")


def test_a_turned_raster_is_copied_as_it_lies(qgis_app, tmp_path):
    """Turned by atan(3/4): pixels of 50 m with the steps (40, 30) and (30, -40)."""
    path = rotated(tmp_path / "turned.tif", np.ones((20, 30), np.uint8), (500000.0, 40.0, 30.0, 5000000.0, 30.0, -40.0))
    choice = LayerChoice("turned", str(path), "turned", used=True, role="coarse")
    facts = {"turned": LayerFacts(
        is_points=False, crs_wkt=CRS(rasters.UTM).to_wkt(), shape=(20, 30), bands=1, pixel=(50.0, 50.0),
        extent=(500000.0, 4999200.0, 501800.0, 5000900.0), pixel_m=(50.0, 50.0),
        transform=(40.0, 30.0, 500000.0, 30.0, -40.0, 5000000.0))}
    grid = geobox(Recipe((choice,)), facts, "A")
    target = target_grid(Recipe((choice,)), facts, "A")
    assert target.resolve() == grid
    assert list(grid.affine)[:6] == [40.0, 30.0, 500000.0, 30.0, -40.0, 5000000.0]
    drawn = Recipe((choice,)).with_grid(extent_way="drawn", extent=(500610.0, 4999990.0, 500640.0, 5000010.0),
                                        extent_crs=rasters.UTM)
    # Its corners lie at columns 9.64 to 10.36 and rows 7.18 to 7.98 of the steps above.
    assert geobox(drawn, facts, "A").affine * (0, 0) == (500000.0 + 9 * 40 + 7 * 30, 5000000.0 + 9 * 30 - 7 * 40)
    assert tuple(geobox(drawn, facts, "A").shape) == (1, 2)


MISSING = {
    "Choose at least one raster to be joined.": {"layers": ()},
    "Choose the layer whose grid is copied.": {"grid": GridChoice(way="layer")},
    "Choose a grid preset.": {"grid": GridChoice(way="preset")},
    "Choose the CRS of the grid.": {"grid": GridChoice(way="crs")},
    "Give the size of the grid's cells.": {"grid": GridChoice(way="crs", crs="EPSG:3857")},
    "Choose the layer whose extent is taken.": {"grid": GridChoice(extent_way="layer")},
    "Draw the extent on the map.": {"grid": GridChoice(extent_way="drawn")},
    "Take over the extent of the map view.": {"grid": GridChoice(extent_way="map")},
}


@pytest.mark.parametrize("sentence", MISSING)
def test_what_is_missing_is_told(layers, sentence):
    recipe, facts = layers
    with pytest.raises(FusionError, match=f"^{re.escape(sentence)}$"):
        grid_parameters(recipe.replace(**MISSING[sentence]), facts, "A", by_id=True)


def test_a_layer_that_is_being_read_or_useless_is_told(layers):
    recipe, facts = layers
    with pytest.raises(FusionError, match="^fine is still being read"):
        geobox(recipe, {"coarse": facts["coarse"]}, "A")
    problem = "fine has no georeference; georeference it first."
    with pytest.raises(FusionError, match=f"^{problem}$"):
        geobox(recipe, {**facts, "fine": replace(facts["fine"], problem=problem)}, "A")
    with pytest.raises(FusionError, match="^Choose fine layers or covariates"):
        geobox(recipe.with_layer("fine", used=False), facts, "B")
