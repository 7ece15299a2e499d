"""The pass over the lines: encodings, characters, quotes, widths."""

import csv
import gzip
import random

import pytest

from nmg_data.validate.characters import in_script, lost, meant, redecoded, traditional
from nmg_data.validate.lines import read_lines as read
from nmg_data.validate.lines import records, unquoted

Place = tuple[str, int | None, int | None]


def look(data: bytes, width: int = 2) -> tuple[list[Place], dict[int, list[str]]]:
    """Return the places of all findings, and the rows that can be split."""
    file = read("data/x.csv", data)
    rows = records(file, width) if file.readable else {}
    return [(finding.code, finding.line, finding.column) for finding in file.findings], rows


def test_rows_by_physical_line_without_blank_ones() -> None:
    found, rows = look(b'a,b\n1,"x, y"\n\n,\n2,"say ""so"""\r\n')
    assert found == []
    assert rows == {2: ["1", "x, y"], 5: ["2", 'say "so"']}


@pytest.mark.parametrize(
    ("data", "places", "lines"),
    [
        (b'a,b\n1,"x\n2,y"\n3,z\n', [("NMG211", 2, 3)], [4]),  # a pair that swallows a row
        (b'a,b\n1,"x\n2,y\n3,z\n', [("NMG211", 2, 3)], [3, 4]),  # never closed
        (b'a,b\n1,"x\nmore text\nend"\n3,z\n', [("NMG211", 2, 3)], [5]),  # a line break
        (b'a,b\n1,"x"y\n2,z\n', [("NMG211", 2, 6)], [3]),
        (b'a,b\n1,x "y" z\n2,z\n', [("NMG211", 2, 5)], [3]),
        (b'a,b\n1,"x";;;\n', [("NMG211", 2, 6)], []),
        (b"a,b\n1,x,\n2,y\n", [("NMG208", 2, 5)], [3]),
        (b"a,b\n1,Rank, in China\n2,y\n", [("NMG208", 2, 3)], [3]),  # a comma of the text
        (b"a,b\n1\n2,y\n", [("NMG208", 2, 1)], [3]),
        (b"a,b\n1,x\n2", [("NMG208", 3, 2)], [2]),  # cut off
        (b"a,b\n" + b"1,x,\n" * 30, [("NMG208", 2, 5)], []),  # a program wrote it so
    ],
)
def test_quotes_and_widths(data: bytes, places: list[Place], lines: list[int]) -> None:
    found, rows = look(data)
    assert (found, list(rows)) == (places, lines)


def test_lines_are_split_as_the_csv_module_does() -> None:
    chance = random.Random(1)
    for _ in range(5_000):
        line = "".join(chance.choice('ab,"') for _ in range(chance.randint(1, 14)))
        cells = unquoted(line)
        try:
            (record,) = csv.reader([line], strict=True)
        except csv.Error:
            assert isinstance(cells, tuple), line
        else:
            # The csv module lets a quote inside a plain cell pass.
            assert cells == record or (isinstance(cells, tuple) and '"' in line), line


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("id,满洲里公路口岸,二连浩特铁路口岸\n".encode("gb18030") * 9, "GBK"),
        ("id,滿洲里口岸鐵路,二連浩特公路\n".encode("big5") * 9, "Big5"),
        ("id,内モンゴル自治区の港\n".encode("shift_jis") * 9, "Shift-JIS"),
        ("id,Маньчжурия и Забайкальск\n".encode("cp1251") * 9, "Windows-1251"),
        ("id,Manzhouli\n".encode("utf-16"), "UTF-16"),
        (gzip.compress(b"id,name\n" * 99, mtime=0), "gzip"),
        (b"PK\x03\x04\x14\x00\xff", "spreadsheet"),
    ],
)
def test_an_encoding_is_named_where_it_is_known(data: bytes, says: str) -> None:
    (finding,) = read("data/x.csv", data).findings
    assert finding.code == "NMG101"
    assert f"it looks like {says}" in finding.message.replace("a gzip", "gzip").replace(
        "a sp", "sp"
    )


