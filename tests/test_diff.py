"""What changed, cell by cell, and the version bump that it asks for."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from nmg_data._diff import bump, check_version, compare, markdown, read_state, text
from nmg_data._errors import NmgDataError
from nmg_data.checks.descriptor import SEMVER
from nmg_data.cli import main

SCHEMA = {
    "fields": [
        {"name": "id", "type": "string", "constraints": {"enum": ["a", "b", "c"]}},
        {"name": "n", "type": "integer", "constraints": {"minimum": 0}},
        {"name": "note", "type": "string", "title": "Note"},
    ],
    "primaryKey": ["id"],
}


def package(folder: Path, csv: str, *, version="1.0.0", schema=SCHEMA, **more) -> str:
    (folder / "data").mkdir(parents=True)
    (folder / "schemas").mkdir()
    descriptor = {
        "name": "small",
        "version": version,
        "resources": [{"name": "t", "path": "data/t.csv", "schema": "schemas/t.json"}],
        **more,
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    (folder / "schemas" / "t.json").write_text(json.dumps(schema), encoding="utf-8")
    (folder / "data" / "t.csv").write_text(csv, encoding="utf-8")
    return str(folder)


def commit() -> None:
    """Put the working folder into a new repository."""
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "one"]):
        subprocess.run([*git, *words], check=True)


OLD = "id,n,note\na,1,x\nb,2,\n"


@pytest.fixture
def difference(tmp_path):
    def between(csv=OLD, **more):
        old = read_state(package(tmp_path / "old", OLD))
        return compare(old, read_state(package(tmp_path / "new", csv, **more)))

    return between


def changed_schema(number=1, **change):
    fields = [dict(one) for one in SCHEMA["fields"]]
    fields[number] |= change
    return {**SCHEMA, "fields": fields}


@pytest.mark.parametrize(
    ("change", "verdict", "reason"),
    [
        ({}, "none", None),
        ({"csv": "id,n,note\nb,2,\na,1,x\n"}, "none", None),
        ({"csv": "id,n,note\na,1,y\nb,2,\n"}, "patch", "t: 1 row changed"),
        ({"csv": OLD + "c,3,\nd,3,\n"}, "minor", "t: 2 rows added"),
        ({"csv": "id,n,note\na,1,x\n"}, "major", "t: 1 row removed"),
        ({"csv": "id,n,note\na2,1,x\nb,2,\n"}, "major", "t: 1 row removed"),
        ({"schema": changed_schema(type="number")}, "major", "t: n: type 'integer' → 'number'"),
        ({"schema": changed_schema(title="N")}, "patch", "t: n: title changed"),
        (
            {"schema": changed_schema(constraints={"minimum": 1})},
            "major",
            "t: n: constraint minimum tightened",
        ),
        (
            {"schema": changed_schema(0, constraints={"enum": ["a", "b", "c", "d"]})},
            "minor",
            "t: id: constraint enum relaxed",
        ),
        (
            {"schema": changed_schema(0, constraints={"enum": ["a", "b"]})},
            "major",
            "t: id: constraint enum tightened",
        ),
        ({"schema": changed_schema(0, constraints={})}, "minor", "t: id: constraint enum relaxed"),
        ({"schema": {**SCHEMA, "fields": SCHEMA["fields"][::-1]}}, "major", "t: fields reordered"),
        ({"schema": {**SCHEMA, "fields": SCHEMA["fields"][:2]}}, "major", "t: field note removed"),
        ({"title": "new"}, "patch", "descriptor: title changed"),
        (
            {"schema": changed_schema(0, categories=[{"value": "a", "label": "A"}])},
            "patch",
            "t: id: categories changed",
        ),
        ({"schema": changed_schema(0, labels_zh={"a": "甲"})}, "patch", "t: id: labels_zh changed"),
        ({"schema": {**SCHEMA, "title": "T"}}, "patch", "t: title changed"),
        ({"schema": {**SCHEMA, "fieldsMatch": ["subset"]}}, "patch", "t: fieldsMatch changed"),
        ({"schema": {**SCHEMA, "missingValues": ["NA"]}}, "major", "t: missingValues changed"),
        ({"csv": "id,n\na,1\nb,2\n"}, "major", "t: column note removed"),
        ({"csv": "id,n,note,x\na,1,x,\nb,2,,\n"}, "major", "t: column x added"),
        ({"csv": "n,id,note\n1,a,x\n2,b,\n"}, "major", "t: columns reordered"),
        ({"version": "1.0.1"}, "none", None),
    ],
)
def test_verdicts(difference, change, verdict, reason):
    found = difference(**change)
    assert found["verdict"] == verdict
    assert reason is None or reason in [one["what"] for one in found["reasons"]]


def test_a_table_in_another_encoding_is_not_compared(tmp_path):
    new = Path(package(tmp_path / "new", OLD))
    (new / "data" / "t.csv").write_bytes("id,n,note\na,1,口岸\n".encode("gbk"))
    with pytest.raises(NmgDataError, match="this is not UTF-8"):
        read_state(str(new))


def test_a_field_that_goes_with_its_column_is_told_once(difference):
    shorter = {**SCHEMA, "fields": SCHEMA["fields"][:2]}
    found = difference("id,n\na,1\nb,2\n", schema=shorter)
    assert [one["what"] for one in found["tables"]["t"]["fields"]] == ["field note removed"]


def test_labels_that_follow_the_enum_are_told_with_it(difference):
    categories = [{"value": one} for one in "abcd"]
    grown = changed_schema(0, constraints={"enum": list("abcd")}, categories=categories)
    assert [one["what"] for one in difference(schema=grown)["reasons"]] == [
        "t: id: constraint enum relaxed"
    ]


def test_the_order_of_tables_is_compared(tmp_path):
    states = []
    for order in ("ab", "ba"):
        folder = Path(package(tmp_path / order, OLD))
        resources = [
            {"name": one, "path": f"data/{one}.csv", "schema": f"schemas/{one}.json"}
            for one in order
        ]
        for one in order:
            (folder / f"data/{one}.csv").write_text(OLD, encoding="utf-8")
            (folder / f"schemas/{one}.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
        descriptor = {"name": "small", "version": "1.0.0", "resources": resources}
        (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
        states.append(read_state(str(folder)))
    assert compare(*states)["reasons"] == [
        {"level": "patch", "what": "descriptor: resources reordered"}
    ]


def test_cells_are_compared_by_key(difference):
    found = difference("id,n,note\nc,3,\na,1,y\n")
    assert found["tables"]["t"] == {
        "added": [{"id": "c", "n": "3", "note": ""}],
        "removed": [{"id": "b", "n": "2", "note": ""}],
        "changed": [{"key": ["a"], "cells": {"note": ["x", "y"]}}],
        "fields": [],
    }


def test_text(difference, tmp_path):
    assert text(difference("id,n,note\na,2,x\nb,2,\nc,3,\n")) == (
        f"{tmp_path}/old (1.0.0) → {tmp_path}/new (1.0.0)\n"
        "\n"
        "t: 1 added, 1 changed\n"
        "  + c, 3\n"
        "  ~ a\n"
        "      n: 1 → 2\n"
        "\n"
        "verdict: minor\n"
        "  minor: t: 1 row added\n"
        "  patch: t: 1 row changed"
    )


def test_long_cells_are_shown_from_where_they_part(tmp_path):
    states = [
        read_state(package(tmp_path / word, f"id,n,note\na,1,{'x' * 70} {word} {'y' * 70}\n"))
        for word in ("old", "new")
    ]
    found = compare(*states)
    begin, end = f"…{'x' * 14} ", f" {'y' * 39}…"
    assert f"      note: {begin}old{end} → {begin}new{end}\n" in text(found)
    assert f"| {begin}old{end} | {begin}new{end} |" in markdown(found)


def test_markdown_cannot_be_steered_by_a_cell(difference):
    shown = markdown(difference("id,n,note\na,1,<b>|[x](y) @all\u202e\nb,2,\n"))
    assert r"&lt;b&gt;\|\[x\]\(y\) &#64;all\\u202e" in shown


HOSTILE = "0.2.0\n::error file=README.md,line=1::pwned\n\x1b[2J"


def test_no_part_of_a_package_begins_a_line_or_steers_a_terminal(tmp_path):
    old = package(tmp_path / "old", f"id,n,note\na,1,{'y' * 40}\n")
    new = package(
        tmp_path / "new",
        f'id,n,note\na,1,{"x" * 20} ::error::pwned\n"c\n::add-mask::c",3,\n',
        version=HOSTILE,
        schema=changed_schema(**{HOSTILE: 1}),
    )
    found = compare(read_state(old), read_state(new))
    for shown in (text(found), markdown(found)):
        assert "pwned" in shown
        assert not [line for line in shown.split("\n") if line.strip().startswith("::")]
        assert "\x1b" not in shown


def test_messages_of_a_hostile_package_stay_on_their_line(tmp_path, capsys):
    old = package(tmp_path / "old", OLD)
    new = package(tmp_path / "new", OLD + "c,3,\n", version=HOSTILE)
    key = package(tmp_path / "key", 'id,n,note\n"a\n::error::pwned",1,\n"a\n::error::pwned",2,\n')
    for arguments in (["diff", old, new, "--check-version"], ["diff", old, key]):
        assert main(arguments) == 2
        said = capsys.readouterr()
        assert "pwned" in said.err
        assert "\n::" not in said.out + said.err
        assert "\x1b" not in said.out + said.err


def test_json_escapes_what_cannot_be_seen(tmp_path, capsys):
    old = package(tmp_path / "old", OLD)
    new = package(tmp_path / "new", OLD.replace("x", "\u202e\x85"))
    assert main(["diff", old, new, "--format", "json"]) == 0
    shown = capsys.readouterr().out
    assert "\\u202e\\u0085" in shown
    cells = json.loads(shown)["tables"]["t"]["changed"][0]["cells"]
    assert cells["note"][1] == "\u202e\x85"


def test_markdown_fits_into_what_github_shows(difference, monkeypatch):
    monkeypatch.setattr("nmg_data._render.markdown.MAX_SUMMARY", 120)
    shown = markdown(difference(OLD + "c,3,口岸\n" + "d,3,口岸\n"))
    assert shown.endswith("\n\nThe list is cut here.\n")
    assert len(shown.encode()) < 150


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("1.0.0", "1.0.1", "patch"),
        ("1.0.9", "1.1.0", "minor"),
        ("1.9.9", "2.0.0", "major"),
        ("0.1.0", "0.1.1", "minor"),
        ("0.1.0", "0.2.0", "major"),
        ("0.9.0", "1.0.0", "major"),
        ("1.1.0", "1.0.9", "none"),
        ("1.0.0", "1.1.0-rc1", "minor"),
        ("1.1.0-rc1", "1.1.0", "major"),
        ("1.1.0-rc1", "1.1.0-rc1", "none"),
        ("1.1.0", "1.1.0-rc1", "none"),
    ],
)
def test_bump(old, new, part):
    assert bump(old, new) == part


@pytest.mark.parametrize("version", ["1.0", "01.0.0", "1.0.1234567890", "1.0.0 ", "x"])
def test_a_version_is_what_the_rule_on_versions_takes(difference, version):
    assert not SEMVER.fullmatch(version)
    with pytest.raises(NmgDataError, match="is not a version such as"):
        check_version(difference(OLD + "c,3,\n", version=version), None, None)


def test_check_version(difference):
    grown = difference(OLD + "c,3,\n", version="1.0.1")
    assert check_version(grown, None, "## [1.0.1]\n") == [
        "datapackage.json: the version goes from 1.0.0 to 1.0.1, "
        "but the changes ask for 1.1.0 or more (minor)."
    ]


def test_check_version_wants_a_changelog_entry(difference):
    grown = difference(OLD + "c,3,\n", version="1.1.0")
    missing = ["CHANGELOG.md: there is no entry '## [1.1.0]'."]
    assert check_version(grown, None, "## [1.0.0]\n") == missing
    assert check_version(grown, None, "## [Unreleased]\n\n- New.\n") == missing
    assert check_version(grown, None, "## [1.1.0] - 2026\n") == []


UNRELEASED = "# Changelog\n\n## [Unreleased]\n\n### Data\n\n- One.\n\n## [1.0.0]\n\n- Two.\n"


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        (None, UNRELEASED, []),
        ("## [1.0.0]\n\n- Two.\n", UNRELEASED, []),
        (UNRELEASED, UNRELEASED.replace("- One.\n", "- One.\n- Another.\n"), []),
        (UNRELEASED, UNRELEASED, ["no new line under '## [Unreleased]'"]),
        (UNRELEASED, UNRELEASED.replace("- One.", ""), ["no new line under '## [Unreleased]'"]),
        (UNRELEASED, UNRELEASED.replace("Two", "Three"), ["no new line under"]),
        (UNRELEASED, "## [1.0.0]\n\n- New.\n", ["ask for the version 1.1.0 or more (minor)"]),
        (None, None, ["no section '## [Unreleased]'"]),
    ],
)
def test_until_the_release_a_line_under_unreleased_is_enough(difference, old, new, wrong):
    found = check_version(difference(OLD + "c,3,\n"), old, new)
    assert len(found) == len(wrong)
    assert all(part in line for part, line in zip(wrong, found, strict=True))


def test_without_a_change_nothing_is_asked_of_the_changelog(difference):
    assert check_version(difference(), None, None) == []


def test_the_changelog_is_read_where_the_data_are(tmp_path, monkeypatch, capsys):
    old = package(tmp_path / "old", OLD)
    repo = Path(package(tmp_path / "repo", OLD + "c,3,\n"))
    (repo / "CHANGELOG.md").write_text("## [Unreleased]\n\n- A row.\n", encoding="utf-8")
    monkeypatch.chdir(repo)
    commit()
    (repo / "CHANGELOG.md").unlink()
    assert main(["diff", old, "HEAD", "--check-version"]) == 0
    capsys.readouterr()
    assert main(["diff", old, str(repo), "--check-version"]) == 1
    assert "no section '## [Unreleased]'" in capsys.readouterr().err


def test_the_changelog_of_an_archive_is_not_guessed(tmp_path, capsys):
    old = package(tmp_path / "old", OLD)
    new = package(tmp_path / "new", OLD + "c,3,\n")
    archive = shutil.make_archive(str(tmp_path / "new"), "zip", new)
    assert main(["diff", old, archive, "--check-version"]) == 2
    assert "is an archive, and its changelog is not read." in capsys.readouterr().err
    named = tmp_path / "named.md"
    assert main(["diff", old, archive, "--check-version", "--changelog", str(named)]) == 2
    assert "named.md does not exist." in capsys.readouterr().err
    named.write_text("## [Unreleased]\n\n- A row.\n", encoding="utf-8")
    assert main(["diff", old, archive, "--check-version", "--changelog", str(named)]) == 0


def test_a_changelog_that_leads_elsewhere_is_not_followed(tmp_path, capsys):
    old = package(tmp_path / "old", OLD)
    new = package(tmp_path / "new", OLD + "c,3,\n")
    (Path(new) / "CHANGELOG.md").symlink_to("/dev/zero")
    assert main(["diff", old, new, "--check-version"]) == 2
    assert "CHANGELOG.md: The file is a link that leads out of the folder." in (
        capsys.readouterr().err
    )


def test_new_is_the_package_around_the_working_folder(tmp_path, monkeypatch, capsys):
    repo = Path(package(tmp_path / "repo", OLD))
    monkeypatch.chdir(repo)
    commit()
    (repo / "data" / "t.csv").write_text(OLD + "c,3,\n", encoding="utf-8")
    monkeypatch.chdir(repo / "data")
    assert main(["diff", "HEAD"]) == 0
    assert capsys.readouterr().out.startswith("HEAD (1.0.0) → .. (1.0.0)\n")


@pytest.mark.parametrize(
    ("csv", "message"),
    [
        ("id,n,note\na,1\n", "data/t.csv:2: expected 3 cells, found 2."),
        ("id,n,note\na,1,\na,2,\n", "data/t.csv:3: the key 'a' stands twice."),
        ("x,n,note\na,1,\n", "data/t.csv:1: the header lacks the key id."),
        ("id,n,n\na,1,2\n", "data/t.csv:1: the header names a column twice."),
        ('id,n,note\na,1,"x\n', "data/t.csv:2: unexpected end of data."),
    ],
)
def test_a_broken_table_cannot_be_compared(tmp_path, csv, message):
    with pytest.raises(NmgDataError) as caught:
        read_state(package(tmp_path / "new", csv))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"primaryKey": None}, "The primary key is not a list of field names."),
        ({"fields": 5}, "schemas/t.json:1:2: The schema lists no fields."),
        ({"fields": [{"type": "string"}]}, "schemas/t.json:1:13: A field needs a name."),
        ({"fields": [{"name": "id"}]}, "The type of id is not one that this package uses."),
        (
            {"fields": [{"name": "id", "type": "string", "constraints": 5}]},
            "Constraints are an object.",
        ),
        ({"primaryKey": ["x"]}, "There is no field 'x'."),
    ],
)
@pytest.mark.parametrize("verb", ["diff", "format"])
def test_a_schema_that_cannot_be_used_is_said_with_its_line(
    tmp_path, capsys, verb, change, message
):
    new = package(tmp_path / "new", OLD, schema={**SCHEMA, **change})
    assert main([verb, new] if verb == "format" else [verb, new, new]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Run 'nmg-data validate' on it to see all." in said


@pytest.mark.parametrize("verb", ["diff", "format"])
def test_a_key_may_be_one_name(tmp_path, verb):
    new = package(tmp_path / "new", OLD, schema={**SCHEMA, "primaryKey": "id"})
    assert main([verb, new] if verb == "format" else [verb, new, new]) == 0


@pytest.mark.parametrize("revision", ["--output=x", "no-such-revision", "$(id)", "a b", ""])
def test_a_wrong_revision_is_refused(revision, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NmgDataError, match="Give a folder, a wheel, or a git revision"):
        read_state(revision or "no path")


def test_a_git_revision_is_compared_without_a_checkout(tmp_path, monkeypatch):
    package(tmp_path / "repo", OLD)
    monkeypatch.chdir(tmp_path / "repo")
    commit()
    (tmp_path / "repo" / "data" / "t.csv").write_text(OLD + "c,3,\n", encoding="utf-8")
    assert compare(read_state("HEAD"), read_state("."))["verdict"] == "minor"
