"""The flow of `zis-calc check`: `inputs` reads, `findings` looks, `measures` computes, `flow` keeps and chooses,
`fixing` mends.
"""

from zis_calc.checking.flow import Checked, check_paths
from zis_calc.checking.options import CheckOptions

__all__ = ["CheckOptions", "Checked", "check_paths"]
