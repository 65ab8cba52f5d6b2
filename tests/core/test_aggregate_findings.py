"""What rules find on an aggregation and on layers to join: told once, recorded, blockers before anything is written."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from multiscale_fusion.core.advice import layer as advice_layer
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.aggregate.join import Layer, join_layers
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.raster import RasterSource
from odc.geo.geobox import GeoBox

ROWS, COLUMNS = 200, 300
WEST, NORTH = 600000.0, 3700020.0
CELLS = GeoBox((20, 30), Affine(300.0, 0, WEST, 0, -300.0, NORTH), "EPSG:32611")


def smooth(rows=ROWS, columns=COLUMNS):
    """A surface that changes little within cells: (1, rows, columns)."""
    j, i = np.mgrid[:rows, :columns]
    return (280.0 + 5.0 * np.sin(i / 60.0) + 5.0 * np.cos(j / 50.0))[None].astype(np.float32)


def flags(rows=ROWS, columns=COLUMNS):
    """A bit field in patches: (1, rows, columns)."""
    codes = np.random.default_rng(1).choice([0, 64, 66, 128, 192], (rows // 10, columns // 10))
    return codes.repeat(10, 0).repeat(10, 1).astype(np.uint8)[None]


@pytest.fixture
def fine(tmp_path, make_tif):
    return make_tif(tmp_path / "fine.tif", smooth())


@pytest.fixture
def quality(tmp_path, make_tif):
    return make_tif(tmp_path / "HLS.L30.T11SMU.2020275T181011.v2.0.Fmask.tif", flags())


@pytest.fixture
def samples(monkeypatch):
    """Counts samples by file and band."""
    drawn, draw = Counter(), advice_layer.draw_sample

    def counted(source, band):
        drawn[source.name, band] += 1
        return draw(source, band)

    monkeypatch.setattr(advice_layer, "draw_sample", counted)
    return drawn


def run(path, output, target=CELLS, **keywords):
    with RasterSource(path) as source:
        return aggregate(source, target, str(output), **keywords)


def join(paths, output, options=None, **keywords):
    sources = [RasterSource(path) for path in paths]
    options = options or [Options()] * len(sources)
    try:
        return join_layers([Layer(*each) for each in zip(sources, options)], CELLS, str(output), **keywords)
    finally:
        for source in sources:
            source.close()


def codes(findings):
    return [finding.code for finding in findings]


def recorded(path):
    return [each["code"] for each in json.loads(Path(f"{path}.json").read_text("utf-8"))["findings"]]


def test_a_clean_layer_has_no_findings(fine, folder, reporter):
    result = run(fine, folder / "o.tif", reporter=reporter)
    assert result.findings == () and reporter.warnings == [] and recorded(folder / "o.tif") == []


def test_findings_are_told_and_recorded_once(tmp_path, make_tif, folder, reporter):
    values = np.random.default_rng(2).normal(280.0, 5.0, (1, ROWS, COLUMNS)).astype(np.float32)
    values[:, :, :60] = -9999.0
    path = make_tif(tmp_path / "noise.tif", values, nodata=-9999.0)
    target = GeoBox((22, 32), Affine(0.003, 0, -115.93, 0, -0.003, 33.44), "EPSG:4326")
    result = run(path, folder / "o.tif", target, reporter=reporter)
    found = codes(result.findings)
    assert len(set(found)) == len(found) and {"SIGNAL_LOSS", "CRS_MISMATCH", "NODATA_SHARE"} <= set(found)
    assert recorded(folder / "o.tif") == found == codes(reporter.findings)
    assert sum("[SIGNAL_LOSS] noise.tif: " in line for line in reporter.warnings) == 1
    severities = [finding.severity.value for finding in result.findings]
    assert severities == sorted(severities, key=["blocker", "warning", "info"].index)


def test_a_blocker_stops_before_anything_is_written(quality, folder, reporter):
    with pytest.raises(FusionError, match=r"^\[BITFIELD_AVERAGE\] HLS.* name BITFIELD_AVERAGE in ACCEPT\.$"):
        run(quality, folder / "o.tif", reporter=reporter)
    assert not list(folder.iterdir()) and reporter.fractions in ([], [0.0] * len(reporter.fractions))
    result = run(quality, folder / "o.tif", options=Options(accept=frozenset({"BITFIELD_AVERAGE"})))
    assert codes(result.findings)[0] == "BITFIELD_AVERAGE" and recorded(folder / "o.tif")[0] == "BITFIELD_AVERAGE"
    assert json.loads((folder / "o.tif.json").read_text())["parameters"]["accept"] == ["BITFIELD_AVERAGE"]


def test_only_the_bands_that_are_used_are_judged(tmp_path, make_tif, folder, samples):
    def names(dataset):
        dataset.GetRasterBand(1).SetDescription("LST")
        dataset.GetRasterBand(2).SetDescription("QC_Day")

    values = np.concatenate([smooth(), flags().astype(np.float32)])
    path = make_tif(tmp_path / "both.tif", values, describe=names)
    assert run(path, folder / "o.tif", bands=[1]).findings[1:] == ()
    assert samples == {("both.tif", 1): 1}
    with pytest.raises(FusionError, match=r"^\[BITFIELD_AVERAGE\] both.tif, band 2: "):
        run(path, folder / "p.tif", bands=[2])


def test_bands_of_a_formula_are_quantities(tmp_path, make_tif, folder):
    path = make_tif(tmp_path / "ndvi_bands.tif", np.concatenate([smooth() / 1000.0, smooth() / 500.0]))
    result = run(path, folder / "o.tif", options=Options(numerator="b2 - b1", denominator="b2 + b1"))
    assert "RATIO_AVERAGE" not in codes(result.findings)
    path = make_tif(tmp_path / "ndvi.tif", smooth() / 400.0)
    assert "RATIO_AVERAGE" in codes(run(path, folder / "o.tif").findings)


def test_samples_are_drawn_once(fine, quality, folder, samples):
    run(fine, folder / "o.tif")
    assert samples == {("fine.tif", 1): 1}
    samples.clear()
    join([fine, quality], folder / "s.tif")
    assert set(samples.values()) == {1} and len(samples) == 2


def test_joined_layers_are_judged_together_once(fine, quality, tmp_path, make_tif, folder, reporter):
    coarse = make_tif(tmp_path / "coarse.tif", smooth(4, 6), transform=(WEST, 1500.0, 0, NORTH, 0, -1500.0))
    result = join([fine, quality, coarse], folder / "s.tif", reporter=reporter)
    found = [(finding.code, finding.subject) for finding in result.findings]
    assert len(set(found)) == len(found)
    assert ("CARRIED_SUPPORT", "coarse.tif") in found and ("BITFIELD_AVERAGE", Path(quality).name) in found
    assert recorded(folder / "s.tif") == [code for code, _ in found]
    told = [line for line in reporter.infos + reporter.warnings if line.startswith("[")]
    assert len(told) == len(found)


def test_a_blocker_among_joined_layers_stops_unless_accepted(fine, quality, folder):
    options = [Options(), Options(statistic="mean")]
    with pytest.raises(FusionError, match=r"^\[BITFIELD_AVERAGE\] HLS"):
        join([fine, quality], folder / "s.tif", options)
    assert not list(folder.iterdir())
    options = [Options(accept=frozenset({"BITFIELD_AVERAGE"})), Options(statistic="mean")]
    assert "BITFIELD_AVERAGE" in codes(join([fine, quality], folder / "s.tif", options).findings)


def test_what_joining_makes_of_classes_is_judged(quality, folder):
    """The mode of a bit field is a blocker, its fractions are a warning."""
    with pytest.raises(FusionError, match="BITFIELD_AVERAGE"):
        join([quality], folder / "s.tif", class_statistic="mode")
    assert codes(join([quality], folder / "s.tif").findings).count("BITFIELD_AVERAGE") == 1


def test_tiles_are_judged_as_one_variable(tmp_path, make_tif, folder):
    noise = np.random.default_rng(3).normal(0.0, 1.0, (1, ROWS, COLUMNS)).astype(np.float32)
    paths = [make_tif(tmp_path / f"{name}.tif", noise, transform=(west, 30.0, 0, NORTH, 0, -30.0))
             for name, west in (("a", WEST), ("b", WEST + COLUMNS * 30.0))]
    target = GeoBox((20, 60), CELLS.affine, CELLS.crs)
    with RasterSource(paths[0]) as first, RasterSource(paths[1]) as second:
        result = aggregate(first, target, str(folder / "o.tif"), tiles=[second])
    found = [(finding.code, finding.subject) for finding in result.findings]
    assert found.count(("SIGNAL_LOSS", "a.tif")) == 1 and ("SIGNAL_LOSS", "b.tif") not in found
    assert "PARTIAL_OVERLAP" not in codes(result.findings)


def test_what_depends_on_the_machine_is_told_and_not_recorded(fine, folder, reporter):
    """The same bytes for any memory budget."""
    options = Options(statistic="median")
    whole = GeoBox((1, 1), Affine(9000.0, 0, WEST, 0, -6000.0, NORTH), CELLS.crs)
    large = run(fine, folder / "large.tif", whole, options=options)
    small = run(fine, folder / "small.tif", whole, options=options, memory=2**20, reporter=reporter)
    assert "MEMORY" in codes(small.findings) and "MEMORY" not in codes(large.findings)
    assert any(line.startswith("[MEMORY] fine.tif: the median of a cell") for line in reporter.warnings)
    for ending in ("", ".json"):
        assert (folder / f"large.tif{ending}").read_bytes() == (folder / f"small.tif{ending}").read_bytes()


def test_scales_that_are_applied_are_not_told(tmp_path, make_tif, folder):
    def scaled(dataset):
        dataset.GetRasterBand(1).SetScale(0.01)

    path = make_tif(tmp_path / "scaled.tif", (smooth() * 100).astype(np.uint16), describe=scaled)
    assert "SCALE_UNAPPLIED" not in codes(run(path, folder / "o.tif").findings)


def test_a_cancel_is_heard_while_rules_are_asked(fine, folder, reporter):
    reporter.cancel_at = 0.0
    with pytest.raises(Cancelled):
        run(fine, folder / "o.tif", reporter=reporter)
    assert not list(folder.iterdir())
