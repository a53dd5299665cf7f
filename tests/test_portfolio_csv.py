"""`zis-calc portfolio --format csv`: every table of the report, no row without content."""

import csv
import io
from pathlib import Path

import pytest

from tests.portfolios import measure, portfolio
from tests.test_cli import zis

Rows = list[dict[str, str]]


def rows_of(path: str | Path, *arguments: str, code: int = 0) -> Rows:
    done = zis("portfolio", str(path), "--format", "csv", "-q", *arguments)
    assert done.returncode == code, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def of_table(rows: Rows, table: str) -> Rows:
    return [row for row in rows if row["table"] == table]


def test_every_table_of_the_report_is_there() -> None:
    rows = rows_of("examples/cartera-demo")
    assert {row["table"] for row in rows} == {
        "total", "total_part", "companies", "overlap", "company", "sector", "zone", "technology", "stage", "group",
        "year", "funnel", "attainment", "bridge", "target", "target_year", "claim", "claim_year", "support", "view",
        "cash_flow", "macc", "measure", "indicator", "indicator_quantity", "goal", "goal_summary", "problem",
    }  # fmt: skip
    assert {row["table"] for row in rows_of("examples/zis-peru")} >= {"statement", "pipeline", "macc_left_out"}


def test_figures_stand_beside_the_measures_they_rest_on() -> None:
    """The demonstration portfolio by hand: examples/HAND-CHECKS.md."""
    rows = rows_of("examples/cartera-demo")
    (total,) = of_table(rows, "total")
    # Energy is known of three of the five measures; two report their reduction alone.
    assert (total["energy_reduction_measures"], total["energy_reduction_of"]) == ("3", "5")
    # The oven: 100 expected, 80 obtained. In all, one of the three verified measures has both estimates.
    (oven,) = [
        row for row in of_table(rows, "attainment")
        if (row["key"], row["indicator"]) == ("horno-aislamiento", "ghg_reduction")
    ]  # fmt: skip
    assert (oven["expected_value"], oven["obtained_value"], oven["band"]) == ("100.0", "80.0", "medium")
    assert float(oven["attainment_value"]) == pytest.approx(0.8)
    (whole,) = [
        row for row in of_table(rows, "attainment") if (row["key"], row["indicator"]) == ("total", "ghg_reduction")
    ]
    assert (whole["attainment_measures"], whole["attainment_of"]) == ("1", "3")
    steps = [row for row in of_table(rows, "bridge") if row["indicator"] == "ghg_reduction" and row["driver"]]
    assert {(row["key"], float(row["value"])) for row in steps} == {("horno-aislamiento", -20.0), ("total", -20.0)}
    # 40 % of the 500 t of the boiler, in 2024.
    (year,) = [row for row in of_table(rows, "claim_year") if row["serial"] == "DEMO-2024-01"]
    assert (year["year"], float(year["value"])) == ("2024", 200.0)
    # Investments of 228,000, of which 39,800 are granted.
    start = {row["key"]: float(row["value"]) for row in of_table(rows, "cash_flow") if row["year"] == "0"}
    assert (start["none"], start["grant"]) == (-228000.0, -188200.0)
    (goal,) = of_table(rows, "goal")
    assert (goal["key"], goal["expected_value"], goal["expected_unit"]) == ("reduction", "900.0", "tCO2e/yr")
    (indicator,) = [row for row in of_table(rows, "indicator") if row["key"] == "programme.annual_savings"]
    assert (indicator["measures"], indicator["of"], indicator["unit"]) == ("5", "5", "USD/yr")
    assert {"E021", "M038"} <= {row["key"] for row in of_table(rows, "problem")}


def test_a_programme_in_the_published_figures() -> None:
    rows = rows_of("examples/zis-peru", "--lang", "es")
    counts = {row["key"]: row["companies"] for row in of_table(rows, "pipeline")}
    assert (counts["met"], counts["agreements"], counts["cofinanced"]) == ("200", "78", "21")
    assert of_table(rows, "pipeline")[0]["name"] == "Empresas contactadas"
    six = of_table(rows, "statement")[0]
    assert (six["printed"], six["follows_from"]) == ("más de 6 veces la meta de 2030", "full_operation")
    assert float(six["full_operation"]) == pytest.approx(8795.86 / 1400)
    (savings,) = [row for row in of_table(rows, "indicator") if row["key"] == "programme.annual_savings"]
    assert (savings["measures"], savings["of"], savings["missing"]) == ("28", "43", "zis-asistencia")


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("seco-lca", {"credit": 12, "credit_total": 3}), ("dca", {"credit": 3, "credit_total": 3}),
        ("policy-monitoring", {"goal": 4, "goal_summary": 1}),
    ],
)  # fmt: skip
def test_a_portfolio_without_measures_has_no_rows_of_measures(name: str, tables: dict[str, int]) -> None:
    rows = [row for row in rows_of(f"examples/{name}") if row["table"] != "problem"]
    assert {table: len(of_table(rows, table)) for table in {row["table"] for row in rows}} == tables


def test_credits_with_what_is_printed_and_how_many_are_known() -> None:
    rows = rows_of("examples/seco-lca")
    (mapesa,) = [row for row in rows if row["key"] == "Mapesa"]
    # 40 % of 256,392 is 102,556.80; printed are 99,992.88, which is 2,563.92 less.
    assert (mapesa["reimbursement"], mapesa["printed_reimbursement"]) == ("102556.8", "99992.88")
    assert mapesa["differences_reimbursement"] == "2563.92"
    (total,) = [row for row in of_table(rows, "credit_total") if row["figure"] == "reimbursement"]
    assert (total["rows"], total["of"], total["follows_from"]) == ("7", "12", "printed_rows")
    assert "Papelera Panamericana; " in total["missing"]


def test_what_is_refused_is_named(tmp_path: Path) -> None:
    flows = [{"item": "electricity", "baseline": "5 xyz/yr", "project": "0 MWh/yr"}]
    head = portfolio(tmp_path, [measure("good"), measure("bad", flows=flows)])
    rows = rows_of(head, code=1)
    assert [row["key"] for row in of_table(rows, "refused")] == ["bad"]
    (total,) = of_table(rows, "total")
    assert (total["ghg_reduction_measures"], total["ghg_reduction_of"]) == ("1", "2")
    assert "error" in {row["severity"] for row in of_table(rows, "problem")}
    only = portfolio(tmp_path, [measure("bad", flows=flows)], "only")
    rows = rows_of(only, code=1)
    assert [row["key"] for row in of_table(rows, "refused")] == ["bad"]
    assert of_table(rows, "year") == []
