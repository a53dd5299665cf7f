"""P087: what a portfolio names is in the library."""

from collections.abc import Iterator

from zis_calc.checks.context import PortfolioFile
from zis_calc.checks.rule import rule
from zis_calc.model.document import DataPath
from zis_calc.problems import Problem, did_you_mean, problem


@rule("P087", on="portfolio")
def unknown_reference(file: PortfolioFile) -> Iterator[Problem]:
    """P087 unknown-reference: what a portfolio names is in the library.

    Targets, schemes and bands are named by id; a misspelt one compares with nothing.

    PASS
        kind: portfolio
        targets: [{target: targets.industry_energy_efficiency_2030}]
    FAIL
        kind: portfolio
        targets: [{target: targets.industry_energy_efficiency_2031}]
    #                      ^
    """
    named: list[tuple[DataPath, str, str]] = [
        (("targets", index, "target"), "target", one.target) for index, one in enumerate(file.portfolio.targets)
    ]
    for path, kind, id in named:
        known = [one for one, its in file.library.ids.items() if its == kind]
        tails = {one.rsplit(".", 1)[-1] for one in known}
        if id not in known and id not in tails:
            yield file.problem("P087", path, kind=kind, id=id, suggestion=did_you_mean(id, known))
