"""Fixes by a click: each does what it says, and the finding is gone when the layers have been checked again."""

import numpy as np
import pytest
from multiscale_fusion.core.advice.placement import target_name
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.processing.unmasked_quality import unmasked_finding
from multiscale_fusion.tests.processing import rasters
from multiscale_fusion.tests.ui import checking
from multiscale_fusion.tests.ui.checking import add, checked, choice, codes, read, recipe_of
from multiscale_fusion.tests.ui.running import add_points
from multiscale_fusion.ui import findings_task, fixes
from multiscale_fusion.ui.findings_panel import FindingsPanel
from multiscale_fusion.ui.findings_task import Checker
from multiscale_fusion.ui.fixes import fixes_for
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice, Recipe
from multiscale_fusion.ui.session import Session
from osgeo import gdal
from pyproj import Transformer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt

WEST, NORTH = rasters.ORIGIN


class Bench:
    """A session with checker and panel, and clicks on what the panel shows."""

    def __init__(self, qtbot, project, folder):
        self.qtbot, self.project, self.folder = qtbot, project, folder
        self.session = Session()
        self.checker, self.panel = Checker(self.session), FindingsPanel(self.session, QgsMapCanvas())
        qtbot.addWidget(self.panel)
        self.checker._timer.setInterval(20)
        self.panel.resize(380, 700)
        self.panel.show()

    def raster(self, name, values, **options):
        return add(self.project, rasters.write(self.folder / f"{name}.tif", np.asarray(values), **options), name)

    def check(self, *layers, **changes):
        self.session.change(recipe_of(*layers, **changes))
        read(self.session, *(self.project.mapLayer(each.layer_id) for each in self.session.recipe.layers))
        return self.codes()

    def codes(self):
        return codes(checked(self.qtbot, self.session))

    def button(self, code, label):
        card = next(card for card in self.panel.cards if card.finding.code == code)
        return next(stop for stop in card.tab_stops[1:] if stop.text() == label)

    def fix(self, code, label):
        """Click, and what is found then."""
        self.qtbot.waitUntil(lambda: len(self.panel.cards) == len(self.session.assessment.findings))
        before = self.session.recipe
        self.qtbot.mouseClick(self.button(code, label), Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: self.session.recipe != before, timeout=checking.SECONDS)
        return self.codes()

    def close(self):
        self.checker.unload()
        self.panel.unload()
        self.qtbot.waitUntil(lambda: not findings_task._at_work, timeout=checking.SECONDS)


@pytest.fixture
def bench(qtbot, project, tmp_path):
    made = Bench(qtbot, project, tmp_path)
    yield made
    made.close()


def slope(rows=200, columns=300, step=1.0):
    return (step * np.add.outer(np.arange(float(rows)), np.arange(float(columns)))).astype(np.float32)


def around_a_hill(side=200):
    y, x = np.mgrid[:side, :side] - side / 2 + 0.5
    return (np.degrees(np.arctan2(x, -y)) % 360).astype(np.float32)


@pytest.mark.parametrize(("label", "statistic"), [("Use Mode", "mode"), ("Use Fractions", "fractions")])
def test_an_average_of_classes(bench, label, statistic):
    cover = bench.raster("cover", checking.patches())
    assert bench.check(choice(cover, statistic="mean"), approach="A") == ["CATEGORICAL_AVERAGE"]
    assert bench.fix("CATEGORICAL_AVERAGE", label) == []
    assert bench.session.recipe.layers[0].statistic == statistic and bench.session.recipe.layers[0].kind == "auto"


def test_an_average_of_classes_declared_to_be_something_else(bench):
    cover = bench.raster("cover", checking.patches())
    bench.check(choice(cover, statistic="mean", kind="intensive"), approach="A")
    assert bench.fix("CATEGORICAL_AVERAGE", "Use Mode") == []
    assert bench.session.recipe.layers[0].kind == "categorical"


def test_a_bit_field_becomes_a_quality_layer(bench):
    flags = bench.raster("pixel_qa", np.random.default_rng(1).choice(
        [21824, 21952, 22018, 22280, 23888, 54596], (200, 300)).astype(np.int16))
    other = bench.raster("slope", slope())
    assert "BITFIELD_AVERAGE" in bench.check(choice(flags, statistic="mean"), other, approach="A")
    assert "BITFIELD_AVERAGE" not in bench.fix("BITFIELD_AVERAGE", "Make It a Quality Layer")
    assert bench.session.recipe.layers[0].role == "quality"


