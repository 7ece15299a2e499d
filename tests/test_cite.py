"""nmg-data cite: the package, a table, or one observation with its source."""

import json
import re

import pytest

from nmg_data._cite import as_bibtex, as_csl, as_ris, as_text, find_reference
from nmg_data._describe import read_records
from nmg_data._descriptor import package, resources
from nmg_data._errors import UnknownNameError
from nmg_data.cli import main

FORMS = ("text", "bibtex", "ris", "csl-json")
WHOLE = package()
ROW = read_records("observations")[0]
SOURCE = next(row for row in read_records("sources") if row["source_id"] == ROW["source_id"])


def printed(capsys, *arguments):
    assert main(["cite", *arguments]) == 0
    return capsys.readouterr().out


def test_the_package(capsys):
    assert printed(capsys) == (
        f"nmg-data contributors ({WHOLE['created'][:4]}). nmg-data: {WHOLE['title']}. "
        f"Version {WHOLE['version']}. CC-BY-4.0. "
        f"{WHOLE['homepage']}/releases/tag/v{WHOLE['version']}\n"
    )


def test_a_table(capsys):
    assert printed(capsys, "ports").splitlines()[1:] == ["Table ports."]


def test_an_observation_comes_with_its_figure_and_its_source(capsys):
    _, figure, source = printed(capsys, ROW["observation_id"]).splitlines()
    assert figure.startswith(f"Table observations, row {ROW['observation_id']}: ")
    assert f"printed as {ROW['as_printed']}" in figure
    assert source.startswith(f"Source: {SOURCE['publisher']}, ")
    assert SOURCE["title"] in source
    assert re.search(r"paragraph \d+\.", source)


def test_an_observation_without_an_indexed_paragraph():
    row = next((row for row in read_records("observations") if not row["passage_id"]), None)
    if row is None:
        pytest.skip("every observation has a paragraph")
    assert "paragraph" not in as_text(find_reference(row["observation_id"]))


@pytest.mark.parametrize("row", read_records("observations"), ids=lambda row: row["observation_id"])
def test_every_observation_can_be_cited_in_every_form(row):
    reference = find_reference(row["observation_id"])
    assert reference.source["source_id"] == row["source_id"]
    for text in (as_text(reference), as_bibtex(reference), as_ris(reference)):
        assert SOURCE["publisher"] in text or row["source_id"] != SOURCE["source_id"]
    assert len(as_csl(reference)) == 2


@pytest.mark.parametrize("table", resources())
def test_every_table_can_be_cited(table):
    assert f"Table {table}" in as_bibtex(find_reference(table)).replace("\\", "")


def test_a_beginning_that_fits_one_observation_is_enough():
    whole = ROW["observation_id"]
    beginning = whole.rpartition(".")[0]
    assert find_reference(beginning).row["observation_id"] == whole
    assert find_reference(f"{beginning}.").row["observation_id"] == whole
    assert find_reference(whole[:-2]).row["observation_id"] == whole


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("prots", "There is no table or observation 'prots'. Did you mean 'ports'?"),
        ("", "There is no table or observation ''."),
        ("coal_outptu.inner_mongolia.2024.level.xinhua_2025", "There is no table or observation"),
        ("a\x1b[2Jb", "'a\\\\x1b[2Jb'"),
        ("x" * 10000, "There is no table or observation"),
        ("../../etc/passwd", "There is no table or observation"),
    ],
)
def test_what_does_not_exist(capsys, what, message):
    assert main(["cite", what]) == 2
    err = capsys.readouterr().err
    assert message in err
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_beginning_that_fits_several_lists_them():
    ids = [row["observation_id"] for row in read_records("observations")]
    indicators = [one.partition(".")[0] for one in ids]
    indicator = max(indicators, key=indicators.count)
    with pytest.raises(UnknownNameError) as caught:
        find_reference(indicator)
    count = indicators.count(indicator)
    assert str(caught.value).startswith(f"{count} observations begin with '{indicator}': ")
    assert str(caught.value).endswith("Give one of them.")


def test_a_withdrawn_observation_says_so(monkeypatch):
    monkeypatch.setattr(
        "nmg_data._cite.read_records",
        lambda name: [
            {**row, **({"replaced_by": "b.c"} if name == "observations" else {})}
            for row in read_records(name)
        ],
    )
    text = as_text(find_reference(ROW["observation_id"]))
    assert "; withdrawn, replaced by b.c." in text


def test_bibtex(capsys):
    text = printed(capsys, ROW["observation_id"], "--format", "bibtex")
    entries = re.findall(r"^@(\w+)\{([^,]+),$", text, re.MULTILINE)
    assert entries == [("misc", f"nmg_data_{WHOLE['version']}"), ("article", SOURCE["source_id"])]
    assert text.count("{") == text.count("}")
    assert f"{{{SOURCE['title']}}}" in text
    assert "beef\\_cattle" in text or "\\_" in text


def test_bibtex_escapes():
    whole = {**WHOLE, "title": r"50 % of {A} & B_C #1 $2 ~ ^ \x"}
    reference = find_reference(None)
    text = as_bibtex(type(reference)(whole))
    assert (
        r"50 \% of \{A\} \& B\_C \#1 \$2 \textasciitilde{} \textasciicircum{} \textbackslash{}x"
    ) in text


def test_ris(capsys):
    text = printed(capsys, ROW["observation_id"], "--format", "ris")
    lines = text.splitlines()
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert [line[6:] for line in lines if line.startswith("TY")] == ["DATA", "NEWS"]
    assert [number for number, line in enumerate(lines) if line == "ER  - "] == [9, len(lines) - 1]
    assert f"TI  - {SOURCE['title']}" in lines


def test_csl_json(capsys):
    items = json.loads(printed(capsys, ROW["observation_id"], "--format", "csl-json"))
    assert [item["type"] for item in items] == ["dataset", "article-newspaper"]
    assert items[0]["version"] == WHOLE["version"]
    assert items[0]["issued"] == {
        "date-parts": [[int(part) for part in WHOLE["created"][:10].split("-")]]
    }
    assert all(value for item in items for value in item.values())


def test_partial_dates_and_mirrors_in_csl():
    sources = {row["source_id"]: row for row in read_records("sources")}
    reference = find_reference(ROW["observation_id"])
    for row in sources.values():
        item = as_csl(type(reference)(**{**vars(reference), "source": row}))[1]
        assert ("URL" in item) == (row["host"] != "mirror" and bool(row["url"]))
        if row["published"]:
            assert item["issued"]["date-parts"][0] == [int(p) for p in row["published"].split("-")]


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bytes_twice(capsys, form):
    first = printed(capsys, ROW["observation_id"], "--format", form)
    assert printed(capsys, ROW["observation_id"], "--format", form) == first
    assert "\n\n\n" not in first
