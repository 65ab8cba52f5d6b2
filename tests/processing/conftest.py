"""Shared by the tests of processing: the runner, and a feedback that keeps what it is told."""

import re
import threading

import pytest


@pytest.fixture
def run(qgis_app):
    import processing

    return processing.run


@pytest.fixture
def feedback(qgis_app):
    """Keeps what it is told; cancels itself, from another thread, at a given percentage."""
    from qgis.core import QgsProcessingFeedback

    class Recorded(QgsProcessingFeedback):
        def __init__(self):
            super().__init__(False)
            self.infos, self.warnings, self.errors = [], [], []

        def told_codes(self):
            """Codes of the findings among the warnings, None for a warning that is no finding."""
            found = [re.match(r"\[([A-Z_]+)\] ", warning) for warning in self.warnings]
            return [each and each[1] for each in found]

        def cancel_from_another_thread(self, percent):
            reached = threading.Event()
            self.progressChanged.connect(lambda now: reached.set() if now >= percent else None)
            threading.Thread(target=lambda: reached.wait(60) and self.cancel(), daemon=True).start()

        def pushInfo(self, info):
            self.infos.append(info)

        def pushWarning(self, warning):
            self.warnings.append(warning)

        def reportError(self, error, fatalError=False):
            self.errors.append(error)

    return Recorded()
