"""The flow of `verify`: a stored result computed again from what it records, and compared with it."""

import contextlib
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from typing import Any, NamedTuple

from zis_calc import __version__
from zis_calc.checks.shape import read_model
from zis_calc.compare import Comparison, Tolerance, compare_results
from zis_calc.comparing import stored_result
from zis_calc.files.documents import plain_value
from zis_calc.files.results import digest_of
from zis_calc.files.settings import Setting
from zis_calc.gathering import gather
from zis_calc.model.comparison import Recorded, RecordedInput, RecordedSettings
from zis_calc.model.document import DataPath, Document, path_of
from zis_calc.model.library import Library
from zis_calc.options import make_options
from zis_calc.pack import Case, Options
from zis_calc.problems import Place, Problem, ProblemError, problem
from zis_calc.report.json_text import problem_data
from zis_calc.reporting import PortfolioRun, run_portfolio
from zis_calc.run import open_library, read_measures, run_measures

Data = dict[str, Any]

MEASURES = "zis-calc/result/1"
REPRODUCED, WITHIN, INPUTS_CHANGED, DIFFERS = "reproduced", "within_tolerance", "inputs_changed", "differs"


class Input(NamedTuple):
    """An input of the stored result, where it was found, and the digest of that file now."""

    recorded: RecordedInput
    path: Path
    digest: str

    @property
    def same(self) -> bool:
        """Whether the file is the one that was computed."""
        return self.recorded.sha256 == self.digest


@dataclass(frozen=True)
class Verified:
    """A stored result beside the same computed again."""

    name: str
    inputs: list[Input]
    version: str
    library: str
    library_now: str
    refused_then: list[str]
    tolerance: Tolerance
    comparison: Comparison
    problems: list[Problem]

    @property
    def outcome(self) -> str:
        """Reproduced (exactly, or within the tolerance), computed from inputs that changed, or something differs."""
        if not self.comparison.same:
            return DIFFERS
        if not all(one.same for one in self.inputs):
            return INPUTS_CHANGED
        return WITHIN if self.comparison.within else REPRODUCED

    @property
    def version_now(self) -> str:
        """The version that runs."""
        return __version__


def verify(
    path: Path, roots: Sequence[Path], own: Sequence[Path] | None, tolerance: Tolerance, language: str
) -> Verified:
    """Computes the stored result `path` again with the settings, stages and changes that it records.

    Inputs are looked for from the current folder, from the folder of the result, and from `roots`; `own` replaces the
    own factor folders that it names. ProblemError V002, V004, V006, V007, C002 and those of reading.
    """
    name = str(path)
    stored = stored_result(path, name)
    recorded = _recorded(stored, name)
    places = [Path(), path.parent, *roots]
    inputs = _located(recorded.inputs, places)
    folders = list(own) if own is not None else _folders(recorded.settings.factors, places)
    library, problems = open_library(folders)
    options = recorded_options(library, recorded.settings, name)
    refused_then: list[str] = []
    if stored["schema"] == MEASURES:
        cases, found, refused = _cases(recorded, inputs)
        ids = {case.measure.id for case in cases} | set(refused)
        refused_then = [one for one in recorded.totals.refused if one not in ids]
        run = run_measures(library, options, cases, [*refused, *refused_then], found)
        data, problems = run.data, [*problems, *run.problems]
    else:
        portfolio = _portfolio(library, options, recorded, places, name)
        data, problems = portfolio.data, [*problems, *portfolio.problems]
    again = {**data, "problems": [problem_data(one, language) for one in problems]}
    kept = {**stored, "problems": _of_computed(stored.get("problems"), inputs, refused_then)}
    return Verified(
        name,
        inputs,
        recorded.tool.version,
        recorded.tool.library,
        library.digest,
        refused_then,
        tolerance,
        compare_results(kept, again, tolerance),
        problems,
    )


def _portfolio(
    library: Library, options: Options, recorded: Recorded, places: Sequence[Path], name: str
) -> PortfolioRun:
    """A portfolio again from the paths it names, in the first place that has them all; ProblemError V004, V006."""
    if recorded.run is None:
        raise ProblemError(problem("V004", Place(name), "run"))
    paths = recorded.run.paths
    place = next((one for one in places if all((one / path).exists() for path in paths)), None)
    if place is None:
        looked = ", ".join(dict.fromkeys(str(one) for one in places))
        raise ProblemError(*(problem("V006", Place(path), file=path, folders=looked) for path in paths))
    with contextlib.chdir(place):  # so that every file has the name it had then
        return run_portfolio(library, options, gather([Path(path) for path in paths]), recorded.run.stage)


