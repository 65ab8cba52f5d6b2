"""Every example command of the README and of docs/, run in a shell as it stands, each output against exact clipping.

Inputs are small stand-ins under the names that the pages use. The blocks of a page run in one shell, in order. The
reference clips cells as polygons with shapely (examples/exact.py) and shares no code with the engine.
"""

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.core.simulate import (
    Scene,
    SensorErrors,
    scene_grid,
    write_ecostress,
    write_gedi,
    write_hls_vi,
    write_land_cover,
    write_modis_lst,
)
from multiscale_fusion.processing.help import parse
from multiscale_fusion.tests.cli.composite_examples import check_compositetime, write_scenes
from multiscale_fusion.tests.cli.download_examples import check_downloadearthdata
from multiscale_fusion.tests.cli.downscale_examples import make_check, write_population
from multiscale_fusion.tests.cli.earthdata_examples import check_searchearthdata, fill
from multiscale_fusion.tests.cli.evaluation_examples import check_enhanceresolution, check_evaluatedownscaling
from multiscale_fusion.tests.cli.footprint_examples import GEDI, check_comparesupports, check_readfootprints
from multiscale_fusion.tests.cli.kriging_examples import check_areatopointkriging
from multiscale_fusion.tests.cli.opening_examples import check_opengranule
from multiscale_fusion.tests.cli.patch_examples import PATCH_PAGES
from multiscale_fusion.tests.cli.quality_examples import check_decodequality, check_maskquality
from multiscale_fusion.tests.cli.sample_examples import check_samplepoints
from multiscale_fusion.tests.cli.sampling_time_examples import check_checksampling
from multiscale_fusion.tests.cli.spacetime_examples import FUSION_PAGES, write_images
from multiscale_fusion.tests.earthdata_archive import Archive
from multiscale_fusion.tests.processing import rasters
from osgeo import gdal, ogr

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "examples"))

from exact import ExactClipping, overlap_areas  # noqa: E402

SCRIPTS = ("watershed-patches", "worked-example")   # which tests of their own run
PAGES = ["README.md", *sorted(f"docs/{page.name}" for page in ROOT.glob("docs/*.md") if page.stem not in SCRIPTS)]
SPANISH = sorted((ROOT / "docs" / "es").glob("*.md"))
DAY = date(2024, 6, 2)
INPUTS = "demo_output/inputs"
NDVI = "HLS-VI.L30.T11SMU.2024154T182011.v2.0.NDVI.tif"
LST = "ECOv002_L2T_LSTE_33730_008_11SMU_20240602T205011_0712_01_LST.tif"
MODIS_LST = "MOD11A1.A2024154.h08v05.061.LST_Day_1km.tif"
COVER = "nlcd_2024_land_cover_l48_20230630.tif"
COPIES = {"ndvi_30m.tif": NDVI, "lst_70m.tif": LST, "nlcd.tif": COVER}
MODIS_CELL, MODIS_WEST, MODIS_NORTH = 926.625433055833, -20015109.354, 10007554.677
CELLS, TOLERANCE = 8, 2e-4   # the latter of the standard deviation between cells
OUTPUT = re.compile(r"(?:--|\")(?:OUTPUT|outputFile|VALID_FRACTION|VARIABILITY|UNCERTAINTY|REPORT|CELLS|FINDINGS|TABLE"
                    r"|ERROR|NOISE|RESOLUTION_LAYER|OUTPUT_FOLDER)(?:=|\": \")([^\s\"]+)")


