"""Swaths of VIIRS, laid out as LP DAAC has them; names and numbers of MODIS's."""

import h5py
import numpy as np
import pytest
from multiscale_fusion.core.opening import Opening, Options
from multiscale_fusion.core.opening.choose import choose_bands, quality_of
from multiscale_fusion.core.opening.granule import Granule, GranuleBand
from multiscale_fusion.core.product import find_product, recognise
from multiscale_fusion.tests.core.opening import swaths

NAME = "VNP21.A2022213.2006.002.2023201123456.nc"


@pytest.fixture
def viirs(tmp_path):
    """Two scans of 16 lines, 40 pixels of 750 m; (plane, corners of each scan, stored values, file)."""
    plane = swaths.plane(-118.0, 34.0)
    scans = [swaths.lattice((16, 40), 750.0, 750.0, 12.0, -1250.0 * s, 5900.0 * s) for s in (1.0, -1.0)]
    middle = np.concatenate([swaths.middles(corner) for corner in scans])
    random = np.random.default_rng(12)
    stored = random.integers(14000, 16000, middle.shape[:2]).astype(np.uint16)
    stored[random.random(stored.shape) < 0.2] = 0
    latitude, longitude = swaths.degrees(plane, middle)
    path = tmp_path / NAME
    with h5py.File(path, "w") as file:
        file.attrs["ShortName"] = "VNP21"
        group = file.create_group("VIIRS_Swath_LSTE")
        for name, values in (("LST", stored), ("QC", random.choice([0, 1, 49152], stored.shape).astype(np.uint16))):
            group.create_dataset(f"Data Fields/{name}", data=values)
        for name, values in (("latitude", latitude), ("longitude", longitude)):
            group.create_dataset(f"Geolocation Fields/{name}", data=values.astype(np.float32))
    return plane, scans, stored, path


def test_a_swath_of_viirs_comes_out_as_exact_clipping_says(viirs, folder):
    plane, scans, stored, path = viirs
    grid = swaths.cells(plane, 3000.0, (5, 5))
    opened = Opening(str(path), str(folder), Options(target=lambda cover: grid)).run()
    assert [each.band for each in opened] == ["LST", "QC"] and f"{opened[0].times.begin:%Y-%m-%d}" == "2022-08-01"
    shared = swaths.overlaps(sum((swaths.polygons(corner) for corner in scans), []), grid)
    valid = stored.ravel() != 0
    mean = (shared[..., valid] * stored.ravel()[valid] * 0.02).sum(-1) / shared[..., valid].sum(-1)
    np.testing.assert_allclose(swaths.read(opened[0].path)[0], mean, atol=5e-3)   # coordinates are float32: a metre
    assert set(np.unique(swaths.read(opened[1].path))) <= {0.0, 1.0, 49152.0}


@pytest.mark.parametrize(("name", "product"), [
    (NAME, "VNP21"), ("VNP21_NRT.A2020342.0000.001.nc", "VNP21"),
    ("MOD11_L2.A2020048.1915.006.2020050045344.hdf", "MOD11_L2"), ("MYD11_L2.A2024279.0145.061.NRT.hdf", "MYD11_L2"),
    ("MOD11A1.A2019305.h14v09.006.2019306084028.hdf", "MOD11A1"), ("VNP21A1D.A2020001.h08v05.002.2023123456789.h5",
                                                                   "VNP21A1D"),
])
def test_names(name, product):
    assert recognise(name).product.id == product


@pytest.mark.parametrize("product", ["MOD11_L2", "MYD11_L2", "VNP21"])
def test_layers_scales_and_flags(product):
    layers = {layer.name: layer for layer in find_product(product).layers}
    heat, emissivity = layers["LST"], layers["emissivity"]
    assert (heat.scale, heat.offset, heat.fill, heat.valid_range) == (0.02, 0.0, (0,), (7500, 65535))
    assert (emissivity.scale, emissivity.offset, emissivity.fill) == (0.002, 0.49, (0,))
    mandatory = layers["QC"].bits[0]
    assert (mandatory.name, mandatory.first, mandatory.count) == ("mandatory", 0, 2)
    granule = Granule(find_product(product), "made", tuple(GranuleBand(name, name, None) for name in ("QC", "LST")))
    band, = choose_bands(granule, ())
    assert band.name == "LST" and [each.name for each in quality_of(granule, band)] == ["QC"] and granule.is_swath
