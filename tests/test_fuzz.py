"""Random bytes, cells, rows and descriptors: no traceback, no NMG000, and bounded time.

``NMG_FUZZ=N`` runs N examples a property instead of the few that fit an ordinary test run.
"""

import json
import os
import random
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nmg_data._errors import NmgDataError
from nmg_data._render import FORMATS, render
from nmg_data.checks import UNFORESEEN, Report, rules, validate
from nmg_data.checks._model import File, Sheet
from nmg_data.checks._shape import normal
from nmg_data.checks.read import DESCRIPTOR, Folder, Refused, _collect

# Only where an example fails: its repr is long.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
EXAMPLES = int(os.environ.get("NMG_FUZZ", "0")) or 60
SECONDS = 20.0
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = st.sampled_from(
    [
        "",
        " ",
        '"',
        '""',
        ",",
        "\n",
        "\r\n",
        "\r",
        "\0",
        "\ufeff",
        "=1",
        "NaN",
        "1e9",
        "-0",
        "١٢",
        "１２",
        "\u202e",
        "\u200b",
        "\ud7ff",
        "\U0010ffff",
        "a" * 5000,
        "true",
        "2024-02-30",
        "%s",
        "{}",
        "\\",
        "'",
    ]
)
CELLS = st.one_of(NASTY, st.text(max_size=12), st.integers().map(str), st.floats().map(str))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), NASTY, st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


def files_of(small: Path) -> dict[str, bytes]:
    return {
        p.relative_to(small).as_posix(): p.read_bytes() for p in small.rglob("*") if p.is_file()
    }


