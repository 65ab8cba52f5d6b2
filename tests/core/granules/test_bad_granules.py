"""Granules that cannot be read, and questions that they cannot answer: one sentence each. Files out of reach."""

import io
import os
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from multiscale_fusion.core.errors import Cancelled, FusionError, MissingPackage
from multiscale_fusion.core.granules import Granules, Options, parse_range
from multiscale_fusion.core.granules.granule import Granule
from multiscale_fusion.core.raster.virtual_file import VirtualFile, virtual_path
from multiscale_fusion.tests.core.granules.conftest import write
from osgeo import gdal


def sentence(paths, **options):
    with pytest.raises(FusionError) as caught:
        plan = Granules([paths] if isinstance(paths, str) else paths, Options(**options))
        list(plan.chunks())
    return str(caught.value)


def test_files_that_are_no_granules(tmp_path, gedi_l2a):
    (tmp_path / "empty.h5").touch()
    (tmp_path / "text.h5").write_text("not HDF5, but some words")
    assert sentence([]) == "No granule is given; choose one."
    assert sentence("") == "No granule is given; choose one."
    assert sentence(str(tmp_path / "none.h5")).endswith("none.h5 does not exist; check the path.")
    assert sentence(str(tmp_path)).endswith("is a folder, not a granule; choose a file.")
    assert sentence(str(tmp_path / "empty.h5")).endswith("is an empty file; copy or download it again.")
    assert sentence(str(tmp_path / "text.h5")).endswith("is no HDF5 or netCDF-4 file; choose a granule.")
    other = write(tmp_path / "other.h5", {"values": np.arange(5)})
    assert sentence(other).startswith("other.h5 is none of the products that are known here (GEDI02_A, ")


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_truncated_files(gedi_l2a, share):
    path = gedi_l2a()
    with open(path, "r+b") as file:
        file.truncate(int(os.path.getsize(path) * share))
    assert sentence(path).endswith("is truncated: its end is missing; download it again.")


def test_a_damaged_block_is_told(tmp_path, gedi_l2a):
    import h5py

    path = gedi_l2a(rh=None)
    with h5py.File(path, "r+") as file:
        for beam in ("BEAM0000", "BEAM0101"):
            count = len(file[f"{beam}/beam"])
            file.create_dataset(f"{beam}/rh", data=np.random.default_rng(1).random((count, 101)), compression="gzip",
                                chunks=(2, 101))
            place = file[f"{beam}/rh"].id.get_chunk_info(0).byte_offset
    with open(path, "r+b") as file:
        file.seek(place)
        file.write(b"\xff" * 300)
    assert "cannot be read (" in sentence(path) and "copy or download it again." in sentence(path)


def test_the_wrong_product(gedi_l2a, atl06, tmp_path):
    path = gedi_l2a()
    assert sentence(path, product="GEDI02_B") == (
        "GEDI02_A_2019108080338_O01964_03_T05337_02_003_01_V002.h5 is GEDI02_A and not GEDI02_B; choose another file, "
        "or the product auto.")
    bare = write(tmp_path / "bare.h5", {"values": np.arange(5)})
    assert sentence(bare, product="ATL08") == ("bare.h5 has no dataset land_segments/terrain/h_te_best_fit, so that it "
                                               "is not ATL08; choose another file or product.")
    assert "read one product at a time" in sentence([path, atl06()])


def test_an_absent_variable_names_those_there_are(gedi_l2a):
    text = sentence(gedi_l2a(), variables=("rh98", "elev_lowest"))
    assert "has no variable elev_lowest (did you mean elev_lowestmode?); it has beam, degrade_flag, " in text
    assert "rh0 to rh100" in text and "rx_assess/quality_flag" in text
    # No value for each shot: a waveform, a constant; and a percentile beyond the last.
    for name in ("rxwaveform", "l2a_alg_count", "rh101", "BEAM0000"):
        assert f"has no variable {name}" in sentence(gedi_l2a(), variables=(name,))
    double = gedi_l2a(**{"geolocation/sensitivity": lambda n: np.ones(n), "rx_assess/sensitivity": lambda n: np.ones(n),
                         "sensitivity": None})
    assert "has several variables sensitivity; name one of them with its groups: " in sentence(
        double, variables=("sensitivity",))


def test_no_beams(gedi_l2a, atl06, oco, tmp_path):
    bare = write(tmp_path / "bare.h5", {}, {"short_name": "GEDI_L2A"}, groups=("METADATA",))
    assert sentence(bare) == "bare.h5 holds no beams (BEAM[01]{4}) with footprints; choose another granule."
    assert sentence(gedi_l2a(), beams=("BEAM1011",)).startswith("None of the beams BEAM1011 is in the granules; GEDI02")
    assert "GEDI02_A has no beam gt1l; " in sentence(gedi_l2a(), beams=("gt1l",))
    # A track without land keeps its group alone.
    assert sentence(atl06(), beams=("gt3l",)).endswith("has gt1l, gt2r.")
    assert sentence(oco(), beams=("1",)) == "OCO2_L2_Lite_FP has no beams; leave BEAMS empty."


