"""The flow of `zis-calc portfolio`: measures in chunks through the gate and engine, then everything over their rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zis_calc import __version__
from zis_calc.checks.measure import choose_stage, measure_rules
from zis_calc.checks.results import measure_problems, mixed_problems
from zis_calc.checks.shape import find_kind, read_model
from zis_calc.computed import comes_after, computed, other_errors, without_collector
from zis_calc.files.settings import Setting
from zis_calc.gathering import Gathered, Head, Read, Source, read_source
from zis_calc.intake.documents import at_unit
from zis_calc.model.base import Words, both
from zis_calc.model.document import Document
from zis_calc.model.library import FactorUse, Library
from zis_calc.model.measure import STAGES, Measure
from zis_calc.model.portfolio import Claim, Group, Portfolio
from zis_calc.options import make_options
from zis_calc.pack import Case, Options
from zis_calc.portfolio.claims import read_claims
from zis_calc.portfolio.data import Whole, portfolio_data
from zis_calc.portfolio.notices import Notices
from zis_calc.portfolio.programme import programme_data
from zis_calc.portfolio.stages import stages_data
from zis_calc.problems import ERROR, Place, Problem, ProblemError, has_errors, problem
from zis_calc.result import factor_data, input_data, measure_data, note_uses, settings_data
from zis_calc.rows import DISCARDED, Rows, joined, rows_of

CHUNK = 2000  # measures that are in memory with all their cells at one time


@dataclass
class Intake:
    """Takes measure documents one by one and keeps only their rows."""

    library: Library
    options: Options
    stage: str | None
    groups: Mapping[str, Group]
    notices: Notices = field(default_factory=Notices)
    refused: set[str] = field(default_factory=set)
    seen: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    waits: dict[str, list[str]] = field(default_factory=dict)
    uses: dict[tuple[str, str], FactorUse] = field(default_factory=dict)
    schemes: set[str] = field(default_factory=set)
    standing: list[Rows] = field(default_factory=list)
    others: dict[str, list[Rows]] = field(default_factory=dict)
    compared: dict[tuple[str, str], list[Case]] = field(default_factory=dict)
    around: list[Case] = field(default_factory=list)
    companies: list[tuple[Document, Portfolio]] = field(default_factory=list)
    _waiting: list[tuple[Case, str]] = field(default_factory=list)
    _chained: list[tuple[Case, str]] = field(default_factory=list)

    def take(self, read: Read) -> None:
        """Reads one document; a measure without errors is computed with the next chunk."""
        document, group, found = read.document, read.group, read.problems
        self.notices.add(found)
        if read.companies is not None:
            self.companies.append(read.companies)
        for id in read.refused:
            self._refuse(id, group)
        if document is None:
            return
        if has_errors(found):
            self._refuse(str(document.data.get("id") or document.file), group)
            if document.data.get("id") and not any(one.code.startswith("Y") for one in found):  # cells, not broken YAML
                self._other_errors(document)
            return
        case = self._case(document, group)
        if case is None:
            return
        data = input_data(case)
        if self.inputs.setdefault(document.file, data)["stage"] != data["stage"]:  # a workbook holds several
            self.inputs[document.file]["stage"] = None
        if case.block.after:
            self.waits[case.measure.id] = list(case.block.after)
        if comes_after(case):
            self._chained.append((case, group))
            return
        self._waiting.append((case, group))
        if len(self._waiting) >= CHUNK:
            self._flush(self._waiting, [])
            self._waiting = []

    def _other_errors(self, document: Document) -> None:
        """What else is wrong with a measure of a workbook that has cells which cannot be read."""
        measure, found = read_model(document, Measure, "measure")
        if measure is not None:
            found = [*found, *measure_rules(document, measure)]
        if measure is not None and not has_errors(found):
            try:
                case = choose_stage(document, measure, self.stage)
                found += [at_unit(one, document.units) for one in other_errors(self.library, self.options, [case])]
            except ProblemError as error:
                found += error.problems
        self.notices.add(found)

    def _case(self, document: Document, group: str) -> Case | None:
        kind, found = find_kind(document)
        if kind is not None and kind != "measure":
            self.notices.add([problem("P004", document.place(("kind",)), "kind", kind=kind)])
            return None
        measure: Measure | None = None
        if kind is not None:
            measure, found = read_model(document, Measure, kind)
        if measure is not None:
            measure, assumed = self._dated(document, measure, group)
            found = [*found, *assumed, *measure_rules(document, measure)]
            if measure.id in self.seen:
                place = document.place(("id",))
                found.append(problem("M021", place, "id", measure.id, id=measure.id, other=self.seen[measure.id]))
        self.notices.add(found)
        if measure is None or has_errors(found):
            twice = measure is not None and measure.id in self.seen
            self._refuse(document.file if twice else str(document.data.get("id") or document.file), group)
            return None
        self.seen[measure.id] = document.file
        try:
            return choose_stage(document, measure, self.stage)
        except ProblemError as error:
            self.notices.add(error.problems)
            self._refuse(measure.id, group)
            return None

    def _dated(self, document: Document, measure: Measure, group: str) -> tuple[Measure, list[Problem]]:
        """The measure with the dates that its group assumes where its file gives no start; P006 says so."""
        assumed = self.groups[group].assumed if group in self.groups else None
        if assumed is None or measure.start is not None:
            return measure, []
        dates = {"start": assumed.start, "lifetime": measure.lifetime or assumed.lifetime}
        values = {"start": assumed.start, "reason": f"{assumed.reason.es}\x1f{assumed.reason.en}"}
        return measure.model_copy(update=dates), [problem("P006", document.place(), "start", measure.id, **values)]

    def _refuse(self, id: str, group: str) -> None:
        """Remembers a measure with errors, unless its group is in no total anyway."""
        if group not in self.groups or self.groups[group].in_totals:
            self.refused.add(id)

    def needed(self) -> frozenset[str]:
        """The measures that others come `after` and that are not held themselves."""
        held = {case.measure.id for case, _ in self._chained}
        return frozenset(id for case, _ in self._chained for id in comes_after(case)) - held

    def settle(self) -> None:
        """Computes the measures that wait for a full chunk."""
        self._flush(self._waiting, [])
        self._waiting = []

    def finish(self, before: Sequence[Case]) -> None:
        """Computes the chained measures; `before` are those that they come after, read once more."""
        if self._chained:
            self._flush(self._chained, before)
        self._chained = []

    def _flush(self, cases: Sequence[tuple[Case, str]], before: Sequence[Case]) -> None:
        if not cases and self.standing:
            return
        group_of = {case.measure.id: group for case, group in cases}
        chosen = [case for case, _ in cases]
        with without_collector():
            self._compute(chosen, before, group_of)

    def _compute(self, chosen: Sequence[Case], before: Sequence[Case], group_of: Mapping[str, str]) -> None:
        batch, results, found = computed(self.library, self.options, [*before, *chosen])
        earlier = {case.measure.id for case in before}
        measures = [measure_data(batch, results, index, self.options) for index in range(len(batch.cases))]
        found = [*found, *measure_problems(self.library, self.options, batch, results, measures)]
        units = {cell: unit for case in chosen for cell, unit in case.document.units.items()}
        self.notices.add(at_unit(one, units) for one in found if one.measure not in earlier)
        sound = {case.measure.id for case in batch.cases}
        for case in chosen:
            if case.measure.id not in sound:
                self._refuse(case.measure.id, group_of.get(case.measure.id, ""))
        for case, uses in zip(batch.cases, batch.uses, strict=True):
            if case.measure.id not in earlier:
                note_uses(self.uses, uses)
        self.schemes |= {row.item for row in batch.flow_rows if row.type == "electricity"}
        rows = _grouped(rows_of(batch, results, with_views=True), group_of)
        kept = [index for index, key in enumerate(rows.keys) if key.id not in earlier]
        self.standing.append(rows if len(kept) == len(rows) else rows.take(kept))
        for stage in STAGES:
            self._other_stage(stage, [case for case in chosen if case.measure.id in sound], before, group_of)
        if any(case.block.after for case in chosen):
            self.around += [*before, *chosen]
        for case in chosen:
            first = earlier_stage(case) if case.measure.id in sound else None
            if first is not None:
                self.compared.setdefault((first, case.stage), []).append(case)

    def _other_stage(
        self, stage: str, chosen: Sequence[Case], before: Sequence[Case], group_of: Mapping[str, str]
    ) -> None:
        """The estimates of measures at a stage that is not the one they stand at."""
        cases = [
            choose_stage(case.document, case.measure, stage)
            for case in chosen
            if case.stage != stage and case.measure.stages is not None and stage in case.measure.stages
        ]
        if not cases:
            return
        ids = {case.measure.id for case in cases}
        around = [*before, *(case for case in chosen if case.measure.id not in ids)]
        around = around if any(case.block.after for case in cases) else []
        batch, results, found = computed(self.library, self.options, [*around, *cases])
        self.notices.add(one for one in found if one.measure in ids and one.severity == ERROR)
        rows = _grouped(rows_of(batch, results, with_views=True), group_of)
        kept = [index for index, key in enumerate(rows.keys) if key.id in ids]
        self.others.setdefault(stage, []).append(rows.take(kept))

    def rows(self) -> Rows:
        """All rows at the stage each measure stands at, by id."""
        return in_order_of_id(joined(self.standing))

    def by_stage(self, standing: Rows) -> dict[str, Rows]:
        """The rows of every estimate, by stage; `standing` are those of `rows`."""
        found: dict[str, Rows] = {}
        for stage in STAGES:
            here = [index for index, key in enumerate(standing.keys) if key.stage == stage]
            parts = [*self.others.get(stage, []), *([standing.take(here)] if here else [])]
            if parts:
                found[stage] = in_order_of_id(joined(parts))
        return found


def earlier_stage(case: Case) -> str | None:
    """The stage that a measure's stage is compared with: its feasibility study, else the stage before."""
    stages = case.measure.stages or {}
    before = [name for name in STAGES[: STAGES.index(case.stage)] if name in stages and name != DISCARDED]
    if not before or case.stage == DISCARDED:
        return None
    return "feasibility" if "feasibility" in before else before[-1]


