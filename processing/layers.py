"""Raster layers of QGIS as plain values for the engine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsCoordinateReferenceSystem, QgsProviderRegistry, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError

if TYPE_CHECKING:
    from ..core.raster import RasterSource


@dataclass(frozen=True)
class RasterInput:
    """A raster layer as values: what GDAL opens, and the CRS that QGIS gives it (None if it has none).

    The CRS is WKT 2, never a code: a user may have overridden the file's own, and the engine compares the meaning.
    """

    path: str
    crs: str | None
    notes: tuple[str, ...] = ()  # what the user must be told of the layer

    def open(self) -> "RasterSource":
        """Raises FusionError if it is no raster on a usable grid."""
        from ..core.raster import RasterSource

        return RasterSource(self.path, self.crs)


def raster_input(layer: QgsRasterLayer) -> RasterInput:
    """A loaded layer as values. On the main thread. Raises FusionError if it is not GDAL alone that reads it."""
    return RasterInput(_gdal_path(layer), wkt(layer.crs()) if layer.crs().isValid() else None, _notes(layer))


def wkt(crs: QgsCoordinateReferenceSystem) -> str:
    """WKT 2, which can say every CRS."""
    return crs.toWkt(Qgis.CrsWktVariant.Wkt2_2019)


def _notes(layer: QgsRasterLayer) -> tuple[str, ...]:
    """Settings of the layer that would change its values and that do not reach the file."""
    provider = layer.dataProvider()
    for band in range(1, provider.bandCount() + 1):
        ignored = provider.sourceHasNoDataValue(band) and not provider.useSourceNoDataValue(band)
        if provider.userNoDataValues(band) or ignored:
            return (
                QCoreApplication.translate(
                    "Parameters",
                    'The nodata values set in the properties of the layer "{layer}" are not used, those of its file '
                    "are; write them into the file if they are wanted.",
                ).format(layer=layer.name()),
            )
    return ()


def _gdal_path(layer: QgsRasterLayer) -> str:
    """What GDAL opens to read the layer. Raises FusionError if it is not GDAL that reads it, or not with defaults."""
    if layer.providerType() != "gdal":
        raise FusionError(
            QCoreApplication.translate(
                "Parameters",
                'The layer "{layer}" comes from the data provider "{provider}" and not from a raster file; export it '
                "to a GeoTIFF and use that.",
            ).format(layer=layer.name(), provider=layer.providerType())
        )
    parts = QgsProviderRegistry.instance().decodeUri("gdal", layer.source())
    if parts.get("openOptions") or parts.get("credentialOptions"):
        raise FusionError(
            QCoreApplication.translate(
                "Parameters",
                'The layer "{layer}" is opened with GDAL options of its own, which are not passed on; add the file '
                "to QGIS without them, or export it to a GeoTIFF and use that.",
            ).format(layer=layer.name())
        )
    return layer.source()
