"""Coordinate reference systems from whatever names them, and their comparison by meaning."""

from typing import Any

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from .errors import FusionError
from .message import message

_METRES = 1e-5
_DEGREES = 1e-10
_FAR = 1e9
# Without a code of EPSG, and so spelt differently by each writer: MODIS's sinusoidal grid.
_UNREGISTERED = ("+proj=sinu +lon_0=0 +x_0=0 +y_0=0 +R=6371007.181 +units=m +no_defs +type=crs",)
_UNITS = {name: name for name in (
    message("metre"), message("degree"), message("foot"), message("US survey foot"), message("kilometre"),
)}
_NAMELESS = ("unknown", "unnamed", "not specified", "not_specified", "undefined")


def parse_crs(value: Any) -> CRS:
    """The horizontal CRS meant by an authority code, WKT, PROJ string, `osr.SpatialReference`, odc-geo or pyproj CRS.

    Vertical parts are dropped. Raises FusionError if the value is not understood or is not tied to the earth.
    """
    try:
        crs = horizontal(_to_pyproj(value))
    except CRSError as error:
        raise FusionError(message(
            'The coordinate reference system "{crs}" is not understood; '
            'give an authority code such as "EPSG:32611", or WKT.', crs=_shorten(value)
        )) from error
    if not is_georeferenced(crs):
        raise FusionError(message(
            'The coordinate reference system "{crs}" is not tied to the earth; '
            "choose a geographic or projected one.", crs=_shorten(crs.name)
        ))
    if crs.ellipsoid is None or not crs.ellipsoid.semi_minor_metre > 1.0:
        raise FusionError(message(
            'The coordinate reference system "{crs}" has an ellipsoid without size; assign another one.',
            crs=_shorten(crs.name),
        ))
    return crs


def horizontal(crs: CRS) -> CRS:
    """The two-dimensional part of a compound or three-dimensional CRS."""
    if crs.is_compound and crs.sub_crs_list:
        crs = crs.sub_crs_list[0]
    return _without_height(crs) if len(crs.axis_info) > 2 else crs


def unit_name(name: str) -> str:
    """PROJ's name of a unit, as a Message where it is a common one."""
    return _UNITS.get(name, name)


def display_name(crs: CRS) -> str:
    """Its name for people; the method of its projection where it has none, as MODIS's sinusoidal CRS."""
    operation = crs.coordinate_operation
    return operation.method_name if crs.name.lower() in _NAMELESS and operation is not None else crs.name


def is_georeferenced(crs: CRS) -> bool:
    """Is it geographic or projected, rather than a local or engineering system or a pure height?"""
    return bool(crs.is_geographic or crs.is_projected)


def canonical(crs: CRS) -> CRS:
    """The registered CRS of the same meaning where there is one, so that equal CRSs also look equal; else `crs`.

    MODIS's sinusoidal CRS, which is not registered, has one form too.
    """
    code = None if crs.is_bound else crs.to_epsg()
    if code is None:
        known = map(CRS.from_user_input, _UNREGISTERED if _method(crs) == "Sinusoidal" else ())
        return next((each for each in known if same_crs(each, crs)), crs)
    registered = CRS.from_epsg(code)
    return registered if same_crs(registered, crs) else crs


def transformer(source: CRS, target: CRS) -> Transformer:
    """PROJ's transformer in x, y order. Raises FusionError where it knows none (another planet, a one-way projection).
    """
    try:
        return Transformer.from_crs(source, target, always_xy=True)
    except ProjError as error:
        raise FusionError(message(
            'Coordinates cannot be transformed from "{source}" to "{target}"; choose another CRS.',
            source=_shorten(source.name), target=_shorten(target.name)
        )) from error


def _method(crs: CRS) -> str:
    return crs.coordinate_operation.method_name if crs.coordinate_operation else ""


def names_datum(crs: CRS) -> bool:
    """Does the CRS name its datum? Products on a sphere often do not, and no datum shift is meant then."""
    return _datum_name(crs) != ""


def same_crs(a: Any, b: Any) -> bool:
    """Do equal coordinates (x, y order) in `a` and `b` mean the same place?

    Names and authority codes do not count: the ECOSTRESS files of 2024 store UTM zone 11N without its EPSG code. CRSs
    that pyproj does not find equal are compared by their ellipsoids, their datums (a datum without a name equals any
    on the same ellipsoid) and the coordinates they give to points all over the globe (1e-5 m, 1e-10 degree).
    """
    first, second = parse_crs(a), parse_crs(b)
    if first.equals(second, ignore_axis_order=True):
        return True
    if first.is_bound or second.is_bound:
        return _same_bound(first, second)
    if first.is_geographic != second.is_geographic or not _same_datum(first, second):
        return False
    return _same_coordinates(first, second)


