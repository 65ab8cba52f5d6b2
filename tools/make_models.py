"""Makes the models that ship with the plugin (processing/models/*.model3). Run it after a change of their algorithms:

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tools/make_models.py
"""

import sys
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QPointF, QSizeF

from load_package import load_package

FOLDER = Path(__file__).resolve().parent.parent / "processing" / "models"
Source = QgsProcessingModelChildParameterSource
# The worked example: products with the assets to download, and which bands of them go into which layer.
_SEASON = (("HLSL30", "B04,B05,Fmask", (("red", "red"), ("nir", "nir"))),
           ("HLSS30", "B04,B8A,Fmask", (("red", "red"), ("nir", "nir"))),
           ("ECO_L2T_LSTE", "LST,QC,cloud", (("LST", "lst_ecostress"),)),
           ("MOD11A1", "", (("LST_Day_1km", "lst_modis"),)))
_COMPOSITES = ("red", "nir", "lst_ecostress", "lst_modis")
# "b3 - b1; b4 - b2" for two months, by the number of windows of the composite of red.
_PARTS = ("array_to_string(array_foreach(generate_series(1, @Months_of_red_WINDOW_COUNT), 'b' || to_int(@element + "
          "@Months_of_red_WINDOW_COUNT) || ' %s b' || to_int(@element)), '; ')")


def join_at_modis_1km() -> QgsProcessingModelAlgorithm:
    """Layers on the 1 km grid of MODIS over the area of one of them, with a margin of whole cells."""
    model = QgsProcessingModelAlgorithm("joinatmodis1km", "Models", "models")
    inputs = (
        QgsProcessingParameterMultipleLayers("LAYERS", "Layers to join", Qgis.ProcessingSourceType.Raster),
        QgsProcessingParameterRasterLayer("AREA", "Layer whose area is covered"),
        QgsProcessingParameterNumber("MARGIN", "Margin in cells", Qgis.ProcessingNumberParameterType.Integer, 1, False,
                                     0, 1000),
    )
    _add_inputs(model, inputs)
    grid = _child("grid", "creategrid", "Grid of 1 km", QPointF(380.0, 200.0), {
        "INPUT": Source.fromModelParameter("AREA"), "GRID_PRESET": Source.fromStaticValue("modis_1km"),
        "MARGIN": Source.fromModelParameter("MARGIN")})
    join = _child("join", "joinlayers", "Join on the grid", QPointF(380.0, 340.0), {
        "INPUTS": Source.fromModelParameter("LAYERS"), "GRID": Source.fromChildOutput("grid", "OUTPUT")})
    join.setModelOutputs(dict(_output("join", name, child, label, QPointF(280.0 + 220.0 * number, 480.0))
                              for number, (name, child, label) in enumerate((("STACK", "OUTPUT", "Stack"),
                                                                             ("REPORT", "REPORT", "Report")))))
    model.addChildAlgorithm(grid)
    model.addChildAlgorithm(join)
    model.updateDestinationParameters()
    model.setHelpContent({
        "ALG_DESC": "Brings rasters of any CRS, resolution and kind to the 1 km grid of MODIS, over the area of one of "
                    "them and a margin around it, and correlates them in a report.",
        "ALG_CREATOR": "Multiscale Fusion", "LAYERS": "Rasters to join, such as NDVI, temperatures and land cover.",
        "AREA": "The grid covers this layer.", "MARGIN": "Whole cells around it.",
        "STACK": "All layers, a band each, classes as a band for each class.",
        "REPORT": "Statistics, correlations, plots and maps, an HTML page."})
    return model


