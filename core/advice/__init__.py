"""Advice: rules that see what can go wrong before it does, from metadata and bounded samples of pixels."""

from .approach import Advice, advise
from .check import RULES, check
from .layer import Layer
from .points import Points
from .question import PURPOSES, Question
from .rule import Rule

__all__ = ["Advice", "PURPOSES", "Layer", "Points", "Question", "RULES", "Rule", "advise", "check"]