def check(files: dict[str, bytes]) -> Report | None:
    """Validate files in memory, and see that nothing goes wrong in any form of output."""
    from nmg_data.checks import Run

    def read(name: str) -> bytes:
        if name not in files:
            raise Refused("NMG704", "The file does not exist.")
        return files[name]

    began = time.monotonic()
    try:
        folder: Folder = _collect("fuzz", read, sorted(files))
        chosen = [one for one in rules() if not one.code.startswith("NMG79")]
        report = Run(chosen, debug=True).all(folder)
    except NmgDataError:
        return None
    assert UNFORESEEN not in {one.code for one in report.findings}
    for form in FORMATS:
        render(report, form).encode("utf-8")
    assert time.monotonic() - began < SECONDS
    return report


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files of a package with two tables."""
    root = Path(__file__).resolve().parents[1]
    descriptor = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
    kept = ("units", "places")
    descriptor["resources"] = [one for one in descriptor["resources"] if one["name"] in kept]
    files = {DESCRIPTOR: json.dumps(descriptor, ensure_ascii=False, indent=2).encode() + b"\n"}
    for name in kept:
        for path in (f"data/{name}.csv", f"schemas/{name}.json"):
            files[path] = (root / path).read_bytes()
    return files


@fuzz
@given(
    data=st.binary(max_size=400),
    where=st.sampled_from(["data/units.csv", "schemas/units.json", DESCRIPTOR]),
)
def test_random_bytes(sound: dict[str, bytes], data: bytes, where: str) -> None:
    check(sound | {where: data})


@fuzz
@given(
    seed=st.integers(0, 2**32),
    where=st.sampled_from(["data/units.csv", "data/places.csv", "schemas/units.json", DESCRIPTOR]),
)
def test_bytes_changed_deleted_and_doubled(sound: dict[str, bytes], seed: int, where: str) -> None:
    chance = random.Random(seed)
    data = bytearray(sound[where])
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data))
        what = chance.choice(["change", "delete", "double", "insert", "cut"])
        if what == "change":
            data[place] = chance.randrange(256)
        elif what == "delete":
            del data[place : place + chance.randint(1, 20)]
        elif what == "double":
            data[place:place] = data[place : place + chance.randint(1, 40)]
        elif what == "insert":
            data[place:place] = chance.choice(
                [b'"', b",", b"\n", b"\r", b"\0", b"\xef\xbb\xbf", "満".encode()]
            )
        else:
            del data[place:]
        if not data:
            break
    check(sound | {where: bytes(data)})


@fuzz
@given(cells=st.lists(CELLS, min_size=8, max_size=8), rows=st.integers(1, 3))
def test_random_cells_in_quotes(sound: dict[str, bytes], cells: list[str], rows: int) -> None:
    quoted = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    text = sound["data/units.csv"].decode() + (quoted + "\n") * rows
    report = check(sound | {"data/units.csv": text.encode("utf-8", "surrogatepass")})
    assert report is None or report.findings


@fuzz
@given(cells=st.lists(CELLS, min_size=1, max_size=12))
def test_random_rows(sound: dict[str, bytes], cells: list[str]) -> None:
    text = sound["data/units.csv"].decode() + ",".join(cells)
    check(sound | {"data/units.csv": text.encode("utf-8", "surrogatepass")})


@fuzz
@given(text=st.text(alphabet='ab,"\n\r é', max_size=60))
def test_any_text_is_split_or_refused(text: str) -> None:
    """What csv takes has a place for every cell; what it does not take has a finding."""
    described = {"fields": [{"name": "a", "type": "string"}], "primaryKey": ["a"]}
    sheet = Sheet("t", File("t.csv", text.encode()), normal(described))
    structure = [one for one in rules() if one.family == "structure"]
    found = [hit.code for one in structure for hit in one.findings(sheet)]
    if sheet.broken_off:
        assert set(found) & {"NMG211", "NMG212", "NMG215"}
    for index, record in enumerate(sheet.records):
        for cell, value in enumerate(record):
            line, column = sheet.locate(index, cell)
            start = sheet.lines[line - 1][column - 1 :]
            plain = value.split("\n")[0].split("\r")[0]
            assert start.startswith(plain) or start.startswith('"')


@fuzz
@given(
    value=JSON,
    seed=st.integers(0, 2**32),
    file=st.sampled_from([DESCRIPTOR, "schemas/units.json", "schemas/places.json"]),
)
def test_random_parts_of_descriptors(
    sound: dict[str, bytes], value: Any, seed: int, file: str
) -> None:
    whole = json.loads(sound[file])
    chance = random.Random(seed)
    part: Any = whole
    while True:
        keys = list(part) if isinstance(part, dict) else list(range(len(part)))
        key = chance.choice(keys)
        deeper = isinstance(part[key], dict | list) and part[key] and chance.random() < 0.8
        if not deeper:
            part[key] = value
            break
        part = part[key]
    check(sound | {file: json.dumps(whole, ensure_ascii=False).encode("utf-8", "surrogatepass")})


@fuzz
@given(value=JSON)
def test_random_descriptors(sound: dict[str, bytes], value: Any) -> None:
    check(sound | {DESCRIPTOR: json.dumps(value).encode("utf-8")})
    resource = {"name": "units", "path": "data/units.csv", "schema": "schemas/units.json"}
    merged = {"resources": [resource | (value if isinstance(value, dict) else {})]}
    check(sound | {DESCRIPTOR: json.dumps(merged).encode("utf-8")})
    check(sound | {"schemas/units.json": json.dumps(value).encode("utf-8")})


@fuzz
@given(seed=st.integers(0, 2**32))
def test_random_folders_on_the_disk(
    sound: dict[str, bytes], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file missing, empty, swapped with another or a folder."""
    chance = random.Random(seed)
    folder = tmp_path_factory.mktemp("fuzz")
    for name, data in sound.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        what = chance.choice(["keep", "keep", "miss", "empty", "swap", "folder"])
        if what == "folder":
            path.mkdir()
        elif what != "miss":
            other = chance.choice(list(sound.values()))
            path.write_bytes({"empty": b"", "swap": other}.get(what, data))
    try:
        report = validate(folder, opinions=False, debug=True)
    except NmgDataError:
        return
    assert UNFORESEEN not in {one.code for one in report.findings}
