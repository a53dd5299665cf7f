"""Indicators: which measures count, quantities by hand, the published figures of the programme, what is refused."""

import datetime
import math
from typing import Any

import numpy as np
import pytest

from zis_calc.columns import STATUSES
from zis_calc.indicators import QUANTITIES, make_ready
from zis_calc.language import translator
from zis_calc.model.document import Document
from zis_calc.model.indicator import Counting, Indicator
from zis_calc.model.library import Library
from zis_calc.model.portfolio import IndicatorReport
from zis_calc.portfolio.indicators import MeasureColumns, Quantities, indicators, quantities
from zis_calc.problems import Problem
from zis_calc.report.indicators import indicator_sections
from zis_calc.report.words import render_problem

AS_OF = datetime.date(2024, 2, 29)
NONE = math.nan
DOCUMENT = Document("portfolio.yaml", {}, {})


def columns(rows: list[dict[str, Any]]) -> MeasureColumns:
    """Measures as columns: what a row does not give is not known."""

    def number(name: str) -> Any:
        return np.asarray([row.get(name, NONE) for row in rows], dtype=np.float64)

    def status(name: str) -> Any:
        return np.asarray([STATUSES.index(row.get(name, "unknown")) for row in rows], dtype=np.int64)

    return MeasureColumns(
        ids=[row["id"] for row in rows],
        companies=[row.get("companies", ()) for row in rows],
        stages=[row.get("stage", "verified") for row in rows],
        start=np.asarray([row["start"].toordinal() if "start" in row else 0 for row in rows], dtype=np.int64),
        count=np.asarray([row.get("count", 1) for row in rows], dtype=np.int64),
        payback_status=status("payback_status"),
        payback_gross_status=status("payback_gross_status"),
        **{
            name: number(name)
            for name in (
                "ghg_baseline", "ghg_reduction", "copni_reduction", "copni_air", "energy_reduction", "investment",
                "grant", "annual_savings", "npv", "npv_gross", "payback", "payback_gross", "lifetime",
            )
        },
    )  # fmt: skip


def computed(
    library: Library, rows: list[dict[str, Any]], wanted: list[str], reported: list[IndicatorReport] | None = None
) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    measures = columns(rows)

    def quantities_of(counting: Counting) -> Quantities:
        return quantities(measures, counting, AS_OF)

    found, problems = indicators(library, DOCUMENT, quantities_of, wanted, reported or [], "USD")
    return {one["id"]: one for one in found}, problems


# The published result: 28 co-financed measures of 21 companies, 15 assisted ones of 5, one company in both.
BOTH = [f"C{number}" for number in range(21)]
ZIS = [
    {
        "id": "cofinanced", "companies": BOTH, "count": 28, "ghg_reduction": 8282.56, "copni_reduction": 6.9,
        "investment": 4214637.77, "grant": 1371785.64, "annual_savings": 1494237.14,
    },
    {"id": "assisted", "companies": ["C0", "D1", "D2", "D3", "D4"], "count": 15, "ghg_reduction": 513.3},
]  # fmt: skip


# 8,282.56 + 513.3 = 8,795.86; 1,371,785.64 / 4,214,637.77 = 32.5 %; its inverse 3.07; 4,214,637.77 / 1,494,237.14 = 2.82;
# (4,214,637.77 − 1,371,785.64) / 1,494,237.14 = 1.90; 1,371,785.64 / 8,282.56 = 165.62
@pytest.mark.parametrize(
    ("indicator", "published", "decimals", "measures"),
    [
        ("companies", 25, 0, 43),
        ("measures", 43, 0, 43),
        ("ghg_reduction", 8795.86, 2, 43),
        ("copni_reduction", 6.9, 1, 28),
        ("investment", 4214637.77, 2, 28),
        ("grants", 1371785.64, 2, 28),
        ("annual_savings", 1494237.14, 2, 28),
        ("grant_share", 32.5, 1, 28),
        ("leverage", 3.07, 2, 28),
        ("payback_gross", 2.82, 2, 28),
        ("payback_net", 1.90, 2, 28),
        ("grant_per_yearly_tonne", 165.62, 2, 28),
    ],
)
def test_published_figures_of_the_programme(
    library: Library, indicator: str, published: float, decimals: int, measures: int
) -> None:
    found, problems = computed(library, ZIS, ["programme"])
    one = found[f"programme.{indicator}"]
    assert problems == []
    assert round(one["value"], decimals) == published
    assert (one["coverage"]["measures"], one["coverage"]["of"]) == (measures, 43)
    assert one["coverage"]["missing"] == ([] if measures == 43 else ["assisted"])


