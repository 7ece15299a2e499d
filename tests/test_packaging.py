"""What users install: built once, installed apart from the checkout, run from another folder."""

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
DATA_FILES = sorted(
    {"datapackage.json"}
    | {resource["path"] for resource in DESCRIPTOR["resources"]}
    | {resource["schema"] for resource in DESCRIPTOR["resources"]}
)

# Reads every file the descriptor names through the package, and says where from and what.
INVENTORY = """
import hashlib, json, nmg_data
from nmg_data._root import read_bytes, root
names = ["datapackage.json"]
for resource in json.loads(read_bytes("datapackage.json"))["resources"]:
    names += [resource["path"], resource["schema"]]
hashes = {name: hashlib.sha256(read_bytes(name)).hexdigest() for name in names}
print(json.dumps({"code": nmg_data.__file__, "root": str(root()), "hashes": hashes}))
"""

# Loads every table, and prints what came out.
LOAD_ALL = """
import json
from nmg_data import load, tables
print(json.dumps({name: list(load(name).shape) for name in tables()}))
"""


def run(python: Path | str, code: str, cwd: Path, **environ: str) -> str:
    """Run code in a fresh interpreter, in a folder that is not the checkout."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    env |= {"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"} | environ
    done = subprocess.run(
        [python, "-c", code], cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(source: Path, target: Path, *what: str) -> Path:
    """Build one distribution of a source tree and return it."""
    command = [sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", target, source]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = target.iterdir()
    return made


def site_packages(environment: Path) -> Path:
    """Return the site-packages of a virtual environment."""
    paths = sysconfig.get_paths("venv", vars={"base": str(environment), "platbase": ""})
    return Path(paths["purelib"])


def python_of(environment: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file below a folder with its size and time of change."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in files
    }


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that is built from the checkout."""
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "--wheel")


