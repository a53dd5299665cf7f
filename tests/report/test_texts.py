import csv
import io
import json

from zis_calc.problems import Place, problem
from zis_calc.report.csv_text import result_csv, rows_csv, safe_text
from zis_calc.report.json_text import check_json, result_json
from zis_calc.report.markdown import escape, result_markdown
from zis_calc.run import Run


def test_csv_has_one_row_per_measure_and_plain_numbers(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(result_csv(run.data))))
    assert [row["id"] for row in rows] == [one["id"] for one in run.data["measures"]]
    for row, one in zip(rows, run.data["measures"], strict=True):
        reduction = one["ghg"]["reduction"]
        assert row["ghg_reduction_tco2e_per_yr"] == ("" if reduction is None else repr(reduction))
        assert row["payback_status"] == one["finance"]["payback"]["status"]
    assert not any(cell == "-0.0" for row in rows for cell in row.values())
    company = next(row["company"] for row in rows if row["id"] == "led-sin-ahorro")
    assert company.startswith("'=HYPERLINK")


def test_csv_injection() -> None:
    for bad in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u200b=1"):
        assert safe_text(bad).startswith("'")
    assert safe_text("a=1") == "a=1"
    assert rows_csv([{"n": -1.5, "t": "-1.5", "b": {"x": None}}]) == "n,t,b_x\n-1.5,'-1.5,\n"


def test_json_holds_the_problems_in_words(run: Run) -> None:
    data = json.loads(result_json(run.data, run.problems, "es"))
    assert data["measures"] == json.loads(json.dumps(run.data["measures"]))
    assert {"code", "name", "severity", "message", "file", "line", "column", "field", "hint", "measure"} == set(
        data["problems"][0]
    )
    assert result_json(run.data, run.problems, "es").endswith("}\n")
    assert json.loads(check_json(3, [], "en")) == {"files": 3, "problems": []}


def test_markdown_has_all_tables(run: Run) -> None:
    apart = problem("Y001", Place("x|y.yaml"))
    text = result_markdown(run.data, [*run.problems, apart], "en")
    assert "| **GHG reduction** |" in text
    assert "### Finance \\[USD\\]" in text
    assert "## Other findings" in text
    assert "`x\\|y.yaml`" in text
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables)


def test_markdown_escapes() -> None:
    assert escape("a_b *c* [d](e) <f> | #") == r"a\_b \*c\* \[d\](e) \<f\> \| \#"
    assert escape("set `end_use:` now_") == r"set `end_use:` now\_"
    assert escape("1. first") == r"1\. first"
    assert escape("- item") == r"\- item"
    assert escape("-0.5") == "-0.5"
    assert escape("one ` alone") == r"one \` alone"