def in_order_of_id(rows: Rows) -> Rows:
    """The rows sorted by id, so that the order of files changes nothing."""
    order = sorted(range(len(rows)), key=lambda index: rows.keys[index].id)
    return rows if order == list(range(len(rows))) else rows.take(order)


def _grouped(rows: Rows, group_of: Mapping[str, str]) -> Rows:
    return replace(rows, keys=tuple(key._replace(group=group_of.get(key.id, "")) for key in rows.keys))


def take_in(library: Library, options: Options, gathered: Gathered, stage: str | None) -> Intake:
    """All measures of what was gathered, as rows."""
    groups = {group.id: group for head in gathered.heads for group in head.model.groups}
    intake = Intake(library, options, stage, groups)
    for read in documents(library, options, gathered):
        intake.take(read)
    intake.settle()
    needed = intake.needed()
    before: list[Case] = []
    if needed:
        known = {key.id: key.file for rows in intake.standing for key in rows.keys if key.id in needed}
        for document in (one.document for one in documents(library, options, gathered) if one.document is not None):
            # Only what was computed itself: the first of its id, and not one that was refused.
            if known.pop(str(document.data.get("id")), "") == document.file:
                measure, _ = read_model(document, Measure, "measure")
                if measure is not None:
                    before.append(choose_stage(document, measure, stage))
    intake.finish(before)
    return intake


