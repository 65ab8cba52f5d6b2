"""What findings are about, in words."""

from collections.abc import Sequence

from dataclasses import replace

from ..finding import Finding
from ..message import Message, message
from ..raster import Band
from .layer import Layer


def band_subject(layer: Layer, band: Band) -> str:
    """The layer's name, with the band's number where the file has more than one."""
    if len(layer.source.data_bands) == 1:
        return layer.name
    return message("{name}, band {number}", name=layer.name, number=band.number)


def bands_subject(layer: Layer, bands: Sequence[Band]) -> str:
    """The layer's name, with the bands' numbers where they are not all that hold data."""
    if len(bands) == 1:
        return band_subject(layer, bands[0])
    if len(bands) == len(layer.source.data_bands):
        return layer.name
    return message("{name}, bands {numbers}", name=layer.name, numbers=", ".join(str(band.number) for band in bands))


def named(layer: Layer, finding: Finding) -> Finding:
    """What reading a layer's file told, with the layer's name in the place of the file's."""
    if layer.name == layer.source.name:
        return finding
    return replace(finding, subject=_renamed(finding.subject, layer.source.name, layer.name))


def _renamed(subject: str, file: str, name: str) -> str:
    if isinstance(subject, Message):
        return Message(subject.template, {key: _renamed(value, file, name) if isinstance(value, str) else value
                                          for key, value in subject.values.items()})
    return name if subject == file else subject
