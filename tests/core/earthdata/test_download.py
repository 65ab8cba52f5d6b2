"""Many files: chosen by assets, several at a time, skipped where they are there, told where they fail."""

import os
import threading
import time

import numpy as np
import pytest

from multiscale_fusion.core.earthdata.assets import asset_of, choose
from multiscale_fusion.core.earthdata.checksum import Checksum, known_checksum, parse_checksum
from multiscale_fusion.core.earthdata.cog_window import Area
from multiscale_fusion.core.earthdata.download import Options, download
from multiscale_fusion.core.earthdata.findings import check_complete, tell_of_download
from multiscale_fusion.core.earthdata.remote_file import RemoteFile, remote_file
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.core.reporter import Reporter
from multiscale_fusion.tests.core.earthdata.downloading import QUICK, add_file, session_of
from multiscale_fusion.tests.core.earthdata.test_cog_window import AREA, NAME, WINDOW, same_as_crop, write
from multiscale_fusion.tests.earthdata_archive import LICENCE, Archive, Cut, Deaf, Refusal, Slow

CONTENTS = {f"MOD11A1.{number}.hdf": np.random.default_rng(number).bytes(150_000) for number in range(6)}


class Told(Reporter):
    """Keeps what it is told, and cancels after a while."""

    def __init__(self, seconds=None):
        super().__init__()
        self.texts, self.shares = [], []
        self._end = None if seconds is None else time.monotonic() + seconds

    def cancelled(self):
        return self._end is not None and time.monotonic() > self._end

    def info(self, text):
        self.texts.append(text)

    def progress(self, fraction):
        self.shares.append(fraction)
        super().progress(fraction)


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "server").mkdir()
    with Archive(tmp_path / "server") as archive:
        yield archive


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def run(archive, files, folder, reporter=None, token="right-token", **options):
    return download(files, str(folder), lambda: session_of(archive, token), reporter or Told(),
                    Options(patience=QUICK, hosts=(f"localhost:{archive.port}",), **options))


def states(outcomes):
    return [each.state.value for each in outcomes]


@pytest.mark.parametrize("connections", [1, 3])
def test_all_come_and_then_are_there(archive, folder, connections):
    files = [add_file(archive, name, content) for name, content in CONTENTS.items()]
    archive.fail(files[0].name, Refusal(500), Cut(70_000))
    reporter = Told()
    outcomes = run(archive, files, folder, reporter, connections=connections)
    assert states(outcomes) == ["downloaded"] * 6 and [each.remote for each in outcomes] == files
    assert {name: (folder / name).read_bytes() for name in os.listdir(folder)} == CONTENTS
    assert reporter.shares == sorted(reporter.shares) and reporter.shares[-1] == 1.0
    before = len(archive.requests)
    assert states(run(archive, files, folder)) == ["present"] * 6 and len(archive.requests) == before


def test_what_is_there_but_damaged_comes_anew(archive, folder):
    names = list(CONTENTS)
    files = [add_file(archive, name, CONTENTS[name]) for name in names[:3]]
    (folder / names[0]).write_bytes(CONTENTS[names[0]][:-5])       # too short
    (folder / names[1]).write_bytes(CONTENTS[names[1]][::-1])      # of the right size
    (folder / names[2]).write_bytes(CONTENTS[names[2]])
    assert states(run(archive, files, folder)) == ["downloaded", "downloaded", "present"]
    assert all((folder / name).read_bytes() == CONTENTS[name] for name in names[:3])


def test_one_that_fails_does_not_stop_the_others(archive, folder):
    files = [add_file(archive, name, content) for name, content in CONTENTS.items()]
    archive.always(files[1].name, Refusal(500))
    gone = RemoteFile(archive.url("gone.hdf"), "gone.hdf")
    reporter = Told()
    outcomes = run(archive, [*files, gone], folder, reporter)
    assert states(outcomes) == ["downloaded", "failed", *["downloaded"] * 4, "failed"]
    assert sorted(os.listdir(folder)) == sorted(set(CONTENTS) - {files[1].name})
    tell_of_download(outcomes, reporter)
    assert [each.code for each in reporter.findings] == ["DOWNLOAD_INCOMPLETE"] * 2
    assert reporter.findings[0].subject == files[1].name and "2 of 7 files" in reporter.findings[0].remedy
    sentence = r"^2 of 7 files are missing; the first of them: MOD11A1\.1\.hdf was not downloaded, after 4 attempts"
    with pytest.raises(FusionError, match=sentence):
        check_complete(outcomes)
    archive.always(files[1].name, None)
    second = run(archive, files, folder)
    assert states(second) == ["present", "downloaded", *["present"] * 4]
    assert {name: (folder / name).read_bytes() for name in os.listdir(folder)} == CONTENTS
    check_complete(second)


@pytest.mark.parametrize("status, token", [(403, "right-token"), (401, "wrong")])
def test_a_refusal_stops_all(archive, folder, status, token):
    files = [add_file(archive, name, content) for name, content in CONTENTS.items()]
    for each in files:
        archive.always(each.name, Refusal(status, body=LICENCE))
    (folder / files[0].name).write_bytes(CONTENTS[files[0].name])
    outcomes = run(archive, files, folder, token=token, connections=2)
    assert states(outcomes) == ["present", *["failed"] * 5]
    assert len(archive.requests) <= 2 and os.listdir(folder) == [files[0].name]
    with pytest.raises(FusionError, match=rf"^5 of 6 files are missing; the first of them: .*\({status}\)"):
        check_complete(outcomes)