@pytest.fixture(scope="session")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the source distribution of the checkout."""
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "--sdist")


@pytest.fixture(scope="session")
def install(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that installs into a new environment, and fetches nothing.

    The new environment sees the libraries of this one through a .pth file. Its own
    site-packages come first, so that an nmg-data of this environment is never used.
    """

    def install_into_new(*what: str) -> Path:
        environment = tmp_path_factory.mktemp("environment")
        venv.create(environment, with_pip=False, symlinks=os.name != "nt")
        libraries = "\n".join(
            dict.fromkeys(sysconfig.get_paths()[k] for k in ("purelib", "platlib"))
        )
        (site_packages(environment) / "zz_libraries.pth").write_text(libraries, encoding="utf-8")
        pip = [sys.executable, "-m", "pip", "--python", python_of(environment), "--isolated"]
        # The nmg-data of this environment is seen as well, and must be neither used nor touched.
        options = ["--ignore-installed", "--no-index", "--no-deps", "--no-build-isolation"]
        done = subprocess.run(
            [*pip, "install", *options, *what], capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return environment

    return install_into_new


@pytest.fixture(scope="session")
def installed(install: Callable[..., Path], wheel: Path) -> Path:
    """Return an environment with the wheel in it."""
    return install(str(wheel))


def test_one_version_everywhere(wheel: Path, installed: Path, tmp_path: Path) -> None:
    metadata = run(
        python_of(installed),
        "from importlib.metadata import version; print(version('nmg-data'))",
        tmp_path,
    )
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    releases = re.findall(r"^## \[?(\d[^\s\]]*)\]?", changelog, flags=re.MULTILINE)
    assert metadata.strip() == VERSION
    assert wheel.name == f"nmg_data-{VERSION}-py3-none-any.whl"
    assert re.findall(r"^version: (.+)$", citation, flags=re.MULTILINE) == [VERSION]
    assert releases[0] == VERSION


def test_citation_file_is_what_the_descriptor_says(installed: Path, tmp_path: Path) -> None:
    command = python_of(installed).parent / "nmg-data"
    subprocess.run([command, "export", tmp_path, "--metadata", "cff"], check=True)
    committed = (ROOT / "CITATION.cff").read_bytes()
    assert (tmp_path / "CITATION.cff").read_bytes() == committed, "run: make citation"


def test_wheel_from_sdist_is_the_wheel_from_the_checkout(
    wheel: Path, sdist: Path, tmp_path: Path
) -> None:
    shutil.unpack_archive(sdist, tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()
    again = build(source, tmp_path / "dist", "--wheel")
    assert (again.name, sha256(again)) == (wheel.name, sha256(wheel))


def test_wheel_holds_the_package_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    code = {
        f"nmg_data/{path.relative_to(ROOT / 'src/nmg_data').as_posix()}"
        for path in (ROOT / "src/nmg_data").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    info = f"nmg_data-{VERSION}.dist-info"
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt"}
    licences = {"licenses/LICENSE", "licenses/LICENSE-DATA"}
    expected = code | {f"nmg_data/{name}" for name in DATA_FILES}
    assert names == expected | {f"{info}/{name}" for name in about | licences}
    assert "nmg_data/py.typed" in names


def test_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size <= 500_000


def test_installed_wheel_has_the_bytes_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    found = json.loads(run(python_of(installed), INVENTORY, tmp_path))
    assert Path(found["root"]).resolve() == (site_packages(installed) / "nmg_data").resolve()
    assert found["hashes"] == {name: sha256(ROOT / name) for name in DATA_FILES}


def test_installed_command_prints_the_ports(installed: Path, tmp_path: Path) -> None:
    command = python_of(installed).parent / "nmg-data"
    shown = subprocess.run(
        [command, "show", "ports"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "manzhouli_road" in shown.stdout


def test_wheel_works_as_a_zip_on_the_path(wheel: Path, tmp_path: Path) -> None:
    found = json.loads(run(sys.executable, INVENTORY, tmp_path, PYTHONPATH=str(wheel)))
    shapes = json.loads(run(sys.executable, LOAD_ALL, tmp_path, PYTHONPATH=str(wheel)))
    assert found["code"].startswith(str(wheel))
    assert found["hashes"] == {name: sha256(ROOT / name) for name in DATA_FILES}
    assert list(shapes) == [resource["name"] for resource in DESCRIPTOR["resources"]]


def test_editable_install_reads_the_checkout_and_copies_nothing(
    install: Callable[..., Path], tmp_path: Path
) -> None:
    environment = install("--editable", str(ROOT))
    found = json.loads(run(python_of(environment), INVENTORY, tmp_path))
    assert Path(found["root"]).resolve() == ROOT
    assert Path(found["code"]).resolve() == ROOT / "src/nmg_data/__init__.py"
    assert not (site_packages(environment) / "nmg_data").exists()


def test_loading_writes_nothing(install: Callable[..., Path], wheel: Path, tmp_path: Path) -> None:
    environment = install(str(wheel))
    package = site_packages(environment) / "nmg_data"
    before = listing(environment)
    # Root may write whatever the modes say, so the listing is what proves it.
    for path in [*package.rglob("*"), package]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        shapes = json.loads(run(python_of(environment), LOAD_ALL, tmp_path))
    finally:
        for path in [package, *package.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert len(shapes) == len(DESCRIPTOR["resources"])
    assert listing(environment) == before
    assert listing(tmp_path) == {}


def test_loading_opens_no_socket(installed: Path, tmp_path: Path) -> None:
    block = """
import sys
def refuse(event, args):
    if event.startswith("socket.") or event == "urllib.Request":
        raise RuntimeError(f"network: {event}")
sys.addaudithook(refuse)
"""
    probe = "import socket\ntry: socket.socket()\nexcept RuntimeError as e: print(e)"
    assert run(python_of(installed), block + probe, tmp_path) == "network: socket.__new__\n"
    shapes = json.loads(run(python_of(installed), block + LOAD_ALL, tmp_path))
    assert len(shapes) == len(DESCRIPTOR["resources"])


def test_import_reads_no_data_and_no_library(installed: Path, tmp_path: Path) -> None:
    code = """
import sys
opened = []
sys.addaudithook(lambda event, args: event == "open" and opened.append(str(args[0])))
known = set(sys.modules)
import nmg_data
mine = [name for name in set(sys.modules) - known if not name.startswith("nmg_data")]
print([name for name in opened if not name.endswith((".py", ".pyc"))])
print(sorted(name for name in mine if name.split(".")[0] not in sys.stdlib_module_names))
"""
    assert run(python_of(installed), code, tmp_path) == "[]\n[]\n"


def test_data_licence_names_every_dataset_that_is_licensed() -> None:
    with (ROOT / "data/sources.csv").open(encoding="utf-8", newline="") as file:
        sources = list(csv.DictReader(file))
    licensed = {
        source["source_id"]
        for source in sources
        if source["kind"] in {"code_list", "dataset", "map"} and source["licence"] != "facts_only"
    }
    notice = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert licensed == set(re.findall(r"^([a-z0-9_]+)$", notice, flags=re.MULTILINE))
