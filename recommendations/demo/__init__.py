"""A demonstration: what was really said in two consultations, and who, invented, stands behind it.

The content is in the JSON files beside this one; the modules load it, each its own nouns.
"""
