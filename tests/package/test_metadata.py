"""metadata.txt and the files beside it say what QGIS and plugins.qgis.org ask for."""

import configparser
import re

import pytest

REQUIRED = ("name", "description", "about", "version", "qgisMinimumVersion", "author", "email", "tracker", "repository")


@pytest.fixture(scope="module")
def metadata(root):
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str
    parser.read_string((root / "metadata.txt").read_text(encoding="utf-8"))
    return dict(parser["general"])


@pytest.mark.parametrize("key", REQUIRED)
def test_required_key_is_there(metadata, key):
    assert metadata[key].strip()


def test_versions(metadata):
    assert re.fullmatch(r"\d+\.\d+\.\d+", metadata["version"])
    assert metadata["qgisMinimumVersion"] == "3.40"
    assert metadata["qgisMaximumVersion"] == "4.99"


def test_processing_provider_is_announced(metadata):
    assert metadata["hasProcessingProvider"] == "yes"
    assert metadata["category"] == "Raster"


def test_license(metadata, root):
    assert metadata["license"] == "GPL-2.0-or-later"
    assert "GNU GENERAL PUBLIC LICENSE" in (root / "LICENSE").read_text(encoding="utf-8")


def test_icon_is_there(metadata, root):
    assert (root / metadata["icon"]).is_file()


def test_addresses_are_addresses(metadata):
    for key in ("homepage", "repository", "tracker"):
        assert re.fullmatch(r"https://[\w.-]+(/[\w.-]+)+", metadata[key])
    assert re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", metadata["email"])


def test_tags_hold_what_people_search_for(metadata):
    tags = [tag.strip() for tag in metadata["tags"].split(",")]
    assert len(set(tags)) == len(tags)
    assert {"resample", "aggregate", "upscale", "align", "zonal", "MODIS", "fusion"} <= set(tags)


def test_no_em_dash(root):
    assert "\u2014" not in (root / "metadata.txt").read_text(encoding="utf-8")
