"""``nmg-data validate`` as a person and a workflow use it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from nmg_data import __version__ as VERSION
from nmg_data.cli.validate import _folder

Run = Callable[..., subprocess.CompletedProcess[str]]


def spoil(small: Path) -> None:
    file = small / "data/units.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("kg,kilogram,千克,kg,kg,mass", "kg,kilogram,千克,kg,kg,mas", 1),
        encoding="utf-8",
    )


def test_sound_data(small: Path, command: Run) -> None:
    done = command("validate", small, "--ignore", "NMG719")
    assert (done.returncode, done.stderr) == (0, "")
    shown = " ".join(done.stdout.split())
    assert f" No findings in nmg-data {VERSION} ({small}): 2 tables, " in shown
    assert "the package has no such table" in done.stdout


def test_findings(small: Path, command: Run) -> None:
    spoil(small)
    done = command("validate", small, "--select", "NMG308", "--no-opinions")
    lines = done.stdout.split("\n")
    assert done.returncode == 1
    assert lines[0].startswith(f"{small.as_posix()}/data/units.csv:")
    assert lines[0].endswith(" error NMG308 dimension")
    assert lines[1] == "  'mas' is not a value that dimension allows."
    assert "  hint:     Did you mean 'mass'?" in lines
    assert "\x1b" not in done.stdout


def test_errors_in_other_files_fail_too(small: Path, command: Run) -> None:
    spoil(small)
    done = command("validate", "package/data/places.csv", "--no-opinions", "--select", "NMG308")
    assert done.returncode == 1, done.stdout
    assert done.stdout.startswith("No findings in nmg-data ")
    told = "1 error in other files: validate the whole package to see them."
    assert told in " ".join(done.stdout.split())


def test_place_on_another_drive(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def relpath(path: object, start: object = None) -> str:
        raise ValueError("path is on mount 'D:', start on mount 'C:'")

    monkeypatch.setattr(os.path, "relpath", relpath)
    assert _folder(small / "data/units.csv") == small.as_posix()


def test_warnings_alone_do_not_fail(small: Path, command: Run, tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from nmg_data import cli\n"
        "from nmg_data._findings import Finding\n"
        "from nmg_data import checks\n"
        "found = [Finding(code='NMG792', severity='warning', file='x', message='m')]\n"
        "checks.validate = lambda *a, **k: checks.Report('x', found)\n"
        "sys.exit(cli.main(['validate', sys.argv[1]]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, small], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning NMG792" in done.stdout


def test_place_is_clickable_from_where_one_stands(small: Path, command: Run) -> None:
    spoil(small)
    options = ("--select", "NMG308", "--no-opinions", "--format", "json")

    def files(path: str, cwd: Path) -> set[str]:
        done = command("validate", path, *options, cwd=cwd)
        return {one["file"] for one in json.loads(done.stdout)["findings"]}

    assert files(".", small) == {"data/units.csv"}
    assert files("package", small.parent) == {"package/data/units.csv"}
    assert files("units.csv", small / "data") == {f"{small.as_posix()}/data/units.csv"}
    assert files("data/units.csv", small) == {"data/units.csv"}


def test_formats_for_machines(small: Path, command: Run) -> None:
    spoil(small)
    starts = {"json": "{", "github": "::error ", "junit": "<?xml", "sarif": "{", "markdown": "###"}
    for form, start in starts.items():
        done = command("validate", small, "--format", form, "--no-opinions")
        assert done.returncode == 1
        assert done.stderr == ""
        assert done.stdout.startswith(start)


def test_step_summary_is_appended(small: Path, command: Run, tmp_path: Path) -> None:
    spoil(small)
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    command("validate", small, "--format", "github", "--no-opinions", GITHUB_STEP_SUMMARY=str(file))
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n### nmg-data validate\n")
    assert "NMG308" in text


def test_step_summary_that_cannot_be_written(small: Path, command: Run, tmp_path: Path) -> None:
    done = command(
        "validate", small, "--format", "github", "--no-opinions", GITHUB_STEP_SUMMARY=str(tmp_path)
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_explain(command: Run) -> None:
    done = command("validate", "--explain", "NMG308")
    assert done.returncode == 0
    assert done.stdout.startswith("NMG308 not-in-list (types, error)\n")
    assert "good: road" in done.stdout
    listed = command("validate", "--explain", "nmg3").stdout.strip().split("\n")
    assert all(line.startswith("NMG3") for line in listed)
    wrong = command("validate", "--explain", "NMG9")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("nmg-data: There is no rule 'NMG9'.")


def test_wrong_options(small: Path, command: Run) -> None:
    assert command("validate", small, "--select", "NMG9").returncode == 2
    for options in (
        ("--ignore", "NMG"),
        ("--select", "NMG502", "--ignore", "NMG5"),
        ("--select", "NMG791", "--no-opinions"),
    ):
        done = command("validate", small, *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("nmg-data: No rule is left to run. ")
    done = command("validate", small, "--format", "jsom")
    assert done.returncode == 2
    assert "Did you mean 'json'?" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="no pseudo-terminals there")
@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colour_on_a_terminal(small: Path, environ: dict[str, str], coloured: bool) -> None:
    import pty

    spoil(small)
    parent, child = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm"} | environ
    with subprocess.Popen(
        [sys.executable, "-m", "nmg_data", "validate", small, "--no-opinions"],
        stdout=child,
        stdin=child,
        stderr=child,
        env=env,
    ) as process:
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(parent)
    assert process.returncode == 1
    assert (b"\x1b[31m" in shown) is coloured
    assert b"NMG308" in shown


def test_without_a_path_the_package_around_is_checked(small: Path, command: Run) -> None:
    spoil(small)
    options = ("--no-opinions", "--select", "NMG308")
    for cwd, where in ((small, "."), (small / "data", "..")):
        done = command("validate", *options, cwd=cwd)
        assert done.returncode == 1, done.stdout
        assert done.stdout.startswith("data/" if where == "." else "../data/")
        assert f"1 error in 1 file of nmg-data {VERSION} ({where}): 2 tables" in done.stdout


def test_the_report_says_what_was_checked(small: Path, command: Run, tmp_path: Path) -> None:
    done = command("validate", "--no-opinions", "--select", "NMG1")
    assert done.stdout.startswith(f"No findings in nmg-data {VERSION} (installed): 15 tables, ")
    for path, options in (("package", ()), ("package/data/units.csv", ("--select", "NMG1"))):
        done = command("validate", path, "--no-opinions", "--format", "json", *options)
        assert json.loads(done.stdout)["package"] == {
            "name": "nmg-data",
            "version": VERSION,
            "path": path,
        }
