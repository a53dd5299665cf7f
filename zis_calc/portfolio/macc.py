"""The marginal abatement cost table: measures in the order in which they should be taken.

Where the cost is negative, the cost per tonne ranks wrongly: the fewer tonnes share a saving, the "better" it looks
(S. Taylor, "The ranking of negative-cost emissions reduction measures", Energy Policy 48, 2012). Those measures are
ranked by their NPV, and the table says so; the others by cost per tonne.
"""

from typing import NamedTuple

import numpy as np

from zis_calc.engine.types import Array, Codes, Flags
from zis_calc.result import Data
from zis_calc.rows import DISCARDED, Rows
from zis_calc.totals import running_sums


class Ranked(NamedTuple):
    """The measures of the curve in their order: position among the rows, cost per tonne, sum of tonnes so far."""

    position: Codes
    cost: Array
    cumulative: Array
    by_npv: Flags
    no_reduction: Codes
    missing: Codes


def ranked(rows: Rows) -> Ranked:
    """The order of the curve without the grant, as columns."""
    npv = rows.values["npv_gross"]
    reduced, lifetime = rows.values["ghg_reduction"], rows.values["lifetime"]
    kept = np.asarray([key.stage != DISCARDED for key in rows.keys], dtype=np.bool_)
    known = kept & ~np.isnan(npv) & ~np.isnan(reduced) & ~np.isnan(lifetime)
    valued = known & (reduced > 0)
    cost = np.full(len(rows), np.nan)
    with np.errstate(over="ignore"):
        np.divide(-npv, reduced * lifetime, out=cost, where=valued)
    valued &= np.isfinite(cost)
    pays = npv > 0
    chosen = np.flatnonzero(valued)
    # Python's order of ids decides ties, as everywhere; numpy would pad the texts of all rows to the longest.
    rank = np.where(pays, -npv, cost)[chosen].tolist()
    first = np.where(pays, 0, 1)[chosen].tolist()
    ids = [rows.keys[index].id for index in chosen.tolist()]
    order = sorted(range(len(ids)), key=lambda number: (first[number], rank[number], ids[number]))
    position = chosen[order].astype(np.int64) if order else np.zeros(0, dtype=np.int64)
    cumulative = np.asarray(list(running_sums(reduced[position].tolist())), dtype=np.float64)
    rest = np.flatnonzero(known & ~valued).astype(np.int64), np.flatnonzero(kept & ~known).astype(np.int64)
    return Ranked(position, cost[position], cumulative, pays[position], *rest)


def macc(rows: Rows, currency: str) -> Data:
    """The ordered table without the grant (the cost of the measure, whoever pays), and what cannot stand in it.

    tonnes: yearly reduction; cost per tonne: -NPV / (yearly reduction x lifetime), not discounted.
    """
    found = ranked(rows)
    npv, reduced = rows.values["npv_gross"], rows.values["ghg_reduction"]
    entries = []
    for index, cost, cumulative, by_npv in zip(*(column.tolist() for column in found[:4]), strict=True):
        key = rows.keys[index]
        entries.append(
            {
                "key": key.id, "name": key.name, "company": key.company,
                "abatement_cost": {"value": cost, "unit": f"{currency}/tCO2e"},
                "npv": {"value": float(npv[index]), "unit": currency},
                "ghg_reduction": {"value": float(reduced[index]), "unit": "tCO2e/yr"},
                "cumulative": {"value": cumulative, "unit": "tCO2e/yr"},
                "ranked_by": "npv" if by_npv else "abatement_cost",
            }
        )  # fmt: skip
    ids = [key.id for key in rows.keys]
    return {
        "view": "none",
        "rows": entries,
        "no_reduction": [ids[index] for index in found.no_reduction],
        "missing": [ids[index] for index in found.missing],
    }
