"""trace: where a figure comes from, how it was read, and what it was checked against."""

import json
import subprocess
import sys

import pytest

from nmg_data import trace
from nmg_data._describe import read_records
from nmg_data._errors import UnknownNameError
from nmg_data._terminal import width
from nmg_data._trace import matching
from nmg_data.cli import main

COAL = "coal_output.inner_mongolia.2024.level.xinhua_2025"
FREIGHT = "port_freight.inner_mongolia_ports.2024.level.nmgrb_2025"


def facts(name, **options):
    return {fact.key: fact.text for fact in trace(name, **options).facts}


def transcribed():
    """Return the id of a figure whose source has no indexed paragraphs."""
    return next(r["observation_id"] for r in read_records("observations") if not r["passage_id"])


def test_a_figure_with_its_evidence():
    found = facts(COAL)
    assert found["printed"] == "12.9亿吨 (number 2)"
    assert found["read"] == "exact: 1,290,000,000 t; as the row says"
    assert found["interval"] == "1,285,000,000 to 1,295,000,000 t"
    assert found["paragraph"] == "article 1, paragraph 9 (a1p09)"
    assert found["period"] == "2024 (calendar period)"
    assert found["place"] == "Inner Mongolia [inner_mongolia]"
    assert found["source"].endswith("[xinhua_2025]; Xinhua Daily Telegraph")
    assert found["evidence"].startswith("audited: the paragraph is hashed")
    assert "not an audited statistic" in found["evidence"]


def test_in_chinese():
    found = facts(COAL, lang="zh")
    assert found["printed"] == "12.9亿吨（第 2 个数）"
    assert found["read"] == "等于：1,290,000,000 吨；与本行一致"
    assert found["interval"] == "1,285,000,000 至 1,295,000,000 吨"
    assert found["paragraph"] == "第 1 篇第 9 段（a1p09）"
    assert found["evidence"].startswith("经核对")


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        (
            "new_energy_capacity.inner_mongolia.2024.level.xinhua_2025.2",
            "read",
            "over: 100,000,000 (no unit); the row, by inference: unit_id = kw",
        ),
        (
            "new_energy_capacity.inner_mongolia.2024.level.xinhua_2025.2",
            "interval",
            "100,000,000 kW or more, no upper end",
        ),
        (
            "border_trade.inner_mongolia.2024.growth.nmgrb_2025",
            "measure",
            "growth; against 2023",
        ),
        (
            "china_europe_trains_loaded_outbound.manzhouli_rail.2025.level.nmgrb_2025",
            "interval",
            "5 to 6 /d",
        ),
        ("gdp.inner_mongolia.2024.rank.xinhua_2025", "interval", "exactly No. 20"),
        ("gdp.inner_mongolia.2024.rank.xinhua_2025", "measure", "rank; China"),
        (
            "tir_transport_time.world.undated.saving.nmgrb_2025",
            "status",
            "estimate; said by International Road Transport Union",
        ),
        (
            "tir_transport_time.world.undated.saving.nmgrb_2025",
            "place",
            "World [world] (inferred, not printed)",
        ),
        ("tir_transport_time.world.undated.saving.nmgrb_2025", "period", "undated"),
        (
            "port_scale.manzhouli_port.undated.rank.nmgrb_2025",
            "printed",
            "全国最大 (no numeral in the print)",
        ),
    ],
)
def test_facts_in_words(name, key, text):
    assert facts(name)[key] == text


def test_a_transcribed_figure_says_so():
    found = trace(transcribed())
    assert found.evidence == "transcribed"
    assert {fact.key: fact.text for fact in found.facts}["paragraph"] == "not indexed"


def test_relations_with_their_verdict():
    found = {one.relation_id or one.kind: one for one in trace(FREIGHT).relations}
    part = found["manzhouli_road_of_ports"]
    assert part.head == "manzhouli_road_of_ports (part of a whole): holds"
    assert part.numbers == "parts 2,448,500 to 2,449,500 t, whole 123,350,000 to 123,450,000 t"
    assert part.terms[1] == (
        "part port_freight.manzhouli_road.2024.level.nmgrb_2025: 2,448,500 to 2,449,500 t"
    )
    again = found["repeated"]
    assert (again.verdict, again.reason) == ("holds", "not written down; follows from the rows")
    assert any(term.endswith("120,000,000 t or more, no upper end") for term in again.terms)


def test_a_relation_that_nobody_can_test_says_so():
    found = trace("hanshan_goats.ar_horqin_banner.2025.level.xinhua_2025").relations
    assert [one.head for one in found] == [
        "household_of_banner_goats (part of a whole): "
        "cannot be tested: an open side would let any figure pass"
    ]


def test_a_disagreement_that_is_kept_says_so():
    rows = read_records("relations")
    named = next(row for row in rows if row["expected"] == "disagrees")
    found = {one.relation_id: one for one in trace(named["observation_id"]).relations}
    head = found[named["relation_id"]].head
    assert head.endswith("does not hold, a disagreement of the sources, kept as it is")
    assert found[named["relation_id"]].reason == named["reason"]


