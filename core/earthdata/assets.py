"""Which files of granules are wanted, by the products' own names of bands: B04, Fmask, LST, QC."""

import fnmatch
import re
from collections.abc import Iterable, Sequence

from ..errors import FusionError
from ..message import listed, message
from ..product import products
from .remote_file import RemoteFile

# What lies beside the data: descriptions, checksums, pictures.
_BESIDE = (".xml", ".json", ".md5", ".sha256", ".sha512", ".txt", ".html", ".met", ".dmrpp", ".jpg", ".jpeg", ".png",
           ".pdf", ".qa", ".prj", ".idx")
_MOST_NAMED = 30
_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")


def asset_of(name: str, granule: str) -> str:
    """The name of the band that a file of a granule holds, "" for a file that holds them all.

    It is what stands between the granule's name and the ending: "GRANULE.B04.tif", "GRANULE_LST.tif".
    """
    stem = _ENDING.sub("", name)
    granule = _ENDING.sub("", granule) if granule == name else granule
    if granule and stem.startswith(granule):
        return stem[len(granule):].strip("._-")
    return _by_product(name)


def choose(files: Sequence[RemoteFile], asked: Iterable[str]) -> list[RemoteFile]:
    """The data files among those of one or more granules; of those that hold single bands, the asked ones.

    `asked`: names of bands in any case, * and ? standing for any letters; none for all. A file that holds all bands of
    its granule is always taken. Raises FusionError for a name that fits nothing, with those there are.
    """
    data = [each for each in files if not each.name.lower().endswith(_BESIDE)]
    words = [word for word in asked if word]
    if not words:
        return data
    single = [each for each in data if each.asset]
    for word in words:
        if single and not any(_fits(each, word) for each in single):
            names = sorted({each.asset for each in single})
            raise FusionError(message(
                "No granule has an asset {word}; there are: {names}.", word=word,
                names=listed(names[:_MOST_NAMED])))
    return [each for each in data if not each.asset or any(_fits(each, word) for word in words)]


def _fits(remote: RemoteFile, word: str) -> bool:
    return fnmatch.fnmatchcase(remote.asset.lower(), word.lower())


def _by_product(name: str) -> str:
    """As the table of products reads it from a file's name."""
    for product in products():
        for pattern in product.files:
            found = re.search(pattern, name)
            if found:
                return found.groupdict().get("layer") or ""
    return ""
