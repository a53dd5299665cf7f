"""Credits, taxes and the parameters of the social view -> numbers in the currency of the run."""

from decimal import Decimal
from typing import TYPE_CHECKING

from zis_calc.model.measure import Credit, Tax
from zis_calc.pack.amounts import CURRENCIES, Written, read_plain
from zis_calc.pack.batch import CreditTerms, Origin, Part, Social, SupportRow
from zis_calc.pack.choose import factor_origin
from zis_calc.pack.context import Reader, product
from zis_calc.pack.money import MAX_LIFETIME, NAN, ZERO, Cell, currency_part, money_cell
from zis_calc.problems import ProblemError, problem

if TYPE_CHECKING:
    from zis_calc.pack.credit_lines import LineTerms

_PAYMENTS = {"annual": 1, "monthly": 12}
_WHOLE = 1e-6  # how near to a whole number of instalments a term must be
_DUST = 1e-9

SOCIAL_RATE = "money.discount_rate.social"
SOCIAL_CARBON_PRICE = "money.carbon_price.social"


def read_support(
    reader: Reader, investment: Cell, grant: Cell, lifetime: Cell, measure: int
) -> tuple[dict[str, Cell], SupportRow] | None:
    """The cells of the credit and the tax of a measure and what must be said of them; None where it has neither."""
    finance = reader.case.block.finance
    if finance is None or (finance.credit is None and finance.tax is None):
        return None
    cells = dict.fromkeys(
        (
            "credit", "credit_rate", "credit_term", "credit_grace", "credit_fees", "reimbursement", "reimbursed_in",
            "tax_rate", "depreciation_years",
        ),
        ZERO,
    )  # fmt: skip
    cells["payments_per_year"] = (1.0, None)
    terms = None
    if finance.credit is not None:
        terms = _read_credit(reader, finance.credit, cells, investment, grant, lifetime)
    if finance.tax is not None:
        _read_tax(reader, finance.tax, cells, lifetime)
    return cells, SupportRow(measure, terms, finance.tax is not None)


def _read_credit(
    reader: Reader, credit: Credit, cells: dict[str, Cell], investment: Cell, grant: Cell, lifetime: Cell
) -> CreditTerms | None:
    amount = cells["credit"] = _amount(reader, credit, investment, grant)
    cells["credit_rate"] = _share(reader, credit.rate, "credit", "rate", "10 %", 0, 100)
    payments = _PAYMENTS[credit.instalments]
    cells["payments_per_year"] = (float(payments), None)
    term = cells["credit_term"] = _whole(reader, credit, credit.term, "term", payments)
    if credit.grace is not None:
        grace = cells["credit_grace"] = _whole(reader, credit, credit.grace, "grace", payments)
        if grace[0] >= term[0]:
            path = (*reader.case.path, "finance", "credit", "grace")
            reader.refuse("M056", path, grace=credit.grace, term=credit.term)
    if term[0] > lifetime[0]:
        reader.say("M062", "finance", "credit", "term", term=credit.term, lifetime=reader.case.measure.lifetime or "")
    if credit.fees is not None:
        cells["credit_fees"] = _fees(reader, credit, amount)
    found = _line(reader, credit, amount, cells)
    if reader.failed:
        return None
    return found


def _amount(reader: Reader, credit: Credit, investment: Cell, grant: Cell) -> Cell:
    amount: Cell = NAN
    with reader.at("finance", "credit", "amount"):
        written = reader.written(credit.amount, "finance", "credit", "amount")
        amount = money_cell(reader, written, (), "100000 USD")
        if amount[0] <= 0:
            raise ProblemError(problem("U009", value=credit.amount))
    path = (*reader.case.path, "finance", "credit", "amount")
    finance = reader.case.block.finance
    assert finance is not None
    if finance.investment is None:
        reader.refuse("M057", path, credit=credit.amount)
    elif amount[0] > investment[0] * (1 + _DUST):
        reader.refuse("M053", path, credit=credit.amount, investment=finance.investment)
    elif amount[0] > (investment[0] - grant[0]) * (1 + _DUST):
        reader.say(
            "M054", "finance", "credit", "amount",
            credit=credit.amount, investment=finance.investment, grant=finance.grant,
        )  # fmt: skip
    return amount


