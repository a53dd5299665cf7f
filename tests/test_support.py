"""Credits, taxes, three views, what a grant brings, the social view: hand calculations and what must always hold."""

import datetime
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.support import run_files, run_one, write_measure
from tests.test_explain import calculated, tree, walk
from zis_calc.columns import IMMEDIATE, MULTIPLE, NEVER, NONE, OK, UNKNOWN
from zis_calc.engine import credit, support, views
from zis_calc.explain import outputs
from zis_calc.model.library import Library
from zis_calc.run import Run

EXAMPLE = ROOT / "examples" / "credito-verde-compresores.yaml"
FIGURES = ("payback", "discounted_payback", "npv", "irr")
POWER = {"item": "electricity.sein_average", "baseline": "400 MWh/yr", "project": "0 MWh/yr", "price": "100 USD/MWh"}
LOAN = {"amount": "100000 USD", "rate": "10 %", "term": "5 yr"}


def one(*values: float) -> np.ndarray:
    return np.asarray(values, dtype=np.float64)


def content(**finance: Any) -> dict[str, Any]:
    money = {"price_year": 2023, "investment": "150000 USD", "discount_rate": "12 %", **finance}
    return {
        "stage": "feasibility", "start": datetime.date(2023, 1, 1), "lifetime": "10 yr", "flows": [POWER],
        "finance": {key: value for key, value in money.items() if value is not None},
    }  # fmt: skip


def money_of(library: Library, folder: Path, **finance: Any) -> dict[str, Any]:
    run = run_one(library, folder, content(**finance))
    assert [problem.code for problem in run.problems if problem.severity == "error"] == []
    found: dict[str, Any] = run.data["measures"][0]["finance"]
    return found


def codes(run: Run) -> set[str]:
    return {problem.code for problem in run.problems}


# --- the French loan


def plan(amount: float, rate: float, years: float, grace: float = 0.0, payments: int = 1) -> credit.Schedule:
    period = credit.period_rate(one(rate), one(payments))
    return credit.schedule(
        one(amount), period, one(years * payments), one(grace * payments), one(payments), math.ceil(years)
    )


def test_the_instalment_of_a_french_loan() -> None:
    # 100000 x 0.1 / (1 - 1.1^-5) = 10000 / (1 - 0.62092132) = 10000 / 0.37907868 = 26379.75
    assert round(float(credit.instalment(one(100_000), one(0.1), one(5))[0]), 2) == 26379.75


def test_the_schedule_of_a_french_loan_by_hand() -> None:
    # Interest on what is owed: 10000.00; 8362.03; 6560.25; 4578.30; 2398.16. Owed after: 83620.25; 65602.53; 45783.03; 23981.59; 0.
    found = plan(100_000, 0.1, 5)
    assert [round(value, 2) for value in found.interest[0].tolist()] == [
        0,
        10000.00,
        8362.03,
        6560.25,
        4578.30,
        2398.16,
    ]
    assert [round(value, 2) for value in found.balance[0].tolist()] == [
        100000,
        83620.25,
        65602.53,
        45783.03,
        23981.59,
        0,
    ]
    assert math.isclose(math.fsum(found.principal[0]), 100_000, rel_tol=1e-14)


def test_in_the_grace_period_only_interest_is_paid() -> None:
    # 5 years of which 2 of grace: 10000, 10000, then 100000 x 0.1 / (1 - 1.1^-3) = 40211.48 a year.
    found = plan(100_000, 0.1, 5, 2)
    assert found.principal[0, :3].tolist() == [0, 0, 0]
    assert found.interest[0, 1:3].tolist() == [10000, 10000]
    service = (found.interest + found.principal)[0]
    assert [round(value, 2) for value in service[3:].tolist()] == [40211.48] * 3
    assert found.balance[0, 5] == 0


def test_monthly_instalments_pay_less_interest() -> None:
    # i = 1.1^(1/12) - 1 = 0.797414 % a month; 100000 i / (1 - 1.1^-5) = 797.414 / 0.37907868 = 2103.56; x 60 = 126213.53.
    rate = credit.period_rate(one(0.1), one(12))
    assert math.isclose(float(rate[0]), 0.00797414, rel_tol=1e-6)
    assert round(float(credit.instalment(one(100_000), rate, one(60))[0]), 2) == 2103.56
    found = plan(100_000, 0.1, 5, payments=12)
    assert round(math.fsum(found.interest[0]), 1) == 26213.5
    # What is owed at the end of a year is that of the yearly loan: both pay the same present value each year.
    assert math.isclose(found.balance[0, 1], plan(100_000, 0.1, 5).balance[0, 1], rel_tol=1e-12)


