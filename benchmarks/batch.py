"""How fast `zis-calc batch` is, beside the floor and beside an analyst's pandas script, on the same rows in one run.

    python benchmarks/batch.py [ROWS ...]      (default 1000 10000 100000)

Each program runs in a process of its own on the same workbook (one row per measure: who, when, one flow, its price, the
money) and writes the same sheets: measures, NDC years, cost curve, and the input again. Measured are CPU seconds
(user and system, the start of Python included), rows per second, peak memory, and how both grow.

- zis-calc: reads, checks every cell, computes, explains factors, writes the result workbook.
- floor: calamine, the same arithmetic in numpy, XlsxWriter in constant memory; nothing is checked.
- pandas: read_excel with calamine, columns, to_excel with XlsxWriter.
- physical: inflating, scanning and deflating the same bytes in C (zlib), nothing else.
"""
# ruff: noqa: E501

import argparse
import datetime
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADS = [
    "Medida",
    "Nombre",
    "Empresa",
    "Sector",
    "Zona",
    "Etapa",
    "Inicio",
    "Vida útil (años)",
    "Ítem",
    "Antes",
    "Unidad",
    "Después",
    "Unidad",
    "Precio",
    "Unidad",
    "Uso final",
    "Año de los precios",
    "Inversión (USD)",
    "Donación (USD)",
    "Otros costos (USD/yr)",
    "Tasa de descuento (%)",
]
YEARS = range(2018, 2031)


def make_rows(count: int) -> list[list[object]]:
    chance = random.Random(1)
    rows: list[list[object]] = []
    for number in range(count):
        diesel = number % 2 == 0
        before = round(chance.uniform(500, 50_000), 2)
        rows.append([
            f"m-{number}", f"Medida {number}", f"Empresa {number % 500}", "C1313", "Ate", "feasibility",
            datetime.datetime(2021 + number % 4, 1 + number % 12, 1), float(8 + number % 8),
            "diesel" if diesel else "electricity.sein_average", before, "gal/yr" if diesel else "MWh/yr",
            round(before * chance.uniform(0.3, 0.9), 2), "gal/yr" if diesel else "MWh/yr", 2.1 if diesel else 75.0,
            "USD/gal" if diesel else "USD/MWh", "boiler" if diesel else None, 2023.0,
            round(before * chance.uniform(1, 4), 2), round(before * 0.3, 2), round(chance.uniform(-500, 500), 2), 12.0,
        ])  # fmt: skip
    return rows


