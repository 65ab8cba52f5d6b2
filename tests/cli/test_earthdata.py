"""Search and download through the real qgis_process, with all that goes wrong on the way to an archive."""

import json
import os
import signal
import subprocess
import time

import numpy as np
import pytest

pytest.importorskip("earthaccess")

from multiscale_fusion.tests.core.earthdata.test_cog_window import AREA, same_as_crop, write  # noqa: E402
from multiscale_fusion.tests.earthdata_archive import (  # noqa: E402
    LICENCE,
    PASSWORD,
    TOKEN,
    USER,
    Archive,
    Cut,
    Refusal,
    Slow,
    Spoilt,
)
from osgeo import gdal, ogr  # noqa: E402

SEARCH, DOWNLOAD = "multiscalefusion:searchearthdata", "multiscalefusion:downloadearthdata"
CONTENTS = {f"MOD11A1.A2022{day}.h08v05.061.2022300000000.hdf": np.random.default_rng(day).bytes(200_000)
            for day in (216, 217, 218)}
FIRST, SECOND, THIRD = CONTENTS


@pytest.fixture
def archive(tmp_path):
    """Three files of MOD11A1."""
    (tmp_path / "server").mkdir()
    with Archive(tmp_path / "server") as archive:
        archive.add_collection("MOD11A1", "061")
        for name, content in CONTENTS.items():
            archive.add_granule("MOD11A1", name.removesuffix(".hdf"), begin=f"{day_of(name)}T00:00:00Z",
                                files={name: content}, box=(-120.0, 30.0, -110.0, 40.0))
        yield archive


@pytest.fixture
def ask(qgis_process, archive, tmp_path):
    """A callable: runs an algorithm with words, against the archive, with the right token and no other login."""

    def run(algorithm, *words, **env):
        return qgis_process(["run", algorithm, *words], env=environment(archive, tmp_path, **env), cwd=tmp_path)

    return run


def environment(archive, tmp_path, **env):
    (tmp_path / "home").mkdir(exist_ok=True)
    return {**archive.environment(), "HOME": str(tmp_path / "home"), "NETRC": str(tmp_path / "none"), **env}


@pytest.fixture
def fetch(ask):
    """A callable: downloads all there is into the folder files."""

    def run(*words, **env):
        return ask(DOWNLOAD, "--PRODUCT=MOD11A1", "--FOLDER=files", "--OUTPUT=files.gpkg", *words, **env)

    return run


def day_of(name):
    return f"2022-08-{int(name[13:16]) - 212:02d}"


