import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from zis_calc.problems import Place, problem
from zis_calc.report.console import make_console, print_problems, print_result
from zis_calc.report.figures import money, percent, shown, years
from zis_calc.run import Run


def on_screen(run: Run, width: int, language: str, **options: object) -> str:
    out = io.StringIO()
    print_result(run.data, run.problems, Console(file=out, width=width, **options), language)  # type: ignore[arg-type]
    return out.getvalue()


def measure(run: Run, id: str) -> dict:  # type: ignore[type-arg]
    return next(one for one in run.data["measures"] if one["id"] == id)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_key_figures_stand_on_every_width(run: Run, width: int, language: str) -> None:
    text = on_screen(run, width, language)
    boiler = measure(run, "caldera-2-gas-natural")
    for figure in (
        shown(boiler["ghg"]["reduction"]),
        shown(boiler["copni"]["reduction"]),
        money(boiler["finance"]["annual_savings"]),
        years(boiler["finance"]["payback"]["value"]),
        years(boiler["finance"]["payback_gross"]["value"]),
        money(boiler["finance"]["npv"]["value"]),
        percent(boiler["finance"]["irr_gross"]["value"]),
        shown(boiler["ndc"]["cumulative"]),
        shown(run.data["totals"]["ghg"]["reduction"]),
    ):
        assert figure in text
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert "\x1b" not in text


def test_definitions_stand_beside_the_numbers(run: Run) -> None:
    text = on_screen(run, 120, "en")
    assert "I / S" in text
    assert "I = investment − grant" in text
    assert "Reporting date 2025-11-25" in text


def test_statuses_in_words(run: Run) -> None:
    text = on_screen(run, 120, "en")
    assert "never: the savings do not pay it back" in text
    assert "immediate: there is nothing to pay." in text
    assert "not comparable" in text
    assert "ND: the Toolkit gives no factor." in text
    assert "stands for 15 measures" in text
    assert "reported by others" in text
    assert "None" not in text


def test_warnings_stand_in_place(run: Run) -> None:
    text = on_screen(run, 120, "en")
    copni = text.index("COPni, unintentional POPs", text.index("│ Solo COPni"))
    finance = text.index("Finance [USD]", copni)
    assert "warning M030" in text[copni:finance]


def test_reported_and_computed_totals_stand_apart(run: Run) -> None:
    text = on_screen(run, 120, "en")
    totals = text[text.index("Totals") :]
    assert "Computed" in totals
    assert "Reported" in totals
    assert "reported: lote-reportado" in totals


def test_text_of_files_is_no_markup(run: Run) -> None:
    assert "[red]Corp[/red]" in on_screen(run, 120, "es")


def test_a_screen_without_utf8(run: Run) -> None:
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    print_result(run.data, run.problems, make_console(raw), "es")
    raw.seek(0)
    text = raw.read()
    assert "Linea base" in text
    assert "ug TEQ/anio" in text


def test_problems_one_message_each() -> None:
    out = io.StringIO()
    found = [
        problem("M034", Place("a.yaml", 2), "flows[0]", item="x", reason="y"),
        problem("M012", Place("a.yaml", 7, 5), "end", end="2020-01-01", start="2021-01-01"),
    ]
    print_problems(found, make_console(out), "en")
    first, hint, *_ = out.getvalue().splitlines()
    assert first == (
        "a.yaml:7:5  error M012 end-before-start  end: the end 2020-01-01 is not after the start 2021-01-01"
    )
    assert hint == "    `end` is the first day that no longer counts."
