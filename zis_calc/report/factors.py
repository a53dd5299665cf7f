"""The library for people: a list of its files, and one file as a card with all its values and sources."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console

from zis_calc.language import LANGUAGES, translator
from zis_calc.model.base import weakest
from zis_calc.report.blocks import DIM, STRONG, Figure, Row, Section, Sheet, Table
from zis_calc.report.figures import ABSENT, exact, percent, unit_text
from zis_calc.report.names import BASES, ITEM_TYPES, KINDS, REVIEW_STYLES, REVIEWS, VECTORS
from zis_calc.report.screen import headline, section_parts, show, table_parts
from zis_calc.report.words import clean, named, pick

Data = Mapping[str, Any]

# Keys that a card shows in a place of their own, or that only serve the search.
_PLACED = {
    "kind", "id", "name", "values", "composition", "factors", "copni", "footnotes", "note", "no_factor",
    "words", "quantity", "unit", "basis", "region", "type", "scope", "source", "locator", "review",
    "activity", "held_back", "toolkit", "own_factor_required",
}  # fmt: skip


def print_factor_list(entries: Sequence[Data], console: Console, language: str) -> None:
    """Prints one row per file of the library."""
    show(console, *table_parts(factor_table(entries, language), console))


def print_factor(entry: Data, sources: Mapping[str, Data], console: Console, language: str) -> None:
    """Prints one file of the library as a card."""
    sheet = factor_sheet(entry, sources, language)
    show(console, headline(sheet, console))
    for section in sheet.sections:
        show(console, *section_parts(section, console, language))


def list_data(entries: Sequence[Data]) -> list[dict[str, Any]]:
    """The list as plain data: what each file is, its latest value, and its weakest review status."""
    return [_list_entry(entry) for entry in entries]


def card_data(entry: Data, sources: Mapping[str, Data]) -> dict[str, Any]:
    """One file as plain data, with the sources that it names."""
    return {**entry, "sources": {key: dict(sources[key]) for key in source_keys(entry) if key in sources}}


def source_keys(entry: Data) -> list[str]:
    """The keys of the sources that a file names, each once, in the order of the file."""
    keys = [value["source"] for value in entry.get("values") or ()]
    if entry.get("source"):
        keys.append(entry["source"])
    return list(dict.fromkeys(keys))


def review_of(entry: Data) -> str | None:
    """The weakest review status of the values of a file."""
    return weakest([value["review"] for value in (*(entry.get("values") or ()), entry) if value.get("review")])


def factor_table(entries: Sequence[Data], language: str) -> Table:
    """One row per file: id, latest value with its unit, review status, name."""
    _ = translator(language)
    rows = tuple(
        Row(
            clean(entry["id"]),
            (_latest_text(entry, language), named(REVIEWS, review_of(entry), language)),
            pick(entry.get("name"), language),
        )
        for entry in entries
    )
    return Table((_("Id"), _("Latest value"), _("Review")), rows, remarks=_("Name"))


def _list_entry(entry: Data) -> dict[str, Any]:
    last = _latest(entry)
    vectors = last.get("vectors") or {}
    return {
        **{key: entry.get(key) for key in ("id", "kind", "type", "quantity", "unit", "basis", "region")},
        "name": {language: pick(entry.get("name"), language) or None for language in LANGUAGES},
        **{key: last.get(key) for key in ("value", "lower", "upper", "from", "set")},
        "vectors": {vector: vectors.get(vector) for vector in VECTORS},
        "values": len(entry.get("values") or ()),
        "review": review_of(entry),
    }


def _latest(entry: Data) -> Data:
    """The value that holds last; of GWP values the one of the default set AR5, if there is one."""
    values = entry.get("values") or ()
    default = next((value for value in values if value.get("set") == "AR5"), None)
    return default or (values[-1] if values else {})


def _latest_text(entry: Data, language: str) -> str:
    _ = translator(language)
    if entry.get("composition"):
        return _("blend of {count}").format(count=len(entry["composition"]))
    if not entry.get("values"):
        return named(ITEM_TYPES, entry.get("type"), language) or named(KINDS, entry.get("kind"), language)
    last = _latest(entry)
    unit = unit_text(clean(entry.get("unit") or ""), language)
    text = _vectors_text(last["vectors"], language) if last.get("vectors") else _number_text(last)
    chosen = clean(last.get("set") or "") or (clean(last.get("from", ""))[:4] if len(entry["values"]) > 1 else "")
    return f"{text} {unit if unit != '1' else ''}".strip() + (f" ({chosen})" if chosen else "")


def _number_text(value: Data) -> str:
    if value.get("value") is not None:
        return exact(value["value"])
    if value.get("lower") is not None and value.get("upper") is not None:
        return f"{exact(value['lower'])}–{exact(value['upper'])}"
    return ABSENT


def _release_text(value: object) -> str:
    return exact(value) if isinstance(value, int | float) else clean(value)


def _vectors_text(vectors: Data, language: str) -> str:
    numbers = [
        f"{named(VECTORS, vector, language)} {_release_text(release)}"
        for vector, release in vectors.items()
        if isinstance(release, int | float)
    ]
    return ", ".join(numbers) or translator(language)("no vector with a number")


def factor_sheet(entry: Data, sources: Mapping[str, Data], language: str) -> Sheet:
    """One file of the library: what it is, all its values with their sources, its parts and its notes."""
    sections = (
        _values_section(entry, sources, language),
        _composition_section(entry, language),
        _roles_section(entry, language),
        _held_back_section(entry, language),
        _details_section(entry, language),
        _notes_section(entry, language),
        _sources_section(entry, sources, language),
    )
    return Sheet(
        pick(entry.get("name"), language) or clean(entry["id"]),
        tuple(_about(entry, language)),
        named(KINDS, entry.get("kind"), language),
        _figures(entry, language),
        tuple(section for section in sections if section is not None),
    )


def _figures(entry: Data, language: str) -> tuple[Figure, ...]:
    _ = translator(language)
    review = review_of(entry)
    figures = [Figure(_("Latest value"), _latest_text(entry, language))] if entry.get("values") else []
    if review is not None:
        style = REVIEW_STYLES.get(review, STRONG)
        figures.append(Figure(_("Review"), named(REVIEWS, review, language), style=style))
    return tuple(figures)


def _about(entry: Data, language: str) -> Iterator[str]:
    _ = translator(language)
    if entry.get("name"):
        yield clean(entry["id"])
    facts = [clean(entry["quantity"])] if entry.get("quantity") else []
    if entry.get("type"):
        facts.append(named(ITEM_TYPES, entry["type"], language))
    if entry.get("scope"):
        facts.append(_("Scope {number}").format(number=entry["scope"]))
    if entry.get("unit"):
        facts.append(_("unit {unit}").format(unit=clean(entry["unit"])))
    if entry.get("basis"):
        facts.append(named(BASES, entry["basis"], language))
    if entry.get("region"):
        facts.append(_("region {region}").format(region=clean(entry["region"])))
    yield " · ".join(facts)
    if entry.get("activity"):
        yield _("activity: {activity}").format(activity=pick(entry["activity"], language))
    if entry.get("toolkit"):
        keys = ("group", "category", "class", "edition")
        toolkit = {key: clean(entry["toolkit"].get(key) or ABSENT) for key in keys}
        yield _("Toolkit {edition}: source group {group}, category {category}, class {class}").format(**toolkit)
    if entry.get("own_factor_required"):
        yield _("needs a factor of your own in the flow")


def _values_section(entry: Data, sources: Mapping[str, Data], language: str) -> Section | None:
    _ = translator(language)
    values = entry.get("values") or ()
    if not values:
        return None
    title = _("Values [{unit}]").format(unit=unit_text(clean(entry.get("unit", "1")), language))
    rows = tuple(row for value in values for row in _value_rows(value, sources, language))
    return Section(title, Table((_("Valid"), _("Value"), _("Review")), rows, remarks=_("Source")))


def _value_rows(value: Data, sources: Mapping[str, Data], language: str) -> Iterator[Row]:
    where = _where(value, sources, language)
    if not value.get("vectors"):
        yield Row(_valid(value, language), (_with_bounds(value), named(REVIEWS, value["review"], language)), where)
        return
    yield Row(_valid(value, language), (), where, STRONG)
    reviews = value.get("vector_review") or {}
    for vector, release in value["vectors"].items():
        review = named(REVIEWS, reviews.get(vector, value["review"]), language)
        yield Row(f"  {named(VECTORS, vector, language)}", (_release_text(release), review))


def _with_bounds(value: Data) -> str:
    bounds = [value.get(key) for key in ("lower", "upper")]
    text = _number_text(value)
    if value.get("value") is None or bounds == [None, None]:
        return text
    return f"{text} ({' – '.join(exact(bound) for bound in bounds)})"


def _valid(value: Data, language: str) -> str:
    _ = translator(language)
    if value.get("set"):
        return _("set {name}").format(name=clean(value["set"]))
    if value.get("until"):
        return _("{start} to before {end}").format(start=clean(value.get("from", "")), end=clean(value["until"]))
    return _("from {date}").format(date=clean(value["from"])) if value.get("from") else ABSENT


def _where(value: Data, sources: Mapping[str, Data], language: str) -> str:
    _ = translator(language)
    source = sources.get(value["source"], {})
    parts = [
        clean(source.get("title", value["source"])),
        clean(value.get("locator") or ""),
        pick(value.get("note"), language),
    ]
    verified = value.get("verified")
    if verified:
        text = _("verified by {by} on {on} against {against}")
        parts.append(text.format(**{key: clean(verified[key]) for key in ("by", "on", "against")}))
    return "; ".join(part for part in parts if part)


def _composition_section(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    if not entry.get("composition"):
        return None
    rows = tuple(Row(clean(id), (percent(share),)) for id, share in entry["composition"].items())
    return Section(_("Composition by mass"), Table((_("Factor"), _("Share")), rows))


def _roles_section(entry: Data, language: str) -> Section | None:
    """The factors of an item by the role they play, and its COPni source by end use."""
    _ = translator(language)
    rows = [
        Row(clean(role), (", ".join(clean(id) for id in (ids if isinstance(ids, list) else [ids])),))
        for role, ids in (entry.get("factors") or {}).items()
        if ids
    ]
    rows += [Row(f"end_use: {clean(use)}", (clean(id),)) for use, id in (entry.get("copni") or {}).items()]
    table = Table((_("Role"), _("Factor")), tuple(rows), texts=True)
    return Section(_("Factors it uses"), table) if rows else None


def _held_back_section(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    held = entry.get("held_back") or {}
    notes = tuple(f"{named(VECTORS, vector, language)}: {pick(reason, language)}" for vector, reason in held.items())
    return Section(_("Kept out of totals"), None, notes) if notes else None


def _details_section(entry: Data, language: str) -> Section | None:
    """All other keys of the file as they stand."""
    _ = translator(language)
    rows = tuple(
        Row(clean(name), (_plain_text(value, language),), style=DIM)
        for key, block in entry.items()
        if key not in _PLACED and block not in (None, [], {}, False)
        for name, value in _lines_of(key, block)
    )
    return Section(_("Details"), Table((_("Key"), _("Value")), rows, texts=True)) if rows else None


def _lines_of(key: str, block: object) -> Iterator[tuple[str, object]]:
    """A block as one line per key, a single value as one line."""
    if isinstance(block, Mapping) and set(block) != {"es", "en"}:
        yield from ((f"{key}.{inner}", value) for inner, value in block.items())
    else:
        yield key, block


def _plain_text(value: object, language: str) -> str:
    if isinstance(value, Mapping):
        if set(value) == {"es", "en"}:
            return pick(value, language)
        parts = (f"{clean(key)} {_plain_text(one, language)}" for key, one in value.items() if one is not None)
        return ", ".join(parts)
    if isinstance(value, list):
        return "; ".join(_plain_text(one, language) for one in value)
    return exact(value) if isinstance(value, float) else clean(value)


def _notes_section(entry: Data, language: str) -> Section | None:
    _ = translator(language)
    texts = [*(entry.get("footnotes") or ()), entry.get("note"), entry.get("no_factor")]
    notes = tuple(pick(text, language) for text in texts if text)
    return Section(_("Notes"), None, notes) if notes else None


def _sources_section(entry: Data, sources: Mapping[str, Data], language: str) -> Section | None:
    _ = translator(language)
    notes: list[str] = []
    for key in source_keys(entry):
        source = sources.get(key, {})
        parts = [pick(source.get(part), language) for part in ("title", "author", "publisher", "year", "url", "note")]
        line = "; ".join(part for part in parts if part)
        notes.append(f"{clean(key)}: {line}" if line else clean(key))
    if entry.get("locator"):
        notes.append(_("printed at: {locator}").format(locator=clean(entry["locator"])))
    return Section(_("Sources"), None, tuple(notes)) if notes else None
