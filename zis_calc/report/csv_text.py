"""A result as CSV: one row per measure, stable English columns with their units, numbers unrounded."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zis_calc.columns import VECTORS
from zis_calc.report.words import clean

Data = Mapping[str, Any]
Cell = str | int | float | None

_TEXTS = ("id", "name", "company", "sector", "zone", "technology", "stage", "status")
_GASES = {
    "co2": "tco2_per_yr",
    "ch4": "tch4_per_yr",
    "n2o": "tn2o_per_yr",
    "f_gases": "tco2e_per_yr",
    "unsplit_co2e": "tco2e_per_yr",
}
_MEMO = {"biogenic_co2": "tco2_per_yr", "montreal_gases": "tco2e_per_yr"}
# Money is in the column `currency`, so these names carry no currency.
_AMOUNTS = {
    "investment": "investment",
    "grant": "grant",
    "net_investment": "net_investment",
    "annual_savings": "annual_savings_per_yr",
    "discount_rate": "discount_rate_per_yr",
}
_RATIOS = {
    "payback": "yr",
    "discounted_payback": "yr",
    "npv": "",
    "irr": "per_yr",
    "abatement_cost": "per_tco2e",
}
_VIEW_FIGURES = {"payback": "yr", "discounted_payback": "yr", "npv": "", "irr": "per_yr"}
_CREDIT = (
    "equity", "instalment", "total_interest", "fees", "line", "guarantee", "reimbursement", "reimbursement_status",
)  # fmt: skip
_STARTS_FORMULA = tuple("=+-@＝＋－＠")
_SIDES = ("baseline", "project", "reduction")


def result_csv(data: Data) -> str:
    """The measures of a result as CSV; a text that a spreadsheet would run gets an apostrophe."""
    return rows_csv([dict(_cells(measure, data["settings"])) for measure in data["measures"]])


def rows_csv(rows: Sequence[Data]) -> str:
    """Rows of plain data as CSV; a block inside a row becomes columns `block_key`."""
    flat = [dict(_flat(row)) for row in rows]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    writer.writerows([_written(row.get(column)) for column in columns] for row in flat)
    return out.getvalue()


def _flat(row: Data, before: str = "") -> Iterator[tuple[str, Cell]]:
    for key, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}_")
        else:
            yield f"{before}{key}", value


def safe_text(text: object) -> str:
    """Text that no spreadsheet reads as a formula."""
    plain = clean(text)
    return f"'{plain}" if plain.startswith(_STARTS_FORMULA) or str(text).startswith(("\t", "\r")) else plain


def _written(value: Cell) -> str:
    if value is None:
        return ""
    return safe_text(value) if isinstance(value, str) else repr(value + 0)  # -0.0 + 0 is 0.0


def _cells(measure: Data, settings: Data) -> Iterator[tuple[str, Cell]]:
    yield from ((key, measure.get(key)) for key in _TEXTS)
    yield from (("count", measure["count"]), ("start", measure["start"]), ("end", measure["end"]))
    yield "lifetime_yr", measure["lifetime"]["value"]
    yield "gwp_set", settings["gwp"]
    yield from _emissions(measure["ghg"])
    yield from _copni(measure["copni"])
    yield from ((f"energy_{side}_mwh_per_yr", measure["energy"][side]) for side in _SIDES)
    yield from _finance(measure["finance"])
    yield "ndc_as_of", measure["ndc"]["as_of"]
    yield "ndc_rule", measure["ndc"]["rule"]
    yield "ndc_cumulative_tco2e", measure["ndc"]["cumulative"]
    yield from ((f"ndc_{year['year']}_tco2e", year["value"]) for year in measure["ndc"]["years"])
    yield "review", measure["review"]
    yield "factors", " ".join(measure["factors"])


def _emissions(ghg: Data) -> Iterator[tuple[str, Cell]]:
    yield from ((f"ghg_{side}_tco2e_per_yr", ghg[side]) for side in _SIDES)
    for gas, unit in _GASES.items():
        yield f"{gas}_reduction_{unit}", ghg["by_gas"][gas]["reduction"]
    for scope in ("1", "2", "3"):
        yield f"scope_{scope}_reduction_tco2e_per_yr", ghg["by_scope"][scope]["reduction"]
    for gas, unit in _MEMO.items():
        yield f"{gas}_reduction_{unit}", ghg[gas]["reduction"]


def _copni(copni: Data) -> Iterator[tuple[str, Cell]]:
    yield from ((f"copni_{side}_ug_teq_per_yr", copni[side]) for side in _SIDES)
    yield "copni_status", copni["status"]
    for vector in VECTORS:
        block = copni["by_vector"].get(vector, {"reduction": None, "status": None})
        yield f"copni_{vector}_reduction_ug_teq_per_yr", block["reduction"]
        yield f"copni_{vector}_status", block["status"]


def _finance(finance: Data) -> Iterator[tuple[str, Cell]]:
    yield "currency", finance["currency"]
    yield "price_year", finance["price_year"]
    yield from ((column, finance[key]) for key, column in _AMOUNTS.items())
    for key, unit in _RATIOS.items():
        for name in (key, f"{key}_gross"):
            yield f"{name}_{unit}" if unit else name, finance[name]["value"]
            yield f"{name}_status", finance[name]["status"]
    yield from _support(finance)


def _support(finance: Data) -> Iterator[tuple[str, Cell]]:
    views, credit, social = finance["views"], finance["credit"] or {}, finance["social"]
    with_credit = views["grant_and_credit"] or {}
    for key, unit in _VIEW_FIGURES.items():
        column = f"{key}_grant_and_credit"
        yield f"{column}_{unit}" if unit else column, with_credit.get(key, {}).get("value")
        yield f"{column}_status", with_credit.get(key, {}).get("status")
    for view in ("none", "grant", "grant_and_credit"):
        taxed = (views[view] or {}).get("after_tax") or {}
        for key, unit in _VIEW_FIGURES.items():
            column = f"{key}_{view}_after_tax"
            yield f"{column}_{unit}" if unit else column, taxed.get(key, {}).get("value")
    yield "credit", credit.get("amount")
    yield from ((f"credit_{key}", credit.get(key)) for key in _CREDIT)
    yield from ((key, finance[key]["value"]) for key in ("leverage", "grant_share"))
    yield "grant_per_annual_tonne_per_tco2e_per_yr", finance["grant_per_annual_tonne"]["value"]
    yield "grant_per_lifetime_tonne_per_tco2e", finance["grant_per_lifetime_tonne"]["value"]
    yield "social_npv", social["npv"]["value"]
    yield "social_npv_status", social["status"]
    yield "social_discount_rate_per_yr", social["discount_rate"]
    yield "social_carbon_price_per_tco2e", social["carbon_price"]["value"]
    yield "social_review", social["review"]
