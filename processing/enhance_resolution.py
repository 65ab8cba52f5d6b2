"""The algorithm "Enhance resolution from overlapping footprints"."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qgis.core import Qgis, QgsFeatureRequest, QgsRasterLayer
from qgis.PyQt.QtCore import QCoreApplication

from ..core.destination import same_file
from ..core.errors import FusionError
from ..core.message import message
from .aggregate_style import style_of
from .base import FusionAlgorithm
from .downscale_parameters import style_of_band
from .enhance_resolution_parameters import (
    AZIMUTH_FIELD,
    BAND,
    FIELD,
    FWHM,
    FWHM_ACROSS,
    FWHM_ACROSS_FIELD,
    FWHM_FIELD,
    INPUT,
    NEIGHBOURS,
    NOISE,
    OUTPUT,
    REGULARISATION,
    REPORT,
    RESOLUTION_LAYER,
    input_parameters,
    inversion_parameters,
    number_outputs,
    output_parameters,
)
from .feature_columns import numbers
from .feature_source import FeatureInput, read_features, read_field
from .parameters import (
    VARIABLE_KIND,
    RasterInput,
    TargetGrid,
    creation_options_parameter,
    describe_grid,
    is_given,
    read_raster,
    read_target_grid,
    target_grid_parameters,
    variable_kind_parameter,
)
from .resources import read_creation_options
from .styling import RampStyle

if TYPE_CHECKING:
    from ..core.downscale.footprint_tiles import Observations

KINDS = ("auto", "intensive", "ratio", "decibel", "radiative")
_FIELDS = (FIELD, FWHM_FIELD, FWHM_ACROSS_FIELD, AZIMUTH_FIELD)
_ENGINE = {OUTPUT: "output", NOISE: "noise", RESOLUTION_LAYER: "resolution", REPORT: "report"}


@dataclass(frozen=True)
class EnhanceJob:
    """A run's parameters as plain values, safe in any thread; `features` or `raster` is None."""

    raster: RasterInput | None
    features: FeatureInput | None
    fields: dict[str, str]
    widths: dict[str, float]
    target: TargetGrid
    options: dict[str, object]
    renderer: str | None


