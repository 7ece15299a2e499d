"""What validation costs from a thousand to a million observations, beside other tools.

    python benchmarks/scale.py [--largest 1000000] [--frictionless 100000] [--rounds 3]

Makes packages of valid observations, every print another one, and times fresh processes:
`nmg-data validate` with types and keys alone and with the rules on figures, `frictionless
validate` on the same folder, and pandera with the schema of this package on a frame.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from _timing import ROOT, Timing, circumstances, table, time_processes, versions, write_result

from nmg_data._figure import canonical

TABLES = ("indicators", "places", "sources", "units", "passages", "excluded_figures")
PRINTED = {"t": "吨", "cny": "元", "kwh": "千瓦时", "kw": "千瓦"}
MULTIPLIERS = (("亿", 8), ("万", 4))
QUALIFIERS = (("", "exact"), ("突破", "over"), ("近", "nearly"), ("约", "about"))
DECIMALS = 4

TYPES_AND_KEYS = "`nmg-data`, types and keys"
WITH_FIGURES = "`nmg-data`, with figures"
FRICTIONLESS = "`frictionless validate`"
PANDERA = "pandera, our schema"

ASKED = {TYPES_AND_KEYS: 20, WITH_FIGURES: 2}
"""How many times the rows a second of frictionless are the aim."""

PLAIN_PANDERA = """
import sys
import pandas as pd
from nmg_data import schema
from nmg_data._descriptor import table_schema
from nmg_data._loader import dtypes
types = dtypes(table_schema("observations"))
frame = pd.read_csv(sys.argv[1], dtype=types, keep_default_na=False, na_values=[""])
schema("observations").validate(frame)
"""


def make_package(folder: Path, rows: int) -> Path:
    """Write a sound package with so many observations, every print another one."""
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    kept = [one for one in descriptor["resources"] if one["name"] in (*TABLES, "observations")]
    for one in kept:
        one.pop("hash", None)
        one.pop("bytes", None)
    text = json.dumps(descriptor | {"resources": kept}, ensure_ascii=False)
    for part in ("data", "schemas"):
        (folder / part).mkdir(parents=True)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")
    for name in (*TABLES, "observations"):
        shutil.copy(ROOT / f"schemas/{name}.json", folder / "schemas")
    cells = {name: read_rows(name) for name in TABLES}
    # The prints below are Chinese, and a source that nothing rests on is a fault.
    cells["sources"] = [row for row in cells["sources"] if row["language"] == "zh"]
    # A paragraph of either article, with one number each that is no figure.
    first = {row["source_id"]: row | {"numbers": "2024"} for row in reversed(cells["passages"])}
    cells["passages"] = sorted(first.values(), key=lambda row: row["passage_id"])
    cells["excluded_figures"] = [
        {"passage_id": row["passage_id"], "nth": "1", "as_printed": "2024年", "reason": "date"}
        for row in cells["passages"]
    ]
    for name in TABLES:
        write_rows(folder / f"data/{name}.csv", cells[name])
    made = observations(rows, cells, list(first))
    found = sorted(made, key=lambda row: row["observation_id"])
    write_rows(folder / "data/observations.csv", found)
    return folder


def observations(
    rows: int, cells: dict[str, list[dict[str, str]]], indexed: list[str]
) -> Iterator[dict[str, str]]:
    """Yield observations that no rule objects to: no two of one id or of one print."""
    schema = json.loads((ROOT / "schemas/observations.json").read_text(encoding="utf-8"))
    empty = dict.fromkeys((one["name"] for one in schema["fields"]), "")
    units = {row["indicator_id"]: row["unit_id"] for row in cells["indicators"]}
    indicators = [name for name, unit in units.items() if unit in PRINTED]
    places = [row["place_id"] for row in cells["places"]]
    sources = [row["source_id"] for row in cells["sources"] if row["source_id"] not in indexed]
    for i in range(rows):
        indicator = indicators[i % len(indicators)]
        rest = i // len(indicators)
        place, month = places[rest % len(places)], rest // len(places)
        year, month = 2000 + month // 12, month % 12 + 1
        source = sources[i % len(sources)]
        row = empty | figure(i, units[indicator])
        row |= {
            "indicator_id": indicator,
            "place_id": place,
            "source_id": source,
            "period": f"{year}-{month:02d}",
            "period_kind": "calendar",
            "year": str(year),
            "status": "actual",
            "preferred": "true",
        }
        if row["measure"] == "growth":
            row["base_period"] = f"{year - 1}-{month:02d}"
        parts = (indicator, place, row["period"], row["measure"], source)
        row["observation_id"] = ".".join(parts)
        yield row


def figure(i: int, unit: str) -> dict[str, str]:
    """Return the cells of the i-th figure, whose print no other has."""
    number = Decimal(i + 1).scaleb(-DECIMALS)
    if i % 8 == 7:
        half = Decimal(5).scaleb(-DECIMALS - 1)
        return {
            "measure": "growth",
            "unit_id": "percent",
            "bound": "exact",
            "value": canonical(number),
            "lower": canonical(number - half),
            "upper": canonical(number + half),
            "as_printed": f"同比增长{number:f}%",
        }
    (word, zeros), (qualifier, bound) = MULTIPLIERS[i % 2], QUALIFIERS[i // 2 % 4]
    value, step = number.scaleb(zeros), Decimal(1).scaleb(zeros - DECIMALS)
    ends = {
        "exact": (value - step / 2, value + step / 2),
        "over": (value, None),
        "nearly": (Decimal(0), value),
        "about": (value - step, value + step),
    }[bound]
    lower, upper = ("" if end is None else canonical(end) for end in ends)
    return {
        "measure": "level",
        "unit_id": unit,
        "bound": bound,
        "value": canonical(value),
        "lower": lower,
        "upper": upper,
        "as_printed": f"{qualifier}{number:f}{word}{PRINTED[unit]}",
    }


def read_rows(name: str) -> list[dict[str, str]]:
    """Read a table of this package."""
    with (ROOT / f"data/{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def commands(folder: Path, with_frictionless: bool) -> dict[str, list[str]]:
    """Return what is timed on one package."""
    ours = [sys.executable, "-m", "nmg_data", "validate", str(folder), "--no-opinions"]
    descriptor = str(folder / "datapackage.json")
    found = {
        TYPES_AND_KEYS: [*ours, "--select", "NMG3,NMG4"],
        WITH_FIGURES: [*ours, "--select", "NMG3,NMG4,NMG5,NMG6"],
        PANDERA: [sys.executable, "-c", PLAIN_PANDERA, str(folder / "data/observations.csv")],
    }
    if with_frictionless:
        found[FRICTIONLESS] = [sys.executable, "-m", "frictionless", "validate", descriptor]
    return found


def main() -> None:
    """Measure and write benchmarks/results/scale.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--largest", type=int, default=1_000_000, help="rows of the last package")
    parser.add_argument("--frictionless", type=int, default=100_000, help="its largest package")
    parser.add_argument("--rounds", type=int, default=3, help="measured rounds (default 3)")
    parser.add_argument("--make", type=Path, help="only write the largest package, to this folder")
    args = parser.parse_args()
    if args.make:
        make_package(args.make, args.largest)
        return
    sizes = [10**n for n in range(3, 7) if 10**n <= args.largest]
    timings: dict[int, dict[str, Timing]] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "package"
            # In a process of its own: a child's peak of memory counts what its parent holds.
            make = [sys.executable, __file__, "--make", str(folder), "--largest", str(size)]
            subprocess.run(make, check=True)
            timings[size] = time_processes(
                commands(folder, size <= args.frictionless),
                rounds=args.rounds,
                warmup=1 if size < 100_000 else 0,
            )
            print(f"{datetime.now(UTC):%H:%M:%S} {size:,} rows done", file=sys.stderr)
            write_result("scale", report(timings, args.rounds))


