"""The algorithm "Search NASA Earthdata"."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingOutputNumber,
)
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, QMetaType, Qt

from ..core.earthdata.credentials import Credentials
from .base import FusionAlgorithm
from .earthdata_login import read_credentials
from .parameters import is_given
from .read_footprints_parameters import read_extent
from .search_earthdata_parameters import (
    CLOUD_COVER,
    DAY_NIGHT,
    END,
    EXTENT,
    LIMIT,
    OUTPUT,
    PRODUCT,
    START,
    VERSION,
    output_parameter,
    read_day,
    search_parameters,
)
from .vector_output import is_own_file, open_vector_output
from .vector_styling import DateStyle

if TYPE_CHECKING:
    from datetime import datetime

    from ..core.earthdata.granules import Granule
    from ..core.earthdata.login import Login
    from ..core.earthdata.search import Found, Query

FOUND = "FOUND"
HITS = "HITS"
_MEGABYTE = 1e6
_FIELDS = (
    ("id", QMetaType.Type.QString, "Concept id of the granule in the catalogue"),
    ("name", QMetaType.Type.QString, "Native id: the granule's own name (GranuleUR)"),
    ("product", QMetaType.Type.QString, "Short name of the collection"),
    ("version", QMetaType.Type.QString, "Version of the collection"),
    ("time", QMetaType.Type.QDateTime, "Begin (UTC)"),
    ("end", QMetaType.Type.QDateTime, "End (UTC)"),
    ("cloud_cover", QMetaType.Type.Double, "Cloud cover (%)"),
    ("day_night", QMetaType.Type.QString, "Day, Night, Both or Unspecified"),
    ("size_mb", QMetaType.Type.Double, "Size of all files (MB, 10^6 bytes)"),
    ("links", QMetaType.Type.QString, "Addresses of the files, separated by spaces"),
    ("files", QMetaType.Type.QString, "The files with sizes and checksums (JSON)"),
)


@dataclass(frozen=True)
class SearchJob:
    """A run's parameters as plain values, safe in any thread. The login shows itself nowhere."""

    product: str
    version: str
    box: tuple[float, float, float, float] | None
    begin: date | None
    end: date | None
    cloud_cover: float | None
    day_night: str
    limit: int
    credentials: Credentials | None = field(default=None, repr=False, compare=False)

    def query(self) -> "Query":
        """Raises FusionError."""
        from ..core.earthdata.search import Query

        return Query(self.product, self.version, self.box, self.begin, self.end, self.cloud_cover, self.day_night,
                     self.limit)


