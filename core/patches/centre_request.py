"""What is asked of patch centres, as plain values."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from odc.geo.geobox import GeoBox

from ..errors import FusionError
from ..message import message
from .layout import MOST_DRAWN
from .shapes import patch_shapes

LAYOUTS = ("grid", "random", "stratified", "points")
RULES = ("centre", "whole", "overlap")
EDGES = ("whole", "padded")
SPLIT_WAYS = ("none", "blocks", "attribute")
SEAMS = ("drop", "unassigned")


@dataclass(frozen=True)
class CentreRequest:
    """Patches and where their centres may lie.

    ``mode``, ``patch_size``, ``ground_size``: as `shapes.patch_shapes` has them; ``stride`` (pixels of the reference)
    or ``overlap`` (%) of the grid, which else has no gaps and no overlap; ``count`` centres, of a stratified layout for
    each class, drawn with ``seed``, at least ``min_distance`` metres from each other; ``snap``: given points move to
    the nearest place where the reference's patch has whole pixels.
    ``rule``: what of a patch must lie inside the boundary, at least ``min_overlap`` (%) of it; ``min_valid`` (%) of it
    must be valid in each raster; ``edge``: whole patches inside the reference, or padded ones, whose centre is.
    ``split`` by blocks of ``block_size`` metres or by an attribute of polygons, in ``shares`` of training, validation
    and test, at least ``split_buffer`` metres between them; ``seams``: what becomes of patches too near to another
    split.
    """

    mode: str = "native"
    patch_size: int | None = None
    ground_size: float | None = None
    stride: int | None = None
    overlap: float | None = None
    layout: str = "grid"
    count: int | None = None
    seed: int = 0
    min_distance: float = 0.0
    snap: bool = True
    buffer: float = 0.0
    bounding_box: bool = False
    rule: str = "centre"
    min_overlap: float = 50.0
    min_valid: float = 0.0
    edge: str = "whole"
    split: str = "none"
    block_size: float | None = None
    shares: tuple[float, float, float] = (70.0, 15.0, 15.0)
    split_buffer: float = 0.0
    seams: str = "drop"

    def check(self) -> None:
        """Raise FusionError for what does not go together, ValueError for words that are none."""
        for word, words in ((self.layout, LAYOUTS), (self.rule, RULES), (self.edge, EDGES), (self.split, SPLIT_WAYS),
                            (self.seams, SEAMS)):
            if word not in words:
                raise ValueError(f"{word} is none of {words}")
        self._check_step()
        if self.layout in ("random", "stratified"):
            if self.count is None:
                raise FusionError(message("A {layout} layout needs the number of centres; give COUNT.",
                                          layout=self.layout))
            if not 1 <= self.count <= MOST_DRAWN:
                raise FusionError(message("COUNT is {count:,}; it must be from 1 to {most:,}.", count=self.count,
                                          most=MOST_DRAWN))
        if self.split == "blocks" and not (self.block_size is not None and 0.0 < self.block_size < np.inf):
            raise FusionError(message("A split by blocks needs their size; give BLOCK_SIZE in metres, several times "
                                      "that of a patch."))

    def _check_step(self) -> None:
        if self.stride is not None and self.overlap is not None:
            raise FusionError(message("The step of the grid is given in two ways; give either STRIDE or OVERLAP."))
        if self.stride is not None and self.stride < 1:
            raise FusionError(message("STRIDE is {stride}; it must be 1 or more pixels.", stride=self.stride))
        if self.overlap is not None and not 0.0 <= self.overlap < 100.0:
            raise FusionError(message("OVERLAP is {overlap:g} %; it must be from 0 to below 100.",
                                      overlap=self.overlap))

    def shapes(self, grids: Sequence[GeoBox]) -> list[tuple[int, int]]:
        """Rows and columns of the patches of each raster, the reference first. Raises FusionError."""
        return patch_shapes(grids, self.mode, self.patch_size, self.ground_size)

    def step(self, shape: tuple[int, int]) -> tuple[int, int]:
        """Rows and columns from one patch of the grid to the next."""
        if self.stride is not None:
            return self.stride, self.stride
        kept = 1.0 - (self.overlap or 0.0) / 100.0
        return tuple(max(1, int(np.floor(side * kept + 0.5))) for side in shape)

    def to_dict(self) -> dict[str, object]:
        """For the record: what the result depends on."""
        return asdict(self)


def parse_shares(words: Sequence[object]) -> tuple[float, float, float]:
    """Shares of training, validation and test, as in 70, 15, 15. Raises FusionError."""
    try:
        shares = tuple(float(each) for each in words)
    except (TypeError, ValueError):
        shares = ()
    if len(shares) != 3 or not np.isfinite(shares).all() or min(shares) < 0.0 or sum(shares) <= 0.0:
        raise FusionError(message("SHARES is {shares}; give three numbers for training, validation and test, as in "
                                  "70,15,15.", shares=",".join(map(str, words)) or message("(empty)")))
    return shares
