"""Search in NASA's catalogue (CMR): collections of a product, then their granules."""

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timezone
from typing import Any, TypeVar

import requests

from ..errors import FusionError
from ..message import listed, message
from ..reporter import Reporter
from .granules import Granule, read_granule
from .login import Login, told, wrong_login
from .stop import Stop
from .waiting import answer_of

DAY_NIGHT = ("any", "day", "night")
CATALOGUE = "https://search.earthdata.nasa.gov"

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_CONCEPT = re.compile(r"C\d+-\w+")
_ATTEMPTS = 3
_CUT_SHORT = (ValueError, requests.exceptions.ChunkedEncodingError)
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Query:
    """What to search for.

    `product`: short name, DOI or concept id of a collection; `version` "" for the newest. `box`: west, south, east,
    north in degrees, west > east across the antimeridian. `begin`, `end`: dates or times (UTC), both ends in.
    `cloud_cover`: the most, in percent. `limit`: how many granules at most. Raises FusionError.
    """

    product: str
    version: str = ""
    box: tuple[float, float, float, float] | None = None
    begin: date | None = None
    end: date | None = None
    cloud_cover: float | None = None
    day_night: str = "any"
    limit: int = 500

    def __post_init__(self) -> None:
        if not self.product.strip():
            raise FusionError(message("No product is given; give its short name, such as HLSL30, or its DOI."))
        if self.begin is not None and self.end is not None and _first(self.begin) > _last(self.end):
            raise FusionError(message("The search ends on {end}, before it begins on {begin}; exchange the two.",
                                      begin=self.begin.isoformat(), end=self.end.isoformat()))
        if self.box is not None and not _is_on_globe(self.box):
            raise FusionError(message("The extent {box} does not lie on the globe; give west, east, south and north in "
                                      "degrees.", box=", ".join(f"{each:g}" for each in self.box)))
        if self.cloud_cover is not None and not 0 <= self.cloud_cover <= 100:
            raise FusionError(message("The cloud cover must be from 0 to 100 percent, not {value:g}.",
                                      value=self.cloud_cover))


@dataclass(frozen=True)
class Found:
    """What a search found: `hits` in the archive, of which `granules` are the first, in order of time and name."""

    granules: tuple[Granule, ...]
    hits: int
    product: str
    version: str


def search(query: Query, login: Login, reporter: Reporter) -> Found:
    """The granules of a query.

    Raises FusionError for a product that the catalogue does not hold and for answers that are none, Cancelled within a
    second of the user's wish.
    """
    def work(stop: Stop) -> Found:
        with login.patient_session(stop) as session:
            return _Search(query, login, session).run()

    # earthaccess tells of its own next version each time it counts the bytes of a granule.
    warnings.filterwarnings("ignore", message="As of version 1.0", category=FutureWarning)
    reporter.progress(0.0)
    found = answer_of(work, reporter)
    _tell(query, found, reporter)
    reporter.progress(1.0)
    return found


class _Search:
    """One search, in a thread."""

    def __init__(self, query: Query, login: Login, session: requests.Session) -> None:
        self._query, self._login, self._session = query, login, session

    def run(self) -> Found:
        collections = self._collections()
        first = collections[0]["umm"]
        identifiers = [each["meta"]["concept-id"] for each in collections]
        hits = _asked(self._granule_query(identifiers).hits)
        items = _asked(lambda: self._granule_query(identifiers).get(self._query.limit)) if hits else []
        granules = {granule.name: granule for granule in map(_read, items)}
        ordered = sorted(granules.values(), key=_place)[:self._query.limit]
        return Found(tuple(ordered), hits, first["ShortName"], first["Version"])

    def _collections(self) -> list[dict[str, Any]]:
        """Of the product's version that is asked for, or its newest one."""
        from earthaccess.search import DataCollections

        query = self._ready(DataCollections(auth=self._login.auth))
        text = self._query.product.strip()
        doi = _DOI.fullmatch(text)
        if doi:
            query.doi(doi[1])
        elif _CONCEPT.fullmatch(text):
            query.concept_id(text)
        else:
            query.short_name(text)
        found = _asked(lambda: query.get(100))
        if not found:
            raise FusionError(message(
                "NASA Earthdata holds no product {product}; give its short name as the archive writes it, such as "
                "HLSL30 or MOD11A1, or its DOI. Names are listed at {page}.", product=text, page=CATALOGUE))
        versions = sorted({each["umm"]["Version"] for each in found}, key=_version_number)
        chosen = [each for each in versions if _same_version(each, self._query.version)]
        if self._query.version.strip() and not chosen:
            raise FusionError(message("NASA Earthdata holds no version {version} of {product}; there are: {versions}.",
                                      version=self._query.version.strip(), product=text, versions=listed(versions)))
        version = chosen[-1] if chosen else versions[-1]
        return [each for each in found if each["umm"]["Version"] == version]

    def _granule_query(self, collections: list[str]) -> Any:
        from earthaccess.search import DataGranules

        query = self._ready(DataGranules(auth=self._login.auth))
        asked = self._query
        query.concept_id(collections)
        if asked.box is not None:
            query.bounding_box(*asked.box)
        if asked.begin is not None or asked.end is not None:
            query.temporal(None if asked.begin is None else _first(asked.begin),
                           None if asked.end is None else _last(asked.end))
        if asked.cloud_cover is not None:
            query.cloud_cover(0, asked.cloud_cover)
        if asked.day_night != "any":
            query.day_night_flag(asked.day_night)
        return query

    def _ready(self, query: Any) -> Any:
        query.session = self._session
        return query


