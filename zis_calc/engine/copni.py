"""Unintentional POPs (COPni): release = activity times the factor of the Toolkit class, vector by vector."""

import numpy as np

from zis_calc.columns import NA, ND, NO_ACTIVITY, OK, UNKNOWN
from zis_calc.engine.types import Array, Codes


def release(emission_base: Array, toolkit_activity_per_base: Array, release_factor: Array) -> Array:
    """Release of one source to one vector [µg TEQ/yr]. Shapes: (rows,). Source: UNEP Toolkit 2013, part I, ch. 3."""
    return emission_base * toolkit_activity_per_base * release_factor


# What a side of a vector is, from its rows: the gravest wins.
_GRAVITY = {NO_ACTIVITY: 0, NA: 1, OK: 2, ND: 3, UNKNOWN: 4}
_SIDE_STATUS = np.asarray([OK, NA, OK, ND, UNKNOWN], dtype=np.int64)


def gravity(status: Codes) -> Codes:
    """The rank of each row's status when rows of one side meet: no activity < NA < number < ND < unknown."""
    result = np.zeros(len(status), dtype=np.int64)
    for code, rank in _GRAVITY.items():
        result = np.where(status == code, rank, result)
    return result


def side_status(gravity: Codes) -> Codes:
    """OK (a number, or nothing runs), NA, ND or UNKNOWN of a side, from the gravest of its rows."""
    return _SIDE_STATUS[gravity]


def vector_status(baseline: Codes, project: Codes) -> Codes:
    """Whether a vector's difference is known, from the gravity of its two sides; shapes (measures, vectors).

    ND or UNKNOWN on either side gives no difference. Where neither side has a number, the vector is NA. NA against a
    number counts as no release on the NA side (Toolkit: "release not expected").
    """
    gravest = np.maximum(baseline, project)
    result = np.where(gravest == _GRAVITY[NA], NA, OK)
    result = np.where(gravest == _GRAVITY[ND], ND, result)
    return np.where(gravest == _GRAVITY[UNKNOWN], UNKNOWN, result).astype(np.int64)
