"""The one door for units: unit text -> factor and dimension, amount text -> number and unit.

Names come from the closed list `units.txt`. Pint reads that list (and is imported only then); the table it yields is
plain data that a cache can keep, and compound texts such as `kWh/año` are put together from it by the grammar here.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from zis_calc.problems import Problem, ProblemError, did_you_mean, problem

Dimension = tuple[tuple[str, int], ...]

_MAX_TEXT = 80
MAX_NUMBER = 1e18
MIN_NUMBER = 1e-30  # below it, but for 0, something divided by the number may be beyond what a float holds
_MAX_KEPT = 100_000  # amounts remembered: the same text is read once
_TERM = re.compile(r"([^\W\d_]\w*|%|1)(?:\s*(?:\*\*|\^)\s*(-?\d)(?!\d))?")
_AS_WRITTEN = str.maketrans({"²": "2", "³": "3", "·": "*", "×": "*"})
_NUMBER = re.compile(r"[+-]?(?:\d[\d., '  ]*|[.,]\d+)(?:[eE][+-]?\d{1,3})?")
# `S/ 0.37/kWh` and `US$ 1200` put the currency before the number.
_CURRENCY_FIRST = re.compile(r"^(S/\.?|US\$|USD|PEN)\s*([+-]?[\d.,' ]*\d(?:[eE][+-]?\d+)?)")
_PER = re.compile(r"(?<=\S)\s+(?:por|per|al)\s+(?=\w)", re.IGNORECASE)  # USD por kWh, gal al año
_SOLES = re.compile(r"^S/\.?\s*(/?)\s*(?=(\S?))")
_WORDS_NOT_FINITE = {"nan", "inf", "infinity", "infinito"}

_BASE_WORDS = {
    "kilogram": "mass",
    "meter": "length",
    "second": "time",
    "year": "year",
    "mole": "amount of substance",
    "kelvin": "temperature",
    "piece": "pieces",
}
_ENERGY: Dimension = (("kilogram", 1), ("meter", 2), ("second", -2))
_NAMED_DIMENSIONS: dict[Dimension, str] = {
    (): "a plain number",
    _ENERGY: "energy",
    (("kilogram", 1), ("meter", 2), ("second", -3)): "power",
    (("meter", 3),): "volume",
    (("kilogram", 1), ("meter", -1), ("second", -2)): "energy per volume",
    (("meter", 2), ("second", -2)): "energy per mass",
    (("kilogram", 1), ("meter", 2), ("mole", -1), ("second", -2)): "energy per amount of gas",
    (("kilogram", 1), ("meter", 2), ("piece", -1), ("second", -2)): "energy per piece",
    (("mole", 1),): "amount of gas",
}


class Unit(NamedTuple):
    """A unit text with its factor to base units and its dimension (base names with exponents, sorted)."""

    text: str
    factor: float
    dimension: Dimension


class Amount(NamedTuple):
    """A number with its unit, as somebody wrote it."""

    value: float
    unit: Unit
    text: str


@dataclass(frozen=True)
class UnitTable:
    """The names that are known, each with its factor to base units and its dimension; parses unit and amount texts."""

    names: Mapping[str, tuple[float, Dimension]]
    _units: dict[str, Unit] = field(default_factory=dict, repr=False, compare=False)
    _amounts: dict[tuple[str, str], Amount] = field(default_factory=dict, repr=False, compare=False)

    def unit(self, text: str) -> Unit:
        """The unit that `text` writes; ProblemError U002 for a name that is not in the list."""
        known = self._units.get(text)
        if known is None:
            known = self._parse(text)
            self._units[text] = known
        return known

    def _parse(self, text: str) -> Unit:
        if len(text) > _MAX_TEXT:
            raise ProblemError(problem("U002", unit=text[:40] + "…", value=text[:40] + "…", suggestion=""))
        factor = 1.0
        exponents: dict[str, int] = {}
        rest = _SOLES.sub(_soles, _PER.sub("/", text.strip())).replace("US$", "USD").translate(_AS_WRITTEN)
        sign = 1
        while rest:
            match = _TERM.match(rest)
            if match is None:
                raise ProblemError(self._unknown(rest, text))
            name, written = match.groups()
            power = sign * int(written or 1)
            base, dimension = self._name(name, text)
            factor *= base**power
            for base_name, exponent in dimension:
                exponents[base_name] = exponents.get(base_name, 0) + exponent * power
            rest = rest[match.end() :]
            stripped = rest.lstrip()
            if stripped[:1] == "/":
                sign, rest = -1, stripped[1:].lstrip()
            elif stripped[:1] == "*":
                sign, rest = 1, stripped[1:].lstrip()
            elif stripped and stripped != rest:
                rest = stripped  # a blank multiplies on the same side of the slash: kg CO2/TJ, USD/kg CH4
            elif stripped:
                raise ProblemError(self._unknown(stripped, text))
            else:
                break
            if not rest:
                raise ProblemError(self._unknown(text, text))
        if not text.strip():
            raise ProblemError(self._unknown("", text))
        return Unit(text, factor, tuple(sorted((n, e) for n, e in exponents.items() if e)))

    def _name(self, name: str, text: str) -> tuple[float, Dimension]:
        if name == "1":
            return 1.0, ()
        found = self.names.get("percent" if name == "%" else name)
        if found is None:
            raise ProblemError(self._unknown(name, text))
        return found

    def _unknown(self, name: str, text: str) -> Problem:
        return problem("U002", unit=name, value=text, suggestion=did_you_mean(name, self.names))

    def amount(self, text: str, decimal: str = "", example: str = "250000 gal/yr") -> Amount:
        """The number and unit of `text`; `decimal` is `point`, `comma` or empty (ambiguous ones are then refused)."""
        known = self._amounts.get((text, decimal))
        if known is None:
            known = self._read_amount(text, decimal, example)
            if len(self._amounts) < _MAX_KEPT:
                self._amounts[text, decimal] = known
        return known

    def _read_amount(self, text: str, decimal: str, example: str) -> Amount:
        stripped = _CURRENCY_FIRST.sub(_number_first, text.strip()).replace("US$", "USD")
        if len(stripped) > _MAX_TEXT:
            raise ProblemError(problem("U001", value=stripped[:40] + "…", example=example))
        if stripped.lower().lstrip("+-.").split(" ")[0] in _WORDS_NOT_FINITE:
            raise ProblemError(problem("U005", value=stripped))
        match = _NUMBER.match(stripped)
        if match is None:
            raise ProblemError(problem("U001", value=stripped, example=example))
        value = parse_number(match.group(), decimal)
        unit_text = stripped[match.end() :].strip()
        unit = self.unit(unit_text) if unit_text else Unit("", 1.0, ())
        return Amount(value, unit, stripped)


def _number_first(match: re.Match[str]) -> str:
    sign, number = match.groups()
    return f"{number} {'PEN' if sign.startswith(('S', 'P')) else 'USD'}"


def _soles(match: re.Match[str]) -> str:
    """`S/`, `S/ / gal`, `S/./kWh` and `S/kWh` as `PEN`, `PEN/gal` and `PEN/kWh`."""
    return "PEN/" if match.group(1) or match.group(2) else "PEN"


def parse_number(text: str, decimal: str = "") -> float:
    """The number that `text` writes with point or comma; a lone `1,234` is refused with both readings unless declared.

    A lone point is always the decimal point (YAML's and JSON's rule) unless `decimal` is `comma`.
    """
    whole = re.split(r"[.,](?=\d*(?:[eE]|$))|[eE]", text.strip())[0].lstrip("+-")
    groups = re.split(r"[\s']+", whole)
    if any(len(group) != 3 for group in groups[1:]):
        raise ProblemError(problem("U001", value=text.strip(), example="".join(groups)))
    plain = re.sub(r"[\s']+(?=\d)", "", text.strip())
    mantissa, exponent = re.fullmatch(r"(.*?)([eE][+-]?\d+)?", plain).groups()  # type: ignore[union-attr]
    exponent = exponent or ""
    commas, points = mantissa.count(","), mantissa.count(".")
    thousands = re.compile(r"[+-]?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?")
    if commas and points:
        grouped = "," if mantissa.rindex(".") > mantissa.rindex(",") else "."
        if not thousands.fullmatch(mantissa) or mantissa.count("." if grouped == "," else ",") > 1:
            raise ProblemError(problem("U001", value=text.strip(), example="1234.56"))
        cleaned = mantissa.replace(grouped, "").replace(",", ".")
    elif commas > 1 or points > 1:
        if not thousands.fullmatch(mantissa):
            raise ProblemError(problem("U001", value=text.strip(), example="1234567"))
        cleaned = mantissa.replace(",", "").replace(".", "")
    elif commas == 1:
        cleaned = _lone_comma(mantissa, text, decimal)
    elif points == 1 and decimal == "comma" and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", mantissa):
        cleaned = mantissa.replace(".", "")
    else:
        cleaned = mantissa
    value = float(cleaned + exponent)
    if not math.isfinite(value):
        raise ProblemError(problem("U005", value=text.strip()))
    if abs(value) > MAX_NUMBER:
        raise ProblemError(problem("U010", value=text.strip(), low=f"{-MAX_NUMBER:g}", high=f"{MAX_NUMBER:g}"))
    if 0 < abs(value) < MIN_NUMBER:
        raise ProblemError(problem("U010", value=text.strip(), low=f"{MIN_NUMBER:g}", high=f"{MAX_NUMBER:g}"))
    return value + 0.0


def _lone_comma(mantissa: str, text: str, decimal: str) -> str:
    as_decimal, as_thousands = mantissa.replace(",", "."), mantissa.replace(",", "")
    could_group = re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", mantissa) is not None
    if decimal == "point":
        if not could_group:
            raise ProblemError(problem("U001", value=text.strip(), example=as_decimal))
        return as_thousands
    if decimal == "comma" or not could_group:
        return as_decimal
    raise ProblemError(
        problem(
            "U004",
            value=text.strip(),
            one=as_thousands,
            other=as_decimal,
            plain_one=as_thousands,
            plain_other=as_decimal,
        )
    )


def build_table(definitions: str) -> UnitTable:
    """The table of all names in pint's definition text `definitions` (units.txt)."""
    import pint

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(definitions.splitlines(), cache_folder=None)
    names: dict[str, tuple[float, Dimension]] = {}
    for name in registry._units:
        factor, unit = registry.get_base_units(name)
        dimension = tuple(sorted((str(base), int(str(power))) for base, power in unit._units.items()))
        names[name] = (float(str(factor)), dimension)
    return UnitTable(names)


