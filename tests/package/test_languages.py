"""Every string a user sees can be told in another language, and Spanish is complete; test_spanish.py runs it."""

import ast
import re
import string
import sys
from pathlib import Path

import pytest
from multiscale_fusion.core.report import page as report_page

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tools"))
import i18n  # noqa: E402

SPANISH = ROOT / "i18n" / "multiscale_fusion_es.ts"
# What stands for itself in every language: parameters, their values, codes, commands.
KEPT = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b|\b(?:INPUTS?|GRID|CELLS|ACCEPT|NUMERATOR|DENOMINATOR|ROWS|COLUMNS)\b"
                  r"|\b[a-z]+_[\w.]+|EPSG:\d+|PROJ:\S+|\[[^]{}]+\]|<[^ >]+>|\b(?:DEFLATE|ZSTD|LZW|MODE|YES|NO)\b")
TWO_WORDS = re.compile(r"[A-Za-z]{2,}[,;:.]? [A-Za-z]{2,}")
# Errors of programming, which show their traceback.
BUGS = {"ValueError", "RuntimeError", "NotImplementedError", "CRSError"}
# Words in the code that no user reads, or that outputs hold, which are the same in every language.
NOT_TOLD = {
    "core/aggregate/job.py": {"valid fraction"},            # a layer's name in the record
    "core/aggregate/view.py": {"valid fraction"},
    "core/aggregate/cell_statistics.py": {"valid fraction"},
    "core/aggregate/layers.py": {"valid fraction", "ratio of bands", "ratio of bands "},   # names in the file
    "core/template.py": {"Empty grid"},
    "core/crs.py": {"not specified", "world geodetic system 1984"},     # names of datums and PROJ's parameters
    "core/grid_presets.py": {"Transverse Mercator", "Latitude of natural origin", "Scale factor at natural origin",
                             "False easting", "Longitude of natural origin", "False northing"},
    "core/errors.py": {                                     # Cancelled is never shown; commands
        "The run was cancelled.", " -m pip install ", " -m pip install --user ", " -m pip uninstall ",
        "conda install -c conda-forge ", "python -m pip install --user "},
    "core/diagnostics.py": {" pip install ", "sudo apt install "},   # of an English report
    "ui/diagnostics_page.py": {"GDAL of QGIS"},
    "ui/fixes.py": {"the target grid"},                     # a finding's subject, to be compared with
    "ui/look.py": {"tuple[np.ndarray, np.ndarray]"},
    "ui/look_words.py": {"tuple[Histogram, Histogram]"},
    "ui/recipe_code.py": {"import processing", "qgis_process run "},
    "ui/run_task.py": {"Traceback (most recent call last)"},
    "core/raster/writer.py": {"The run was cancelled."},
    "core/downscale/enhance.py": {"effective resolution", "noise amplification"},   # names of bands in the file
    "core/downscale/kriging_job.py": {"kriging standard deviation"},
    "core/downscale/marks.py": {                            # names of classes in the file
        "within what was learned from", "outside of what was learned from", "filled without covariates"},
    "core/granules/read.py": {                              # comments of fields in the file
        "along the track", "across the track", "of the track, clockwise from north", "of the footprint",
        "number of the footprint"},
    "core/raster/virtual_file.py": {" ended after "},       # in the place of GDAL's own English
    "processing/feature_source.py": {"tuple[np.ndarray, np.ndarray]"},
    # Comments of fields in the file.
    "processing/download_earthdata.py": {
        "Band by the product's own name; empty for a file of all bands", "Begin of the granule (UTC)",
        "Bytes that came over the network", "Checksum of the file here, with its algorithm",
        "Name of the file in the archive", "Native id of the granule", "Size of the file here (bytes)",
        "Where the file is; empty if there is none", "Why it failed",
        "downloaded, resumed, window, present, outside or failed"},
    "processing/search_earthdata.py": {
        "Addresses of the files, separated by spaces", "Cloud cover (%)", "Concept id of the granule in the catalogue",
        "Day, Night, Both or Unspecified", "Native id: the granule's own name (GranuleUR)",
        "Short name of the collection", "Size of all files (MB, 10^6 bytes)",
        "The files with sizes and checksums (JSON)", "Version of the collection"},
    "processing/patch_centres.py": {
        "Number of the patch", "Row in the grid of patches, -1 without a grid",
        "Column in the grid of patches, -1 without a grid", "train, validation or test", "Class at the centre"},
    "processing/patch_footprints.py": {
        "Id of the centre", "Split of the centre", "Name of the raster", "Pixels down", "Pixels across",
        "Width of a pixel on the ground (m)", "Height of a pixel on the ground (m)",
        "Width of the patch on the ground (m)", "Height of the patch on the ground (m)",
        "Area of the patch on the ground (m2)", "Share of the patch that lies in the raster (0 to 1)"},
    "core/patches/index.py": {
        "first byte of the sample in the shard", "centre, in the CRS of the centres",
        "row in the layout's grid, -1 for none", "name of the sample", "column in the layout's grid, -1 for none",
        "bytes of the sample", "share of valid values of "},
    # Keys, media types.
    "core/patches/formats/geotiff_folder.py": {"image/tiff; application=geotiff"},
    "core/patches/formats/zarr_store.py": {"application/vnd.zarr; version=2"},
    "core/earthdata/granules.py": {"GET DATA"},
    "core/earthdata/search.py": {"As of version 1.0", "HTTP status "},         # of earthaccess
    "core/opening/grid_of.py": {"HDFEOS INFORMATION/StructMetadata.0"},
    "core/opening/swath.py": {"valid fraction"},
    "core/opening/swath_task.py": {"valid fraction"},
    "core/quality/rule.py": {"not in"},
    "core/earthdata/credentials.py": {"a login is not written anywhere"},      # to programmers
    "core/granules/beams.py": {"full power"},
    "core/granules/granule.py": {"full power"},
    "core/variable/evidence.py": {"colour table", "attribute table", "category names", "flag values", "legend text"},
    "core/report/page.py": {report_page._POLICY},           # for the browser
    "core/variable/kinds.py": {"bit field"},
    "core/support/pixelmap.py": {"Ballpark geographic offset"},                # PROJ's words
    "core/raster/gdal_errors.py": {"GDAL failed without a message"},           # in the place of GDAL's own English
}
OUR_NAME = "Multiscale Fusion"
# Authors, a year, and what they called it.
PUBLISHED = re.compile(r"[A-Z][\w'., -]+? (18|19|20)\d\d, [A-Z]")
# Where people are spoken to: the first of the positions that are texts, and how many.
SPOKEN = {"FusionError": (0, 1), "MissingPackage": (0, 1), "Finding": (2, 3), "Evidence": (2, 1), "info": (0, 1),
          "warning": (0, 1), "pushInfo": (0, 1), "pushWarning": (0, 1), "reportError": (0, 1), "setHelp": (0, 1),
          "described": (1, 1), "Report": (0, 2), "heading": (0, 1), "paragraph": (0, 1), "_warn": (1, 2),
          "Destination": (2, 1), "failure": (0, 1), "_fail": (0, 1), "QgsProcessingException": (0, 1)}
