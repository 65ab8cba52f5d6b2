"""The rooms of the house: who may lean on whom, what loads late, and how long a file may grow."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("core", "processing", "ui")
# Folders of core that are foundation like its files: all capabilities may lean on them.
FOUNDATION = ("advice", "raster", "report", "statistics", "support", "variable", "vector")
QGIS = {"qgis", "PyQt5", "PyQt6"}
MOST_LINES = 400


def python_files(*folders):
    places = [ROOT / folder for folder in folders] or [ROOT]
    return sorted(path for place in places for path in place.rglob("*.py")
                  if not any(part.startswith(".") or part == "demo_output" for part in path.relative_to(ROOT).parts))


def imports(path, late=True):
    """Absolute dotted names of all that a file imports, wherever in it or (not `late`) when it is loaded.

    Our own modules from the plugin's root.
    """
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    found = []
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[:len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            found += [".".join(["multiscale_fusion", *base, alias.name]) for alias in node.names]
    return found


def ours(name):
    """The parts of a name of ours behind the package's, () of any other."""
    parts = name.split(".")
    return tuple(parts[1:]) if parts[0] == "multiscale_fusion" else ()


def capability(parts):
    """The capability of core that a module lies in, "" for the foundation."""
    folder = parts[1] if len(parts) > 1 and (ROOT / "core" / parts[1]).is_dir() else ""
    return "" if folder in FOUNDATION else folder


def test_arrows_between_rooms_run_one_way():
    wrong = [f"{path.relative_to(ROOT)} imports {name}" for rank, room in enumerate(ROOMS)
             for path in python_files(room) for name in imports(path)
             if ours(name) and ours(name)[0] in ROOMS[rank + 1:]]
    assert not wrong


def test_core_knows_no_qgis():
    wrong = [f"{path.relative_to(ROOT)} imports {name}" for path in python_files("core") for name in imports(path)
             if name.split(".")[0] in QGIS]
    assert not wrong


def test_only_the_raster_room_knows_gdal():
    wrong = [str(path.relative_to(ROOT)) for path in python_files("core")
             if any(name.split(".")[0] in ("osgeo", "rasterio") for name in imports(path))
             and path.parent.name not in ("raster", "simulate")]
    assert not wrong


def test_capabilities_lean_on_the_foundation_alone():
    wrong = []
    for path in python_files("core"):
        own = capability(path.relative_to(ROOT).parts[:-1] or ("core",))
        for name in imports(path):
            parts = ours(name)
            if parts[:1] == ("core",) and capability(parts) not in ("", own):
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert not wrong


def test_no_modules_of_core_import_each_other_in_a_circle():
    """Imports that happen when a module is loaded; late ones, within functions, are the remedy."""
    modules = {path.relative_to(ROOT).with_suffix("").parts: path for path in python_files("core")}
    graph = {}
    for parts, path in modules.items():
        needed = {ours(name) for name in imports(path, late=False)}
        found = {each if each in modules else each[:-1] for each in needed}
        graph[parts] = {each for each in found if each in modules and each != parts}
    assert sum(map(len, graph.values())) > len(graph)
    TopologicalSorter(graph).prepare()   # raises CycleError


def test_tests_examples_and_tools_are_not_leaned_on():
    wrong = [f"{path.relative_to(ROOT)} imports {name}" for path in python_files(*ROOMS) for name in imports(path)
             if ours(name)[:1] and ours(name)[0] not in ROOMS]
    assert not wrong


def test_no_file_is_long():
    long = {str(path.relative_to(ROOT)): count for path in python_files()
            if (count := len(path.read_text("utf-8").splitlines())) > MOST_LINES}
    assert not long


def test_imports_are_understood():
    """The judge itself: relative, absolute and late imports, and folders of core."""
    names = imports(ROOT / "core" / "aggregate" / "task.py")
    assert "multiscale_fusion.core.support.SupportOperator" in names and "numpy" in names
    assert ours("multiscale_fusion.core.aggregate.job") == ("core", "aggregate", "job") and not ours("numpy")
    assert capability(("core", "aggregate", "job")) == "aggregate"
    assert capability(("core", "support", "operator")) == capability(("core", "grid")) == ""
    assert "multiscale_fusion.core.aggregate.aggregate" in imports(ROOT / "processing" / "aggregate.py")
