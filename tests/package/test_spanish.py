"""The plugin in Spanish, at run time: labels, help, log, errors and report are told, outputs are the same."""

import configparser
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.append(str(ROOT / "tools"))
import i18n  # noqa: E402

SPANISH = ROOT / "i18n" / "multiscale_fusion_es.ts"


@pytest.fixture(scope="module")
def translations():
    return i18n.read(SPANISH)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    made = i18n.compile_ts(SPANISH, tmp_path_factory.mktemp("i18n") / SPANISH.with_suffix(".qm").name)
    if made is None:
        pytest.skip("Qt's lrelease is not installed.")
    return made


@pytest.fixture
def spanish(qgis_app, compiled, monkeypatch):
    """QGIS in Spanish: our translator, found as the plugin finds it."""
    from multiscale_fusion import plugin
    from qgis.PyQt.QtCore import QCoreApplication, QLocale

    monkeypatch.setattr(plugin, "TRANSLATIONS", compiled.parent)
    monkeypatch.setattr(plugin, "user_locale", lambda: QLocale("es_MX"))
    translator = plugin.install_translator()
    assert translator is not None
    yield QCoreApplication
    QCoreApplication.removeTranslator(translator)


@pytest.fixture
def algorithm(qgis_app):
    """A callable: a fresh algorithm of ours, which has its names from the language of the moment."""
    from qgis.core import QgsApplication

    def make(name):
        return QgsApplication.processingRegistry().algorithmById(f"multiscalefusion:{name}").create()

    return make