def report(timings: dict[int, dict[str, Timing]], rounds: int) -> list[str]:
    """Return the lines of the result."""
    cost = []
    for size, found in timings.items():
        for label, timing in found.items():
            first, third = timing.spread
            peak = "" if timing.peak is None else f"{timing.peak:.0f}"
            cpu = "" if timing.cpu is None else f"{timing.cpu:.2f}"
            rate = f"{size / timing.median:,.0f}"
            cells = [f"{timing.median:.2f}", f"{first:.2f} to {third:.2f}", cpu, rate, peak]
            cost.append([f"{size:,}", label, *cells])
    return [
        "# Validation at scale",
        "",
        *circumstances(versions(["nmg-data", "pandera", "pandas", "frictionless"])),
        f"- Medians of {rounds} fresh processes each, run in turn, from start to exit;"
        " memory is the peak of the resident set",
        "- Valid observations with all 24 columns, distinct ids and distinct prints; the tables"
        " they refer to are those of this package",
        "",
        *table(["rows", "process", "wall s", "quartiles", "CPU s", "rows/s", "peak MB"], cost),
        "",
        *targets(timings),
    ]


def targets(timings: dict[int, dict[str, Timing]]) -> list[str]:
    """Return the lines that compare what was asked for with what was reached."""
    largest = max(timings)
    compared = max(size for size, found in timings.items() if FRICTIONLESS in found)
    theirs = timings[compared][FRICTIONLESS]
    rows = []
    for label, asked in ASKED.items():
        ours, scale = timings[largest][label], largest / compared
        by_wall = theirs.median * scale / ours.median
        by_cpu = "" if not (theirs.cpu and ours.cpu) else f"{theirs.cpu * scale / ours.cpu:.1f}"
        met = "yes" if by_wall >= asked else "no"
        rows.append([label, str(asked), f"{by_wall:.1f}", by_cpu, met])
    note = "in the same run"
    if compared < largest:
        note = f"taken to read as many rows a second there as of {compared:,}"
    return [
        f"How many times the rows a second of frictionless, {note}, with {largest:,} observations."
        " Where the machine has other work to do, CPU time is the safer measure:",
        "",
        *table(["process", "asked", "by wall time", "by CPU time", "met"], rows),
    ]


if __name__ == "__main__":
    main()