def documents(library: Library, options: Options, gathered: Gathered) -> Iterator[Read]:
    """Every measure document in a fixed order, with its group."""
    heads: dict[str, Head] = {head.name: head for head in gathered.heads}
    source: Source
    for source in gathered.sources:
        yield from read_source(library, options.decimal, gathered.limits, source, heads.get(source.name))


@dataclass
class PortfolioRun:
    """A finished portfolio: the result as plain data, and its problems."""

    data: dict[str, Any]
    problems: list[Problem]


def with_portfolio_settings(found: Mapping[str, Setting], heads: Sequence[Head]) -> dict[str, Setting]:
    """The settings of a run over portfolio files: flag > ZIS_CALC_* > portfolio file > zis-calc.toml.

    ProblemError P005 where two portfolio files do not agree and no flag decides, P034 where two groups share an id.
    """
    settings: dict[str, Setting] = {}
    strong = {name: one for name, one in found.items() if one.origin.startswith(("--", "ZIS_CALC_"))}
    problems = _groups_twice(heads)
    for head in heads:
        for name, value in head.model.settings.model_dump(exclude_none=True).items():
            known = settings.get(name)
            if known is not None and known.value != value and name not in strong:
                place = head.document.place(("settings", name))
                values = {"key": name, "value": value, "other": known.value, "origin": known.origin}
                problems.append(problem("P005", place, f"settings.{name}", **values))
            settings[name] = Setting(value, head.name)
    if problems:
        raise ProblemError(*problems)
    return {**found, **settings, **strong}


