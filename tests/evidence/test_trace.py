"""Traces on the frozen package: what they say in both languages, and what ids mean."""

import json
import subprocess
import sys

import pytest

from nmg_data.core.errors import UnknownNameError
from nmg_data.core.package import Package
from nmg_data.core.text import width
from nmg_data.evidence.trace import trace, trace_in

FREIGHT = "port_freight.inner_mongolia_ports.2024.level"


@pytest.fixture
def known(package):
    return Package.of_folder(package)


def test_a_figure_found_in_a_hashed_paragraph_is_checked(known):
    found = trace_in(known, f"{FREIGHT}.xinhua_2025", "en")
    assert found.evidence == "checked"
    facts = found.facts
    assert facts["value"] == "120,000,000 t; over"
    assert facts["interval"] == "120,000,000 t or more"
    assert facts["as printed"] == "突破1.2亿吨; number 7 of the paragraph"
    assert facts["wording"] == "gives the same value, unit and interval"
    assert facts["preferred"] == f"not this figure but {FREIGHT}.nmgrb_2025"
    assert facts["evidence"].startswith("checked against the text")


def test_any_other_figure_is_transcribed_and_has_a_link(known):
    found = trace_in(known, "port_freight.ganqimaodu_road.2023.level.people_20240102", "en")
    assert (found.evidence, found.facts["evidence"]) == (
        "transcribed",
        "transcribed from the source, whose text is not kept here",
    )
    assert "; 2024-01-02; http://en.people.cn/" in found.facts["source"]
    assert '<a href="http://en.people.cn/' in found._repr_html_()
    assert "paragraph" not in found.facts


def test_a_trace_in_chinese_is_chinese(known):
    facts = trace_in(known, f"{FREIGHT}.xinhua_2025", "zh").facts
    assert facts["interval"] == "不低于 120,000,000 吨"
    assert facts["as printed"] == "突破1.2亿吨；段内第 7 个数"
    assert facts["wording"] == "数值、单位和区间一致"
    assert facts["evidence"].startswith("已与原文核对")
    assert str(trace_in(known, f"{FREIGHT}.xinhua_2025", "zh")).split("\n")[1].startswith("指标")


def test_what_holds_is_counted_and_what_fails_is_told(known):
    found = trace_in(known, "foreign_trade.inner_mongolia.2023.growth.people_20240123", "en")
    assert "do not hold: 1" in found.facts["relations"]
    assert found.disagreements[0].startswith("ratio: printed ")
    assert found.disagreements[0].endswith(
        "known to disagree; The level of the base period was revised later."
    )
    chinese = trace_in(known, found.observation_id, "zh").disagreements[0]
    assert chinese.startswith("比率：原文为 ")
    assert chinese.endswith("已知不一致；基期数值后来经过修订。")


def test_of_several_figures_the_preferred_one_is_traced(known):
    found = trace_in(known, FREIGHT, "en")
    assert found.observation_id == f"{FREIGHT}.nmgrb_2025"
    assert found.others == ((f"{FREIGHT}.xinhua_2025", "突破1.2亿吨"),)
    assert f"2 figures match {FREIGHT}; the preferred one is above." in found.text(120)
    assert trace_in(known, "coal_output", "en").observation_id == (
        "coal_output.inner_mongolia.2024.level.xinhua_2025"
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("coal_ouptut", "There is no figure 'coal_ouptut'. Did you mean 'coal_output'"),
        ("ganqimaodu", "It is a part of 8 ids, such as port_freight.ganqimaodu_road.2022."),
        ("Coal_Output.Inner", "It is a part of 6 ids"),
        ("manzhouli_road", "list its figures with: nmg-data find manzhouli_road."),
        ("nmgrb_2025", "nmg-data show observations --where source_id=nmgrb_2025."),
        ("air_ports", "It is a row of lists (Air ports); show it with: nmg-data show lists"),
        ("", "There is no figure ''. Search with: nmg-data find TEXT."),
        ("\x1b[2J", r"There is no figure '\\x1b[2J'."),
    ],
)
def test_what_is_no_figure_says_what_to_do(known, wrong, message):
    with pytest.raises(UnknownNameError) as error:
        trace_in(known, wrong, "en")
    assert message in str(error.value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_can_be_traced_in_80_columns(known, lang):
    for row in known.rows("observations")[::9]:
        found = trace_in(known, row["observation_id"], lang)
        assert max(map(width, str(found).split("\n"))) <= 80
        assert json.loads(json.dumps(found.to_dict()))["row"]["value"] == (row["value"] or None)


def test_html_is_escaped(known):
    known.row("observations", f"{FREIGHT}.xinhua_2025")["note_en"] = "<b>"
    html = trace_in(known, f"{FREIGHT}.xinhua_2025", "en")._repr_html_()
    assert "<td>&lt;b&gt;</td>" in html


def test_a_wrong_language():
    with pytest.raises(UnknownNameError, match="lang='de' does not exist"):
        trace("gdp", lang="de")


def test_tracing_needs_no_pandas():
    code = (
        "import sys; from nmg_data import trace; str(trace('gdp')); print('pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
