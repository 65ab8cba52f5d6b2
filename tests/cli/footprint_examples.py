"""What judges the outputs of the examples on reading and comparing footprints."""

import csv

import numpy as np
import pytest
from multiscale_fusion.tests.processing import rasters
from osgeo import ogr
from pyproj import Transformer

GEDI = "GEDI02_A_2024154195152_O31234_02_T01234_02_003_02_V002.h5"


def check_readfootprints(folder):
    """Against h5py: the full-power beams by the recommended filter, and all of them without one."""
    import h5py

    with h5py.File(folder / GEDI) as file:
        beams = {name: {key: values[()] for key, values in group.items()} for name, group in file.items()}
    for path, kept in (("shots.gpkg", list(beams)[4:]), ("all_shots.gpkg", list(beams))):
        good = {name: (beams[name]["quality_flag"] == 1) & (beams[name]["degrade_flag"] == 0)
                & (beams[name]["sensitivity"] >= 0.9) if path == "shots.gpkg" else beams[name]["beam"] >= 0
                for name in kept}
        layer = ogr.Open(str(folder / path))
        found = [(each["shot"], each["rh98"], each["beam"]) for each in layer.GetLayer(0)]
        expected = np.concatenate([beams[name]["shot_number"][good[name]] for name in kept])
        heights = np.concatenate([beams[name]["rh"][good[name], 98] for name in kept])
        assert len(expected) > 20 and [shot for shot, _, _ in found] == expected.tolist()
        np.testing.assert_array_equal([height for _, height, _ in found], heights)
        assert {beam for _, _, beam in found} == set(kept)


def check_comparesupports(folder):
    """Against discs of small steps over the model, and NumPy's numbers of the shots' own heights."""
    shots, points = features(folder / "compared.gpkg")
    own, found = (np.array([each[name] for each in shots]) for name in ("elev_lowestmode", "dem_30m_mean"))
    model = rasters.read(folder / "dem_30m.tif")[0]
    np.testing.assert_allclose(found, disc_means(model, rasters.geotransform(folder / "dem_30m.tif"), points),
                               atol=0.02 * np.std(model))
    table = rows(folder / "agreement_agreement.csv")
    assert int(table[0]["Pairs"]) == len(shots) > 100 and len(table) > 4
    assert float(table[0]["RMSE"]) == pytest.approx(np.sqrt(np.mean((own - found) ** 2)), rel=1e-9)
    # The simulator moves each shot by itself, and all of them by nothing.
    assert [row["Verdict"] for row in rows(folder / "agreement_shift.csv")] == ["chance"]
    assert (folder / "agreement.html").read_text(encoding="utf-8").rstrip().endswith("</html>")
    canopy, _ = features(folder / "canopy.gpkg")
    assert len(canopy) == len(shots) and {"rh98", "ndvi_30m_mean", "difference"} <= set(canopy[0])


def disc_means(values, transform, points):
    """Means over discs of 25 m around points (n, 2) in degrees, by steps of 0.25 m."""
    west, size, _, north, _, _ = transform
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:32611", always_xy=True).transform(*points.T)
    steps = (np.arange(-50, 50) + 0.5) * 0.25
    dx, dy = (each.ravel() for each in np.meshgrid(steps, steps))
    inside = np.hypot(dx, dy) < 12.5
    row = ((north - y[:, None] - dy[inside]) / size).astype(int)
    return values[row, ((x[:, None] + dx[inside] - west) / size).astype(int)].mean(axis=1)


def features(path):
    """Attributes of each feature, and the points (n, 2)."""
    data = ogr.Open(str(path))
    found = [(each.items(), each.GetGeometryRef().GetPoint_2D()) for each in data.GetLayer(0)]
    return [attributes for attributes, _ in found], np.array([point for _, point in found])


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
