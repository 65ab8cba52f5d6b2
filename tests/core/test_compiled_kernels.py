"""The kernels on disk are compiled anew when any file they are made of changes."""

import ast
import hashlib
from pathlib import Path

from multiscale_fusion.core.support.overlap import block


def test_the_block_kernel_knows_all_files_it_calls():
    folder = Path(block.__file__).parent
    called = {node.module for node in ast.walk(ast.parse(Path(block.__file__).read_text("utf-8")))
              if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module}
    assert called == {file.stem for file in folder.glob("*.py")} - {"__init__", "block"}
    checksum = hashlib.sha256(b"".join((folder / f"{name}.py").read_bytes() for name in sorted(called))).hexdigest()
    # What a function closes over is part of the name under which numba keeps it.
    closed_over = dict(zip(block.accumulate_block.py_func.__code__.co_freevars,
                           block.accumulate_block.py_func.__closure__))
    assert closed_over["sources"].cell_contents == checksum
