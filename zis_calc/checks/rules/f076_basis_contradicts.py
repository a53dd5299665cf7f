"""F076: the basis of a heating value is the one that its quantity names."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem

_BY_DEFINITION = {"net_calorific_value": "lhv", "gross_calorific_value": "hhv"}


@rule("F076", "factor")
def basis_contradicts(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F076 basis-contradicts: the basis is the one that the quantity or the source has by definition.

    A net calorific value is on the lower basis by its name, a gross one on the higher; and all tables of a publication
    such as the IPCC guidelines are on one basis, which sources.yaml declares. With the other word one of the two is
    wrong.

    PASS
        kind: factor
        quantity: net_calorific_value
        unit: TJ/Gg
        basis: lhv
        values:
          - {from: 1990-01-01, value: 43, source: ipcc_2006_v2_ch1, locator: Table 1.2, review: recalled}
    FAIL
        kind: factor
        quantity: net_calorific_value
        unit: TJ/Gg
        basis: hhv
    #          ^
        values:
          - {from: 1990-01-01, value: 43, source: ipcc_2006_v2_ch1, locator: Table 1.2, review: recalled}
    """
    if factor.basis is None:
        return
    named: list[tuple[str, str | None]] = [(factor.quantity, _BY_DEFINITION.get(factor.quantity))]
    for key in dict.fromkeys(value.source for value in factor.values or []):
        source = library.sources.get(key)
        named.append((key, source.basis if source is not None else None))
    for name, expected in named:
        if expected is not None and factor.basis != expected:
            yield file.problem("F076", ("basis",), quantity=name, expected=expected, basis=factor.basis)
            return
