"""What must hold of every output, told by GDAL, pyproj and NumPy alone."""

import math
import os

import numpy as np
from osgeo import gdal
from pyproj import CRS, Transformer

ROUNDING = {"Float32": 1e-6, "Float64": 1e-9}

SMALLEST = 1.2e-38   # Float32 rounds what is smaller to zero


class Wrong(Exception):
    """An output or a refusal that is not what was promised."""


def must(holds, text):
    """Raise Wrong with ``text`` unless ``holds``."""
    if not holds:
        raise Wrong(text)


def check_sentence(error):
    """One line that ends with a full stop, short enough to be read."""
    text = str(error)
    must("\n" not in text and text.endswith(".") and 10 < len(text) < 600, f"no sentence: {text!r}")


def listing(folder):
    """Names and contents of the files in a folder."""
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            found[name] = file.read()
    return found


def load(path, target):
    """A dataset that opens on the target grid."""
    dataset = gdal.Open(path)
    must(dataset is not None, f"{path} does not open")
    must((dataset.RasterYSize, dataset.RasterXSize) == tuple(target.shape), "the output's shape is not the target's")
    transform, wanted = np.array(dataset.GetGeoTransform()), np.array(target.affine.to_gdal())
    pixel = np.abs(wanted[[1, 2, 4, 5]]).max()
    # Corner, and how far the far corner is off: in pixels, but for what a float64 of the coordinates holds.
    rows, columns = target.shape
    shift = np.abs(transform - wanted) * [1, columns, rows, 1, columns, rows]
    slack = 1e-6 * pixel + 1e-12 * np.abs(wanted[[0, 3]]).max()
    must((shift <= slack).all(), f"the output's transform {transform} is not the target's {wanted}")
    check_crs(dataset, target)
    return dataset


def check_crs(dataset, target):
    """The output's CRS gives the same coordinates to places on the globe as the target's."""
    text = dataset.GetSpatialRef().ExportToWkt(["FORMAT=WKT2_2019"]) if dataset.GetSpatialRef() else ""
    must(text, f"the output has no CRS, where {target.crs.proj.to_wkt()[:200]} was asked for")
    own, wanted = CRS.from_wkt(text), target.crs.proj
    must(own.is_geographic == wanted.is_geographic, f"the output's CRS is {text[:300]}")
    longitude, latitude = np.meshgrid(np.linspace(-170, 170, 18), np.linspace(-80, 80, 9))
    found = []
    for crs in (own, wanted):
        crs = crs.source_crs if crs.is_bound else crs
        to_crs = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
        found.append(np.array(to_crs.transform(longitude.ravel(), latitude.ravel())))
    usable = np.isfinite(found).all((0, 1)) & (np.abs(found) < 1e9).all((0, 1))
    off = np.abs(found[0] - found[1])[:, usable].max(initial=0.0)
    must(off < (1e-8 if wanted.is_geographic else 1e-3), f"the output's CRS is off by {off}: {text[:300]}")


def planes(dataset):
    """Bands as float64 (bands, rows, columns), NaN where GDAL says that there is nothing."""
    found = []
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        values = band.ReadAsArray().astype(float)
        found.append(np.where(band.GetMaskBand().ReadAsArray() > 0, values, np.nan))
    return np.array(found)


def stored(path, number):
    """Valid values of an input band as GDAL alone tells them; None where GDAL cannot read it all."""
    gdal.ErrorReset()
    dataset = gdal.Open(path)
    band = dataset.GetRasterBand(number) if dataset is not None else None
    values = None if band is None else band.ReadAsArray()
    mask = None if band is None else band.GetMaskBand().ReadAsArray()
    if values is None or mask is None or gdal.GetLastErrorType() >= gdal.CE_Failure:
        return None
    scale, offset = (default if given is None or not math.isfinite(given) else given
                     for given, default in ((band.GetScale(), 1.0), (band.GetOffset(), 0.0)))
    spoilt = any(given is not None and not math.isfinite(given) for given in (band.GetScale(), band.GetOffset()))
    if scale == 0.0 or spoilt:
        scale, offset = 1.0, 0.0
    with np.errstate(all="ignore"):
        own = values.astype(float) * scale + offset
        return own[np.isfinite(own) & np.isfinite(values) & (mask > 0)]


def check_share(share, min_valid, values):
    """Valid fractions lie in [0, 1], and cells with a value reach the minimum."""
    must(np.isfinite(share).all(), "a valid fraction is missing")
    must(share.min() >= 0.0 and share.max() <= 1.0, f"valid fractions from {share.min()} to {share.max()}")
    if values.shape[0] == share.shape[0]:
        reached = share[np.isfinite(values)]
        must((reached >= min_valid - 1e-6).all(), f"a cell has a value at a valid fraction of {reached.min(initial=1)}")


def check_values(result, values, paths, bands, type_name, formula):
    """Values of a statistic lie where those of the inputs allow."""
    must(not np.isinf(values).any(), "an infinite value")
    statistic = result.statistic
    if statistic == "fractions":
        return check_fractions(values, result.classes, len(bands))
    if statistic == "count":
        return must(not (values < 0).any(), "a negative count")
    if formula or len(values) != len(bands):
        return None
    for plane, number in zip(values, bands):
        inputs = [stored(path, number) for path in paths]
        if all(each is not None for each in inputs):
            _check_range(result, plane[np.isfinite(plane)], np.concatenate(inputs), type_name)
    return None


def check_fractions(values, classes, bands):
    """Fractions lie in [0, 1]; those of all classes sum to 1, those of chosen ones to no more."""
    must(len(values) == bands * len(classes), f"{len(values)} bands for {len(classes)} classes")
    known = values[np.isfinite(values)]
    must(((known >= 0.0) & (known <= 1.0 + 1e-6)).all(), "a fraction outside of 0 to 1")
    total = values.reshape(bands, -1, *values.shape[1:]).sum(axis=1)
    must((total[np.isfinite(total)] < 1.0 + 1e-5).all(), "fractions sum to more than 1")


def _check_range(result, found, inputs, type_name):
    """One band: cells with values ``found`` from valid pixels ``inputs``."""
    if not found.size:
        return
    must(inputs.size, "values from no valid pixel")
    low, high = inputs.min(), inputs.max()
    slack = ROUNDING.get(type_name, 0.0) * max(abs(low), abs(high)) + (SMALLEST if type_name in ROUNDING else 0.5)
    if result.statistic == "mode":
        must(np.isin(found, inputs).all(), "a mode that is no class of the input")
    elif result.kind == "circular":
        return
    elif result.statistic in ("min", "max", "mean", "median", "percentile"):
        must(found.min() >= low - slack and found.max() <= high + slack,
             f"{result.statistic} from {found.min()!r} to {found.max()!r} of values from {low!r} to {high!r}")
    elif result.statistic == "std" and result.kind not in ("decibel", "radiative"):
        must(found.min() >= 0.0 and found.max() <= (high / 2 - low / 2) * (1 + 1e-6) + slack,
             f"a standard deviation of {found.max()!r} of values from {low!r} to {high!r}")
