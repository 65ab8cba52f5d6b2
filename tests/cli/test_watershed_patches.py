"""The example of patches in watersheds, run as a user would, against an independent reading of its rasters."""

import json
import re
import subprocess

import numpy as np
import pytest

rasterio = pytest.importorskip("rasterio", reason="rasterio is not installed (Debian: python3-rasterio)")
pytest.importorskip("zarr", reason="zarr is not installed")
h5py = pytest.importorskip("h5py", reason="h5py is not installed (Debian: python3-h5py)")

from multiscale_fusion.core.simulate import write_watersheds  # noqa: E402

SENSORS = {"dem": "DEM_10m", "sar": "SAR_VV_10m", "optical": "Landsat_Optical_30m", "thermal": "Landsat_Thermal_30m"}
SIZE = 224


@pytest.fixture(scope="module")
def watershed(tmp_path_factory):
    """Paths of one made-up watershed: the rasters by sensor, and the boundary."""
    every = write_watersheds(tmp_path_factory.mktemp("watersheds"))
    first, *others = every.values()
    for paths in others:
        for path in paths.values():
            path.unlink()
    return first


@pytest.fixture(scope="module")
def output(watershed, tmp_path_factory, qgis_env, root):
    """The folder that run.sh filled."""
    folder = tmp_path_factory.mktemp("output")
    done = subprocess.run([root / "examples" / "watershed_patches" / "run.sh", watershed["boundary"].parent, folder],
                          env=qgis_env, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def index(output):
    """Ids and splits of the centres, and their places in degrees."""
    from osgeo import ogr

    layer = ogr.Open(str(output / "centres.gpkg"))
    rows = [(each["id"], each["row"], each["col"], each["split"], each.geometry().GetX(), each.geometry().GetY())
            for each in layer.GetLayer(0)]
    assert rows
    return rows


def ring_of(watershed):
    (feature,) = json.loads(watershed["boundary"].read_text("utf-8"))["features"]
    return np.array(feature["geometry"]["coordinates"][0])


def test_centres_are_those_of_a_plain_loop(watershed, index):
    """The notebook's loop: windows of 224 pixels one beside the other, kept where their middle lies in the boundary
    or within 500 m of it, measured in an azimuthal equidistant plane."""
    from pyproj import Transformer
    from shapely.geometry import Point, Polygon

    ring = ring_of(watershed)
    plane = Transformer.from_crs("EPSG:4326", f"+proj=aeqd +lat_0={ring[:, 1].mean()} +lon_0={ring[:, 0].mean()}",
                                 always_xy=True)
    boundary = Polygon(np.column_stack(plane.transform(*ring.T))).buffer(500.0, resolution=64)
    kept = []
    with rasterio.open(watershed["DEM_10m"]) as dem:
        for row in range(dem.height // SIZE):
            for col in range(dem.width // SIZE):
                place = dem.transform * (col * SIZE + SIZE / 2, row * SIZE + SIZE / 2)
                if boundary.contains(Point(plane.transform(*place))):
                    kept.append((row, col, *place))
    assert [(row, col) for _, row, col, *_ in index] == [each[:2] for each in kept]
    np.testing.assert_allclose([each[-2:] for each in index], [each[2:] for each in kept], rtol=0, atol=1e-9)
    assert [each[0] for each in index] == list(range(len(kept)))


@pytest.mark.parametrize("sensor", SENSORS)
def test_every_patch_is_a_plain_window(watershed, output, index, sensor):
    """Around the centre, padded where the raster ends; the middle of the window within half a pixel of the centre."""
    import zarr

    stored = zarr.open(str(output / "same_pixels" / "patches.zarr"), mode="r")[sensor]
    assert stored["values"].chunks[0] == 1 and len(stored["values"]) == len(index)
    with rasterio.open(watershed[SENSORS[sensor]]) as source:
        for number, (*_, x, y) in enumerate(index):
            column, row = ~source.transform * (x, y)
            window = rasterio.windows.Window(int(np.floor(column - SIZE / 2 + 0.5 + 1e-6)),
                                             int(np.floor(row - SIZE / 2 + 0.5 + 1e-6)), SIZE, SIZE)
            wanted = source.read(window=window, boundless=True, masked=True, fill_value=source.nodata)
            valid = stored["mask"][number] == 1
            np.testing.assert_array_equal(valid, ~np.ma.getmaskarray(wanted))
            np.testing.assert_array_equal(stored["values"][number][valid], wanted.data[valid])
            transform = rasterio.windows.transform(window, source.transform)
            np.testing.assert_allclose(stored["transform"][number], tuple(transform)[:6], rtol=0, atol=1e-12)


def test_the_same_ground_lies_under_the_same_centres(output, index):
    with h5py.File(output / "same_ground" / "patches.h5") as file:
        shapes = {sensor: file[sensor]["values"].shape for sensor in SENSORS}
        assert shapes == {"dem": (len(index), 1, 224, 224), "sar": (len(index), 1, 224, 224),
                          "optical": (len(index), 2, 75, 75), "thermal": (len(index), 1, 75, 75)}
        for sensor in SENSORS:
            pixel = file[sensor]["transform"][:, 0]
            size = shapes[sensor][-1]
            middles = file[sensor]["transform"][:, [2, 5]] + np.array([1, -1]) * pixel[:, None] * size / 2
            assert (np.abs(middles - [each[-2:] for each in index]) <= 0.5 * pixel[:, None] * (1 + 1e-6)).all()


def test_no_patch_for_training_touches_one_for_the_test(output, index):
    from osgeo import ogr

    splits = {each[0]: each[3] for each in index}
    assert {"train"} < set(splits.values())
    layer = ogr.Open(str(output / "footprints.gpkg"))
    dem = [(each["id"], each.geometry().Clone()) for each in layer.GetLayer(0) if each["raster"] == "dem"]
    for first, one in dem:
        for second, other in dem:
            if "" not in (splits[first], splits[second]) and splits[first] != splits[second]:
                assert one.Intersection(other).Area() <= 1e-12


def test_there_is_something_to_look_at(output):
    assert (output / "sheet.png").stat().st_size > 50_000
    assert "data:image/png" in (output / "sheet.html").read_text("utf-8")


@pytest.mark.parametrize("page", ["docs/watershed-patches.md", "docs/es/watershed-patches.md"])
def test_the_page_holds_the_commands_of_the_script_and_no_other(root, page):
    chain = re.split("^## ", (root / page).read_text("utf-8"), flags=re.MULTILINE)[2]
    told = [line.strip() for line in chain.splitlines() if line.startswith("    ")]
    script = (root / "examples" / "watershed_patches" / "run.sh").read_text("utf-8")
    lines = script.split("; do\n")[1].split("done\n")[0].splitlines()
    assert told == [line.strip() for line in lines if line.strip() and "# " not in line]
    assert len([line for line in told if "qgis_process run" in line]) == 5


def test_the_model_makes_the_same_patches(watershed, output, qgis_process, tmp_path):
    """By its defaults, 224 pixels; centres within the boundary alone, so fewer of them, and each as in the script's."""
    from multiscale_fusion.core.patches.dataset import PatchDataset

    rasters = [str(watershed[sensor]) for sensor in SENSORS.values()]
    done = qgis_process(["run", "multiscalefusion:patchdataset", f"REFERENCE={rasters[0]}",
                         *(f"FURTHER={path}" for path in rasters[1:]), f"BOUNDARY={watershed['boundary']}",
                         f"centres={tmp_path / 'centres.gpkg'}",
                         f"footprints={tmp_path / 'footprints.gpkg'}", f"dataset={tmp_path / 'dataset'}",
                         f"contact_sheet={tmp_path / 'sheet.png'}", f"report={tmp_path / 'sheet.html'}"])
    assert done.returncode == 0, done.stderr
    made, scripts = PatchDataset(tmp_path / "dataset"), PatchDataset(output / "same_pixels")
    known = {(each["row"], each["column"]): each for each in scripts}
    assert 5 < len(made) < len(scripts) and made.info.complete
    assert sorted(made.names) == sorted(SENSORS.values())
    for each in made:
        other = known[each["row"], each["column"]]
        for name, sensor in SENSORS.items():
            np.testing.assert_array_equal(each["values"][sensor], other["values"][name])
            np.testing.assert_array_equal(each["mask"][sensor], other["mask"][name])
    assert (tmp_path / "sheet.png").exists() and (tmp_path / "footprints.gpkg").exists()
