"""A number of a result -> the tree behind it, down to places in files and sources of factors."""

from zis_calc.explain.tree import explain, outputs

__all__ = ["explain", "outputs"]
