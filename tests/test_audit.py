"""The audit: on a small text of our own, and on the articles where they are at hand."""

import json
from pathlib import Path

import pytest

from nmg_data import _audit
from nmg_data._audit import UnreadableTextError, audit, hash_of, paragraphs, placements, read_text
from nmg_data.cli import main

ARTICLES = Path(__file__).resolve().parents[2] / "shared/source/articles.txt"

# Two articles of our own, with a date, a figure in two pieces, a shared print and an idiom.
FIRST = [
    "小镇见闻",
    "2023年，小镇产蜜12.5万斤，同比分别增长4%、7%。",
    "镇上有3条街和3条河，双居全县第一。",
]
SECOND = ["桥", "桥长850余万毫米，一座老桥。"]
TEXT = "某报\n\n" + "\n\n".join(FIRST) + "\n图 某某摄\n\n" + "\n\n".join(SECOND) + "\n"


def passages(numbers=("", "2023 12.5 4 7", "3 3 双 一", "", "850 万 一")):
    """Return the rows of the paragraphs, with the numbers that each holds."""
    found = [("a1", "one", n, text) for n, text in enumerate(FIRST, 1)]
    found += [("a2", "two", n, text) for n, text in enumerate(SECOND, 1)]
    return [
        {
            "passage_id": f"{article}p{n:02d}",
            "source_id": source,
            "paragraph": str(n),
            "numbers": held,
            "sha256": hash_of(text),
        }
        for (article, source, n, text), held in zip(found, numbers, strict=True)
    ]


def observed(*rows):
    """Return observations from id, passage, ordinals and print."""
    return [
        {"observation_id": name, "passage_id": passage, "nth": nth, "as_printed": text}
        for name, passage, nth, text in rows
    ]


OBSERVED = (
    ("honey", "a1p02", "2", "12.5万斤"),
    ("growth", "a1p02", "3", "同比分别增长4%"),
    ("wax", "a1p02", "4", "同比分别增长…7%"),
    ("streets", "a1p03", "1", "3条"),
    ("rivers", "a1p03", "2", "3条"),
    ("rank", "a1p03", "3 4", "双居全县第一"),
    ("bridge", "a2p02", "1 2", "850余万毫米"),
)
EXCLUDED = [
    {"passage_id": "a1p02", "nth": "1", "as_printed": "2023年", "reason": "date"},
    {"passage_id": "a2p02", "nth": "3", "as_printed": "一座", "reason": "idiom"},
]


def run(text=TEXT, rows=OBSERVED, excluded=EXCLUDED, known=None):
    return audit(text, known or passages(), observed(*rows), excluded)


def told(result):
    return [(one.passage_id, one.line, one.message) for one in result.problems]


def test_a_text_that_agrees():
    result = run()
    assert told(result) == []
    one, two = result.coverage
    assert (one.source_id, one.found, one.paragraphs) == ("one", 3, 3)
    assert (one.digits.total, one.digits.observed, one.digits.excluded) == (6, 5, 1)
    assert (one.chinese.total, one.chinese.observed, one.chinese.excluded) == (2, 2, 0)
    assert (two.digits.total, two.digits.observed) == (1, 1)
    assert (two.chinese.total, two.chinese.observed, two.chinese.excluded) == (2, 1, 1)
    assert [t.left for t in (one.digits, one.chinese, two.digits, two.chinese)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n\n", "\n"),
        "\n".join(f"  {line}　" for line in TEXT.split("\n")),
        "before\n" * 50 + TEXT + "after\n",
    ],
)
def test_lines_around_and_spaces_at_the_ends_do_not_matter(text):
    assert told(run(text)) == []


def test_a_paragraph_that_differs_is_named_with_its_line():
    assert told(run(TEXT.replace("12.5", "12.6"))) == [
        ("a1p02", 5, "The paragraph differs from the one that was read."),
    ]


def test_a_paragraph_that_is_missing_is_named_with_its_place():
    text = TEXT.replace(FIRST[1] + "\n", "")
    assert told(run(text)) == [
        ("a1p02", None, "The paragraph is missing or differs; it should stand after line 3."),
    ]
    assert run(text).coverage[0].found == 2


def test_a_paragraph_in_two_lines_differs_from_there_on():
    text = TEXT.replace("12.5万斤，", "12.5万斤，\n")
    assert told(run(text)) == [
        ("a1p02", 5, "The paragraph is missing or differs; it should stand after line 3."),
    ]


def test_the_first_and_the_last_paragraph():
    assert told(run(TEXT.replace(FIRST[0], "大镇")))[0][:2] == ("a1p01", 3)
    (lost,) = told(run(TEXT.replace(SECOND[1], "")))
    assert lost == (
        "a2p02",
        None,
        "The paragraph is missing or differs; it should stand after line 10.",
    )


