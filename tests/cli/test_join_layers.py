"""joinlayers through the real qgis_process: help, words and JSON, the same bytes, bad input, interrupt."""

import csv
import json
import os
import re
import signal
import subprocess
import time

import numpy as np
import pytest
from multiscale_fusion.tests.processing import joined, rasters
from multiscale_fusion.tests.processing.joined import ALGORITHM

ON_300_M = [f"--TARGET_CRS={rasters.UTM}", "--RESOLUTION=300"]


@pytest.fixture
def classes(tmp_path):
    return joined.write_classes(tmp_path / "cover.tif")


def test_the_help_reads_well_in_a_terminal(qgis_process):
    text = qgis_process(["help", ALGORITHM]).stdout
    assert f"qgis_process run {ALGORITHM} --GRID_PRESET=modis_1km \\\n    --INPUTS=" in text
    assert "\n\nWhen to use it\n\n- To compare products cell by cell" in text
    assert not re.search(r"</?(p|h3|ul|li|code|b|i)>|&\w+;", text)


def test_words_with_several_inputs(qgis_process, fine, classes, folder):
    pytest.importorskip("plotly")
    done = qgis_process(["run", ALGORITHM, f"--INPUTS={fine}", f"--INPUTS={classes}", "--VARIABLE_KINDS=auto,auto",
                         *ON_300_M, f"--OUTPUT={folder}/s.tif", f"--REPORT={folder}/r.html"])
    assert done.returncode == 0, done.stderr
    assert "fine: Band 1; fine: Band 2; cover: Water; cover: Forest" in done.stdout
    for line in ("fine.tif:", "cover.tif:", "Variable kind categorical", "Statistic fractions"):
        assert line in done.stdout
    assert rasters.read(folder / "s.tif").shape == (4, 20, 30)
    rows = list(csv.reader((folder / "r_layers.csv").open(encoding="utf-8")))
    assert [row[0] for row in rows[1:]] == ["fine: Band 1", "fine: Band 2", "cover: Water", "cover: Forest"]


def test_json_in_and_nothing_but_json_out(qgis_process, fine, classes, folder):
    pytest.importorskip("plotly")
    outputs = {"OUTPUT": str(folder / "s.tif"), "REPORT": str(folder / "r.html")}
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": {
        "INPUTS": [classes, fine], "VARIABLE_KINDS": ["categorical", "intensive"], **rasters.ON_300_M, **outputs}})
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"] == {
        **outputs, "BANDS": "cover: Water; cover: Forest; fine: Band 1; fine: Band 2"}


def test_however_it_is_called_the_bytes_are_the_same(qgis_process, qgis_app, fine, classes, folder):
    import processing
    from multiscale_fusion.core.aggregate.join import Layer, join_layers
    from multiscale_fusion.core.grid import target_grid
    from multiscale_fusion.core.raster import RasterSource
    from qgis.core import QgsRasterLayer

    outputs = {way: folder / way / "s.tif" for way in ("words", "json", "session", "engine")}
    for path in outputs.values():
        path.parent.mkdir()
    grid = {"TARGET_CRS": rasters.SINUSOIDAL, "RESOLUTION": 926.625433055833}
    words = [f"--INPUTS={fine}", f"--INPUTS={classes}", *(f"--{name}={value}" for name, value in grid.items())]
    assert qgis_process(["run", ALGORITHM, *words, f"--OUTPUT={outputs['words']}"]).returncode == 0
    parameters = {"INPUTS": [fine, classes], **grid, "OUTPUT": str(outputs["json"])}
    assert qgis_process(["run", ALGORITHM, "-"], {"inputs": parameters}).returncode == 0
    layers = [QgsRasterLayer(path, "A name of mine") for path in (fine, classes)]
    processing.run(ALGORITHM, {"INPUTS": layers, **grid, "OUTPUT": str(outputs["session"])})
    with RasterSource(fine) as first, RasterSource(classes) as second:
        target = target_grid([first.grid, second.grid], crs=rasters.SINUSOIDAL.removeprefix("PROJ:"),
                             resolution=grid["RESOLUTION"])
        join_layers([Layer(first), Layer(second)], target, str(outputs["engine"]), threads=1)
    for ending in ("", ".json"):
        contents = {way: (path.parent / f"{path.name}{ending}").read_bytes() for way, path in outputs.items()}
        assert len(set(contents.values())) == 1, ending


@pytest.mark.parametrize("words, sentence", [
    (["--INPUTS={fine}", "--INPUTS=/nowhere/at_all.tif"], "/nowhere/at_all.tif does not exist; check the path."),
    (["--INPUTS={fine}", "--VARIABLE_KINDS=vague"], "VARIABLE_KINDS knows no kind vague"),
    (["--INPUTS={fine}", "--REPORT={folder}/r.pdf"], "must end in .html; outputs are HTML pages."),
    (["--INPUTS={fine}", "--EXTENT=0,3000,0,3000"], "fine.tif and the target grid do not overlap"),
    ([], "INPUTS"),
])
def test_bad_input_is_one_sentence_and_exit_1(qgis_process, fine, folder, words, sentence):
    words = [word.format(fine=fine, folder=folder) for word in words]
    done = qgis_process(["run", ALGORITHM, *words, *ON_300_M, f"--OUTPUT={folder}/s.tif"])
    assert done.returncode == 1
    assert sentence in done.stderr and "Traceback" not in done.stderr
    assert not list(folder.iterdir())


def test_a_missing_package_is_told(qgis_process, qgis_env, fine, folder, tmp_path):
    shadow = tmp_path / "shadow" / "plotly"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ModuleNotFoundError('No module named plotly', name='plotly')\n")
    inputs = {"INPUTS": [fine], **rasters.ON_300_M, "OUTPUT": f"{folder}/s.tif", "REPORT": f"{folder}/r.html"}
    done = qgis_process(["run", ALGORITHM, "-"], {"inputs": inputs},
                        env={"PYTHONPATH": f"{shadow.parent}:{qgis_env['PYTHONPATH']}"})
    assert (done.returncode, done.stdout) == (1, "")
    assert 'The Python package "plotly" is missing; install it' in done.stderr
    assert not list(folder.iterdir())


def test_interrupt_leaves_nothing(qgis_env, classes, fine, folder, tmp_path):
    large = rasters.enlarged(tmp_path / "large.vrt", fine, 200)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    run = subprocess.Popen(
        ["qgis_process", "run", ALGORITHM, f"--INPUTS={classes}", f"--INPUTS={large}",
         f"--TARGET_CRS={rasters.SINUSOIDAL}", "--RESOLUTION=300", f"--OUTPUT={folder}/s.tif"],
        env={**qgis_env, "TMPDIR": str(scratch)}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )
    end = time.monotonic() + 60
    while not any(".1.tif" in name for _, _, names in os.walk(scratch) for name in names):   # the second layer's
        assert run.poll() is None and time.monotonic() < end, run.communicate()
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, stderr = run.communicate(timeout=60)
    assert run.returncode == 0, stderr
    assert not list(folder.iterdir())
    assert not [name for name in os.listdir(scratch) if name.startswith("multiscale-fusion-")]
    assert np.isfinite(rasters.read(fine)).all()
