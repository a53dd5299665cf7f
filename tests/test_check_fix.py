"""`zis-calc check --fix`: what it mends, what it keeps, and that no file means anything else afterwards."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.rule_support import complete
from tests.support import zis_here
from zis_calc.checking import CheckOptions
from zis_calc.checking.fixing import fixed_files
from zis_calc.checks.shape import find_kind, read_model
from zis_calc.files.documents import parse_document
from zis_calc.files.library import load_units
from zis_calc.model.registry import model_of

SHIPPED = sorted((ROOT / "factors").rglob("*.yaml"))


def fixed(folder: Path, text: str, name: str = "own/gas.yaml", only: str | None = None) -> str:
    """A file after --fix (of one code, or of all), byte for byte."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    fixed_files([folder], [], True, CheckOptions(select=frozenset((only,)) if only else None))
    return path.read_bytes().decode()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize("last", [True, False])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_byte_order_mark_and_the_end_of_the_file_stay(
    tmp_path: Path, end: str, last: bool, mark: str
) -> None:
    before = "kind: factor\nid: own.gas\nregion: PE\n# what it is\nquantity: emission_factor_co2\nunit: KWH"
    after = "kind: factor\nid: own.gas\n# what it is\nquantity: emission_factor_co2\nunit: kWh\nregion: PE"
    before, after = (text + "\n" * last for text in (before, after))
    assert fixed(tmp_path, mark + before.replace("\n", end)).replace(end, "\n") == mark + after


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2020/1/1", "2020-01-01"),
        ("2020.01.01", "2020-01-01"),
        ("'2020/1/1'", "2020-01-01"),
        ('"2020-1-1"', "2020-01-01"),
        ("01/02/2020", "01/02/2020"),
        ("2020/13/1", "2020/13/1"),
        ("2020-01-01", "2020-01-01"),
    ],
)
def test_a_date_is_rewritten_where_it_can_mean_one_day(tmp_path: Path, written: str, read: str) -> None:
    line = "values:\n  - {from: %s, value: 1, source: ipcc_2006_v2_ch1, review: recalled}  # when\n"
    text = complete("kind: factor\n" + line % written)
    assert fixed(tmp_path, text, only="F040") == text.replace(written, read)


@pytest.mark.parametrize(("written", "read"), [("n.d.", "ND"), ("'n/a'", "NA"), ("-", "-"), ("ND", "ND")])
def test_a_release_code_is_rewritten_where_it_can_mean_one_thing(tmp_path: Path, written: str, read: str) -> None:
    text = complete(
        "kind: factor\nquantity: release_vector\nunit: µg TEQ/t\nvalues:\n  - from: 1990-01-01\n"
        f"    vectors: {{air: 10, water: {written}}}\n    source: unep_toolkit_2013\n    review: recalled\n"
    )
    assert fixed(tmp_path, text, only="F045") == text.replace(f"water: {written}", f"water: {read}")


def test_a_spelling_that_is_another_unit_is_not_written(tmp_path: Path) -> None:
    """An own checks.yaml may list any spelling; kWh for MWh would change every number of the file by a thousand."""
    (tmp_path / "checks.yaml").write_text("kind: checks\nunit_spellings: {MWh: kWh, GJ: gigajoule, kgs: kg}\n")
    for unit, usual in (("t CO2/MWh", "t CO2/MWh"), ("t CO2/GJ", "t CO2/GJ"), ("kgs CO2/TJ", "kg CO2/TJ")):
        text = complete(f"kind: factor\nunit: {unit}\n")
        assert fixed(tmp_path, text, only="F042") == text.replace(f"unit: {unit}\n", f"unit: {usual}\n")


def test_what_a_comment_silences_or_an_option_leaves_out_is_not_mended(tmp_path: Path) -> None:
    kept = complete("kind: factor\nunit: kgCO2/TJ  # zis-calc: ignore F042 -- as the supplier prints it\n")
    assert fixed(tmp_path, kept, only="F042") == kept
    whole = complete(
        "kind: factor\nid: own.gas\nregion: PE  # zis-calc: ignore F041 -- the order of the source\nbasis: lhv\n"
    )
    assert fixed(tmp_path, whole) == whole
    mendable = complete("kind: factor\nunit: kgCO2/TJ\n")
    path = tmp_path / "own" / "gas.yaml"
    path.write_text(mendable, encoding="utf-8")
    for choice in (("--ignore", "F042,F041"), ("--select", "F040")):
        done = zis_here("check", str(tmp_path), "--fix", *choice, cwd=tmp_path)
        assert (done.returncode, path.read_text(encoding="utf-8")) == (0, mendable), choice
    zis_here("check", str(path), "--fix", "--select", "unit-spelling", cwd=tmp_path)
    assert path.read_text(encoding="utf-8") == mendable.replace("kgCO2", "kg CO2")


