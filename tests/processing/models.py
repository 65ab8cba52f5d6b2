"""A model that chains two runs of ours."""

NAME = "twosteps"
OUTPUT = "coarse"


def two_steps(first, second, crs="EPSG:32633"):
    """Aggregate INPUT to cells of `first` m, and these to cells of `second` m."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelOutput,
        QgsProcessingModelParameter,
        QgsProcessingParameterRasterLayer,
    )

    model = QgsProcessingModelAlgorithm(NAME, "tests")
    parameter = QgsProcessingModelParameter("INPUT")
    model.addModelParameter(QgsProcessingParameterRasterLayer("INPUT", "Input layer"), parameter)
    model.addChildAlgorithm(_step("first", crs, first, ("model", "INPUT")))
    last = _step("second", crs, second, ("child", "first"))
    output = QgsProcessingModelOutput(OUTPUT, "Coarse")
    output.setChildId("second")
    output.setChildOutputName("OUTPUT")
    last.setModelOutputs({OUTPUT: output})
    model.addChildAlgorithm(last)
    model.updateDestinationParameters()
    return model


def _step(name, crs, resolution, source):
    from qgis.core import QgsProcessingModelChildAlgorithm, QgsProcessingModelChildParameterSource

    given = QgsProcessingModelChildParameterSource
    step = QgsProcessingModelChildAlgorithm("multiscalefusion:aggregate")
    step.setChildId(name)
    kind, origin = source
    step.addParameterSources("INPUT", [
        given.fromModelParameter(origin) if kind == "model" else given.fromChildOutput(origin, "OUTPUT")
    ])
    step.addParameterSources("TARGET_CRS", [given.fromStaticValue(crs)])
    step.addParameterSources("RESOLUTION", [given.fromStaticValue(resolution)])
    step.addParameterSources("STATISTIC", [given.fromStaticValue("mean")])
    return step
