"""The flow of `zis-calc check --fix`: files -> the same files with what can be mended mended, or the difference."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.fixes import composed, ordered, respelled, same_meaning
from zis_calc.checks.rules.f040_date_form import DATE_KEYS
from zis_calc.checks.shape import read_model
from zis_calc.files.cache import write_aside
from zis_calc.files.documents import file_content, parse_document
from zis_calc.files.library import load_units, shipped_folder, yaml_files
from zis_calc.model.checks import Checks
from zis_calc.model.document import DataPath
from zis_calc.problems import Place, ProblemError, problem


@dataclass(frozen=True)
class Fixed:
    """One file that changes: its name, its text before and after, and the codes that were mended."""

    name: str
    before: str
    after: str
    codes: tuple[str, ...]

    def difference(self) -> str:
        """The change as a unified diff."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        lines = difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def fixed_files(paths: Sequence[Path], folders: Sequence[Path], write: bool) -> list[Fixed]:
    """Mends the YAML files of `paths` (and writes them, in one step each, where `write`); those that change."""
    checks = _spellings([*paths, *folders, shipped_folder()])
    changed: list[Fixed] = []
    for path in paths:
        if not path.exists():
            raise ProblemError(problem("Y001", Place(str(path))))
        for one in [path / inside for inside in yaml_files(path)] if path.is_dir() else [path]:
            fixed = _fixed(one, checks)
            if fixed is None:
                continue
            changed.append(fixed)
            if write:
                try:
                    write_aside(one, fixed.after.encode())
                except OSError as reason:
                    said = reason.strerror or type(reason).__name__
                    raise ProblemError(problem("C006", path=one, reason=said)) from None
    return changed


def _fixed(path: Path, checks: Checks) -> Fixed | None:
    """The file mended, or None where there is nothing to mend or it can not be read."""
    name = str(path)
    try:
        before = file_content(path, name).decode("utf-8")
        text = composed(before)
        codes = {"F039"} if text != before else set()
        document = parse_document(text.encode(), name)
        kind = str(document.data.get("kind"))
        text, mended = respelled(text, document, kind, checks)
        codes |= mended
        sorted_text = ordered(text, parse_document(text.encode(), name), kind)
        codes |= {"F041"} if sorted_text != text else set()
        after = parse_document(sorted_text.encode(), name)
        if sorted_text == before or not same_meaning(
            parse_document(before.encode(), name).data, after.data, _may_change
        ):
            return None
    except (ProblemError, UnicodeDecodeError):
        return None
    return Fixed(name, before, sorted_text, tuple(sorted(codes)))


def _may_change(path: DataPath) -> bool:
    """The values that a fix may write otherwise: dates, units, release codes."""
    known = ("unit", *DATE_KEYS)
    return bool(path) and (path[-1] in known or "vectors" in path or "residue_detail" in path or "units" in path)


def _spellings(folders: Sequence[Path]) -> Checks:
    """The spellings of every checks.yaml on the way; the first folder that has one wins."""
    files = []
    for folder in folders:
        path = folder / "checks.yaml"
        if not path.is_file():
            continue
        document = parse_document(file_content(path, str(path)), str(path))
        model, _ = read_model(document, Checks, "checks")
        if model is not None:
            files.append(LibraryFile(document, model, "checks.yaml", str(folder)))
    return LibraryFiles((), tuple(files), load_units()).checks