def files(folder):
    """All there is beneath a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rows(path):
    table = ogr.Open(str(path))
    return [row.items() for row in table.GetLayer(0)]


def states(folder):
    return {row["name"]: row["state"] for row in rows(folder / "files.gpkg")}


def failure(done):
    """The sentence of a run that failed."""
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    return " ".join(done.stderr.split())


def test_search_pages_with_search_after(ask, archive, tmp_path):
    archive.add_collection("MANY", "1")
    [item] = [archive.add_granule("MANY", "MANY.0000", begin="2022-06-01T00:00:00Z")]
    archive.add_items("MANY", [json.loads(json.dumps(item).replace(item["meta"]["concept-id"], f"G{number}-LPCLOUD")
                                          .replace("MANY.0000", f"MANY.{number:04d}")) for number in range(1, 2300)])
    done = ask(SEARCH, "--PRODUCT=MANY", "--LIMIT=2200", "--OUTPUT=found.gpkg")
    assert done.returncode == 0, done.stderr
    names = [row["name"] for row in rows(tmp_path / "found.gpkg")]
    assert len(names) == len(set(names)) == 2200 and "2,300 granules" in done.stdout
    pages = [each for each in archive.asked("granules.umm_json") if each.query.get("page_size", ["0"])[0] != "0"]
    assert len(pages) >= 2 and pages[-1].headers.get("cmr-search-after")


def test_search_that_finds_nothing(ask, tmp_path):
    done = ask(SEARCH, "--PRODUCT=MOD11A1", "--START=2019-01-01", "--END=2019-01-31", "--OUTPUT=found.gpkg")
    assert done.returncode == 0 and "Nothing fits; widen the extent" in done.stdout + done.stderr
    assert rows(tmp_path / "found.gpkg") == []
    assert "holds no granule" in failure(ask(DOWNLOAD, "--INPUT=found.gpkg", "--FOLDER=files", "--OUTPUT=files.gpkg"))
    assert not (tmp_path / "files.gpkg").exists()


def test_trouble_that_passes_is_waited_out(fetch, archive, tmp_path):
    archive.fail("login", Refusal(500))
    archive.fail("granules", Refusal(429, retry_after=1))
    archive.fail(FIRST, Refusal(429, retry_after=1), Refusal(500))
    archive.fail(SECOND, Cut(120_000))
    archive.fail(THIRD, Spoilt())
    done = fetch(EARTHDATA_TOKEN="", EARTHDATA_USERNAME=USER, EARTHDATA_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stderr
    assert "asks for fewer requests (429); asking again in 1 s" in done.stdout
    assert files(tmp_path / "files") == CONTENTS and set(states(tmp_path).values()) == {"downloaded"}
    assert archive.asked(SECOND)[1].headers["range"] == "bytes=120000-"


@pytest.mark.parametrize("spoil, sentences", [
    (lambda archive: archive.always(SECOND, Refusal(403, body=LICENCE)),
     ("licence agreement", "https://urs.earthdata.nasa.gov/approve_app?client_id=abc")),
    (lambda archive: archive.always(SECOND, Refusal(503, retry_after=3600)),
     (f"1 of 3 files are missing; the first of them: {SECOND} was not downloaded: the archive is busy", "(503)")),
    (lambda archive: archive.spoil(SECOND, bytes(200_000)),
     ("1 of 3 files are missing", f"{SECOND} came damaged twice: its SHA-256 checksum is not the one")),
    (lambda archive: archive.files.pop(SECOND),
     ("1 of 3 files are missing", f"{SECOND} is not in the archive any more (404)")),
])
def test_a_missing_file_fails_the_run_and_the_next_one_goes_on(fetch, archive, tmp_path, spoil, sentences):
    spoil(archive)
    said = failure(fetch("--CONNECTIONS=1"))
    assert all(each in said for each in sentences), said
    came = files(tmp_path / "files")
    assert came and came.items() < CONTENTS.items() and SECOND not in came
    found = states(tmp_path)
    assert found.keys() == CONTENTS.keys() and {name for name in found if found[name] != "failed"} == came.keys()
    archive.always(SECOND, None)
    archive.files[SECOND] = CONTENTS[SECOND]
    done = fetch()
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "files") == CONTENTS
    assert {name for name, state in states(tmp_path).items() if state == "present"} == came.keys()


def test_wrong_and_missing_login_name_the_page(fetch, archive, tmp_path):
    page = "https://urs.earthdata.nasa.gov/users/new"
    said = failure(fetch(EARTHDATA_TOKEN="", EARTHDATA_USERNAME=USER, EARTHDATA_PASSWORD="qwertz"))
    assert "NASA Earthdata refuses the login" in said and page in said and "qwertz" not in said
    said = failure(fetch(EARTHDATA_TOKEN="expired-token"))
    assert "NASA Earthdata refuses the login" in said and page in said and "expired-token" not in said
    said = failure(fetch(EARTHDATA_TOKEN=""))
    assert "No login to NASA Earthdata is found" in said and page in said
    # A login that the catalogue takes and the data host does not.
    archive.always(FIRST, Refusal(401))
    said = failure(fetch("--CONNECTIONS=1"))
    assert "without a valid Earthdata login (401)" in said and page in said
    assert files(tmp_path / "files") == {}


def test_a_resumed_download_equals_a_whole_one(fetch, archive, tmp_path):
    large = np.random.default_rng(1).bytes(10 * 2**20)
    name = "MOD11A1.A2022219.h08v05.061.2022300000000.hdf"
    archive.add_granule("MOD11A1", name.removesuffix(".hdf"), begin="2022-08-07T00:00:00Z", files={name: large})
    archive.fail(name, Cut(9 * 2**20), Refusal(503, retry_after=3600))
    failure(fetch("--START=2022-08-07"))
    # What is kept lies in a folder of its own, and nothing under the file's name.
    assert set(files(tmp_path / "files")) == {f".unfinished/{name}.partial", f".unfinished/{name}.partial.json"}
    done = fetch("--START=2022-08-07")
    assert done.returncode == 0, done.stderr
    assert "went on where an earlier run had ended" in done.stdout
    assert archive.asked(name)[-1].headers["range"] == f"bytes={9 * 2**20}-"
    assert files(tmp_path / "files") == {name: large} and os.listdir(tmp_path / "files") == [name]


def test_a_slow_answer_is_cancelled(qgis_env, archive, tmp_path):
    archive.always(SECOND, Slow(60.0, after=100_000))
    run = subprocess.Popen(
        ["qgis_process", "run", DOWNLOAD, "--PRODUCT=MOD11A1", "--FOLDER=files", "--OUTPUT=files.gpkg"], cwd=tmp_path,
        env={**qgis_env, **environment(archive, tmp_path)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    end = time.monotonic() + 60
    while not (archive.asked(SECOND) and (tmp_path / "files" / THIRD).exists()):
        assert run.poll() is None and time.monotonic() < end, run.stdout.read()
        time.sleep(0.1)
    time.sleep(0.5)
    begun = time.monotonic()
    run.send_signal(signal.SIGINT)
    said, _ = run.communicate(timeout=30)
    assert time.monotonic() - begun < 5.0 and "Traceback" not in said, said
    assert files(tmp_path / "files") == {name: CONTENTS[name] for name in (FIRST, THIRD)}
    assert not list(tmp_path.glob("*files.gpkg*"))


def test_search_then_download_of_the_area(ask, archive, tmp_path):
    granule = "HLS.L30.T11SKD.2022216T183429.v2.0"
    archive.add_collection("HLSL30", "2.0")
    archive.add_granule("HLSL30", granule, begin="2022-08-04T18:34:29Z", box=(-116.0, 33.0, -115.0, 34.0),
                        files={f"{granule}.{band}.tif": write(tmp_path / f"{granule}.{band}.tif")
                               for band in ("B04", "Fmask")})
    extent = "{},{},{},{} [EPSG:32611]".format(*(AREA.bounds[place] for place in (0, 2, 1, 3)))
    done = ask(SEARCH, "--PRODUCT=HLSL30", f"--EXTENT={extent}", "--OUTPUT=found.gpkg")
    assert done.returncode == 0, done.stderr
    done = ask(DOWNLOAD, "--INPUT=found.gpkg", "--ASSETS=B04", f"--EXTENT={extent}", "--MARGIN=927", "--FOLDER=files",
               "--OUTPUT=files.gpkg")
    assert done.returncode == 0, done.stderr
    assert states(tmp_path) == {f"{granule}.B04.tif": "window"}
    cut, whole = (gdal.Open(str(tmp_path / part / f"{granule}.B04.tif")) for part in ("files", "."))
    (left, _, _, top, *_), (west, _, _, north, *_) = cut.GetGeoTransform(), whole.GetGeoTransform()
    # One coarse pixel of margin, as far as the raster goes; the extent goes through degrees, which makes it larger.
    x0, y0, x1, y1 = AREA.bounds
    for edge, wanted, most in ((left, x0 - 927, 0), (-top, -y1 - 927, 0)):
        assert wanted - 400 <= edge <= wanted or edge in (west, -north), (edge, wanted, most)
    assert left + 30 * cut.RasterXSize >= min(x1 + 927, west + 30 * whole.RasterXSize)
    assert top - 30 * cut.RasterYSize <= max(y0 - 927, north - 30 * whole.RasterYSize)
    same_as_crop(tmp_path / "files" / f"{granule}.B04.tif", tmp_path / f"{granule}.B04.tif",
                 (round((left - west) / 30), round((north - top) / 30), cut.RasterXSize, cut.RasterYSize))


def test_no_secret_is_written_anywhere(ask, fetch, archive, tmp_path):
    login = {"EARTHDATA_TOKEN": "", "EARTHDATA_USERNAME": USER, "EARTHDATA_PASSWORD": PASSWORD,
             "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile")}
    settings = tmp_path / "profile" / "profiles" / "default" / "QGIS" / "QGIS3.ini"
    settings.parent.mkdir(parents=True)
    settings.write_text("[PythonPlugins]\nmultiscale_fusion=true\n")
    done = [ask(SEARCH, "--PRODUCT=MOD11A1", "--OUTPUT=found.gpkg", **login), fetch(**login)]
    archive.always(THIRD, Refusal(404))
    done.append(ask(DOWNLOAD, "--PRODUCT=MOD11A1", "--FOLDER=others", "--OUTPUT=others.geojson", **login))
    assert [each.returncode for each in done] == [0, 0, 1], [each.stderr for each in done]
    said = "".join(each.stdout + each.stderr for each in done).encode()
    written = {path: path.read_bytes() for path in tmp_path.rglob("*")
               if path.is_file() and "server" not in path.parts and path.name not in CONTENTS}
    assert {"found.gpkg", "found.gpkg.json", "files.gpkg", "files.gpkg.json", "others.geojson", "others.geojson.json",
            "QGIS3.ini"} <= {path.name for path in written}
    for secret in (PASSWORD, TOKEN):
        assert secret.encode() not in said
        assert [path for path, content in written.items() if secret.encode() in content] == []
    # What is searched for would be found: the archive's address stands in the links.
    assert archive.address.encode() in written[tmp_path / "found.gpkg"]
