"""Credit lines: the published tables row by row, the stretch that the rule leaves open, and totals that do not follow.

Figures: Plan de Fase II, CET Perú (Grupo GEA / EMPA for SECO, 2007).
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from zis_calc.checks.shape import read_model
from zis_calc.files.documents import read_document
from zis_calc.files.library import load_library
from zis_calc.language import translator
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Portfolio
from zis_calc.pack.bands import band_of, bands_of
from zis_calc.pack.credit_lines import credit_line, line_terms
from zis_calc.portfolio.credits import credit_tables
from zis_calc.problems import Problem, ProblemError
from zis_calc.report.credits import credit_sections
from zis_calc.report.words import render_problem

Tables = tuple[dict[str, Any], list[Problem]]


def tables(library: Library, path: Path) -> Tables:
    document = read_document(path, path.name)
    model, problems = read_model(document, Portfolio, "portfolio")
    assert model is not None and problems == []
    return credit_tables(library, document, model.credits, model.printed_totals)


def written(library: Library, folder: Path, text: str) -> Tables:
    path = folder / "credits.yaml"
    path.write_text(f"kind: portfolio\nid: x\ntitle: X\ncredits:\n{text}", encoding="utf-8")
    return tables(library, path)


def said(problem: Problem) -> str:
    return " ".join(render_problem(problem, translator("en"), "en"))


@pytest.fixture(scope="module")
def lca(library: Library) -> Tables:
    return tables(library, ROOT / "examples" / "seco-lca" / "seco-lca.yaml")


# Client, credit, printed guarantee, printed reimbursement: as published.
LCA = [
    ("Santa Margarita", 870314.92, 435157.10, None),
    ("Molino San Pedro", 80000.00, 40000.00, 32000.00),
    ("Molinos Corso", 48887.00, 24443.50, 19554.80),
    ("Enerjet", 46437.00, 23218.50, None),
    ("Mapesa", 256392.00, 128196.00, 99992.88),
    ("Curpisco", 278310.00, 139155.00, 109779.08),
    ("Agrocontinental", 112923.80, 56461.90, 41731.54),
    ("Agropecuaria Esmeralda 1", 355526.53, 177763.27, None),
    ("Papelera Panamericana", 571872.64, 285936.32, None),
    ("Helbert Samalvides Dongo", 361112.61, 180556.31, None),
    ("AiD Ingenieros", 131726.99, 65863.50, None),
    ("Alianza Metalúrgica", 59690.00, 29845.00, None),
]


def test_the_published_table_is_in_the_example(lca: Tables) -> None:
    rows = lca[0]["lines"][0]["rows"]
    found = [(r["client"], r["amount"], r["printed"]["guarantee"], r["printed"].get("reimbursement")) for r in rows]
    assert found == LCA


@pytest.mark.parametrize("index", range(1, 12), ids=[client for client, *_ in LCA[1:]])
def test_guarantees_follow_to_the_cent(lca: Tables, index: int) -> None:
    row = lca[0]["lines"][0]["rows"][index]
    assert row["guarantee"] == LCA[index][2]
    assert row["differences"]["guarantee"] == 0.0


def test_the_guarantee_that_does_not_follow_is_named(lca: Tables) -> None:
    row = lca[0]["lines"][0]["rows"][0]
    assert row["guarantee"] == 435157.46  # 870,314.92 × 50 %
    assert row["differences"]["guarantee"] == 0.36  # − 435,157.10
    found = [one for one in lca[1] if one.code == "P068" and one.field.endswith("guarantee")]
    assert len(found) == 1 and found[0].place is not None and found[0].place.line == 15
    for words in ("Santa Margarita", "435,157.10", "435,157.46", "0.36", "49.99996 %"):
        assert words in said(found[0])


# Credit × 40 %, and printed / credit: 99,992.88 / 256,392 = 0.39; 109,779.08 / 278,310 = 0.39445; 41,731.54 / 112,923.80 = 0.36955
@pytest.mark.parametrize(
    ("client", "computed", "difference", "share"),
    [
        ("Mapesa", "102,556.80", "2,563.92", "39.0 %"),
        ("Curpisco", "111,324.00", "1,544.92", "39.4 %"),
        ("Agrocontinental", "45,169.52", "3,437.98", "37.0 %"),
    ],
)
def test_reimbursements_below_40_percent_are_named(
    lca: Tables, client: str, computed: str, difference: str, share: str
) -> None:
    found = [one for one in lca[1] if dict(one.values).get("client") == client]
    assert [one.code for one in found] == ["P068"]
    for words in (computed, difference, share):
        assert words in said(found[0])


def test_only_what_does_not_follow_is_named(lca: Tables) -> None:
    assert sorted(one.code for one in lca[1]) == ["P068"] * 4 + ["P071"] * 2


def test_totals_say_what_they_follow_from(lca: Tables) -> None:
    totals = lca[0]["lines"][0]["totals"]
    assert totals["credit"] == {
        "value": 3173193.49,
        "coverage": {"rows": 12, "of": 12, "missing": []},
        "printed": 3173193.49,
        "difference": 0.0,
        "follows_from": "rows",
    }
    # The printed rows add up to ….40 and the computed ones to ….76 (0.36 more, row 1); printed is ….39.
    guarantee = totals["guarantee"]
    assert (guarantee["value"], guarantee["printed_rows"], guarantee["printed"]) == (1586596.76, 1586596.40, 1586596.39)
    assert guarantee["follows_from"] == "neither"
    # 32,000 + 19,554.80 + 102,556.80 + 111,324 + 45,169.52 = 310,605.12; printed rows: 303,058.30.
    reimbursement = totals["reimbursement"]
    assert (reimbursement["value"], reimbursement["printed_rows"]) == (310605.12, 303058.30)
    assert reimbursement["follows_from"] == "printed_rows"
    assert reimbursement["difference"] == 7546.82
    missing = [client for client, *_ in LCA[7:]]
    assert reimbursement["coverage"] == {"rows": 7, "of": 12, "missing": missing}


def test_a_credit_without_measurement_has_no_reimbursement(lca: Tables) -> None:
    row = lca[0]["lines"][0]["rows"][7]
    assert (row["reimbursement"], row["reimbursement_share"], row["status"]) == (None, None, "not_measured")


def test_the_guarantee_fund_follows_as_printed(library: Library) -> None:
    data, problems = tables(library, ROOT / "examples" / "dca" / "dca.yaml")
    assert problems == []
    line = data["lines"][0]
    assert [row["guarantee"] for row in line["rows"]] == [95000.0, 125000.0, 29400.0]
    total = line["totals"]["guarantee"]
    assert (total["value"], total["printed"], total["difference"]) == (249400.0, 249400.0, 0.0)
    assert line["reimburses"] is False


# 100,000.01 at each fall: 0 below 20 %, 20 % at 20 %, not defined up to 40 %, 40 % above.
@pytest.mark.parametrize(
    ("fall", "reimbursement", "share", "status"),
    [
        (None, None, None, "not_measured"),
        (float("nan"), None, None, "not_measured"),
        (-0.5, "0.00", 0.0, "ok"),
        (0.0, "0.00", 0.0, "ok"),
        (0.1999, "0.00", 0.0, "ok"),
        (1 - 80 / 100, "20000.00", 0.2, "ok"),  # in binary a little less than 20 %
        (0.2001, "20000.00", 0.2, "undefined_by_rule"),
        (0.4, "20000.00", 0.2, "undefined_by_rule"),
        (0.4001, "40000.00", 0.4, "ok"),
        (1.0, "40000.00", 0.4, "ok"),
    ],
)
def test_terms_by_the_fall_of_the_indicator(
    library: Library, fall: float | None, reimbursement: str | None, share: float | None, status: str
) -> None:
    terms = line_terms(library, "seco_lca", Decimal("100000.01"), fall)
    assert terms.guarantee == Decimal("50000.01")  # 50,000.005, half up
    assert terms.reimbursement == (None if reimbursement is None else Decimal(reimbursement))
    assert (terms.share, terms.status) == (share, status)
    assert (terms.note is not None) == (status == "undefined_by_rule")


def test_a_line_without_tiers_reimburses_nothing(library: Library) -> None:
    terms = line_terms(library, "credit_lines.dca", Decimal("58800"), None)
    assert (terms.guarantee, terms.reimbursement, terms.status) == (Decimal("29400.00"), Decimal("0.00"), "ok")


def test_an_unknown_line_is_an_error(library: Library) -> None:
    with pytest.raises(ProblemError) as caught:
        line_terms(library, "seco_lcaa", Decimal(1), None)
    assert caught.value.problems[0].code == "P060"
    assert "seco_lca" in said(caught.value.problems[0])


def test_the_year_of_reimbursement_is_data(library: Library) -> None:
    assert credit_line(library, "seco_lca").reimbursed_in == 1


OWN = """\
kind: credit_line
id: credit_lines.seco_lca
name: {es: Propia, en: Own}
guarantee: 50 %
reimbursement:
  - {below: 20 %, share: 0 %}
  - {from: 20 %, up_to: 40 %, share: 30 %, undefined: {es: acordado, en: agreed}}
  - {above: 40 %, share: 40 %}
