"""The list of algorithms: an algorithm that is not named here does not exist."""

from .aggregate import Aggregate
from .create_grid import CreateGrid
from .join_layers import JoinLayers


def algorithms():
    """One fresh instance of each algorithm, in the order of the toolbox."""
    return [Aggregate(), JoinLayers(), CreateGrid()]
