"""Canonical form: nothing lost, nothing guessed, whole files or none."""

import argparse
import json
import os
import zipfile
from pathlib import Path

import pytest

from nmg_data._describe import read_records
from nmg_data._descriptor import package, table_schema
from nmg_data._errors import NmgDataError
from nmg_data._format import (
    canonical_cell,
    fill,
    format_package,
    mint,
    year_of,
)
from nmg_data._root import root
from nmg_data.checks.read import open_package
from nmg_data.cli import format as command
from nmg_data.cli import main

FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "n", "type": "integer"},
    {"name": "x", "type": "number"},
    {"name": "yes", "type": "boolean"},
]


def small(folder: Path, data: bytes, key=("id",)) -> Path:
    """Write a package of one table."""
    (folder / "data").mkdir(parents=True)
    (folder / "schemas").mkdir()
    resources = [{"name": "t", "path": "data/t.csv", "schema": "schemas/t.json"}]
    descriptor = {"name": "small", "resources": resources}
    schema = {"fields": FIELDS, "primaryKey": list(key)}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (folder / "schemas" / "t.json").write_text(json.dumps(schema), encoding="utf-8")
    (folder / "data" / "t.csv").write_bytes(data)
    return folder


def formatted(folder: Path) -> bytes:
    return format_package(open_package(folder))["data/t.csv"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"id,n,x,yes\nb,1,1,\na,2,2,\n", "id,n,x,yes\na,2,2,\nb,1,1,\n"),
        (b"\xef\xbb\xbfid,n,x,yes\r\na,1,,\r\n", "id,n,x,yes\na,1,,\n"),
        (b"id,n,x,yes\na,1,,", "id,n,x,yes\na,1,,\n"),
        (b"id,n,x,yes\na,1,,\n\n\n", "id,n,x,yes\na,1,,\n"),
        (b"id,n,x,yes\n a ,+01,1.50e3,TRUE\n", "id,n,x,yes\na,1,1500,true\n"),
        (b'id,n,x,yes\n"a",1,,\n', "id,n,x,yes\na,1,,\n"),
        (b'id,n,x,yes\n"a,b",1,,\n', 'id,n,x,yes\n"a,b",1,,\n'),
        (b'id,n,x,yes\n"a\r\nb",1,,\n', 'id,n,x,yes\n"a\nb",1,,\n'),
        ("id,n,x,yes\ne\u0301,１２,,\n".encode(), "id,n,x,yes\n\u00e9,12,,\n"),
        (b"id,n,x,yes\na,one,-0.0,maybe\n", "id,n,x,yes\na,one,0,maybe\n"),
    ],
)
def test_canonical_form(tmp_path, before, after):
    assert formatted(small(tmp_path / "p", before)).decode() == after


def test_integers_of_a_key_are_sorted_as_numbers(tmp_path):
    folder = small(tmp_path / "p", b"id,n,x,yes\na,10,,\na,9,,\n", key=("id", "n"))
    assert formatted(folder).decode() == "id,n,x,yes\na,9,,\na,10,,\n"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("id,n,x,yes\n口岸,1,,\n".encode("gbk"), "data/t.csv:2: this is not UTF-8"),
        (b"id,n,x\na,1,\n", "data/t.csv:1: the header is not that of the schema"),
        (b"id,n,x,yes\na,1\n", "data/t.csv:2: expected 4 cells, found 2."),
        (b'id,n,x,yes\n"a,1,,\n', "data/t.csv:2: unexpected end of data."),
        (b"", "data/t.csv:1: the header is not that of the schema"),
    ],
)
def test_what_cannot_be_read_is_refused_and_left(tmp_path, data, message):
    folder = small(tmp_path / "p", data)
    with pytest.raises(NmgDataError) as caught:
        command.run(argparse.Namespace(path=folder, check=False))
    assert message in str(caught.value)
    assert (folder / "data" / "t.csv").read_bytes() == data


@pytest.mark.parametrize(
    ("kind", "cell", "canonical"),
    [
        ("number", "1,234", "1,234"),
        ("number", "12万", "12万"),
        ("number", "1e99", "1e99"),
        ("number", "NaN", "NaN"),
        ("number", ".5", "0.5"),
        ("number", "120000000.000", "120000000"),
        ("integer", "0x10", "0x10"),
        ("string", "1.50", "1.50"),
        ("string", "\u3000口岸 ", "口岸"),
    ],
)
def test_a_cell_changes_its_form_and_never_its_value(kind, cell, canonical):
    assert canonical_cell({"type": kind}, cell) == canonical


def test_the_package_is_in_canonical_form():
    folder = open_package(None)
    assert {
        path: data
        for path, data in format_package(folder).items()
        if data != folder.files[path].data
    } == {}


def test_formatting_twice_changes_nothing(tmp_path):
    folder = small(tmp_path / "p", b"id,n,x,yes\nb,1,1.0,\na,2,2,\n")
    first = formatted(folder)
    (folder / "data" / "t.csv").write_bytes(first)
    assert formatted(folder) == first