THREE = [
    {
        "id": "a", "companies": ["A"], "start": datetime.date(2023, 1, 1), "npv": 100.0, "investment": 1000.0,
        "payback": 2.0, "payback_status": "ok", "ghg_baseline": 100.0, "ghg_reduction": 30.0, "lifetime": 10.0,
        "energy_reduction": 10.0, "copni_air": 0.5,
    },
    {
        "id": "b", "companies": ["A"], "start": datetime.date(2023, 8, 29), "npv": -300.0, "investment": 9000.0,
        "payback": 6.0, "payback_status": "ok", "ghg_baseline": 200.0, "ghg_reduction": 100.0, "lifetime": 5.0,
        "energy_reduction": 20.0,
    },
    {"id": "late", "start": datetime.date(2023, 9, 1), "npv": 1e6, "payback": 90.0, "payback_status": "ok"},
    {"id": "undated", "npv": 1e6},
    {"id": "planned", "stage": "feasibility", "start": datetime.date(2020, 1, 1), "npv": 1e6, "ghg_reduction": 1.0},
]  # fmt: skip


# Completed, and 6 months over by 2024-02-29: a and b (2023-08-29 + 6 months = 2024-02-29), not `late`.
@pytest.mark.parametrize(
    ("indicator", "value"),
    [
        ("mean_npv", -100.0),  # (100 − 300) / 2
        ("total_npv", -200.0),
        ("mean_payback", 4.0),  # (2 + 6) / 2; not 10,000 / savings
        ("est_investment", 10000.0),
        ("mean_improvement", 40.0),  # (30 % + 50 %) / 2; not 130 / 300
    ],
)
def test_indicators_of_completed_measures_after_six_months(library: Library, indicator: str, value: float) -> None:
    found, problems = computed(library, THREE, ["seco"])
    one = found[f"seco.{indicator}"]
    assert problems == []
    assert one["value"] == pytest.approx(value, rel=1e-13)
    assert one["counts"]["left_out"] == {"stage": 1, "no_start": 1, "too_early": 1}
    assert one["coverage"]["measures"] == one["coverage"]["of"] == 2
    assert one["level"] == "outcome"


# 30 × 10 + 100 × 5 = 800 t; (10 × 10 + 20 × 5) MWh × 3,600 MJ = 720,000 MJ; 0.5 µg = 5e-7 g
@pytest.mark.parametrize(
    ("indicator", "value", "unit"),
    [
        ("ci6_ghg_mitigated", 800.0, "tCO2e"),
        ("ci6_2_ghg_direct", 800.0, "tCO2e"),
        ("ci6_3_energy_saved", 720000.0, "MJ"),
        ("ci10_pops_to_air", 5e-7, "g TEQ/yr"),
    ],
)
def test_core_indicators_over_the_lifetime(library: Library, indicator: str, value: float, unit: str) -> None:
    found, _ = computed(library, THREE[:2], ["gef"])
    one = found[f"gef.{indicator}"]
    assert one["value"] == pytest.approx(value, rel=1e-13)
    assert one["unit"] == unit


@pytest.mark.parametrize(
    ("start", "counts"),
    [
        (datetime.date(2023, 8, 29), True),
        (datetime.date(2023, 8, 31), True),  # February 2024 has no 31st: its last day counts
        (datetime.date(2023, 9, 1), False),
    ],
)
def test_months_end_with_shorter_months(start: datetime.date, counts: bool) -> None:
    measures = columns([{"id": "a", "start": start}])
    made = quantities(measures, Counting(months_after_start=6), AS_OF)
    assert bool(made.counted[0]) is counts


