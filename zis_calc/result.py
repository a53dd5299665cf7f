"""The result of a run as plain data, in the shape of the contract: numbers unrounded, nothing localised."""

import datetime
import math
from typing import Any

from zis_calc.columns import NA, OK, STATUSES, VECTORS
from zis_calc.engine.compute import Results, comparable
from zis_calc.model.base import weakest
from zis_calc.model.library import FactorUse, Library
from zis_calc.pack import Batch, Case, Options
from zis_calc.pack.batch import Resource
from zis_calc.support import number as number
from zis_calc.support import quantity as quantity
from zis_calc.support import social_uses, support_data

Data = dict[str, Any]

_GASES = (
    ("co2", "co2", "tCO2/yr"),
    ("ch4", "ch4", "tCH4/yr"),
    ("n2o", "n2o", "tN2O/yr"),
    ("f_gases", "f_gases", "tCO2e/yr"),
    ("unsplit_co2e", "unsplit_co2e", "tCO2e/yr"),
)
FINANCE_STATUSES = (
    ("payback", "yr"), ("payback_gross", "yr"), ("discounted_payback", "yr"), ("discounted_payback_gross", "yr"),
    ("npv", "{currency}"), ("npv_gross", "{currency}"), ("irr", "1/yr"), ("irr_gross", "1/yr"),
    ("abatement_cost", "{currency}/tCO2e"), ("abatement_cost_gross", "{currency}/tCO2e"),
)  # fmt: skip


def measure_data(batch: Batch, results: Results, index: int, options: Options) -> Data:
    """One measure of the result."""
    case = batch.cases[index]
    measure = case.measure
    reported = case.block.reported
    uses = batch.uses[index]
    return {
        "id": measure.id,
        "name": measure.name,
        "company": measure.company,
        "sector": measure.sector,
        "zone": measure.zone,
        "technology": measure.technology,
        "file": case.document.file,
        "stage": case.stage,
        "stages": list(measure.stages) if measure.stages else [case.stage],
        "status": "reported" if reported is not None else "ok",
        "count": reported.count if reported is not None else 1,
        "start": measure.start.isoformat() if measure.start else None,
        "end": _date(batch.end[index]),
        "lifetime": quantity(results.values["lifetime"][index], "yr", OK),
        "ghg": {
            **_ghg(results, index),
            "without_factor": list(batch.without_factor[index]),
            "review": weakest([_review(uses, "ghg") or "", *batch.methods[index].values()]),
        },
        "copni": {**_copni(results, index), "review": _review(uses, "copni")},
        "energy": _difference(results, "energy", index, "MWh/yr", bool(results.has_flows[index])),
        "resources": [_resource(resource) for resource in merged(batch.resources[index])],
        "finance": {**_finance(batch, results, index, options), "review": _finance_review(batch, results, index)},
        "ndc": _ndc(batch, results, index, options),
        "factors": sorted({use.id for use in (*uses.values(), *social_uses(batch, results, index))}),
        "methods": batch.methods[index],
        "review": weakest([*(use.review for use in uses.values()), *batch.methods[index].values()]),
    }


# Which block of a result a factor weakens, by its quantity; all others are behind the GHG figures.
_BLOCK_OF_QUANTITY = {"release_vector": "copni", "exchange_rate": "finance"}


def _review(uses: dict[tuple[str, str], FactorUse], block: str) -> str | None:
    """The weakest review status of the factors behind one block."""
    return weakest([use.review for use in uses.values() if _BLOCK_OF_QUANTITY.get(use.quantity, "ghg") == block])


def _finance_review(batch: Batch, results: Results, index: int) -> str | None:
    """The weakest review status behind the money of the company: exchange rates and the credit line."""
    row = results.support.row.get(index)
    credit = batch.support_rows[row].credit if row is not None else None
    line = credit.line_review if credit is not None else None
    return weakest([_review(batch.uses[index], "finance") or "", line or ""])


def _date(ordinal: int) -> str | None:
    known = 0 < ordinal < datetime.date.max.toordinal()
    return datetime.date.fromordinal(ordinal).isoformat() if known else None


def _difference(results: Results, name: str, index: int, unit: str, known: bool) -> Data:
    columns = results.values
    data: Data = {"unit": unit} if unit else {}
    for part in ("baseline", "project", "reduction"):
        value = columns[f"{name}_{part}"][index]
        data[part] = number(value) if known else None
    return data


def _ghg(results: Results, index: int) -> Data:
    known = bool(results.has_flows[index])
    data = _difference(results, "ghg", index, "tCO2e/yr", known)
    data["reduction"] = number(results.values["ghg_reduction"][index])
    data["by_gas"] = {key: _difference(results, name, index, unit, known) for key, name, unit in _GASES}
    data["by_scope"] = {str(scope): _difference(results, f"ghg_scope_{scope}", index, "", known) for scope in (1, 2, 3)}
    data["biogenic_co2"] = _difference(results, "biogenic_co2", index, "tCO2/yr", known)
    data["montreal_gases"] = _difference(results, "montreal_gases", index, "tCO2e/yr", known)
    return data


def copni_totals(results: Results) -> tuple[Any, Any]:
    """COPni of each measure over the vectors whose difference is known: baseline and project [µg TEQ/yr]."""
    sides = []
    for side, values in enumerate((results.vector_baseline, results.vector_project)):
        kept = comparable(results.vector_status, results.side_statuses[side], values)
        total = kept[:, 0]
        for vector in range(1, len(VECTORS)):
            total = total + kept[:, vector]
        sides.append(total)
    return sides[0], sides[1]


