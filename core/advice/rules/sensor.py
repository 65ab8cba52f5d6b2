"""Rules of who observed: other sensors than one another, or models."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import combinations

from ...crs import transformer
from ...finding import Finding, Severity
from ...message import Message, listed, message
from ...product import Product
from ..layer import Layer
from ..question import Question
from ..rule import Rule

# What products call by different names.
_SAME_QUANTITY = {"ST": "LST", "EmisWB": "emissivity", "NDVI": "index"}
# Smaller differences of overpass (hours) and of the largest view zenith (degrees) are no news.
_HOURS, _DEGREES = 0.5, 10.0
# A file of less than this was seen in one overpass.
_OVERPASS = timedelta(hours=1)
# Operations of ours whose values are estimates, not means of observations.
_ESTIMATES = re.compile(r"downscal|sharpen|krig|fus|predict|fill|filter|merg|spatiotemporal|spacetime|simulat")


def sensor_difference(question: Question) -> Iterator[Finding]:
    """Do known sensors that show the same quantity differ in bandpass, overpass time or view angle?"""
    told: set[tuple[str, str, str]] = set()
    known = [layer for layer in question.layers if _quantity(layer)]
    for first, second in combinations(known, 2):
        one, other = first.product.product, second.product.product
        key = (*sorted((one.id, other.id)), _quantity(first))
        if key in told or one.id == other.id or _quantity(first) != _quantity(second):
            continue
        differences = [each for each in (_sensors(one, other), _hours(first, second), _angles(one, other)) if each]
        if not differences:
            continue
        told.add(key)
        yield Finding(
            "SENSOR_DIFFERENCE", Severity.INFO, message("{first} and {second}", first=first.name, second=second.name),
            message("both show {quantity}, but not alike: {differences}.", quantity=_quantity(first),
                    differences=listed(differences, "; ")),
            message("Estimate the bias between them where and when both saw the same ground, and remove it before "
                    "they are combined."))


def model_dependent(question: Question) -> Iterator[Finding]:
    """Is an input itself the output of a model, ours or that of a product?"""
    remedy = message("Do not take it for an observation: neither to calibrate or validate with, nor together with "
                     "what it was made from as if they were independent.")
    for layer in question.layers:
        reason = _model(layer)
        if reason:
            yield Finding("MODEL_DEPENDENT", Severity.INFO, layer.name, reason, remedy)
    for points in question.points:
        if points.product is not None and points.product.model_dependent:
            yield Finding("MODEL_DEPENDENT", Severity.INFO, points.name, _of_product(points.product), remedy)


def _quantity(layer: Layer) -> str:
    """What a layer of a known product measures; "" for classes and for what is not known."""
    product, part = layer.product
    if product is None or part is None or part.kind == "categorical":
        return ""
    return _SAME_QUANTITY.get(part.name, part.name)


def _sensors(one: Product, other: Product) -> Message | None:
    if one.sensor == other.sensor:
        return None
    return message("{first} ({platform}) and {second} ({other}) have different bands", first=one.sensor,
                   platform=one.platform, second=other.sensor, other=other.platform)


def _hours(first: Layer, second: Layer) -> Message | None:
    one, other = _local_hours(first), _local_hours(second)
    if not one or not other or min(_hours_apart(a, b) for a in one for b in other) < _HOURS:
        return None
    return message("they look at {first} h and {second} h local solar time", first=_told(one), second=_told(other))


def _local_hours(layer: Layer) -> tuple[float, ...]:
    """When the ground was seen, in local solar time: the file's own hour if it tells, else the product's."""
    times = layer.times
    if times is None or layer.grid is None or times.end - times.begin >= _OVERPASS:
        return layer.product.product.overpass_h or ()
    grid, crs = layer.grid, layer.grid.crs.proj
    rows, columns = grid.shape
    longitude, _ = transformer(crs, crs.geodetic_crs).transform(*(grid.affine * (columns / 2, rows / 2)))
    middle = times.begin + (times.end - times.begin) / 2
    return ((middle.hour + middle.minute / 60 + longitude / 15.0) % 24.0,)


def _hours_apart(one: float, other: float) -> float:
    return abs((one - other + 12.0) % 24.0 - 12.0)


def _told(hours: tuple[float, ...]) -> Message:
    return listed((f"{hour:.1f}" for hour in hours), "/")


def _angles(one: Product, other: Product) -> Message | None:
    if one.view_zenith_deg is None or other.view_zenith_deg is None:
        return None
    largest = one.view_zenith_deg[1], other.view_zenith_deg[1]
    if abs(largest[0] - largest[1]) <= _DEGREES:
        return None
    return message("the view is up to {first:g} and {second:g} degrees off the vertical", first=largest[0],
                   second=largest[1])


def _model(layer: Layer) -> Message | None:
    record = layer.record
    if record is not None and _ESTIMATES.search(str(record.get("operation", ""))):
        return message("it was made by {operation} and is an estimate, not an observation.",
                       operation=record["operation"])
    if record is not None and any(finding["code"] == "MODEL_DEPENDENT" for finding in record.get("findings", ())):
        return message("it was made from a layer that is an estimate, not an observation.")
    product = layer.product.product
    return _of_product(product) if product is not None and product.model_dependent else None


def _of_product(product: Product) -> Message:
    return message("values of {product} come out of a model that other data drive too.", product=product.id)


RULES = (Rule("sensor_difference", sensor_difference), Rule("model_dependent", model_dependent))
