"""Writing an export: all or nothing, into a folder of its own."""

import subprocess
import sys

import pytest

from nmg_data.core.errors import MissingExtraError
from nmg_data.export.write import ExportError, export, write_files


def content(folder):
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*")}
    return {name: path.read_bytes() for name, path in found.items() if path.is_file()}


def test_an_export_lists_its_files_with_their_hashes(frozen, tmp_path):
    folder = tmp_path / "new" / "export"
    sizes = export(folder, ["csv", "jsonl"], tables=["ports", "units"], metadata=["cff"])
    assert sorted(sizes) == [
        *("CITATION.cff", "data/ports.csv", "data/units.csv", "datapackage.json", "ports.jsonl"),
        *("schemas/ports.json", "schemas/units.json", "units.jsonl"),
    ]
    assert sizes == {n: len(b) for n, b in content(folder).items() if n != "SHA256SUMS"}
    check = ["sha256sum", "--check", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=folder).returncode == 0
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


def test_a_folder_with_files_is_left_alone_without_force(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    write_files(folder, {"a.txt": b"1", "b/c.txt": b"2"})
    (folder / "mine.txt").write_bytes(b"0")
    with pytest.raises(ExportError, match=r"export has files. Name a new folder, .* --force"):
        write_files(folder, {"a.txt": b"3"})
    assert content(folder)["a.txt"] == b"1"
    write_files(folder, {"a.txt": b"3"}, force=True)
    found = content(folder)
    assert (found["a.txt"], found["b/c.txt"], found["mine.txt"]) == (b"3", b"2", b"0")
    assert found["SHA256SUMS"].decode().split("  ")[1] == "a.txt\n"


def test_what_cannot_be_written_says_so_and_leaves_nothing(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="file cannot be written to"):
        write_files(tmp_path / "file", {"a": b""})
    with pytest.raises(ExportError, match="below cannot be written to"):
        write_files(tmp_path / "file" / "below", {"a": b""})
    (tmp_path / "export" / "a").mkdir(parents=True)
    with pytest.raises(ExportError, match="export cannot be written to"):
        write_files(tmp_path / "export", {"a": b""}, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "file"]


@pytest.mark.parametrize(
    ("form", "module", "extra"),
    [
        ("parquet", "pyarrow.parquet", "pyarrow"),
        ("xlsx", "xlsxwriter", "xlsx"),
        ("duckdb", "duckdb", "duckdb"),
    ],
)
def test_a_missing_extra_writes_nothing(frozen, tmp_path, monkeypatch, form, module, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'nmg-data\[{extra}\]'"):
        export(tmp_path / "export", ["csv", form])
    assert not (tmp_path / "export").exists()