def test_a_comment_that_silences_moves_with_its_key(tmp_path: Path) -> None:
    text = (
        "kind: factor\nid: own.gas\nregion: Lima\n# of the unit\n\n# zis-calc: ignore F067 -- ours\n\n"
        "quantity: emission_factor_co2\nunit: kWh\n"
    )
    assert fixed(tmp_path, text) == (
        "kind: factor\nid: own.gas\n# zis-calc: ignore F067 -- ours\n\nquantity: emission_factor_co2\nunit: kWh\n"
        "region: Lima\n# of the unit\n\n"
    )


def test_diff_writes_nothing_and_ends_with_1(tmp_path: Path) -> None:
    path = tmp_path / "own" / "gas.yaml"
    path.parent.mkdir()
    text = complete("kind: factor\r\nunit: kgCO2/TJ\r\n").removesuffix("\n")
    path.write_bytes(text.encode())
    done = zis_here("check", "own", "--diff", cwd=tmp_path)
    assert done.returncode == 1 and path.read_bytes() == text.encode()
    assert "--- a/own/gas.yaml\n+++ b/own/gas.yaml\n" in done.stdout
    assert "-unit: kgCO2/TJ\r\n" in done.stdout and "+unit: kg CO2/TJ\r\n" in done.stdout
    zis_here("check", "own", "--fix", cwd=tmp_path)
    assert zis_here("check", "own", "--diff", cwd=tmp_path).returncode == 0


def test_a_linked_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "real.yaml"
    real.write_text(complete("kind: factor\nunit: kgCO2/TJ\n"), encoding="utf-8")
    (tmp_path / "lib").mkdir()
    link = tmp_path / "lib" / "gas.yaml"
    link.symlink_to(real)
    fixed_files([tmp_path / "lib"], [], write=True)
    assert link.is_symlink() and "unit: kg CO2/TJ" in real.read_text(encoding="utf-8")


def loaded(text: str, name: str) -> Any:
    """What the program reads from a file, with units as their factor and dimension; or its problems."""
    document = parse_document(text.encode(), name)
    kind, _ = find_kind(document)
    model, problems = read_model(document, model_of(kind or ""), kind or "")
    data = model.model_dump(mode="json", by_alias=True) if model is not None else {}
    if "unit" in data:
        unit = load_units().unit(data["unit"])
        data["unit"] = [unit.factor, unit.dimension]
    return data, sorted(problem.code for problem in problems)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(SHIPPED),
    order=st.randoms(use_true_random=False),
    end=st.sampled_from(["\n", "\r\n"]),
    comments=st.lists(st.sampled_from(["# one", "# two: [", "", "#"]), max_size=4),
    slashes=st.booleans(),
    spelled=st.sampled_from([("kWh", "KWH"), ("MMBtu", "MMBTU"), ("m3", "m³"), ("µg", "μg"), ("t ", "tn ")]),
)
def test_whatever_is_mended_the_file_means_the_same(
    tmp_path: Path, path: Path, order: Any, end: str, comments: list[str], slashes: bool, spelled: tuple[str, str]
) -> None:
    """Shipped files with their blocks in another order, comments between, dates and units in other spellings."""
    original = path.read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^#.*\n)*^\S.*\n(?:^(?:[ -].*)?\n)*", original, re.MULTILINE)
    assert "".join(blocks) == original
    head, rest = blocks[0], blocks[1:]
    order.shuffle(rest)
    for comment in comments:
        rest.insert(order.randrange(len(rest) + 1), f"{comment}\n")
    text = head + "".join(rest)
    if slashes:
        text = re.sub(r"(from: )(\d{4})-0?(\d+)-0?(\d+)", r"\1\2/\3/\4", text)
    text = re.sub(r"(?m)^unit: .*$", lambda match: match.group().replace(*spelled), text).replace("\n", end)
    after = fixed(tmp_path, text, path.name)
    assert fixed(tmp_path, after, path.name) == after
    assert sorted(re.findall(r"#.*", after)) == sorted(re.findall(r"#.*", text))
    mended, codes = loaded(after, path.name)
    assert mended == loaded(original, path.name)[0] and codes == []
    assert not re.search(r"from: \d{4}/", after) and (spelled[1] not in after or spelled[1] in original)
