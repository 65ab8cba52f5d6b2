"""Quality layers that nest with the data: the short way finds what exact overlap finds, bit for bit."""

import dataclasses

import numpy as np
import pytest
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from multiscale_fusion.core.errors import Cancelled
from multiscale_fusion.core.quality import Options, flags, judgement_of, mask_quality
from multiscale_fusion.core.quality.flags import flags_on
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.tests.core.quality.written import write
from odc.geo.geobox import GeoBox

SINUSOIDAL = "+proj=sinu +R=6371007.181 +units=m +no_defs"
CODES = np.array([64, 64, 64, 66, 255], np.uint8)
CORNER = (600000.0, 3700020.0)


def on_grid(path, grid, margin=0, rule="cloud == 0"):
    with RasterSource(path) as source:
        judged = judgement_of(source, Options(product="hls_fmask", rule=rule))
        return flags_on(judged.quality, judged.rule, grid, margin)


def flags_file(path, shape, side, seed=1, share=0.1, crs="EPSG:32611", corner=CORNER):
    random = np.random.default_rng(seed)
    codes = np.where(random.random(shape) < share, random.choice(CODES, shape), 64).astype(np.uint8)
    return write(path, codes, transform=(corner[0], side[0], 0, corner[1], 0, -side[1]), crs=crs)


def box(shape, side, corner=CORNER, crs="EPSG:32611"):
    return GeoBox(shape, Affine(side[0], 0, corner[0], 0, -side[1], corner[1]), crs)


def both(made, rows, columns):
    """The short way, and the general one."""
    assert made.nested is not None and made.operator is not None
    return made.read(rows, columns), dataclasses.replace(made, nested=None).read(rows, columns)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_both_ways_find_the_same(data, tmp_path_factory):
    """Any factor either way, also one way along rows and the other along columns; windows, offsets and odd edges."""
    folder = tmp_path_factory.mktemp("nested")
    steps = [data.draw(st.integers(1, 9)) for _ in range(2)]
    finer = [data.draw(st.booleans()) for _ in range(2)]
    cell, pixel = [10.0, 10.0], [10.0, 10.0]
    for axis in range(2):
        (cell if finer[axis] else pixel)[axis] *= steps[axis]
    shape = data.draw(st.tuples(st.integers(1, 40), st.integers(1, 40)))
    path = flags_file(folder / "Fmask.tif", shape, pixel, seed=data.draw(st.integers(0, 99)),
                      share=data.draw(st.sampled_from([0.02, 0.3, 1.0])))
    offset = [10.0 * data.draw(st.integers(-30, 90)) for _ in range(2)]
    size = data.draw(st.tuples(st.integers(1, 50), st.integers(1, 50)))
    grid = box(size, cell, (CORNER[0] + offset[0], CORNER[1] - offset[1]))
    margin = data.draw(st.integers(0, 5))
    made = on_grid(path, grid, margin)
    if steps == [1, 1] and size == shape and offset == [0.0, 0.0]:
        return
    begin = [data.draw(st.integers(-margin, each - 1)) for each in size]
    rows, columns = ((first, data.draw(st.integers(first + 1, each + margin))) for first, each in zip(begin, size))
    for short, general in zip(*both(made, rows, columns)):
        assert np.array_equal(short, general)


def test_the_sinusoidal_grid_of_state_flags_nests_with_reflectance(tmp_path):
    """MOD09GA as its files have it: 1200 and 2400 pixels a side, whose rounded sides and corners are not whole ones."""
    corner, side = (-4447802.078667, -8895604.157333), 926.625433055833
    path = flags_file(tmp_path / "Fmask.tif", (120, 120), (side, side), crs=SINUSOIDAL, corner=corner)
    grid = box((240, 240), (463.312716527917, 463.312716527917), corner, SINUSOIDAL)
    for short, general in zip(*both(on_grid(path, grid), (0, 240), (0, 240))):
        assert np.array_equal(short, general) and short.any()


def test_strips_do_not_matter(tmp_path, monkeypatch):
    path = flags_file(tmp_path / "Fmask.tif", (64, 50), (20.0, 20.0))
    made = on_grid(path, box((22, 17), (60.0, 60.0), (CORNER[0] + 20, CORNER[1] - 40)))
    whole = made.read((0, 22), (0, 17))
    monkeypatch.setattr(flags, "_MOST_STRIP", 400)
    for one, other in zip(whole, made.read((0, 22), (0, 17))):
        assert np.array_equal(one, other)
    with pytest.raises(Cancelled):
        made.read((0, 22), (0, 17), lambda: True)


@pytest.mark.parametrize(("grid", "why"), [
    (box((20, 20), (25.0, 25.0)), "no whole factor"),
    (box((20, 20), (10.0, 10.0), (CORNER[0] + 5, CORNER[1])), "half a pixel off"),
    (box((20, 20), (20.0, 20.0), (CORNER[0] + 0.2, CORNER[1])), "a hundredth of a pixel off"),
    (box((9, 9), (200.0, 200.0)), "one pixel of a hundred is not more than the share that counts"),
    (box((20, 20), (10.0, -10.0)), "one of them from south to north"),
    (box((20, 20), (10.0, 10.0), crs="EPSG:32612"), "another zone"),
])
def test_what_does_not_nest_goes_the_general_way(tmp_path, grid, why):
    path = flags_file(tmp_path / "Fmask.tif", (60, 60), (20.0, 20.0))
    assert on_grid(path, grid).nested is None, why


def test_degrees_go_the_general_way(tmp_path):
    """Areas differ there, and pixels may be met once more around the world."""
    path = flags_file(tmp_path / "Fmask.tif", (60, 60), (0.02, 0.02), crs="EPSG:4326", corner=(10.0, 50.0))
    assert on_grid(path, box((120, 120), (0.01, 0.01), (10.0, 50.0), "EPSG:4326")).nested is None


@pytest.mark.parametrize(("data_side", "flag_side"), [(10.0, 20.0), (20.0, 60.0), (60.0, 20.0)])
def test_files_are_the_same_bytes(tmp_path, monkeypatch, data_side, flag_side):
    values = np.random.default_rng(3).integers(1, 9000, (2, 131, 117)).astype(np.int16)
    data = write(tmp_path / "a.tif", values, transform=(CORNER[0] + 120, data_side, 0, CORNER[1] - 60, 0, -data_side))
    quality = flags_file(tmp_path / "Fmask.tif", (101, 97), (flag_side, flag_side))
    outputs = []
    for name in ("short", "general"):
        folder = tmp_path / name
        folder.mkdir()
        if name == "general":
            monkeypatch.setattr(flags, "nesting", lambda *_: None)
        with RasterSource(data) as source, RasterSource(quality) as layer:
            options = Options(product="hls_fmask", dilate=90.0)
            mask_quality(source, layer, str(folder / "o.tif"), mask=str(folder / "m.tif"), options=options, threads=2,
                         memory=2**22)
        outputs.append([(folder / each).read_bytes() for each in ("o.tif", "m.tif", "o.tif.json", "m.tif.json")])
    assert outputs[0] == outputs[1]