NAMED = ("displayName", "group", "tags", "shortDescription")


def python_files(*rooms):
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))
            if "simulate" not in path.parts and path.relative_to(ROOT).as_posix() != "core/report/style.py"]


def called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""


def is_told(node):
    """Is it a call that makes a text that can be told?"""
    return called(node) in ("translate", "message") or (
        called(node) == "partial" and getattr(node.args[0], "id", "") == "message")


def is_docstring(node):
    return isinstance(getattr(node, "value", None), ast.Constant) and (
        isinstance(node, ast.Expr)
        or isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "__doc__")


def untold_words(node):
    """Literals of two words or more, but for docstrings, markup, regular expressions, publications and errors of
    programming."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        if TWO_WORDS.search(text) and not set(text) & set("<>|\\") and not PUBLISHED.match(text):
            yield text
        return
    if is_told(node):
        yield from (word for each in node.keywords for word in untold_words(each.value))
        return
    if called(node) in BUGS or is_docstring(node):
        return
    for child in ast.iter_child_nodes(node):
        yield from untold_words(child)


def pasted(node):
    """Is it a text made on the spot: a literal, an f-string, a sum, a format, a join?"""
    if isinstance(node, ast.IfExp):
        return pasted(node.body) or pasted(node.orelse)
    if isinstance(node, ast.BoolOp):
        return any(map(pasted, node.values))
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(re.search("[A-Za-z]", node.value))
    if called(node) == "format":
        return not is_told(node.func.value)
    return isinstance(node, ast.JoinedStr | ast.BinOp) or called(node) in ("join", "str")


def pasted_texts(code):
    """Lines of calls that hand a text made on the spot to people."""
    for node in ast.walk(ast.parse(code)):
        first, count = SPOKEN.get(called(node), (0, 0))
        if called(node).startswith(("QgsProcessingParameter", "QgsProcessingOutput")):
            first, count = 1, 1
        if isinstance(node, ast.Call):
            texts = [*node.args[first:first + count],
                     *(each.value for each in node.keywords if each.arg in ("message", "remedy", "description"))]
            yield from (f"{text.lineno}" for text in texts if count and pasted(text))
        if isinstance(node, ast.FunctionDef) and node.name in NAMED:
            yield from (f"{each.lineno}" for each in ast.walk(node)
                        if isinstance(each, ast.Return) and pasted(each.value))


def places(text):
    """The names, formats and conversions of a template's places."""
    return sorted((name, form, conversion) for _, name, form, conversion in string.Formatter().parse(text)
                  if name is not None)


