"""The cache (never stale, safe to delete, never needed) and where settings come from."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from zis_calc.files import library as files_library
from zis_calc.files.cache import MOST, cache_folder, read_cache, write_aside, write_cache
from zis_calc.files.library import load_library
from zis_calc.files.settings import Setting, found_settings
from zis_calc.model.library import Library
from zis_calc.options import make_options
from zis_calc.problems import ProblemError

OWN = """kind: factor
id: own.gas
quantity: emission_factor_co2
name: {{es: Gas, en: Gas}}
unit: kg CO2/TJ
basis: lhv
region: PE
values:
  - {{from: 2020-01-01, value: {value}, source: ipcc_2006_v2_ch1, review: recalled}}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setenv("ZIS_CALC_CACHE", str(folder))
    return folder


def own(folder: Path, value: int) -> Path:
    (folder / "lib" / "own").mkdir(parents=True, exist_ok=True)
    (folder / "lib" / "own" / "gas.yaml").write_text(OWN.format(value=value), encoding="utf-8")
    return folder / "lib"


def test_the_cache_gives_the_same_library(cache: Path) -> None:
    cold = load_library([]).library
    assert list(cache.glob("library-*.json"))
    warm = load_library([]).library
    assert warm.entries == cold.entries
    assert warm.item_names == cold.item_names
    assert dict(warm.units.names) == dict(cold.units.names)


def test_a_change_of_one_digit_is_seen_even_with_the_same_size_and_time(cache: Path, tmp_path: Path) -> None:
    folder = own(tmp_path, 56100)
    path = folder / "own" / "gas.yaml"
    stamp = path.stat()
    assert load_library([folder]).library.use("own.gas", 2023).value == 56100
    own(tmp_path, 56200)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert load_library([folder]).library.use("own.gas", 2023).value == 56200


def test_a_damaged_or_unwritable_cache_is_no_problem(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_library([])
    for path in cache.glob("library-*.json"):
        path.write_text("{broken", encoding="utf-8")
    assert load_library([]).problems == []
    monkeypatch.setenv("ZIS_CALC_CACHE", "/proc/nowhere/cache")
    assert load_library([]).problems == []
    monkeypatch.setenv("ZIS_CALC_CACHE", "off")
    assert cache_folder() is None
    assert read_cache("x.json") is None
    write_cache("x.json", {})
    assert load_library([]).problems == []


def test_a_cache_file_that_is_not_what_was_written_counts_as_absent(cache: Path) -> None:
    write_cache("findings-a.json", {"value": 56100})
    path = cache / "findings-a.json"
    whole = path.read_bytes()
    assert read_cache("findings-a.json") == {"value": 56100}
    for content in (b"{}", b"[]", b"null", b"abc\n{}", b"", whole.replace(b"56100", b"56101"), whole[:-1]):
        path.write_bytes(content)
        assert read_cache("findings-a.json") is None, content


def test_the_cache_stays_small_and_keeps_what_was_used_last(cache: Path) -> None:
    for number in range(MOST):
        write_cache(f"findings-{number}.json", number)
        os.utime(cache / f"findings-{number}.json", (1000 + number, 1000 + number))
    write_cache("units-1.json", "of another kind")
    assert read_cache("findings-0.json") == 0
    write_cache("findings-new.json", "new")
    kept = {path.stem.removeprefix("findings-") for path in cache.glob("findings-*.json")}
    assert kept == {"new", "0", *(str(number) for number in range(MOST // 2 + 2, MOST))}
    assert read_cache("units-1.json") == "of another kind"


def test_with_a_warm_cache_pint_is_not_imported(cache: Path) -> None:
    load_library([])
    code = (
        "import sys; from zis_calc.cli.app import run; run(['measure', 'examples/caldera-gas-natural.yaml', '--json']);"
        "heavy = [name for name in ('pint', 'openpyxl', 'rich') if name in sys.modules];"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-300:]


def test_a_library_with_errors_is_not_cached(cache: Path, tmp_path: Path) -> None:
    folder = own(tmp_path, 5610000)
    assert [problem.code for problem in load_library([folder]).problems] == ["F008"]
    assert list(cache.glob("library-*.json")) == []


def test_a_write_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.json"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_aside(path, b"new")
    assert path.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["out.json"]


def test_flag_before_environment_before_folder_before_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    user = tmp_path / "config"
    (user / "zis-calc").mkdir(parents=True)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(user))
    monkeypatch.setattr("sys.platform", "linux")
    (user / "zis-calc" / "zis-calc.toml").write_text('gwp = "SAR"\nndc_rule = "any_day"\ncurrency = "PEN"\n')
    (tmp_path / "a" / "zis-calc.toml").write_text('gwp = "AR4"\nndc_rule = "full_years"\nfactors = "own"\n')
    monkeypatch.setenv("ZIS_CALC_GWP", "AR6")
    found = found_settings(deep, {"gwp": "AR5_ccf", "as_of": None})
    assert found["gwp"] == Setting("AR5_ccf", "--gwp")
    assert found["ndc_rule"].value == "full_years"
    assert found["currency"].value == "PEN"
    assert found["factors"].value == [str(tmp_path / "a" / "own")]
    assert found_settings(deep, {})["gwp"] == Setting("AR6", "ZIS_CALC_GWP")


@pytest.mark.parametrize(("text", "code"), [("gwp = ", "C008"), ('gpw = "AR5"', "C001")])
def test_a_bad_settings_file_is_said(tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / "zis-calc.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        found_settings(tmp_path, {})
    assert caught.value.problems[0].code == code


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gwp", "AR7"),
        ("ndc_rule", "by_moon"),
        ("currency", "CLP"),
        ("as_of", "ayer"),
        ("discount_rate", "12 kg"),
        ("decimal", ";"),
    ],
)
def test_a_setting_with_a_wrong_value_is_said(library: Library, name: str, value: str) -> None:
    with pytest.raises(ProblemError) as caught:
        make_options(library, {name: Setting(value, "test")})
    assert caught.value.problems[0].code == "C002"


def test_the_defaults_come_from_the_library_and_not_from_the_clock(library: Library) -> None:
    options = make_options(library, {})
    assert options.as_of == library.settings.as_of
    assert json.loads(library.entries["settings"].json)["gwp"] == options.gwp


def test_the_shipped_folder_is_found() -> None:
    assert (files_library.shipped_folder() / "kinds.yaml").is_file()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_an_output_that_is_no_file_takes_the_bytes_and_stays_what_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE)
    write_aside(pipe, b"result")
    assert reader.communicate(timeout=30)[0] == b"result"
    assert pipe.is_fifo()
    assert [one.name for one in tmp_path.iterdir()] == ["pipe"]
