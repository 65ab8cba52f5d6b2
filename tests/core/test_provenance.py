"""Provenance: what made a file, the same text for the same job."""

import hashlib
import json
import re
import subprocess
import sys
import textwrap
from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core import provenance as module
from multiscale_fusion.core.finding import Finding, Severity
from multiscale_fusion.core.provenance import (
    TAG,
    describe_input,
    plugin_version,
    provenance,
    software,
    tags,
    to_json,
    versions,
)
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.writer import OutputBand, RasterWriter
from odc.geo.geobox import GeoBox
from osgeo import gdal

GRID = GeoBox((300, 400), Affine(30.0, 0, 300000, 0, -30.0, 4000000), "EPSG:32611")


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "deep folder" / "scene.tif"
    path.parent.mkdir()
    with RasterWriter(str(path), GRID, [OutputBand("red", "1")], "Float32", creation_options="COMPRESS=NONE") as writer:
        writer.write(np.random.default_rng(0).normal(size=(1, 300, 400)), 0, 0)
        writer.finish()
        writer.commit()
    return path


def test_an_input_is_known_by_its_content_not_its_folder(scene):
    with RasterSource(str(scene)) as source:
        described = describe_input(source)
    content = scene.read_bytes()
    assert len(content) > 65536
    changed = datetime.fromtimestamp(int(scene.stat().st_mtime), timezone.utc)
    assert described == {
        "name": "scene.tif",
        "size": len(content),
        "modified": changed.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "sha256_first_64KiB": hashlib.sha256(content[:65536]).hexdigest(),
        "bands": [{
            "number": 1, "dtype": "float32", "description": "red", "units": "1", "scale": 1.0, "offset": 0.0,
            "nodata": pytest.approx(float("nan"), nan_ok=True),
        }],
    }
    assert "folder" not in to_json(described)


def test_of_a_subdataset_the_container_is_described(data_file):
    path = data_file("modis_granules/MOD11A1.hdf")
    with RasterSource(f'HDF4_EOS:EOS_GRID:"{path}":MODIS_Grid_Daily_1km_LST:LST_Day_1km') as source:
        described = describe_input(source)
    assert described["name"] == "MOD11A1.hdf:MODIS_Grid_Daily_1km_LST:LST_Day_1km"
    assert described["size"] == path.stat().st_size
    assert described["bands"][0]["scale"] == 0.02


def test_of_a_virtual_path_too(scene):
    with RasterSource(f"/vsisubfile/0_{scene.stat().st_size},{scene}") as source:
        described = describe_input(source)
    assert described["size"] == scene.stat().st_size
    assert described["sha256_first_64KiB"] == hashlib.sha256(scene.read_bytes()[:65536]).hexdigest()


def test_the_record_and_its_text():
    finding = Finding("a", Severity.WARNING, "x", "m", "r")
    inputs = [{"name": "a.tif"}]
    text = to_json(provenance("aggregate", inputs, {"min_valid": np.float64(0.5), "z": (1, np.int64(2))}, [finding]))
    assert text == to_json(provenance("aggregate", inputs, {"z": [1, 2], "min_valid": 0.5}, [finding]))
    parsed = json.loads(text)
    assert parsed["parameters"] == {"min_valid": 0.5, "z": [1, 2]}
    assert parsed["findings"] == [finding.to_dict()]
    assert parsed["operation"] == "aggregate"
    assert set(parsed["versions"]) == {"multiscale_fusion", "numpy", "gdal", "proj", "numba"}
    assert list(parsed) == sorted(parsed)


def test_numbers_that_json_lacks_become_text():
    bounds = [np.float32(-np.inf), np.array([1.5, np.nan])]
    record = {"nodata": float("nan"), "range": bounds, "no": None, "on": np.True_}
    assert json.loads(to_json(record)) == {"nodata": "nan", "range": ["-inf", [1.5, "nan"]], "no": None, "on": True}
    with pytest.raises(TypeError):
        to_json({"object": object()})


def test_versions_are_those_in_use():
    found = versions()
    assert found["numpy"] == np.__version__
    assert found["gdal"] == gdal.VersionInfo("RELEASE_NAME")
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["proj"])
    assert found["multiscale_fusion"] == plugin_version()


def test_the_version_of_numba_is_the_same_loaded_or_not(plugin_folder):
    """Else a first and a second run in one session could differ."""
    script = """
        import sys
        sys.path.append(sys.argv[1])
        from multiscale_fusion.core.provenance import versions
        before = versions()
        loaded = [name for name in ("numba", "scipy", "odc.geo") if name in sys.modules]
        import numba
        print(before == versions(), loaded)
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(plugin_folder)], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["True", "[]"]


def test_the_version_comes_from_metadata_txt(monkeypatch, tmp_path, root):
    assert f"\nversion={plugin_version()}\n" in (root / "metadata.txt").read_text(encoding="utf-8")
    assert software() == f"Multiscale Fusion {plugin_version()}"
    (tmp_path / "metadata.txt").write_text("[general]\nname=100%\nversion=1.2.3\n", encoding="utf-8")
    monkeypatch.setattr(module, "_METADATA", tmp_path / "metadata.txt")
    assert plugin_version() == "1.2.3"
    for content in ("no section", "[general]\nname=x\n"):
        (tmp_path / "metadata.txt").write_text(content, encoding="utf-8")
        assert plugin_version() == "unknown"
    monkeypatch.setattr(module, "_METADATA", Path("/no/such/file"))
    assert plugin_version() == "unknown"


def test_the_record_travels_in_the_file(tmp_path):
    record = provenance("aggregate", [], {"text": 'a "quoted" <tag> & ü'}, [])
    path = str(tmp_path / "a.tif")
    with RasterWriter(path, GRID, [OutputBand()], "Float32", tags=tags(record), sidecar=to_json(record)) as writer:
        writer.finish()
        writer.commit()
    dataset = gdal.Open(path)
    assert dataset.GetMetadataItem("TIFFTAG_SOFTWARE") == software()
    assert json.loads(dataset.GetMetadataItem(TAG)) == json.loads(to_json(record))
    assert (tmp_path / "a.tif.json").read_text(encoding="utf-8") == to_json(record)
