"""A number of a result -> the tree behind it: formula, numbers, inputs with their place, factors with their source.

The row is not traced while it is computed: the columns are all kept, and the tree is read off them afterwards.
"""

import math
import re
from typing import Any

from zis_calc.columns import FLOW, MEASURE, OK, RELEASE, SIDES, STATUSES, VECTORS, Column
from zis_calc.engine.compute import Results
from zis_calc.engine.steps import FLOW_STEPS, RELEASE_STEPS, Step
from zis_calc.explain.nodes import Leaves, Node, number_text, plain_node, sum_node
from zis_calc.explain.support import FIGURES, SupportTrees, support_outputs
from zis_calc.explain.years import Years
from zis_calc.model.library import Library
from zis_calc.pack import Batch, Options
from zis_calc.pack.batch import Table
from zis_calc.problems import ProblemError, did_you_mean, problem

_DIFFERENCES = {
    "ghg": ("ghg", "tCO2e/yr", "emisiones de GEI", "GHG emissions"),
    "ghg.by_gas.co2": ("co2", "tCO2/yr", "CO2", "CO2"),
    "ghg.by_gas.ch4": ("ch4", "tCH4/yr", "CH4", "CH4"),
    "ghg.by_gas.n2o": ("n2o", "tN2O/yr", "N2O", "N2O"),
    "ghg.by_gas.f_gases": ("f_gases", "tCO2e/yr", "gases refrigerantes", "refrigerant gases"),
    "ghg.by_gas.unsplit_co2e": ("unsplit_co2e", "tCO2e/yr", "CO2e sin desglose", "CO2e not split"),
    "ghg.by_scope.1": ("ghg_scope_1", "tCO2e/yr", "alcance 1", "scope 1"),
    "ghg.by_scope.2": ("ghg_scope_2", "tCO2e/yr", "alcance 2", "scope 2"),
    "ghg.by_scope.3": ("ghg_scope_3", "tCO2e/yr", "alcance 3", "scope 3"),
    "ghg.biogenic_co2": ("biogenic_co2", "tCO2/yr", "CO2 biogénico", "biogenic CO2"),
    "ghg.montreal_gases": ("montreal_gases", "tCO2e/yr", "gases de Montreal", "Montreal gases"),
    "energy": ("energy", "MWh/yr", "energía", "energy"),
}
_SIDE_WORDS = {
    "baseline": ("antes", "before"),
    "project": ("después", "after"),
    "reduction": ("reducción", "reduction"),
}
_VECTOR_WORDS = {
    "air": ("aire", "air"), "water": ("agua", "water"), "land": ("suelo", "land"),
    "product": ("producto", "product"), "residue": ("residuo", "residue"),
}  # fmt: skip

# How each money column follows from others. `{c}` is the investment of the view: net of the grant, or gross.
_MONEY = {
    "net_investment": "investment - grant",
    "annual_savings": "cost_baseline - cost_project - other_costs",
    "payback": "{c} / annual_savings",
    "discounted_payback": "-log(1 - {c} * discount_rate / annual_savings) / log(1 + discount_rate)",
    "npv": "-{c} + annual_savings * annuity_factor",
    "abatement_cost": "-npv{s} / (ghg_reduction * lifetime)",
    "leverage": "investment / grant",
    "grant_share": "grant / investment",
    "grant_per_annual_tonne": "grant / ghg_reduction",
    "grant_per_lifetime_tonne": "grant / (ghg_reduction * lifetime)",
    "social_npv": "-investment + (annual_savings + carbon_price * ghg_reduction) * social_annuity_factor",
}
_GRANT = ("leverage", "grant_share", "grant_per_annual_tonne", "grant_per_lifetime_tonne")
# Outputs whose number is a column of another name.
_SAME_AS = {
    "finance.social.npv": "social_npv",
    "finance.social.annuity_factor": "social_annuity_factor",
    "finance.social.discount_rate": "social_discount_rate",
    "finance.social.carbon_price": "carbon_price",
    **{f"finance.views.none.{name}": f"{name}_gross" for name in FIGURES},
    **{f"finance.views.grant.{name}": name for name in FIGURES},
}


