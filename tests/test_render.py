"""One report in six forms, written out in full, and the forms' own rules."""

import json
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from importlib.resources import files

import jsonschema
import pytest

from nmg_data._findings import Finding
from nmg_data._render import FORMATS, render, summary
from nmg_data._render.github import MAX_EACH
from nmg_data._render.text import render as text
from nmg_data._terminal import width
from nmg_data.checks import Report, Skipped, rules

BAD_MODE = Finding(
    code="NMG308",
    severity="error",
    file="data/ports.csv",
    line=3,
    column=31,
    field="mode",
    message="'raod' is not a value that mode allows.",
    expected="road, rail, air",
    found="raod",
    hint="Did you mean 'road'?",
)
QUIET = Finding(
    code="NMG792",
    severity="warning",
    file="data/lists.csv",
    message="frictionless finds nothing here, where we find NMG308.",
)
EVIL = replace(
    BAD_MODE,
    message="a\r\n::error::b%0A,c:d|e`<script>[x](http://y)@all\x00\x1b[2J\u202e\ud83d\ufffe",
    found="]]>&\"'",
    field="=x",
)
REPORT = Report(
    name="here",
    package="nmg-data",
    version="0.1.0",
    findings=[BAD_MODE, QUIET],
    tables={"lists": 58, "ports": 20},
    rules=["NMG308", "NMG792"],
    skipped=[Skipped("NMG3", "data/units.csv", "it is not UTF-8")],
)
EMPTY = Report(name="", package="nmg-data", findings=[], tables={"ports": 20}, rules=["NMG101"])


def test_text() -> None:
    assert (
        text(REPORT, columns=60)
        == """\
data/ports.csv:3:31 error NMG308 mode
  'raod' is not a value that mode allows.
  expected: road, rail, air
  found:    raod
  hint:     Did you mean 'road'?

data/lists.csv warning NMG792
  frictionless finds nothing here, where we find NMG308.

Not run:
  NMG3xx on data/units.csv: it is not UTF-8.

1 error, 1 warning in 2 files of nmg-data 0.1.0 (here): 2
tables, 78 rows, 2 rules run."""
    )


def test_text_without_findings() -> None:
    assert text(EMPTY, columns=80) == (
        "No findings in nmg-data (installed): 1 table, 20 rows, 1 rule run."
    )


def test_text_fits_the_terminal_also_in_chinese() -> None:
    wide = replace(BAD_MODE, message="满洲里公路口岸" * 20, expected="二连浩特" * 30, found="")
    for columns in (40, 80, 120):
        shown = text(replace(REPORT, findings=[wide]), columns=columns)
        assert max(map(width, shown.split("\n"))) <= columns
        assert "found:    (empty)" in shown


def test_rules_that_were_not_run_stand_together() -> None:
    gaps = [Skipped(code, "", "lists: it is not UTF-8") for code in ("NMG428", "NMG429")]
    shown = text(replace(EMPTY, skipped=gaps), columns=80)
    assert "Not run:\n  NMG428, NMG429: lists: it is not UTF-8.\n" in shown


def test_colours_are_escape_sequences_and_nothing_else() -> None:
    import re

    coloured = text(REPORT, columns=80, colour=True)
    assert coloured != text(REPORT, columns=80)
    assert re.sub(r"\x1b\[\d+m", "", coloured) == text(REPORT, columns=80)


