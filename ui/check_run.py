"""The check of a recipe, in any thread: rules and advice of core/advice, and layers kept open between checks."""

import dataclasses
import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..core.errors import FusionError, require
from ..core.finding import Finding, Severity, gravest_first
from ..core.reporter import Reporter, Share
from ..processing.check_job import CheckedRaster, question_of
from .assessment import Assessment
from .recipe_question import RecipeQuestion, subject_names
from .recipe_roles import coarse_layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ..core.advice import Advice, Layer, Question

_KEPT_BYTES = 256 * 2**20   # of samples, between checks
_PACKAGES = ("numba", "odc.geo.geobox")


class KeptLayers:
    """Layers as rules see them, with what was found out of them, for the next check. For one thread at a time.

    Between checks no file is open, so that others may replace it; a layer whose files have changed is read anew.
    """

    def __init__(self, most_bytes: int = _KEPT_BYTES) -> None:
        self._most_bytes = most_bytes
        self._kept: OrderedDict[CheckedRaster, tuple[Layer, tuple]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def open(self, rasters: "Sequence[CheckedRaster]",
             before_reading: Callable[[], None]) -> "Iterator[tuple[Layer, ...]]":
        """The layers of these rasters; their files are closed behind."""
        layers = []
        try:
            for raster in rasters:
                before_reading()
                layers.append(self._open(raster))
                layers[-1].before_reading = before_reading
            yield tuple(layers)
        finally:
            for layer in layers:
                layer.before_reading = None
                layer.close()
            self._shrink()

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()

    def _open(self, raster: CheckedRaster) -> "Layer":
        key = dataclasses.replace(raster, name="")
        layer, state = self._kept.pop(key, (None, ()))
        if layer is None or state != _state(layer):
            layer = raster.open()
            state = _state(layer)
        layer.name = raster.name or layer.name
        self._kept[key] = layer, state
        return layer

    def _shrink(self) -> None:
        """Forget those that were not asked for longest, until the rest is small enough."""
        total = sum(layer.held_bytes for layer, _ in self._kept.values())
        while total > self._most_bytes:
            _, (layer, _) = self._kept.popitem(last=False)
            total -= layer.held_bytes


def assess(question: RecipeQuestion, kept: KeptLayers, reporter: Reporter) -> Assessment:
    """What rules and advice say of a recipe.

    The recommendation is made without regard to the approach that the user chose; the findings are those of the run,
    by the approach that was chosen or else is recommended. Raises Cancelled when the reporter says so, and FusionError
    where nothing can be checked.
    """
    for package in _PACKAGES:
        require(package)
    if not question.rasters and question.points is None:
        return Assessment(question.recipe, question.notes)
    base, chosen = question.base, question.recipe.approach
    with kept.open([raster for _, raster in question.rasters], lambda: reporter.progress(0.0)) as layers:
        findings, advice = _judged(question, base, layers, Share(reporter, 0.0, 0.5))
        taken = chosen or advice.approach or base
        if taken != base:
            findings, own = _judged(question, taken, layers, Share(reporter, 0.5, 0.5))
            # Reasons that name what stands in the way speak of the findings that are shown.
            advice = own if own.approach == advice.approach else advice
    return Assessment(question.recipe, tuple(gravest_first([*question.notes, *findings])), advice.approach,
                      advice.reasons, advice.alternatives)


def _judged(question: RecipeQuestion, approach: str, layers: "tuple[Layer, ...]",
            reporter: Reporter) -> "tuple[list[Finding], Advice]":
    """Findings of a run by an approach, and the advice on what is asked by it."""
    from ..core.advice import advise

    job = question.job(approach, lambda: reporter.progress(0.0))
    resources = question.resources
    asked = question_of(job, layers, question.target(approach, layers), resources.memory, resources.scratch)
    findings = [kept for each in _findings(question, approach, asked, reporter)
                for kept in _with_regard_to(question.aside, each)]
    return findings, advise(asked, findings)


def _findings(question: RecipeQuestion, approach: str, asked: "Question", reporter: Reporter) -> list[Finding]:
    """By the rules that the algorithm of an approach asks itself; joining asks all."""
    from ..core.advice import check
    from ..core.downscale.checks import judge_downscaling
    from ..core.sample.findings import judge_sampling

    if approach == "C":
        return judge_sampling(asked, question.support, reporter)
    if approach == "A":
        return check(asked, reporter=reporter)
    try:
        coarse = coarse_layer(question.recipe, question.facts)
    except FusionError:   # told where the run is
        return check(asked, reporter=reporter)
    number = [layer.layer_id for layer, _ in question.rasters].index(coarse.layer_id)
    return judge_downscaling(asked, asked.layers[number], coarse.kind, reporter)


def _with_regard_to(aside: frozenset[str], finding: Finding) -> "Iterator[Finding]":
    """What stops a layer that takes no part in a run does not stop the run, and no statistic is taken of it."""
    from ..core.downscale.checks import OF_STATISTIC

    is_aside = not aside.isdisjoint(subject_names(finding.subject))
    if is_aside and finding.code in OF_STATISTIC:
        return
    is_spared = is_aside and finding.severity is Severity.BLOCKER
    yield dataclasses.replace(finding, severity=Severity.WARNING) if is_spared else finding


def _state(layer: "Layer") -> tuple:
    """Sizes and times of change of the files that a layer is read from, as far as they are files."""
    from ..core.raster.files import container_file

    files = (container_file(layer.path),) if layer.source is None else layer.source.files
    return tuple(_stat(path) for path in dict.fromkeys((*files, f"{files[0]}.aux.xml")))


def _stat(path: str) -> tuple[int, int] | None:
    try:
        facts = os.stat(path)
    except (OSError, ValueError):   # on the web, in an archive, or gone
        return None
    return facts.st_mtime_ns, facts.st_size
