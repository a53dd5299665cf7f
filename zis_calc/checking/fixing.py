"""The flow of `zis-calc check --fix`: files -> the same files with what can be mended mended, or the difference."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zis_calc.checking.inputs import Roots
from zis_calc.checking.options import EVERYTHING, CheckOptions
from zis_calc.checks.context import LibraryFile, LibraryFiles
from zis_calc.checks.fixes import composed, ordered, respelled, same_meaning
from zis_calc.checks.rules.f040_date_form import DATE_KEYS
from zis_calc.checks.shape import read_model
from zis_calc.checks.suppress import suppressions_in
from zis_calc.files.cache import write_aside
from zis_calc.files.documents import file_content, parse_document
from zis_calc.files.folders import shipped_folder, shown_path, yaml_files
from zis_calc.files.library import load_units
from zis_calc.model.checks import Checks
from zis_calc.model.document import DataPath
from zis_calc.problems import Place, ProblemError, problem
from zis_calc.units import UnitTable


@dataclass(frozen=True)
class Fixed:
    """One file that changes: its name, its text before and after, and the codes that were mended."""

    name: str
    before: str
    after: str
    codes: tuple[str, ...]

    def difference(self) -> str:
        """The change as a unified diff."""
        old, new = (re.findall(r"[^\n]*\n|[^\n]+$", text) for text in (self.before, self.after))
        lines = difflib.unified_diff(old, new, f"a/{self.name}", f"b/{self.name}")
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def fixed_files(
    paths: Sequence[Path], folders: Sequence[Path], write: bool, options: CheckOptions = EVERYTHING
) -> list[Fixed]:
    """Mends the YAML files of `paths` (and writes them, in one step each, where `write`); those that change.

    What `options` leave out, and what a comment of the file silences, is not mended.
    """
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise ProblemError(*(problem("Y001", Place(shown_path(path))) for path in missing))
    roots = Roots([path for path in paths if path.is_dir()])
    units = load_units()
    known: dict[str, Checks] = {}
    changed: list[Fixed] = []
    for one in dict.fromkeys(one for path in paths for one in _files(path)):
        root = roots.of(one)[0]
        if root not in known:
            known[root] = _spellings([Path(root), *folders, shipped_folder()], units)
        fixed = _fixed(one, known[root], units, options)
        if fixed is None:
            continue
        changed.append(fixed)
        if write:
            try:
                write_aside(one.resolve(), fixed.after.encode())
            except OSError as reason:
                said = reason.strerror or type(reason).__name__
                raise ProblemError(problem("C006", path=one, reason=said)) from None
    return changed


def _files(path: Path) -> list[Path]:
    return [path / inside for inside in yaml_files(path)] if path.is_dir() else [path]


def _fixed(path: Path, checks: Checks, units: UnitTable, options: CheckOptions) -> Fixed | None:
    """The file mended, or None where there is nothing to mend or it can not be read."""
    name = shown_path(path)
    try:
        whole = file_content(path, name).decode("utf-8")
        before = whole.removeprefix("\ufeff")
        comments = suppressions_in(before)

        def may(code: str, line: int) -> bool:
            return options.chooses(code) and not any(one.silences(code, line) for one in comments)

        text = composed(before, may)
        codes = {"F039"} if text != before else set()
        document = parse_document(text.encode(), name)
        kind = str(document.data.get("kind"))
        text, mended = respelled(text, document, kind, checks, units, may)
        codes |= mended
        after = ordered(text, parse_document(text.encode(), name), kind, may)
        codes |= {"F041"} if after != text else set()
        old, new = parse_document(before.encode(), name), parse_document(after.encode(), name)
        if after == before or not same_meaning(old.data, new.data, _may_change):
            return None
    except (ProblemError, UnicodeDecodeError):
        return None
    return Fixed(name, whole, whole[: len(whole) - len(before)] + after, tuple(sorted(codes)))


def _may_change(path: DataPath) -> bool:
    """The values that a fix may write otherwise: dates, units, release codes."""
    known = ("unit", *DATE_KEYS)
    return bool(path) and (path[-1] in known or "vectors" in path or "residue_detail" in path or "units" in path)


def _spellings(folders: Sequence[Path], units: UnitTable) -> Checks:
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
    return LibraryFiles((), tuple(files), units).checks
