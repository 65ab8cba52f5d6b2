"""Login: where it comes from, what is said when it is missing or wrong, and that it shows itself nowhere."""

import logging
import pickle
import time

import pytest
from multiscale_fusion.core.earthdata.credentials import Credentials
from multiscale_fusion.core.earthdata.login import NoLogin, WrongLogin, anonymous, log_in, system, verify
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.tests.earthdata_archive import PASSWORD, TOKEN, USER, NotJson, Refusal, Slow

REGISTER = "https://urs.earthdata.nasa.gov/users/new"


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """The waits between attempts are of milliseconds; how long they are is tested by itself."""
    from multiscale_fusion.core.earthdata import patient

    monkeypatch.setattr(patient, "FIRST", 0.01)


def token_of(login):
    return login.session().headers["Authorization"]


def test_user_and_password_are_exchanged_for_a_token(archive):
    login = log_in(Credentials(USER, PASSWORD))
    assert token_of(login) == f"Bearer {TOKEN}" and not login.is_anonymous
    verify(login)
    assert archive.asked("find_or_create_token")[0].method == "POST"


def test_environment_counts_before_netrc(archive, monkeypatch, tmp_path):
    (tmp_path / "home" / ".netrc").write_text(f"machine localhost:{archive.port} login eve password wrong\n")
    monkeypatch.setenv("EARTHDATA_USERNAME", USER)
    monkeypatch.setenv("EARTHDATA_PASSWORD", PASSWORD)
    login = log_in()
    assert login.source == "environment variables" and token_of(login) == f"Bearer {TOKEN}"


def test_token_in_the_environment_is_taken_as_it_is(archive, monkeypatch):
    monkeypatch.setenv("EARTHDATA_TOKEN", TOKEN)
    verify(log_in())
    assert not archive.asked("find_or_create_token")


def test_netrc(archive, tmp_path):
    (tmp_path / "home" / ".netrc").write_text(
        f"machine example.org login x password y\nmachine localhost:{archive.port} login {USER} password {PASSWORD}\n")
    login = log_in()
    assert login.source == ".netrc" and token_of(login) == f"Bearer {TOKEN}"


@pytest.mark.parametrize("content", [None, "", "machine example.org login x password y\n"])
def test_missing_login_names_the_page_to_register(archive, tmp_path, content):
    if content is not None:
        (tmp_path / "home" / ".netrc").write_text(content)
    with pytest.raises(NoLogin) as caught:
        log_in()
    sentence = str(caught.value)
    assert REGISTER in sentence and "EARTHDATA_USERNAME" in sentence and ".netrc" in sentence


def test_unreadable_netrc_is_told(archive, tmp_path):
    (tmp_path / "home" / ".netrc").write_text("nonsense here\n")
    with pytest.raises(FusionError, match="login file .netrc cannot be read"):
        log_in()


@pytest.mark.parametrize("given", [(USER, "qwertz"), ("eve", PASSWORD)])
def test_wrong_password_is_not_tried_again(archive, given):
    with pytest.raises(WrongLogin) as caught:
        log_in(Credentials(*given))
    assert REGISTER in str(caught.value) and given[1] not in str(caught.value)
    # The question for the password, and the answer to it.
    assert len(archive.asked("find_or_create_token")) == 2


def test_expired_token_is_found_by_asking(archive):
    login = log_in(Credentials(token="expired"))
    with pytest.raises(WrongLogin, match="the token has expired"):
        verify(login)


def test_given_login_counts_first(archive, monkeypatch):
    monkeypatch.setenv("EARTHDATA_TOKEN", "of the environment")
    assert token_of(log_in(Credentials(token="given"))) == "Bearer given"


def test_trouble_that_passes_is_waited_out(archive):
    archive.fail("login", Refusal(503), Refusal(429, retry_after=0), Refusal(500))
    assert token_of(log_in(Credentials(USER, PASSWORD))) == f"Bearer {TOKEN}"


def test_trouble_that_stays_is_told(archive):
    archive.always("login", Refusal(503))
    with pytest.raises(FusionError, match=r"busy or out of order \(HTTP status 503\)"):
        log_in(Credentials(USER, PASSWORD))


def test_page_in_place_of_a_token(archive):
    archive.always("login", NotJson())
    with pytest.raises(FusionError, match="cannot be read"):
        log_in(Credentials(USER, PASSWORD))


def test_archive_that_is_not_there(monkeypatch):
    monkeypatch.setenv("MULTISCALE_FUSION_EARTHDATA", "https://localhost:9")
    with pytest.raises(FusionError, match="cannot be reached"):
        log_in(Credentials(USER, PASSWORD))


def test_certificate_that_nobody_trusts(archive, monkeypatch):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    monkeypatch.delenv("CURL_CA_BUNDLE")
    with pytest.raises(FusionError, match="certificate"):
        log_in(Credentials(USER, PASSWORD))


def test_slow_login_is_cancelled_at_once(archive, reporter):
    from multiscale_fusion.core.earthdata.waiting import answer_of

    archive.always("login", Slow(30))
    reporter.cancel_at = 0.0
    begin = time.monotonic()
    with pytest.raises(Cancelled):
        answer_of(lambda stop: log_in(Credentials(USER, PASSWORD), stop), reporter)
    assert time.monotonic() - begin < 2


@pytest.mark.parametrize("values", [("", ""), ("ada", ""), ("", "lovelace"), ("ada", "love\nlace")])
def test_half_a_login_is_refused(values):
    with pytest.raises(FusionError, match="Earthdata login"):
        Credentials(*values)


def test_login_shows_itself_nowhere(archive, caplog):
    caplog.set_level(logging.DEBUG)
    given = Credentials(USER, PASSWORD, "")
    login = log_in(given)
    verify(login)
    with pytest.raises(WrongLogin):
        log_in(Credentials(USER, "not-lovelace"))
    for text in (repr(given), str(given), repr(login), caplog.text):
        assert PASSWORD not in text and TOKEN not in text
    with pytest.raises(TypeError):
        pickle.dumps(given)


def test_without_the_variable_it_is_nasas_own(monkeypatch):
    monkeypatch.delenv("MULTISCALE_FUSION_EARTHDATA", raising=False)
    assert system().cmr_base_url == "https://cmr.earthdata.nasa.gov/search/"
    assert system().edl_hostname == "urs.earthdata.nasa.gov"
    assert anonymous().is_anonymous


@pytest.mark.parametrize("address", ["http://localhost:1", "localhost", "https://u:p@host", "https://host/path"])
def test_other_archives_have_https_addresses(monkeypatch, address):
    monkeypatch.setenv("MULTISCALE_FUSION_EARTHDATA", address)
    with pytest.raises(FusionError, match="must be the address of an archive"):
        system()


def test_waits_double_and_follow_the_archive():
    import requests
    from multiscale_fusion.core.earthdata.patient import wait_before

    answer = requests.Response()
    assert [wait_before(answer, attempt, 1.0) for attempt in range(3)] == [1, 2, 4]
    answer.headers["Retry-After"] = "7"
    assert wait_before(answer, 0, 1.0) == 7
    answer.headers["Retry-After"] = "Thu, 04 Aug 2022 20:00:00 GMT"
    assert wait_before(answer, 0, 1.0) == 0