def observations(tmp_path, **cells) -> Path:
    """Write a package with the sources and one observation, from the real schemas."""
    folder = tmp_path / "p"
    (folder / "data").mkdir(parents=True)
    (folder / "schemas").mkdir()
    kept = [one for one in package()["resources"] if one["name"] in ("sources", "observations")]
    (folder / "datapackage.json").write_text(json.dumps({**package(), "resources": kept}))
    for one in kept:
        schema = table_schema(one["name"]) | {"foreignKeys": []}
        (folder / one["schema"]).write_text(json.dumps(schema))
    (folder / "data" / "sources.csv").write_bytes(
        root().joinpath("data").joinpath("sources.csv").read_bytes()
    )
    header = [field["name"] for field in table_schema("observations")["fields"]]
    row = [cells.get(name, "") for name in header]
    (folder / "data" / "observations.csv").write_text(
        f"{','.join(header)}\n{','.join(row)}\n", encoding="utf-8"
    )
    return folder


NEW = {
    "indicator_id": "port_freight",
    "place_id": "manzhouli_road",
    "source_id": "nmgrb_2025",
    "period": "2024",
    "period_kind": "calendar",
    "measure": "level",
    "status": "actual",
    "as_printed": "244.9万吨",
}


def filled(folder: Path) -> dict[str, str]:
    data = format_package(open_package(folder))["data/observations.csv"].decode()
    header, row = data.splitlines()
    return dict(zip(header.split(","), row.split(","), strict=True))


def test_the_cells_that_follow_from_the_print_are_filled(tmp_path):
    row = filled(observations(tmp_path, **NEW))
    assert {
        name: row[name]
        for name in ("observation_id", "value", "unit_id", "bound", "lower", "upper", "year")
    } == {
        "observation_id": "port_freight.manzhouli_road.2024.level.nmgrb_2025",
        "value": "2449000",
        "unit_id": "t",
        "bound": "exact",
        "lower": "2448500",
        "upper": "2449500",
        "year": "2024",
    }


def test_all_figures_of_the_package_follow_from_their_prints():
    languages = {row["source_id"]: row["language"] for row in read_records("sources")}
    rows = read_records("observations")
    for row in rows:
        inferred = row["inferred"].split()
        if "measure" in inferred and "倍" in row["as_printed"]:
            continue  # whether it grew by or to so many times is our reading
        blank = [name for name in ("unit_id", "bound") if name not in inferred]
        emptied = row | dict.fromkeys(["value", "lower", "upper", "year", *blank], "")
        fill([emptied], languages)
        assert emptied == row


def test_a_filled_cell_is_never_changed(tmp_path):
    row = filled(observations(tmp_path, **NEW, value="3000", observation_id="a.b.2024.level.c"))
    assert (row["value"], row["observation_id"]) == ("3000", "a.b.2024.level.c")


def test_a_print_that_cannot_be_read_is_refused(tmp_path):
    folder = observations(tmp_path, **{**NEW, "as_printed": "许多吨"})
    with pytest.raises(NmgDataError, match=r"the print '许多吨' of port_freight cannot be read"):
        format_package(open_package(folder))


def test_mint_numbers_a_second_print_and_names_another_base():
    row = {**NEW, "base_period": ""}
    first = "port_freight.manzhouli_road.2024.level.nmgrb_2025"
    assert mint(row, {first, f"{first}.2"}) == f"{first}.3"
    row |= {"measure": "growth", "base_period": "2023"}
    assert mint(row, set()) == "port_freight.manzhouli_road.2024.growth.nmgrb_2025"
    assert mint(row | {"period": "目前"}, set()).endswith(".目前.growth.vs2023.nmgrb_2025")
    row["base_period"] = "2019"
    assert mint(row, set()) == "port_freight.manzhouli_road.2024.growth.vs2019.nmgrb_2025"


@pytest.mark.parametrize(
    ("period", "year"),
    [("2024", "2024"), ("2025-02-22", "2025"), ("2022/2024", ""), ("2024-01/2024-06", "2024")],
)
def test_year_of(period, year):
    assert year_of(period) == year


def two_tables(folder: Path) -> Path:
    """Write a package of two tables, of which neither is in canonical form."""
    small(folder, b"id,n,x,yes\nb,1,,\na,2,,\n")
    resources = [
        {"name": one, "path": f"data/{one}.csv", "schema": f"schemas/{one}.json"} for one in "tu"
    ]
    (folder / "datapackage.json").write_text(json.dumps({"name": "s", "resources": resources}))
    for name in ("data/{}.csv", "schemas/{}.json"):
        (folder / name.format("u")).write_bytes((folder / name.format("t")).read_bytes())
    return folder


