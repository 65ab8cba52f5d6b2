"""An archive on this machine that answers as NASA Earthdata does: login, CMR and data host, over HTTPS, with faults.

    from multiscale_fusion.tests.earthdata_archive import Archive, Cut, Refusal, Slow, Spoilt

    with Archive(tmp_path) as archive:                     # a server in a thread, a certificate of its own
        archive.add_collection("HLSL30", "2.0", doi="10.5067/HLS/HLSL30.002")
        archive.add_granule("HLSL30", "HLS.L30.T11SKD.2022216T183429.v2.0",
                            files={"HLS.L30.T11SKD.2022216T183429.v2.0.B04.tif": b"..." or Path(...), ...},
                            begin="2022-08-04T18:34:29Z", box=(-120.0, 34.0, -119.0, 35.0), cloud_cover=12,
                            day_night="Day")
        archive.add_items("MOD02QKM", items)               # granules in UMM-JSON, such as recorded ones
        for name, value in archive.environment().items():  # what a process needs to use it; with a token to log in
            monkeypatch.setenv(name, value)
        archive.fail("HLS...B04.tif", Refusal(500), Cut(after=1000))   # the next two requests

`archive.address` is "https://localhost:PORT", `archive.system()` the `System` of earthaccess for it and
`archive.url(name)` where a file lies ("{address}/data/{name}"). `archive.requests` lists what was asked:
`Request(method, path, query, headers)`, `path` without query, headers with names in lower case; `archive.asked(name)`
those for one file.
Files: GET and HEAD; `Range: bytes=a-b`, `a-` and `-n` (206, Content-Range; 416), `If-Range`, ETag, Last-Modified,
Accept-Ranges, Content-Length, Connection: keep-alive. Checksums in the granules' metadata (`checksum="SHA-256"`, or
"MD5", "SHA-512", None for none) and sizes are those of the file as it was added; `archive.spoil(name, content)` serves
other bytes afterwards. Files are in `archive.files[name]`.
Login: user "ada", password "lovelace" and token "right-token" (USER, PASSWORD, TOKEN) are right, everything else is
answered with 401. `archive.protected = False` gives data to everybody. With `archive.redirecting = True` the data host
sends a request that is logged in on to https://127.0.0.1:PORT/signed/NAME?Signature=..., as the archives in the cloud
do: that host refuses (400) a request that carries a login.
Faults, for `fail(what, *faults)`, of which each is used up by one request; `always(what, fault)` holds for all.
`what` is a file's name, "login" (the token), "collections" or "granules" (CMR):
    Refusal(status, retry_after=None, body="")   403 with `body=LICENCE` is an unaccepted licence agreement
    Cut(after)          sends `after` bytes of the body and drops the connection
    Slow(seconds, after=0)  sends `after` bytes, waits, then sends the rest; ends when the archive closes
    Spoilt()            the right number of bytes, the wrong bytes
    Deaf()              ignores Range: answers 200 with the whole file
    NotJson()           an HTML page where JSON was asked for

A folder can be served to other processes, e.g. the worked example: `python3 tests/earthdata_archive/serve.py FOLDER`
with FOLDER/archive.json: {"collections": [{"short_name", "version", "doi"}], "granules": [{"short_name", "name",
"files": [paths in FOLDER], "begin", "end", "box" or "polygon", "cloud_cover", "day_night"}]} prints `export NAME=value`
lines, among them EARTHDATA_ARCHIVE_PID, and serves until that process is ended (in a shell: eval "$(python3 ... &)").
"""

from .archive import LICENCE, PASSWORD, TOKEN, USER, Archive
from .faults import Cut, Deaf, NotJson, Refusal, Slow, Spoilt
from .handler import Request

__all__ = ["LICENCE", "PASSWORD", "TOKEN", "USER", "Archive", "Cut", "Deaf", "NotJson", "Refusal", "Request", "Slow",
           "Spoilt"]