class SearchEarthdata(FusionAlgorithm):
    """Footprints of the granules that NASA Earthdata holds of a product, for an area and a time."""

    packages = ("earthaccess",)

    def __init__(self):
        super().__init__()
        self._open_output = None

    def name(self):
        return "searchearthdata"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("SearchEarthdata", "Search NASA Earthdata")

    def group(self):
        return QCoreApplication.translate("SearchEarthdata", "Archive")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "archive"

    def tags(self):
        return QCoreApplication.translate(
            "SearchEarthdata",
            "NASA,Earthdata,CMR,earthaccess,archive,catalogue,granules,scenes,find,query,LP DAAC,HLS,Landsat,"
            "Sentinel-2,MODIS,VIIRS,ECOSTRESS,SMAP,GPM,GEDI,ICESat-2,OCO-2,GRACE,footprints,cloud cover,DOI",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "SearchEarthdata",
            "Finds the granules that NASA Earthdata holds of a product, for an area and a time, as a polygon layer.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in [*search_parameters(), output_parameter()]:
            self.addParameter(parameter)
        for name, label in (
            (FOUND, QCoreApplication.translate("SearchEarthdata", "Number of granules in the layer")),
            (HITS, QCoreApplication.translate("SearchEarthdata", "Number of granules in the archive that fit")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def read(self, parameters, context):
        cloud_cover = self.parameterAsDouble(parameters, CLOUD_COVER, context)
        return SearchJob(
            product=self.parameterAsString(parameters, PRODUCT, context),
            version=self.parameterAsString(parameters, VERSION, context) or "",
            box=read_extent(self, parameters, EXTENT, context),
            begin=read_day(self, parameters, START, context),
            end=read_day(self, parameters, END, context),
            cloud_cover=cloud_cover if is_given(parameters, CLOUD_COVER) else None,
            day_night=self.parameterAsEnumString(parameters, DAY_NIGHT, context),
            limit=self.parameterAsInt(parameters, LIMIT, context),
            credentials=read_credentials(),
        )

    def check(self, job):
        job.query()

    def read_outputs(self, parameters, context):
        crs = QgsCoordinateReferenceSystem("EPSG:4326")
        # Made when there is something to write: a layer in a database cannot take back what is written.
        self._open_output = lambda: open_vector_output(
            self, parameters, OUTPUT, context, _fields(), Qgis.WkbType.MultiPolygon, crs)
        own = is_own_file(parameters[OUTPUT], context)
        return {OUTPUT: self.parameterAsOutputLayer(parameters, OUTPUT, context)} if own else {}

    def execute(self, job, outputs, reporter):
        from ..core.earthdata.search import search

        query = job.query()
        try:
            found = search(query, _log_in(job.credentials, reporter), reporter)
            with self._open_output() as output:
                output.add([_feature(granule) for granule in found.granules])
                output.describe(_record(query, found))
                output.finish()
                output.commit()
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._open_output = None
        return {OUTPUT: output.path, FOUND: len(found.granules), HITS: found.hits}

    def styles(self, job, results):
        return {OUTPUT: DateStyle("time")} if results.get(FOUND) else {}


def _log_in(credentials: Credentials | None, reporter: Any) -> "Login":
    """Nobody has to log in to search what is public, which nearly all is. Raises FusionError for a wrong login."""
    from ..core.earthdata.login import NoLogin, anonymous, log_in
    from ..core.earthdata.waiting import answer_of

    try:
        return answer_of(lambda stop: log_in(credentials, stop), reporter)
    except NoLogin:
        reporter.info(QCoreApplication.translate(
            "SearchEarthdata",
            "No login to NASA Earthdata was found: what is public is searched. To download, a login is needed."))
        return anonymous()


def _record(query: "Query", found: "Found") -> str:
    """What was asked and how many fitted, as JSON. The archive grows: the same search may find more another day."""
    from ..core.provenance import provenance, to_json

    asked = asdict(query)
    asked.update(product=found.product, version=found.version, hits=found.hits,
                 begin=None if query.begin is None else query.begin.isoformat(),
                 end=None if query.end is None else query.end.isoformat())
    return to_json(provenance("searchearthdata", [], asked, []))


def _fields() -> QgsFields:
    fields = QgsFields()
    for name, kind, meaning in _FIELDS:
        each = QgsField(name, kind)
        each.setComment(meaning)
        fields.append(each)
    return fields


def _feature(granule: "Granule") -> QgsFeature:
    from ..core.earthdata.granules import files_as_text

    feature = QgsFeature(_fields())
    feature.setAttributes([
        granule.id, granule.name, granule.product, granule.version, _moment(granule.begin), _moment(granule.end),
        granule.cloud_cover, granule.day_night, None if granule.size is None else granule.size / _MEGABYTE,
        " ".join(granule.links), files_as_text(granule.files),
    ])
    if granule.polygons:
        feature.setGeometry(QgsGeometry.fromMultiPolygonXY(
            [[[QgsPointXY(*point) for point in ring] for ring in polygon] for polygon in granule.polygons]))
    return feature


def _moment(moment: "datetime | None") -> QDateTime | None:
    """To the millisecond, which is what layers keep."""
    if moment is None:
        return None
    return QDateTime.fromMSecsSinceEpoch(int(moment.timestamp()) * 1000 + moment.microsecond // 1000, Qt.TimeSpec.UTC)
