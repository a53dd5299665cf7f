"""NDC years explained: the reduction times the share of the year that counts."""

import datetime
import math
from dataclasses import dataclass

from zis_calc.engine import ndc
from zis_calc.engine.compute import Results
from zis_calc.engine.types import Codes
from zis_calc.explain.nodes import Leaves, Node, number_text, plain_node, sum_node
from zis_calc.pack import Batch, Options


@dataclass(frozen=True)
class Years:
    """The years of one measure; `reduced` is the node of its yearly reduction."""

    batch: Batch
    results: Results
    options: Options
    index: int
    leaves: Leaves

    def year(self, year: int, reduced: Node) -> Node:
        """What counts in one year."""
        label = {"es": f"cuenta para la NDC en {year}", "en": f"counts toward the NDC in {year}"}
        name = f"ndc.{year}"
        if not self.batch.start[self.index]:
            return plain_node(name, label, None, "tCO2e", "unknown")
        if not self.results.closed[year]:
            reason = {
                "es": f"{year} no ha cerrado al {self.options.as_of}",
                "en": f"{year} has not ended by {self.options.as_of}",
            }
            return {
                **plain_node(name, reason, 0.0, "tCO2e", "ok"),
                "origin": {"kind": "setting", "key": "as_of"},
            }
        share = float(self.results.year_share[year][self.index])
        share_words = {
            "es": f"parte de {year} que cuenta ({self.options.ndc_rule})",
            "en": f"share of {year} that counts ({self.options.ndc_rule})",
        }
        share_node = {
            **plain_node("year_share", share_words, share, "", "ok"),
            "formula": "days / days_of_year",
            "numbers": self.days(year),
        }
        share_node["inputs"] = self.date_nodes()
        if self.options.ndc_rule != "prorata_days":
            share_node.update(formula=self.options.ndc_rule, numbers="")
        value = float(self.results.ndc[year][self.index])
        reduced = self.restated(year, reduced)
        return {
            "name": name, "label": label, "value": value, "unit": "tCO2e", "status": "ok",
            "formula": f"{reduced['name'].replace('.', '_')} * year_share",
            "numbers": f"{number_text(reduced['value'])} * {number_text(share)}",
            "inputs": [reduced, share_node], "origin": None,
        }  # fmt: skip

    def restated(self, year: int, reduced: Node) -> Node:
        """The reduction of a year in which another estimate still counts: each by the days for which it applies."""
        start, end, index = self.batch.start[self.index], self.batch.end[self.index], self.index
        parts: list[tuple[float, int]] = []
        since = start
        for estimate in self.results.earlier:
            until = int(estimate.until[index])
            days = _days(since, min(end, until), year)
            if days:
                parts.append((float(estimate.ghg_reduction[index]), days))
            since = max(since, until)
        if not parts:
            return reduced
        rest = _days(since, end, year)
        parts += [(float(reduced["value"]), rest)] if rest else []
        total = sum(days for _, days in parts)
        words = {
            "es": f"reducción que rige en {year}: cada estimación por sus días",
            "en": f"reduction that applies in {year}: each estimate by its days",
        }
        value = float(
            ndc.restated(self.results.measures["ghg_reduction"], self.results.earlier, *self._limits(), year)[index]
        )
        sums = " + ".join(f"{number_text(one)} * {days}" for one, days in parts)
        return {
            "name": "restated_reduction", "label": words, "value": value, "unit": "tCO2e/yr", "status": "ok",
            "formula": "sum(reduction * days) / days_of_year_in_operation",
            "numbers": f"({sums}) / {total}", "inputs": [reduced] if rest else [], "origin": self._since(),
        }  # fmt: skip

    def _limits(self) -> tuple[Codes, Codes]:
        return self.batch.days("start"), self.batch.days("end")

    def _since(self) -> dict[str, object]:
        """Where the date stands from which the estimate of this stage applies."""
        case = self.batch.cases[self.index]
        place = self.leaves.document.place((*case.path, "applies_from"))
        return {
            "kind": "input", "text": str(case.block.applies_from), "file": place.file, "line": place.line,
            "column": place.column, "field": "applies_from",
        }  # fmt: skip

    def days(self, year: int) -> str:
        """The days that count over the days of the year."""
        length = datetime.date(year + 1, 1, 1).toordinal() - datetime.date(year, 1, 1).toordinal()
        return f"{_days(self.batch.start[self.index], self.batch.end[self.index], year)} / {length}"

    def date_nodes(self) -> list[Node]:
        """Start, end and lifetime, each with its place in the file."""
        nodes = []
        for key, es, en in (
            ("start", "inicio", "start"),
            ("end", "fin", "end"),
            ("lifetime", "vida útil", "lifetime"),
        ):
            written = getattr(self.batch.cases[self.index].measure, key)
            if written is not None:
                place = self.leaves.document.place((key,))
                origin = {
                    "kind": "input",
                    "text": str(written),
                    "file": place.file,
                    "line": place.line,
                    "column": place.column,
                    "field": key,
                }
                nodes.append(
                    {**plain_node(key, {"es": f"{es} {written}", "en": f"{en} {written}"}, None, "", "ok", origin)}
                )
        return nodes

    def total(self, reduced: Node) -> Node:
        """What counts in all closed years."""
        label = {"es": "cuenta para la NDC en años cerrados", "en": "counts toward the NDC in closed years"}
        years = [year for year in self.results.ndc if self.results.ndc[year][self.index]]
        value = math.fsum(float(self.results.ndc[year][self.index]) for year in self.results.ndc)
        return sum_node("ndc.cumulative", label, value, "tCO2e", " + ", [self.year(year, reduced) for year in years])


def _days(start: int, end: int, year: int) -> int:
    """The days of `year` in [start, end)."""
    first = datetime.date(year, 1, 1).toordinal()
    return max(0, min(end, datetime.date(year + 1, 1, 1).toordinal()) - max(start, first))
