"""Indicators of a portfolio: which measures count, the quantities that they make, and the figure of each indicator."""

import calendar
import datetime
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from zis_calc import formula
from zis_calc.columns import IMMEDIATE, NEVER, OK, STATUSES
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.indicators import PREFIX, QUANTITIES, Ready, framework_id, make_ready
from zis_calc.model.document import Document, field_text
from zis_calc.model.indicator import Counting, Indicator
from zis_calc.model.library import Library
from zis_calc.model.portfolio import IndicatorReport
from zis_calc.problems import Problem, ProblemError, did_you_mean, problem
from zis_calc.units import Amount, Unit, UnitTable, describe

Data = dict[str, Any]

NAMED = 20  # so many measures are named where some are missing; their number is always given
_UNDEFINED = (NEVER, IMMEDIATE)


@dataclass(frozen=True)
class MeasureColumns:
    """The measures of a portfolio that are in its totals, as columns of N; NaN is `not known`.

    ids: id of each. companies: the canonical names behind each (several where a file reports for several).
    stages: the stage that is shown. start: ordinal of the day of commissioning, 0 where not known. count: how many
    measures each stands for. GHG [tCO2e/yr], COPni [µg TEQ/yr] (`copni_air`: the air vector alone), energy [MWh/yr],
    lifetime [yr], money in the currency of the run, paybacks [yr] with their status codes (`columns.STATUSES`).
    `npv` and `payback` are with the grant, `npv_gross` and `payback_gross` without it, as in a result.
    """

    ids: Sequence[str]
    companies: Sequence[Sequence[str]]
    stages: Sequence[str]
    start: Codes
    count: Codes
    ghg_baseline: Array
    ghg_reduction: Array
    copni_reduction: Array
    copni_air: Array
    energy_reduction: Array
    investment: Array
    grant: Array
    annual_savings: Array
    npv: Array
    npv_gross: Array
    payback: Array
    payback_status: Codes
    payback_gross: Array
    payback_gross_status: Codes
    lifetime: Array


@dataclass(frozen=True)
class Quantities:
    """What each measure contributes to each quantity, and which measures count under a rule; shapes (N,).

    `left_out`: how many measures do not count, by reason (`stage`, `too_early`, `no_start`). `undefined`: measures
    whose value of a quantity has no number for a reason of its own (`never`, `immediate`).
    """

    ids: Sequence[str]
    companies: Sequence[Sequence[str]]
    count: Array
    counted: Flags
    left_out: Mapping[str, int]
    parts: Mapping[str, Array]
    undefined: Mapping[str, Mapping[str, Flags]]


QuantitiesOf = Callable[[Counting], Quantities]


def quantities(measures: MeasureColumns, counting: Counting, as_of: datetime.date) -> Quantities:
    """The quantities of the `measures` that count at `as_of`: in a stage that counts, and long enough after the start.

    A measure counts from the same day of the month `months_after_start` months later (or the last day of that month).
    """
    size = len(measures.ids)
    in_stage = np.asarray([not counting.stages or one in counting.stages for one in measures.stages], dtype=np.bool_)
    in_time, known_start = np.ones(size, dtype=np.bool_), np.ones(size, dtype=np.bool_)
    if counting.months_after_start:
        starts = np.asarray(measures.start).tolist()
        due = {start: _months_after(start, counting.months_after_start) for start in set(starts)}
        known_start = np.asarray([start > 0 for start in starts], dtype=np.bool_)
        in_time = np.asarray([due[start] <= as_of.toordinal() for start in starts], dtype=np.bool_)
    count = np.asarray(measures.count, dtype=np.float64)
    left_out = {
        "stage": int(math.fsum(count[~in_stage])),
        "no_start": int(math.fsum(count[in_stage & ~known_start])),
        "too_early": int(math.fsum(count[in_stage & known_start & ~in_time])),
    }
    return Quantities(
        measures.ids,
        measures.companies,
        count,
        in_stage & known_start & in_time,
        left_out,
        _parts(measures),
        _undefined(measures),
    )