def test_the_text_fits_in_80_columns_in_both_languages():
    for row in read_records("observations")[::60]:
        for lang in ("en", "zh"):
            lines = str(trace(row["observation_id"], lang=lang)).split("\n")
            assert lines[0] == row["observation_id"]
            # An id is never broken, so that it can be copied.
            assert max(map(width, lines[1:])) <= 80


def test_a_beginning_of_an_id():
    assert trace(COAL[:-2]).observation_id == COAL
    assert trace(COAL).matches == ()


def test_several_figures_are_listed():
    found = trace("coal_supply_guarantee.inner_mongolia.2024")
    assert found.observation_id == ""
    ids = [name for name, _ in found.matches]
    assert "coal_supply_guarantee.inner_mongolia.2024.share.xinhua_2025" in ids
    lines = str(found).split("\n")
    assert lines[0].startswith(f"{len(ids)} figures begin with 'coal_supply_guarantee.inner_mong")
    assert "  coal_supply_guarantee.inner_mongolia.2024.share.xinhua_2025" in lines
    assert "      34.5%" in lines
    assert found.as_dict() == {"prefix": found.prefix, "matches": ids}


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("gdp", [0, 1]),
        ("gdp.china", [0]),
        ("gdp_", [2]),
        ("gd", [0, 1, 2]),
        ("x.y", [3]),
        ("x.y.2", [4]),
        ("z", []),
        ("", [0, 1, 2, 3, 4]),
    ],
)
def test_matching(prefix, found):
    ids = ["gdp.china", "gdp.world", "gdp_rank.china", "x.y", "x.y.2"]
    assert matching(ids, prefix) == found


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("coal_outptu", "There is no figure 'coal_outptu'. Did you mean 'coal_output'?"),
        (COAL.replace("2024", "2042"), f"Did you mean '{COAL}'?"),
        ("\x1b[2J", "There is no figure '\\x1b[2J'."),
        (None, "There is no figure 'None'."),
    ],
)
def test_a_wrong_id_gets_a_suggestion(wrong, message):
    with pytest.raises(UnknownNameError) as caught:
        trace(wrong)
    assert message.replace("\\\\", "\\") in str(caught.value).replace("\\\\", "\\")
    assert "nmg-data show observations" in str(caught.value)


def test_a_wrong_language():
    with pytest.raises(ValueError, match="lang='de' does not exist"):
        trace(COAL, lang="de")


def test_a_notebook_shows_a_table():
    found = trace(FREIGHT)._repr_html_()
    assert found.startswith(f"<h4><code>{FREIGHT}</code></h4><table>")
    assert found.count("<tr>") == len(trace(FREIGHT).facts) + 1
    assert "<script" not in trace("ports_road")._repr_html_()


def test_html_is_escaped(monkeypatch):
    rows = read_records("observations")
    index = next(i for i, row in enumerate(rows) if row["observation_id"] == COAL)
    rows[index] |= {"note": "<b>&"}
    real = read_records
    monkeypatch.setattr(
        "nmg_data._trace.read_records", lambda name: rows if name == "observations" else real(name)
    )
    assert "&lt;b&gt;&amp;" in trace(COAL)._repr_html_()


def test_a_row_that_its_print_does_not_bear_out_says_so(monkeypatch):
    rows = read_records("observations")
    index = next(i for i, row in enumerate(rows) if row["observation_id"] == COAL)
    rows[index] |= {"value": "129", "replaced_by": FREIGHT}
    real = read_records
    monkeypatch.setattr(
        "nmg_data._trace.read_records", lambda name: rows if name == "observations" else real(name)
    )
    found = facts(COAL)
    assert found["read"] == "exact: 1,290,000,000 t; the row says otherwise: value = 129"
    assert found["withdrawn"] == f"replaced by {FREIGHT}"


def test_tracing_imports_no_pandas():
    code = (
        "import sys; from nmg_data import trace\n"
        f"print(len(str(trace({COAL!r}))) > 500, 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "True False\n", done.stderr


# On the command line


def test_the_command_prints_the_same(capsys):
    assert main(["trace", COAL]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{COAL}\nindicator  ")
    assert main(["trace", COAL, "--lang", "zh"]) == 0
    assert "第 1 篇第 9 段（a1p09）" in capsys.readouterr().out


def test_the_command_gives_json(capsys):
    assert main(["trace", FREIGHT, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["evidence"] == "audited"
    assert found["row"]["value"] == "123400000"
    assert found["row"]["scope"] is None
    assert found["facts"]["interval"] == "123,350,000 to 123,450,000 t"
    assert {one["verdict"] for one in found["relations"]} == {"holds"}


def test_the_command_could_not_run(capsys):
    assert main(["trace", "no_such"]) == 2
    assert capsys.readouterr().err.startswith("nmg-data: There is no figure 'no_such'.")