def examples(page):
    """The shell blocks of a page that call qgis_process."""
    blocks = parse(page.read_text(encoding="utf-8"))
    code = ["\n".join(block.lines) for block in blocks if block.kind == "code"]
    return [text for text in code if re.search(r"^ *qgis_process |\| *\n? *qgis_process ", text, re.MULTILINE)]


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory):
    """A part of the scene of `make demo`, under the names that the demo gives; and what else the pages name."""
    folder = tmp_path_factory.mktemp("stand_ins")
    whole = scene_grid(100)
    scene = Scene(seed=11, grid=whole[1500:1900, 1500:1900], cloud_share=0.15, home=whole)
    inputs = folder / INPUTS
    write_hls_vi(scene, inputs, DAY, hour=10.5)
    write_ecostress(scene, inputs, DAY, hour=13.0, errors=SensorErrors(noise=0.5))
    write_modis_lst(scene, inputs, DAY, hour=10.5)
    write_land_cover(scene, inputs, DAY)
    write_gedi(scene, folder, DAY).rename(folder / GEDI)
    rasters.write(folder / "dem_30m.tif", scene.elevation, crs="EPSG:32611", origin=scene.grid.affine * (0, 0))
    write_population(folder, scene)
    write_scenes(folder)
    write_images(folder)
    for copy, original in COPIES.items():
        shutil.copy(inputs / original, folder / copy)
    # Neighbours that touch, almost, where zones 10 and 11 meet at 120 degrees west.
    random = np.random.default_rng(3)
    for name, crs, west in (("T10SGJ.tif", "EPSG:32610", 766500.0), ("T11SKD.tif", "EPSG:32611", 229380.0)):
        red, nir = random.uniform(0.02, 0.3, (120, 120)), random.uniform(0.1, 0.6, (120, 120))
        bands = np.stack([red * 0.5, red * 0.6, red * 0.8, red, nir]).astype(np.float32)
        rasters.write(inputs / name, bands, crs=crs, origin=(west, 3990000.0))
    holes = np.full((6, 6), 10, np.float32)
    holes[:, :2] = -9999
    rasters.write(folder / "holes_30m.tif", holes, nodata=-9999)
    rasters.write(folder / "grid_90m.tif", np.zeros((2, 2), np.float32), pixel=90.0)
    return folder


@pytest.fixture(scope="session")
def archive(tmp_path_factory):
    """What stands for NASA Earthdata."""
    with Archive(tmp_path_factory.mktemp("archive")) as archive:
        fill(archive)
        yield archive


@pytest.fixture(scope="session")
def ran(stand_ins, qgis_env, archive, tmp_path_factory):
    """A callable: the folder in which the examples of a page were run, each page once."""
    folders = {}

    def run(page):
        if page not in folders:
            folders[page] = tmp_path_factory.mktemp(Path(page).stem) / "here"
            shutil.copytree(stand_ins, folders[page])
            script = "\n".join(examples(ROOT / page))
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=folders[page],
                                  env={**qgis_env, **archive.environment()},
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=300)
            assert done.returncode == 0, f"{page}: {done.stdout}{done.stderr}"
        return folders[page]

    return run


class Clipping:
    """Exactly what a cell of a target raster holds of a source raster."""

    def __init__(self, source, target):
        self.source = rasters.read(source)
        dataset = gdal.Open(str(source))
        bands = [dataset.GetRasterBand(1 + index) for index in range(dataset.RasterCount)]
        for values, band in zip(self.source, bands):
            values *= band.GetScale() or 1.0
            values += band.GetOffset() or 0.0
        self._datasets = dataset, gdal.Open(str(target))
        self._outline = ExactClipping(*self._datasets).outline

    def cell(self, row, column):
        """Values (bands, pixels) of valid pixels, their areas inside in pixels, and the area of the cell."""
        outline = self._outline(row, column)
        left, top, right, bottom = outline.bounds
        left, top = max(int(left), 0), max(int(top), 0)
        values = self.source[:, top:max(int(np.ceil(bottom)), 0), left:max(int(np.ceil(right)), 0)]
        areas = overlap_areas(outline, top, left, values.shape[1:])
        inside = np.isfinite(values).all(axis=0) & (areas > 0.0)
        return values[:, inside], areas[inside], outline.area


def mean(values, areas, _):
    return np.average(values[0], weights=areas)


def spread(values, areas, _):
    return np.sqrt(np.average((values[0] - mean(values, areas, _)) ** 2, weights=areas))


def energy_mean(values, areas, _):
    return np.average(values[0] ** 4, weights=areas) ** 0.25


def valid_fraction(_, areas, cell):
    return areas.sum() / cell


def share_of(code):
    return lambda values, areas, _: areas[values[0] == code].sum() / areas.sum()


def largest(values, areas, _):
    codes, which = np.unique(values[0], return_inverse=True)
    return codes[np.bincount(which, areas).argmax()]


def sampled(layer, inside=None):
    cells = np.argwhere(np.isfinite(layer) & (True if inside is None else inside))
    assert len(cells) >= CELLS, "too few valid cells to judge"
    return np.random.default_rng(0).permutation(cells)[:CELLS]


