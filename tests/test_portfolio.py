"""A portfolio: published figures, what counts twice, tables, targets, support, the cost curve, files and settings."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.portfolios import codes, measure, money, portfolio, reported, run, write
from tests.test_cli import zis
from zis_calc.model.library import Library
from zis_calc.model.portfolio_result import PortfolioResult
from zis_calc.portfolio.names import company_key
from zis_calc.problems import ProblemError

ZIS = "examples/zis-peru/zis-peru.yaml"
READING = "examples/zis-peru/lecturas/tres-coma-siete.yaml"


@pytest.fixture(scope="module")
def zis_peru() -> dict[str, Any]:
    done = zis("portfolio", ZIS, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def flat(text: str) -> str:
    return " ".join(re.sub(r"[│╭╮╰╯─]", " ", text).split())


# --- the published figures


def test_published_totals_of_zis_peru(zis_peru: dict[str, Any]) -> None:
    totals = zis_peru["totals"]
    assert totals["measures"] == 43  # 28 + 15
    assert totals["ghg"]["reduction"] == pytest.approx(8282.56 + 513.3, abs=1e-9)  # 8,795.86
    assert totals["copni"]["reduction"] == 6.9
    assert totals["copni"]["coverage"]["measures"] == 28
    assert totals["copni"]["coverage"]["why"] == {"no_copni": ["zis-asistencia"]}
    finance = totals["finance"]
    assert finance["investment"]["value"] == 4214637.77
    assert finance["annual_savings"] == {
        "value": 1494237.14, "unit": "USD/yr",
        "coverage": {"measures": 28, "of": 43, "missing": ["zis-asistencia"],
                     "why": {"no_savings": ["zis-asistencia"]}},
    }  # fmt: skip
    assert finance["payback_gross"]["value"] == pytest.approx(4214637.77 / 1494237.14)
    assert finance["payback_gross"]["value"] == pytest.approx(2.82, abs=0.005)
    assert finance["payback"]["value"] == pytest.approx((4214637.77 - 1371785.64) / 1494237.14)
    assert finance["payback"]["value"] == pytest.approx(1.90, abs=0.005)
    assert finance["npv"] == {
        "value": None, "unit": "USD", "status": "unknown",
        "coverage": {"measures": 0, "of": 43, "missing": ["zis-asistencia", "zis-cofinanciado"],
                     "why": {"no_investment": ["zis-asistencia"], "no_lifetime": ["zis-cofinanciado"]}},
    }  # fmt: skip


def test_companies_of_zis_peru_with_the_overlap_named(zis_peru: dict[str, Any]) -> None:
    companies = zis_peru["companies"]
    assert (companies["distinct"], companies["appearances"]) == (25, 26)  # 21 + 5, RENASA once
    assert companies["overlaps"] == [{"company": "RENASA", "groups": ["cofinanced", "assisted"]}]
    assert {one["group"]: one["companies"] for one in companies["by_group"]} == {"cofinanced": 21, "assisted": 5}
    assert zis_peru["tables"]["zone"][0]["companies"] == 25
    assert [one["code"] for one in zis_peru["problems"] if one["severity"] == "warning"] == ["P012", "P027"]


def test_funnel_of_zis_peru_adds_no_stages(zis_peru: dict[str, Any]) -> None:
    found = {one["key"]: one for one in zis_peru["funnel"]}
    assert [(key, one["measures"], one["ghg_reduction"]["value"]) for key, one in found.items()] == [
        ("recp_study", 165, 11796.8), ("feasibility", 28, 5637.29), ("verified", 43, pytest.approx(8795.86)),
    ]  # fmt: skip
    assert found["recp_study"]["copni_reduction"]["value"] == 15.02  # a decimal point, fifteen
    assert found["feasibility"]["standing"] == 0


def test_attainment_of_zis_peru_apart(zis_peru: dict[str, Any]) -> None:
    total = zis_peru["stages"][0]["total"]
    assert total["ghg_reduction"]["attainment"] == pytest.approx(8282.56 / 5637.29)  # 146.9 %
    assert total["copni_reduction"]["attainment"] == pytest.approx(6.9 / 10.7)  # 64.5 %


def test_targets_of_zis_peru(zis_peru: dict[str, Any]) -> None:
    (target,) = zis_peru["ndc"]["targets"]
    assert target["goal"] == pytest.approx(20000 * 0.07)  # 1,400 t
    ratios = {one["group"]: one["full_operation"]["ratio"] for one in target["reached"]}
    assert ratios[None] == pytest.approx(8795.86 / 1400)
    assert round(ratios[None], 2) == 6.28
    assert round(ratios["cofinanced"], 2) == 5.92
    said = {one["id"]: one for one in zis_peru["ndc"]["statements"]}
    assert said["more-than-six-times"]["follows_from"] == ["full_operation"]
    assert said["three-point-seven-times"]["follows_from"] == []
    # 3.7 x 1400 = 5180 t; 5180 / 8282.56 = 62.54 % of a year, 228.9 of the 366 days of 2024
    assert said["three-point-seven-times"]["tonnes"] == pytest.approx(5180)
    assert said["three-point-seven-times"]["part_of_year"] == pytest.approx(5180 / 8282.56)
    assert said["three-point-seven-times"]["days_of_year"] == pytest.approx(5180 / 8282.56 * 366)


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        # From 17 May to 31 December of 2024, a leap year: 15 + 30 + 31 + 31 + 30 + 31 + 30 + 31 = 229 days of 366.
        ("prorata_days", 8282.56 * 229 / 366),  # 5,182.26 t = 3.70 x 1,400
        ("prorata_months", 8282.56 * 7 / 12),  # June to December: 4,831.49 t = 3.45
        ("full_years", 0.0),
        ("any_day", 8282.56),  # 5.92
    ],
)
def test_reading_behind_three_point_seven(rule: str, value: float) -> None:
    data = json.loads(zis("portfolio", READING, "--json", "--set", f"ndc_rule={rule}").stdout)
    assert data["totals"]["ndc"]["cumulative"] == pytest.approx(value)
    whole = data["ndc"]["targets"][0]["reached"][0]
    assert whole["cumulative"]["ratio"] == pytest.approx(value / 1400)
    assert data["ndc"]["statements"][0]["follows_from"] == (["closed_years"] if rule == "prorata_days" else [])
    assert data["portfolio"]["groups"][0]["assumed"]["start"] == "2024-05-17"


def test_support_of_zis_peru(zis_peru: dict[str, Any]) -> None:
    support = zis_peru["support"]
    assert support["grant_share"]["value"] == pytest.approx(1371785.64 / 4214637.77)  # 32.5 %
    assert support["leverage"]["value"] == pytest.approx(4214637.77 / 1371785.64)  # 3.07
    assert support["grant_per_annual_tonne"]["value"] == pytest.approx(1371785.64 / 8282.56)  # 165.62
    assert support["leverage"]["measures"] == 28


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "es",
            [
                "Medidas 43", "Empresas 25 26 en los grupos; en más de uno: RENASA", "8,795.86 tCO2e/año 43 de 43 medidas",
                "sin COPni comparables: zis-asistencia", "Recuperación simple 1.90 años con la donación; sin ella: 2.82",
                "Frente a la meta 6.28 veces (628.3 %)", "Medidas cofinanciadas 8,282.56 5.92",
                "Parte de la donación 32.5 %", "Apalancamiento 3.07", "146.9 %", "64.5 %",
                "solo en el embudo, en ningún total",
                "RENASA está en Medidas cofinanciadas, Asistencia sin cofinanciamiento: se cuenta una vez.",
                "Equivale a 62.5 % de un año de operación, 229 días",
                "Supuesto: Los tCO2 publicados se toman como tCO2e.", "donaciones / inversión de las medidas con donación",
            ],
        ),
        (
            "en",
            [
                "Measures 43", "Companies 25 26 in the groups; in more than one: RENASA", "8,795.86 tCO2e/yr 43 of 43",
                "without comparable COPni: zis-asistencia", "Simple payback 1.90 years with the grant; without it: 2.82",
                "Against the target 6.28 times (628.3 %)", "Co-financed measures 8,282.56 5.92",
                "Grant share 32.5 %", "Leverage 3.07", "146.9 %", "64.5 %", "in the funnel only, in no total",
                "RENASA is in Co-financed measures, Assistance without co-financing: counted once.",
                "It stands for 62.5 % of a year of operation, 229 days",
                "Assumed: The published tCO2 are taken as tCO2e.", "grants / investment of the measures with a grant",
            ],
        ),
    ],
)  # fmt: skip
def test_printed_figures_of_zis_peru(language: str, words: list[str]) -> None:
    done = zis("portfolio", ZIS, "--lang", language, COLUMNS="200")
    assert done.returncode == 0
    for one in words:
        assert one in flat(done.stdout), one
    marked = zis("portfolio", ZIS, "--lang", language, "--format", "md").stdout
    for figure in (
        "8,795.86",
        "6.28",
        "5.92",
        "146.9 %",
        "64.5 %",
        "32.5 %",
        "3.07",
        "2.82",
        "1.90",
        "62.5 %",
        "RENASA",
    ):
        assert figure in marked, figure


def test_cet_peru_by_the_published_months() -> None:
    for stage, investment, savings, months in (
        ("implemented", 355153, 778523, 5.5),
        ("recp_study", 1692975, 4305423, 4.7),
    ):
        data = json.loads(zis("portfolio", "examples/cet-peru", "--stage", stage, "--json").stdout)
        payback = data["totals"]["finance"]["payback_gross"]["value"]
        assert payback == pytest.approx(investment / savings)
        assert payback * 12 == pytest.approx(months, abs=0.05)
        text = flat(zis("portfolio", "examples/cet-peru", "--stage", stage, "--lang", "es").stdout)
        assert f"({months:.1f} meses)" in text


# --- ratios from sums, coverage, tables


def test_ratios_come_from_summed_flows(library: Library, tmp_path: Path) -> None:
    # 1000 / 100 = 10 yr and 1000 / 900 = 1.11 yr: together 2000 / 1000 = 2 yr, not the mean 5.56.
    paths = [
        write(tmp_path / "a.yaml", measure("a", reported=reported(10, 100), finance=money(1000), lifetime="5 yr")),
        write(tmp_path / "b.yaml", measure("b", reported=reported(30, 900), finance=money(1000), lifetime="5 yr")),
        write(tmp_path / "c.yaml", measure("c", reported=reported(5))),
    ]
    data = run(library, paths).data
    finance = data["totals"]["finance"]
    assert finance["payback"]["value"] == 2.0
    assert finance["payback"]["coverage"]["why"] == {"no_investment": ["c"]}
    # At 0 %: NPV 5 x 1000 - 2000 = 3000; cost per tonne -3000 / (40 x 5) = -15.
    assert finance["npv"]["value"] == pytest.approx(3000)
    assert finance["abatement_cost"]["value"] == pytest.approx(-15)
    assert data["totals"]["ghg"]["coverage"]["measures"] == 3


def test_tables_name_what_a_row_rests_on(library: Library, tmp_path: Path) -> None:
    year = {"price_year": 2023}
    paths = [
        write(tmp_path / "a.yaml", measure("a", sector="C13", zone="Ate", reported=reported(10, 100), finance=year)),
        write(tmp_path / "b.yaml", measure("b", sector="C13", zone="Lurín", finance=money(500))),
        write(tmp_path / "c.yaml", measure("c", technology="boiler", start="2024-07-01", lifetime="5 yr")),
    ]
    data = run(library, paths).data
    sector = {row["key"]: row for row in data["tables"]["sector"]}
    assert sector["C13"]["measures"] == 2
    assert sector["C13"]["ghg_reduction"] == {"value": 110.0, "unit": "tCO2e/yr", "measures": 2}
    assert sector["C13"]["annual_savings"] == {"value": 100.0, "unit": "USD/yr", "measures": 1}
    assert sector["C13"]["missing"] == {
        "no_copni": ["a", "b"], "no_savings": ["b"], "no_investment": ["a"],
        "no_lifetime": ["a", "b"], "no_start": ["a", "b"],
    }  # fmt: skip
    assert sector[None]["ndc_cumulative"]["value"] == pytest.approx(100 * 184 / 366 + 100)  # from July 2024, and 2025
    assert [row["key"] for row in data["tables"]["zone"]] == ["Ate", "Lurín", None]
    assert [row["key"] for row in data["tables"]["technology"]] == ["boiler", None]
    assert [(row["key"], row["measures"]) for row in data["tables"]["stage"]] == [("verified", 3)]


def test_discarded_measures_are_named_and_in_nothing(library: Library, tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "a.yaml", measure("a", company="Uno")),
        write(tmp_path / "b.yaml", measure("b", company="Dos", stage="discarded")),
        write(tmp_path / "c.yaml", measure("c", company="Uno", stage="discarded")),  # not `the same measure twice`
    ]
    found = run(library, paths)
    assert found.data["totals"]["ghg"]["reduction"] == 100
    assert (found.data["totals"]["refused"], found.data["totals"]["discarded"]) == ([], ["b", "c"])
    assert found.data["companies"]["distinct"] == 1
    assert "P010" not in codes(found)
    assert [row["key"] for row in found.data["tables"]["company"]] == ["Uno"]


# --- what would be counted twice


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Textil Andina S.A.C.", "TEXTIL ANDINA SAC", True),
        ("Textil Andina S. A. C.", "textil andina", True),
        ("Frigorífico La Colonial", "FRIGORIFICO LA COLONIAL S.A.", True),
        ("Fundición & Metales S.R.L.", "Fundicion y Metales SRL", True),
        ("Nuevo Mundo", "Nuevo  Mundo, S.A.A.", True),
        ("Industrias Sac", "Industrias", True),
        ("S.A.C.", "S.A.", False),  # a legal form alone is not taken off
        ("Textil Andina", "Textil Andina II", False),
    ],
)
def test_company_names_are_compared_as_people_mean_them(library: Library, one: str, other: str, same: bool) -> None:
    forms = library.settings.legal_forms
    assert (company_key(one, forms) == company_key(other, forms)) is same


def test_one_company_under_several_spellings(library: Library, tmp_path: Path) -> None:
    names = ["Textil Andina S.A.C.", "TEXTIL ANDINA SAC", "Textil Andina S.A.C.", "TASA"]
    paths = [
        write(tmp_path / f"m{n}.yaml", measure(f"m{n}", company=name, reported=reported(n + 1)))
        for n, name in enumerate(names)
    ]
    found = run(library, paths)
    assert found.data["companies"]["distinct"] == 2  # TASA cannot be known
    assert [row["key"] for row in found.data["tables"]["company"]] == ["TASA", "Textil Andina S.A.C."]
    (spelled,) = [one for one in found.problems if one.code == "P011"]
    assert dict(spelled.values)["names"] == "TEXTIL ANDINA SAC · Textil Andina S.A.C."
    company = {"name": "Textil Andina S.A.C.", "aliases": ["TASA", "Textil Andina SAC"], "sector": "C13", "zone": "Ate"}
    head = portfolio(tmp_path, [path.name for path in paths], companies=[company])
    found = run(library, [head])
    assert found.data["companies"]["distinct"] == 1
    assert [row["key"] for row in found.data["tables"]["sector"]] == ["C13"]
    assert found.data["tables"]["company"][0]["ghg_reduction"]["value"] == 10.0
    (spelled,) = [one for one in found.problems if one.code == "P011"]  # an alias is no surprise, capitals are
    assert "TASA" not in dict(spelled.values)["names"]


def test_a_name_of_two_companies_is_refused(library: Library, tmp_path: Path) -> None:
    companies = [{"name": "Uno S.A.", "aliases": ["Común"]}, {"name": "Dos S.A.", "aliases": ["COMUN S.A.C."]}]
    found = run(library, [portfolio(tmp_path, [measure("a")], companies=companies)])
    assert [one.code for one in found.problems if one.severity == "error"] == ["P037"]


def test_the_same_measure_twice_under_two_ids(library: Library, tmp_path: Path) -> None:
    same = {"company": "Uno S.A.C.", "technology": "LED", "start": "2023-01-01", "lifetime": "5 yr"}
    paths = [
        write(tmp_path / "a.yaml", measure("a", **same)),
        write(tmp_path / "b.yaml", measure("b", **{**same, "company": "UNO SAC", "technology": "led"})),
        write(tmp_path / "c.yaml", measure("c", **{**same, "start": "2023-01-02"})),
        write(tmp_path / "d.yaml", measure("d", **{**same, "equipment": "Nave 2"})),
    ]
    found = run(library, paths)
    (twice,) = [one for one in found.problems if one.code == "P010"]
    assert dict(twice.values)["id"] == "b"
    assert dict(twice.values)["other"] == "a"


def test_the_same_id_twice_is_refused(library: Library, tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}.yaml", measure("a")) for n in range(2)]
    found = run(library, paths)
    assert [one.code for one in found.problems if one.severity == "error"] == ["M021"]
    assert found.data["totals"]["ghg"]["reduction"] == 100
    assert run(library, [paths[0], paths[0], tmp_path]).data["totals"]["ghg"]["reduction"] == 100  # a file once


def flows(baseline: float, project: float) -> list[dict[str, str]]:
    return [{"item": "electricity", "baseline": f"{baseline} MWh/yr", "project": f"{project} MWh/yr"}]


def test_the_same_equipment_with_and_without_after(library: Library, tmp_path: Path) -> None:
    first = {"company": "Uno", "equipment": "Compresor 1", "flows": flows(100, 80), "technology": "fugas"}
    second = {"company": "UNO", "equipment": "compresor 1", "flows": flows(100, 90), "technology": "vsd"}
    alone = [write(tmp_path / "a.yaml", measure("a", **first)), write(tmp_path / "b.yaml", measure("b", **second))]
    found = run(library, alone)
    assert "P013" in codes(found)
    assert found.data["totals"]["energy"]["reduction"] == pytest.approx(30)  # 20 + 10: counted twice, hence the warning
    write(tmp_path / "b.yaml", measure("b", after=["a"], **second))
    found = run(library, alone)
    assert "P013" not in codes(found)
    assert found.data["totals"]["energy"]["reduction"] == pytest.approx(28)  # 20 + 10 x 80 / 100
    other = measure("c", **{**second, "company": "Dos"})
    assert "P013" not in codes(run(library, [alone[0], write(tmp_path / "c.yaml", other)]))


def test_a_company_in_two_groups(library: Library, tmp_path: Path) -> None:
    groups = [
        {"id": "one", "name": {"es": "Uno", "en": "One"}, "measures": [measure("a", company="Renasa S.A.C.")]},
        {"id": "two", "name": {"es": "Dos", "en": "Two"}, "measures": [measure("b", company="RENASA")]},
    ]
    found = run(library, [portfolio(tmp_path, groups=groups)])
    assert found.data["companies"]["distinct"] == 1
    assert found.data["companies"]["overlaps"][0]["groups"] == ["one", "two"]
    assert "P012" in codes(found)


def test_a_measure_in_two_groups_and_a_group_twice_are_refused(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a.yaml", measure("a"))
    words = {"es": "Uno", "en": "One"}
    groups = [{"id": one, "name": words, "measures": ["sub"]} for one in ("one", "two")]
    found = run(library, [portfolio(tmp_path, groups=groups)])
    assert [one.code for one in found.problems if one.severity == "error"] == ["P033"]
    assert found.data["totals"]["ghg"]["reduction"] == 100
    again = portfolio(tmp_path, name="again", groups=[{"id": "one", "name": words, "measures": [measure("b")]}])
    for paths in ([tmp_path / "portfolio.yaml", again], [again, tmp_path / "portfolio.yaml"]):
        with pytest.raises(ProblemError) as raised:
            run(library, paths)
        assert [one.code for one in raised.value.problems] == ["P034"]
    assert run(library, [again, again]).data["totals"]["ghg"]["reduction"] == 100  # a file named twice is read once


# --- targets


def test_targets_of_one_group_and_of_no_tonnes(library: Library, tmp_path: Path) -> None:
    words = {"es": "Uno", "en": "One"}
    reading = {"es": "lectura", "en": "reading"}
    target = {"target": "industry_energy_efficiency_2030", "share": "zis_peru"}
    statement = {"id": "s", "printed": "2 times", "value": 2, **target, "group": "one", "reading": reading}
    for tonnes, ratio, follows in ((2800, 2.0, ["full_operation"]), (0, 0.0, [])):
        block = measure("a", reported={"ghg_reduction": f"{tonnes} tCO2e/yr", "source": "x"})
        groups = [{"id": "one", "name": words, "measures": [block]}]
        found = run(library, [portfolio(tmp_path, groups=groups, targets=[target], statements=[statement])])
        (said,) = found.data["ndc"]["statements"]
        assert said["full_operation"] == pytest.approx(ratio)
        assert said["follows_from"] == follows
        assert ("P027" in codes(found)) is not bool(follows)


def test_a_limit_of_emissions_is_no_target(library: Library, tmp_path: Path) -> None:
    head = portfolio(tmp_path, [measure("a")], targets=[{"target": "ndc_2030_conditional"}])
    assert [one.code for one in run(library, [head]).problems if one.severity == "error"] == ["P036"]


def test_years_may_run_to_2040(library: Library, tmp_path: Path) -> None:
    one = measure("a", start="2023-07-01", lifetime="15 yr")
    head = portfolio(tmp_path, [one], settings={"ndc_years": [2018, 2040], "as_of": "2040-12-31"})
    found = run(library, [head], {"as_of": "2040-12-31"}).data
    assert found["settings"]["ndc_years"] == [2018, 2040]
    assert [row["key"] for row in found["tables"]["year"]] == list(range(2018, 2041))
    # 184 days of 2023, fourteen whole years, 181 days of 2038 (the end is 2038-07-01)
    assert found["totals"]["ndc"]["cumulative"] == pytest.approx(100 * (184 / 365 + 14 + 181 / 365))
    closed = {row["key"]: row["cumulative"]["value"] for row in found["tables"]["year"]}
    assert closed[2022] == 0
    assert closed[2024] == pytest.approx(100 * (184 / 365 + 1))
    assert closed[2040] == pytest.approx(1500.0, rel=1e-3)


# --- support and the cost curve


def test_support_rests_on_the_measures_with_a_grant(library: Library, tmp_path: Path) -> None:
    paths = [
        write(tmp_path / "a.yaml", measure("a", reported=reported(10, 500), finance=money(1000, 400), lifetime="5 yr")),
        write(tmp_path / "b.yaml", measure("b", reported=reported(20, 500), finance=money(3000, 600), lifetime="5 yr")),
        write(tmp_path / "c.yaml", measure("c", reported=reported(90, 500), finance=money(9000), lifetime="5 yr")),
    ]
    support = run(library, paths).data["support"]
    assert support["leverage"]["value"] == pytest.approx(4000 / 1000)  # c brings no grant
    assert support["leverage"]["measures"] == 2
    assert support["grant_share"]["value"] == pytest.approx(0.25)
    assert support["grant_per_annual_tonne"]["value"] == pytest.approx(1000 / 30)
    assert support["grant_per_lifetime_tonne"]["value"] == pytest.approx(1000 / 150)
    none, grant = support["views"]["none"], support["views"]["grant"]
    assert none["cash_flow"] == [-13000, 1500, 1500, 1500, 1500, 1500]
    assert grant["cash_flow"][0] == -12000
    # At 0 %: 7500 - 13000, and 7500 - 12000. The sum of the flows, not a mean.
    assert (none["npv"]["value"], grant["npv"]["value"]) == (pytest.approx(-5500), pytest.approx(-4500))
    assert none["payback"]["status"] == "never" or none["payback"]["value"] > 5
    only = run(library, paths[2:]).data["support"]
    assert only["leverage"]["status"] == "none"
    assert only["grant_share"]["value"] == 0


def test_cost_curve_ranks_what_pays_for_itself_by_npv(library: Library, tmp_path: Path) -> None:
    def one(id: str, tonnes: float, savings: float, investment: float) -> Path:
        content = measure(id, reported=reported(tonnes, savings), finance=money(investment), lifetime="10 yr")
        return write(tmp_path / f"{id}.yaml", content)

    paths = [
        one("few", 1, 200, 1000),  # NPV at 0 %: 2000 - 1000 = 1000; -1000 / (1 x 10) = -100 per tonne
        one("many", 1000, 20000, 100000),  # 200000 - 100000 = 100000; -100000 / 10000 = -10 per tonne
        one("dear", 10, 50, 1000),  # 500 - 1000 = -500; +500 / 100 = 5 per tonne
        one("cheap", 1000, 0, 1000),  # -1000; 1000 / 10000 = 0.1 per tonne
        one("worse", -5, 200, 1000),
        write(tmp_path / "unknown.yaml", measure("unknown")),
    ]
    macc = run(library, paths).data["macc"]
    assert [(row["key"], row["ranked_by"]) for row in macc["rows"]] == [
        ("many", "npv"), ("few", "npv"), ("cheap", "abatement_cost"), ("dear", "abatement_cost"),
    ]  # fmt: skip
    assert [row["abatement_cost"]["value"] for row in macc["rows"]] == pytest.approx([-10, -100, 0.1, 5])
    assert [row["cumulative"]["value"] for row in macc["rows"]] == pytest.approx([1000, 1001, 2001, 2011])
    assert macc["no_reduction"] == ["worse"]
    assert macc["missing"] == ["unknown"]


# --- the shape of the JSON and the CSV


EXAMPLES = [
    ["examples/zis-peru/zis-peru.yaml"], [READING], ["examples/cet-peru"], ["examples/seco-lca"], ["examples/dca"],
    ["examples/policy-monitoring"], ["examples/zis-etapas"], ["examples/cartera-demo"],
    sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "examples").glob("*.yaml")),
]  # fmt: skip


@pytest.mark.parametrize("paths", EXAMPLES, ids=lambda paths: paths[0])
def test_every_portfolio_fits_the_schema(paths: list[str]) -> None:
    done = zis("portfolio", *paths, "--json")
    assert done.returncode == 0, done.stderr
    PortfolioResult.model_validate_json(done.stdout, by_alias=True)
    assert zis("portfolio", *paths, "--json").stdout == done.stdout


def test_schema_of_the_result_is_printed() -> None:
    schema = json.loads(zis("schema", "portfolio_result").stdout)
    assert schema["title"] == "PortfolioResult"
    assert {"totals", "tables", "ndc", "macc"} <= set(schema["required"])


def test_csv_holds_all_tables() -> None:
    import csv
    import io

    rows = list(csv.DictReader(io.StringIO(zis("portfolio", ZIS, "--format", "csv").stdout)))
    assert {row["table"] for row in rows} >= {
        "total", "company", "group", "sector", "zone", "technology", "stage", "year", "funnel", "target", "measure",
    }  # fmt: skip
    (total,) = [row for row in rows if row["table"] == "total"]
    assert float(total["ghg_reduction_value"]) == pytest.approx(8795.86)
    assert total["annual_savings_unit"] == "USD/yr"
    reached = {row["group"]: float(row["full_operation_ratio"]) for row in rows if row["table"] == "target"}
    assert {group: round(ratio, 2) for group, ratio in reached.items()} == {
        "": 6.28, "cofinanced": 5.92, "assisted": 0.37,
    }  # fmt: skip


def test_demo_portfolio_by_hand() -> None:
    """The numbers of examples/HAND-CHECKS.md."""
    data = json.loads(zis("portfolio", "examples/cartera-demo", "--json").stdout)
    factor = 0.213031882 + 1.04e-5 * 28 + 1.298e-6 * 265  # SEIN average of 2023, AR5
    rows = {row["id"]: row for row in data["measures"]}
    assert rows["red-aire-fugas"]["ghg_reduction"] == pytest.approx(24 * factor)
    assert rows["red-aire-variador"]["ghg_reduction"] == pytest.approx(18 * 96 / 120 * factor)
    assert rows["horno-aislamiento"]["ndc"][:3] == pytest.approx([100, (182 * 100 + 184 * 80) / 366, 80])
    assert rows["caldera-biomasa"]["ndc"][:3] == pytest.approx([500, 300, 500])
    assert data["totals"]["ghg"]["reduction"] == pytest.approx(691.28, abs=0.005)
    assert [year["value"] for year in data["totals"]["ndc"]["years"][:3]] == pytest.approx(
        [690.55, 501.22, 691.28], abs=0.005
    )
    assert data["support"]["leverage"]["value"] == pytest.approx(128000 / 39800)
    assert [(row["key"], round(row["abatement_cost"]["value"], 2)) for row in data["macc"]["rows"]] == [
        ("iluminacion-led", -158.25), ("horno-aislamiento", -22.25), ("red-aire-fugas", -19.06),
        ("caldera-biomasa", 5.16), ("red-aire-variador", 61.68),
    ]  # fmt: skip
    assert {one["code"] for one in data["problems"]} >= {"P012", "M050"}
    assert "P011" not in {one["code"] for one in data["problems"]}  # the other spelling is declared
    assert "P013" not in {one["code"] for one in data["problems"]}  # one comes after the other
    (goal,) = data["progress"]["goals"]
    assert goal["attainment"]["value"] == pytest.approx(691.2778 / 900, rel=1e-6)


@pytest.mark.parametrize("name", ["cartera-demo", "zis-peru"])
def test_portfolio_results_are_stored_and_unchanged(name: str) -> None:
    """examples/results/portfolio-*.json: what a portfolio gives; run with UPDATE=1 after a change that is meant."""
    data = json.loads(zis("portfolio", f"examples/{name}", "--json").stdout)
    data["tool"].update(version="", library="")  # a new factor elsewhere in the library changes nothing here
    stored = ROOT / "examples" / "results" / f"portfolio-{name}.json"
    if os.environ.get("UPDATE") == "1":
        stored.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert data == json.loads(stored.read_text(encoding="utf-8"))
