"""The kernels on disk are compiled anew when any file they are made of changes."""

import ast
import hashlib
from pathlib import Path

import pytest
from multiscale_fusion.core.support.overlap import block, walk


@pytest.mark.parametrize("module, name", [(block, "accumulate_block"), (walk, "accumulate_spans")])
def test_kernels_know_all_files_they_call(module, name):
    folder = Path(module.__file__).parent
    called = {name for node in ast.walk(ast.parse(Path(module.__file__).read_text("utf-8")))
              if isinstance(node, ast.ImportFrom) and node.level == 1
              for name in ([node.module] if node.module else [each.name for each in node.names])}
    assert called == {file.stem for file in folder.glob("*.py")} - {"__init__", "block", "round", "walk"}
    checksum = hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in sorted(called))).hexdigest()
    # What a function closes over is part of the name under which numba keeps it.
    kernel = getattr(module, name).py_func
    closed_over = dict(zip(kernel.__code__.co_freevars, kernel.__closure__))
    assert closed_over["sources"].cell_contents == checksum
