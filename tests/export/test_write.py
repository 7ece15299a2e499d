"""Writing an export: all or nothing, into a folder of its own."""

import subprocess
import sys

import pytest

from nmg_data.core.errors import MissingExtraError
from nmg_data.export.write import ExportError, export, write_files


def content(folder):
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_an_export_lists_its_files_with_their_hashes(frozen, tmp_path):
    folder = tmp_path / "new" / "export"
    sizes = export(folder, ["csv", "jsonl"], tables=["ports", "units"], metadata=["cff"])
    assert sorted(sizes) == [
        *("CITATION.cff", "data/ports.csv", "data/units.csv", "datapackage.json", "ports.jsonl"),
        *("schemas/ports.json", "schemas/units.json", "units.jsonl"),
    ]
    assert sizes == {n: len(b) for n, b in content(folder).items() if n != "SHA256SUMS"}
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    assert [path.name for path in folder.parent.iterdir()] == ["export"]


def test_a_folder_with_files_is_left_alone_without_force(tmp_path):
    write_files(tmp_path, {"a.txt": b"1", "b/c.txt": b"2"})
    (tmp_path / "mine.txt").write_bytes(b"0")
    with pytest.raises(ExportError, match=r" has files. Name a new folder, .* --force"):
        write_files(tmp_path, {"a.txt": b"3"})
    assert content(tmp_path)["a.txt"] == b"1"
    write_files(tmp_path, {"a.txt": b"3"}, force=True)
    found = content(tmp_path)
    assert found.pop("SHA256SUMS").endswith(b"  a.txt\n")
    assert found == {"a.txt": b"3", "b/c.txt": b"2", "mine.txt": b"0"}


@pytest.mark.parametrize("name", ["file", "file/below", "export"])
def test_what_cannot_be_written_says_so_and_leaves_nothing(tmp_path, name):
    (tmp_path / "file").touch()
    (tmp_path / "export" / "a").mkdir(parents=True)
    with pytest.raises(ExportError, match=f"{name} cannot be written to"):
        write_files(tmp_path / name, {"a": b""}, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export", "file"]


@pytest.mark.parametrize(
    ("form", "module", "extra"),
    [("parquet", "pyarrow", "pyarrow"), ("xlsx", "xlsxwriter", "xlsx"), ("duckdb",) * 3],
)
def test_a_missing_extra_writes_nothing(frozen, tmp_path, monkeypatch, form, module, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=rf"pip install 'nmg-data\[{extra}\]'"):
        export(tmp_path / "export", ["csv", form])
    assert not (tmp_path / "export").exists()
