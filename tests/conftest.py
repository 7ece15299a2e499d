"""What several rooms share: the frozen package, the command in a process, the built site."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # the corpus is a module of its own

from corpus import frozen_files  # noqa: E402

from nmg_data.core import package as core  # noqa: E402
from nmg_data.core.package import files  # noqa: E402

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests in a browser: they are the slowest."""
    items.sort(key=lambda item: "browser" not in item.path.stem)


@pytest.fixture(scope="session")
def real() -> Path:
    """Return the root of the repository, with the real data."""
    return ROOT


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a copy of the frozen package: its own data, the schemas of the repository."""
    folder = tmp_path / "package"
    for name, data in frozen_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def frozen(package: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Let ``nmg_data`` itself read the frozen package, as if it were installed with it."""
    monkeypatch.setattr(core, "files", lambda room: package if room == "nmg_data" else files(room))
    forget()
    yield package
    forget()


def forget() -> None:
    """Empty every cache of ``nmg_data``."""
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == "nmg_data":
            for value in vars(module).values():
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@pytest.fixture
def command(tmp_path: Path) -> Run:
    """Return a function that runs ``nmg-data`` in a process of its own, in an empty folder."""

    def run(
        *args: object, cwd: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "GITHUB_STEP_SUMMARY")}
        return subprocess.run(
            [sys.executable, "-m", "nmg_data", *map(str, args)],
            cwd=cwd or tmp_path,
            env=env | {"PYTHONSAFEPATH": "1"} | environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
        )

    return run


@pytest.fixture(scope="session")
def build_site() -> Callable[[Path], Path]:
    """Return a function that builds the site with the one command that people use."""

    def build(out: Path) -> Path:
        done = subprocess.run(
            [sys.executable, str(ROOT / "docs/build.py"), "--out", str(out)],
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return out

    return build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, build_site: Callable[[Path], Path]) -> Path:
    """Return the folder of the built site; one build serves all processes of a run."""
    from filelock import FileLock

    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # each process has a folder in that of the run
    whole = folder / "nmg-site.whole"
    with FileLock(folder / "nmg-site.lock"):
        if not whole.exists():
            build_site(folder / "nmg-site")
            whole.touch()
    return folder / "nmg-site"
