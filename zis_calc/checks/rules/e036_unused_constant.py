"""E036: every constant and table of a method is used."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import names_in
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E036", "method")
def unused_constant(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E036 unused-constant: every constant and table of a method is used.

    A number with a source that no formula uses is a leftover of another formula.

    PASS
        kind: method
    FAIL
        kind: method
        constants:
          heat: {value: 4.19, unit: kJ/kg, source: ipcc_2006_v2_ch1, review: recalled}
    #     ^
    """
    ready, _ = library.ready(file, method)
    if ready is None:
        return
    used = names_in(ready)
    for block in ("constants", "tables"):
        for name in getattr(method, block):
            if name not in used:
                yield file.key_problem("E036", (block, name), name=name)