def test_half_a_year_of_grace_by_months() -> None:
    found = plan(12_000, 0.0, 1, 0.5, payments=12)
    assert found.principal[0].tolist() == [0, 12_000]
    assert plan(12_000, 0.0, 1.5, 0.5, payments=12).principal[0].tolist() == [0, 6_000, 6_000]


def test_without_interest_the_principal_is_shared_out() -> None:
    assert plan(100_000, 0.0, 5).principal[0, 1:].tolist() == [20_000] * 5


@given(st.floats(1, 1e8), st.floats(0, 1), st.integers(1, 30), st.integers(0, 29), st.sampled_from([1, 12]))
def test_the_present_value_of_the_service_at_the_loan_rate_is_the_loan(
    amount: float, rate: float, years: int, grace: int, payments: int
) -> None:
    found = plan(amount, rate, years, min(grace, years - 1), payments)
    assert math.isclose(math.fsum(found.principal[0]), amount, rel_tol=1e-9)
    assert found.balance[0, -1] == 0
    if payments == 1:
        service = (found.interest + found.principal)[0]
        present = math.fsum(value / (1 + rate) ** year for year, value in enumerate(service.tolist()))
        assert math.isclose(present, amount, rel_tol=1e-6)


def test_two_loans_at_once_are_each_as_alone() -> None:
    rate = credit.period_rate(one(0.1, 0.08), one(1, 12))
    both = credit.schedule(one(100_000, 5_000), rate, one(5, 18), one(0, 6), one(1, 12), 5)
    alone = credit.schedule(one(5_000), rate[1:], one(18), one(6), one(12), 5)
    assert (both.interest[1] == alone.interest[0]).all()
    assert (both.principal[1] == alone.principal[0]).all()


# --- tax


def test_depreciation_is_a_straight_line_and_the_rest_is_written_off() -> None:
    assert credit.depreciation(one(1000), one(4), one(6), 6)[0].tolist() == [0, 250, 250, 250, 250, 0, 0]
    assert credit.depreciation(one(1000), one(10), one(3), 3)[0].tolist() == [0, 100, 100, 800]
    assert credit.depreciation(one(1000), one(2.5), one(6), 4)[0].tolist() == [0, 400, 400, 200, 0]
    assert credit.depreciation(one(1000), one(0), one(6), 2)[0].tolist() == [0, 0, 0]


def test_the_tax_shield_by_hand(library: Library, tmp_path: Path) -> None:
    # Savings 40000, depreciation 150000 / 10 = 15000, tax 0.3 x 25000 = 7500: 32500 a year after tax.
    tax = {"rate": "30 %", "depreciation": "10 yr"}
    none = money_of(library, tmp_path, tax=tax)["views"]["none"]["after_tax"]
    assert none["cash_flow"] == [-150000.0, *[32500.0] * 10]
    # -150000 + 32500 x 5.6502230 = 33632.25; 150000 / 32500 = 4.615 years
    assert round(none["npv"]["value"], 2) == 33632.25
    assert round(none["payback"]["value"], 3) == 4.615
    # With the grant less is depreciated: 12000 a year, tax 0.3 x 28000 = 8400.
    granted = money_of(library, tmp_path, tax=tax, grant="30000 USD")["views"]["grant"]["after_tax"]
    assert granted["cash_flow"] == [-120000.0, *[31600.0] * 10]
    # With a credit, interest and fees lower the tax: year 1, 0.3 x (40000 - 15000 - 10000 - 1000) = 4200.
    credited = money_of(library, tmp_path, tax=tax, credit={**LOAN, "fees": "1 %"})["views"]["grant_and_credit"]
    assert credited["cash_flow"][:2] == [-51000.0, pytest.approx(13620.25, abs=0.005)]
    assert credited["after_tax"]["cash_flow"][1] == pytest.approx(13620.25 - 4200, abs=0.005)


# --- views


def test_views_without_credit_are_the_known_figures(library: Library) -> None:
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        for measure in run_files(library, [path]).data["measures"]:
            money = measure["finance"]
            for figure in FIGURES:
                assert money["views"]["none"][figure] == money[f"{figure}_gross"]
                assert money["views"]["grant"][figure] == money[figure]
            if path != EXAMPLE:
                assert (money["views"]["grant_and_credit"], money["credit"], money["tax"]) == (None, None, None)