def _copni(results: Results, index: int) -> Data:
    unit = "µg TEQ/yr"
    reported = results.values["reported_copni_reduction"][index]
    if not results.has_releases[index]:
        known = not math.isnan(reported)
        state = "ok" if known else "none"
        return {
            "unit": unit, "baseline": None, "project": None, "reduction": number(reported),
            "status": state, "by_vector": {},
        }  # fmt: skip
    before, after = copni_totals(results)
    by_vector: Data = {}
    for vector, name in enumerate(VECTORS):
        status = int(results.vector_status[index, vector])
        sides = [_vector_side(results, index, vector, side) for side in range(2)]
        values = [side["value"] for side in sides]
        reduced = None
        if status == OK:
            reduced = (values[0] or 0.0) - (values[1] or 0.0)
        by_vector[name] = {
            "baseline": values[0], "project": values[1], "reduction": reduced, "status": STATUSES[status],
            "baseline_status": sides[0]["status"], "project_status": sides[1]["status"],
        }  # fmt: skip
        if status not in (OK, NA):
            # What is known of a side that also holds a source without a factor: shown, never compared.
            by_vector[name]["baseline_known"] = float(results.vector_baseline[index, vector])
            by_vector[name]["project_known"] = float(results.vector_project[index, vector])
    known = any(entry["status"] == "ok" for entry in by_vector.values())
    return {
        "unit": unit,
        "baseline": float(before[index]) if known else None,
        "project": float(after[index]) if known else None,
        "reduction": float(before[index] - after[index]) if known else None,
        "status": "ok" if known else _worst(by_vector),
        "by_vector": by_vector,
    }


def _worst(by_vector: Data) -> str:
    """Why no vector can be compared: unknown before nd before na."""
    found = {entry["status"] for entry in by_vector.values()}
    return next(status for status in ("unknown", "nd", "na") if status in found)


def _vector_side(results: Results, index: int, vector: int, side: int) -> Data:
    status = int(results.side_statuses[side][index, vector])
    values = results.vector_baseline if side == 0 else results.vector_project
    value = float(values[index, vector]) if status == OK else None
    return {"value": value, "status": "na" if status == NA else STATUSES[status]}


def merged(resources: list[Resource]) -> list[Resource]:
    """Resources of the same item and unit together, in the order of the file."""
    merged: dict[tuple[str, str], Resource] = {}
    for resource in resources:
        key = (resource.item, resource.unit)
        known = merged.get(key)
        if known is not None:
            baseline, project = known.baseline + resource.baseline, known.project + resource.project
            resource = resource._replace(baseline=baseline, project=project)
        merged[key] = resource
    return list(merged.values())


def _resource(resource: Resource) -> Data:
    return {
        "item": resource.item,
        "name": {"es": resource.name.es, "en": resource.name.en},
        "unit": resource.unit,
        "baseline": resource.baseline,
        "project": resource.project,
        "reduction": resource.baseline - resource.project,
    }


def _finance(batch: Batch, results: Results, index: int, options: Options) -> Data:
    columns = results.values
    finance = batch.cases[index].block.finance
    data: Data = {
        "currency": options.currency,
        "price_year": finance.price_year if finance is not None else None,
        "investment": number(columns["investment"][index]),
        "grant": number(columns["grant"][index]) if finance is not None else None,
        "net_investment": number(columns["net_investment"][index]),
        "annual_savings": number(columns["annual_savings"][index]),
        "unpriced": list(batch.unpriced[index]),
        "discount_rate": number(columns["discount_rate"][index]),
    }
    for name, unit in FINANCE_STATUSES:
        status = results.codes[name][index]
        data[name] = quantity(columns[name][index], unit.format(currency=options.currency), status)
    return {**data, **support_data(batch, results, index, options)}


def _ndc(batch: Batch, results: Results, index: int, options: Options) -> Data:
    data: Data = {"unit": "tCO2e", "rule": options.ndc_rule, "as_of": options.as_of.isoformat()}
    reduced = results.values["ghg_reduction"][index]
    if not batch.start[index] or math.isnan(reduced):
        return {**data, "status": "unknown", "years": [], "cumulative": None}
    years = [
        {"year": year, "value": values[index] + 0.0, "closed": results.closed[year]}
        for year, values in results.counted.items()
    ]
    return {**data, "status": "ok", "years": years, "cumulative": math.fsum(year["value"] for year in years)}


def factor_data(library: Library, use: FactorUse) -> Data:
    """One used factor with its source, for the table of factors."""
    source = library.source(use.source)
    data: Data = {
        "id": use.id,
        "name": {"es": use.name.es, "en": use.name.en},
        "quantity": use.quantity,
        "value": use.value,
        "unit": use.unit,
        "valid_from": use.valid_from.isoformat() if use.valid_from else None,
        "how": use.how,
        "source": {
            "key": use.source,
            **source.model_dump(exclude_none=True, include={"title", "publisher", "year", "url"}),
        },
        "review": use.review,
    }
    data["source"]["locator"] = use.locator
    for key in ("set", "vector", "basis", "lower", "upper"):
        value = getattr(use, key)
        if value is not None:
            data[key] = value
    if use.parts:
        data["composition"] = {part.id: share for share, part in use.parts}
    return data


def input_data(case: Case) -> Data:
    """What a run needs to be repeated: the file, the digest of its bytes, what `--set` changed in it, the stage."""
    document = case.document
    changed = sorted(document.overrides.values())
    return {"file": document.file, "sha256": document.digest, "set": changed, "stage": case.stage}


def settings_data(options: Options) -> Data:
    """The settings of the run."""
    return {
        "as_of": options.as_of.isoformat(),
        "gwp": options.gwp,
        "ndc_rule": options.ndc_rule,
        "ndc_years": list(options.ndc_years),
        "currency": options.currency,
        "discount_rate": options.discount_rate,
        "electricity": options.electricity,
        "decimal": options.decimal,
        "factors": list(options.factors),
    }
