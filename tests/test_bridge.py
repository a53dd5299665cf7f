"""Stage against stage: attainment and bridge. Expected values by hand; the counts are in examples/HAND-CHECKS.md."""

import datetime
import math
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from zis_calc.checks.measure import choose_stage, measure_rules
from zis_calc.engine.bridge import settled
from zis_calc.model.document import Document
from zis_calc.model.library import Library
from zis_calc.model.measure import Measure
from zis_calc.pack import Case, Options
from zis_calc.portfolio.attainment import attainment_total, attainments
from zis_calc.portfolio.bridge import bridge_problems, bridge_total, bridges
from zis_calc.portfolio.pairs import stage_pairs
from zis_calc.problems import Problem
from zis_calc.report.stages import stages_sections
from zis_calc.run import open_library, read_measures

LIBRARY: Library = open_library([])[0]
OPTIONS = Options(
    datetime.date(2025, 11, 25), "AR5", "prorata_days", (2018, 2030), "USD", 0.12, "electricity.sein_average"
)
INDICATORS = ("ghg_reduction", "copni_reduction", "annual_savings", "energy_reduction")


def case(first: dict[str, Any], last: dict[str, Any], id: str = "case", **more: Any) -> Case:
    data = {
        "kind": "measure", "id": id, "name": id, **more, "stages": {"feasibility": first, "verified": last},
    }  # fmt: skip
    return choose_stage(Document(f"{id}.yaml", data, {}), Measure.model_validate(data), None)


class Comparison(NamedTuple):
    data: dict[str, Any]
    problems: list[Problem]


def compare(*cases: Case) -> Comparison:
    pairs = stage_pairs(LIBRARY, OPTIONS, cases, "feasibility", "verified")
    found = bridges(LIBRARY, OPTIONS, pairs)
    return Comparison(
        {
            "bridge": {"measures": found, "total": bridge_total(OPTIONS, pairs, found)},
            "attainment": {
                "measures": attainments(LIBRARY, OPTIONS, pairs), "total": attainment_total(LIBRARY, OPTIONS, pairs),
            },
        },
        [*pairs.problems, *bridge_problems(pairs, found)],
    )  # fmt: skip