def make_book(path: Path, count: int) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("Datos")
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, HEADS)
    for number, row in enumerate(make_rows(count), start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(number, column, value, date)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            elif value is not None:
                sheet.write_number(number, column, value)
    book.close()


def arithmetic(columns: dict[str, object]) -> dict[str, object]:
    """The formulas of the result over numpy arrays, as an analyst writes them; factors of two items by hand."""
    import numpy as np

    item = np.asarray(columns["item"])
    diesel = item == "diesel"
    before, after, price, life = (
        np.asarray(columns[name], dtype=float) for name in ("before", "after", "price", "life")
    )
    invest, grant, other, rate = (
        np.asarray(columns[name], dtype=float) for name in ("invest", "grant", "other", "rate")
    )
    rate = rate / 100
    tj = np.where(diesel, 0.000137, 0.0)
    out: dict[str, object] = {}
    for side, amount in (("before", before), ("after", after)):
        base = np.where(diesel, amount * tj, amount)
        co2 = base * np.where(diesel, 74.1, 0.2)
        ch4 = base * np.where(diesel, 0.003, 0.00001)
        n2o = base * np.where(diesel, 0.0006, 0.000001)
        out[f"co2_{side}"], out[f"ch4_{side}"], out[f"n2o_{side}"] = co2, ch4, n2o
        out[f"ghg_{side}"] = co2 + ch4 * 28 + n2o * 265
        out[f"energy_{side}"] = base * np.where(diesel, 277.8, 1.0)
        out[f"cost_{side}"] = amount * price
    for name in ("co2", "ch4", "n2o", "ghg", "energy", "cost"):
        out[f"{name}_reduction"] = out[f"{name}_before"] - out[f"{name}_after"]  # type: ignore[operator]
    saved = out["cost_reduction"] - other  # type: ignore[operator]
    net = invest - grant
    years = int(life.max())
    weights = [np.clip(life - year, 0, 1) for year in range(years)]
    annuity = sum(weight / (1 + rate) ** (year + 1) for year, weight in enumerate(weights))
    for name, cost in (("net", net), ("gross", invest)):
        with np.errstate(all="ignore"):
            out[f"payback_{name}"] = np.where(saved > 0, cost / saved, np.nan)
            out[f"npv_{name}"] = -cost + saved * annuity
            low, high = np.zeros(len(life)), np.full(len(life), 4.0)
            for _ in range(80):
                middle = (low + high) / 2
                value = np.zeros(len(life))
                for weight in reversed(weights):
                    value = (value + saved * weight) * middle
                above = value > cost
                high, low = np.where(above, middle, high), np.where(above, low, middle)
            out[f"irr_{name}"] = np.where((saved > 0) & (cost > 0), 2 / (low + high) - 1, np.nan)
            out[f"per_tonne_{name}"] = -out[f"npv_{name}"] / (out["ghg_reduction"] * life)  # type: ignore[operator]
    out["savings"], out["net"] = saved, net
    start = np.asarray(columns["start"])
    total = np.zeros(len(life))
    for year in YEARS:
        first, last = datetime.date(year, 1, 1).toordinal(), datetime.date(year + 1, 1, 1).toordinal()
        share = np.clip(np.minimum(start + life * 365.25, last) - np.maximum(start, first), 0, None) / (last - first)
        out[f"ndc_{year}"] = out["ghg_reduction"] * share * (year <= 2025)  # type: ignore[operator]
        total = total + out[f"ndc_{year}"]  # type: ignore[operator]
    out["ndc_total"] = total
    return out


def run_floor(source: str, target: str) -> None:
    import numpy as np
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(source).get_sheet_by_index(0).to_python()
    heads, rows = rows[0], rows[1:]
    data = list(zip(*rows, strict=True))
    start = np.asarray([one.toordinal() for one in data[6]], dtype=float)
    out = arithmetic(
        {
            "item": data[8],
            "before": data[9],
            "after": data[11],
            "price": data[13],
            "life": data[7],
            "invest": data[17],
            "grant": data[18],
            "other": data[19],
            "rate": data[20],
            "start": start,
        }
    )
    order = np.argsort(out["per_tonne_gross"], kind="stable")  # type: ignore[arg-type]
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "nan_inf_to_errors": True})
    names = [name for name in out if not name.startswith("ndc_2")]
    lists = {name: column.tolist() for name, column in out.items()}  # type: ignore[attr-defined]

    def write(title: str, titles: list[str], columns: list[object]) -> None:
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, titles)
        for number, row in enumerate(zip(*columns, strict=True), start=1):  # type: ignore[call-overload]
            for column, value in enumerate(row):
                if isinstance(value, str):
                    if value:
                        sheet.write_string(number, column, value)
                elif isinstance(value, datetime.date):
                    sheet.write_number(number, column, value.toordinal() - 693594)
                elif value == value and value is not None:
                    sheet.write_number(number, column, value)

    write("Medidas", [*heads[:9], *names], [*data[:9], *(lists[name] for name in names)])
    write("NDC", ["id", *(str(year) for year in YEARS)], [data[0], *(lists[f"ndc_{year}"] for year in YEARS)])
    sorted_ = [
        [column[index] for index in order]
        for column in (data[0], data[1], data[2], lists["ghg_reduction"], lists["per_tonne_gross"], lists["npv_gross"])
    ]
    write(
        "MACC",
        ["id", "name", "company", "ghg", "per tonne", "npv", "cumulative"],
        [*sorted_, np.cumsum(sorted_[3]).tolist()],
    )
    write("Entrada", heads, list(data))
    book.close()


