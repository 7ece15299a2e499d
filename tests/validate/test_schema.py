"""The pandera schemas that users get: for typed frames, with the codes of the rules."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.errors
import pytest

from nmg_data.core.load import load
from nmg_data.core.package import Table, package
from nmg_data.validate import schema
from nmg_data.validate.frames import Cells
from nmg_data.validate.rules import RULES, Findings, rule, rules
from nmg_data.validate.schema import build

ID = {"name": "id", "type": "string", "constraints": {"required": True}}


def described(*fields: dict[str, Any], key: list[str] | None = None) -> Table:
    return Table(
        "t", {"path": "data/t.csv"}, {"fields": [ID, *fields], "primaryKey": key or ["id"]}, b""
    )


def of(kind: str, **limits: object) -> Table:
    return described({"name": "x", "type": kind, "constraints": limits})


def frame(values: list[object], dtype: str) -> pd.DataFrame:
    ids = pd.array([f"k{i}" for i in range(len(values))], dtype="string")
    return pd.DataFrame({"id": ids, "x": pd.array(values, dtype=dtype)})


def failed(made: Any, data: pd.DataFrame) -> list[str]:
    """Return the codes of all failures."""
    try:
        made.validate(data, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return [getattr(error.check, "name", str(error.check)) for error in errors.schema_errors]
    return []


def test_every_table_passes_its_schema(frozen: Path) -> None:
    for name in package().resources:
        made = schema(name)  # type: ignore[arg-type]
        assert failed(made, load(name)) == [], name  # type: ignore[call-overload]
        assert made.name == name


@pytest.mark.parametrize(
    ("kind", "dtype", "limits", "good", "bad", "code"),
    [
        ("integer", "Int64", {"minimum": 1}, [1, 2, None], [0], "NMG311"),
        ("number", "float64", {"exclusiveMaximum": 1}, [0.5, float("nan")], [1.0], "NMG311"),
        ("number", "float64", {}, [0.333333333333333], [0.3333333333333333], "NMG304"),
        ("string", "string", {"pattern": "a|b"}, ["a", "b", None], ["ab"], "NMG309"),
        ("string", "string", {"pattern": "a"}, ["a"], ["a\n"], "NMG309"),
        ("string", "string", {"maxLength": 2}, ["ab"], ["abc"], "NMG313"),
        ("string", "string", {"required": True}, ["NAS"], [None], "not_nullable"),
        ("string", "string", {"unique": True}, ["a", None, None], ["a", "a"], "NMG312"),
        ("string", "string", {}, ["Ordos"], ["#REF!"], "NMG319"),
        ("boolean", "boolean", {"required": True}, [True, False], [None], "not_nullable"),
    ],
)
def test_constraints(
    kind: str,
    dtype: str,
    limits: dict[str, object],
    good: list[object],
    bad: list[object],
    code: str,
) -> None:
    made = build(of(kind, **limits), text=False)
    assert failed(made, frame(good, dtype)) == []
    assert failed(made, frame(bad, dtype)) == [code]


def test_composite_and_unique_keys() -> None:
    both = described({"name": "x", "type": "integer"}, key=["id", "x"])
    made = build(both, text=False)
    rows = pd.DataFrame({"id": pd.array(["a", "a"], "string"), "x": pd.array([1, 2], "Int64")})
    assert failed(made, rows) == []
    assert failed(made, rows.assign(x=pd.array([1, 1], "Int64"))) == ["NMG401"]


def test_nothing_is_coerced_and_columns_are_those_of_the_schema() -> None:
    made = build(of("integer"), text=False)
    sound = frame([1], "Int64")
    assert failed(made, sound) == []
    for other in (frame([1.5], "float64"), sound.assign(y=1), sound[["x", "id"]], sound[["id"]]):
        assert failed(made, other)
    assert failed(build(of("boolean"), text=False), frame(["maybe"], "string"))


def test_allowed_values_are_categories() -> None:
    modes = of("string", enum=["road", "rail"])
    road = frame(["road"], "string")
    road["x"] = road["x"].astype(pd.CategoricalDtype(["road", "rail"]))
    assert failed(build(modes, text=False), road) == []


@pytest.fixture
def one_table_rule() -> Iterator[str]:
    @rule("NMG499", fix="Give the port another name.", table="ports")
    def short_name(ports: Cells) -> Findings:
        """A port has a name of more than three letters."""
        yield from ports.where(ports.name_en.str.len() < 4, "name_en", "{name_en} is short.")

    yield "NMG499"
    del RULES["NMG499"]


def test_a_rule_on_one_table_is_a_check_of_its_schema(frozen: Path, one_table_rule: str) -> None:
    made, ports = schema("ports"), load("ports")
    assert failed(made, ports) == []
    ports.loc[3, "name_en"] = "Abc"
    assert failed(made, ports) == [one_table_rule]


def test_rules_have_what_explain_and_the_docs_need() -> None:
    codes = [known.code for known in rules()]
    assert codes == sorted(set(codes))
    for known in rules():
        assert known.summary.endswith(".") or known.summary[-1] in "。", known
        assert known.fix
        assert known.family
        assert known.severity in ("error", "warning")
