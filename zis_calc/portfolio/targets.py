"""Targets: what counts in each year against what was promised, for the whole and for each group."""

import calendar
import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from zis_calc.engine.types import Flags
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Statement
from zis_calc.model.programme import Share, Target
from zis_calc.pack.amounts import read_plain
from zis_calc.problems import Place, Problem, ProblemError, did_you_mean, problem
from zis_calc.result import Data
from zis_calc.rows import DISCARDED, Rows
from zis_calc.totals import Groups, number_of

DAYS = 365


class Goal(NamedTuple):
    """A target of the library, or the part of it that a programme answers for [tCO2e]."""

    target: Target
    share: Share | None
    part: float
    quantity: float

    @property
    def amount(self) -> float:
        """What the programme answers for [tCO2e]."""
        return float(f"{self.quantity * self.part:.14g}")  # 7 % of 20000 is 1400, without the dust of binary


def find_goal(library: Library, name: str, share: str | None) -> Goal:
    """The goal that a portfolio names.

    ProblemError P025 for an unknown target, P026 for an unknown share, P036 for a limit of emissions.
    """
    entry = next(
        (
            library.entries[id]
            for id in (name, f"targets.{name}")
            if id in library.entries and library.entries[id].kind == "target"
        ),
        None,
    )
    if entry is None:
        known = [id.removeprefix("targets.") for id in library.ids("target")]
        raise ProblemError(problem("P025", target=name, suggestion=did_you_mean(name, known), known=", ".join(known)))
    target = Target.model_validate_json(entry.json)
    if target.limits == "emissions":
        raise ProblemError(problem("P036", target=target.id))
    amount = library.units.amount(target.quantity, "point", "20000 tCO2e")
    quantity = amount.value * amount.unit.factor / library.units.unit("t CO2e").factor
    if share is None:
        return Goal(target, None, 1.0, quantity)
    found = next((one for one in target.shares if one.id == share), None)
    if found is None:
        known = [one.id for one in target.shares]
        raise ProblemError(problem("P026", share=share, target=target.id, known=", ".join(known) or "–"))
    part = read_plain(library.units, found.share, "point", "%", "7 %", 0, 100).value / 100
    return Goal(target, found, part, quantity)


def target_data(goal: Goal, rows: Rows, group_names: Mapping[str, Data]) -> Data:
    """What the portfolio and each of its groups reach of a goal: per year in operation, per closed year, cumulative."""
    target = goal.target
    kept = np.asarray([key.stage != DISCARDED for key in rows.keys], dtype=np.bool_)
    named = [group for group in group_names if any(key.group == group for key in rows.keys)]
    parts = [_reached(goal, rows, kept, None, None)]
    for group in named:
        inside = kept & np.asarray([key.group == group for key in rows.keys], dtype=np.bool_)
        parts.append(_reached(goal, rows, inside, group, group_names[group]))
    return {
        "target": target.id,
        "name": {"es": target.name.es, "en": target.name.en},
        "year": target.year,
        "quantity": goal.quantity,
        "unit": "tCO2e",
        "share": None
        if goal.share is None
        else {"id": goal.share.id, "name": {"es": goal.share.name.es, "en": goal.share.name.en}, "value": goal.part},
        "goal": goal.amount,
        "counting_rule": None
        if target.counting_rule is None
        else {"es": target.counting_rule.es, "en": target.counting_rule.en},
        "source": target.source,
        "review": target.review,
        "reached": parts,
    }


def _reached(goal: Goal, rows: Rows, inside: Flags, group: str | None, name: Data | None) -> Data:
    groups = Groups(np.where(inside, 0, -1).astype(np.int64), 1)
    reduced = rows.values["ghg_reduction"]
    dated = inside & (rows.start > 0) & ~np.isnan(reduced)
    years = [
        {
            "year": year,
            "closed": rows.closed[year],
            **_against(number_of(groups.only(dated).sums(column)[0]), goal.amount),
        }
        for year, column in rows.counted.items()
    ]
    counted = [year["value"] for year in years if year["closed"] and year["value"] is not None]
    return {
        "group": group,
        "name": name,
        "measures": int(rows.count[inside].sum()),
        "full_operation": {
            **_against(number_of(groups.sums(reduced)[0]), goal.amount),
            "measures": int(rows.count[inside & ~np.isnan(reduced)].sum()),
        },
        "years": years if dated.any() else [],
        "last_closed_year": max((year for year, closed in rows.closed.items() if closed), default=None),
        "last_closed": next((year for year in reversed(years) if year["closed"] and dated.any()), None),
        "cumulative": {
            **_against(math.fsum(counted) if counted else None, goal.amount),
            "measures": int(rows.count[dated].sum()),
        },
    }


def _against(value: float | None, goal: float) -> Data:
    return {"value": value, "ratio": value / goal if value is not None and goal > 0 else None}


def statement_data(statement: Statement, goal: Goal, data: Data) -> Data:
    """A published "N times the goal" beside what the figures give, and which part of a year it stands for."""
    reached = next((one for one in data["reached"] if one["group"] == statement.group), None)
    full = reached["full_operation"]["ratio"] if reached is not None else None
    closed = reached["cumulative"]["ratio"] if reached is not None else None
    # More than a full year is no part of one.
    part = statement.value / full if full and 0 < statement.value <= full else None
    return {
        "id": statement.id,
        "printed": statement.printed,
        "value": statement.value,
        "relation": statement.relation,
        "target": data["target"],
        "share": statement.share,
        "group": statement.group,
        "reading": {"es": statement.reading.es, "en": statement.reading.en},
        "full_operation": full,
        "closed_years": closed,
        "follows_from": _follows(statement, full, closed),
        "tonnes": statement.value * goal.amount,
        "part_of_year": part,
        "days_of_year": part * _year_length(reached) if part is not None else None,
    }


def _year_length(reached: Data | None) -> int:
    """The days of the last closed year, by which a part of a year is told in days."""
    last = reached["last_closed_year"] if reached is not None else None
    return 366 if last is not None and calendar.isleap(last) else DAYS


def _follows(statement: Statement, full: float | None, closed: float | None) -> list[str]:
    """From which of the two ratios the printed number follows at its own precision."""
    digits = len(f"{statement.value:g}".partition(".")[2])
    found = []
    for name, ratio in (("full_operation", full), ("closed_years", closed)):
        if ratio is None:
            continue
        fits = ratio > statement.value if statement.relation == "more_than" else round(ratio, digits) == statement.value
        if fits:
            found.append(name)
    return found


def statement_problems(data: Data, place: Place, field: str) -> list[Problem]:
    """P027: a printed number that follows from none of the figures."""
    if data["follows_from"] or data["full_operation"] is None:
        return []
    values = {
        "printed": data["printed"],
        "id": data["id"],
        "ratio": f"{data['full_operation']:.2f}",
        "part": "–" if data["part_of_year"] is None else f"{100 * data['part_of_year']:.1f} %",
        "days": "–" if data["days_of_year"] is None else f"{data['days_of_year']:.0f}",
    }
    return [problem("P027", place, field, **values)]