def test_flows_of_a_view_without_credit_give_the_closed_forms() -> None:
    # 150000 / 40000 = 3.75; the same by adding up the flows; NPV 150000 and 40000 at 12 %: 76008.92
    flows = one(-150_000, *[40_000] * 10)[None, :]
    found = views.figures(flows, one(0.12), one(10))
    assert found.values["payback"][0] == 3.75
    assert round(float(found.values["npv"][0]), 2) == 76008.92
    # discounted: after 5 years 40000 x 3.604776 = 144191.05; the rest 5808.95 of 40000 / 1.973823 = 20265.24
    assert round(float(found.values["discounted_payback"][0]), 4) == round(5 + 5808.95 / 20265.24, 4)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.integers(1, 30))
def test_the_npv_at_the_irr_is_zero(cost: float, saved: float, years: int) -> None:
    flows = one(-cost, *[saved] * years)[None, :]
    found = views.figures(flows, one(0.1), one(years))
    rate = float(found.values["irr"][0])
    if -0.9 < rate < 100:
        value = views.npv(views.discount(flows, one(rate)))[0]
        assert abs(value) <= 1e-9 * (cost + saved * years * max(1.0, (1 + rate) ** -years))


@pytest.mark.parametrize(
    ("flows", "payback", "rate"),
    [
        ([-100, 60, 60, 0], OK, OK),
        ([0, 10, 10, 10], IMMEDIATE, NONE),
        ([20, 10, 10, 10], IMMEDIATE, NONE),
        ([20, -10, -10, -10], NEVER, NONE),  # received first: no return on anything
        ([0, -50, -50, 200], OK, OK),  # nothing paid at the start, but the service is more than the savings
        ([-100, 10, 10, 10], NEVER, OK),
        ([-100, 150, -100, 200], OK, MULTIPLE),
        ([-100, -10, -10, -10], NEVER, NONE),
        ([0, 0, 0, 0], IMMEDIATE, NONE),
        ([math.nan] * 4, UNKNOWN, UNKNOWN),
    ],
)
def test_statuses_of_a_cash_flow(flows: list[float], payback: int, rate: int) -> None:
    found = views.figures(one(*flows)[None, :], one(0.1), one(3))
    assert found.statuses["payback"][0] == payback
    assert found.statuses["irr"][0] == rate
    assert math.isnan(found.values["payback"][0]) == (payback != OK)


def test_payback_is_where_the_sum_stays_at_zero_or_above() -> None:
    # -100 + 150 - 100 = -50 after two years; + 200: back for good a quarter into year 3.
    status, time = views.payback(one(-100, 150, -100, 200)[None, :], one(3))
    assert (status[0], time[0]) == (OK, 2.25)


def test_the_view_with_credit_by_hand(library: Library, tmp_path: Path) -> None:
    # Equity 150000 - 30000 - 100000 + 1000 = 21000; year 1 40000 - 26379.75 = 13620.25; year 2 the same:
    # 21000 - 13620.25 = 7379.75; 7379.75 / 13620.25 = 0.542: payback 1.542 years.
    money = money_of(library, tmp_path, grant="30000 USD", credit={**LOAN, "fees": "1 %"})
    view = money["views"]["grant_and_credit"]
    assert [round(flow, 2) for flow in view["cash_flow"]] == [-21000, *[13620.25] * 5, *[40000] * 5]
    assert round(view["payback"]["value"], 3) == 1.542
    # -21000 + 13620.25 x 3.604776 + 40000 x (5.650223 - 3.604776) = -21000 + 49097.95 + 81817.88
    assert abs(view["npv"]["value"] - 109915.83) < 0.1
    assert (money["credit"]["equity"], money["credit"]["fees"]) == (21000, 1000)
    assert round(money["credit"]["total_interest"], 2) == 31898.74
    assert (money["credit"]["line"], money["credit"]["reimbursement"], money["credit"]["guarantee"]) == (None,) * 3


def test_a_credit_for_all_the_rest_leaves_nothing_to_pay(library: Library, tmp_path: Path) -> None:
    loan = {**LOAN, "amount": "120000.10 USD"}
    money = money_of(library, tmp_path, investment="150000.10 USD", grant="30000 USD", credit=loan)
    view = money["views"]["grant_and_credit"]
    assert view["cash_flow"][0] == 0  # not the dust of binary subtraction
    assert (view["payback"]["status"], view["irr"]["status"], view["npv"]["status"]) == ("immediate", "none", "ok")


