"""What exports, the other engines and `connect` cost, as processes.

    python benchmarks/export.py [--rounds 15] [--environment DIR]

Builds the wheel and installs it into an environment of its own with every extra (DIR is kept
and made anew; without it a temporary one). pyarrow comes last: with it installed pandas takes
longer to import, which would flatter the ratio.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from _timing import (
    ROOT,
    Timing,
    circumstances,
    make_environment,
    table,
    time_processes,
    versions,
    write_result,
)

FORMATS = ("csv", "json", "jsonl", "parquet", "xlsx", "sqlite", "duckdb")

PANDAS = '`load("observations")`'
POLARS = '`load("observations", engine="polars")`'
DUCKDB = '`connect("duckdb")` and a query'
SQLITE = "`connect()` and a query"
ALL = "`nmg-data export DIR --format all --metadata all`"

QUERY = ".execute('SELECT mode, count(*) FROM ports GROUP BY mode').fetchall()"
START = {
    "bare interpreter": "pass",
    PANDAS: "from nmg_data import load; load('observations')",
    POLARS: "from nmg_data import load; load('observations', engine='polars')",
    DUCKDB: f"from nmg_data import connect; connect('duckdb'){QUERY}",
    SQLITE: f"from nmg_data import connect; connect(){QUERY}",
}
EXPORT = (
    "import sys, tempfile; from nmg_data.cli import main\n"
    "with tempfile.TemporaryDirectory() as folder:\n"
    "    sys.exit(main(['export', folder, *{options!r}]))"
)


def main() -> None:
    """Measure and write benchmarks/results/export.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=15, help="measured rounds (default 15)")
    parser.add_argument("--environment", type=Path, help="where to make the environment")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        command = [sys.executable, "-m", "build", "--wheel", "--outdir", temporary, str(ROOT)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = Path(temporary).glob("*.whl")
        folder = args.environment or Path(temporary) / "environment"
        python = make_environment(folder, [f"{wheel}[polars,duckdb,xlsx]"])
        start = time_processes(
            {label: [str(python), "-c", code] for label, code in START.items()},
            rounds=args.rounds,
        )
        pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, f"{wheel}[pyarrow]"], check=True)
        options = {f"`--format {name}`": ["--format", name] for name in FORMATS}
        options[ALL] = ["--format", "all", "--metadata", "all"]
        exports = time_processes(
            {
                label: [str(python), "-c", EXPORT.format(options=chosen)]
                for label, chosen in options.items()
            },
            rounds=max(5, args.rounds // 3),
            warmup=1,
        )
        names = ["nmg-data", "pandas", "polars", "pyarrow", "duckdb", "xlsxwriter"]
        installed = versions(names, python)
    write_result("export", report(start, exports, installed, args.rounds))


def report(
    start: dict[str, Timing], exports: dict[str, Timing], installed: dict[str, str], rounds: int
) -> list[str]:
    """Return the lines of the result."""
    ratio = start[POLARS].ratio_to(start[PANDAS])
    checks = [
        (ALL, "5 s at most", exports[ALL].median, 5.0, "s"),
        (f"{POLARS} against {PANDAS}", "0.7 at most", ratio, 0.7, ""),
        (SQLITE, "0.3 s at most", start[SQLITE].median, 0.3, "s"),
    ]
    return [
        "# Exports, engines, databases",
        "",
        *circumstances(installed),
        f"- Medians of {rounds} fresh processes each ({max(5, rounds // 3)} for exports), run in"
        " turn, from start to exit; without pyarrow above the exports",
        "",
        *table(["process", "wall s", "quartiles", "peak MB"], rows(start)),
        "",
        *table(["export of all tables", "wall s", "quartiles", "peak MB"], rows(exports)),
        "",
        *table(
            ["target", "asked", "measured", "met"],
            [
                [
                    label,
                    asked,
                    f"{found:.2f} {unit}".rstrip(),
                    "yes" if found <= limit else "no",
                ]
                for label, asked, found, limit, unit in checks
            ],
        ),
    ]


def rows(timings: dict[str, Timing]) -> list[list[str]]:
    """Return a row of the tables per candidate."""
    made = []
    for label, timing in timings.items():
        first, third = timing.spread
        peak = "" if timing.peak is None else f"{timing.peak:.0f}"
        made.append([label, f"{timing.median:.3f}", f"{first:.3f} to {third:.3f}", peak])
    return made


if __name__ == "__main__":
    main()
