"""Indicators, goals and credits of portfolio files, over the rows that are in their totals."""

from collections.abc import Sequence

import numpy as np

from zis_calc.columns import OK, VECTORS
from zis_calc.engine.types import Array
from zis_calc.model.document import Document
from zis_calc.model.indicator import Counting
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Portfolio
from zis_calc.pack import Options
from zis_calc.portfolio.credits import credit_tables
from zis_calc.portfolio.indicators import MeasureColumns, Quantities, indicators, quantities
from zis_calc.portfolio.names import Spellings
from zis_calc.portfolio.progress import progress
from zis_calc.problems import Problem
from zis_calc.result import Data
from zis_calc.rows import DISCARDED, Rows

_AIR = VECTORS.index("air")


def programme_data(
    library: Library,
    options: Options,
    files: Sequence[tuple[Document, Portfolio]],
    rows: Rows,
    refused: Sequence[str],
) -> tuple[Data, list[Problem]]:
    """`{"indicators", "frameworks", "progress", "credits"}` of the portfolio files; empty or None where none asks."""
    data: Data = {"indicators": [], "frameworks": {}, "progress": None, "credits": None}
    problems: list[Problem] = []
    for document, model in files:
        columns = measure_columns(library, model, rows)

        def quantities_of(counting: Counting, columns: MeasureColumns = columns) -> Quantities:
            return quantities(columns, counting, options.as_of)

        if model.indicators or model.reported_indicators:
            found, more = indicators(
                library, document, quantities_of, model.indicators, model.reported_indicators, options.currency,
                options.decimal,
            )  # fmt: skip
            data["indicators"] += [_with_refused(one, refused) for one in found]
            problems += more
        if model.progress:
            goals, more = progress(
                library, document, model.progress, quantities_of, model.reported_indicators, options.currency,
                options.decimal,
            )  # fmt: skip
            data["progress"] = _with(data["progress"], goals, "goals")
            problems += more
        if model.credits or model.printed_totals:
            tables, more = credit_tables(library, document, model.credits, model.printed_totals, options.decimal)
            data["credits"] = _with(data["credits"], tables, "lines")
            problems += more
    data["frameworks"] = _frameworks(library, {one["framework"] for one in data["indicators"]})
    return data, problems


def _with(known: Data | None, found: Data, key: str) -> Data:
    """The blocks of several portfolio files as one; counts of a summary are added up."""
    if known is None:
        return found
    merged = {**found, key: [*known[key], *found[key]]}
    if "summary" in found:
        merged["summary"] = {name: known["summary"][name] + value for name, value in found["summary"].items()}
    return merged


def _with_refused(indicator: Data, refused: Sequence[str]) -> Data:
    """The indicator with the measures that were refused because of errors in what it would rest on."""
    coverage = indicator["coverage"]
    if coverage is None:
        return indicator
    return {**indicator, "coverage": {**coverage, "of": coverage["of"] + len(refused), "refused": list(refused)}}


def _frameworks(library: Library, ids: set[str]) -> Data:
    from zis_calc.model.indicator import Framework

    found = {}
    for id in sorted(ids):
        entry = library.entries.get(f"indicators.{id}")
        if entry is not None and entry.kind == "framework":
            framework = Framework.model_validate_json(entry.json)
            found[id] = {"name": {"es": framework.name.es, "en": framework.name.en}, "review": framework.review}
    return found


def measure_columns(library: Library, model: Portfolio, rows: Rows) -> MeasureColumns:
    """The rows that count (all but the discarded ones) as the columns that indicators are made of."""
    kept = rows.take([index for index, key in enumerate(rows.keys) if key.stage != DISCARDED])
    spellings = Spellings(model.companies, library.settings.legal_forms)
    groups = {group.id: group.companies for group in model.groups}
    companies = []
    for key in kept.keys:
        named = [*key.companies, *([key.company] if key.company else [])] or groups.get(key.group, [])
        companies.append([spellings.key(name) for name in named])
    values = kept.values
    return MeasureColumns(
        ids=kept.column("id"),
        companies=companies,
        stages=kept.column("stage"),
        start=kept.start,
        count=kept.count,
        ghg_baseline=values["ghg_baseline"],
        ghg_reduction=values["ghg_reduction"],
        copni_reduction=values["copni_reduction"],
        copni_air=_air(kept),
        energy_reduction=values["energy_reduction"],
        investment=values["investment"],
        grant=values["grant"],
        annual_savings=values["annual_savings"],
        npv=values["npv"],
        npv_gross=values["npv_gross"],
        payback=values["payback"],
        payback_status=kept.codes["payback"],
        payback_gross=values["payback_gross"],
        payback_gross_status=kept.codes["payback_gross"],
        lifetime=values["lifetime"],
    )


def _air(rows: Rows) -> Array:
    """The reduction of releases to air [µg TEQ/yr], NaN where it is not known."""
    known = rows.has_releases & (rows.vector_status[:, _AIR] == OK)
    return np.where(known, rows.vector_baseline[:, _AIR] - rows.vector_project[:, _AIR], np.nan)
