"""Recipes as commands, Python and models: quoting, against the shells' own rules; what a model holds."""

import ast
import re
import shlex
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as some
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.ui.recipe import GridChoice, LayerChoice, Recipe
from multiscale_fusion.ui.recipe_code import python_code, qgis_process_command, save_model
from multiscale_fusion.ui.recipe_parameters import algorithm_parameters

GRID = GridChoice(way="crs", crs="EPSG:32633", resolution=300.0)
AWKWARD = ["/a b/c.tif", "/it's.tif", '/say "x".tif', 'HDF5:"/a b.h5"://x/y', "/ñandú/日本.tif", "/$HOME/`id`/!!.tif",
           "/50%/%PATH%.tif", "/a&b|c<d>e^f(g);h.tif", "C:\\my data\\", "back\\\\", "/a=b,c;d.tif", "'", '"',
           "*?[a]{b,c}~#"]
# A line of a shell may hold neither a NUL nor (for cmd) the end of a line.
SOURCES = some.lists(some.text(some.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1), min_size=1,
                     max_size=4)
ENVIRONMENT = {"PATH": "C:\\Windows", "HOME": "/root", "A": "replaced"}


def recipe_of(sources):
    return Recipe(layers=tuple(LayerChoice(str(number), source, f"Layer {number}", True)
                               for number, source in enumerate(sources)), grid=GRID, report=False)


def wanted(sources):
    """The arguments that qgis_process must get."""
    return ["qgis_process", "run", "multiscalefusion:joinlayers", *(f"--INPUTS={source}" for source in sources),
            "--TARGET_CRS=EPSG:32633", "--RESOLUTION=300.0", "--OUTPUT=joined.tif"]


def after_cmd(line):
    """What Windows's cmd hands on of a line that is typed: names between percent signs replaced, carets taken."""
    line = re.sub(r"%([^%]+)%", lambda found: ENVIRONMENT.get(found[1].upper(), found[0]), line)
    handed, quoted, place = "", False, 0
    while place < len(line):
        character = line[place]
        if character == "^" and not quoted:
            place += 1
            character = line[place]
        else:
            assert quoted or character not in "&|<>()", line
            quoted ^= character == '"'
        handed += character
        place += 1
    return handed


def arguments_of(line):
    """The arguments of a line by the rules of Microsoft's C runtime (Parsing C command-line arguments)."""
    found, current, quoted, place, begun = [], "", False, 0, False
    while place < len(line):
        slashes = len(line[place:]) - len(line[place:].lstrip("\\"))
        place += slashes
        if line[place:place + 1] == '"':
            current += "\\" * (slashes // 2)
            begun = True
            if slashes % 2:
                current += '"'
            elif quoted and line[place + 1:place + 2] == '"':
                current += '"'
                place += 1
            else:
                quoted = not quoted
            place += 1
            continue
        current += "\\" * slashes
        begun |= slashes > 0
        if place < len(line):
            if line[place] in " \t" and not quoted:
                found += [current] if begun else []
                current, begun = "", False
            else:
                current, begun = current + line[place], True
            place += 1
    assert not quoted, line
    return [*found, current] if begun else found


@given(SOURCES)
def test_a_posix_shell_reads_what_was_meant(sources):
    command = qgis_process_command(recipe_of(sources), {}, "A", windows=False)
    # Python's reader of shells keeps a line that is continued apart.
    assert shlex.split(command.replace("\\\n", "")) == wanted(sources)


def test_bash_reads_what_was_meant():
    command = qgis_process_command(recipe_of(AWKWARD), {}, "A", windows=False)
    script = "qgis_process() { printf '%s\\0' qgis_process \"$@\"; }\n" + command
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split("\0")[:-1] == wanted(AWKWARD)
    assert command.count("\n") == len(wanted(AWKWARD)) - 3   # a parameter a line


@given(SOURCES)
def test_cmd_of_windows_reads_what_was_meant(sources):
    command = qgis_process_command(recipe_of(sources), {}, "A", windows=True)
    assert arguments_of(after_cmd(command)) == wanted(sources)


def test_cmd_of_windows_reads_awkward_paths():
    command = qgis_process_command(recipe_of(AWKWARD), {}, "A", windows=True)
    assert arguments_of(after_cmd(command)) == wanted(AWKWARD)
    plain = qgis_process_command(recipe_of(["C:\\data\\a.tif", "C:\\my data\\b.tif"]), {}, "A", windows=True)
    assert plain == ("qgis_process run multiscalefusion:joinlayers --INPUTS=C:\\data\\a.tif "
                     '"--INPUTS=C:\\my data\\b.tif" --TARGET_CRS=EPSG:32633 --RESOLUTION=300.0 --OUTPUT=joined.tif')


@given(SOURCES)
def test_python_reads_what_was_meant(sources):
    recipe = recipe_of(sources)
    *_, call = ast.parse(python_code(recipe, {}, "A")).body
    assert ast.unparse(call.value.func) == "processing.run"
    algorithm, parameters = map(ast.literal_eval, call.value.args)
    assert algorithm == "multiscalefusion:joinlayers"
    assert parameters == algorithm_parameters(recipe, {}, "A", by_id=False)


@pytest.mark.parametrize("source", ["memory://Point?crs=EPSG:4326&uid={1b}", "Point?crs=EPSG:4326&uid={1b}"])
def test_a_layer_in_memory_is_no_one_elses(source, tmp_path, qgis_app):
    points = LayerChoice("p", source, "My points", True, "points")
    recipe = Recipe(layers=(LayerChoice("r", "/r.tif", "R", True), points))
    for made in (qgis_process_command, python_code):
        with pytest.raises(FusionError, match="^My points is a temporary layer, which is in this QGIS alone; save it "):
            made(recipe, {}, "C")
    assert "memory" not in qgis_process_command(recipe.replace(grid=GRID), {}, "A")
    save_model(str(tmp_path / "m.model3"), recipe, {}, "C")   # it has inputs and no layers


# Models.

def model_of(path):
    """Kept with its definitions."""
    from qgis.core import QgsProcessingModelAlgorithm

    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path))
    assert model.canExecute() == (True, "") and model.validate() == (True, [])
    return model


