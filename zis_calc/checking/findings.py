"""What is wrong with files: each read once (or known from its card), then rules, then measures computed."""

import datetime
import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zis_calc.checking.cards import Card, lazy_document, make_card, model_from
from zis_calc.checking.doubles import without_doubles
from zis_calc.checking.inputs import ROOT_FILES, Input, Inputs
from zis_calc.checks.context import LibraryFile, LibraryFiles, MeasureFile, TextFile
from zis_calc.checks.gather import LIBRARY_KINDS, without_broken
from zis_calc.checks.library import check_file, check_library
from zis_calc.checks.rule import Rule, all_rules, rules_on
from zis_calc.checks.suppress import Suppression
from zis_calc.files.check_cache import digest_of, keep, problems_as_data, problems_from_data, read_kept
from zis_calc.files.folders import shipped_folder
from zis_calc.files.library import load_units
from zis_calc.model.document import Document
from zis_calc.problems import Problem


class _Seen(NamedTuple):
    """One file with what is known of it: the key of its card, the card, its document and model, and its library file
    where it is of a kind that libraries hold.
    """

    name: str
    key: str
    card: Card
    document: Document
    model: Any
    file: LibraryFile | None


def find_problems(inputs: Inputs, name: str, stamp: str, as_of: datetime.date | None) -> tuple[list[Problem], bool]:
    """Everything that is wrong with the named files, before anything is silenced, and whether it may be kept.

    A portfolio reads the files that it names, wherever they lie: what is found in it does not follow from `inputs`.
    """
    shipped = str(shipped_folder())
    of_shipped = _shipped(tuple(one for one in inputs.context if one.root == shipped), stamp)
    kept: dict[str, Card] = {**{one.key: one.card for one in of_shipped}, **(read_kept("cards", name, stamp) or {})}
    named = [_seen(one, kept) for one in inputs.named]
    own = [*named, *(_seen(one, kept) for one in inputs.context if one.root != shipped)]
    files = [one.file for one in (*own, *of_shipped) if one.file is not None]
    looked_at = tuple(one.file for one in named if one.file is not None)
    library = LibraryFiles(looked_at, tuple(files), load_units(), as_of, inputs.strays)
    declared = [one.content for one in (*inputs.named, *inputs.context) if one.inside in ROOT_FILES]
    local = digest_of(str(library.today), *declared)
    found = _local_findings(inputs.named, named, library, local)
    found += check_library(library, [one for one in all_rules() if not one.local])
    problems = [one for seen in named for one in problems_from_data(seen.card["shape"])] + found
    measures = [MeasureFile(one.document, one.model) for one in named if one.card["kind"] == "measure" and one.model]
    portfolios = [(one.document, one.model) for one in named if one.card["kind"] == "portfolio" and one.model]
    if measures or portfolios:
        from zis_calc.checking.measures import check_measures, check_portfolios

        sound = without_broken(files, found)
        problems += check_measures(measures, [one for _, one in portfolios], library, sound, as_of)
        problems += check_portfolios(portfolios, library, sound, as_of, [one.name for one in inputs.named])
    if own:
        keep("cards", name, stamp, {one.key: one.card for one in own})
    return without_doubles(problems), not portfolios


def _seen(one: Input, kept: Mapping[str, Card]) -> _Seen:
    """A file with what is known of it: from the card that was kept for just this content, else read."""
    key = digest_of(one.name, one.inside, one.content)
    card = kept.get(key)
    if card is None:
        card, document, model = make_card(one.content, one.name)
    else:
        document = lazy_document(card, one.content, one.name)
        model = None if card["model"] is None else model_from(card["kind"] or "", card["model"])
    known = model is not None and card["kind"] in LIBRARY_KINDS
    file = LibraryFile(document, model, one.inside, one.root, card["model"]) if known else None
    return _Seen(one.name, key, card, document, model, file)


@functools.lru_cache(maxsize=2)
def _shipped(context: tuple[Input, ...], stamp: str) -> tuple[_Seen, ...]:
    """The files of the shipped library, which every check has as its context: read once, and kept apart."""
    kept: dict[str, Card] = read_kept("shipped", digest_of(str(shipped_folder())), stamp) or {}
    seen = tuple(_seen(one, kept) for one in context)
    if any(one.key not in kept for one in seen):
        keep("shipped", digest_of(str(shipped_folder())), stamp, {one.key: one.card for one in seen})
    return seen


def _local_findings(
    inputs: Sequence[Input], named: Sequence[_Seen], library: LibraryFiles, context: str
) -> list[Problem]:
    """What the rules that look at one file find; for an unchanged file in an unchanged context it is known."""
    on_text = rules_on("text")
    on_file = [one for one in all_rules() if one.local and one.on == "file"]
    found: list[Problem] = []
    for one, seen in zip(inputs, named, strict=True):
        card = seen.card
        if card["context"] != context:
            card["context"] = context
            looked = _look(one, card["kind"] or "", seen.document, seen.file, library, on_text, on_file)
            card["local"] = problems_as_data(looked)
        found += problems_from_data(card["local"])
    return found


def _look(
    one: Input, kind: str, document: Document, file: LibraryFile | None, library: LibraryFiles,
    on_text: Sequence[Rule], on_file: Sequence[Rule],
) -> list[Problem]:  # fmt: skip
    found: list[Problem] = []
    if (text := _text_of(one.content)) is not None:
        whole = TextFile(document, kind, text)
        found = [problem for rule in on_text for problem in rule.check(whole, library)]
    return [*found, *(check_file(file, library, on_file) if file is not None else ())]


def _text_of(content: bytes) -> str | None:
    """A file as text, or None where it is none (a workbook, say, which is refused as such)."""
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def unused_suppressions(
    unused: Mapping[str, Mapping[Suppression, Sequence[str]]], texts: Mapping[str, str]
) -> list[Problem]:
    """What the rules say of comments that silence nothing, by file."""
    found: list[Problem] = []
    for rule in rules_on("suppressions"):
        for name, left in unused.items():
            found += rule.check(TextFile(Document(name, {}, {}), "", texts[name]), left)
    return found
