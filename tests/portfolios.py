"""Portfolios written in a test, through the whole flow of `zis-calc portfolio`."""

import datetime
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from zis_calc.files.settings import Setting
from zis_calc.gathering import gather
from zis_calc.model.library import Library
from zis_calc.options import make_options
from zis_calc.reporting import PortfolioRun, run_portfolio, with_portfolio_settings

# What follows from the measures alone: not where they stand, nor what the portfolio file says of itself.
WHOLE = ("totals", "companies", "tables", "funnel", "ndc", "support", "macc", "stages")


def measure(id: str, **content: Any) -> dict[str, Any]:
    """A measure with one reported reduction of 100 tCO2e a year, unless `content` says otherwise."""
    whole: dict[str, Any] = {"kind": "measure", "id": id, "name": id, "stage": "verified", **content}
    if not {"flows", "reported", "stages"} & set(content):
        whole["reported"] = reported(100)
    if "stages" in content:
        del whole["stage"]
    return whole


def reported(tonnes: float, savings: float | None = None, **more: Any) -> dict[str, Any]:
    """A reported block."""
    block = {"ghg_reduction": f"{tonnes} tCO2e/yr", "source": "test", **more}
    return block if savings is None else {**block, "annual_savings": f"{savings} USD/yr"}


def money(investment: float, grant: float | None = None, rate: str = "0 %") -> dict[str, Any]:
    """A finance block."""
    block = {"price_year": 2023, "investment": f"{investment} USD", "discount_rate": rate}
    return block if grant is None else {**block, "grant": f"{grant} USD"}


class _Plain(yaml.SafeDumper):
    """Writes a value out each time it stands: the files of zis-calc hold no aliases."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _dated(value: Any) -> Any:
    """The value with every text that is a date as a date, which YAML writes without quotes."""
    if isinstance(value, Mapping):
        return {key: _dated(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_dated(one) for one in value]
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return datetime.date.fromisoformat(value)
    return value


def write(path: Path, content: Mapping[str, Any]) -> Path:
    """A YAML file with `content`; texts like 2024-02-29 are dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = yaml.dump(_dated(dict(content)), Dumper=_Plain, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def portfolio(folder: Path, measures: Sequence[Any] = (), name: str = "portfolio", **content: Any) -> Path:
    """A portfolio file with inline measures or paths."""
    head = {"kind": "portfolio", "id": name, "title": name, **content}
    return write(folder / f"{name}.yaml", {**head, "measures": list(measures)} if measures else head)


def run(
    library: Library, paths: Sequence[Path], settings: Mapping[str, Any] | None = None, stage: str | None = None
) -> PortfolioRun:
    """The result over `paths`; `settings` are given as flags."""
    found = {key: Setting(value, f"--set {key}") for key, value in {"as_of": "2025-12-31", **(settings or {})}.items()}
    gathered = gather(paths)
    return run_portfolio(
        library, make_options(library, with_portfolio_settings(found, gathered.heads)), gathered, stage
    )


def codes(found: PortfolioRun) -> list[str]:
    """The codes of the problems, sorted."""
    return sorted(one.code for one in found.problems)


def bits(data: Mapping[str, Any], keys: Sequence[str] = WHOLE) -> str:
    """The blocks as text in which every float has all its digits: equal text is equal bits."""
    return json.dumps({key: data[key] for key in keys}, sort_keys=True)


def years(data: Mapping[str, Any]) -> dict[int, float]:
    """What counts in each year of the totals."""
    return {year["year"]: year["value"] for year in data["totals"]["ndc"]["years"]}