def _months_after(start: int, months: int) -> int:
    """The ordinal `months` months after the ordinal `start`; 0 (not known) stays 0."""
    if start <= 0:
        return 0
    day = datetime.date.fromordinal(start)
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if year > datetime.MAXYEAR:
        return datetime.date.max.toordinal() + 1
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last)).toordinal()


def _parts(measures: MeasureColumns) -> dict[str, Array]:
    one = measures.count == 1
    granted = np.nan_to_num(measures.grant) > 0
    without = np.where(np.isnan(measures.grant), np.nan, 0.0)  # nothing was granted: it adds nothing
    improvement = np.full(len(measures.ids), np.nan)
    np.divide(measures.ghg_reduction, measures.ghg_baseline, out=improvement, where=measures.ghg_baseline > 0)
    return {
        "ghg_baseline": measures.ghg_baseline,
        "ghg_reduction": measures.ghg_reduction,
        "ghg_lifetime": measures.ghg_reduction * measures.lifetime,
        "copni_reduction": measures.copni_reduction,
        "copni_air": measures.copni_air,
        "energy_reduction": measures.energy_reduction,
        "energy_lifetime": measures.energy_reduction * measures.lifetime,
        "investment": measures.investment,
        "grant": measures.grant,
        "annual_savings": measures.annual_savings,
        "granted_investment": np.where(granted, measures.investment, without),
        "granted_ghg_reduction": np.where(granted, measures.ghg_reduction, without),
        "granted_ghg_lifetime": np.where(granted, measures.ghg_reduction * measures.lifetime, without),
        "total_npv": measures.npv,
        "mean_npv": measures.npv,
        "total_npv_gross": measures.npv_gross,
        "mean_npv_gross": measures.npv_gross,
        # The payback of a file that stands for several measures is a ratio of totals, not one of them, nor their mean.
        "mean_payback": np.where(one & (measures.payback_status == OK), measures.payback, np.nan),
        "mean_payback_gross": np.where(one & (measures.payback_gross_status == OK), measures.payback_gross, np.nan),
        "mean_improvement": np.where(one, improvement, np.nan),
    }


def _undefined(measures: MeasureColumns) -> dict[str, dict[str, Flags]]:
    found = {}
    for name, status in (
        ("mean_payback", measures.payback_status),
        ("mean_payback_gross", measures.payback_gross_status),
    ):
        found[name] = {STATUSES[code]: (measures.count == 1) & (status == code) for code in _UNDEFINED}
    return found


def value_of(ready: Ready, made: Quantities, units: UnitTable) -> tuple[float, dict[str, float], Data]:
    """The figure of an indicator with a formula in its own unit (NaN: none), its quantities, and their coverage.

    The formula rests on the measures for which all of its quantities are known, so that a ratio has the same measures
    above and below.
    """
    assert ready.formula is not None
    names = ready.formula.names
    known = made.counted.copy()
    undefined: dict[str, Flags] = {}
    for name in names:
        if name in made.parts:
            known &= ~np.isnan(made.parts[name])
        elif name == "companies":
            known &= np.asarray([bool(who) for who in made.companies], dtype=np.bool_)
        for status, flags in made.undefined.get(name, {}).items():
            undefined[status] = undefined.get(status, np.zeros(len(made.ids), dtype=np.bool_)) | (flags & made.counted)
    values = {name: _total(name, made, known) for name in names}
    missing = made.counted & ~known
    for flags in undefined.values():
        missing &= ~flags
    coverage = {
        "measures": int(math.fsum(made.count[known])),
        "of": int(math.fsum(made.count[made.counted])),
        **_named("missing", made.ids, missing),
        "undefined": {
            status: _named("measures", made.ids, flags) for status, flags in undefined.items() if flags.any()
        },
    }
    if ready.formula.text.strip() in values and ready.unit.text == QUANTITIES[names[0]].unit:
        return values[names[0]], values, coverage
    base = {name: np.asarray(values[name] * units.unit(QUANTITIES[name].unit).factor) for name in names}
    figure = float(formula.evaluate(ready.formula, base, {}))
    # Units leave binary dust (1e-9 kg per µg): fourteen digits are meant.
    return (float(f"{figure / ready.unit.factor:.14g}") if math.isfinite(figure) else math.nan), values, coverage


