"""The help that dialogs and `qgis_process help` show: made from the pages of docs/, lazily, in QGIS's language."""

import re
import sys
from xml.etree import ElementTree

import pytest

ALGORITHMS = ("checklayers", "checksampling", "searchearthdata", "downloadearthdata", "opengranule", "maskquality",
              "decodequality", "compositetime", "aggregate", "joinlayers", "creategrid",
              "readfootprints", "samplepoints", "comparesupports", "downscale", "areatopointkriging",
              "enhanceresolution", "evaluatedownscaling", "fuseseries", "fusepair", "evaluatefusion",
              "patchcentres", "patchfootprints",
              "extractpatches", "previewpatches")
PAGE = """\
# A title

What it *does*, with `a*b` and [another page](other.md#part), on two
lines; 1 < 2 & **so on**.

![A picture](images/a.png)

## When

- first, [a `site`](https://example.org/?a=1&b=2)
  goes on
- second

## How

1. one
2. two

| a | b |
|---|---|
| `x\\|y` | *z* |

## Third

Not help.

    not_help

## Examples

Do this:

    run --A="<b>" \\

        --B

And that:

    not_help_either
"""


@pytest.fixture
def help_module():
    import multiscale_fusion.processing.help as module

    module._help_text.cache_clear()
    return module


@pytest.fixture
def pages(help_module, monkeypatch, tmp_path):
    monkeypatch.setattr(help_module, "DOCS", tmp_path)
    (tmp_path / "es").mkdir()
    return tmp_path


@pytest.fixture
def algorithm(qgis_app):
    return lambda name: qgis_app.processingRegistry().createAlgorithmById(f"multiscalefusion:{name}")


@pytest.fixture
def spanish(qgis_app):
    from qgis.core import QgsSettings

    settings = QgsSettings()
    settings.setValue("locale/overrideFlag", True)
    settings.setValue("locale/userLocale", "es_AR")
    yield
    settings.remove("locale/overrideFlag")
    settings.remove("locale/userLocale")


def test_html_of_a_page(help_module, pages):
    (pages / "a.md").write_text(PAGE, encoding="utf-8")
    assert help_module.help_text("a").split("\n") == [
        "What it <i>does</i>, with <code>a*b</code> and another page, on two lines; 1 &lt; 2 &amp; <b>so on</b>.",
        "<h3>When</h3>",
        '<ul><li>first, <a href="https://example.org/?a=1&amp;b=2">a <code>site</code></a> goes on</li>'
        "<li>second</li></ul>",
        "<h3>How</h3>",
        "<ul><li>one</li><li>two</li></ul>",
        '<table border="1" cellpadding="3"><tr><th>a</th><th>b</th></tr>'
        "<tr><td><code>x|y</code></td><td><i>z</i></td></tr></table>",
        "<h3>Examples</h3>",
        "Do this:",
        '<code>run --A=&quot;&lt;b&gt;&quot; \\<br><br>&nbsp;&nbsp;&nbsp;&nbsp;--B</code>',
    ]


def test_plain_text_of_a_page(help_module, pages):
    (pages / "a.md").write_text(PAGE, encoding="utf-8")
    assert help_module.help_text("a", plain=True) == (
        "What it does, with a*b and another page, on two lines; 1 < 2 & so on.\n\nWhen\n\n"
        "- first, a site (https://example.org/?a=1&b=2) goes on\n- second\n\nHow\n\n- one\n- two\n\na  b\nx|y  z\n\n"
        'Examples\n\nDo this:\n\nrun --A="<b>" \\\n\n    --B'
    )


def test_a_short_page_is_shown_whole(help_module, pages):
    (pages / "a.md").write_text("# Title\n\nWords.\n\n## One\n\nMore.\n", encoding="utf-8")
    assert help_module.help_text("a") == "Words.\n<h3>One</h3>\nMore."