class EnhanceResolution(FusionAlgorithm):
    """A finer grid from footprints that overlap, by Backus and Gilbert's regularised inversion."""

    packages = ("numba", "odc.geo", "scipy", "threadpoolctl")

    def __init__(self):
        super().__init__()
        self._source = None

    def name(self):
        return "enhanceresolution"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("EnhanceResolution", "Enhance resolution from overlapping footprints")

    def group(self):
        return QCoreApplication.translate("Downscale", "Downscale")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "downscale"

    def tags(self):
        return QCoreApplication.translate(
            "EnhanceResolution",
            "enhance,resolution,deconvolution,inversion,point spread function,PSF,antenna pattern,Backus-Gilbert,"
            "optimal interpolation,regularisation,L-curve,footprint,swath,overlap,gridding,microwave,radiometer,"
            "brightness temperature,soil moisture,SMAP,SMOS,AMSR,SSM/I,sounder,downscale,super resolution,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "EnhanceResolution",
            "Brings overlapping footprints of a known width to a finer grid, and tells resolution and noise.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [
            *input_parameters(),
            *target_grid_parameters(),
            variable_kind_parameter(KINDS),
            *inversion_parameters(),
            creation_options_parameter(),
            *output_parameters(),
        ]:
            self.addParameter(parameter)
        for output in number_outputs():
            self.addOutput(output)

    def read(self, parameters, context):
        layer = self.parameterAsLayer(parameters, INPUT, context) if is_given(parameters, INPUT) else None
        is_raster = isinstance(layer, QgsRasterLayer)
        if layer is None:
            raise FusionError(
                QCoreApplication.translate(
                    "EnhanceResolution", "{layer} is neither a raster nor a layer of points that QGIS can load; choose "
                    "one as INPUT."
                ).format(layer=self.parameterAsString(parameters, INPUT, context) or "INPUT")
            )
        features = None if is_raster else read_features(self, parameters, INPUT, context)
        regularisation = self.parameterAsDouble(parameters, REGULARISATION, context)
        band = self.parameterAsInt(parameters, BAND, context) or 1
        return EnhanceJob(
            raster=read_raster(self, parameters, INPUT, context) if is_raster else None,
            features=features,
            fields={name: "" if is_raster else read_field(self, parameters, name, context, INPUT) for name in _FIELDS},
            widths={name: self.parameterAsDouble(parameters, name, context) if is_given(parameters, name) else math.nan
                    for name in (FWHM, FWHM_ACROSS)},
            target=read_target_grid(self, parameters, context),
            options={
                "regularisation": regularisation or None,
                "neighbours": self.parameterAsInt(parameters, NEIGHBOURS, context),
                "kind": self.parameterAsEnumString(parameters, VARIABLE_KIND, context),
                "band": band,
                "creation_options": read_creation_options(self, parameters, context),
            },
            renderer=style_of_band(layer, band) if is_raster else None,
        )

    def check(self, job):
        if job.features is not None and job.features.polygons:
            raise FusionError(
                QCoreApplication.translate(
                    "EnhanceResolution", "{layer} holds polygons; give the centres of the footprints as points."
                ).format(layer=job.features.name)
            )
        if job.features is not None and not job.fields[FIELD]:
            raise FusionError(
                QCoreApplication.translate(
                    "EnhanceResolution", "No field of the observed values is given; choose one as FIELD."
                )
            )
        if not job.widths[FWHM] > 0.0 and not job.fields[FWHM_FIELD]:
            raise FusionError(
                QCoreApplication.translate(
                    "EnhanceResolution",
                    "The width of the footprints is not given; give FWHM in metres, or of points FWHM_FIELD.",
                )
            )
        if (job.options["regularisation"] or 0.0) >= 1.0:
            raise FusionError(
                QCoreApplication.translate(
                    "EnhanceResolution", "REGULARISATION must lie below 1, where no sharpness would be left."
                )
            )
        if job.raster is not None:
            with job.raster.open() as source:
                job.target.resolve(source)
        elif not job.target.is_asked or job.target.grid is None and job.target.extent is None:
            raise FusionError(
                QCoreApplication.translate(
                    "EnhanceResolution",
                    "Points do not tell which grid is wanted; give GRID, or TARGET_CRS, RESOLUTION and EXTENT, or "
                    "GRID_PRESET and EXTENT.",
                )
            )
        else:
            job.target.resolve()

    def read_outputs(self, parameters, context):
        # The source is QGIS's, and made in the thread that uses it, as its own algorithms do.
        self._source = None if self._job.features is None else self.parameterAsSource(parameters, INPUT, context)
        outputs = {name: self.parameterAsOutputLayer(parameters, name, context)
                   for name in (OUTPUT, NOISE, RESOLUTION_LAYER)}
        if is_given(parameters, REPORT):
            outputs[REPORT] = self.parameterAsFileOutput(parameters, REPORT, context)
        return {name: path for name, path in outputs.items() if path}

    def execute(self, job, outputs, reporter):
        try:
            return self._enhance(job, outputs, reporter)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._source = None

    def _enhance(self, job, outputs, reporter):
        from ..core.downscale.enhance import EnhanceOptions, enhance, enhance_raster

        job.target.protect(outputs.values())
        _protect(job, outputs)
        options = EnhanceOptions(**job.options)
        paths = {_ENGINE[name]: path for name, path in outputs.items()}
        if job.raster is not None:
            for note in job.raster.notes:
                reporter.warning(note)
            with job.raster.open() as source:
                target = job.target.resolve(source)
                reporter.info(describe_grid(target))
                across = job.widths[FWHM_ACROSS]
                if across == across:
                    reporter.warning(message("FWHM_ACROSS is for points; the footprints of pixels are taken for "
                                             "round."))
                result = enhance_raster(source, job.widths[FWHM], target, options=options, reporter=reporter,
                                        **self._resources.limits, **paths)
        else:
            target = job.target.resolve()
            reporter.info(describe_grid(target))
            kind = job.options["kind"] if job.options["kind"] != "auto" else "intensive"
            observations = self._observations(job, reporter)
            inputs = [{"name": job.features.name, "features": len(observations.x), "crs": job.features.crs,
                       "fields": job.fields, "widths": {name: width for name, width in job.widths.items()
                                                        if width == width}}]
            result = enhance(observations, target, name=job.fields[FIELD], kind=kind, options=options, inputs=inputs,
                             reporter=reporter, **self._resources.limits, **paths)
        return {**outputs, **_numbers(result)}

    def styles(self, job, results):
        as_input = None
        if job.raster is not None:
            as_input = style_of("mean", job.raster, job.renderer, (job.options["band"],))
        return {OUTPUT: as_input or RampStyle(), NOISE: RampStyle(), RESOLUTION_LAYER: RampStyle()}

    def _observations(self, job: EnhanceJob, reporter) -> "Observations":
        """The points with their fields. Raises FusionError for attributes that are no numbers, Cancelled."""
        import numpy as np

        from ..core.crs import parse_crs
        from ..core.downscale.footprint_tiles import Observations
        from ..core.vector.points import points

        fields = self._source.fields()
        names = [name for name in dict.fromkeys(job.fields.values()) if name]
        request = QgsFeatureRequest().setSubsetOfAttributes(names, fields)
        wkb, columns = [], {name: [] for name in names}
        unchecked = Qgis.ProcessingFeatureSourceFlag.SkipGeometryValidityChecks
        for number, feature in enumerate(self._source.getFeatures(request, unchecked)):
            wkb.append(feature.geometry().asWkb().data())
            for name, column in columns.items():
                column.append(feature.attribute(name))
            if number % 5000 == 0 and reporter.cancelled():
                reporter.progress(0.0)   # raises
        x, y = points(wkb)

        def column(field: str, otherwise: float) -> "np.ndarray":
            name = job.fields[field]
            return numbers(columns[name], name, otherwise) if name else np.full(len(wkb), otherwise)

        along = column(FWHM_FIELD, job.widths[FWHM])
        across = column(FWHM_ACROSS_FIELD, job.widths[FWHM_ACROSS])
        across = np.where(np.isnan(across), along, across)
        return Observations(parse_crs(job.features.crs), x, y, column(FIELD, math.nan), along, across,
                            column(AZIMUTH_FIELD, 0.0))


def _protect(job: EnhanceJob, outputs: dict[str, str]) -> None:
    """Raise FusionError if an output would replace the input."""
    given = job.features.path if job.raster is None else job.raster.path
    for path in outputs.values():
        if same_file(path, given):
            raise FusionError(message("The output {path} is also an input; choose another file for the output.",
                                      path=path))


def _numbers(result) -> dict[str, object]:
    from statistics import median

    found = {"REGULARISATION_USED": result.regularisation, "COUNT": result.count}
    for name, values in (("EFFECTIVE_RESOLUTION", result.resolution), ("NOISE_AMPLIFICATION", result.noise)):
        if len(values):
            found[name] = median(values.tolist())
    return found