def _groups_twice(heads: Sequence[Head]) -> list[Problem]:
    """P034: two groups with one id, in one portfolio file or in two: their measures could not be told apart."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for head in heads:
        for number, group in enumerate(head.model.groups):
            if group.id in seen:
                place = head.document.place(("groups", number, "id"))
                problems.append(problem("P034", place, f"groups[{number}].id", group=group.id, other=seen[group.id]))
            seen.setdefault(group.id, head.name)
    return problems


def portfolio_options(library: Library, found: Mapping[str, Setting], heads: Sequence[Head]) -> Options:
    """The options of a run over portfolio files."""
    return make_options(library, with_portfolio_settings(found, heads))


def run_portfolio(library: Library, options: Options, gathered: Gathered, stage: str | None) -> PortfolioRun:
    """Everything that `zis-calc portfolio` says of what was gathered."""
    intake = take_in(library, options, gathered, stage)
    everything = intake.rows()
    outside = {group.id for group in intake.groups.values() if not group.in_totals}
    rows = everything.take([index for index, key in enumerate(everything.keys) if key.group not in outside])
    problems = [*gathered.problems]
    ids = frozenset(key.id for key in rows.keys if key.stage != DISCARDED)
    claims, found = read_claims(library, _claims(gathered.heads), ids, frozenset(intake.refused))
    problems += found
    files = [(head.document, head.model) for head in gathered.heads]
    said = [*files, *intake.companies]
    whole = Whole(rows, intake.by_stage(everything), sorted(intake.refused), intake.waits, said, claims)
    data, found = portfolio_data(library, options, whole)
    problems += found
    stages, found = stages_data(library, options, intake.compared, rows, intake.around)
    problems += found
    programme, found = programme_data(library, options, files, rows, whole.refused)
    problems += found
    spoken = any(programme[key] for key in ("credits", "progress", "indicators"))
    if not data["measures"] and not whole.refused and not spoken and not has_errors(problems):
        place = gathered.heads[0].document.place() if gathered.heads else None
        problems.append(problem("P028", place))
    problems += mixed_problems(
        [key.stage for key in rows.keys], [key.price_year for key in rows.keys], sorted(intake.schemes)
    )
    intake.notices.add(problems)
    heads: list[dict[str, Any]] = [
        {"file": head.name, "sha256": head.document.digest, "set": [], "stage": None} for head in gathered.heads
    ]
    names = {head.name for head in gathered.heads}
    measures_read = [one for file, one in intake.inputs.items() if file not in names]
    result = {
        "schema": "zis-calc/portfolio/1",
        "tool": {"name": "zis-calc", "version": __version__, "library": library.digest},
        "settings": settings_data(options),
        "inputs": sorted([*heads, *measures_read], key=lambda one: str(one["file"])),
        "run": {"paths": gathered.paths, "stage": stage},
        "portfolio": about([model for _, model in files]),
        **data,
        "stages": stages,
        **programme,
        "factors": [factor_data(library, intake.uses[key]) for key in sorted(intake.uses)],
        "concerned": intake.notices.concerned(),
    }
    return PortfolioRun(result, intake.notices.problems())


def about(models: Sequence[Portfolio]) -> dict[str, Any]:
    """What the portfolio files say of themselves: titles, groups, published pipeline, assumptions."""

    def words(one: Words | None) -> dict[str, str] | None:
        return None if one is None else both(one)

    return {
        "ids": [one.id for one in models],
        "titles": [one.title for one in models],
        "descriptions": [one.description for one in models if one.description],
        "groups": [
            {
                "id": group.id, "name": words(group.name), "in_totals": group.in_totals,
                "reason": words(group.reason), "companies": len(group.companies),
                "assumed": None if group.assumed is None else {
                    "start": group.assumed.start.isoformat(), "lifetime": group.assumed.lifetime,
                    "reason": words(group.assumed.reason),
                },
            }
            for one in models for group in one.groups
        ],
        "pipeline": [
            {
                "key": step.id, "name": words(step.name), "companies": step.companies, "stage": step.stage,
                "source": step.source,
            }
            for one in models for step in one.pipeline
        ],
        "assumptions": [words(text) for one in models for text in one.assumptions],
    }  # fmt: skip


def _claims(heads: Sequence[Head]) -> list[tuple[Claim, Callable[[str], Place]]]:
    """Every claim with a function that gives the place of one of its keys."""

    def place_of(head: Head, number: int) -> Callable[[str], Place]:
        return lambda key: head.document.place(("claims", number, key))

    return [(claim, place_of(head, number)) for head in heads for number, claim in enumerate(head.model.claims)]
