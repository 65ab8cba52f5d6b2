"""The table of layers: what the recipe says of each and what is known of it."""

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsIconUtils
from qgis.PyQt.QtCore import QAbstractTableModel, QCoreApplication, QLocale, QModelIndex, QObject, Qt, QTimer

from ..core.variable import KINDS, meaning
from ..processing.language import told
from .layer_facts import LayerFacts
from .project_layers import ProjectLayers
from .recipe import LayerChoice
from .recipe_layers import use
from .session import Session

USE, NAME, ROLE, KIND, CRS, PIXEL, DATE, NODATA = range(8)
# Roles of the model: what a column sorts by, (value, label) of what can be chosen in a cell, the layer's id.
SORT = Qt.ItemDataRole.UserRole
OPTIONS = Qt.ItemDataRole.UserRole + 1
LAYER_ID = Qt.ItemDataRole.UserRole + 2
# Milliseconds in which facts that come in are gathered before they are shown.
_GATHER = 100


def _number(flags: Any) -> int:
    """Of flags, which Qt 6 has as an Enum; both take a number from a model."""
    return int(getattr(flags, "value", flags))


_LEFT = _number(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = _number(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class LayersModel(QAbstractTableModel):
    """A row for each layer of the recipe, in its order; edits go through `ProjectLayers` into the session."""

    def __init__(self, session: Session, layers: ProjectLayers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._layers = session, layers
        self._rows: tuple[LayerChoice, ...] = session.recipe.layers
        self._dirty: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHER)
        self._timer.timeout.connect(self._show_facts)
        session.recipe_changed.connect(self._show_recipe)
        session.facts_changed.connect(self._note_facts)

    def unload(self) -> None:
        """Let go of the session."""
        self._timer.stop()
        self._session.recipe_changed.disconnect(self._show_recipe)
        self._session.facts_changed.disconnect(self._note_facts)

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: N802 (Qt's name)
        return 0 if parent.isValid() else NODATA + 1

    def headerData(  # noqa: N802 (Qt's name)
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= NODATA:
            return None
        title, hint = _headers()[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title
        if role == Qt.ItemDataRole.ToolTipRole:
            return hint
        return _LEFT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if index.column() == USE:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        if index.column() in (ROLE, KIND) and self._options(index):
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        layer = self._rows[index.row()]
        if role == LAYER_ID:
            return layer.layer_id
        read = _READERS.get(role)
        return None if read is None else read(self, layer, self._session.facts.get(layer.layer_id), index)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        layer, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == USE:
            self.use([layer.layer_id], Qt.CheckState(value) == Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole and column == ROLE:
            self._layers.choose_role(layer.layer_id, value)
        elif role == Qt.ItemDataRole.EditRole and column == KIND:
            self._layers.change(self._session.recipe.with_layer(layer.layer_id, kind=value))
        else:
            return False
        return True

    def use(self, layer_ids: list[str], used: bool = True) -> None:
        """Use layers, or do not."""
        self._layers.change(use(self._session.recipe, layer_ids, used))

    def details(self, layer_id: str) -> str:
        """What is to be told of a layer in full sentences: its problem, or its kind and why."""
        layer, facts = self._session.recipe.layer(layer_id), self._session.facts.get(layer_id)
        if layer is None or facts is None:
            return ""
        return facts.problem or _evidence(layer, facts)

    def _show_recipe(self, *_: object) -> None:
        before, now = self._rows, self._session.recipe.layers
        if [layer.layer_id for layer in before] == [layer.layer_id for layer in now]:
            self._rows = now
            changed = [row for row, pair in enumerate(zip(before, now)) if pair[0] != pair[1]]
            if changed:
                self._tell(min(changed), max(changed))
        elif now[:len(before)] == before:
            self.beginInsertRows(QModelIndex(), len(before), len(now) - 1)
            self._rows = now
            self.endInsertRows()
        else:
            self.beginResetModel()
            self._rows = now
            self.endResetModel()

    def _note_facts(self, layer_id: str) -> None:
        self._dirty.add(layer_id)
        if not self._timer.isActive():
            self._timer.start()

    def _show_facts(self) -> None:
        rows = [row for row, layer in enumerate(self._rows) if layer.layer_id in self._dirty]
        self._dirty.clear()
        if rows:
            self._tell(min(rows), max(rows))

    def _tell(self, first: int, last: int) -> None:
        self.dataChanged.emit(self.index(first, 0), self.index(last, NODATA))

    def _options(self, index: QModelIndex) -> list[tuple[str, str]]:
        layer = self._rows[index.row()]
        facts = self._session.facts.get(layer.layer_id)
        if layer.role == "points" or (facts is not None and facts.problem):
            return []
        if index.column() == ROLE:
            return role_options()
        detected = "" if facts is None else facts.kind
        return [("auto", _automatic(detected)), *((kind, kind) for kind in KINDS if kind != "auto")]

    def _display(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> str | None:
        return _TEXTS[index.column()](layer, facts)

    def _edited(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> str | None:
        return {NAME: layer.name, ROLE: layer.role, KIND: layer.kind}.get(index.column())

    def _checked(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> Qt.CheckState | None:
        if index.column() != USE:
            return None
        return Qt.CheckState.Checked if layer.used else Qt.CheckState.Unchecked

    def _icon(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> Any:
        if index.column() == KIND and facts is not None and facts.problem:
            return QgsApplication.getThemeIcon("/mIconWarning.svg")
        in_project = self._layers.layer(layer.layer_id) if index.column() == NAME else None
        return None if in_project is None else QgsIconUtils.iconForLayer(in_project)

    def _tool_tip(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> str | None:
        column = index.column()
        if column == KIND:
            return self.details(layer.layer_id) or None
        if column == NAME:
            return "\n".join(filter(None, (layer.name, layer.source, facts.problem if facts else "", _size(facts))))
        return _TEXTS[column](layer, facts) or None

    def _spoken(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> str | None:
        if index.column() != USE:
            return None
        return QCoreApplication.translate("LayersModel", "Use {layer}").format(layer=layer.name)

    def _alignment(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> int:
        return _RIGHT if index.column() in (PIXEL, NODATA) else _LEFT

    def _sorted_by(self, layer: LayerChoice, facts: LayerFacts | None, index: QModelIndex) -> Any:
        column = index.column()
        if column == USE:
            return 0 if layer.used else 1
        if column == PIXEL:
            return -1.0 if facts is None or facts.side_m is None else facts.side_m
        if column == NODATA:
            return -1.0 if facts is None or facts.nodata_share is None else facts.nodata_share
        return (_TEXTS[column](layer, facts) or "").casefold()


def role_options() -> list[tuple[str, str]]:
    """Values and labels of the roles that rasters can have; the first leaves it to what the layers are."""
    names = _role_names()
    return [("", QCoreApplication.translate("LayersModel", "Automatic")),
            *((role, names[role]) for role in ("fine", "coarse", "covariate", "quality"))]


def _role_names() -> dict[str, str]:
    return {
        "": "",
        "fine": QCoreApplication.translate("LayersModel", "Fine"),
        "coarse": QCoreApplication.translate("LayersModel", "Coarse"),
        "covariate": QCoreApplication.translate("LayersModel", "Covariate"),
        "quality": QCoreApplication.translate("LayersModel", "Quality"),
        "points": QCoreApplication.translate("LayersModel", "Points"),
    }


def _headers() -> tuple[tuple[str, str], ...]:
    """Titles of the columns and what they tell."""
    return (
        (QCoreApplication.translate("LayersModel", "Use"),
         QCoreApplication.translate("LayersModel", "Does the layer take part in the run?")),
        (QCoreApplication.translate("LayersModel", "Layer"),
         QCoreApplication.translate("LayersModel", "The layer in the project.")),
        (QCoreApplication.translate("LayersModel", "Role"),
         QCoreApplication.translate(
             "LayersModel", "What the layer is used for. Suggested from its pixels and its product until you choose.")),
        (QCoreApplication.translate("LayersModel", "Variable kind"),
         QCoreApplication.translate(
             "LayersModel", "What the values mean, and so how they may be averaged. Detected until you choose.")),
        (QCoreApplication.translate("LayersModel", "CRS"),
         QCoreApplication.translate("LayersModel", "Coordinate reference system.")),
        (QCoreApplication.translate("LayersModel", "Pixel (m)"),
         QCoreApplication.translate("LayersModel", "Size of a pixel on the ground, in metres.")),
        (QCoreApplication.translate("LayersModel", "Date"),
         QCoreApplication.translate(
             "LayersModel", "When it was observed: by the layer's temporal properties, the file's tags or its name.")),
        (QCoreApplication.translate("LayersModel", "Nodata"),
         QCoreApplication.translate("LayersModel", "Share of missing pixels, of a sample of the first band.")),
    )


def _kind(layer: LayerChoice, facts: LayerFacts | None) -> str:
    if layer.role == "points" or (facts is not None and facts.is_points):
        return "" if facts is None or not facts.problem else _unusable()
    if facts is not None and facts.problem:
        return _unusable()
    if layer.kind != "auto":
        return layer.kind
    if facts is None or not facts.kind:
        return QCoreApplication.translate("LayersModel", "being read")
    if facts.is_sure:
        return QCoreApplication.translate("LayersModel", "{kind} (detected)").format(kind=facts.kind)
    return QCoreApplication.translate("LayersModel", "{kind} (detected, unsure)").format(kind=facts.kind)


def _unusable() -> str:
    return QCoreApplication.translate("LayersModel", "cannot be used")


def _automatic(detected: str) -> str:
    if not detected:
        return QCoreApplication.translate("LayersModel", "Automatic")
    return QCoreApplication.translate("LayersModel", "Automatic ({kind})").format(kind=detected)


def _evidence(layer: LayerChoice, facts: LayerFacts) -> str:
    """Sentences on the kind that is used and the one that was detected."""
    if facts.is_points:
        return ""
    told_kind = ""
    if layer.kind != "auto":
        told_kind = QCoreApplication.translate("LayersModel", "Chosen: {kind}, {meaning}.").format(
            kind=layer.kind, meaning=told(meaning(layer.kind)))
    if not facts.kind:
        return told_kind
    template = QCoreApplication.translate("LayersModel", "Detected: {kind}, {meaning}. Evidence: {evidence}.")
    if not facts.is_sure:
        template = QCoreApplication.translate(
            "LayersModel", "Detected, but unsure: {kind}, {meaning}. Evidence: {evidence}. Choose the kind if it is "
            "another one.")
    detected = template.format(kind=facts.kind, meaning=told(meaning(facts.kind)), evidence=facts.evidence)
    return " ".join(filter(None, (told_kind, detected)))


def _pixel(layer: LayerChoice, facts: LayerFacts | None) -> str:
    if facts is None:
        return ""
    if facts.is_points:
        if not facts.count:
            return ""
        return QCoreApplication.translate("LayersModel", "{count} features").format(
            count=QLocale().toString(facts.count))
    if facts.pixel_m is None:
        return ""
    locale = QLocale()
    # "1.110" would be read as a little more than one where points separate thousands.
    locale.setNumberOptions(locale.numberOptions() | QLocale.NumberOption.OmitGroupSeparator)
    width, height = (locale.toString(side, "g", 4) for side in facts.pixel_m)
    return width if abs(facts.pixel_m[0] / facts.pixel_m[1] - 1.0) < 0.01 else f"{width} × {height}"


def _nodata(layer: LayerChoice, facts: LayerFacts | None) -> str:
    if facts is None or facts.nodata_share is None:
        return ""
    percent = 100.0 * facts.nodata_share
    # Neither no nor only missing pixels unless it is so.
    digits = 0 if percent in (0.0, 100.0) or 1.0 <= percent <= 99.0 else 2
    return QCoreApplication.translate("LayersModel", "{percent} %").format(
        percent=QLocale().toString(min(percent, 99.99) if percent < 100.0 else percent, "f", digits))


def _size(facts: LayerFacts | None) -> str:
    if facts is None or facts.shape is None:
        return ""
    rows, columns = (QLocale().toString(size) for size in facts.shape)
    return QCoreApplication.translate("LayersModel", "{columns} × {rows} pixels, bands: {bands}").format(
        columns=columns, rows=rows, bands=facts.bands)


_TEXTS: dict[int, Callable[[LayerChoice, LayerFacts | None], str | None]] = {
    USE: lambda layer, facts: None,
    NAME: lambda layer, facts: layer.name,
    ROLE: lambda layer, facts: _role_names()[layer.role],
    KIND: _kind,
    CRS: lambda layer, facts: "" if facts is None else facts.crs,
    PIXEL: _pixel,
    DATE: lambda layer, facts: "" if facts is None else facts.date,
    NODATA: _nodata,
}
_READERS: dict[int, Callable] = {
    Qt.ItemDataRole.DisplayRole: LayersModel._display,
    Qt.ItemDataRole.EditRole: LayersModel._edited,
    Qt.ItemDataRole.CheckStateRole: LayersModel._checked,
    Qt.ItemDataRole.DecorationRole: LayersModel._icon,
    Qt.ItemDataRole.ToolTipRole: LayersModel._tool_tip,
    Qt.ItemDataRole.AccessibleTextRole: LayersModel._spoken,
    Qt.ItemDataRole.TextAlignmentRole: LayersModel._alignment,
    SORT: LayersModel._sorted_by,
    OPTIONS: lambda model, layer, facts, index: model._options(index),
}
