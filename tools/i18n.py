"""The plugin's languages (make i18n): collects what the user may read into i18n/*.ts and compiles these to *.qm.

    python3 tools/i18n.py            collect, then compile
    python3 tools/i18n.py compile    compile what is older than its .ts, and say nothing of the rest

What is collected: literal `QCoreApplication.translate("Context", "text")` in plugin.py, processing/ and ui/, literal
`message("template", ...)` of core/message.py wherever it is (context "Engine"), and the texts of processing/models/
(context "Models"). The texts are read by Python's own parser: pylupdate5 loses every literal that is cut into lines.
"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "i18n"
ROOMS = ("plugin.py", "core", "processing", "ui")
ENGINE, MODELS = "Engine", "Models"
# Qt's own tool has several names and places.
_LRELEASE = ("/usr/lib/qt5/bin/lrelease", "/usr/lib/qt6/bin/lrelease", "lrelease", "lrelease-qt5", "lrelease6")
# These take a context or a template from elsewhere: what is told there is collected where it is written.
_PASSING_ON = ("core/message.py", "processing/language.py")


class Text(NamedTuple):
    """What the user may read, in English, and the context it is looked up in."""

    context: str
    source: str


class NotLiteral(Exception):
    """Texts that cannot be collected, since they are not literals."""


def collect() -> list[Text]:
    """Every text once, contexts in alphabetic order, texts in that of the files. Raises NotLiteral."""
    found, wrong = [], []
    for path in _files(".py"):
        for line, text in sorted(texts_of(path.read_text("utf-8")), key=lambda found: found[0]):
            if text is not None:
                found.append(text)
            elif path.relative_to(ROOT).as_posix() not in _PASSING_ON:
                wrong.append(f"{path.relative_to(ROOT)}:{line}: the context or text is not a literal.")
    if wrong:
        raise NotLiteral("\n".join(wrong))
    found += [Text(MODELS, text) for path in _files(".model3") for text in _model_texts(path)]
    return sorted(dict.fromkeys(found), key=lambda text: text.context)


def texts_of(code: str) -> Iterator[tuple[int, Text | None]]:
    """Line and text of each call in Python code that tells one; None for the text where it is not a literal."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        arguments = list(node.args)
        if name == "partial" and arguments and getattr(arguments[0], "id", "") == "message":
            name, arguments = "message", arguments[1:]
        if name == "translate" and ast.unparse(node.func).endswith("QCoreApplication.translate"):
            context, source, *_ = [*map(_literal, arguments), None, None]
            yield node.lineno, Text(context, source) if context and source else None
        elif name == "message" and isinstance(node.func, ast.Name | ast.Attribute):
            source = _literal(arguments[0]) if arguments else None
            yield node.lineno, Text(ENGINE, source) if source else None


def read(path: Path) -> dict[Text, str]:
    """The translations in a .ts; "" for an unfinished one."""
    found = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        for each in context.iter("message"):
            translation = each.find("translation")
            is_finished = translation.get("type") is None
            text = Text(context.findtext("name"), each.findtext("source"))
            found[text] = (translation.text or "") if is_finished else ""
    return found


def update(path: Path, texts: list[Text]) -> list[Text]:
    """Write the .ts anew with these texts and the translations it has; returns what lacks one."""
    known = read(path) if path.exists() else {}
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>",
             f'<TS version="2.1" language="{path.stem.rpartition("_")[2]}" sourcelanguage="en">']
    for context in dict.fromkeys(text.context for text in texts):
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for text in (text for text in texts if text.context == context):
            translation = known.get(text, "")
            state = "" if translation else ' type="unfinished"'
            lines += ["    <message>", f"        <source>{escape(text.source)}</source>",
                      f"        <translation{state}>{escape(translation)}</translation>", "    </message>"]
        lines.append("</context>")
    path.write_text("\n".join([*lines, "</TS>", ""]), encoding="utf-8", newline="\n")
    return [text for text in texts if not known.get(text)]


def compile_ts(path: Path, target: Path | None = None) -> Path | None:
    """Make the .qm of a .ts, beside it if no target is given; None, and a word on stderr, where Qt's tool is absent."""
    target = target or path.with_suffix(".qm")
    program = next(filter(None, map(shutil.which, _LRELEASE)), None)
    if program is None:
        print(f"lrelease is not installed (on Debian: qttools5-dev-tools), so {target.name} is not made.",
              file=sys.stderr)
        return None
    part = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        subprocess.run([program, "-silent", str(path), "-qm", str(part)], check=True)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def compile_stale() -> None:
    """Compile each .ts that is newer than its .qm."""
    for path in sorted(FOLDER.glob("*.ts")):
        made = path.with_suffix(".qm")
        if not made.exists() or made.stat().st_mtime < path.stat().st_mtime:
            compile_ts(path)


def main(arguments: list[str]) -> int:
    if arguments == ["compile"]:
        compile_stale()
        return 0
    try:
        texts = collect()
    except NotLiteral as error:
        print(error, file=sys.stderr)
        return 1
    for path in sorted(FOLDER.glob("*.ts")):
        lacking = update(path, texts)
        print(f"{path.relative_to(ROOT)}: {len(texts)} texts, {len(lacking)} without a translation")
        for text in lacking:
            print(f"  {text.context}: {text.source}")
        compile_ts(path)
    return 0


def _files(ending: str) -> list[Path]:
    return sorted(path for room in ROOMS for place in [ROOT / room]
                  for path in ([place] if place.is_file() else place.rglob(f"*{ending}")) if path.suffix == ending)


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _model_texts(path: Path) -> Iterator[str]:
    """Group, labels and help of a model: what processing/language.py tells, and where its outputs have no part."""
    return _option_texts(ElementTree.parse(path).getroot())


def _option_texts(option: ElementTree.Element) -> Iterator[str]:
    children = {child.get("name"): child for child in option}
    if "Destination" in children.get("parameter_type", option).get("value", ""):
        return
    for name, child in children.items():
        if name == "help" and child.get("type") == "Map":
            yield from (each.get("value") for each in child)
        elif name in ("model_group", "description", "component_description") and child.get("value"):
            yield child.get("value")
        elif name != "outputs":
            yield from _option_texts(child)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
