"""Parameters that algorithms share, in the same words everywhere, and how their values are read."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import (
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
    QgsReferencedRectangle,
    QgsRectangle,
    QgsVariantUtils,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.grid_presets import PRESETS
from .language import told
from .layers import RasterInput, raster_input, wkt

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

    from ..core.raster import RasterSource

GRID = "GRID"
TARGET_CRS = "TARGET_CRS"
RESOLUTION = "RESOLUTION"
GRID_PRESET = "GRID_PRESET"
EXTENT = "EXTENT"
VARIABLE_KIND = "VARIABLE_KIND"
DATA_TYPE = "DATA_TYPE"
CREATION_OPTIONS = "CREATION_OPTIONS"

_NUMBERS = re.compile(r"\s*[-+.\deE]+(\s*,\s*[-+.\deE]+){3}\s*(\[\s*(?P<crs>.*?)\s*\])?\s*$")


@dataclass(frozen=True)
class TargetGrid:
    """The target grid as asked for: a raster to copy, or a CRS and a resolution, or a preset; and an extent.

    The extent is (x min, y min, x max, y max) in `extent_crs`, None for the CRS of the target grid.
    """

    grid: RasterInput | None
    crs: str | None
    resolution: float | None
    extent: tuple[float, float, float, float] | None
    preset: str | None = None
    extent_crs: str | None = None

    @property
    def is_asked(self) -> bool:
        """Is a grid given in any way? An extent alone is none."""
        return not (self.grid is None and self.crs is None and self.resolution is None and self.preset is None)

    def resolve(self, *sources: "RasterSource", margin: int = 0) -> "GeoBox":
        """The grid itself, which covers `sources` where neither a raster nor an extent tells how far it goes.

        `margin` cells are added around. Raises FusionError unless it is given in exactly one way and is usable.
        """
        from ..core.grid import target_grid

        grid = None
        if self.grid is not None:
            with self.grid.open() as raster:
                grid = raster.grid
        return target_grid(
            [source.grid for source in sources],
            grid=grid,
            crs=self.crs,
            resolution=self.resolution,
            preset=self.preset,
            extent=self.extent,
            extent_crs=self.extent_crs,
            margin=margin,
        )

    def protect(self, outputs: Iterable[str]) -> None:
        """Raise FusionError if an output would replace the raster whose grid is copied, which the engine never sees."""
        from ..core.raster.writer import check_destination

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
    """GRID, or TARGET_CRS and RESOLUTION, or GRID_PRESET; and EXTENT."""
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
                "Give either this, or a target CRS and a resolution, or a grid preset.",
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
            QgsProcessingParameterEnum(
                GRID_PRESET,
                QCoreApplication.translate("Parameters", "Grid preset"),
                options=list(PRESETS),
                optional=True,
                usesStaticStrings=True,
            ),
            QCoreApplication.translate(
                "Parameters",
                "The grid of a data product, where no layer's grid is copied: its own cells, in the extent or where "
                "the input lies. modis_1km, modis_500m, modis_250m: the sinusoidal grid of MODIS and VIIRS land "
                "products. ease2_36km, ease2_9km: the global EASE-Grid 2.0 of SMAP. hls_30m: the UTM grid of HLS and "
                "Sentinel-2 tiles, in the zone of the input or of the extent. degree_0.05, degree_0.1, degree_0.25: "
                "longitude and latitude from -180, 90, as in MODIS's Climate Modeling Grid.",
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
                "made in full, and a grid of CRS and resolution or a preset covers the input.",
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
            "What a value means, which decides how values may be put together. Intensive: averages (reflectance, "
            "temperature, soil moisture). Extensive: adds up (counts, population, mass per pixel). Categorical: "
            "classes. Circular: angles and times of day. Decibel: averaged as power. Ratio: indices such as NDVI. "
            "Radiative: temperatures in kelvin, averaged as T^4. Nonlinear: not to be averaged. Auto: found out from "
            "names, units, declarations and a sample of the values; the log says what was picked and why.",
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
            "The data type of the main output. Auto: Float64 for sums, an integer type for the mode of classes, "
            "Float32 for the rest. Values are rounded to integer types; values that do not fit stop the run.",
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
            "Cloud Optimized GeoTIFFs. Without any, those of Settings > Options > Multiscale Fusion count; where there "
            "are none either, DEFLATE compresses.",
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
    return raster_input(layer)


def read_rasters(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> tuple[RasterInput, ...]:
    """The rasters behind a parameter of several layers, in their order. On the main thread. Raises FusionError.

    QGIS itself leaves out what it cannot load.
    """
    return tuple(read_raster(algorithm, {name: each}, name, context) for each in each_layer(parameters.get(name)))


def each_layer(value: object) -> list[object]:
    """The values of a parameter of several layers, each by itself.

    A model hands on a list within the list where it takes layers from several sources.
    """
    if isinstance(value, list | tuple):
        return [each for part in value for each in each_layer(part)]
    return [value] if is_given({"": value}, "") else []


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
    extent, extent_crs = _read_extent(algorithm, parameters, context)
    return TargetGrid(
        grid=read_raster(algorithm, parameters, GRID, context),
        crs=crs_text(read_crs(algorithm, parameters, TARGET_CRS, context)),
        resolution=algorithm.parameterAsDouble(parameters, RESOLUTION, context)
        if is_given(parameters, RESOLUTION)
        else None,
        extent=extent,
        preset=algorithm.parameterAsString(parameters, GRID_PRESET, context)
        if is_given(parameters, GRID_PRESET)
        else None,
        extent_crs=crs_text(extent_crs),
    )


def describe_grid(grid: "GeoBox") -> str:
    """The target grid in one line for the log."""
    from ..core.crs import display_name, unit_name

    rows, columns = grid.shape
    resolution = grid.resolution
    crs = grid.crs.proj
    return QCoreApplication.translate(
        "Parameters", "Target grid: {columns} x {rows} cells of {width:.10g} x {height:.10g} {units}, {crs}."
    ).format(
        columns=columns,
        rows=rows,
        width=abs(resolution.x),
        height=abs(resolution.y),
        units=told(unit_name(crs.axis_info[0].unit_name)),
        crs=display_name(crs),
    )


def crs_text(crs: QgsCoordinateReferenceSystem | None) -> str | None:
    """The authority code if there is a public one, else WKT 2; None for no CRS."""
    if crs is None or not crs.isValid():
        return None
    authority = crs.authid()
    if authority and not authority.upper().startswith(("USER:", "CUSTOM:")):
        return authority
    return wkt(crs)


def _read_extent(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> tuple[tuple[float, float, float, float] | None, QgsCoordinateReferenceSystem | None]:
    """(x min, y min, x max, y max) and the CRS that was named with it, None if none was."""
    if not is_given(parameters, EXTENT):
        return None, None
    box = algorithm.parameterAsExtent(parameters, EXTENT, context)
    extent = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    if box.isNull() or not all(map(math.isfinite, extent)):
        raise FusionError(
            QCoreApplication.translate(
                "Parameters",
                "{name} is not an extent; give it as xmin,xmax,ymin,ymax, with its own CRS behind it if it is not the "
                "target's: 10,11,45,46 [EPSG:4326].",
            ).format(name=EXTENT)
        )
    return extent, _extent_crs(algorithm, parameters, context)


def _extent_crs(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext
) -> QgsCoordinateReferenceSystem | None:
    """The CRS named with the extent. For plain numbers QGIS would answer the project's, and for an unknown CRS too."""
    value = parameters[EXTENT]
    if isinstance(value, QgsRectangle) and not isinstance(value, QgsReferencedRectangle):
        return None
    numbers = _NUMBERS.match(algorithm.parameterAsString(parameters, EXTENT, context) or "")
    if numbers is None:
        return algorithm.parameterAsExtentCrs(parameters, EXTENT, context)
    if not numbers["crs"]:
        return None
    crs = QgsCoordinateReferenceSystem(numbers["crs"])
    if not crs.isValid():
        raise FusionError(
            QCoreApplication.translate(
                "Parameters",
                "The CRS {crs} of {name} is not a known coordinate reference system; give an authority code such as "
                "EPSG:4326.",
            ).format(crs=numbers["crs"], name=EXTENT)
        )
    return crs
