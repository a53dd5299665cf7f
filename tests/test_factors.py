"""The factor library as data: cross-checks by physics and a snapshot of every resolved value, for every year."""

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from zis_calc.model.library import Library
from zis_calc.pack.choose import VOLUME, choose
from zis_calc.problems import ProblemError

SNAPSHOT = Path(__file__).parent / "snapshots" / "factors.json"
GWP_SETS = ("SAR", "AR4", "AR5", "AR5_ccf", "AR6")

FUELS = tuple(
    re.findall(
        r"\w+",
        """natural_gas lpg diesel residual_fuel_oil motor_gasoline other_kerosene anthracite coking_coal
        other_bituminous_coal sub_bituminous_coal coke_oven_coke petroleum_coke waste_oils lubricants refinery_gas
        industrial_wastes msw_fossil wood other_primary_solid_biomass charcoal black_liquor biogasoline biodiesel
        other_liquid_biofuels biogas""",
    )
)


def resolved(library: Library) -> dict[str, Any]:
    """Every value that the library gives: by date, by GWP set, by vector; and the blends."""
    found: dict[str, Any] = {}
    for id in library.ids("factor"):
        factor = library.factor(id)
        if factor.composition is not None:
            for gwp in GWP_SETS:
                try:
                    found[f"{id} {gwp}"] = library.use(id, None, gwp).value
                except ProblemError as error:
                    found[f"{id} {gwp}"] = error.problems[0].code
            continue
        for value in factor.values or []:
            key = f"{id} {value.set or value.start} [{factor.unit}] {value.review}"
            found[key] = value.vectors if value.vectors is not None else value.value
            if value.lower is not None or value.upper is not None:
                found[f"{key} bounds"] = [value.lower, value.upper]
    return found