def sample_at_gedi() -> QgsProcessingModelAlgorithm:
    """Footprints of GEDI with the mean NDVI and temperature under each beam, as a layer and as a table."""
    model = QgsProcessingModelAlgorithm("sampleatgedi", "Models", "models")
    _add_inputs(model, (
        QgsProcessingParameterMultipleLayers("GRANULES", "GEDI granules", Qgis.ProcessingSourceType.File),
        QgsProcessingParameterRasterLayer("NDVI", "NDVI"),
        QgsProcessingParameterRasterLayer("LST", "Land surface temperature"),
        QgsProcessingParameterBoolean("QUALITY", "Recommended filter", True),
    ))
    read = _child("read", "readfootprints", "Read footprints", QPointF(380.0, 200.0), {
        "INPUT": Source.fromModelParameter("GRANULES"), "QUALITY": Source.fromModelParameter("QUALITY")})
    sample = _child("sample", "samplepoints", "Sample under the beams", QPointF(380.0, 340.0), {
        "INPUT": Source.fromChildOutput("read", "OUTPUT"),
        "RASTERS": [Source.fromModelParameter("NDVI"), Source.fromModelParameter("LST")],
        "SUPPORT": Source.fromStaticValue("gaussian"), "DIAMETER_FIELD": Source.fromStaticValue("diameter"),
        "STATISTICS": Source.fromStaticValue(["mean", "std", "valid_fraction"])})
    sample.setModelOutputs(dict(_output("sample", name, child, label, QPointF(280.0 + 220.0 * number, 480.0))
                                for number, (name, child, label) in enumerate((("SAMPLED", "OUTPUT", "Sampled"),
                                                                               ("TABLE", "TABLE", "Table")))))
    model.addChildAlgorithm(read)
    model.addChildAlgorithm(sample)
    model.updateDestinationParameters()
    model.setHelpContent({
        "ALG_DESC": "Reads the footprints of GEDI granules and adds what the beam of each saw of an NDVI and of a "
                    "temperature raster: mean and spread, weighed by the beam, and how much of it was valid.",
        "ALG_CREATOR": "Multiscale Fusion", "GRANULES": "HDF5 files of one GEDI product.",
        "NDVI": "A raster of any resolution and CRS.", "LST": "A raster of any resolution and CRS, such as ECOSTRESS.",
        "QUALITY": "Keep only footprints that pass the product's recommended filter.",
        "SAMPLED": "The footprints with the values, a layer of points.",
        "TABLE": "The same as a GeoParquet file, which needs the Python package pyarrow."})
    return model


def downscale_and_evaluate() -> QgsProcessingModelAlgorithm:
    """A fine raster made coarse, downscaled again with covariates, and compared with what it was."""
    from multiscale_fusion.core.downscale.methods import METHODS

    model = QgsProcessingModelAlgorithm("downscaleandevaluate", "Models", "models")
    _add_inputs(model, (
        QgsProcessingParameterRasterLayer("FINE", "Fine layer, the truth"),
        QgsProcessingParameterNumber("RESOLUTION", "Coarse pixel size", Qgis.ProcessingNumberParameterType.Double,
                                     960.0, False, 0.0),
        QgsProcessingParameterMultipleLayers("COVARIATES", "Fine covariates", Qgis.ProcessingSourceType.Raster),
        QgsProcessingParameterEnum("METHOD", "Method", ["auto", *METHODS], False, "auto", False, True),
    ))
    fine = Source.fromModelParameter("FINE")
    coarse = _child("coarse", "aggregate", "Make it coarse", QPointF(380.0, 180.0), {
        "INPUT": fine, "TARGET_CRS": fine, "EXTENT": fine, "RESOLUTION": Source.fromModelParameter("RESOLUTION")})
    downscaled = _child("downscaled", "downscale", "Downscale it", QPointF(380.0, 300.0), {
        "INPUT": Source.fromChildOutput("coarse", "OUTPUT"), "COVARIATES": Source.fromModelParameter("COVARIATES"),
        "GRID": fine, "METHOD": Source.fromModelParameter("METHOD")})
    evaluated = _child("evaluated", "evaluatedownscaling", "Compare with the truth", QPointF(380.0, 420.0), {
        "INPUT": Source.fromChildOutput("downscaled", "OUTPUT"), "TRUTH": fine,
        "COARSE": Source.fromChildOutput("coarse", "OUTPUT")})
    downscaled.setModelOutputs(dict([
        _output("downscaled", "DOWNSCALED", "OUTPUT", "Downscaled", QPointF(640.0, 300.0))]))
    evaluated.setModelOutputs(dict(_output("evaluated", name, name, label, QPointF(280.0 + 220.0 * number, 540.0))
                                   for number, (name, label) in enumerate((("REPORT", "Report"),
                                                                           ("TABLE", "Table")))))
    for child in (coarse, downscaled, evaluated):
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    model.setHelpContent({
        "ALG_DESC": "Tells what downscaling can do on a scene of which the fine truth is known: makes a fine raster "
                    "coarse, downscales it again with covariates, and compares the result with the truth and with "
                    "plain interpolation.",
        "ALG_CREATOR": "Multiscale Fusion",
        "FINE": "A fine raster whose first band is the truth.",
        "RESOLUTION": "The side of the coarse cells in units of the fine layer's CRS: a whole multiple of its pixels "
                      "makes nested grids.",
        "COVARIATES": "Fine rasters that may explain it, such as NDVI, reflectances and elevation.",
        "METHOD": "auto takes the best in a test that does not look at the truth.",
        "DOWNSCALED": "The first band of the fine layer, as the model estimates it from the coarse one.",
        "REPORT": "Errors beside those of interpolation, coherence, spectra and maps, an HTML page.",
        "TABLE": "The same numbers as a CSV file."})
    return model