@pytest.mark.parametrize("fault", [Slow(30.0), Slow(30.0, after=80_000), Refusal(429, retry_after=4)])
def test_a_cancel_ends_it_within_two_seconds(archive, folder, fault):
    files = [add_file(archive, name, content) for name, content in CONTENTS.items()]
    for each in files[1:]:
        archive.always(each.name, fault)
    threads = threading.active_count()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        run(archive, files, folder, Told(seconds=0.7))
    assert time.monotonic() - begun < 2.7 and os.listdir(folder) == [files[0].name]
    assert threading.active_count() <= threads + 8   # the archive's own may still be at it


def test_windows_of_what_can_be_cut(archive, folder, tmp_path):
    tif = add_file(archive, NAME, write(tmp_path / NAME))
    hdf = add_file(archive, "a.hdf", b"12345")
    outcomes = run(archive, [tif, hdf], folder, area=AREA)
    assert states(outcomes) == ["window", "downloaded"] and outcomes[0].fetched < tif.size / 2
    same_as_crop(folder / NAME, tmp_path / NAME, WINDOW)
    asked = len(archive.requests)
    assert states(run(archive, [tif, hdf], folder, area=AREA)) == ["present"] * 2 and len(archive.requests) == asked
    # Another area and the whole file are other things.
    assert states(run(archive, [tif], folder, area=Area(AREA.bounds, AREA.crs, 60.0))) == ["window"]
    assert states(run(archive, [tif], folder)) == ["downloaded"]
    assert (folder / NAME).read_bytes() == (tmp_path / NAME).read_bytes()
    # The whole file has all areas.
    assert states(run(archive, [tif], folder, area=AREA)) == ["present"]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert states(run(archive, [tif], elsewhere, area=Area((0, 0, 1, 1), "EPSG:32611"))) == ["outside"]


def test_without_ranges_the_whole_file_comes(archive, folder, tmp_path):
    tif = add_file(archive, NAME, write(tmp_path / NAME))
    archive.always(NAME, Deaf())
    reporter = Told()
    assert states(run(archive, [tif], folder, reporter, area=AREA)) == ["downloaded"]
    assert (folder / NAME).read_bytes() == (tmp_path / NAME).read_bytes()
    assert f"{NAME} is downloaded whole." in reporter.texts


def test_two_files_of_one_name(archive, folder):
    one = RemoteFile(archive.url("a/x.hdf"), "x.hdf")
    with pytest.raises(FusionError, match="Two different files are called"):
        run(archive, [one, RemoteFile(archive.url("b/x.hdf"), "X.hdf")], folder)
    archive.files["x.hdf"] = b"1"
    assert len(run(archive, [add_file(archive, "y.hdf", b"1")] * 2, folder)) == 1


def test_too_much_for_the_disk(archive, folder):
    huge = RemoteFile(archive.url("x.hdf"), "x.hdf", 2**60)
    with pytest.raises(FusionError, match="has space for"):
        run(archive, [huge], folder)
    assert not archive.requests


HLS = "HLS.L30.T11SKD.2022216T183429.v2.0"
ECOSTRESS = "ECOv002_L2T_LSTE_20012_004_11SKD_20220115T214813_0712_01"


@pytest.mark.parametrize("name, granule, asset", [
    (f"{HLS}.B04.tif", HLS, "B04"), (f"{HLS}.Fmask.tif", HLS, "Fmask"), (f"{HLS}.B8A.tif", "another id", "B8A"),
    (f"{ECOSTRESS}_LST_err.tif", ECOSTRESS, "LST_err"),
    ("MOD11A1.A2022216.h08v05.061.2022217090000.hdf", "MOD11A1.A2022216.h08v05.061.2022217090000", ""),
    ("MOD11A1.A2022216.h08v05.061.2022217090000.hdf", "MOD11A1.A2022216.h08v05.061.2022217090000.hdf", ""),
    ("ATL08_20190221121851_08410203_005_01.h5", "SC:ATL08.005:229324795", ""),
])
def test_assets_by_the_products_own_names(name, granule, asset):
    assert asset_of(name, granule) == asset


def test_choosing_assets():
    files = [remote_file(f"https://x.nasa.gov/{HLS}.{band}", None, None, HLS, "")
             for band in ("B04.tif", "B05.tif", "Fmask.tif", "jpg", "cmr.xml")]
    files.append(remote_file("http://x.nasa.gov/MOD11A1.A2022216.hdf", None, None, "MOD11A1.A2022216", ""))
    assert files[-1].url.startswith("https://")

    def chosen(*words):
        return [each.asset for each in choose(files, words)]

    assert chosen() == ["B04", "B05", "Fmask", ""]
    assert chosen("b04", "Fmask") == ["B04", "Fmask", ""] and chosen("B0*") == ["B04", "B05", ""]
    with pytest.raises(FusionError, match="No granule has an asset B8A; there are: B04, B05, Fmask"):
        choose(files, ["B04", "B8A"])
    assert choose(files[-1:], ["LST"]) == files[-1:]


def test_checksums_as_catalogues_write_them():
    digits = "0" * 64
    for name in ("SHA-256", "sha256", "SHA256", "SHA2-256", "Sha_256"):
        assert known_checksum(name, digits.upper()) == Checksum("SHA-256", digits)
    assert known_checksum("MD5", digits) is None and known_checksum("Adler-32", "01234567") is None
    assert known_checksum(None, None) is None and parse_checksum(f"SHA-256:{digits}") == ("SHA-256", digits)