@pytest.mark.parametrize("language, text", [
    ("es", "Hola."), ("es_AR", "Hola."), ("ES-mx", "Hola."), ("en", "Hello."), ("de_DE", "Hello."), ("", "Hello."),
    ("C", "Hello."),
])
def test_the_language_is_taken_if_there_is_a_page(help_module, pages, language, text):
    (pages / "a.md").write_text("# A\n\nHello.\n", encoding="utf-8")
    (pages / "es" / "a.md").write_text("# A\n\nHola.\n", encoding="utf-8")
    assert help_module.help_text("a", language) == text
    assert help_module.help_text("only_here", language) == ""


def test_the_page_to_open_is_html_if_it_was_built_and_of_the_language_before_that(help_module, pages):
    assert help_module.page_path("a", "es") is None
    for path, asked in (("a.md", "es"), ("html/a.html", "es"), ("es/a.md", "es_ES"), ("html/es/a.html", "es")):
        (pages / path).parent.mkdir(parents=True, exist_ok=True)
        (pages / path).write_text("A page.", encoding="utf-8")
        assert help_module.page_path("a", asked) == pages / path
    assert help_module.page_path("a", "en") == pages / "html" / "a.html"


@pytest.mark.parametrize("name", ALGORITHMS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_help_of_each_algorithm_is_sound(help_module, name, language):
    """Well-formed, whole, and without traces of Markdown."""
    lines = help_module.help_text(name, language).split("\n")
    words = ElementTree.fromstring(f"<help>{''.join(lines).replace('<br>', '<br/>').replace('&nbsp;', ' ')}</help>")
    text = " ".join(words.itertext())
    assert len(text) > 1000 and f"multiscalefusion:{name}" in text
    assert [each.text for each in words.iter("h3")][:2] == {
        "en": ["When to use it", "How it works"], "es": ["Cuándo usarlo", "Cómo funciona"]}[language]
    for each in words.iter("code"):
        each.text = ""
    assert not re.search(r"\*\*|\]\(|`|\|", " ".join(words.itertext()))
    assert f"qgis_process run multiscalefusion:{name} " in help_module.help_text(name, language, plain=True)


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_dialog_shows_the_page(algorithm, help_module, name):
    assert algorithm(name).shortHelpString() == help_module.help_text(name, "en")
    page = help_module.page_path(name)
    assert algorithm(name).helpUrl() == f"file://{page}"


def test_the_dialog_speaks_spanish(algorithm, help_module, spanish):
    assert "Cuándo usarlo" in algorithm("aggregate").shortHelpString()
    assert algorithm("aggregate").helpUrl().split("/")[-2] == "es"


def test_without_pages_the_dialog_says_where_the_documentation_is(algorithm, pages, help_module):
    assert help_module.ONLINE in algorithm("aggregate").shortHelpString()
    assert algorithm("aggregate").helpUrl() == help_module.ONLINE


def test_the_address_is_that_of_the_repository(help_module, root):
    text = (root / "metadata.txt").read_text(encoding="utf-8")
    repository = re.search(r"^repository=(.+)$", text, re.MULTILINE)[1]
    assert help_module.ONLINE == f"{repository}/tree/main/docs"


def test_a_provider_that_loads_reads_no_page_and_a_page_is_read_once(qgis_app, help_module, monkeypatch):
    from multiscale_fusion.processing.provider import MultiscaleFusionProvider

    provider = MultiscaleFusionProvider()
    provider.refreshAlgorithms()
    assert help_module._help_text.cache_info().misses == 0
    for _ in range(3):
        for each in provider.algorithms():
            each.shortHelpString()
    assert help_module._help_text.cache_info().misses == len(ALGORITHMS)


def test_the_converter_knows_no_qt(help_module):
    import subprocess

    code = (f"import importlib.util as u, sys; s = u.spec_from_file_location('h', {help_module.__file__!r}); "
            "m = u.module_from_spec(s); sys.modules['h'] = m; s.loader.exec_module(m); m.help_text('aggregate'); "
            "print([n for n in sys.modules if n.split('.')[0] in ('qgis', 'PyQt5', 'PyQt6', 'osgeo')])")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
