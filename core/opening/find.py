"""Finds granules in a file or a folder, and which of the files beside it belong to it."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..advice.times import observed
from ..errors import FusionError
from ..message import listed, message
from ..product import Product, recognise
from ..raster.contents import contents_of
from ..raster.files import open_raster, short_name
from .granule import Granule, GranuleBand
from .metadata import read_mtd, read_mtl

_RASTERS = (".tif", ".tiff", ".jp2")
_CONTAINERS = (".hdf", ".h5", ".he5", ".nc", ".nc4")
_MTL = re.compile(r"^(?P<stem>L[COTEM]0\d_L\w{3}_\d{6}_\d{8}_\d{8}_02_\w\w)_MTL\.(?:txt|json|xml)$")
_MTL_ENDINGS = (".txt", ".json", ".xml")
_MTD = "MTD_MSIL2A.xml"
_SAFE_DEPTH = 5          # GRANULE/L2A_.../IMG_DATA/R60m lies four folders below the product's
_DEEPEST = 6
_FROM_MTL = {"IMAGE_ATTRIBUTES/DATE_ACQUIRED": "DATE_ACQUIRED",
             "IMAGE_ATTRIBUTES/SCENE_CENTER_TIME": "SCENE_CENTER_TIME",
             "PRODUCT_CONTENTS/LANDSAT_PRODUCT_ID": "LANDSAT_PRODUCT_ID"}
_TILED = re.compile(r"^T\d\d[A-Z]{3}_\d{8}T\d{6}$")


def find_granules(path: str, without: str | None = None) -> tuple[Granule, ...]:
    """The granules in a file or a folder, by name; of a file that holds one band of many, those beside it too.

    ``without``: a folder below that is not looked into, since it takes what is made. Raises FusionError where there are
    none.
    """
    if not path.strip():
        raise FusionError(message("No granule is given; choose a file or a folder."))
    if os.path.isdir(path):
        found = _in_folder(path, without)
        if not found:
            raise FusionError(message("{path} holds no file of a known product; choose the granule's file or folder.",
                                      path=path))
        return found
    name = os.path.basename(path)
    if _MTL.match(name) or name == _MTD:
        stem = _MTL.match(name)["stem"] if name != _MTD else ""
        found = [each for each in _in_folder(os.path.dirname(os.path.abspath(path))) if each.name.startswith(stem)]
        if not found:
            raise FusionError(message("There are no bands beside {name}; choose the folder of the product.", name=name))
        return tuple(found)
    return (_of_file(path),)


def band_of_file(granule: Granule, path: str) -> GranuleBand | None:
    """The band whose own file ``path`` is, where a granule has a file for each; None for the file of several."""
    found = [band for band in granule.bands if _same(band.path, path)]
    return found[0] if len(found) == 1 else None


def _same(first: str, second: str) -> bool:
    return os.path.normcase(os.path.abspath(first)) == os.path.normcase(os.path.abspath(second))


def _of_file(path: str) -> Granule:
    absolute = os.path.abspath(path) if os.path.exists(path) else path
    product, stem, _ = _split(absolute)
    if product is not None and stem:
        folder = os.path.dirname(absolute)
        files = [os.path.join(folder, each) for each in sorted(os.listdir(folder))]
        return next(granule for granule in _of_bands(files)
                    if any(_same(band.path, absolute) for band in granule.bands))
    return _container(absolute)


def _in_folder(folder: str, without: str | None = None) -> tuple[Granule, ...]:
    files = _files_below(os.path.abspath(folder), without)
    granules = [*_of_bands(files)]
    for file in files:
        if file.lower().endswith(_CONTAINERS) and (recognise(file).product is None or not _is_companion(file)):
            granule = _container(file, files)
            if granule.product is not None and granule.bands:
                granules.append(granule)
    return tuple(sorted(granules, key=lambda granule: granule.name))


def _files_below(folder: str, without: str | None) -> list[str]:
    found = []
    for root, folders, names in os.walk(folder):
        depth = os.path.relpath(root, folder).count(os.sep)
        folders[:] = [each for each in sorted(folders) if depth < _DEEPEST
                      and (without is None or not _same(os.path.join(root, each), without))]
        found += [os.path.join(root, name) for name in sorted(names)]
    return found


def _is_companion(file: str) -> bool:
    """A file of coordinates, which belongs to another one's granule."""
    return "_GEO_" in os.path.basename(file)


def _split(path: str) -> tuple[Product | None, str, str]:
    """Product, name of the granule and of the band, as the name of a band's file has them; None, "", "" if it has none.
    """
    name = os.path.basename(path)
    product = recognise(name).product
    if product is None or not name.lower().endswith(_RASTERS):
        return None, "", ""
    for pattern in product.files:
        found = re.search(pattern, name)
        if found and found.groupdict().get("layer"):
            rest = os.path.splitext(name)[0][found.end("layer"):].strip("._")
            stem = name[:found.start("layer")].rstrip("._")
            return product, f"{stem}_{rest}" if rest else stem, found["layer"]
    return None, "", ""


