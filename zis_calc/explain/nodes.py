"""The nodes of an explanation: plain data, leaves with their place in the file or their source."""

import math
from dataclasses import dataclass
from typing import Any

from zis_calc.model.base import both
from zis_calc.model.document import Document, field_text
from zis_calc.model.library import FactorUse, Library
from zis_calc.pack.batch import Origin, Part, Table

Node = dict[str, Any]


def number_text(value: float | None) -> str:
    """A number with enough digits that a pocket calculator reproduces the result."""
    if value is None:
        return "?"
    text = f"{value:.12g}"
    return f"({text})" if text.startswith("-") else text


def plain_node(
    name: str,
    label: dict[str, str],
    value: float | None,
    unit: str,
    status: str,
    origin: dict[str, Any] | None = None,
) -> Node:
    """A node without inputs: a leaf, or a number that has none."""
    return {
        "name": name, "label": label, "value": value, "unit": unit, "status": status,
        "formula": "", "numbers": "", "inputs": [], "origin": origin,
    }  # fmt: skip


def sum_node(name: str, label: dict[str, str], value: float, unit: str, sign: str, inputs: list[Node]) -> Node:
    """A sum or difference of its inputs."""
    return {
        "name": name, "label": label, "value": value, "unit": unit, "status": "ok",
        "formula": sign.join(one["name"] for one in inputs) if len(inputs) > 1 else "",
        "numbers": sign.join(number_text(one["value"] or 0.0) for one in inputs) if len(inputs) > 1 else "",
        "inputs": inputs, "origin": None,
    }  # fmt: skip


def _grouped(name: str) -> str:
    """A name, in parentheses where it is a formula itself."""
    return f"({name})" if " " in name else name


def _both(text: str) -> dict[str, str]:
    """A text that stands for itself, or one that holds both languages."""
    es, _, en = text.partition("\x1f")
    return {"es": es, "en": en or es}


@dataclass(frozen=True)
class Leaves:
    """Makes the nodes of input numbers: amounts of the file `document`, factors of the library, conversions."""

    library: Library
    document: Document

    def input_node(self, name: str, label: dict[str, str], table: Table, column: str, row: int) -> Node:
        """A number of an input table with the parts it is the product of."""
        value = table.columns[column][row]
        origin = table.origins[column][row]
        if origin is None:
            status = "unknown" if math.isnan(value) else "ok"
            shown = None if math.isnan(value) else value
            return plain_node(name, label, shown, "", status)
        return self.origin_node(name, label, value, origin)

    def origin_node(self, name: str, label: dict[str, str], value: float, origin: Origin) -> Node:
        """A number with an origin: itself a leaf, or the product of several."""
        parts = [self.part_node(part) for part in origin.parts]
        if len(parts) == 1:
            return {**parts[0], "name": name, "label": label, "value": value, "unit": origin.unit}
        numbers = " * ".join(number_text(part.value) for part in origin.parts)
        return {
            "name": name, "label": label, "value": value, "unit": origin.unit, "status": "ok",
            "formula": " * ".join(_grouped(part["name"]) for part in parts), "numbers": numbers, "inputs": parts,
            "origin": None,
        }  # fmt: skip

    def part_node(self, part: Part) -> Node:
        """One part of an input number: an amount in the file, a factor, a setting, a change of unit."""
        if part.use is not None:
            return self.factor_node(part)
        if part.derive is not None:
            return self.part_node(part.derive())
        if part.formula:
            return self.derived_node(part)
        if part.path is not None:
            place = self.document.place(part.path)
            from_file = {
                "kind": "input", "text": part.text, "file": place.file, "line": place.line, "column": place.column,
                "field": field_text(part.path),
            }  # fmt: skip
            return plain_node(str(part.path[-1]), _both(part.text), part.value, part.unit, "ok", from_file)
        if part.text.startswith("@"):
            setting = {"kind": "setting", "key": part.text[1:]}
            return plain_node(
                part.text[1:], {"es": "valor por defecto", "en": "default"}, part.value, "", "ok", setting
            )
        if part.note:
            name = "default" if part.note.startswith("=") else "constant"
            said = {"kind": "default", "text": part.note}
            return plain_node(name, _both(part.text), part.value, part.unit, "ok", said)
        words = {"es": "conversión de unidad", "en": "change of unit"}
        return plain_node("conversion", words, part.value, "", "ok", {"kind": "conversion", "text": part.text})

    def derived_node(self, part: Part) -> Node:
        """A number that a method computes: its formula, with symbols and with numbers and units, and its inputs."""
        inputs = [self.part_node(one) for one in part.inputs]
        node = plain_node(part.formula, _both(part.text), part.value, part.unit, "ok")
        return {**node, "formula": part.formula, "arithmetic": part.note, "inputs": inputs}

    def factor_node(self, part: Part) -> Node:
        """A factor of the library, or the blend that it is."""
        use = part.use
        assert use is not None
        node = plain_node(
            use.id,
            both(use.name),
            part.value,
            use.unit,
            "ok",
            self.factor_origin(use),
        )
        if part.value != use.value:
            node["unit"] = ""
            node["formula"] = part.text
        if use.parts:
            shares = [f"{number_text(share)} * {inner.id}" for share, inner in use.parts]
            node["formula"] = node["formula"] or " + ".join(shares)
            node["numbers"] = " + ".join(
                f"{number_text(share)} * {number_text(inner.value)}" for share, inner in use.parts
            )
            node["inputs"] = [
                plain_node(
                    inner.id,
                    both(inner.name),
                    inner.value,
                    inner.unit,
                    "ok",
                    self.factor_origin(inner),
                )
                for _, inner in use.parts
            ]  # fmt: skip
        return node

    def factor_origin(self, use: FactorUse) -> dict[str, Any]:
        """Where a factor is printed, how it was chosen, and its review status."""
        source = self.library.source(use.source)
        return {
            "kind": "factor", "id": use.id, "name": both(use.name),
            "value": use.value, "unit": use.unit,
            "valid_from": use.valid_from.isoformat() if use.valid_from else None, "set": use.set, "how": use.how,
            "source": source.model_dump(exclude_none=True, include={"title", "publisher", "year", "url"}),
            "locator": use.locator, "review": use.review,
        }  # fmt: skip
