"""Attainment of goals, type 1 (obtained / expected): ratio, band and what must be said of it; printed ones compared."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from zis_calc.indicators import PREFIX
from zis_calc.model.document import DataPath, Document, field_text
from zis_calc.model.library import Library
from zis_calc.model.portfolio import IndicatorReport, Progress
from zis_calc.model.programme import Band, Bands
from zis_calc.pack.bands import band_of, bands_of
from zis_calc.pack.intervals import decimal_of, read_share
from zis_calc.portfolio.indicators import QuantitiesOf, indicators
from zis_calc.problems import Problem, ProblemError, did_you_mean, problem
from zis_calc.units import Amount, UnitTable, describe

Data = dict[str, Any]

# How a published table writes that there is no figure.
_NOT_AVAILABLE = ("not available", "no disponible")
NOT_AVAILABLE = "not_available"

_LARGEST = 1e12  # an attainment beyond it is a slip of the unit
_MOST_DECIMALS = 12


def progress(
    library: Library,
    document: Document,
    goals: Sequence[Progress],
    quantities_of: QuantitiesOf,
    reported: Sequence[IndicatorReport],
    currency: str,
    decimal: str = "",
) -> tuple[Data, list[Problem]]:
    """`{"goals": [...], "summary": {...}}` of the goals of a portfolio; problems P061, P072, P075 to P079, U codes.

    A goal: {id, name, indicator, unit, obtained, expected, baseline, attainment, band, flag, bands, origin, printed,
    differences, source}. attainment = obtained / expected, both in the unit of `expected`; without one of them its
    status is `not_available`. Goals with errors are left out and named in `summary.refused`.
    """
    problems: list[Problem] = []
    figures = _figures(library, document, goals, quantities_of, reported, currency, decimal)
    rows: list[Data] = []
    refused: list[str] = []
    seen: set[str] = set()
    for index, goal in enumerate(goals):
        path: DataPath = ("progress", index)
        try:
            if goal.id in seen:
                raise ProblemError(problem("P079", None, "id", goal=goal.id))
            seen.add(goal.id)
            row, found = _goal(library, goal, figures, decimal)
        except ProblemError as error:
            refused.append(goal.id)
            problems += _placed(document, path, error.problems)
            continue
        rows.append(row)
        problems += _placed(document, path, found)
    return {"goals": rows, "summary": {**_summary(library, rows), "refused": refused}}, problems


def _placed(document: Document, path: DataPath, problems: Sequence[Problem]) -> list[Problem]:
    places = [(one, (*path, *one.field.split(".")) if one.field else path) for one in problems]
    return [problem(one.code, document.place(at), field_text(at), **dict(one.values)) for one, at in places]


def _figures(
    library: Library,
    document: Document,
    goals: Sequence[Progress],
    quantities_of: QuantitiesOf,
    reported: Sequence[IndicatorReport],
    currency: str,
    decimal: str,
) -> dict[str, Data]:
    """The indicators that goals name, computed; what is wrong with them is said where they are asked for."""
    known = library.ids("indicator")
    wanted = [id for goal in goals if goal.indicator is not None and (id := _full(goal.indicator)) in known]
    if not wanted:
        return {}
    found, _ = indicators(library, document, quantities_of, wanted, reported, currency, decimal)
    return {f"{PREFIX}{one['id']}": one for one in found}


def _full(indicator: str) -> str:
    return indicator if indicator.startswith(PREFIX) else f"{PREFIX}{indicator}"


def _goal(library: Library, goal: Progress, figures: Mapping[str, Data], decimal: str) -> tuple[Data, list[Problem]]:
    units = library.units
    try:
        bands = bands_of(library, goal.bands)
    except ProblemError as error:
        raise _in_field(error, "bands") from None
    if goal.obtained is not None and goal.indicator is not None:
        raise ProblemError(problem("P075", None, "obtained", goal=goal.id))
    expected = None if goal.expected is None else _read(units, goal.expected, decimal, "expected", None)
    if expected is not None and expected.value <= 0:
        raise ProblemError(problem("U009", None, "expected", value=goal.expected))
    obtained, origin = _obtained(library, goal, figures, expected, decimal)
    unit_of = expected or obtained
    baseline = None if goal.baseline is None else _read(units, goal.baseline, decimal, "baseline", unit_of)
    ratio = None
    if expected is not None and obtained is not None:
        ratio = float(_in_unit(obtained, expected) / Decimal(repr(expected.value)))
        if abs(ratio) > _LARGEST:
            low = f"{obtained.value / _LARGEST:g} {obtained.unit.text}"
            raise ProblemError(problem("U010", None, "expected", value=goal.expected, low=low, high="–"))
    band = band_of(units, bands, ratio)
    printed, differences, found = _printed(units, goal, bands, band, ratio, decimal)
    if band is not None and band.flag is not None and ratio is not None:
        flag = f"{band.flag.es}\x1f{band.flag.en}"
        found.append(problem("P078", None, "", goal=_name(goal), attainment=percent_text(ratio), flag=flag))
    row = {
        "id": goal.id,
        "name": goal.name.model_dump(),
        "indicator": None if goal.indicator is None else goal.indicator.removeprefix(PREFIX),
        "unit": None if unit_of is None else unit_of.unit.text,
        "obtained": _value(obtained, unit_of),
        "expected": _value(expected, unit_of),
        "baseline": _value(baseline, unit_of),
        "attainment": {"value": ratio, "unit": "1", "status": "ok" if ratio is not None else NOT_AVAILABLE},
        "band": None if band is None else {"id": band.id, "name": band.name.model_dump(), "part_of": band.part_of},
        "flag": None if band is None or band.flag is None else band.flag.model_dump(),
        "bands": bands.id,
        "origin": origin,
        "printed": printed,
        "differences": differences,
        "source": goal.source,
    }
    return row, found


def _name(goal: Progress) -> str:
    return f"{goal.name.es}\x1f{goal.name.en}"


def _in_field(error: ProblemError, field: str) -> ProblemError:
    return ProblemError(*(problem(one.code, None, field, **dict(one.values)) for one in error.problems))


def _read(units: UnitTable, written: str | float, decimal: str, field: str, like: Amount | None) -> Amount:
    """An amount (a plain number has no unit) of the dimension of `like`; ProblemError U001 to U005 with the field."""
    text, decimal = (written, decimal) if isinstance(written, str) else (repr(written), "point")
    example = f"12 {like.unit.text}" if like is not None else "12 %"
    try:
        amount = units.amount(text, decimal, example)
        if like is not None and amount.unit.dimension != like.unit.dimension:
            found, wanted = f"#{describe(amount.unit.dimension)}", f"#{describe(like.unit.dimension)}"
            raise ProblemError(problem("U003", value=text, found=found, expected=wanted, example=example))
    except ProblemError as error:
        raise _in_field(error, field) from None
    return amount


def _obtained(
    library: Library, goal: Progress, figures: Mapping[str, Data], expected: Amount | None, decimal: str
) -> tuple[Amount | None, str | None]:
    """What was obtained, and whether it is `given` or `computed`; ProblemError P072 for an unknown indicator."""
    if goal.obtained is not None:
        return _read(library.units, goal.obtained, decimal, "obtained", expected), "given"
    if goal.indicator is None:
        return None, None
    figure = figures.get(_full(goal.indicator))
    if figure is None:
        short = [id.removeprefix(PREFIX) for id in library.ids("indicator")]
        hint = did_you_mean(goal.indicator.removeprefix(PREFIX), short)
        known = ", ".join(id.removeprefix(PREFIX) for id in library.ids("framework"))
        raise ProblemError(problem("P072", None, "indicator", indicator=goal.indicator, suggestion=hint, known=known))
    if figure["value"] is None:
        return None, "computed"
    text = f"{figure['value']!r} {figure['unit']}"
    unit = library.units.unit(figure["unit"])
    if expected is not None and unit.dimension != expected.unit.dimension:
        found, wanted = f"#{describe(unit.dimension)}", f"#{describe(expected.unit.dimension)}"
        example = f"12 {figure['unit']}"
        raise ProblemError(
            problem("U003", None, "expected", value=goal.expected, found=wanted, expected=found, example=example)
        )
    return Amount(figure["value"], unit, text), "computed"


def _in_unit(amount: Amount, like: Amount) -> Decimal:
    """An amount as a decimal in the unit of another."""
    value = Decimal(repr(amount.value))
    if amount.unit.factor == like.unit.factor:
        return value
    return value * Decimal(repr(amount.unit.factor)) / Decimal(repr(like.unit.factor))


def _value(amount: Amount | None, like: Amount | None) -> float | None:
    return None if amount is None or like is None else float(_in_unit(amount, like))


def percent_text(ratio: float, decimals: int = 1) -> str:
    """A ratio in per cent, half up on its decimal."""
    return f"{_rounded(ratio, decimals):.{decimals}f} %"


def _rounded(ratio: float, decimals: int) -> Decimal:
    with localcontext(prec=60):
        return (decimal_of(ratio) * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _printed(
    units: UnitTable, goal: Progress, bands: Bands, band: Band | None, ratio: float | None, decimal: str
) -> tuple[Data, Data, list[Problem]]:
    """What is printed, how it differs (computed − printed), and P076, P077 where it does at the decimals printed."""
    printed: Data = {}
    differences: Data = {}
    found: list[Problem] = []
    if goal.printed is not None:
        computed, agrees = NOT_AVAILABLE.replace("_", " "), ratio is None
        printed["attainment"] = None
        if goal.printed.strip().lower() not in _NOT_AVAILABLE:
            try:
                share = read_share(units, goal.printed, decimal)
            except ProblemError as error:
                raise _in_field(error, "printed") from None
            printed["attainment"] = float(share)
            places = _decimals(goal.printed)
            agrees = ratio is not None and _rounded(ratio, places) == _rounded(float(share), places)
            if ratio is not None:
                differences["attainment"] = float(decimal_of(ratio) - share)
                computed = percent_text(ratio, places)
        elif ratio is not None:
            computed, agrees = percent_text(ratio), False
        if not agrees:
            texts = {"printed": goal.printed, "obtained": str(goal.obtained or goal.indicator or "–")}
            texts |= {
                "expected": str(goal.expected or "–"),
                "computed": computed if ratio is not None else "@not available",
            }
            found.append(problem("P076", None, "printed", goal=_name(goal), **texts))
    if goal.printed_band is not None:
        printed["band"] = goal.printed_band
        names = () if band is None else (band.id, band.part_of)
        if goal.printed_band not in names:
            texts = {"printed": goal.printed_band, "bands": bands.id, "known": ", ".join(one.id for one in bands.bands)}
            texts["attainment"] = "@not available" if ratio is None else percent_text(ratio)
            texts["computed"] = "@not available" if band is None else band.id
            found.append(problem("P077", None, "printed_band", goal=_name(goal), **texts))
    return printed, differences, found


def _decimals(text: str) -> int:
    """The decimals that a printed percentage has: `86.5 %` has one."""
    match = re.search(r"[.,](\d+)\s*%?\s*$", text)
    return min(len(match.group(1)), _MOST_DECIMALS) if match else 0


def _summary(library: Library, rows: Sequence[Data]) -> Data:
    """How many goals, how many without data, and how many in each band (a part counts in its wider band too)."""
    counts: dict[str, int] = {}
    for id in dict.fromkeys(row["bands"] for row in rows):
        counts |= {band.id: 0 for band in bands_of(library, id).bands}
    for row in rows:
        for id in (row["band"]["id"], row["band"]["part_of"]) if row["band"] is not None else ():
            if id is not None:
                counts[id] = counts.get(id, 0) + 1
    missing = sum(row["attainment"]["value"] is None for row in rows)
    return {"goals": len(rows), NOT_AVAILABLE: missing, "bands": counts}
