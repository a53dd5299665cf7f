"""The marginal abatement cost table: measures in the order in which they should be taken.

Where the cost is negative, the cost per tonne ranks wrongly: the fewer tonnes share a saving, the "better" it looks
(S. Taylor, "The ranking of negative-cost emissions reduction measures", Energy Policy 48, 2012). Those measures are
ranked by their NPV, and the table says so; the others by cost per tonne.
"""

import numpy as np

from zis_calc.result import Data
from zis_calc.rows import DISCARDED, Rows
from zis_calc.totals import running_sums


def macc(rows: Rows, currency: str) -> Data:
    """The ordered table without the grant (the cost of the measure, whoever pays), and what cannot stand in it.

    tonnes: yearly reduction; cost per tonne: -NPV / (yearly reduction x lifetime), not discounted.
    """
    npv = rows.values["npv_gross"]
    reduced, lifetime = rows.values["ghg_reduction"], rows.values["lifetime"]
    kept = np.asarray([key.stage != DISCARDED for key in rows.keys], dtype=np.bool_)
    known = kept & ~np.isnan(npv) & ~np.isnan(reduced) & ~np.isnan(lifetime)
    valued = known & (reduced > 0)
    cost = np.full(len(rows), np.nan)
    with np.errstate(over="ignore"):
        np.divide(-npv, reduced * lifetime, out=cost, where=valued)
    valued &= np.isfinite(cost)
    chosen = [int(index) for index in np.flatnonzero(valued)]
    order = sorted(chosen, key=lambda index: _rank(float(npv[index]), float(cost[index]), rows.keys[index].id))
    entries = []
    so_far = running_sums(float(reduced[index]) for index in order)
    for index, cumulative in zip(order, so_far, strict=True):
        pays = npv[index] > 0
        entries.append(
            {
                "key": rows.keys[index].id, "name": rows.keys[index].name, "company": rows.keys[index].company,
                "abatement_cost": {"value": float(cost[index]), "unit": f"{currency}/tCO2e"},
                "npv": {"value": float(npv[index]), "unit": currency},
                "ghg_reduction": {"value": float(reduced[index]), "unit": "tCO2e/yr"},
                "cumulative": {"value": cumulative, "unit": "tCO2e/yr"},
                "ranked_by": "npv" if pays else "abatement_cost",
            }
        )  # fmt: skip
    ids = [key.id for key in rows.keys]
    return {
        "view": "none",
        "rows": entries,
        "no_reduction": [ids[index] for index in np.flatnonzero(known & ~valued)],
        "missing": [ids[index] for index in np.flatnonzero(kept & ~known)],
    }


def _rank(npv: float, cost: float, id: str) -> tuple[int, float, str]:
    return (0, -npv, id) if npv > 0 else (1, cost, id)
