"""Credits, taxes and the views of the company explained: figures from yearly cash flows, each flow from its parts."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from zis_calc.columns import OK, STATUSES
from zis_calc.engine.compute import Results
from zis_calc.engine.finance import year_weight
from zis_calc.engine.support import VIEWS, Support, View
from zis_calc.explain.nodes import Leaves, Node, number_text, plain_node
from zis_calc.pack import Batch, Options

Words = dict[str, str]

FIGURES = ("payback", "discounted_payback", "npv", "irr")
_CREDIT = ("amount", "fees", "equity", "instalment", "total_interest", "reimbursement")
_UNITS = {"payback": "yr", "discounted_payback": "yr", "irr": "1/yr"}
_LABELS = {
    "payback": ("recuperación simple", "simple payback"),
    "discounted_payback": ("recuperación descontada", "discounted payback"),
    "npv": ("VAN", "NPV"),
    "irr": ("TIR", "IRR"),
    "credit": ("crédito", "credit"),
    "credit_rate": ("tasa efectiva anual del crédito", "effective yearly rate of the credit"),
    "credit_term": ("plazo", "term"),
    "credit_grace": ("periodo de gracia", "grace period"),
    "credit_fees": ("comisiones", "fees"),
    "reimbursement": ("reembolso", "reimbursement"),
    "tax_rate": ("tasa del impuesto a la renta", "income tax rate"),
    "depreciation_years": ("años de depreciación", "years of depreciation"),
    "equity": ("lo que paga la empresa al inicio", "paid by the company at the start"),
    "instalment": ("cuota constante", "constant instalment"),
    "total_interest": ("total de intereses", "total interest"),
    "cash_flow": ("flujo de caja, año", "cash flow, year"),
    "interest": ("intereses, año", "interest, year"),
    "principal": ("amortización, año", "principal, year"),
    "balance": ("saldo al final del año", "balance at the end of year"),
    "depreciation": ("depreciación, año", "depreciation, year"),
    "tax": ("impuesto, año", "tax, year"),
    "savings": ("ahorro, año", "savings, year"),
    "depreciated": ("monto que se deprecia", "amount that is depreciated"),
}
_VIEW_WORDS = {
    "none": ("sin apoyo", "without support"),
    "grant": ("con donación", "with grant"),
    "grant_and_credit": ("con donación y crédito", "with grant and credit"),
}
_STARTS = {"none": "investment", "grant": "net_investment"}


def support_outputs() -> list[str]:
    """The names of all numbers of credits, taxes and the view with credit."""
    names = [f"finance.credit.{name}" for name in _CREDIT]
    names += [f"finance.views.grant_and_credit.{name}" for name in FIGURES]
    return [*names, *(f"finance.views.{view}.after_tax.{name}" for view in VIEWS for name in FIGURES)]


def _label(name: str, year: int | None = None) -> Words:
    es, en = _LABELS[name]
    return {"es": es, "en": en} if year is None else {"es": f"{es} {year}", "en": f"{en} {year}"}


def _made(name: str, label: Words, value: float, unit: str, formula: str, numbers: str, inputs: list[Node]) -> Node:
    node = plain_node(name, label, value, unit, "ok")
    return {**node, "formula": formula, "numbers": numbers, "inputs": inputs}


@dataclass(frozen=True)
class SupportTrees:
    """The credit and tax of one measure; `money` gives the node of a money column of the measure."""

    batch: Batch
    results: Results
    options: Options
    index: int
    leaves: Leaves
    money: Callable[[str], Node]

    @property
    def support(self) -> Support:
        """The rows of credits and taxes."""
        return self.results.support

    @property
    def row(self) -> int:
        """The row of this measure."""
        return self.support.row[self.index]

    def tree(self, output: str) -> Node:
        """The tree of one output; without a number where the measure has no credit or no tax."""
        row = self.support.row.get(self.index)
        about = self.batch.support_rows[row] if row is not None else None
        *path, name = output.split(".")
        unit = _UNITS.get(name, self.options.currency)
        in_view = path[1] == "views"
        needs_credit = path[1] == "credit" or path[2] == "grant_and_credit"
        has_credit = about is not None and about.credit is not None
        if about is None or (needs_credit and not has_credit) or (path[-1] == "after_tax" and not about.taxed):
            return plain_node(output, self.view_label(output), None, unit, "none")
        if in_view:
            return self.figure(output, path[2], name, path[-1] == "after_tax")
        return {**self.credit(name), "name": output}

    def view_label(self, output: str) -> Words:
        """What a figure is, with its view."""
        *path, name = output.split(".")
        if path[1] == "credit":
            return _label("credit" if name == "amount" else "credit_fees" if name == "fees" else name)
        words = _LABELS[name], _VIEW_WORDS[path[2]]
        tax = (", después de impuestos", ", after tax") if path[-1] == "after_tax" else ("", "")
        es, en = (f"{words[0][side]}, {words[1][side]}{tax[side]}" for side in (0, 1))
        return {"es": es, "en": en}

    # --- figures of a view

    def figure(self, output: str, view: str, name: str, taxed: bool) -> Node:
        """Payback, NPV or IRR of a view, from its yearly cash flow."""
        found = (self.support.after_tax if taxed else self.support.views)[view]
        unit = _UNITS.get(name, self.options.currency)
        status = int(found.figures.statuses[name][self.row])
        value = float(found.figures.values[name][self.row])
        flows = self.flows(found, view)
        if math.isnan(flows[0]):
            inputs = [self.money(one) for one in ("net_investment", "annual_savings", "lifetime")]
            return {**plain_node(output, self.view_label(output), None, unit, "unknown"), "inputs": inputs}
        inputs = [self.flow(view, year, taxed) for year, amount in enumerate(flows) if amount]
        formula, numbers = "", ""
        if name != "payback":
            inputs.append(self.money("discount_rate"))
        rate = self.results.values["discount_rate"][self.index]
        if name == "npv":
            formula, numbers = self.present(flows, "discount_rate", rate)
        elif name == "irr":
            del inputs[-1]
            formula, numbers = (f"0 = {text}" for text in self.present(flows, "irr", value))
        elif status == OK:
            formula, numbers = self.crossing(flows, rate if name == "discounted_payback" else None)
        node = _made(output, self.view_label(output), value, unit, formula, numbers if status == OK else "", inputs)
        return node if status == OK else {**node, "value": None, "status": STATUSES[status]}

    def flows(self, view: View, name: str) -> list[float]:
        """The flows of this measure in a view, from the start to its own last year."""
        life = self.results.values["lifetime"][self.index]
        own = int(self.support.last[self.row])
        last = own if name == "grant_and_credit" or math.isnan(life) else math.ceil(life)
        return [float(flow) for flow in view.flows[self.row, : last + 1]]

    def present(self, flows: list[float], name: str, rate: float) -> tuple[str, str]:
        """The present value of the flows as a formula and with its numbers."""
        years = [year for year, amount in enumerate(flows) if amount]
        formula = " + ".join(f"cash_flow_{year} / (1 + {name}) ** {year}" if year else "cash_flow_0" for year in years)
        shown = number_text(rate)
        numbers = " + ".join(
            f"{number_text(flows[year])} / (1 + {shown}) ** {year}" if year else number_text(flows[0]) for year in years
        )
        return formula or "0", numbers or "0"

    def crossing(self, flows: list[float], rate: float | None) -> tuple[str, str]:
        """Where the sum of the flows (discounted where `rate` is given) comes back to 0 for the last time."""
        total, year, missing = 0.0, 0, 0.0
        dust = 1e-12 * math.fsum(abs(flow) for flow in flows)
        for number, amount in enumerate(flows):
            before, total = total, total + (amount / (1 + rate) ** number if rate is not None else amount)
            if before < -dust <= total:
                year, missing = number, -before
        weight = float(year_weight(self.results.measures["lifetime"][self.index : self.index + 1], year)[0])
        part = f"{number_text(weight)} * " if 0 < weight < 1 else ""
        flow, shown = f"cash_flow_{year}", number_text(flows[year])
        if rate is not None:
            flow = f"({flow} / (1 + discount_rate) ** {year})"
            shown = f"({shown} / (1 + {number_text(rate)}) ** {year})"
        return f"{year - 1} + {part}missing / {flow}", f"{year - 1} + {part}{number_text(missing)} / {shown}"

    # --- one flow of a view

    def flow(self, view: str, year: int, taxed: bool) -> Node:
        """The cash flow of one year: savings, debt service, reimbursement, tax."""
        found = (self.support.after_tax if taxed else self.support.views)[view]
        parts: list[tuple[str, Node]] = []
        if year == 0:
            start = self.credit("equity") if view == "grant_and_credit" else self.money(_STARTS[view])
            parts.append(("-", start))
        else:
            parts.append(("+", self.savings(year)))
            if view == "grant_and_credit":
                parts += [("-", self.interest(year)), ("-", self.principal(year))]
                if self.column("reimbursement") and year == int(self.column("reimbursed_in")):
                    parts.append(("+", self.leaf("reimbursement")))
            if taxed:
                parts.append(("-", self.tax(view, year)))
        kept = [(sign, part) for sign, part in parts if part["value"]]
        formula = " ".join(f"{sign} {part['name']}" for sign, part in kept)
        numbers = " ".join(f"{sign} {number_text(part['value'])}" for sign, part in kept)
        return _made(
            f"cash_flow_{year}", _label("cash_flow", year), float(found.flows[self.row, year]), self.options.currency,
            formula.removeprefix("+ "), numbers.removeprefix("+ "), [part for _, part in kept],
        )  # fmt: skip

    def savings(self, year: int) -> Node:
        """The savings of an operating year; a broken last year counts for its fraction."""
        lifetime = self.results.measures["lifetime"][self.index : self.index + 1]
        weight = float(year_weight(lifetime, year)[0])
        node = self.money("annual_savings")
        if weight == 1:
            return node
        value = self.results.values["annual_savings"][self.index] * weight
        return _made(
            f"savings_{year}", _label("savings", year), value, self.options.currency, "annual_savings * weight",
            f"{number_text(node['value'])} * {number_text(weight)}", [node, self.money("lifetime")],
        )  # fmt: skip

    # --- the credit

    def column(self, name: str) -> float:
        """A number of this measure's credit or tax."""
        return float(self.support.columns[name][self.row])

    def leaf(self, name: str) -> Node:
        """An input of the credit or the tax with its place in the file."""
        return self.leaves.input_node(name, _label(name), self.batch.support, name, self.row)

    def credit(self, name: str) -> Node:
        """A number of the credit."""
        currency = self.options.currency
        if name in ("amount", "fees", "reimbursement"):
            return self.leaf({"amount": "credit", "fees": "credit_fees"}.get(name, name))
        if name == "instalment":
            return self.instalment()
        if name == "equity":
            parts = [("", self.money("investment")), (" - ", self.money("grant")), (" - ", self.leaf("credit"))]
            parts += [(" + ", self.leaf("credit_fees"))] if self.column("credit_fees") else []
            return _made(
                name, _label(name), self.column(name), currency, "".join(sign + part["name"] for sign, part in parts),
                "".join(sign + number_text(part["value"]) for sign, part in parts), [part for _, part in parts],
            )  # fmt: skip
        years = [year for year in range(1, self.support.schedule.interest.shape[1]) if self.yearly("interest", year)]
        inputs = [self.interest(year) for year in years]
        return _made(
            name, _label(name), self.column(name), currency, " + ".join(one["name"] for one in inputs),
            " + ".join(number_text(one["value"]) for one in inputs), inputs,
        )  # fmt: skip

    def instalment(self) -> Node:
        """The constant instalment of a French loan."""
        rate, amount = self.column("period_rate"), self.column("credit")
        periods = self.column("periods") - self.column("grace_periods")
        inputs = [self.leaf("credit"), self.leaf("credit_rate"), self.leaf("credit_term")]
        inputs += [self.leaf("credit_grace")] if self.column("credit_grace") else []
        if rate:
            formula = "credit * i / (1 - (1 + i) ** -n)"
            i = number_text(rate)
            numbers = f"{number_text(amount)} * {i} / (1 - (1 + {i}) ** -{number_text(periods)})"
        else:
            formula, numbers = "credit / n", f"{number_text(amount)} / {number_text(periods)}"
        value = self.column("instalment")
        return _made("instalment", _label("instalment"), value, self.options.currency, formula, numbers, inputs)

    def yearly(self, name: str, year: int) -> float:
        """A column of the schedule in one year."""
        return float(getattr(self.support.schedule, name)[self.row, year])

    def interest(self, year: int) -> Node:
        """Interest of a year: the rate on what was owed at its start; by months, the sum of the months."""
        value = self.yearly("interest", year)
        formula, numbers = "sum of the months: balance * ((1 + credit_rate) ** (1 / 12) - 1)", ""
        inputs = [self.leaf("credit"), self.leaf("credit_rate")]
        if self.column("payments_per_year") == 1:
            owed = self.balance(year - 1)
            formula, inputs = f"{owed['name']} * credit_rate", [owed, self.leaf("credit_rate")]
            numbers = f"{number_text(owed['value'])} * {number_text(self.column('credit_rate'))}"
        return _made(
            f"interest_{year}", _label("interest", year), value, self.options.currency, formula, numbers, inputs
        )

    def balance(self, year: int) -> Node:
        """What is owed at the end of a year."""
        if year == 0:
            return self.leaf("credit")
        paid = [number for number in range(1, year + 1) if self.yearly("principal", number)]
        texts = [number_text(self.column("credit")), *(number_text(self.yearly("principal", one)) for one in paid)]
        return _made(
            f"balance_{year}", _label("balance", year), self.yearly("balance", year), self.options.currency,
            " - ".join(["credit", *(f"principal_{one}" for one in paid)]), " - ".join(texts), [self.leaf("credit")],
        )  # fmt: skip

    def principal(self, year: int) -> Node:
        """Principal of a year: what the instalment leaves after the interest."""
        value, inputs = self.yearly("principal", year), [self.instalment(), self.interest(year)]
        formula, numbers = "sum of the months: instalment - interest", ""
        if self.column("payments_per_year") == 1:
            formula = f"instalment - interest_{year}"
            numbers = f"{number_text(inputs[0]['value'])} - {number_text(inputs[1]['value'])}"
        return _made(
            f"principal_{year}", _label("principal", year), value, self.options.currency, formula, numbers, inputs
        )

    # --- tax

    def tax(self, view: str, year: int) -> Node:
        """Tax of a year: on the savings less depreciation, interest and fees."""
        deducted = [self.depreciation(view, year)]
        if view == "grant_and_credit":
            deducted.append(self.interest(year))
            deducted += [self.leaf("credit_fees")] if year == 1 else []
        inputs = [self.leaf("tax_rate"), self.savings(year), *(one for one in deducted if one["value"])]
        rest = " - ".join(one["name"] for one in inputs[1:])
        numbers = " - ".join(number_text(one["value"]) for one in inputs[1:])
        return _made(
            f"tax_{year}", _label("tax", year), float(self.support.taxes[view][self.row, year]), self.options.currency,
            f"tax_rate * ({rest})", f"{number_text(inputs[0]['value'])} * ({numbers})", inputs,
        )  # fmt: skip

    def depreciation(self, view: str, year: int) -> Node:
        """Depreciation of a year: a straight line, what is left in the last year of the lifetime."""
        written = self.support.depreciation[view][self.row]
        value, years = float(written[year]), self.column("depreciation_years")
        base = self.money("investment") if view == "none" else self.money("net_investment")
        amount = float(base["value"] or 0.0)
        if view == "grant_and_credit" and self.column("reimbursement"):
            back = self.leaf("reimbursement")
            whole, amount = amount, amount - self.column("reimbursement")
            base = _made(
                "depreciated", _label("depreciated"), amount, self.options.currency, "net_investment - reimbursement",
                f"{number_text(whole)} - {number_text(back['value'])}", [base, back],
            )  # fmt: skip
        formula, numbers = f"{base['name']} / depreciation_years", f"{number_text(amount)} / {number_text(years)}"
        if not math.isclose(value, amount / years, rel_tol=1e-12):
            before = math.fsum(float(one) for one in written[:year])
            formula = f"{base['name']} - depreciation of the years before"
            numbers = f"{number_text(amount)} - {number_text(before)}"
        return _made(
            f"depreciation_{year}", _label("depreciation", year), value, self.options.currency, formula, numbers,
            [base, self.leaf("depreciation_years")],
        )  # fmt: skip
