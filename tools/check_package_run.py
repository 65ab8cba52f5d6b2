"""Loads the plugin from its zip in a fresh QGIS profile, as a user who installed it has it, and runs it."""

import json
import subprocess
import sysconfig
import zipfile
from pathlib import Path
from urllib.parse import unquote, urlparse

import numpy as np
import qgis_desktop
from osgeo import gdal, osr

NAME = "multiscale_fusion"
PROVIDER = "multiscalefusion"
# Scripts and models of users hold these names: none may vanish.
ALGORITHMS = ("aggregate", "areatopointkriging", "checklayers", "checksampling", "comparesupports", "compositetime",
              "creategrid", "decodequality", "downloadearthdata", "downscale", "enhanceresolution",
              "evaluatedownscaling", "evaluatefusion", "extractpatches", "fusepair", "fuseseries", "joinlayers",
              "maskquality", "opengranule", "patchcentres", "patchfootprints", "previewpatches", "readfootprints",
              "samplepoints", "searchearthdata")
MODELS = ("downscaleandevaluate", "fusepairandevaluate", "hlsmodisecostress", "joinatmodis1km", "patchdataset",
          "sampleatgedi")
TIMEOUT = 600
DESKTOP = Path(__file__).with_name("check_package_desktop.py")
SIDE = 10  # fine pixels across a coarse cell
CELLS = (4, 6)


class Profile:
    """A fresh QGIS profile in `folder` that holds the plugin of a zip and nothing else."""

    def __init__(self, folder: Path, archive: Path):
        self.plugins = folder / "profiles" / "default" / "python" / "plugins"
        self.plugins.mkdir(parents=True)
        with zipfile.ZipFile(archive) as unpacked:
            unpacked.extractall(self.plugins)
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(runtime),
            "LANG": "C.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_RUNTIME_DIR": str(runtime),
            "QGIS_CUSTOM_CONFIG_PATH": str(folder),
            # numba and odc-geo, which a user has installed beside QGIS.
            "PYTHONPATH": sysconfig.get_path("purelib"),
        }

    def qgis_process(self, *arguments: str, question: dict | None = None) -> str:
        """Standard output of qgis_process. Raises RuntimeError where it fails or shows a traceback."""
        done = subprocess.run(
            ["qgis_process", *arguments], env=self.environment, input=question and json.dumps(question),
            stdin=None if question else subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT,
            check=False,
        )
        if done.returncode or "Traceback" in done.stderr:
            raise RuntimeError(f"qgis_process {' '.join(arguments)} failed (exit {done.returncode}):\n"
                               f"{done.stdout}{done.stderr}")
        return done.stdout


def listed(profile: Profile) -> list[str]:
    """Exactly our algorithms and models are there."""
    providers = json.loads(profile.qgis_process("--json", "list"))["providers"]
    found = set(providers.get(PROVIDER, {}).get("algorithms", ()))
    expected = {f"{PROVIDER}:{name}" for name in ALGORITHMS + MODELS}
    return [f"{name} is not listed." for name in sorted(expected - found)] + [
        f"{name} is listed, but tools/check_package_run.py does not know it." for name in sorted(found - expected)]


def described(profile: Profile) -> list[str]:
    """Each algorithm has a page of help that is in the package, and help in words."""
    problems = []
    for name in ALGORITHMS:
        text = profile.qgis_process("help", f"{PROVIDER}:{name}")
        description = text.partition("Description")[2].partition("Arguments")[0]
        if len(description.split()) < 50 or "Outputs\n" not in text:
            problems.append(f"The help of {name} does not tell what it does.")
        details = json.loads(profile.qgis_process("--json", "help", f"{PROVIDER}:{name}"))["algorithm_details"]
        page = Path(unquote(urlparse(details["help_url"]).path))
        if not (page.is_file() and page.is_relative_to(profile.plugins / NAME)):
            problems.append(f'The help of {name} leads to "{details["help_url"]}", which is no page in the package.')
    return problems


def opens(profile: Profile, folder: Path) -> list[str]:
    """The desktop has the menu and the dock with all its pages."""
    made = folder / "desktop"
    made.mkdir()
    try:
        qgis_desktop.play(DESKTOP, {"report": str(made / "report.json")}, profile.environment)
    except qgis_desktop.Failed as error:
        return [f"The dock does not open in the desktop: {error}"]
    return []


def aggregates(profile: Profile, folder: Path) -> list[str]:
    """Means and valid fractions of cells of 10 x 10 pixels, against NumPy's."""
    fine, coarse, fraction = folder / "fine.tif", folder / "coarse.tif", folder / "fraction.tif"
    values = fine_values()
    write(fine, values)
    profile.qgis_process("run", f"{PROVIDER}:aggregate", "-", question={"inputs": {
        "INPUT": str(fine), "TARGET_CRS": "EPSG:32611", "RESOLUTION": 300, "STATISTIC": "mean",
        "OUTPUT": str(coarse), "VALID_FRACTION": str(fraction)}})
    cells = values.reshape(CELLS[0], SIDE, CELLS[1], SIDE)
    return (compared("mean", gdal.Open(str(coarse)).ReadAsArray(), np.nanmean(cells, axis=(1, 3)))
            + compared("valid fraction", gdal.Open(str(fraction)).ReadAsArray(), np.isfinite(cells).mean(axis=(1, 3))))


def fine_values() -> np.ndarray:
    """A seeded field of 40 x 60 pixels around 300 with some missing ones."""
    random = np.random.default_rng(1)
    values = random.normal(300.0, 10.0, (CELLS[0] * SIDE, CELLS[1] * SIDE)).astype(np.float32)
    values[random.uniform(size=values.shape) < 0.1] = np.nan
    return values


def write(path: Path, values: np.ndarray) -> None:
    """A GeoTIFF of 30 m in UTM zone 11 whose corner is one of cells of 300 m; NaN becomes the nodata value -9999."""
    rows, columns = values.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, 1, gdal.GDT_Float32)
    dataset.SetGeoTransform((500100.0, 30.0, 0.0, 3900000.0, 0.0, -30.0))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32611)
    dataset.SetProjection(crs.ExportToWkt())
    dataset.GetRasterBand(1).SetNoDataValue(-9999.0)
    dataset.GetRasterBand(1).WriteArray(np.where(np.isnan(values), np.float32(-9999.0), values))
    dataset.FlushCache()


def compared(name: str, found: np.ndarray, expected: np.ndarray) -> list[str]:
    if found.shape != expected.shape:
        return [f"The {name} has {found.shape} cells, not {expected.shape}."]
    if not np.allclose(found, expected, rtol=1e-6, atol=0.0):
        return [f"The {name} is off by up to {np.abs(found - expected).max():.3g}."]
    return []


def problems(archive: Path, folder: Path) -> list[str]:
    """What goes wrong when the plugin of a zip is used, in a profile made in the empty `folder`."""
    gdal.UseExceptions()
    osr.UseExceptions()
    try:
        profile = Profile(folder / "config", archive)
        profile.qgis_process("plugins", "enable", NAME)
        return listed(profile) + described(profile) + aggregates(profile, folder) + opens(profile, folder)
    except RuntimeError as error:
        return [str(error)]
