"""What users install: built once, installed outside the checkout, run from another folder."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
VERSION = DESCRIPTOR["version"]
TABLES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
DATA_FILES = [
    "datapackage.json",
    *(part[k] for part in TABLES.values() for k in ("path", "schema")),
]
# Reads every file through the package, loads every table, and prints what came out.
INVENTORY = """
import hashlib, json, nmg_data
from nmg_data.core.package import package
names = ["datapackage.json"]
for part in package().resources.values():
    names += [part["path"], part["schema"]]
print(json.dumps({
    "code": nmg_data.__file__,
    "hashes": {name: hashlib.sha256(package().read(name)).hexdigest() for name in names},
    "rows": {name: len(nmg_data.load(name)) for name in nmg_data.tables()},
}))
"""
OFFLINE = """
import sys
def reject(event, args):
    if event.startswith("socket.") or event == "urllib.Request":
        raise RuntimeError(f"network: {event}")
sys.addaudithook(reject)
"""


def hashes() -> dict[str, str]:
    return {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in DATA_FILES}


def run(*command: object, **options: object) -> str:
    """Run a command without what this environment sets for Python; return its output."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    env |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"} | options.pop("env", {})
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, env=env, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(source: Path, target: Path, what: str) -> Path:
    """Build one distribution of a source tree and return it."""
    run(sys.executable, "-m", "build", "--no-isolation", what, "--outdir", target, source)
    (built,) = target.iterdir()
    return built


def site_packages(environment: Path) -> Path:
    paths = sysconfig.get_paths("venv", vars={"base": str(environment), "platbase": ""})
    return Path(paths["purelib"])


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file below a folder with its size and time of change."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "--wheel")


@pytest.fixture(scope="module")
def install(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that installs into a new environment, and fetches nothing.

    The new environment sees the libraries of this one through a .pth file. Its own
    site-packages come first, so that an nmg-data of this environment is never used.
    """

    def install_into_new(*what: str) -> Path:
        environment = tmp_path_factory.mktemp("environment")
        venv.create(environment, with_pip=False, symlinks=True)
        libraries = "\n".join(sysconfig.get_paths()[k] for k in ("purelib", "platlib"))
        (site_packages(environment) / "zz_libraries.pth").write_text(libraries, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--python", environment / "bin/python", "--isolated"]
        options = ["--ignore-installed", "--no-index", "--no-deps", "--no-build-isolation"]
        run(*pip, "install", *options, *what)
        return environment

    return install_into_new


@pytest.fixture(scope="module")
def installed(install: Callable[..., Path], wheel: Path) -> Path:
    return install(str(wheel))


def test_one_version_everywhere(wheel: Path) -> None:
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## \[?(\d[^\s\]]*)\]?", changelog, flags=re.MULTILINE)
    assert wheel.name == f"nmg_data-{VERSION}-py3-none-any.whl"
    assert re.findall(r"^version: \"(.+)\"$", citation, flags=re.MULTILINE) == [VERSION]
    assert releases[0] == VERSION


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    code = [path.relative_to(ROOT / "src") for path in (ROOT / "src/nmg_data").rglob("*.*")]
    kept = (".py", ".typed", ".toml", ".json", ".html", ".j2", ".sql")
    expected = {str(path) for path in code if path.suffix in kept and "/." not in str(path)}
    expected |= {f"nmg_data/{name}" for name in DATA_FILES}
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt"}
    about |= {"licenses/LICENSE", "licenses/LICENSE-DATA"}
    expected |= {f"nmg_data-{VERSION}.dist-info/{name}" for name in about}
    assert set(zipfile.ZipFile(wheel).namelist()) == expected
    assert "nmg_data/py.typed" in expected
    assert wheel.stat().st_size <= 700_000


def test_the_index_shows_no_relative_link(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        about = archive.read(f"nmg_data-{VERSION}.dist-info/METADATA").decode()
    targets = re.findall(r"\]\(([^)]+)\)", about)
    relative = [target for target in targets if not target.startswith("https://")]
    assert relative == []
    assert "nmg-data.github.io/nmg-data/assets/readme.svg" in about


def test_installed_wheel_has_the_bytes_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = json.loads(run(installed / "bin/python", "-c", INVENTORY, cwd=tmp_path))
    assert found["code"].startswith(str(site_packages(installed).resolve()))
    assert found["hashes"] == hashes()
    assert list(found["rows"]) == list(TABLES)
    assert "manzhouli_road" in run(installed / "bin/nmg-data", "show", "ports", cwd=tmp_path)


def test_wheel_works_as_a_zip_on_the_path(wheel: Path, tmp_path: Path) -> None:
    env = {"PYTHONPATH": str(wheel)}
    found = json.loads(run(sys.executable, "-c", INVENTORY, cwd=tmp_path, env=env))
    assert found["code"].startswith(str(wheel))
    assert found["hashes"] == hashes()


def test_editable_install_reads_the_checkout_and_copies_nothing(
    install: Callable[..., Path], tmp_path: Path
) -> None:
    environment = install("--editable", str(ROOT))
    found = json.loads(run(environment / "bin/python", "-c", INVENTORY, cwd=tmp_path))
    assert Path(found["code"]).resolve() == ROOT / "src/nmg_data/__init__.py"
    assert not (site_packages(environment) / "nmg_data").exists()


def test_loading_writes_nothing_and_opens_no_socket(installed: Path, tmp_path: Path) -> None:
    before = listing(installed)
    assert run(installed / "bin/python", "-c", OFFLINE + INVENTORY, cwd=tmp_path)
    assert listing(installed) == before
    assert listing(tmp_path) == {}


@pytest.mark.nightly
def test_wheel_from_sdist_is_the_wheel_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    sdist = build(ROOT, tmp_path / "sdist", "--sdist")
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build(source, tmp_path / "dist", "--wheel")
    assert (again.name, again.read_bytes()) == (wheel.name, wheel.read_bytes())


def test_data_licence_names_every_dataset_that_is_licensed() -> None:
    with (ROOT / "data/sources.csv").open(encoding="utf-8", newline="") as file:
        licensed = {
            source["source_id"]
            for source in csv.DictReader(file)
            if source["kind"] in {"code_list", "dataset", "map"}
            and source["licence"] != "facts_only"
        }
    notice = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert licensed == set(re.findall(r"^([a-z0-9_]+)$", notice, flags=re.MULTILINE))
