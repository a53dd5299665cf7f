"""F033: a folder of factors holds nothing that is not read."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFiles
from zis_calc.checks.rule import rule
from zis_calc.problems import Place, Problem, problem

_READ_BY_PEOPLE = (".md", ".txt", ".pdf", ".toml", ".json")


@rule("F033", on="library")
def stray_file(library: LibraryFiles) -> Iterator[Problem]:
    """F033 stray-file: a folder of factors holds nothing that is not read.

    `gas.yaml.bak`, `gas (copy).yml` or a hidden file looks like a factor and is none: who edits it changes
    nothing.

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
        if not name.lower().endswith(_READ_BY_PEOPLE) and name not in ("LICENSE", ".gitignore", ".gitattributes"):
            yield problem("F033", Place(path, 1, 1), path=name)
