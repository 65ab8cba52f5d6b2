"""Granules as archives have them: names, layouts, scales, fills, bits, and values against the truth."""

import datetime
import re

import numpy as np
import pytest
from multiscale_fusion.core.product import recognise
from multiscale_fusion.core.simulate import (
    PointSpread, Scene, SensorErrors, ecostress_grid, modis_grid, scene_grid, seen_on, truth_on,
    write_ecostress_granule, write_hls_granule, write_modis_granule,
)
from multiscale_fusion.core.simulate.hdf4_eos import Field, write_grid
from osgeo import gdal
from pyproj import CRS, Transformer

PERFECT = SensorErrors()
DAY = datetime.date(2024, 6, 7)
GRID = "MODIS_Grid_Daily_1km_LST"
CELL = 926.625433055833


@pytest.fixture(scope="module")
def small():
    """9 km, nearly half of it under cloud."""
    return Scene(4, scene_grid(9), cloud_share=0.45)


@pytest.fixture(scope="module", params=["L30", "S30"])
def hls(request, small, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    return request.param, write_hls_granule(small, folder, DAY, sensor=request.param, errors=PERFECT)


@pytest.fixture(scope="module")
def ecostress(small, tmp_path_factory):
    return write_ecostress_granule(small, tmp_path_factory.mktemp("ecostress"), DAY, errors=PERFECT)


@pytest.fixture(scope="module")
def modis(small, tmp_path_factory):
    pytest.importorskip("pyhdf")
    if gdal.GetDriverByName("HDF4") is None:
        pytest.skip("this GDAL reads no HDF4")
    return write_modis_granule(small, tmp_path_factory.mktemp("modis"), DAY, errors=PERFECT)


def read(path):
    """Stored numbers and the data set, a band of HDF4 by its field's name."""
    dataset = gdal.Open(str(path))
    assert dataset is not None, path
    return dataset.ReadAsArray(), dataset


def field(granule, name):
    return f'HDF4_EOS:EOS_GRID:"{granule.files["hdf"]}":{GRID}:{name}'


def bits(table, values, name):
    """A field of a quality layer by the product table's bits."""
    found = next(each for each in table if each.name == name)
    return values >> found.first & (1 << found.count) - 1


def is_cog(dataset):
    # GDAL's own validator asks for the same: tiles, and the layout told in the file's first bytes.
    return (dataset.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
            and dataset.GetRasterBand(1).GetBlockSize() == [256, 256])


def test_names_and_bands_of_hls(small, hls):
    sensor, granule = hls
    nir = {"L30": "B05", "S30": "B8A"}[sensor]
    assert list(granule.files) == ["B04", nir, "Fmask"]
    assert re.fullmatch(rf"HLS\.{sensor}\.T11SMU\.2024159T\d{{6}}\.v2\.0", granule.name)
    assert [path.name for path in granule.files.values()] == [f"{granule.name}.{layer}.tif" for layer in granule.files]
    assert not list(granule.files["B04"].parent.glob("*.part"))
    for layer, path in granule.files.items():
        found = recognise(path)
        assert found.product.id == f"HLS{sensor}"
        assert found.layer.name == ("Fmask" if layer == "Fmask" else "reflectance")
        assert is_cog(read(path)[1])


def test_values_of_hls(small, hls):
    _, granule = hls
    clouds, shadows = small.clouds(DAY), small.shadows(DAY, 10.5)
    assert clouds.any() and shadows.any()
    for path, truth in zip(granule.files.values(), (small.red(DAY), small.nir(DAY))):
        stored, dataset = read(path)
        band = dataset.GetRasterBand(1)
        layer = recognise(path).layer
        assert (band.DataType, band.GetNoDataValue(), band.GetScale()) == (gdal.GDT_Int16, -9999, 1e-4)
        assert (layer.scale, list(layer.fill)) == (band.GetScale(), [band.GetNoDataValue()])
        # A cloud is seen as it is, and a shadow darkens its ground.
        expected = np.where(clouds, 0.6, np.where(shadows, 0.45 * truth, truth))
        assert np.abs(stored - expected * 1e4).max() <= 0.501


def test_fmask_by_the_table_of_products(small, hls):
    _, granule = hls
    stored, dataset = read(granule.files["Fmask"])
    assert dataset.GetRasterBand(1).GetNoDataValue() == 255
    table = recognise(granule.files["Fmask"]).layer.bits
    clouds = small.clouds(DAY)
    for name, truth in (("cloud", clouds), ("adjacent", small.cloud_edges(DAY)), ("shadow", small.shadows(DAY, 10.5)),
                        ("water", small.land_cover(DAY) == 11), ("cirrus", 0 * clouds), ("snow", 0 * clouds)):
        assert np.array_equal(bits(table, stored, name), truth), name
    assert np.array_equal(bits(table, stored, "aerosol"), np.where(clouds, 3, 1))
    assert granule.cloud_cover == round(100 * clouds.mean())


def test_ecostress(small, ecostress):
    assert list(ecostress.files) == ["LST", "cloud", "water", "QC"]
    kelvin, cloud = truth_on(small, lambda part: np.stack([part.lst(DAY, 13.0), part.clouds(DAY)]),
                             ecostress_grid(small.grid))
    layers = {name: (recognise(path), *read(path)) for name, path in ecostress.files.items()}
    for name, (found, _, dataset) in layers.items():
        assert found.product.id == "ECO_L2T_LSTE"
        assert found.layer.name == {"cloud": "mask", "water": "mask"}.get(name, name)
        assert is_cog(dataset)
        assert dataset.GetGeoTransform() == (399960.0, 70.0, 0.0, 3900000.0, 0.0, -70.0)
    stored, dataset = layers["LST"][1:]
    assert dataset.GetRasterBand(1).DataType == gdal.GDT_Float32 and np.isnan(dataset.GetRasterBand(1).GetNoDataValue())
    assert np.abs(stored - np.where(cloud >= 0.5, 262.0, kelvin)).max() < 2e-5
    assert np.array_equal(layers["cloud"][1], cloud >= 0.5)
    water = truth_on(small, lambda part: (part.land_cover(DAY) == 11).astype(np.float32), ecostress_grid(small.grid))
    assert np.array_equal(layers["water"][1], water >= 0.5)
    table, quality = layers["QC"][0].layer.bits, layers["QC"][1]
    assert np.array_equal(bits(table, quality, "mandatory"), np.where(cloud >= 0.5, 2, 0))
    assert (bits(table, quality, "lst_accuracy") == 2).all()


def test_modis_is_a_tile_on_the_products_grid(modis):
    assert re.fullmatch(r"MOD11A1\.A2024159\.h08v05\.061\.\d{13}", modis.name)
    assert modis.files["hdf"].name == f"{modis.name}.hdf"
    subdatasets = gdal.Open(str(modis.files["hdf"])).GetSubDatasets()
    assert [name.rpartition(":")[2] for name, _ in subdatasets] == [
        "LST_Day_1km", "QC_Day", "Day_view_time", "Day_view_angl", "LST_Night_1km", "QC_Night", "Night_view_time",
        "Night_view_angl", "Emis_31", "Emis_32", "Clear_day_cov", "Clear_night_cov"]
    assert all(name.startswith("HDF4_EOS:EOS_GRID:") for name, _ in subdatasets)
    for name, _ in subdatasets:
        transform = gdal.Open(name).GetGeoTransform()
        # The corner of h08v05: 20015109.354 m west of the meridian, 8 tiles of 1111950.52 m on; 4447802.079 m north.
        assert transform == pytest.approx((-11119505.197, CELL, 0.0, 4447802.079, 0.0, -CELL), abs=1e-3)
    assert (gdal.Open(subdatasets[0][0]).RasterXSize, gdal.Open(subdatasets[0][0]).RasterYSize) == (1200, 1200)
    sphere = CRS.from_wkt(gdal.Open(subdatasets[0][0]).GetProjection())
    assert sphere.ellipsoid.semi_major_metre == sphere.ellipsoid.semi_minor_metre == 6371007.181


def test_values_of_modis_lie_where_they_belong(small, modis):
    kelvin, cloud = seen_on(small, lambda part: np.stack([part.lst(DAY, 10.5), part.clouds(DAY)]), modis_grid(small),
                            spread=PointSpread())
    stored, dataset = read(field(modis, "LST_Day_1km"))
    quality, _ = read(field(modis, "QC_Day"))
    clear, _ = read(field(modis, "Clear_day_cov"))
    where = gdal.InvGeoTransform(dataset.GetGeoTransform())
    seen = {(row, column) for row, column in zip(*np.nonzero(stored))}
    assert seen
    for row, column in np.ndindex(kelvin.shape):
        place = gdal.ApplyGeoTransform(where, *(modis_grid(small).affine * (column + 0.5, row + 0.5)))
        cell = int(place[1]), int(place[0])
        seen.discard(cell)
        if np.isnan(kelvin[row, column]):
            assert (stored[cell], quality[cell], clear[cell]) == (0, 3, 0)
            continue
        share = cloud[row, column]
        assert stored[cell] == (0 if share > 0.5 else pytest.approx(kelvin[row, column] / 0.02, abs=0.501))
        assert quality[cell] & 3 == (2 if share > 0.5 else int(share > 1e-9))
        assert clear[cell] == pytest.approx((1.0 - share) / 0.0005, abs=0.501)
    assert not seen      # nothing beyond the scene
    # The ground of a cell by the projection itself, and not by our grids.
    row, column = np.argwhere(stored > 0)[0]
    x, y = gdal.ApplyGeoTransform(dataset.GetGeoTransform(), column + 0.5, row + 0.5)
    to_scene = Transformer.from_crs("+proj=sinu +R=6371007.181", "EPSG:32611", always_xy=True)
    east, north = to_scene.transform(x, y)
    assert 399960.0 < east < 399960.0 + 9000.0 and 3900000.0 - 9000.0 < north < 3900000.0


def test_scales_fills_and_bits_of_modis(modis):
    stored, scale, fill, units = {}, {}, {}, {}
    for name in ("LST_Day_1km", "QC_Day", "Day_view_time", "Day_view_angl", "Emis_31", "Clear_day_cov", "QC_Night",
                 "LST_Night_1km"):
        stored[name], dataset = read(field(modis, name))
        band = dataset.GetRasterBand(1)
        scale[name] = band.GetScale() or 1.0, band.GetOffset() or 0.0
        fill[name], units[name] = band.GetNoDataValue(), band.GetUnitType()
        layer = recognise(field(modis, name), dataset.GetMetadata()).layer
        assert recognise("renamed.hdf", dataset.GetMetadata(), name).product.id == "MOD11A1"
        assert re.fullmatch(layer.pattern, name)
        if fill[name] is not None:
            assert list(layer.fill) == [fill[name]]
            assert (layer.scale or 1.0, layer.offset or 0.0) == pytest.approx(scale[name])
    assert scale["LST_Day_1km"] == (0.02, 0.0) and fill["LST_Day_1km"] == 0 and units["LST_Day_1km"] == "K"
    assert fill["QC_Day"] is None
    assert scale["Day_view_angl"] == (1.0, -65.0)
    produced = stored["LST_Day_1km"] > 0
    assert set(np.unique(stored["QC_Day"])) == {0, 2, 3, 65}
    assert np.array_equal(np.isin(stored["QC_Day"], (0, 65)), produced)
    table = recognise(field(modis, "QC_Day")).layer.bits
    partly = bits(table, stored["QC_Day"], "mandatory") == 1
    assert partly.any() and (bits(table, stored["QC_Day"], "lst_error")[partly] == 1).all()
    assert set(np.unique(stored["Day_view_time"][produced])) == {105}
    assert np.abs(stored["Emis_31"][produced] * 0.002 + 0.49 - 0.982).max() < 1e-9
    assert not stored["LST_Night_1km"].any() and (stored["QC_Night"] == 3).all()


def test_modis_is_built_as_the_real_one(modis, data_file):
    sd = pytest.importorskip("pyhdf.SD")

    def structure(path):
        return sd.SD(str(path)).attributes()["StructMetadata.0"]

    def plain(text):
        return re.sub(r"(UpperLeftPointMtrs|LowerRightMtrs)=\(.*?\)", r"\1", text).rstrip("\0")

    real = data_file("modis_granules/MOD11A1.hdf")
    ours = structure(modis.files["hdf"])
    assert plain(ours) == plain(structure(real))
    assert len(ours) == 32000
    mine, theirs = (sd.SD(str(path)).datasets() for path in (modis.files["hdf"], real))
    assert {name: about[:3] for name, about in mine.items()} == {name: about[:3] for name, about in theirs.items()}
    for name in theirs:
        expected = sd.SD(str(real)).select(name).attributes()
        found = sd.SD(str(modis.files["hdf"])).select(name).attributes()
        assert found == {key: expected[key] for key in found}, name
        assert {"long_name", "valid_range"} <= found.keys()


def test_a_granule_is_the_same_in_every_run(small, tmp_path):
    pytest.importorskip("pyhdf")
    for write in (write_hls_granule, write_ecostress_granule, write_modis_granule):
        first, again = (write(small, tmp_path / name, DAY) for name in ("a", "b"))
        for one, two in zip(first.files.values(), again.files.values()):
            assert one.name == two.name and one.read_bytes() == two.read_bytes()


def test_a_scene_across_tiles_is_refused(tmp_path):
    pytest.importorskip("pyhdf")
    # 40 degrees north is the edge between v04 and v05.
    across = Scene(1, scene_grid(9, "EPSG:32611", 4_432_000.0, 480_000.0))
    with pytest.raises(ValueError, match="leaves the tile"):
        write_modis_granule(across, tmp_path, DAY)


def test_fields_of_unlike_shapes_are_refused(tmp_path):
    fields = {name: Field(np.zeros(shape, "uint8"), {}) for name, shape in (("a", (2, 3)), ("b", (3, 2)))}
    with pytest.raises(ValueError, match="one shape"):
        write_grid(tmp_path / "a.hdf", "grid", (0.0, 1.0, 1.0, 0.0), fields, {})
    assert not list(tmp_path.iterdir())
