"""The models that ship with the plugin: they are in the toolbox, valid, and run."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from multiscale_fusion.tests.processing import downscaled, rasters

MODEL = "multiscalefusion:joinatmodis1km"


@pytest.fixture
def layers(tmp_path):
    """Of 30 m and 120 m, on the same ground."""
    pixel = 120.0
    fine = rasters.write(tmp_path / "fine.tif", rasters.field(shape=(1, 400, 400)))
    coarse = rasters.write(tmp_path / "coarse.tif", rasters.field(shape=(1, 100, 100)), pixel=pixel)
    return [str(fine), str(coarse)]


def test_every_model_is_in_the_toolbox_and_valid(qgis_app, root):
    provider = qgis_app.processingRegistry().providerById("multiscalefusion")
    files = sorted((root / "processing" / "models").glob("*.model3"))
    assert files
    for file in files:
        model = provider.algorithm(file.stem)
        assert model is not None
        valid, issues = model.validate()
        assert valid, issues
        assert model.outputDefinitions()
        assert all(parameter.help() or parameter.isDestination() for parameter in model.parameterDefinitions())


def test_the_model_joins_at_modis_1_km(qgis_app, layers, tmp_path):
    import processing

    stack, report = str(tmp_path / "stack.tif"), str(tmp_path / "report.html")
    found = processing.run(MODEL, {"LAYERS": layers, "AREA": layers[0], "MARGIN": 1, "stack": stack, "report": report})
    assert found["stack"] == stack and found["report"] == report
    values = rasters.read(stack)
    transform = rasters.geotransform(stack)
    assert transform[1] == pytest.approx(926.625433055833) and len(values) == 2
    offset = np.array([(transform[0] + 20015109.354) / transform[1], (10007554.677 - transform[3]) / transform[1]])
    np.testing.assert_allclose(offset, np.round(offset), atol=1e-5)
    assert np.isnan(values[:, 0]).all() and np.isnan(values[:, :, 0]).all()   # the margin
    assert np.isfinite(values).any(axis=(1, 2)).all()


def test_the_model_runs_headless(qgis_process, layers, tmp_path):
    stack = str(tmp_path / "stack.tif")
    done = qgis_process(["run", MODEL, *(f"LAYERS={layer}" for layer in layers), f"AREA={layers[0]}",
                         f"stack={stack}"])
    assert done.returncode == 0, done.stderr
    assert len(rasters.read(stack)) == 2


@pytest.fixture
def known(tmp_path):
    """A fine layer and its covariates, the first of which explains it."""
    scene = downscaled.make_scene(tmp_path)
    truth = rasters.write(tmp_path / "truth.tif", scene["truth"])
    return {"FINE": str(truth), "COVARIATES": [scene["ndvi"], scene["other"]], "METHOD": "linear",
            "RESOLUTION": downscaled.PIXEL}


def test_the_model_downscales_what_it_made_coarse(run, known, folder):
    """The errors in its table are those of the layer that it gives."""
    paths = {name: str(folder / file) for name, file in (("downscaled", "fine.tif"), ("report", "report.html"),
                                                         ("table", "table.csv"))}
    run("multiscalefusion:downscaleandevaluate", {**known, **paths})
    truth, estimate = rasters.read(known["FINE"])[0], rasters.read(paths["downscaled"])[0]
    error = np.sqrt(np.mean((estimate - truth)**2))
    assert error < 0.25 * np.std(truth)
    assert rasters.geotransform(paths["downscaled"]) == rasters.geotransform(known["FINE"])
    numbers = [float(each) for row in csv.reader(open(paths["table"], encoding="utf-8")) for each in row
               if re.fullmatch(r"[-+.\deE]+", each)]
    assert any(abs(each - error) <= 1e-4 * error for each in numbers), numbers
    assert Path(paths["report"]).read_text(encoding="utf-8").rstrip().endswith("</html>")


def test_that_model_runs_headless(qgis_process, known, folder):
    fine = folder / "fine.tif"
    done = qgis_process(["run", "multiscalefusion:downscaleandevaluate", f"FINE={known['FINE']}", "METHOD=bilinear",
                         *(f"COVARIATES={each}" for each in known["COVARIATES"]), f"RESOLUTION={downscaled.PIXEL}",
                         f"downscaled={fine}"])
    assert done.returncode == 0, done.stderr
    assert np.isfinite(rasters.read(fine)).all()


@pytest.mark.parametrize("function, name, children", [
    ("join_at_modis_1km", "joinatmodis1km", ["grid", "join"]), ("sample_at_gedi", "sampleatgedi", ["read", "sample"]),
    ("downscale_and_evaluate", "downscaleandevaluate", ["coarse", "downscaled", "evaluated"]),
    ("hls_modis_ecostress", "hlsmodisecostress", sorted([
        *(f"{step}_{product}" for step in ("search", "download")
          for product in ("HLSL30", "HLSS30", "ECO_L2T_LSTE", "MOD11A1")),
        *(f"open_{layer}_{product}" for layer in ("red", "nir") for product in ("HLSL30", "HLSS30")),
        "open_lst_ecostress_ECO_L2T_LSTE", "open_lst_modis_MOD11A1", "red", "nir", "lst_ecostress", "lst_modis",
        "grid", "both", "ndvi", "stack"])),
    ("patch_dataset", "patchdataset", ["centres", "dataset", "footprints", "preview"]),
    ("fuse_pair_and_evaluate", "fusepairandevaluate", ["compared", "fused"])])
def test_the_tool_that_makes_them_gives_these_files(root, qgis_app, function, name, children):
    """By what they do: the XML holds random ids."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("make_models", root / "tools" / "make_models.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    made = getattr(tool, function)()
    shipped = qgis_app.processingRegistry().createAlgorithmById(f"multiscalefusion:{name}")
    for model in (made, shipped):
        assert sorted(model.childAlgorithms()) == children
    names = [sorted(each.name() for each in model.parameterDefinitions()) for model in (made, shipped)]
    assert names[0] == names[1]
    for name, child in made.childAlgorithms().items():
        assert child.algorithmId() == shipped.childAlgorithm(name).algorithmId()
        assert sorted(child.parameterSources()) == sorted(shipped.childAlgorithm(name).parameterSources())
