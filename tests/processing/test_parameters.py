"""How layers, CRSs and extents become plain values."""

import shutil

import numpy as np
import pytest
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.tests.processing import rasters


@pytest.fixture(scope="module")
def algorithm(qgis_app):
    return qgis_app.processingRegistry().createAlgorithmById("multiscalefusion:aggregate")


@pytest.fixture(autouse=True)
def empty_project(qgis_app):
    from qgis.core import QgsProject

    yield
    QgsProject.instance().clear()


@pytest.fixture
def fine(tmp_path):
    return str(rasters.write(tmp_path / "fine one.tif", rasters.field()))


def read(algorithm, **parameters):
    from qgis.core import QgsProcessingContext, QgsProject

    # Not a fixture: pytest lets go of the last test's fixtures after QGIS has ended, and a context cannot outlive it.
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    return algorithm.read(parameters, context)


def grid_of(algorithm, **parameters):
    job = read(algorithm, **parameters)
    with job.source.open() as source:
        return job.target.resolve(source)


def test_a_path_and_a_layer_of_the_project_mean_the_same(algorithm, fine):
    from qgis.core import QgsProject, QgsRasterLayer

    layer = QgsRasterLayer(fine, "My layer")
    QgsProject.instance().addMapLayer(layer)
    for value in (fine, layer, layer.id(), "My layer"):
        assert read(algorithm, INPUT=value).source.path == fine


def test_the_crs_set_in_qgis_wins_over_the_files_own(algorithm, fine):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    layer = QgsRasterLayer(fine, "moved")
    with read(algorithm, INPUT=layer).source.open() as source:
        assert source.grid.crs.epsg == 32633
    layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32634"))
    with read(algorithm, INPUT=layer).source.open() as source:
        assert source.grid.crs.epsg == 32634


def test_a_crs_given_in_qgis_stands_in_for_a_missing_one(algorithm, tmp_path):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer

    path = str(rasters.write(tmp_path / "nowhere.tif", rasters.field(), crs=None))
    with pytest.raises(FusionError, match="no coordinate reference system"):
        read(algorithm, INPUT=path).source.open()
    layer = QgsRasterLayer(path, "somewhere")
    layer.setCrs(QgsCoordinateReferenceSystem(rasters.UTM))
    with read(algorithm, INPUT=layer).source.open() as source:
        assert source.grid.crs.epsg == 32633


def test_a_layer_that_gdal_does_not_read_is_refused_by_name(algorithm, fine):
    from qgis.core import QgsRasterDataProvider, QgsRasterLayer

    inner = QgsRasterDataProvider.VirtualRasterInputLayers()
    inner.name, inner.uri, inner.provider = "fine", fine, "gdal"
    virtual = QgsRasterDataProvider.VirtualRasterParameters()
    virtual.crs, virtual.extent = _crs(rasters.UTM), QgsRasterLayer(fine).extent()
    virtual.width, virtual.height = 30, 20
    virtual.formula, virtual.rInputLayers = '"fine@1" * 2', [inner]
    uri = QgsRasterDataProvider.encodeVirtualRasterProviderUri(virtual)
    layer = QgsRasterLayer(uri, "On the fly", "virtualraster")
    assert layer.isValid()
    with pytest.raises(FusionError, match='"On the fly" comes from the data provider "virtualraster"'):
        read(algorithm, INPUT=layer)


def test_a_layer_with_open_options_is_refused(algorithm, fine):
    with pytest.raises(FusionError, match="GDAL options"):
        read(algorithm, INPUT=f"{fine}|option:NUM_THREADS=2")


def test_nodata_set_in_qgis_is_told_not_to_count(algorithm, fine):
    from qgis.core import QgsRasterLayer, QgsRasterRange

    layer = QgsRasterLayer(fine, "With holes")
    assert read(algorithm, INPUT=layer).source.notes == ()
    layer.dataProvider().setUserNoDataValue(2, [QgsRasterRange(0, 1)])
    (note,) = read(algorithm, INPUT=layer).source.notes
    assert '"With holes"' in note


def test_a_subdataset_and_a_file_in_an_archive_are_read(algorithm, fine, tmp_path, data_file):
    import zipfile

    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.write(fine, "fine.tif")
    with read(algorithm, INPUT=str(tmp_path / "packed.zip")).source.open() as source:
        assert source.grid.shape == (200, 300)
    # A copy: QGIS writes statistics beside what it opens.
    modis = shutil.copy(data_file("modis_granules/MOD11A1.hdf"), tmp_path)
    name = f'HDF4_EOS:EOS_GRID:"{modis}":MODIS_Grid_Daily_1km_LST:LST_Day_1km'
    with read(algorithm, INPUT=name).source.open() as source:
        assert source.grid.shape == (1200, 1200)


def test_bands(algorithm, fine):
    assert read(algorithm, INPUT=fine).bands is None
    assert read(algorithm, INPUT=fine, BANDS=[]).bands is None
    assert read(algorithm, INPUT=fine, BANDS=[2]).bands == (2,)
    assert read(algorithm, INPUT=fine, BANDS="2;1").bands == (2, 1)


