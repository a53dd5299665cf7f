"""What a first reader of portfolios found wrong, held: claims within a year of two estimates, spellings, doubles."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.portfolios import codes, measure, money, portfolio, reported, run, write, years
from zis_calc.model.library import Library
from zis_calc.pack.after import before
from zis_calc.totals import running_sums

RESTATED = {
    "start": "2022-03-01",
    "lifetime": "10 yr",
    "stages": {
        "feasibility": {"reported": reported(100)},
        "verified": {"applies_from": "2023-07-01", "reported": reported(200)},
    },
}


def test_a_claim_takes_the_estimate_of_its_own_days(library: Library, tmp_path: Path) -> None:
    claim = {"measure": "a", "scheme": "itmo", "from": "2023-07-01", "until": "2024-01-01", "serial": "x"}
    head = portfolio(tmp_path, measures=[measure("a", **RESTATED)], claims=[claim])
    found = run(library, [head], {"as_of": "2026-01-01"})
    # 2023: 181 days at 100 t/yr stay, the 184 days at 200 t/yr were transferred.
    assert years(found.data)[2023] == pytest.approx(100 * 181 / 365)
    assert found.data["ndc"]["claims"][0]["years"][0]["value"] == pytest.approx(200 * 184 / 365)


def test_a_serial_is_one_however_its_scheme_is_written(library: Library, tmp_path: Path) -> None:
    claims = [
        {"measure": "a", "scheme": "itmo", "from": "2023-01-01", "until": "2023-07-01", "serial": "PE-1"},
        {"measure": "a", "scheme": "schemes.itmo", "from": "2023-07-01", "until": "2024-01-01", "serial": " pe-1"},
    ]
    head = portfolio(tmp_path, measures=[measure("a", **RESTATED)], claims=claims)
    assert "P021" in codes(run(library, [head]))


def test_a_claim_outside_the_life_is_said(library: Library, tmp_path: Path) -> None:
    claim = {"measure": "a", "scheme": "itmo", "from": "2020-01-01", "until": "2021-01-01", "serial": "x"}
    head = portfolio(tmp_path, measures=[measure("a", **RESTATED)], claims=[claim])
    assert "P029" in codes(run(library, [head]))


def test_words_of_sector_zone_and_technology_have_one_spelling(library: Library, tmp_path: Path) -> None:
    paths = [
        write(tmp_path / f"{id}.yaml", measure(id, sector=sector, zone=zone, technology=technology))
        for id, sector, zone, technology in (
            ("a", "C1313", "Ate", "LED"), ("b", "1313", "ATE", "led"), ("c", "c1313", "Ate ", "LED"),
        )
    ]  # fmt: skip
    found = run(library, paths)
    for word, name in (("sector", "1313"), ("zone", "ATE"), ("technology", "LED")):
        rows = found.data["tables"][word]
        assert [row["measures"] for row in rows] == [3], word
        assert rows[0]["key"].casefold().endswith(name.casefold())
    assert codes(found).count("P014") == 3


@pytest.mark.parametrize(
    "amounts", [("100.1 MWh/yr", "360.36 GJ/yr"), ("100.1 MWh/yr", "100100 kWh/yr")], ids=["GJ", "kWh"]
)
def test_the_same_measure_in_other_units_is_the_same(
    library: Library, tmp_path: Path, amounts: tuple[str, str]
) -> None:
    paths = [
        write(
            tmp_path / f"{id}.yaml",
            measure(
                id,
                company="Uno",
                start="2023-01-01",
                flows=[{"item": "electricity", "baseline": amount, "project": "0 MWh/yr"}],
            ),
        )
        for id, amount in zip(("a", "b"), amounts, strict=True)
    ]
    assert "P010" in codes(run(library, paths))


def test_a_duplicate_id_refuses_the_second_file_and_not_the_measure(library: Library, tmp_path: Path) -> None:
    paths = [write(tmp_path / "a.yaml", measure("m")), write(tmp_path / "b.yaml", measure("m"))]
    found = run(library, paths)
    assert found.data["totals"]["measures"] == 1
    assert [Path(one).name for one in found.data["totals"]["refused"]] == ["b.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        '{kind: portfolio, id: p, title: P, measures: [{kind: measure, id: a, name: a, stage: verified, '
        'reported: {ghg_reduction: 5 tCO2e/yr, source: s}}]}',
        '{"id": "p", "title": "P", "measures": [], "kind": "portfolio", "progress": [{"id": "g", '
        '"name": {"es": "g", "en": "g"}, "obtained": "5 %", "expected": "7 %"}]}',
    ],
    ids=["flow", "json"],
)  # fmt: skip
def test_a_portfolio_file_is_known_in_any_form(library: Library, tmp_path: Path, text: str) -> None:
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    found = run(library, [path])
    assert found.data["portfolio"]["ids"] == ["p"]
    assert not {"P004", "P028"} & set(codes(found))


def test_years_without_a_figure_have_no_sum(library: Library, tmp_path: Path) -> None:
    found = run(library, [write(tmp_path / "a.yaml", measure("a"))])
    assert {row["cumulative"]["value"] for row in found.data["tables"]["year"]} == {None}


def test_after_tax_stands_beside_before_tax_where_it_is_asked_for(library: Library, tmp_path: Path) -> None:
    taxed = {**money(1000, 0), "tax": {"rate": "30 %", "depreciation": "5 yr"}}
    paths = [
        write(tmp_path / "a.yaml", measure("a", lifetime="5 yr", finance=taxed, reported=reported(1, 400))),
        write(tmp_path / "b.yaml", measure("b", lifetime="5 yr", finance=money(500), reported=reported(1, 100))),
    ]
    view = run(library, paths).data["support"]["views"]["none"]
    assert view["cash_flow"] == [-1500, 500, 500, 500, 500, 500]
    # Of `a`: depreciation 200, tax 30 % of (400 - 200) = 60 a year; `b` has no tax.
    assert view["after_tax"]["cash_flow"] == pytest.approx([-1500, 440, 440, 440, 440, 440])


def test_refused_measures_are_in_the_coverage_of_indicators(library: Library, tmp_path: Path) -> None:
    head = portfolio(
        tmp_path, measures=[measure("a"), measure("b", start="soon")], indicators=["programme.ghg_reduction"]
    )
    found = run(library, [head])
    coverage = found.data["indicators"][0]["coverage"]
    assert (coverage["measures"], coverage["of"], coverage["refused"]) == (1, 2, ["b"])


@given(st.lists(st.floats(-1e12, 1e12), max_size=60))
def test_running_sums_are_those_of_fsum(values: list[float]) -> None:
    assert list(running_sums(values)) == [math.fsum(values[: place + 1]) for place in range(len(values))]


def test_a_long_chain_of_measures_is_followed_to_its_end() -> None:
    waits = {f"m{number}": [f"m{number - 1}"] for number in range(1, 3000)}
    assert before("m2999", waits) == [f"m{number}" for number in range(2999)]
    assert before("c", {"c": ["a", "b"], "b": ["a"]}) == ["a", "b"]
