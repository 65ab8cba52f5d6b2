"""The login to NASA Earthdata in the real desktop: the options page, its test, and what a search writes."""

from pathlib import Path

import pytest
import qgis_desktop

pytest.importorskip("earthaccess")

from multiscale_fusion.tests.earthdata_archive import PASSWORD, TOKEN, USER, Archive, Slow  # noqa: E402

pytestmark = pytest.mark.desktop
WRONG, MASTER = "not-the-password-of-ada", "master-of-the-story"


@pytest.fixture(scope="module", params=["default", "Night Mapping"])
def seen(request, desktop, qgis_env, tmp_path_factory):
    """What happened, on the smallest screen, in a light and a dark theme."""
    folder = tmp_path_factory.mktemp("login")
    for name in ("server", "pictures", "out"):
        (folder / name).mkdir()
    with Archive(folder / "server") as archive:
        archive.add_collection("MOD11A1", "061")
        archive.add_granule("MOD11A1", "MOD11A1.A2022216.h08v05.061.2022217090000", begin="2022-08-04T00:00:00Z",
                            files={"MOD11A1.A2022216.h08v05.061.2022217090000.hdf": b"HDF4"})
        archive.fail("login", Slow(3.0))
        report = desktop("login_story.py", {
            "theme": request.param, "size": qgis_desktop.SIZE, "folder": str(folder / "pictures"),
            "report": str(folder / "report.json"), "output": str(folder / "out" / "found.gpkg"),
            "environment": {**archive.environment(token=None), "NETRC": str(folder / "none")},
            "user": USER, "password": PASSWORD, "wrong": WRONG, "master": MASTER})
        assert archive.asked("granules.umm_json")
        assert {each.headers.get("authorization") for each in archive.asked("granules.umm_json")} == {
            f"Bearer {TOKEN}"}
    return {**report, "out": folder / "out", "profile": Path(qgis_env["QGIS_CUSTOM_CONFIG_PATH"])}


def test_the_page_fits_the_screen(seen):
    assert seen["overflow"] == 0 and seen["cut_labels"] == [] and seen["cut_answer"] == []


def test_the_button_tests_the_login_that_is_shown(seen):
    assert seen["asking"].startswith("Asking NASA Earthdata")
    assert seen["accepted"].startswith("NASA Earthdata accepts the login")
    assert seen["forgotten"] == ""
    assert "refuses the login" in seen["refused"] and "https://urs.earthdata.nasa.gov/users/new" in seen["refused"]
    assert "cannot be reached; check the connection" in seen["unreachable"]


def test_the_window_lives_while_the_archive_is_slow_or_silent(seen):
    assert seen["longest_gap"] < 1.0 and seen["longest_gap_without_network"] < 1.0, seen


def test_a_search_writes_the_secret_nowhere(seen):
    """Not into its outputs, the log, QGIS's settings and history: of the whole profile, no file holds it in the clear.
    """
    assert seen["found"] == "multiscalefusion:searchearthdata" and "MOD11A1" in seen["log"]
    files = [path for folder in (seen["out"], seen["profile"]) for path in folder.rglob("*") if path.is_file()]
    history = [path for path in files if b"multiscalefusion:searchearthdata" in path.read_bytes()]
    assert any("history" in path.name for path in history), history
    assert {"found.gpkg", "found.gpkg.json"} <= {path.name for path in files}
    for secret in (PASSWORD, TOKEN, WRONG, MASTER):
        assert secret not in seen["log"]
        assert [path for path in files if secret.encode() in path.read_bytes()] == []
