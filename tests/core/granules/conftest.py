"""Small granules in the layouts of the products' guides, written with h5py."""

import numpy as np
import pytest

h5py = pytest.importorskip("h5py", reason="h5py is not installed (Debian: python3-h5py)")

GEDI = ("BEAM0000", "BEAM0101")
DAY = 40_810_000.0   # seconds since 2018: 2019-04-18 08:06:40 UTC


def write(path, datasets, attributes=None, groups=None):
    """A file of `datasets` by path; `attributes` by (path, name) or name of the root."""
    with h5py.File(path, "w") as file:
        for name in groups or ():
            file.create_group(name)
        for name, values in datasets.items():
            file.create_dataset(name, data=values)
        for name, value in (attributes or {}).items():
            place, key = name if isinstance(name, tuple) else ("/", name)
            file[place].attrs[key] = value
    return str(path)


def gedi_places(count, latitude=45.0):
    """Latitudes and longitudes of shots 60 m apart."""
    step = np.arange(count) * 0.0004
    return latitude + step, 8.0 + step


@pytest.fixture
def gedi_l2a(tmp_path):
    """A callable: a granule of level 2A version 2 (float32 rh, degrade_flag with tens) with unequal beams.

    Names and types: GEDI L2A Product Data Dictionary, P003, version 2.
    """
    def make(counts=(6, 10), latitude=45.0, name="GEDI02_A_2019108080338_O01964_03_T05337_02_003_01_V002.h5",
             **changed):
        rng, datasets, attributes = np.random.default_rng(5), {}, {"short_name": "GEDI_L2A"}
        for beam, count in zip(GEDI, counts):
            y, x = gedi_places(count, latitude)
            own = {
                "beam": np.full(count, int(beam[4:], 2), np.uint16),
                "shot_number": np.arange(count, dtype=np.uint64) + np.uint64(19_640_000_000_000_000),
                "delta_time": DAY + np.arange(count) / 242.0,
                "lat_lowestmode": y, "lon_lowestmode": x,
                "elev_lowestmode": rng.normal(500, 10, count).astype(np.float32),
                "rh": np.sort(rng.normal(10, 8, (count, 101)), axis=1).astype(np.float32),
                "quality_flag": np.ones(count, np.uint8), "degrade_flag": np.zeros(count, np.uint8),
                "sensitivity": np.full(count, 0.96, np.float32),
                "geolocation/rh_a1": rng.integers(-500, 4000, (count, 101), dtype=np.int32),
                "geolocation/sensitivity_a1": np.full(count, 0.5, np.float32),
                "rx_assess/quality_flag": np.full(count, 7, np.uint8),
                "ancillary/l2a_alg_count": np.array([6], np.uint8),
                "rxwaveform": np.zeros(count * 50, np.float32),
            }
            own.update({key: values(count) if callable(values) else values for key, values in changed.items()})
            datasets.update({f"{beam}/{key}": values for key, values in own.items() if values is not None})
            attributes[beam, "description"] = "Coverage beam" if beam == GEDI[0] else "Full power beam"
        return write(tmp_path / name, datasets, attributes, groups=("METADATA",))

    return make


@pytest.fixture
def oco(tmp_path):
    """A callable: a Lite file. Names, types and fills: OCO-2 Data Product User's Guide, and files at GES DISC."""
    def make(name="oco2_LtCO2_200101_B10206Ar_200730235637s.nc4", count=8, west=10.0, platform="OCO-2"):
        number = np.arange(count)
        x, y = west + 0.02 * number, 40.0 + 0.01 * number
        # Around the footprint, as the product gives them.
        across, along = np.array([-0.007, 0.007, 0.009, -0.005]), np.array([-0.01, -0.01, 0.01, 0.01])
        xco2 = (410.0 + 0.1 * number).astype(np.float32)
        xco2[1] = -999999.0
        flag = (number % 4 == 3).astype(np.int8)
        wrapped = np.mod(x[:, None] + across + 180.0, 360.0) - 180.0
        return write(tmp_path / name, {
            "latitude": y.astype(np.float32), "longitude": (np.mod(x + 180.0, 360.0) - 180.0).astype(np.float32),
            "vertex_latitude": (y[:, None] + along).astype(np.float32), "vertex_longitude": wrapped.astype(np.float32),
            "time": 1_577_880_000.0 + 0.333 * number,   # 2020-01-01 12:00
            "sounding_id": 2_020_010_112_000_001.0 + number, "xco2": xco2,
            "xco2_uncertainty": np.full(count, 0.5, np.float32), "xco2_quality_flag": flag,
            "Sounding/operation_mode": np.zeros(count, np.int8), "Retrieval/psurf": np.full(count, 900.0, np.float32),
            "pressure_levels": np.zeros((count, 20), np.float32),
        }, {"Platform": platform, "title": "ACOS L2 Lite Output", ("xco2", "units"): "ppm",
            ("xco2", "missing_value"): np.float32(-999999.0)})

    return make


@pytest.fixture
def atl06(tmp_path):
    """A callable: a granule of ATL06. Names and fills: user guide and data dictionary of version 6, NSIDC."""
    def make(count=12, beams=("gt1l", "gt2r"), epoch=1198800018.0, **changed):
        datasets, attributes = {"ancillary_data/atlas_sdp_gps_epoch": np.array([epoch])}, {"short_name": "ATL06"}
        for number, beam in enumerate(beams):
            h_li = (1000.0 + np.arange(count)).astype(np.float32)
            h_li[2] = np.finfo(np.float32).max
            own = {
                "latitude": 70.0 + 0.00018 * np.arange(count), "longitude": np.full(count, -45.0 + number),
                "delta_time": 1e8 + np.arange(count) * 0.0028, "segment_id": np.arange(count, dtype=np.int32) + 900_000,
                "h_li": h_li, "h_li_sigma": np.full(count, 0.1, np.float32),
                "atl06_quality_summary": (np.arange(count) % 3 == 1).astype(np.int8),
                "ground_track/seg_azimuth": np.full(count, -7.5, np.float32),
            }
            own.update(changed)
            datasets.update({f"{beam}/land_ice_segments/{key}": value for key, value in own.items()
                             if value is not None})
            attributes[beam, "atlas_beam_type"] = np.array([b"strong" if number == 0 else b"weak"])
            attributes[f"{beam}/land_ice_segments/h_li", "_FillValue"] = np.finfo(np.float32).max
        return write(tmp_path / "ATL06_20210303000000_10561003_006_01.h5", datasets, attributes, groups=("gt3l",))

    return make
