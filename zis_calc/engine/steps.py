"""The ordered formulas of the flow rows, the release rows and the measures, and their application to arrays."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from zis_calc.engine import copni, energy, finance, ghg
from zis_calc.engine.types import Array


class Step(NamedTuple):
    """One formula: the column it makes, the columns it takes (the parameters, in order), and how it is written."""

    name: str
    function: Callable[..., Array]
    formula: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the columns that the function takes."""
        code = self.function.__code__
        return code.co_varnames[: code.co_argcount]


FLOW_STEPS: tuple[Step, ...] = (
    Step(
        "emission_base",
        energy.emission_base,
        "activity * density * net_calorific_value * heating_value_ratio",
    ),
    Step("energy", energy.energy, "emission_base * energy_per_base"),
    Step("co2", ghg.co2, "emission_base * emission_factor_co2"),
    Step("biogenic_co2", ghg.biogenic_co2, "emission_base * emission_factor_biogenic_co2"),
    Step("ch4", ghg.ch4, "emission_base * emission_factor_ch4"),
    Step("n2o", ghg.n2o, "emission_base * emission_factor_n2o"),
    Step("unsplit_co2e", ghg.unsplit_co2e, "emission_base * emission_factor_co2e"),
    Step("f_gases", ghg.f_gases, "activity * gwp_refrigerant"),
    Step("montreal_gases", ghg.montreal_gases, "activity * gwp_montreal"),
    Step("ghg", ghg.ghg, "co2 + ch4 * gwp_ch4 + n2o * gwp_n2o + f_gases + unsplit_co2e"),
    Step("cost", finance.cost, "activity * price"),
)

RELEASE_STEPS: tuple[Step, ...] = (
    Step(
        "emission_base",
        energy.emission_base,
        "activity * density * net_calorific_value * heating_value_ratio",
    ),
    Step("release", copni.release, "emission_base * toolkit_activity_per_base * release_factor"),
)


def apply(steps: tuple[Step, ...], columns: Mapping[str, Array]) -> dict[str, Array]:
    """The columns with the result of every step; each takes its inputs by name. Shapes: all (rows,)."""
    known = dict(columns)
    for step in steps:
        known[step.name] = step.function(*(known[name] for name in step.inputs))
    return known
