"""The parts of a report on emissions: GHG, COPni by vector, energy and resources, NDC years."""

from collections.abc import Mapping, Sequence
from typing import Any

from zis_calc.language import translator
from zis_calc.problems import Problem
from zis_calc.report.blocks import DIM, GROUP, PLAIN, STRONG, Row, Section, Table
from zis_calc.report.figures import ABSENT, settled, shown, unit_text
from zis_calc.report.names import GASES, NDC_RULES, VECTORS
from zis_calc.report.words import clean, named, pick, status_name, vector_names

Data = Mapping[str, Any]
Problems = tuple[Problem, ...]

_SIDES = ("baseline", "project", "reduction")


def _headers(label: str, language: str) -> tuple[str, ...]:
    _ = translator(language)
    return (label, _("Baseline"), _("Project"), _("Reduction"))


def _numbers(block: Data) -> tuple[str, ...]:
    baseline, project = block["baseline"], block["project"]
    return shown(baseline), shown(project), shown(settled(block["reduction"], baseline, project))


def _total_rows(label: str, block: Data, language: str) -> list[Row]:
    """The total; a reported part stands apart from the computed one, which alone has two sides."""
    _ = translator(language)
    if not block.get("reported") or block["baseline"] is None:
        return [Row(label, _numbers(block), style=STRONG)]
    computed = settled(block["baseline"] - block["project"], block["baseline"], block["project"])
    return [
        Row(_("Computed"), _numbers({**block, "reduction": computed})),
        Row(_("Reported"), (ABSENT, ABSENT, shown(block["reduction"] - computed))),
        Row(label, (ABSENT, ABSENT, shown(block["reduction"])), style=STRONG),
    ]


def _in_use(block: Data) -> bool:
    return any(block.get(side) for side in _SIDES)


def _with_unit(label: str, block: Data, language: str) -> str:
    return f"{label} [{unit_text(clean(block['unit']), language)}]" if "unit" in block else label


def ghg_section(ghg: Data, problems: Problems, language: str) -> Section:
    """GHG: the total, by gas in tonnes of the gas, by scope, and the memo lines that are in no total."""
    _ = translator(language)
    title = _("GHG emissions [{unit}]").format(unit=unit_text(ghg["unit"], language))
    if ghg["reduction"] is None:
        return Section(title, None, (_("No flows and no reported reduction, so nothing is said about GHG."),), problems)
    rows = _total_rows(_("Total"), ghg, language)
    gases = [
        Row(_with_unit(named(GASES, gas, language), block, language), _numbers(block))
        for gas, block in ghg.get("by_gas", {}).items()
        if _in_use(block)
    ]
    scopes = [
        Row(_("Scope {number}").format(number=clean(scope)), _numbers(block))
        for scope, block in ghg["by_scope"].items()
        if _in_use(block)
    ]
    memo = [
        Row(_with_unit(label, ghg[key], language), _numbers(ghg[key]), style=DIM)
        for key, label in (
            ("biogenic_co2", _("Biogenic CO2")),
            ("montreal_gases", _("Montreal Protocol gases")),
        )
        if key in ghg and _in_use(ghg[key])
    ]
    for heading, group in ((_("By gas"), gases), (_("By scope"), scopes), (_("Apart, in no total"), memo)):
        if group:
            rows += [Row(heading, style=GROUP), *group]
    return Section(title, Table(_headers("", language), tuple(rows)), (), problems)


def copni_section(copni: Data, problems: Problems, language: str) -> Section:
    """COPni by vector, each with its number or the reason why there is none."""
    _ = translator(language)
    title = _("COPni, unintentional POPs [{unit}]").format(unit=unit_text(copni["unit"], language))
    by_vector = copni["by_vector"]
    if not by_vector and copni["reduction"] is None:
        return Section(title, None, (_("No COPni source is given, so nothing is said about COPni."),), problems)
    rows = [
        _vector_row(vector, block, language)
        for vector, block in by_vector.items()
        if "baseline_status" in block or block["status"] == "ok"
    ]
    rows += _total_rows(_("Total (comparable)"), copni, language)
    return Section(title, Table(_headers(_("Vector"), language), tuple(rows)), _legend(by_vector, language), problems)


def _vector_row(vector: str, block: Data, language: str) -> Row:
    _ = translator(language)
    status = block["status"]
    if "baseline_status" not in block:  # a total over measures
        return Row(named(VECTORS, vector, language), _numbers(block), style=PLAIN if status == "ok" else DIM)
    sides = [_vector_side(block, side, language) for side in ("baseline", "project")]
    if status == "ok":
        sides.append(shown(block["reduction"]))
    elif sides[0] == sides[1] or status == "na":
        sides.append(status_name(status, language))
    else:
        sides.append(_("not comparable"))
    return Row(named(VECTORS, vector, language), tuple(sides), style=PLAIN if status == "ok" else DIM)