@pytest.mark.parametrize("text", ["", "\n\n", "quite another text\nof two lines\n"])
def test_another_text_is_told_once_an_article(text):
    found = told(run(text))
    assert [one[:2] for one in found] == [("a1p01", None), ("a2p01", None)]
    assert found[0][2] == (
        "None of the 3 paragraphs a1p01 to a1p03 of one is in the file: "
        "it holds another text, or every line was changed."
    )


def changed(index, **cells):
    """Return the observations with one cell of one row changed."""
    rows = [list(row) for row in OBSERVED]
    for name, cell in cells.items():
        rows[index][["name", "passage", "nth", "text"].index(name)] = cell
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (
            changed(0, text="12.5万吨"),
            [("a1p02", "honey: its print does not stand in the paragraph.")],
        ),
        (
            changed(0, text="2.5万斤"),
            [("a1p02", "honey: its print does not stand in the paragraph.")],
        ),
        (
            changed(2, text="7%…同比"),
            [("a1p02", "wax: its print does not stand in the paragraph.")],
        ),
        (
            changed(3, nth="2"),
            [("a1p03", "Nobody accounts for number 1 of 4.")],
        ),
        (
            changed(3, nth="4"),
            [
                ("a1p03", "streets: its print holds number 1 or 2, not 4."),
                ("a1p03", "Nobody accounts for number 1 of 4."),
            ],
        ),
        (
            changed(5, text="双居", nth="3"),
            [("a1p03", "Nobody accounts for number 4 of 4.")],
        ),
        (
            changed(0, nth="1"),
            [
                ("a1p02", "honey: its print holds number 2, not 1."),
                ("a1p02", "Number 1 is both observed and excluded."),
                ("a1p02", "Nobody accounts for number 2 of 4."),
            ],
        ),
        (OBSERVED[1:], [("a1p02", "Nobody accounts for number 2 of 4.")]),
    ],
)
def test_what_text_and_data_can_disagree_in(rows, problems):
    assert [(passage, message) for passage, _, message in told(run(rows=rows))] == problems


def test_the_same_print_stands_for_the_number_that_its_row_names():
    assert told(run(rows=changed(3, text="3条街"))) == []
    swapped = told(run(rows=changed(4, text="3条街")))
    assert swapped == [("a1p03", 7, "rivers: its print holds number 1, not 2.")]


def test_a_print_without_numbers_covers_none():
    rows = (*OBSERVED, ("large", "a1p03", "", "全县"))
    assert told(run(rows=rows)) == []
    rows = (*OBSERVED, ("large", "a1p03", "", "全县第一"))
    assert told(run(rows=rows)) == [("a1p03", 7, "large: its print holds number 4, not no number.")]


def test_an_excluded_number_stands_in_its_place():
    wrong = [EXCLUDED[0] | {"as_printed": "2022年"}, EXCLUDED[1]]
    assert told(run(excluded=wrong)) == [
        ("a1p02", 5, "the excluded '2022年': its print does not stand in the paragraph.")
    ]


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        ("2023 12.5 4 7 8", "The paragraph holds 4 numbers, and 5 are listed."),
        ("", "The paragraph holds 4 numbers, and 0 are listed."),
        ("2023 12.6 4 8", "The paragraph does not hold what is listed as number 2, 4."),
    ],
)
def test_the_numbers_of_a_paragraph_are_those_listed(listed, message):
    known = passages(("", listed, "3 3 双 一", "", "850 万 一"))
    assert told(run(known=known)) == [("a1p02", 5, message)]


def test_withdrawn_rows_and_rows_of_other_sources_are_left_out():
    rows = observed(*OBSERVED)
    rows.append(rows[0] | {"as_printed": "13万斤", "replaced_by": "honey"})
    rows.append(rows[0] | {"as_printed": "9", "passage_id": ""})
    assert told(audit(TEXT, passages(), rows, EXCLUDED)) == []


def test_full_width_digits_are_digits():
    text = "产蜜１２.５万斤。"
    known = [passages()[1] | {"sha256": hash_of(text), "numbers": "12.5"}]
    rows = observed(("honey", "a1p02", "1", "１２.５万斤"))
    result = audit(text, known, rows, [])
    assert told(result) == []
    assert result.coverage[0].digits.observed == 1


def test_no_message_holds_the_text():
    result = run(TEXT.replace("12.5", "12.6"), changed(3, nth="4"))
    for _, _, message in told(result):
        assert "小镇" not in message
        assert "条河" not in message


def test_many_pieces_that_stand_in_many_places_end():
    text = "一" * 300
    known = [passages()[1] | {"sha256": hash_of(text), "numbers": text}]
    rows = observed(("x", "a1p02", "2", "…".join("一" * 10)))
    assert told(audit(text, known, rows, []))[0][2] == (
        "x: its print does not stand in the paragraph."
    )