def _named(key: str, ids: Sequence[str], flags: Flags) -> Data:
    """The first measures by id, and how many there are."""
    places = np.flatnonzero(flags)
    return {key: [ids[place] for place in places[:NAMED].tolist()], f"{key}_count": int(places.size)}


def _total(name: str, made: Quantities, known: Flags) -> float:
    """One quantity over the measures that are `known`; NaN for a sum or mean of nothing."""
    adds = QUANTITIES[name].adds
    if adds == "count":
        return math.fsum(made.count[known])
    if adds == "distinct":
        return float(len({who for place in np.flatnonzero(known).tolist() for who in made.companies[place]}))
    values = made.parts[name][known]
    if not values.size:
        return math.nan
    total = math.fsum(values)
    if adds == "mean":
        return total / values.size
    return total / math.fsum(made.count[known]) if adds == "mean per measure" else total


def indicators(
    library: Library,
    document: Document,
    quantities_of: QuantitiesOf,
    wanted: Sequence[str],
    reported: Sequence[IndicatorReport],
    currency: str,
    decimal: str = "",
) -> tuple[list[Data], list[Problem]]:
    """The indicators that a portfolio asks for (`seco`, `gef.ci6_ghg_mitigated`) with their definitions; problems.

    Each: {id, framework, level, name, definition, unit, value, status, formula, quantities, counts, coverage, reported,
    source, locator, review, note}. Status `ok` (computed), `reported`, `none` (no measure counts, or a ratio to
    nothing), `unknown` (no measure has the figures, or nobody reported it). Problems: P072, P073, P074, U codes.
    """
    problems: list[Problem] = []
    ids = _wanted(library, document, wanted, problems)
    given = _reported(library, document, reported, decimal, problems)
    ids += [id for id in given if id not in ids]
    made: dict[str, Quantities] = {}
    found = []
    for id in ids:
        indicator = Indicator.model_validate_json(library.entries[id].json)
        ready, faults = make_ready(indicator, library.units)
        if ready is None:
            problems += [one.at(document.place(("indicators",))) for _, one in faults]
            continue
        key = indicator.counts.model_dump_json()
        if ready.formula is not None and key not in made:
            made[key] = quantities_of(indicator.counts)
        found.append(_indicator_data(library, ready, made.get(key), given.get(id), currency))
        if ready.formula is not None and id in given and found[-1]["value"] is not None:
            path = ("reported_indicators", given[id].index, "value")
            values = {"indicator": f"{indicator.name.es}\x1f{indicator.name.en}", "unit": found[-1]["unit"]}
            shown = {"reported": f"{given[id].value:.12g}", "computed": f"{found[-1]['value']:.12g}"}
            problems.append(problem("P074", document.place(path), field_text(path), **values, **shown))
    return found, problems


@dataclass(frozen=True)
class _Given:
    """A reported figure in the unit of its indicator."""

    index: int
    value: float
    source: str


def _wanted(library: Library, document: Document, wanted: Sequence[str], problems: list[Problem]) -> list[str]:
    """The ids of the indicators that `wanted` names, in order, each once; P072."""
    known = library.ids("indicator")
    frameworks = library.ids("framework")
    ids: dict[str, None] = {}
    for index, name in enumerate(wanted):
        full = name if name.startswith(PREFIX) else framework_id(name)
        if full in known:
            ids[full] = None
        elif full in frameworks:
            ids |= dict.fromkeys(id for id in known if id.startswith(f"{full}."))
        else:
            problems.append(_unknown(document, name, ("indicators", index), [*frameworks, *known]))
    return list(ids)


