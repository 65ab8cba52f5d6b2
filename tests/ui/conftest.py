"""Starts the real QGIS desktop under Xvfb and hears what happened there; the project of this process for panels."""

import shutil
from pathlib import Path

import pytest
import qgis_desktop


@pytest.fixture(scope="session")
def desktop(qgis_env, xvfb_run):
    """A callable: plays a script of this folder in QGIS and returns the report that it wrote (see `story.py`).

    ``scene`` is handed to the script; its "report" is where that writes, in a folder of the run's own.
    """
    for program, package in (("qgis", "qgis"), ("xvfb-run", "xvfb")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is absent: install {package} to test the desktop")

    def play(script, scene, size=qgis_desktop.SIZE, **how):
        try:
            report = qgis_desktop.play(Path(__file__).with_name(script), scene, qgis_env, xvfb_run=xvfb_run, size=size,
                                       **how)
        except qgis_desktop.Failed as error:
            pytest.fail(str(error), pytrace=False)
        print("screenshots:", *report["screenshots"], sep="\n  ")
        return report

    return play


@pytest.fixture
def project(qgis_app):
    """The project of this process, empty before and after the test."""
    from qgis.core import QgsProject

    project = QgsProject.instance()
    project.clear()
    yield project
    project.clear()
