"""How a report looks: two themes, for the page and for its figures, and the script that draws the figures."""

import json

# Contrast with the page is at least 4.5 to 1 for text and marks (WCAG 2.1, 1.4.3 and 1.4.11).
THEMES = {
    "light": {
        "page": "#ffffff", "ink": "#1b1f24", "muted": "#57606a", "grid": "#d8dee4", "band": "#f4f6f8",
        "link": "#0550ae", "info": "#0550ae", "warning": "#805000", "blocker": "#b3261e",
    },
    "dark": {
        "page": "#14181d", "ink": "#e6e9ed", "muted": "#9aa4af", "grid": "#343b44", "band": "#1c2128",
        "link": "#79b8ff", "info": "#79b8ff", "warning": "#f0b429", "blocker": "#ff8a80",
    },
}

FIGURE_WIDTH = 900  # pixels; what figures are laid out for, about the width of the page on a screen
_PRINTED_WIDTH = 680  # fits between the margins of A4 and of Letter
_PRINTED_HEIGHT = 820  # leaves room for the caption on one page

_RULES = """
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.75rem 0 .75rem; padding-top: .75rem;
    border-top: 1px solid var(--grid); }
p { max-width: 46rem; margin: .75rem 0; }
h1, h2, p, li, caption, figcaption, td, th { overflow-wrap: break-word; }
a { color: var(--link); }
a:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
main > ul:not(.findings) { max-width: 46rem; }
.summary { font-size: 1.1rem; color: var(--muted); }
.scroll { overflow-x: auto; margin: 1.25rem 0 .25rem; }
table { border-collapse: collapse; font-size: .92rem; min-width: 50%; }
caption { text-align: left; font-weight: 600; padding-bottom: .4rem; }
th, td { padding: .35rem .8rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); }
th:first-child, td:first-child { padding-left: .3rem; }
thead th { vertical-align: bottom; border-bottom: 2px solid var(--muted); }
th, td { min-width: 4rem; }
tbody th { font-weight: 500; min-width: 8rem; }
tbody tr:nth-child(even) { background: var(--band); }
th.number, td.number { text-align: right; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
th.long, td.long { overflow-wrap: anywhere; min-width: 9rem; }
.units { display: block; font-weight: 400; color: var(--muted); }
.files { font-size: .88rem; margin: .35rem 0 1.5rem; color: var(--muted); }
.findings { list-style: none; margin: 1.25rem 0; padding: 0; }
.findings li { border: 1px solid var(--grid); border-left: .35rem solid currentColor; border-radius: .3rem;
    margin: .75rem 0; padding: .6rem 1rem; }
.findings p { color: var(--ink); margin: .3rem 0; }
.findings .info { color: var(--info); }
.findings .warning { color: var(--warning); }
.findings .blocker { color: var(--blocker); }
.findings .severity { color: inherit; font-weight: 600; }
.findings svg { width: 1.15em; height: 1.15em; vertical-align: -.2em; margin-right: .35em; }
code { font: .88em ui-monospace, Consolas, monospace; color: var(--muted); margin-left: .6em; }
figure { margin: 1.5rem 0 2rem; overflow-x: auto; }
figure img { max-width: 100%; }
figcaption { font-size: .92rem; max-width: 46rem; margin-top: .4rem; }
.drawing { width: 100%; min-width: 40rem; }
@media print {
    main { max-width: none; padding: 0; }
    body { font-size: 10.5pt; }
    h2 { break-after: avoid; margin-top: 1.5rem; }
    figure, table, tr, .findings li { break-inside: avoid; }
    thead { display: table-header-group; }
    .scroll { overflow: visible; }
    table { font-size: .8rem; }
    th, td { padding: .2rem .4rem; min-width: 0; }
    .wide { font-size: .45rem; }
    .wide th, .wide td { padding: .15rem; }
    figure { overflow: visible; }
    .drawing { width: var(--printed-width); min-width: 0; }
    .modebar { display: none; }
}
"""

_SCRIPT = """
(function () {
    "use strict";
    var themes = %(themes)s;
    var printing = false;
    var dark = window.matchMedia("(prefers-color-scheme: dark)");
    var config = {displaylogo: false, responsive: true, plotlyServerURL: "", topojsonURL: "",
        modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d", "toggleSpikelines"]};
    var plots = Array.prototype.map.call(document.querySelectorAll(".drawing"), function (place) {
        var figure = JSON.parse(document.getElementById(place.id + "-data").textContent);
        return {place: place, data: figure.data, layout: figure.layout, height: figure.layout.height,
            ground: figure.layout.plot_bgcolor};
    });

    function paint(layout, theme, ground) {
        layout.paper_bgcolor = theme.page;
        layout.plot_bgcolor = ground || theme.page;
        layout.font = Object.assign({}, layout.font, {color: theme.ink});
        Object.keys(layout).forEach(function (key) {
            if (/^[xy]axis[0-9]*$/.test(key)) {
                Object.assign(layout[key], {gridcolor: theme.grid, zerolinecolor: theme.grid, linecolor: theme.muted});
            }
        });
    }

    function draw() {
        var theme = themes[dark.matches && !printing ? "dark" : "light"];
        plots.forEach(function (plot) {
            var layout = plot.layout;
            paint(layout, theme, plot.ground);
            layout.autosize = !printing;
            layout.height = printing ? Math.min(Math.round(plot.height * %(scale)s), %(height)d) : plot.height;
            layout.width = printing ? %(width)d : undefined;
            plot.place.style.height = layout.height + "px";
            window.Plotly.react(plot.place, plot.data, layout, config);
        });
    }

    // Paper is light, so on a dark screen a browser tells of a change of theme in the middle of printing.
    function drawFor(paper) {
        printing = paper;
        draw();
    }

    draw();
    dark.addEventListener("change", draw);
    window.addEventListener("beforeprint", function () { drawFor(true); });
    window.addEventListener("afterprint", function () {
        window.setTimeout(drawFor, 0, false);  // once the page has its width again
    });
})();
"""


def style() -> str:
    """The page's style sheet. What is printed is light, whatever the screen is."""
    light, dark = (_variables(THEMES[name]) for name in ("light", "dark"))
    return (
        f":root {{ color-scheme: light; --printed-width: {_PRINTED_WIDTH}px; {light} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {dark} }} }}"
        f"{_RULES}"
    )


def script() -> str:
    """The script that draws every figure in the theme of the screen, and anew when that changes or for paper."""
    colours = {
        name: {key: theme[key] for key in ("page", "ink", "muted", "grid")} for name, theme in THEMES.items()
    }
    return _SCRIPT % {
        "themes": json.dumps(colours), "width": _PRINTED_WIDTH, "height": _PRINTED_HEIGHT,
        "scale": round(_PRINTED_WIDTH / FIGURE_WIDTH, 3),
    }


def _variables(theme: dict[str, str]) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in theme.items())
