"""The settings of each approach: what the algorithm behind it is asked for beside layers and grid."""

from qgis.gui import QgsDoubleSpinBox
from qgis.PyQt.QtCore import QCoreApplication, QSignalBlocker, QSize, Qt
from qgis.PyQt.QtWidgets import (
    QCheckBox, QFormLayout, QLabel, QListWidget, QListWidgetItem, QStyle, QVBoxLayout, QWidget,
)

from ..core.errors import FusionError
from ..processing.language import told
from ..processing.sample_points_parameters import SAMPLE_STATISTICS
from .choice_combo import ChoiceCombo, remark_icon
from .legal_choices import Option, greyed_text, methods, sample_statistics, supports
from .recipe import Recipe
from .recipe_roles import coarse_layer, covariates, rasters_of
from .session import Session
from .statistics_table import StatisticsTable
from .text_label import TextLabel

_WIDEST = 100_000.0   # m, of a footprint


class AggregateSettings(QWidget):
    """Approach A: the statistic of each layer."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsA")
        self.table = StatisticsTable(session)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)

    def refresh(self) -> None:
        """Show the recipe and the facts as they are."""
        self.table.refresh()


class DownscaleSettings(QWidget):
    """Approach B: the coarse layer, what it is downscaled with, by which method, with its uncertainty or without."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsB")
        self._session = session
        self.coarse = _combo("coarseLayer")
        self.covariates = TextLabel("covariates")
        self.method = _combo("method")
        self.remark = TextLabel("methodRemark")
        self.uncertainty = QCheckBox(QCoreApplication.translate("DownscaleSettings", "Write its uncertainty, too"))
        self.uncertainty.setToolTip(QCoreApplication.translate(
            "DownscaleSettings", "A raster of 1 sigma of the estimate, in the variable's units."))
        self.uncertainty.setObjectName("uncertainty")
        layout = _form(self)
        _add(layout, QCoreApplication.translate("DownscaleSettings", "Coarse layer"), self.coarse)
        layout.addRow(QLabel(QCoreApplication.translate("DownscaleSettings", "Covariates")), self.covariates)
        _add(layout, QCoreApplication.translate("DownscaleSettings", "Method"), self.method)
        layout.addRow(self.remark)
        layout.addRow(self.uncertainty)
        self.coarse.chosen.connect(self._take_coarse)
        self.method.chosen.connect(lambda method: session.change(session.recipe.replace(method=method)))
        self.uncertainty.clicked.connect(
            lambda checked: session.change(session.recipe.replace(uncertainty=checked)))

    def refresh(self) -> None:
        """Show the recipe and the facts as they are."""
        recipe, facts = self._session.recipe, self._session.facts
        layers = [Option(layer.layer_id, layer.name) for layer in rasters_of(recipe)]
        try:
            coarse, fine = coarse_layer(recipe, facts).layer_id, covariates(recipe, facts)
            told_covariates = ", ".join(layer.name for layer in fine) or QCoreApplication.translate(
                "DownscaleSettings", "None: only methods that need none can be taken.")
        except FusionError as error:
            coarse, told_covariates = "", told(error.sentence)
        self.coarse.show_options(layers, coarse)
        self.coarse.setEnabled(bool(layers))
        self.covariates.setText(told_covariates)
        options = methods(recipe, facts)
        self.method.show_options(options, recipe.method)
        _show_remark(self.remark, self.method, options, recipe.method)
        self.uncertainty.setChecked(recipe.uncertainty)

    def _take_coarse(self, layer_id: str) -> None:
        """There is one coarse layer: those that were it become fine."""
        recipe = self._session.recipe
        for layer in recipe.rasters:
            if layer.role == "coarse" and layer.layer_id != layer_id:
                recipe = recipe.with_layer(layer.layer_id, role="fine")
        self._session.change(recipe.with_layer(layer_id, role="coarse"))


