"""Texts for people: what came from files made harmless, and a problem as a sentence in one language."""

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import ERROR, WARNING, Problem
from zis_calc.report.names import DIMENSIONS, KEYS, SEVERITIES, STAGES, STATUSES, VECTORS

Translate = Callable[[str], str]
Data = Mapping[str, Any]

_BETWEEN_LANGUAGES = "\x1f"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_LINE_BREAKS = {"Zl", "Zp"}


def clean(text: object) -> str:
    """Text from a file without escapes, controls, invisible and direction characters; on one line."""
    kept: list[str] = []
    for character in str(text):
        category = unicodedata.category(character)
        if character in "\t\n\r" or category in _LINE_BREAKS:
            kept.append(" ")
        elif category not in _INVISIBLE:
            kept.append(character)
    return "".join(kept).strip()


def capital(text: str) -> str:
    """The text with a capital first letter, as a heading has it."""
    return text[:1].upper() + text[1:]


def say(marked: str, translate: Translate) -> str:
    """The text of a `@message id` of names.py, translated; a key that has a name there goes by that name."""
    key = marked.removeprefix("@")
    known = KEYS.get(key, key).removeprefix("@")
    return translate(known) if known else ""


def named(names: Mapping[str, str], key: str | None, language: str) -> str:
    """What `names` calls `key` in `language`; a key it does not know stays as it is."""
    return say(names.get(key or "", clean(key or "")), translator(language))


def pick(text: object, language: str) -> str:
    """The text of a bilingual value ({es, en}) in `language`, or the text itself; harmless."""
    if isinstance(text, Mapping):
        return clean(text.get(language) or text.get("en") or text.get("es") or "")
    return clean("" if text is None else text)


def stage_name(stage: str, language: str) -> str:
    """A stage in words."""
    return named(STAGES, stage, language)


def vector_names(vectors: Iterable[str], language: str) -> str:
    """Release vectors as a list in words."""
    return ", ".join(named(VECTORS, vector, language) for vector in vectors)


def status_name(status: str, language: str) -> str:
    """The status of a quantity without a number, in a word."""
    return named(STATUSES, status, language)


def severity_name(severity: str, language: str) -> str:
    """A severity in words."""
    return named(SEVERITIES, severity, language)


def render_problem(problem: Problem, translate: Translate, language: str) -> tuple[str, str]:
    """The message and the hint of a problem, translated first and then filled with its values."""
    values = {key: _value(value, translate, language) for key, value in problem.values}
    texts = [translate(text) for text in (problem.entry.message, problem.entry.hint)]
    if problem.place is not None and (problem.place.sheet or problem.place.heading):
        texts = [_in_columns(text, language) for text in texts]
    message, hint = (clean(text.format_map(_Values(values))) for text in texts)
    return message, hint


_KEY = re.compile(r"`([a-z_]+)(?::|(: [^`]+))?`")


def _in_columns(text: str, language: str) -> str:
    """The keys of a measure file in a text (`` `price:` ``) as columns and sheets of a workbook (`` `Precio` ``)."""
    headings = _headings()

    def heading(match: re.Match[str]) -> str:
        names = headings.get(match.group(1))
        return f"`{names[language == 'en']}{match.group(2) or ''}`" if names is not None else match.group()

    return _KEY.sub(heading, text)


@functools.cache
def _headings() -> Mapping[str, tuple[str, str]]:
    """What each key of a measure file is called in a workbook, in Spanish and English."""
    from zis_calc.layout.sheets import sheets
    from zis_calc.layout.words import FINANCE, FLOWS, MEASURES

    found = {sheet.key: (sheet.es, sheet.en) for sheet in sheets().values()}
    for columns in (FINANCE, MEASURES, FLOWS):
        found.update({key: (column.es, column.en) for key, column in columns.items()})
    return found


def sentence(message: str, hint: str) -> str:
    """Message and hint on one line."""
    return message if not hint else f"{message}{'' if message[-1:] in '.?!' else '.'} {hint}"


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Errors, then warnings, then notes, each in the order given."""
    order = {ERROR: 0, WARNING: 1}
    return sorted(problems, key=lambda found: order.get(found.severity, 2))


def place_text(problem: Problem) -> str:
    """`file:line:column` as far as it is known; in a workbook `file!sheet!cell`."""
    if problem.place is None:
        return ""
    place = problem.place
    if place.sheet:
        return "!".join(clean(part) for part in (place.file, place.sheet, place.cell) if part)
    parts: Sequence[object] = (place.file, place.line, place.column)
    return ":".join(clean(part) for part in parts if part is not None and part != "")


class _Values(dict[str, str]):
    """Values for a text; a name without a value stays visible instead of ending in a traceback."""

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _value(value: str, translate: Translate, language: str) -> str:
    if value.startswith("|"):
        word = clean(value[1:]).replace("`", "'")
        return translate(", did you mean `{word}`?").format(word=word)
    if _BETWEEN_LANGUAGES in value:
        spanish, english = value.split(_BETWEEN_LANGUAGES, 1)
        return clean(spanish if language == "es" else english)
    if value.startswith("#"):
        parts = (part.removeprefix("#") for part in value.split(", "))
        return translate(" or ").join(dict.fromkeys(dimension_phrase(clean(part), translate) for part in parts))
    if value.startswith("@"):
        marks = value.removeprefix("@").split(", @")
        return clean(", ".join(say(STAGES.get(mark, mark), translate) for mark in marks))
    return clean(value).replace("`", "'")


def dimension_phrase(phrase: str, translate: Translate) -> str:
    """A dimension in words (`energy per year`), word by word; species and currencies keep their names."""
    divided = [
        " × ".join(_dimension_word(word, translate) for word in part.split(" × ")) for part in phrase.split(" per ")
    ]
    return f" {translate('per')} ".join(divided)


def _dimension_word(word: str, translate: Translate) -> str:
    base, mark, exponent = word.partition("^")
    known = DIMENSIONS.get(base)
    return (say(known, translate) if known else base) + mark + exponent
