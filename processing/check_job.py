"""What the rules of core/advice are asked, as plain values: alike by "Check layers before fusing" and by the dock."""

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from .layers import RasterInput
from .parameters import TargetGrid
from .points import Moments, time_span

if TYPE_CHECKING:
    from odc.geo.geobox import GeoBox

    from ..core.advice import Layer, Points, Question


class PointLayer(Protocol):
    """A layer of points or footprints as values, such as `PointsInput`."""

    def points(self) -> "Points":
        """What rules see of it. Raises FusionError."""


@dataclass(frozen=True)
class CheckedRaster:
    """A raster layer, whether its map is painted by unique values, and when it was observed as the user says.

    `name`: what findings call it, "" for the name of its file.
    """

    raster: RasterInput
    paletted: bool
    times: Moments | None
    name: str = ""

    def open(self) -> "Layer":
        """Never fails: what cannot be opened is a layer that the rules tell of."""
        from ..core.advice import Layer

        return Layer(self.raster.path, crs=self.raster.crs, paletted=self.paletted, name=self.name,
                     times=time_span(self.times))


@dataclass(frozen=True)
class CheckJob:
    """A run's parameters as plain values, safe in any thread. `folder`: where outputs go, "" if that is not known."""

    rasters: tuple[CheckedRaster, ...]
    points: PointLayer | None
    target: TargetGrid
    purpose: str
    methods: tuple[str, ...]
    kinds: tuple[str, ...]
    time_scale: float | None
    folder: str = ""


def open_layers(job: CheckJob, stack: ExitStack) -> "tuple[Layer, ...]":
    """The rasters as rules see them; the stack closes them."""
    return tuple(stack.enter_context(closing(each.open())) for each in job.rasters)


def question_of(job: CheckJob, layers: "Sequence[Layer]", target: "GeoBox | None", memory: int = 2**30,
                scratch: str = "") -> "Question":
    """What rules are asked of the job's rasters, opened as `layers`. Raises FusionError for points of no use."""
    from ..core.advice import Question

    return Question(
        layers=tuple(layers),
        points=() if job.points is None else (job.points.points(),),
        target=target,
        purpose=job.purpose,
        methods=job.methods,
        kinds=job.kinds,
        time_scale=job.time_scale,
        memory=memory,
        folder=job.folder,
        scratch=scratch,
    )


def target_of(job: CheckJob, layers: "Sequence[Layer]") -> "GeoBox | None":
    """As asked for; else that which the purpose suggests. None if layers were to be covered and none has a grid.

    Raises FusionError.
    """
    from ..core.advice.question import default_target
    from ..core.grid import target_grid

    target = job.target
    sources = [layer.source for layer in layers if layer.source is not None]
    if target.is_asked:
        covers = target.grid is None and target.extent is None
        return None if covers and not sources else target.resolve(*sources)
    grid = default_target(layers, job.purpose)
    if grid is None or target.extent is None:
        return grid
    return target_grid([], grid=grid, extent=target.extent, extent_crs=target.extent_crs)