def outputs(options: Options) -> list[str]:
    """The names of all numbers that can be explained."""
    names = [f"{block}.{part}" for block in _DIFFERENCES for part in (*SIDES, "reduction")]
    names += [f"copni.{part}" for part in (*SIDES, "reduction")]
    names += [f"copni.by_vector.{vector}.{part}" for vector in VECTORS for part in (*SIDES, "reduction")]
    names += [
        f"finance.{name}" for name in ("investment", "grant", "net_investment", "annual_savings", "annuity_factor")
    ]
    names += [
        f"finance.{name}{suffix}"
        for name in ("payback", "discounted_payback", "npv", "irr", "abatement_cost")
        for suffix in ("", "_gross")
    ]
    names += [*(f"finance.{name}" for name in _GRANT), *_SAME_AS, *support_outputs()]
    names += [f"ndc.{year}" for year in range(options.ndc_years[0], options.ndc_years[1] + 1)]
    return [*names, "ndc.cumulative"]


def explain(library: Library, batch: Batch, results: Results, options: Options, index: int, output: str) -> Node:
    """The tree of one output of measure `index`; ProblemError C004 for an output that does not exist."""
    known = outputs(options)
    if output not in known:
        raise ProblemError(
            problem("C004", output=output, suggestion=did_you_mean(output, known), known=", ".join(known))
        )
    return _Explainer(library, batch, results, options, index).tree(output)


