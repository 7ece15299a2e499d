"""One object holds the package, and reads each file once."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

import nmg_data
from nmg_data.core.package import Package, package

GDP = "gdp.inner_mongolia.2024.level"
CALLS = {
    "load": lambda: nmg_data.load("observations", labels="zh", units="si"),
    "trace": lambda: str(nmg_data.trace(GDP)),
    "describe": lambda: repr(nmg_data.describe("ports")),
    "series": lambda: nmg_data.series("milk_output"),
    "find": lambda: nmg_data.find("gdp"),
    "cite": lambda: nmg_data.cite(GDP, format="bibtex"),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_call_reads_each_file_once(name: str, frozen: Path) -> None:
    opened: Counter[str] = Counter()
    watching = [True]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if watching and event == "open" and str(arguments[0]).startswith(str(frozen)):
            opened[Path(str(arguments[0])).relative_to(frozen).as_posix()] += 1

    sys.addaudithook(watch)
    CALLS[name]()
    CALLS[name]()
    watching.clear()
    assert opened["datapackage.json"] == 1
    assert {path: count for path, count in opened.items() if count > 1} == {}


def test_names_and_labels_are_resolved_in_one_place(package: Path) -> None:
    frozen = Package.of_folder(package)
    assert frozen.name("ports", "ceke_road", "zh") == "策克口岸"
    assert frozen.name("sources", "gwr2026", "en").startswith("Government Work Report")
    assert frozen.name("ports", "nowhere", "en") == "nowhere"
    assert frozen.label("ports", "mode", "road", "zh") == "公路"
    assert frozen.label("observations", "place_id", "wuhai", "en") == "Wuhai"
    assert frozen.table("passages").references["continues"] == ("passages", "passage_id")
    assert frozen.table("relations").by_key["urban_share_2022/2"]["role"] == "denominator"
    assert frozen.table("ports").labels("mode", "zh") == {
        "road": "公路", "rail": "铁路", "air": "航空"
    }  # fmt: skip


def test_the_package_of_a_process_is_one() -> None:
    assert package() is package()
    assert package().table("ports") is package().table("ports")