def test_a_quality_layer_masks_nothing_and_opens_the_dialog_that_does(bench, monkeypatch):
    """Both layers are filled in; nothing of the recipe changes."""
    from qgis.core import QgsProcessingContext

    granule = "HLS.L30.T11SMU.2024154T182011.v2.0"
    red = bench.raster(f"{granule}.B04", slope())
    flags = bench.raster(f"{granule}.Fmask", np.full((200, 300), 64, np.uint8))
    far = bench.raster("slope", slope())
    quality = choice(flags, role="quality")
    assert "QUALITY_UNUSED" in bench.check(choice(red), quality, choice(far), approach="A")
    bench.qtbot.waitUntil(lambda: len(bench.panel.cards) == len(bench.session.assessment.findings))
    finding = next(each for each in bench.session.assessment.findings if each.code == "QUALITY_UNUSED")
    told = str(finding.remedy)
    assert finding.severity is Severity.WARNING and granule in told and "slope" not in told
    before = bench.session.recipe
    bench.qtbot.mouseClick(bench.button("QUALITY_UNUSED", "Mask …154T182011.v2.0.B04…"), Qt.MouseButton.LeftButton)
    dialog, = bench.panel._dialogs.opened
    assert dialog.isVisible() and dialog.algorithm().id() == "multiscalefusion:maskquality"
    given = dialog.createProcessingParameters()
    algorithm, context = dialog.algorithm(), QgsProcessingContext()
    context.setProject(bench.project)
    layers = {name: algorithm.parameterAsRasterLayer(given, name, context).id() for name in ("INPUT", "QUALITY")}
    assert layers == {"INPUT": red.id(), "QUALITY": flags.id()}
    assert bench.session.recipe == before
    dialog.close()
    assert not bench.panel._dialogs.opened


def test_a_quality_layer_of_no_other_leaves_the_choice_to_the_dialog():
    quality = LayerChoice("q", "/data/flags.tif", "Flags", True, "quality")
    recipe = Recipe(layers=(quality, LayerChoice("r", "/else/red.tif", "Red", True)))
    finding = unmasked_finding("Flags", [])
    open_it, leave_out = fixes_for(finding, recipe, {}, "A")
    assert open_it.dialog == fixes.Dialog("multiscalefusion:maskquality", {"QUALITY": "q"}) and open_it.make is None
    assert open_it.label == "Mask by Quality Flags…" and not leave_out.make().layer("q").used


def test_a_plain_statistic_of_angles(bench):
    aspect = bench.raster("aspect", around_a_hill())
    assert bench.check(choice(aspect, statistic="median"), approach="A") == ["CIRCULAR_AVERAGE"]
    assert bench.fix("CIRCULAR_AVERAGE", "Declare Circular") == []
    assert (bench.session.recipe.layers[0].kind, bench.session.recipe.layers[0].statistic) == ("circular", "auto")


@pytest.mark.parametrize(("label", "kind"), [("Use Automatic Statistic", "auto"), ("Declare Extensive", "extensive")])
def test_a_statistic_that_only_another_kind_has(bench, label, kind):
    """A sum takes values as amounts, and these look like temperatures."""
    layer = bench.raster("LST_temperature", 280.0 + 0.05 * slope())
    found = bench.check(choice(layer, statistic="sum"), approach="A")
    assert found == ["UNUSUAL_STATISTIC"]
    assert "UNUSUAL_STATISTIC" not in bench.fix("UNUSUAL_STATISTIC", label)
    assert bench.session.recipe.layers[0].kind == kind


def test_a_statistic_that_the_declared_kind_does_not_have(bench):
    layer = bench.raster("slope", slope())
    assert bench.check(choice(layer, statistic="mode", kind="intensive"), approach="A") == ["UNUSUAL_STATISTIC"]
    assert bench.session.assessment.blockers == ("UNUSUAL_STATISTIC",)
    assert bench.fix("UNUSUAL_STATISTIC", "Use Automatic Statistic") == []


def test_signal_that_is_lost_is_kept_by_finer_cells(bench):
    """White noise in blocks of 2 x 2 pixels: cells of 300 m lose nearly all of it, and what is named keeps half."""
    values = np.random.default_rng(5).normal(300.0, 5.0, (200, 200)).repeat(2, 0).repeat(2, 1).astype(np.float32)
    noise = bench.raster("noise", values)
    wide = bench.raster("wide", slope(40, 40), pixel=300.0)
    assert "SIGNAL_LOSS" in bench.check(noise, wide, approach="A")
    assert "SIGNAL_LOSS" not in bench.fix("SIGNAL_LOSS", "Use Finer Cells")
    grid = bench.session.recipe.grid
    assert (grid.way, grid.crs) == ("crs", rasters.UTM) and 30.0 < grid.resolution < 120.0


