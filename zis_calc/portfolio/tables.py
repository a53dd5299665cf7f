"""Tables of a portfolio: the rows grouped by a word of their key, and the funnel by stage."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.measure import STAGES
from zis_calc.result import Data
from zis_calc.rows import DISCARDED, Key, Rows
from zis_calc.totals import Groups, number_of, ratios

# The figures of a table: name in the result, column, unit.
_SUMS = (
    ("ghg_reduction", "ghg_reduction", "tCO2e/yr"),
    ("copni_reduction", "copni_reduction", "µg TEQ/yr"),
    ("energy_reduction", "energy_reduction", "MWh/yr"),
    ("annual_savings", "annual_savings", "{currency}/yr"),
    ("investment", "investment", "{currency}"),
    ("grant", "grant", "{currency}"),
)
# What a measure may lack: the column and the word for it, as in `totals`.
_LACKS = (
    ("ghg_reduction", "no_flows"), ("copni_reduction", "no_copni"), ("annual_savings", "no_savings"),
    ("investment", "no_investment"), ("grant", "no_finance"), ("lifetime", "no_lifetime"), ("start", "no_start"),
)  # fmt: skip
_RATIOS = ("payback", "payback_gross", "npv", "irr", "abatement_cost")


def table(rows: Rows, words: Sequence[str | None], currency: str, behind: Callable[[Key], Sequence[str]]) -> list[Data]:
    """One entry per distinct word, by the alphabet (rows without a word last).

    Each figure says on how many measures it rests; `missing` names, by what they lack, the measures that figures leave
    out. Discarded rows are in none. `behind` gives the keys of the companies of a row, for counting companies.
    """
    distinct = sorted({word for word in words if word is not None}, key=_alphabet)
    number = {word: index for index, word in enumerate(distinct)}
    rest = len(distinct)
    code = np.asarray([number[word] if word is not None else rest for word in words], dtype=np.int64)
    kept = np.asarray([key.stage != DISCARDED for key in rows.keys], dtype=np.bool_)
    code = np.where(kept, code, -1).astype(np.int64) if len(code) else code
    groups = Groups(code, rest + 1)
    blocks = _figures(rows, groups, currency)
    companies: list[set[str]] = [set() for _ in range(groups.size)]
    for key, group in zip(rows.keys, code.tolist(), strict=True):
        if group >= 0:
            companies[group].update(behind(key))
    missing = _missing(rows, code, groups.size)
    present = _counts(rows, code, groups.size, kept)
    data = []
    for group, word in enumerate((*distinct, None)):
        if not present[group]:
            continue
        entry: Data = {"key": word, "measures": present[group], "companies": len(companies[group])}
        entry["missing"] = missing[group]
        data.append({**entry, **{name: values[group] for name, values in blocks.items()}})
    return data


def _missing(rows: Rows, code: Codes, size: int) -> list[dict[str, list[str]]]:
    """Per group: the measures that lack something, by what they lack; the words are those of the totals."""
    found: list[dict[str, list[str]]] = [{} for _ in range(size)]
    for column, reason in _LACKS:
        absent = rows.start == 0 if column == "start" else np.isnan(rows.values[column])
        for index in np.flatnonzero(absent & (code >= 0)).tolist():
            found[int(code[index])].setdefault(reason, []).append(rows.keys[index].id)
    return found


def _alphabet(word: str) -> tuple[str, str]:
    return word.casefold(), word


def _counts(rows: Rows, code: Codes, size: int, chosen: Flags) -> list[int]:
    """How many measures (a reported row may stand for several) of each group are among the chosen rows."""
    if not len(code):
        return [0] * size
    here = chosen & (code >= 0)
    weights = np.bincount(code[here], weights=rows.count[here].astype(np.float64), minlength=size)
    return [int(weight) for weight in weights]


def _figures(rows: Rows, groups: Groups, currency: str) -> dict[str, list[Data]]:
    blocks: dict[str, list[Data]] = {}
    for name, column, unit in _SUMS:
        values = rows.values[column]
        known = _counts(rows, groups.code, groups.size, ~np.isnan(values))
        blocks[name] = [
            {"value": number_of(value), "unit": unit.format(currency=currency), "measures": count}
            for value, count in zip(groups.sums(values), known, strict=True)
        ]
    if not len(rows):
        return blocks
    for name, (rests_on, quantities) in ratios(rows, groups, currency).items():
        if name in _RATIOS:
            known = _counts(rows, groups.code, groups.size, rests_on)
            blocks[name] = [{**value, "measures": count} for value, count in zip(quantities, known, strict=True)]
    total: Array = np.zeros(len(rows))
    for counted in rows.counted.values():
        total = total + counted
    counts = (rows.start > 0) & ~np.isnan(rows.values["ghg_reduction"])
    known = _counts(rows, groups.code, groups.size, counts)
    sums = groups.only(counts).sums(total)
    blocks["ndc_cumulative"] = [
        {"value": number_of(value), "unit": "tCO2e", "measures": count}
        for value, count in zip(sums, known, strict=True)
    ]
    return blocks


def funnel(by_stage: Mapping[str, Rows], standing: Rows, company: Callable[[Key], Sequence[str]]) -> list[Data]:
    """Per stage: how many measures have an estimate at it, how many stand at it, and the tonnes of that estimate."""
    now: dict[str, int] = dict.fromkeys(STAGES, 0)
    for key, count in zip(standing.keys, standing.count.tolist(), strict=True):
        now[key.stage] += count
    data = []
    for stage in STAGES:
        rows = by_stage.get(stage)
        if rows is None or not len(rows):
            continue
        groups = Groups(np.zeros(len(rows), dtype=np.int64), 1)
        known = {name: _counts(rows, groups.code, 1, ~np.isnan(rows.values[name]))[0] for name, _, _ in _SUMS}
        data.append(
            {
                "key": stage,
                "measures": int(rows.count.sum()),
                "standing": now[stage],
                "companies": len({found for key in rows.keys for found in company(key)}),
                **{
                    name: {"value": number_of(groups.sums(rows.values[name])[0]), "unit": unit, "measures": known[name]}
                    for name, _, unit in _SUMS[:2]
                },
            }
        )
    return data


def years_table(rows: Rows) -> list[Data]:
    """Per calendar year: what counts, what runs, what began, and the sum so far; discarded rows are in none."""
    kept = np.asarray([key.stage != DISCARDED for key in rows.keys], dtype=np.bool_) & (rows.start > 0)
    known = kept & ~np.isnan(rows.values["ghg_reduction"])
    groups = Groups(np.where(known, 0, -1).astype(np.int64), 1)
    data: list[Any] = []
    values: list[float] = []
    for year, column in rows.counted.items():
        value = number_of(groups.sums(column)[0])
        values += [value] if value is not None else []
        running = kept & (rows.share[year] > 0)
        data.append(
            {
                "key": year, "closed": rows.closed[year], "running": int(rows.count[running].sum()),
                "ghg": {"value": value, "unit": "tCO2e", "measures": int(rows.count[known & running].sum())},
                "cumulative": {"value": math.fsum(values) if values else None, "unit": "tCO2e"},
            }
        )  # fmt: skip
    return data
