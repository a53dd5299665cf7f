"""Stage against stage, all of it: attainment and bridge of every measure and of all together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from zis_calc.model.library import Library
from zis_calc.pack import Case, Options
from zis_calc.portfolio.attainment import BANDS, attainment_total, attainments
from zis_calc.portfolio.bridge import bridge_total, bridges
from zis_calc.portfolio.pairs import stage_pairs
from zis_calc.problem_texts import CATALOGUE
from zis_calc.problems import Problem, problem

Data = dict[str, Any]


class Comparison(NamedTuple):
    """Two stages compared: plain data, and what must be said of it."""

    data: Data
    problems: list[Problem]


def compare_stages(
    library: Library, options: Options, cases: Sequence[Case], first: str, last: str, bands: str = BANDS
) -> Comparison:
    """`{"from", "to", "attainment": {"measures", "total"}, "bridge": {"measures", "total"}}` of `cases`.

    `cases` are the chosen estimates of a run; their files are read for the stages `first` and `last`. Problems: errors
    of the stages that had to be refused, and notes P041 to P045 on what a bridge could not tell apart.
    """
    pairs = stage_pairs(library, options, cases, first, last)
    found = bridges(library, options, pairs)
    data = {
        "from": first,
        "to": last,
        "attainment": {
            "measures": attainments(library, options, pairs, bands),
            "total": attainment_total(library, options, pairs, bands),
        },
        "bridge": {"measures": found, "total": bridge_total(options, pairs, found)},
    }
    codes = {CATALOGUE[code].name: code for code in ("P041", "P042", "P043", "P044", "P045")}
    problems = [one for one in pairs.problems if one.code not in codes.values()]
    for bridge in found:
        case = pairs.cases[bridge["measure"]][1]
        problems += [
            problem(codes[name], case.document.place(case.path), "stages", case.measure.id) for name in bridge["notes"]
        ]
    return Comparison(data, problems)
