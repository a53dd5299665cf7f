"""The shipped workbooks, with the sums of examples/HAND-CHECKS.md."""

import pytest

from tests.workbooks import EXAMPLES, compute
from zis_calc.model.library import Library

SEIN_2024 = 0.170232636064 + 0.0000095198 * 28 + 0.00000117053 * 265  # t CO2e/MWh, AR5

# code: MWh saved, USD saved (MWh x tariff), payback without and with the grant
PLANT = {
    "servomotores": (437.5, 437.5 * 78, 158000 / 34125, 106000 / 34125),
    "chiller": (208.0, 208 * 78, 96000 / 16224, 96000 / 16224),
    "iluminacion": (146.4 - 58.7, 87.7 * 78, 14200 / 6840.6, 9500 / 6840.6),
    "compresor": (97.0, 97 * 81, 41500 / 7857, 41500 / 7857),
}


def test_a_consultants_own_workbook_is_read_as_it_is(library: Library) -> None:
    result = compute(library, EXAMPLES / "excel" / "diagnostico-planta.xlsx")
    assert [(one.problem.code, one.problem.place.cell) for one in result.found if one.problem.severity != "note"
            and one.problem.code[0] == "X" and one.problem.place] == [("X060", "D11")]  # fmt: skip
    assert [key.id for key in result.rows.keys] == list(PLANT)
    for index, (saved, money, gross, net) in enumerate(PLANT.values()):
        values = {name: float(column[index]) for name, column in result.rows.values.items()}
        assert values["ghg_reduction"] == pytest.approx(saved * SEIN_2024, rel=1e-6)
        assert values["annual_savings"] == pytest.approx(money, rel=1e-12)
        assert values["payback_gross"] == pytest.approx(gross, rel=1e-12)
        assert values["payback"] == pytest.approx(net, rel=1e-12)
