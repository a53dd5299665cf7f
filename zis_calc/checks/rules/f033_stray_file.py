"""F033: a folder of factors holds nothing that is not read."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Place, Problem, problem

_READ_BY_PEOPLE = (".md", ".txt", ".pdf", ".toml", ".json")


@rule("F033", on="library")
def stray_file(library: LibraryFiles) -> Iterator[Problem]:
    """F033 stray-file: a folder of factors holds nothing that is not read.

    `gas.yaml.bak` or `gas copy.txt~` looks like a factor and is none: who edits it changes nothing. Files that begin
    with a point are left alone.

    PASS
        # path: own/gas.yaml
        kind: factor
    FAIL
        # path: own/gas.yaml.bak
        kind: factor
    #   ^
    """
    for path in library.strays:
        name = path.replace("\\", "/").rsplit("/", 1)[-1]
        if not name.lower().endswith(_READ_BY_PEOPLE) and not name.startswith(".") and name != "LICENSE":
            yield problem("F033", Place(path, 1, 1), path=name)
