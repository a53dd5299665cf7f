"""The measures of a book as columns: who they are, when they run, their money; and which of them are not plain."""

import datetime
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from zis_calc.intake.assemble import NOBODY, stage_codes
from zis_calc.intake.cells import read_date
from zis_calc.intake.columns import NONE, ColumnReader
from zis_calc.intake.tables import Codes, Flags, Numbers, Table, blanks, texts
from zis_calc.layout.grid import is_blank
from zis_calc.layout.sheets import sheets
from zis_calc.model.base import IDENTIFIER_LENGTH, IDENTIFIER_PATTERN
from zis_calc.model.measure import FIRST_YEAR, LAST_YEAR, STAGES
from zis_calc.pack.context import Gate
from zis_calc.pack.gate import later
from zis_calc.pack.money import MAX_LIFETIME
from zis_calc.pack.plans import money_plan, plain_factor
from zis_calc.problems import ProblemError

_WORDS = ("name", "company", "sector", "zone", "technology", "equipment", "stage")
_FREE = frozenset(("description", "notes", "id", *_WORDS))  # words without meaning for numbers
_READ = frozenset(("start", "end", "lifetime", "date", "factor_year"))
_MONEY = ("investment", "grant", "other_costs")
_FINANCE_READ = frozenset((*_MONEY, "discount_rate", "price_year"))
_IS_IDENTIFIER = re.compile(IDENTIFIER_PATTERN)
NEVER_ENDS = datetime.date.max.toordinal()


@dataclass
class MeasureTable:
    """N chosen measures: words as lists, numbers as columns (0 or NaN where not given), `doubtful` where not plain.

    `table` and `row` say where each stands. `finance` names the plans behind its money (for the factors used).
    """

    ids: list[str]
    words: dict[str, list[str]]
    table: Codes
    row: Codes
    start: Codes
    end: Codes
    lifetime: Numbers
    date: Codes
    factor_year: Codes
    price_year: Codes
    money: dict[str, Numbers]
    discount_rate: Numbers
    has_finance: Flags
    doubtful: Flags
    uses: list[tuple[Any, ...]]


def read_measures(columns: ColumnReader, gate: Gate, chosen: list[int]) -> MeasureTable:
    """The measures of the chosen cases."""
    whole = columns.whole
    cases = [whole.cases[number] for number in chosen]
    size = len(cases)
    ids = [case.id for case in cases]
    numbers = np.fromiter((case.table for case in cases), dtype=np.int64, count=size)
    rows = np.fromiter((case.row for case in cases), dtype=np.int64, count=size)
    made = _Made(columns, gate, np.asarray(chosen, dtype=np.int64), numbers, rows)
    doubtful = made.doubtful
    doubtful |= np.fromiter((len(whole.by_id[id]) > 1 for id in ids), dtype=np.bool_, count=size)
    doubtful |= np.fromiter(
        (len(id) > IDENTIFIER_LENGTH or _IS_IDENTIFIER.match(id) is None for id in ids), dtype=np.bool_, count=size
    )
    words = {key: made.word(key) for key in _WORDS}
    words["stage"] = stage_codes(words["stage"])
    doubtful |= np.fromiter(
        (not name or stage not in STAGES for name, stage in zip(words["name"], words["stage"], strict=True)),
        dtype=np.bool_, count=size,
    )  # fmt: skip
    for one in sheets()["measures"].fields:
        if one.key not in _FREE and one.key not in _READ:
            doubtful |= made.given("measures", one.key)
    _from_companies(whole.companies, words)
    start, end_date, date = made.dates("start"), made.dates("end"), made.dates("date")
    factor_year = made.whole_number("measures", "factor_year")
    lifetime = made.scaled("measures", "lifetime", "yr")
    with np.errstate(invalid="ignore"):
        doubtful |= (lifetime <= 0) | (lifetime > MAX_LIFETIME)
    finance = _read_finance(made, gate)
    end, lifetime = _ends(start, end_date, lifetime, doubtful)
    return MeasureTable(
        ids, words, numbers, rows, start, end, lifetime, date, factor_year, *finance[:4], doubtful, finance[4],
    )  # fmt: skip


def _from_companies(companies: dict[str, tuple[str, str, str]], words: dict[str, list[str]]) -> None:
    """A company under its own spelling; sector and zone from the sheet of companies where the measure has none."""
    if not companies:
        return
    for index, company in enumerate(words["company"]):
        entry = companies.get(company)
        if entry is not None:
            words["company"][index] = entry[0]
            words["sector"][index] = words["sector"][index] or entry[1]
            words["zone"][index] = words["zone"][index] or entry[2]


