"""What stored numbers mean: scale, offset and units."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ...finding import Finding, Severity
from ...message import Message, message
from ...product import Layer as ProductLayer
from ...raster import Band
from ..layer import Layer
from ..question import Question
from ..rule import Rule
from ..subject import bands_subject, named

# Landsat's metadata file has a set of coefficients for each level it tells of.
_LANDSAT_SCENE = re.compile(r"(?P<scene>L[A-Z]\d\d_L2S[PR]_\d{6}_\d{8}_\d{8}_02_T[12])_SR_B(?P<band>\d)", re.IGNORECASE)
_MOST_TEXT = 2**20


def scale_suspect(question: Question) -> Iterator[Finding]:
    """SCALE_SUSPECT: what reading the file showed, an offset that depends on the version, two sets of coefficients."""
    for layer in question.layers:
        if layer.source is None:
            continue
        yield from _passed_on(layer)
        for known, bands in _by_product_layer(layer):
            unlike = [band for band in bands if known.offsets and not _is_applied(known, band)]
            if unlike:
                yield _version_finding(layer, unlike, known)
        yield from _coefficient_sets(layer)


def scale_unapplied(question: Question) -> Iterator[Finding]:
    """SCALE_UNAPPLIED: values that are used as stored, although their product has a scale that the file keeps back."""
    for layer in question.layers:
        for known, bands in _by_product_layer(layer):
            bare = [band for band in bands if not band.is_scaled and not known.offsets]
            if bare and (known.scale, known.offset) not in ((1.0, 0.0), (None, None)):
                yield Finding(
                    "SCALE_UNAPPLIED", Severity.WARNING, bands_subject(layer, bare),
                    message("values are used as stored: the file declares no scale, but {product} is stored with a "
                            "scale of {scale:g} and an offset of {offset:g}.",
                            product=layer.product_of(bare[0]).product.id, scale=known.scale, offset=known.offset),
                    message("Compute {formula} first, or set scale and offset in the file (gdal_edit.py -scale "
                            "{scale:g} -offset {offset:g}).", formula=_formula(known.scale, known.offset),
                            scale=known.scale, offset=known.offset))


def scale_unapplied_elsewhere(question: Question) -> Iterator[Finding]:
    """SCALE_UNAPPLIED: integers with a scale that is applied here, and that other programs may leave aside."""
    for layer in question.layers:
        groups: dict[tuple[float, float], list[Band]] = {}
        for band in layer.bands:
            if band.is_scaled and band.scaled_as_declared and band.dtype.startswith(("int", "uint")):
                groups.setdefault((band.scale, band.offset), []).append(band)
        for (scale, offset), bands in groups.items():
            yield Finding(
                "SCALE_UNAPPLIED", Severity.WARNING, bands_subject(layer, bands),
                message("values are stored as {dtype} with a scale of {scale:g} and an offset of {offset:g}; they are "
                        "applied here, but many programs use the stored numbers.", dtype=bands[0].dtype, scale=scale,
                        offset=offset),
                message("In other programs compute {formula} before it is compared or combined.",
                        formula=_formula(scale, offset)))


def _formula(scale: float, offset: float) -> Message:
    if offset == 0.0:
        return message("stored x {scale:g}", scale=scale)
    if offset < 0.0:
        return message("stored x {scale:g} - {offset:g}", scale=scale, offset=-offset)
    return message("stored x {scale:g} + {offset:g}", scale=scale, offset=offset)


def _passed_on(layer: Layer) -> Iterator[Finding]:
    """Of a divisor too, which is divided by here, for other programs multiply."""
    for finding in layer.source.findings:
        if finding.code.startswith("SCALE_"):
            remedy = finding.remedy or message("Check how other programs read it before comparing values with theirs.")
            yield replace(named(layer, finding), severity=Severity.WARNING, remedy=remedy)


def _by_product_layer(layer: Layer) -> list[tuple[ProductLayer, list[Band]]]:
    """Bands that are of a known layer of a product and stored as it is, by that layer."""
    groups: dict[str, tuple[ProductLayer, list[Band]]] = {}
    for band in layer.bands:
        known = layer.product_of(band).layer
        if known is not None and known.stored_as(band.dtype):
            groups.setdefault(known.name, (known, []))[1].append(band)
    return list(groups.values())


def _is_applied(known: ProductLayer, band: Band) -> bool:
    if known.scale is None or known.offset is None:
        return False
    return math.isclose(band.scale, known.scale, rel_tol=1e-6) and math.isclose(band.offset, known.offset, abs_tol=1e-9)


def _version_finding(layer: Layer, bands: Sequence[Band], known: ProductLayer) -> Finding:
    first = bands[0]
    facts = {"product": layer.product_of(first).product.id, "scale": first.scale, "offset": first.offset}
    remedy = message("Look up the processing baseline, and compute reflectance with the product's scale and offset "
                     "first; a mirror may have taken the offset off already.")
    if known.offset is None:
        told = message("the offset of {product} depends on the processing baseline, which neither the file nor its "
                       "name shows: {low:g} or {high:g}; values are read with a scale of {scale:g} and an offset of "
                       "{offset:g}.", low=min(each.offset for each in known.offsets),
                       high=max(each.offset for each in known.offsets), **facts)
    else:
        told = message("{product} of this version is stored with a scale of {known:g} and an offset of "
                       "{known_offset:g} (0 and saturated values apart), and values are read with a scale of "
                       "{scale:g} and an offset of {offset:g}.", known=known.scale, known_offset=known.offset, **facts)
    return Finding("SCALE_SUSPECT", Severity.WARNING, bands_subject(layer, bands), told, remedy)


def _coefficient_sets(layer: Layer) -> Iterator[Finding]:
    """Landsat's MTL beside the file, where it gives more than one factor for the band."""
    file = Path(layer.path)
    found = _LANDSAT_SCENE.search(file.name)
    known = layer.product.layer
    if found is None or known is None or known.scale is None or not layer.bands:
        return
    metadata = file.with_name(f"{found['scene']}_MTL.txt")
    if not metadata.is_file() or metadata.stat().st_size > _MOST_TEXT:
        return
    key = rf"REFLECTANCE_MULT_BAND_{found['band']}\s*=\s*([-+.\deE]+)"
    factors = sorted({float(number) for number in re.findall(key, metadata.read_text("utf-8", "replace"))})
    if len(factors) > 1:
        yield Finding(
            "SCALE_SUSPECT", Severity.WARNING, layer.name,
            message("{metadata} gives {count} factors for this band ({low:g} and {high:g}), of which that of level 2 "
                    "holds here.", metadata=metadata.name, count=len(factors), low=factors[0], high=factors[-1]),
            message("Take the scale {scale:g} and the offset {offset:g} (LEVEL2_SURFACE_REFLECTANCE_PARAMETERS).",
                    scale=known.scale, offset=known.offset))


RULES = (
    Rule("scale_suspect", scale_suspect),
    Rule("scale_unapplied", scale_unapplied),
    Rule("scale_unapplied_elsewhere", scale_unapplied_elsewhere),
)
