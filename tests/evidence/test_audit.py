"""The comparison with the text: on a small text of our own, and on the articles where at hand."""

from pathlib import Path

import pytest

from nmg_data.core.errors import NmgDataError
from nmg_data.evidence.audit import audit, hash_of, paragraphs, read_text

ARTICLES = Path(__file__).resolve().parents[3] / "shared/source/articles.txt"
LINES = {
    "a1p01": ("小镇见闻", ""),
    "a1p02": ("2023年，小镇产蜜12.5万斤，同比分别增长4%、7%。", "2023 12.5 4 7"),
    "a1p03": ("镇上有3条街和3条河，双居全县第一。", "3 3 双 一"),
    "a2p01": ("桥长８５０余万毫米，一座老桥。", "850 万 一"),
}
TEXT = "某报\n\n" + "\r\n".join(line for line, _ in LINES.values()) + "\n图 某某摄\n"
USES = """honey,a1p02,2,12.5万斤|growth,a1p02,3,同比分别增长4%|wax,a1p02,4,同比分别增长…7%
streets,a1p03,1,3条|rivers,a1p03,2,3条|rank,a1p03,3 4,双居全县第一|bridge,a2p01,1 2,850余万毫米
large,a1p03,,全县"""
FIELDS = ("observation_id", "passage_id", "number_positions", "as_printed")


class Small:
    """A package of the three tables that are compared."""

    def __init__(self, numbers=None, **changes):
        uses = [line.split(",") for line in USES.replace("\n", "|").split("|")]
        observations = [dict(zip(FIELDS, use, strict=True)) | {"replaced_by": ""} for use in uses]
        excluded = [{"passage_id": "a1p02", "number_positions": "1", "as_printed": "2023年"}]
        excluded.append({"passage_id": "a2p01", "number_positions": "3", "as_printed": "一座"})
        for row in observations:
            row |= changes.get(row["observation_id"], {})
        self.tables = {"observations": observations, "excluded_figures": excluded}
        self.tables["passages"] = [
            {"passage_id": name, "source_id": name[:2], "sha256": hash_of(line)}
            | {"paragraph_numbers": (numbers or {}).get(name, listed)}
            for name, (line, listed) in LINES.items()
        ]

    def rows(self, table):
        return self.tables[table]


def problems(text=TEXT, **options):
    return [tuple(problem) for problem in audit(text, Small(**options)).problems]


def test_a_text_that_agrees():
    result = audit(TEXT, Small())
    assert result.problems == []
    assert result.text(80).split("\n") == [
        "4 paragraphs, 4 found, 11 numbers",
        "Text and data agree.",
    ]
    assert result.to_dict()["agrees"] is True


def test_a_paragraph_that_differs_or_is_missing():
    assert problems(TEXT.replace("12.5", "12.6")) == [
        ("a1p02", None, "The paragraph is missing or differs; it is expected after line 3."),
    ]
    message = "The paragraph is missing or differs; it is expected first."
    assert problems("another text")[0] == ("a1p01", None, message)


@pytest.mark.parametrize(
    ("name", "cells", "found"),
    [
        ("honey", {"as_printed": "2.5万斤"}, "honey: … at number 2."),
        ("wax", {"as_printed": "7%…同比"}, "wax: … at number 4."),
        ("streets", {"number_positions": "2"}, "Left: number 1 of 4."),
        ("rivers", {"as_printed": "3条街"}, "rivers: … at number 2."),
        ("rank", {"as_printed": "双居全县第…"}, "rank: … at number 3, 4."),
        ("large", {"as_printed": "第一"}, "large: … with no number."),
        ("honey", {"replaced_by": "wax"}, "Left: number 2 of 4."),
        ("honey", {"number_positions": "1"}, "honey: … at number 1. Left: number 2 of 4."),
    ],
)
def test_what_text_and_data_can_disagree_in(name, cells, found):
    found = found.replace("…", "its wording is not in the paragraph")
    found = found.replace("Left:", "Not accounted for:")
    assert " ".join(message for _, _, message in problems(**{name: cells})) == found


def test_the_numbers_of_a_paragraph_are_those_listed():
    message = "The numbers of the paragraph are not those listed in paragraph_numbers."
    assert problems(numbers={"a1p02": "2023 12.6 4 7"}) == [("a1p02", 4, message)]


def test_paragraphs_are_the_lines_that_are_not_empty():
    assert paragraphs("\none\r \r\ne\u0301　") == {2: "one", 4: "\xe9"}


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(NmgDataError, match=r"none.txt cannot be read \(No such file"):
        read_text(tmp_path / "none.txt")
    (tmp_path / "gbk.txt").write_bytes("小镇".encode("gbk"))
    with pytest.raises(NmgDataError, match=r"is not UTF-8 \(byte 2\)"):
        read_text(tmp_path / "gbk.txt")


@pytest.mark.skipif(not ARTICLES.exists(), reason="the text of the articles is not at hand")
def test_the_articles_agree_with_the_data():
    text = read_text(ARTICLES)
    result = audit(text)
    assert result.problems == []
    assert [result.counts[what] for what in ("paragraphs", "found", "numbers")] == [93, 93, 311]
    (changed,) = audit(text.replace("12.9", "12.8")).problems
    assert changed.passage_id == "a1p09"
