"""F036: two names differ by more than case, accents or separators."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles
from zis_calc.checks.names import near_names
from zis_calc.checks.rule import rule
from zis_calc.model.factor import Sources
from zis_calc.problems import Problem


@rule("F036", on="library")
def near_name(library: LibraryFiles) -> Iterator[Problem]:
    """F036 near-name: two names differ by more than case, accents or separators.

    `own.gas_lima` beside `own.gas-lima`, or two source keys that differ by a capital: sooner or later the wrong
    one is written.

    PASS
        # path: own/gas_lima.yaml
        kind: item
        id: own.gas_lima
        # path: own/gas_callao.yaml
        kind: item
        id: own.gas_callao
    FAIL
        # path: own/gas_lima.yaml
        kind: item
        id: own.gas_lima
    #       ^
        # path: own/gas-lima.yaml
        kind: item
        id: own.gas-lima
    """
    # Names that are not under check come first: of two the other one is told.
    checked = {file.model.id for file in library.files if hasattr(file.model, "id")}
    pairs = dict(near_names(sorted(library.ids, key=lambda id: (id in checked, id))))
    declared = [(file, key) for file in library.files if isinstance(file.model, Sources) for key in file.model.sources]
    keys = {key for _, key in declared}
    sources = dict(near_names(sorted(library.sources, key=lambda key: (key in keys, key)))) if keys else {}
    for file in library.files:
        id = getattr(file.model, "id", None)
        if id in pairs:
            yield file.problem("F036", ("id",), name=id, other=pairs[id])
    for file, key in declared:
        if key in sources:
            yield file.key_problem("F036", ("sources", key), name=key, other=sources[key])
