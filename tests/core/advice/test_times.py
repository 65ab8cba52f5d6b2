"""When layers were observed: every way of writing a date that products and people have, against dates by hand."""

import fnmatch
from datetime import datetime, timedelta, timezone

import pytest
from multiscale_fusion.core.advice import Layer
from multiscale_fusion.core.advice.times import TimeSpan, from_name, from_tags, without_dates
from multiscale_fusion.core.product import recognise

# Name, first and last moment; a moment alone where there is no second. Days of the year were looked up in a calendar.
NAMES = (
    ("MOD11A1.A2022110.h09v05.061.2022111090001.hdf", "2022-04-20"),
    ("MOD11A2.A2022113.h09v05.061.2022123090001.hdf", "2022-04-23/2022-04-30"),
    ("MOD09A1.A2020361.h09v05.061.2021007030000.hdf", "2020-12-26/2021-01-02"),
    ("MOD13A1_NDVI_2016_033.tif", "2016-02-02/2016-02-17"),
    ("MOD13A1.061__500m_16_days_NDVI_doy2016033_aid0001.tif", "2016-02-02/2016-02-17"),
    ("VNP21A2.A2020009.h09v05.002.2020018033317.h5", "2020-01-09/2020-01-16"),
    ("VJ113A2.A2020001.h09v05.002.2020018033317.h5", "2020-01-01/2020-01-16"),
    ("MCD43A4.A2020009.h09v05.061.2020018033317.hdf", "2020-01-01/2020-01-16"),
    ("MCD12Q1.A2020001.h09v05.061.2022146024956.hdf", "2020-01-01/2020-12-30"),
    ("HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif", "2024-04-29T21:11:59"),
    ("HLS.S30.T10SEG.2020275T184231.v2.0.B04.tif", "2020-10-01T18:42:31"),
    ("ECOv002_L2T_LSTE_21485_013_11SPS_20220420T211350_0601_01_LST.tif", "2022-04-20T21:13:50"),
    ("LC08_L2SP_017036_20130419_20200913_02_T2_ST_B10.TIF", "2013-04-19"),
    ("LE07_L1TP_195025_20010730_20170204_01_T1_B6_VCID_1.TIF", "2001-07-30"),
    ("LC80690142024120LGN00_B4.TIF", "2024-04-29"),
    ("T29UNU_20221005T115411_B04_60m.jp2", "2022-10-05T11:54:11"),
    ("S2A_MSIL2A_20221005T115411_N0400_R023_T29UNU_20221005T173000.SAFE", "2022-10-05T11:54:11"),
    ("S3A_SL_2_LST____20200101T101010_20200101T101310_20200102T000000_0179_053_122_2160_LN2_O_NT_004.SEN3",
     "2020-01-01T10:10:10"),
    ("SMAP_L3_SM_P_20150401_R19240_001.h5", "2015-04-01"),
    ("SMAP_L4_SM_gph_20150401T013000_Vv7032_001.h5", "2015-04-01T01:30:00"),
    ("3B-HHR.MS.MRG.3IMERG.20200102-S003000-E005959.0030.V07B.HDF5", "2020-01-02T00:30:00/2020-01-02T00:59:59"),
    ("GRCTellus.JPL.200204_202501.GLO.RL06.3M.MSCNv04CRI.nc", "2002-04-01/2025-01-31"),
    ("GEDI02_A_2019108080338_O01964_T05337_02_001_01_sub.h5", "2019-04-18T08:03:38"),
    ("processed_ATL08_20220401221822_01501506_005_01.h5", "2022-04-01T22:18:22"),
    ("oco2_LtCO2_200102_B11014Ar_220101000000s.nc4", "2020-01-02"),
    ("NISAR_L2_PR_GCOV_001_005_A_219_4020_SHNA_A_20250112T060910_20250112T060926_P01101_F_N_J_001.h5",
     "2025-01-12T06:09:10"),
    ("nlcd_2011_land_cover_l48_20210604.img", "2011-01-01/2011-12-31"),
    ("Annual_NLCD_LndCov_2020_CU_C1V0.tif", "2020-01-01/2020-12-31"),
    ("ESA_WorldCover_10m_2020_v100_N00E006_Map.tif", "2020-01-01/2020-12-31"),
    ("2020-10-02_fine.tif", "2020-10-02"), ("ndvi_20201002.tif", "2020-10-02"), ("ndvi_2020.10.02.tif", "2020-10-02"),
    ("2020_10_02.tif", "2020-10-02"), ("2020068_191-28_kranj.tif", "2020-03-08"), ("scene_2020366.tif", "2020-12-31"),
    ("mean_20200101_20200131.tif", "2020-01-01/2020-01-31"), ("mean_20200101-20200131.tif", "2020-01-01/2020-01-31"),
)
# Numbers that are no dates: heights, tiles, versions, orbits, years alone, days that no calendar has.
DATELESS = ("DEM.TIF", "nlcd2011.tif", "180701020604-dem.tif", "x_20201301.tif", "x_20200230.tif", "scene_2021366.tif",
            "mosaic_2016_100m.tif", "LT_195025_B4.tif", "a_99991231.tif", "h14v09.tif", "MOD11A1.hdf", "L7_Talca.tif")
