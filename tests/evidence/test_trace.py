"""Traces on the frozen package: what they say in both languages, and what ids mean."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from nmg_data.core.errors import UnknownNameError
from nmg_data.core.package import package
from nmg_data.core.text import width
from nmg_data.evidence.trace import trace

CASES = tomllib.loads((Path(__file__).parents[1] / "data/traces.toml").read_text("utf-8"))
FREIGHT = "port_freight.inner_mongolia_ports.2024.level"


pytestmark = pytest.mark.usefixtures("frozen")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", CASES["traces"])
def test_what_is_known_of_a_figure(case, lang):
    found = trace(case["id"], lang=lang)
    assert found.evidence == case["evidence"]
    for word, text in case[lang].items():
        assert text in found.facts[word]
    assert ("paragraph" in found.facts) == (found.evidence == "checked")
    assert str(found).split("\n")[1].startswith("indicator" if lang == "en" else "指标")


def test_what_holds_is_counted_and_what_fails_is_told():
    found = trace("foreign_trade.inner_mongolia.2023.growth.people_20240123")
    assert "do not hold: 1" in found.facts["relations"]
    assert found.disagreements[0].startswith("ratio: printed ")
    assert found.disagreements[0].endswith("; The level of the base period was revised later.")
    chinese = trace(found.observation_id, lang="zh").disagreements[0]
    assert chinese.startswith("比率：原文为 ")
    assert chinese.endswith("已知不一致；基期数值后来经过修订。")


def test_of_several_figures_the_preferred_one_is_traced():
    found = trace(FREIGHT)
    assert found.observation_id == f"{FREIGHT}.nmgrb_2025"
    assert found.others == ((f"{FREIGHT}.xinhua_2025", "突破1.2亿吨"),)
    assert f"2 figures match {FREIGHT}; the preferred one is above." in found.text(120)
    target = "new_energy_capacity.inner_mongolia.2025.level.silkroad_20231120"
    assert dict(trace("new_energy_capacity").others)[target].endswith(" (target)")
    coal = "coal_output.inner_mongolia.2024.level.xinhua_2025"
    assert trace("coal_output").observation_id == coal


@pytest.mark.parametrize(("wrong", "message"), CASES["wrong"].items())
def test_what_is_no_figure_says_what_to_do(wrong, message):
    with pytest.raises(UnknownNameError) as error:
        trace(wrong)
    assert message in str(error.value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_figure_can_be_traced_in_80_columns(lang):
    for row in package().rows("observations")[::9]:
        found = trace(row["observation_id"], lang=lang)
        assert max(map(width, str(found).split("\n"))) <= 80
        assert json.loads(json.dumps(found.to_dict()))["row"]["value"] == (row["value"] or None)


def test_html_is_escaped_and_has_links():
    row = package().row("observations", "port_freight.ganqimaodu_road.2023.level.people_20240102")
    row["note_en"] = "<b>"
    html = trace(row["observation_id"])._repr_html_()
    assert "<td>&lt;b&gt;</td>" in html
    assert '<a href="http://en.people.cn/' in html


def test_a_wrong_language():
    with pytest.raises(UnknownNameError, match="lang='de' does not exist"):
        trace("gdp", lang="de")


def test_tracing_needs_no_pandas():
    code = "import sys; from nmg_data import trace; trace('gdp'); print('pandas' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code]) == b"False\n"
