"""QGIS's rules of the interface, as far as a machine can judge them: each function lists what breaks one.

QGIS's human interface guidelines: https://docs.qgis.org/latest/en/docs/developers_guide/hig.html
"""

import ast
import re

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QAbstractButton, QAbstractItemView, QAbstractScrollArea, QAbstractSlider, QAbstractSpinBox, QApplication, QCheckBox,
    QComboBox, QGroupBox, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QRadioButton, QScrollArea, QScrollBar,
    QTabBar, QTextEdit, QToolButton, QWidget,
)

WIDEST = 380          # pixels: a dock beside the map
SMALLEST_FONT = 0.8   # of the application's
INPUTS = (QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit)
# QGIS's own containers, whose contents are ours; what lies in its other widgets is its own.
_CONTAINERS = {"QgsScrollArea", "QgsDockWidget", "QgsCollapsibleGroupBox", "QgsCollapsibleGroupBoxBasic",
               "QgsOptionsPageWidget", "QgsPanelWidget", "QgsDialog"}
# Composed of several widgets, and given a name as one.
_COMPOSED = {"QgsFileWidget", "QgsProjectionSelectionWidget", "QgsExtentWidget", "QgsColorButton", "QgsScaleWidget"}
_SMALL_WORDS = {"a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "its", "nor", "of", "on", "or",
                "per", "than", "the", "to", "via", "vs", "with", "x", "cm", "km"}
