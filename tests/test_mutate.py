"""The operators of the mutation run, and that a fixed sample is caught or shown by diff."""

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from nmg_data.checks import _shapes, validate

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))

import mutate  # noqa: E402


@pytest.fixture(scope="module")
def data() -> Iterator[mutate.Data]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_shapes, "parse_figure", _shapes.parse_figure)  # put back at the end
        yield mutate.read(ROOT)


@pytest.fixture(scope="module")
def value(data: mutate.Data) -> mutate.Column:
    return data.columns["observations"]["value"]


@pytest.mark.parametrize(
    ("operator", "cell", "possible"),
    [
        ("digit changed", "7", set("012345689")),
        ("digit changed", "", {None}),
        ("digits transposed", "12", {"21"}),
        ("digits transposed", "11", {None}),
        ("cell blanked", "1", {""}),
        ("cell blanked", "", {None}),
        ("character deleted", "12", {"1", "2"}),
        ("point moved", "1.5", {"0.15", "15"}),
        ("point moved", "120", {"12", "1200"}),
        ("sign flipped", "5", {"-5"}),
        ("sign flipped", "-5", {"5"}),
        ("sign flipped", "0", {None}),
        ("list value swapped", "5", {None}),
        ("reference swapped", "5", {None}),
        ("date shifted", "5", {None}),
    ],
)
def test_cell_operators(
    value: mutate.Column, operator: str, cell: str, possible: set[str | None]
) -> None:
    found = {mutate.CELL_OPERATORS[operator](Random(seed), value, cell) for seed in range(60)}
    assert found == possible


def test_operators_on_other_columns(data: mutate.Data) -> None:
    columns = data.columns["observations"]
    shifted = {mutate.date_shifted(Random(n), columns["period"], "2024-12") for n in range(40)}
    assert shifted == {"2023-12", "2025-12", "2024-11", "2024-13"}
    moved = {mutate.point_moved(Random(n), columns["as_printed"], "近1.5亿") for n in range(40)}
    assert moved == {"近0.15亿", "近15亿"}
    swapped = {mutate.enum_swapped(Random(n), columns["preferred"], "true") for n in range(9)}
    assert swapped == {"false"}
    assert (
        mutate.reference_swapped(Random(1), columns["unit_id"], "t") in columns["unit_id"].targets
    )


def test_free_text_is_told_apart(data: mutate.Data) -> None:
    free = {
        name for columns in data.columns.values() for name, one in columns.items() if one.is_free
    }
    assert {
        "name_en",
        "name_zh",
        "note",
        "title",
        "definition_en",
        "definition_zh",
        "reason",
    } <= free
    assert not free & {"as_printed", "value", "period", "place_id", "kind", "url", "key", "sha256"}


@pytest.mark.parametrize("operator", mutate.ROW_OPERATORS)
@pytest.mark.parametrize("name", ["units", "observations", "list_items", "citations", "ports"])
def test_row_operators_keep_order_and_form(data: mutate.Data, operator: str, name: str) -> None:
    mutant = mutate.draw(data, Random(3), name, operator, False)
    assert mutant is not None
    old = data.package.tables[name]
    sheet = mutate.Sheet(name, mutate.File(old.path, mutant.data), old.schema)
    new = sheet.table()
    assert abs(len(new.records) - len(old.records)) == 1
    assert len(set(map(new.key, range(len(new.records))))) == len(new.records)
    mutated = replace(data.package, tables={name: new})
    order = next(one for one in data.chosen if one.code == "NMG405")
    assert list(order.check(mutated)) == []


@pytest.fixture(scope="module")
def judged(data: mutate.Data) -> list[tuple[mutate.Mutant, str | None]]:
    every = list(mutate.draw_all(data, 1, 7))
    chosen = sorted(Random(7).sample(every, 30), key=lambda one: (one.table, one.operator))
    return [(one, mutate.caught(data, one)) for one in chosen]


def test_a_sample_is_caught_or_in_diff(
    data: mutate.Data, judged: list[tuple[mutate.Mutant, str | None]]
) -> None:
    assert [one.what for one, code in judged if not code and not mutate.in_diff(data, one)] == []
    assert sum(code is not None for _, code in judged) >= 15


def test_the_short_way_finds_what_validate_finds(
    judged: list[tuple[mutate.Mutant, str | None]], package: Path
) -> None:
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    path = {one["name"]: package / one["path"] for one in descriptor["resources"]}
    for one, code in judged[::4]:
        path[one.table].write_bytes(one.data)
        report = validate(package, opinions=False)
        assert bool(report.errors) == bool(code), one
        shutil.copy(ROOT / path[one.table].relative_to(package), path[one.table])