def test_placements_keep_their_order():
    assert list(placements(["a", "b"], "b a")) == []
    assert list(placements([""], "abc")) == []
    assert list(placements(["aa"], "aaa")) == [[(0, 2)], [(1, 3)]]


def test_paragraphs_are_the_lines_that_are_not_empty():
    assert paragraphs("\ufeff\none\n \n") == {1: "\ufeff", 2: "one"}
    assert paragraphs("e\u0301\r　二 ") == {1: "\xe9", 2: "二"}


# On the command line


@pytest.fixture
def installed(monkeypatch):
    """Let the small package be the one that is installed."""
    tables = {
        "passages": passages(),
        "observations": observed(*OBSERVED),
        "excluded_figures": EXCLUDED,
    }
    monkeypatch.setattr(_audit, "read_records", tables.__getitem__)


def source(tmp_path, text):
    file = tmp_path / "text.txt"
    file.write_bytes(text.encode("utf-8-sig"))
    return str(file)


def test_the_command_prints_the_coverage(installed, tmp_path, capsys):
    assert main(["audit", "--source", source(tmp_path, TEXT)]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert lines[0].split() == [
        *("article", "paragraphs", "numbers", "total", "observed", "excluded", "left", "over")
    ]
    assert lines[2].split() == ["one", "3", "of", "3", "digits", "6", "5", "1", "0"]
    assert lines[3].split() == ["chinese", "2", "2", "0", "0"]
    assert lines[6].split() == ["all", "digits", "7", "6", "1", "0"]
    assert lines[7].split() == ["chinese", "4", "3", "1", "0"]
    assert lines[9] == (
        "Text and data agree: every print stands in its place, no number is left over."
    )


def test_the_command_names_what_differs(installed, tmp_path, capsys):
    text = TEXT.replace(FIRST[1] + "\n\n", "").replace(FIRST[2] + "\n", "")
    assert main(["audit", "--source", source(tmp_path, text)]) == 1
    lines = capsys.readouterr().out.split("\n")
    assert lines[9:12] == [
        "a1p02 to a1p03 (line 5): The paragraph is missing or differs; it should stand",
        "after line 3.",
        "2 problems",
    ]


def test_the_command_gives_json(installed, tmp_path, capsys):
    assert main(["audit", "--source", source(tmp_path, TEXT), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["agrees"] is True
    assert found["articles"][0] == {
        "source_id": "one",
        "paragraphs": 3,
        "found": 3,
        "digits": {"total": 6, "observed": 5, "excluded": 1, "left": 0},
        "chinese": {"total": 2, "observed": 2, "excluded": 0, "left": 0},
    }
    changed_text = source(tmp_path, TEXT.replace("12.5", "12.6"))
    assert main(["audit", "--source", changed_text, "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [
        {
            "passage_id": "a1p02",
            "line": 5,
            "message": "The paragraph differs from the one that was read.",
        }
    ]


def test_a_file_that_cannot_be_read(tmp_path, capsys):
    assert main(["audit", "--source", str(tmp_path / "none.txt")]) == 2
    assert "none.txt cannot be read (No such file or directory)." in capsys.readouterr().err
    assert main(["audit", "--source", str(tmp_path)]) == 2
    (tmp_path / "gbk.txt").write_bytes("小镇".encode("gbk"))
    assert main(["audit", "--source", str(tmp_path / "gbk.txt")]) == 2
    assert "is not UTF-8 (byte 2). Save it as UTF-8" in capsys.readouterr().err


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(_audit, "MAX_BYTES", 10)
    (tmp_path / "large.txt").write_text("x" * 11)
    with pytest.raises(UnreadableTextError, match="has more than 10 bytes"):
        read_text(tmp_path / "large.txt")


# On the articles


@pytest.mark.skipif(not ARTICLES.exists(), reason="the text of the articles is not at hand")
def test_the_articles_agree_with_the_data():
    result = _audit.audit_installed(read_text(ARTICLES))
    assert told(result) == []
    assert [(one.found, one.paragraphs) for one in result.coverage] == [(41, 41), (52, 52)]
    assert sum(one.digits.total for one in result.coverage) == 175
    assert sum(one.chinese.total for one in result.coverage) == 136
    assert all(one.digits.left == one.chinese.left == 0 for one in result.coverage)


@pytest.mark.skipif(not ARTICLES.exists(), reason="the text of the articles is not at hand")
def test_a_changed_digit_of_the_articles_is_found():
    text = read_text(ARTICLES).replace("12.9", "12.8")
    assert [(one.passage_id, one.line) for one in _audit.audit_installed(text).problems] == [
        ("a1p09", 19)
    ]
