"""A measure file for a method, written with comments: what each parameter means, its unit, ranges and default."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from zis_calc.language import translator
from zis_calc.model.library import Library
from zis_calc.model.measure import Finance
from zis_calc.model.method import Method, Parameter
from zis_calc.problems import ProblemError, did_you_mean, problem

_HEADER = ("name", "company", "sector", "zone", "start", "lifetime", "stage")
_PLAIN = re.compile(r"[A-Za-z0-9ÁÉÍÓÚÑáéíóúñüµ][\w .,/%()+\-µÁÉÍÓÚÑáéíóúñü]*")


class Draft(NamedTuple):
    """What is known of the file to write: the method, parameters and other keys as text, its id and language."""

    method: Method
    parameters: Mapping[str, str]
    keys: Mapping[str, str]
    id: str
    language: str


def check_draft(method: Method, parameters: Mapping[str, str], keys: Mapping[str, str]) -> None:
    """ProblemError E011 or E026 for a parameter or key that the file would not hold."""
    found = [
        problem(
            "E011",
            method=method.id,
            name=name,
            suggestion=did_you_mean(name, method.parameters),
            known=", ".join(method.parameters),
        )
        for name in parameters
        if name not in method.parameters
    ]
    known = ["id", *_HEADER, *(f"finance.{key}" for key in Finance.model_fields)]
    for key in keys:
        if key not in known and not key.startswith("prices."):
            found.append(problem("E026", key=key, known=", ".join([*known, "prices.ITEM"])))
    if found:
        raise ProblemError(*found)


def missing_parameters(method: Method, given: Mapping[str, str]) -> list[str]:
    """The parameters that are neither given nor have a default."""
    return [name for name, one in method.parameters.items() if name not in given and one.default is None]


def draft_text(library: Library, draft: Draft) -> str:
    """The file as text: the header, the parameters with their comments, prices and finance."""
    method, language = draft.method, draft.language
    title = method.name.text(language)
    header = {
        "name": title,
        "start": f"{library.settings.as_of.year}-01-01",
        "lifetime": "10 yr",
        "stage": "feasibility",
        **{key: value for key, value in draft.keys.items() if "." not in key},
    }
    identifier = re.sub(r"[^a-z0-9]+", "-", header.pop("id", draft.id).lower()).strip("-") or "medida"
    lines = ["kind: measure", f"id: {identifier}"]
    lines += [f"{key}: {_quoted(header[key])}" for key in _HEADER if key in header]
    lines += [f"technology: {method.technology}", f"method: {method.id.removeprefix('methods.')}"]
    lines += [f"# {line}" for line in (method.applicability.text(language), method.limits.text(language))]
    lines.append("parameters:")
    for name, parameter in method.parameters.items():
        lines += _parameter_lines(name, parameter, draft)
    _ = translator(language)
    lines += _block("prices", draft, _("prices of the flows; without them there are no savings in money"))
    lines += _block("finance", draft, _("investment and grant, at the prices of price_year"))
    return "\n".join(lines) + "\n"


def _parameter_lines(name: str, parameter: Parameter, draft: Draft) -> list[str]:
    _ = translator(draft.language)
    comments = [parameter.name.text(draft.language)]
    unit = parameter.unit if parameter.unit not in (None, "1") else ""
    for said, bounds in (
        (_("usual {low} to {high}"), parameter.usual),
        (_("allowed {low} to {high}"), parameter.allowed),
    ):
        if bounds is not None:
            low, high = (f"{bound:.10g} {unit}".strip() for bound in bounds)
            comments.append(said.format(low=low, high=high))
    if parameter.options:
        comments.append(_("one of: {options}").format(options=", ".join(parameter.options)))
    if parameter.default is not None:
        said = _("default {value} ({source})")
        comments.append(said.format(value=parameter.default, source=parameter.default_source or "?"))
    comment = f"  # {'; '.join(comments)}"
    if name in draft.parameters:
        return [comment, f"  {name}: {_quoted(draft.parameters[name])}"]
    if parameter.default is not None:
        return [comment, f"  # {name}: {parameter.default}"]
    example = parameter.example or (parameter.options[0] if parameter.options else f"1 {unit}")
    return [comment, f"  {name}: {_quoted(example)}  # {_('EXAMPLE: replace it with the number of the plant')}"]


def _block(block: str, draft: Draft, comment: str) -> list[str]:
    """`prices:` or `finance:` from keys such as `finance.investment`."""
    known = {key.partition(".")[2]: value for key, value in draft.keys.items() if key.startswith(f"{block}.")}
    if not known:
        return [f"# {block}:  # {comment}"]
    return [f"{block}:  # {comment}", *(f"  {key}: {_quoted(value)}" for key, value in known.items())]


def _quoted(value: str) -> str:
    """A value as YAML: plain where that is safe, else in double quotes."""
    return (
        value
        if _PLAIN.fullmatch(value) and ": " not in value and " #" not in value
        else json.dumps(value, ensure_ascii=False)
    )
