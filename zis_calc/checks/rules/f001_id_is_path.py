"""F001: the id of a file is its path."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles, expected_id
from zis_calc.checks.rule import rule
from zis_calc.problems import Problem


@rule("F001")
def id_is_path(file: LibraryFile, model: object, library: LibraryFiles) -> Iterator[Problem]:
    """F001 id-is-not-path: the id of a file is its path with dots.

    Whoever reads an id in a result must find the file without searching, and two files can not have one id.

    PASS
        # path: own/gas.yaml
        kind: factor
        id: own.gas
    FAIL
        # path: own/gas.yaml
        kind: factor
        id: own.coal
    #       ^
    """
    del library
    id = getattr(model, "id", None)
    if id is not None and id != expected_id(file.path):
        yield file.problem("F001", ("id",), id=id, expected=expected_id(file.path))
