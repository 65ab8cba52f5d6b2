"""An archive of Earthdata on this machine, and an environment in which nothing else is found."""

import pytest
from multiscale_fusion.tests.earthdata_archive import Archive


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Served; this process trusts it, and has no login."""
    for name in ("EARTHDATA_USERNAME", "EARTHDATA_PASSWORD", "EARTHDATA_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NETRC", str(tmp_path / "home" / ".netrc"))
    with Archive(tmp_path) as archive:
        for name, value in archive.environment(token=None).items():
            monkeypatch.setenv(name, value)
        yield archive