def agrees(output, source, expected, band=1):
    """A band of an output, in a sample of its valid cells, is what `expected` gives of the pixels in each."""
    layer = rasters.read(output)[band - 1]
    clipping = Clipping(source, output)
    cells = sampled(layer)
    exact = [expected(*clipping.cell(*cell)) for cell in cells]
    np.testing.assert_allclose([layer[tuple(cell)] for cell in cells], exact, rtol=1e-6,
                               atol=TOLERANCE * np.nanstd(layer))


def on_modis_cells(path, parts=1):
    """The raster's cells are those of MODIS's 1 km grid, or its halves."""
    west, width, _, north, _, height = rasters.geotransform(path)
    assert width == pytest.approx(MODIS_CELL / parts) and height == -width
    places = np.array([west - MODIS_WEST, MODIS_NORTH - north]) / width
    np.testing.assert_allclose(places, np.rint(places), atol=1e-5)


def check_readme(folder):
    inputs = folder / INPUTS
    on_modis_cells(folder / "coarse.tif")
    agrees(folder / "coarse.tif", inputs / NDVI, mean)
    agrees(folder / "valid.tif", inputs / NDVI, valid_fraction)
    agrees(folder / "spread.tif", inputs / NDVI, spread)


def check_aggregate(folder):
    ndvi, inputs = folder / "demo_output/ndvi.tif", folder / INPUTS
    on_modis_cells(ndvi)
    agrees(ndvi, inputs / NDVI, mean)
    agrees(ndvi.with_name("valid.tif"), inputs / NDVI, valid_fraction)
    agrees(ndvi.with_name("spread.tif"), inputs / NDVI, spread)
    valid = rasters.read(ndvi.with_name("valid.tif"))
    np.testing.assert_array_equal(np.isnan(rasters.read(ndvi)), ~(valid >= 0.7))
    for band, code in ((1, 52), (2, 82)):
        agrees(ndvi.with_name("shrub_and_crops.tif"), inputs / COVER, share_of(code), band)
    check_percentile(ndvi.with_name("hot.tif"), inputs / LST)
    check_tiles(inputs / "ndvi_500m.tif", [inputs / "T10SGJ.tif", inputs / "T11SKD.tif"])


def check_percentile(output, source):
    """A tenth of the ground lies above the value; the pixel of the value itself lies on both sides."""
    layer, clipping = rasters.read(output)[0], Clipping(source, output)
    for cell in sampled(layer):
        values, areas, _ = clipping.cell(*cell)
        value, total = layer[tuple(cell)], areas.sum()
        assert areas[values[0] < value - 1e-4].sum() < 0.9 * total + 1e-3
        assert areas[values[0] <= value + 1e-4].sum() > 0.9 * total - 1e-3


def check_tiles(output, tiles):
    """NDVI from the means of its bands in both tiles together, where each counts by its ground."""
    on_modis_cells(output, parts=2)
    layer = rasters.read(output)[0]
    clippings = [Clipping(tile, output) for tile in tiles]
    shared = 0
    for cell in np.argwhere(np.isfinite(layer)):
        parts = [clipping.cell(*cell) for clipping in clippings]
        shared += all(areas.sum() > 1.0 for _, areas, _ in parts)
        above, below = (sum(areas @ (values[4] + sign * values[3]) for values, areas, _ in parts) for sign in (-1, 1))
        assert layer[tuple(cell)] == pytest.approx(above / below, abs=1e-4)
    assert shared >= 3, "no cell holds ground of both tiles"


def check_creategrid(folder):
    template = folder / "template.tif"
    on_modis_cells(template)
    dataset = gdal.Open(str(template))
    rows, columns = dataset.RasterYSize, dataset.RasterXSize
    covered = np.isfinite(rasters.read(folder / "ndvi_1km.tif")[0])
    assert covered.shape == (rows, columns)
    assert not covered[[0, -1]].any() and not covered[:, [0, -1]].any(), "no margin around the layers"
    cells = ogr.Open(str(folder / "cells.gpkg"))
    features = list(cells.GetLayer(0))
    assert [each["id"] for each in features] == list(range(rows * columns))
    # MODIS's sphere says 0.8586 km² everywhere; on WGS 84 at these latitudes somewhat less or more (creategrid.md).
    assert all(0.996 < each["area_m2"] / MODIS_CELL**2 < 1.01 for each in features)
    agrees(folder / "ndvi_1km.tif", folder / "ndvi_30m.tif", mean)


