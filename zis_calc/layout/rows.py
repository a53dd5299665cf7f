"""Measures as rows of the workbook: the way back from a measure file to the sheets, nothing left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from zis_calc.layout.fields import AMOUNT, LIST, PAIRS, VALUE, Field
from zis_calc.layout.sheets import STAGE_FIELDS, sheets
from zis_calc.model.measure import Measure, StageBlock
from zis_calc.problems import ProblemError
from zis_calc.units import UnitTable

Row = dict[str, Any]
"""Values by field key; the unit of an amount under `key.unit`."""


def measure_rows(measure: Measure, units: UnitTable, decimal: str = "") -> dict[str, list[Row]]:
    """The rows of a measure by sheet key; one row on Measures for each stage."""
    found: dict[str, list[Row]] = {key: [] for key in sheets()}
    stages: Mapping[str, StageBlock] = measure.stages or {measure.stage or "": measure}  # type: ignore[assignment]
    single = not measure.stages
    for stage, block in stages.items():
        link: Row = {"measure": measure.id, "stage": "" if single else stage}
        row: Row = {}
        for field in sheets()["measures"].fields:
            if field.key == "stage":
                row["stage"] = stage
                continue
            _put(row, field, _value(block if field.path[0] in STAGE_FIELDS else measure, field), units, decimal)
        found["measures"].append(row)
        for key, entries in (("flows", block.flows), ("copni", block.copni)):
            found[key] += [{**link, **_row(key, entry, units, decimal)} for entry in entries]
        if block.finance is not None:
            found["finance"].append({**link, **_row("finance", block.finance, units, decimal)})
        found["methods"] += [{**link, **one} for one in _methods(block, units, decimal)]
        price = next(one for one in sheets()["prices"].fields if one.key == "price")
        for item, text in block.prices.items():
            entry: Row = {"item": item}
            _put(entry, price, text, units, decimal)
            found["prices"].append({**link, **entry})
        own = block.evidence if not single else ()
        found["evidence"] += [{**link, **_row("evidence", entry, units, decimal)} for entry in own]
    link = {"measure": measure.id, "stage": ""}
    found["evidence"] += [{**link, **_row("evidence", entry, units, decimal)} for entry in measure.evidence]
    return found


def company_rows(measures: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The companies of rows of the sheet Measures; sector and zone where all rows of the company agree."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in measures:
        if row.get("company"):
            entry = found.setdefault(row["company"], {"sector": set(), "zone": set()})
            for key in ("sector", "zone"):
                entry[key].add(row.get(key) or "")
    return [
        {"name": name, **{key: values.pop() for key, values in entry.items() if len(values) == 1 and values != {""}}}
        for name, entry in found.items()
    ]


def _row(sheet: str, model: BaseModel, units: UnitTable, decimal: str) -> Row:
    row: Row = {}
    for field in sheets()[sheet].fields:
        _put(row, field, _value(model, field), units, decimal)
    return row


def _value(model: Any, field: Field) -> Any:
    here = model
    for step in field.path:
        here = getattr(here, step) if step in here.model_fields_set else None
        if here is None:
            return None
    return here


def _put(row: Row, field: Field, value: Any, units: UnitTable, decimal: str) -> None:
    """A value as cells: an amount as number and unit; what the file does not say is left blank."""
    if value is None or value in ([], {}):
        return
    if field.kind == LIST:
        row[field.key] = "; ".join(value)
    elif field.kind == PAIRS:
        row[field.key] = "; ".join(f"{key}={text}" for key, text in value.items())
    elif field.kind in (AMOUNT, VALUE):
        _put_amount(row, field.key, value, units, decimal)
    else:
        row[field.key] = value


def _put_amount(row: Row, key: str, value: Any, units: UnitTable, decimal: str) -> None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        row[key] = float(value)
        return
    try:
        amount = units.amount(str(value), decimal)
    except ProblemError:
        row[key] = str(value)  # a word that is chosen, or what only a person can read: kept as it stands
        return
    row[key], row[f"{key}.unit"] = amount.value, amount.unit.text


def _methods(block: StageBlock, units: UnitTable, decimal: str) -> Iterator[Row]:
    uses: list[tuple[int | None, str, Mapping[str, Any], str | None]] = []
    if block.method is not None:
        uses.append((None, block.method, block.parameters, None))
    uses += [(number, use.method, use.parameters, use.note) for number, use in enumerate(block.methods, start=1)]
    for number, method, parameters, note in uses:
        row: Row = {"method": method} if number is None else {"use": float(number), "method": method}
        if note:
            row["note"] = note
        for name, value in parameters.items():
            made = {**row, "parameter": name}
            _put_amount(made, "value", value, units, decimal)
            yield made
            row.pop("note", None)
        if not parameters:
            yield row