rounding: {mode: half_even, decimals: 0}
source: cet_peru_phase2_plan
review: recalled
"""


def test_the_stretch_and_the_rounding_are_configurable(tmp_path: Path) -> None:
    path = tmp_path / "credit_lines" / "seco_lca.yaml"
    path.parent.mkdir()
    path.write_text(OWN, encoding="utf-8")
    library, problems = load_library([tmp_path])
    assert problems == []
    terms = line_terms(library, "seco_lca", Decimal(105), 0.3)
    assert terms.guarantee == Decimal(52)  # 52.5, half to even
    assert (terms.reimbursement, terms.share, terms.status) == (Decimal(32), 0.3, "undefined_by_rule")  # 31.5


def test_the_open_stretch_is_said(library: Library, tmp_path: Path) -> None:
    data, problems = written(
        library, tmp_path,
        "  - {client: A, line: seco_lca, amount: 1000 USD, year: 2005, indicator_reduction: 30 %}\n",
    )  # fmt: skip
    row = data["lines"][0]["rows"][0]
    assert (row["reimbursement"], row["status"]) == (200.0, "undefined_by_rule")
    assert "defines no scale" in row["note"]["en"]
    assert [one.code for one in problems] == ["P067"]
    sections = credit_sections(data, problems, "en")
    assert any("defines no scale" in note for note in sections[0].notes)


def test_an_agreed_share_counts_in_the_open_stretch(library: Library, tmp_path: Path) -> None:
    text = "  - {client: A, line: seco_lca, amount: 1000 USD, year: 2005, indicator_reduction: 30 %, reimbursement_share: 40 %}\n"
    data, problems = written(library, tmp_path, text)
    row = data["lines"][0]["rows"][0]
    assert (row["reimbursement"], row["status"], problems) == (400.0, "stated", [])


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("line: seco_lca, amount: 0 USD, year: 2005", "U009", "credits[0].amount"),
        ("line: seco_lca, amount: 1e-300 USD, year: 2005, printed: {guarantee: 1e18 USD}", "U010", "credits[0].amount"),
        ("line: seco_lca, amount: -5 USD, year: 2005", "U008", "credits[0].amount"),
        ("line: seco_lca, amount: 5 t, year: 2005", "U003", "credits[0].amount"),
        ("line: seco_lca, amount: many USD, year: 2005", "U001", "credits[0].amount"),
        ("line: green, amount: 5 USD, year: 2005", "P060", "credits[0].line"),
        (
            "line: seco_lca, amount: 5 USD, year: 2005, indicator_reduction: 101 %", "U010",
            "credits[0].indicator_reduction",
        ),
        (
            "line: seco_lca, amount: 5 USD, year: 2005, reimbursement_share: -1 %", "U010",
            "credits[0].reimbursement_share",
        ),
        (
            "line: seco_lca, amount: 5 USD, year: 2005, printed: {guarantee: 2 PEN}", "P063",
            "credits[0].printed.guarantee",
        ),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_in_no_table(
    library: Library, tmp_path: Path, row: str, code: str, field: str
) -> None:
    good = "  - {client: Good, line: seco_lca, amount: 10 USD, year: 2005}\n"
    data, problems = written(library, tmp_path, f"  - {{client: Bad, {row}}}\n{good}")
    assert [(one.code, one.field) for one in problems] == [(code, field)]
    assert problems[0].place is not None and problems[0].place.line == 5
    line = data["lines"][0]
    assert [one["client"] for one in line["rows"]] == ["Good"]
    if code != "P060":
        assert line["refused"] == ["Bad"]
        assert line["totals"]["credit"]["coverage"] == {"rows": 1, "of": 2, "missing": ["Bad"]}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("reimbursement_share: 35 %", "P065"),
        ("indicator_reduction: 50 %, reimbursement_share: 20 %", "P066"),
        ("indicator_reduction: 50 %, printed: {reimbursement_share: 20 %}", "P069"),
        ("printed: {reimbursement: 400 USD}", "P070"),
    ],
)
def test_what_does_not_agree_is_said(library: Library, tmp_path: Path, row: str, code: str) -> None:
    text = f"  - {{client: A, line: seco_lca, amount: 1000 USD, year: 2005, {row}}}\n"
    _, problems = written(library, tmp_path, text)
    assert [one.code for one in problems] == [code]
    assert "A:" in said(problems[0])


def test_printed_totals_without_credits_are_said(library: Library, tmp_path: Path) -> None:
    row = "  - {client: A, line: dca, amount: 1000 USD, year: 2005}\n"
    totals = "printed_totals:\n  - {line: seco_lca, credit: 5 USD}\n"
    _, problems = written(library, tmp_path, row + totals)
    assert [one.code for one in problems] == ["P064"]


def test_two_currencies_make_two_tables(library: Library, tmp_path: Path) -> None:
    rows = [f"  - {{client: A, line: dca, amount: {amount}, year: 2005}}\n" for amount in ("10 USD", "30 PEN")]
    data, problems = written(library, tmp_path, "".join(rows))
    assert [(one["currency"], one["totals"]["guarantee"]["value"]) for one in data["lines"]] == [
        ("USD", 5.0),
        ("PEN", 15.0),
    ]
    assert problems == []


ROW = "  - {{client: {client}, line: seco_lca, amount: {amount}, year: 2005{more}}}\n"


def rows_written(*rows: tuple[str, str, str]) -> str:
    return "".join(ROW.format(client=client, amount=amount, more=more) for client, amount, more in rows)


def test_a_refused_row_counts_in_the_table_of_its_currency(library: Library, tmp_path: Path) -> None:
    wrong = ", indicator_reduction: 101 %"
    rows = rows_written(("Soles", "30 PEN", ""), ("Dollars", "10 USD", ""), ("Bad", "20 USD", wrong))
    data, _ = written(library, tmp_path, rows)
    lines = {one["currency"]: one for one in data["lines"]}
    assert lines["PEN"]["totals"]["credit"]["coverage"] == {"rows": 1, "of": 1, "missing": []}
    assert lines["USD"]["totals"]["credit"]["coverage"] == {"rows": 1, "of": 2, "missing": ["Bad"]}
    assert (lines["PEN"]["refused"], lines["USD"]["refused"]) == ([], ["Bad"])
    alone, _ = written(library, tmp_path, rows_written(("Soles", "30 PEN", ""), ("Bad", "20 USD", wrong)))
    (soles, dollars) = alone["lines"]
    assert soles["totals"]["credit"]["coverage"]["of"] == 1
    assert (dollars["currency"], dollars["rows"], dollars["refused"]) == ("USD", [], ["Bad"])
    assert (dollars["totals"]["credit"]["value"], dollars["totals"]["credit"]["coverage"]["of"]) == (None, 1)


@pytest.mark.parametrize("language", ["es", "en"])
def test_an_amount_that_cannot_be_read_is_named_once_under_its_line(
    library: Library, tmp_path: Path, language: str
) -> None:
    rows = rows_written(("Soles", "30 PEN", ""), ("Dollars", "10 USD", ""), ("Bad", "many USD", ""))
    data, problems = written(library, tmp_path, rows)
    assert [one["totals"]["credit"]["coverage"]["of"] for one in data["lines"]] == [1, 1]
    assert [one["unread"] for one in data["lines"]] == [["Bad"], []]
    said_once = [note for one in credit_sections(data, problems, language) for note in one.notes if "Bad" in note]
    assert said_once == [
        "In no table, as the amount cannot be read: Bad"
        if language == "en"
        else "En ninguna tabla, porque no se puede leer el monto: Bad"
    ]


def test_one_and_many_rows_give_the_same(library: Library, lca: Tables) -> None:
    for client, credit, *_ in LCA:
        terms = line_terms(library, "seco_lca", Decimal(repr(credit)), None)
        row = next(one for one in lca[0]["lines"][0]["rows"] if one["client"] == client)
        assert float(terms.guarantee) == row["guarantee"]


@pytest.mark.parametrize(
    ("ratio", "band"),
    [
        (None, None), (float("nan"), None), (-1.0, "low"), (5 / 7, "low"), (0.75, "medium"), (0.8, "medium"),
        (42391 / 49007, "medium"), (0.95, "high"), (1.5, "high"), (1.5001, "high_over_150"),
    ],
)  # fmt: skip
def test_bands_hold_each_ratio_once(library: Library, ratio: float | None, band: str | None) -> None:
    found = band_of(library.units, bands_of(library, "targets.attainment_type_1"), ratio)
    assert (found.id if found else None) == band


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_report_shows_the_printed_beside_the_computed(lca: Tables, language: str) -> None:
    section = credit_sections(lca[0], lca[1], language)[0]
    assert section.table is not None
    row = next(one for one in section.table.rows if one.label == "Mapesa")
    assert row.cells == ("2005", "256,392.00", "128,196.00", "102,556.80", "40.0 %")
    assert "99,992.88 = 39.0 %" in row.remark and "2,563.92" in row.remark
    labels = [one.label for one in section.table.rows[-3:]]
    assert labels == (
        ["Total, computed", "Sum of the printed rows", "Printed total"]
        if language == "en"
        else ["Total calculado", "Suma de las filas impresas", "Total impreso"]
    )
    assert section.table.rows[-1].cells[1:4] == ("3,173,193.49", "1,586,596.39", "303,058.30")
    assert len(section.problems) == 6
