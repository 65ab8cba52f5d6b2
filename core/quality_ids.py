"""What lists offer of quality layers: fixed ids, known without reading any table."""

LEVELS = ("strict", "normal", "lenient")

# The presets of `quality/presets.toml`, in its order; they are in people's models and scripts and never change.
PRESET_IDS = (
    "hls_fmask", "landsat_qa_pixel", "landsat_4_7_qa_pixel", "landsat_qa_radsat", "landsat_7_qa_radsat",
    "landsat_st_qa", "mod09ga_state", "mod09a1_state", "mod09_qc_500m", "mod11_qc", "mod13_quality",
    "mod13_reliability", "mod21_qc", "mod21a2_qc", "vnp21_qc", "vnp13_quality", "vnp13_reliability", "ecostress_qc",
    "ecostress_cloud", "sentinel2_scl", "sentinel3_confidence",
)
