import io

import pytest
from rich.console import Console

from zis_calc.catalogue import search, sources_of
from zis_calc.model.library import Library
from zis_calc.report.csv_text import rows_csv
from zis_calc.report.factors import (
    card_data,
    factor_sheet,
    factor_table,
    list_data,
    print_factor,
    print_factor_list,
    source_keys,
)
from zis_calc.report.json_text import json_text
from zis_calc.report.markdown import table_lines


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_file_of_the_library_makes_a_card_and_a_row(library: Library, language: str) -> None:
    entries = search(library)
    for entry in entries:
        sheet = factor_sheet(entry, sources_of(library, source_keys(entry)), language)
        assert sheet.title
    assert len(table_lines(factor_table(entries, language))) == len(entries) + 2
    rows = list_data(entries)
    assert len(rows_csv(rows).splitlines()) == len(entries) + 1
    assert json_text(rows)


def test_a_card_names_value_source_and_review(library: Library) -> None:
    (entry,) = [one for one in search(library) if one["id"] == "gwp.n2o"]
    sources = sources_of(library, source_keys(entry))
    out = io.StringIO()
    print_factor(entry, sources, Console(file=out, width=80), "en")
    print_factor_list([entry], Console(file=out, width=80), "en")
    text = out.getvalue()
    for part in ("set AR5", "265", "secondary copy", "openclimatedata", "column AR5GWP100"):
        assert part in text
    assert set(card_data(entry, sources)["sources"]) == set(source_keys(entry))