def inputs_of(model):
    return {each.name(): (each.type(), each.description()) for each in model.parameterDefinitions()
            if not each.isDestination()}


def test_each_layer_is_an_input_of_the_model_under_a_name_of_its_own(qgis_app, tmp_path):
    names = ["NDVI (30 m)", "ndvi 30 m", "Ñandú é", "30 m", "日本", "Stack", "report"]
    layers = tuple(LayerChoice(str(number), f"/{number}.tif", name, True) for number, name in enumerate(names))
    grid = GridChoice(way="preset", preset="modis_1km", extent_way="drawn", extent=(1.0, 2.0, 3.0, 4.0),
                      extent_crs="EPSG:4326")
    save_model(str(tmp_path / "Mein Módel 2.model3"), Recipe(layers=layers, grid=grid), {}, "A")
    model = model_of(tmp_path / "Mein Módel 2.model3")
    assert model.name() == "mein_model_2" and model.childAlgorithm("run").algorithmId() == "multiscalefusion:joinlayers"
    assert inputs_of(model) == {
        "NDVI_30_m": ("raster", "NDVI (30 m)"), "ndvi_30_m_2": ("raster", "ndvi 30 m"),
        "Nandu_e": ("raster", "Ñandú é"), "layer_30_m": ("raster", "30 m"), "layer": ("raster", "日本"),
        "Stack_2": ("raster", "Stack"), "report_2": ("raster", "report")}
    sources = model.childAlgorithm("run").parameterSources()
    in_order = [each.parameterName() for each in model.orderedParameters()]
    assert in_order == [each.parameterName() for each in sources["INPUTS"]]
    assert [model.parameterDefinition(each).description() for each in in_order] == names
    assert [each.staticValue() for each in sources["GRID_PRESET"]] == ["modis_1km"]
    assert [each.staticValue() for each in sources["EXTENT"]] == ["1.0,3.0,2.0,4.0 [EPSG:4326]"]
    assert [each.name() for each in model.parameterDefinitions() if each.isDestination()] == ["stack", "report"]


def test_one_file_that_is_two_layers_is_two_inputs(qgis_app, tmp_path):
    """And the layer whose grid is copied is one input, where it is joined, too."""
    layers = (LayerChoice("a", "/x.tif", "X", True, kind="ratio"), LayerChoice("b", "/x.tif", "X", True))
    recipe = Recipe(layers=layers, grid=GridChoice(way="layer", layer_id="b"))
    save_model(str(tmp_path / "m.model3"), recipe, {}, "A")
    model = model_of(tmp_path / "m.model3")
    assert list(inputs_of(model)) == ["X", "X_2"]
    sources = model.childAlgorithm("run").parameterSources()
    assert [each.parameterName() for each in sources["GRID"]] == ["X_2"]
    assert [each.staticValue() for each in sources["VARIABLE_KINDS"]] == ["ratio,auto"]


@pytest.mark.parametrize("name, sentence", [("m.txt", "must end in .model3; outputs are models of QGIS."),
                                            ("nowhere/m.model3", "nowhere does not exist; create it or choose")])
def test_a_model_that_cannot_be_written_is_told(qgis_app, folder, name, sentence):
    with pytest.raises(FusionError, match=re.escape(sentence)):
        save_model(str(folder / name), recipe_of(["/a.tif"]), {}, "A")
    assert not list(folder.iterdir())


def test_a_failed_write_leaves_the_old_model(qgis_app, folder, monkeypatch):
    from qgis.core import QgsProcessingModelAlgorithm

    path = folder / "m.model3"
    save_model(str(path), recipe_of(["/a.tif"]), {}, "A")
    before = path.read_bytes()
    monkeypatch.setattr(QgsProcessingModelAlgorithm, "toFile", lambda self, path: False)
    with pytest.raises(FusionError, match="^m.model3 could not be written"):
        save_model(str(path), recipe_of(["/a.tif", "/b.tif"]), {}, "A")
    assert path.read_bytes() == before and [each.name for each in folder.iterdir()] == ["m.model3"]
