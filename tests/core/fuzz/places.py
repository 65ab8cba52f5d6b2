"""Random places for rasters: CRSs of every sort, and transforms from ordinary to impossible."""

import math

import numpy as np
from affine import Affine
from osgeo import osr
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

# Tied to the earth, and usable at many places.
PROJECTED = (
    "EPSG:32611", "EPSG:32760", "EPSG:3857", "EPSG:6933", "EPSG:6931", "EPSG:6932", "EPSG:3413", "EPSG:3031",
    "EPSG:5041", "EPSG:3035", "EPSG:5070", "EPSG:2193", "EPSG:27700", "EPSG:28992", "EPSG:2056", "EPSG:2180",
    "EPSG:31467", "EPSG:2229", "EPSG:26911", "EPSG:26711", "EPSG:2048", "EPSG:5513", "EPSG:5514", "EPSG:3832",
    "EPSG:8857", "ESRI:54009", "ESRI:54030", "ESRI:102001", "IAU_2015:30110",
    "+proj=sinu +lon_0=0 +R=6371007.181 +units=m", "+proj=sinu +lon_0=170 +R=6370997", "+proj=laea +lat_0=90",
    "+proj=igh +lon_0=0", "+proj=gnom +lat_0=40 +lon_0=5",
    "+proj=ortho +lat_0=20 +lon_0=-80", "+proj=geos +h=35785831 +lon_0=-75 +sweep=x",
    "+proj=nsper +h=3000000 +lat_0=50",
    "+proj=cea +lat_ts=30", "+proj=eqc +lat_ts=45 +lon_0=180", "+proj=merc +a=6378137 +b=6378137 +nadgrids=@null",
    "+proj=tmerc +lat_0=0 +lon_0=9 +k=0.9996 +axis=wsu", "+proj=lcc +lat_1=20 +lat_2=60 +units=us-ft",
    "+proj=utm +zone=33 +ellps=intl +towgs84=-87,-98,-121", "+proj=omerc +lat_0=4 +lonc=102 +alpha=323 +k=0.99984",
    "+proj=healpix", "+proj=rhealpix", "+proj=qsc +lat_0=0 +lon_0=90", "+proj=bonne +lat_1=10", "+proj=wintri",
    "+proj=aeqd +lat_0=-90", "+proj=stere +lat_0=90 +lat_ts=70 +lon_0=-45 +R=6378273", "+proj=krovak", "+proj=cass",
    "+proj=poly", "+proj=moll +lon_0=180", "+proj=isea", "+proj=somerc +lat_0=46.95 +lon_0=7.44",
)
GEOGRAPHIC = (
    "EPSG:4326", "EPSG:4326", "EPSG:4326", "OGC:CRS84", "EPSG:4267", "EPSG:4269", "EPSG:4314", "EPSG:4258",
    "EPSG:4807", "EPSG:4979", "EPSG:4322", "+proj=longlat +R=6371007.181",
    "+proj=longlat +ellps=bessel +pm=ferro", "+proj=longlat +datum=WGS84 +lon_wrap=180",
    "+proj=ob_tran +o_proj=longlat +o_lon_p=-162 +o_lat_p=39.25 +lon_0=180 +R=6371229",
)
UNUSABLE = (
    "EPSG:4978", "EPSG:5773", 'LOCAL_CS["site",UNIT["metre",1]]', 'ENGCRS["mine",EDATUM["pit"],CS[Cartesian,2],'
    'AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]', "EPSG:4326+5773", "EPSG:32633+5773", "EPSG:9518",
)
METRES_PER_DEGREE = 111_194.9


def random_crs(random, usable=0.975):
    """A CRS as text that PROJ takes; with ``usable`` below 1 also those that hold no map, or heights too."""
    if random.random() > usable:
        return str(random.choice(UNUSABLE))
    return str(random.choice(GEOGRAPHIC if random.random() < 0.3 else PROJECTED))


def reference(text):
    """An `osr.SpatialReference`; None where GDAL does not take the text."""
    found = osr.SpatialReference()
    try:
        if found.SetFromUserInput(text) != 0:
            return None
    except RuntimeError:
        return None
    found.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return found


def unit_in_metres(text):
    """About how long a unit of a CRS is; 1 where it cannot be told."""
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return 1.0
    if crs.is_geographic:
        return METRES_PER_DEGREE
    return crs.axis_info[0].unit_conversion_factor if crs.axis_info else 1.0


def place_in(text, longitude, latitude):
    """Coordinates in a CRS of a place on its globe; (0, 0) where it has none there."""
    try:
        crs = CRS.from_user_input(text)
        x, y = Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True).transform(longitude, latitude)
    except (CRSError, ProjError, AttributeError):
        return 0.0, 0.0
    return (x, y) if math.isfinite(x) and math.isfinite(y) else (0.0, 0.0)


def random_place(random):
    """Longitude and latitude: anywhere, at the antimeridian or at a pole more often than by chance."""
    longitude, latitude = random.uniform(-180, 180), math.degrees(math.asin(random.uniform(-1, 1)))
    kind = random.random()
    if kind < 0.1:
        longitude = random.choice([-180.0, 180.0, 179.9])
    elif kind < 0.2:
        latitude = random.choice([-90.0, 90.0, 89.9, -89.9])
    elif kind < 0.25:
        longitude, latitude = 0.0, 0.0
    elif kind < 0.5:   # where most of the projected CRSs are at home
        longitude, latitude = random.uniform(-120, 30), random.uniform(35, 60)
    return longitude, latitude


def random_transform(random, crs, shape):
    """An affine from pixels to ``crs``: mostly north up around a place; rotated, sheared, absurd or degenerate too."""
    metres = 10.0 ** random.uniform(0.0, 4.5) if random.random() < 0.85 else 10.0 ** random.uniform(-4.0, 8.0)
    size = metres / unit_in_metres(crs)
    x, y = place_in(crs, *random_place(random))
    width, height = size, -size * (1.0 if random.random() < 0.7 else random.uniform(0.2, 5.0))
    rows, columns = shape
    kind = random.random()
    if kind < 0.08:
        height = -height
    if kind < 0.03:
        width = -width
    affine = Affine(width, 0, x - width * columns / 2, 0, height, y - height * rows / 2)
    if kind > 0.93:
        return affine * Affine.rotation(random.uniform(-180, 180))
    if kind > 0.89:
        return affine * Affine.shear(random.uniform(-60, 60), random.uniform(-60, 60))
    if kind > 0.87:
        return _spoilt(random, affine)
    if kind > 0.83 and METRES_PER_DEGREE == unit_in_metres(crs):   # the whole world, or more than that
        turns = random.choice([0.5, 1.0, 1.0, 1.2, 3.0])
        return Affine(360.0 * turns / columns, 0, random.choice([-180.0, 0.0, 7.3]), 0, -180.0 / rows, 90.0)
    return affine


def _spoilt(random, affine):
    """One coefficient that makes no sense."""
    spoilt = list(affine)[:6]
    spoilt[random.integers(6)] = random.choice([0.0, math.nan, math.inf, -math.inf, 1e300, 1e-300, -1e15])
    return Affine(*spoilt)


def seeded(seed):
    """The random numbers of a case."""
    return np.random.default_rng(seed)
