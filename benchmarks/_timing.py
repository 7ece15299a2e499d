"""Time fresh processes side by side, and write the result as a Markdown file.

Every benchmark of this folder measures its candidates in one run and in turn, so that
what else the machine does falls on all of them alike; what is compared is the ratio.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Timing:
    """What the measured runs of one candidate took."""

    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...] = ()
    peak_mb: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The median wall time in seconds."""
        return statistics.median(self.seconds)

    @property
    def spread(self) -> tuple[float, float]:
        """The first and the third quartile of the wall times."""
        if len(self.seconds) < 2:
            return self.median, self.median
        first, _, third = statistics.quantiles(self.seconds, n=4, method="inclusive")
        return first, third

    @property
    def cpu(self) -> float | None:
        """The median of user and system time in seconds, where the system tells it."""
        return statistics.median(self.cpu_seconds) if self.cpu_seconds else None

    @property
    def peak(self) -> float | None:
        """The median peak of resident memory in MB, where the system tells it."""
        return statistics.median(self.peak_mb) if self.peak_mb else None

    def ratio_to(self, other: Timing) -> float:
        """Return the median of the ratios of wall time, round by round.

        Both were measured in the same rounds, so a slow moment weighs on both sides.
        """
        pairs = zip(self.seconds, other.seconds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)

    def over(self, other: Timing) -> float:
        """Return the median of the differences of wall time, round by round."""
        pairs = zip(self.seconds, other.seconds, strict=True)
        return statistics.median(mine - theirs for mine, theirs in pairs)


@dataclass(frozen=True)
class Run:
    """What one process took; what the system does not tell is None."""

    wall: float
    cpu: float | None
    peak_mb: float | None


def time_processes(
    commands: Mapping[str, Sequence[str]], *, rounds: int = 21, warmup: int = 2
) -> dict[str, Timing]:
    """Run each command as a fresh process, in turn, and return its times by label.

    A round runs every command once, and begins with another one each time. The first
    `warmup` rounds (page cache, byte code) are thrown away. A command that fails ends
    the benchmark.
    """
    labels = list(commands)
    runs: dict[str, list[Run]] = {label: [] for label in labels}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(-warmup, rounds):
            start = number % len(labels)
            for label in labels[start:] + labels[:start]:
                run = time_process(commands[label], folder)
                if number >= 0:
                    runs[label].append(run)
    return {
        label: Timing(
            tuple(run.wall for run in done),
            tuple(run.cpu for run in done if run.cpu is not None),
            tuple(run.peak_mb for run in done if run.peak_mb is not None),
        )
        for label, done in runs.items()
    }


def time_process(command: Sequence[str], folder: str) -> Run:
    """Run one command in a folder, from its start to its end."""
    with tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        if hasattr(os, "wait4"):
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begun
            code = process.returncode = os.waitstatus_to_exitcode(status)
            # Linux counts in kilobytes, macOS in bytes.
            peak = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
            run = Run(wall, usage.ru_utime + usage.ru_stime, peak)
        else:
            code = process.wait()
            run = Run(time.perf_counter() - begun, None, None)
        if code != 0:
            errors.seek(0)
            message = errors.read().decode(errors="replace").strip()
            raise SystemExit(f"benchmark: {' '.join(command)} ended with {code}:\n{message}")
    return run


def clean_environment() -> dict[str, str]:
    """Return this environment without what would change a Python process."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}


def time_calls(
    calls: Mapping[str, Callable[[], object]], *, rounds: int = 5, warmup: int = 1
) -> dict[str, Timing]:
    """Call each function in turn within this process and return the times by label."""
    seconds: dict[str, list[float]] = {label: [] for label in calls}
    for number in range(-warmup, rounds):
        for label, call in calls.items():
            begun = time.perf_counter()
            call()
            if number >= 0:
                seconds[label].append(time.perf_counter() - begun)
    return {label: Timing(tuple(values)) for label, values in seconds.items()}


def make_environment(folder: Path, requirements: Iterable[str]) -> Path:
    """Make a virtual environment with some packages and return its interpreter."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, *requirements], check=True)
    return python


def versions(names: Iterable[str], python: Path | str = sys.executable) -> dict[str, str]:
    """Return the versions of distributions, as an interpreter has them installed."""
    code = "import sys, importlib.metadata as m; [print(m.version(n)) for n in sys.argv[1:]]"
    wanted = list(names)
    done = subprocess.run(
        [python, "-c", code, *wanted], check=True, capture_output=True, text=True, cwd=RESULTS
    )
    return dict(zip(wanted, done.stdout.split(), strict=True))


def circumstances(installed: Mapping[str, str]) -> list[str]:
    """Return the lines that say when, on what and with which versions this was measured."""
    tools = {platform.python_implementation(): platform.python_version(), **installed}
    return [
        f"- Measured on {datetime.now(UTC):%Y-%m-%d}",
        f"- {platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        f"- {', '.join(f'{name} {version}' for name, version in tools.items())}",
    ]


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table: the first column to the left, numbers to the right."""
    ruler = ["---"] + ["---:"] * (len(header) - 1)
    return ["| " + " | ".join(row) + " |" for row in [header, ruler, *rows]]


def write_result(name: str, lines: Iterable[str]) -> Path:
    """Write the last result of a benchmark, and print it."""
    text = "\n".join(lines).rstrip() + "\n"
    path = RESULTS / f"{name}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return path
