"""Stage against stage as people read it: what was attained of each indicator, and what the difference is made of."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import CATALOGUE
from zis_calc.report.blocks import BAD, DIM, FAIR, GOOD, PLAIN, STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, money, percent, shown, time, unit_text
from zis_calc.report.names import REASONS
from zis_calc.report.overall import names_text
from zis_calc.report.portfolio_tables import SHOWN_ROWS
from zis_calc.report.words import clean, named, pick, stage_name, status_name

Data = Mapping[str, Any]

INDICATORS = {
    "ghg_reduction": "@GHG reduction",
    "copni_reduction": "@COPni reduction",
    "annual_savings": "@Annual savings",
    "energy_reduction": "@Energy reduction",
    "investment": "@Investment",
    "payback": "@Simple payback, net of the grant",
    "payback_gross": "@Simple payback, without grant",
}

# What each driver of a bridge is called, and what it holds.
DRIVERS = {
    "hours_or_output": ("@Hours or output", "@hours of operation and output of the later stage"),
    "activity": ("@Activity", "@the part by which the amounts before and after changed together"),
    "baseline": ("@Baseline", "@the rest of the change of the amounts before the measure, and their class"),
    "efficiency": ("@Efficiency", "@the rest of the change of the amounts with the measure, and their class"),
    "factor_version": ("@Version of the factors", "@factor year, electricity scheme, own factors"),
    "prices": ("@Prices", "@what a unit costs, in the currency of the file"),
    "exchange_rate": ("@Exchange rate", "@the rate of the price year"),
    "other_costs": ("@Other yearly costs", "@costs beside the flows"),
    "reported": ("@Reported, not split", "@a figure that was reported cannot be taken apart"),
    "rounding": ("@Rounding", "@what is too small for the other lines to hold"),
}

_WHY = {
    **REASONS,
    "no_first_stage": "@without the earlier stage",
    "no_last_stage": "@without the later stage",
    "no_payback": "@without payback at both stages",
    "not_comparable": "@COPni on other vectors at the two stages",
}
_STYLES = {"low": BAD, "medium": FAIR, "high": GOOD}
_MONEY = ("annual_savings", "investment")


def stages_sections(data: Data, language: str) -> tuple[Section, ...]:
    """One pair of stages: attainment and bridge of all measures together, then the attainment of each measure.

    `data` is `{"from", "to", "measures", "bridges", "total", "bridge_total"}`: the answers of `attainments`, `bridges`,
    `attainment_total` and `bridge_total`.
    """
    stages = (data["from"], data["to"])
    sections = [
        attainment_section(data["total"], stages, language),
        bridge_section(data["bridge_total"], stages, _notes(data["bridges"], language), language),
        _each_section(data["measures"], stages, language),
    ]
    return tuple(section for section in sections if section is not None)


def attainment_section(indicators: Data, stages: tuple[str, str], language: str) -> Section:
    """Obtained beside expected: a row per indicator, each with its own ratio and band, never one word for all."""
    _ = translator(language)
    first, last = (stage_name(stage, language) for stage in stages)
    headers = (
        _("Indicator"),
        _("{stage}: expected").format(stage=first),
        _("{stage}: obtained").format(stage=last),
        _("Attainment"),
        _("Band"),
    )
    rows = tuple(_attainment_row(name, one, language) for name, one in indicators.items())
    notes = (
        _("Attainment = obtained / expected, for each indicator by itself."),
        _("More investment or a longer payback is not better: they have no band."),
    )
    return Section(_title(_("Attainment"), stages, language), Table(headers, rows, remarks=_("Rests on")), notes)


def _attainment_row(name: str, one: Data, language: str) -> Row:
    band, ratio = one["band"], one["attainment"]
    remarks = [pick(one["flag"], language)] if one["flag"] else []
    if "coverage" in one:
        remarks += _coverage(one["coverage"], language)
    cells = (
        _amount(name, one["expected"], one.get("statuses", {}).get("from"), language),
        _amount(name, one["obtained"], one.get("statuses", {}).get("to"), language),
        percent(ratio) if ratio is not None else _status(one["status"], language),
        pick(band["name"], language) if band is not None else ABSENT,
    )
    style = (
        _STYLES.get(band["part_of"] or band["id"], PLAIN) if band is not None else PLAIN if ratio is not None else DIM
    )
    return Row(_label(name, one["unit"], language), cells, "; ".join(remarks), style)


def _status(status: str, language: str) -> str:
    _ = translator(language)
    return _("not comparable") if status == "not_comparable" else _("not available")


def _amount(name: str, value: float | None, status: str | None, language: str) -> str:
    if value is None:
        return status_name(status, language) if status not in (None, "ok", "unknown") else ABSENT
    if _says_its_unit(name):
        return time(value, language)
    return money(value) if name in _MONEY else shown(value)


def _says_its_unit(name: str) -> bool:
    """Whether the figures of an indicator carry their unit themselves (years, below one year also months)."""
    return name.startswith("payback")


def _label(name: str, unit: str, language: str) -> str:
    if _says_its_unit(name):
        return named(INDICATORS, name, language)
    return f"{named(INDICATORS, name, language)} [{unit_text(clean(unit), language)}]"


def _title(text: str, stages: tuple[str, str], language: str) -> str:
    return f"{text}: {stage_name(stages[0], language)} → {stage_name(stages[1], language)}"


def _coverage(coverage: Data, language: str) -> list[str]:
    """How many measures a figure rests on, and which are left out for what reason."""
    _ = translator(language)
    parts = [_("{known} of {all} measures").format(known=coverage["measures"], all=coverage["of"])]
    for reason, ids in coverage["why"].items():
        parts.append(f"{named(_WHY, reason, language)}: {names_text(ids, language)}")
    return parts


def bridge_section(indicators: Data, stages: tuple[str, str], notes: Sequence[str], language: str) -> Section | None:
    """The difference of each indicator split by driver: the earlier figure, what changed it, the later figure."""
    _ = translator(language)
    shown_ones = {name: one for name, one in indicators.items() if one["difference"] is not None}
    title = _title(_("Bridge"), stages, language)
    if not shown_ones:
        return Section(title, None, (_("No indicator is known at both stages."), *notes))
    headers = ("", *(_label(name, one["unit"], language) for name, one in shown_ones.items()))
    present = {entry["driver"] for one in shown_ones.values() for entry in one["drivers"]}
    rows = [Row(stage_name(stages[0], language), _ends(shown_ones, "from", language), "", STRONG)]
    for driver, (label, meaning) in DRIVERS.items():
        if driver in present:
            cells = tuple(_driver(name, one, driver) for name, one in shown_ones.items())
            rows.append(Row(_(label[1:]), cells, _(meaning[1:])))
    rows.append(Row(stage_name(stages[1], language), _ends(shown_ones, "to", language), "", STRONG))
    lines = [_("The lines add up exactly; they are rounded only here.")]
    for name, one in indicators.items():
        if "coverage" in one and one["coverage"]["missing"]:
            lines.append(f"{named(INDICATORS, name, language)}: {'; '.join(_coverage(one['coverage'], language))}.")
    return Section(title, Table(headers, tuple(rows), remarks=_("Meaning")), (*lines, *notes))


def _ends(indicators: Data, key: str, language: str) -> tuple[str, ...]:
    return tuple(_amount(name, one[key], None, language) for name, one in indicators.items())


def _driver(name: str, one: Data, driver: str) -> str:
    values = [entry["value"] for entry in one["drivers"] if entry["driver"] == driver]
    if not values:
        return ABSENT
    value = sum(values)
    text = money(value) if name in _MONEY else shown(value)
    return f"+{text}" if value > 0 else text


def _notes(bridges: Sequence[Data], language: str) -> list[str]:
    """What the bridges could not tell apart, each once with the measures concerned."""
    _ = translator(language)
    concerned: dict[str, list[str]] = {}
    for bridge in bridges:
        for note in bridge["notes"]:
            concerned.setdefault(note, []).append(bridge["measure"])
    texts = {entry.name: entry.message for entry in CATALOGUE.values()}
    return [f"{names_text(ids, language)}: {_(texts[note])}." for note, ids in sorted(concerned.items())]


def _each_section(measures: Sequence[Data], stages: tuple[str, str], language: str) -> Section | None:
    """The attainment of each measure, a column per indicator."""
    _ = translator(language)
    if not measures:
        return None
    names = ("ghg_reduction", "copni_reduction", "annual_savings", "energy_reduction")
    headers = (_("Measure"), *(named(INDICATORS, name, language) for name in names))
    rows = []
    for measure in measures[:SHOWN_ROWS]:
        cells = []
        for name in names:
            one = measure["indicators"][name]
            known = one["attainment"] is not None
            cells.append(percent(one["attainment"]) if known else _status(one["status"], language))
        rows.append(Row(clean(measure["measure"]), tuple(cells)))
    more = len(measures) - SHOWN_ROWS
    notes = (_("{count} more rows are in the JSON and CSV results.").format(count=more),) if more > 0 else ()
    return Section(_title(_("Attainment by measure"), stages, language), Table(headers, tuple(rows)), notes)
