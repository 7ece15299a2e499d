"""tables, describe, and the commands that show them: what there is before anything is loaded."""

import json

import pytest

from nmg_data import describe, tables
from nmg_data._descriptor import package, resources
from nmg_data._errors import UnknownNameError
from nmg_data._terminal import width
from nmg_data.cli import main


def test_tables_are_a_new_dict_each_time_in_both_languages():
    tables()["ports"] = "changed"
    assert tables()["ports"] == "Ports"
    assert tables(lang="zh")["ports"] == "口岸"
    assert list(tables()) == list(resources())


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", list(resources()))
def test_every_description_fits_80_columns(name, lang):
    text = str(describe(name, lang=lang))
    assert max(map(width, text.splitlines())) <= 80
    assert text.startswith(f"{name} — ")


def test_a_description_says_unit_key_and_allowed_values():
    fields = {one["name"]: one for one in describe("ports").fields}
    assert fields["lat"]["unit"] == "deg"
    assert fields["port_id"]["rules"] == "key, → places"
    assert fields["mode"]["meaning"].endswith("One of: road, rail, air.")
    assert (
        describe("ports", lang="zh")
        .fields[3]["meaning"]
        .endswith("取值：road 公路、rail 铁路、air 航空。")
    )
    assert "nmgrb_2025" in describe("ports").sources


def test_a_description_in_a_notebook_escapes_what_it_shows():
    html = describe("observations")._repr_html_()
    assert html.count("<tr>") == len(describe("observations").fields) + 1
    assert "<script" not in html


@pytest.mark.parametrize("call", [lambda: describe("port"), lambda: tables(lang="de")])
def test_a_wrong_name_is_one_clear_error(call):
    with pytest.raises(
        UnknownNameError, match=r"There is no table 'port'|lang='de' does not exist"
    ):
        call()


def run(capsys, *argv):
    code = main(argv)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_list(capsys):
    code, out, _ = run(capsys, "list", "--lang", "zh")
    assert code == 0
    assert "ports             口岸        20" in out
    code, out, _ = run(capsys, "list", "--format", "json")
    assert {"name": "ports", "title": "Ports", "rows": 20} in json.loads(out)


def test_show_fits_80_columns_and_counts(capsys):
    code, out, _ = run(capsys, "show", "ports", "--where", "mode=rail")
    assert code == 0
    assert out.splitlines()[-1] == "2 rows; other columns: --columns, --format csv"
    assert max(map(width, out.splitlines())) <= 80


def test_show_as_csv_and_json(capsys):
    asked = ("show", "ports", "--rows", "1", "--columns", "port_id,un_locode,iata")
    assert run(capsys, *asked, "--format", "csv")[1] == (
        "port_id,un_locode,iata\narihashate_road,CNART,\n"
    )
    assert json.loads(run(capsys, *asked, "--format", "json")[1]) == [
        {"port_id": "arihashate_road", "un_locode": "CNART", "iata": None}
    ]


def test_columns_may_have_spaces_between_them(capsys):
    asked = ("show", "ports", "--rows", "0", "--columns", "name_en, mode", "--format", "csv")
    assert run(capsys, *asked)[:2] == (0, "name_en,mode\n")


@pytest.mark.parametrize("rows", ["-3", "x", "1.5", ""])
def test_rows_are_a_whole_number(capsys, rows):
    with pytest.raises(SystemExit) as left:
        run(capsys, "show", "ports", f"--rows={rows}")
    assert left.value.code == 2
    assert f"{rows!r} is not a whole number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (("show", "prots"), "There is no table 'prots'. Did you mean 'ports'?"),
        (("describe", "x"), "There is no table 'x'."),
        (("show", "ports", "--columns", "latt"), "There is no column 'latt'. Did you mean 'lat'?"),
        (("show", "ports", "--columns", ""), "--columns names nothing."),
        (("show", "ports", "--where", "mode"), "--where 'mode' is not FIELD=TEXT"),
    ],
)
def test_wrong_words_are_one_line_and_no_traceback(capsys, argv, said):
    code, out, err = run(capsys, *argv)
    assert (code, out) == (2, "")
    assert err.startswith(f"nmg-data: {said}")
    assert err.count("\n") == 1


def test_without_a_command_it_helps(capsys):
    code, out, _ = run(capsys)
    assert code == 2
    assert out.startswith("usage: nmg-data")
    assert run(capsys, "--version")[1] == f"nmg-data {package()['version']}\n"
