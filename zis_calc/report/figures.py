"""Numbers as people read them. Rounding happens here and nowhere else, and only for display."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

# The one place that knows the number format. Peru writes 1,234.56; language is not number format.
THOUSANDS, DECIMAL = ",", "."
ABSENT = "–"

_MOST_DECIMALS = 8
_LARGEST = 1e15


def shown(value: float | None, decimals: int = 2, significant: int = 3) -> str:
    """The number with `decimals`, below 1 with `significant` digits; never -0.00; a dash for no number."""
    if value is None or not math.isfinite(value):
        return ABSENT
    if value == 0:
        return _localised(f"{0:.{decimals}f}")
    size = abs(value)
    if size >= _LARGEST:
        return _localised(f"{value:.3e}")
    if size < 1:
        decimals = max(decimals, significant - 1 - math.floor(math.log10(size)))
    if decimals > _MOST_DECIMALS:
        return _localised(f"{value:.{significant - 1}e}")
    # Half up on the shortest decimal of the float: 39956.015 is 39,956.02, as by hand.
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return _localised(f"{rounded:,.{decimals}f}")


def money(value: float | None) -> str:
    """An amount of money: two decimals, also when it is large, so that columns add up to the cent."""
    return shown(value, decimals=2, significant=1)


def years(value: float | None) -> str:
    """A number of years."""
    return shown(value, decimals=2, significant=2)


def time(value: float | None, language: str) -> str:
    """A span of years with its unit; below one year also in months, as people say it."""
    if value is None:
        return ABSENT
    text = f"{years(value)} {unit_text('yr', language)}"
    if not 0 < value < 1:
        return text
    return f"{text} ({shown(12 * value, decimals=1, significant=2)} {'meses' if language == 'es' else 'months'})"


def percent(value: float | None) -> str:
    """A share as a percentage: 0.29 -> 29.0 %."""
    return ABSENT if value is None else f"{shown(value * 100, decimals=1, significant=2)} %"


def exact(value: float | None) -> str:
    """Up to 12 significant digits, without thousands separators: to be typed into a pocket calculator."""
    return ABSENT if value is None else _localised(f"{value + 0.0:.12g}")


def settled(difference: float | None, baseline: float | None, project: float | None) -> float | None:
    """The difference without the dust of binary subtraction, judged by the size of its sides."""
    if difference is None or baseline is None or project is None:
        return difference
    return 0.0 if abs(difference) <= 1e-12 * max(abs(baseline), abs(project)) else difference


def change(baseline: float | None, reduction: float | None) -> str:
    """The reduction as a share of the baseline with its sign (-29.6 %), or nothing where there is none."""
    if not baseline or reduction is None:
        return ""
    share = -reduction / baseline
    return f"{'+' if share > 0 else ''}{percent(share)}"


def unit_text(unit: str, language: str) -> str:
    """A unit as people read it in `language`: `tCO2e/yr` is `tCO2e/año`, `yr` alone `años`."""
    if language != "es":
        return re.sub(r"^yr$", "years", unit)
    return re.sub(r"\byr\b", "año", re.sub(r"^yr$", "años", unit))


def with_unit(value: float | None, unit: str, language: str) -> str:
    """A number with its unit."""
    return f"{shown(value)} {unit_text(unit, language)}".strip() if value is not None else ABSENT


def _localised(text: str) -> str:
    return text.translate({ord(","): THOUSANDS, ord("."): DECIMAL})
