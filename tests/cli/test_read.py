"""The commands that read, in a terminal of 80 columns, in both languages."""

from __future__ import annotations

import csv
import io
import json

import pytest

from nmg_data.cli import commands, main, parser
from nmg_data.core.text import width

pytestmark = pytest.mark.usefixtures("frozen")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def test_every_command_has_help_within_80_columns(capsys: pytest.CaptureFixture[str]) -> None:
    names = list(commands())
    assert names == [
        *("list", "show", "find", "series", "describe", "trace", "cite"),
        *("validate", "format", "audit", "export"),
    ]
    for name in names:
        with pytest.raises(SystemExit) as left:
            main([name, "--help"])
        assert left.value.code == 0
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 80, name
    assert "exit codes: 0 fine, 1 findings, 2 could not run" in parser().format_help().lower()


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "list", "--format", "json")
    assert code == 0
    assert {"name": "ports", "title": "Ports", "rows": 20} in json.loads(out)
    assert run(capsys, "list", "--lang", "zh")[1].splitlines()[0].split() == ["表", "标题", "行"]


def test_show_leads_with_names_and_the_number_and_keeps_ids(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(
        capsys,
        "show",
        "observations",
        "--where",
        "indicator_id=grain_output",
        "--where",
        "year=2024",
    )
    assert code == 0
    header, rule, first, key, *_ = out.splitlines()
    assert header.split() == ["Indicator", "Place", "Period", "Measure", "Value"]
    assert first.split() == [
        "Grain",
        "output",
        "Inner",
        "Mongolia",
        "2024",
        "level",
        "82,010,000,000",
        "jin",
    ]
    assert key == "  grain_output.inner_mongolia.2024.level.xinhua_2025"
    assert all(width(line) <= 80 for line in (header, rule, first))
    assert out.endswith("2 rows\n")


def test_show_csv_and_json_are_the_cells_of_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("show", "ports", "--columns", "port_id,mode", "--where", "mode=Rail")
    _, out, _ = run(capsys, *words, "--format", "csv")
    assert list(csv.reader(io.StringIO(out))) == [
        ["port_id", "mode"],
        ["erenhot_rail", "rail"],
        ["manzhouli_rail", "rail"],
    ]
    _, out, _ = run(capsys, *words, "--format", "json")
    assert json.loads(out)[0] == {"port_id": "erenhot_rail", "mode": "rail"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "prots"), "There is no table 'prots'. Did you mean 'ports'?"),
        (("show", "ports", "--columns", "moed"), "There is no column 'moed'. Did you mean 'mode'?"),
        (("show", "ports", "--where", "mode"), "is not FIELD=TEXT"),
        (
            ("show", "ports", "--where", "mode=raod"),
            "mode has no value like 'raod'. Did you mean 'road'?",
        ),
        (("find", "--topic", "enrgy"), "There is no topic 'enrgy'. Did you mean 'energy'?"),
        (("series", "gpd"), "There is no indicator 'gpd'. Did you mean 'gdp'?"),
        (("trace", "zzzz"), "There is no figure 'zzzz'."),
        (("describe", "port"), "Did you mean 'ports'?"),
    ],
)
def test_wrong_words_get_the_right_one(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert err.startswith("nmg-data: ")
    assert message in err


def test_a_wrong_command_or_choice(capsys: pytest.CaptureFixture[str]) -> None:
    for words, message in ((["lsit"], "'list'"), (["list", "--lang", "cn"], "Use one of: en, zh")):
        with pytest.raises(SystemExit) as left:
            main(words)
        assert left.value.code == 2
        assert message in capsys.readouterr().err


def test_find(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "find", "milk", "output")
    assert code == 0
    heading, header, _, *rows = out.splitlines()
    assert heading.endswith("(milk_output)")
    assert header.split() == ["place", "measure", "kind", "unit", "years", "points"]
    assert "Inner Mongolia  level" in rows[0]
    assert "2014–2023" in rows[0]
    chinese = run(capsys, "find", "甘其毛都")[1]
    assert "甘其毛都口岸" in chinese
    _, out, _ = run(capsys, "find", "gdp", "--format", "json")
    assert {"gdp", "gdp_secondary"} <= {row["indicator_id"] for row in json.loads(out)}


def test_series(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "series", "gdp")
    assert code == 0
    assert "vintage='joined'" in err
    heading, header, _, first, *_ = out.splitlines()
    assert heading == "Gross domestic product — Inner Mongolia, yuan (gdp)"
    assert header.split() == ["period", "value", "vintage", "source"]
    assert first.split()[:2] == ["2015", "1,306,270,000,000"]
    assert all(width(line) <= 80 for line in out.splitlines())
    _, out, _ = run(capsys, "series", "exports", "imports", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [rows[0][name] for name in ("indicator_id", "period", "value")] == [
        *("exports", "2022", "63030000000.0"),
    ]
    _, out, _ = run(capsys, "series", "port_freight", "--place", "ganqimaodu_road")
    assert out.splitlines()[1].split() == ["period", "value", "lower", "bound", "source"]


def test_trace_cite_and_describe(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "trace", "coal_output.inner_mongolia.2024.level")[1].startswith(
        "coal_output.inner_mongolia.2024.level.xinhua_2025\n"
    )
    assert json.loads(run(capsys, "trace", "coal_output", "--format", "json")[1])["others"]
    assert "@misc" in run(capsys, "cite", "gdp.inner_mongolia.2024.level", "--format", "bibtex")[1]
    out = run(capsys, "describe", "observations", "--lang", "zh")[1]
    assert all(width(line) <= 80 for line in out.splitlines())


def test_what_could_steer_a_terminal_is_escaped(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, "show", "po\x1b[2Jrts")
    assert "\x1b" not in err
