"""Quality flags: fields of quality layers, rules over them, masks and class rasters made of them."""

from .decode import DecodeOptions, DecodeResult, decode_quality, fields_to_decode
from .mask import Judgement, MaskResult, Options, judgement_of, mask_quality
from .presets import AUTO

__all__ = ["AUTO", "DecodeOptions", "DecodeResult", "Judgement", "MaskResult", "Options", "decode_quality",
           "fields_to_decode", "judgement_of", "mask_quality"]
