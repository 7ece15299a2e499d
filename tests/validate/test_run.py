"""Reading safely, one mistake as one finding, and reports that no cell can steer."""

import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from corpus import Files

from nmg_data.core.errors import NmgDataError
from nmg_data.core.text import width
from nmg_data.validate import Report, rules, validate
from nmg_data.validate.findings import Finding, shorten
from nmg_data.validate.formatting import format_package
from nmg_data.validate.frames import Data
from nmg_data.validate.reports import FORMS, render, summary
from nmg_data.validate.rules import RULES, Findings, rule
from nmg_data.validate.run import check
from nmg_data.validate.source import open_source

pytestmark = pytest.mark.usefixtures("remembered")

# Reading


def test_a_folder_a_table_a_wheel_and_the_installed_package(package: Path, frozen: Path) -> None:
    wheel = package / "nmg_data-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in (package / "data", package / "schemas", package / "datapackage.json"):
            for file in [path] if path.is_file() else sorted(path.iterdir()):
                archive.write(file, f"nmg_data/{file.relative_to(package).as_posix()}")
        archive.writestr("nmg_data/__init__.py", "")
    names = sorted(open_source(package).files)
    assert len(names) == 31
    for path in (wheel, None, package / "datapackage.json"):
        assert sorted(open_source(path).files) == names
    one = open_source(package / "data/ports.csv")
    assert (one.only, sorted(one.files)) == ("data/ports.csv", names)


def test_one_table_far_from_its_package(frozen: Path, tmp_path: Path) -> None:
    lone = tmp_path / "deep/er/ports.csv"
    lone.parent.mkdir(parents=True)
    lone.write_bytes((frozen / "data/ports.csv").read_bytes().replace(b",road,", b",raod,", 1))
    report = validate(lone)
    assert [(finding.code, finding.place) for finding in report.findings] == [
        ("NMG308", "data/ports.csv:2:44")
    ]
    with pytest.raises(NmgDataError, match=r"not named like a table of nmg-data: .*ports\.csv"):
        validate(lone.rename(lone.with_name("mine.csv")))


def test_only_the_file_that_was_asked_for_is_listed(package: Path) -> None:
    for name in ("ports", "platforms"):
        file = package / f"data/{name}.csv"
        file.write_bytes(file.read_bytes().replace(b",true,", b",yes,", 1))
    report = validate(package / "data/ports.csv")
    assert {finding.file for finding in report.findings} == {"data/ports.csv"}
    assert {finding.file for finding in report.elsewhere} == {"data/platforms.csv"}
    assert "1 more finding in other files" in " ".join(render(report, "text").split())


