"""Credits of a portfolio under their lines, row by row, and beside them what a published table prints.

Guarantee and reimbursement are decimals, rounded by the line's own rule. Printed figures are compared, never used.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zis_calc.model.base import Words
from zis_calc.model.document import DataPath, Document, field_text
from zis_calc.model.library import Library
from zis_calc.model.portfolio import CreditRow, PrintedTotals
from zis_calc.pack.amounts import Written, read_money
from zis_calc.pack.credit_lines import LineTerms, credit_line, line_id, line_terms, rounded
from zis_calc.pack.intervals import read_share
from zis_calc.problems import Problem, ProblemError, problem
from zis_calc.units import UnitTable

Data = dict[str, Any]

STATED, UNDEFINED = "stated", "undefined_by_rule"
FIGURES = ("guarantee", "reimbursement")
_NOTHING = Decimal(0)


@dataclass(frozen=True)
class _Row:
    """A credit read and computed; `printed` and `terms` hold guarantee and reimbursement where they are known."""

    row: CreditRow
    path: DataPath
    line: str
    currency: str
    amount: Decimal
    terms: Mapping[str, Decimal | None]
    share: Decimal | None
    status: str
    note: Words | None
    printed: Mapping[str, Decimal | None]
    printed_share: Decimal | None


def credit_tables(
    library: Library,
    document: Document,
    credits: Sequence[CreditRow],
    printed_totals: Sequence[PrintedTotals],
    decimal: str = "",
) -> tuple[Data, list[Problem]]:
    """`{"lines": [...]}` of the `credits` of a portfolio, one table per line and currency, and its problems.

    Each row: {client, year, amount, guarantee, reimbursement, reimbursement_share, status, note, reimbursed, printed,
    differences}; a difference is computed − printed. Status of a row: `ok` (from `indicator_reduction`), `stated`
    (from `reimbursement_share`, where the indicator or the rule says nothing), `undefined_by_rule`, `not_measured`
    (reimbursement null). Rows with errors (U codes, P060, P063) are in no table; where line and currency are known,
    their table names them in `refused` and counts them in `of`. Of an amount that cannot be read the currency is not
    known: such a row counts where its line has one table, else the first table of the line names it in `unread`.
    """
    problems: list[Problem] = []
    rows: list[_Row] = []
    refused: dict[tuple[str, str], list[str]] = {}
    unread: dict[str, list[str]] = {}
    for index, row in enumerate(credits):
        path: DataPath = ("credits", index)
        try:
            one, found = _read_row(library, row, path, decimal)
        except ProblemError as error:
            problems += _placed(document, error.problems, path)
            line, currency = _refused_key(library, row, decimal)
            if line and currency:
                refused.setdefault((line, currency), []).append(row.client)
            elif line:
                unread.setdefault(line, []).append(row.client)
            continue
        rows.append(one)
        problems += _placed(document, [*found, *_row_problems(one)], path)
    totals, found = _printed_totals(library, document, printed_totals, decimal)
    problems += found
    lines = []
    keys = list(dict.fromkeys([*((one.line, one.currency) for one in rows), *refused]))
    for key in keys:
        kept = [one for one in rows if (one.line, one.currency) == key]
        printed, path = totals.pop(key, ({}, ()))
        names, unknown = refused.get(key, []), unread.pop(key[0], [])
        if [line for line, _ in keys].count(key[0]) == 1:
            names, unknown = [*names, *unknown], []
        table, found = _line_table(library, key, kept, printed, names)
        lines.append({**table, "unread": unknown})
        problems += _placed(document, found, path)
    for (line, currency), (_, path) in totals.items():
        problems += _placed(document, [problem("P064", line=line, currency=currency)], path)
    return {"lines": lines}, problems


def _refused_key(library: Library, row: CreditRow, decimal: str) -> tuple[str, str]:
    """The line and the currency of a row with errors; nothing for what cannot be read."""
    try:
        line = line_id(library, row.line)
    except ProblemError:
        return "", ""
    try:
        return line, read_money(library.units, Written(row.amount, ()), decimal, (), "190000 USD")[1]
    except ProblemError:
        return line, ""


def _placed(document: Document, problems: Iterable[Problem], path: DataPath) -> list[Problem]:
    """The problems at their place; a problem that knows its own key (in `field`) stands at that key."""
    placed = []
    for one in problems:
        whole: DataPath = (*path, *one.field.split(".")) if one.field else path
        placed.append(problem(one.code, document.place(whole), field_text(whole), **dict(one.values)))
    return placed


def _money(units: UnitTable, text: str, decimal: str, field: str, currency: str | None) -> tuple[Decimal, str]:
    """An amount of money as an exact decimal, and its currency; ProblemError U001 to U008 or P063, with the field."""
    try:
        amount, found, _ = read_money(units, Written(text, ()), decimal, (), "190000 USD")
        if amount.value < 0:
            raise ProblemError(problem("U008", value=text))
        if currency is not None and found != currency:
            raise ProblemError(problem("P063", value=text, currency=currency))
    except ProblemError as error:
        raise _in_field(error, field) from None
    return Decimal(repr(amount.value)) * Decimal(repr(amount.unit.factor)), found


def _share(units: UnitTable, text: str, decimal: str, field: str, low: Decimal | None) -> Decimal:
    """A share of at most 1, and at least `low` where there is one, as an exact decimal; ProblemError with the field."""
    try:
        share = read_share(units, text, decimal)
        if share > 1 or (low is not None and share < low):
            raise ProblemError(problem("U010", value=text, low="–" if low is None else share_text(low), high="100 %"))
    except ProblemError as error:
        raise _in_field(error, field) from None
    return share


def _in_field(error: ProblemError, field: str) -> ProblemError:
    return ProblemError(*(problem(one.code, None, field, **dict(one.values)) for one in error.problems))


def _read_row(library: Library, row: CreditRow, path: DataPath, decimal: str) -> tuple[_Row, list[Problem]]:
    units = library.units
    try:
        line = line_id(library, row.line)
    except ProblemError as error:
        raise _in_field(error, "line") from None
    amount, currency = _money(units, row.amount, decimal, "amount", None)
    if rounded(credit_line(library, line), amount) == 0:
        raise ProblemError(problem("U009", None, "amount", value=row.amount))
    fall = stated = None
    if row.indicator_reduction is not None:
        # An indicator can get worse without limit, and fall by all of itself at most.
        fall = _share(units, row.indicator_reduction, decimal, "indicator_reduction", None)
    if row.reimbursement_share is not None:
        stated = _share(units, row.reimbursement_share, decimal, "reimbursement_share", _NOTHING)
    terms = line_terms(library, line, amount, None if fall is None else float(fall))
    problems = list(_share_problems(library, row, line, terms, stated))
    share = None if terms.share is None else Decimal(repr(terms.share))
    reimbursement, status = terms.reimbursement, str(terms.status)
    if stated is not None and (fall is None or status == UNDEFINED):
        # Where the rule says nothing, what was agreed for this credit counts.
        share, status = stated, STATED
        reimbursement = rounded(credit_line(library, line), amount * stated)
    printed, printed_share = _printed(units, row, decimal, currency)
    figures = {"guarantee": terms.guarantee, "reimbursement": reimbursement}
    one = _Row(row, path, line, currency, amount, figures, share, status, terms.note, printed, printed_share)
    return one, problems


def _share_problems(
    library: Library, row: CreditRow, line: str, terms: LineTerms, stated: Decimal | None
) -> Iterable[Problem]:
    """P065 (a stated share that the line does not have), P066 (against the indicator), P067 (not defined, so set)."""
    if stated is not None:
        known = {read_share(library.units, tier.share) for tier in credit_line(library, line).reimbursement}
        if stated not in known:
            shares = ", ".join(share_text(one) for one in sorted(known)) or "0 %"
            field = "reimbursement_share"
            yield problem("P065", None, field, client=row.client, line=line, share=share_text(stated), known=shares)
    if row.indicator_reduction is None or terms.share is None:
        return
    share = Decimal(repr(terms.share))
    if terms.status == UNDEFINED and stated is None and terms.note is not None:
        yield problem(
            "P067", None, "indicator_reduction", client=row.client, fall=row.indicator_reduction,
            share=share_text(share), reason=f"{terms.note.es}\x1f{terms.note.en}",
        )  # fmt: skip
    elif terms.status != UNDEFINED and stated is not None and stated != share:
        yield problem(
            "P066", None, "reimbursement_share", client=row.client, fall=row.indicator_reduction,
            share=share_text(share), stated=share_text(stated),
        )  # fmt: skip


def _printed(
    units: UnitTable, row: CreditRow, decimal: str, currency: str
) -> tuple[dict[str, Decimal | None], Decimal | None]:
    """What the published table prints: guarantee and reimbursement, and the share."""
    figures: dict[str, Decimal | None] = dict.fromkeys(FIGURES)
    if row.printed is None:
        return figures, None
    for key in FIGURES:
        text = getattr(row.printed, key)
        if text is not None:
            figures[key] = _money(units, text, decimal, f"printed.{key}", currency)[0]
    text = row.printed.reimbursement_share
    if text is None:
        return figures, None
    return figures, _share(units, text, decimal, "printed.reimbursement_share", _NOTHING)


def _row_problems(one: _Row) -> Iterable[Problem]:
    """P068 (a printed figure is not what the rule gives), P069 (another share), P070 (nothing to compare it with)."""
    for key, label in (("guarantee", "@guarantee"), ("reimbursement", "@reimbursement")):
        printed, computed = one.printed[key], one.terms[key]
        if printed is None:
            continue
        if computed is None:
            values = {"printed": money_text(printed), "share": share_text(printed / one.amount)}
            values["currency"] = one.currency
            yield problem("P070", None, f"printed.{key}", client=one.row.client, **values)
        elif printed != computed:
            rule = computed / one.amount
            yield problem(
                "P068", None, f"printed.{key}", client=one.row.client, figure=label, printed=money_text(printed),
                computed=money_text(computed), difference=money_text(computed - printed), currency=one.currency,
                share=share_text(printed / one.amount, rule), rule=share_text(rule),
            )  # fmt: skip
    if one.printed_share is not None and one.share is not None and one.printed_share != one.share:
        values = {"printed": share_text(one.printed_share), "share": share_text(one.share)}
        yield problem("P069", None, "printed.reimbursement_share", client=one.row.client, **values)


def money_text(value: Decimal) -> str:
    """An exact amount as people write it: 435,157.46."""
    return f"{value:,.2f}" if value == value.quantize(Decimal("0.01")) else f"{value:,f}"


def share_text(value: Decimal, beside: Decimal | None = None) -> str:
    """A share in per cent, with as many decimals (one to eight) as tell it from the share `beside` it."""
    for decimals in range(1, 9):
        text = f"{value * 100:.{decimals}f} %"
        if beside is None or value == beside or text != f"{beside * 100:.{decimals}f} %":
            break
    return text


Printed = dict[str, Decimal]


def _printed_totals(
    library: Library, document: Document, printed: Sequence[PrintedTotals], decimal: str
) -> tuple[dict[tuple[str, str], tuple[Printed, DataPath]], list[Problem]]:
    """The printed totals by line and currency; P060 and U codes."""
    totals: dict[tuple[str, str], tuple[Printed, DataPath]] = {}
    problems: list[Problem] = []
    for index, one in enumerate(printed):
        path: DataPath = ("printed_totals", index)
        figures: Printed = {}
        currency: str | None = None
        try:
            try:
                line = line_id(library, one.line)
            except ProblemError as error:
                raise _in_field(error, "line") from None
            for key in ("credit", *FIGURES):
                text = getattr(one, key)
                if text is not None:
                    figures[key], currency = _money(library.units, text, decimal, key, currency)
        except ProblemError as error:
            problems += _placed(document, error.problems, path)
            continue
        totals[line, currency or ""] = (figures, path)
    return totals, problems


def _line_table(
    library: Library, key: tuple[str, str], rows: Sequence[_Row], printed: Printed, refused: Sequence[str]
) -> tuple[Data, list[Problem]]:
    id, currency = key
    line = credit_line(library, id)
    totals: Data = {"credit": _total([one.amount for one in rows], [], len(rows), refused)}
    for figure in FIGURES:
        known = [one.terms[figure] for one in rows]
        missing = [one.row.client for one in rows if one.terms[figure] is None]
        totals[figure] = _total([value for value in known if value is not None], missing, len(rows), refused)
        shown = [value for one in rows if (value := one.printed[figure]) is not None]
        totals[figure]["printed_rows"] = float(sum(shown, _NOTHING)) if shown else None
    problems = []
    for figure, value in printed.items():
        totals[figure] |= _compared(rows, figure, value)
        if totals[figure]["follows_from"] not in ("rows", "computed_rows"):
            problems.append(_total_problem(line.id, currency, figure, value, totals[figure]))
    table = {
        "line": id.removeprefix("credit_lines."),
        "id": id,
        "name": line.name.model_dump(),
        "currency": currency,
        "reimburses": bool(line.reimbursement),
        "guarantee_share": float(read_share(library.units, line.guarantee)),
        "rounding": {"mode": line.rounding.mode, "decimals": line.rounding.decimals},
        "rows": [_row_data(one) for one in rows],
        "totals": totals,
        "refused": list(refused),
        "source": line.source,
        "review": line.review,
    }
    return table, problems


def _total(values: Sequence[Decimal], missing: Sequence[str], count: int, refused: Sequence[str]) -> Data:
    """A sum of decimals, and the rows it rests on."""
    coverage = {"rows": len(values), "of": count + len(refused), "missing": [*missing, *refused]}
    return {"value": float(sum(values, _NOTHING)) if values else None, "coverage": coverage}


def _compared(rows: Sequence[_Row], figure: str, printed: Decimal) -> Data:
    """A printed total beside the sums it could come from: computed rows, printed rows (missing ones are nothing)."""
    if figure == "credit":
        total = sum((one.amount for one in rows), _NOTHING)
        return {
            "printed": float(printed),
            "difference": float(total - printed),
            "follows_from": "rows" if total == printed else "neither",
        }
    computed = sum((one.terms[figure] or _NOTHING for one in rows), _NOTHING)
    shown = sum((one.printed[figure] or _NOTHING for one in rows), _NOTHING)
    from_shown = any(one.printed[figure] is not None for one in rows) and shown == printed
    follows = "computed_rows" if computed == printed else "printed_rows" if from_shown else "neither"
    return {"printed": float(printed), "difference": float(computed - printed), "follows_from": follows}


_FOLLOWS = {
    "printed_rows": "@it is the sum of the printed rows, not of what the rule gives",
    "neither": "@it is neither the sum of the printed rows nor of the computed ones",
}
_LABELS = {"credit": "@credit", "guarantee": "@guarantee", "reimbursement": "@reimbursement"}


def _total_problem(line: str, currency: str, figure: str, printed: Decimal, total: Data) -> Problem:
    """P071: the printed total is not the sum of what the rule gives, and what it is instead."""
    rows = total.get("printed_rows")
    return problem(
        "P071", None, figure, line=line, figure=_LABELS[figure], printed=money_text(printed),
        computed=money_text(Decimal(repr(total["value"] or 0.0))),
        printed_rows="–" if rows is None else money_text(Decimal(repr(rows))),
        difference=money_text(Decimal(repr(total["difference"]))), currency=currency,
        follows=_FOLLOWS[total["follows_from"]],
    )  # fmt: skip


def _row_data(one: _Row) -> Data:
    row = one.row
    printed: Data = {}
    differences: Data = {}
    for key in FIGURES:
        value, computed = one.printed[key], one.terms[key]
        if value is not None:
            printed[key] = float(value)
            printed[f"effective_{key}_share"] = float(value / one.amount)
            differences[key] = None if computed is None else float(computed - value)
    if one.printed_share is not None:
        printed["reimbursement_share"] = float(one.printed_share)
    return {
        "client": row.client,
        "year": row.year,
        "reimbursed": row.reimbursed,
        "amount": float(one.amount),
        "guarantee": float(one.terms["guarantee"] or _NOTHING),
        "reimbursement": None if one.terms["reimbursement"] is None else float(one.terms["reimbursement"]),
        "reimbursement_share": None if one.share is None else float(one.share),
        "status": one.status,
        "note": one.note.model_dump() if one.note is not None and one.status == UNDEFINED else None,
        "printed": printed,
        "differences": differences,
    }
