import io
from typing import Any

from rich.console import Console

from zis_calc.report.tree import print_tree, tree_markdown

FACTOR: dict[str, Any] = {
    "kind": "factor", "id": "fuels.x.emission_factor_co2", "name": {"es": "Factor", "en": "Factor of x"},
    "value": 77400.0, "unit": "kg CO2/TJ", "valid_from": "1990-01-01", "set": None, "how": "held",
    "source": {"title": "A book", "publisher": "P", "year": 2006}, "locator": "p. 3", "review": "recalled",
}  # fmt: skip


def leaf(
    name: str, value: float | None, unit: str, origin: dict[str, Any] | None, status: str = "ok"
) -> dict[str, Any]:
    return {
        "name": name, "label": {"es": f"el {name}", "en": f"the {name}"}, "value": value, "unit": unit,
        "status": status, "formula": "", "numbers": "", "inputs": [], "origin": origin,
    }  # fmt: skip


def tree() -> dict[str, Any]:
    source = {
        "kind": "input",
        "text": "5 TJ/yr",
        "file": "m.yaml",
        "line": 9,
        "column": 1,
        "field": "flows[0].baseline",
    }
    activity = leaf("activity", 5.0, "TJ/yr", source)
    inputs = [
        activity,
        leaf("factor", 77400.0, "kg CO2/TJ", FACTOR),
        leaf("conversion", 0.001, "", {"kind": "conversion", "text": "→ t"}),
        leaf("rate", 0.12, "1/yr", {"kind": "setting", "key": "discount_rate"}),
        leaf("nd", None, "", None, "nd"),
        activity,
    ]
    return {
        **leaf("co2", 387.0, "tCO2/yr", None),
        "formula": "activity * factor * conversion", "numbers": "5 * 77400 * 0.001", "inputs": inputs,
    }  # fmt: skip


def printed(width: int, language: str) -> str:
    out = io.StringIO()
    print_tree(tree(), "caldera", Console(file=out, width=width), language)
    return out.getvalue()


def test_every_number_has_its_place_or_source() -> None:
    text = printed(120, "en")
    assert "the co2 (co2) = 387 tCO2/yr" in text
    assert "= activity * factor * conversion = 5 * 77400 * 0.001" in text
    assert "as written: 5 TJ/yr [m.yaml:9 flows[0].baseline]" in text
    assert "fuels.x.emission_factor_co2 · from 1990, held from an earlier year · recalled" in text
    assert "A book (P, 2006); p. 3" in text
    assert "setting `discount_rate`" in text
    assert "the nd (nd) = ND" in text


def test_a_part_that_stood_before_is_not_printed_again() -> None:
    text = printed(120, "es")
    assert text.count("como está escrito") == 1
    assert text.count("ver arriba") == 1


def test_narrow_and_markdown() -> None:
    assert "387" in printed(40, "es")
    text = tree_markdown(tree(), "caldera", "es")
    assert text.startswith("## caldera: el co2\n\n- el co2 (co2) = **387 tCO2/año**\n")
    assert "\n  - el factor" in text