def test_a_service_above_the_savings_is_not_immediate_and_is_said(library: Library, tmp_path: Path) -> None:
    loan = {"amount": "150000 USD", "rate": "10 %", "term": "3 yr"}  # 60317.22 a year against 40000
    run = run_one(library, tmp_path, content(credit=loan))
    view = run.data["measures"][0]["finance"]["views"]["grant_and_credit"]
    # 3 x 20317.22 = 60951.66 behind, then 40000 a year: 3 + 1.524 years
    assert view["payback"]["status"] == "ok"
    assert round(view["payback"]["value"], 3) == 4.524
    assert "M065" in codes(run)


def test_without_savings_or_lifetime_the_view_is_unknown(library: Library, tmp_path: Path) -> None:
    for change in ({"flows": [{**POWER, "price": None}]}, {"lifetime": None}):
        given = {**content(credit=LOAN, tax={"rate": "30 %", "depreciation": "5 yr"}), **change}
        given["flows"] = [{key: value for key, value in flow.items() if value} for flow in given["flows"]]
        run = run_one(library, tmp_path, {key: value for key, value in given.items() if value is not None})
        found = run.data["measures"][0]["finance"]["views"]
        for view in (found["grant_and_credit"], found["grant_and_credit"]["after_tax"], found["none"]["after_tax"]):
            assert view["cash_flow"] is None
            assert {view[figure]["status"] for figure in FIGURES} == {"unknown"}


def test_a_broken_lifetime_and_a_longer_credit(library: Library, tmp_path: Path) -> None:
    given = {**content(credit={**LOAN, "rate": "0 %"}), "lifetime": "2.5 yr"}
    run = run_one(library, tmp_path, given)
    view = run.data["measures"][0]["finance"]["views"]["grant_and_credit"]
    assert view["cash_flow"] == [-50000, 20000, 20000, 0, -20000, -20000]
    assert "M062" in codes(run)


# --- the credit line


@pytest.mark.parametrize(
    ("reduction", "share", "status", "code"),
    [
        ("19.9 %", 0.0, "ok", None),
        ("20 %", 0.2, "ok", None),
        ("35 %", 0.2, "undefined_by_rule", "M059"),
        ("41 %", 0.4, "ok", None),
        (None, None, "not_measured", "M060"),
    ],
)
def test_the_reimbursement_follows_the_tiers(
    library: Library, tmp_path: Path, reduction: str | None, share: float | None, status: str, code: str | None
) -> None:
    line = {"line": "seco_lca", "reimbursed_in": 2, **({"indicator_reduction": reduction} if reduction else {})}
    run = run_one(library, tmp_path, content(credit={**LOAN, **line}))
    found = run.data["measures"][0]["finance"]
    assert (found["credit"]["reimbursement_share"], found["credit"]["reimbursement_status"]) == (share, status)
    assert found["credit"]["guarantee"] == 50_000
    assert found["credit"]["line_review"] == found["review"] == "recalled"
    expected = 0 if share is None else share * 100_000
    flows = found["views"]["grant_and_credit"]["cash_flow"]
    assert math.isclose(flows[2] - flows[1], expected, abs_tol=1e-6)
    assert found["credit"]["reimbursement"] == (None if share is None else expected)
    assert (codes(run) & {"M059", "M060"}) == ({code} if code else set())


def test_guarantee_and_reimbursement_are_rounded_half_up_in_the_currency_of_the_credit(
    library: Library, tmp_path: Path
) -> None:
    # 50 % of 1000.01 is 500.005, half up 500.01; in soles x 3.74
    loan = {**LOAN, "amount": "1000.01 USD", "line": "seco_lca", "indicator_reduction": "50 %"}
    run = run_one(library, tmp_path, content(credit=loan), {"currency": "PEN"})
    found = run.data["measures"][0]["finance"]["credit"]
    assert math.isclose(found["guarantee"], 500.01 * 3.74, rel_tol=1e-12)
    assert math.isclose(found["reimbursement"], 400.00 * 3.74, rel_tol=1e-12)


def test_warnings_of_a_credit_and_a_tax(library: Library, tmp_path: Path) -> None:
    given = content(grant="80000 USD", credit=LOAN, tax={"rate": "29.5 %", "depreciation": "20 yr"})
    found = codes(run_one(library, tmp_path, given))
    assert {"M054", "M066"} <= found