# Patterns of real files and how their dates stand in them, to be read by strptime.
REAL = (
    ("salton_series/*/*.tif", slice(0, 10), "%Y-%m-%d"), ("kranj_series/*/*/*.tif", slice(0, 7), "%Y%j"),
    ("lst_pairs/*_cloudrm_*.tif", slice(-12, -4), "%Y%m%d"), ("modis_series/*.tif", slice(13, 21), "%Y_%j"),
    ("ecostress/*.tif", slice(33, 48), "%Y%m%dT%H%M%S"), ("landsat_small/L*.TIF", slice(17, 25), "%Y%m%d"),
    ("landsat_c2/*.TIF", slice(17, 25), "%Y%m%d"), ("sentinel2/*.jp2", slice(7, 22), "%Y%m%dT%H%M%S"),
    ("gedi/*.h5", slice(9, 22), "%Y%j%H%M%S"), ("hls_fmask/*.tif", slice(15, 29), "%Y%jT%H%M%S"),
    ("modis_granules/*.A*.hdf", slice(9, 16), "%Y%j"),
)


def moment(text, *, last=False):
    whole = datetime.fromisoformat(text).replace(tzinfo=timezone.utc)
    return whole + timedelta(days=1, seconds=-1) if last and "T" not in text else whole


@pytest.mark.parametrize("name, span", NAMES, ids=[name[:24] for name, _ in NAMES])
def test_names_tell_the_time(name, span):
    first, _, last = span.partition("/")
    found = from_name(f"/data/1999-01-01/{name}", recognise(name).product)
    assert (found.begin, found.end) == (moment(first), moment(last or first, last=True))
    assert str(found.origin) == "from the name"


@pytest.mark.parametrize("name", DATELESS)
def test_other_numbers_are_no_dates(name):
    assert from_name(name) is None
    assert without_dates(name) == name


def test_every_real_file_with_a_date_in_its_name_is_dated(data_dir):
    dated = 0
    for path in sorted(data_dir.rglob("*")):
        rule = next((rule for rule in REAL if fnmatch.fnmatchcase(path.relative_to(data_dir).as_posix(), rule[0])),
                    None)
        if rule is not None:
            expected = datetime.strptime(path.name[rule[1]], rule[2]).replace(tzinfo=timezone.utc)
            assert from_name(str(path)).begin == expected, path.name
            dated += 1
    assert dated > 280


def test_a_subdataset_has_the_date_of_its_file_and_a_safe_folder_that_of_its_files():
    name = 'HDF4_EOS:EOS_GRID:"/d/MOD11A1.A2022110.h09v05.061.2022111090001.hdf":MODIS_Grid_Daily_1km_LST:LST_Day_1km'
    assert from_name(name).begin == moment("2022-04-20")
    inside = ("/d/S3A_SL_2_LST____20200101T101010_20200101T101310_20200102T000000_0179_053_122_2160_LN2_O_NT_004.SEN3/"
              "LST_in.nc")
    assert from_name(inside, recognise(inside).product).begin == moment("2020-01-01T10:10:10")
    assert from_name(inside) is None


