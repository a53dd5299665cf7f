"""The result of a portfolio as plain data: totals, tables, funnel, years, targets, support, cost curve, companies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zis_calc.model.base import REVIEW_ORDER, both
from zis_calc.model.document import Document, field_text
from zis_calc.model.library import Library
from zis_calc.model.portfolio import Group, Portfolio, Statement, TargetUse
from zis_calc.pack import Options
from zis_calc.portfolio.claims import Entry, apply_claims
from zis_calc.portfolio.macc import macc
from zis_calc.portfolio.names import Spellings, company_key, one_spelling, plain, sector_key
from zis_calc.portfolio.overlaps import companies_data, overlap_problems
from zis_calc.portfolio.support import support_data
from zis_calc.portfolio.tables import funnel, table, years_table
from zis_calc.portfolio.targets import Goal, find_goal, statement_data, statement_problems, target_data
from zis_calc.problems import Place, Problem, ProblemError, did_you_mean, problem
from zis_calc.result import Data, number, quantity
from zis_calc.rows import DISCARDED, Key, Rows
from zis_calc.totals import totals

# Words whose spellings are one where they differ in case, accents, spaces or the letter of a CIIU section.
FOLDED: dict[str, tuple[Callable[[str], str], str]] = {
    "sector": (sector_key, "sector\x1fsector"),
    "zone": (plain, "zona\x1fzone"),
    "technology": (plain, "tecnología\x1ftechnology"),
}
WORDS = ("company", "sector", "zone", "technology", "stage", "group")


@dataclass(frozen=True)
class Whole:
    """What was read: the rows in totals, those of every estimate by stage, and what the portfolio files say."""

    rows: Rows
    by_stage: Mapping[str, Rows]
    refused: Sequence[str]
    waits: Mapping[str, Sequence[str]]
    files: Sequence[tuple[Document, Portfolio]]
    claims: Sequence[Entry]

    @property
    def groups(self) -> dict[str, Group]:
        """The groups of all portfolio files."""
        return {group.id: group for _, one in self.files for group in one.groups}

    @property
    def group_names(self) -> dict[str, Data]:
        """The names of the groups that are in totals, in both languages."""
        return {id: both(one.name) for id, one in self.groups.items() if one.in_totals}


def portfolio_data(library: Library, options: Options, whole: Whole) -> tuple[Data, list[Problem]]:
    """Everything that follows from the rows alone, and what was found on the way."""
    spellings = Spellings(
        # what is said first of a company counts: portfolio files before workbooks
        [company for _, one in reversed(whole.files) for company in one.companies],
        library.settings.legal_forms,
    )
    rows, register, problems = apply_claims(_completed(whole.rows, spellings), whole.claims)
    counted = rows.take([index for index, key in enumerate(rows.keys) if key.stage != DISCARDED])
    inside = {id: one for id, one in whole.groups.items() if one.in_totals}
    listed = {id: one.companies for id, one in inside.items() if one.companies}
    for name in (name for names in listed.values() for name in names):
        spellings.meet(name)
    for key in rows.keys:
        for name in (*key.companies, *([key.company] if key.company else [])):
            spellings.meet(name)

    def behind(key: Key) -> list[str]:
        named = [*key.companies, *([key.company] if key.company else []), *_group_companies(whole, key)]
        return [spellings.key(name) for name in named]

    companies = companies_data(counted, listed, whole.group_names, spellings)
    problems += list(overlap_problems(counted, companies, spellings, whole.waits, _groups_place(whole)))
    problems += _names_twice(whole, spellings.legal_forms)
    words: dict[str, list[str | None]] = {word: rows.column(word) for word in WORDS}
    words["company"] = [spellings.name(spellings.key(key.company)) if key.company else None for key in rows.keys]
    words["group"] = [word or None for word in words["group"]]
    for word, (fold, what) in FOLDED.items():
        words[word], several = one_spelling(words[word], fold)
        problems += [
            problem("P014", what=what, name=name, names=" · ".join(written)) for name, written in several.items()
        ]
    targets, statements, found = _targets(library, whole, rows)
    problems += found
    data: Data = {
        "measures": [_row(rows, index, options) for index in range(len(rows))],
        "totals": totals(rows, whole.refused, options),
        "companies": companies,
        "tables": {
            **{
                word: table(rows, values, options.currency, behind)
                for word, values in words.items()
                if word != "group" or whole.groups
            },
            "year": years_table(rows),
        },
        "funnel": funnel(whole.by_stage, rows, behind),
        "ndc": {"targets": targets, "statements": statements, **register},
        "support": support_data(rows, options.currency),
        "macc": macc(rows, options.currency),
    }
    return data, problems


def _group_companies(whole: Whole, key: Key) -> Sequence[str]:
    """The companies that a group lists, for a measure that stands for several and names none itself."""
    group = whole.groups.get(key.group)
    return group.companies if group is not None and key.company is None and not key.companies else ()


def _completed(rows: Rows, spellings: Spellings) -> Rows:
    """The rows with the sector and zone of their company where the measure gives none."""
    keys = []
    for key in rows.keys:
        company = spellings.declared.get(spellings.key(key.company)) if key.company else None
        if company is not None:
            key = key._replace(sector=key.sector or company.sector, zone=key.zone or company.zone)
        keys.append(key)
    return replace(rows, keys=tuple(keys))


def _targets(library: Library, whole: Whole, rows: Rows) -> tuple[list[Data], list[Data], list[Problem]]:
    """The data of every target that the files name or speak of, of every statement, and what was found."""
    problems: list[Problem] = []
    found: dict[tuple[str, str | None], tuple[Goal, Data]] = {}
    refused: set[tuple[str, str | None]] = set()
    statements: list[Data] = []
    for document, portfolio in whole.files:
        named: list[tuple[str, int, TargetUse | Statement]] = [
            *(("targets", place, use) for place, use in enumerate(portfolio.targets)),
            *(("statements", place, one) for place, one in enumerate(portfolio.statements)),
        ]
        for block, place, one in named:
            key = (one.target, one.share)
            path = (block, place)
            if key not in found and key not in refused:
                try:
                    goal = find_goal(library, *key)
                    found[key] = (goal, target_data(goal, rows, whole.group_names))
                except ProblemError as error:
                    refused.add(key)
                    problems += [
                        replace(fault, place=document.place(path), field=field_text(path)) for fault in error.problems
                    ]
            if isinstance(one, Statement) and one.group is not None and one.group not in whole.group_names:
                known = list(whole.group_names)
                values = {"group": one.group, "suggestion": did_you_mean(one.group, known), "known": ", ".join(known)}
                problems.append(problem("P035", document.place((*path, "group")), field_text(path), **values))
            elif isinstance(one, Statement) and key in found:
                data = statement_data(one, *found[key])
                statements.append(data)
                problems += statement_problems(data, document.place((*path, "printed")), field_text(path))
    return [data for _, data in found.values()], statements, problems


def _names_twice(whole: Whole, legal_forms: Sequence[str]) -> list[Problem]:
    """P037: a name of one company in `companies` that is also a name of another."""
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    for document, portfolio in whole.files:
        for position, company in enumerate(portfolio.companies):
            for name in (company.name, *company.aliases):
                other = seen.setdefault(company_key(name, legal_forms), company.name)
                if company_key(other, legal_forms) != company_key(company.name, legal_forms):
                    path = ("companies", position)
                    values = {"name": name, "company": company.name, "other": other}
                    problems.append(problem("P037", document.place(path), field_text(path), **values))
    return problems


def _groups_place(whole: Whole) -> Place | None:
    """Where the groups stand."""
    return next((document.place(("groups",)) for document, one in whole.files if one.groups), None)


_NUMBERS = (
    "ghg_baseline", "ghg_project", "ghg_reduction", "copni_reduction", "energy_reduction", "annual_savings",
    "investment", "grant", "net_investment", "lifetime", "discount_rate",
)  # fmt: skip
_QUANTITIES = (
    ("payback", "yr"), ("payback_gross", "yr"), ("npv", "{currency}"), ("npv_gross", "{currency}"), ("irr", "1/yr"),
    ("irr_gross", "1/yr"), ("abatement_cost", "{currency}/tCO2e"), ("abatement_cost_gross", "{currency}/tCO2e"),
)  # fmt: skip


def _row(rows: Rows, index: int, options: Options) -> Data:
    key = rows.keys[index]
    counted = bool(rows.start[index]) and not np.isnan(rows.values["ghg_reduction"][index])
    review = int(rows.review[index])
    return {
        **{name: getattr(key, name) for name in ("id", "name", "company", "sector", "zone", "technology", "equipment")},
        "group": key.group or None, "stage": key.stage, "status": key.status, "file": key.file,
        "count": int(rows.count[index]),
        **{name: number(float(rows.values[name][index])) for name in _NUMBERS},
        **{
            name: quantity(
                float(rows.values[name][index]), unit.format(currency=options.currency), int(rows.codes[name][index])
            )
            for name, unit in _QUANTITIES
        },
        "ndc": [float(column[index]) + 0.0 for column in rows.counted.values()] if counted else None,
        "review": REVIEW_ORDER[review] if review >= 0 else None,
    }  # fmt: skip
