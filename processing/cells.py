"""The cells of a grid as a vector file: one polygon each, with row, column, number and ground area."""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsVectorFileWriter,
)
from qgis.PyQt.QtCore import QCoreApplication, QMetaType

from ..core.destination import Destination
from ..core.errors import FusionError
from ..core.message import message
from ..core.raster.gdal_errors import attempt
from ..core.reporter import Reporter
from .vector_output import JOURNALS, WritingAside

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

MOST_CELLS = 1_000_000
ENDINGS = (".gpkg", ".fgb")  # single files that can hold any CRS
_AT_ONCE = 20_000
_CLOSING = 0.4  # of the time: GDAL keeps what it was given, and makes the spatial index at the end
_POLYGON = np.dtype([
    ("order", "u1"), ("kind", "<u4"), ("rings", "<u4"), ("points", "<u4"), ("corners", "<f8", (5, 2)),
])


def check_count(grid: "GeoBox") -> None:
    """Raise FusionError if the grid has too many cells to be polygons."""
    rows, columns = map(int, grid.shape)
    if rows * columns > MOST_CELLS:
        raise FusionError(
            QCoreApplication.translate(
                "CreateGrid",
                "The grid has {count:,} cells, and CELLS would be as many polygons, more than {most:,}; choose a "
                "smaller extent or coarser cells, or leave CELLS out.",
            ).format(count=rows * columns, most=MOST_CELLS)
        )


class CellsFile:
    """Writes the cells of a grid beside the destination: `write`, then `commit`; as a context manager it tidies up.

    Raises FusionError for a destination that does not work, or too many cells.
    """

    def __init__(self, path: str, grid: "GeoBox") -> None:
        check_count(grid)
        self._grid = grid
        self._destination = Destination(path, ENDINGS, message("GeoPackage or FlatGeobuf files"))
        self._ending = os.path.splitext(path)[1].lower()
        self._part = self._destination.part(self._ending)

    def write(self, reporter: Reporter) -> None:
        """Write every cell. Raises FusionError, or Cancelled."""
        with WritingAside():
            _, messages = attempt(self._write, reporter)
        self._check(messages.text)
        self._destination.sync(self._part)

    def commit(self) -> None:
        """Put the file into its place. Raises FusionError if the destination cannot be replaced."""
        self._destination.replace(self._part)
        for ending in JOURNALS:
            with suppress(OSError):
                os.remove(self._destination.path + ending)

    def __enter__(self) -> "CellsFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._destination.remove_parts()

    def _write(self, reporter: Reporter) -> None:
        fields = _fields()
        options = QgsVectorFileWriter.SaveVectorOptions()
        options.driverName = QgsVectorFileWriter.driverForExtension(self._ending[1:])
        options.layerName = os.path.splitext(self._destination.name)[0]
        crs = QgsCoordinateReferenceSystem.fromWkt(self._grid.crs.proj.to_wkt())
        writer = QgsVectorFileWriter.create(
            self._part, fields, Qgis.WkbType.Polygon, crs, QgsCoordinateTransformContext(), options
        )
        try:
            for fraction, features in _blocks(self._grid, fields):
                failed = writer.hasError() or not writer.addFeatures(features, QgsFeatureSink.Flag.FastInsert)
                if failed:
                    raise self._destination.failure(writer.errorMessage())
                self._destination.watch()
                reporter.progress(fraction * (1 - _CLOSING))
        finally:
            del writer  # closes the file
        reporter.progress(1.0)

    def _check(self, complaint: str) -> None:
        """Errors of closing the file stop nobody: is every cell in it?"""
        written, messages = attempt(gdal.OpenEx, self._part, gdal.OF_VECTOR)
        rows, columns = map(int, self._grid.shape)
        if written is None or written.GetLayer().GetFeatureCount() != rows * columns:
            raise self._destination.failure(complaint or messages.text or message("cells are missing in it"))


def _fields() -> QgsFields:
    fields = QgsFields()
    for name, kind in (("id", QMetaType.Type.LongLong), ("row", QMetaType.Type.Int), ("column", QMetaType.Type.Int),
                       ("area_m2", QMetaType.Type.Double)):
        fields.append(QgsField(name, kind))
    return fields


def _blocks(grid: "GeoBox", fields: QgsFields) -> Iterator[tuple[float, list[QgsFeature]]]:
    """Features of whole rows, some thousand at once, and the fraction of the grid that is done with them."""
    from ..core.cell_area import cell_areas

    rows, columns = map(int, grid.shape)
    step = max(1, _AT_ONCE // columns)
    for row in range(0, rows, step):
        end = min(row + step, rows)
        areas = cell_areas(grid, (row, end)).ravel().tolist()
        polygons = _polygons(grid, row, end)
        features = []
        for offset, (area, polygon) in enumerate(zip(areas, polygons)):
            feature = QgsFeature(fields)
            number = row * columns + offset
            feature.setAttributes([number, number // columns, number % columns, area if area == area else None])
            geometry = QgsGeometry()
            geometry.fromWkb(polygon)
            feature.setGeometry(geometry)
            features.append(feature)
        yield end / rows, features


def _polygons(grid: "GeoBox", row: int, end: int) -> Iterator[bytes]:
    """The cells of some rows as WKB, clockwise from the first corner."""
    columns = int(grid.shape[1])
    i, j = np.meshgrid(np.arange(columns), np.arange(row, end))
    cells = np.zeros(i.size, _POLYGON)
    cells["order"], cells["kind"], cells["rings"], cells["points"] = 1, 3, 1, 5
    for corner, (right, down) in enumerate(((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))):
        x, y = i.ravel() + right, j.ravel() + down
        a = grid.affine
        cells["corners"][:, corner, 0] = a.a * x + a.b * y + a.c
        cells["corners"][:, corner, 1] = a.d * x + a.e * y + a.f
    packed = cells.tobytes()
    return (packed[start:start + _POLYGON.itemsize] for start in range(0, len(packed), _POLYGON.itemsize))
