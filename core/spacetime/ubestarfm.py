"""Unbiased ESTARFM (Yu et al. 2023): ESTARFM for land surface temperature, whose sensors differ by a local bias."""

from typing import ClassVar

from .estarfm import Estarfm


class UnbiasedEstarfm(Estarfm):
    """ubESTARFM (Yu et al. 2023, doi 10.1016/j.rse.2023.113784): ESTARFM with a local bias correction.

    At each base date the fine values of the centre and of its similar pixels are shifted by the mean coarse less the
    mean fine value of the similar pixels, before weights and predictions are made of them: so the result has the level
    of the coarse sensor. V is 1, as in the authors' code. With 5 similar pixels or fewer, all pixels of the window take
    their place. Everything else is as in `Estarfm`; its sigma takes no credit for the coarse noise of the base date
    that the shift and the change have in common, and so is an upper bound in that part.

    The authors' code sets the threshold of similarity to the standard deviation of the fine image, which is m = 2
    (``options.classes``), and takes it over patches of 200 pixels: ``threshold_tile``.
    """

    name: ClassVar[str] = "ubestarfm"
    _unbiased: ClassVar[bool] = True
