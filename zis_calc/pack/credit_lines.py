"""The terms of a credit under its line: guarantee and reimbursement, to the cent, as the line's file rules."""

import decimal
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from zis_calc.model.base import Words
from zis_calc.model.library import Library
from zis_calc.model.programme import CreditLine
from zis_calc.pack.intervals import place_of, read_share
from zis_calc.problems import ProblemError, did_you_mean, problem

TermsStatus = Literal["ok", "undefined_by_rule", "not_measured"]

_MODES = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
}
_PREFIX = "credit_lines."


@dataclass(frozen=True)
class LineTerms:
    """Guarantee and reimbursement [currency of the credit] and the share of the credit that is reimbursed.

    `undefined_by_rule`: the published rule does not define this stretch; the numbers follow the configured share
    and `note` says so. `not_measured`: the fall of the indicator is not known, so is the reimbursement.
    A line without tiers reimburses nothing: share 0, status ok.
    """

    guarantee: Decimal
    reimbursement: Decimal | None
    share: float | None
    status: TermsStatus
    note: Words | None = None


def line_id(library: Library, name: str) -> str:
    """The full id of the credit line that `name` writes (`seco_lca` or `credit_lines.seco_lca`); ProblemError P060."""
    for id in (name, f"{_PREFIX}{name}"):
        entry = library.entries.get(id)
        if entry is not None and entry.kind == "credit_line":
            return id
    known = [id.removeprefix(_PREFIX) for id in library.ids("credit_line")]
    raise ProblemError(problem("P060", line=name, known=", ".join(known), suggestion=did_you_mean(name, known)))


def credit_line(library: Library, name: str) -> CreditLine:
    """The credit line that `name` writes; ProblemError P060."""
    return _read(library.entries[line_id(library, name)].json)


@functools.lru_cache(maxsize=64)
def _read(text: str) -> CreditLine:
    return CreditLine.model_validate_json(text)


def line_terms(library: Library, line_id: str, amount: Decimal, reduction: float | None) -> LineTerms:
    """The terms of a credit of `amount` whose main indicator fell by `reduction` (a share; None or NaN: not known).

    guarantee = amount × share of the line; reimbursement = amount × share of the tier that holds the reduction, both
    rounded by the line's own rule. ProblemError P060 for an unknown line.
    """
    line = credit_line(library, line_id)
    units = library.units
    guarantee = rounded(line, amount * read_share(units, line.guarantee))
    if not line.reimbursement:
        return LineTerms(guarantee, rounded(line, Decimal(0)), 0.0, "ok")
    index = place_of(units, line.reimbursement, reduction)
    if index is None:
        return LineTerms(guarantee, None, None, "not_measured")
    tier = line.reimbursement[index]
    share = read_share(units, tier.share)
    status: TermsStatus = "ok" if tier.undefined is None else "undefined_by_rule"
    return LineTerms(guarantee, rounded(line, amount * share), float(share), status, tier.undefined)


def rounded(line: CreditLine, value: Decimal) -> Decimal:
    """An amount rounded as the line's file says."""
    unit = Decimal(1).scaleb(-line.rounding.decimals)
    return value.quantize(unit, _MODES[line.rounding.mode])