def _share(reader: Reader, text: str, block: str, key: str, example: str, low: float, high: float) -> Cell:
    """A share or a yearly rate of `finance.block`, as a plain number; `low` and `high` in per cent."""
    with reader.at("finance", block, key):
        units, decimal = reader.gate.library.units, reader.gate.options.decimal
        value = read_plain(units, text, decimal, "%", example, low, high).value / 100
        unit = "1/yr" if (block, key) == ("credit", "rate") else "1"
        return value, Origin(value, unit, (Part(text, value, (*reader.case.path, "finance", block, key)),))
    return NAN


def _years(reader: Reader, text: str, block: str, key: str, example: str) -> Cell:
    units, decimal = reader.gate.library.units, reader.gate.options.decimal
    value = read_plain(units, text, decimal, "yr", example, 0, MAX_LIFETIME).value
    if value <= 0 and key != "grace":
        raise ProblemError(problem("U009", value=text))
    return value, Origin(value, "yr", (Part(text, value, (*reader.case.path, "finance", block, key)),))


def _whole(reader: Reader, credit: Credit, text: str, key: str, payments: int) -> Cell:
    """A term in years that is a whole number of instalments."""
    with reader.at("finance", "credit", key):
        value, origin = _years(reader, text, "credit", key, "5 yr")
        periods = value * payments
        if abs(periods - round(periods)) > _WHOLE:
            raise ProblemError(problem("M055", value=text, instalments=f"@{credit.instalments}"))
        return round(periods) / payments, origin
    return NAN


def _fees(reader: Reader, credit: Credit, amount: Cell) -> Cell:
    """Fees as money, or as a share of the amount."""
    with reader.at("finance", "credit", "fees"):
        units, decimal = reader.gate.library.units, reader.gate.options.decimal
        text = credit.fees or ""
        if units.amount(text, decimal, "1 %").unit.dimension == ():
            share, origin = _share(reader, text, "credit", "fees", "1 %", 0, 100)
            if amount[1] is None or origin is None:
                return NAN
            value = amount[0] * share
            return value, Origin(value, amount[1].unit, (*amount[1].parts, *origin.parts))
        cell = money_cell(reader, Written(text, (*reader.case.path, "finance", "credit", "fees")), (), "1000 USD")
        if cell[0] < 0:
            raise ProblemError(problem("U008", value=text))
        if cell[0] > amount[0]:
            raise ProblemError(problem("M064", fees=text, credit=credit.amount))
        return cell
    return NAN


def _line(reader: Reader, credit: Credit, amount: Cell, cells: dict[str, Cell]) -> CreditTerms:
    """Guarantee and reimbursement by the credit line; nothing of both without a line."""
    if credit.line is None:
        for key in ("indicator_reduction", "reimbursed_in"):
            if getattr(credit, key) is not None:
                reader.refuse("M063", (*reader.case.path, "finance", "credit", key), key=key)
        return CreditTerms(credit.instalments)
    from zis_calc.pack.credit_lines import credit_line, line_id, line_terms  # few measures have a credit line

    reduction: float | None = None
    if credit.indicator_reduction is not None:
        reduction = _share(reader, credit.indicator_reduction, "credit", "indicator_reduction", "35 %", -1000, 100)[0]
    with reader.at("finance", "credit", "line"):
        library = reader.gate.library
        line = credit_line(library, credit.line)
        id = line_id(library, credit.line)
        if amount[1] is None:
            return CreditTerms(credit.instalments)
        # The line rounds in the currency of the credit; the exchange rate comes after.
        own = product(tuple(part for part in amount[1].parts if part.use is None))
        rate = tuple(part for part in amount[1].parts if part.use is not None)
        terms = line_terms(library, id, Decimal(repr(own)), reduction)
        _say_terms(reader, credit, terms)
        guarantee = float(terms.guarantee) * product(rate)
        if terms.reimbursement is not None and terms.share is not None:
            returned = float(terms.reimbursement)
            label = "reembolso de la línea, redondeado\x1freimbursement by the line, rounded"
            words = f"parte que se reembolsa ({id})\x1fshare that is reimbursed ({id})"
            share = Part(words, terms.share, note=f"{id}: {library.source(line.source).title}")
            made = Part(
                label, returned, formula="reimbursement_share * credit", note=f"{terms.share!r} * {own!r}",
                inputs=(*(part for part in amount[1].parts if part.use is None), share),
            )  # fmt: skip
            value = returned * product(rate)
            cells["reimbursement"] = (value, Origin(value, amount[1].unit, (made, *rate)))
        year = float(credit.reimbursed_in or line.reimbursed_in)
        path = (*reader.case.path, "finance", "credit", "reimbursed_in") if credit.reimbursed_in else None
        cells["reimbursed_in"] = (year, Origin(year, "yr", (Part(f"{year:g}", year, path, note=id),)))
        return CreditTerms(
            credit.instalments, id, line.review, guarantee, terms.share, terms.status, terms.note, reduction
        )
    return CreditTerms(credit.instalments)


