"""Text in columns, where a Chinese character takes two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nmg_data._terminal import cut, pad, printable, table, width, wrap


def test_table_is_aligned_and_fits():
    text = table(
        ["port", "名称", "rows"], [["ceke", "策克口岸", "1"], ["x", "a", "12"]], 40, numeric=(2,)
    )
    assert text == (
        "port  名称      rows\n────  ────────  ────\nceke  策克口岸     1\nx     a           12"
    )


def test_the_widest_column_is_cut_first():
    text = table(["a", "b"], [["x" * 30, "y"]], 20)
    assert text.split("\n")[2] == "x" * 16 + "…  y"


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("内蒙古的口岸。", 6, ["内蒙古", "的口", "岸。"]),
        ("", 10, [""]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    ],
)
def test_wrap(text, columns, lines):
    assert wrap(text, columns) == lines


@given(st.text(max_size=60), st.integers(4, 40))
def test_cut_never_exceeds_the_columns(text, columns):
    assert width(cut(text, columns)) <= columns
    assert width(pad(cut(text, columns), columns)) == columns


@given(st.text(alphabet="ab 内蒙古，。", max_size=60), st.integers(6, 40))
def test_wrap_loses_no_character_but_spaces(text, columns):
    joined = "".join(wrap(text, columns))
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_printable_escapes_what_could_steer_a_terminal():
    assert printable("口岸\x1b[31m\u202e\ue000") == "口岸\\x1b[31m\\u202e\\ue000"