@pytest.fixture(scope="module")
def translations():
    return i18n.read(SPANISH)


def test_nothing_is_lacking_and_nothing_is_left_over(translations):
    collected = set(i18n.collect())
    assert collected - set(translations) == set(), "run make i18n, and translate what it lists"
    assert set(translations) - collected == set(), "run make i18n"
    assert len(collected) > 300


def test_every_text_is_translated(translations):
    assert [text for text, translation in translations.items() if not translation.strip()] == []


def test_the_file_is_as_the_tool_writes_it(tmp_path):
    copy = tmp_path / SPANISH.name
    copy.write_bytes(SPANISH.read_bytes())
    assert i18n.update(copy, i18n.collect()) == []
    assert copy.read_bytes() == SPANISH.read_bytes(), "run make i18n"


def test_places_for_values_are_kept(translations):
    assert [text for text, translation in translations.items() if places(text.source) != places(translation)] == []


def test_what_is_no_language_is_kept(translations):
    wrong = [(text.source, translation) for text, translation in translations.items()
             if set(KEPT.findall(text.source)) != set(KEPT.findall(translation))]
    assert wrong == []


def test_ends_of_texts_are_kept(translations):
    """A lost full stop or blank would run sentences into each other."""
    ends = re.compile(r"^\s*|[\s.:,;]*$")
    assert [text.source for text, translation in translations.items()
            if ends.findall(text.source) != ends.findall(translation)] == []


def test_no_words_in_the_code_are_kept_from_translation():
    found = {}
    for path in [ROOT / "plugin.py", *python_files("core", "processing", "ui")]:
        name = path.relative_to(ROOT).as_posix()
        words = set(untold_words(ast.parse(path.read_text("utf-8")))) - NOT_TOLD.get(name, set()) - {OUR_NAME}
        if words:
            found[name] = words
    assert found == {}


def test_no_text_for_people_is_pasted_together():
    assert [f"{path.relative_to(ROOT)}:{line}" for path in python_files("core", "processing", "ui")
            for line in pasted_texts(path.read_text("utf-8"))] == []


@pytest.mark.parametrize("code", [
    'raise FusionError("Wrong.")', 'raise FusionError(f"{name} is wrong.")', 'raise FusionError("a" + b)',
    'raise FusionError("{} is wrong.".format(name))', 'Finding("CODE", severity, subject, "it is wrong.")',
    'Finding("CODE", severity, subject, told, remedy="Right it.")', 'reporter.info("Done." if done else told)',
    'QgsProcessingParameterNumber(NAME, "Margin")', 'described(parameter, "Help.")', 'report.heading("Maps")',
    'def group(self):\n    return "Grids"',
])
def test_the_judge_of_pasted_texts(code):
    assert list(pasted_texts(code)) != []


@pytest.mark.parametrize("code", [
    'raise FusionError(message("Wrong."))', 'raise FusionError(QCoreApplication.translate("A", "{x}.").format(x=1))',
    'Finding("CODE", severity, name, message("it is {what}.", what=what), "")', "reporter.info(sentence)",
])
def test_the_judge_lets_told_texts_pass(code):
    assert list(pasted_texts(code)) == []


def test_the_judge_of_words():
    assert list(untold_words(ast.parse('x = [f"{a} is wrong", message("It is {b}.", b="so wrong")]'))) == [
        " is wrong", "so wrong"]
    assert not list(untold_words(ast.parse('"""Of this file."""\nx = translate("A", "It is.")')))


def test_the_collector():
    code = '''
QCoreApplication.translate("A", "one "
                                "two")
message("{a}" if b else "c")
QCoreApplication.translate(context, "x")
partial(message, "three")
print(f"{message('four')}")
"a".translate(table)
'''
    found = sorted(i18n.texts_of(code), key=lambda each: each[0])
    assert found == [(2, ("A", "one two")), (4, None), (5, None), (6, ("Engine", "three")), (7, ("Engine", "four"))]


def test_translations_are_kept_and_vanished_texts_go(tmp_path):
    path = tmp_path / "multiscale_fusion_xx.ts"
    old, new = i18n.Text("A", " <old> & {x}"), i18n.Text("B", "new")
    assert i18n.update(path, [old]) == [old]
    path.write_text(path.read_text().replace(' type="unfinished"></', "> &lt;alt&gt; &amp; {x}</"))
    assert i18n.update(path, [old, new]) == [new]
    assert i18n.read(path) == {old: " <alt> & {x}", new: ""}
    assert i18n.update(path, [new]) == [new] and i18n.read(path) == {new: ""}
