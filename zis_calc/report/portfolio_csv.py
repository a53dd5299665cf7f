"""A portfolio as CSV: everything that its report shows as one long table, numbers unrounded.

The column `table` says which table a row is of, `key` which row; a figure is a column with its unit and, where there
is one, its status; beside it stand the measures it rests on and of how many (`…_of`; in a table by sector, zone… it is
of the `measures` of the row). Names are in one language.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from zis_calc.problems import Problem
from zis_calc.report.csv_text import rows_csv
from zis_calc.report.json_text import problem_data
from zis_calc.report.words import clean, pick

Data = Mapping[str, Any]
Row = dict[str, Any]

_BETWEEN = "; "  # the texts of a list stand in one cell
_SUMS = ("ghg", "copni", "energy")


def portfolio_csv(data: Data, problems: Iterable[Problem], language: str) -> str:
    """All tables of a portfolio and its problems in one; a portfolio without measures has no rows of measures."""
    tables: dict[str, Iterable[Data]] = {
        **(_measure_tables(data) if data["measures"] or data["totals"]["refused"] else {}),
        "pipeline": data["portfolio"]["pipeline"],
        "indicator": map(_indicator, data["indicators"]),
        "indicator_quantity": _quantities(data["indicators"]),
        **_goal_tables(data["progress"] or {"goals": (), "summary": None}),
        **_credit_tables((data["credits"] or {"lines": ()})["lines"]),
        "problem": [{"key": one["code"], **_without(one, ("code",))} for one in _problems(problems, language)],
    }
    return rows_csv([_row(name, row, language) for name, rows in tables.items() for row in rows])


def _problems(problems: Iterable[Problem], language: str) -> Iterator[Data]:
    return (problem_data(one, language) for one in problems)


def _row(table: str, row: Data, language: str) -> Row:
    """A row with its table and key first, and every value as one cell or as a block of them."""
    return {"table": table, "key": row.get("key"), **{key: _cell(value, language) for key, value in row.items()}}


def _cell(value: Any, language: str) -> Any:
    if isinstance(value, Mapping):
        if set(value) == {"es", "en"}:
            return pick(value, language)
        return {key: _cell(part, language) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return _BETWEEN.join(clean(one) for one in value)
    return value


def _without(row: Data, keys: Sequence[str]) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


def _covered(block: Data, *, unit: str = "") -> Row:
    """A figure with the measures it rests on, of how many."""
    coverage = block["coverage"]
    figure = _without(block, ("coverage",)) if not unit else {"value": block["cumulative"], "unit": unit}
    return {**figure, "measures": coverage["measures"], "of": coverage["of"]}


def _measure_tables(data: Data) -> dict[str, Iterable[Data]]:
    """What rests on measures: totals, tables, stages, targets, claims, support, cost curve, the measures."""
    totals, ndc, of = data["totals"], data["ndc"], data["totals"]["ghg"]["coverage"]["of"]
    tables = [(name, rows) for name, rows in data["tables"].items() if data["measures"] or name != "year"]
    return {
        "total": [_total(totals)],
        "total_part": _total_parts(totals),
        "refused": [{"key": id} for id in totals["refused"]],
        "discarded": [{"key": id} for id in totals["discarded"]],
        "companies": [{"key": "companies", **_without(data["companies"], ("by_group", "overlaps"))}],
        "overlap": [{"key": one["company"], "groups": one["groups"]} for one in data["companies"]["overlaps"]],
        **{name: [_without(row, ("missing",)) for row in rows] for name, rows in tables},
        "funnel": data["funnel"],
        "attainment": _attainments(data["stages"]),
        "bridge": _bridges(data["stages"]),
        "target": [_target(target, part) for target in ndc["targets"] for part in target["reached"]],
        "target_year": [
            {"key": target["target"], "group": part["group"], **year}
            for target in ndc["targets"] for part in target["reached"] for year in part["years"]
        ],
        "statement": [{"key": one["id"], **_without(one, ("id",))} for one in ndc["statements"]],
        "claim": map(_claim, ndc["claims"]),
        "claim_year": [
            {"key": claim["measure"], "scheme": claim["scheme"], "serial": claim["serial"], **year}
            for claim in ndc["claims"] for year in claim["years"]
        ],
        "support": [{"key": "support", **_without(data["support"], ("views",)), "of": of}],
        **_view_tables(data["support"]["views"], data["settings"]["currency"], of),
        "macc": data["macc"]["rows"],
        "macc_left_out": [
            {"key": id, "reason": reason} for reason in ("no_reduction", "missing") for id in data["macc"][reason]
        ],
        "measure": [{"key": one["id"], **_without(one, ("id", "ndc"))} for one in data["measures"]],
    }  # fmt: skip


def _total(totals: Data) -> Row:
    money = {name: _covered(block) for name, block in totals["finance"].items() if isinstance(block, Mapping)}
    return {
        "key": "total", "measures": totals["measures"],
        **{f"{name}_reduction": {"value": totals[name]["reduction"], "unit": totals[name]["unit"],
                                 "measures": totals[name]["coverage"]["measures"],
                                 "of": totals[name]["coverage"]["of"]} for name in _SUMS},
        **money,
        "ndc_cumulative": _covered(totals["ndc"], unit=totals["ndc"]["unit"]),
    }  # fmt: skip


def _total_parts(totals: Data) -> Iterator[Row]:
    """Before, after and reduction of each sum and of its parts: scopes, gases, vectors, resources."""
    sides = ("baseline", "project", "reduction", "unit", "status")

    def part(key: str, block: Data, unit: str) -> Row:
        return {"key": key, "unit": unit, **{side: block[side] for side in sides if side in block}}

    for name in _SUMS:
        unit = totals[name]["unit"]
        yield part(name, totals[name], unit)
        yield from (part(f"{name}.scope_{key}", one, unit) for key, one in totals[name].get("by_scope", {}).items())
        yield from (part(f"{name}.{key}", one, unit) for key, one in totals[name].get("by_vector", {}).items())
    gases = totals["ghg"]["by_gas"]
    yield from (part(f"ghg.{key}", one, one.get("unit") or _gas_unit(key)) for key, one in gases.items())
    yield part("ghg.biogenic_co2", totals["ghg"]["biogenic_co2"], _gas_unit("co2"))
    yield part("ghg.montreal_gases", totals["ghg"]["montreal_gases"], _gas_unit(""))
    for one in totals["resources"]:
        yield {**part(one["item"], one, one["unit"]), "name": one["name"]}


def _gas_unit(gas: str) -> str:
    return {"co2": "tCO2/yr", "ch4": "tCH4/yr", "n2o": "tN2O/yr"}.get(gas, "tCO2e/yr")


def _attainments(stages: Sequence[Data]) -> Iterator[Row]:
    """Obtained over expected, a row per measure and indicator, and for all together."""
    for pair in stages:
        parts = [*((one["measure"], one["indicators"]) for one in pair["measures"]), ("total", pair["total"])]
        for key, indicators in parts:
            for name, one in indicators.items():
                shares = {"value": one["attainment"], "unit": "1", "status": one["status"]}
                yield {
                    "key": key, "from": pair["from"], "to": pair["to"], "indicator": name,
                    "expected": {"value": one["expected"], "unit": one["unit"]},
                    "obtained": {"value": one["obtained"], "unit": one["unit"]},
                    "attainment": {**shares, **_counts(one)},
                    "band": _band(one), "flag": one["flag"],
                }  # fmt: skip


def _bridges(stages: Sequence[Data]) -> Iterator[Row]:
    """The steps between two stages: a row for the whole difference, then one per driver."""
    for pair in stages:
        parts = [*((one["measure"], one["indicators"]) for one in pair["bridges"]), ("total", pair["bridge_total"])]
        for key, indicators in parts:
            for name, one in indicators.items():
                about = {"key": key, "from": pair["from"], "to": pair["to"], "indicator": name, "unit": one["unit"]}
                whole = {"from_level": one["from"], "to_level": one["to"], "difference": one["difference"]}
                yield {**about, **whole, "status": one["status"], **_counts(one)}
                yield from ({**about, **step} for step in one["drivers"])


def _counts(block: Data) -> Row:
    coverage = block.get("coverage")
    return {"measures": coverage["measures"], "of": coverage["of"]} if coverage else {}


def _band(block: Data) -> str | None:
    return block["band"]["id"] if block["band"] else None


def _target(target: Data, part: Data) -> Row:
    """What the whole or a group reaches of a target."""
    return {
        "key": target["target"], "group": part["group"], "goal": {"value": target["goal"], "unit": target["unit"]},
        "goal_year": target["year"], "share": target["share"], "measures": part["measures"],
        "full_operation": part["full_operation"], "last_closed": part["last_closed"],
        "closed_years": part["cumulative"], "source": target["source"], "review": target["review"],
    }  # fmt: skip


def _claim(claim: Data) -> Row:
    """A claim with the tonnes of its closed years."""
    tonnes = math.fsum(year["value"] for year in claim["years"] if year["closed"])
    words = _without(claim, ("measure", "years", "name", "reason"))
    return {"key": claim["measure"], **words, "claimed_closed_years": {"value": tonnes, "unit": "tCO2e"}}


def _view_tables(views: Data, currency: str, of: int) -> dict[str, Iterable[Data]]:
    """The views of the support, before and after tax, and the cash flow behind each, year by year."""
    every = dict(views)
    every |= {f"{name}_after_tax": one["after_tax"] for name, one in views.items() if one.get("after_tax")}
    return {
        "view": [{"key": key, **_without(one, ("cash_flow", "after_tax")), "of": of} for key, one in every.items()],
        "cash_flow": [
            {"key": key, "year": year, "value": value, "unit": currency}
            for key, one in every.items() for year, value in enumerate(one["cash_flow"] or ())
        ],
    }  # fmt: skip


def _indicator(one: Data) -> Row:
    coverage, counts = one["coverage"] or {}, one["counts"] or {}
    words = ("framework", "level", "name", "value", "unit", "status", "formula", "source", "locator", "review", "note")
    return {
        "key": one["id"], **{word: one[word] for word in words},
        **{key: coverage.get(key) for key in ("measures", "of", "missing", "missing_count", "refused")},
        "counted_stages": counts.get("stages"), "left_out": counts.get("left_out"), "reported": one["reported"],
    }  # fmt: skip


def _quantities(indicators: Sequence[Data]) -> Iterator[Row]:
    """What indicators are made of."""
    for one in indicators:
        yield from ({"key": one["id"], "quantity": name, **block} for name, block in one["quantities"].items())


def _goal_tables(progress: Data) -> dict[str, Iterable[Data]]:
    goals = [
        {
            "key": one["id"], **_without(one, ("id", "unit", "obtained", "expected", "baseline", "band")),
            **{key: {"value": one[key], "unit": one["unit"]} for key in ("obtained", "expected", "baseline")},
            "band": _band(one),
        }
        for one in progress["goals"]
    ]  # fmt: skip
    summary = progress["summary"]
    return {"goal": goals, "goal_summary": [{"key": "summary", **summary}] if summary else []}


def _credit_tables(lines: Sequence[Data]) -> dict[str, Iterable[Data]]:
    """Credits row by row, the totals of each line and currency, and the rows that could not be read."""
    return {
        "credit": [
            {"key": row["client"], "line": line["id"], "currency": line["currency"], **_without(row, ("client",))}
            for line in lines for row in line["rows"]
        ],
        "credit_total": [
            {
                "key": line["id"], "currency": line["currency"], "figure": figure,
                **_without(total, ("coverage",)), **_without(total["coverage"], ("missing",)),
                "missing": total["coverage"]["missing"],
            }
            for line in lines for figure, total in line["totals"].items()
        ],
        "credit_refused": [
            {"key": name, "line": line["id"], "currency": currency}
            for line in lines
            for names, currency in ((line["refused"], line["currency"]), (line["unread"], None))
            for name in names
        ],
    }  # fmt: skip