class _Made:
    """Columns of the measures sheet, and of the finance sheet by measure, for the chosen cases."""

    def __init__(self, columns: ColumnReader, gate: Gate, chosen: Codes, table: Codes, row: Codes) -> None:
        self.columns, self.gate = columns, gate
        self.table, self.row = table, row
        self.size = len(chosen)
        self.doubtful = np.zeros(self.size, dtype=np.bool_)
        whole = columns.whole
        self.position = np.full(len(whole.cases) + 1, NOBODY, dtype=np.int64)
        self.position[chosen] = np.arange(self.size)

    def _tables(self, sheet: str) -> list[tuple[int, Table]]:
        found = [(number, one) for number, one in enumerate(self.columns.whole.tables) if one.sheet.key == sheet]
        return [(number, one) for number, one in found if one.size]

    def word(self, key: str) -> list[str]:
        """A column of words."""
        plain = self._one_table(key)
        if plain is not None:
            return plain
        codes = self._codes("measures", key)
        known = self.columns.texts.words
        return [known[code] or "" for code in codes.tolist()]

    def _one_table(self, key: str) -> list[str] | None:
        """A column of words of one sheet in which every case has one row: the common case, without codes."""
        tables = self._tables("measures")
        if len(tables) != 1 or self.columns.whole.has_repeats:
            return None
        table = tables[0][1]
        self.doubtful[self.columns.odd(table, key)[self.row]] = True
        cells = table.cells(key)
        if cells is None:
            return [""] * self.size
        values = texts(cells)
        return values if len(values) == self.size else [values[row] for row in self.row.tolist()]

    def _codes(self, sheet: str, key: str) -> Codes:
        result = np.zeros(self.size, dtype=np.int64)
        for number, table in self._tables(sheet):
            codes = self.columns.words(table, key)
            odd = self.columns.odd(table, key)
            case = self.columns.whole.rows_of[number]
            position = np.where(case >= 0, self.position[case], NOBODY)
            self.doubtful[position[(position >= 0) & odd]] = True
            own = (self.table == number) if sheet == "measures" else np.zeros(self.size, dtype=np.bool_)
            result[own] = codes[self.row[own]]
            more = np.flatnonzero((position >= 0) & (codes != NONE))
            differs = codes[more] != result[position[more]]
            self.doubtful[position[more[differs]]] = True
        return result

    def given(self, sheet: str, key: str) -> Flags:
        """Which measures have something in a column."""
        flags = np.zeros(self.size, dtype=np.bool_)
        for number, table in self._tables(sheet):
            cells = table.cells(key)
            if cells is None:
                continue
            case = self.columns.whole.rows_of[number]
            position = np.where(case >= 0, self.position[case], NOBODY)
            flags[position[(position >= 0) & (~blanks(cells) | self.columns.odd(table, key))]] = True
        return flags

    def dates(self, key: str) -> Codes:
        """A column of dates as ordinals, 0 where there is none."""

        def read(table: Table) -> tuple[Codes, Flags, Flags]:
            cells = table.cells(key)
            if cells is None:
                nothing = np.zeros(table.size, dtype=np.bool_)
                return np.zeros(table.size, dtype=np.int64), nothing, nothing
            known: dict[Any, int] = {}
            for cell in cells:
                if cell not in known:
                    try:
                        known[cell] = 0 if is_blank(cell) else read_date(cell, table.grid.date1904).toordinal()
                    except ProblemError:
                        known[cell] = -1
            values = np.fromiter(map(known.__getitem__, cells), dtype=np.int64, count=table.size)
            return values, (values < 0) | self.columns.odd(table, key), values > 0

        return self._same("measures", 0, read)  # type: ignore[no-any-return]

    def _same(self, sheet: str, empty: Any, read: Any) -> Any:
        """A column of a sheet by measure; several rows of a measure may say the same, else it is doubtful."""
        result = np.full(self.size, empty)
        is_set = np.zeros(self.size, dtype=np.bool_)
        for number, table in self._tables(sheet):
            values, doubtful, given = read(table)
            case = self.columns.whole.rows_of[number]
            position = np.where(case >= 0, self.position[case], NOBODY)
            keep = position >= 0
            self.doubtful[position[keep & doubtful]] = True
            present = np.flatnonzero(keep & given)[::-1]
            result[position[present]] = values[present]
            is_set[position[present]] = True
            differs = values[present] != result[position[present]]
            self.doubtful[position[present[differs]]] = True
            blank = np.flatnonzero(keep & ~given)
            self.doubtful[position[blank[is_set[position[blank]] & (self.row[position[blank]] == blank)]]] = True
        return result

    def whole_number(self, sheet: str, key: str) -> Codes:
        """A column of whole numbers, 0 where there is none."""

        def read(table: Table) -> tuple[Codes, Flags, Flags]:
            column = self.columns.numbers(table, key)
            given = ~np.isnan(column.values)
            values = np.where(given, column.values, 0.0)
            odd = (values != np.floor(values)) | (given & ((values < FIRST_YEAR) | (values > LAST_YEAR)))
            units = np.zeros(table.size, dtype=np.bool_)
            units[list(column.units)] = True
            return np.where(odd, 0, values).astype(np.int64), column.doubtful | odd | units, given & ~odd

        return self._same(sheet, 0, read)  # type: ignore[no-any-return]

    def scaled(self, sheet: str, key: str, unit: str) -> Numbers:
        """A column of amounts in `unit`, NaN where there is none."""

        def read(table: Table) -> tuple[Numbers, Flags, Flags]:
            values, codes, doubtful = self.columns.amount(table, key, unit == "%", unit == "%")
            known = self.columns.texts.words
            factors = {int(code): plain_factor(self.gate, known[int(code)] or "", unit) for code in np.unique(codes)}
            scale = np.asarray([factors[int(code)] or np.nan for code in codes.tolist()], dtype=np.float64)
            given = ~np.isnan(values)
            return values * scale, doubtful | (given & np.isnan(scale)), given

        return self._same(sheet, np.nan, read)  # type: ignore[no-any-return]

    def amounts(self, key: str) -> tuple[Numbers, Codes]:
        """A column of the finance sheet as written, with the codes of its units."""
        values: Numbers = self._same("finance", np.nan, lambda table: self._amount(table, key, 0))
        units: Codes = self._same("finance", 0, lambda table: self._amount(table, key, 1))
        return values, units

    def _amount(self, table: Table, key: str, part: int) -> tuple[Any, Flags, Flags]:
        values, codes, doubtful = self.columns.amount(table, key)
        return (values, codes)[part], doubtful, ~np.isnan(values)


