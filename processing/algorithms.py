"""The list of algorithms: an algorithm that is not named here does not exist."""

from .aggregate import Aggregate


def algorithms():
    """One fresh instance of each algorithm, in the order of the toolbox."""
    return [Aggregate()]
