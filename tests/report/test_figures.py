import pytest

from zis_calc.report.figures import change, exact, money, percent, settled, shown, unit_text, with_unit, years


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"), (float("nan"), "–"), (0.0, "0.00"), (-0.0, "0.00"), (8282.56, "8,282.56"),
        (39956.015, "39,956.02"), (-1234567.891, "-1,234,567.89"), (0.0765, "0.0765"), (0.5, "0.500"),
        (0.00000130, "0.00000130"), (1.3e-12, "1.30e-12"), (-0.004, "-0.00400"), (0.9999, "1.000"), (1e18, "1.000e+18"),
    ],
)  # fmt: skip
def test_shown(value: float | None, text: str) -> None:
    assert shown(value) == text


def test_money_years_percent() -> None:
    assert money(1494237.14) == "1,494,237.14"
    assert money(0.5) == "0.50"
    assert money(-0.001) == "-0.001"
    assert years(0.5145797) == "0.51"
    assert percent(0.325) == "32.5 %"
    assert percent(1.9433331530498394) == "194.3 %"
    assert percent(None) == "–"


def test_exact_is_for_a_pocket_calculator() -> None:
    assert exact(2921.8500000000004) == "2921.85"
    assert exact(0.170232636063711) == "0.170232636064"
    assert exact(1020000.0) == "1020000"
    assert exact(-0.0) == "0"


def test_dust_is_not_a_difference() -> None:
    assert settled(10.3 - 10.2 - 0.1, 10.3, 10.2) == pytest.approx(0.0, abs=1e-14)
    assert settled(1e-13, 1.0, 1.0) == 0.0
    assert settled(1e-13, 1e-12, 0.0) == 1e-13
    assert settled(5.0, None, None) == 5.0


def test_change_has_a_sign() -> None:
    assert change(200.0, 50.0) == "-25.0 %"
    assert change(200.0, -50.0) == "+25.0 %"
    assert change(0.0, 5.0) == ""
    assert change(None, 5.0) == ""


def test_units_in_words() -> None:
    assert unit_text("tCO2e/yr", "es") == "tCO2e/año"
    assert unit_text("yr", "es") == "años"
    assert unit_text("yr", "en") == "years"
    assert with_unit(12.5, "µg TEQ/yr", "en") == "12.50 µg TEQ/yr"
