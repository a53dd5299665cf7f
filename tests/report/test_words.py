import re
import string

import pytest

from zis_calc.language import translator
from zis_calc.problem_texts import CATALOGUE
from zis_calc.problems import Place, Problem, problem
from zis_calc.report.names import DIMENSIONS, KEYS
from zis_calc.report.words import clean, dimension_phrase, place_text, render_problem, worst_first
from zis_calc.units import _BASE_WORDS, _NAMED_DIMENSIONS, describe


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("code", CATALOGUE)
def test_every_code_renders_with_nothing_left_open(code: str, language: str) -> None:
    entry = CATALOGUE[code]
    names = fields_of(entry.message) | fields_of(entry.hint)
    found = Problem(code, tuple((name, f"<{name}>") for name in names))
    message, hint = render_problem(found, translator(language), language)
    assert message
    for name in names:
        assert f"{{{name}}}" not in message.replace("{<", "") + hint.replace("{<", "")
        assert f"<{name}>" in message + hint
    if language == "es" and re.search(r"[a-z]{4}", entry.message.replace("{text}", "")):
        assert (message, hint) != render_problem(found, str, "en")


def test_a_value_that_is_missing_stays_visible() -> None:
    assert render_problem(Problem("Y002"), str, "en")[0] == "the file cannot be read: {reason}"


def rendered(language: str, **values: str) -> str:
    return render_problem(Problem("S003", tuple(values.items())), translator(language), language)[0]


def test_marked_values_are_translated() -> None:
    text = rendered("es", value="7", found="@a number without a unit", expected="#energy per year, #volume per year")
    assert text == "`7` es un número sin unidad, y se espera energía por año o volumen por año"
    text = rendered("en", value="7", found="@a number without a unit", expected="#energy per year")
    assert text == "`7` is a number without a unit, and energy per year is expected"


def test_suggestions() -> None:
    near = problem("U002", unit="kwh", value="3 kwh", suggestion="|kWh")
    assert render_problem(near, str, "en")[0].endswith("is not known, did you mean `kWh`?")
    assert "¿quiso decir `kWh`?" in render_problem(near, translator("es"), "es")[0]
    assert render_problem(problem("U002", unit="x", value="3 x", suggestion=""), str, "en")[0].endswith("not known")


def test_bilingual_values_and_keys() -> None:
    found = problem("M035", quantity="@simple_payback", value="1", limit="2", reason="razón\x1freason")
    assert render_problem(found, str, "en")[0] == "simple payback: 1 is outside experience (2): reason"
    assert render_problem(found, translator("es"), "es")[0].startswith("recuperación simple: 1 ")
    assert render_problem(found, translator("es"), "es")[0].endswith("razón")
    assert set(KEYS)


def test_all_words_of_dimensions_are_known() -> None:
    phrases = [*_NAMED_DIMENSIONS.values(), *_BASE_WORDS.values()]
    assert {word for phrase in phrases for word in phrase.split(" per ")} <= set(DIMENSIONS)
    spanish = translator("es")
    assert dimension_phrase(describe((("USD", 1), ("kilogram", -1))), spanish) == "USD por masa"
    assert dimension_phrase("energy per amount of gas", spanish) == "energía por cantidad de gas"


def test_texts_of_files_are_made_harmless() -> None:
    assert clean("\x1b[31mred\x1b[0m\u202e\u200b\u2066 a\nb\ud800") == "[31mred[0m a b"
    text = rendered("en", value="`x`\x1b]8;;http://evil\x07", found="@text", expected="{value} {0.__class__}")
    assert "\x1b" not in text
    assert text == "`'x']8;;http://evil` is text, and {value} {0.__class__} is expected"
    assert rendered("es", value="@", found="@", expected="|") == "`` es , y se espera ; ¿quiso decir ``?"


def test_places_and_order() -> None:
    assert place_text(problem("Y001", Place("a\x1b.yaml", 3, 7))) == "a.yaml:3:7"
    assert place_text(problem("Y001", Place("a.yaml"))) == "a.yaml"
    assert place_text(problem("Y001")) == ""
    order = worst_first([problem("M034"), problem("M033"), problem("Y001")])
    assert [one.code for one in order] == ["Y001", "M033", "M034"]
