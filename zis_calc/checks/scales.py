"""Rules over credit lines and bands: their parts cover the whole scale once, and their shares are shares."""

from collections.abc import Iterator

from zis_calc.model.document import DataPath, Document, field_text
from zis_calc.model.programme import Bands, CreditLine
from zis_calc.pack.intervals import interval_faults, read_share
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import UnitTable


def credit_line_rules(document: Document, line: CreditLine, units: UnitTable) -> Iterator[Problem]:
    """F019, F020, F021 of the tiers, and U codes of guarantee and shares (each between 0 and 100 %)."""
    yield from _share(document, units, ("guarantee",), line.guarantee)
    for index, tier in enumerate(line.reimbursement):
        yield from _share(document, units, ("reimbursement", index, "share"), tier.share)
    if line.reimbursement:
        for path, found in interval_faults(units, "reimbursement", line.reimbursement):
            yield _placed(document, path, found)


def bands_rules(document: Document, bands: Bands, units: UnitTable) -> Iterator[Problem]:
    """F019, F020 and F021 of the bands: every attainment has one name; F026: `part_of` is another band."""
    path: DataPath
    for path, found in interval_faults(units, "bands", bands.bands):
        yield _placed(document, path, found)
    known = [band.id for band in bands.bands]
    for index, band in enumerate(bands.bands):
        if band.part_of is not None and (band.part_of not in known or band.part_of == band.id):
            path = ("bands", index, "part_of")
            yield _placed(document, path, problem("F026", band=band.part_of, known=", ".join(known)))


def _share(document: Document, units: UnitTable, path: DataPath, text: str) -> Iterator[Problem]:
    try:
        share = read_share(units, text)
    except ProblemError as error:
        yield from (_placed(document, path, found) for found in error.problems)
        return
    if not 0 <= share <= 1:
        yield _placed(document, path, problem("U010", value=text, low="0 %", high="100 %"))


def _placed(document: Document, path: DataPath, found: Problem) -> Problem:
    return problem(found.code, document.place(path), field_text(path), **dict(found.values))
