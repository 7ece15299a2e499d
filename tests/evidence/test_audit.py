"""The comparison with the text: on a small text of our own, and on the articles where at hand."""

import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from nmg_data.core.errors import NmgDataError
from nmg_data.evidence.audit import audit, paragraphs, read_text

ARTICLES = Path(__file__).resolve().parents[3] / "shared/source/articles.txt"
SMALL = tomllib.loads((Path(__file__).parents[1] / "data/audit.toml").read_text("utf-8"))
for passage in SMALL["passages"]:
    passage["sha256"] = sha256(passage["text"].encode()).hexdigest()
TEXT = "某报\n\n" + "\r\n".join(row["text"] for row in SMALL["passages"]) + "\n图 某某摄\n"


class Package:
    """A package of the three tables that are compared, with changed cells by the id of a row."""

    def __init__(self, changes):
        self.changes = changes

    def rows(self, table):
        key = "passage_id" if table == "passages" else "observation_id"
        return [row | self.changes.get(row.get(key), {}) for row in SMALL[table]]


def problems(text=TEXT, **changes):
    return audit(text, Package(changes)).problems


def test_a_text_that_agrees():
    result = audit(TEXT, Package({}))
    assert result.text(80) == "4 paragraphs, 4 found, 11 numbers\nText and data agree."
    assert result.to_dict()["agrees"] is True


def test_a_paragraph_that_differs_or_is_missing():
    message = "The paragraph is missing or differs; it is expected"
    assert problems(TEXT.replace("12.5", "12.6")) == [("a1p02", None, f"{message} after line 3.")]
    assert problems("another text")[0] == ("a1p01", None, f"{message} first.")


@pytest.mark.parametrize(("changed", "found"), SMALL["differences"].items())
def test_what_text_and_data_can_disagree_in(changed, found):
    name, cell = changed.split(" ")
    found = found.replace("…", "its wording is not in the paragraph")
    found = found.replace("Left:", "Not accounted for:")
    changes = {name: dict([cell.split("=")])}
    assert " ".join(message for _, _, message in problems(**changes)) == found


def test_the_numbers_of_a_paragraph_are_those_listed():
    message = "The numbers of the paragraph are not those listed in paragraph_numbers."
    assert problems(a1p02={"paragraph_numbers": "2023 12.6"}) == [("a1p02", 4, message)]


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
    assert list(result.counts.values()) == [93, 93, 311]
    ((passage_id, _, _),) = audit(text.replace("12.9", "12.8")).problems
    assert passage_id == "a1p09"
