"""Two editions of a text: which paragraph became which, and where marked words stand now.

It knows texts alone, no rows of the database.
"""

from consultations.editions.aligning import Pair, align
from consultations.editions.anchoring import How, Place, Span, place_spans

__all__ = ["How", "Pair", "Place", "Span", "align", "place_spans"]