def hls_modis_ecostress() -> QgsProcessingModelAlgorithm:
    """The worked example: from the archive to the correlation of NDVI and temperatures at MODIS's cells.

    Does what examples/hls_modis_ecostress/run.sh does, and leaves the same files in its folder.
    """
    model = QgsProcessingModelAlgorithm("hlsmodisecostress", "Models", "models")
    days = QgsProcessingParameterDateTime.Type.Date
    _add_inputs(model, (
        QgsProcessingParameterExtent("AREA", "Area"),
        QgsProcessingParameterDateTime("FIRST_DAY", "First day", days),
        QgsProcessingParameterDateTime("LAST_DAY", "Last day", days),
        QgsProcessingParameterFile("FOLDER", "Folder", Qgis.ProcessingFileParameterBehavior.Folder),
    ))
    area, static = Source.fromModelParameter("AREA"), Source.fromStaticValue
    children, column = [], 140.0

    def add(name, algorithm, label, row, parameters):
        children.append(_child(name, algorithm, label, QPointF(column, 60.0 + 110.0 * row), parameters))

    def place(path):
        return Source.fromExpression(f"@FOLDER || '/{path}'")

    for product, assets, opened in _SEASON:
        add(f"search_{product}", "searchearthdata", f"Search {product}", 1, {
            "PRODUCT": static(product), "DAY_NIGHT": static("day" if product == "ECO_L2T_LSTE" else "any"),
            "EXTENT": area, "START": Source.fromModelParameter("FIRST_DAY"),
            "END": Source.fromModelParameter("LAST_DAY"), "OUTPUT": place(f"{product}.gpkg")})
        add(f"download_{product}", "downloadearthdata", f"Download {product}", 2, {
            "INPUT": Source.fromChildOutput(f"search_{product}", "OUTPUT"), "EXTENT": area,
            "ASSETS": static(assets), "FOLDER": place(f"granules/{product}"), "OUTPUT": place(f"{product}.csv")})
        for number, (band, layer) in enumerate(opened):
            add(f"open_{layer}_{product}", "opengranule", f"Open {band} of {product}", 3 + number, {
                "INPUT": Source.fromChildOutput(f"download_{product}", "FOLDER"), "BANDS": static(band),
                "MASK": static("normal"), "QUALITY": static(False), "LOAD": static(False),
                "OUTPUT_FOLDER": place(f"opened/{layer}")})
        column += 240.0
    for number, name in enumerate(_COMPOSITES):
        column = 140.0 + 240.0 * number
        scenes = [f"open_{layer}_{product}" for product, _, opened in _SEASON for _, layer in opened if layer == name]
        add(name, "compositetime", f"Months of {name}", 5, {
            "INPUTS": [Source.fromChildOutput(scene, "LAYERS") for scene in scenes], "WINDOW": static("month"),
            "STATISTIC": static("mean"), "OUTPUT": place(f"{name}.tif")})
    column = 140.0
    add("grid", "creategrid", "Grid of MODIS", 6, {
        "EXTENT": area, "GRID_PRESET": static("modis_1km"), "MARGIN": static(1), "OUTPUT": place("grid.tif")})
    column = 380.0
    add("both", "joinlayers", "Red and near infrared", 6, {
        "INPUTS": [Source.fromChildOutput(name, "OUTPUT") for name in ("red", "nir")],
        "GRID": Source.fromChildOutput("red", "OUTPUT"), "VARIABLE_KINDS": static("intensive,intensive"),
        "OUTPUT": place("red_nir.tif")})
    grid = Source.fromChildOutput("grid", "OUTPUT")
    add("ndvi", "aggregate", "NDVI of the means", 7, {
        "INPUT": Source.fromChildOutput("both", "OUTPUT"), "GRID": grid,
        "NUMERATOR": Source.fromExpression(_PARTS % "-"), "DENOMINATOR": Source.fromExpression(_PARTS % "+"),
        "OUTPUT": place("ndvi.tif")})
    add("stack", "joinlayers", "Stack and correlate", 8, {
        "INPUTS": [Source.fromChildOutput(name, "OUTPUT") for name in ("ndvi", "lst_modis", "lst_ecostress")],
        "VARIABLE_KINDS": static("ratio,intensive,intensive"), "GRID": grid})
    children[-1].setModelOutputs(dict(_output("stack", name, child, label, QPointF(280.0 + 220.0 * number, 1060.0))
                                      for number, (name, child, label) in enumerate((("STACK", "OUTPUT", "Stack"),
                                                                                     ("REPORT", "REPORT", "Report")))))
    for child in children:
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    model.setHelpContent({
        "ALG_DESC": "HLS at 30 m, ECOSTRESS at 70 m and MODIS at 1 km joined on MODIS's grid: searches NASA's archive, "
                    "downloads, opens and masks granules, makes monthly composites, NDVI from aggregated reflectances, "
                    "and correlates NDVI and the two temperatures. Needs an Earthdata login.",
        "ALG_CREATOR": "Multiscale Fusion",
        "AREA": "Granules that touch it are downloaded; of Cloud Optimized GeoTIFFs only this area.",
        "FIRST_DAY": "Of the season, such as 2024-05-01 (UTC).",
        "LAST_DAY": "Of the season, such as 2024-07-31 (UTC).",
        "FOLDER": "An existing folder that takes the granules and what is made of them. Granules that are there "
                  "already are not downloaded again.",
        "STACK": "A band for each month of NDVI, of MODIS's temperature and of ECOSTRESS's, on MODIS's grid.",
        "REPORT": "Correlations, scatter plots and maps, an HTML page."})
    return model