# Names of people, programs and the like, beside those that other capitals, digits or dots give away.
NAMES = {"Gaussian", "Earthdata", "Python", "Multiscale", "Fusion", "Processing", "Dask", "Pearson", "Spearman",
         "Landsat", "Sentinel", "Earth"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsva?\("
                     r"|(?:color|background)\s*:\s*(?!palette|transparent)[a-z]+")
# Paths and addresses, markup, filters of files, options of drivers.
_NO_LANGUAGE = re.compile(r"^:?/|://|[<>|*]|^[A-Z_]+=")
_SHOWN = {
    "setText", "setToolTip", "setTitle", "setWindowTitle", "setPlaceholderText", "setAccessibleName", "setStatusTip",
    "setAccessibleDescription", "setWhatsThis", "setSuffix", "setPrefix", "setSpecialValueText", "setClearValue",
    "setLabelText", "setTabText", "setTabToolTip", "setHeaderLabels", "setHorizontalHeaderLabels", "addItem",
    "addItems", "addTab", "addRow", "addAction", "addMenu", "addButton", "insertItem", "insertTab", "pushMessage",
    "pushInfo", "pushWarning", "pushCritical", "pushSuccess", "createMessage", "getOpenFileName", "getOpenFileNames",
    "getSaveFileName", "getExistingDirectory", "information", "warning", "critical", "question",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QgsCollapsibleGroupBox",
    "QAction", "QMenu", "QListWidgetItem", "QStandardItem", "QTableWidgetItem", "QTreeWidgetItem", "QDockWidget",
}


def told(widget):
    """A widget for people who read a fault."""
    text = getattr(widget, "text", lambda: "")
    return f"{type(widget).__name__} {widget.objectName()!r} {text() if callable(text) else ''!r}".strip()


def ours(root):
    """The widgets of a page, without what QGIS's and Qt's own are composed of."""
    found, waiting = [], [root]
    while waiting:
        widget = waiting.pop()
        found.append(widget)
        if not _is_whole(widget) or widget is root:
            waiting += [child for child in widget.children()
                        if isinstance(child, QWidget) and not isinstance(child, QMenu)]
    return found


def _is_whole(widget):
    """Is it built of others that are none of ours?"""
    name = widget.metaObject().className()
    if isinstance(widget, (QAbstractSpinBox, QComboBox, QAbstractItemView, QLineEdit, QTextEdit, QPlainTextEdit,
                           QAbstractSlider)):
        return True
    return name.startswith("Qgs") and name not in _CONTAINERS


def case_faults(root):
    """Texts that are in the wrong case, or end with a colon, or tell of a dialog with three dots."""
    for widget in ours(root):
        yield from (f"{told(widget)}: {text!r} {fault}" for text, is_title in texts(widget)
                    for fault in text_faults(text, is_title))


def texts(widget):
    """What a widget shows for a label: (text, is it a title?)."""
    if isinstance(widget, QLabel):
        yield widget.text(), False
    elif isinstance(widget, (QCheckBox, QRadioButton)):
        yield widget.text(), False
    elif isinstance(widget, (QPushButton, QToolButton)):
        yield widget.text(), True
        actions = widget.menu().actions() if widget.menu() is not None else []
        yield from ((action.text(), True) for action in actions if not action.isSeparator())
    elif isinstance(widget, QGroupBox):
        yield widget.title(), True
    elif isinstance(widget, QTabBar):
        yield from ((widget.tabText(index), True) for index in range(widget.count()))
    if widget.isWindow() and widget.windowTitle():
        yield widget.windowTitle(), True


def text_faults(text, is_title):
    """What is wrong with a label, or with a title."""
    plain = re.sub(r"&(?=\w)", "", text).strip()
    if not re.search("[A-Za-z]{2}", plain):
        return
    if plain.endswith(":"):
        yield "ends with a colon"
    if "..." in plain:
        yield "has three dots in the place of an ellipsis"
    if _is_prose(plain):
        return
    words = re.findall(r"[^\s/()]+", plain)
    if is_title:
        wrong = [word for number, word in enumerate(words) if _is_plain(word)
                 and word[0].islower() and (number == 0 or word not in _SMALL_WORDS)]
        if wrong:
            yield f"is a title, and {wrong} begin small"
        return
    if words[0][0].islower() and _is_plain(words[0]):
        yield "begins small"
    wrong = [word for word in words[1:] if _is_plain(word) and word[0].isupper() and word.rstrip(",;") not in NAMES]
    if wrong:
        yield f"is a label, and {wrong} begin with a capital"


def _is_prose(text):
    """Is it a sentence, or markup, or several lines?"""
    return bool(re.search(r"[.?!;:](\s|$)|[<\n]", text)) or len(text) > 80


def _is_plain(word):
    """Is it a word, and no acronym, number, or name with capitals inside?"""
    bare = word.strip(",;:\u2026'\"\u201c\u201d")
    return bool(re.fullmatch(r"[A-Za-z][a-z'\u2019-]+(?:-[A-Za-z]+)*", bare))


def name_faults(root):
    """Widgets that a screen reader cannot name."""
    buddies = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    for widget in ours(root):
        is_input = isinstance(widget, INPUTS) or widget.metaObject().className() in _COMPOSED
        if not is_input or isinstance(widget, QScrollBar) or not _belongs(widget, root):
            if isinstance(widget, QAbstractButton) and not (widget.text() or widget.accessibleName()) \
                    and _belongs(widget, root):
                yield f"{told(widget)}: has neither text nor accessible name"
            continue
        if not widget.accessibleName() and widget not in buddies and widget.focusProxy() not in buddies:
            yield f"{told(widget)}: has neither a label for a buddy nor an accessible name"


def _belongs(widget, root):
    """Is it one that we have put there? Qt and QGIS name their own, and these are no one's to name."""
    return not (widget.objectName().startswith("qt_") or widget.parent() is not None and isinstance(
        widget.parent(), (QTabBar, QAbstractItemView)))


def focus_faults(root):
    """Widgets that the Tab key cannot come to."""
    for widget in ours(root):
        if isinstance(widget, QScrollBar) or not _belongs(widget, root) or not _is_interactive(widget):
            continue
        if not _reaches(widget) and not any(_reaches(other) for other in _fellows(widget)):
            yield f"{told(widget)}: the Tab key does not come to it"


def _is_interactive(widget):
    if isinstance(widget, QLineEdit) and widget.isReadOnly():
        return False
    return isinstance(widget, (*INPUTS, QAbstractButton))


def _reaches(widget):
    """Of composed widgets it is one within that takes the focus."""
    tab = Qt.FocusPolicy.TabFocus
    each = [widget, widget.focusProxy(), *(widget.findChildren(QWidget) if _is_whole(widget) else ())]
    return any(other is not None and other.focusPolicy() & tab for other in each)


def _fellows(widget):
    """Buttons that exclude it: arrows lead from one to the other."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive():
        return group.buttons()
    if isinstance(widget, QRadioButton) and widget.autoExclusive():
        return widget.parent().findChildren(QRadioButton)
    return []


def stops(root):
    """Where the Tab key goes, from the first stop until it comes back to one; the page has to be shown."""
    window, visited = root.window(), []
    window.activateWindow()
    current = _first_stop(root)
    if current is None:
        return []
    current.setFocus(Qt.FocusReason.TabFocusReason)
    current = QApplication.focusWidget()
    while current is not None and current not in visited and len(visited) < 500:
        visited.append(current)
        QTest.keyClick(current, Qt.Key.Key_Tab)
        current = QApplication.focusWidget()
    return visited


def _first_stop(root):
    widget = root
    for _ in range(5000):
        if _stops_at(widget, root):
            return widget
        widget = widget.nextInFocusChain()
        if widget is root:
            return None
    return None


def _stops_at(widget, root):
    return (bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisibleTo(root) and widget.isEnabled()
            and widget.focusProxy() is None and (widget is root or root.isAncestorOf(widget)))


def tab_order_faults(root):
    """Widgets of a shown page that Tab does not visit once, or visits out of order."""
    visited = [widget for widget in stops(root) if widget is root or root.isAncestorOf(widget)]
    for widget in (root, *root.findChildren(QWidget)):
        if _stops_at(widget, root) and widget not in visited and not _part_of(widget, visited):
            yield f"{told(widget)}: Tab does not visit it (it goes to {[told(each) for each in visited]})"
    for first, second in zip(visited, visited[1:]):
        page = _page(first, root)
        if page is not _page(second, root) or not (_belongs(first, root) and _belongs(second, root)):
            continue
        if _span(second, page)[1] <= _span(first, page)[0]:
            yield f"{told(second)}: lies above {told(first)}, which Tab comes to before"


def _part_of(widget, visited):
    """Is it within one that was visited, or does it exclude, or contain as a proxy, one that was?"""
    return any(other.isAncestorOf(widget) for other in visited) or any(
        other in visited for other in _fellows(widget)) or isinstance(widget, QAbstractScrollArea) and any(
        widget.isAncestorOf(other) for other in visited)


def _page(widget, root):
    """What a widget lies on: the contents of the area that it is scrolled in, or the whole."""
    while widget is not root:
        area = widget.parentWidget().parentWidget() if widget.parentWidget() is not None else None
        if isinstance(area, QScrollArea) and area.widget() is widget:
            return widget
        widget = widget.parentWidget()
    return root


def _span(widget, page):
    """Its top and bottom on the page."""
    top = widget.mapTo(page, widget.rect().topLeft()).y()
    return top, top + widget.height()


def style_faults(root):
    """Colours that do not follow the theme, and small print."""
    smallest = SMALLEST_FONT * QApplication.font().pointSizeF()
    for widget in ours(root):
        if _COLOUR.search(widget.styleSheet()) and not widget.metaObject().className().startswith("Qgs"):
            yield f"{told(widget)}: has a colour of its own: {widget.styleSheet()!r}"
        size = widget.font().pointSizeF()
        if 0 < size < smallest:
            yield f"{told(widget)}: is written in {size:.3g} points"


def width_faults(root):
    """A page that is wider than a dock beside the map."""
    if root.layout() is not None:
        root.layout().activate()
    width = root.minimumSizeHint().expandedTo(root.minimumSize()).width()
    if width > WIDEST:
        wide = max((each for each in ours(root) if each is not root), key=lambda each: each.minimumSizeHint().width())
        yield f"{told(root)}: needs {width} pixels, {told(wide)} {wide.minimumSizeHint().width()} of them"


def faults(root):
    """All that breaks a rule on a shown page."""
    return [*case_faults(root), *name_faults(root), *focus_faults(root), *tab_order_faults(root), *style_faults(root),
            *width_faults(root)]


def untold(code):
    """Lines of Python code where a text for people is a literal, out of reach of translators."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and _called(node) in _SHOWN:
            for part in (*node.args, *(each.value for each in node.keywords)):
                yield from (f"{node.lineno}: {text!r}" for text in _literals(part))


def three_dots(code):
    """Lines of Python code where a text for people has three dots in the place of an ellipsis."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and _called(node) == "translate":
            yield from (f"{node.lineno}: {part.value!r}" for part in node.args
                        if isinstance(part, ast.Constant) and "..." in str(part.value))


def _called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _literals(node):
    """Words in an argument, but for those that are told, keys of look-ups, and names of icons and the like."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and re.search("[A-Za-z]{2}", node.value) and not _NO_LANGUAGE.search(node.value):
            yield node.value
        return
    if isinstance(node, ast.Call):
        # What other calls are given is theirs; only what becomes the text itself counts.
        if _called(node) in ("format", "join") and not (
                isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call)
                and _called(node.func.value) == "translate"):
            yield from _literals(node.func.value)
        return
    if isinstance(node, (ast.JoinedStr, ast.BinOp, ast.IfExp, ast.BoolOp, ast.FormattedValue, ast.List, ast.Tuple)):
        for child in ast.iter_child_nodes(node):
            if not (isinstance(node, ast.IfExp) and child is node.test):
                yield from _literals(child)
