"""The pages on patches: what judges their examples, and which outputs these have."""

import csv

import numpy as np
from multiscale_fusion.tests.cli.extract_examples import check_extractpatches
from multiscale_fusion.tests.cli.patch_centre_examples import check_patchcentres
from osgeo import gdal, ogr

SIZES = {"ndvi": 30.0, "lst": 70.0}   # metres of a pixel


def check_patchfootprints(folder):
    """In the rasters' own UTM zone squares around the centres, of 64 pixels, or of the same ground."""
    outputs = folder / "demo_output"
    centres = {each["id"]: each.GetGeometryRef().GetPoint_2D() for each in features(outputs / "centres.gpkg")}
    native, ground = (list(features(outputs / f"{name}.gpkg")) for name in ("footprints", "same_ground"))
    assert len(native) == len(ground) == 2 * len(centres) > 40
    for each in native:
        west, east, south, north = each.GetGeometryRef().GetEnvelope()
        side = 64 * SIZES[each["raster"]]
        assert np.allclose([east - west, north - south], side, atol=1e-6)
        x, y = centres[each["id"]]
        # Whole pixels: their middle is at most half a pixel from the centre.
        assert max(abs((west + east) / 2 - x), abs((south + north) / 2 - y)) <= SIZES[each["raster"]] / 2 + 1e-6
    for each in ground:
        pixels = 64 if each["raster"] == "ndvi" else round(64 * 30 / 70)
        assert (each["rows"], each["columns"]) == (pixels, pixels)
        # Near the middle of its zone UTM's scale is 0.9996.
        assert np.isclose(each["area"], (pixels * SIZES[each["raster"]]) ** 2, rtol=1e-3)


def check_previewpatches(folder):
    """A picture with more than white in it, and a row for each of the three patches."""
    outputs = folder / "demo_output"
    sheet = gdal.Open(str(outputs / "sheet.png")).ReadAsArray()
    assert min(sheet.shape[1:]) > 500 and (sheet != 255).any(axis=0).mean() > 0.15
    with (outputs / "sheet_patches.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 and all(float(row["ndvi"]) > 0.0 for row in rows)
    assert "data:image/png;base64" in (outputs / "sheet.html").read_text("utf-8")


def features(path):
    """Of a layer's file, which stays open as long as they are asked for."""
    dataset = ogr.Open(str(path))
    yield from dataset.GetLayer(0)


PATCH_PAGES = {
    "docs/extractpatches.md": (check_extractpatches, {"../centres.gpkg", "../patches", "../shards"}),
    "docs/patchcentres.md": (check_patchcentres, {"centres.gpkg", "by_class.gpkg"}),
    "docs/patchfootprints.md": (check_patchfootprints, {"../centres.gpkg", "../footprints.gpkg",
                                                        "../same_ground.gpkg"}),
    "docs/previewpatches.md": (check_previewpatches, {"../centres.gpkg", "../sheet.png", "../sheet.html"}),
}
