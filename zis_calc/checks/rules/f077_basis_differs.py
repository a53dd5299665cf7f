"""F077: the factors of one fuel and source have one basis."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem

_PER_ENERGY = ("emission_factor", "carbon_content")


@rule("F077", "factor", local=False)
def basis_differs(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F077 basis-differs: the factors of one fuel and source have one basis.

    A table is per lower or per higher heating value as a whole. One file of a folder with the other basis was
    nearly always mistyped, and shifts the result by five to ten percent.

    PASS
        # path: own/gas/co2.yaml
        kind: factor
        id: own.gas.co2
        # path: own/gas/ch4.yaml
        kind: factor
        id: own.gas.ch4
        quantity: emission_factor_ch4
        unit: kg CH4/TJ
        values:
          - {from: 1990-01-01, value: 1, source: ipcc_2006_v2_ch1, locator: Table 2.3, review: recalled}
        # path: own/gas/n2o.yaml
        kind: factor
        id: own.gas.n2o
        quantity: emission_factor_n2o
        unit: kg N2O/TJ
        values:
          - {from: 1990-01-01, value: 0.1, source: ipcc_2006_v2_ch1, locator: Table 2.3, review: recalled}
    FAIL
        # path: own/gas/co2.yaml
        kind: factor
        id: own.gas.co2
        basis: hhv
    #          ^
        # path: own/gas/ch4.yaml
        kind: factor
        id: own.gas.ch4
        quantity: emission_factor_ch4
        unit: kg CH4/TJ
        values:
          - {from: 1990-01-01, value: 1, source: ipcc_2006_v2_ch1, locator: Table 2.3, review: recalled}
        # path: own/gas/n2o.yaml
        kind: factor
        id: own.gas.n2o
        quantity: emission_factor_n2o
        unit: kg N2O/TJ
        values:
          - {from: 1990-01-01, value: 0.1, source: ipcc_2006_v2_ch1, locator: Table 2.3, review: recalled}
    """
    if factor.basis is None or not factor.quantity.startswith(_PER_ENERGY):
        return
    beside = library.bases_beside(factor.id, _PER_ENERGY)
    same = len(beside.get(factor.basis, ())) - 1
    for other, ids in sorted(beside.items()):
        if other != factor.basis and len(ids) > same:
            yield file.problem("F077", ("basis",), basis=factor.basis, other=other, ids=", ".join(sorted(ids)))
