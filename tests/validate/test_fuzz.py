"""Whatever is in a file: findings or one clear sentence, never an exception."""

from __future__ import annotations

import json
import random

import pytest
from corpus import frozen_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nmg_data.core.errors import NmgDataError
from nmg_data.validate.reports import FORMS, render
from nmg_data.validate.run import check

pytestmark = [pytest.mark.nightly, pytest.mark.usefixtures("remembered")]
FILES = ["datapackage.json", "schemas/units.json", "data/units.csv", "data/observations.csv"]
NASTY = ["", '"', '""', ",", "\r", "\0", "\ufeff", "=1", "1e9", "１２", "{}", "a" * 5000]  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(NASTY) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
fuzz = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def holds(file: str, data: bytes) -> None:
    """Check the frozen package with one file replaced, and every form of report."""
    try:
        report = check({**frozen_files(), file: data}, debug=True)
    except NmgDataError:
        return
    for form in ("text", *FORMS):
        render(report, form).encode("utf-8")


@fuzz
@given(st.sampled_from(FILES), st.binary(max_size=300))
def test_any_bytes(file: str, data: bytes) -> None:
    holds(file, data)


@fuzz
@given(st.sampled_from(FILES), st.integers(0, 2**32))
def test_bytes_changed_lost_and_doubled(file: str, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(frozen_files()[file])
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(data))
        end = start + chance.choice([0, 1, 30])
        data[start:end] = chance.choice([b"", bytes(data[start : end + 9]), b'"', b"\xff", b"\n"])
    holds(file, bytes(data))


@fuzz
@given(st.sampled_from(["data/units.csv", "data/observations.csv"]), st.data())
def test_any_cells(file: str, data: st.DataObject) -> None:
    lines = frozen_files()[file].decode().split("\n")
    cells = st.sampled_from(NASTY) | st.text(max_size=9) | st.floats().map(str)
    width = lines[0].count(",") + 1
    row = data.draw(st.lists(cells, min_size=width, max_size=width))
    lines[2] = ",".join('"' + cell.replace('"', '""') + '"' for cell in row)
    holds(file, "\n".join(lines).encode("utf-8", "surrogatepass"))


@fuzz
@given(st.sampled_from(FILES[:2]), VALUES, st.integers(0, 2**32))
def test_any_part_of_a_descriptor(file: str, value: object, seed: int) -> None:
    chance, whole = random.Random(seed), json.loads(frozen_files()[file])
    part = whole
    while True:
        key = chance.choice(list(part) if isinstance(part, dict) else range(len(part)))
        if not (isinstance(part[key], dict | list) and part[key]) or chance.random() < 0.3:
            break
        part = part[key]
    part[key] = value
    holds(file, json.dumps(whole).encode("utf-8", "surrogatepass"))