def run_pandas(source: str, target: str) -> None:
    import pandas as pd

    data = pd.read_excel(source, engine="calamine")
    start = data["Inicio"].map(lambda day: day.toordinal()).to_numpy(dtype=float)
    out = pd.DataFrame(arithmetic({
        "item": data["Ítem"], "before": data["Antes"], "after": data["Después"], "price": data["Precio"], "life": data["Vida útil (años)"],
        "invest": data["Inversión (USD)"], "grant": data["Donación (USD)"], "other": data["Otros costos (USD/yr)"],
        "rate": data["Tasa de descuento (%)"], "start": start,
    }))  # fmt: skip
    years = [f"ndc_{year}" for year in YEARS]
    measures = pd.concat([data.iloc[:, :9], out.drop(columns=years)], axis=1)
    curve = pd.concat([data.iloc[:, :3], out[["ghg_reduction", "per_tonne_gross", "npv_gross"]]], axis=1).sort_values(
        "per_tonne_gross"
    )
    curve["cumulative"] = curve["ghg_reduction"].cumsum()
    with pd.ExcelWriter(target, engine="xlsxwriter") as writer:
        measures.to_excel(writer, sheet_name="Medidas", index=False)
        pd.concat([data["Medida"], out[years]], axis=1).to_excel(writer, sheet_name="NDC", index=False)
        curve.to_excel(writer, sheet_name="MACC", index=False)
        measures.groupby("Empresa")[["ghg_reduction", "savings", "net"]].sum().to_excel(writer, sheet_name="Empresas")
        data.to_excel(writer, sheet_name="Entrada", index=False)


def run_zis_calc(source: str, target: str) -> None:
    from zis_calc.cli import main

    main(["batch", source, "-o", target, "-q", "--jobs", "1"])


def run_physical(source: str, target: str) -> None:
    """Inflates the input, scans it once, and deflates as many bytes as the result of zis-calc holds."""
    import zlib

    with zipfile.ZipFile(source) as archive:
        for name in archive.namelist():
            archive.read(name).count(b"<c ")
    with zipfile.ZipFile(target) as archive:
        for info in archive.infolist():
            content = archive.read(info.filename)
            zlib.compress(content, 1)


PROGRAMS = {"zis-calc": run_zis_calc, "floor": run_floor, "pandas": run_pandas, "physical": run_physical}


def rows_in(book: Path) -> int:
    """How many rows the second sheet or any later one of a result holds at most."""
    with zipfile.ZipFile(book) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return max(archive.read(name).count(b"<row ") for name in sheets)


def measure(program: str, source: Path, target: Path, count: int) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and peak memory [MB] of one program in a process of its own."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    code = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'benchmarks')!r}]; import batch; batch.PROGRAMS[{program!r}]({str(source)!r}, {str(target)!r})\n"
    code += "import resource"
    tail = "\nimport atexit"
    script = (
        "import atexit, resource, sys\n"
        "atexit.register(lambda: print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))\n" + code + tail
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    lines = [line for line in done.stdout.splitlines() if line.startswith("PEAK")]
    if not lines or done.returncode != 0:
        raise SystemExit(f"{program} failed ({done.returncode}):\n{done.stderr}")
    if program != "physical" and rows_in(target) < count:
        raise SystemExit(f"{program} wrote {rows_in(target)} of {count} rows")
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return cpu, wall, int(lines[-1].split()[1]) / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[1000, 10_000, 100_000])
    arguments = parser.parse_args()
    found: dict[tuple[str, int], tuple[float, float, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in arguments.rows:
            source = Path(folder) / f"in-{count}.xlsx"
            make_book(source, count)
            for program in PROGRAMS:
                target = Path(folder) / f"{'zis-calc' if program == 'physical' else program}-{count}.xlsx"
                cpu, wall, peak = found[program, count] = measure(program, source, target, count)
                print(
                    f"{count:>8,} rows  {program:<9} {cpu:8.2f} s CPU {wall:8.2f} s {count / cpu:10,.0f} rows/s {peak:8.0f} MB",
                    flush=True,
                )
    print()
    for count in arguments.rows:
        own = found["zis-calc", count][0]
        ratios = ", ".join(f"{own / found[other, count][0]:.2f} x {other}" for other in ("pandas", "floor", "physical"))
        print(f"{count:>8,} rows: zis-calc takes {ratios}")
    first, last = min(arguments.rows), max(arguments.rows)
    if last > first:
        for program in PROGRAMS:
            low, high = found[program, first], found[program, last]
            per_row = (high[2] - low[2]) * 1024 / (last - first)
            print(
                f"{program:<9} {(high[0] - low[0]) / (last - first) * 1e6:8.1f} µs and {per_row:6.2f} kB per further row"
            )
    middle = sorted(arguments.rows)[-2] if len(arguments.rows) > 1 else 0
    if last > middle > first:
        start = found["zis-calc", first][0]
        growth = ((found["zis-calc", last][0] - start) / last) / max(
            (found["zis-calc", middle][0] - start) / middle, 1e-9
        )
        print(f"growth of zis-calc: time per row at {last:,} is {growth:.2f} times that at {middle:,}")


if __name__ == "__main__":
    main()
