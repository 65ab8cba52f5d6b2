"""Regression trees of scikit-learn laid out for `forest_kernel.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import FusionError
from ...message import message
from .forest_kernel import CHILD_MASK, COVARIATE_BITS, COVARIATE_MASK

_ALWAYS_LEFT = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Tree:
    """One tree: arrays (nodes,). `left` and `right` are -1 for leaves; left is for what is <= `threshold`."""

    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    depth: int

    @classmethod
    def of_sklearn(cls, tree) -> "Tree":
        """The `tree_` of a fitted DecisionTreeRegressor."""
        return cls(tree.feature, tree.threshold, tree.children_left, tree.children_right, int(tree.max_depth))


@dataclass(frozen=True)
class PackedTrees:
    """Trees one behind the other: `nodes` int64; tree t has [starts[t], starts[t + 1]) and needs depths[t] steps.

    `place` (nodes,) is where each node lay in its own tree.
    """

    nodes: np.ndarray
    starts: np.ndarray
    depths: np.ndarray
    place: np.ndarray

    def gathered(self, per_tree: Sequence[np.ndarray]) -> np.ndarray:
        """What belongs to the nodes, given tree by tree (nodes, ...), in the packed order, float64."""
        parts = [np.asarray(values, np.float64)[self.place[first:last]]
                 for values, first, last in zip(per_tree, self.starts, self.starts[1:])]
        return np.ascontiguousarray(np.concatenate(parts))


def pack(trees: Sequence[Tree]) -> PackedTrees:
    """Trees level by level, the two children of a node side by side.

    Raises FusionError where there are more covariates or nodes than a node's bits can number.
    """
    packed = [_pack_one(tree) for tree in trees]
    nodes, places = zip(*packed)
    starts = np.concatenate([[0], np.cumsum([part.size for part in nodes])])
    depths = np.array([tree.depth for tree in trees], np.int64)
    return PackedTrees(np.concatenate(nodes), starts.astype(np.int64), depths, np.concatenate(places))


def _pack_one(tree: Tree) -> tuple[np.ndarray, np.ndarray]:
    place = _by_levels(tree)
    if place.size > CHILD_MASK or tree.feature.max() > COVARIATE_MASK:
        raise FusionError(message("This model is too large ({nodes} nodes in a tree, {covariates} covariates): at most "
                                  "{most_nodes} and {most_covariates} are possible; use fewer samples or covariates.",
                                  nodes=place.size, covariates=int(tree.feature.max()) + 1, most_nodes=CHILD_MASK,
                                  most_covariates=COVARIATE_MASK + 1))
    new = np.empty(place.size, np.int64)
    new[place] = np.arange(place.size)
    leaf = tree.left[place] < 0
    threshold = np.where(leaf, _ALWAYS_LEFT, sortable(_floor32(tree.threshold[place]))).astype(np.int64)
    child = np.where(leaf, np.arange(place.size), new[np.where(leaf, 0, tree.left[place])])
    covariate = np.where(leaf, 0, tree.feature[place]).astype(np.int64)
    return (threshold << 32) | (child << COVARIATE_BITS) | covariate, place


def _by_levels(tree: Tree) -> np.ndarray:
    levels = [np.zeros(1, np.int64)]
    while levels[-1].size:
        inner = levels[-1][tree.left[levels[-1]] >= 0]
        levels.append(np.column_stack([tree.left[inner], tree.right[inner]]).ravel().astype(np.int64))
    return np.concatenate(levels)


def _floor32(threshold: np.ndarray) -> np.ndarray:
    """The largest float32 not above: a float32 covariate is <= the one where it is <= the other."""
    threshold = np.asarray(threshold, np.float64)
    with np.errstate(over="ignore"):
        rounded = threshold.astype(np.float32)
    return np.where(rounded.astype(np.float64) > threshold, np.nextafter(rounded, np.float32(-np.inf)), rounded)


def sortable(values: np.ndarray) -> np.ndarray:
    """Integers (int32) that are ordered as the float32 of ``values`` are; no NaN."""
    bits = (np.ascontiguousarray(values, np.float32) + np.float32(0.0)).view(np.int32)   # + 0 makes a plus of -0
    return bits ^ ((bits >> 31) & np.int32(0x7FFFFFFF))
