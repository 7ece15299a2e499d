"""pandera schemas built from the Table Schemas, and what pandera must find with them."""

import pandas as pd
import pandera.errors
import pandera.pandas as pa
import pytest

from nmg_data import load, schema, tables
from nmg_data._pandera import build

KEY = {"name": "id", "type": "string", "constraints": {"required": True}}


def described(kind: str, **limits: object) -> dict[str, object]:
    return {
        "fields": [KEY, {"name": "x", "type": kind, "constraints": limits}],
        "primaryKey": ["id"],
    }


def failed(made: pa.DataFrameSchema, frame: pd.DataFrame) -> list[tuple[str, str, object]]:
    """Return check, column and failing value of every failure."""
    try:
        made.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        return [
            (str(check).partition("(")[0], column, value)
            for check, column, value in zip(
                cases["check"], cases["column"], cases["failure_case"], strict=True
            )
        ]
    return []


def frame(values: list[object], dtype: str) -> pd.DataFrame:
    ids = pd.array([f"k{i}" for i in range(len(values))], dtype="string")
    return pd.DataFrame({"id": ids, "x": pd.array(values, dtype=dtype)})


@pytest.mark.parametrize("name", tables())
def test_every_table_passes_its_schema(name: str) -> None:
    made = schema(name)  # type: ignore[arg-type]
    assert failed(made, load(name)) == []  # type: ignore[call-overload]
    assert made.name == name


@pytest.mark.parametrize(
    ("kind", "dtype", "limits", "good", "bad", "check"),
    [
        ("integer", "Int64", {"minimum": 1}, [1, 2, None], [0], "greater_than_or_equal_to"),
        ("integer", "Int64", {"maximum": 9}, [9], [10], "less_than_or_equal_to"),
        ("number", "float64", {"exclusiveMinimum": 0}, [0.5], [0.0], "greater_than"),
        ("number", "float64", {"exclusiveMaximum": 1}, [0.5], [1.0], "less_than"),
        ("string", "string", {"pattern": "a|b"}, ["a", "b", None], ["ab"], "str_matches"),
        ("string", "string", {"pattern": "a|b"}, ["a"], ["axx"], "str_matches"),
        ("string", "string", {"pattern": "a"}, ["a"], ["a\n"], "str_matches"),
        ("string", "string", {"maxLength": 2}, ["ab"], ["abc"], "str_length"),
        ("string", "string", {"required": True}, ["NA"], [None], "not_nullable"),
        ("boolean", "boolean", {"required": True}, [True, False], [None], "not_nullable"),
    ],
)
def test_constraint(
    kind: str,
    dtype: str,
    limits: dict[str, object],
    good: list[object],
    bad: list[object],
    check: str,
) -> None:
    made = build(described(kind, **limits), "t")
    assert failed(made, frame(good, dtype)) == []
    assert [one[:2] for one in failed(made, frame(bad, dtype))] == [(check, "x")]


def test_unique_lets_missing_cells_pass() -> None:
    made = build(described("string", unique=True), "t")
    assert failed(made, frame([None, None, "a"], "string")) == []
    assert failed(made, frame(["a", "a", None], "string")) == [("unique", "x", "a")] * 2


def test_composite_key() -> None:
    both = {"fields": [KEY, {"name": "x", "type": "integer"}], "primaryKey": ["id", "x"]}
    made = build(both, "t")
    sound = pd.DataFrame(
        {"id": pd.array(["a", "a"], dtype="string"), "x": pd.array([1, 2], dtype="Int64")}
    )
    assert failed(made, sound) == []
    doubled = sound.assign(x=pd.array([1, 1], dtype="Int64"))
    assert {one[0] for one in failed(made, doubled)} == {"multiple_fields_uniqueness"}


def test_nothing_is_coerced() -> None:
    made = build(described("integer"), "t")
    assert failed(made, frame([1.5], "float64"))
    assert failed(build(described("boolean"), "t"), frame(["maybe"], "string"))


def test_columns_are_those_of_the_schema_in_order() -> None:
    made = build(described("integer"), "t")
    sound = frame([1], "Int64")
    assert failed(made, sound.assign(y=1))
    assert failed(made, sound[["x", "id"]])
    assert failed(made, sound[["id"]])


def test_closed_lists_as_categories_or_text() -> None:
    closed = described("string", enum=["road", "rail"])
    category = pd.CategoricalDtype(["road", "rail"])
    ids = pd.array(["k0"], dtype="string")
    as_category = pd.DataFrame({"id": ids, "x": pd.Categorical(["road"], dtype=category)})
    assert failed(build(closed, "t"), as_category) == []
    as_text = build(closed, "t", lists_as_text=True)
    assert failed(as_text, frame(["road", None], "string")) == []
    assert failed(as_text, frame(["raod"], "string")) == [("isin", "x", "raod")]
