"""docs/advice.md has a section for every code that can be raised, and none for another, in both languages."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (ROOT / "docs/advice.md", ROOT / "docs/es/advice.md")
# What a code is given to first, and the places where one of these hands it on.
MAKERS = ("Finding", "_Harm", "_warn")
HANDED_ON = {("core/variable/kinds.py", "harm.code"), ("core/aggregate/run.py", "code"),
             ("core/sample/job.py", "code"), ("core/opening/swath.py", "code")}


def codes():
    """Literal codes in core and processing, and where a code is no literal: (file, expression)."""
    found, others = set(), set()
    for path in (*(ROOT / "core").rglob("*.py"), *(ROOT / "processing").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in MAKERS and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
            elif name in MAKERS:
                others.add((path.relative_to(ROOT).as_posix(), ast.unparse(node.args[0])))
    return found, others


def sections(page):
    return re.findall(r"^## ([A-Z_]+)$", page.read_text("utf-8"), re.MULTILINE)


def test_codes_are_literals_in_capitals():
    found, others = codes()
    assert len(found) > 30 and all(re.fullmatch("[A-Z]+(_[A-Z]+)*", code) for code in found)
    assert others <= HANDED_ON


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_code_has_a_section_and_every_section_a_code(page):
    found = sections(page)
    assert len(set(found)) == len(found)
    assert set(found) == codes()[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_every_section_is_in_the_table_in_its_order(page):
    listed = re.findall(r"^\| \[`([A-Z_]+)`\]\(#(\w+)\) \|", page.read_text("utf-8"), re.MULTILINE)
    assert [code for code, _ in listed] == sections(page)
    assert all(anchor == code.lower() for code, anchor in listed)


@pytest.mark.parametrize(("page", "what_to_do", "source"), [
    (PAGES[0], "What to do", "Source"), (PAGES[1], "Qué hacer", "Fuente")], ids=["docs", "es"])
def test_every_section_shows_what_goes_wrong_tells_what_to_do_and_names_its_source(page, what_to_do, source):
    parts = re.split(r"^## ", page.read_text("utf-8"), flags=re.MULTILINE)[1:]
    lacking = [part.split()[0] for part in parts if not (
        re.search(r"^\|---|^!\[", part, re.MULTILINE) and f"**{what_to_do}.**" in part and f"**{source}.**" in part)]
    assert lacking == []
