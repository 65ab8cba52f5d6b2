"""What the common grid is told to be and to cost, against numbers worked out by hand."""

from dataclasses import replace

import pytest
from multiscale_fusion.core.run_time import joining_seconds
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui.grid_layers import recipe_of
from multiscale_fusion.ui.grid_preview import preview


@pytest.fixture(scope="module")
def layers(qgis_app, tmp_path_factory):
    """One and two bands of 300 x 200 pixels of 30 m, and one of 15 x 10 of 600 m on the same ground."""
    folder = tmp_path_factory.mktemp("layers")
    fine = rasters.field()
    return recipe_of(
        one=(rasters.write(folder / "one.tif", fine[0]), "fine"),
        coarse=(rasters.write(folder / "coarse.tif", rasters.block_means(fine[:1], 20).astype("float32"), pixel=600.0),
                "coarse"),
        two=(rasters.write(folder / "two.tif", fine), "fine"),
    )


def test_layers_of_one_grid_are_told_together_and_the_coarsest_first(layers):
    recipe, facts = layers
    found = preview(recipe, facts, "A")
    assert [each.names for each in found.pixels] == [("coarse",), ("one", "two")]
    assert [tuple(each.grid.shape) for each in found.pixels] == [(10, 15), (200, 300)]
    assert found.margin_m == pytest.approx(600.0, rel=1e-3) and found.like == "coarse"


def test_the_time_is_that_of_what_lies_under_the_grid(layers):
    """3 x 2 km of 600 m cells: 5 x 4 of them, which hold 100 x 80 pixels of 30 m."""
    recipe, facts = layers
    recipe = recipe.with_grid(extent_way="drawn", extent=(501300.0, 4996500.0, 504300.0, 4998900.0),
                              extent_crs=rasters.UTM)
    size = preview(recipe, facts, "A").size
    assert (size.rows, size.columns) == (4, 5)
    assert size.seconds == joining_seconds([(8000, 1), (20, 1), (8000, 2)], 20)
    assert size.size == 20 * 4 * 4


def test_sums_take_eight_bytes_and_classes_more_bands(layers):
    recipe, facts = layers
    assert preview(recipe, facts, "A").size.size == 150 * 4 * 4
    assert preview(recipe.with_layer("one", statistic="sum"), facts, "A").size.size == 150 * 4 * 8
    assert preview(recipe.with_layer("one", kind="extensive"), facts, "A").size.size == 150 * 4 * 8
    classes = {**facts, "one": replace(facts["one"], kind="categorical")}
    assert preview(recipe, classes, "A").size.at_least
    assert not preview(recipe.with_layer("one", statistic="mode"), classes, "A").size.at_least
    assert not preview(recipe.with_layer("one", kind="intensive"), classes, "A").size.at_least


def test_cells_in_degrees(layers):
    """0.01 degree at 45.1 degrees north: 787 m by 1111 m, on the ellipsoid."""
    recipe, facts = layers
    size = preview(recipe.with_grid(way="crs", crs="EPSG:4326", resolution=0.01), facts, "B").size
    assert size.cell == pytest.approx((0.01, 0.01)) and size.unit == "degree" and size.crs == "WGS 84"
    assert size.cell_m == pytest.approx((787.0, 1111.0), rel=2e-3)


def test_what_is_wrong_leaves_what_is_known(layers):
    recipe, facts = layers
    found = preview(recipe.with_grid(way="preset", preset="modis_1km", extent_way="drawn"), facts, "A")
    assert (found.grid, found.size) == (None, None)
    assert found.problem == "Draw the extent on the map." and len(found.pixels) == 2