def test_a_failed_write_leaves_all_files_and_no_other(tmp_path, monkeypatch, capsys):
    folder = two_tables(tmp_path / "p")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    fsync, calls = os.fsync, []

    def full(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)
    assert main(["format", str(folder)]) == 2
    assert capsys.readouterr().err == "nmg-data: No space left on device\n"
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert len(list(folder.iterdir())) == 3


def test_a_link_inside_the_folder_and_the_mode_of_a_file_stay(tmp_path):
    folder = small(tmp_path / "p", b"id,n,x,yes\nb,1,,\na,2,,\n")
    path, real = folder / "data" / "t.csv", folder / "data" / "real.csv"
    path.rename(real)
    path.symlink_to("real.csv")
    real.chmod(0o640)
    assert main(["format", str(folder)]) == 0
    assert path.is_symlink()
    assert real.read_bytes() == b"id,n,x,yes\na,2,,\nb,1,,\n"
    assert real.stat().st_mode & 0o777 == 0o640


def test_check_says_what_would_change_and_changes_nothing(tmp_path, capsys):
    folder = small(tmp_path / "p", b"id,n,x,yes\nb,1,1,\na,2,2,\n")
    assert main(["format", "--check", str(folder)]) == 1
    assert capsys.readouterr().out == "data/t.csv: is not in canonical form\n"
    assert (folder / "data" / "t.csv").read_bytes().startswith(b"id,n,x,yes\nb")
    assert main(["format", str(folder)]) == 0
    assert main(["format", "--check", str(folder / "data" / "t.csv")]) == 0


def lines(data: bytes, count: int) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:count])


def test_a_csv_beside_the_package_is_formatted_and_no_other(tmp_path, capsys, monkeypatch):
    kept = root().joinpath("data").joinpath("ports.csv").read_bytes()
    folder = small(tmp_path / "p", b"id,n,x,yes\n")
    (folder / "data" / "ports.csv").write_bytes(kept)
    (folder / "scratch").mkdir()
    (folder / "scratch" / "ports.csv").write_bytes(lines(kept, 5).replace(b"\n", b"\r\n"))
    monkeypatch.chdir(folder)
    assert main(["format", "scratch/ports.csv"]) == 0
    said = capsys.readouterr()
    assert said.out == "scratch/ports.csv: formatted\n"
    assert said.err == "1 of 1 files are in canonical form\n"
    assert (folder / "scratch" / "ports.csv").read_bytes() == lines(kept, 5)
    assert (folder / "data" / "ports.csv").read_bytes() == kept
    assert root().joinpath("data").joinpath("ports.csv").read_bytes() == kept


def test_an_archive_is_checked_and_not_written(tmp_path, capsys):
    folder = small(tmp_path / "p", b"id,n,x,yes\nb,1,,\na,2,,\n")
    (folder / "dist").mkdir()
    archive = folder / "dist" / "old.zip"
    with zipfile.ZipFile(archive, "w") as made:
        for path in ("datapackage.json", "data/t.csv", "schemas/t.json"):
            made.write(folder / path, path)
    (folder / "data" / "t.csv").write_bytes(b"id,n,x,yes\nc,3,,\n")
    assert main(["format", "--check", str(archive)]) == 1
    capsys.readouterr()
    assert main(["format", str(archive)]) == 2
    assert "old.zip is an archive, and archives are only read." in capsys.readouterr().err
    assert (folder / "data" / "t.csv").read_bytes() == b"id,n,x,yes\nc,3,,\n"


@pytest.mark.parametrize("verb", ["format", "validate"])
def test_a_link_to_a_csv_elsewhere_is_that_file(tmp_path, capsys, verb):
    folder = small(tmp_path / "p", b"id,n,x,yes\n")
    (tmp_path / "t.csv").write_bytes(b"id,n,x,yes\n")
    (folder / "ports.csv").symlink_to(tmp_path / "t.csv")
    assert main([verb, str(folder / "ports.csv")]) != 0
    assert "NMG000" not in capsys.readouterr().err


def test_messages_of_a_hostile_package_stay_on_their_line(tmp_path, capsys):
    folder = observations(tmp_path, **{**NEW, "as_printed": "许多吨"})
    path = folder / "data" / "observations.csv"
    row = path.read_text(encoding="utf-8").replace("\n,", '\n"x\n::error::pwned\x1b[2J",', 1)
    path.write_text(row, encoding="utf-8")
    assert main(["format", "--check", str(folder)]) == 2
    said = capsys.readouterr().err
    assert r"x\n::error::pwned\x1b[2J" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("name", ["observations", "sources"])
def test_a_table_of_another_package_may_have_the_name_of_ours(tmp_path, name):
    folder = small(tmp_path / "p", b"id,n,x,yes\nb,1,,\na,2,,\n")
    path = folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"t"', f'"{name}"'), "utf-8")
    assert formatted(folder) == b"id,n,x,yes\na,2,,\nb,1,,\n"
