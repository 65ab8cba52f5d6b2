"""The algorithm "Create a target grid"."""

from contextlib import ExitStack
from dataclasses import dataclass, replace

from qgis.core import (
    Qgis,
    QgsProcessingOutputNumber,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.finding import Finding, Severity
from ..core.message import message
from ..core.reporter import Share
from .base import FusionAlgorithm
from .cells import CellsFile, check_count
from .parameters import (
    RasterInput,
    TargetGrid,
    describe_grid,
    described,
    is_given,
    read_rasters,
    read_target_grid,
    target_grid_parameters,
)

INPUT = "INPUT"
MARGIN = "MARGIN"
OUTPUT = "OUTPUT"
CELLS = "CELLS"
ROWS = "ROWS"
COLUMNS = "COLUMNS"
_WIDEST_MARGIN = 100_000
# Of the whole job's progress, where there are cells to write; a template takes a moment.
_TEMPLATE = 0.1


@dataclass(frozen=True)
class CreateGridJob:
    """A run's parameters as plain values, safe in any thread."""

    covered: tuple[RasterInput, ...]
    target: TargetGrid
    margin: int
    has_cells: bool


class CreateGrid(FusionAlgorithm):
    """An empty raster on a grid that other algorithms copy, and its cells as polygons."""

    def name(self):
        return "creategrid"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("CreateGrid", "Create a target grid")

    def group(self):
        return QCoreApplication.translate("CreateGrid", "Grids")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "grids"

    def tags(self):
        return QCoreApplication.translate(
            "CreateGrid",
            "grid,target grid,template,empty raster,constant raster,reference raster,preset,fishnet,tessellation,cells,"
            "polygons,vector grid,pixel footprints,pixel area,cell area,alignment,align,snap,raster,MODIS,VIIRS,"
            "sinusoidal,EASE-Grid,SMAP,HLS,Sentinel,UTM,CMG,degree,multiscale",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "CreateGrid", "Makes an empty raster on the grid of a product, a layer or a CRS, for other tools to copy."
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [_input_parameter(), *target_grid_parameters(), _margin_parameter(), *_output_parameters()]:
            self.addParameter(parameter)
        for name, label in (
            (ROWS, QCoreApplication.translate("CreateGrid", "Number of rows")),
            (COLUMNS, QCoreApplication.translate("CreateGrid", "Number of columns")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def read(self, parameters, context):
        return CreateGridJob(
            covered=read_rasters(self, parameters, INPUT, context),
            target=read_target_grid(self, parameters, context),
            margin=self.parameterAsInt(parameters, MARGIN, context),
            has_cells=is_given(parameters, CELLS),
        )

    def check(self, job):
        from ..core.template import check_cells

        with ExitStack() as stack:
            grid = _resolve(job, [stack.enter_context(each.open()) for each in job.covered])
        check_cells(grid)
        if job.has_cells:
            check_count(grid)

    def read_outputs(self, parameters, context):
        paths = {name: self.parameterAsOutputLayer(parameters, name, context) for name in (OUTPUT, CELLS)}
        return {name: path for name, path in paths.items() if path}

    def execute(self, job, outputs, reporter):
        from ..core.advice.new_grid import tell_of_grid
        from ..core.raster.writer import check_destination
        from ..core.template import template_writer

        job.target.protect(outputs.values())
        for note in (note for each in job.covered for note in each.notes):
            reporter.warning(note)
        with ExitStack() as stack:
            covered = [stack.enter_context(each.open()) for each in job.covered]
            for path in outputs.values():
                check_destination(path, covered)
            grid = _resolve(job, covered)
            reporter.info(describe_grid(grid))
            _tell_what_is_not_covered(job, covered, grid, reporter)
            tell_of_grid(covered, _resolve(replace(job, margin=0), covered),
                         within_extent=job.target.extent is not None, reporter=reporter)
            asked = {"preset": job.target.preset, "margin": job.margin}
            template = stack.enter_context(
                template_writer(outputs[OUTPUT], grid, covered, asked, reporter.findings)
            )
            cells = stack.enter_context(CellsFile(outputs[CELLS], grid)) if CELLS in outputs else None
            share = _TEMPLATE if cells else 1.0
            template.finish(Share(reporter, 0.0, share))
            if cells:
                cells.write(Share(reporter, share, 1.0 - share))
            template.commit()
            if cells:
                cells.commit()
        rows, columns = map(int, grid.shape)
        return {**outputs, ROWS: rows, COLUMNS: columns}


def _resolve(job, covered):
    """The grid; one that is copied is cut to the layers it is to cover, unless an extent says how far it goes."""
    from ..core.grid import cover_bounds

    target = job.target
    if target.grid is not None and covered and target.extent is None:
        with target.grid.open() as raster:
            bounds = cover_bounds([each.grid for each in covered], raster.grid.crs.proj)
        target = replace(target, extent=bounds)
    return target.resolve(*covered, margin=job.margin)


def _tell_what_is_not_covered(job, covered, grid, reporter):
    from ..core.grid import covers

    if not covered or job.target.extent is not None or covers(grid, [each.grid for each in covered]):
        return
    reporter.finding(
        Finding(
            "INPUT_NOT_COVERED",
            Severity.WARNING,
            "",
            # Not in QGIS's language yet: the provenance, which holds findings, is the same in every one.
            message("The input layers reach beyond the target grid."),
            message("The layer or preset whose grid is taken ends there; choose another one to cover them."),
        )
    )


def _input_parameter():
    return described(
        QgsProcessingParameterMultipleLayers(
            INPUT,
            QCoreApplication.translate("CreateGrid", "Layers to cover"),
            Qgis.ProcessingSourceType.Raster,
            optional=True,
        ),
        QCoreApplication.translate(
            "CreateGrid",
            "Rasters in any CRS. Where no target extent is given, the grid covers all of them, and a grid copied from "
            "a layer is cut to them. Their values are not read.",
        ),
    )


def _margin_parameter():
    return described(
        QgsProcessingParameterNumber(
            MARGIN,
            QCoreApplication.translate("CreateGrid", "Margin"),
            type=Qgis.ProcessingNumberParameterType.Integer,
            defaultValue=0,
            minValue=0,
            maxValue=_WIDEST_MARGIN,
        ),
        QCoreApplication.translate(
            "CreateGrid",
            "Whole cells added on each side, as far as the world and the grid of a preset go: 1 keeps the neighbours "
            "that a point spread function or a window needs.",
        ),
    )


def _output_parameters():
    return [
        described(
            QgsProcessingParameterRasterDestination(
                OUTPUT, QCoreApplication.translate("CreateGrid", "Template")
            ),
            QCoreApplication.translate(
                "CreateGrid",
                "An empty GeoTIFF on the grid, all nodata, to be given to other algorithms as GRID. It stays small "
                "however many cells the grid has.",
            ),
        ),
        described(
            QgsProcessingParameterVectorDestination(
                CELLS,
                QCoreApplication.translate("CreateGrid", "Cells"),
                Qgis.ProcessingSourceType.VectorPolygon,
                optional=True,
                createByDefault=False,
            ),
            QCoreApplication.translate(
                "CreateGrid",
                "A polygon for each cell with its id, row and column, all counted from 0 at the upper left, and its "
                "true ground area in square metres: a GeoPackage or FlatGeobuf file of at most a million cells.",
            ),
        ),
    ]