def _read_finance(made: _Made, gate: Gate) -> tuple[Codes, dict[str, Numbers], Numbers, Flags, list[tuple[Any, ...]]]:
    """Price years, money in the run's currency, discount rates, which measures speak of money, the plans used."""
    doubtful = made.doubtful
    has_finance = np.zeros(made.size, dtype=np.bool_)
    for one in sheets()["finance"].fields:
        given = made.given("finance", one.key)
        has_finance |= given
        if one.key not in _FINANCE_READ:
            doubtful |= given
    _one_row_each(made)
    price_year = made.whole_number("finance", "price_year")
    money: dict[str, Numbers] = {}
    uses: list[tuple[Any, ...]] = [()] * made.size
    known = made.columns.texts.words
    plans: dict[tuple[int, int, bool], Any] = {}
    for key in _MONEY:
        values, units = made.amounts(key)
        present = np.flatnonzero(~np.isnan(values))
        result = np.full(made.size, np.nan)
        pairs = list(zip(units[present].tolist(), price_year[present].tolist(), strict=True))
        for pair in dict.fromkeys(pairs):
            plan_key = (*pair, key == "other_costs")
            if plan_key not in plans:
                plans[plan_key] = money_plan(gate, known[pair[0]] or "", pair[1] or None, key == "other_costs")
            plan = plans[plan_key]
            chosen = present[[one == pair for one in pairs]] if len(set(pairs)) > 1 else present
            if plan is None:
                doubtful[chosen] = True
                continue
            total = values[chosen]
            for factor in plan.factors:
                total = total * factor
            result[chosen] = total
            if plan.uses:
                for index in chosen.tolist():
                    uses[index] = (*uses[index], plan_key)
        money[key] = result
    with np.errstate(invalid="ignore"):
        doubtful |= (money["investment"] < 0) | (money["grant"] < 0)
        doubtful |= np.nan_to_num(money["grant"]) > money["investment"]
    rate = made.scaled("finance", "discount_rate", "%")
    with np.errstate(invalid="ignore"):
        doubtful |= (rate < 0) | (rate > 100)
    named = [tuple(plans[one] for one in keys) for keys in uses] if any(uses) else uses
    return price_year, money, rate / 100, has_finance, named


def _one_row_each(made: _Made) -> None:
    """A second row of the finance sheet for the same measure is doubtful."""
    for number, table in made._tables("finance"):
        if "measure" not in table.sources:
            continue
        case = made.columns.whole.rows_of[number]
        position = np.where(case >= 0, made.position[case], NOBODY)
        counts = np.bincount(position[position >= 0], minlength=made.size)
        made.doubtful |= counts > 1


def _ends(start: Codes, end: Codes, lifetime: Numbers, doubtful: Flags) -> tuple[Codes, Numbers]:
    """The end (exclusive, an ordinal) and the lifetime of each measure, as the ordinary gate finds them."""
    ends = np.zeros(start.size, dtype=np.int64)
    lives = lifetime.copy()
    known: dict[tuple[int, float], int] = {}
    for index in np.flatnonzero(start > 0).tolist():
        first, last, life = int(start[index]), int(end[index]), float(lifetime[index])
        if last and last <= first:
            doubtful[index] = True
        elif life == life and life <= MAX_LIFETIME:
            key = (first, life)
            if key not in known:
                known[key] = later(datetime.date.fromordinal(first), life).toordinal()
            ends[index] = last or known[key]
            doubtful[index] |= bool(last) and abs(last - known[key]) > 1
        elif last:
            ends[index] = last
            lives[index] = (last - first) / 365.25
        else:
            ends[index] = NEVER_ENDS
    return ends, lives
