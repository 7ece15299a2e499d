"""What `nmg-data validate` costs on this package as a process, beside `frictionless validate`.

    python benchmarks/validate.py [--rounds 11]

Each run is a fresh process, from start to exit, on the folder of this checkout.
"""

from __future__ import annotations

import argparse
import sys

from _timing import ROOT, Timing, circumstances, table, time_processes, versions, write_result

OURS = "`nmg-data validate`"
ALONE = "`nmg-data validate --no-opinions`"
FRICTIONLESS = "`frictionless validate`"
IMPORTS = "`import pandera.pandas`"
LIMIT = 2.0
"""Seconds that validating the package may take."""


def main() -> None:
    """Measure and write benchmarks/results/validate.md."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=11, help="measured rounds (default 11)")
    args = parser.parse_args()
    ours = [sys.executable, "-m", "nmg_data", "validate", str(ROOT)]
    descriptor = str(ROOT / "datapackage.json")
    timings = time_processes(
        {
            OURS: ours,
            ALONE: [*ours, "--no-opinions"],
            FRICTIONLESS: [sys.executable, "-m", "frictionless", "validate", descriptor],
            IMPORTS: [sys.executable, "-c", "import pandera.pandas"],
        },
        rounds=args.rounds,
    )
    write_result("validate", report(timings, args.rounds))


def report(timings: dict[str, Timing], rounds: int) -> list[str]:
    """Return the lines of the result."""
    rows = []
    for label, timing in timings.items():
        first, third = timing.spread
        cells = [f"{timing.median:.2f}", f"{first:.2f} to {third:.2f}"]
        cells.append(f"{timing.ratio_to(timings[FRICTIONLESS]):.2f}")
        cells.append("" if timing.cpu is None else f"{timing.cpu:.2f}")
        cells.append("" if timing.peak is None else f"{timing.peak:.0f}")
        rows.append([label, *cells])
    met = timings[OURS].median <= LIMIT
    return [
        "# Validating the package",
        "",
        *circumstances(versions(["nmg-data", "pandera", "pandas", "frictionless"])),
        f"- Medians of {rounds} fresh processes each, run in turn, after 2 rounds of warm-up: the"
        " files are in the page cache",
        "- With its second opinions, `nmg-data validate` runs frictionless as well, in a process"
        " beside its own; memory is that of the larger of the two",
        "",
        *table(
            ["process", "wall s", "quartiles", "ratio to frictionless", "CPU s", "peak MB"], rows
        ),
        "",
        "| target | asked | measured | met |",
        "| --- | ---: | ---: | --- |",
        f"| `nmg-data validate`, as a fresh process | {LIMIT:.0f} s at most"
        f" | {timings[OURS].median:.2f} s | {'yes' if met else 'no'} |",
    ]


if __name__ == "__main__":
    main()
