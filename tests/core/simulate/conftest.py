"""Shared by the tests of the simulator."""

import datetime

import pytest
from multiscale_fusion.core.simulate import Scene, scene_grid
from osgeo import gdal

DATE = datetime.date(2024, 6, 29)


@pytest.fixture(scope="session")
def date():
    """Day 181 of 2024."""
    return DATE


@pytest.fixture(scope="session")
def scene():
    """24 km with mountains, fields, towns, forests and lakes, a third of it under cloud."""
    return Scene(9, scene_grid(24), cloud_share=0.3)


@pytest.fixture(scope="session")
def stored():
    """A callable: a file as GDAL has it: (stored numbers, dataset)."""
    def read(path):
        dataset = gdal.Open(str(path))
        return dataset.ReadAsArray(), dataset

    return read


@pytest.fixture(scope="session")
def read_band():
    """A callable: a file as the engine reads it: (values, validity, source)."""
    from multiscale_fusion.core.raster import RasterSource

    def read(path):
        source = RasterSource(str(path))
        pixels = source.read([1], *((0, size) for size in source.grid.shape))
        return pixels.values[0], pixels.valid[0].astype(bool), source

    return read