def test_a_payback_that_is_undefined_is_named_and_not_in_the_mean(library: Library) -> None:
    rows: list[dict[str, Any]] = [
        {"id": "a", "payback": 2.0, "payback_status": "ok"},
        {"id": "b", "payback_status": "never"},
        {"id": "c", "payback_status": "immediate"},
        {"id": "d"},
        {"id": "several", "payback": 1.0, "payback_status": "ok", "count": 5},
    ]
    measures = columns([{**row, "start": datetime.date(2020, 1, 1)} for row in rows])
    found, _ = indicators(
        library, DOCUMENT, lambda counting: quantities(measures, counting, AS_OF), ["seco.mean_payback"], [], "USD"
    )
    assert found[0]["value"] == 2.0
    coverage = found[0]["coverage"]
    assert (coverage["measures"], coverage["of"], coverage["missing"]) == (1, 9, ["d", "several"])
    assert {status: block["measures"] for status, block in coverage["undefined"].items()} == {
        "never": ["b"],
        "immediate": ["c"],
    }


def test_a_ratio_rests_on_the_same_measures_above_and_below(library: Library) -> None:
    rows = [{"id": "a", "investment": 100.0, "grant": 50.0}, {"id": "b", "grant": 1000.0}]
    found, _ = computed(library, rows, ["programme.leverage", "programme.grants"])
    assert found["programme.leverage"]["value"] == 2.0  # 100 / 50; not 100 / 1,050
    assert found["programme.leverage"]["coverage"]["missing"] == ["b"]
    assert found["programme.grants"]["value"] == 1050.0


def test_a_mean_over_a_file_of_several_measures_weighs_it_as_several(library: Library) -> None:
    rows = [
        {"id": "a", "npv": 100.0, "start": datetime.date(2020, 1, 1)},
        {"id": "b", "npv": 300.0, "count": 3, "start": datetime.date(2020, 1, 1)},
    ]
    found, _ = computed(library, rows, ["seco.mean_npv"])
    assert found["seco.mean_npv"]["value"] == 100.0  # 400 / 4


@pytest.mark.parametrize(
    ("rows", "value", "status"),
    [
        ([{"id": "a", "investment": 1.0, "grant": 0.0}], None, "none"),  # a ratio to nothing
        ([{"id": "a"}], None, "unknown"),  # nobody knows it
        ([], None, "none"),  # no measure counts
        ([{"id": "a", "investment": 3.0, "grant": 2.0}], 1.5, "ok"),
    ],
)
def test_a_figure_that_is_not_there_has_a_status(
    library: Library, rows: list[dict[str, Any]], value: float | None, status: str
) -> None:
    found, _ = computed(library, rows, ["programme.leverage"])
    assert (found["programme.leverage"]["value"], found["programme.leverage"]["status"]) == (value, status)


def test_reported_figures_stand_for_what_cannot_be_computed(library: Library) -> None:
    report = IndicatorReport(indicator="seco.trained_consultants", value="42", source="Informe")
    found, problems = computed(library, [], ["seco"], [report])
    assert problems == []
    one = found["seco.trained_consultants"]
    assert (one["value"], one["status"], one["reported"]["source"]) == (42.0, "reported", "Informe")
    assert (found["seco.trained_trainers"]["value"], found["seco.trained_trainers"]["status"]) == (None, "unknown")


def test_a_reported_figure_beside_a_computed_one_is_said(library: Library) -> None:
    report = IndicatorReport(indicator="programme.investment", value="90 USD", source="Informe")
    found, problems = computed(library, [{"id": "a", "investment": 100.0}], ["programme.investment"], [report])
    assert found["programme.investment"]["value"] == 100.0
    assert found["programme.investment"]["reported"]["value"] == 90.0
    assert [one.code for one in problems] == ["P074"]


