"""The descriptor, the schemas and the headers; a second reader opens the package as well."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from corpus import Files

from nmg_data.core.load import load
from nmg_data.validate.descriptor import check_descriptor, header_findings
from nmg_data.validate.findings import Finding
from nmg_data.validate.lines import read_lines

Change = Callable[[dict[str, Any]], object]


def edited(files: Files, path: str, change: Change) -> Files:
    document = json.loads(files[path])
    change(document)
    return {**files, path: json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"}


def found(files: Files, path: str, change: Change) -> list[Finding]:
    return check_descriptor(edited(files, path, change)).findings


def put(*pointer: str | int, value: object) -> Change:
    def change(document: dict[str, Any]) -> None:
        part: Any = document
        for key in pointer[:-1]:
            part = part[key]
        part[pointer[-1]] = value

    return change


def test_the_package_is_a_data_package(clean: Files) -> None:
    described = check_descriptor(clean)
    assert described.findings == []
    assert list(described.tables) == [r["name"] for r in described.descriptor["resources"]]


@pytest.mark.parametrize(
    ("pointer", "value", "code", "says"),
    [
        (("version",), "1.0", "NMG720", "'1.0'"),
        (("licenses",), [], "NMG721", "[]"),
        (("$schema",), "https://example.org/x.json", "NMG707", "profiles/2.0/datapackage.json"),
        (("resources", 4, "encoding"), "gbk", "NMG716", '"utf-8"'),
        (("resources", 4, "title_zh"), "", "NMG712", "title_zh"),
        (("resources", 4, "path"), "../ports.csv", "NMG702", "../ports.csv"),
        (("resources", 4, "path"), "https://example.org/ports.csv", "NMG702", "https"),
        (("resources", 4, "path"), "data/port.csv", "NMG704", "data/port.csv does not exist"),
        (("resources", 4, "bytes"), 5, "NMG707", "not used here"),
        (("created",), "yesterday", "NMG707", "created"),
        (("title",), "Ports\u202e", "NMG106", "direction"),
    ],
)
def test_the_descriptor(
    clean: Files, pointer: tuple[str | int, ...], value: object, code: str, says: str
) -> None:
    findings = found(clean, "datapackage.json", put(*pointer, value=value))
    assert [finding.code for finding in findings] == [code]
    assert says in f"{findings[0].message} {findings[0].expected}"
    line = edited(clean, "datapackage.json", put(*pointer, value=value))[
        "datapackage.json"
    ].decode()
    assert f'"{pointer[-1]}"' in line.split("\n")[(findings[0].line or 0) - 1]


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        (("fields", 4, "constraints", "pattern"), "(?:[A-Z", "NMG709"),
        (("fields", 4, "constraints", "pattern"), "road|rail", "NMG709"),
        (("fields", 4, "constraints", "pattern"), "(?:road)|(?:rail)", "NMG709"),
        (("fields", 4, "constraints", "multipleOf"), 2, "NMG707"),
        (("fields", 4, "type"), "float", "NMG707"),
        (("fields", 4, "evidence"), "seen", "NMG713"),
        (("fields", 4, "labels_zh"), {"road": "公路"}, "NMG714"),
        (("fields", 1, "script"), "english", "NMG725"),
        (("missingValues",), ["", "NA"], "NMG715"),
        (("primaryKey",), ["port"], "NMG708"),
        (("primaryKey",), ["iata"], "NMG717"),
        (("foreignKeys", 1, "reference", "resource"), "place", "NMG708"),
        (("foreignKeys", 1, "reference", "fields"), ["kind"], "NMG724"),
    ],
)
def test_a_schema(clean: Files, pointer: tuple[str | int, ...], value: object, code: str) -> None:
    (finding,) = found(clean, "schemas/ports.json", put(*pointer, value=value))
    assert (finding.code, finding.file) == (code, "schemas/ports.json")
    assert finding.line
    assert finding.line > 1


def test_free_text_states_its_script(clean: Files) -> None:
    (finding,) = found(
        clean, "schemas/ports.json", lambda schema: schema["fields"][1].pop("script")
    )
    assert (finding.code, finding.field) == ("NMG725", "name_en")


def test_a_table_with_a_broken_schema_is_named(clean: Files) -> None:
    described = check_descriptor({**clean, "schemas/ports.json": b"{"})
    assert [finding.code for finding in described.findings] == ["NMG217", "NMG701"]
    assert "ports" not in described.tables
    assert described.broken == {"ports": "the file or the schema of ports cannot be used"}


def test_a_file_that_the_descriptor_does_not_name(clean: Files) -> None:
    described = check_descriptor({**clean, "data/ports (copy).csv": b""})
    assert [finding.place for finding in described.findings] == ["data/ports (copy).csv"]


def test_a_key_that_occurs_twice(clean: Files) -> None:
    text = clean["datapackage.json"].replace(b"{\n", b'{\n  "name": "x",\n', 1)
    (finding,) = check_descriptor({**clean, "datapackage.json": text}).findings
    assert finding.code == "NMG701"
    assert text.decode().split("\n")[(finding.line or 0) - 1].startswith('  "name": "nmg-data"')


@pytest.mark.parametrize(
    ("change", "places"),
    [
        (lambda names: ["", *names], [("NMG201", 1, "pandas wrote its index")]),
        (lambda names: ["Unnamed: 0", *names], [("NMG201", 1, "pandas wrote its index")]),
        (lambda names: [*names[:3], *names[4:]], [("NMG201", 25, "Missing: ucum.")]),
        (lambda names: [*names, "note"], [("NMG201", 60, "Not in the schema, or twice: 'note'.")]),
        (lambda names: [*names, "", ""], [("NMG201", 60, "or twice: ''.")]),
        (lambda names: ["Unit ID", *names[1:]], [("NMG201", 1, "Missing: unit_id.")]),
        (lambda names: [*names[:2], names[1], *names[3:]], [("NMG201", 17, "Missing: name_zh.")]),
        (lambda names: [names[1], names[0], *names[2:]], [("NMG201", 1, "not in the order")]),
        (lambda names: [";".join(names)], [("NMG207", 1, "separated by ';'")]),
        (lambda names: ["cny", "yuan", "元"], [("NMG201", 1, "Missing: unit_id")]),
        (lambda names: [f'"{name}"' for name in names], []),
    ],
)
def test_headers(
    clean: Files, change: Callable[[list[str]], list[str]], places: list[tuple[str, int, str]]
) -> None:
    table = check_descriptor(clean).tables["units"]
    names = [name for name in table.fields if name != "symbol"]
    table = type(table)(
        table.name, table.resource, {"fields": [{"name": n} for n in names], "primaryKey": []}, b""
    )
    file = read_lines("data/units.csv", ",".join(change(names)).encode() + b"\n1\n")
    findings = header_findings(file, table)
    assert [(finding.code, finding.column) for finding in findings] == [
        place[:2] for place in places
    ]
    for finding, (_, _, says) in zip(findings, places, strict=True):
        assert says in finding.message


def test_no_key_has_an_empty_part(clean: Files) -> None:
    for path, data in clean.items():
        if path.startswith("schemas/"):
            schema = json.loads(data)
            required = {
                f["name"] for f in schema["fields"] if f.get("constraints", {}).get("required")
            }
            assert set(schema["primaryKey"]) <= required, path


def test_a_second_reader_opens_the_package(frozen: Path, tmp_path: Path) -> None:
    pointblank = pytest.importorskip("pointblank")
    descriptor = json.loads((frozen / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        resource["schema"] = json.loads((frozen / resource["schema"]).read_bytes())
    (tmp_path / "inlined.json").write_text(json.dumps(descriptor), encoding="utf-8")
    package = pointblank.import_metadata(str(tmp_path / "inlined.json"), format="datapackage")
    assert list(package.items) == [resource["name"] for resource in descriptor["resources"]]
    for resource in descriptor["resources"]:
        read = package.items[resource["name"]]
        assert read.variable_names == [field["name"] for field in resource["schema"]["fields"]]
    ports = load("ports")
    checks = package.items["ports"].to_validate(ports).interrogate()
    for step in json.loads(checks.get_json_report()):
        # Its types are those of polars, and to it a missing cell fails.
        if step["assertion_type"] != "col_schema_match":
            missing = int(ports[step["column"]].isna().to_numpy().sum())
            assert step["n_failed"] in (0, missing), step


def test_a_reference_is_of_equal_type(clean: Files) -> None:
    change = put("foreignKeys", 1, "fields", value=["lat"])
    findings = found(clean, "schemas/ports.json", change)
    assert "place_id is no key of places, or of another type than lat." in [
        finding.message for finding in findings
    ]
