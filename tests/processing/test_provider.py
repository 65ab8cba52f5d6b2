"""What the toolbox shows: provider, names, help, outputs."""

import re

import pytest

PROVIDER = "multiscalefusion"
PARAMETERS = [
    "INPUT", "TILES", "OVERLAP", "BANDS", "GRID", "TARGET_CRS", "RESOLUTION", "GRID_PRESET", "EXTENT", "VARIABLE_KIND",
    "STATISTIC", "PERCENTILE", "NUMERATOR", "DENOMINATOR", "CLASSES", "MIN_VALID", "ACCEPT", "DATA_TYPE",
    "CREATION_OPTIONS", "OUTPUT", "VALID_FRACTION", "VARIABILITY",
]
SELDOM = {"OVERLAP", "PERCENTILE", "NUMERATOR", "DENOMINATOR", "CLASSES", "ACCEPT", "DATA_TYPE", "CREATION_OPTIONS"}


@pytest.fixture(scope="module")
def provider(qgis_app):
    return qgis_app.processingRegistry().providerById(PROVIDER)


@pytest.fixture(scope="module")
def aggregate(provider):
    return provider.algorithm("aggregate")


@pytest.fixture(scope="module")
def algorithms(provider):
    """Those that are no models, which have manners of their own (test_models.py)."""
    from qgis.core import QgsProcessingModelAlgorithm

    return [each for each in provider.algorithms() if not isinstance(each, QgsProcessingModelAlgorithm)]


def test_the_provider_has_a_name_an_icon_and_one_file_format(provider):
    assert provider.name() == "Multiscale Fusion"
    assert not provider.icon().isNull()
    assert provider.svgIconPath().endswith("multiscale_fusion.svg")
    assert provider.supportedOutputRasterLayerExtensions() == ["tif"]


def test_the_list_of_algorithms_is_what_the_provider_has(provider):
    from multiscale_fusion.processing.algorithms import algorithms, models

    listed = [each.name() for each in [*algorithms(), *models()]]
    assert sorted(listed) == sorted(each.name() for each in provider.algorithms())


def test_every_algorithm_can_be_found_and_is_described(algorithms):
    for algorithm in algorithms:
        assert re.fullmatch(r"[a-z0-9]+", algorithm.name())
        assert re.fullmatch(r"[a-z0-9]+", algorithm.groupId())
        assert algorithm.group()
        assert algorithm.shortDescription()
        assert len(algorithm.shortHelpString()) > 500
        assert f"qgis_process run {algorithm.id()}" in algorithm.shortHelpString()
        assert len(set(algorithm.tags())) == len(algorithm.tags()) > 10
        assert not algorithm.icon().isNull()
        assert algorithm.canExecute() == (True, "")


def test_every_parameter_and_output_is_described(algorithms):
    from qgis.core import QgsProcessingParameterEnum

    for algorithm in algorithms:
        for parameter in algorithm.parameterDefinitions():
            assert len(parameter.help()) > 20, parameter.name()
            assert parameter.name() == parameter.name().upper()
            label = parameter.description()
            assert label and ":" not in label
            # Sentence case: a later word begins with a capital only if it is an abbreviation.
            assert all(word.islower() or word.isupper() for word in label.split()[1:]), label
            if isinstance(parameter, QgsProcessingParameterEnum):
                assert parameter.usesStaticStrings()
        for output in algorithm.outputDefinitions():
            assert output.description(), output.name()


def test_aggregate_has_its_parameters_in_their_order(aggregate):
    assert [each.name() for each in aggregate.parameterDefinitions()] == PARAMETERS


def test_aggregate_tells_the_statistic_beside_its_rasters(aggregate):
    assert {output.name(): output.type() for output in aggregate.outputDefinitions()} == {
        "OUTPUT": "outputRaster", "VALID_FRACTION": "outputRaster", "VARIABILITY": "outputRaster",
        "KIND": "outputString", "STATISTIC": "outputString",
    }


def test_aggregate_asks_for_little(aggregate):
    from qgis.core import QgsProcessingParameterDefinition

    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    parameters = {each.name(): each for each in aggregate.parameterDefinitions()}
    assert {name for name, each in parameters.items() if each.flags() & advanced} == SELDOM
    must = {name for name, each in parameters.items() if not each.flags() & optional and each.defaultValue() is None}
    assert must == {"INPUT", "OUTPUT"}
    assert parameters["OUTPUT"].createByDefault()
    assert not parameters["VALID_FRACTION"].createByDefault()
    assert not parameters["VARIABILITY"].createByDefault()


@pytest.mark.parametrize("search", ["resample", "upscale", "aggregate", "align", "zonal", "warp", "average", "MODIS"])
def test_aggregate_is_found_by_what_people_search_for(aggregate, search):
    assert search in aggregate.tags()


def test_the_units_of_the_resolution_are_those_of_the_target_crs(aggregate):
    assert aggregate.parameterDefinition("RESOLUTION").parentParameterName() == "TARGET_CRS"


def test_creation_options_have_the_raster_options_widget(aggregate):
    metadata = aggregate.parameterDefinition("CREATION_OPTIONS").metadata()
    assert metadata["widget_wrapper"]["widget_type"] == "rasteroptions"


def test_copies_of_an_algorithm_share_nothing(aggregate):
    first, second = aggregate.create(), aggregate.create()
    assert first is not second
    assert type(first) is type(second)
