"""The folder that is served to other processes, as the worked example does it."""

import json
import re
import signal
import subprocess
import sys

import requests


def test_folder_is_served_until_it_is_ended(root, tmp_path):
    (tmp_path / "a.tif").write_bytes(b"pixels")
    (tmp_path / "archive.json").write_text(json.dumps({
        "collections": [{"short_name": "HLSL30", "version": "2.0"}],
        "granules": [{"short_name": "HLSL30", "name": "a", "files": ["a.tif"], "begin": "2022-08-04T18:34:29Z",
                      "box": [-120, 34, -119, 35], "cloud_cover": 3}]}))
    server = subprocess.Popen([sys.executable, str(root / "tests" / "earthdata_archive" / "serve.py"), str(tmp_path)],
                              stdout=subprocess.PIPE, text=True)
    try:
        told = dict(re.findall(r"^export (\w+)=(.+)$", server.stdout.read(), re.MULTILINE))
        with requests.Session() as session:
            session.trust_env, session.verify = False, told["REQUESTS_CA_BUNDLE"]
            address = told["MULTISCALE_FUSION_EARTHDATA"]
            session.headers["Authorization"] = f"Bearer {told['EARTHDATA_TOKEN']}"
            answer = session.get(f"{address}/search/granules.umm_json", params={"short_name": "HLSL30"}, timeout=10)
            link = answer.json()["items"][0]["umm"]["RelatedUrls"][0]["URL"]
            assert session.get(link, timeout=10).content == b"pixels"
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0
