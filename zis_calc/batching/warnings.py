"""What must be said beside the results of measures that went through the columnar gate: the rules of checks.results."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from zis_calc.checks.context import bound_of, reason_of
from zis_calc.columns import NA, ND, NO_ACTIVITY, OK, STATUSES, UNKNOWN, VECTORS
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.base import REVIEW_ORDER
from zis_calc.model.library import FactorUse, Library
from zis_calc.pack import Options
from zis_calc.problems import Problem, problem
from zis_calc.rows import DISCARDED, Rows

Uses = dict[tuple[str, str], FactorUse]


class Said(NamedTuple):
    """A warning or note about measures: the problem without a place, the field it is about, and at which measures."""

    problem: Problem
    key: str
    measures: Codes


def result_warnings(library: Library, rows: Rows, fuel: Array, process: Array) -> Iterator[Said]:
    """Warnings that depend on the numbers of each measure, and notes on what is missing for a figure."""
    yield from _vectors(rows)
    for key, values in (("copni_reduction_fuels", fuel), ("copni_reduction_process", process)):
        limit = library.settings.plausible.get(key)
        bound = bound_of(library.units, limit, "above", "µg TEQ/yr") if limit is not None else None
        if limit is None or bound is None:
            continue
        for index in np.flatnonzero(np.abs(values) > bound).tolist():
            text = f"{float(values[index]):.10g}"
            found = problem("M031", value=text, limit=f"{bound:.10g} µg TEQ/yr", reason=reason_of(limit))
            yield Said(found, "id", np.asarray([index]))
    yield from _plausible(library, rows)
    yield from _finance(rows)


def _vectors(rows: Rows) -> Iterator[Said]:
    """M030: a vector with a number on one side and none on the other."""
    for vector, name in enumerate(VECTORS):
        status = rows.vector_status[:, vector]
        sides = (rows.vector_baseline[:, vector], rows.vector_project[:, vector])
        shown = rows.has_releases & ((status == ND) | (status == UNKNOWN)) & ((sides[0] != 0) | (sides[1] != 0))
        for index in np.flatnonzero(shown).tolist():
            texts = [
                _side(float(values[index]), int(states[index, vector]))
                for values, states in zip(sides, (rows.baseline_status, rows.project_status), strict=True)
            ]
            found = problem("M030", vector=f"@{name}", baseline=texts[0], project=texts[1])
            yield Said(found, "id", np.asarray([index]))


def _side(known: float, status: int) -> str:
    if status in (OK, NO_ACTIVITY):
        return f"{known:.10g} µg TEQ/yr"
    code = "NA" if status == NA else STATUSES[status].upper()
    return f"{code} + {known:.10g} µg TEQ/yr" if known else code


_CELLS = {"simple_payback": "investment", "ghg_reduction": "id", "discount_rate": "discount_rate"}


def _plausible(library: Library, rows: Rows) -> Iterator[Said]:
    """M035: a result outside the limits of settings.yaml."""
    payback = np.where(rows.codes["payback_gross"] == OK, rows.values["payback_gross"], np.nan)
    for key, values, unit in (
        ("simple_payback", payback, "yr"),
        ("ghg_reduction", rows.values["ghg_reduction"], "t CO2e/yr"),
        ("discount_rate", rows.values["discount_rate"] * 100, "%"),
    ):
        limit = library.settings.plausible.get(key)
        if limit is None:
            continue
        above, below = bound_of(library.units, limit, "above", unit), bound_of(library.units, limit, "below", unit)
        high = np.zeros(len(rows), dtype=np.bool_) if above is None else np.abs(values) > above
        low = np.zeros(len(rows), dtype=np.bool_) if below is None else (values > 0) & (values < below)
        for index in np.flatnonzero(high | low).tolist():
            bound = limit.above if high[index] else limit.below
            text = f"{float(values[index]):.10g} {unit}"
            found = problem("M035", quantity=f"@{key}", value=text, limit=bound, reason=reason_of(limit))
            yield Said(found, _CELLS[key], np.asarray([index]))


def _finance(rows: Rows) -> Iterator[Said]:
    """M042, M043, M047, M049 and M051."""
    payback = np.where(rows.codes["payback_gross"] == OK, rows.values["payback_gross"], np.nan)
    lifetime, reduced = rows.values["lifetime"], ~np.isnan(rows.values["ghg_reduction"])
    for index in np.flatnonzero(payback > lifetime).tolist():
        found = problem("M042", payback=f"{float(payback[index]):.1f}", lifetime=f"{float(lifetime[index]):g}")
        yield Said(found, "lifetime", np.asarray([index]))
    endless = (rows.start > 0) & (rows.end >= NEVER)
    unsaved = ~np.isnan(rows.values["investment"]) & np.isnan(rows.values["annual_savings"])
    stages = np.asarray([key.stage == DISCARDED for key in rows.keys], dtype=np.bool_)
    for code, key, flags in (
        ("M043", "start", reduced & (rows.start == 0)), ("M049", "lifetime", reduced & endless),
        ("M051", "stage", stages), ("M047", "investment", unsaved),
    ):  # fmt: skip
        yield Said(problem(code), key, _where(flags))


NEVER = 3652059  # datetime.date.max.toordinal(): a measure without an end


def _where(flags: Flags) -> Codes:
    return np.flatnonzero(flags).astype(np.int64)


def factor_warnings(uses: Uses, year: int, price_year: int | None) -> Iterator[Problem]:
    """M041 and M037 of measures that use these factors in these years."""
    ids = sorted({use.id for use in uses.values()})
    weak = sorted({use.id for use in uses.values() if use.review == REVIEW_ORDER[-1]})
    if weak:
        yield problem("M041", count=len(weak), total=len(ids), factors=", ".join(weak))
    for use in uses.values():
        if use.how == "held" and use.valid_from is not None:
            named = price_year if use.quantity == "exchange_rate" else year
            yield problem("M037", factor=use.id, year=named, used=use.valid_from.year)


def default_rate(options: Options) -> Problem:
    """M044: the discount rate is the default."""
    return problem("M044", value=f"{options.discount_rate * 100:g} %")
