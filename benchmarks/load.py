"""What `import nmg_data` and `load("ports")` cost, beside packages of the same kind.

    python benchmarks/load.py [--rounds 21] [--environment DIR]

Builds the wheel, installs it and the others from the package index into an environment of
its own (DIR is kept and made anew; without it a temporary one), and times fresh processes.
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

OTHERS = ["palmerpenguins", "vega_datasets", "statsmodels"]

BARE = "bare interpreter"
IMPORT = "`import nmg_data`"
READ_CSV = "`pandas.read_csv` of ports.csv"
LOAD = '`nmg_data.load("ports")`'

# Each is what a user would type to get one bundled table as a frame.
CODE = {
    BARE: "pass",
    IMPORT: "import nmg_data",
    "`import pandas`": "import pandas",
    READ_CSV: "import pandas; pandas.read_csv({ports!r})",
    LOAD: "from nmg_data import load; load('ports')",
    '`nmg_data.load("observations")`': "from nmg_data import load; load('observations')",
    "`palmerpenguins.load_penguins()`": (
        "from palmerpenguins import load_penguins; load_penguins()"
    ),
    "`vega_datasets.local_data.iris()`": (
        "from vega_datasets import local_data; local_data.iris()"
    ),
    "`statsmodels.datasets.longley.load_pandas()`": (
        "from statsmodels.datasets import longley; longley.load_pandas()"
    ),
    "`statsmodels.api` and its `datasets`": (
        "import statsmodels.api as sm; sm.datasets.longley.load_pandas()"
    ),
}


def main() -> None:
    """Measure and write benchmarks/results/load.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=21, help="measured rounds (default 21)")
    parser.add_argument("--environment", type=Path, help="where to make the environment")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        wheel = build_wheel(Path(temporary))
        folder = args.environment or Path(temporary) / "environment"
        python = make_environment(folder, [str(wheel), *OTHERS])
        ports = python_says(
            python, "import nmg_data._root as r; print(r.root() / 'data/ports.csv')"
        )
        commands = {
            label: [str(python), "-c", code.format(ports=ports)] for label, code in CODE.items()
        }
        timings = time_processes(commands, rounds=args.rounds)
        installed = versions(["nmg-data", "pandas", "numpy", *OTHERS], python)
    write_result("load", report(timings, installed, args.rounds))


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout and return it."""
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (wheel,) = folder.glob("*.whl")
    return wheel


def python_says(python: Path, code: str) -> str:
    """Return what an interpreter prints."""
    done = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def report(timings: dict[str, Timing], installed: dict[str, str], rounds: int) -> list[str]:
    """Return the lines of the result."""
    import_cost = timings[IMPORT].over(timings[BARE])
    ratio = timings[LOAD].ratio_to(timings[READ_CSV])
    rows = []
    for label, timing in timings.items():
        first, third = timing.spread
        rows.append(
            [
                label,
                f"{timing.median:.3f}",
                f"{first:.3f} to {third:.3f}",
                f"{timing.ratio_to(timings[READ_CSV]):.2f}",
                "" if timing.cpu is None else f"{timing.cpu:.3f}",
                "" if timing.peak is None else f"{timing.peak:.0f}",
            ]
        )
    return [
        "# Import and load",
        "",
        *circumstances(installed),
        f"- Medians of {rounds} fresh processes each, run in turn, after 2 rounds of warm-up;"
        " ratios and differences are taken round by round; without pyarrow",
        "",
        *table(["process", "wall s", "quartiles", "ratio to read_csv", "CPU s", "peak MB"], rows),
        "",
        "| target | asked | measured | met |",
        "| --- | ---: | ---: | --- |",
        f"| `import nmg_data` over a bare interpreter | 0.02 s at most | {import_cost:.3f} s"
        f" | {'yes' if import_cost <= 0.02 else 'no'} |",
        f'| `load("ports")` against `pandas.read_csv` | 1.10 at most | {ratio:.2f}'
        f" | {'yes' if ratio <= 1.10 else 'no'} |",
    ]


if __name__ == "__main__":
    main()