def test_fees_as_money_and_as_a_share_are_the_same(library: Library, tmp_path: Path) -> None:
    share = money_of(library, tmp_path, credit={**LOAN, "fees": "1.5 %"})
    amount = money_of(library, tmp_path, credit={**LOAN, "fees": "1500 USD"})
    assert share["credit"] == amount["credit"]
    months = money_of(library, tmp_path, credit={**LOAN, "term": "60 month", "instalments": "monthly"})
    assert months["credit"]["term"] == 5
    assert round(months["credit"]["instalment"], 2) == 2103.56


# --- what a grant brings, the social view


def test_leverage_and_grant_share_of_the_published_programme(library: Library, tmp_path: Path) -> None:
    # ZIS Perú: 4214637.77 / 1371785.64 = 3.0724; 32.5 %; 1371785.64 / 8282.56 = 165.62 USD per tonne of a year
    reported = {"ghg_reduction": "8282.56 tCO2/yr", "annual_savings": "1494237.14 USD/yr", "source": "ZIS Perú"}
    finance = {"price_year": 2022, "investment": "4214637.77 USD", "grant": "1371785.64 USD"}
    given = {"stage": "verified", "lifetime": "10 yr", "reported": reported, "finance": finance}
    money = run_one(library, tmp_path, given).data["measures"][0]["finance"]
    assert round(money["leverage"]["value"], 4) == 3.0724
    assert round(money["grant_share"]["value"], 4) == 0.3255
    assert round(money["grant_per_annual_tonne"]["value"], 2) == 165.62
    assert round(money["grant_per_lifetime_tonne"]["value"], 3) == 16.562


def test_ratios_without_a_grant_or_tonnes(library: Library, tmp_path: Path) -> None:
    money = money_of(library, tmp_path)
    assert (money["leverage"]["status"], money["grant_share"]["value"]) == ("none", 0)
    assert money["grant_per_annual_tonne"]["value"] == 0
    water = {"item": "water", "baseline": "100 m3/yr", "project": "60 m3/yr"}
    given = {**content(grant="1000 USD"), "flows": [water]}
    money = run_one(library, tmp_path, given).data["measures"][0]["finance"]
    assert (money["leverage"]["value"], money["grant_per_annual_tonne"]["status"]) == (150, "unknown")
    without = run_one(
        library,
        tmp_path,
        {
            "stage": "feasibility",
            "flows": [{**water, "item": "electricity", "baseline": "9 MWh/yr", "project": "0 MWh/yr"}],
        },
    ).data["measures"][0]["finance"]
    keys = ("leverage", "grant_share", "grant_per_annual_tonne", "grant_per_lifetime_tonne")
    assert {without[key]["status"] for key in keys} == {"unknown"}


def test_the_social_npv_by_hand(library: Library, tmp_path: Path) -> None:
    # 400 MWh x 0.213667 = 85.467 t x 7.17 = 612.80; (40000 + 612.80) x 6.710081 - 150000 = 122515.2; no grant, credit, tax
    plain = money_of(library, tmp_path)
    helped = money_of(library, tmp_path, grant="30000 USD", credit=LOAN, tax={"rate": "30 %", "depreciation": "10 yr"})
    assert abs(plain["social"]["npv"]["value"] - 122515.2) < 0.1
    assert plain["social"] == helped["social"]
    assert (plain["social"]["discount_rate"], plain["social"]["carbon_price"]["value"]) == (0.08, 7.17)
    assert plain["social"]["review"] == "recalled"


def test_the_social_factors_are_listed_with_their_review(library: Library, tmp_path: Path) -> None:
    run = run_one(library, tmp_path, content())
    used = {factor["id"]: factor["review"] for factor in run.data["factors"]}
    assert used["money.carbon_price.social"] == "recalled"
    assert used["money.discount_rate.social"] == "secondary-copy"
    measure = run.data["measures"][0]
    assert set(measure["finance"]["social"]["factors"]) <= set(measure["factors"])
    assert measure["review"] == "secondary-copy"  # the social factors weaken the social block alone


def test_the_social_npv_in_soles_and_where_it_is_not_known(library: Library, tmp_path: Path) -> None:
    dollars = money_of(library, tmp_path)["social"]["npv"]["value"]
    soles = run_one(library, tmp_path, content(), {"currency": "PEN"}).data["measures"][0]["finance"]["social"]
    assert math.isclose(soles["npv"]["value"], dollars * 3.74, rel_tol=1e-12)
    assert "money.exchange_rate.pen_usd" in soles["factors"]
    before = run_one(library, tmp_path, content(), {"as_of": "2020-12-31"})
    assert before.data["measures"][0]["finance"]["social"]["status"] == "unknown"
    assert "M067" in codes(before)
    assert "money.carbon_price.social" not in {factor["id"] for factor in before.data["factors"]}