class _Explainer:
    """The tables and the measure that a tree is read from."""

    def __init__(self, library: Library, batch: Batch, results: Results, options: Options, index: int) -> None:
        self.library = library
        self.leaves = Leaves(library, batch.cases[index].document)
        self.batch = batch
        self.results = results
        self.options = options
        self.index = index
        self.case = batch.cases[index]

    def tree(self, output: str) -> Node:
        block, _, part = output.rpartition(".")
        if block in _DIFFERENCES:
            return self.difference(block, part)
        if block == "copni" or block.startswith("copni.by_vector."):
            return self.release(block, part)
        if block == "finance":
            return self.money(part)
        if output in _SAME_AS:
            return {**self.money(_SAME_AS[output]), "name": output}
        if output in support_outputs():
            trees = SupportTrees(self.batch, self.results, self.options, self.index, self.leaves, self.money_input)
            return trees.tree(output)
        years = Years(self.batch, self.results, self.options, self.index, self.leaves)
        reduced = {**self.difference("ghg", "reduction"), "name": "ghg_reduction"}
        return years.total(reduced) if part == "cumulative" else years.year(int(part), reduced)

    # --- differences: reduction = baseline - project, a side = the sum of its flow rows

    def difference(self, block: str, part: str) -> Node:
        name, unit, es, en = _DIFFERENCES[block]
        value = self.measure(f"{name}_{part}")
        label = _side_label(es, en, part)
        if not self.results.has_flows[self.index] and math.isnan(self.measure("reported_ghg_reduction")):
            return plain_node(f"{block}.{part}", label, None, unit, "unknown")
        if name == "ghg" and part == "reduction" and not math.isnan(self.measure("reported_ghg_reduction")):
            return self.leaves.input_node(
                f"{block}.{part}", label, self.batch.measures, "reported_ghg_reduction", self.index
            )
        if part == "reduction":
            sides = [self.difference(block, side) for side in SIDES]
            return sum_node(f"{block}.{part}", label, value, unit, " - ", sides)
        column = "ghg" if name.startswith("ghg_scope") else name
        scope = int(name[-1]) if name.startswith("ghg_scope") else None
        side = SIDES.index(part)
        rows = [
            self.flow_node(column, row)
            for row, about in enumerate(self.batch.flow_rows)
            if about.measure == self.index and about.side == side and scope in (None, about.scope)
            and self.results.flows[column][row]
        ]  # fmt: skip
        return sum_node(f"{block}.{part}", label, value, unit, " + ", rows)

    def flow_node(self, column: str, row: int) -> Node:
        about = self.batch.flow_rows[row]
        item = self.library.item(about.item)
        node = self.step_node(FLOW_STEPS, FLOW, self.batch.flows, self.results.flows, column, row)
        node["label"] = {
            "es": f"{FLOW[column].es}: {item.name.es} (flujo {about.flow + 1}, {_SIDE_WORDS[SIDES[about.side]][0]})",
            "en": f"{FLOW[column].en}: {item.name.en} (flow {about.flow + 1}, {_SIDE_WORDS[SIDES[about.side]][1]})",
        }
        return node

    # --- rows: the formula of the step, without the terms and factors that a row does not need

    def step_node(
        self,
        steps: tuple[Step, ...],
        words: dict[str, Column],
        table: Table,
        columns: dict[str, Any],
        name: str,
        row: int,
    ) -> Node:
        step = next((one for one in steps if one.name == name), None)
        column = words.get(name) or FLOW.get(name) or RELEASE[name]
        label = {"es": column.es, "en": column.en}
        value = float(columns[name][row])
        if step is None:
            return self.leaves.input_node(name, label, table, name, row)
        terms: list[list[str]] = []
        for term in step.formula.split(" + "):
            factors = term.split(" * ")
            if not all(float(columns[factor][row]) for factor in factors):
                continue
            terms.append([factor for factor in factors if not self.identity(steps, table, factor, row)] or factors[:1])
        used = dict.fromkeys(factor for term in terms for factor in term)
        inputs = {factor: self.step_node(steps, words, table, columns, factor, row) for factor in used}
        if len(terms) == 1 and len(terms[0]) == 1:
            return inputs[terms[0][0]]
        formula = " + ".join(" * ".join(term) for term in terms) or "0"
        numbers = (
            " + ".join(" * ".join(number_text(inputs[factor]["value"]) for factor in term) for term in terms) or "0"
        )
        return {
            "name": name, "label": label, "value": value, "unit": self.row_unit(table, column, row), "status": "ok",
            "formula": formula, "numbers": numbers, "inputs": list(inputs.values()), "origin": None,
        }  # fmt: skip

    def identity(self, steps: tuple[Step, ...], table: Table, name: str, row: int) -> bool:
        """Whether a factor is a 1 that this row does not need."""
        if any(step.name == name for step in steps):
            return False
        origin = table.origins[name][row]
        return table.columns[name][row] == 1.0 and (origin is None or not origin.parts)

    def row_unit(self, table: Table, column: Column, row: int) -> str:
        if column.name == "emission_base":
            rows: Any = self.batch.flow_rows if table is self.batch.flows else self.batch.release_rows
            return f"{rows[row].base_unit}/yr"
        if column.name == "cost":
            return f"{self.options.currency}/yr"
        return column.unit

    # --- COPni

    def release(self, block: str, part: str) -> Node:
        from zis_calc.result import copni_totals

        unit = "µg TEQ/yr"
        if not self.results.has_releases[self.index]:
            label = _side_label("COPni", "COPni", part)
            return self.leaves.input_node(
                f"{block}.{part}", label, self.batch.measures, "reported_copni_reduction", self.index
            )
        if block == "copni":
            before, after = (float(side[self.index]) for side in copni_totals(self.results))
            value = {"baseline": before, "project": after, "reduction": before - after}[part]
            compared = [number for number in range(len(VECTORS)) if self.vector_status(number) == OK]
            inputs = [self.vector(number, part) for number in compared]
            label = _side_label("COPni, vectores comparables", "COPni, comparable vectors", part)
            return sum_node(f"copni.{part}", label, value, unit, " + ", inputs)
        return self.vector(VECTORS.index(block.rsplit(".", 1)[-1]), part)

    def vector_status(self, vector: int) -> int:
        return int(self.results.vector_status[self.index, vector])

    def vector(self, vector: int, part: str) -> Node:
        es, en = _VECTOR_WORDS[VECTORS[vector]]
        name = f"copni.by_vector.{VECTORS[vector]}.{part}"
        label = _side_label(f"COPni, {es}", f"COPni, {en}", part)
        if part == "reduction":
            sides = [self.vector(vector, side) for side in SIDES]
            status = self.vector_status(vector)
            if status != OK:
                return {**plain_node(name, label, None, "µg TEQ/yr", STATUSES[status]), "inputs": sides}
            value = (sides[0]["value"] or 0.0) - (sides[1]["value"] or 0.0)
            return sum_node(name, label, value, "µg TEQ/yr", " - ", sides)
        side = SIDES.index(part)
        values = self.results.vector_baseline if side == 0 else self.results.vector_project
        status = int(self.results.side_statuses[side][self.index, vector])
        rows = [
            self.release_node(row)
            for row, about in enumerate(self.batch.release_rows)
            if about.measure == self.index and about.side == side and about.vector == vector
            and (self.results.releases["release"][row] or about.status > OK)
        ]  # fmt: skip
        value = float(values[self.index, vector]) if status == OK else None
        node = sum_node(name, label, value or 0.0, "µg TEQ/yr", " + ", rows)
        return {
            **node,
            "value": value,
            "status": STATUSES[status],
            **({"numbers": ""} if status != OK else {}),
        }

    def release_node(self, row: int) -> Node:
        about = self.batch.release_rows[row]
        source = self.library.item(about.source) if about.source == about.item else self.library.factor(about.source)
        label = {"es": source.name.es, "en": source.name.en}
        if about.status != OK:
            return plain_node(about.source, label, None, "µg TEQ/yr", STATUSES[about.status])
        node = self.step_node(RELEASE_STEPS, RELEASE, self.batch.releases, self.results.releases, "release", row)
        return {**node, "label": label}

    # --- money

    def measure(self, name: str) -> float:
        return float(self.results.measures[name][self.index])

    def money(self, name: str) -> Node:
        suffix = "_gross" if name.endswith("_gross") else ""
        stem = name.removesuffix("_gross")
        column = MEASURE[name]
        label = {"es": column.es, "en": column.en}
        unit = column.unit or _money_unit(stem, self.options.currency)
        if name in self.batch.measures.names:
            return self.leaves.input_node(f"finance.{name}", label, self.batch.measures, name, self.index)
        if name == "annual_savings" and not math.isnan(self.measure("reported_annual_savings")):
            return self.leaves.input_node(
                f"finance.{name}", label, self.batch.measures, "reported_annual_savings", self.index
            )
        status = self.results.statuses.get(name)
        code = int(status[self.index]) if status is not None else OK
        value = self.measure(name)
        if stem in ("irr", "annuity_factor", "social_annuity_factor"):
            formula, inputs = self.rate(stem, suffix)
        else:
            cost = "investment" if suffix else "net_investment"
            formula = _MONEY[stem].format(c=cost, s=suffix)
            if stem == "discounted_payback" and self.measure("discount_rate") == 0:
                formula = f"{cost} / annual_savings"
            inputs = [self.money_input(one) for one in _names(formula)]
        numbers = _filled(formula, {one["name"].rsplit(".", 1)[-1]: one["value"] for one in inputs})
        known = code == OK and not math.isnan(value)
        state = STATUSES[code] if not known and code != OK else "ok" if known else "unknown"
        return {
            "name": f"finance.{name}", "label": label, "value": value if known else None, "unit": unit, "status": state,
            "formula": formula, "numbers": numbers if known else "", "inputs": inputs, "origin": None,
        }  # fmt: skip

    def rate(self, stem: str, suffix: str) -> tuple[str, list[Node]]:
        """The annuity factor as a formula of rate and lifetime; the IRR as the rate at which the NPV is 0."""
        if stem == "irr":
            cost = "investment" if suffix else "net_investment"
            names = [cost, "annual_savings", "lifetime"]
            return f"0 = -{cost} + annual_savings * annuity_factor(irr{suffix}, lifetime)", [
                self.money_input(one) for one in names
            ]
        rate = "social_discount_rate" if stem.startswith("social") else "discount_rate"
        inputs = [self.money_input(rate), self.money_input("lifetime")]
        if self.measure(rate) == 0:
            return "lifetime", inputs
        if self.measure("lifetime").is_integer():
            return f"(1 - (1 + {rate}) ** -lifetime) / {rate}", inputs
        return f"sum of weight_t / (1 + {rate}) ** t", inputs

    def money_input(self, name: str) -> Node:
        if name == "ghg_reduction":
            return {**self.difference("ghg", "reduction"), "name": name}
        if name in ("cost_baseline", "cost_project"):
            side = 0 if name.endswith("baseline") else 1
            rows = [
                self.flow_node("cost", row)
                for row, about in enumerate(self.batch.flow_rows)
                if about.measure == self.index
                and about.side == side
                and about.priced
                and self.results.flows["cost"][row]
            ]  # fmt: skip
            label = {"es": MEASURE[name].es, "en": MEASURE[name].en}
            return sum_node(name, label, self.measure(name), f"{self.options.currency}/yr", " + ", rows)
        if name in self.batch.measures.names:
            column = MEASURE[name]
            return self.leaves.input_node(
                name, {"es": column.es, "en": column.en}, self.batch.measures, name, self.index
            )
        return {**self.money(name), "name": name}


def _side_label(es: str, en: str, part: str) -> dict[str, str]:
    return {"es": f"{es}, {_SIDE_WORDS[part][0]}", "en": f"{en}, {_SIDE_WORDS[part][1]}"}


def _money_unit(stem: str, currency: str) -> str:
    units = {
        "abatement_cost": f"{currency}/tCO2e", "annual_savings": f"{currency}/yr",
        "grant_per_annual_tonne": f"{currency}/(tCO2e/yr)", "grant_per_lifetime_tonne": f"{currency}/tCO2e",
    }  # fmt: skip
    return units.get(stem, currency)


def _names(formula: str) -> list[str]:
    """The column names in a money formula, in order."""

    words = re.findall(r"[a-z_]+", formula)
    return list(dict.fromkeys(word for word in words if word != "log"))


def _filled(formula: str, values: dict[str, float | None]) -> str:
    return re.sub(
        r"[a-z_]+",
        lambda match: number_text(values[match.group()]) if match.group() in values else match.group(),
        formula,
    )
