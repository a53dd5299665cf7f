"""Problems of many measures: every error in full, warnings and notes once per code with the measures they concern."""

from collections.abc import Iterable

from zis_calc.problems import ERROR, Problem, in_order

SHOWN = 3  # problems of one code that are kept in full


class Notices:
    """Gathers problems as chunks of measures are computed, in memory that does not grow with their number."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self._shown: dict[str, list[Problem]] = {}
        self._measures: dict[str, dict[str, None]] = {}

    def add(self, problems: Iterable[Problem]) -> None:
        """Takes problems in."""
        for one in problems:
            if one.severity == ERROR:
                self.errors.append(one)
                continue
            shown = self._shown.setdefault(one.code, [])
            if len(shown) < SHOWN and one not in shown:
                shown.append(one)
            if one.measure:
                self._measures.setdefault(one.code, {})[one.measure] = None

    def problems(self) -> list[Problem]:
        """The errors, and of each other code the first few problems, in the order of files."""
        return in_order([*self.errors, *(one for found in self._shown.values() for one in found)])

    def concerned(self) -> dict[str, list[str]]:
        """The measures that each warning or note concerns."""
        return {code: sorted(ids) for code, ids in sorted(self._measures.items())}