# --- one, many, doubled


def files(folder: Path) -> list[Path]:
    tax = {"rate": "29.5 %", "depreciation": "4 yr"}
    line = {"line": "seco_lca", "indicator_reduction": "35 %"}
    many = [
        content(),
        content(credit=LOAN),
        content(tax=tax),
        content(grant="30000 USD", credit={**LOAN, **line, "fees": "1 %", "grace": "1 yr"}, tax=tax),
        {**content(credit={**LOAN, "term": "18 month", "instalments": "monthly"}), "lifetime": "4.5 yr"},
        {**content(credit={**LOAN, "term": "12 yr"}, grant="10000 USD"), "lifetime": "7 yr"},
    ]
    return [write_measure(folder, f"m{number}", {**one, "id": f"m{number}"}) for number, one in enumerate(many)]


def test_alone_and_among_others_the_same_bytes(library: Library, tmp_path: Path) -> None:
    paths = files(tmp_path)
    together = run_files(library, paths).data["measures"]
    for position, path in enumerate(paths):
        alone = run_files(library, [path]).data["measures"][0]
        assert json.dumps(alone) == json.dumps(together[position])


def test_view_flows_are_those_of_the_measures(library: Library, tmp_path: Path) -> None:
    run = run_files(library, files(tmp_path))
    for index, measure in enumerate(run.data["measures"]):
        found = measure["finance"]["views"]
        for name in support.VIEWS:
            expected = (found[name] or found["grant"])["cash_flow"]
            row = run.results.view_flows[name][index].tolist()
            assert row[: len(expected)] == expected
            assert set(row[len(expected) :]) <= {0.0}


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 50), st.integers(0, 20), st.integers(1, 15))
def test_doubling_all_money_doubles_the_npv(investment: int, rate: int, term: int) -> None:
    found = []
    for scale in (1, 2):
        inputs = {name: one(0) for name in support.SUPPORT_INPUTS}
        inputs |= {
            "credit": one(investment * 500 * scale), "credit_rate": one(rate / 100), "credit_term": one(term),
            "payments_per_year": one(1), "tax_rate": one(0.25), "depreciation_years": one(5),
        }  # fmt: skip
        cost = one(investment * 1000 * scale)
        measures = {
            "investment": cost, "grant": one(0), "net_investment": cost, "annual_savings": one(1000 * scale),
            "lifetime": one(8), "discount_rate": one(0.12),
        }  # fmt: skip
        found.append(support.support(inputs, np.zeros(1, dtype=np.int64), measures))
    for name in support.VIEWS:
        for kind in ("views", "after_tax"):
            once, twice = (getattr(support_, kind)[name].figures for support_ in found)
            assert twice.values["npv"][0] == 2 * once.values["npv"][0]
            assert twice.statuses["irr"][0] == once.statuses["irr"][0]


# --- explanations


def test_every_number_of_the_support_is_explained(library: Library, tmp_path: Path) -> None:
    for path in (EXAMPLE, *files(tmp_path)):
        run = run_files(library, [path])
        money = run.data["measures"][0]["finance"]
        for output in outputs(run.options):
            if not output.startswith(("finance.views", "finance.credit", "finance.social", "finance.leverage")):
                continue
            node = tree(run, output)
            assert node["name"] == output
            for inner in walk(node):
                if inner["numbers"] and not re.search("=|sum", inner["numbers"]) and inner["value"] is not None:
                    close = math.isclose(calculated(inner["numbers"]), inner["value"], rel_tol=1e-9, abs_tol=1e-6)
                    assert close, f"{output}: {inner['name']}: {inner['numbers']}"
            steps = output.split(".")[1:]
            block: Any = money
            for step in steps:
                block = (block or {}).get({"annuity_factor": "npv"}.get(step, step))
            if steps[-1] != "annuity_factor":
                value = block["value"] if isinstance(block, dict) else block
                if not (steps[-1] == "reimbursement" and value is None):
                    assert node["value"] == value, output


def test_an_unknown_view_is_explained_without_a_number(library: Library, tmp_path: Path) -> None:
    given = {key: value for key, value in content(credit=LOAN).items() if key != "lifetime"}
    node = tree(run_one(library, tmp_path, given), "finance.views.grant_and_credit.npv")
    assert (node["value"], node["status"]) == (None, "unknown")
    assert [one["name"] for one in node["inputs"]] == ["net_investment", "annual_savings", "lifetime"]
