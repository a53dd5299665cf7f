"""How much of a workbook or text file is read at most: a file that asks for more is refused before it is parsed."""

from typing import NamedTuple

from zis_calc.problems import ProblemError, problem


class Limits(NamedTuple):
    """Limits of reading; each can be set (`limits` in zis-calc.toml, ZIS_CALC_LIMITS, `--limit name=number`).

    `ratio` is unpacked over packed bytes of an archive; `cells` the size of the box that a sheet's cells span;
    `text_bytes` what the shared texts of a sheet come to when each cell holds its own.
    """

    file_bytes: int = 300_000_000
    parts: int = 2_000
    unpacked_bytes: int = 2_000_000_000
    ratio: int = 100
    cells: int = 40_000_000
    text_bytes: int = 100_000_000


def read_limits(written: str | dict[str, object] | None, origin: str = "limits") -> Limits:
    """The limits with those that `written` changes (`ratio=300,cells=1000000` or a table); ProblemError C002."""
    if not written:
        return Limits()
    pairs = written
    if isinstance(pairs, str):
        pairs = {part.partition("=")[0].strip(): part.partition("=")[2].strip() for part in pairs.split(",")}
    changed: dict[str, int] = {}
    for name, value in pairs.items():
        try:
            number = int(float(str(value)))
        except (ValueError, OverflowError):
            number = 0
        if name not in Limits._fields or number <= 0:
            expected = ", ".join(f"{one}=…" for one in Limits._fields)
            raise ProblemError(
                problem("C002", field="limits", key="limits", value=f"{name}={value}", expected=expected, origin=origin)
            )
        changed[name] = number
    return Limits()._replace(**changed)