def test_snapshot_of_every_resolved_factor(library: Library) -> None:
    """A change of a factor shows each number it moves: run with UPDATE=1 and read the difference."""
    import os

    now = resolved(library)
    if os.environ.get("UPDATE") == "1":
        SNAPSHOT.parent.mkdir(exist_ok=True)
        SNAPSHOT.write_text(json.dumps(now, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    before = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    moved = {key: (before.get(key), now.get(key)) for key in {*before, *now} if before.get(key) != now.get(key)}
    assert moved == {}


@pytest.mark.parametrize("fuel", FUELS)
def test_all_25_ipcc_fuels_stand_with_their_factors(library: Library, fuel: str) -> None:
    item = library.item(fuel)
    assert item.factors.emission_factor_co2 or item.factors.emission_factor_biogenic_co2
    assert item.factors.emission_factor_ch4
    assert item.factors.emission_factor_n2o
    assert item.factors.net_calorific_value or fuel == "industrial_wastes"


@pytest.mark.parametrize("fuel", FUELS)
def test_co2_follows_from_the_carbon_content(library: Library, fuel: str) -> None:
    """IPCC 2006 vol. 2 ch. 1: EF = carbon content x 44/12 x 1000; the guidelines round to three digits."""
    carbon = library.use(f"fuels.ipcc.{fuel}.carbon_content", 2020).value
    item = library.item(fuel)
    id = item.factors.emission_factor_co2 or item.factors.emission_factor_biogenic_co2
    stored = library.use(id or "", 2020).value
    assert math.isclose(stored, carbon * 44 / 12 * 1000, rel_tol=0.007)


@pytest.mark.parametrize(
    ("item", "unit", "published"),
    [
        ("residual_oil_r500", "gal", 11.6874),
        ("residual_oil_r6", "gal", 11.61),
        ("diesel", "gal", 10.0035),
        ("gasoline", "gal", 8.1774),
        ("lpg", "gal", 6.3059),
        ("natural_gas_national", "m3", 2.0265),
    ],
)
def test_co2_per_gallon_of_peruvian_fuels(library: Library, item: str, unit: str, published: float) -> None:
    """The derived kg CO2 per gallon (density x NCV x EF) that Peruvian reports print."""
    choice = choose(library, library.item(item), VOLUME, None, 2023, "AR5", False)
    per_unit = choice.base_per_activity() * choice.cells["emission_factor_co2"][0] * 1000
    scale = library.units.unit(unit).factor / choice.unit.factor
    assert math.isclose(per_unit * scale, published, rel_tol=5e-5)


@pytest.mark.parametrize(
    ("blend", "gwp", "published"),
    [
        ("r404a", "AR4", 3921.6),
        ("r404a", "AR5", 3942.8),
        ("r404a", "AR6", 4728.0),
        ("r407c", "AR5", 1624.21),
        ("r410a", "AR5", 1923.5),
        ("r507a", "AR6", 4775.0),
        ("r448a", "AR5", 1273.22),
        ("r422d", "AR5", 2473.27),
        ("r402a", "AR5", 2570.87),
        ("r409a", "AR5", 1484.75),
        ("r502", "AR6", 5871.68),
    ],
)
def test_blends_give_the_published_mean(library: Library, blend: str, gwp: str, published: float) -> None:
    assert math.isclose(library.use(f"gwp.blends.{blend}", None, gwp).value, published, abs_tol=0.006)


def test_the_toolkit_is_whole(library: Library) -> None:
    entries = [library.factor(id) for id in library.ids("factor") if id.startswith("copni.")]
    assert len(entries) == 221
    assert {entry.toolkit.group for entry in entries if entry.toolkit} == set(range(1, 11))
    for entry in entries:
        for value in entry.values or []:
            assert value.vectors is not None
            assert set(value.vectors) == {"air", "water", "land", "product", "residue"}


def test_no_recalled_number_looks_verified(library: Library) -> None:
    for id in library.ids("factor"):
        for value in library.factor(id).values or []:
            assert value.review != "verified" or value.verified is not None


def test_the_untraceable_grid_factor_is_not_shipped(library: Library) -> None:
    text = "".join(entry.json for entry in library.entries.values() if entry.kind == "factor")
    assert "0.4521" not in text


def test_every_grid_series_is_a_scheme_of_its_own_and_one_is_the_default(library: Library) -> None:
    schemes = [id for id in library.ids("item") if id.startswith("electricity.")]
    assert len(schemes) >= 12
    assert library.settings.electricity in schemes
    intensities = {}
    for scheme in schemes:
        item = library.item(scheme)
        for role in ("emission_factor_co2", "emission_factor_co2e"):
            id = getattr(item.factors, role)
            if id is not None:
                use = library.use(id, None)
                intensities[scheme] = use.value * (0.001 if use.unit.startswith("g ") else 1)
    averages = {name: value for name, value in intensities.items() if "isolated" not in name and "iquitos" not in name}
    assert max(averages.values()) / min(averages.values()) > 2.5


def test_a_value_of_an_earlier_year_is_held_and_says_so(library: Library) -> None:
    id = "electricity.sein_average.emission_factor_co2"
    assert library.use(id, 2023).how == "exact"
    assert (library.use(id, 2027).how, library.use(id, 2027).value) == ("held", library.use(id, 2024).value)
    with pytest.raises(ProblemError) as caught:
        library.use(id, 2019)
    assert caught.value.problems[0].code == "M006"


def test_after_until_is_an_error(tmp_path: Path) -> None:
    from zis_calc.files.library import load_library

    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "short.yaml").write_text(
        """kind: factor
id: own.short
quantity: emission_factor_co2
name: {es: Corto, en: Short}
unit: kg CO2/TJ
basis: lhv
region: PE
values:
  - {from: 2020-01-01, until: 2022-01-01, value: 56100, source: ipcc_2006_v2_ch1, review: recalled}
""",
        encoding="utf-8",
    )
    loaded = load_library([tmp_path])
    assert loaded.problems == []
    assert loaded.library.use("own.short", 2021).value == 56100
    with pytest.raises(ProblemError) as caught:
        loaded.library.use("own.short", 2022)
    assert caught.value.problems[0].code == "M007"


def test_own_factors_come_before_shipped_ones(tmp_path: Path) -> None:
    from zis_calc.files.library import load_library

    source = ROOT / "factors" / "fuels" / "peru" / "natural_gas" / "net_calorific_value.yaml"
    content = yaml.safe_load(source.read_text(encoding="utf-8"))
    content["values"][0]["value"] = 3.7e-5
    target = tmp_path / "fuels" / "peru" / "natural_gas" / "net_calorific_value.yaml"
    target.parent.mkdir(parents=True)
    target.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    library = load_library([tmp_path]).library
    assert library.use("fuels.peru.natural_gas.net_calorific_value", 2023).value == 3.7e-5
    assert library.use("fuels.ipcc.natural_gas.emission_factor_co2", 2023).value == 56100
