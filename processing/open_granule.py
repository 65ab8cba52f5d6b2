"""The algorithm "Open granule bands"."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING

from qgis.core import QgsProcessing, QgsProcessingOutputMultipleLayers, QgsProcessingOutputNumber
from qgis.PyQt.QtCore import QCoreApplication

from .base import FusionAlgorithm
from .dated_layers import DatedLayer, date_when_loaded, load_when_done
from .open_granule_mask import PresetScreen
from .open_granule_parameters import (
    BAND_COUNT,
    BANDS,
    FORMAT,
    INPUT,
    LAYERS,
    LOAD,
    MASK,
    NO_MASK,
    OUTPUT_FOLDER,
    QUALITY,
    input_parameters,
    output_parameters,
    read_names_of_bands,
)
from .parameters import TargetGrid, creation_options_parameter, read_target_grid, target_grid_parameters
from .resources import read_creation_options
from .styling import ClassStyle

if TYPE_CHECKING:
    from ..core.opening import Opened, Opening


@dataclass(frozen=True)
class OpenJob:
    """A run's parameters as plain values, safe in any thread."""

    path: str
    folder: str | None   # None where QGIS chooses it
    bands: tuple[str, ...]
    format: str
    mask: str
    quality: bool
    load: bool
    target: TargetGrid
    creation_options: str

    def plan(self, folder: str | None) -> "Opening":
        """What is to be opened, into a folder, or before that is known. Raises FusionError."""
        from ..core.opening import Opening, Options

        return Opening(self.path, folder, Options(
            bands=self.bands,
            format=self.format,
            quality=self.quality,
            creation_options=self.creation_options,
            target=self._covering if self.target.is_asked else None,
            screen=None if self.mask == NO_MASK else PresetScreen(self.mask),
        ))

    def _covering(self, covered):
        """The target grid, which covers a swath where nothing else tells how far it goes."""
        return self.target.resolve(SimpleNamespace(grid=covered))


class OpenGranule(FusionAlgorithm):
    """Bands of a granule as rasters with values, units, dates and quality bands."""

    def __init__(self):
        super().__init__()
        self._loading: tuple[DatedLayer, ...] = ()
        self._context = None

    def name(self):
        return "opengranule"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("OpenGranule", "Open granule bands")

    def group(self):
        return QCoreApplication.translate("OpenGranule", "Archive")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "archive"

    def tags(self):
        return QCoreApplication.translate(
            "OpenGranule",
            "open,import,granule,scene,product,HDF,HDF4,HDF5,HDF-EOS,netCDF,SAFE,JPEG 2000,subdataset,MODIS,VIIRS,"
            "MOD09GA,MOD11A1,MOD13A2,HLS,Landsat,Collection 2,MTL,Sentinel-2,ECOSTRESS,swath,scale factor,offset,"
            "reflectance,surface temperature,LST,NDVI,quality,QA,cloud,COG,VRT,time,temporal",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "OpenGranule",
            "Opens bands of satellite products as rasters with their values, units, dates and quality bands.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [*input_parameters(), *target_grid_parameters(), creation_options_parameter(),
                          *output_parameters()]:
            self.addParameter(parameter)
        self.addOutput(QgsProcessingOutputMultipleLayers(
            LAYERS, QCoreApplication.translate("OpenGranule", "Opened bands")))
        self.addOutput(QgsProcessingOutputNumber(
            BAND_COUNT, QCoreApplication.translate("OpenGranule", "Number of opened bands")))

    def read(self, parameters, context):
        folder = parameters.get(OUTPUT_FOLDER)
        return OpenJob(
            path=self.parameterAsString(parameters, INPUT, context),
            folder=folder if isinstance(folder, str) and folder != QgsProcessing.TEMPORARY_OUTPUT else None,
            bands=read_names_of_bands(self, parameters, BANDS, context),
            format=self.parameterAsEnumString(parameters, FORMAT, context),
            mask=self.parameterAsEnumString(parameters, MASK, context),
            quality=self.parameterAsBoolean(parameters, QUALITY, context),
            load=self.parameterAsBoolean(parameters, LOAD, context),
            target=read_target_grid(self, parameters, context),
            creation_options=read_creation_options(self, parameters, context),
        )

    def check(self, job):
        job.plan(job.folder)

    def read_outputs(self, parameters, context):
        self._context = context
        return {OUTPUT_FOLDER: self.parameterAsFileOutput(parameters, OUTPUT_FOLDER, context)}

    def execute(self, job, outputs, reporter):
        folder = outputs[OUTPUT_FOLDER]
        try:
            opened = job.plan(folder).run(reporter, memory=self._resources.memory, threads=self._resources.threads,
                                          scratch=self._resources.scratch)
            self._loading = tuple(map(_dated, opened)) if job.load else ()
            load_when_done(self._loading, self._context, LAYERS)
        finally:
            self._context = None
        paths = [each.path for each in opened]
        return {OUTPUT_FOLDER: folder, LAYERS: paths, BAND_COUNT: len(paths)}

    def postProcessAlgorithm(self, context, feedback):  # noqa: N802 (QGIS's name)
        date_when_loaded(self._loading, context)
        return super().postProcessAlgorithm(context, feedback)


def _dated(opened: "Opened") -> DatedLayer:
    times = opened.times
    begin, end = ("", "") if times is None else (f"{each:%Y-%m-%dT%H:%M:%S}Z" for each in (times.begin, times.end))
    return DatedLayer(opened.path, opened.name, begin, end, ClassStyle() if opened.is_categorical else None)
