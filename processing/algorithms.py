"""The list of algorithms and models: what is not named here does not exist."""

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm

from .aggregate import Aggregate
from .area_to_point_kriging import AreaToPointKriging
from .check_layers import CheckLayers
from .check_sampling import CheckSampling
from .compare_supports import CompareSupports
from .composite_time import CompositeTime
from .create_grid import CreateGrid
from .decode_quality import DecodeQuality
from .downscale import Downscale
from .download_earthdata import DownloadEarthdata
from .enhance_resolution import EnhanceResolution
from .evaluate_downscaling import EvaluateDownscaling
from .evaluate_fusion import EvaluateFusion
from .extract_patches import ExtractPatches
from .fuse_pair import FusePair
from .fuse_series import FuseSeries
from .join_layers import JoinLayers
from .language import told_model
from .mask_quality import MaskQuality
from .open_granule import OpenGranule
from .patch_centres import PatchCentres
from .patch_footprints import PatchFootprints
from .preview_patches import PreviewPatches
from .read_footprints import ReadFootprints
from .sample_points import SamplePoints
from .search_earthdata import SearchEarthdata

_MODELS = Path(__file__).parent / "models"


def algorithms():
    """One fresh instance of each algorithm, in the order of the toolbox."""
    return [CheckLayers(), CheckSampling(), SearchEarthdata(), DownloadEarthdata(), OpenGranule(), MaskQuality(),
            DecodeQuality(), CompositeTime(), Aggregate(), JoinLayers(), CreateGrid(), ReadFootprints(),
            SamplePoints(), CompareSupports(), Downscale(), AreaToPointKriging(), EnhanceResolution(),
            EvaluateDownscaling(), FuseSeries(), FusePair(), EvaluateFusion(), PatchCentres(), PatchFootprints(),
            ExtractPatches(), PreviewPatches()]


def models():
    """The models that ship with the plugin, in QGIS's language. A damaged file is left out: QGIS says so in its log."""
    read = []
    for path in sorted(_MODELS.glob("*.model3")):
        model = QgsProcessingModelAlgorithm()
        if model.fromFile(str(path)) and model.loadVariant(told_model(model.toVariant())):
            read.append(model)
    return read