def check_joinlayers(folder):
    stack, inputs = folder / "demo_output/stack.tif", folder / INPUTS
    on_modis_cells(stack)
    for band, source in enumerate((NDVI, LST, MODIS_LST), start=1):
        agrees(stack, inputs / source, mean, band)
    dataset = gdal.Open(str(stack))
    codes = [int(dataset.GetRasterBand(band).GetMetadataItem("CLASS_VALUE"))
             for band in range(4, dataset.RasterCount + 1)]
    present = rasters.read(inputs / COVER)
    assert codes == sorted(set(present[np.isfinite(present)].astype(int)))
    for band, code in enumerate(codes, start=4):
        agrees(stack, inputs / COVER, share_of(code), band)
    check_report(stack)
    check_radiative(folder / "demo_output/radiative.tif", inputs)


def check_report(stack):
    """The correlation of NDVI and the temperature in the table beside the report is NumPy's."""
    ndvi, lst = rasters.read(stack)[:2]
    both = np.isfinite(ndvi) & np.isfinite(lst)
    table = list(csv.reader(stack.with_name("stack_correlation.csv").open(encoding="utf-8")))
    assert float(table[1][2]) == pytest.approx(np.corrcoef(ndvi[both], lst[both])[0, 1], abs=1e-4)
    page = stack.with_name("stack.html").read_text(encoding="utf-8")
    assert table[0][1] in page and page.rstrip().endswith("</html>")


def check_radiative(output, inputs):
    agrees(output, inputs / LST, energy_mean, 1)
    agrees(output, inputs / COVER, largest, 2)


def check_checklayers(folder):
    """The findings in both files alike, of the layers that they are true of, and none where a rule failed."""
    found = json.loads((folder / "demo_output/check.json").read_text(encoding="utf-8"))["findings"]
    page = (folder / "demo_output/check.html").read_text(encoding="utf-8")
    assert all(f"<code>{each['code']}</code>" in page for each in found) and page.rstrip().endswith("</html>")
    seen = {(each["code"], each["subject"]) for each in found}
    assert "RULE_FAILED" not in {code for code, _ in seen}
    assert {code for code, _ in seen} >= {"CRS_MISMATCH", "RATIO_AVERAGE"}
    bands = list(csv.reader((folder / "demo_output/check_bands.csv").open(encoding="utf-8")))
    assert [row[1] for row in bands[1:]] == ["ratio", "intensive", "intensive", "categorical"]
    planned = json.loads((folder / "demo_output/planned.json").read_text(encoding="utf-8"))["findings"]
    assert [planned[0][name] for name in ("code", "severity", "subject")] == ["CATEGORICAL_AVERAGE", "blocker", COVER]


def check_kinds(folder):
    agrees(folder / "mean_of_codes.tif", folder / "nlcd.tif", mean)
    told = json.loads((folder / "mean_of_codes.tif.json").read_text(encoding="utf-8"))
    assert "CATEGORICAL_AVERAGE" in json.dumps(told)


def check_why_not(folder):
    """What the page says of QGIS's tool: where this fails because QGIS was mended, the page has to say so."""
    mixed = gdal.Open(str(folder / "mixed.tif"))
    page = (ROOT / "docs/why-not-gdal-average.md").read_text("utf-8")
    told = float(re.search(r"`mixed.tif` has (-[\d.]+) in", page)[1])
    np.testing.assert_allclose(mixed.ReadAsArray(), [[told, 10], [told, 10]], atol=0.005)
    assert mixed.GetRasterBand(1).GetNoDataValue() is None
    np.testing.assert_array_equal(rasters.read(folder / "ours.tif")[0], np.full((2, 2), 10))
    np.testing.assert_allclose(rasters.read(folder / "valid.tif")[0], [[1 / 3, 1], [1 / 3, 1]], rtol=1e-6)


