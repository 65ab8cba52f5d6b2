"""The algorithm "Download NASA Earthdata granules"."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qgis.core import (
    Qgis,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsFields,
    QgsProcessingContext,
    QgsProcessingFeatureSource,
    QgsProcessingOutputNumber,
    QgsVariantUtils,
)
from qgis.PyQt.QtCore import QCoreApplication, QDateTime, QMetaType, Qt

from ..core.earthdata.credentials import Credentials
from ..core.errors import FusionError
from .base import FusionAlgorithm
from .download_earthdata_parameters import (
    ASSETS,
    CONNECTIONS,
    EXTENT,
    FOLDER,
    INPUT,
    LOAD,
    MARGIN,
    OUTPUT,
    WHOLE_FILES,
    input_parameters,
)
from .earthdata_login import read_credentials
from .parameters import is_given
from .read_footprints_parameters import read_extent
from .search_earthdata_parameters import CLOUD_COVER, DAY_NIGHT, END, LIMIT, PRODUCT, START, VERSION, read_day
from .text_lists import read_words
from .vector_output import is_own_file, open_vector_output

if TYPE_CHECKING:
    from ..core.earthdata.cog_window import Area
    from ..core.earthdata.download import Outcome
    from ..core.earthdata.login import Login
    from ..core.earthdata.remote_file import RemoteFile
    from ..core.earthdata.search import Query

DOWNLOADED = "DOWNLOADED"
PRESENT = "PRESENT"
_LOADED = (".tif", ".tiff")
_FIELDS = (
    ("path", QMetaType.Type.QString, "Where the file is; empty if there is none"),
    ("name", QMetaType.Type.QString, "Name of the file in the archive"),
    ("granule", QMetaType.Type.QString, "Native id of the granule"),
    ("asset", QMetaType.Type.QString, "Band by the product's own name; empty for a file of all bands"),
    ("date", QMetaType.Type.QDateTime, "Begin of the granule (UTC)"),
    ("size", QMetaType.Type.LongLong, "Size of the file here (bytes)"),
    ("checksum", QMetaType.Type.QString, "Checksum of the file here, with its algorithm"),
    ("state", QMetaType.Type.QString, "downloaded, resumed, window, present, outside or failed"),
    ("fetched", QMetaType.Type.LongLong, "Bytes that came over the network"),
    ("reason", QMetaType.Type.QString, "Why it failed"),
)


@dataclass(frozen=True)
class LayerGranule:
    """A row of the layer that the search made."""

    name: str
    date: str
    files: str
    links: str


@dataclass(frozen=True)
class DownloadJob:
    """A run's parameters as plain values, safe in any thread. The login shows itself nowhere.

    `granules`: None for what the query finds.
    """

    granules: tuple[LayerGranule, ...] | None
    query: "Query | None"
    assets: tuple[str, ...]
    extent: tuple[float, float, float, float] | None
    margin: float
    whole_files: bool
    folder: str
    load: bool
    connections: int
    credentials: Credentials | None = field(default=None, repr=False, compare=False)

    def area(self) -> "Area | None":
        """What is wanted of files that can be cut."""
        from ..core.earthdata.cog_window import Area

        return None if self.extent is None or self.whole_files else Area(self.extent, "EPSG:4326", self.margin)


class DownloadEarthdata(FusionAlgorithm):
    """Files of granules of NASA Earthdata, or the area of interest out of them, into a folder."""

    packages = (*FusionAlgorithm.packages, "earthaccess")

    def __init__(self):
        super().__init__()
        self._open_output = None
        self._context: QgsProcessingContext | None = None

    def name(self):
        return "downloadearthdata"

    def displayName(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate("DownloadEarthdata", "Download NASA Earthdata granules")

    def group(self):
        return QCoreApplication.translate("DownloadEarthdata", "Archive")

    def groupId(self):  # noqa: N802 (QGIS's name)
        return "archive"

    def tags(self):
        return QCoreApplication.translate(
            "DownloadEarthdata",
            "NASA,Earthdata,earthaccess,archive,granules,scenes,files,fetch,transfer,resume,checksum,COG,window,crop,"
            "LP DAAC,HLS,MODIS,VIIRS,ECOSTRESS,SMAP,GPM,GEDI,ICESat-2",
        ).split(",")

    def shortDescription(self):  # noqa: N802 (QGIS's name)
        return QCoreApplication.translate(
            "DownloadEarthdata",
            "Downloads granules of NASA Earthdata, of GeoTIFF files only the area of interest; resumes and verifies.",
        )

    def initAlgorithm(self, configuration=None):  # noqa: N802 (QGIS's name)
        for parameter in input_parameters():
            self.addParameter(parameter)
        for name, label in (
            (DOWNLOADED, QCoreApplication.translate("DownloadEarthdata", "Number of files downloaded")),
            (PRESENT, QCoreApplication.translate("DownloadEarthdata", "Number of files that were there already")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, label))

    def read(self, parameters, context):
        extent = read_extent(self, parameters, EXTENT, context)
        source = self.parameterAsSource(parameters, INPUT, context) if is_given(parameters, INPUT) else None
        return DownloadJob(
            granules=None if source is None else _granules(source),
            query=self._query(parameters, context, extent, source),
            assets=read_words(self, parameters, ASSETS, context),
            extent=extent,
            margin=self.parameterAsDouble(parameters, MARGIN, context),
            whole_files=self.parameterAsBoolean(parameters, WHOLE_FILES, context),
            folder=self.parameterAsString(parameters, FOLDER, context),
            load=self.parameterAsBoolean(parameters, LOAD, context),
            connections=self.parameterAsInt(parameters, CONNECTIONS, context),
            credentials=read_credentials(),
        )

    def read_outputs(self, parameters, context):
        self._context = context
        # Made when there is something to write: a layer in a database cannot take back what is written.
        self._open_output = lambda: open_vector_output(
            self, parameters, OUTPUT, context, _fields(), Qgis.WkbType.NoGeometry, QgsCoordinateReferenceSystem())
        own = is_own_file(parameters[OUTPUT], context)
        return {OUTPUT: self.parameterAsOutputLayer(parameters, OUTPUT, context)} if own else {}

    def execute(self, job, outputs, reporter):
        from ..core.earthdata.assets import choose
        from ..core.earthdata.download import Options, State, download
        from ..core.earthdata.findings import check_complete, tell_of_download

        try:
            _make_folder(job.folder)
            login = _log_in(job.credentials, reporter)
            files = choose(_files(job, login, reporter), job.assets)
            options = Options(area=job.area(), connections=job.connections, threads=self._resources.threads,
                              hosts=(login.host,) if login.host else ())
            outcomes = download(files, job.folder, login.session, reporter, options) if files else []
            tell_of_download(outcomes, reporter)
            with self._open_output() as output:
                output.add(list(map(_feature, outcomes)))
                output.describe(_record(job, files, reporter.findings))
                output.finish()
                output.commit()
            check_complete(outcomes)   # when the table tells of what is there
            if job.load:
                self._load(outcomes)
        finally:
            # QGIS's objects must not wait for Python's garbage collector, which may come after QGIS is gone.
            self._open_output = self._context = None
        new = sum(each.state in (State.DOWNLOADED, State.RESUMED, State.WINDOW) for each in outcomes)
        return {OUTPUT: output.path, FOLDER: job.folder, DOWNLOADED: new,
                PRESENT: sum(each.state is State.PRESENT for each in outcomes)}

    def _query(self, parameters: dict, context: QgsProcessingContext, extent: Any,
               source: QgsProcessingFeatureSource | None) -> "Query | None":
        """Of the parameters of the search. Raises FusionError unless there is either a layer or a product."""
        from ..core.earthdata.search import Query

        if is_given(parameters, PRODUCT) == (source is not None):
            raise FusionError(QCoreApplication.translate(
                "DownloadEarthdata",
                "Give either INPUT, the layer that the search made, or PRODUCT, to search for what is downloaded."))
        if source is not None:
            return None
        cloud_cover = self.parameterAsDouble(parameters, CLOUD_COVER, context)
        return Query(
            self.parameterAsString(parameters, PRODUCT, context),
            self.parameterAsString(parameters, VERSION, context) or "",
            extent,
            read_day(self, parameters, START, context),
            read_day(self, parameters, END, context),
            cloud_cover if is_given(parameters, CLOUD_COVER) else None,
            self.parameterAsEnumString(parameters, DAY_NIGHT, context),
            self.parameterAsInt(parameters, LIMIT, context),
        )

    def _load(self, outcomes: "Sequence[Outcome]") -> None:
        """Have QGIS load the GeoTIFF files, named as they are."""
        context = self._context
        for each in outcomes:
            if each.path.lower().endswith(_LOADED):
                name = os.path.splitext(os.path.basename(each.path))[0]
                details = QgsProcessingContext.LayerDetails(name, context.project(), name)
                context.addLayerToLoadOnCompletion(each.path, details)


def _granules(source: QgsProcessingFeatureSource) -> tuple[LayerGranule, ...]:
    """Raises FusionError for a layer without files, or without a feature."""
    names = source.fields().names()
    if "links" not in names and "files" not in names:
        raise FusionError(QCoreApplication.translate(
            "DownloadEarthdata",
            "{layer} has neither a field files nor a field links; give the layer that Search NASA Earthdata made."
        ).format(layer=source.sourceName()))

    def text(feature: QgsFeature, name: str) -> str:
        value = feature[name] if name in names else None
        if QgsVariantUtils.isNull(value):
            return ""
        return value.toUTC().toString("yyyy-MM-ddTHH:mm:ssZ") if isinstance(value, QDateTime) else str(value)

    found = tuple(LayerGranule(*(text(each, name) for name in ("name", "time", "files", "links")))
                  for each in source.getFeatures())
    if not found:
        raise FusionError(QCoreApplication.translate(
            "DownloadEarthdata", "{layer} holds no granule, or none is selected; search again or select some."
        ).format(layer=source.sourceName()))
    return found


def _files(job: DownloadJob, login: "Login", reporter: Any) -> "list[RemoteFile]":
    """All files of the granules of the layer, or of those that the search finds. Raises FusionError."""
    from ..core.earthdata.granules import GranuleFile, files_from_text
    from ..core.earthdata.remote_file import remote_file
    from ..core.earthdata.search import search

    if job.granules is None:
        found = [(each.name, "" if each.begin is None else each.begin.strftime("%Y-%m-%dT%H:%M:%SZ"), each.files)
                 for each in search(job.query, login, reporter).granules]
    else:
        found = []
        for each in job.granules:
            try:
                files = files_from_text(each.files) if each.files else ()
            except ValueError as error:
                raise FusionError(QCoreApplication.translate(
                    "DownloadEarthdata", "The field files of {granule} cannot be read; search again."
                ).format(granule=each.name)) from error
            found.append((each.name, each.date, files or [GranuleFile("", link) for link in each.links.split()]))
    return [remote_file(each.url, each.size, each.checksum, name, date) for name, date, files in found
            for each in files]


def _log_in(credentials: Credentials | None, reporter: Any) -> "Login":
    from ..core.earthdata.login import log_in
    from ..core.earthdata.waiting import answer_of

    return answer_of(lambda stop: log_in(credentials, stop), reporter)


def _make_folder(folder: str) -> None:
    """Raises FusionError."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise FusionError(QCoreApplication.translate(
            "DownloadEarthdata", "The folder {folder} cannot be created ({reason}); choose another one."
        ).format(folder=folder, reason=(error.strerror or str(error)).lower())) from error


def _record(job: DownloadJob, files: "Sequence[RemoteFile]", findings: Sequence[Any]) -> str:
    """What was downloaded, as JSON."""
    from ..core.provenance import provenance, to_json

    inputs = [{"name": each.name, "granule": each.granule, "size": each.size, "checksum": str(each.checksum or "")}
              for each in files]
    area = job.area()
    asked = {"assets": job.assets, "area": None if area is None else area.to_dict()}
    return to_json(provenance("downloadearthdata", inputs, asked, findings))


def _fields() -> QgsFields:
    fields = QgsFields()
    for name, kind, meaning in _FIELDS:
        each = QgsField(name, kind)
        each.setComment(meaning)
        fields.append(each)
    return fields


def _feature(outcome: "Outcome") -> QgsFeature:
    remote = outcome.remote
    date = QDateTime.fromString(remote.date, Qt.DateFormat.ISODate) if remote.date else None
    feature = QgsFeature(_fields())
    feature.setAttributes([
        outcome.path, remote.name, remote.granule, remote.asset, date, outcome.size, str(outcome.checksum or ""),
        outcome.state.value, outcome.fetched, str(outcome.reason),
    ])
    return feature
