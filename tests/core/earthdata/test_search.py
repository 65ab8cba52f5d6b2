"""Search in the catalogue, over HTTPS on this machine: what is found, paging, faults, and a cancel."""

import json
import time
from datetime import date, datetime, timedelta, timezone

import pytest
from multiscale_fusion.core.earthdata.credentials import Credentials
from multiscale_fusion.core.earthdata.login import WrongLogin, anonymous, log_in
from multiscale_fusion.core.earthdata.search import Query, search
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.tests.earthdata_archive import TOKEN, Cut, NotJson, Refusal, Slow

BEGIN = datetime(2022, 6, 1, 18, 30, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    from multiscale_fusion.core.earthdata import patient

    monkeypatch.setattr(patient, "FIRST", 0.01)


def fill(archive, count, short_name="HLSL30", version="2.0", **about):
    """A granule a day, with 0, 10, ... 90 % of cloud; by day where the number is even."""
    archive.add_collection(short_name, version, doi=f"10.5067/HLS/{short_name}.{version}")
    for number in range(count):
        moment = BEGIN + timedelta(days=number)
        archive.add_granule(short_name, f"{short_name}.{number:05d}", files={}, begin=moment.isoformat(),
                            **{"cloud_cover": number % 10 * 10, "day_night": "Night" if number % 2 else "Day", **about})


def names(query, reporter, login=None):
    return [granule.name for granule in search(query, login or anonymous(), reporter).granules]


def test_dates_clouds_and_extent_narrow_the_search(archive, reporter):
    fill(archive, 30)
    query = Query("HLSL30", box=(-119.5, 34.5, -118.0, 36.0), begin=date(2022, 6, 5), end=date(2022, 6, 20),
                  cloud_cover=20, day_night="day")
    wanted = [f"HLSL30.{n:05d}" for n in range(4, 20) if n % 10 * 10 <= 20 and n % 2 == 0]
    assert names(query, reporter) == wanted and wanted
    assert names(Query("HLSL30", box=(10.0, 34.5, 11.0, 36.0)), reporter) == []


def test_last_day_counts_to_its_end(archive, reporter):
    fill(archive, 5)
    assert names(Query("HLSL30", begin=date(2022, 6, 3), end=date(2022, 6, 3)), reporter) == ["HLSL30.00002"]


def test_pages_follow_each_other(archive, reporter):
    fill(archive, 4500)
    found = search(Query("HLSL30", limit=10_000), anonymous(), reporter)
    assert [granule.name for granule in found.granules] == [f"HLSL30.{n:05d}" for n in range(4500)]
    pages = [each for each in archive.asked("granules.umm_json") if each.query["page_size"] == ["2000"]]
    assert len(pages) == 3 and "cmr-search-after" not in pages[0].headers
    assert json.loads(pages[1].headers["cmr-search-after"])[-1] == found.granules[1999].id


@pytest.mark.parametrize("limit", [7, 2500])
def test_limit_takes_the_first_and_tells_of_the_others(archive, reporter, limit):
    fill(archive, 4100)
    found = search(Query("HLSL30", limit=limit), anonymous(), reporter)
    assert [granule.name for granule in found.granules] == [f"HLSL30.{n:05d}" for n in range(limit)]
    assert found.hits == 4100 and any("raise LIMIT" in text for text in reporter.warnings)


def test_nothing_found_is_told_and_no_error(archive, reporter):
    fill(archive, 3, "MOD11A1", "061", cloud_cover=None)
    found = search(Query("MOD11A1", cloud_cover=20), anonymous(), reporter)
    assert found.granules == () and found.hits == 0
    assert any("tell no cloud cover" in text for text in reporter.warnings)


def test_newest_version_without_one(archive, reporter):
    for version in ("006", "061", "6.1"):
        archive.add_collection("MOD11A1", version)
    archive.catalogue.granules[archive.catalogue.collections[1]["meta"]["concept-id"]].append(
        archive.add_granule("MOD11A1", "MOD11A1.A2022152.h08v05.061", begin="2022-06-01T00:00:00Z"))
    found = search(Query("MOD11A1"), anonymous(), reporter)
    assert found.version == "061" and found.hits == 1
    assert search(Query("MOD11A1", version="6"), anonymous(), reporter).version == "006"
    with pytest.raises(FusionError, match="no version 5 of MOD11A1; there are: 006, 6.1, 061"):
        search(Query("MOD11A1", version="5"), anonymous(), reporter)


@pytest.mark.parametrize("product", ["10.5067/HLS/HLSL30.2.0", "https://doi.org/10.5067/HLS/HLSL30.2.0"])
def test_doi_finds_the_collection(archive, reporter, product):
    fill(archive, 2, "HLSS30")
    fill(archive, 2)
    assert names(Query(product), reporter) == ["HLSL30.00000", "HLSL30.00001"]


def test_unknown_product_names_where_names_are_listed(archive, reporter):
    with pytest.raises(FusionError, match="holds no product HLSL31; .*https://search.earthdata.nasa.gov"):
        search(Query("HLSL31"), anonymous(), reporter)


def test_login_is_shown_to_the_catalogue(archive, reporter):
    fill(archive, 1)
    assert names(Query("HLSL30"), reporter, log_in(Credentials(token=TOKEN))) == ["HLSL30.00000"]
    assert {each.headers["authorization"] for each in archive.requests} == {f"Bearer {TOKEN}"}


def test_wrong_login_is_told_and_not_tried_again(archive, reporter):
    fill(archive, 1)
    with pytest.raises(WrongLogin, match="https://urs.earthdata.nasa.gov/users/new"):
        search(Query("HLSL30"), log_in(Credentials(token="expired")), reporter)
    assert len(archive.requests) == 1


@pytest.mark.parametrize("faults", [
    [Refusal(500)], [Refusal(429, retry_after=0), Refusal(503)], [Cut(100)], [Cut(0), Cut(300)], [NotJson(), Cut(2)],
])
def test_trouble_that_passes_costs_nothing(archive, reporter, faults):
    fill(archive, 3)
    archive.fail("granules", *faults)
    assert names(Query("HLSL30"), reporter) == [f"HLSL30.{n:05d}" for n in range(3)]


def test_retry_after_is_waited_for(archive, reporter):
    fill(archive, 1)
    archive.fail("granules", Refusal(429, retry_after=1))
    begin = time.monotonic()
    assert names(Query("HLSL30"), reporter) == ["HLSL30.00000"]
    assert 1.0 <= time.monotonic() - begin < 3


@pytest.mark.parametrize("fault, sentence", [
    (Refusal(500), r"busy or out of order \(HTTP status 500\); try again later"),
    (Refusal(429, retry_after=4000), r"busy or out of order \(HTTP status 429\)"),
    (Refusal(400, body='{"errors": ["Bounding box is odd."]}'), "does not understand the search: Bounding box is odd."),
    (Refusal(403), "refuses the login"),
    (NotJson(), "cannot be read"),
])
def test_trouble_that_stays_is_told_in_a_sentence(archive, reporter, fault, sentence):
    fill(archive, 1)
    archive.always("granules", fault)
    with pytest.raises(FusionError, match=sentence):
        search(Query("HLSL30"), anonymous(), reporter)


def test_slow_answer_is_cancelled_at_once(archive, reporter):
    fill(archive, 1)
    archive.always("granules", Slow(30, after=10))
    reporter.cancelled = lambda: time.monotonic() - begin > 0.5
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        search(Query("HLSL30"), anonymous(), reporter)
    assert 0.5 < time.monotonic() - begin < 2


def test_silent_server_ends_in_a_sentence(archive, reporter, monkeypatch):
    from multiscale_fusion.core.earthdata import patient

    monkeypatch.setattr(patient, "READ", 0.2)
    fill(archive, 1)
    archive.always("collections", Slow(30))
    with pytest.raises(FusionError, match="does not answer in time|cannot be reached"):
        search(Query("HLSL30"), anonymous(), reporter)


@pytest.mark.parametrize("wrong, sentence", [
    ({"product": " "}, "No product is given"),
    ({"begin": date(2022, 6, 2), "end": date(2022, 6, 1)}, "ends on 2022-06-01, before it begins on 2022-06-02"),
    ({"box": (0.0, 50.0, 1.0, 95.0)}, "does not lie on the globe"),
    ({"box": (500000.0, 0.0, 600000.0, 1.0)}, "does not lie on the globe"),
    ({"cloud_cover": 120.0}, "from 0 to 100 percent, not 120"),
])
def test_impossible_searches_are_refused_before_the_network(wrong, sentence):
    with pytest.raises(FusionError, match=sentence):
        Query(**{"product": "HLSL30", **wrong})
