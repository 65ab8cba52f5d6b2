"""What a recipe asks of the rules: read on the main thread, where layers live, and then plain values for any thread."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsMapLayer,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
    QgsVectorLayerFeatureSource,
)
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError
from ..core.finding import Finding, Severity
from ..core.message import Message, message
from ..processing.check_job import CheckedRaster, CheckJob
from ..processing.layers import RasterInput, raster_input, wkt
from ..processing.parameters import TargetGrid
from ..processing.points import Moments, fixed_range, gather_points, point_request
from ..processing.resources import Resources, read_resources
from ..processing.styling import read_legend
from ..processing.unmasked_quality import unmasked_finding
from .layer_facts import LayerFacts
from .quality_pairs import flagged_by
from .recipe import LayerChoice, Recipe
from .recipe_grid import geobox

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

    from ..core.advice import Layer, Points

PURPOSES = {"A": "stack", "B": "downscale", "C": "sample"}
_NOT_ASKED = TargetGrid(None, None, None, None)
# Roles that change what is asked: all others are alike.
_TELLING = ("", "coarse", "quality", "points")
_AT_ONCE = 1000   # features between looks at the cancel


@dataclass(frozen=True)
class RecipePoints:
    """A layer of points or footprints whose features are read in the task: ``source`` is a snapshot of them."""

    name: str
    path: str
    crs: QgsCoordinateReferenceSystem = field(compare=False)
    count: int
    box: QgsRectangle = field(compare=False)
    diameter: float | None
    times: Moments | None
    transforms: QgsCoordinateTransformContext = field(compare=False)
    source: QgsVectorLayerFeatureSource = field(compare=False)
    before_reading: Callable[[], None] | None = field(default=None, compare=False)

    def points(self) -> "Points":
        """Raises FusionError if there are none, and what ``before_reading`` raises."""
        return gather_points(self._features(), name=self.name, path=self.path, crs=self.crs, count=self.count,
                             box=self.box, diameter=self.diameter, times=self.times,
                             transforms=self.transforms).points()

    def _features(self) -> Iterator[QgsFeature]:
        for number, feature in enumerate(self.source.getFeatures(point_request())):
            if number % _AT_ONCE == 0 and self.before_reading is not None:
                self.before_reading()
            yield feature


@dataclass(frozen=True)
class RecipeQuestion:
    """A recipe with its layers as values.

    ``rasters`` are those that are used, ``aside`` the names of those among them that take no part in a run. ``notes``:
    findings that were made on the main thread, such as layers that cannot be asked at all.
    """

    recipe: Recipe
    facts: Mapping[str, LayerFacts]
    rasters: tuple[tuple[LayerChoice, CheckedRaster], ...]
    points: RecipePoints | None
    polygons: bool
    notes: tuple[Finding, ...]
    resources: Resources

    @property
    def base(self) -> str:
        """The approach that the layers speak for before anything is known of them."""
        return "A" if self.points is None else "C"

    @property
    def aside(self) -> frozenset[str]:
        return frozenset(raster.name for layer, raster in self.rasters if layer.role == "quality")

    @property
    def support(self) -> str:
        """The SUPPORT of `samplepoints`, what auto means being settled as it does."""
        if self.recipe.support != "auto":
            return self.recipe.support
        if self.polygons:
            return "polygon"
        return "pixel" if self.recipe.diameter is None else "disc"

    def job(self, approach: str, before_reading: Callable[[], None] | None = None) -> CheckJob:
        """What is checked of an approach; its grid is that of `target`. ``before_reading`` is called now and then while
        points are read, and raises Cancelled where the work is to be given up."""
        layers = [layer for layer, _ in self.rasters]
        return CheckJob(
            rasters=tuple(raster for _, raster in self.rasters),
            points=replace(self.points, before_reading=before_reading) if approach == "C" and self.points else None,
            target=_NOT_ASKED,
            purpose=PURPOSES[approach],
            methods=tuple("auto" if layer.role == "quality" else layer.statistic for layer in layers)
            if approach == "A" else (),
            kinds=tuple(layer.kind for layer in layers),
            time_scale=None,
            folder=_folder(self.recipe.output),
        )

    def target(self, approach: str, layers: "Sequence[Layer]") -> "GeoBox | None":
        """The grid of a run; where it is left to the approach and some layer has no place, as if it were left out.

        Raises FusionError for a grid that is asked for and cannot be.
        """
        if approach == "C":
            return None
        try:
            return geobox(self.recipe, self.facts, approach)
        except FusionError:
            if self.recipe.grid.way != "auto":
                raise
        from ..core.advice.question import default_target

        return default_target([layer for layer in layers if layer.name not in self.aside], PURPOSES[approach])


def read_question(recipe: Recipe, facts: Mapping[str, LayerFacts], project: QgsProject) -> RecipeQuestion:
    """On the main thread; opens no file and reads no feature. Raises FusionError for settings that cannot be used."""
    names, notes = layer_names(recipe), []
    rasters = []
    for choice in recipe.rasters:
        try:
            raster = _raster(project.mapLayer(choice.layer_id), names[choice.layer_id])
        except FusionError as error:
            notes.append(Finding("LAYER_UNREADABLE", Severity.BLOCKER, names[choice.layer_id],
                                 message("it cannot be used. {problem}", problem=error.sentence),
                                 message("Mend the layer, or leave it out.")))
            continue
        rasters.append((choice, raster))
        notes += [Finding("NODATA_UNDECLARED", Severity.INFO, raster.name, note) for note in raster.raster.notes]
        if choice.role == "quality":
            flagged = flagged_by(choice, recipe, facts)
            notes.append(unmasked_finding(raster.name, [names[each.layer_id] for each in flagged]))
    points, layer = None, None if recipe.points is None else project.mapLayer(recipe.points.layer_id)
    if isinstance(layer, QgsVectorLayer):
        points = _points(layer, names[recipe.points.layer_id], recipe, facts, project)
    known = {layer_id: each for layer_id, each in facts.items() if layer_id in needed(recipe)}
    return RecipeQuestion(recipe, known, tuple(rasters), points, points is not None and _is_polygons(layer),
                          tuple(notes), read_resources())


def layer_names(recipe: Recipe) -> dict[str, str]:
    """What findings call the layers that are used, by their ids: their names, numbered where they are not unique."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for layer in recipe.used:
        name, number = layer.name, 1
        while name in taken:
            number += 1
            name = f"{layer.name} ({number})"
        taken.add(name)
        names[layer.layer_id] = name
    return names


