"""The user's settings under qgis_process: those of the profile, as in the desktop."""

import json

from multiscale_fusion.tests.processing import rasters


def test_settings_of_the_profile_count(qgis_process, tmp_path, folder):
    from osgeo import gdal

    settings = tmp_path / "profile" / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    ours = "[multiscale_fusion]\nthreads=1\nmemory=256\nscratch={scratch}\ncreation_options=COMPRESS=LZW|PREDICTOR=2\n"
    env = {"QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile")}
    question = {"inputs": {"INPUT": str(rasters.write(tmp_path / "fine.tif", rasters.field())), **rasters.ON_300_M,
                           "OUTPUT": str(folder / "a.tif")}}

    def run(scratch):
        settings.write_text("[PythonPlugins]\nmultiscale_fusion=true\n" + ours.format(scratch=scratch))
        return qgis_process(["run", "multiscalefusion:aggregate", "-"], question, env=env)

    done = run(tmp_path)
    assert done.returncode == 0, done.stderr
    assert gdal.Info(str(folder / "a.tif"), format="json")["metadata"]["IMAGE_STRUCTURE"]["COMPRESSION"] == "LZW"
    record = json.loads((folder / "a.tif.json").read_text("utf-8"))
    assert record["parameters"]["creation_options"] == "COMPRESS=LZW|PREDICTOR=2"

    failed = run("/no/such/folder")
    assert failed.returncode == 1
    assert "The scratch folder /no/such/folder does not exist" in failed.stderr and "Traceback" not in failed.stderr