def test_links_and_folders_are_not_followed(package: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("port_id\nhidden\n", encoding="utf-8")
    (package / "data/ports.csv").unlink()
    os.symlink(secret, package / "data/ports.csv")
    (package / "data/more").mkdir()
    report = validate(package)
    found = {(finding.code, finding.file) for finding in report.findings}
    assert ("NMG703", "data/ports.csv") in found
    assert ("NMG703", "data/more") in found
    assert "hidden" not in render(report, "json")


@pytest.mark.parametrize(
    "path", ["../ports.csv", "/etc/passwd", "https://x.org/ports.csv", "data/../ports.csv"]
)
def test_no_path_leaves_the_folder(clean: Files, path: str) -> None:
    text = clean["datapackage.json"].replace(b"data/ports.csv", path.encode())
    report = check({**clean, "datapackage.json": text})
    assert [finding.code for finding in report.findings] == ["NMG702"]


def test_other_packages_and_other_things(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text('{"name": "other", "resources": [{"name": "x"}]}')
    with pytest.raises(NmgDataError, match="This is the package 'other'; only nmg-data"):
        validate(tmp_path)
    for path in (tmp_path / "no", tmp_path / "x.txt"):
        with pytest.raises(NmgDataError):
            validate(path)
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(NmgDataError, match="cannot be read"):
        validate(tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("a.txt", "")
    with pytest.raises(NmgDataError, match=r"y\.zip has no datapackage\.json"):
        validate(tmp_path / "y.zip")


def test_an_unknown_code_is_told(clean: Files) -> None:
    with pytest.raises(NmgDataError, match="There is no rule 'NMG999'"):
        check(clean, select=["NMG999"])


# Consequences


def sub(path: str, old: str, new: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        text = files[path].decode()
        assert old in text
        return {**files, path: text.replace(old, new, 1).encode()}

    return change


MISTAKES: dict[str, tuple[Callable[[Files], Files], str]] = {
    "a key renamed": (sub("data/units.csv", "\nt,", "\nt_x,"), "NMG403"),
    "a table not UTF-8": (
        lambda f: {**f, "data/ports.csv": b"\xff" + f["data/ports.csv"]},
        "NMG101",
    ),
    "a table cut off": (
        lambda f: {**f, "data/sources.csv": f["data/sources.csv"][:9000]},
        "NMG208",
    ),
    "a table deleted": (lambda f: {k: v for k, v in f.items() if k != "data/places.csv"}, "NMG704"),
    "a cell malformed": (
        sub("data/ports.csv", "\nceke_road,Ceke (road),", "\nceke_road,#REF!,"),
        "NMG319",
    ),
    "a quote": (sub("data/observations.csv", ",12.9亿吨,", ',"12.9亿吨,'), "NMG211"),
    "a column renamed": (sub("data/places.csv", "parent_id", "parent"), "NMG201"),
    "a type in a schema": (sub("schemas/places.json", '"number"', '"float"'), "NMG707"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_one_finding(clean: Files, name: str) -> None:
    change, code = MISTAKES[name]
    findings = [f for f in check(change(clean)).findings if f.code != "NMG217"]
    assert [finding.code for finding in findings] == [code]


def test_a_missing_row_is_one_finding_for_all_cells_that_name_it(clean: Files) -> None:
    (finding,) = check(sub("data/units.csv", "\nt,", "\nt_x,")(clean), select=["NMG4"]).findings
    assert "units has no row 't', to which" in finding.message
    assert finding.hint == RULES["NMG403"].fix


@pytest.fixture
def broken_rule() -> Iterator[None]:
    @rule("NMG498", fix="-")
    def fails(data: Data) -> Findings:
        """A rule that fails."""
        yield data.ports.at(2, None, "x")
        raise KeyError("x")

    yield
    del RULES["NMG498"]


def test_an_unforeseen_exception_is_our_fault(clean: Files, broken_rule: None) -> None:
    report = check(clean, select=["NMG498", "NMG000"])
    assert [finding.code for finding in report.findings] == ["NMG000"]
    assert report.findings[0].message == "The rule NMG498 failed with KeyError: 'x'."
    with pytest.raises(KeyError):
        check(clean, select=["NMG498"], debug=True)


def test_many_findings_of_a_rule_are_cut(clean: Files) -> None:
    lines = clean["data/citations.csv"].decode().split("\n")
    lines[1:400] = [f"x,{line.partition(',')[2]}" for line in lines[1:400]]
    files = {**clean, "data/citations.csv": "\n".join(lines).encode()}
    report = check(files, select=["NMG308"])
    assert len(report.findings) == 200
    assert report.findings[-1].message.endswith("more findings like this in the file.")


def test_format_writes_nothing_over_a_loss(package: Path) -> None:
    ports, units = package / "data/ports.csv", package / "data/units.csv"
    ports.write_bytes(ports.read_bytes().replace(b"\n", b"\r\n").replace("阿".encode(), b"?", 1))
    units.write_bytes(units.read_bytes().replace(b"\n", b"\r\n"))
    before = ports.read_bytes()
    assert format_package(package, check=True).changed == ["data/units.csv"]
    formatted = format_package(package)
    assert formatted.changed == ["data/units.csv"]
    assert [(finding.code, finding.file) for finding in formatted.left] == [
        ("NMG114", "data/ports.csv")
    ]
    assert ports.read_bytes() == before
    assert b"\r" not in units.read_bytes()
    assert format_package(units).changed == []


# Reports

BAD_MODE = Finding(
    code="NMG308",
    file="data/ports.csv",
    line=3,
    column=31,
    field="mode",
    message="`mode` is 'raod', which is not one of its allowed values.",
    expected="road, rail, air",
    found="raod",
    hint="Did you mean 'road'?",
)
QUIET = Finding(code="NMG616", severity="warning", file="data/lists.csv", message="It is unlikely.")
EVIL = replace(
    BAD_MODE,
    message="a\r\n::error::b%0A,c:d|e`<script>[x](http://y)@all\x00\x1b[2J\u202e\ud83d\ufffe",
    found="]]>&\"'",
    field="=x",
)
REPORT = Report(
    name="here",
    version="0.1.0",
    findings=[BAD_MODE, QUIET],
    tables={"lists": 58, "ports": 20},
    rules=["NMG308", "NMG616"],
    skipped={"not all rows of lists could be read": ["NMG428"]},
)


def test_text() -> None:
    assert (
        render(REPORT, "text", columns=60)
        == """\
data/ports.csv:3:31 error NMG308 mode
  `mode` is 'raod', which is not one of its allowed values.
  expected: road, rail, air
  found:    raod
  hint:     Did you mean 'road'?

data/lists.csv warning NMG616
  It is unlikely.

Not run: NMG428, since not all rows of lists could be read.

1 error, 1 warning in 2 files of nmg-data 0.1.0 (here): 2
tables, 78 rows, 2 rules."""
    )
    assert summary(Report(name="", findings=[], tables={"ports": 20}, rules=["NMG101"])) == (
        "No findings in nmg-data (installed): 1 table, 20 rows, 1 rule."
    )


def test_text_fits_also_in_chinese() -> None:
    wide = replace(BAD_MODE, message="满洲里公路口岸" * 20, expected="二连浩特" * 30, found="")
    for columns in (40, 80, 120):
        shown = render(replace(REPORT, findings=[wide]), "text", columns=columns)
        assert max(map(width, shown.split("\n"))) <= columns
        assert "found:    (empty)" in shown


def test_json() -> None:
    found = json.loads(render(REPORT, "json"))
    assert found["valid"] is False
    assert found["package"] == {"name": "nmg-data", "version": "0.1.0", "path": "here"}
    assert found["summary"]["tables"] == {"lists": 58, "ports": 20}
    assert found["findings"][0]["column"] == 31
    assert "line" not in found["findings"][1]
    assert json.loads(render(replace(REPORT, findings=[QUIET]), "json"))["valid"] is True


def test_github() -> None:
    lines = render(REPORT, "github").split("\n")
    assert lines[:2] == [
        "::error file=data/ports.csv,line=3,col=31,title=NMG308::`mode` is 'raod', which is not one "
        "of its allowed values.%0Aexpected: road, rail, air%0Afound: raod%0Ahint: Did you mean 'road'?",
        "::warning file=data/lists.csv,title=NMG616::It is unlikely.",
    ]
    many = replace(REPORT, findings=[replace(BAD_MODE, line=n) for n in range(1, 31)])
    lines = render(many, "github").split("\n")
    assert sum(line.startswith("::") for line in lines) == 10
    assert "20 more findings: see the summary of this step." in lines


def test_no_cell_escapes_from_an_annotation() -> None:
    evil = replace(EVIL, file="data/a,line=1::b\n.csv")
    lines = render(replace(REPORT, findings=[evil], skipped={}), "github").split("\n")
    assert len(lines) == 2
    assert lines[0].startswith("::error file=data/a%2Cline=1%3A%3Ab%0A.csv,line=3,")
    assert "%250A" in lines[0]


def test_sarif() -> None:
    model = pytest.importorskip(
        "pydantic_sarif.model", reason="made from the schema of SARIF 2.1.0"
    )
    log = model.StaticAnalysisResultsFormatSarifVersion210JsonSchema
    for report in (REPORT, replace(REPORT, findings=[EVIL])):
        log.model_validate(json.loads(render(report, "sarif")))
    (run,) = json.loads(render(REPORT, "sarif"))["runs"]
    assert [known["id"] for known in run["tool"]["driver"]["rules"]] == [r.code for r in rules()]
    assert run["results"][0]["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "data/ports.csv"},
        "region": {"startLine": 3, "startColumn": 31},
    }


def test_markdown_is_harmless() -> None:
    shown = render(replace(REPORT, findings=[EVIL]), "markdown")
    assert shown.startswith("### nmg-data validate\n\n<pre>\n1 error in 1 file of nmg-data 0.1.0")
    assert re.findall("<[^>]*>", shown) == ["<pre>", "</pre>"]
    for part in ("<script>", "@all", "http://", "\u202e", "\x1b"):
        assert part not in shown


def test_markdown_says_how_many_findings_it_does_not_list() -> None:
    many = replace(REPORT, findings=[replace(BAD_MODE, line=n) for n in range(1, 1_004)])
    shown = render(many, "markdown")
    assert shown.count("error NMG308") == 1_000
    assert "3 more findings: see the output of nmg-data validate.\n</pre>" in shown


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_utf8_without_control_characters(form: str) -> None:
    shown = render(replace(REPORT, findings=[EVIL]), form)
    assert shown.encode("utf-8")
    assert "\x1b" not in shown
    assert "\u202e" not in shown or form == "json"


def test_shorten_keeps_both_ends() -> None:
    assert shorten("a" * 50 + "z" * 50, 12) == "aaaaaaa…zzzz"
    assert shorten("short") == "short"
