"""Files of any kind -> their problems, with the library they belong to as context."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from zis_calc.checking.inputs import read_inputs
from zis_calc.checking.options import EVERYTHING, CheckOptions
from zis_calc.checks.suppress import Suppression, apply_suppressions, suppressions_in
from zis_calc.files.check_cache import code_stamp, digest_of, keep, problems_as_data, problems_from_data, read_kept
from zis_calc.files.documents import file_content
from zis_calc.model.document import lines_of
from zis_calc.problems import Place, Problem, ProblemError, in_order


@dataclass(frozen=True)
class Checked:
    """How many files were looked at, what was found, what was silenced (with the reason), and the texts of files."""

    files: int
    problems: list[Problem]
    suppressed: list[tuple[Problem, str]] = field(default_factory=list)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    from_cache: bool = False

    def line(self, place: Place) -> str | None:
        """The line of a file that a place names."""
        if place.line is None:
            return None
        try:  # what a portfolio names was not read with the files that were named
            content = self.contents.get(place.file) or file_content(Path(place.file), place.file)
        except ProblemError:
            return None
        lines = lines_of(content.decode("utf-8", "replace").removeprefix("\ufeff"))
        return lines[place.line - 1] if place.line <= len(lines) else None


def check_paths(paths: Sequence[Path], folders: Sequence[Path], options: CheckOptions = EVERYTHING) -> Checked:
    """Checks every YAML file of `paths` (files or folders); `folders` are further factor libraries as context."""
    inputs = read_inputs(paths, folders)
    stamp = code_stamp()
    name = digest_of(*(str(path.absolute()) for path in (*paths, *folders)))
    parts = [part for one in (*inputs.named, *inputs.context) for part in (one.name, one.inside, one.content)]
    key = digest_of(stamp, str(options.as_of), str(len(inputs.named)), *inputs.strays, "", *parts)
    kept = read_kept("check", name, key)
    if kept is not None:
        found = problems_from_data(kept)
    else:
        # Rules and models are only imported where there is something to look at.
        from zis_calc.checking.findings import find_problems

        found, lasting = find_problems(inputs, name, stamp, options.as_of)
        found = in_order(found)
        if lasting:
            keep("check", name, key, problems_as_data(found))
    contents = {one.name: one.content for one in inputs.named}
    shown, silenced = _shown(in_order([*inputs.problems, *found]), contents, options)
    return Checked(inputs.count, shown, silenced, contents, kept is not None)


def _shown(
    found: list[Problem], contents: Mapping[str, bytes], options: CheckOptions
) -> tuple[list[Problem], list[tuple[Problem, str]]]:
    """What is reported after suppressions, selection and baseline, and what the comments silenced."""
    texts = {name: content.decode("utf-8", "replace") for name, content in contents.items() if b"zis-calc:" in content}
    suppressions: dict[str, list[Suppression]] = {name: suppressions_in(text) for name, text in texts.items()}
    kept, silenced, unused = apply_suppressions(found, suppressions)
    if unused:
        from zis_calc.checking.findings import unused_suppressions

        kept += unused_suppressions(unused, texts)
    shown = [one for one in in_order(kept) if options.shows(one)]
    if options.baseline:
        from zis_calc.checks.baseline import without_known

        shown = without_known(shown, options.baseline)
    return shown, [(one, comment.reason) for one, comment in silenced if options.shows(one)]