def test_a_coarser_layer_is_downscaled_or_gives_the_grid(bench):
    fine, wide = bench.raster("fine", slope()), bench.raster("wide", slope(20, 30, 10.0), pixel=300.0)
    finer = GridChoice(way="layer", layer_id=fine.id())
    assert bench.check(fine, wide, approach="A", grid=finer) == ["CARRIED_SUPPORT"]
    assert "CARRIED_SUPPORT" not in bench.fix("CARRIED_SUPPORT", "Downscale Instead")
    recipe = bench.session.recipe
    assert recipe.approach == "B" and [layer.role for layer in recipe.layers] == ["covariate", "coarse"]
    bench.check(fine, wide, approach="A", grid=finer)
    assert bench.fix("CARRIED_SUPPORT", "Use Its Grid") == []
    assert bench.session.recipe.grid.layer_id == wide.id()


def test_cells_of_nearly_the_size_of_pixels(bench):
    layer = bench.raster("slope", slope())
    grid = GridChoice(way="crs", crs=rasters.UTM, resolution=40.0)
    assert bench.check(layer, approach="A", grid=grid) == ["SMALL_RATIO"]
    assert bench.fix("SMALL_RATIO", "Use Its Grid") == []


def test_a_shifted_grid(bench):
    layer = bench.raster("slope", slope())
    grid = GridChoice(way="crs", crs=rasters.UTM, resolution=30.0, extent_way="drawn", extent_crs=rasters.UTM,
                      extent=(WEST + 312.0, NORTH - 2988.0, WEST + 3012.0, NORTH - 288.0))
    assert "GRID_OFFSET" in bench.check(layer, approach="A", grid=grid)
    assert "GRID_OFFSET" not in bench.fix("GRID_OFFSET", "Use Its Grid")


def test_a_shift_between_two_layers_is_no_click():
    other = Finding("GRID_OFFSET", Severity.WARNING, "a", "it is shifted")
    assert fixes_for(other, recipe_of(), {}, "A") == ()
    assert fixes._TARGET == str(target_name())


def test_a_layer_beside_the_others_is_left_out(bench):
    here = bench.raster("here", slope())
    there = bench.raster("there", slope(), origin=(WEST + 90000.0, NORTH))
    assert "NO_OVERLAP" in bench.check(here, there, approach="A", grid=GridChoice(way="layer", layer_id=here.id()))
    assert bench.session.assessment.blockers == ("NO_OVERLAP",)
    assert bench.fix("NO_OVERLAP", "Leave Out") == []
    assert [layer.used for layer in bench.session.recipe.layers] == [True, False]


def test_layers_that_cover_a_part_get_a_common_extent(bench):
    """Two rasters of 30 m that overlap in 4.5 x 6 km, and cells of 300 m."""
    left = bench.raster("left", slope())
    right = bench.raster("right", 2.0 * slope(), origin=(WEST + 4500.0, NORTH))
    wide = bench.raster("wide", slope(20, 45, 10.0), pixel=300.0)
    assert "PARTIAL_OVERLAP" in bench.check(left, right, wide, approach="A")
    assert "PARTIAL_OVERLAP" not in bench.fix("PARTIAL_OVERLAP", "Use Common Extent")
    grid = bench.session.recipe.grid
    np.testing.assert_allclose(grid.extent, (WEST + 4500.0, NORTH - 6000.0, WEST + 9000.0, NORTH), atol=1e-6)
    assert grid.extent_crs == rasters.UTM and grid.extent_way == "drawn"


def test_a_common_extent_across_crss_lies_within_all(bench):
    """The grid of MODIS lies askew to UTM: a rectangle of its cells that lies on the raster is smaller than it."""
    layer = bench.raster("slope", slope(1000, 1000, 0.1))
    modis = GridChoice(way="preset", preset="modis_500m", extent_way="drawn", extent_crs=rasters.UTM,
                       extent=(WEST - 5000.0, NORTH - 35000.0, WEST + 35000.0, NORTH + 5000.0))
    assert "PARTIAL_OVERLAP" in bench.check(layer, approach="A", grid=modis)
    assert "PARTIAL_OVERLAP" not in bench.fix("PARTIAL_OVERLAP", "Use Common Extent")
    grid = bench.session.recipe.grid
    to_utm = Transformer.from_crs(grid.extent_crs, rasters.UTM, always_xy=True)
    x, y = to_utm.transform([grid.extent[k] for k in (0, 2, 0, 2)], [grid.extent[k] for k in (1, 1, 3, 3)])
    assert WEST <= min(x) and max(x) <= WEST + 30000.0 and NORTH - 30000.0 <= min(y) and max(y) <= NORTH
    # Of the 900 km2 most are still there: the slant at 45 degrees north, 15 east is about 10 degrees.
    assert (max(x) - min(x)) * (max(y) - min(y)) > 0.4 * 9e8


