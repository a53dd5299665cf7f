"""E009: a table can be interpolated."""

from collections.abc import Iterator

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.formulas import formula_findings
from zis_calc.checks.rule import rule
from zis_calc.model.method import Method
from zis_calc.problems import Problem


@rule("E009", "method")
def table_shape(file: LibraryFile, method: Method, library: LibraryFiles) -> Iterator[Problem]:
    """E009 table-shape: a table has as many y as x, and x that rises.

    Between two points of a table the value is interpolated: a table whose x goes back gives any number.

    PASS
        kind: method
        tables:
          curve:
            name: {es: curva, en: curve}
            x: [0, 1, 2]
            x_unit: "1"
            y: [1, 2, 3]
            y_unit: "1"
            source: ipcc_2006_v2_ch1
            review: recalled
    FAIL
        kind: method
        tables:
          curve:
            name: {es: curva, en: curve}
    #       ^
            x: [0, 2, 1]
            x_unit: "1"
            y: [1, 2, 3]
            y_unit: "1"
            source: ipcc_2006_v2_ch1
            review: recalled
    """
    yield from formula_findings(file, method, library, "E009")
