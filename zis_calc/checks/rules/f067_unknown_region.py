"""F067: the region of a factor is one that is known."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Factor
from zis_calc.problems import Problem, did_you_mean


@rule("F067", "factor")
def unknown_region(file: LibraryFile, factor: Factor, library: LibraryFiles) -> Iterator[Problem]:
    """F067 unknown-region: the region of a factor is one that is known.

    Regions are compared (a direct factor with the life-cycle factor of the same region): a misspelt one is a
    region of its own. checks.yaml lists them.

    PASS
        kind: factor
        region: PE
    FAIL
        kind: factor
        region: Perú
    #           ^
    """
    regions = library.checks.regions
    if regions and factor.region not in regions:
        hint = did_you_mean(factor.region, regions)
        yield file.problem("F067", ("region",), region=factor.region, suggestion=hint)
