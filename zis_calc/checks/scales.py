"""What is wrong with the parts of a scale (tiers of a credit line, bands of attainment) and with their shares."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile
from zis_calc.model.document import DataPath
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.pack.intervals import interval_faults, read_share
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import UnitTable


def scale_findings(file: LibraryFile, model: CreditLine | Bands, units: UnitTable, *codes: str) -> Iterator[Problem]:
    """The problems of `codes` of the parts of a scale: F019 (gap), F020 (overlap), F021 (ends), U codes of an end."""
    key, parts = ("bands", model.bands) if isinstance(model, Bands) else ("reimbursement", model.reimbursement)
    if parts:
        found = interval_faults(units, key, parts)
        yield from (file.problem(one.code, path, **dict(one.values)) for path, one in found if one.code in codes)


def share_findings(file: LibraryFile, line: CreditLine, units: UnitTable, *codes: str) -> Iterator[Problem]:
    """The problems of `codes` of the guarantee and the shares of a credit line: U codes, and U010 beyond 0 to 100 %."""
    shares: list[tuple[DataPath, str]] = [(("guarantee",), line.guarantee)]
    shares += [(("reimbursement", index, "share"), tier.share) for index, tier in enumerate(line.reimbursement)]
    for path, text in shares:
        try:
            outside = not 0 <= read_share(units, text) <= 1
            found = [problem("U010", value=text, low="0 %", high="100 %")] if outside else []
        except ProblemError as error:
            found = list(error.problems)
        yield from (file.problem(one.code, path, **dict(one.values)) for one in found if one.code in codes)