class SampleSettings(QWidget):
    """Approach C: the support of a point, and the statistics of what lies under it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settingsC")
        self._session = session
        self.points = TextLabel("points")
        self.support = _combo("support")
        self.remark = TextLabel("supportRemark")
        self.diameter = self._make_diameter()
        self.statistics = QListWidget()
        self.statistics.setObjectName("sampleStatistics")
        side = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize)
        self.statistics.setIconSize(QSize(side, side))
        self.statistics_remark = TextLabel("statisticsRemark")
        layout = _form(self)
        layout.addRow(QLabel(QCoreApplication.translate("SampleSettings", "Points")), self.points)
        _add(layout, QCoreApplication.translate("SampleSettings", "Support"), self.support)
        layout.addRow(self.remark)
        _add(layout, QCoreApplication.translate("SampleSettings", "Footprint diameter"), self.diameter)
        _add(layout, QCoreApplication.translate("SampleSettings", "Statistics"), self.statistics)
        layout.addRow(self.statistics_remark)
        self.support.chosen.connect(lambda support: session.change(session.recipe.replace(support=support)))
        self.diameter.valueChanged.connect(
            lambda value: session.change(session.recipe.replace(diameter=value or None)))
        self.statistics.itemChanged.connect(self._take_statistics)

    def refresh(self) -> None:
        """Show the recipe and the facts as they are."""
        recipe, facts = self._session.recipe, self._session.facts
        self.points.setText(QCoreApplication.translate(
            "SampleSettings", "None: use a layer of points on the page Layers.")
            if recipe.points is None else recipe.points.name)
        options = supports(recipe, facts)
        self.support.show_options(options, recipe.support)
        _show_remark(self.remark, self.support, options, recipe.support)
        known = None if recipe.points is None else facts.get(recipe.points.layer_id)
        with QSignalBlocker(self.diameter):
            self.diameter.setSpecialValueText(
                QCoreApplication.translate("SampleSettings", "as the product says")
                if known is not None and "diameter" in known.size_fields else
                QCoreApplication.translate("SampleSettings", "not given"))
            self.diameter.setValue(recipe.diameter or 0.0)
        self._show_statistics(recipe, sample_statistics(recipe, facts))

    def _show_statistics(self, recipe: Recipe, options: tuple[Option, ...]) -> None:
        with QSignalBlocker(self.statistics):
            # Items are kept, so that the one with the keyboard's focus stays it.
            while self.statistics.count() < len(options):
                self.statistics.addItem(QListWidgetItem())
            for row, option in enumerate(options):
                _show_checked(self.statistics.item(row), option, option.value in recipe.statistics)
        self.statistics.setFixedHeight(self.statistics.sizeHintForRow(0) * len(options)
                                       + 2 * self.statistics.frameWidth())
        lines = _remarks(recipe, options)
        self.statistics_remark.setText("\n".join(lines))
        self.statistics_remark.setVisible(bool(lines))
        self.statistics.setAccessibleDescription("\n".join(lines))

    def _take_statistics(self, item: QListWidgetItem) -> None:
        taken = {**dict.fromkeys(self._session.recipe.statistics)}
        value = item.data(Qt.ItemDataRole.UserRole)
        if item.checkState() == Qt.CheckState.Checked:
            taken[value] = None
        else:
            taken.pop(value, None)
        self._session.change(self._session.recipe.replace(
            statistics=tuple(each for each in SAMPLE_STATISTICS if each in taken)))

    def _make_diameter(self) -> QgsDoubleSpinBox:
        box = QgsDoubleSpinBox()
        box.setObjectName("diameter")
        box.setRange(0.0, _WIDEST)
        box.setDecimals(1)
        box.setSuffix(QCoreApplication.translate("SampleSettings", " m"))
        box.setClearValueMode(QgsDoubleSpinBox.ClearValueMode.MinimumValue, " ")
        box.setKeyboardTracking(False)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.setToolTip(QCoreApplication.translate(
            "SampleSettings", "Of each footprint in metres on the ground, whatever the CRS: 25 for GEDI. Without it "
                              "that of the field diameter, as footprints that were read from a product have it."))
        return box


def _remarks(recipe: Recipe, options: tuple[Option, ...]) -> list[str]:
    """What there is to say of the statistics that are taken, and of those that cannot be."""
    taken = [option for option in options if option.value in recipe.statistics and option.remark]
    lines = [QCoreApplication.translate("SampleSettings", "{statistic}: {remark}").format(
        statistic=option.label, remark=option.remark) for option in taken]
    lines.append(greyed_text(option for option in options if option not in taken))
    if not recipe.statistics:
        lines.append(QCoreApplication.translate("SampleSettings", "Choose at least one statistic."))
    if recipe.support in ("pixel", "bilinear"):
        lines.append(QCoreApplication.translate(
            "SampleSettings", "With this support there is the value itself; of the statistics only the number of valid "
                              "pixels and the valid fraction are added."))
    return [*filter(None, lines)]


def _show_checked(item: QListWidgetItem, option: Option, is_checked: bool) -> None:
    item.setText(option.label)
    item.setIcon(remark_icon(option))
    item.setToolTip(option.remark)
    item.setData(Qt.ItemDataRole.UserRole, option.value)
    item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, option.remark)
    flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
    # One that is taken although it is not allowed can be given up.
    item.setFlags(flags | Qt.ItemFlag.ItemIsEnabled if option.is_allowed or is_checked else flags)
    item.setCheckState(Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked)


def _combo(name: str) -> ChoiceCombo:
    combo = ChoiceCombo()
    combo.setObjectName(name)
    return combo


def _form(widget: QWidget) -> QFormLayout:
    layout = QFormLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
    layout.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return layout


def _add(layout: QFormLayout, text: str, field: QWidget) -> None:
    """A row with its label, which is the field's buddy."""
    label = QLabel(text)
    label.setBuddy(field)
    layout.addRow(label, field)
    field.setAccessibleName(text)


def _show_remark(label: QLabel, combo: ChoiceCombo, options: tuple[Option, ...], current: str) -> None:
    """What there is to say of the choice that is taken."""
    text = next((option.remark for option in options if option.value == current), "")
    label.setText(text)
    label.setVisible(bool(text))
    combo.setAccessibleDescription(text)