def _vector_side(block: Data, side: str, language: str) -> str:
    if block[side] is not None:
        return shown(block[side])
    word = status_name(block[f"{side}_status"], language)
    known = block.get(f"{side}_known")
    return f"{word} + {shown(known)}" if known else word


def _legend(by_vector: Data, language: str) -> tuple[str, ...]:
    """What the codes in the table mean, for those that stand in it."""
    _ = translator(language)
    codes = {
        code
        for block in by_vector.values()
        for code in (block["status"], block.get("baseline_status"), block.get("project_status"))
    }
    meanings = {
        "na": _("NA: no release is expected to this vector."),
        "nd": _("ND: the Toolkit gives no factor. It is not zero, and it is in no total."),
        "unknown": _("not known: a factor or an amount is missing. It is not zero, and it is in no total."),
    }
    left_out = _("{vector}: not comparable, and left out, in {measures}")
    apart = (
        left_out.format(
            vector=named(VECTORS, vector, language), measures=", ".join(map(clean, block["not_comparable"]))
        )
        for vector, block in by_vector.items()
        if block.get("not_comparable")
    )
    return (*(text for code, text in meanings.items() if code in codes), *apart)


def copni_scope(copni: Data, language: str) -> str:
    """Which vectors the COPni figure rests on, and which are left out."""
    _ = translator(language)
    groups: dict[str, list[str]] = {}
    for vector, block in copni["by_vector"].items():
        one_sided = block.get("baseline_known") or block.get("project_known")
        kind = "apart" if one_sided else block["status"]
        groups.setdefault(kind, []).append(vector)
    texts = {
        "ok": _("counted: {vectors}"),
        "apart": _("not comparable: {vectors}"),
        "nd": _("no factor: {vectors}"),
        "unknown": _("not known: {vectors}"),
    }
    return "; ".join(
        text.format(vectors=vector_names(groups[kind], language)) for kind, text in texts.items() if kind in groups
    )


def resources_section(energy: Data, resources: Sequence[Data], language: str) -> Section | None:
    """Energy and the flows in their own units; none where the measure has no flows."""
    _ = translator(language)
    rows = [
        Row(_with_unit(pick(resource["name"], language), resource, language), _numbers(resource))
        for resource in resources
        if _in_use(resource)
    ]
    if _in_use(energy):
        rows.insert(0, Row(_with_unit(_("Energy"), energy, language), _numbers(energy), style=STRONG))
    if not rows:
        return None
    return Section(_("Energy and resources"), Table(_headers("", language), tuple(rows)))


def ndc_section(ndc: Data, problems: Problems, language: str) -> Section:
    """What counts toward the NDC, year by year; equal years in a row stand together."""
    _ = translator(language)
    title = _("NDC years [{unit}]").format(unit=clean(ndc["unit"]))
    rule = named(NDC_RULES, ndc["rule"], language)
    note = _("Reporting date {date}: a year counts once it has ended. Rule: {rule}.").format(
        date=clean(ndc["as_of"]), rule=rule
    )
    if not ndc["years"]:
        return Section(
            title,
            None,
            (_("No NDC years: the start, the lifetime or the reduction is not known."),),
            problems,
        )
    rows = [_ndc_row(run, language) for run in _runs(ndc["years"])]
    rows.append(Row(_("Counts so far"), (shown(ndc["cumulative"]), ""), style=STRONG))
    return Section(title, Table((_("Year"), _("Reduction"), _("State")), tuple(rows)), (note,), problems)


def _runs(years: Sequence[Data]) -> list[list[Data]]:
    """Years in a row that are closed or not alike and have the same value."""
    runs: list[list[Data]] = []
    for year in years:
        last = runs[-1][-1] if runs else None
        if last and (last["value"], last["closed"]) == (year["value"], year["closed"]):
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _ndc_row(run: Sequence[Data], language: str) -> Row:
    _ = translator(language)
    first, last = run[0], run[-1]
    label = f"{first['year']}" if len(run) == 1 else f"{first['year']}–{last['year']}"
    if not first["closed"]:
        return Row(label, (ABSENT, _("open, does not count yet")), style=DIM)
    value = shown(first["value"])
    if len(run) > 1 and first["value"]:
        value = _("{value} each").format(value=value)
    return Row(label, (value, _("closed")), style=PLAIN if first["value"] else DIM)
