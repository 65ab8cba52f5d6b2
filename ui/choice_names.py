"""What choices are called in the dock, in QGIS's language. Ids are those of the algorithms."""

from typing import NamedTuple

from qgis.PyQt.QtCore import QCoreApplication


class ApproachWords(NamedTuple):
    """An approach in words: what it is called, what it does, when to use it."""

    title: str
    short: str
    what: str
    when: str


def approach_words() -> dict[str, ApproachWords]:
    """By letter."""
    return {
        "A": ApproachWords(
            QCoreApplication.translate("ChoiceNames", "A. Aggregate"),
            QCoreApplication.translate("ChoiceNames", "A (aggregate)"),
            QCoreApplication.translate(
                "ChoiceNames", "Brings every layer to one grid by the true overlap of pixels and cells."),
            QCoreApplication.translate(
                "ChoiceNames", "Use it when cells of the common grid are fine enough for the question: every value is "
                               "then made of observations alone."),
        ),
        "B": ApproachWords(
            QCoreApplication.translate("ChoiceNames", "B. Downscale"),
            QCoreApplication.translate("ChoiceNames", "B (downscale)"),
            QCoreApplication.translate(
                "ChoiceNames", "Estimates a coarse layer on a finer grid from fine layers; aggregated, it gives the "
                               "coarse values back."),
            QCoreApplication.translate(
                "ChoiceNames", "Use it when finer values are needed and fine layers can explain the coarse one: the "
                               "result is an estimate, with its uncertainty."),
        ),
        "C": ApproachWords(
            QCoreApplication.translate("ChoiceNames", "C. Sample"),
            QCoreApplication.translate("ChoiceNames", "C (sample)"),
            QCoreApplication.translate(
                "ChoiceNames", "Adds to each point what the rasters hold there, or under its footprint of real size."),
            QCoreApplication.translate(
                "ChoiceNames", "Use it when something was measured at places far apart, as lidar shots, plots or "
                               "towers."),
        ),
    }


def statistic_names() -> dict[str, str]:
    """By id, of `core.variable` and of `samplepoints`."""
    return {
        "auto": QCoreApplication.translate("ChoiceNames", "Automatic"),
        "mean": QCoreApplication.translate("ChoiceNames", "Mean"),
        "sum": QCoreApplication.translate("ChoiceNames", "Sum"),
        "min": QCoreApplication.translate("ChoiceNames", "Minimum"),
        "max": QCoreApplication.translate("ChoiceNames", "Maximum"),
        "std": QCoreApplication.translate("ChoiceNames", "Standard deviation"),
        "count": QCoreApplication.translate("ChoiceNames", "Number of valid pixels"),
        "mode": QCoreApplication.translate("ChoiceNames", "Mode (largest class)"),
        "fractions": QCoreApplication.translate("ChoiceNames", "Fractions of classes"),
        "percentile": QCoreApplication.translate("ChoiceNames", "Percentile"),
        "median": QCoreApplication.translate("ChoiceNames", "Median"),
        "valid_fraction": QCoreApplication.translate("ChoiceNames", "Valid fraction"),
    }


def method_names() -> dict[str, str]:
    """By METHOD of `downscale`."""
    return {
        "auto": QCoreApplication.translate("ChoiceNames", "Automatic (best in a test)"),
        "linear": QCoreApplication.translate("ChoiceNames", "Linear regression"),
        "tsharp": QCoreApplication.translate("ChoiceNames", "TsHARP (on NDVI)"),
        "forest": QCoreApplication.translate("ChoiceNames", "Random forest"),
        "boosting": QCoreApplication.translate("ChoiceNames", "Gradient boosting"),
        "dms": QCoreApplication.translate("ChoiceNames", "Data mining sharpener"),
        "atprk": QCoreApplication.translate("ChoiceNames", "Regression with kriged residual"),
        "blend": QCoreApplication.translate("ChoiceNames", "Blend of models"),
        "atpk": QCoreApplication.translate("ChoiceNames", "Area-to-point kriging"),
        "bilinear": QCoreApplication.translate("ChoiceNames", "Bilinear interpolation"),
        "nearest": QCoreApplication.translate("ChoiceNames", "Coarse value itself (nearest)"),
    }


def support_names() -> dict[str, str]:
    """By SUPPORT of `samplepoints`."""
    return {
        "auto": QCoreApplication.translate("ChoiceNames", "Automatic"),
        "pixel": QCoreApplication.translate("ChoiceNames", "Pixel under the point"),
        "bilinear": QCoreApplication.translate("ChoiceNames", "Four pixels around it (bilinear)"),
        "disc": QCoreApplication.translate("ChoiceNames", "Disc"),
        "gaussian": QCoreApplication.translate("ChoiceNames", "Gaussian beam"),
        "ellipse": QCoreApplication.translate("ChoiceNames", "Ellipse"),
        "segment": QCoreApplication.translate("ChoiceNames", "Segment along the track"),
        "polygon": QCoreApplication.translate("ChoiceNames", "Polygon of the layer"),
    }
