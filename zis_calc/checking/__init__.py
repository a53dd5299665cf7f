"""The flow of `zis-calc check`: `flow` reads and gathers, `measures` computes, `fixing` mends."""

from zis_calc.checking.flow import Checked, CheckOptions, check_paths

__all__ = ["CheckOptions", "Checked", "check_paths"]
