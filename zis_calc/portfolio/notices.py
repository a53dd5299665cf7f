"""Problems of many measures: every error in full, warnings and notes by code with the measures they concern."""

from collections.abc import Iterable

from zis_calc.problems import ERROR, NOTE, WARNING, Problem, in_order

# How many problems of one code are kept in full where they are about measures.
SHOWN = {WARNING: 3, NOTE: 1}


def _where(one: Problem) -> tuple[str, int, int]:
    place = one.place
    return (place.file, place.line or 0, place.column or 0) if place is not None else ("", 0, 0)


class Notices:
    """Gathers problems as chunks of measures are computed, in memory that does not grow with their number."""

    def __init__(self) -> None:
        self.whole: list[Problem] = []
        self._shown: dict[str, list[Problem]] = {}
        self._measures: dict[str, dict[str, None]] = {}

    def add(self, problems: Iterable[Problem]) -> None:
        """Takes problems in."""
        for one in problems:
            if one.severity == ERROR or not one.measure:
                self.whole.append(one)
                continue
            shown = self._shown.setdefault(one.code, [])
            # The first ones by the order of files, whatever order they come in.
            if len(shown) < SHOWN[one.severity] or _where(one) < _where(shown[-1]):
                self._shown[one.code] = in_order([*shown, one])[: SHOWN[one.severity]]
            self._measures.setdefault(one.code, {})[one.measure] = None

    def problems(self) -> list[Problem]:
        """The errors and what is about no measure; of each other code the first few problems; in the order of files."""
        return in_order([*self.whole, *(one for found in self._shown.values() for one in found)])

    def concerned(self) -> dict[str, list[str]]:
        """The measures that each warning or note concerns."""
        return {code: sorted(ids) for code, ids in sorted(self._measures.items())}
