"""nmg-data export: all or nothing, never over foreign files, one clear line on trouble."""

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from nmg_data import _atomic, _export
from nmg_data._atomic import SUMS, ExportError, write_files
from nmg_data._export import FORMATS, export, progress
from nmg_data.cli import main

ROOT = Path(__file__).resolve().parents[1]


def listing(folder):
    """Return the files below a folder with their content, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# The command


def test_csv_is_the_default(tmp_path, capsys):
    assert main(["export", str(tmp_path / "out"), "--tables", "ports,places"]) == 0
    assert sorted(listing(tmp_path / "out")) == [
        SUMS,
        "data/places.csv",
        "data/ports.csv",
        "datapackage.json",
        "schemas/places.json",
        "schemas/ports.json",
    ]
    out, err = capsys.readouterr()
    assert out.startswith("csv: 5 files, ")
    assert out.endswith(f"written to {tmp_path / 'out'}, with SHA256SUMS\n")
    assert err == ""


def test_several_formats_at_once(tmp_path, capsys):
    folder = tmp_path / "deep" / "out"
    assert main(["export", str(folder), "--format", "jsonl, json", "--tables", "routes"]) == 0
    assert sorted(listing(folder)) == [
        SUMS,
        "routes.json",
        "routes.jsonl",
        "routes.record.schema.json",
        "routes.schema.json",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "exel"], "--format 'exel' does not exist. Use all, or some of: csv, json,"),
        (["--format", "cvs"], "Did you mean 'csv'?"),
        (["--format", ","], "--format names nothing."),
        (["--metadata", "croisant"], "--metadata 'croisant' does not exist. Did you mean"),
        (["--tables", "prots"], "There is no table 'prots'. Did you mean 'ports'?"),
        (["--tables", ""], "--tables names nothing."),
        (["--format", ""], "--format names nothing."),
        (["--metadata", ""], "--metadata names nothing."),
    ],
)
def test_wrong_names_get_a_suggestion(tmp_path, capsys, arguments, message):
    assert main(["export", str(tmp_path / "out"), *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_sums_check_out(tmp_path):
    main(["export", str(tmp_path), "--format", "json", "--tables", "ports,routes"])
    main(["export", str(tmp_path), "--format", "csv", "--tables", "routes"])
    lines = (tmp_path / SUMS).read_text().splitlines()
    told = {line[66:]: line[:64] for line in lines}
    found = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in listing(tmp_path).items()
        if name != SUMS
    }
    assert told == found
    assert list(told) == sorted(told)


@pytest.mark.parametrize("form", [name for name in FORMATS if name != "duckdb"])
def test_the_same_bytes_twice(tmp_path, form):
    if form in ("parquet", "xlsx"):
        pytest.importorskip({"parquet": "pyarrow", "xlsx": "xlsxwriter"}[form])
    code = (
        "import sys, pathlib; from nmg_data._export import export\n"
        "export(pathlib.Path(sys.argv[1]), [sys.argv[2]], lang='zh')"
    )
    for name, seed in (("a", "1"), ("b", "2")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "UTC" if seed == "1" else "Asia/Tokyo"}
        subprocess.run([sys.executable, "-c", code, tmp_path / name, form], env=env, check=True)
        time.sleep(1.1 if form == "xlsx" and seed == "1" else 0)
    assert listing(tmp_path / "a") == listing(tmp_path / "b")


def test_no_file_carries_the_path_or_the_name_of_this_machine(tmp_path):
    for module in ("pyarrow", "xlsxwriter", "duckdb"):
        pytest.importorskip(module)
    folder = tmp_path / "distinctive-folder"
    export(folder, FORMATS, metadata=["croissant", "ro-crate"])
    for name, content in listing(folder).items():
        for trace in (b"distinctive-folder", str(ROOT).encode()):
            assert trace not in content, name


@pytest.mark.parametrize(
    ("form", "module", "extra"),
    [
        ("parquet", "pyarrow.parquet", "pyarrow"),
        ("xlsx", "xlsxwriter", "xlsx"),
        ("duckdb", "duckdb", "duckdb"),
    ],
)
def test_a_missing_extra_writes_nothing(tmp_path, capsys, monkeypatch, form, module, extra):
    monkeypatch.setitem(sys.modules, module, None)
    assert main(["export", str(tmp_path / "out"), "--format", f"csv,{form}"]) == 2
    assert f"pip install 'nmg-data[{extra}]'" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


# Files of others


def test_ours_are_replaced_and_foreign_ones_are_not(tmp_path, capsys):
    arguments = ["export", str(tmp_path), "--format", "json", "--tables", "routes"]
    assert main(arguments) == 0
    assert main([*arguments, "--lang", "zh"]) == 0
    before = listing(tmp_path)
    assert "线路" in before["routes.schema.json"].decode()
    (tmp_path / "routes.json").write_text("[]")
    capsys.readouterr()
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert "were changed since: routes.json. Name another folder, or replace them with --" in err
    assert listing(tmp_path) == {**before, "routes.json": b"[]"}
    assert main([*arguments, "--force"]) == 0
    assert listing(tmp_path)["routes.json"] == before["routes.json"]


def test_an_export_of_fewer_tables_is_not_mixed_with_one_of_more(tmp_path, capsys):
    assert main(["export", str(tmp_path), "--tables", "units"]) == 0
    assert main(["export", str(tmp_path), "--tables", "units, places"]) == 0
    before = listing(tmp_path)
    capsys.readouterr()
    for options in ((), ("--force",)):
        assert main(["export", str(tmp_path), "--tables", "units", *options]) == 2
        err = capsys.readouterr().err
        assert "with files that this one has not: data/places.csv, schemas/places.json." in err
        assert "Name another folder" in err
    assert listing(tmp_path) == before
    assert main(["export", str(tmp_path), "--tables", "units", "--format", "json"]) == 0


def test_an_empty_name_is_not_the_working_folder(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as left:
        main(["export", ""])
    assert left.value.code == 2
    assert "the name of the folder is empty" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_equal_files_of_others_are_no_trouble(tmp_path):
    (tmp_path / "data").mkdir()
    content = (ROOT / "data" / "routes.csv").read_bytes()
    (tmp_path / "data" / "routes.csv").write_bytes(content)
    assert main(["export", str(tmp_path), "--tables", "routes"]) == 0


def test_a_checkout_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "datapackage.json").write_bytes((ROOT / "datapackage.json").read_bytes())
    assert main(["export", str(tmp_path)]) == 2
    assert "datapackage.json" in capsys.readouterr().err


def test_foreign_sums_are_kept(tmp_path):
    line = f"{'0' * 64}  something/else.bin\n"
    (tmp_path / SUMS).write_text(line)
    assert main(["export", str(tmp_path), "--tables", "routes"]) == 0
    assert line in (tmp_path / SUMS).read_text()


@pytest.mark.parametrize("content", [b"hello\n", b"\xff\xfe\n", b"\x00"])
def test_sums_that_are_no_sums_are_refused(tmp_path, capsys, content):
    (tmp_path / SUMS).write_bytes(content)
    assert main(["export", str(tmp_path), "--tables", "routes"]) == 2
    assert "is not a list of hashes that this command wrote" in capsys.readouterr().err
    assert listing(tmp_path) == {SUMS: content}
    assert main(["export", str(tmp_path), "--tables", "routes", "--force"]) == 0


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
class TestLinks:
    def test_a_link_to_a_folder_is_followed(self, tmp_path):
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to("real")
        assert main(["export", str(tmp_path / "link"), "--tables", "routes"]) == 0
        assert (tmp_path / "real" / "data" / "routes.csv").is_file()

    def test_a_link_to_nothing_is_refused(self, tmp_path, capsys):
        (tmp_path / "link").symlink_to("nowhere")
        assert main(["export", str(tmp_path / "link"), "--tables", "routes"]) == 2
        assert "is a link to nothing" in capsys.readouterr().err
        assert not (tmp_path / "nowhere").exists()

    def test_a_target_that_is_a_link_is_foreign_and_never_followed(self, tmp_path, capsys):
        victim = tmp_path / "victim"
        victim.write_text("mine")
        folder = tmp_path / "out"
        folder.mkdir()
        (folder / "routes.json").symlink_to(victim)
        arguments = ["export", str(folder), "--format", "json", "--tables", "routes"]
        assert main(arguments) == 2
        assert "routes.json" in capsys.readouterr().err
        assert main([*arguments, "--force"]) == 0
        assert victim.read_text() == "mine"
        assert not (folder / "routes.json").is_symlink()

    def test_a_folder_inside_that_is_a_link_is_refused(self, tmp_path, capsys):
        elsewhere, folder = tmp_path / "elsewhere", tmp_path / "out"
        elsewhere.mkdir()
        folder.mkdir()
        (folder / "data").symlink_to(elsewhere)
        assert main(["export", str(folder), "--tables", "routes", "--force"]) == 2
        assert "stands where a folder of the export belongs" in capsys.readouterr().err
        assert list(elsewhere.iterdir()) == []

    def test_sums_that_are_a_link_are_foreign(self, tmp_path, capsys):
        victim = tmp_path / "victim"
        victim.write_text(f"{'0' * 64}  a\n")
        folder = tmp_path / "out"
        folder.mkdir()
        (folder / SUMS).symlink_to(victim)
        assert main(["export", str(folder), "--tables", "routes"]) == 2
        assert "is not a list of hashes" in capsys.readouterr().err
        assert victim.read_text() == f"{'0' * 64}  a\n"


def test_a_folder_where_a_file_belongs(tmp_path, capsys):
    (tmp_path / "routes.json").mkdir()
    arguments = ["export", str(tmp_path), "--format", "json", "--tables", "routes", "--force"]
    assert main(arguments) == 2
    assert "is a folder where a file of the export belongs" in capsys.readouterr().err


# Trouble with the disk


def test_a_file_in_place_of_the_folder(tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert main(["export", str(tmp_path / "out")]) == 2
    assert f"{tmp_path / 'out'} is a file, not a folder." in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_file_above_the_folder(tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert main(["export", str(tmp_path / "file" / "out")]) == 2
    err = capsys.readouterr().err
    assert "cannot be made: Not a directory" in err
    assert err.count("\n") == 1


def test_a_name_with_control_characters_does_not_steer_the_terminal(tmp_path, capsys):
    (tmp_path / "a\x1b[2Jb").write_text("mine")
    assert main(["export", str(tmp_path / "a\x1b[2Jb")]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="no such rights there")
def test_a_read_only_folder():
    # Root may write anywhere, so the writing is done as nobody; what it needs is loaded before.
    program = (
        "import os, pathlib, sys, tempfile; from nmg_data._atomic import ExportError, write_files\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: write_files(pathlib.Path(sys.argv[1]), {'a.txt': b'a'})\n"
        "except ExportError as error: print(error)"
    )
    with tempfile.TemporaryDirectory() as parent:
        os.chmod(parent, 0o755)
        folder = Path(parent) / "out"
        folder.mkdir()
        folder.chmod(0o555)
        for target, verb in ((folder, "written to"), (folder / "deeper", "made")):
            done = subprocess.run(
                [sys.executable, "-c", program, target], capture_output=True, text=True
            )
            assert done.stdout == f"{target} cannot be {verb}: Permission denied.\n", done.stderr
        assert list(folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no limits there")
@pytest.mark.parametrize("form", ["csv", "sqlite", "duckdb"])
def test_a_full_disk(tmp_path, form):
    pytest.importorskip("resource")
    if form == "duckdb":
        pytest.importorskip("duckdb")
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from nmg_data.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    arguments = ["export", tmp_path / "new" / "out", "--format", form]
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, *arguments], capture_output=True, text=True
    )
    assert done.returncode == 2, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "NMG000" not in done.stderr
    assert "cannot be written to: File too large" in done.stderr or "could not be" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_no_space_left_keeps_what_was_there(tmp_path, monkeypatch):
    write_files(tmp_path, {"a.txt": b"old", "b.txt": b"old"})
    before = listing(tmp_path)
    write_bytes = Path.write_bytes

    def full(path, content):
        return write_bytes(Path("/dev/full") if path.name == "b.txt" else path, content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExportError, match="cannot be written to: No space left on device"):
        write_files(tmp_path, {"a.txt": b"new", "b.txt": b"new"})
    assert listing(tmp_path) == before


def test_standard_output_that_is_full(tmp_path):
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full")
    code = "import sys; from nmg_data.cli import main; sys.exit(main(sys.argv[1:]))"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "export", tmp_path / "out", "--tables", "routes"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode != 0
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_interruption_leaves_nothing(tmp_path, monkeypatch, stop):
    def step(name):
        if name == "b.txt":
            raise stop

    with pytest.raises(stop):
        write_files(tmp_path / "new", {"a.txt": b"a", "b.txt": b"b"}, step=step)
    assert list(tmp_path.iterdir()) == []
    write_files(tmp_path / "old", {"a.txt": b"old"})
    before = listing(tmp_path)
    with pytest.raises(stop):
        write_files(tmp_path / "old", {"a.txt": b"new", "b.txt": b"b"}, step=step)
    assert listing(tmp_path) == before


@pytest.mark.skipif(os.name == "nt", reason="signals differ there")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_leaves_nothing(tmp_path, number, code):
    # The export is held up at a file in the middle, so that the signal finds it there.
    program = (
        "import sys, time; from nmg_data import _atomic; from nmg_data.cli import main\n"
        "from pathlib import Path\n"
        "write = Path.write_bytes\n"
        "def slow(path, content):\n"
        "    write(path, content)\n"
        "    if path.name == 'ports.csv': print('here', flush=True); time.sleep(60)\n"
        "Path.write_bytes = slow\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, "export", tmp_path / "out"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        begun = process.stdout.readline()
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
    assert begun == "here\n", err
    assert process.returncode == code
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


# Progress


def test_progress_is_silent_at_first_and_without_a_terminal(capsys, monkeypatch):
    step, wipe = progress(start=time.monotonic())
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    step("ports")
    wipe()
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)
    step, wipe = progress(start=time.monotonic() - 5)
    step("ports")
    wipe()
    assert capsys.readouterr().err == ""


def test_progress_is_told_after_a_second_and_wiped(tmp_path):
    program = (
        "import sys, time; from nmg_data import _export; from nmg_data.cli import main\n"
        "slow = _export.export_csv\n"
        "def later(tables, lang, step): time.sleep(1.1); return slow(tables, lang, step)\n"
        "_export.FORMATS['csv'] = later\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    ours, theirs = pytest.importorskip("pty").openpty()
    done = subprocess.run(
        [sys.executable, "-c", program, "export", tmp_path / "out", "--tables", "routes"],
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    told = os.read(ours, 10000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "nmg-data: writing routes …" in told
    assert told.endswith("\r\x1b[K")


def test_the_staging_folder_is_beside_the_target(tmp_path, monkeypatch):
    seen = []
    replace = os.replace

    def watch(source, target):
        seen.append(Path(source).parts[-2][:10])
        assert not Path(target).exists()
        replace(source, target)

    monkeypatch.setattr(_atomic.os, "replace", watch)
    write_files(tmp_path, {"a.txt": b"a"})
    assert seen == [".nmg-data-"] * 2
    assert sorted(listing(tmp_path)) == [SUMS, "a.txt"]


def test_formats_and_metadata_never_share_a_file(tmp_path):
    from nmg_data._metadata import METADATA

    for module in ("pyarrow", "xlsxwriter", "duckdb"):
        pytest.importorskip(module)
    made = export(tmp_path, FORMATS, metadata=METADATA)
    names = [name for files in made.values() for name in files]
    assert len(names) == len(set(names))
    assert set(made) == {*FORMATS, *METADATA}
    assert _export.FORMATS.keys() == FORMATS.keys()
