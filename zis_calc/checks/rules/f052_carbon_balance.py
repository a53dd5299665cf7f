"""F052: the CO2 of a fuel is its carbon, times 44/12, times what is oxidised."""

import math
from collections.abc import Iterator

from zis_calc.checks.chains import CO2_PER_CARBON, unit_of
from zis_calc.checks.context import LibraryFile, LibraryFiles, number_in_force
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem

_CO2 = ("emission_factor_co2", "emission_factor_biogenic_co2")


@rule("F052", "factor", local=False)
def carbon_balance(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F052 carbon-balance: the CO2 of a fuel is its carbon, times 44/12, times what is oxidised.

    Burning turns each 12 kg of carbon into 44 kg of CO2. Where a folder holds both numbers they must agree (the
    published tables round, so within the limit carbon_balance of checks.yaml). `oxidation` in the emission
    factor says the part that burns; without it all does.

    PASS
        # path: own/gas/co2.yaml
        kind: factor
        id: own.gas.co2
        # path: own/gas/carbon.yaml
        kind: factor
        id: own.gas.carbon
        quantity: carbon_content
        unit: kg C/GJ
        values:
          - {from: 1990-01-01, value: 15.3, source: ipcc_2006_v2_ch1, locator: Table 1.3, review: recalled}
    FAIL
        # path: own/gas/co2.yaml
        kind: factor
        id: own.gas.co2
        values:
          - {from: 1990-01-01, value: 65100, source: ipcc_2006_v2_ch1, locator: Table 1.4, review: recalled}
    #                                 ^
        # path: own/gas/carbon.yaml
        kind: factor
        id: own.gas.carbon
        quantity: carbon_content
        unit: kg C/GJ
        values:
          - {from: 1990-01-01, value: 15.3, source: ipcc_2006_v2_ch1, locator: Table 1.3, review: recalled}
    """
    limit = library.limit("carbon_balance")
    unit = unit_of(library, factor)
    if factor.quantity not in _CO2 or limit is None or unit is None:
        return
    oxidation = 1.0 if factor.oxidation is None else factor.oxidation
    for other in library.siblings(factor.id, "carbon_content"):
        carbon_unit = unit_of(library, other)
        if carbon_unit is None or other.basis != factor.basis:
            continue
        for index, value in enumerate(factor.values or []):
            found = number_in_force(other, value.start) if value.start is not None else None
            if found is None or value.value is None:
                continue
            computed = found[1] * carbon_unit.factor * CO2_PER_CARBON * oxidation / unit.factor
            off = value.value / computed - 1 if computed else math.inf
            if abs(off) > limit.value:
                yield file.problem(
                    "F052", ("values", index, "value"), computed=f"{computed:.6g}", unit=factor.unit,
                    carbon=f"{found[1]:g}", carbon_unit=other.unit, oxidation=f"{oxidation:g}",
                    stored=f"{value.value:g}", difference=f"{off * 100:+.2f} %",
                )  # fmt: skip