def test_json_has_its_schema() -> None:
    schema = json.loads(
        files("nmg_data._render").joinpath("findings.schema.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for report in (REPORT, EMPTY, replace(REPORT, findings=[EVIL])):
        validator.validate(json.loads(render(report, "json")))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({"valid": True})


def test_json() -> None:
    found = json.loads(render(REPORT, "json"))
    assert found["valid"] is False
    assert found["summary"] == {
        "errors": 1,
        "warnings": 1,
        "elsewhere": 0,
        "tables": {"lists": 58, "ports": 20},
        "rows": 78,
        "rules": ["NMG308", "NMG792"],
    }
    assert found["findings"][0] == {
        "code": "NMG308",
        "severity": "error",
        "file": "data/ports.csv",
        "message": "'raod' is not a value that mode allows.",
        "line": 3,
        "column": 31,
        "field": "mode",
        "expected": "road, rail, air",
        "found": "raod",
        "hint": "Did you mean 'road'?",
    }
    assert found["skipped"] == [
        {"rules": "NMG3", "what": "data/units.csv", "reason": "it is not UTF-8"}
    ]
    assert json.loads(render(replace(REPORT, findings=[QUIET]), "json"))["valid"] is True


def test_github() -> None:
    assert render(REPORT, "github").split("\n") == [
        "::error file=data/ports.csv,line=3,col=31,title=NMG308::'raod' is not a value that mode "
        "allows.%0Aexpected: road, rail, air%0Afound: raod%0Ahint: Did you mean 'road'?",
        "::warning file=data/lists.csv,title=NMG792::frictionless finds nothing here, where we "
        "find NMG308.",
        "1 error, 1 warning in 2 files of nmg-data 0.1.0 (here): 2 tables, 78 rows, 2 rules run.",
    ]


def test_github_shows_the_worst_and_says_how_many_are_left() -> None:
    many = [replace(BAD_MODE, line=n) for n in range(1, 31)] + [QUIET] * 12
    lines = render(replace(REPORT, findings=many), "github").split("\n")
    assert sum(line.startswith("::error ") for line in lines) == MAX_EACH
    assert sum(line.startswith("::warning ") for line in lines) == MAX_EACH
    assert lines[-2] == "22 more findings are in the summary of this step."


def test_github_cannot_be_escaped_from() -> None:
    evil = replace(EVIL, file="data/a,line=1::b\n.csv")
    lines = render(replace(REPORT, findings=[evil]), "github").split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("::error file=data/a%2Cline=1%3A%3Ab%0A.csv,line=3,")
    assert "%250A" in lines[0]


def test_junit() -> None:
    suites = ElementTree.fromstring(render(REPORT, "junit"))
    (suite,) = suites
    assert {k: suite.get(k) for k in ("tests", "failures", "errors", "skipped")} == {
        "tests": "2",
        "failures": "1",
        "errors": "0",
        "skipped": "0",
    }
    failed, warned = suite
    assert failed.get("name") == "NMG308 not-in-list"
    (failure,) = failed
    assert failure.get("message") == "data/ports.csv:3:31: 'raod' is not a value that mode allows."
    assert (failure.text or "").endswith("found: raod · hint: Did you mean 'road'?")
    assert [part.tag for part in warned] == ["system-out"]


def test_junit_survives_what_xml_forbids() -> None:
    suites = ElementTree.fromstring(
        render(replace(REPORT, findings=[EVIL]), "junit").encode("utf-8")
    )
    failure = suites.find(".//failure")
    assert failure is not None
    assert "\\x00" in (failure.text or "")
    assert "]]>&\"'" in (failure.text or "")


def test_junit_names_skipped_rules() -> None:
    gap = Skipped("NMG428", "", "lists: it is not UTF-8")
    suites = ElementTree.fromstring(render(replace(REPORT, skipped=[gap]), "junit"))
    skipped = suites.find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "lists: it is not UTF-8"


def test_sarif() -> None:
    (run,) = json.loads(render(REPORT, "sarif"))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    described = run["tool"]["driver"]["rules"]
    assert [one["id"] for one in described] == [one.code for one in rules()]
    first, second = run["results"]
    assert described[first["ruleIndex"]]["id"] == first["ruleId"] == "NMG308"
    assert first["level"] == "error"
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "data/ports.csv"},
                "region": {"startLine": 3, "startColumn": 31},
            }
        }
    ]
    assert "region" not in second["locations"][0]["physicalLocation"]
    assert run["invocations"][0]["executionSuccessful"] is True


def test_sarif_passes_its_schema() -> None:
    model = pytest.importorskip(
        "pydantic_sarif.model", reason="made from the schema of SARIF 2.1.0"
    )
    log = model.StaticAnalysisResultsFormatSarifVersion210JsonSchema
    for report in (REPORT, EMPTY, replace(REPORT, findings=[replace(EVIL, message="x")])):
        log.model_validate(json.loads(render(report, "sarif")))
    with pytest.raises(ValueError, match="version"):
        log.model_validate({"version": "9", "runs": []})


def test_markdown() -> None:
    assert (
        render(REPORT, "markdown")
        == """\
### nmg-data validate

1 error, 1 warning in 2 files of nmg-data 0.1.0 \\(here\\): 2 tables, 78 rows, 2 rules run.

| place | rule | what is wrong | how to mend it |
| --- | --- | --- | --- |
| data/ports.csv:3:31 | error NMG308 | 'raod' is not a value that mode allows. Expected: road, rail, \
air. Found: raod. | Did you mean 'road'? |
| data/lists.csv | warning NMG792 | frictionless finds nothing here, where we find NMG308. |  |

Not run:

- NMG3xx on data/units.csv: it is not UTF-8."""
    )


def test_markdown_is_harmless() -> None:
    shown = render(replace(REPORT, findings=[EVIL]), "markdown")
    row = next(line for line in shown.split("\n") if "NMG308" in line)
    assert row.count("|") - row.count("\\|") == 5
    assert "<script>" not in shown
    assert "@all" not in shown
    assert "http://" not in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_can_be_written_as_utf8_and_twice_the_same(form: str) -> None:
    report = replace(REPORT, findings=[replace(EVIL, message=EVIL.message.replace("\ud83d", ""))])
    assert render(report, form).encode("utf-8")
    assert render(report, form) == render(report, form)


def test_findings_in_other_files_are_counted() -> None:
    report = replace(EMPTY, elsewhere=[BAD_MODE, BAD_MODE, QUIET])
    told = "2 errors, 1 warning in other files: validate the whole package to see them."
    for form in ("text", "markdown", "github", "junit", "sarif"):
        assert told in " ".join(render(report, form).split()), form
    found = json.loads(render(report, "json"))
    assert (found["valid"], found["summary"]["elsewhere"]) == (False, 3)


def test_summary_counts() -> None:
    assert summary(replace(REPORT, findings=[QUIET, QUIET])) == (
        "2 warnings in 1 file of nmg-data 0.1.0 (here): 2 tables, 78 rows, 2 rules run."
    )


def test_summary_of_a_package_that_says_nothing_of_itself() -> None:
    assert summary(replace(EMPTY, package="", name="a\nb")).startswith("No findings in a\\nb: ")
    shown = summary(replace(EMPTY, package="x" * 500 + "\x1b", name="."))
    assert shown.startswith("No findings in xxx")
    assert len(shown) < 150
