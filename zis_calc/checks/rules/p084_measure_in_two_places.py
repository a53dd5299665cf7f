"""P084: a measure stands once in a portfolio."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath, field_text
from zis_calc.problems import Problem


@rule("P084", on="portfolio")
def measure_in_two_places(file: PortfolioFile) -> Iterator[Problem]:
    """P084 measure-in-two-places: a measure stands once in a portfolio.

    A measure in two groups, or listed and in a folder that is listed too, is counted twice in the totals.

    PASS
        kind: portfolio
    FAIL
        kind: portfolio
        measures:
          - kind: measure
            id: boiler
            name: Boiler
            stage: feasibility
            flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
        groups:
          - id: other
            name: {es: otras, en: others}
            measures:
              - kind: measure
    #           ^
                id: boiler
                name: Boiler
                stage: feasibility
                flows: [{item: natural_gas, baseline: 2000 m3/yr, project: 1500 m3/yr, end_use: boiler}]
    """
    first: dict[str, DataPath] = {}
    left_out = [index for index, group in enumerate(file.portfolio.groups) if not group.in_totals]
    for path, _name, measure in file.members:
        if path[0] == "groups" and path[1] in left_out:
            continue
        other = first.setdefault(measure.id, path)
        if other is not path:
            yield file.problem("P084", path, id=measure.id, other=field_text(other))
