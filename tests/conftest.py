"""Shared by all tests: the package under its name, the data beside the checkout, QGIS in a profile of its own."""

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).resolve().parent.parent
QGIS_PYTHON = Path("/usr/share/qgis/python")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No deadline: the first example of a test may compile a kernel. Derandomized: a red run can be run again.
# For a search with new random examples: make test ARGS="--hypothesis-profile=explore"
hypothesis.settings.register_profile("suite", deadline=None, derandomize=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis.settings.load_profile("suite")


sys.path.append(str(ROOT / "tools"))
from load_package import NAME, load_package  # noqa: E402

load_package()


def _data_dir():
    return Path(os.environ.get("MULTISCALE_FUSION_DATA") or ROOT.parent / "shared" / "data")


def _missing_data_sentence(path):
    return (
        f"{path} is absent: tests on real satellite files need the data folder, which is looked for in ../shared/data "
        "or where MULTISCALE_FUSION_DATA points."
    )


def pytest_report_header():
    folder = _data_dir()
    present = f"in {folder}" if folder.is_dir() else f"absent (no {folder}): tests on real files are skipped"
    return f"satellite data: {present}"


@pytest.fixture(scope="session")
def root():
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def data_dir():
    """The folder of real satellite files; the test is skipped where it is absent."""
    folder = _data_dir()
    if not folder.is_dir():
        pytest.skip(_missing_data_sentence(folder))
    return folder


@pytest.fixture(scope="session")
def data_file(data_dir):
    """A callable: the path of one real file, given relative to `data_dir`; the test is skipped where it is absent."""

    def path(relative):
        file = data_dir / relative
        if not file.exists():
            pytest.skip(_missing_data_sentence(file))
        return file

    return path


@pytest.fixture
def reporter():
    """A Reporter that keeps what it is told in .fractions, .infos, .warnings (and .findings, as every one does).

    Set .cancel_at to a fraction to play a user who cancels there.
    """
    from multiscale_fusion.core.reporter import Reporter

    class RecordingReporter(Reporter):
        def __init__(self):
            super().__init__()
            self.fractions, self.infos, self.warnings = [], [], []
            self.cancel_at = None

        def progress(self, fraction):
            self.fractions.append(fraction)
            super().progress(fraction)

        def cancelled(self):
            return self.cancel_at is not None and max(self.fractions, default=0.0) >= self.cancel_at

        def info(self, text):
            self.infos.append(text)

        def warning(self, text):
            self.warnings.append(text)

    return RecordingReporter()


@pytest.fixture
def folder(tmp_path):
    """Where outputs go: holds nothing else."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


@pytest.fixture
def fine(tmp_path):
    """A small raster of 30 m."""
    from multiscale_fusion.tests.processing import rasters

    return str(rasters.write(tmp_path / "fine.tif", rasters.field()))


@pytest.fixture(scope="session")
def plugin_folder(tmp_path_factory):
    """A folder that holds the checkout under the name of the package: for QGIS_PLUGINPATH or a subprocess's path."""
    folder = tmp_path_factory.mktemp("plugins")
    (folder / NAME).symlink_to(ROOT, target_is_directory=True)
    return folder


@pytest.fixture(scope="session")
def blas_settings():
    """What tells OpenBLAS how to compute: two programs agree to the last digit only with the same kernels."""
    return {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}


@pytest.fixture(scope="session")
def qgis_env(tmp_path_factory, plugin_folder, blas_settings):
    """A clean environment to start QGIS's programs in: own profile, our plugin found and enabled."""
    runtime = tmp_path_factory.mktemp("runtime")
    runtime.chmod(0o700)
    environment = {
        # Not the caller's PATH: a pyenv or conda Python on it gives the embedded interpreter a wrong standard library.
        "PATH": "/usr/bin:/bin",
        "HOME": os.environ.get("HOME", str(runtime)),
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",
        "XDG_RUNTIME_DIR": str(runtime),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path_factory.mktemp("profile")),
        "QGIS_PLUGINPATH": str(plugin_folder),
        "PYTHONPATH": sysconfig.get_path("purelib"),
        **blas_settings,
    }
    enabled = subprocess.run(
        ["qgis_process", "plugins", "enable", NAME], env=environment, capture_output=True, text=True, check=False
    )
    if enabled.returncode:
        pytest.fail(f"qgis_process could not enable the plugin:\n{enabled.stdout}{enabled.stderr}", pytrace=False)
    return environment


@pytest.fixture(scope="session")
def qgis_process(qgis_env):
    """A callable that runs qgis_process in `qgis_env` and returns the CompletedProcess, output as text.

    qgis_process(["run", "multiscalefusion:aggregate", "INPUT=a.tif", ...]): arguments as in a shell.
    qgis_process(["run", "multiscalefusion:aggregate", "-"], {"inputs": {...}}): the dict goes to stdin as JSON.
    `env` adds variables; other keywords (timeout, cwd, preexec_fn) go to subprocess.run.
    """

    def run(args, stdin=None, *, env=None, timeout=600, **keywords):
        return subprocess.run(
            ["qgis_process", *map(str, args)],
            input=json.dumps(stdin) if isinstance(stdin, dict) else stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            env={**qgis_env, **(env or {})},
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
            **keywords,
        )

    return run


@pytest.fixture(scope="session")
def xvfb_run():
    """The start of a command that shows its windows on a virtual display.

    Each process of pytest looks for a free display from a number of its own: two that look at once would take the same.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return ["xvfb-run", "--auto-servernum", f"--server-num={99 + 50 * worker}"]


@pytest.fixture(scope="session")
def qgis_app(tmp_path_factory):
    """The QgsApplication of this pytest process, with Processing and our provider: `processing.run` works."""
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = str(tmp_path_factory.mktemp("session_profile"))
    # At the end: these folders come after Python's own and after the virtual environment.
    for folder in (QGIS_PYTHON, QGIS_PYTHON / "plugins"):
        if folder.is_dir() and str(folder) not in sys.path:
            sys.path.append(str(folder))
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    plugin = sys.modules[NAME].classFactory(None)
    plugin.initProcessing()
    yield application
    plugin.unload()
    Processing.deinitialize()
    application.exitQgis()


@pytest.fixture(scope="session")
def qapp(qgis_app):
    """pytest-qt's application is QGIS's: a process has one."""
    return qgis_app