def patch_dataset() -> QgsProcessingModelAlgorithm:
    """Patches of several rasters within a boundary: centres, their footprints, the dataset, and a sheet to look at."""
    from multiscale_fusion.core.patches.shapes import LARGEST, MODES

    model = QgsProcessingModelAlgorithm("patchdataset", "Models", "models")
    integer, polygons = Qgis.ProcessingNumberParameterType.Integer, Qgis.ProcessingSourceType.VectorPolygon
    _add_inputs(model, (
        QgsProcessingParameterRasterLayer("REFERENCE", "Reference raster"),
        QgsProcessingParameterMultipleLayers("FURTHER", "Further rasters", Qgis.ProcessingSourceType.Raster),
        QgsProcessingParameterFeatureSource("BOUNDARY", "Boundary", [polygons]),
        QgsProcessingParameterNumber("PATCH_SIZE", "Patch size in pixels", integer, 224, False, 1, LARGEST),
        QgsProcessingParameterEnum("MODE", "Mode", list(MODES), False, "native", False, True),
        QgsProcessingParameterNumber("BLOCK_SIZE", "Side of the blocks of a split in metres",
                                     Qgis.ProcessingNumberParameterType.Double, 5000.0, False, 1.0),
    ))
    asked = {name: Source.fromModelParameter(name) for name in ("REFERENCE", "FURTHER", "BOUNDARY")}
    # QGIS hands on nothing where a model's input is left out: its default counts in the dialog alone.
    size = {"PATCH_SIZE": Source.fromExpression("coalesce(@PATCH_SIZE, 224)"),
            "MODE": Source.fromExpression("coalesce(@MODE, 'native')")}
    centres = _child("centres", "patchcentres", "Centres", QPointF(380.0, 200.0), {
        **size, "REFERENCE": asked["REFERENCE"], "RASTERS": asked["FURTHER"], "BOUNDARY": asked["BOUNDARY"],
        "SPLIT": Source.fromStaticValue("blocks"), "SEAMS": Source.fromStaticValue("unassigned"),
        "BLOCK_SIZE": Source.fromExpression("coalesce(@BLOCK_SIZE, 5000)")})
    patches = {**size, "CENTRES": Source.fromChildOutput("centres", "OUTPUT"),
               "RASTERS": [asked["REFERENCE"], asked["FURTHER"]]}
    children = [centres, _child("footprints", "patchfootprints", "Footprints", QPointF(140.0, 340.0), patches),
                _child("dataset", "extractpatches", "Dataset", QPointF(380.0, 340.0), patches),
                _child("preview", "previewpatches", "Preview", QPointF(620.0, 340.0),
                       {**patches, "BOUNDARY": asked["BOUNDARY"]})]
    outputs = ((("CENTRES", "OUTPUT", "Centres"),), (("FOOTPRINTS", "OUTPUT", "Footprints"),),
               (("DATASET", "OUTPUT", "Dataset"),),
               (("SHEET", "OUTPUT", "Contact sheet"), ("REPORT", "REPORT", "Report")))
    for number, (child, made) in enumerate(zip(children, outputs)):
        child.setModelOutputs(dict(_output(child.childId(), name, output, label,
                                           QPointF(140.0 + 240.0 * number, 480.0 + 60.0 * place))
                                   for place, (name, output, label) in enumerate(made)))
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    model.setHelpContent({
        "ALG_DESC": "Lays out patches within a boundary, split for training, validation and test without common "
                    "ground, draws what they cover of each raster, stores them as a dataset and shows some of them.",
        "ALG_CREATOR": "Multiscale Fusion", "REFERENCE": "Patches are laid out on its pixels.",
        "FURTHER": "Rasters of any CRS and resolution.", "BOUNDARY": "Polygons in any CRS that hold the centres.",
        "PATCH_SIZE": "Pixels along a side.",
        "MODE": "native: the same number of pixels from every raster; ground: the same ground.",
        "BLOCK_SIZE": "Whole blocks of this side go to training, validation or test.",
        "CENTRES": "Points with id and split; patches that share ground with those of another split, in any raster, "
                   "belong to none.", "FOOTPRINTS": "A polygon for each patch of each raster.",
        "DATASET": "A folder with a Zarr dataset, its index and what is known of it.",
        "SHEET": "A PNG image.", "REPORT": "The sheet with its tables, an HTML page."})
    return model