@pytest.mark.parametrize("text", [
    rasters.SINUSOIDAL, rasters.SINUSOIDAL.removeprefix("PROJ:"), "EPSG:6933", "ESRI:54008",
])
def test_a_target_crs_is_an_authority_code_or_else_wkt(algorithm, fine, text):
    from multiscale_fusion.core.crs import same_crs

    crs = read(algorithm, INPUT=fine, TARGET_CRS=text, RESOLUTION=1000).target.crs
    assert same_crs(crs, text.removeprefix("PROJ:"))
    assert crs == text if text.startswith(("EPSG", "ESRI")) else crs.startswith("PROJCRS[")


def test_a_crs_of_the_users_own_is_handed_on_as_wkt(algorithm, fine):
    from multiscale_fusion.core.crs import same_crs
    from qgis.core import QgsApplication

    crs = _crs(rasters.SINUSOIDAL)
    assert QgsApplication.coordinateReferenceSystemRegistry().addUserCrs(crs, "MODIS sinusoidal") > 0
    own = QgsApplication.coordinateReferenceSystemRegistry().userCrsList()[0].crs
    assert own.authid().startswith("USER:")
    handed_on = read(algorithm, INPUT=fine, TARGET_CRS=own.authid(), RESOLUTION=1000).target.crs
    assert handed_on.startswith("PROJCRS[")
    assert same_crs(handed_on, rasters.SINUSOIDAL.removeprefix("PROJ:"))


@pytest.mark.parametrize("text", ["EPSG:999999", "nonsense", "+proj=nonsense"])
def test_an_unknown_target_crs_is_an_error(algorithm, fine, text):
    with pytest.raises(FusionError, match="not a known coordinate reference system"):
        read(algorithm, INPUT=fine, TARGET_CRS=text, RESOLUTION=1000)


def bounds(grid):
    a, (rows, columns) = grid.affine, grid.shape
    return a.c, a.f + a.e * rows, a.c + a.a * columns, a.f


def test_an_extent_is_brought_into_the_target_crs(algorithm, fine):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle, QgsReferencedRectangle

    given = {"INPUT": fine, "TARGET_CRS": "EPSG:32633", "RESOLUTION": 1}
    own = read(algorithm, EXTENT="500100,503100,4997100,5000100", **given).target
    assert (own.extent, own.extent_crs) == ((500100, 4997100, 503100, 5000100), None)
    assert bounds(own.resolve()) == own.extent
    degrees = QgsReferencedRectangle(QgsRectangle(15.0, 45.0, 15.1, 45.1), QgsCoordinateReferenceSystem("EPSG:4326"))
    from_rectangle = read(algorithm, EXTENT=degrees, **given).target
    from_text = read(algorithm, EXTENT="15,15.1,45,45.1 [EPSG:4326]", **given).target
    assert from_rectangle == from_text and from_text.extent_crs == "EPSG:4326"
    assert bounds(from_text.resolve()) == pytest.approx((500000, 4982950, 507890, 4994070), abs=30)


@pytest.mark.parametrize("text", ["1, 2,3.5 ,-4", "1e3,2e3,-1.5E-2,.5"])
def test_plain_numbers_are_in_the_target_crs_whatever_the_projects_is(algorithm, fine, text):
    from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle

    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    for value in (text, QgsRectangle(1, 2, 3, 4)):
        target = read(algorithm, INPUT=fine, TARGET_CRS="EPSG:32633", RESOLUTION=1, EXTENT=value).target
        assert target.extent_crs is None


def test_an_unknown_crs_of_an_extent_is_an_error(algorithm, fine):
    with pytest.raises(FusionError, match="The CRS EPSG:99999 of EXTENT is not a known coordinate reference system"):
        read(algorithm, INPUT=fine, TARGET_CRS="EPSG:32633", RESOLUTION=300, EXTENT="15,15.1,45,45.1 [EPSG:99999]")


def test_a_preset_is_read_and_made(algorithm, fine):
    grid = grid_of(algorithm, INPUT=fine, GRID_PRESET="modis_1km")
    assert grid.affine.a == 926.625433055833
    assert (grid.affine.c + 20015109.354) / grid.affine.a == pytest.approx(
        round((grid.affine.c + 20015109.354) / grid.affine.a), abs=1e-6)
    assert grid_of(algorithm, INPUT=fine, GRID_PRESET="hls_30m").crs.epsg == 32633
    grid = grid_of(algorithm, INPUT=fine, GRID_PRESET="degree_0.1", EXTENT="15,16,45,46")
    assert (grid.shape, bounds(grid)) == ((10, 10), pytest.approx((15, 45, 16, 46)))
    grid = grid_of(algorithm, INPUT=fine, GRID_PRESET="hls_30m", EXTENT="9,9.1,45,45.1 [EPSG:4326]")
    assert grid.crs.epsg == 32633, "the input's zone is kept"
    grid = grid_of(algorithm, INPUT=fine, GRID_PRESET="hls_30m", EXTENT="600000,600300,5000010,5000100 [EPSG:32632]")
    assert (grid.crs.epsg, grid.shape) == (32632, (3, 10))


