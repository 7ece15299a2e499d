"""tables and describe, and text in columns where a Chinese character takes two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmg_data import describe, tables
from nmg_data.core.errors import UnknownNameError
from nmg_data.core.package import package
from nmg_data.core.text import cut, pad, plain_number, printable, table, width, wrap


def test_tables_are_a_new_dict_each_time_in_both_languages():
    tables()["ports"] = "changed"
    assert tables()["ports"] == "Ports"
    assert tables(lang="zh")["ports"] == "口岸"
    assert list(tables()) == list(package().resources)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", list(tables()))
def test_every_description_fits_80_columns(name, lang):
    text = str(describe(name, lang=lang))
    assert max(map(width, text.splitlines())) <= 80
    assert text.startswith(f"{name} — ")


@pytest.mark.usefixtures("frozen")
def test_a_description_gives_unit_key_length_pattern_and_allowed_values():
    fields = {field["field"]: field for field in describe("ports").fields}
    assert fields["lat"]["unit"] == "deg"
    assert fields["port_id"]["rules"].startswith("key, required")
    assert fields["port_id"]["rules"].endswith("→ places")
    assert fields["iata"]["meaning"].endswith("Form: (?:[A-Z]{3}).")
    assert fields["mode"]["meaning"].endswith("One of: road, rail, air.")
    modes = {f["field"]: f for f in describe("ports", lang="zh").fields}["mode"]["meaning"]
    assert "road (公路)" in modes
    printed = {f["field"]: f for f in describe("observations").fields}["as_printed"]
    assert "at most 40 characters" in printed["rules"]
    assert (describe("ports").rows, describe("ports").primary_key) == (20, ("port_id",))
    assert "nmgrb_2025" in describe("ports").sources


def test_a_description_in_a_notebook_escapes_its_texts():
    html = describe("observations")._repr_html_()
    assert html.count("<tr>") == len(describe("observations").fields) + 1
    assert "<script" not in html


@pytest.mark.parametrize("call", [lambda: describe("port"), lambda: tables(lang="de")])
def test_a_wrong_name_is_one_clear_error(call):
    with pytest.raises(UnknownNameError, match=r"no table 'port'|lang='de' does not exist"):
        call()


def test_a_table_is_aligned_and_fits():
    rows = [["ceke", "策克口岸", "1"], ["x", "a", "12"]]
    assert table(["port", "名称", "rows"], rows, 40, numeric=(2,)) == (
        "port  名称      rows\n────  ────────  ────\nceke  策克口岸     1\nx     a           12"
    )
    assert table(["a", "b"], [["x" * 30, "y"], ["z", ""]], 20, below=[["  1"], ["  2"]]).split(
        "\n"
    )[2:] == ["x" * 17 + "  y", "x" * 13, "  1", "z", "  2"]


def test_wrap():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("内蒙古的口岸。", 6) == ["内蒙古", "的口", "岸。"]
    assert wrap("", 10) == [""]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]


@given(st.text(max_size=60), st.integers(4, 40))
def test_cut_never_exceeds_the_columns(text, columns):
    assert width(cut(text, columns)) <= columns
    assert width(pad(cut(text, columns), columns)) == columns


@given(st.text(alphabet="ab 内蒙古，。", max_size=60), st.integers(6, 40))
def test_wrap_loses_no_character_but_spaces(text, columns):
    assert "".join(wrap(text, columns)).replace(" ", "") == text.replace(" ", "")


def test_printable_escapes_what_could_steer_a_terminal():
    assert printable("口岸\x1b[31m\u202e\ue000") == "口岸\\x1b[31m\\u202e\\ue000"


def test_plain_number():
    assert [plain_number(value) for value in (1.2e8, "0.50", -0.0, "1E+3", 1e-7)] == [
        "120000000", "0.5", "0", "1000", "0.0000001"
    ]  # fmt: skip