def fuse_pair_and_evaluate() -> QgsProcessingModelAlgorithm:
    """A fused image, and how it agrees with the coarse image of its date on the coarse grid."""
    from multiscale_fusion.core.spacetime.options import AUTO, METHODS

    model = QgsProcessingModelAlgorithm("fusepairandevaluate", "Models", "models")
    images = ("FINE1", "COARSE1", "FINE2", "COARSE2", "COARSE_PREDICTION")
    labels = ("Fine image of the first pair", "Coarse image of the first pair", "Fine image of the second pair",
              "Coarse image of the second pair", "Coarse image of the date to predict")
    _add_inputs(model, (
        *(QgsProcessingParameterRasterLayer(name, label, optional=name in ("FINE2", "COARSE2"))
          for name, label in zip(images, labels)),
        QgsProcessingParameterEnum("METHOD", "Method", [AUTO, *METHODS], False, AUTO, False, True),
    ))
    fused = _child("fused", "fusepair", "Fuse", QPointF(380.0, 200.0), {
        **{name: Source.fromModelParameter(name) for name in images},
        "METHOD": Source.fromExpression("coalesce(@METHOD, 'auto')")})
    coarse = Source.fromModelParameter("COARSE_PREDICTION")
    compared = _child("compared", "joinlayers", "Compare on the coarse grid", QPointF(380.0, 340.0), {
        "INPUTS": [Source.fromChildOutput("fused", "OUTPUT"), coarse], "GRID": coarse})
    for child, outputs in ((fused, (("FUSED", "OUTPUT", "Fused"), ("UNCERTAINTY", "UNCERTAINTY", "Uncertainty"))),
                           (compared, (("STACK", "OUTPUT", "Stack"), ("REPORT", "REPORT", "Report")))):
        place = 200.0 if child is fused else 340.0
        child.setModelOutputs(dict(_output(child.childId(), name, output, label,
                                           QPointF(640.0 + 220.0 * number, place))
                                   for number, (name, output, label) in enumerate(outputs)))
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    model.setHelpContent({
        "ALG_DESC": "Predicts the fine image of a date that has only a coarse one, from one or two pairs, and compares "
                    "it with the coarse image on the coarse grid: what does not agree there is not to be trusted.",
        "ALG_CREATOR": "Multiscale Fusion",
        "FINE1": "All bands that are to be predicted, with nodata where clouds are.",
        "COARSE1": "What the coarse sensor saw on the same date: as many bands in the same order.",
        "FINE2": "Of another date, on the grid of the first one, if there is one.",
        "COARSE2": "Of the date of the second fine image.",
        "COARSE_PREDICTION": "Of the date that is to be predicted, on the same coarse grid.",
        "METHOD": "auto: estarfm with two pairs, fsdaf with one.",
        "FUSED": "The predicted image on the grid of the first fine image.",
        "STACK": "Its means in the coarse pixels, and the coarse image, as bands.",
        "REPORT": "Correlations, scatter plots and maps of both, an HTML page."})
    return model


