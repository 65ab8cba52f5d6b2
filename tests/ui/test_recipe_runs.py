"""One recipe run in QGIS, by the copied command in a shell, by the copied Python and by the saved model: same bytes.

The files have names that a shell, a URI or a list of layers would stumble over.
"""

import dataclasses
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.tests.processing import downscaled, joined, rasters, sampled
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice, Recipe, from_json, to_json
from multiscale_fusion.ui.recipe_code import python_code, qgis_process_command, save_model
from multiscale_fusion.ui.recipe_parameters import algorithm_id, algorithm_parameters
from osgeo import gdal, ogr

NAMES = {"A": "joined.tif", "B": "downscaled.tif", "C": "sampled.gpkg"}
GRID = GridChoice(way="crs", crs=rasters.UTM, resolution=300.0)


@pytest.fixture
def awkward(tmp_path):
    """A folder with an awkward name. GDAL's own names of subdatasets allow no double quotes in it."""
    folder = tmp_path / "it's a ñandú; $HOME, `id` & 50% = (1|2)!"
    folder.mkdir()
    return folder


@pytest.fixture
def chosen(project):
    """A callable: a layer as the dock has it, added to the project under a name that its file does not have."""
    from qgis.core import QgsProcessingUtils, QgsRasterLayer, QgsVectorLayer

    def choose(source, role, **choices):
        kind, provider = (QgsVectorLayer, "ogr") if role == "points" else (QgsRasterLayer, "gdal")
        number = len(project.mapLayers()) + 1
        layer = kind(str(source), f"Läyer {number}", provider)
        assert project.addMapLayer(layer) is not None and layer.isValid(), source
        return LayerChoice(layer.id(), QgsProcessingUtils.layerToStringIdentifier(layer), layer.name(), True, role,
                           **choices)

    return choose


@pytest.fixture
def recipes(chosen, awkward):
    """A recipe for each approach."""

    def make(approach):
        return {"A": to_join, "B": to_downscale, "C": to_sample}[approach](chosen, awkward)

    return make


def to_join(chosen, folder):
    """A GeoTIFF of two bands, a raster in a GeoPackage, a variable of a netCDF file; a quality layer that is left out.

    The middle one has a kind, a statistic, and nothing that tells its name but the URI.
    """
    fine = rasters.write(folder / 'fine; "a".tif', rasters.field())
    classes = joined.write_classes(folder / "cover.tif")
    gdal.Translate(str(folder / "r.gpkg"), classes, format="GPKG", creationOptions=["RASTER_TABLE=cover t"])
    lst = str(rasters.write(folder / "lst.tif", rasters.field(7, (1, 200, 300))))
    gdal.Translate(str(folder / "l s t.nc"), lst, format="netCDF")
    return Recipe(
        layers=(chosen(fine, "fine", statistic="std"), chosen(classes, "quality"),
                chosen(f"GPKG:{folder}/r.gpkg:cover t", "", kind="categorical", statistic="mode"),
                chosen(f'NETCDF:"{folder}/l s t.nc":Band1', "coarse", kind="radiative")),
        grid=dataclasses.replace(GRID, extent_way="drawn", extent=(500400.0, 4995000.0, 507000.0, 4999500.0)),
        accepted=frozenset({"SOME_CODE", "ANOTHER"}))


def to_downscale(chosen, folder):
    scene = downscaled.make_scene(folder)
    return Recipe(layers=(chosen(scene["ndvi"], ""), chosen(scene["coarse"], "coarse", kind="intensive"),
                          chosen(scene["other"], "covariate")),
                  method="linear", grid=dataclasses.replace(GRID, resolution=30.0), report=False)


def to_sample(chosen, folder):
    raster = rasters.write(folder / "lst.tif", rasters.field(3, (1, 60, 80)))
    other = rasters.write(folder / "x, y.tif", rasters.field(4, (2, 20, 30)), pixel=90.0)
    spots = [sampled.place(*spot) for spot in ((10.5, 10.5), (20.02, 30.7), (500.0, 10.0))]
    plain = sampled.write_points(folder / "shots.geojson", spots)
    source = ogr.Open(plain)
    package = ogr.GetDriverByName("GPKG").CreateDataSource(str(folder / "two layers.gpkg"))
    for name in ("first", "some shots"):
        package.CopyLayer(source.GetLayer(0), name)
    package = source = None   # closes them
    return Recipe(layers=(chosen(raster, "fine"), chosen(f"{folder}/two layers.gpkg|layername=some shots", "points"),
                          chosen(other, "coarse")),
                  support="gaussian", diameter=25.0, statistics=("mean", "std", "valid_fraction"))


