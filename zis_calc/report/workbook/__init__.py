"""Workbooks: the template that people fill, and the result with formulas, charts and the input to correct."""
