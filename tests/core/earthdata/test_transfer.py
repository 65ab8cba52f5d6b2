"""Whole files: resumed, verified, retried; never half a file."""

import errno
import hashlib
import io
import os
import threading
import time

import numpy as np
import pytest

from multiscale_fusion.core.earthdata import transfer
from multiscale_fusion.core.earthdata.connection import LICENCES, Patience, Refused
from multiscale_fusion.core.earthdata.remote_file import RemoteFile, name_of
from multiscale_fusion.core.earthdata.stop import Stop
from multiscale_fusion.core.earthdata.transfer import UNFINISHED, fetch, remove_old_parts
from multiscale_fusion.core.errors import Cancelled, FusionError
from multiscale_fusion.tests.core.earthdata.downloading import QUICK, add_file, connection_to
from multiscale_fusion.tests.earthdata_archive import LICENCE, Archive, Cut, Deaf, Refusal, Slow, Spoilt

CONTENT = np.random.default_rng(7).bytes(300_000)
NAME = "granule.h5"


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "server").mkdir()
    with Archive(tmp_path / "server") as archive:
        yield archive


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def names(folder):
    """All files, hidden ones too."""
    return sorted(os.listdir(folder))


@pytest.mark.parametrize("checksum", ["MD5", "SHA-256", "SHA-512", None])
def test_a_file_comes_whole(archive, folder, checksum):
    remote = add_file(archive, NAME, CONTENT, checksum)
    fetched = fetch(connection_to(archive), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT and names(folder) == [NAME]
    algorithm = {"MD5": "md5", "SHA-512": "sha512"}.get(checksum, "sha256")
    assert fetched.checksum.value == hashlib.new(algorithm, CONTENT).hexdigest() and fetched.size == len(CONTENT)


def test_a_cut_download_goes_on_where_it_was_cut(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Cut(100_000), Cut(50_000), Cut(0))
    fetch(connection_to(archive), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT and names(folder) == [NAME]
    asked = [each.headers.get("range") for each in archive.asked(NAME)]
    assert asked == [None, "bytes=100000-", "bytes=150000-", "bytes=150000-"]
    assert all(each.headers.get("if-range") for each in archive.asked(NAME)[1:])


def test_a_file_that_changed_meanwhile_comes_anew(archive, folder):
    remote = add_file(archive, NAME, CONTENT, checksum=None)
    other = CONTENT[::-1]
    archive.fail(NAME, Cut(100_000))

    def change(seconds):
        archive.spoil(NAME, other)

    connection = connection_to(archive)
    connection.stop.wait = change
    fetch(connection, remote, str(folder))
    assert (folder / NAME).read_bytes() == other


def test_a_server_that_ignores_ranges_is_asked_for_all_of_it(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Cut(100_000), Deaf())
    fetch(connection_to(archive), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT


def test_the_next_run_resumes_what_was_kept(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Cut(200_000), *[Cut(0)] * 4)
    with pytest.raises(FusionError, match="after 4 attempts: the connection was cut"):
        fetch(connection_to(archive), remote, str(folder), keep_from=100_000)
    assert names(folder) == [UNFINISHED]
    assert names(folder / UNFINISHED) == [f"{NAME}.partial", f"{NAME}.partial.json"]
    fetched = fetch(connection_to(archive), remote, str(folder), keep_from=100_000)
    assert fetched.resumed and (folder / NAME).read_bytes() == CONTENT and names(folder) == [NAME]
    assert archive.asked(NAME)[-1].headers["range"] == "bytes=200000-"


def test_what_nobody_resumes_is_removed_after_a_week(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Cut(200_000), *[Cut(0)] * 4)
    with pytest.raises(FusionError):
        fetch(connection_to(archive), remote, str(folder), keep_from=100_000)
    stranger = folder / UNFINISHED / "mine.txt"
    stranger.touch()
    remove_old_parts(str(folder))
    assert len(names(folder / UNFINISHED)) == 3
    long_ago = time.time() - 8 * 86_400
    for path in (folder / UNFINISHED).iterdir():
        os.utime(path, (long_ago, long_ago))
    remove_old_parts(str(folder))
    assert names(folder / UNFINISHED) == ["mine.txt"]
    stranger.unlink()
    remove_old_parts(str(folder))
    assert names(folder) == []


def test_what_was_kept_of_another_version_is_not_used(archive, folder):
    remote = add_file(archive, NAME, CONTENT, checksum=None)
    archive.fail(NAME, Cut(200_000), *[Cut(0)] * 4)
    with pytest.raises(FusionError):
        fetch(connection_to(archive), remote, str(folder), keep_from=100_000)
    archive.spoil(NAME, CONTENT[::-1])
    fetched = fetch(connection_to(archive), remote, str(folder), keep_from=100_000)
    assert not fetched.resumed and (folder / NAME).read_bytes() == CONTENT[::-1] and names(folder) == [NAME]


def test_a_small_part_is_not_kept(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, *[Cut(10)] + [Cut(0)] * 4)
    with pytest.raises(FusionError):
        fetch(connection_to(archive), remote, str(folder))
    assert names(folder) == []


def test_a_damaged_file_is_asked_for_once_more(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Spoilt())
    fetch(connection_to(archive), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT and len(archive.asked(NAME)) == 2


@pytest.mark.parametrize("content, sentence", [
    (CONTENT[::-1], "SHA-256 checksum is not the one"), (CONTENT[:-1], "299,999 bytes, and the archive's catalogue"),
])
def test_a_file_that_stays_damaged_is_not_kept(archive, folder, content, sentence):
    (folder / NAME).write_bytes(b"old")
    remote = add_file(archive, NAME, CONTENT)
    archive.spoil(NAME, content)
    with pytest.raises(FusionError, match=sentence):
        fetch(connection_to(archive), remote, str(folder), keep_from=1)
    assert (folder / NAME).read_bytes() == b"old" and names(folder) == [NAME]


def test_a_wrong_login_is_told_and_not_tried_again(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    with pytest.raises(Refused, match="without a valid Earthdata login.*urs.earthdata.nasa.gov/users/new"):
        fetch(connection_to(archive, token="wrong"), remote, str(folder))
    assert len(archive.asked(NAME)) == 1 and names(folder) == []


@pytest.mark.parametrize("body, page", [
    (LICENCE, "https://urs.earthdata.nasa.gov/approve_app?client_id=abc"),
    ('<a href="https://uat.urs.earthdata.nasa.gov/approve_app?x=1">EULA</a>',
     "https://uat.urs.earthdata.nasa.gov/approve_app?x=1"),
    ('{"resolution_url": "https://evil.example/approve_app"}', LICENCES), ("", LICENCES), ("[1]", LICENCES),
])
def test_an_unaccepted_licence_names_the_page_and_is_not_tried_again(archive, folder, body, page):
    remote = add_file(archive, NAME, CONTENT)
    archive.always(NAME, Refusal(403, body=body))
    with pytest.raises(Refused) as error:
        fetch(connection_to(archive), remote, str(folder))
    assert page in error.value.sentence and "licence agreement" in error.value.sentence
    assert len(archive.asked(NAME)) == 1 and names(folder) == []


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_passing_trouble_is_waited_out(archive, folder, status):
    remote, told = add_file(archive, NAME, CONTENT), []
    archive.fail(NAME, Refusal(status), Refusal(status))
    fetch(connection_to(archive, told=told), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT and len(told) == 2 and str(status) in told[0]


def test_retry_after_is_honoured(archive, folder):
    remote, told = add_file(archive, NAME, CONTENT), []
    archive.fail(NAME, Refusal(429, retry_after=1))
    begun = time.monotonic()
    fetch(connection_to(archive, told=told), remote, str(folder))
    assert 1.0 <= time.monotonic() - begun < 4.0 and "asking again in 1 s" in told[0]


def test_a_wait_beyond_reason_is_not_waited(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Refusal(503, retry_after=3600))
    with pytest.raises(FusionError, match=r"was not downloaded: the archive is busy or out of order \(503\)\. Try"):
        fetch(connection_to(archive), remote, str(folder))
    assert len(archive.asked(NAME)) == 1 and names(folder) == []


def test_waits_double_up_to_the_longest():
    patience = Patience(first=1.0, longest=10.0)
    assert [patience.wait(failures) for failures in (1, 2, 3, 4, 5, 6)] == [1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_an_archive_that_stays_out_of_order(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.always(NAME, Refusal(500))
    with pytest.raises(FusionError, match=r"after 4 attempts: the archive is busy or out of order \(500\)"):
        fetch(connection_to(archive), remote, str(folder))
    assert len(archive.asked(NAME)) == QUICK.attempts and names(folder) == []


def test_a_missing_file_and_a_missing_archive(archive, folder):
    with pytest.raises(FusionError, match="not in the archive any more"):
        fetch(connection_to(archive), RemoteFile(archive.url("gone.h5"), "gone.h5"), str(folder))
    nobody = RemoteFile("https://localhost:1/x.h5", "x.h5")
    with pytest.raises(FusionError, match="cannot be reached"):
        fetch(connection_to(archive), nobody, str(folder))
    connection = connection_to(archive)
    connection.session.verify = True   # nobody vouches for the archive's certificate
    with pytest.raises(FusionError, match="cannot be asked for"):
        fetch(connection, add_file(archive, NAME, CONTENT), str(folder))
    assert names(folder) == []


@pytest.mark.parametrize("after", [0, 100_000])
def test_a_slow_answer_is_cancelled_at_once(archive, folder, after):
    remote, stop = add_file(archive, NAME, CONTENT), Stop()
    archive.always(NAME, Slow(20.0, after=after))
    threading.Timer(0.5, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        fetch(connection_to(archive, stop=stop), remote, str(folder))
    assert time.monotonic() - begun < 2.0 and names(folder) == []


def test_a_wait_is_cancelled_at_once(archive, folder):
    remote, stop = add_file(archive, NAME, CONTENT), Stop()
    archive.always(NAME, Refusal(503, retry_after=5))
    threading.Timer(0.3, stop.set).start()
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        fetch(connection_to(archive, stop=stop), remote, str(folder))
    assert time.monotonic() - begun < 1.5


def test_a_silent_server_times_out(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.fail(NAME, Slow(20.0, after=100_000))
    patience = Patience(attempts=3, first=0.01, read=0.5)
    fetch(connection_to(archive, patience=patience), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT and archive.asked(NAME)[1].headers["range"] == "bytes=65536-"


def test_the_token_goes_to_the_archives_alone(archive, folder):
    remote = add_file(archive, NAME, CONTENT)
    archive.redirecting = True   # to a host that refuses requests with a login
    fetch(connection_to(archive), remote, str(folder))
    assert (folder / NAME).read_bytes() == CONTENT
    connection = connection_to(archive)
    connection.hosts = ()
    archive.protected = archive.redirecting = False
    fetch(connection, remote, str(folder))
    assert "authorization" not in archive.asked(NAME)[-1].headers


def test_a_page_in_place_of_the_file_is_the_one_to_log_in_on(archive, folder, monkeypatch):
    remote = add_file(archive, NAME, CONTENT)
    connection = connection_to(archive)
    get = connection.session.get

    def page(url, **keywords):
        response = get(url, **keywords)
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        return response

    monkeypatch.setattr(connection.session, "get", page)
    with pytest.raises(Refused, match="without a valid Earthdata login"):
        fetch(connection, remote, str(folder))
    assert names(folder) == []


def test_a_full_disk_is_told_and_keeps_nothing(archive, folder, monkeypatch):
    remote = add_file(archive, NAME, CONTENT)

    class Full(io.RawIOBase):
        def writable(self):
            return True

        def write(self, content):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(transfer._Part, "open", lambda self: Full())
    monkeypatch.setattr(transfer.Destination, "_is_full", lambda self: True)
    with pytest.raises(FusionError, match="disk that holds .* is full"):
        fetch(connection_to(archive), remote, str(folder), keep_from=1)
    assert names(folder) == []


def test_too_little_space_is_told_before_it_is_full(archive, folder, monkeypatch):
    remote = add_file(archive, NAME, CONTENT)
    usage = transfer.shutil.disk_usage(folder)
    monkeypatch.setattr(transfer.shutil, "disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(FusionError, match="no space for granule.h5"):
        fetch(connection_to(archive), remote, str(folder))
    assert names(folder) == []


def test_a_folder_that_is_not_there(archive, tmp_path):
    with pytest.raises(FusionError, match="does not exist"):
        fetch(connection_to(archive), add_file(archive, NAME, CONTENT), str(tmp_path / "nowhere"))


@pytest.mark.parametrize("url, name", [
    ("https://x.nasa.gov/a/b/HLS.B04.tif?Signature=1", "HLS.B04.tif"),
    ("https://x.nasa.gov/a/%2e%2e%2Fetc%2Fpasswd", "passwd"), ("https://x.nasa.gov/a%3Ab.h5", "a_b.h5"),
])
def test_names_of_files(url, name):
    assert name_of(url) == name


@pytest.mark.parametrize("url", ["https://x.nasa.gov/", "https://x.nasa.gov/a/..", "https://x.nasa.gov/.bashrc",
                                 "https://x.nasa.gov/con.h5"])
def test_names_that_are_none(url):
    with pytest.raises(FusionError, match="names no file"):
        name_of(url)
