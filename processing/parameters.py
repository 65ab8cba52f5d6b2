"""Parameters that algorithms share, in the same words everywhere, and how their values are read."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterDistance,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVariantUtils,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

    from ..core.raster import RasterSource

GRID = "GRID"
TARGET_CRS = "TARGET_CRS"
RESOLUTION = "RESOLUTION"
EXTENT = "EXTENT"
VARIABLE_KIND = "VARIABLE_KIND"
DATA_TYPE = "DATA_TYPE"
CREATION_OPTIONS = "CREATION_OPTIONS"


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


@dataclass(frozen=True)
class TargetGrid:
    """The target grid as asked for: a raster to copy, or a CRS and a resolution, and an extent in that CRS."""

    grid: RasterInput | None
    crs: str | None
    resolution: float | None
    extent: tuple[float, float, float, float] | None

    def resolve(self, source: "RasterSource") -> "GeoBox":
        """The grid itself. Raises FusionError unless it is given in exactly one way and is usable."""
        from ..core.grid import target_grid

        grid = None
        if self.grid is not None:
            with self.grid.open() as raster:
                grid = raster.grid
        return target_grid(source.grid, grid=grid, crs=self.crs, resolution=self.resolution, extent=self.extent)

    def protect(self, outputs: Iterable[str]) -> None:
        """Raise FusionError if an output would replace the raster whose grid is copied, which the engine never sees."""
        from ..core.raster_writer import check_destination

        if self.grid is not None:
            with self.grid.open() as raster:
                for path in outputs:
                    check_destination(path, [raster])


def described(
    parameter: QgsProcessingParameterDefinition, text: str, *, advanced: bool = False
) -> QgsProcessingParameterDefinition:
    """The parameter with its help, among the advanced ones if it is seldom used."""
    parameter.setHelp(text)
    if advanced:
        parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter


def target_grid_parameters() -> list[QgsProcessingParameterDefinition]:
    """GRID, or TARGET_CRS and RESOLUTION, and EXTENT."""
    resolution = QgsProcessingParameterDistance(
        RESOLUTION,
        QCoreApplication.translate("Parameters", "Target resolution"),
        parentParameterName=TARGET_CRS,
        optional=True,
    )
    # The widget's own six decimals would turn 30 arc seconds into 29.9988.
    resolution.setMetadata({"widget_wrapper": {"decimals": 12}})
    return [
        described(
            QgsProcessingParameterRasterLayer(
                GRID, QCoreApplication.translate("Parameters", "Target grid from layer"), optional=True
            ),
            QCoreApplication.translate(
                "Parameters",
                "A raster whose grid (CRS, cell size, origin and extent) is copied; its values are not used. "
                "Give either this, or a target CRS and a resolution.",
            ),
        ),
        described(
            QgsProcessingParameterCrs(
                TARGET_CRS, QCoreApplication.translate("Parameters", "Target CRS"), optional=True
            ),
            QCoreApplication.translate(
                "Parameters",
                "The coordinate reference system of the target grid, where no layer's grid is copied: an authority "
                "code (EPSG:32633), WKT or PROJ text. The sinusoidal grid of MODIS is "
                "PROJ:+proj=sinu +R=6371007.181 +units=m +no_defs.",
            ),
        ),
        described(
            resolution,
            QCoreApplication.translate(
                "Parameters",
                "The side of the square target cells in units of the target CRS: metres for most projections, degrees "
                "for geographic systems. MODIS's 1 km cells measure 926.625433055833 m.",
            ),
        ),
        described(
            QgsProcessingParameterExtent(
                EXTENT, QCoreApplication.translate("Parameters", "Target extent"), optional=True
            ),
            QCoreApplication.translate(
                "Parameters",
                "The part of the target grid that is made: xmin,xmax,ymin,ymax, in the target CRS unless another one "
                "is named, as in 10,11,45,46 [EPSG:4326]. It is widened to whole cells. Without it, a copied grid is "
                "made in full, and a grid of CRS and resolution covers the input.",
            ),
        ),
    ]


def variable_kind_parameter(kinds: tuple[str, ...]) -> QgsProcessingParameterDefinition:
    """VARIABLE_KIND, with those kinds that the algorithm knows."""
    return described(
        QgsProcessingParameterEnum(
            VARIABLE_KIND,
            QCoreApplication.translate("Parameters", "Variable kind"),
            options=list(kinds),
            defaultValue="auto",
            usesStaticStrings=True,
        ),
        QCoreApplication.translate(
            "Parameters",
            "What a value means, which decides how values may be put together. Intensive: a state of the ground that "
            "is averaged (reflectance, temperature, soil moisture). Extensive: a total for the pixel that is summed "
            "(counts, population, mass per pixel). Auto: extensive where a sum is asked for, else intensive.",
        ),
    )


def data_type_parameter(types: tuple[str, ...]) -> QgsProcessingParameterDefinition:
    """DATA_TYPE of the main output."""
    return described(
        QgsProcessingParameterEnum(
            DATA_TYPE,
            QCoreApplication.translate("Parameters", "Output data type"),
            options=list(types),
            defaultValue="auto",
            usesStaticStrings=True,
        ),
        QCoreApplication.translate(
            "Parameters",
            "The data type of the main output. Auto: Float64 for sums, Float32 for the rest. Values are rounded to "
            "integer types; values that do not fit stop the run.",
        ),
        advanced=True,
    )


def creation_options_parameter() -> QgsProcessingParameterDefinition:
    """CREATION_OPTIONS for every output, with QGIS's widget for raster options."""
    parameter = QgsProcessingParameterString(
        CREATION_OPTIONS,
        QCoreApplication.translate("Parameters", "Creation options"),
        defaultValue="",
        optional=True,
    )
    parameter.setMetadata({"widget_wrapper": {"widget_type": "rasteroptions"}})
    return described(
        parameter,
        QCoreApplication.translate(
            "Parameters",
            "GDAL creation options of the outputs, separated by a pipe, such as COMPRESS=ZSTD|LEVEL=15. Outputs are "
            "Cloud Optimized GeoTIFFs, compressed with DEFLATE if nothing else is asked for.",
        ),
        advanced=True,
    )


