"""What GDAL complains of, whatever it is made of."""

import pytest
from multiscale_fusion.core.aggregate import Options, aggregate
from multiscale_fusion.core.errors import FusionError
from multiscale_fusion.core.grid import target_grid
from multiscale_fusion.core.raster import RasterSource
from multiscale_fusion.core.raster.gdal_errors import attempt, text_of
from osgeo import gdal

VRT = (b'<VRTDataset rasterXSize="1" rasterYSize="1"><GeoTransform>0,1,0,0,0,-1</GeoTransform><SRS>EPSG:32611</SRS>'
       b'<VRTRasterBand dataType="%s" band="1">%s</VRTRasterBand></VRTDataset>')


def test_a_message_that_is_not_utf_8_is_read_as_far_as_possible(tmp_path, gdal_mode):
    (tmp_path / "a.vrt").write_bytes(VRT % (b"caf\xe9", b""))
    for _ in range(50):   # Python looks for errors less often in calls that it has seen to succeed
        dataset, messages = attempt(gdal.OpenEx, str(tmp_path / "a.vrt"), gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR)
        assert dataset is None and messages
        assert gdal_mode or messages.text == "Invalid dataType = café"


def test_a_damaged_file_is_refused_in_one_sentence(tmp_path, gdal_mode):
    (tmp_path / "a.vrt").write_bytes(VRT % (b"caf\xe9", b""))
    with pytest.raises(FusionError, match="a.vrt is not a raster that GDAL can read"):
        RasterSource(str(tmp_path / "a.vrt"))
    (tmp_path / "b.vrt").write_bytes(VRT % (b"Byte", b"<SimpleSource><SourceFilename>caf\xe9</SourceFilename>"
                                                     b"</SimpleSource>"))
    with RasterSource(str(tmp_path / "b.vrt")) as source, pytest.raises(FusionError, match="cannot be read"):
        source.read([1], (0, 1), (0, 1))


@pytest.mark.parametrize(("given", "text"), [("ü", "ü"), (b"caf\xe9", "café"), ("caf\udce9", "café"),
                                             (b"\xc3\xa9", "é")])
def test_text_that_is_not_utf_8_is_taken_as_latin_1(given, text):
    assert text_of(given) == text


def test_names_and_units_in_latin_1_come_through(tmp_path):
    """Old files hold them, and GDAL hands them out as bytes."""
    (tmp_path / "a.raw").write_bytes(bytes(100))
    body = (b"<Description>for\xeat</Description><UnitType>\xb0C</UnitType>"
            b"<CategoryNames><Category>for\xeat</Category></CategoryNames>"
            b"<SourceFilename relativeToVRT='1'>a.raw</SourceFilename>")
    vrt = (VRT % (b"Byte", body)).replace(b'band="1"', b'band="1" subClass="VRTRawRasterBand"').replace(
        b"<SRS>", b'<Metadata><MDI key="SHORTNAME">\xe9</MDI></Metadata><SRS>')
    (tmp_path / "a.vrt").write_bytes(vrt.replace(b'Size="1"', b'Size="10"'))
    with RasterSource(str(tmp_path / "a.vrt")) as source:
        band, = source.bands
        assert (band.description, band.units, source.metadata) == ("forêt", "°C", {"SHORTNAME": "é"})
        assert source.legend(1).name(0) == "forêt"
        target = target_grid(source.grid, crs="EPSG:32611", resolution=2.0)
        aggregate(source, target, str(tmp_path / "out.tif"), options=Options(statistic="mode"))
    with RasterSource(str(tmp_path / "out.tif")) as made:
        assert made.legend(1).name(0) == "forêt"
    assert '"description": "forêt"' in (tmp_path / "out.tif.json").read_text("utf-8")
