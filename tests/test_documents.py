"""YAML as files bring it: encodings, sizes, depth, types; each fault a problem with a place."""

from pathlib import Path

import pytest

from zis_calc.files.documents import MAX_BYTES, MAX_DEPTH, parse_document, read_document
from zis_calc.problems import ProblemError


def _codes(content: bytes) -> list[tuple[str, int | None, int | None]]:
    with pytest.raises(ProblemError) as caught:
        parse_document(content, "x.yaml")
    return [
        (p.code, p.place.line if p.place else None, p.place.column if p.place else None) for p in caught.value.problems
    ]


def test_types_that_yaml_guesses_stay_text() -> None:
    text = (
        "a: NO\nb: 12:30\nc: 010\nd: 1e-3\ne: yes\nf: 0x1F\ng: 1_000\nh: 2023-07-01\ni: true\nj: ~\nk: '5'\nl: -1.5E2\n"
    )
    data = parse_document(text.encode(), "x.yaml").data
    assert data["a"] == "NO" and data["b"] == "12:30" and data["c"] == "010" and data["e"] == "yes"
    assert data["f"] == "0x1F" and data["g"] == "1_000"
    assert data["d"] == 0.001 and data["l"] == -150.0
    assert data["h"].isoformat() == "2023-07-01"
    assert data["i"] is True and data["j"] is None and data["k"] == "5"


def test_marks_point_at_values_and_keys() -> None:
    document = parse_document(b"kind: measure\nflows:\n  - item: x\n    baseline:   5 t\n", "x.yaml")
    place = document.place(("flows", 0, "baseline"))
    assert (place.line, place.column) == (4, 17)
    key = document.key_place(("flows", 0, "baseline"))
    assert (key.line, key.column) == (4, 5)
    assert document.place(("flows", 0, "missing")).line == 3


def test_latin1_is_named_with_its_byte() -> None:
    assert _codes("a: 1\nname: fundici\xf3n\n".encode("latin-1")) == [("Y003", 2, 14)]


def test_utf16_is_refused_and_utf8_bom_is_read() -> None:
    assert _codes("a: b\n".encode("utf-16"))[0][0] == "Y003"
    assert parse_document(b"\xef\xbb\xbfa: b\n", "x.yaml").data == {"a": "b"}


def test_control_characters_are_a_syntax_problem() -> None:
    assert _codes(b"a: b\x00c\n")[0][0] == "Y006"
    assert _codes(b"a: \x1b[31mred\n")[0][0] == "Y006"


def test_empty_and_comment_only_files() -> None:
    assert _codes(b"") == [("Y010", 1, 1)]
    assert _codes(b"# nothing\n")[0][0] == "Y013"


def test_deep_and_wide_files_end_quickly() -> None:
    assert _codes(b"a: " + b"[" * 100_000)[0][0] == "Y005"
    assert _codes(b"a: " + b"{b: " * (MAX_DEPTH + 5))[0][0] == "Y005"
    assert _codes(b"- " * 50_000)[0][0] == "Y005"


def test_a_billion_laughs_do_not_expand() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join('*' + chr(97 + i) for _ in range(9))}]" for i in range(9)]
    assert {code for code, *_ in _codes("\n".join(lines).encode())} == {"Y008"}


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(ProblemError) as caught:
        read_document(path, "big.yaml")
    assert caught.value.problems[0].code == "Y004"


def test_folder_and_missing_file(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "Y014"), (tmp_path / "no.yaml", "Y001")):
        with pytest.raises(ProblemError) as caught:
            read_document(path, "x")
        assert caught.value.problems[0].code == code


def test_unreadable_file_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: b\n")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(ProblemError) as caught:
        read_document(path, "a.yaml")
    assert caught.value.problems[0].code == "Y002"


def test_all_problems_at_once() -> None:
    found = _codes(b"a: 1\na: 2\nb: &x 3\nc: !!int 4\n")
    assert [code for code, *_ in found] == ["Y007", "Y008", "Y009"]
