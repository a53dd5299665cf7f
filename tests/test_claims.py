"""What counts in which year: estimates that replace each other from a date on, and what other schemes claim."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.portfolios import codes, measure, portfolio, reported, run, write, years
from zis_calc.model.library import Library

# 100 tCO2e a year by the feasibility study, 60 verified from 1 April 2024; it runs from 1 July 2022.
TWO = {
    "start": "2022-07-01",
    "lifetime": "10 yr",
    "stages": {
        "feasibility": {"reported": reported(100)},
        "verified": {"applies_from": "2024-04-01", "reported": reported(60)},
    },
}
# 2024 has 366 days: 31 + 29 + 31 = 91 at 100, 275 at 60.
MIXED_2024 = (91 * 100 + 275 * 60) / 366  # 69.945


def counted(library: Library, folder: Path, content: Mapping[str, Any], **settings: Any) -> dict[int, float]:
    found = run(library, [write(folder / "a.yaml", measure("a", **content))], settings)
    assert not [one for one in found.problems if one.severity == "error"], found.problems
    return {year: value for year, value in years(found.data).items() if value}


# --- restatement


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("prorata_days", 100 * 184 / 365),  # 1 July to 31 December 2022: 50.41
        ("prorata_months", 100 * 6 / 12),
        ("full_years", 0.0),
        ("any_day", 100.0),
    ],
)
def test_a_verified_value_counts_from_its_date(library: Library, tmp_path: Path, rule: str, first: float) -> None:
    found = counted(library, tmp_path, TWO, ndc_rule=rule)
    expected = {2022: first, 2023: 100.0, 2024: MIXED_2024, 2025: 60.0}
    assert found == pytest.approx({year: value for year, value in expected.items() if value})


def test_without_a_date_the_later_estimate_counts_in_all_years(library: Library, tmp_path: Path) -> None:
    stages = {"feasibility": {"reported": reported(100)}, "verified": {"reported": reported(60)}}
    found = counted(library, tmp_path, {**TWO, "stages": stages})
    assert found == pytest.approx({2022: 60 * 184 / 365, 2023: 60, 2024: 60, 2025: 60})


def test_two_restatements_in_a_chain(library: Library, tmp_path: Path) -> None:
    stages = {
        "recp_study": {"reported": reported(120)},
        "feasibility": {"applies_from": "2023-10-01", "reported": reported(100)},
        "verified": {"applies_from": "2024-04-01", "reported": reported(60)},
    }
    found = counted(library, tmp_path, {**TWO, "stages": stages})
    # 2023: 273 days (January to September) at 120 and 92 at 100.
    assert found == pytest.approx(
        {2022: 120 * 184 / 365, 2023: (273 * 120 + 92 * 100) / 365, 2024: MIXED_2024, 2025: 60}
    )


def test_two_restatements_in_one_leap_year(library: Library, tmp_path: Path) -> None:
    stages = {
        "recp_study": {"reported": reported(120)},
        "feasibility": {"applies_from": "2024-03-01", "reported": reported(100)},
        "verified": {"applies_from": "2024-07-01", "reported": reported(60)},
    }
    found = counted(library, tmp_path, {**TWO, "start": "2024-01-01", "stages": stages})
    # 31 + 29 = 60 days at 120, 31 + 30 + 31 + 30 = 122 at 100, 184 at 60; a whole year of 366 days.
    assert found == pytest.approx({2024: (60 * 120 + 122 * 100 + 184 * 60) / 366, 2025: 60})  # 83.17


def test_a_restatement_in_the_first_partial_year(library: Library, tmp_path: Path) -> None:
    stages = {
        "feasibility": {"reported": reported(100)},
        "verified": {"applies_from": "2022-10-01", "reported": reported(60)},
    }
    by_days = (92 * 100 + 92 * 60) / 184  # July to September and October to December: 92 days each, 80 t a year
    for rule, share in (("prorata_days", 184 / 365), ("prorata_months", 0.5), ("full_years", 0), ("any_day", 1)):
        found = counted(library, tmp_path, {**TWO, "stages": stages}, ndc_rule=rule)
        assert found.get(2022, 0) == pytest.approx(by_days * share)


def test_end_of_life_after_a_restatement(library: Library, tmp_path: Path) -> None:
    content = {**TWO, "end": "2025-07-01"}
    del content["lifetime"]
    found = counted(library, tmp_path, content)
    assert found[2025] == pytest.approx(60 * 181 / 365)  # the last day is 30 June


def test_total_is_the_present_estimate_and_years_keep_the_past(library: Library, tmp_path: Path) -> None:
    data = run(library, [write(tmp_path / "a.yaml", measure("a", **TWO))]).data
    assert data["totals"]["ghg"]["reduction"] == 60
    assert data["totals"]["ndc"]["cumulative"] == pytest.approx(100 * 184 / 365 + 100 + MIXED_2024 + 60)
    assert [(row["key"], row["ghg_reduction"]["value"]) for row in data["funnel"]] == [
        ("feasibility", 100), ("verified", 60),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({**TWO, "start": "2024-04-01"}, "P030"),  # it applies from the start: nothing is replaced
        ({key: value for key, value in TWO.items() if key != "start"}, "P030"),
        ({**TWO, "stages": {"verified": TWO["stages"]["verified"]}}, "P030"),  # type: ignore[index]
        ({"start": "2022-07-01", "applies_from": "2023-01-01"}, "P030"),
        (
            {
                **TWO,
                "stages": {
                    "recp_study": {"reported": reported(120)},
                    "feasibility": {"applies_from": "2024-04-01", "reported": reported(100)},
                    "verified": {"applies_from": "2024-04-01", "reported": reported(60)},
                },
            },
            "P032",
        ),
    ],
)
def test_impossible_dates_refuse_the_measure(
    library: Library, tmp_path: Path, content: dict[str, Any], code: str
) -> None:
    found = run(library, [write(tmp_path / "a.yaml", measure("a", **content))])
    (error,) = [one for one in found.problems if one.severity == "error"]
    assert error.code == code
    assert error.place is not None and error.place.line is not None
    assert found.data["totals"]["refused"] == ["a"]
    assert found.data["totals"]["ghg"]["reduction"] is None


def test_an_earlier_estimate_without_tonnes_is_said(library: Library, tmp_path: Path) -> None:
    stages = {
        "feasibility": {"reported": {"annual_savings": "5 USD/yr", "source": "x"}, "finance": {"price_year": 2023}},
        "verified": {"applies_from": "2024-04-01", "reported": reported(60)},
    }
    found = run(library, [write(tmp_path / "a.yaml", measure("a", **{**TWO, "stages": stages}))])
    assert "P031" in codes(found)
    assert years(found.data)[2023] == 60


def test_assumed_dates_of_a_group_may_be_restated(library: Library, tmp_path: Path) -> None:
    content = {key: value for key, value in TWO.items() if key not in ("start", "lifetime")}
    assumed = {"start": "2022-07-01", "lifetime": "10 yr", "reason": {"es": "supuesto", "en": "assumed"}}
    group = {"id": "g", "name": {"es": "g", "en": "g"}, "assumed": assumed, "measures": [measure("a", **content)]}
    found = run(library, [portfolio(tmp_path, groups=[group])])
    assert "P006" in codes(found)
    assert years(found.data)[2024] == pytest.approx(MIXED_2024)


# --- claims

YEAR_2024 = {"from": "2024-01-01", "until": "2025-01-01"}


def claimed(library: Library, folder: Path, claims: list[dict[str, Any]], start: str = "2023-01-01") -> Any:
    one = measure("a", start=start, lifetime="10 yr")
    named = [{"measure": "a", "scheme": "itmo", "serial": f"s{n}", **claim} for n, claim in enumerate(claims)]
    return run(library, [portfolio(folder, [one], claims=named)])


def test_what_is_claimed_elsewhere_does_not_count_here(library: Library, tmp_path: Path) -> None:
    found = claimed(library, tmp_path, [{**YEAR_2024, "until": "2024-07-01", "share": "40 %"}])
    # 1 January to 30 June 2024: 182 of 366 days, 40 % of them: 19.89 t of 100 t.
    taken = 100 * 0.4 * 182 / 366
    assert years(found.data)[2023] == 100
    assert years(found.data)[2024] == pytest.approx(100 - taken)
    assert years(found.data)[2025] == 100
    (claim,) = found.data["ndc"]["claims"]
    assert claim["years"] == [{"year": 2024, "value": pytest.approx(taken), "closed": True}]
    assert claim["counts_toward_ndc"] is False
    assert found.data["measures"][0]["ndc"][6] == pytest.approx(100 - taken)  # 2018 + 6
    assert found.data["totals"]["ghg"]["reduction"] == 100  # the yearly reduction itself is what it is


@pytest.mark.parametrize(("scheme", "counts"), [
    ("renami", True), ("huella_carbono_peru", True), ("itmo", False), ("schemes.itmo", False), ("cdm", False),
    ("voluntary_market", False),
])  # fmt: skip
def test_schemes_that_count_and_that_do_not(library: Library, tmp_path: Path, scheme: str, counts: bool) -> None:
    found = claimed(library, tmp_path, [{**YEAR_2024, "scheme": scheme}])
    assert years(found.data)[2024] == (100 if counts else 0)
    assert found.data["ndc"]["claims"][0]["counts_toward_ndc"] is counts
    assert found.data["ndc"]["claims"][0]["years"][0]["value"] == pytest.approx(100)


def test_a_claim_takes_its_share_of_the_days_that_the_measure_runs(library: Library, tmp_path: Path) -> None:
    # From 15 July 2023 170 days; the claim holds for the last 92 of them: 78 of 365 days are left.
    found = claimed(library, tmp_path, [{"from": "2023-10-01", "until": "2024-01-01"}], start="2023-07-15")
    assert years(found.data)[2023] == pytest.approx(100 * 78 / 365)
    whole = claimed(library, tmp_path, [{"from": "2020-01-01", "until": "2024-01-01"}], start="2023-07-15")
    assert years(whole.data)[2023] == 0
    assert years(whole.data)[2024] == 100


def test_open_years_claim_nothing_yet(library: Library, tmp_path: Path) -> None:
    found = claimed(library, tmp_path, [{"from": "2026-01-01", "until": "2027-01-01"}])
    assert found.data["ndc"]["claims"][0]["years"] == [{"year": 2026, "value": 0.0, "closed": False}]


@pytest.mark.parametrize(
    ("claims", "share"),
    [
        ([YEAR_2024, {**YEAR_2024, "scheme": "renami"}], "200 %"),
        ([{**YEAR_2024, "share": "60 %"}, {**YEAR_2024, "share": "41 %"}], "101 %"),
        ([{**YEAR_2024, "share": "60 %"}, {**YEAR_2024, "share": "40.2 %"}], "100.2 %"),
        ([YEAR_2024, {"from": "2024-12-31", "until": "2025-06-01"}], "200 %"),  # one day
        # Two at a time fit; on 1 June all three are there.
        ([{**YEAR_2024, "share": "40 %"}, {"from": "2024-06-01", "until": "2024-07-01", "share": "40 %"},
          {"from": "2024-03-01", "until": "2024-09-01", "share": "30 %"}], "110 %"),
    ],
)  # fmt: skip
def test_overlapping_claims_are_an_error(
    library: Library, tmp_path: Path, claims: list[dict[str, Any]], share: str
) -> None:
    found = claimed(library, tmp_path, claims)
    (error,) = [one for one in found.problems if one.severity == "error"]
    assert error.code == "P020"
    assert dict(error.values)["share"] == share
    assert error.place is not None and error.place.line is not None


@pytest.mark.parametrize(
    "claims",
    [
        [{**YEAR_2024, "share": "60 %"}, {**YEAR_2024, "share": "40 %"}],
        [YEAR_2024, {"from": "2025-01-01", "until": "2026-01-01"}],  # `until` is the first day that is free
        [{**YEAR_2024, "share": "33.3 %"}, {**YEAR_2024, "share": "33.3 %"}, {**YEAR_2024, "share": "33.4 %"}],
    ],
)
def test_claims_side_by_side_are_not(library: Library, tmp_path: Path, claims: list[dict[str, Any]]) -> None:
    found = claimed(library, tmp_path, claims)
    assert not [one for one in found.problems if one.severity == "error"]
    assert years(found.data)[2024] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("claims", "code", "said"),
    [
        ([YEAR_2024, {"from": "2025-01-01", "until": "2026-01-01", "serial": "s0"}], "P021", "a"),
        ([{**YEAR_2024, "measure": "aa"}], "P022", "aa"),
        ([{**YEAR_2024, "scheme": "itmos"}], "P023", "itmos"),
        ([{"from": "2024-06-01", "until": "2024-01-01"}], "P024", "2024-01-01"),
        ([{"from": "2024-06-01", "until": "2024-06-01"}], "P024", "2024-06-01"),
        ([{**YEAR_2024, "share": "140 %"}], "U010", "140 %"),
    ],
)
def test_claims_that_cannot_be(
    library: Library, tmp_path: Path, claims: list[dict[str, Any]], code: str, said: str
) -> None:
    found = claimed(library, tmp_path, claims)
    (error,) = [one for one in found.problems if one.severity == "error"]
    assert error.code == code
    assert said in " ".join(value for _, value in error.values)
    assert error.place is not None and error.place.line is not None
    assert found.data["totals"]["measures"] == 1  # the rest still runs


def test_the_same_serial_of_another_scheme_is_another(library: Library, tmp_path: Path) -> None:
    halves = [{**YEAR_2024, "share": "50 %", "serial": "1"}, {**YEAR_2024, "share": "50 %", "serial": "1"}]
    halves[1]["scheme"] = "cdm"
    assert not [one for one in claimed(library, tmp_path, halves).problems if one.severity == "error"]


def test_a_claim_on_a_refused_measure_is_not_blamed(library: Library, tmp_path: Path) -> None:
    broken = measure("b", flows=[{"item": "electricity", "baseline": "5 xyz/yr", "project": "0 MWh/yr"}])
    claim = {"measure": "b", "scheme": "itmo", "serial": "1", **YEAR_2024}
    found = run(library, [portfolio(tmp_path, [measure("a"), broken], claims=[claim])])
    assert [one.code for one in found.problems if one.severity == "error"] == ["U002"]
    assert found.data["totals"]["refused"] == ["b"]


def test_targets_count_without_what_is_claimed(library: Library, tmp_path: Path) -> None:
    one = measure("a", start="2023-01-01", lifetime="10 yr", reported=reported(2800))
    claim = {"measure": "a", "scheme": "itmo", "serial": "1", **YEAR_2024}
    targets = [{"target": "industry_energy_efficiency_2030", "share": "zis_peru"}]
    data = run(library, [portfolio(tmp_path, [one], claims=[claim], targets=targets)]).data
    (whole,) = data["ndc"]["targets"][0]["reached"]
    ratios = {year["year"]: year["ratio"] for year in whole["years"]}
    assert (ratios[2023], ratios[2024], ratios[2025]) == pytest.approx((2, 0, 2))
    assert whole["cumulative"]["ratio"] == pytest.approx(4)
    assert whole["full_operation"]["ratio"] == pytest.approx(2)
    assert whole["last_closed"]["year"] == 2025
