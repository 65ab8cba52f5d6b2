"""Layers written for the tests of rules, and what rules find in them."""

from contextlib import ExitStack

import h5py
import numpy as np
from affine import Affine
from multiscale_fusion.core.advice import Layer, Question
from odc.geo.geobox import GeoBox

UTM = "EPSG:32611"
WEST, NORTH = 600000.0, 3700020.0


def box(size, rows, columns, *, west=WEST, north=NORTH, crs=UTM):
    """A north-up grid of square cells."""
    return GeoBox((rows, columns), Affine(size, 0, west, 0, -size, north), crs)


class Desk:
    """Writes rasters on given grids, opens layers, asks rules; closes what it opened."""

    def __init__(self, make_tif, folder):
        self._make_tif, self._folder, self._stack = make_tif, folder, ExitStack()

    def raster(self, name, grid, values=None, crs="own", **options):
        values = np.ones(grid.shape, np.float32) if values is None else values
        return self._make_tif(self._folder / name, values, crs=grid.crs.proj.to_wkt() if crs == "own" else crs,
                              transform=grid.affine.to_gdal(), **options)

    def open(self, path, **options):
        layer = Layer(str(path), **options)
        self._stack.callback(layer.close)
        return layer

    def layer(self, name, grid, values=None, *, crs="own", **options):
        return self.open(self.raster(name, grid, values, crs, **options))

    def close(self):
        self._stack.close()


def found(rules, layers, target=None, **question):
    """What rules find, as {subject: [(code, severity)]}, and the findings."""
    asked = Question(tuple(layers), target=target, **question)
    findings = [finding for rule in rules if asked.purpose in rule.purposes for finding in rule.find(asked)]
    told = {}
    for finding in findings:
        told.setdefault(str(finding.subject), []).append((finding.code, finding.severity.value))
    return told, findings


def codes(rules, layers, target=None, **question):
    """(code, severity) of all findings."""
    return [(each.code, each.severity.value) for each in found(rules, layers, target, **question)[1]]


def write_netcdf(path, *, attributes=(), projected=True, swath=False):
    """A variable "lst" (4, 5) of 30 m as NetCDF 4: on projected coordinates without a grid mapping, or in a swath."""
    with h5py.File(path, "w") as file:
        y = file.create_dataset("y", data=4e6 - 30.0 * np.arange(4))
        x = file.create_dataset("x", data=5e5 + 30.0 * np.arange(5))
        for axis, name in ((y, "y"), (x, "x")):
            axis.make_scale(name)
            if projected:
                axis.attrs["standard_name"] = np.bytes_(f"projection_{name}_coordinate")
                axis.attrs["units"] = np.bytes_("m")
        _variable(file, "lst", np.full((4, 5), 300.0, np.float32), y, x,
                  {"coordinates": "lat lon"} if swath else {})
        if swath:
            bent = np.add.outer(0.1 * np.arange(4), 0.01 * np.arange(5) ** 2)
            _variable(file, "lat", 40.0 - bent, y, x, {"units": "degrees_north", "standard_name": "latitude"})
            _variable(file, "lon", 10.0 + bent, y, x, {"units": "degrees_east", "standard_name": "longitude"})
        for key, value in dict(attributes).items():
            file.attrs[key] = np.bytes_(value)
    return f'NETCDF:"{path}":lst'


def _variable(file, name, values, y, x, attributes):
    variable = file.create_dataset(name, data=values)
    variable.dims[0].attach_scale(y)
    variable.dims[1].attach_scale(x)
    for key, value in attributes.items():
        variable.attrs[key] = np.bytes_(value)