@pytest.mark.parametrize("key", ["description", "about", "tags"])
def test_the_plugin_manager_finds_spanish(key):
    """QGIS takes "key[language]" of metadata.txt for "key"."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    english, told = metadata["general"][key], metadata["general"][f"{key}[es]"]
    assert told.strip() and told != english
    figures = [re.findall(r"\d[\d.]*", text) for text in (english, told)]
    assert figures[0] == figures[1]


def test_every_translation_is_found_again(spanish, translations):
    assert [text for text, translation in translations.items() if spanish.translate(*text) != translation] == []


@pytest.mark.parametrize("context, english, expected", [
    ("Aggregate", "Input layer", "Capa de entrada"),
    ("Algorithm", "{name} must be one of {choices}, not {value}.", "{name} debe ser uno de {choices}, no {value}."),
    ("AreaToPointKriging", "Kriged", "Krigeado"),
    ("CheckLayers", "Recommended approach", "Enfoque recomendado"),
    ("CompareSupports", "Compare footprints with a raster", "Comparar huellas con un ráster"),
    ("CreateGrid", "Margin", "Margen"),
    ("Engine", "Standard deviation", "Desviación estándar"),
    ("Downscale", "Fine covariates", "Covariables finas"),
    ("EnhanceResolution", "Noise amplification", "Amplificación del ruido"),
    ("EvaluateDownscaling", "Evaluate a downscaled raster", "Evaluar un ráster refinado"),
    ("EvaluateFusion", "Evaluate image fusion", "Evaluar la fusión de imágenes"),
    ("ExtractPatches", "Extract aligned patches", "Extraer parches alineados"),
    ("Fusion", "Base pairs", "Pares base"),
    ("FusePair", "Fuse one or two image pairs", "Fusionar uno o dos pares de imágenes"),
    ("FuseSeries", "Fused images", "Imágenes fusionadas"),
    ("PatchCentres", "Create patch centres", "Crear centros de parches"),
    ("Patches", "Patch size (pixels)", "Tamaño del parche (píxeles)"),
    ("PatchFootprints", "Draw patch footprints", "Dibujar huellas de parches"),
    ("PatchSheet", "Each raster at its own scale", "Cada ráster a su propia escala"),
    ("PreviewPatches", "Preview patches", "Previsualizar parches"),
    ("FeatureColumns", "The field {field} holds \"{value}\", which is no number; choose a numeric field.",
     "El campo {field} contiene \"{value}\", que no es un número; elija un campo numérico."),
    ("FeatureSource", "no geometries", "ninguna geometría"),
    ("JoinLayers", "Report", "Informe"),
    ("Models", "Margin in cells", "Margen en celdas"),
    ("Points", "{layer} holds no points; choose another layer.", "{layer} no contiene puntos; elija otra capa."),
    ("Parameters", "Target CRS", "SRC de destino"),
    ("Provider", "Multiscale Fusion", "Multiscale Fusion"),
    ("ReadFootprints", "Read lidar and sounder footprints", "Leer huellas de lidar y de sondeadores"),
    ("SamplePoints", "Sample rasters at points and footprints", "Muestrear rásteres en puntos y huellas"),
    ("VectorOutput", "{path} cannot be written; choose another place or format for {name}.",
     "No se puede escribir {path}; elija otro lugar o formato para {name}."),
    ("Styling", "the output lacks the bands or classes that it paints",
     "la salida carece de las bandas o clases que representa"),
    ("Actions", "Multiscale Fusion Panel", "Panel de Multiscale Fusion"),
    ("ApproachCard", "Alternatives", "Alternativas"),
    ("ApproachPanel", "Follow the recommendation", "Seguir la recomendación"),
    ("CellView", "Row, column", "Fila, columna"),
    ("Checker", "Check layers", "Revisar capas"),
    ("ChoiceNames", "A. Aggregate", "A. Agregar"),
    ("DiagnosticsPage", "Diagnostics", "Diagnóstico"),
    ("DownscaleSettings", "Write its uncertainty, too", "Escribir también su incertidumbre"),
    ("Errand", "Something went wrong; the log messages (tab Multiscale Fusion) tell what.",
     "Algo ha fallado; los mensajes del registro (pestaña Multiscale Fusion) dicen qué."),
    ("FactsTask", "Reading layers", "Leyendo capas"),
    ("FindingCard", "Accept {code}", "Aceptar {code}"),
    ("FindingsPanel", "Check again, as after a change of files",
     "Revisar de nuevo, por ejemplo tras un cambio en los archivos"),
    ("Fixes", "Use Mode", "Usar la moda"),
    ("FusionDock", "Layers", "Capas"),
    ("GridPanel", "Extent", "Extensión"),
    ("LayerAdder", "Adding layers", "Añadiendo capas"),
    ("LayerReading", "\"{layer}\" holds no features; choose another layer.",
     "«{layer}» no contiene objetos espaciales; elija otra capa."),
    ("LayersModel", "Use {layer}", "Usar {layer}"),
    ("LayersPanel", "Add Files to the Project", "Añadir archivos al proyecto"),
    ("LegalChoices", "Layers are not joined by it; choose another statistic.",
     "Las capas no se unen con él; elija otro estadístico."),
    ("LogDialog", "Log of the Run", "Registro de la ejecución"),
    ("LookPanel", "Comparing layers", "Comparando capas"),
    ("OptionsPage", "Automatic ({count})", "Automático ({count})"),
    ("Plot", "Copy Image", "Copiar imagen"),
    ("RecipeQuestion", "The layer is not in the project any more.", "La capa ya no está en el proyecto."),
    ("Resources", "The memory budget must be from {least} to {most} MB, not {size}.",
     "El presupuesto de memoria debe estar entre {least} y {most} MB, no {size}."),
    ("Run", "Checking the layers", "Comprobando las capas"),
    ("RunFeedback", "Warning: {text}", "Aviso: {text}"),
    ("RunMenu", "Advanced…", "Avanzado…"),
    ("RunPanel", "Write report", "Escribir informe"),
    ("SampleSettings", "Points", "Puntos"),
    ("StatisticsTable", "Layer", "Capa"),
    ("Messages", "Multiscale Fusion", "Multiscale Fusion"),
    ("CheckSampling", "Check sampling in time", "Revisar el muestreo en el tiempo"),
    ("CompositeTime", "Composite to a time window", "Componer en una ventana de tiempo"),
    ("DecodeQuality", "Decode quality flags", "Descodificar indicadores de calidad"),
    ("DownloadEarthdata", "Download NASA Earthdata granules", "Descargar gránulos de NASA Earthdata"),
    ("EarthdataLogin", "Test Login", "Probar el acceso"),
    ("MaskQuality", "Kind of quality layer that was used", "Tipo de capa de calidad que se usó"),
    ("OpenGranule", "Open granule bands", "Abrir bandas de gránulos"),
    ("SearchEarthdata", "Search NASA Earthdata", "Buscar en NASA Earthdata"),
])
def test_a_text_of_each_context(spanish, context, english, expected):
    assert spanish.translate(context, english) == expected


def test_the_contexts_above_are_all_there_are(translations):
    mark = next(mark for mark in test_a_text_of_each_context.pytestmark if mark.name == "parametrize")
    assert {case[0] for case in mark.args[1]} == {text.context for text in translations}


def test_labels_and_help(spanish, algorithm):
    aggregate = algorithm("aggregate")
    assert aggregate.displayName() == "Agregar a una cuadrícula más gruesa" and aggregate.group() == "Agregación"
    assert aggregate.parameterDefinition("MIN_VALID").description() == "Fracción válida mínima"
    assert aggregate.parameterDefinition("EXTENT").help().startswith("La parte de la cuadrícula de destino")
    assert aggregate.parameterDefinition("STATISTIC").options()[:2] == ["auto", "mean"]


def test_a_model_has_its_texts_and_keeps_its_ids(spanish):
    from multiscale_fusion.processing.algorithms import models

    known = {each.name(): each for each in models()}
    assert len(known) == 6 and {each.group() for each in known.values()} == {"Modelos"}
    assert "GEDI" in known["sampleatgedi"].shortHelpString()
    assert "Dice qué puede el refinamiento" in known["downscaleandevaluate"].shortHelpString()
    model = known["joinatmodis1km"]
    again = model.create()
    for each in (model, again):
        assert each.name() == "joinatmodis1km" and each.group() == "Modelos"
        assert "Lleva rásteres de cualquier SRC" in each.shortHelpString()
        labels = {definition.name(): definition.description() for definition in each.parameterDefinitions()}
        assert labels["AREA"] == "Capa cuya área se cubre"
        assert set(labels) == {"LAYERS", "AREA", "MARGIN", "report", "stack"}


def test_a_sentence_of_the_engine_is_told_with_its_values(spanish):
    from multiscale_fusion.core.message import message
    from multiscale_fusion.processing.language import told

    sentence = message("{path} is not a raster that GDAL can read; choose another file{because}.", path="a.txt",
                       because=message(" (GDAL: {reason})", reason="why"))
    assert told(sentence) == "a.txt no es un ráster que GDAL pueda leer; elija otro archivo (GDAL: why)."
    assert told("text of others") == "text of others"


def test_without_a_translator_the_engine_speaks_english(qgis_app):
    from multiscale_fusion.core.message import message
    from multiscale_fusion.processing.language import told

    sentence = message("{path} does not exist; check the path.", path="a.tif")
    assert told(sentence) == sentence == "a.tif does not exist; check the path."


def test_an_error_of_the_parameters_is_told(spanish, algorithm, fine):
    from qgis.core import QgsProcessingContext

    parameters = {"INPUT": fine, "TARGET_CRS": "EPSG:32611", "RESOLUTION": -300.0, "OUTPUT": "TEMPORARY_OUTPUT"}
    good, sentence = algorithm("aggregate").checkParameterValues(parameters, QgsProcessingContext())
    assert (good, sentence) == (False, "La resolución es -300; debe ser un número positivo en las unidades del SRC de "
                                       "destino.")


def test_an_error_of_the_run_is_told(spanish, algorithm, tmp_path):
    import numpy as np
    from multiscale_fusion.tests.processing import rasters
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    empty = rasters.write(tmp_path / "empty.tif", np.full((1, 50, 50), -9999, np.float32), nodata=-9999)
    parameters = {"INPUT": str(empty), **rasters.ON_300_M, "OUTPUT": str(tmp_path / "out.tif")}
    with pytest.raises(QgsProcessingException, match="no tiene ningún píxel válido dentro de la cuadrícula de destino"):
        algorithm("aggregate").run(parameters, QgsProcessingContext(), QgsProcessingFeedback(False),
                                   catchExceptions=False)


class Recorded:
    """Runs an algorithm and keeps its log."""

    def __init__(self, algorithm):
        from qgis.core import QgsProcessingFeedback

        class Feedback(QgsProcessingFeedback):
            def __init__(self):
                super().__init__(False)
                self.lines = []

            def pushInfo(self, info):
                self.lines.append(info)

            def pushWarning(self, warning):
                self.lines.append(warning)

        self._algorithm, self._feedback = algorithm, Feedback()

    def __call__(self, parameters):
        from qgis.core import QgsProcessingContext

        done, good = self._algorithm.run(parameters, QgsProcessingContext(), self._feedback, catchExceptions=False)
        assert good
        return done, self._feedback.lines


@pytest.fixture
def in_both_languages(algorithm, compiled, folder, request):
    """A callable: runs an algorithm in English, then in Spanish; folders and logs by language."""

    def run(name, parameters, outputs):
        found = {}
        for language in ("en", "es"):
            if language == "es":
                request.getfixturevalue("spanish")
            place = folder / language
            place.mkdir()
            paths = {output: str(place / file) for output, file in outputs.items()}
            _, lines = Recorded(algorithm(name))({**parameters, **paths})
            found[language] = place, lines
        return found

    return run


def test_outputs_are_the_same_in_every_language(in_both_languages, fine, tmp_path):
    from multiscale_fusion.tests.processing import joined, rasters

    pytest.importorskip("plotly")
    classes = joined.write_classes(tmp_path / "cover.tif")
    found = in_both_languages("joinlayers", {"INPUTS": [fine, classes], **rasters.ON_300_M},
                              {"OUTPUT": "stack.tif", "REPORT": "report.html"})
    (english, log), (spanish, registro) = found["en"], found["es"]
    names = sorted(path.name for path in english.iterdir())
    assert names == sorted(path.name for path in spanish.iterdir()) and {"stack.tif", "report.html"} < set(names)
    differing = [name for name in names if (english / name).read_bytes() != (spanish / name).read_bytes()]
    assert differing == ["report.html"]
    # Of the log, the names of the layers alone stand for themselves.
    assert len(log) == len(registro) and {line for line in log if line in registro} == {"fine.tif:", "cover.tif:"}
    assert "Tipo de variable categorical (códigos de clases" in " ".join(registro)


def test_the_report_is_told(in_both_languages, fine, tmp_path):
    from multiscale_fusion.tests.processing import joined, rasters

    pytest.importorskip("plotly")
    classes = joined.write_classes(tmp_path / "cover.tif")
    found = in_both_languages("joinlayers", {"INPUTS": [fine, classes], **rasters.ON_300_M},
                              {"OUTPUT": "stack.tif", "REPORT": "report.html"})
    pages, traces = {}, {}
    for language, (place, _) in found.items():
        text = (place / "report.html").read_text("utf-8")
        figures = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', text, re.DOTALL)
        traces[language] = {trace.get("name") for figure in figures for trace in json.loads(figure)["data"]} - {None}
        assert f'<html lang="{language}">' in text
        # Without plotly's own code, which is the same.
        pages[language] = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    for part in ("<h1>Capas en una cuadrícula común</h1>", "<h2>Diagramas de dispersión</h2>", "<caption>Tabla 1. ",
                 "Figura 1. Correlación de cada par de capas.", "Desviación estándar", "Números completos: "):
        assert part in pages["es"] and part not in pages["en"]
    assert traces == {"en": {"Least-squares line"}, "es": {"Recta de mínimos cuadrados"}}
    words = {language: set(re.findall(r">([^<>{}]*[a-z]{3} [a-z]{3}[^<>{}]*)<", page))
             for language, page in pages.items()}
    assert words["en"] and not words["en"] & words["es"]


def test_a_finding_of_processing_is_told_and_recorded_in_english(in_both_languages, fine, tmp_path):
    import numpy as np
    from multiscale_fusion.tests.processing import rasters

    small = str(rasters.write(tmp_path / "small.tif", np.zeros((10, 10), np.float32), pixel=300.0))
    found = in_both_languages("creategrid", {"GRID": small, "INPUT": [fine]}, {"OUTPUT": "grid.tif"})
    (english, _), (spanish, registro) = found["en"], found["es"]
    for name in ("grid.tif", "grid.tif.json"):
        assert (english / name).read_bytes() == (spanish / name).read_bytes()
    assert b"The input layers reach beyond the target grid." in (spanish / "grid.tif.json").read_bytes()
    assert any(line.startswith("[INPUT_NOT_COVERED] ") and "Las capas de entrada llegan más allá" in line
               for line in registro)
    assert any(re.fullmatch(r"Cuadrícula de destino: 10 x 10 celdas de 300 x 300 metros, .*\.", line)
               for line in registro)
