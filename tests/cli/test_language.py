"""qgis_process in Spanish: the profile's language reaches labels, help and errors."""

import json
import sys
from pathlib import Path

import pytest
from multiscale_fusion.tests.processing import rasters

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tools"))
import i18n  # noqa: E402

ALGORITHM = "multiscalefusion:aggregate"


@pytest.fixture(scope="module")
def in_spanish(qgis_process, tmp_path_factory):
    """qgis_process in a profile whose language is Spanish."""
    i18n.compile_stale()
    if not (ROOT / "i18n" / "multiscale_fusion_es.qm").exists():
        pytest.skip("Qt's lrelease is not installed.")
    profile = tmp_path_factory.mktemp("spanish")
    settings = profile / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[locale]\noverrideFlag=true\nuserLocale=es\n\n[PythonPlugins]\nmultiscale_fusion=true\n")
    return lambda args, stdin=None: qgis_process(args, stdin, env={"QGIS_CUSTOM_CONFIG_PATH": str(profile)})


def test_help(in_spanish):
    shown = in_spanish(["help", ALGORITHM])
    assert shown.returncode == 0, shown.stderr
    assert "Agregar a una cuadrícula más gruesa" in shown.stdout
    assert "INPUT: Capa de entrada" in shown.stdout
    assert "Una celda queda sin datos si menos de esta fracción" in shown.stdout


def test_the_list(in_spanish):
    listed = json.loads(in_spanish(["--json", "list"]).stdout)["providers"]["multiscalefusion"]["algorithms"]
    assert listed["multiscalefusion:joinlayers"]["name"] == "Unir capas en una cuadrícula común"
    assert listed["multiscalefusion:joinatmodis1km"]["group"] == "Modelos"


def test_a_run_and_an_error(in_spanish, fine, folder):
    inputs = {"INPUT": fine, **rasters.ON_300_M, "OUTPUT": str(folder / "out.tif")}
    done = in_spanish(["run", ALGORITHM, *(f"--{name}={value}" for name, value in inputs.items())])
    assert done.returncode == 0, done.stderr
    assert "Tipo de variable intensive (una magnitud que se promedia" in done.stdout
    refused = in_spanish(["run", ALGORITHM, "-"], {"inputs": {**inputs, "INPUT": "/nowhere/at_all.tif"}})
    assert refused.returncode == 1
    assert "/nowhere/at_all.tif no existe; compruebe la ruta." in refused.stderr
