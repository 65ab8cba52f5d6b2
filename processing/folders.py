"""Folders that results are written into."""

import os

from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import FusionError


def make_folder(folder: str) -> None:
    """Make it, with those it lies in, where it is not there. Raises FusionError for one that cannot be."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise FusionError(
            QCoreApplication.translate(
                "Algorithm", "The folder {folder} cannot be made ({reason}); choose another one."
            ).format(folder=folder, reason=error.strerror or error)
        ) from error
