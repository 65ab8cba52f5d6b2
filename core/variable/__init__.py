"""What a band's values mean: kinds of variables, the statistics that fit them, and how a kind is found out."""

from .kinds import KINDS, OVERLAPS, RESAMPLINGS, STATISTICS, Choice, check, check_units, choose, full_turn, meaning

__all__ = ["KINDS", "OVERLAPS", "RESAMPLINGS", "STATISTICS", "Choice", "check", "check_units", "choose", "full_turn",
           "meaning"]