def is_given(parameters: dict, name: str) -> bool:
    """Has the parameter a value? What was left out is None in the dialog, NULL or "" on a command line."""
    value = parameters.get(name)
    return not QgsVariantUtils.isNull(value) and value != "" and value != []


def read_raster(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> RasterInput | None:
    """The raster behind a layer parameter, None if none is given. On the main thread. Raises FusionError."""
    if not is_given(parameters, name):
        return None
    layer = algorithm.parameterAsRasterLayer(parameters, name, context)
    if layer is None or not layer.isValid():
        text = algorithm.parameterAsString(parameters, name, context) if layer is None else layer.source()
        # The engine knows why a file does not open.
        RasterInput(text, None).open().close()
        raise FusionError(
            QCoreApplication.translate("Parameters", "QGIS cannot load {raster} as a raster layer.").format(raster=text)
        )
    return RasterInput(_gdal_path(layer), _wkt(layer.crs()) if layer.crs().isValid() else None, _notes(layer))


def read_crs(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> QgsCoordinateReferenceSystem | None:
    """The CRS of a parameter, None if none is given. Raises FusionError if it is unknown."""
    if not is_given(parameters, name):
        return None
    text = algorithm.parameterAsString(parameters, name, context).strip()
    if text.startswith("+"):
        # Bare PROJ text, which QGIS's parameter takes for the path of a layer.
        crs = QgsCoordinateReferenceSystem.fromProj(text)
    else:
        crs = algorithm.parameterAsCrs(parameters, name, context)
    if not crs.isValid():
        raise FusionError(
            QCoreApplication.translate(
                "Parameters",
                "{name} {text} is not a known coordinate reference system; give an authority code such as EPSG:32633, "
                "WKT or PROJ text.",
            ).format(name=name, text=text)
        )
    return crs


def read_target_grid(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> TargetGrid:
    """The target grid as asked for. On the main thread. Raises FusionError for a layer or CRS that cannot be used."""
    grid = read_raster(algorithm, parameters, GRID, context)
    crs = read_crs(algorithm, parameters, TARGET_CRS, context)
    extent_crs = crs
    if grid is not None:
        extent_crs = algorithm.parameterAsRasterLayer(parameters, GRID, context).crs()
    return TargetGrid(
        grid=grid,
        crs=crs_text(crs),
        resolution=algorithm.parameterAsDouble(parameters, RESOLUTION, context)
        if is_given(parameters, RESOLUTION)
        else None,
        extent=_read_extent(algorithm, parameters, extent_crs, context),
    )


def crs_text(crs: QgsCoordinateReferenceSystem | None) -> str | None:
    """The authority code if there is a public one, else WKT 2; None for no CRS."""
    if crs is None or not crs.isValid():
        return None
    authority = crs.authid()
    if authority and not authority.upper().startswith(("USER:", "CUSTOM:")):
        return authority
    return _wkt(crs)


def _wkt(crs: QgsCoordinateReferenceSystem) -> str:
    return crs.toWkt(Qgis.CrsWktVariant.Wkt2_2019)


def _read_extent(
    algorithm: QgsProcessingAlgorithm,
    parameters: dict,
    crs: QgsCoordinateReferenceSystem | None,
    context: QgsProcessingContext,
) -> tuple[float, float, float, float] | None:
    if not is_given(parameters, EXTENT):
        return None
    box = algorithm.parameterAsExtent(parameters, EXTENT, context, crs or QgsCoordinateReferenceSystem())
    extent = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    if box.isNull() or not all(map(math.isfinite, extent)):
        raise FusionError(
            QCoreApplication.translate(
                "Parameters",
                "{name} is not an extent in the target CRS; give it as xmin,xmax,ymin,ymax, with its own CRS behind it "
                "if it is another one: 10,11,45,46 [EPSG:4326].",
            ).format(name=EXTENT)
        )
    return extent


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
