"""The rule of resources: what is more than the budget or the disk has, and nothing else."""

import shutil
import tempfile
from types import SimpleNamespace

import numpy as np
import pytest
from multiscale_fusion.core.advice.rules import resources
from multiscale_fusion.tests.core.advice.rule_cases import box, codes, found

MEMORY = ("MEMORY", "warning")
TARGET = box(300.0, 20, 30)


@pytest.fixture
def free(monkeypatch):
    """A callable that says how many bytes folders have free, by path."""

    def say(**by_path):
        monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=by_path.get(str(path), 10**15)))

    return say


def ask(layers, target=TARGET, **question):
    return codes(resources.RULES, layers, target, **question)


def test_a_file_in_one_large_block_is_told_and_the_same_in_tiles_is_not(desk):
    grid, values = box(30.0, 512, 512), np.ones((3, 512, 512), np.float32)
    whole = desk.layer("whole.tif", grid, values, options=["BLOCKYSIZE=512", "COMPRESS=DEFLATE"])
    tiled = desk.layer("tiled.tif", grid, values, options=["TILED=YES"])
    assert whole.source.block_shape == (512, 512)
    size = 512 * 512 * 4 * 3
    (finding,) = found(resources.RULES, [whole, tiled], memory=size - 1)[1]
    assert (finding.code, str(finding.subject)) == ("MEMORY", "whole.tif") and "3.146 MB" in finding.message
    assert ask([whole, tiled], memory=size) == []


@pytest.mark.parametrize("method, memory, expected", [
    ("median", 10**6, [MEMORY]), ("percentile", 10**6, [MEMORY]), ("median", 10**8, []), ("mean", 10**6, []),
])
def test_percentiles_hold_all_pixels_of_a_cell(desk, method, memory, expected):
    layer = desk.layer("fine.tif", box(30.0, 400, 600), options=["TILED=YES"])
    assert ask([layer], box(6000.0, 2, 3), methods=(method,), memory=memory) == expected


def test_a_disk_with_too_little_room_is_told_with_both_figures(desk, free, tmp_path):
    layer = desk.layer("two.tif", box(30.0, 200, 300), np.ones((2, 200, 300), np.float32))
    target = box(3.0, 2000, 3000)
    need = 2 * 2000 * 3000 * 2 * 4   # laid out and written again: cells, bands, bytes
    free(**{str(tmp_path): need - 1})
    (finding,) = found(resources.RULES, [layer], target, folder=str(tmp_path))[1]
    assert "may write up to 96 MB there, and the disk has 96 MB free" in finding.message
    assert str(finding.subject) == str(tmp_path)
    free(**{str(tmp_path): need})
    assert ask([layer], target, folder=str(tmp_path)) == []
    free(**{str(tmp_path): need})
    assert ask([layer], target, folder=str(tmp_path), methods=("sum",)) == [MEMORY]   # Float64
    assert ask([layer], target) == ask([layer], target, folder=str(tmp_path / "not_there")) == []


def test_a_stack_adds_up_its_layers_and_their_classes_here_and_in_the_folder_of_temporary_files(desk, free, tmp_path):
    codes_of = np.kron(np.random.default_rng(5).integers(1, 6, (20, 30)), np.ones((10, 10))).astype(np.uint8)
    layers = [desk.layer("field.tif", box(30.0, 200, 300)), desk.layer("cover.tif", box(30.0, 200, 300), codes_of)]
    plane = 20 * 30 * 4
    question = {"purpose": "stack", "folder": str(tmp_path), "kinds": ("intensive", "categorical")}
    free(**{str(tmp_path): 2 * 6 * plane, tempfile.gettempdir(): 11 * plane})   # one band and five fractions
    assert ask(layers, **question) == []
    free(**{str(tmp_path): 2 * 6 * plane - 1, tempfile.gettempdir(): 11 * plane - 1})
    assert ask(layers, **question) == [MEMORY, MEMORY]


def test_ordinary_work_raises_nothing(data_dir, desk, tmp_path):
    for pattern in ("salton_series/*/2020-10-0*.tif", "zion/*.tif", "landcover/*/*.tif", "sentinel2/*.jp2"):
        layers = [desk.open(path) for path in sorted(data_dir.glob(pattern))]
        for purpose in ("aggregate", "stack"):
            assert ask(layers, layers[0].grid if "landcover" not in pattern else box(1000.0, 100, 100),
                       purpose=purpose, folder=str(tmp_path)) == [], pattern