def bridge(first: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    found = compare(case(first, last)).data["bridge"]["measures"]
    assert len(found) == 1
    indicators: dict[str, Any] = found[0]["indicators"]
    return indicators


def drivers(one: dict[str, Any]) -> dict[str, float]:
    return {entry["driver"]: entry["value"] for entry in one["drivers"]}


def only(one: dict[str, Any], driver: str) -> None:
    """The whole difference stands in one driver, to the bit, and it is not nothing."""
    assert one["status"] == "ok"
    assert one["difference"] != 0
    assert drivers(one) == {name: one["difference"] if name == driver else 0.0 for name in drivers(one)}


def nothing(one: dict[str, Any]) -> None:
    assert one["status"] == "ok"
    assert one["difference"] == 0
    assert set(drivers(one).values()) == {0.0}


def boiler(**changes: Any) -> dict[str, Any]:
    """A boiler with gas after oil and an induction furnace: fuel, electricity, process COPni, prices in soles."""
    values: dict[str, Any] = {
        "per": "1000 t/yr", "hours": "6000 h/yr", "oil": "200 gal/t", "gas": "30 MMBtu/t", "power": ("50 kW", "30 kW"),
        "oil_price": "7.00 PEN/gal", "gas_price": "20 PEN/MMBtu", "power_price": "0.30 PEN/kWh", "class": "class1",
        "metal": ("1000 t/yr", "1000 t/yr"), "price_year": 2022, "factor_year": 2022, "other": "-2000 PEN/yr",
        "scheme": "electricity.sein_average", **changes,
    }  # fmt: skip
    before, after = values["power"]
    return {
        "factor_year": values["factor_year"],
        "flows": [
            {
                "item": "residual_oil_r500", "per": values["per"], "baseline": values["oil"], "project": "0 gal/t",
                "price": values["oil_price"], "end_use": "boiler",
            },
            {
                "item": "natural_gas", "per": values["per"], "baseline": "0 MMBtu/t", "project": values["gas"],
                "heating_value": "hhv", "price": values["gas_price"], "end_use": "boiler",
            },
            {
                "item": values["scheme"], "operating": values["hours"], "baseline": before, "project": after,
                "price": values["power_price"],
            },
        ],
        "copni": [
            {
                "baseline": {"source": f"iron_foundry.{values['class']}", "activity": values["metal"][0]},
                "project": {"source": "iron_foundry.class4", "activity": values["metal"][1]},
            }
        ],
        "finance": {"price_year": values["price_year"], "other_costs": values["other"]},
    }  # fmt: skip


# --- one change at a time: the whole difference stands in its driver


def test_a_stage_against_itself_is_nothing() -> None:
    for one in bridge(boiler(), boiler()).values():
        nothing(one)


def test_only_output_or_hours() -> None:
    for changes in ({"per": "1100 t/yr"}, {"hours": "5000 h/yr"}, {"per": "900 t/yr", "hours": "7000 h/yr"}):
        found = bridge(boiler(), boiler(**changes))
        for name in ("ghg_reduction", "annual_savings", "energy_reduction"):
            only(found[name], "hours_or_output")
    only(bridge(boiler(), boiler(per="1100 t/yr"))["copni_reduction"], "hours_or_output")


def test_only_factor_year() -> None:
    found = bridge(boiler(), boiler(factor_year=2023))
    only(found["ghg_reduction"], "factor_version")
    nothing(found["annual_savings"])
    nothing(found["energy_reduction"])


def test_only_electricity_scheme_is_a_version_of_the_factor() -> None:
    found = bridge(boiler(), boiler(scheme="electricity.minem_combined_margin_2016"))
    only(found["ghg_reduction"], "factor_version")
    nothing(found["energy_reduction"])


def test_only_price() -> None:
    found = bridge(boiler(), boiler(oil_price="8.00 PEN/gal", gas_price="25 PEN/MMBtu"))
    only(found["annual_savings"], "prices")
    nothing(found["ghg_reduction"])


def test_only_exchange_rate() -> None:
    found = bridge(boiler(), boiler(price_year=2023))
    only(found["annual_savings"], "exchange_rate")
    # By hand, in soles: 200000 gal x 7 - 30000 MMBtu x 20 + 20 kW x 6000 h x 0.30 + 2000 = 838000 PEN;
    # 838000 / 3.84 (2022) = 218229.17 USD and 838000 / 3.74 (2023) = 224064.17 USD.
    assert found["annual_savings"]["from"] == pytest.approx(838000 / 3.84)
    assert found["annual_savings"]["to"] == pytest.approx(838000 / 3.74)


def test_only_other_costs() -> None:
    only(bridge(boiler(), boiler(other="1000 PEN/yr"))["annual_savings"], "other_costs")


def test_only_baseline_or_project() -> None:
    for changes, driver in (
        ({"power": ("60 kW", "30 kW")}, "baseline"),
        ({"oil": "220 gal/t"}, "baseline"),
        ({"power": ("50 kW", "35 kW")}, "efficiency"),
        ({"gas": "28 MMBtu/t"}, "efficiency"),
    ):
        found = bridge(boiler(), boiler(**changes))
        for name in ("ghg_reduction", "annual_savings", "energy_reduction"):
            only(found[name], driver)


def test_only_the_class_before_is_baseline() -> None:
    # Air: 1000 t x (1 of class 3 - 4.3 of class 2) = -3300 µg. The boiler has no factor for residue at either stage,
    # so residue is in neither total.
    found = bridge(boiler(**{"class": "class2"}), boiler(**{"class": "class3"}))
    only(found["copni_reduction"], "baseline")
    assert found["copni_reduction"]["difference"] == pytest.approx(-3300)
    nothing(found["ghg_reduction"])


def test_a_class_alone_counts_all_vectors_that_have_numbers() -> None:
    # Air and residue: class 2 has 4.3 and 0.2, class 3 has 1 and 8 µg/t. 1000 t x (1 + 8 - 4.3 - 0.2) = 4500 µg more.
    first, last = ({"copni": boiler(**{"class": name})["copni"]} for name in ("class2", "class3"))
    found = bridge(first, last)
    only(found["copni_reduction"], "baseline")
    assert found["copni_reduction"]["difference"] == pytest.approx(4500)


def test_more_metal_on_both_sides_is_activity() -> None:
    # Residue has no factor in class 1 at either stage, so air alone is compared: 100 t x (10 - 0.03) = 997 µg more.
    found = bridge(boiler(), boiler(metal=("1100 t/yr", "1100 t/yr")))
    only(found["copni_reduction"], "activity")
    assert found["copni_reduction"]["difference"] == pytest.approx(997)


def test_both_sides_up_is_activity_as_far_as_they_go_together() -> None:
    # 50 and 30 kW become 60 and 33 kW: x1.2 and x1.1, so x1.1 is activity, and the baseline went up from 55 to 60.
    one, other = ({"flows": [flow]} for flow in (
        {"item": "electricity.sein_average", "operating": "1000 h/yr", "baseline": "50 kW", "project": "30 kW"},
        {"item": "electricity.sein_average", "operating": "1000 h/yr", "baseline": "60 kW", "project": "33 kW"},
    ))  # fmt: skip
    found = drivers(bridge(one, other)["energy_reduction"])
    assert found["activity"] == pytest.approx(2.0)  # 55 - 33 = 22 MWh instead of 20
    assert found["baseline"] == pytest.approx(5.0)  # 60 - 33 = 27
    assert found["efficiency"] == pytest.approx(0.0, abs=1e-12)


def test_opposite_ways_have_no_common_activity() -> None:
    flow = {"item": "electricity.sein_average", "baseline": "100 MWh/yr", "project": "60 MWh/yr"}
    found = drivers(
        bridge({"flows": [flow]}, {"flows": [{**flow, "baseline": "110 MWh/yr", "project": "50 MWh/yr"}]})[
            "energy_reduction"
        ]
    )
    assert (found["activity"], found["baseline"], found["efficiency"]) == (0.0, 10.0, 10.0)


def test_a_side_that_is_zero_follows_the_other() -> None:
    # What a measure saves is written as a baseline with a project of 0: less of it is less activity.
    flow = {"item": "electricity.sein_average", "baseline": "100 MWh/yr", "project": "0 MWh/yr"}
    only(bridge({"flows": [flow]}, {"flows": [{**flow, "baseline": "80 MWh/yr"}]})["energy_reduction"], "activity")


# --- units, items and figures that differ


def test_another_unit_is_no_change() -> None:
    gallons = {"item": "diesel", "baseline": "1000 gal/yr", "project": "500 gal/yr", "end_use": "boiler"}
    metres = {**gallons, "baseline": "3.785411784 m3/yr", "project": "1.892705892 m3/yr"}
    found = bridge({"factor_year": 2022, "flows": [gallons]}, {"factor_year": 2022, "flows": [metres]})
    assert found["ghg_reduction"]["from"] == pytest.approx(found["ghg_reduction"]["to"], rel=1e-9)
    for value in drivers(found["ghg_reduction"]).values():
        assert abs(value) < 1e-9 * found["ghg_reduction"]["from"]


def test_another_heating_value_basis_is_no_change() -> None:
    # 90 TJ LHV of gas is 100 TJ HHV (ratio 0.9): the same gas, and neither activity nor factor version.
    low = {
        "item": "natural_gas",
        "heating_value": "lhv",
        "baseline": "90 TJ/yr",
        "project": "45 TJ/yr",
        "end_use": "boiler",
    }
    high = {**low, "heating_value": "hhv", "baseline": "100 TJ/yr", "project": "50 TJ/yr"}
    found = bridge({"factor_year": 2022, "flows": [low]}, {"factor_year": 2022, "flows": [high]})
    for name in ("ghg_reduction", "copni_reduction", "energy_reduction"):
        assert found[name]["from"] > 0
        for value in drivers(found[name]).values():
            assert abs(value) < 1e-9 * found[name]["from"]


def test_a_flow_of_one_stage_only_enters_with_its_side() -> None:
    # A burner of 10 MWh that nobody had planned is found at verification: it stands with the project, so efficiency.
    first = {"flows": [{"item": "electricity.sein_average", "baseline": "100 MWh/yr", "project": "60 MWh/yr"}]}
    burner = {
        "item": "diesel",
        "heating_value": "lhv",
        "baseline": "0 MWh/yr",
        "project": "10 MWh/yr",
        "end_use": "boiler",
    }
    last = {"flows": [*first["flows"], burner]}
    found = drivers(bridge(first, last)["energy_reduction"])
    assert found["efficiency"] == pytest.approx(-10.0)
    assert found["activity"] == found["baseline"] == found["factor_version"] == 0.0


def test_a_reported_figure_cannot_be_split() -> None:
    first = {"reported": {"ghg_reduction": "100 tCO2e/yr", "source": "estudio"}}
    flow = {"item": "electricity.ifi_combined_margin_intermittent", "baseline": "200 MWh/yr", "project": "0 MWh/yr"}
    one = bridge(first, {"factor_year": 2021, "flows": [flow]})["ghg_reduction"]
    assert one["status"] == "reported"
    assert one["to"] == pytest.approx(78.0)  # 200 MWh x 0.390 t/MWh
    assert drivers(one) == {"reported": one["difference"]}


def test_copni_that_rest_on_other_vectors_are_not_compared() -> None:
    # Class 1 of iron foundries has no factor for residues, class 2 has one: the totals rest on different vectors.
    first = {"copni": [{"baseline": {"source": "iron_foundry.class2", "activity": "10 t/yr"},
                        "project": {"source": "iron_foundry.class4", "activity": "10 t/yr"}}]}  # fmt: skip
    last = {"copni": [{"baseline": {"source": "iron_foundry.class1", "activity": "10 t/yr"},
                       "project": {"source": "iron_foundry.class4", "activity": "10 t/yr"}}]}  # fmt: skip
    found = compare(case(first, last))
    one = found.data["bridge"]["measures"][0]["indicators"]["copni_reduction"]
    assert (one["status"], one["difference"], one["drivers"]) == ("unknown", None, [])
    assert one["from"] is not None
    assert one["to"] is not None
    assert [problem.code for problem in found.problems] == ["P043"]
    assert found.data["attainment"]["measures"][0]["indicators"]["copni_reduction"]["status"] == "not_comparable"
    assert found.data["bridge"]["total"]["copni_reduction"]["coverage"]["why"] == {"not_comparable": ["case"]}


def test_another_currency_keeps_the_exchange_rate_with_the_prices() -> None:
    found = compare(case(boiler(), boiler(oil_price="2 USD/gal", price_year=2023)))
    assert {problem.code for problem in found.problems} == {"P042", "P044"}
    one = found.data["bridge"]["measures"][0]["indicators"]["annual_savings"]
    assert math.fsum(drivers(one).values()) == one["difference"]


def test_a_price_at_one_stage_only_is_said() -> None:
    priced = {
        "item": "electricity.sein_average",
        "baseline": "100 MWh/yr",
        "project": "60 MWh/yr",
        "price": "80 USD/MWh",
    }
    water = {"item": "water", "baseline": "100 m3/yr", "project": "50 m3/yr"}
    finance = {"price_year": 2022}
    found = compare(
        case(
            {"flows": [priced, water], "finance": finance},
            {"flows": [priced, {**water, "price": "2 USD/m3"}], "finance": finance},
        )
    )
    assert [problem.code for problem in found.problems] == ["P045"]
    only(found.data["bridge"]["measures"][0]["indicators"]["annual_savings"], "prices")


def test_hours_that_do_not_go_into_each_other_are_said() -> None:
    # An amount per day takes operating days: hours of the later stage cannot be put in their place.
    first = {
        "item": "electricity.sein_average",
        "operating": "300 day/yr",
        "baseline": "1 MWh/day",
        "project": "0.5 MWh/day",
    }
    last = {**first, "operating": "6000 h/yr", "baseline": "40 kW", "project": "20 kW"}
    found = compare(case({"flows": [first]}, {"flows": [last]}))
    assert [problem.code for problem in found.problems] == ["P041"]
    one = found.data["bridge"]["measures"][0]
    assert one["notes"] == ["hours-not-separable"]
    assert drivers(one["indicators"]["energy_reduction"])["hours_or_output"] == 0.0
    assert one["indicators"]["energy_reduction"]["difference"] == pytest.approx(120 - 150)


# --- methods and measures after others


def test_hours_and_outputs_of_methods_are_exchanged() -> None:
    led = {"fixtures_before": "200", "power_before": "88 W", "power_after": "36 W", "hours": "3600 h/yr"}
    first = {"method": "led-lighting", "parameters": led}
    # By hand: 200 x (88 - 36) W = 10.4 kW; 3600 h give 37.44 MWh and 3000 h 31.2 MWh; with 40 W 200 x 48 W x 3000 h
    # = 28.8 MWh.
    found = bridge(
        first, {"method": "led-lighting", "parameters": {**led, "hours": "3000 h/yr", "power_after": "40 W"}}
    )
    one = found["energy_reduction"]
    assert drivers(one)["hours_or_output"] == pytest.approx(31.2 - 37.44)
    assert drivers(one)["efficiency"] == pytest.approx(28.8 - 31.2)
    assert drivers(one)["activity"] == drivers(one)["baseline"] == 0.0


def test_a_measure_after_another_is_compared_at_the_same_stage() -> None:
    # The first measure leaves 80 % at feasibility and 90 % at verification; the second saves 10 of 100 MWh of that.
    flow = {"item": "electricity.sein_average", "baseline": "100 MWh/yr", "project": "80 MWh/yr"}
    one = case({"flows": [flow]}, {"flows": [{**flow, "project": "90 MWh/yr"}]}, "one")
    block = {"after": ["one"], "flows": [{**flow, "project": "90 MWh/yr"}]}
    found = compare(case(block, block, "two"), one).data["bridge"]["measures"]
    second = next(entry for entry in found if entry["measure"] == "two")["indicators"]["energy_reduction"]
    assert second["from"] == pytest.approx(8.0)
    assert second["to"] == pytest.approx(9.0)
    assert drivers(second)["activity"] == pytest.approx(1.0)


def test_what_a_measure_acts_after_may_stand_beside_it() -> None:
    # `one` has a feasibility study only and is compared with nothing; it leaves 80 % at both stages of `two`.
    flow = {"item": "electricity.sein_average", "baseline": "100 MWh/yr", "project": "80 MWh/yr"}
    data = {"kind": "measure", "id": "one", "name": "one", "stage": "feasibility", "flows": [flow]}
    one = choose_stage(Document("one.yaml", data, {}), Measure.model_validate(data), None)
    blocks = [{"after": ["one"], "flows": [{**flow, "project": project}]} for project in ("90 MWh/yr", "85 MWh/yr")]
    pairs = stage_pairs(LIBRARY, OPTIONS, [case(blocks[0], blocks[1], "two")], "feasibility", "verified", [one])
    assert pairs.ids == ("two",)
    assert pairs.missing == {}
    found = bridges(LIBRARY, OPTIONS, pairs)[0]["indicators"]["energy_reduction"]
    assert (found["from"], found["to"]) == pytest.approx((8.0, 12.0))
    only(found, "efficiency")


# --- the bridge that was counted by hand (examples/HAND-CHECKS.md, "Puente entre etapas")


def example(*names: str) -> Comparison:
    paths = [ROOT / "examples" / name for name in names]
    return compare(*read_measures([(path, path.name) for path in paths], None, [])[0])


def test_the_bridge_counted_by_hand() -> None:
    found = example("zis-etapas/compresor-variador.yaml").data["bridge"]["measures"][0]["indicators"]
    expected = {
        "energy_reduction": (180.0, 145.8, (-18.0, 16.2, 0.0, -32.4, 0.0)),
        "ghg_reduction": (36.094, 24.904, (-3.609, 3.248, 0.0, -6.497, -4.332)),
        "annual_savings": (
            12343.75, 10852.80, (-1312.50, 1181.25, 0.0, -2362.50, 0.0, 1139.0625, 263.7375, -400.0),
        ),
    }  # fmt: skip
    for name, (first, last, steps) in expected.items():
        assert found[name]["from"] == pytest.approx(first, abs=0.0005)
        assert found[name]["to"] == pytest.approx(last, abs=0.0005)
        assert list(drivers(found[name]).values()) == pytest.approx(steps, abs=0.0006)


def test_other_bridges_counted_by_hand() -> None:
    found = example("inyectoras-servo.yaml", "zis-etapas/fundicion-induccion-etapas.yaml").data["bridge"]["measures"]
    presses = drivers(found[0]["indicators"]["energy_reduction"])
    assert (presses["hours_or_output"], presses["efficiency"]) == pytest.approx((-64.5, -87.5))
    foundry = found[1]["indicators"]["copni_reduction"]
    assert (foundry["from"], foundry["to"]) == pytest.approx((8973.0, 10169.4))
    only(foundry, "activity")


def sections(language: str) -> str:
    paths = sorted((ROOT / "examples" / "zis-etapas").glob("*.yaml"))
    data = example(*(f"zis-etapas/{path.name}" for path in paths)).data
    entry = {
        "from": "feasibility", "to": "verified", "measures": data["attainment"]["measures"],
        "bridges": data["bridge"]["measures"], "total": data["attainment"]["total"],
        "bridge_total": data["bridge"]["total"],
    }  # fmt: skip
    lines = []
    for section in stages_sections(entry, language):
        rows = section.table.rows if section.table is not None else ()
        lines += [section.title, *(" | ".join((row.label, *row.cells, row.remark)) for row in rows), *section.notes]
    return "\n".join(lines)


def test_report_blocks_in_both_languages() -> None:
    # 36.09 + 371.00 + 160.56 = 567.65 and 24.90 + 383.86 + 115.15 = 523.92: 92.3 %.
    english, spanish = sections("en"), sections("es")
    assert "GHG reduction [tCO2e/yr] | 567.65 | 523.92 | 92.3 % | medium | 3 of 3 measures" in english
    assert "Reducción de GEI [tCO2e/año] | 567.65 | 523.92 | 92.3 % | medio | 3 de 3 medidas" in spanish
    assert "Activity | +3.25 | +1,196.40 | +1,181.25 | +16.20" in english
    assert "Otros costos anuales | – | – | -400.00 | –" in spanish
    assert "compresor-variador | 69.0 % | not available | 87.9 % | 81.0 %" in english
    assert "los precios" not in english


# --- attainment


def test_attainment_of_the_published_result() -> None:
    # 8282.56 / 5637.29 = 146.9 % and 6.9 / 10.7 = 64.5 %: one word for both would be wrong.
    found = example("zis-peru/resultado/zis-cofinanciado.yaml").data["attainment"]
    for block in (found["measures"][0]["indicators"], found["total"]):
        assert round(block["ghg_reduction"]["attainment"] * 100, 1) == 146.9
        assert block["ghg_reduction"]["band"]["id"] == "high"
        assert round(block["copni_reduction"]["attainment"] * 100, 1) == 64.5
        assert block["copni_reduction"]["band"]["id"] == "low"
        assert block["annual_savings"]["status"] == "unknown"
        assert block["annual_savings"]["attainment"] is None
    assert found["total"]["ghg_reduction"]["coverage"] == {"measures": 28, "of": 28, "missing": [], "why": {}}
    assert found["total"]["annual_savings"]["coverage"]["why"] == {"no_savings": ["zis-cofinanciado"]}


@pytest.mark.parametrize(
    ("expected", "obtained", "band", "flag"),
    [("49007", "42391", "medium", None), ("12.6", "10.08", "medium", None), ("7", "5", "low", None),
     ("100", "151", "high_over_150", "undersized goal"), ("100", "150", "high", None), ("100", "95", "high", None)],
)  # fmt: skip
def test_bands_of_the_printed_cases(expected: str, obtained: str, band: str, flag: str | None) -> None:
    first, last = (
        {"reported": {"ghg_reduction": f"{value} tCO2e/yr", "source": "x"}} for value in (expected, obtained)
    )
    one = compare(case(first, last)).data["attainment"]["measures"][0]["indicators"]["ghg_reduction"]
    assert one["band"]["id"] == band
    assert (one["flag"] or {}).get("en") == flag


def test_nothing_expected_is_not_comparable() -> None:
    flow = {"item": "electricity.sein_average", "baseline": "10 MWh/yr", "project": "20 MWh/yr"}
    one = compare(case({"flows": [flow]}, {"flows": [{**flow, "baseline": "30 MWh/yr"}]}))
    found = one.data["attainment"]["measures"][0]["indicators"]["ghg_reduction"]
    assert (found["status"], found["attainment"], found["band"]) == ("not_comparable", None, None)
    assert found["expected"] < 0 < found["obtained"]


def test_investment_and_payback_have_a_ratio_and_no_band() -> None:
    def block(investment: int) -> dict[str, Any]:
        flow = {
            "item": "electricity.sein_average",
            "baseline": "100 MWh/yr",
            "project": "0 MWh/yr",
            "price": "80 USD/MWh",
        }
        return {"flows": [flow], "finance": {"price_year": 2022, "investment": f"{investment} USD"}}

    found = compare(case(block(16000), block(24000))).data["attainment"]["total"]
    for name in ("investment", "payback", "payback_gross"):
        assert found[name]["attainment"] == pytest.approx(1.5)
        assert (found[name]["band"], found[name]["more_is_better"]) == (None, False)
    assert found["payback"]["expected"] == pytest.approx(2.0)  # 16000 / (100 x 80)


def test_measures_without_both_stages_are_named_with_the_reason() -> None:
    flow = {"item": "electricity.sein_average", "baseline": "100 MWh/yr", "project": "60 MWh/yr"}
    both = case({"flows": [flow]}, {"flows": [{**flow, "project": "50 MWh/yr"}]}, "both")
    data = {"kind": "measure", "id": "single", "name": "single", "stage": "feasibility", "flows": [flow]}
    single = choose_stage(Document("single.yaml", data, {}), Measure.model_validate(data), None)
    broken = case({"flows": [flow]}, {"flows": [{**flow, "project": "50 MWhh/yr"}]}, "broken")
    found = compare(both, single, broken)
    coverage = found.data["attainment"]["total"]["energy_reduction"]["coverage"]
    assert coverage["measures"] == 1
    assert coverage["of"] == 3
    assert coverage["why"] == {"no_last_stage": ["single"], "refused": ["broken"]}
    assert found.data["attainment"]["total"]["energy_reduction"]["attainment"] == pytest.approx(50 / 40)
    assert found.data["bridge"]["total"]["energy_reduction"]["coverage"] == coverage
    assert [problem.code for problem in found.problems] == ["U002"]


def test_no_measure_at_all() -> None:
    found = compare().data
    assert found["bridge"]["measures"] == found["attainment"]["measures"] == []
    assert found["bridge"]["total"]["ghg_reduction"]["status"] == "unknown"
    assert found["bridge"]["total"]["ghg_reduction"]["from"] is None


# --- dates of stages


def test_stage_dates_must_not_go_backwards() -> None:
    data: dict[str, Any] = {
        "kind": "measure", "id": "x", "name": "x",
        "stages": {
            "feasibility": {"date": datetime.date(2023, 5, 1)}, "implemented": {"date": datetime.date(2023, 4, 1)},
            "verified": {"date": datetime.date(2023, 4, 15)}, "discarded": {"date": datetime.date(2020, 1, 1)},
        },
    }  # fmt: skip
    found = list(measure_rules(Document("x.yaml", data, {}), Measure.model_validate(data)))
    assert [(one.code, one.severity, one.field) for one in found] == [
        ("P040", "warning", "stages.implemented.date"), ("P040", "warning", "stages.verified.date"),
    ]  # fmt: skip
    data["stages"]["implemented"]["date"] = datetime.date(2023, 5, 1)
    data["stages"]["verified"]["date"] = datetime.date(2024, 5, 1)
    assert list(measure_rules(Document("x.yaml", data, {}), Measure.model_validate(data))) == []


# --- what holds for all

amounts = st.floats(0.0, 1e6).map(lambda value: round(value, 3))
fuels = st.sampled_from(["residual_oil_r500 gal", "natural_gas m3", "diesel gal", "diesel m3", "lpg kg", "wood t"])
others = st.sampled_from(
    ["electricity.sein_average MWh", "electricity.minem_combined_margin_2016 kWh", "r404a kg", "water m3"]
)


@st.composite
def blocks(draw: st.DrawFn) -> dict[str, Any]:
    flows = []
    for _ in range(draw(st.integers(1, 4))):
        item, unit = draw(st.one_of(fuels, others)).split()
        flow = {"item": item, "baseline": f"{draw(amounts)!r} {unit}", "project": f"{draw(amounts)!r} {unit}"}
        if draw(st.booleans()):
            per = draw(st.integers(1, 5000))
            flow |= {"per": f"{per} t/yr", "baseline": flow["baseline"] + "/t", "project": flow["project"] + "/t"}
        else:
            flow |= {"baseline": flow["baseline"] + "/yr", "project": flow["project"] + "/yr"}
        if draw(st.booleans()):
            flow["price"] = f"{round(draw(st.floats(0, 1000)), 3)!r} {draw(st.sampled_from(['USD', 'PEN']))}/{unit}"
        if item in ("residual_oil_r500", "natural_gas", "diesel", "wood"):
            flow["end_use"] = "boiler"
        flows.append(flow)
    year = draw(st.integers(2022, 2024))
    block: dict[str, Any] = {"flows": flows, "factor_year": year, "finance": {"price_year": year}}
    if draw(st.booleans()):
        before, after = draw(st.sampled_from([("class1", "class4"), ("class2", "class4"), ("class2", "class3")]))
        block["copni"] = [
            {
                "baseline": {"source": f"iron_foundry.{before}", "activity": f"{draw(amounts)!r} t/yr"},
                "project": {"source": f"iron_foundry.{after}", "activity": f"{draw(amounts)!r} t/yr"},
            }
        ]
    if draw(st.booleans()):
        block["finance"]["other_costs"] = f"{draw(st.integers(-5000, 5000))} {draw(st.sampled_from(['USD', 'PEN']))}/yr"
    return block


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(blocks(), blocks()), min_size=1, max_size=4))
def test_drivers_add_up_to_the_bit(pairs: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    found = compare(*(case(pair[0], pair[1], f"m{number}") for number, pair in enumerate(pairs))).data["bridge"]
    assert len(found["measures"]) == len(pairs)
    for block in [*(one["indicators"] for one in found["measures"]), found["total"]]:
        for one in block.values():
            if one["difference"] is None:
                continue
            assert one["difference"] == one["to"] - one["from"]
            assert math.fsum(entry["value"] for entry in one["drivers"]) == one["difference"]
    for one in (entry for measure in found["measures"] for entry in measure["indicators"].values()):
        # The last step arrives at the later estimate by itself: only rounding is put right, never a gap.
        if one["status"] == "ok":
            levels = [abs(entry["level"]) for entry in one["drivers"]]
            assert abs(one["drivers"][-1]["level"] - one["to"]) <= 1e-9 * max(1e-6, *levels) + 1e-9


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(blocks(), blocks()), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_measures_does_not_matter(pairs: list[tuple[dict[str, Any], dict[str, Any]]], random: Any) -> None:
    cases = [case(pair[0], pair[1], f"m{number}") for number, pair in enumerate(pairs)]
    shuffled = list(cases)
    random.shuffle(shuffled)
    one, other = (compare(*some).data for some in (cases, shuffled))
    for part in ("bridge", "attainment"):
        by_id = [{entry["measure"]: entry for entry in data[part]["measures"]} for data in (one, other)]
        assert by_id[0] == by_id[1]
        totals = [
            {
                name: {key: value for key, value in block.items() if key != "coverage"}
                for name, block in data[part]["total"].items()
            }
            for data in (one, other)
        ]
        assert totals[0] == totals[1]
    alone = compare(cases[0]).data["bridge"]["measures"][0]
    assert alone == next(entry for entry in one["bridge"]["measures"] if entry["measure"] == "m0")


@settings(max_examples=25, deadline=None)
@given(blocks())
def test_the_same_estimate_twice_is_zero_everywhere(block: dict[str, Any]) -> None:
    for one in bridge(block, block).values():
        if one["difference"] is not None:
            nothing(one)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.floats(-1e9, 1e9), min_size=5, max_size=8), st.floats(-1e9, 1e9))
def test_settled_adds_up_from_any_levels(levels: list[float], first: float) -> None:
    steps = [after - before for before, after in zip([first, *levels], levels, strict=False)]
    difference = levels[-1] - first
    assert math.fsum(settled(steps, difference)) == difference


def test_settled_leaves_what_already_adds_up() -> None:
    assert settled([1.5, 0.0, -0.5], 1.0) == [1.5, 0.0, -0.5]


def test_settled_keeps_apart_what_no_step_can_hold() -> None:
    # Between 1e16 and 2e16 numbers go in steps of 2: neither step can hold the 1 that is missing.
    assert settled([1e16, 0.0, -1e16], 1.0) == [1e16, 0.0, -1e16, 1.0]


def test_settled_puts_the_rest_on_the_largest_step() -> None:
    found = settled([0.1, 0.2, 0.3], 0.6)
    assert found[:2] == [0.1, 0.2]
    assert math.fsum(found) == 0.6
