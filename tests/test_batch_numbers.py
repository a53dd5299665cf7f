"""Batch gives the numbers of measure files to the bit: 500 rows of the examples, random rows, any way through the gate."""

import copy
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workbooks import EXAMPLES, WIDE, compute, example_measures, options_of, template_file, wide_row, write_sheet
from zis_calc.batching import book
from zis_calc.computed import computed
from zis_calc.converting import rows_of_measures
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.rows import Rows, rows_of
from zis_calc.run import read_measures
from zis_calc.totals import totals


def same(one: Rows, other: Rows) -> list[str]:
    """What differs between two tables of rows, compared as bits."""
    wrong = []
    for name in one.values:
        if not np.array_equal(one.values[name].view(np.int64), other.values[name].view(np.int64)):
            both = np.isnan(one.values[name]) & np.isnan(other.values[name])
            if not np.array_equal(one.values[name][~both].view(np.int64), other.values[name][~both].view(np.int64)):
                wrong.append(name)
    wrong += [f"status {name}" for name in one.codes if not np.array_equal(one.codes[name], other.codes[name])]
    for name in ("vector_baseline", "vector_project", "vector_status", "start", "end", "review", "count"):
        if not np.array_equal(getattr(one, name), getattr(other, name)):
            wrong.append(name)
    for year in one.counted:
        if not np.array_equal(one.counted[year], other.counted[year], equal_nan=True):
            wrong.append(f"ndc {year}")
    if [key._replace(file="") for key in one.keys] != [key._replace(file="") for key in other.keys]:
        wrong.append("keys")
    return wrong


def files_of(folder: Path, measures: list[dict[str, Any]]) -> list[tuple[Path, str]]:
    found = []
    for number, data in enumerate(measures):
        path = folder / f"{number:04}.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
        found.append((path, path.name))
    return found


def filled_template(library: Library, folder: Path, measures: list[dict[str, Any]]) -> tuple[Path, Rows]:
    """A template with these measures, and the rows that their YAML files give."""
    folder.mkdir(parents=True, exist_ok=True)
    cases, problems, refused = read_measures(files_of(folder, measures), None, [])
    assert refused == [] and not [one for one in problems if one.severity == "error"]
    options = options_of(library)
    batch, results, _ = computed(library, options, cases)
    path = folder / "filled.xlsx"
    models = [Measure.model_validate(case.measure.model_dump(by_alias=True, exclude_unset=True)) for case in cases]
    template_file(path, library, "es", rows_of_measures(library, models, ""))
    return path, rows_of(batch, results)


def varied(count: int, seed: int) -> list[dict[str, Any]]:
    """The shipped examples again and again, each with its own code and its own amounts."""
    chance = random.Random(seed)
    examples = [one for one in example_measures() if not one.get("after")]
    made = []
    for number in range(count):
        data = copy.deepcopy(examples[number % len(examples)])
        data["id"] = f"m-{number}"
        scale = chance.uniform(0.05, 3.0)
        blocks = list(data["stages"].values()) if "stages" in data else [data]
        for block in blocks:
            for flow in block.get("flows", []):
                for side in ("baseline", "project"):
                    number_text, unit = flow[side].split(" ", 1)
                    flow[side] = f"{float(number_text) * scale!r} {unit}"
        made.append(data)
    return made


def test_500_rows_of_the_shipped_examples_give_the_numbers_of_their_files_to_the_bit(
    library: Library, tmp_path: Path
) -> None:
    path, expected = filled_template(library, tmp_path, varied(500, 7))
    result = compute(library, path)
    assert result.refused == [] and result.rows is not None and len(result.rows) == 500
    assert same(expected, result.rows) == []
    assert totals(expected, [], options_of(library)) == totals(result.rows, [], options_of(library))


def test_the_columnar_way_and_the_ordinary_way_agree(library: Library, tmp_path: Path) -> None:
    path, expected = filled_template(library, tmp_path, varied(60, 11))
    ordinary = compute(library, path, full=True)
    assert ordinary.rows is not None
    assert same(expected, ordinary.rows) == []
    assert len(ordinary.measures) == 60


_ITEMS = {
    "diesel": (["gal/yr", "m3/yr", "t/yr", "L/mes"], ["USD/gal", "PEN/L"], ["boiler", "engine", "process", None]),
    "natural_gas": (["m3/yr", "Sm3/yr", "t/yr"], ["USD/m3"], ["boiler", None]),
    "electricity": (["MWh/yr", "kWh/mes"], ["USD/MWh", "PEN/kWh"], [None]),
    "water": (["m3/yr"], ["PEN/m3"], [None]),
    "r134a": (["kg/yr", "t/yr"], ["USD/kg"], [None]),
}


