"""NDC years explained: the reduction times the share of the year that counts."""

import datetime
import math
from dataclasses import dataclass

from zis_calc.engine.compute import Results
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
        return {
            "name": name, "label": label, "value": value, "unit": "tCO2e", "status": "ok",
            "formula": "ghg_reduction * year_share",
            "numbers": f"{number_text(reduced['value'])} * {number_text(share)}",
            "inputs": [reduced, share_node], "origin": None,
        }  # fmt: skip

    def days(self, year: int) -> str:
        """The days that count over the days of the year."""
        first = datetime.date(year, 1, 1).toordinal()
        following = datetime.date(year + 1, 1, 1).toordinal()
        start, end = self.batch.start[self.index], self.batch.end[self.index]
        counted = max(0, min(end, following) - max(start, first))
        return f"{counted} / {following - first}"

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
