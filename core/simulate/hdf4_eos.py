"""HDF4-EOS files of one grid, as MODIS's land products are: what the HDF-EOS library reads, written through pyhdf.

The layout is that of HDF-EOS 2.19 (HDF-EOS Library Users Guide, volume 1, 170-EED-001): the fields are scientific data
sets, vgroups put them under their grid, and StructMetadata.0 tells the grid's corners and projection.
"""

import contextlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ..errors import require

_KINDS = {"uint8": "UINT8", "uint16": "UINT16", "int16": "INT16", "uint32": "UINT32", "float64": "FLOAT64"}
_STRUCT_LENGTH = 32000        # characters that the HDF-EOS library keeps for StructMetadata.0
_SPHERE = 6371007.181         # metres: radius of the sphere of MODIS's sinusoidal projection


class Field(NamedTuple):
    """A field (rows, columns) and its attributes: text, numbers of the field's own type, or floats."""

    values: np.ndarray
    attributes: Mapping[str, object]


def write_grid(path: Path, name: str, corners: tuple[float, float, float, float], fields: Mapping[str, Field],
               core: Mapping[str, object]) -> None:
    """Write a file with one sinusoidal grid.

    ``corners``: west, north, east, south (m). The fields are of one shape. ``core``: what becomes of CoreMetadata.0.
    Raises MissingPackage without pyhdf, ValueError for fields of unlike shapes. Changes the process's working folder
    while it writes: not for threads.
    """
    if len({field.values.shape for field in fields.values()}) != 1:
        raise ValueError("the fields of a grid are of one shape")
    require("pyhdf")
    path.parent.mkdir(parents=True, exist_ok=True)
    # The library writes the path by which it opened a file into it: a bare name makes equal files in any folder.
    file = Path(path.name)
    with contextlib.chdir(path.parent):
        _write_attributes(file, {"HDFEOSVersion": "HDFEOS_V2.19",
                                 "StructMetadata.0": _structure(name, corners, fields).ljust(_STRUCT_LENGTH, "\0"),
                                 "CoreMetadata.0": inventory(core)})
        _write_groups(file, name, [_write_field(file, name, key, field) for key, field in fields.items()])


def inventory(values: Mapping[str, object]) -> str:
    """Core metadata in ODL: an object for each value, text in quotes."""
    objects = "".join(
        f'  OBJECT                 = {key}\n    NUM_VAL              = 1\n    VALUE                = {_odl(value)}\n'
        f"  END_OBJECT             = {key}\n\n" for key, value in values.items())
    return ("\nGROUP                  = INVENTORYMETADATA\n  GROUPTYPE            = MASTERGROUP\n\n"
            f"{objects}END_GROUP              = INVENTORYMETADATA\n\nEND\n")


def _odl(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def _structure(name: str, corners: tuple[float, float, float, float], fields: Mapping[str, Field]) -> str:
    rows, columns = next(iter(fields.values())).values.shape
    west, north, east, south = corners
    lines = [
        "GROUP=SwathStructure", "END_GROUP=SwathStructure", "GROUP=GridStructure", "\tGROUP=GRID_1",
        f'\t\tGridName="{name}"', f"\t\tXDim={columns}", f"\t\tYDim={rows}",
        f"\t\tUpperLeftPointMtrs=({west:.6f},{north:.6f})", f"\t\tLowerRightMtrs=({east:.6f},{south:.6f})",
        "\t\tProjection=GCTP_SNSOID", f"\t\tProjParams=({_SPHERE:.6f},0,0,0,0,0,0,0,86400,0,0,0,0)",
        "\t\tSphereCode=-1", "\t\tGridOrigin=HDFE_GD_UL", "\t\tGROUP=Dimension", "\t\tEND_GROUP=Dimension",
        "\t\tGROUP=DataField",
    ]
    for number, (key, field) in enumerate(fields.items(), start=1):
        lines += [f"\t\t\tOBJECT=DataField_{number}", f'\t\t\t\tDataFieldName="{key}"',
                  f"\t\t\t\tDataType=DFNT_{_KINDS[field.values.dtype.name]}", '\t\t\t\tDimList=("YDim","XDim")',
                  f"\t\t\tEND_OBJECT=DataField_{number}"]
    lines += ["\t\tEND_GROUP=DataField", "\t\tGROUP=MergedFields", "\t\tEND_GROUP=MergedFields", "\tEND_GROUP=GRID_1",
              "END_GROUP=GridStructure", "GROUP=PointStructure", "END_GROUP=PointStructure", "END\n"]
    return "\n".join(lines)


def _write_attributes(path: Path, attributes: Mapping[str, str]) -> None:
    """Begin the file."""
    sd = require("pyhdf.SD")
    file = sd.SD(str(path), sd.SDC.WRITE | sd.SDC.CREATE | sd.SDC.TRUNC)
    for key, text in attributes.items():
        file.attr(key).set(sd.SDC.CHAR, text)
    file.end()


def _write_field(path: Path, grid: str, name: str, field: Field) -> int:
    """The reference number of the data set."""
    sd = require("pyhdf.SD")
    file = sd.SD(str(path), sd.SDC.WRITE)
    kind = getattr(sd.SDC, _KINDS[field.values.dtype.name])
    data = file.create(name, kind, field.values.shape)
    for number, side in enumerate(("YDim", "XDim")):
        data.dim(number).setname(f"{side}:{grid}")
    data.setcompress(sd.SDC.COMP_DEFLATE, 5)
    data[:] = field.values
    for key, value in field.attributes.items():
        if isinstance(value, str):
            data.attr(key).set(sd.SDC.CHAR, value)
        else:
            data.attr(key).set(sd.SDC.FLOAT64 if isinstance(value, float) else kind, value)
    number = data.ref()
    data.endaccess()
    file.end()
    return number


def _write_groups(path: Path, name: str, fields: Sequence[int]) -> None:
    """Put the data sets under their grid."""
    hdf = require("pyhdf.HDF")
    require("pyhdf.V")       # without it HDF.vgstart is not there
    file = hdf.HDF(str(path), hdf.HC.WRITE)
    groups = file.vgstart()
    grid, data, attributes = (groups.create(title) for title in (name, "Data Fields", "Grid Attributes"))
    grid._class = "GRID"
    for part in (data, attributes):
        part._class = "GRID Vgroup"
    for number in fields:
        data.add(hdf.HC.DFTAG_NDG, number)
    for part in (data, attributes):
        grid.insert(part)
    for group in (data, attributes, grid):
        group.detach()
    groups.end()
    file.close()
