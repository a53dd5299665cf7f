"""F053: a fuel is not more carbon than it weighs."""

from collections.abc import Iterator

from zis_calc.checks.chains import unit_of
from zis_calc.checks.context import LibraryFile, LibraryFiles, number_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem
from zis_calc.units import multiply


@rule("F053", "factor", local=False)
def carbon_over_mass(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F053 carbon-over-mass: a fuel is not more carbon than it weighs.

    Heating value (energy per mass) times carbon content (carbon per energy) is the share of carbon in the fuel.
    Above 1 a number is impossible, and below the limit carbon_fraction_low nothing burns so.

    PASS
        # path: own/oil/net_calorific_value.yaml
        kind: factor
        id: own.oil.net_calorific_value
        quantity: net_calorific_value
        unit: TJ/Gg
        values:
          - {from: 1990-01-01, value: 40.4, source: ipcc_2006_v2_ch1, locator: Table 1.2, review: recalled}
        # path: own/oil/carbon_content.yaml
        kind: factor
        id: own.oil.carbon_content
        quantity: carbon_content
        unit: kg C/GJ
        values:
          - {from: 1990-01-01, value: 21.1, source: ipcc_2006_v2_ch1, locator: Table 1.3, review: recalled}
    FAIL
        # path: own/oil/net_calorific_value.yaml
        kind: factor
        id: own.oil.net_calorific_value
        quantity: net_calorific_value
        unit: TJ/Gg
        values:
          - {from: 1990-01-01, value: 54.4, source: ipcc_2006_v2_ch1, locator: Table 1.2, review: recalled}
    #                                 ^
        # path: own/oil/carbon_content.yaml
        kind: factor
        id: own.oil.carbon_content
        quantity: carbon_content
        unit: kg C/GJ
        values:
          - {from: 1990-01-01, value: 21.1, source: ipcc_2006_v2_ch1, locator: Table 1.3, review: recalled}
    """
    low = library.limit("carbon_fraction_low")
    unit = unit_of(library, factor)
    if factor.quantity != "net_calorific_value" or unit is None or low is None:
        return
    for other in library.siblings(factor.id, "carbon_content"):
        carbon_unit = unit_of(library, other)
        if carbon_unit is None:
            continue
        product = dict(multiply(multiply(unit.dimension, carbon_unit.dimension), (("carbon", 1),), -1))
        if product:
            continue  # a heating value per volume says nothing about mass
        for index, value in enumerate(factor.values or []):
            found = number_in_force(other, value.start) if value.start is not None else None
            if found is None or value.value is None:
                continue
            share = value.value * unit.factor * found[1] * carbon_unit.factor
            if not low.value <= share <= 1:
                yield file.problem(
                    "F053", ("values", index, "value"), share=f"{share * 100:.1f} %", heat=f"{value.value:g}",
                    unit=factor.unit, carbon=f"{found[1]:g}", carbon_unit=other.unit, low=f"{low.value * 100:g} %",
                )  # fmt: skip