def _asked(ask: Callable[[], Answer]) -> Answer:
    """The answer; asked for again if it was cut short, which the requests library does not notice."""
    attempt = 1
    while True:
        try:
            with told():
                return _unwrapped(ask)
        except FusionError as error:
            if attempt == _ATTEMPTS or not isinstance(error.__cause__, _CUT_SHORT):
                raise
            attempt += 1


def _unwrapped(ask: Callable[[], Answer]) -> Answer:
    """With earthaccess's own error, which wraps one of requests, as what it is."""
    try:
        return ask()
    except RuntimeError as error:
        cause = error.__cause__
        if not isinstance(cause, requests.exceptions.HTTPError) or cause.response is None:
            raise
        status = cause.response.status_code
        if status in (401, 403):
            raise wrong_login() from error
        if 400 <= status < 500 and status not in (408, 429):
            raise FusionError(message("NASA Earthdata does not understand the search: {reason}.",
                                      reason=_reason(cause.response))) from error
        raise cause from error
    except KeyError as error:
        raise FusionError(message(
            "NASA Earthdata gives an answer that cannot be read; try again later.")) from error


def _reason(answer: requests.Response) -> str:
    """What the catalogue says against a query, on one line."""
    try:
        errors = answer.json()["errors"]
    except (ValueError, KeyError, TypeError):
        errors = []
    text = " ".join(str(each) for each in errors) or f"HTTP status {answer.status_code}"
    return " ".join(text.split())[:300].rstrip(".")


def _read(item: dict[str, Any]) -> Granule:
    try:
        return read_granule(item)
    except (KeyError, TypeError, ValueError) as error:
        raise FusionError(message("The archive describes a granule in a way that cannot be read ({reason}).",
                                  reason=f"{type(error).__name__}: {error}")) from error


def _tell(query: Query, found: Found, reporter: Reporter) -> None:
    shown = len(found.granules)
    reporter.info(message("{product}, version {version}: {hits:,} granules in the archive fit.", product=found.product,
                          version=found.version, hits=found.hits))
    if found.hits > shown == query.limit:
        reporter.warning(message("The first {count:,} of them are taken; raise LIMIT, or narrow the search.",
                                 count=shown))
    if not found.hits:
        reporter.warning(message("Nothing fits; widen the extent, the dates or the cloud cover."))
        if query.cloud_cover is not None:
            reporter.warning(message("Many products tell no cloud cover: with CLOUD_COVER given, none of their "
                                     "granules is found. Leave it out for them."))


def _place(granule: Granule) -> tuple[datetime, str]:
    return granule.begin or datetime.max.replace(tzinfo=timezone.utc), granule.name


def _version_number(version: str) -> tuple[Sequence[int], str]:
    return [int(part) for part in re.findall(r"\d+", version)], version


def _same_version(version: str, asked: str) -> bool:
    """Is it? "2" and "v2.0" are "2.0", "61" is "061"."""
    def plain(text: str) -> str:
        numbers = re.sub(r"^v(?=\d)", "", text.strip().lower())
        return re.sub(r"(\.0)+$", "", numbers).lstrip("0")

    return plain(version) == plain(asked)


def _first(day: date) -> datetime:
    return _utc(day if isinstance(day, datetime) else datetime.combine(day, time.min))


def _last(day: date) -> datetime:
    return _utc(day if isinstance(day, datetime) else datetime.combine(day, time(23, 59, 59)))


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=timezone.utc) if moment.tzinfo is None else moment.astimezone(timezone.utc)


def _is_on_globe(box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90