def multiply(one: Dimension, other: Dimension, power: int = 1) -> Dimension:
    """The dimension of `one` times `other` to the power `power`."""
    exponents = dict(one)
    for name, exponent in other:
        exponents[name] = exponents.get(name, 0) + exponent * power
    return tuple(sorted((name, exponent) for name, exponent in exponents.items() if exponent))


def ratio(unit: Unit, target: Unit) -> float:
    """How many `target` one `unit` is; exactly 1.0 for the same text. Dimensions must be equal."""
    if unit.dimension != target.dimension:
        raise ValueError(f"{unit.text} is not of the dimension of {target.text}")
    if unit.text == target.text or unit.factor == target.factor:
        return 1.0
    # Decimal prefixes and gallons to litres leave binary dust (1055.05585262 * 1e6 / 1e12); twelve digits are meant.
    return float(f"{unit.factor / target.factor:.15g}")


def describe(dimension: Dimension) -> str:
    """A dimension in words for messages: `energy per year`, `volume`, `USD per mass`."""
    named = _NAMED_DIMENSIONS.get(dimension)
    if named is not None:
        return named
    for other, suffix in (((("year", -1),), " per year"), ((("second", -1),), " per time")):
        named = _NAMED_DIMENSIONS.get(multiply(dimension, other, -1))
        if named is not None:
            return named + suffix
    above: list[str] = []
    below: list[str] = []
    rest = dimension
    for sign, part in ((1, above), (-1, below)):
        without_energy = multiply(rest, _ENERGY, -sign)
        if len(without_energy) < len(rest):
            part.append("energy")
            rest = without_energy
    for name, exponent in rest:
        word = _BASE_WORDS.get(name, name)
        (above if exponent > 0 else below).append(word if abs(exponent) == 1 else f"{word}^{abs(exponent)}")
    return " per ".join([" × ".join(above) or "1", *below])