def _of_bands(files: Sequence[str]) -> list[Granule]:
    """Granules with a file for each band."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    products: dict[str, Product] = {}
    for file in files:
        product, stem, band = _split(file)
        if product is not None and stem:
            products[product.id] = product
            groups.setdefault((product.id, stem), []).append((band, file))
    return [_granule_of(products[identifier], stem, bands) for (identifier, stem), bands in groups.items()]


def _granule_of(product: Product, stem: str, found: Sequence[tuple[str, str]]) -> Granule:
    first = found[0][1]
    attributes = _beside(first, stem) or _metadata(first)
    bands: dict[str, GranuleBand] = {}
    for name, file in found:
        # The same band may lie in the folder twice, as TIFF and as JPEG 2000: the first by name counts.
        bands.setdefault(name, GranuleBand(name, file, recognise(file, attributes, name).layer))
    return Granule(product, stem, tuple(bands.values()), attributes, observed(first, attributes, product))


def _beside(file: str, stem: str) -> dict[str, str]:
    """Attributes out of the MTL or MTD that belongs to a band's file; {} without one."""
    folder = os.path.dirname(file)
    for ending in _MTL_ENDINGS:
        path = os.path.join(folder, f"{stem}_MTL{ending}")
        if os.path.isfile(path):
            mtl = read_mtl(path)
            return {**mtl, **{plain: mtl[key] for key, plain in _FROM_MTL.items() if key in mtl}}
    if _TILED.match(stem):
        for _ in range(_SAFE_DEPTH):
            path = os.path.join(folder, _MTD)
            if os.path.isfile(path):
                return _of_tile(read_mtd(path), stem)
            folder = os.path.dirname(folder)
    return {}


def _of_tile(mtd: Mapping[str, str], stem: str) -> dict[str, str]:
    """The MTD of a product, if it is this tile's: others may lie in one folder."""
    tile, sensed = stem.split("_")
    uri = mtd.get("PRODUCT_URI", "")
    return dict(mtd) if f"_{tile}_" in uri and sensed in uri else {}


def _metadata(path: str) -> dict[str, str]:
    contents = contents_of(path)
    return {} if contents is None else contents.metadata


def _container(path: str, beside: Sequence[str] = ()) -> Granule:
    """A file with many bands, or a single raster. Raises FusionError if it does not open."""
    contents = contents_of(path)
    if contents is None:
        open_raster(path)   # raises, and knows why
    attributes, subdatasets = contents
    product = recognise(path, attributes).product
    name = _granule_name(path, attributes, product)
    if subdatasets:
        bands = _named(subdatasets, product, attributes)
        # Dates and tiles may stand in the metadata of the bands alone.
        attributes = {**(_metadata(bands[0].path) if bands else {}), **attributes}
    else:
        layer = recognise(path, attributes).layer
        bands = (GranuleBand(layer.name if layer else os.path.splitext(os.path.basename(path))[0], path, layer),)
    granule = Granule(product, name, bands, attributes, observed(path, attributes, product))
    return replace(granule, companions=_companions(path, beside)) if granule.is_swath else granule


def _granule_name(path: str, attributes: Mapping[str, str], product: Product | None) -> str:
    """The file's own name, or the one it had when it was made where that alone is the product's."""
    own = os.path.basename(path)
    if product is not None and recognise(own).product is None:
        for key in ("LOCALGRANULEID", "PRODUCERGRANULEID"):
            made = attributes.get(key, "").strip()
            if made and recognise(made).product is product:
                return os.path.splitext(os.path.basename(made))[0]
    return os.path.splitext(own)[0]


def _named(subdatasets: Sequence[str], product: Product | None, attributes: Mapping[str, str]
           ) -> tuple[GranuleBand, ...]:
    """Bands by the last part of their subdatasets' names, with the group before it where that is not enough."""
    parts = [[part for part in re.split(r"[:/]", _inner(each)) if part] for each in subdatasets]
    last = [part[-1] for part in parts]
    names = [part[-1] if last.count(part[-1]) == 1 else "/".join(part[-2:]) for part in parts]
    return tuple(GranuleBand(name, path, recognise(path, attributes, name).layer if product else None)
                 for name, path in zip(names, subdatasets))


def _inner(subdataset: str) -> str:
    return short_name(subdataset).partition(":")[2] or subdataset


def _companions(path: str, beside: Sequence[str]) -> tuple[str, ...]:
    """Files of coordinates of the same orbit and scene in the folder of a swath's file."""
    folder = os.path.dirname(path)
    files = beside or [os.path.join(folder, name) for name in sorted(os.listdir(folder or "."))]
    scene = re.search(r"_\d{5}_\d{3}_\d{8}T\d{6}_|\.A\d{7}\.\d{4}\.", os.path.basename(path))
    if scene is None:
        return ()
    return tuple(file for file in files if scene.group() in os.path.basename(file) and not _same(file, path)
                 and file.lower().endswith(_CONTAINERS))


def listed_names(granule: Granule) -> str:
    """The names of its bands for a sentence."""
    return listed([band.name for band in granule.bands])