@st.composite
def rows(draw: st.DrawFn) -> list[Any]:
    item = draw(st.sampled_from(sorted(_ITEMS)))
    units, prices, uses = _ITEMS[item]
    number = st.one_of(st.just(0.0), st.floats(1e-6, 1e9, allow_nan=False, allow_infinity=False))
    investment = draw(st.one_of(st.none(), st.floats(0, 1e8)))
    grant = draw(st.floats(0, 1)) * investment if investment is not None and draw(st.booleans()) else None
    price = draw(st.one_of(st.none(), st.floats(0, 1e4)))
    return wide_row(
        lifetime=draw(st.one_of(st.none(), st.floats(0.5, 40))), item=item, baseline=draw(number),
        baseline_unit=draw(st.sampled_from(units)), project=draw(number), project_unit=draw(st.sampled_from(units)),
        price=price, price_unit=draw(st.sampled_from(prices)) if price is not None else None,
        end_use=draw(st.sampled_from(uses)), price_year=draw(st.integers(2018, 2024)), investment=investment,
        grant=grant, rate=draw(st.one_of(st.none(), st.floats(0, 0.5))),
    )  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(rows(), min_size=1, max_size=12))
def test_random_rows_have_the_same_bits_on_both_ways(library: Library, tmp_path: Path, made: list[list[Any]]) -> None:
    for number, row in enumerate(made):
        row[0] = f"m-{number}"
    path = write_sheet(tmp_path / "random.xlsx", [WIDE, *made])
    fast, slow = compute(library, path), compute(library, path, full=True)
    assert fast.refused == slow.refused
    if fast.rows is None or slow.rows is None:
        assert fast.rows is slow.rows
        return
    assert same(slow.rows, fast.rows) == []

    def said(result: Any) -> set[tuple[Any, ...]]:
        return {
            (one.problem.code, one.problem.values, one.cells)
            for one in result.found
            if one.problem.code not in ("M041",)
        }

    assert {one[:2] for one in said(fast)} == {one[:2] for one in said(slow)}


def test_a_template_and_its_files_say_the_same(library: Library, tmp_path: Path) -> None:
    """YAML to workbook to YAML: every amount has the same number and unit, all else is equal."""
    from zis_calc.converting import measure_data_of, measures_of
    from zis_calc.files.documents import yaml_text
    from zis_calc.files.limits import Limits

    before, problems = measures_of(library, sorted(EXAMPLES.rglob("*.yaml")), Limits(), "")
    assert [one for one in problems if one.severity == "error"] == []
    book = tmp_path / "all.xlsx"
    template_file(book, library, "en", rows_of_measures(library, [one for _, one in before], ""))
    after, problems = measures_of(library, [book], Limits(), "")
    assert [one.code for one in problems if one.severity != "note"] == []
    assert len(before) > 15
    for (_, one), (_, other) in zip(before, after, strict=True):
        assert differences(library, one.model_dump(), other.model_dump()) == []
        file = tmp_path / f"{other.id}.yaml"
        file.write_text(yaml_text(measure_data_of(other)), encoding="utf-8")
        again, _ = measures_of(library, [file], Limits(), "")
        assert again[0][1] == other


def differences(library: Library, one: Any, other: Any, at: str = "") -> list[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        return [found for key in keys for found in differences(library, one.get(key), other.get(key), f"{at}.{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            found
            for number, (a, b) in enumerate(zip(one, other, strict=True))
            for found in differences(library, a, b, f"{at}[{number}]")
        ]
    if one == other:
        return []
    try:
        a, b = library.units.amount(str(one)), library.units.amount(str(other))
    except Exception:
        return [f"{at}: {one!r} {other!r}"]
    equal = (a.value, a.unit.factor, a.unit.dimension) == (b.value, b.unit.factor, b.unit.dimension)
    return [] if equal else [f"{at}: {one!r} {other!r}"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_key_of_a_measure_file_has_a_column_with_words(language: str) -> None:
    from zis_calc.layout.sheets import column_of, fields_in, sheets

    for sheet in sheets().values():
        for field in fields_in(sheet):
            column = column_of(sheet, field)
            assert (column.es if language == "es" else column.en) not in ("", field.key), (
                f"{sheet.key}.{field.key} has no words"
            )


def test_how_many_are_computed_at_a_time_changes_nothing(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chains of `after` (a long one, two short ones), stages and faults, two at a time and all together."""
    heads = [*WIDE, "Después de", "Equipo"]
    after = {"m-1": "m-0", "m-2": "m-1", "m-3": "m-2", "m-7": "m-6", "m-8": "m-11", "m-9": "nadie"}
    rows = [[*wide_row(f"m-{one}", baseline=1000.5 + one), after.get(f"m-{one}"), "caldera"] for one in range(12)]
    rows[4][7], rows[5][8] = -5.0, "galones/luna"
    rows += [[*wide_row("m-10", stage="verified", baseline=900.0), None, "caldera"]]
    path = write_sheet(tmp_path / "a.xlsx", [heads, *rows])
    whole = compute(library, path)
    monkeypatch.setattr(book, "CHUNK", 2)
    apart = compute(library, path)
    assert whole.rows is not None and apart.rows is not None and len(whole.rows) == 9
    assert same(whole.rows, apart.rows) == [] and whole.found == apart.found
    assert [whole.refused, whole.counts] == [apart.refused, apart.counts] and whole.refused == ["m-4", "m-5", "m-9"]
    cells = {(one.problem.code, one.problem.place.cell) for one in whole.found if one.problem.place}
    assert {("U008", "H6"), ("U002", "I7")} <= cells