# What judges the outputs of each page, and which outputs these are.
CHECKS = {
    "README.md": (check_readme, {"coarse.tif", "valid.tif", "spread.tif"}),
    "docs/aggregate.md": (check_aggregate, {"../ndvi.tif", "../valid.tif", "../spread.tif", "../shrub_and_crops.tif",
                                            "../hot.tif", "ndvi_500m.tif"}),
    "docs/areatopointkriging.md": (check_areatopointkriging, {"../lst_kriged.tif", "../lst_sigma.tif",
                                                              "../lst_kriged.html", "../lst_250m.tif"}),
    "docs/checklayers.md": (check_checklayers, {"../check.html", "../check.json", "../planned.json"}),
    "docs/checksampling.md": (check_checksampling, {"found.csv", "sampling.html", "seasons.html"}),
    "docs/comparesupports.md": (check_comparesupports, set(
        "shots.gpkg compared.gpkg agreement.html canopy.gpkg".split())),
    "docs/compositetime.md": (check_compositetime, {"ndvi.tif", "lst_1km.tif"}),
    "docs/creategrid.md": (check_creategrid, {"template.tif", "cells.gpkg", "ndvi_1km.tif"}),
    "docs/decodequality.md": (check_decodequality, {"../shares.csv", "../fields"}),
    "docs/downloadearthdata.md": (check_downloadearthdata, {"scenes.gpkg", "files.gpkg", "august.gpkg"}),
    "docs/downscale.md": (make_check(Clipping, sampled), set(
        "../lst_30m.tif ../lst_sigma.tif ../lst.html ../lst_tsharp.tif population_30m.tif smooth_240m.tif".split())),
    "docs/enhanceresolution.md": (check_enhanceresolution, {"../enhanced.tif", "../noise.tif", "../resolution.tif",
                                                            "../enhanced.html", "../swath.gpkg", "../from_points.tif"}),
    "docs/evaluatedownscaling.md": (check_evaluatedownscaling, set(
        "lst_980m.tif lst_fine.tif lst_sigma.tif error.tif evaluated.html evaluated.csv scale_up.csv".split())),
    "docs/joinlayers.md": (check_joinlayers, {"../stack.tif", "../stack.html", "../radiative.tif"}),
    "docs/maskquality.md": (check_maskquality, {"../clear.tif", "../good.tif"}),
    "docs/opengranule.md": (check_opengranule, {"../opened", "../referred", "../clear"}),
    "docs/readfootprints.md": (check_readfootprints, {"shots.gpkg", "all_shots.gpkg"}),
    "docs/samplepoints.md": (check_samplepoints, {"beams.gpkg", "beams_sampled.gpkg", "cover.parquet"}),
    "docs/searchearthdata.md": (check_searchearthdata, {"scenes.gpkg", "nights.gpkg"}),
    "docs/variable-kinds.md": (check_kinds, {"mean_of_codes.tif"}),
    "docs/why-not-gdal-average.md": (check_why_not, {"mixed.tif", "ours.tif", "valid.tif"}),
    **PATCH_PAGES, **FUSION_PAGES,
}


def test_every_output_of_every_example_is_judged():
    found = {page: {name for text in examples(ROOT / page) for name in OUTPUT.findall(text)} for page in PAGES}
    assert {page: names for page, names in found.items() if names} == {page: names for page, (_, names) in
                                                                       CHECKS.items()}


def test_no_example_escapes():
    """As many commands are run as the pages hold: none in a block of another form, or in the midst of a paragraph."""
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert "```" not in text, page
        commands = len(re.findall(r"qgis_process run multiscalefusion", text))
        assert commands == sum(each.count("qgis_process run multiscalefusion") for each in examples(ROOT / page)), page


@pytest.mark.parametrize("page", CHECKS)
def test_examples_give_what_exact_clipping_gives(ran, page):
    check, _ = CHECKS[page]
    check(ran(page))


@pytest.mark.parametrize("page", SPANISH, ids=lambda page: page.stem)
def test_spanish_pages_have_the_same_examples(page):
    found = examples(page)
    assert found == examples(ROOT / "docs" / page.name)
    assert found or f"docs/{page.name}" not in CHECKS


def test_the_judge_sees_a_wrong_value(ran, tmp_path):
    """A tenth of a deviation is too much."""
    folder = ran("README.md")
    wrong = rasters.read(folder / "coarse.tif")
    wrong[0] += 0.1 * np.nanstd(wrong)
    path = shutil.copy(folder / "coarse.tif", tmp_path)
    dataset = gdal.Open(str(path), gdal.GA_Update)
    dataset.GetRasterBand(1).WriteArray(wrong[0])
    del dataset
    with pytest.raises(AssertionError):
        agrees(path, folder / INPUTS / NDVI, mean)