def _to_pyproj(value: Any) -> CRS:
    if isinstance(value, CRS):
        return value
    if hasattr(value, "ExportToWkt"):
        return CRS.from_wkt(wkt_of(value))
    if hasattr(value, "to_wkt"):
        return CRS.from_wkt(value.to_wkt())
    crs = CRS.from_user_input(value)
    if isinstance(value, str) and not any(mark in value for mark in ":[{+=") and crs.name.lower() != value.lower():
        raise CRSError("PROJ takes any text for a part of a name")
    return crs


def _without_height(crs: CRS) -> CRS:
    """pyproj has `to_2d` from 3.6 on; before, the third axis is struck from the definition."""
    if hasattr(crs, "to_2d"):
        return crs.to_2d()
    definition = crs.to_json_dict()
    axes = definition.get("coordinate_system", {}).get("axis", [])
    if len(axes) < 3:
        return crs
    del axes[2:]
    for key in ("id", "ids"):
        definition.pop(key, None)
    return CRS.from_json_dict(definition)


def wkt_of(reference: Any) -> str:
    """WKT 2 from GDAL, which knows CRSs that WKT 1 cannot say; older text where GDAL cannot write it."""
    try:
        text = reference.ExportToWkt(["FORMAT=WKT2_2019"])
    except RuntimeError:
        text = ""
    text = text or reference.ExportToWkt()
    if isinstance(text, bytes):   # a damaged name
        return text.decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode("utf-8")


def _same_bound(first: CRS, second: CRS) -> bool:
    """Bound CRSs carry a shift to another datum: both must carry the same one, or it must not matter."""
    shift_a = first.coordinate_operation.towgs84 if first.is_bound and first.coordinate_operation else []
    shift_b = second.coordinate_operation.towgs84 if second.is_bound and second.coordinate_operation else []
    shifts_agree = [float(x) for x in shift_a] == [float(x) for x in shift_b]
    if not shifts_agree and (any(shift_a) or any(shift_b)):
        return False
    return same_crs(first.source_crs if first.is_bound else first, second.source_crs if second.is_bound else second)


def _same_datum(first: CRS, second: CRS) -> bool:
    a, b = first.ellipsoid, second.ellipsoid
    if a is None or b is None or first.prime_meridian is None or second.prime_meridian is None:
        return False
    if not np.isclose(a.semi_major_metre, b.semi_major_metre, rtol=1e-11, atol=0):
        return False
    if not np.isclose(_flattening(a), _flattening(b), rtol=1e-10, atol=1e-15):
        return False
    if not np.isclose(_longitude(first), _longitude(second), rtol=0, atol=_DEGREES):
        return False
    names = _datum_name(first), _datum_name(second)
    return names[0] == names[1] or "" in names


def _flattening(ellipsoid: Any) -> float:
    return 1.0 / ellipsoid.inverse_flattening if ellipsoid.inverse_flattening else 0.0


def _longitude(crs: CRS) -> float:
    meridian = crs.prime_meridian
    return float(np.degrees(meridian.longitude * meridian.unit_conversion_factor))


def _datum_name(crs: CRS) -> str:
    """The datum's name without spelling differences, "" if it has none."""
    name = (crs.datum.name if crs.datum else "").lower().replace("_", " ")
    if not name or name.startswith(_NAMELESS):
        return ""
    name = name.removesuffix(" ensemble").removeprefix("d ")
    return {"wgs 84": "world geodetic system 1984", "wgs 1984": "world geodetic system 1984"}.get(name, name)


def _same_coordinates(first: CRS, second: CRS) -> bool:
    """Do both give the same numbers to the same longitudes and latitudes (no datum shift involved)?"""
    tolerance = _DEGREES if first.is_geographic else _METRES / max(_unit(first), 1e-3)
    try:
        a, b = _globe(first), _globe(second)
    except ProjError:
        return False
    usable = (np.isfinite(a) & (np.abs(a) < _FAR)).all(axis=0)
    comparable = (np.isfinite(b) & (np.abs(b) < _FAR)).all(axis=0)
    if usable.sum() < 4 or not np.array_equal(usable, comparable):
        return False
    return bool((np.abs(a[:, usable] - b[:, usable]) <= tolerance).all())


def _globe(crs: CRS) -> np.ndarray:
    """Coordinates (2, n) in `crs` of a net of points over the globe, by the projection alone."""
    longitude, latitude = np.meshgrid(np.linspace(-174.0, 174.0, 30), np.linspace(-84.0, 84.0, 15))
    transformer = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    return np.array(transformer.transform(longitude.ravel(), latitude.ravel()))


def _unit(crs: CRS) -> float:
    return crs.axis_info[0].unit_conversion_factor if crs.axis_info else 1.0


def _shorten(value: Any, length: int = 80) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= length else text[: length - 3] + "..."
