"""What is wanted of `zis-calc check`."""

import datetime
from dataclasses import dataclass

from zis_calc.problems import NOTE, Problem


@dataclass(frozen=True)
class CheckOptions:
    """What to report: codes that are selected (None: all) and ignored, whether notes show, the reporting date."""

    select: frozenset[str] | None = None
    ignore: frozenset[str] = frozenset()
    notes: bool = False
    as_of: datetime.date | None = None
    baseline: frozenset[str] = frozenset()

    def chooses(self, code: str) -> bool:
        """Whether findings of a code are wanted at all."""
        return code not in self.ignore and (self.select is None or code in self.select)

    def shows(self, found: Problem) -> bool:
        """Whether a finding is reported: notes where they are wanted, or selected by themselves."""
        wanted = self.notes or self.select is not None or found.severity != NOTE
        return wanted and self.chooses(found.code)


EVERYTHING = CheckOptions()