@pytest.fixture(scope="session")
def environment(qgis_env):
    """That of QGIS's programs, in which NumPy calculates by the library that it has in this process.

    They link GSL, whose CBLAS is then NumPy's and rounds otherwise (Debian 12): a last digit would tell programs apart.
    """
    np.ones((2, 2)) @ np.ones((2, 2))
    maps = Path("/proc/self/maps").read_text(encoding="utf-8") if sys.platform == "linux" else ""
    found = dict.fromkeys(re.findall(r"\S+/lib(?:blas|cblas)\.so\S*", maps))
    return {**qgis_env, "LD_PRELOAD": ":".join(found)}


def made_in(folder):
    """The bytes of all that a run has left, by name."""
    return {each.name: each.read_bytes() for each in sorted(folder.iterdir())}


def in_qgis(recipe, approach, folder):
    import processing

    recipe = recipe.replace(output=str(folder / NAMES[approach]))
    processing.run(algorithm_id(approach), algorithm_parameters(recipe, {}, approach, by_id=True))


def in_a_shell(recipe, approach, folder, environment):
    """Without a name for the output: it has that of `NAMES` in the folder that the command is run in."""
    command = qgis_process_command(recipe, {}, approach)
    return subprocess.run(["bash", "-c", command], env=environment, cwd=folder, capture_output=True, text=True,
                          timeout=300, check=False)


def in_python(recipe, approach, folder):
    code = python_code(recipe.replace(output=str(folder / NAMES[approach])), {}, approach)
    exec(compile(code, "copied", "exec"), {})


def as_a_model(recipe, approach, folder, path):
    """Save it, and tell its inputs, by name the layers of the recipe, and its outputs, as JSON for qgis_process."""
    from qgis.core import QgsProcessingModelAlgorithm

    save_model(str(path), recipe, {}, approach)
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path)) and model.canExecute() == (True, "") and model.validate() == (True, [])
    definitions = {each.name(): each for each in model.parameterDefinitions()}
    sources = {layer.name: layer.source for layer in recipe.used}
    inputs = {name: sources[each.description()] for name, each in definitions.items() if not each.isDestination()}
    assert {definitions[name].type() for name in inputs} <= {"raster", "source"} and len(inputs) == 3
    stem, _ = NAMES[approach].split(".")
    names = {"Uncertainty": f"{stem}_uncertainty.tif", "Report": f"{stem}.html"}
    outputs = {name: str(folder / names.get(each.description(), NAMES[approach])) for name, each in definitions.items()
               if each.isDestination()}
    return {"inputs": inputs | outputs}


@pytest.mark.parametrize("approach", NAMES)
def test_every_way_to_run_a_recipe_gives_the_same_bytes(recipes, approach, tmp_path, environment, qgis_process):
    recipe = recipes(approach)
    assert from_json(to_json(recipe)) == recipe
    folders = [tmp_path / name for name in ("qgis", "python", "shell", "model")]
    for folder in folders:
        folder.mkdir()
    path = tmp_path / "My model.model3"
    given = as_a_model(recipe, approach, folders[3], path)
    in_qgis(recipe, approach, folders[0])
    with ThreadPoolExecutor(2) as programs:
        shell = programs.submit(in_a_shell, recipe, approach, folders[2], environment)
        model = programs.submit(qgis_process, ["run", path, "-"], given, env=environment)
        in_python(recipe, approach, folders[1])
        for done in (shell.result(), model.result()):
            assert done.returncode == 0, done.stdout + done.stderr
    first, *others = map(made_in, folders)
    assert NAMES[approach] in first and len(first) > (1 if approach == "C" else 3)
    for other in others:
        assert list(other) == list(first)
        assert [name for name in first if other[name] != first[name]] == []


def test_what_is_run_is_what_was_chosen(recipes, tmp_path):
    """Against NumPy, so that the same bytes are not the same nonsense."""
    in_qgis(recipes("A"), "A", tmp_path)
    stack = rasters.read(tmp_path / NAMES["A"])
    # The extent begins one cell to the east of the layers, and two rows to the south.
    cells = np.moveaxis(rasters.field().astype(float).reshape(2, 20, 10, 30, 10), 3, 2).reshape(2, 20, 30, 100)
    np.testing.assert_allclose(stack[:2], cells.std(-1)[:, 2:17, 1:23], rtol=2e-6)
    lst = np.moveaxis(rasters.field(7, (1, 200, 300)).astype(float).reshape(20, 10, 30, 10), 2, 1)
    np.testing.assert_allclose(stack[3], ((lst**4).mean((2, 3))**0.25)[2:17, 1:23], rtol=1e-6)
    forest = rasters.block_means((joined.class_codes() == 42)[None])[0][2:17, 1:23]
    sure = np.abs(forest - 0.5) > 1e-6
    np.testing.assert_array_equal(stack[2][sure], np.where(forest > 0.5, 42, 11)[sure])
