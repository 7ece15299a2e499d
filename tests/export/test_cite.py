"""Citations of the frozen package, a table, and figures with their sources."""

import json
import re

import pytest

from nmg_data import cite
from nmg_data.core.errors import UnknownNameError
from nmg_data.core.package import package as known

COAL = "coal_output.inner_mongolia.2024.level.xinhua_2025"
GDP = "gdp.inner_mongolia.2024.level.xinhua_2025"


pytestmark = pytest.mark.usefixtures("frozen")


def whole():
    about = known().descriptor
    year, version = about["created"][:4], about["version"]
    name = f"nmg-data contributors ({year}). nmg-data: {about['title']}. Version {version}."
    return f"{name} CC-BY-4.0. {about['homepage']}/releases/tag/v{version}"


def test_the_package_and_a_table():
    assert cite() == whole()
    assert cite("ports") == f"{whole()}\n\nPorts (table ports)."


def test_a_figure_comes_with_its_wording_paragraph_and_source():
    source = known().row("sources", "xinhua_2025")
    passage = known().row("passages", known().row("observations", COAL)["passage_id"])
    assert cite(COAL).split("\n\n") == [
        whole(),
        "Raw coal output, Inner Mongolia, 2024, level. As printed: 12.9亿吨. Xinhua Daily Telegraph "
        f"[2025], paragraph {passage['paragraph']}, source xinhua_2025.",
        f"Xinhua Daily Telegraph [2025]. {source['title']} [{source['title_en']}]",
    ]


def test_a_file_is_cited_at_its_commit():
    commit = "0123456789" * 4
    url = f"https://github.com/some/repository/blob/{commit}/data/a%20b.csv"
    known().row("sources", "nbs_gdp_2024")["url"] = url
    cited = cite("gdp.inner_mongolia.2021.level.nbs_gdp_2024")
    assert "data/a b.csv at commit 0123456, source nbs_gdp_2024." in cited


def test_a_beginning_means_the_preferred_figure():
    prefix = "port_freight.inner_mongolia_ports.2024.level"
    assert cite(prefix) == cite(f"{prefix}.nmgrb_2025") != cite(f"{prefix}.xinhua_2025")


def test_a_replaced_figure_says_so_and_a_mirror_is_no_link():
    known().row("observations", COAL)["replaced_by"] = "other"
    known().row("sources", "xinhua_2025").update(host="mirror", url="https://mirror.example")
    assert "replaced by other." in cite(COAL)
    assert "mirror.example" not in cite(COAL)


def test_bibtex_has_a_key_for_each_figure_and_each_source_once():
    found = cite([COAL, GDP, "exports.inner_mongolia.2023"], format="bibtex")
    assert re.findall(r"@(\w+)\{(.+),", found) == [
        ("misc", COAL),
        ("misc", GDP),
        ("misc", "exports.inner_mongolia.2023.level.people_20240123"),
        ("article", "xinhua_2025"),
        ("misc", "people_20240123"),
    ]
    *_, article, website = found.split("\n\n")
    assert "  year         = {[2025]},\n" in article
    assert "month" not in article
    assert "  month        = 1,\n" in website


def test_bibtex_escapes():
    known().row("sources", "xinhua_2025")["title"] = "50 % & {more}_~^\\"
    escaped = r"50 \% \& \{more\}\_\textasciitilde{}\textasciicircum{}\textbackslash{}"
    assert escaped in cite(COAL, format="bibtex")


def test_csl_json():
    ids = list(known().table("observations").by_key)
    assert {item["id"] for item in json.loads(cite(ids, format="csl-json"))} >= set(ids)
    figure, source = json.loads(cite(COAL, format="csl-json"))
    assert (figure["id"], figure["type"], figure["version"]) == (COAL, "dataset", known().version)
    assert source["issued"] == {"date-parts": [[2025]], "circa": True}
    assert source["type"] == "article-newspaper"
    (package,) = json.loads(cite(format="csl-json"))
    assert len(package["issued"]["date-parts"][0]) == 3


@pytest.mark.parametrize(
    ("wrong", "message"),
    [("coal_outptu", "Did you mean 'coal_output'"), ("manzhouli_road", "It is a row of places")],
)
def test_what_does_not_exist(wrong, message):
    with pytest.raises(UnknownNameError, match=message):
        cite(wrong)
    with pytest.raises(UnknownNameError, match="Did you mean 'bibtex'"):
        cite(format="bibtxe")