def _unknown(document: Document, name: str, path: tuple[str | int, ...], known: Sequence[str]) -> Problem:
    short = [id.removeprefix(PREFIX) for id in known]
    hint = did_you_mean(name.removeprefix(PREFIX), short)
    frameworks = ", ".join(id for id in short if "." not in id)
    return problem("P072", document.place(path), field_text(path), indicator=name, suggestion=hint, known=frameworks)


def _reported(
    library: Library, document: Document, reported: Sequence[IndicatorReport], decimal: str, problems: list[Problem]
) -> dict[str, _Given]:
    """The reported figures by id of their indicator; P072, P073 and U codes."""
    known = library.ids("indicator")
    given: dict[str, _Given] = {}
    for index, one in enumerate(reported):
        path = ("reported_indicators", index)
        full = one.indicator if one.indicator.startswith(PREFIX) else f"{PREFIX}{one.indicator}"
        if full not in known:
            problems.append(_unknown(document, one.indicator, (*path, "indicator"), known))
            continue
        if full in given:
            where = (*path, "indicator")
            problems.append(problem("P073", document.place(where), field_text(where), indicator=one.indicator))
            continue
        indicator = Indicator.model_validate_json(library.entries[full].json)
        try:
            # A plain number of the file is read by YAML's rule, whatever the format of written amounts.
            text, locale = (one.value, decimal) if isinstance(one.value, str) else (repr(one.value), "point")
            amount = library.units.amount(text, locale, f"12 {indicator.unit}")
            given[full] = _Given(index, _in_unit(amount, library.units.unit(indicator.unit)), one.source)
        except ProblemError as error:
            where = (*path, "value")
            problems += [
                problem(found.code, document.place(where), field_text(where), **dict(found.values))
                for found in error.problems
            ]
    return given


def _in_unit(amount: Amount, unit: Unit) -> float:
    if amount.unit.dimension != unit.dimension:
        found, expected = f"#{describe(amount.unit.dimension)}", f"#{describe(unit.dimension)}"
        raise ProblemError(
            problem("U003", value=amount.text, found=found, expected=expected, example=f"12 {unit.text}")
        )
    same = amount.unit.factor == unit.factor
    return amount.value if same else float(f"{amount.value * amount.unit.factor / unit.factor:.14g}")


def in_currency(unit: str, currency: str) -> str:
    """A unit of the library in the currency of the run."""
    return unit.replace("USD", currency)


def _indicator_data(
    library: Library, ready: Ready, made: Quantities | None, given: _Given | None, currency: str
) -> Data:
    indicator = ready.indicator
    data: Data = {
        "id": indicator.id.removeprefix(PREFIX),
        "framework": indicator.framework,
        "level": indicator.level,
        "name": indicator.name.model_dump(),
        "definition": indicator.definition.model_dump(),
        "unit": in_currency(indicator.unit, currency),
        "value": None,
        "status": "unknown",
        "formula": indicator.formula,
        "quantities": {},
        "counts": None,
        "coverage": None,
        "reported": None if given is None else {"value": given.value, "source": given.source},
        "source": indicator.source,
        "locator": indicator.locator,
        "review": indicator.review,
        "note": None if indicator.note is None else indicator.note.model_dump(),
    }
    if ready.formula is None or made is None:
        return data if given is None else {**data, "value": given.value, "status": "reported"}
    value, values, coverage = value_of(ready, made, library.units)
    data["quantities"] = {
        name: {
            "value": None if math.isnan(number) else number,
            "unit": in_currency(QUANTITIES[name].unit, currency),
            "meaning": {"es": QUANTITIES[name].es, "en": QUANTITIES[name].en},
        }
        for name, number in values.items()
    }
    data["counts"] = {**indicator.counts.model_dump(), "left_out": dict(made.left_out)}
    data["coverage"] = coverage
    if not math.isnan(value):
        return {**data, "value": value, "status": "ok"}
    unknown = coverage["of"] > 0 and coverage["measures"] == 0 and coverage["missing_count"] > 0
    return {**data, "status": "unknown" if unknown else "none"}
