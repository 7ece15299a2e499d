"""The commands that read, in a terminal of 80 columns, in both languages."""

from __future__ import annotations

import csv
import io
import json

import pytest

from nmg_data.cli import commands, main, parser
from nmg_data.core.package import package
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
    assert run(capsys, "list", "--lang", "zh")[1].splitlines()[0].split() == ["表", "标题", "行数"]


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
        (("series", "gpd"), "'nmg-data find' lists all."),
        (("series", "gdp", "--kind", "years"), "There is no kind 'years'. Did you mean 'year'?"),
        (("series", "port_freight"), "Pass --place"),
        (("find", "甘其毛多"), "There is no series '甘其毛多'. Did you mean '甘其毛都口岸'?"),
        (("cite", "portz"), "Did you mean 'ports'"),
        (("show", "ports", "--where", "mod=x"), "There is no field 'mod'. Did you mean 'mode'?"),
        (("show", "ports", "--columns", "name"), "Use one of: port_id, name_en, name_zh, "),
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


def test_a_code_fits_before_what_contains_it(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("show", "observations", "--columns", "indicator_id", "--format", "csv", "--where")
    for text in ("gdp", "Gross domestic product"):
        lines = run(capsys, *words, f"indicator_id={text}")[1].splitlines()
        assert set(lines[1:]) == {"gdp"}
    assert "gdp_secondary" in run(capsys, *words, "indicator_id=gd")[1]


def test_a_language_may_come_before_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--lang", "zh", "list") == run(capsys, "list", "--lang", "zh")


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
    assert heading.endswith("— Inner Mongolia (milk_output)")
    assert header.split() == ["measure", "kind", "unit", "years", "points"]
    assert rows[0].startswith("level")
    assert "2014–2023" in rows[0]
    chinese = run(capsys, "find", "甘其毛都")[1]
    assert "甘其毛都口岸" in chinese
    _, out, _ = run(capsys, "find", "gdp", "--format", "json")
    assert {"gdp", "gdp_secondary"} <= {row["indicator_id"] for row in json.loads(out)}


def test_series(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "series", "gdp")
    assert code == 0
    assert "Pass --vintage joined to lengthen the series" in err
    heading, header, _, first, *_ = out.splitlines()
    assert heading == "Gross domestic product — Inner Mongolia, CNY (gdp)"
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


def test_series_in_chinese_and_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "series", "地区生产总值")
    assert "用 --vintage joined" in err
    out += run(capsys, "series", "gdp", "--vintage", "首次公布数", "--lang", "zh")[1]
    assert all(width(line) <= 80 for line in out.splitlines())
    assert out.startswith("地区生产总值 — 内蒙古自治区、元 (gdp)")
    words = ("series", "port_freight", "--place", "甘其毛都口岸", "--kind", "年初累计")
    assert "未列入：时期类型不同（" in run(capsys, *words)[1]
    _, out, _ = run(capsys, "series", "grain_output")
    assert "No figure for: 2020–2021." in out
    assert "Left out: " in out


def test_growth_and_partial_years(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "series", "gdp", "--derive", "growth")
    assert out.startswith("Gross domestic product — Inner Mongolia, growth, % (gdp)")
    assert "is nominal" in err
    words = ("series", "port_freight", "--place", "ganqimaodu_road", "--partial-years")
    assert "2024" in run(capsys, *words)[1]


def test_the_help_of_series_lists_the_allowed_values() -> None:
    details = commands()["series"]["details"]
    for field in ("period_kind", "measure", "status", "vintage", "scope"):
        allowed = package().table("observations").enum(field) or []
        assert {code for code in allowed if code not in details} <= {"undated"}


def test_ranks_and_counts_are_written_as_people_do(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("show", "observations", "--where", "indicator_id=coal_output")
    assert "No. 1\n" in run(capsys, *words, "--where", "measure=rank")[1]
    assert "第 1 位\n" in run(capsys, *words, "--where", "measure=rank", "--lang", "zh")[1]


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