def test_a_beam_without_places(gedi_l2a):
    assert "lacks the dataset lat_lowestmode in BEAM0000" in sentence(gedi_l2a(lat_lowestmode=None))


def test_dates_that_do_not_parse():
    for text in ("yesterday", "2019-13-01", "2019-04-18/soon", "2019/04/18", "a/b/c"):
        with pytest.raises(FusionError, match="TIME_RANGE .* is no range of dates; give it as 2019-04-18/2019-05-01"):
            parse_range(text)
    with pytest.raises(FusionError, match="ends before it begins"):
        parse_range("2019-05-01/2019-04-18")


def test_nothing_left_is_no_error(gedi_l2a):
    plan = Granules([gedi_l2a()], Options(extent=(0.0, 0.0, 1.0, 1.0)))
    assert list(plan.chunks()) == [] and (plan.counts.read, plan.counts.kept) == (16, 0)
    assert [str(each) for each in plan.counts.told()][:3] == [
        "16 footprints read.", "0 dropped: no position.", "16 dropped: outside of the extent."]


def test_a_cancel_stops_it(gedi_l2a, reporter):
    reporter.cancel_at = 0.1
    with pytest.raises(Cancelled):
        list(Granules([gedi_l2a()]).chunks(reporter))
    reporter.cancel_at = None
    list(Granules([gedi_l2a()]).chunks(reporter))
    assert reporter.fractions[-1] == 1.0


def test_without_h5py_it_says_what_is_missing(gedi_l2a, monkeypatch):
    path = gedi_l2a()
    monkeypatch.setitem(sys.modules, "h5py", None)
    with pytest.raises(MissingPackage, match="h5py"):
        Granules([path])


# Files elsewhere.

def test_names_of_files_elsewhere():
    assert virtual_path("https://a.b/c.h5") == "/vsicurl/https://a.b/c.h5"
    assert virtual_path("s3://bucket/c.h5") == "/vsis3/bucket/c.h5"
    assert virtual_path("/vsizip/a.zip/c.h5") == "/vsizip/a.zip/c.h5"
    assert virtual_path("/data/c.h5") is virtual_path("C:\\c.h5") is virtual_path("odd://c.h5") is None


def test_a_virtual_file_reads_like_a_file(tmp_path):
    content = np.random.default_rng(2).bytes(5000)
    gdal.FileFromMemBuffer("/vsimem/bytes.bin", content)
    try:
        with VirtualFile("/vsimem/bytes.bin") as file:
            assert file.read(10) == content[:10] and file.tell() == 10
            assert file.seek(-20, io.SEEK_END) == 4980 and file.read() == content[-20:]
            file.seek(100)
            file.seek(50, io.SEEK_CUR)
            assert file.read(7) == content[150:157] and file.seek(6000) == 6000 and file.read(5) == b""
    finally:
        gdal.Unlink("/vsimem/bytes.bin")


def test_a_granule_in_a_zip(gedi_l2a, tmp_path):
    path = gedi_l2a()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.write(path, "inner/GEDI.h5")
    plan = Granules([f"/vsizip/{tmp_path}/a.zip/inner/GEDI.h5"])
    assert sum(len(part.x) for part in plan.chunks()) == 16
    assert sentence(f"/vsizip/{tmp_path}/a.zip/inner/NONE.h5").endswith("or download the file and choose that.")


@pytest.fixture
def server(tmp_path):
    """Serves files of tmp_path on this machine, in ranges as archives do; counts the bytes it gave."""
    class Handler(BaseHTTPRequestHandler):
        given = 0

        def do_HEAD(self):  # noqa: N802
            self._answer(False)

        def do_GET(self):  # noqa: N802
            self._answer(True)

        def _answer(self, body):
            file = tmp_path / self.path.rpartition("/")[2]
            if not file.is_file():
                self.send_error(404)
                return
            content, status = file.read_bytes(), 200
            size = len(content)
            if "Range" in self.headers:
                first, last = self.headers["Range"].removeprefix("bytes=").split("-")
                begin, end = int(first), min(int(last or size), size - 1)
                content, status = content[begin:end + 1], 206
            self.send_response(status)
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("Content-Length", str(len(content)))
            if status == 206:
                self.send_header("Content-Range", f"bytes {begin}-{end}/{size}")
            self.end_headers()
            if body:
                Handler.given += len(content)
                self.wfile.write(content)

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}", Handler
    made.shutdown()


def test_a_granule_on_the_web_is_read_in_parts(gedi_l2a, server):
    address, handler = server
    # Most of a granule are waveforms and the like, which nobody asks for.
    path = gedi_l2a(rxwaveform=np.zeros(2_000_000, np.float32))
    here, = [np.concatenate([part.columns["rh98"] for part in Granules([path]).chunks()])]
    plan = Granules([f"{address}/{os.path.basename(path)}"])
    there = np.concatenate([part.columns["rh98"] for part in plan.chunks()])
    np.testing.assert_array_equal(there, here)
    assert handler.given < 0.5 * os.path.getsize(path)
    with pytest.raises(FusionError, match="cannot be reached"):
        Granule(f"{address}/none.h5")
