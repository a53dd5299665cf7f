"""F054: heating values per volume and per mass agree through the density."""

import itertools
from collections.abc import Iterator

from zis_calc.checks.chains import in_base
from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Item
from zis_calc.problems import Problem
from zis_calc.units import multiply


@rule("F054", "item", local=False)
def density_chain(file: LibraryFile, item: Item, library: LibraryFiles) -> Iterator[Problem]:
    """F054 density-chain: heating values per volume and per mass agree through the density.

    An item that has a heating value per gallon, one per tonne and a density says the same thing twice. Where
    the two ways differ by more than the limit density_chain, one of the three numbers belongs to another fuel.

    PASS
        # path: fuels/my_oil.yaml
        kind: item
        id: fuels.my_oil
        factors:
          net_calorific_value: [fuels.peru.diesel_db5.net_calorific_value, fuels.ipcc.diesel.net_calorific_value]
          density: fuels.density.ghgp.diesel
    FAIL
        # path: fuels/my_oil.yaml
        kind: item
        id: fuels.my_oil
        factors:
          net_calorific_value: [fuels.peru.diesel_db5.net_calorific_value, fuels.ipcc.diesel.net_calorific_value]
          density: fuels.density.ghgp.lpg
    #              ^
    """
    limit = library.limit("density_chain")
    density = library.factors.get(item.factors.density or "")
    heats = [library.factors.get(id) for id in item.factors.net_calorific_value or []]
    known = in_base(library, density)
    if limit is None or known is None or density is None:
        return
    for one, other in itertools.permutations([heat for heat in heats if heat is not None], 2):
        by_volume, by_mass = in_base(library, one), in_base(library, other)
        if by_volume is None or by_mass is None or by_volume[0] == 0:
            continue
        if multiply(by_mass[1], known[1]) != by_volume[1]:
            continue
        computed = known[0] * by_mass[0]
        off = computed / by_volume[0] - 1
        if abs(off) > limit.value:
            unit = library.units.unit(one.unit).factor
            yield file.problem(
                "F054", ("factors", "density"), density=density.id, by_mass=other.id, by_volume=one.id,
                computed=f"{computed / unit:.4g} {one.unit}", stored=f"{by_volume[0] / unit:.4g} {one.unit}",
                difference=f"{off * 100:+.1f} %",
            )  # fmt: skip
