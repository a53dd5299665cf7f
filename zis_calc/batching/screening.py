"""Which measures of a book the columnar gate can vouch for: their columns, and what is doubtful."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from zis_calc.engine.types import Codes, Flags
from zis_calc.intake.assemble import NOBODY, Assembly
from zis_calc.intake.columns import ColumnReader, Where
from zis_calc.intake.measures import MeasureTable, read_measures
from zis_calc.intake.tables import text_of
from zis_calc.layout.grid import is_blank
from zis_calc.pack.columnar import (
    COPNI_NUMBERS,
    COPNI_WORDS,
    FLOW_NUMBERS,
    FLOW_WORDS,
    ColumnGate,
    FlowColumns,
    Kinds,
    MeasureColumns,
)
from zis_calc.pack.context import Gate
from zis_calc.pack.plans import social_plan


class Screened(NamedTuple):
    """A book screened: the measures as columns, their flows and COPni changes, and which measures are doubtful."""

    measures: MeasureTable
    flows: FlowColumns
    flow_where: Where
    flow_kinds: Kinds
    copni: FlowColumns
    copni_where: Where
    copni_kinds: Kinds
    columns: MeasureColumns
    doubtful: Flags
    texts: Sequence[str | None]


def screen(whole: Assembly, columns: ColumnReader, gate: Gate, chosen: list[int]) -> Screened:
    """Which of the chosen cases the columnar gate can vouch for, with their columns."""
    measures = read_measures(columns, gate, chosen)
    size = len(chosen)
    position = np.full(len(whole.cases) + 1, NOBODY, dtype=np.int64)
    position[np.asarray(chosen, dtype=np.int64)] = np.arange(size)
    flow_words = [name for name in FLOW_WORDS if not name.endswith(".unit")]
    flows, flow_where, odd_flows = columns.rows("flows", position, FLOW_NUMBERS, flow_words, ())
    copni_words = [name for name in COPNI_WORDS if not name.endswith(".unit")]
    others = ("baseline.activities", "project.activities")
    copni, copni_where, odd_copni = columns.rows("copni", position, COPNI_NUMBERS, copni_words, others)
    year = _years(measures, gate)
    known = columns.texts
    per_column = ColumnGate(gate, known.words, year, measures.price_year)
    flow_kinds, copni_kinds = per_column.flow_kinds(flows), per_column.copni_kinds(copni)
    doubtful = measures.doubtful.copy()
    doubtful[flows.measure[odd_flows | flow_kinds.doubtful]] = True
    doubtful[copni.measure[odd_copni | copni_kinds.doubtful]] = True
    has_rows = np.zeros(size, dtype=np.bool_)
    has_rows[flows.measure] = True
    has_rows[copni.measure] = True
    doubtful |= ~has_rows
    doubtful |= _named_elsewhere(whole, chosen, position)
    return Screened(
        measures,
        flows,
        flow_where,
        flow_kinds,
        copni,
        copni_where,
        copni_kinds,
        _measure_columns(measures, year, gate),
        doubtful,
        known.words,
    )


def _years(measures: MeasureTable, gate: Gate) -> Codes:
    """The year of the factors of each measure: said, else of its start, its date, the reporting date."""
    ordinal = np.where(measures.start > 0, measures.start, measures.date)
    days, inverse = np.unique(ordinal, return_inverse=True)
    years = [datetime.date.fromordinal(day).year if day > 0 else gate.options.as_of.year for day in days.tolist()]
    found = np.asarray(years, dtype=np.int64)[inverse] if days.size else np.zeros(0, dtype=np.int64)
    return np.where(measures.factor_year > 0, measures.factor_year, found)


def _named_elsewhere(whole: Assembly, chosen: list[int], position: Codes) -> Flags:
    """Measures with methods, prices or odd evidence, and those that others come after."""
    flags = np.zeros(len(chosen), dtype=np.bool_)
    names: set[str] = set()
    for number, table in enumerate(whole.tables):
        case = whole.rows_of[number]
        if table.sheet.key in ("methods", "prices"):
            flags[position[case[case >= 0]][position[case[case >= 0]] >= 0]] = True
        elif table.sheet.key == "evidence":
            for row in range(table.size):
                at = int(position[case[row]]) if case[row] >= 0 else NOBODY
                if at >= 0 and (is_blank(table.cell(row, "what")) or is_blank(table.cell(row, "title"))):
                    flags[at] = True
                year = table.cell(row, "year")
                if at >= 0 and not is_blank(year) and not isinstance(year, float):
                    flags[at] = True
        elif table.sheet.key == "measures" and "after" in table.sources:
            cells = table.cells("after") or ()
            names |= {one.strip() for cell in cells if not is_blank(cell) for one in text_of(cell).split(";")}
    for name in names:
        for case_number in whole.by_id.get(name, ()):
            if position[case_number] >= 0:
                flags[position[case_number]] = True
    return flags


def _measure_columns(measures: MeasureTable, year: Codes, gate: Gate) -> MeasureColumns:
    """The inputs of the engine by measure; what a book does not say is the default, as in the ordinary gate."""
    missing = np.full(len(measures.ids), np.nan)
    money = measures.money
    invested = ~np.isnan(money["investment"])
    social = {
        int(price_year): social_plan(gate, int(price_year) or None) for price_year in np.unique(measures.price_year)
    }
    rates = {price_year: one.discount_rate[0] for price_year, one in social.items()}
    prices = {price_year: one.carbon_price[0] for price_year, one in social.items()}
    years = measures.price_year.tolist()
    values = {
        "investment": money["investment"],
        "grant": np.where(np.isnan(money["grant"]), 0.0, money["grant"]),
        "other_costs": np.where(np.isnan(money["other_costs"]), 0.0, money["other_costs"]),
        "lifetime": measures.lifetime,
        "discount_rate": np.where(np.isnan(measures.discount_rate), gate.options.discount_rate, measures.discount_rate),
        "reported_ghg_reduction": missing,
        "reported_copni_reduction": missing,
        "reported_annual_savings": missing,
        "social_discount_rate": np.where(invested, np.asarray([rates[one] for one in years]), np.nan),
        "carbon_price": np.where(invested, np.asarray([prices[one] for one in years]), np.nan),
    }
    return MeasureColumns(
        values, ~np.isnan(money["other_costs"]), measures.start, measures.end, year, measures.price_year
    )
