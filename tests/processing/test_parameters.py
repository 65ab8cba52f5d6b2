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


def test_an_extent_is_brought_into_the_target_crs(algorithm, fine):
    from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle, QgsReferencedRectangle

    given = {"INPUT": fine, "TARGET_CRS": "EPSG:32633", "RESOLUTION": 300}
    own = read(algorithm, EXTENT="500100,503100,4997100,5000100", **given).target.extent
    assert own == (500100, 4997100, 503100, 5000100)
    degrees = QgsReferencedRectangle(QgsRectangle(15.0, 45.0, 15.1, 45.1), QgsCoordinateReferenceSystem("EPSG:4326"))
    from_layer_crs = read(algorithm, EXTENT=degrees, **given).target.extent
    from_text = read(algorithm, EXTENT="15,15.1,45,45.1 [EPSG:4326]", **given).target.extent
    assert from_layer_crs == pytest.approx(from_text)
    assert from_text == pytest.approx((500000, 4982950, 507890, 4994070), abs=30)


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
    extent = read(algorithm, INPUT=fine, TARGET_CRS="EPSG:32633", RESOLUTION=300, EXTENT=other).target.extent
    assert extent == pytest.approx((500000, 4982950, 507890, 4994070), abs=30)


@pytest.mark.parametrize("text", ["abc", "1,2,3"])
def test_an_extent_that_is_none_is_an_error(algorithm, fine, text):
    with pytest.raises(FusionError, match="EXTENT is not an extent"):
        read(algorithm, INPUT=fine, TARGET_CRS="EPSG:32633", RESOLUTION=300, EXTENT=text)


def test_left_out_is_left_out_however_it_is_said(algorithm, fine):
    from qgis.core import NULL

    for nothing in (None, "", NULL):
        target = read(algorithm, INPUT=fine, GRID=nothing, TARGET_CRS=nothing, RESOLUTION=nothing,
                      EXTENT=nothing, BANDS=nothing).target
        assert (target.grid, target.crs, target.resolution, target.extent) == (None, None, None, None)


def test_the_values_of_a_job_hold_nothing_of_qgis(algorithm, fine):
    import pickle

    job = read(algorithm, INPUT=fine, GRID=fine, EXTENT="500500,501500,4998000,4999000")
    assert pickle.loads(pickle.dumps(job)) == job


def _crs(text):
    from qgis.core import QgsCoordinateReferenceSystem

    return QgsCoordinateReferenceSystem(text)
