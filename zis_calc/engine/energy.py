"""Energy of a flow."""

from zis_calc.engine.types import Array


def emission_base(activity: Array, density: Array, net_calorific_value: Array, heating_value_ratio: Array) -> Array:
    """What the emission factor multiplies: the LHV energy of a fuel [TJ/yr], else the activity itself.

    Shapes: all (rows,). Factors that a row does not need are 1.
    Source: 2006 IPCC Guidelines, vol. 2, ch. 1, section 1.4.1.2 (conversion of energy units).
    """
    return activity * density * net_calorific_value * heating_value_ratio


def energy(emission_base: Array, energy_per_base: Array) -> Array:
    """Energy of a flow [MWh/yr], fuels by LHV; 0 for what is not energy. Shapes: (rows,)."""
    return emission_base * energy_per_base