def test_a_margin_is_kept_by_a_smaller_grid(bench):
    """The raster ends 100 m beyond the grid at its right side, less than a cell of 300 m."""
    layer = bench.raster("slope", slope(400, 400))
    grid = GridChoice(way="crs", crs=rasters.UTM, resolution=300.0, extent_way="drawn", extent_crs=rasters.UTM,
                      extent=(WEST + 2900.0, NORTH - 8000.0, WEST + 11900.0, NORTH - 2000.0))
    assert bench.check(layer, approach="A", grid=grid) == ["EDGE_MARGIN"]
    assert bench.fix("EDGE_MARGIN", "Keep a Margin") == []
    assert bench.session.recipe.grid.extent == (WEST + 2900.0, NORTH - 8000.0, WEST + 11600.0, NORTH - 2000.0)


def test_a_margin_that_was_asked_for_is_taken_off(bench):
    layer = bench.raster("slope", slope(400, 400))
    wide = bench.raster("wide", slope(40, 40, 10.0), pixel=300.0)
    grid = GridChoice(way="crs", crs=rasters.UTM, resolution=300.0, extent_way="drawn", extent_crs=rasters.UTM,
                      extent=(WEST + 400.0, NORTH - 9100.0, WEST + 11500.0, NORTH - 2200.0), margin=True)
    assert "EDGE_MARGIN" in bench.check(layer, wide, approach="A", grid=grid)
    assert "EDGE_MARGIN" not in bench.fix("EDGE_MARGIN", "Take Off the Margin")


def test_footprints_are_sampled_with_their_size(bench):
    layer = bench.raster("slope", slope())
    shots = add_points(bench.project, [(WEST + 30 * k + 300, NORTH - 30 * k - 300) for k in range(60)])
    assert bench.check(layer, shots, diameter=25.0, support="pixel") == ["FOOTPRINT_STRADDLES"]
    assert bench.fix("FOOTPRINT_STRADDLES", "Sample with the Footprint") == []
    assert (bench.session.recipe.support, bench.session.recipe.diameter) == ("disc", 25.0)


def test_fill_that_nothing_declares_is_declared_beside_the_file(bench):
    values = 500.0 + slope()
    values[:50, :60] = -9999.0
    layer = bench.raster("heights", values)
    before = (bench.folder / "heights.tif").read_bytes()
    assert "NODATA_UNDECLARED" in bench.check(layer, approach="A")
    after = bench.fix("NODATA_UNDECLARED", "Declare as Nodata")
    read(bench.session, layer)
    assert "NODATA_UNDECLARED" not in bench.codes() and "NODATA_SHARE" in bench.codes(), after
    assert layer.isValid() and layer.source() == str(bench.folder / "heights_nodata.vrt")
    assert bench.session.recipe.layers[0].source == layer.source() and layer.name() == "heights"
    assert layer.dataProvider().sourceNoDataValue(1) == -9999.0
    assert (bench.folder / "heights.tif").read_bytes() == before


def test_where_nothing_can_be_written_a_sentence_says_so(bench, qtbot):
    values = 500.0 + slope()
    values[:50, :60] = -9999.0
    rasters.write(bench.folder / "heights.tif", values)
    gdal.FileFromMemBuffer("/vsimem/heights.tif", (bench.folder / "heights.tif").read_bytes())
    layer = add(bench.project, "/vsimem/heights.tif", "heights")
    try:
        assert "NODATA_UNDECLARED" in bench.check(layer, approach="A")
        qtbot.waitUntil(lambda: len(bench.panel.cards) > 0)
        qtbot.mouseClick(bench.button("NODATA_UNDECLARED", "Declare as Nodata"), Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: bench.panel.message_bar.currentItem() is not None, timeout=checking.SECONDS)
        assert "is not a file on this computer" in bench.panel.message_bar.currentItem().text()
        assert layer.source() == "/vsimem/heights.tif"
    finally:
        bench.project.removeMapLayer(layer)
        gdal.Unlink("/vsimem/heights.tif")


def test_an_empty_layer_and_one_without_a_crs_are_left_out(bench):
    here = bench.raster("here", slope())
    empty = bench.raster("empty", np.full((200, 300), -1.0, np.float32), nodata=-1.0)
    assert "NODATA_SHARE" in bench.check(here, empty, approach="A")
    assert bench.fix("NODATA_SHARE", "Leave Out") == []
    (bench.folder / "here.tif").rename(bench.folder / "elsewhere.tif")
    bench.checker.check_again()
    assert bench.codes() == ["LAYER_UNREADABLE"]
    assert bench.fix("LAYER_UNREADABLE", "Leave Out") == []


def test_every_fix_is_offered_for_a_code_that_exists(root):
    sections = (root / "docs" / "advice.md").read_text("utf-8")
    assert all(f"\n## {code}\n" in sections for code in fixes._FIXES)