def test_an_encoding_is_not_guessed() -> None:
    for data in (
        "id,Ñandú\n".encode("cp1252")[:6],
        "id,ая\n".encode("koi8-r"),
        bytes(range(128, 256)),
    ):
        (finding,) = read("data/x.csv", data).findings
        assert finding.message == "The file is not UTF-8."


@pytest.mark.parametrize(
    ("run", "text", "wrong"),
    [
        ("æ»¡æ´²é‡Œ", "满洲里", "Windows-1252"),
        ("ÂúÖÞÀï¿Ú°¶", "满洲里口岸", "Latin-1"),  # GBK
        ("РњР°РЅСЊС‡Р¶СѓСЂРёСЏ", "Маньчжурия", "Windows-1251"),
        ("Ìàíü÷æóðèÿ", "Маньчжурия", "Latin-1"),  # Windows-1251
        ("‰∏≠ÂõΩ", "中国", "Mac Roman"),
        ("婊℃床閲", "满洲", "GBK"),
        ("Ã¼", "ü", "Latin-1"),
    ],
)
def test_mojibake_both_ways(run: str, text: str, wrong: str) -> None:
    assert redecoded(run) == (text, wrong)
    assert look(f"a,b\n1,x {run}\n".encode())[0] == [("NMG114", 2, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "“新三样”……",
        "m²·s⁻¹ ± 3 ‰",
        "Zürich Überlandstraße",
        "Đà Nẵng",
        "Москва — Пекин",
        "內モンゴル",
        "𮯰村",
        "①②",
        "5‰",
    ],
)
def test_good_text_passes(text: str) -> None:
    assert look(f"a,b\n1,{text}\n".encode())[0] == []


@pytest.mark.parametrize(
    ("char", "says"),
    [
        ("\0", "control"),
        ("\t", "control"),
        ("\x85", "control"),
        ("\u2028", "invisible"),
        ("\u202e", "direction"),
        ("\u200b", "invisible"),
        ("\u00ad", "invisible"),
        ("\u00a0", "space"),
        ("\u3000", "space"),
        ("\ue000", "private"),
        ("\uffff", "not assigned"),
        ("\u0378", "not assigned"),
        ("\u2f1d", "radical"),
        ("e\u0301\u0301\u0301", "combining marks"),
    ],
)
def test_characters_that_may_not_be_there(char: str, says: str) -> None:
    (finding,) = read("data/x.csv", f"a,b\n1,x{char}y\n".encode()).findings
    assert (finding.code, finding.line) == ("NMG106", 2)
    assert says in finding.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "NMG111"),
        (b"\xef\xbb\xbf\r\n \n", "NMG111"),
        (b"a,b\n<<<<<<< HEAD\n1,x\n=======\n", "NMG218"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "NMG218"),
        (b"<!DOCTYPE html>\n<title>404</title>\n", "NMG218"),
    ],
)
def test_what_is_no_table_is_one_finding(data: bytes, code: str) -> None:
    assert [finding.code for finding in read("data/x.csv", data).findings] == [code]


def test_lost_characters_look_alikes_and_scripts() -> None:
    assert lost("han", "远景叶?基地")
    assert lost("any", "????")
    assert lost("latin", "Caf?Nord")
    assert not lost("any", "怎么看?")
    assert not lost("latin", "See https://x.org/?a=b")
    assert meant("Оrdos") == "Ordos"
    assert meant("Ordos ℂBZ １２") == "Ordos CBZ 12"
    assert in_script("latin", "Manzhouli (满洲里)")
    assert not in_script("latin", "满洲里 (M)")
    assert in_script("han", "TIR线路")
    assert not in_script("han", "據海關統計")
    assert in_script("han", "据海关统计，“關”为繁体")
    assert [traditional(char) for char in "關关口"] == [True, False, False]