@pytest.mark.parametrize("tags, begin, end", [
    ({"RANGEBEGINNINGDATE": "2019-11-01", "RANGEBEGINNINGTIME": "00:00:00", "RANGEENDINGDATE": "2019-11-08",
      "RANGEENDINGTIME": "23:59:59"}, "2019-11-01T00:00:00", "2019-11-08T23:59:59"),
    ({"RangeBeginningDate": "2019-11-01"}, "2019-11-01", "2019-11-01T23:59:59"),
    ({"NC_GLOBAL#time_coverage_start": "2022-04-01T22:18:22.000000Z",
      "NC_GLOBAL#time_coverage_end": "2022-04-01T22:26:52.000000Z"}, "2022-04-01T22:18:22", "2022-04-01T22:26:52"),
    ({"SENSING_TIME": "2024-04-29T21:11:59.7221750Z; 2024-04-29T21:12:23.5877990Z"}, "2024-04-29T21:11:59.722175",
     "2024-04-29T21:12:23.587799"),
    ({"DATE_ACQUIRED": "2013-04-19", "SCENE_CENTER_TIME": "16:09:14.1234567Z"}, "2013-04-19T16:09:14.123456",
     "2013-04-19T16:09:14.123456"),
    ({"ACQUISITION_DATETIME": "2020-07-01T12:00:00+02:00"}, "2020-07-01T10:00:00", "2020-07-01T10:00:00"),
    ({"time_start": "2020-01-01T00:00:00Z", "time_end": "2020-12-31T23:59:59Z"}, "2020-01-01T00:00:00",
     "2020-12-31T23:59:59"),
])
def test_tags_tell_the_time(tags, begin, end):
    found = from_tags({"AREA_OR_POINT": "Area", **tags})
    assert (found.begin, found.end) == (moment(begin), moment(end))
    assert str(found.origin) == f"from the tag {next(iter(tags))}"


@pytest.mark.parametrize("tags", [
    {"TIFFTAG_DATETIME": "2024:05:01 10:00:00"}, {"PRODUCTIONDATETIME": "2015-06-30T01:17:53.000Z"},
    {"HLS_PROCESSING_TIME": "2024-05-01T13:24:46Z"}, {"creation_time": "2021-10-14 21:13:32.209529"},
    {"date_created": "2023-03-13T01:38:10Z"}, {"SENSING_TIME": "soon"}, {"RANGEBEGINNINGDATE": ""}, {},
])
def test_when_a_file_was_written_is_no_time_of_observation(tags):
    assert from_tags(tags) is None


def test_spans_are_in_utc_and_in_order():
    summer = timezone(timedelta(hours=2))
    span = TimeSpan(datetime(2020, 7, 1, 12, tzinfo=summer), datetime(2020, 7, 3, 12), "known")
    assert (span.begin, span.end) == (moment("2020-07-01T10:00:00"), moment("2020-07-03T12:00:00"))
    assert span.text == "2020-07-01/2020-07-03"
    assert span.days == pytest.approx(2.0 + 2.0 / 24.0)
    assert TimeSpan(datetime(2020, 7, 1, 9, 30), datetime(2020, 7, 1, 9, 40), "").text == "2020-07-01 09:30 UTC"
    with pytest.raises(ValueError, match="ends"):
        TimeSpan(datetime(2020, 7, 2), datetime(2020, 7, 1), "known")


def test_names_without_dates_are_alike_within_a_series_only():
    assert without_dates("2020-10-02_fine.tif") == without_dates("2020-11-10_fine.tif") == "#_fine.tif"
    assert without_dates("LC08_x_20130707.TIF") != without_dates("LE07_x_20130707.TIF")
    assert without_dates("LC08_L1TP_195025_20130707_20170503_01_T1_B1.TIF").startswith("LC08_L1TP_195025_")


def test_a_layer_believes_its_caller_then_the_tags_then_the_name(make_tif, tmp_path):
    def tag(dataset):
        dataset.SetMetadata({"SENSING_TIME": "2021-01-01T10:00:00Z", "TIFFTAG_DATETIME": "2024:05:01 10:00:00"})

    plain = make_tif(tmp_path / "a_2020-10-02.tif", [[1.0]])
    tagged = make_tif(tmp_path / "b_2020-10-02.tif", [[1.0]], describe=tag)
    nameless = make_tif(tmp_path / "c.tif", [[1.0]])
    told = TimeSpan(datetime(2019, 1, 1), datetime(2019, 1, 2), "told")
    assert Layer(plain).times.begin == moment("2020-10-02")
    assert Layer(tagged).times.begin == moment("2021-01-01T10:00:00")
    assert Layer(nameless).times is None
    assert Layer(tagged, times=told).times == told


def test_real_files_tell_the_time_by_their_tags(data_file):
    granule = data_file("modis_granules/MOD11A1.hdf")
    layer = Layer(f'HDF4_EOS:EOS_GRID:"{granule}":MODIS_Grid_Daily_1km_LST:LST_Day_1km')
    assert layer.times.begin == moment("2019-11-01")
    fmask = "hls_fmask/HLS.L30.T06WVS.2024120T211159.v2.0/HLS.L30.T06WVS.2024120T211159.v2.0.Fmask.tif"
    assert Layer(str(data_file(fmask))).times.end == moment("2024-04-29T21:12:23.587799")