def layers_of(finding: Finding, recipe: Recipe) -> tuple[LayerChoice, ...]:
    """The layers of the recipe that a finding is about, in the order in which its subject names them."""
    ids = {name: layer_id for layer_id, name in layer_names(recipe).items()}
    found = dict.fromkeys(ids[name] for name in subject_names(finding.subject) if name in ids)
    return tuple(recipe.layer(layer_id) for layer_id in found)


def subject_names(subject: str) -> Iterator[str]:
    """The subject of a finding and the names that it is put together from."""
    yield str(subject)
    if isinstance(subject, Message):
        for value in subject.values.values():
            if isinstance(value, str):
                yield from subject_names(value)


def needed(recipe: Recipe) -> frozenset[str]:
    """Ids of the layers whose facts a check needs."""
    return frozenset(layer.layer_id for layer in recipe.used) | (
        frozenset((recipe.grid.layer_id, recipe.grid.extent_layer_id)) - {""})


def asked(recipe: Recipe) -> Recipe:
    """The recipe without what changes no finding: equal for recipes on which the rules say the same."""
    layers = tuple(replace(layer, role=layer.role if layer.role in _TELLING else "fine") for layer in recipe.used)
    return Recipe(layers=layers, grid=recipe.grid, approach=recipe.approach, support=recipe.support,
                  diameter=recipe.diameter, output=_folder(recipe.output))


def _folder(output: str) -> str:
    """The folder of a path, "" if none is given. Not by the file system, which may be slow."""
    return output.replace("\\", "/").rpartition("/")[0] if output else ""


def _raster(layer: QgsMapLayer | None, name: str) -> CheckedRaster:
    """Raises FusionError if the layer is gone, or not GDAL's."""
    if not isinstance(layer, QgsRasterLayer):
        raise FusionError(QCoreApplication.translate("RecipeQuestion", "The layer is not in the project any more."))
    if layer.providerType() == "gdal" and not layer.isValid():   # opening it tells why
        crs = layer.crs()
        return CheckedRaster(RasterInput(layer.source(), wkt(crs) if crs.isValid() else None), False, None, name)
    return CheckedRaster(raster_input(layer), read_legend(layer) is not None, fixed_range(layer), name)


def _points(layer: QgsVectorLayer, name: str, recipe: Recipe, facts: Mapping[str, LayerFacts],
            project: QgsProject) -> RecipePoints:
    known = facts.get(layer.id())
    extent = None if known is None else known.extent
    return RecipePoints(
        name=name,
        path=layer.source().partition("|")[0],
        crs=layer.crs(),
        count=0 if known is None else known.count,
        box=QgsRectangle() if extent is None else QgsRectangle(*extent),
        diameter=recipe.diameter,
        times=fixed_range(layer),
        transforms=project.transformContext(),
        source=QgsVectorLayerFeatureSource(layer),
    )


def _is_polygons(layer: QgsVectorLayer) -> bool:
    return layer.geometryType() == Qgis.GeometryType.Polygon
