"""THE GATE: measures as people write them -> columns. Only here does a unit, a date or a factor become a float."""

from zis_calc.pack.batch import Batch, Case
from zis_calc.pack.gate import pack
from zis_calc.pack.options import Options

__all__ = ["Batch", "Case", "Options", "pack"]