@pytest.mark.parametrize(
    ("wanted", "reported", "code", "field"),
    [
        (["secco"], [], "P072", "indicators[0]"),
        ([], [("seco.trained_peple", "2")], "P072", "reported_indicators[0].indicator"),
        ([], [("seco.csr_services", "2"), ("seco.csr_services", "3")], "P073", "reported_indicators[1].indicator"),
        ([], [("seco.csr_services", "2 t")], "U003", "reported_indicators[0].value"),
        ([], [("seco.csr_services", "several")], "U001", "reported_indicators[0].value"),
    ],
)
def test_what_is_refused(
    library: Library, wanted: list[str], reported: list[tuple[str, str]], code: str, field: str
) -> None:
    given = [IndicatorReport(indicator=one, value=value, source="x") for one, value in reported]
    _, problems = computed(library, [], wanted, given)
    assert [(one.code, one.field) for one in problems] == [(code, field)]
    assert all(render_problem(problems[0], translator("es"), "es"))


def test_money_is_in_the_currency_of_the_run(library: Library) -> None:
    measures = columns([{"id": "a", "grant": 6.0, "ghg_reduction": 2.0}])
    found, _ = indicators(
        library, DOCUMENT, lambda counting: quantities(measures, counting, AS_OF),
        ["programme.grant_per_yearly_tonne"], [], "PEN",
    )  # fmt: skip
    assert (found[0]["value"], found[0]["unit"]) == (3.0, "PEN yr/tCO2e")


def test_every_indicator_of_the_library_is_sound_and_has_both_languages(library: Library) -> None:
    ids = library.ids("indicator")
    assert {id.split(".")[1] for id in ids} == {"seco", "gef", "programme"}
    for id in ids:
        indicator = Indicator.model_validate_json(library.entries[id].json)
        ready, problems = make_ready(indicator, library.units)
        assert ready is not None and problems == []
        assert indicator.definition.es != indicator.definition.en


def test_every_quantity_has_a_value_or_none_for_one_measure(library: Library) -> None:
    made = quantities(columns([{"id": "a"}]), Counting(), AS_OF)
    assert set(QUANTITIES) - set(made.parts) == {"measures", "companies"}
    for name in QUANTITIES:
        library.units.unit(QUANTITIES[name].unit)


def test_the_order_of_measures_does_not_change_a_total(library: Library) -> None:
    rows = [{"id": str(number), "ghg_reduction": 0.1 * number} for number in range(50)]
    one, _ = computed(library, rows, ["programme.ghg_reduction"])
    other, _ = computed(library, rows[::-1], ["programme.ghg_reduction"])
    assert one["programme.ghg_reduction"]["value"] == other["programme.ghg_reduction"]["value"]


@pytest.mark.parametrize(
    ("language", "title", "left"), [("en", "Mean NPV", "too early"), ("es", "VAN medio", "antes de")]
)
def test_the_report_prints_the_definition_and_what_counts(
    library: Library, language: str, title: str, left: str
) -> None:
    found, _ = computed(library, THREE, ["seco"])
    section = indicator_sections(list(found.values()), {}, (), language)[0]
    assert section.table is not None
    row = next(one for one in section.table.rows if one.label == title)
    assert row.cells == ("-100.00 USD",)
    assert found["seco.mean_npv"]["definition"][language] in row.remark
    assert left in " ".join(section.notes)


@pytest.mark.parametrize(("language", "said"), [("en", "Refused because of errors"), ("es", "Rechazadas por errores")])
def test_the_report_names_what_was_refused(library: Library, language: str, said: str) -> None:
    found, _ = computed(library, THREE, ["programme.ghg_reduction"])
    one = found["programme.ghg_reduction"]
    for refused, told in (({"refused": ["bad", "worse"]}, f"{said}: bad, worse."), ({"refused": []}, "")):
        shown = {**one, "coverage": {**one["coverage"], **refused}}
        section = indicator_sections([shown], {}, (), language)[0]
        assert section.table is not None
        remarks = " ".join(row.remark for row in section.table.rows)
        assert told in remarks
        assert (said in remarks) is bool(told)
