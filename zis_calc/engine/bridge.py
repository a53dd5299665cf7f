"""From one estimate to another in steps: the common part of two changes, and steps that add up to the bit."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zis_calc.engine.types import Array, Codes, Flags


def ratio(before: Array, after: Array) -> Array:
    """after / before where both are above zero; NaN where both are zero (no evidence); 1 where only one is.

    Shapes: all alike. What appears or disappears has no common part with anything, hence the 1.
    """
    both = (before > 0) & (after > 0)
    with np.errstate(over="ignore", under="ignore"):
        value = np.where(both, after, 1.0) / np.where(both, before, 1.0)
    return np.where((before == 0) & (after == 0), np.nan, value)


def common_ratio(one: Array, other: Array) -> Array:
    """The part that two ratios have in common: the one nearer to 1 where both rise or both fall, else 1.

    A ratio that is NaN (zero at both stages) follows the other; where both are NaN it is 1. Shapes: all alike.
    """
    first = np.where(np.isnan(one), np.where(np.isnan(other), 1.0, other), one)
    second = np.where(np.isnan(other), first, other)
    rising, falling = (first > 1) & (second > 1), (first < 1) & (second < 1)
    return np.where(rising, np.minimum(first, second), np.where(falling, np.maximum(first, second), 1.0))


def by_side(measure: Codes, side: Codes, values: Array, count: int) -> tuple[Array, Array]:
    """Baseline and project sums of each measure in row order, as in `compute`; unknown (NaN) rows count 0."""
    known = np.where(np.isnan(values), 0.0, values)
    sums = np.bincount(measure * 2 + side, weights=known, minlength=2 * count).reshape(count, 2).astype(np.float64)
    return sums[:, 0], sums[:, 1]


def settled(steps: Sequence[float], difference: float) -> list[float]:
    """The steps with their rounding put right: `math.fsum` of the result is `difference` to the bit.

    What the subtraction of levels has rounded away (a few units in the last place) goes to the largest step; where
    that step is too coarse to hold it, on to the next smaller one. A step of zero stays zero. Where every step is too
    coarse (large steps that nearly cancel), what is left stands apart, after the steps.
    """
    found = list(steps)
    for index in sorted((one for one, step in enumerate(found) if step), key=lambda one: -abs(found[one])):
        if math.fsum(found) == difference:
            return found
        found[index] += math.fsum([difference, *(-step for step in found)])
    while math.fsum(found) != difference:
        found.append(math.fsum([difference, *(-step for step in found)]))
    return found


@dataclass(frozen=True)
class Slots:
    """Rows of two estimates side by side, one slot per row that either has. Shapes (slots,).

    `before` is the amount of the earlier estimate (after its hours were exchanged), `after` that of the later one in
    its own unit, `after_here` the same in the unit of `before`. `scale` is the common change of activity. Where
    `replaced`, the source class changes: the slot takes amount and factors of the later estimate at the step of its
    side. A slot that runs in one estimate only has the factors of that estimate on both sides.
    """

    measure: Codes
    side: Codes
    before: Array
    after: Array
    after_here: Array
    scale: Array
    replaced: Flags
    factors_before: Mapping[str, Array]
    factors_after: Mapping[str, Array]


class State(NamedTuple):
    """The rows at one step: amounts and factor columns."""

    activity: Array
    factors: dict[str, Array]


def states(slots: Slots) -> list[State]:
    """The rows after each step: hours, activity, baseline, efficiency, factor version (five states)."""
    scaled = slots.before * slots.scale
    here = np.where(slots.replaced, slots.after, slots.after_here)
    never = np.zeros(len(scaled), dtype=np.bool_)
    baseline = slots.side == 0
    return [
        State(slots.before, _factors(slots, never)),
        State(scaled, _factors(slots, never)),
        State(np.where(baseline, here, scaled), _factors(slots, slots.replaced & baseline)),
        State(here, _factors(slots, slots.replaced)),
        State(slots.after, _factors(slots, ~never)),
    ]


def _factors(slots: Slots, later: Flags) -> dict[str, Array]:
    return {name: np.where(later, slots.factors_after[name], column) for name, column in slots.factors_before.items()}


def scales(
    owner: Codes, before: tuple[Array, Array], after: tuple[Array, Array], measure: Array, has_energy: Flags
) -> Array:
    """The common change of activity of pairs that are not energy (baseline and project of one flow or source).

    `before` and `after` hold the amounts of both sides, `owner` the measure of each pair, `measure` the scale of the
    energy of each measure. A pair with amounts on both sides speaks for itself; a pair with one side only is believed
    as far as the energy of its measure changes with it, where the measure has energy.
    """
    own = common_ratio(ratio(before[0], after[0]), ratio(before[1], after[1]))
    two_sided = (before[0] > 0) & (before[1] > 0) & (after[0] > 0) & (after[1] > 0)
    return np.where(two_sided | ~has_energy[owner], own, common_ratio(own, measure[owner]))
