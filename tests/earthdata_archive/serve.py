"""Serves a folder as an archive of Earthdata: `python3 tests/earthdata_archive/serve.py FOLDER` (see the package)."""

import json
import os
import shlex
import signal
import sys
import tempfile
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
from load_package import load_package  # noqa: E402


def serve(folder: Path) -> None:
    """Until SIGTERM or SIGINT."""
    from multiscale_fusion.tests.earthdata_archive import Archive

    contents = json.loads((folder / "archive.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as scratch, Archive(scratch) as archive:
        for collection in contents["collections"]:
            archive.add_collection(**collection)
        for granule in contents["granules"]:
            files = {Path(name).name: folder / name for name in granule.pop("files")}
            archive.add_granule(granule.pop("short_name"), granule.pop("name"), files=files, **granule)
        for name, value in archive.environment().items():
            print(f"export {name}={shlex.quote(value)}")
        print(f"export EARTHDATA_ARCHIVE_PID={os.getpid()}")
        sys.stdout.flush()
        # Whoever reads the lines, as `eval "$(...)"` does, waits for their end and not for the server's.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.sigwait({signal.SIGTERM, signal.SIGINT})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    load_package()
    serve(Path(sys.argv[1]))
