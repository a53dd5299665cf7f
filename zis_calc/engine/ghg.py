"""Greenhouse gases of a flow, gas by gas. All shapes (rows,)."""

from zis_calc.engine.types import Array


def co2(emission_base: Array, emission_factor_co2: Array) -> Array:
    """Fossil and process CO2 [tCO2/yr]. Source: 2006 IPCC Guidelines, vol. 2, ch. 2, equation 2.1."""
    return emission_base * emission_factor_co2


def biogenic_co2(emission_base: Array, emission_factor_biogenic_co2: Array) -> Array:
    """CO2 from biomass [tCO2/yr], a memo line. Source: 2006 IPCC Guidelines, vol. 2, ch. 2, section 2.3.3.4."""
    return emission_base * emission_factor_biogenic_co2


def ch4(emission_base: Array, emission_factor_ch4: Array) -> Array:
    """CH4 [tCH4/yr]. Source: 2006 IPCC Guidelines, vol. 2, ch. 2, equation 2.1."""
    return emission_base * emission_factor_ch4


def n2o(emission_base: Array, emission_factor_n2o: Array) -> Array:
    """N2O [tN2O/yr]. Source: 2006 IPCC Guidelines, vol. 2, ch. 2, equation 2.1."""
    return emission_base * emission_factor_n2o


def unsplit_co2e(emission_base: Array, emission_factor_co2e: Array) -> Array:
    """Emissions of series that are published as CO2e only [tCO2e/yr]."""
    return emission_base * emission_factor_co2e


def f_gases(activity: Array, gwp_refrigerant: Array) -> Array:
    """Leaked refrigerant under the Kyoto Protocol [tCO2e/yr]. Source: 2006 IPCC Guidelines, vol. 3, ch. 7, eq. 7.13."""
    return activity * gwp_refrigerant


def montreal_gases(activity: Array, gwp_montreal: Array) -> Array:
    """Leaked gas under the Montreal Protocol [tCO2e/yr], a memo line outside the total."""
    return activity * gwp_montreal


def ghg(
    co2: Array, ch4: Array, n2o: Array, f_gases: Array, unsplit_co2e: Array, gwp_ch4: Array, gwp_n2o: Array
) -> Array:
    """GHG emissions [tCO2e/yr]: sum over gases of mass times GWP100; the GWP of CO2 is 1 by definition."""
    return co2 + ch4 * gwp_ch4 + n2o * gwp_n2o + f_gases + unsplit_co2e