def _say_terms(reader: Reader, credit: Credit, terms: "LineTerms") -> None:
    steps = ("finance", "credit", "line")
    if terms.status == "not_measured":
        reader.say("M060", *steps, line=credit.line)
    elif terms.status == "undefined_by_rule":
        note = terms.note
        said = f"{note.es}\x1f{note.en}" if note is not None else ""
        share = f"{(terms.share or 0) * 100:g} %"
        reader.say("M059", *steps, reduction=credit.indicator_reduction, share=share, note=said)


def _read_tax(reader: Reader, tax: Tax, cells: dict[str, Cell], lifetime: Cell) -> None:
    cells["tax_rate"] = _share(reader, tax.rate, "tax", "rate", "29.5 %", 0, 100)
    with reader.at("finance", "tax", "depreciation"):
        years = cells["depreciation_years"] = _years(reader, tax.depreciation, "tax", "depreciation", "10 yr")
        if years[0] > lifetime[0]:
            reader.say(
                "M066", "finance", "tax", "depreciation",
                years=tax.depreciation, lifetime=reader.case.measure.lifetime or "",
            )  # fmt: skip


def social_of(reader: Reader) -> Social:
    """The social discount rate and carbon price in force at the reporting date, in the run's currency.

    Read once per price year, which is the year of the exchange rate. What the library has not for that date or
    currency is NaN, with the reason in `missing`.
    """
    finance = reader.case.block.finance
    if finance is None or finance.investment is None:
        return _NO_SOCIAL
    known = reader.gate.social.get(finance.price_year)
    if known is None:
        try:
            known = _read_social(reader)
        except ProblemError as error:
            known = _NO_SOCIAL._replace(missing=error.problems)
        reader.gate.social[finance.price_year] = known
    return known


_NO_SOCIAL = Social(NAN, NAN)


def _read_social(reader: Reader) -> Social:
    library, year = reader.gate.library, reader.gate.options.as_of.year
    rate, price = library.use(SOCIAL_RATE, year), library.use(SOCIAL_CARBON_PRICE, year)
    unit = library.units.unit(rate.unit)
    yearly = rate.value * unit.factor
    per_tonne = library.units.unit(price.unit)
    for currency in CURRENCIES:
        target = library.units.unit(f"{currency}/t CO2")
        if target.dimension == per_tonne.dimension:
            break
    else:
        raise ProblemError(problem("M020", value=price.unit, currency=price.unit, wanted=reader.gate.options.currency))
    value = float(f"{price.value * per_tonne.factor / target.factor:.15g}")
    exchange = currency_part(reader, currency, f"{price.value!r} {price.unit}")
    wanted = f"{reader.gate.options.currency}/tCO2e"
    origin = factor_origin(price, value, f"{currency}/tCO2e")
    parts = (*origin.parts, *exchange)
    cost = product(parts)
    uses = (rate, price, *(part.use for part in exchange if part.use is not None))
    return Social((yearly, factor_origin(rate, yearly, "1/yr")), (cost, Origin(cost, wanted, parts)), uses)
