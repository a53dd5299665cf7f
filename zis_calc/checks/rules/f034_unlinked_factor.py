"""F034: a factor is used by something."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles, linked_ids
from zis_calc.checks.rule import rule
from zis_calc.model.checks import CrossCheck
from zis_calc.model.factor import Factor, Item
from zis_calc.problems import Problem


@rule("F034", on="library")
def unlinked_factor(library: LibraryFiles) -> Iterator[Problem]:
    """F034 unlinked-factor: a factor is used by something.

    A factor that no item, blend, method or cross-check names can only be used by its id. Often that is meant;
    sometimes a link was lost.

    PASS
        # path: own/gas.yaml
        kind: factor
        id: own.gas
        # path: own/thing.yaml
        kind: item
        id: own.thing
        factors:
          emission_factor_co2: own.gas
    FAIL
        # path: own/gas.yaml
        kind: factor
        id: own.gas
    #       ^
    """
    used: set[str] = set()
    for file in library.everything:
        used |= file.once(_used)
    for file in library.files:
        if isinstance(file.model, Factor) and file.model.id not in used and file.model.quantity != "release_vector":
            yield file.problem("F034", ("id",), id=file.model.id)


def _used(file: LibraryFile) -> set[str]:
    """The factors that a file uses."""
    if isinstance(file.model, Item):
        return {id for _, _, id in linked_ids(file.model)}
    if isinstance(file.model, Factor):
        return set(file.model.composition or {})
    return set(file.model.uses.values()) if isinstance(file.model, CrossCheck) else set()