def _recorded(stored: Data, name: str) -> Recorded:
    recorded, found = read_model(Document(name, stored, {}), Recorded, "result")
    if recorded is None:
        raise ProblemError(problem("V004", Place(name)), *found)
    if not recorded.inputs and recorded.run is None:
        raise ProblemError(problem("V004", Place(name), "inputs"))
    return recorded


def recorded_options(library: Library, settings: RecordedSettings, name: str) -> Options:
    """Exactly the recorded settings: neither zis-calc.toml nor the environment has a say; ProblemError C002."""
    try:
        datetime.date.fromisoformat(settings.as_of)
        first, last = settings.ndc_years
        if not 1900 <= first <= last <= 2200:
            raise ValueError
    except ValueError:
        raise ProblemError(problem("V004", Place(name), "settings")) from None
    words = {key: getattr(settings, key) for key in ("as_of", "gwp", "ndc_rule", "currency", "electricity", "decimal")}
    options = make_options(library, {key: Setting(value, name) for key, value in words.items()})
    # The rate is taken as the number it is: `12 %` divided by 100 again may end in another bit.
    return replace(
        options,
        ndc_years=(first, last),
        discount_rate=float(settings.discount_rate),
        factors=tuple(settings.factors),
    )


def _located(recorded: Sequence[RecordedInput], places: Sequence[Path]) -> list[Input]:
    """Each input where it lies; of several candidates the one whose bytes are those recorded; ProblemError V006."""
    inputs: list[Input] = []
    missing: list[Problem] = []
    for one in recorded:
        candidates = [path for path in _candidates(one.file, places) if path.is_file()]
        digests = [digest_of(path, one.file) for path in candidates]
        if not candidates:
            looked = ", ".join(dict.fromkeys(str(place) for place in places))
            missing.append(problem("V006", Place(one.file), file=one.file, folders=looked))
            continue
        chosen = digests.index(one.sha256) if one.sha256 in digests else 0
        inputs.append(Input(one, candidates[chosen], digests[chosen]))
    if missing:
        raise ProblemError(*missing)
    return inputs


def _candidates(file: str, places: Sequence[Path]) -> list[Path]:
    """Where a recorded path may lie, in the order of `places`; also as Windows wrote it."""
    texts = dict.fromkeys((file, PureWindowsPath(file).as_posix()))
    return [place / text for place in places for text in texts]


def _folders(named: Sequence[str], places: Sequence[Path]) -> list[Path]:
    """The own factor folders that the result names; ProblemError V007."""
    found: list[Path] = []
    missing: list[Problem] = []
    for one in named:
        known = next((path for path in _candidates(one, places) if path.is_dir()), None)
        if known is None:
            missing.append(problem("V007", Place(one), folder=one))
        else:
            found.append(known)
    if missing:
        raise ProblemError(*missing)
    return found


def _cases(recorded: Recorded, inputs: Sequence[Input]) -> tuple[list[Case], list[Problem], list[str]]:
    """The recorded inputs at their stage and with their `--set` changes, under the names that they had."""
    stages = {measure.file: measure.stage for measure in recorded.measures}
    cases: list[Case] = []
    problems: list[Problem] = []
    refused: list[str] = []
    for one in inputs:
        file = one.recorded.file
        stage = one.recorded.stage or stages.get(file)
        read = read_measures([(one.path, file)], stage, [_change(text, file) for text in one.recorded.set])
        cases += read[0]
        problems += read[1]
        refused += read[2]
    return cases, problems, refused


def _change(text: str, file: str) -> tuple[DataPath, str, Any]:
    key, sign, value = text.partition("=")
    path = path_of(key.strip())
    if not sign or path is None:
        raise ProblemError(problem("V004", Place(file), "inputs"), problem("C003", text=text))
    return path, text, plain_value(value.strip())


def _of_computed(problems: Any, inputs: Sequence[Input], refused_then: Sequence[str]) -> list[Data]:
    """The stored problems without those of files that were refused then: they are not computed again."""
    files = {one.recorded.file for one in inputs}
    kept: list[Data] = []
    for one in problems if isinstance(problems, list) else ():
        if not isinstance(one, dict):
            continue
        file = one.get("file")
        outside = bool(file) and file not in files
        if not (outside and (one.get("severity") == "error" or one.get("measure") in refused_then)):
            kept.append(one)
    return kept
