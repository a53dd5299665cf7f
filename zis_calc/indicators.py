"""The quantities of a portfolio that indicators are made of; an indicator made ready: formula parsed and checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from zis_calc import formula
from zis_calc.formula import Formula
from zis_calc.model.document import DataPath
from zis_calc.model.indicator import Indicator
from zis_calc.problems import Problem, ProblemError, did_you_mean, problem
from zis_calc.units import Unit, UnitTable, describe

PREFIX = "indicators."


class Quantity(NamedTuple):
    """One quantity of a portfolio: unit, how measures make it, and its meaning.

    `adds`: `count` (measures, a file that stands for several counts for all), `distinct` (companies once each), `sum`,
    `mean per measure` (sum / number of measures), `mean` (every measure weighs the same). Money is in the currency of
    the run; `USD` stands for it in units.
    """

    unit: str
    adds: str
    es: str
    en: str


# The names that a formula may use. A formula rests on the measures for which all of its quantities are known.
QUANTITIES: Mapping[str, Quantity] = {
    "measures": Quantity("1", "count", "medidas que cuentan", "measures that count"),
    "companies": Quantity("1", "distinct", "empresas distintas", "distinct companies"),
    "ghg_baseline": Quantity("tCO2e/yr", "sum", "GEI antes de la medida", "GHG before the measure"),
    "ghg_reduction": Quantity("tCO2e/yr", "sum", "reducción anual de GEI", "yearly GHG reduction"),
    "ghg_lifetime": Quantity(
        "tCO2e", "sum", "reducción de GEI en la vida útil (anual × vida útil)",
        "GHG reduction over the lifetime (yearly × lifetime)",
    ),
    "copni_reduction": Quantity("µg TEQ/yr", "sum", "reducción anual de COPni", "yearly COPni reduction"),
    "copni_air": Quantity("µg TEQ/yr", "sum", "reducción anual de COPni al aire", "yearly COPni reduction to air"),
    "energy_reduction": Quantity("MWh/yr", "sum", "ahorro anual de energía", "energy saved per year"),
    "energy_lifetime": Quantity(
        "MWh", "sum", "energía ahorrada en la vida útil (anual × vida útil)",
        "energy saved over the lifetime (yearly × lifetime)",
    ),
    "investment": Quantity("USD", "sum", "inversión, antes del cofinanciamiento", "investment, before the grant"),
    "grant": Quantity("USD", "sum", "cofinanciamiento no reembolsable", "grant"),
    "granted_investment": Quantity(
        "USD", "sum", "inversión de las medidas con cofinanciamiento", "investment of the measures with a grant",
    ),
    "granted_ghg_reduction": Quantity(
        "tCO2e/yr", "sum", "reducción de GEI al año de las medidas con cofinanciamiento",
        "yearly GHG reduction of the measures with a grant",
    ),
    "granted_ghg_lifetime": Quantity(
        "tCO2e", "sum", "reducción de GEI en la vida útil de las medidas con cofinanciamiento",
        "GHG reduction over the lifetime of the measures with a grant",
    ),
    "annual_savings": Quantity("USD/yr", "sum", "ahorro anual", "annual savings"),
    "total_npv": Quantity("USD", "sum", "suma de los VAN, con cofinanciamiento", "sum of the NPV, with the grant"),
    "total_npv_gross": Quantity(
        "USD", "sum", "suma de los VAN, sin cofinanciamiento", "sum of the NPV, without the grant"
    ),
    "mean_npv": Quantity(
        "USD", "mean per measure", "VAN medio por medida, con cofinanciamiento", "mean NPV per measure, with the grant"
    ),
    "mean_npv_gross": Quantity(
        "USD", "mean per measure", "VAN medio por medida, sin cofinanciamiento",
        "mean NPV per measure, without the grant",
    ),
    "mean_payback": Quantity(
        "yr", "mean", "media de los periodos de retorno simple de cada medida, con cofinanciamiento",
        "mean of the simple paybacks of each measure, with the grant",
    ),
    "mean_payback_gross": Quantity(
        "yr", "mean", "media de los periodos de retorno simple de cada medida, sin cofinanciamiento",
        "mean of the simple paybacks of each measure, without the grant",
    ),
    "mean_improvement": Quantity(
        "1", "mean", "media de la reducción de GEI relativa a la línea base de cada medida",
        "mean of the GHG reduction of each measure relative to its baseline",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ready:
    """An indicator with its unit, and its formula parsed (None: the figure must be reported)."""

    indicator: Indicator
    unit: Unit
    formula: Formula | None


def make_ready(indicator: Indicator, units: UnitTable) -> tuple[Ready | None, list[tuple[DataPath, Problem]]]:
    """The indicator ready to compute, or what is wrong: U002, E001, E002, E004, F022 (quantity), F023 (dimension)."""
    try:
        unit = units.unit(indicator.unit)
    except ProblemError as error:
        return None, [(("unit",), one) for one in error.problems]
    if indicator.formula is None:
        return Ready(indicator, unit, None), []
    path: DataPath = ("formula",)
    try:
        parsed = formula.parse(indicator.formula)
        unknown = [name for name in parsed.names if name not in QUANTITIES]
        if unknown:
            return None, [(path, _unknown_quantity(name, indicator.formula)) for name in unknown]
        found = formula.dimension(
            parsed, {name: units.unit(one.unit).dimension for name, one in QUANTITIES.items()}, {}
        )
    except ProblemError as error:
        return None, [(path, one) for one in error.problems]
    if found != unit.dimension:
        got, needed = f"#{describe(found)}", f"#{describe(unit.dimension)}"
        one = problem("F023", formula=indicator.formula, found=got, unit=indicator.unit, expected=needed)
        return None, [(path, one)]
    return Ready(indicator, unit, parsed), []


def _unknown_quantity(name: str, text: str) -> Problem:
    hint = did_you_mean(name, QUANTITIES)
    return problem("F022", name=name, formula=text, suggestion=hint, known=", ".join(QUANTITIES))


def framework_id(framework: str) -> str:
    """The id of the file of a framework."""
    return f"{PREFIX}{framework}"
