"""Print the lines of Python of every room, and fail where one outgrows its budget."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUDGETS = {
    ("src/nmg_data",): 8_000,
    ("docs",): 1_500,
    ("tests",): 6_500,
    ("benchmarks", "tools"): 900,
}
FILE_BUDGET = 500
"""Lines of one file of the package."""


def sizes(folder: Path) -> dict[str, int]:
    """Return the lines of every Python file below a folder."""
    return {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(folder.rglob("*.py"))
    }


def main() -> int:
    """Print the sizes; return 1 where a budget is exceeded."""
    problems = []
    for folders, budget in BUDGETS.items():
        files = {name: size for folder in folders for name, size in sizes(ROOT / folder).items()}
        total, name = sum(files.values()), " + ".join(folders)
        print(f"{name:<20} {total:>6,} of {budget:,} lines")
        if total > budget:
            problems.append(f"{name} has {total:,} lines; its budget is {budget:,}")
        if folders != ("src/nmg_data",):
            continue
        rooms: dict[str, int] = {}
        for path, size in files.items():
            parts = path.split("/")
            rooms[parts[2]] = rooms.get(parts[2], 0) + size
            if size > FILE_BUDGET:
                problems.append(f"{path} has {size} lines; split it, {FILE_BUDGET} are the most")
        for room, size in rooms.items():
            print(f"  {room:<18} {size:>6,}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
