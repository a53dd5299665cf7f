"""The columns of a result by measure: one list behind the sheet Medidas, the CSV and the Parquet file."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from zis_calc.columns import OK, STATUSES, VECTORS
from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.model.base import REVIEW_ORDER
from zis_calc.report.names import ORIGINS, RANKED_BY, REVIEWS, STAGES
from zis_calc.report.words import named
from zis_calc.report.workbook.long_rows import DATE, FORMULA, NUMBER, TEXT
from zis_calc.rows import Rows


class ResultColumn(NamedTuple):
    """A column: stable English key, heading in both languages, unit, kind, values, number format, width, its total.

    `formula` is over keys in braces with the row `{r}`; `where` says in which rows it holds. `adds` asks for a sum.
    """

    key: str
    es: str
    en: str
    unit: str
    kind: str
    values: Any
    style: str = "general"
    width: int = 14
    formula: str = ""
    where: Flags | None = None
    adds: bool = False

    def title(self, language: str) -> str:
        """The heading."""
        return self.es if language == "es" else self.en


STATUS_WORDS = {
    "es": {
        "ok": "", "never": "nunca", "immediate": "inmediata", "none": "no hay", "multiple": "varias",
        "unknown": "no se conoce", "nd": "ND", "na": "NA", "no-releases": "sin fuentes COPni",
    },
    "en": {
        "ok": "", "never": "never", "immediate": "immediate", "none": "none", "multiple": "several",
        "unknown": "not known", "nd": "ND", "na": "NA", "no-releases": "no COPni sources",
    },
}  # fmt: skip
_GASES = (
    ("co2", "tCO2/yr"),
    ("ch4", "tCH4/yr"),
    ("n2o", "tN2O/yr"),
    ("f_gases", "tCO2e/yr"),
    ("unsplit_co2e", "tCO2e/yr"),
)
_RATIOS = (
    ("payback", "Recuperación, neta de la donación", "Payback, net of grant", "yr", "years"),
    ("payback_gross", "Recuperación, sin donación", "Payback, without grant", "yr", "years"),
    ("discounted_payback", "Recuperación descontada, neta", "Discounted payback, net", "yr", "years"),
    ("npv", "VAN, con donación", "NPV, with grant", "{currency}", "money"),
    ("npv_gross", "VAN, sin donación", "NPV, without grant", "{currency}", "money"),
    ("irr", "TIR, con donación", "IRR, with grant", "1/yr", "ratio"),
    ("irr_gross", "TIR, sin donación", "IRR, without grant", "1/yr", "ratio"),
    ("abatement_cost", "Costo por tonelada, con donación", "Cost per tonne, with grant", "{currency}/tCO2e", "amount"),
    (
        "abatement_cost_gross",
        "Costo por tonelada, sin donación",
        "Cost per tonne, without grant",
        "{currency}/tCO2e",
        "amount",
    ),
)


def status_texts(codes: Codes, language: str | None) -> list[str]:
    """Statuses in words, nothing where there is a number; without a language their keys, as programs read them."""
    words = [_status(name, language) for name in STATUSES]
    return [words[code] for code in codes.tolist()]


def _status(name: str, language: str | None) -> str:
    return name if language is None else STATUS_WORDS[language].get(name, name)


def in_words(names: Mapping[str, str], keys: Iterable[str | None], language: str | None) -> list[str]:
    """Keys as people call them; without a language as they are."""
    keys = list(keys)
    words = {key: (key or "") if language is None else named(names, key, language) for key in set(keys)}
    return [words[key] for key in keys]


def known(values: Array, codes: Codes) -> Array:
    """The values whose status is ok, NaN elsewhere."""
    return np.where(codes == OK, values, np.nan)


def result_columns(
    rows: Rows, factors: Sequence[str], unpriced: Sequence[str], currency: str, language: str | None, books: bool
) -> list[ResultColumn]:
    """All columns of a result by measure. `books` adds the file that each measure stands in.

    In a `language` stages, statuses and reviews are words; without one they are the keys that programs read.
    """
    values, codes, keys = rows.values, rows.codes, rows.keys
    found = [
        ResultColumn("id", "Medida", "Measure", "", TEXT, [key.id for key in keys], width=22),
        ResultColumn("name", "Nombre", "Name", "", TEXT, [key.name for key in keys], width=34),
        ResultColumn("company", "Empresa", "Company", "", TEXT, [key.company for key in keys], width=24),
        ResultColumn("sector", "Sector", "Sector", "", TEXT, [key.sector for key in keys], width=9),
        ResultColumn("zone", "Zona", "Zone", "", TEXT, [key.zone for key in keys]),
        ResultColumn("technology", "Tecnología", "Technology", "", TEXT, [key.technology for key in keys], width=16),
        ResultColumn(
            "stage", "Etapa", "Stage", "", TEXT, in_words(STAGES, (key.stage for key in keys), language), width=18
        ),
        ResultColumn(
            "status",
            "Origen de cifras",
            "Origin of figures",
            "",
            TEXT,
            in_words(ORIGINS, (key.status for key in keys), language),
            width=11,
        ),
        ResultColumn("start", "Inicio", "Start", "", DATE, rows.start, "date", 11),
        ResultColumn("end", "Fin", "End", "", DATE, rows.end, "date", 11),
        ResultColumn("lifetime_yr", "Vida útil", "Lifetime", "yr", NUMBER, values["lifetime"], "years", 8),
    ]
    if books:
        found.insert(0, ResultColumn("file", "Archivo", "File", "", TEXT, [key.file for key in keys], width=26))
    found += _emissions(rows, language)
    found += [
        ResultColumn(
            "price_year",
            "Año de precios",
            "Price year",
            "",
            NUMBER,
            np.asarray([key.price_year or np.nan for key in keys], dtype=np.float64),
            "year",
            8,
        ),
        ResultColumn(
            "investment", "Inversión", "Investment", currency, NUMBER, values["investment"], "money", adds=True
        ),
        ResultColumn("grant", "Donación", "Grant", currency, NUMBER, values["grant"], "money", adds=True),
        ResultColumn(
            "net_investment",
            "Inversión neta",
            "Net investment",
            currency,
            FORMULA,
            values["net_investment"],
            "money",
            formula="{investment}{r}-{grant}{r}",
            where=~np.isnan(values["investment"]),
            adds=True,
        ),
        ResultColumn(
            "annual_savings_per_yr",
            "Ahorro anual",
            "Annual savings",
            f"{currency}/yr",
            NUMBER,
            values["annual_savings"],
            "money",
            adds=True,
        ),
        ResultColumn(
            "discount_rate_per_yr",
            "Tasa de descuento",
            "Discount rate",
            "1/yr",
            NUMBER,
            values["discount_rate"],
            "ratio",
            9,
        ),
    ]
    for key, es, en, unit, style in _RATIOS:
        number = known(values[key], codes[key])
        shown = unit.format(currency=currency)
        found.append(ResultColumn(key, es, en, shown, NUMBER, number, style, adds=key.startswith("npv")))
        if key in ("payback", "irr"):
            words = status_texts(codes[key], language)
            found.append(ResultColumn(f"{key}_status", f"{es}: estado", f"{en}: status", "", TEXT, words, width=11))
    total = np.zeros(len(rows))
    for column in rows.counted.values():
        total = total + column
    counts = (rows.start > 0) & ~np.isnan(values["ghg_reduction"])
    found.append(
        ResultColumn(
            "ndc_cumulative_tco2e",
            "NDC, años cerrados",
            "NDC, closed years",
            "tCO2e",
            NUMBER,
            np.where(counts, total, np.nan),
            "amount",
            adds=True,
        )
    )
    reviews = in_words(REVIEWS, ("", *REVIEW_ORDER), language)
    found += [
        ResultColumn(
            "review",
            "Revisión más débil",
            "Weakest review",
            "",
            TEXT,
            [reviews[code + 1] for code in rows.review.tolist()],
            width=14,
        ),
        ResultColumn("unpriced", "Sin precio", "Without price", "", TEXT, list(unpriced), width=16),
        ResultColumn("factors", "Factores", "Factors", "", TEXT, list(factors), width=30),
    ]
    return found


def _emissions(rows: Rows, language: str | None) -> list[ResultColumn]:
    values = rows.values
    found = []
    for key, es, en, unit, slug in (
        ("ghg", "GEI", "GHG", "tCO2e/yr", "tco2e_per_yr"),
        ("energy", "Energía", "Energy", "MWh/yr", "mwh_per_yr"),
        ("copni", "COPni", "COPni", "µg TEQ/yr", "ug_teq_per_yr"),
    ):
        style = "small" if key == "copni" else "amount"
        for part, es_part, en_part in (("baseline", "antes", "before"), ("project", "después", "after")):
            title = f"{es}, {es_part}", f"{en}, {en_part}"
            found.append(ResultColumn(f"{key}_{part}_{slug}", *title, unit, NUMBER, values[f"{key}_{part}"], style))
        where = ~np.isnan(values[f"{key}_baseline"]) & ~np.isnan(values[f"{key}_project"])
        found.append(
            ResultColumn(
                f"{key}_reduction_{slug}",
                f"{es}, reducción",
                f"{en}, reduction",
                unit,
                FORMULA,
                values[f"{key}_reduction"],
                style,
                formula=f"{{{key}_baseline_{slug}}}{{r}}-{{{key}_project_{slug}}}{{r}}",
                where=where,
                adds=True,
            )
        )
    status = []
    comparable = (rows.vector_status == OK).any(axis=1)
    for has, ok, codes in zip(
        rows.has_releases.tolist(), comparable.tolist(), rows.vector_status.tolist(), strict=True
    ):
        worst = (
            "no-releases" if not has else "ok" if ok else STATUSES[max(codes, key=lambda code: (code == 5, code == 6))]
        )
        status.append(_status(worst, language))
    found.append(ResultColumn("copni_status", "COPni: estado", "COPni: status", "", TEXT, status, width=16))
    for number, vector in enumerate(VECTORS):
        reduced = np.where(
            rows.has_releases & (rows.vector_status[:, number] == OK),
            rows.vector_baseline[:, number] - rows.vector_project[:, number],
            np.nan,
        )
        es = {"air": "aire", "water": "agua", "land": "suelo", "product": "producto", "residue": "residuo"}[vector]
        found.append(
            ResultColumn(
                f"copni_{vector}_reduction_ug_teq_per_yr",
                f"COPni a {es}, reducción",
                f"COPni to {vector}, reduction",
                "µg TEQ/yr",
                NUMBER,
                reduced,
                "small",
            )
        )
    for gas, unit in _GASES:
        slug = unit.lower().replace("/", "_per_")
        found.append(
            ResultColumn(
                f"{gas}_reduction_{slug}",
                f"{gas.upper()}, reducción",
                f"{gas.upper()}, reduction",
                unit,
                NUMBER,
                values[f"{gas}_reduction"],
                "small",
            )
        )
    for scope in (1, 2, 3):
        found.append(
            ResultColumn(
                f"scope_{scope}_reduction_tco2e_per_yr",
                f"Alcance {scope}, reducción",
                f"Scope {scope}, reduction",
                "tCO2e/yr",
                NUMBER,
                values[f"ghg_scope_{scope}_reduction"],
                "amount",
            )
        )
    found.append(
        ResultColumn(
            "biogenic_co2_reduction_tco2_per_yr",
            "CO2 biogénico, reducción",
            "Biogenic CO2, reduction",
            "tCO2/yr",
            NUMBER,
            values["biogenic_co2_reduction"],
            "amount",
        )
    )
    return found


def year_columns(rows: Rows, language: str) -> list[ResultColumn]:
    """The NDC years: who, one column per year, and their sum as a formula."""
    years = list(rows.counted)
    counts = (rows.start > 0) & ~np.isnan(rows.values["ghg_reduction"])
    found = [
        ResultColumn("id", "Medida", "Measure", "", TEXT, [key.id for key in rows.keys], width=22),
        ResultColumn("company", "Empresa", "Company", "", TEXT, [key.company for key in rows.keys], width=24),
    ]
    total = np.zeros(len(rows))
    for year in years:
        closed = "" if rows.closed[year] else (" (abierto)" if language == "es" else " (open)")
        column = np.where(counts, rows.counted[year] + 0.0, np.nan)
        total = total + rows.counted[year]
        found.append(
            ResultColumn(
                f"ndc_{year}_tco2e",
                f"{year}{closed}",
                f"{year}{closed}",
                "tCO2e",
                NUMBER,
                column,
                "amount",
                11,
                adds=True,
            )
        )
    found.append(
        ResultColumn(
            "ndc_cumulative_tco2e",
            "Suma",
            "Sum",
            "tCO2e",
            FORMULA,
            np.where(counts, total, np.nan),
            "amount",
            formula=f"SUM({{ndc_{years[0]}_tco2e}}{{r}}:{{ndc_{years[-1]}_tco2e}}{{r}})",
            adds=True,
        )
    )
    return found


class Curve(NamedTuple):
    """The measures of the cost curve in their order, as columns."""

    position: Codes
    cost: Array
    cumulative: Array
    by_npv: Flags


def macc_columns(rows: Rows, curve: Curve, currency: str, language: str) -> list[ResultColumn]:
    """The cost curve: measures in the order in which they should be taken."""
    at = curve.position
    keys = [rows.keys[index] for index in at.tolist()]
    order = in_words(RANKED_BY, ("npv" if one else "abatement_cost" for one in curve.by_npv.tolist()), language)
    return [
        ResultColumn("id", "Medida", "Measure", "", TEXT, [key.id for key in keys], width=22),
        ResultColumn("name", "Nombre", "Name", "", TEXT, [key.name for key in keys], width=34),
        ResultColumn("company", "Empresa", "Company", "", TEXT, [key.company for key in keys], width=24),
        ResultColumn(
            "ghg_reduction_tco2e_per_yr",
            "Reducción GEI",
            "GHG reduction",
            "tCO2e/yr",
            NUMBER,
            rows.values["ghg_reduction"][at],
            "amount",
            adds=True,
        ),
        ResultColumn(
            "abatement_cost_gross",
            "Costo por tonelada, sin donación",
            "Cost per tonne, without grant",
            f"{currency}/tCO2e",
            NUMBER,
            curve.cost,
            "amount",
        ),
        ResultColumn(
            "npv_gross",
            "VAN, sin donación",
            "NPV, without grant",
            currency,
            NUMBER,
            rows.values["npv_gross"][at],
            "money",
            adds=True,
        ),
        ResultColumn(
            "cumulative_tco2e_per_yr",
            "Reducción acumulada",
            "Cumulative reduction",
            "tCO2e/yr",
            NUMBER,
            curve.cumulative,
            "amount",
        ),
        ResultColumn("ranked_by", "Ordenada por", "Ranked by", "", TEXT, order, width=26),
    ]
