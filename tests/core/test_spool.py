"""Layers kept beside the output: blocks come back as they were written, whatever the rows asked for."""

import os

import numpy as np
import pytest

from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.raster.spool import Spool

SHAPE = 23, 17


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_layers_written_in_blocks_come_back(tmp_path, dtype):
    layers = np.random.default_rng(0).random((3, *SHAPE)).astype(dtype)
    with Spool(str(tmp_path / "out.tif"), SHAPE, dtype) as spool:
        for row in range(0, SHAPE[0], 5):
            for column in range(0, SHAPE[1], 4):
                for name, layer in enumerate(layers):
                    spool.write(name, layer[row:row + 5, column:column + 4], row, column)
        for begin, end in ((0, 23), (0, 1), (4, 6), (7, 8), (19, 23)):
            for name, layer in enumerate(layers):
                np.testing.assert_array_equal(spool.read(name, begin, end), layer[begin:end])
    assert os.listdir(tmp_path) == []


def test_what_was_not_written_is_zero(tmp_path):
    with Spool(str(tmp_path / "out.tif"), SHAPE) as spool:
        spool.write("a", np.ones((2, 3)), 20, 10)
        found = spool.read("a", 19, 23)
        assert found.sum() == 6 and (found[1:3, 10:13] == 1).all()
        assert not spool.read("never", 0, 5).any()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_full_disk_is_one_sentence(tmp_path):
    with Spool(str(tmp_path / "out.tif"), SHAPE) as spool, open("/dev/full", "w+b", buffering=0) as full:
        spool._file, kept = full, spool._file
        with pytest.raises(FusionError, match="out.tif"):
            spool.write("a", np.ones((2, 3)), 0, 0)
        spool._file = kept
