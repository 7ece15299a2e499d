"""Contributions as an outsider makes them: by editor, spreadsheet and pandas.

A good one passes in few steps, and `format` fills what it can.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from corpus import DATA, Case, frozen_files

from nmg_data.cli import main
from nmg_data.validate.findings import Finding
from nmg_data.validate.formatting import format_package
from nmg_data.validate.run import check, validate

pytestmark = pytest.mark.usefixtures("remembered")
Row = dict[str, str]
ACCEPTED = tomllib.loads((DATA / "accepted.toml").read_text(encoding="utf-8"))["accepted"]


def findings(package: Path) -> list[Finding]:
    return validate(package).findings


def places(package: Path) -> list[str]:
    """Return code and place of every finding."""
    return [f"{finding.code} {finding.place}" for finding in findings(package)]


def rows(package: Path, table: str) -> list[Row]:
    with (package / f"data/{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def header(package: Path, table: str) -> list[str]:
    return (package / f"data/{table}.csv").read_text(encoding="utf-8").split("\n")[0].split(",")


def append(package: Path, table: str, **cells: str) -> int:
    """Write a row at the end of a table, as one does in an editor; return its line."""
    file = package / f"data/{table}.csv"
    text = io.StringIO()
    csv.DictWriter(text, header(package, table), restval="", lineterminator="\n").writerow(cells)
    file.write_text(file.read_text(encoding="utf-8") + text.getvalue(), encoding="utf-8")
    return file.read_bytes().count(b"\n")


def change(package: Path, table: str, old: str, new: str) -> None:
    """Replace a text in a table."""
    file = package / f"data/{table}.csv"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


NEW_FIGURE = {
    "indicator_id": "coal_output",
    "place_id": "ordos",
    "period": "2023",
    "period_kind": "year",
    "measure": "level",
    "status": "actual",
    "source_id": "gwr2024",
    "as_printed": "近8.3亿吨",
}


@pytest.mark.parametrize("edit", ACCEPTED, ids=lambda edit: edit["what"])
def test_a_good_cell_is_accepted(edit: dict[str, object]) -> None:
    files, _ = Case("accepted", 0, edit).apply(frozen_files())
    assert check(files).findings == []


# By editor


def test_a_new_figure_is_a_row_of_eight_cells(package: Path) -> None:
    line = append(package, "observations", **NEW_FIGURE)
    assert places(package) == [f"NMG402 data/observations.csv:{line}:1"]
    assert format_package(package).left == []
    assert findings(package) == []
    (row,) = [row for row in rows(package, "observations") if row["as_printed"] == "近8.3亿吨"]
    assert {name: cell for name, cell in row.items() if cell} == NEW_FIGURE | {
        "observation_id": "coal_output.ordos.2023.level.gwr2024",
        "year": "2023",
        "value": "830000000",
        "unit_id": "t",
        "bound": "nearly",
        "lower": "820000000",
        "upper": "830000000",
        "preferred": "true",
    }


def test_format_fills_what_it_can_and_lists_the_rest(package: Path) -> None:
    bad = append(package, "observations", **NEW_FIGURE | {"as_printed": "中游"})
    append(package, "observations", **NEW_FIGURE)
    (left,) = format_package(package).left
    assert (left.line, left.field) == (bad, "as_printed")
    filled = [
        row["value"] for row in rows(package, "observations") if row["source_id"] == "gwr2024"
    ]
    assert "830000000" in filled
    assert [finding.code for finding in findings(package)] == ["NMG501"]


def test_a_source_in_any_language_may_enter_with_plain_digits(package: Path) -> None:
    append(
        package,
        "sources",
        source_id="le_monde_mines",
        title="Le charbon de Mongolie-Intérieure",
        title_en="Coal of Inner Mongolia",
        publisher_en="Le Monde",
        publisher_zh="世界报",
        published="2024-02-03",
        language="fr",
        kind="newspaper",
        level="secondary",
        host="publisher",
        url="https://www.lemonde.fr/charbon",
        licence="facts_only",
    )
    figure = {"source_id": "le_monde_mines", "as_printed": "1210000000", "inferred": "unit_id"}
    append(package, "observations", **NEW_FIGURE | figure | {"unit_id": "t"})
    assert format_package(package).left == []
    assert findings(package) == []


def test_a_corrected_figure_is_filled_again_where_its_cells_are_emptied(package: Path) -> None:
    old = "37860000,t,exact,37855000,37865000,actual,,,,,true,people_20240102,37.86 million"
    change(package, "observations", old, old.replace("37.86 million", "37.84 million"))
    assert {finding.code for finding in findings(package)} <= {"NMG502", "NMG505"}
    change(
        package,
        "observations",
        old.replace("37.86 million", "37.84 million"),
        ",,,,,actual,,,,,true,people_20240102,37.84 million",
    )
    assert format_package(package).left == []
    assert findings(package) == []
    figures = {row["as_printed"]: row["value"] for row in rows(package, "observations")}
    assert figures["37.84 million tonnes"] == "37840000"


def test_a_new_port_enters_by_the_rows_that_the_messages_give(package: Path) -> None:
    port = {"name_en": "Bagamod (road)", "name_zh": "巴格毛都口岸"}
    append(
        package,
        "ports",
        port_id="bagamod_road",
        **port,
        mode="road",
        neighbour="MN",
        division_id="bayannur",
        in_articles="false",
    )
    format_package(package)
    hint = " ".join(str(finding.hint) for finding in findings(package))
    assert "data/places.csv" in hint
    place = {"kind": "port", "parent_id": "bayannur"}
    append(package, "places", place_id="bagamod_road", **port, **place)
    format_package(package)
    assert {finding.code for finding in findings(package)} == {"NMG413"}
    assert "data/citations.csv" in str(findings(package)[0].hint)
    for table in ("places", "ports"):
        cited = {"resource": table, "key": "bagamod_road", "field": "*"}
        append(package, "citations", **cited, source_id="ibd_2017_road_ports")
    format_package(package)
    assert findings(package) == []


def test_sources_that_disagree_are_stored_by_the_rows_of_the_message(package: Path) -> None:
    append(
        package,
        "observations",
        **NEW_FIGURE | {"place_id": "inner_mongolia", "source_id": "nmgstats_pc2023"},
    )
    format_package(package)
    (finding,) = findings(package)
    assert finding.code == "NMG614"
    file = package / "data/relations.csv"
    for row in re.findall(r"data/relations\.csv: (\S+)", str(finding.hint)):
        row = row.replace("NAME", "two_bodies").replace("REASON_EN,", "Two bodies.,两家机构。")
        file.write_text(f"{file.read_text(encoding='utf-8')}{row}\n", encoding="utf-8")
    format_package(package)
    assert findings(package) == []


# By spreadsheet


@pytest.mark.parametrize("table", ["observations", "ports", "relations", "sources", "units"])
def test_a_spreadsheet_loses_nothing_that_format_does_not_put_back(
    package: Path, table: str
) -> None:
    file = package / f"data/{table}.csv"
    before = file.read_bytes()
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        names, *body = csv.reader(io.StringIO(before.decode(), newline=""))
        csv.writer(stream, lineterminator="\r\n").writerows([names, *reversed(body)])
    assert {finding.code for finding in findings(package)} == {"NMG217"}
    assert len(findings(package)) <= 3  # byte order mark, line ends, order of rows
    assert format_package(package).changed == [f"data/{table}.csv"]
    assert file.read_bytes() == before


def test_dates_made_by_a_spreadsheet_are_one_finding_each(package: Path) -> None:
    frame = read(package, "observations")
    wrong = frame["period"].str.fullmatch(r"\d{4}-\d\d")
    frame.loc[wrong, "period"] = "Jan-24"
    frame.to_csv(package / "data/observations.csv", index=False)
    assert {finding.code for finding in findings(package)} == {"NMG321"}
    assert len(findings(package)) == wrong.sum() > 2


def test_format_does_not_hide_a_loss(package: Path) -> None:
    file = package / "data/lists.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("铁路口岸", "????"), encoding="utf-8")
    before = file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(before)
    assert [(left.code, left.field) for left in format_package(package).left] == [
        ("NMG114", "name_zh")
    ]
    assert file.read_bytes() == before


# By pandas


def read(package: Path, table: str) -> pd.DataFrame:
    return pd.read_csv(package / f"data/{table}.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("table", ["observations", "places", "units", "routes"])
def test_the_index_of_pandas_is_the_one_finding(package: Path, table: str) -> None:
    read(package, table).to_csv(package / f"data/{table}.csv")
    (finding,) = findings(package)
    assert finding.place == f"data/{table}.csv:1:1"
    assert "index=False" in str(finding.hint)


def test_numbers_that_pandas_wrote_are_the_same_numbers(package: Path) -> None:
    file = package / "data/observations.csv"
    before = file.read_bytes()
    pd.read_csv(file, keep_default_na=False, na_values=[""]).to_csv(file, index=False)
    assert file.read_bytes() != before
    format_package(package)
    assert file.read_bytes() == before


def test_the_command_formats_and_validates(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    append(package, "observations", **NEW_FIGURE)
    assert main(["validate", str(package)]) == 1
    assert "NMG402" in capsys.readouterr().out
    assert main(["format", str(package)]) == 0
    assert main(["validate", str(package)]) == 0
    assert main(["validate", str(package / "data/observations.csv")]) == 0
