"""nmg-data verify: an installation against the hashes that its wheel carried."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "import sys; from nmg_data.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel of the checkout."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture
def site(wheel, tmp_path):
    """Unpack the wheel as an installer does: the folder is a site-packages."""
    folder = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def verify(path, *arguments):
    """Run the command on the copy at a path, from a folder that is not the checkout."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    env |= {"PYTHONPATH": str(path), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "verify", *arguments],
        cwd=Path(path).parent,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


def test_a_whole_installation_passes(site):
    done = verify(site)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("files checked, all as in the wheel\n")
    # Running it compiled byte code, which is no foreign file.
    assert list((site / "nmg_data" / "__pycache__").iterdir())
    assert verify(site).returncode == 0


def test_a_wheel_that_is_run_from_its_zip_passes(wheel):
    done = verify(wheel)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all as in the wheel" in done.stdout


def test_every_kind_of_difference_is_named(site):
    with (site / "nmg_data/data/ports.csv").open("a", encoding="utf-8") as file:
        file.write("more\n")
    (site / "nmg_data/data/routes.csv").unlink()
    (site / "nmg_data/extra.py").write_text("")
    (site / "nmg_data/data/evil\x1b[2J.csv").write_text("")
    done = verify(site)
    assert done.returncode == 1
    *lines, last = done.stdout.splitlines()
    assert sorted(line.partition(" (")[0] for line in lines) == [
        "added: nmg_data/data/evil\\x1b[2J.csv",
        "added: nmg_data/extra.py",
        "differs: nmg_data/data/ports.csv",
        "missing: nmg_data/data/routes.csv",
    ]
    assert "(expected sha256=" in done.stdout
    assert last.endswith("4 not as in the wheel")


def test_one_changed_byte_of_the_code_is_found(site):
    path = site / "nmg_data/_figure.py"
    content = bytearray(path.read_bytes())
    content[10] ^= 1
    path.write_bytes(content)
    done = verify(site)
    assert done.returncode == 1
    assert "differs: nmg_data/_figure.py" in done.stdout


def test_json(site):
    (site / "nmg_data/data/units.csv").write_text("")
    found = json.loads(verify(site, "--format", "json").stdout)
    assert found["version"] == json.loads((ROOT / "datapackage.json").read_bytes())["version"]
    (difference,) = found["differences"]
    assert difference["kind"] == "differs"
    assert difference["file"] == "nmg_data/data/units.csv"
    assert difference["expected"] != difference["found"]
    assert found["checked"] > 40


def test_a_folder_in_place_of_a_file(site):
    (site / "nmg_data/data/units.csv").unlink()
    (site / "nmg_data/data/units.csv").mkdir()
    done = verify(site)
    assert done.returncode == 1
    assert "unreadable: nmg_data/data/units.csv" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_file_that_became_a_link_to_an_equal_one_still_passes_and_a_new_link_does_not(site):
    path = site / "nmg_data/data/units.csv"
    shutil.move(path, site / "elsewhere.csv")
    path.symlink_to(site / "elsewhere.csv")
    assert verify(site).returncode == 0
    (site / "nmg_data/loop").symlink_to(site / "nmg_data")
    done = verify(site)
    assert done.returncode == 1
    assert "added: nmg_data/loop" in done.stdout


def test_a_checkout_has_nothing_to_verify_against():
    done = verify(ROOT / "src")
    assert done.returncode == 2
    assert "This is a checkout or an editable install, not an installed wheel" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "content", [None, "", "\x00,,\n", "nmg_data/_verify.py,sha256=x,1\nbroken\n"]
)
def test_a_record_that_is_gone_or_broken(site, content):
    (record,) = site.glob("*.dist-info/RECORD")
    if content is None:
        record.unlink()
    else:
        record.write_text(content)
    done = verify(site)
    assert done.returncode == 2
    assert "nmg-data: " in done.stderr
    assert "NMG000" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_hash_of_an_unknown_kind(site):
    (record,) = site.glob("*.dist-info/RECORD")
    lines = record.read_text().splitlines(keepends=True)
    lines = [
        "nmg_data/py.typed,md5=abc,0\n" if line.startswith("nmg_data/py.typed,") else line
        for line in lines
    ]
    record.write_text("".join(lines))
    done = verify(site)
    assert done.returncode == 1
    assert "unreadable: nmg_data/py.typed (expected md5=abc, found no hash that is known)" in (
        done.stdout
    )