def _add_inputs(model, inputs) -> None:
    for number, definition in enumerate(inputs):
        component = QgsProcessingModelParameter(definition.name())
        component.setPosition(QPointF(140.0 + 240.0 * number, 60.0))
        component.setSize(QSizeF(200.0, 30.0))
        model.addModelParameter(definition, component)


def _child(name, algorithm, label, position, parameters) -> QgsProcessingModelChildAlgorithm:
    child = QgsProcessingModelChildAlgorithm(f"multiscalefusion:{algorithm}")
    child.setChildId(name)
    child.setDescription(label)
    child.setPosition(position)
    child.setSize(QSizeF(200.0, 30.0))
    for parameter, source in parameters.items():
        child.addParameterSources(parameter, source if isinstance(source, list) else [source])
    return child


def _output(child, name, child_output, label, position) -> tuple[str, QgsProcessingModelOutput]:
    output = QgsProcessingModelOutput(name, label)
    output.setChildId(child)
    output.setChildOutputName(child_output)
    output.setDescription(label)
    output.setPosition(position)
    output.setSize(QSizeF(180.0, 30.0))
    return name, output


def main() -> int:
    application = QgsApplication([], False)
    application.initQgis()
    load_package()
    from multiscale_fusion.processing.provider import MultiscaleFusionProvider

    # The models' algorithms must be known, or their outputs are not.
    provider = MultiscaleFusionProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    FOLDER.mkdir(exist_ok=True)
    for model in (join_at_modis_1km(), sample_at_gedi(), downscale_and_evaluate(), hls_modis_ecostress(),
                  patch_dataset(), fuse_pair_and_evaluate()):
        path = FOLDER / f"{model.name()}.model3"
        if not model.toFile(str(path)):
            print(f"{path} could not be written.", file=sys.stderr)
            return 1
        print(path)
    application.exitQgis()
    return 0


if __name__ == "__main__":
    sys.exit(main())