def test_an_extent_of_a_layer_says_where_a_preset_is_made(algorithm, fine, tmp_path):
    other = str(rasters.write(
        tmp_path / "degrees.tif", np.ones((10, 10), np.float32), crs="EPSG:4326", pixel=0.01, origin=(15.0, 45.1),
    ))
    grid = grid_of(algorithm, INPUT=fine, GRID_PRESET="degree_0.05", EXTENT=other)
    assert (grid.shape, bounds(grid)) == ((2, 2), pytest.approx((15.0, 45.0, 15.1, 45.1)))


@pytest.mark.parametrize("ways", [
    {"GRID": "{fine}"}, {"TARGET_CRS": "EPSG:32633"}, {"RESOLUTION": 300},
    {"TARGET_CRS": "EPSG:32633", "RESOLUTION": 300},
])
def test_a_preset_beside_another_way_is_an_error(algorithm, fine, ways):
    ways = {name: fine if value == "{fine}" else value for name, value in ways.items()}
    with pytest.raises(FusionError, match="in two ways; give either a grid raster, or a target CRS and"):
        grid_of(algorithm, INPUT=fine, GRID_PRESET="modis_1km", **ways)


def test_an_unknown_preset_is_told_with_those_there_are(algorithm, fine):
    from qgis.core import QgsProcessingContext

    for value in ("modis_2km", 0):
        parameters = {"INPUT": fine, "GRID_PRESET": value, "OUTPUT": "TEMPORARY_OUTPUT"}
        fits, message = algorithm.checkParameterValues(parameters, QgsProcessingContext())
        assert not fits
        assert f"GRID_PRESET must be one of modis_1km, modis_500m, modis_250m, ease2_36km, ease2_9km, hls_30m, " \
            f"degree_0.05, degree_0.1, degree_0.25, not {value}." == message


def test_an_extent_with_a_grid_is_brought_into_the_grids_crs(algorithm, fine, tmp_path):
    coarse = str(rasters.write(tmp_path / "coarse.tif", np.ones((20, 30), np.float32), pixel=300.0))
    grid = grid_of(algorithm, INPUT=fine, GRID=coarse, EXTENT="500500,501500,4998000,4999000")
    assert grid.shape == (4, 4)
    assert grid.affine * (0, 0) == (500400, 4999200)
    grid = grid_of(algorithm, INPUT=fine, GRID=coarse, EXTENT="15.01,15.02,45.12,45.13 [EPSG:4326]")
    assert grid.shape[0] < 20 and grid.shape[1] < 30


def test_an_extent_of_a_layer_in_another_crs_is_transformed(algorithm, fine, tmp_path):
    other = str(rasters.write(
        tmp_path / "degrees.tif", np.ones((10, 10), np.float32), crs="EPSG:4326", pixel=0.01, origin=(15.0, 45.1),
    ))
    grid = grid_of(algorithm, INPUT=fine, TARGET_CRS="EPSG:32633", RESOLUTION=1, EXTENT=other)
    assert bounds(grid) == pytest.approx((500000, 4982950, 507890, 4994070), abs=30)


def test_an_extent_across_the_antimeridian_is_the_short_way(algorithm, fine):
    grid = grid_of(algorithm, INPUT=fine, TARGET_CRS="EPSG:6933", RESOLUTION=10000, EXTENT="170,190,0,10 [EPSG:4326]")
    assert bounds(grid)[2] - bounds(grid)[0] == pytest.approx(20 / 360 * 2 * 17367530.445, abs=20001)


@pytest.mark.parametrize("text", ["abc", "1,2,3"])
def test_an_extent_that_is_none_is_an_error(algorithm, fine, text):
    with pytest.raises(FusionError, match="EXTENT is not an extent"):
        read(algorithm, INPUT=fine, TARGET_CRS="EPSG:32633", RESOLUTION=300, EXTENT=text)


def test_left_out_is_left_out_however_it_is_said(algorithm, fine):
    from qgis.core import NULL

    for nothing in (None, "", NULL):
        target = read(algorithm, INPUT=fine, GRID=nothing, TARGET_CRS=nothing, RESOLUTION=nothing, GRID_PRESET=nothing,
                      EXTENT=nothing, BANDS=nothing).target
        assert (target.grid, target.crs, target.resolution, target.extent) == (None, None, None, None)
        assert (target.preset, target.extent_crs) == (None, None)


def test_the_values_of_a_job_hold_nothing_of_qgis(algorithm, fine):
    import pickle

    job = read(algorithm, INPUT=fine, GRID=fine, EXTENT="500500,501500,4998000,4999000 [EPSG:32633]")
    assert pickle.loads(pickle.dumps(job)) == job


def _crs(text):
    from qgis.core import QgsCoordinateReferenceSystem

    return QgsCoordinateReferenceSystem(text)
