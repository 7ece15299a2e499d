"""Whatever a stranger sends: a finding or one clear line, never a traceback, a hang or a fetch."""

import contextlib
import csv
import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from nmg_data._errors import NmgDataError
from nmg_data._findings import Finding
from nmg_data.checks import UNFORESEEN, validate
from nmg_data.checks import read as reading

Edit = Callable[[dict], object]  # type: ignore[type-arg]


def codes(path: Path, **options: object) -> set[str]:
    """Validate without second opinions; assert that no exception was unforeseen."""
    return {one.code for one in findings(path, **options)}


def findings(path: Path, **options: object) -> list[Finding]:
    found = validate(path, **{"opinions": False, **options}).findings  # type: ignore[arg-type]
    assert UNFORESEEN not in {one.code for one in found}
    return found


def edit_json(file: Path, change: Edit) -> None:
    value = json.loads(file.read_text(encoding="utf-8"))
    change(value)
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def point(folder: Path, key: str, value: object) -> None:
    """Let the first resource name another file."""
    edit_json(folder / "datapackage.json", lambda one: one["resources"][0].update({key: value}))


# Paths


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../outside.csv",
        "data/../../outside.csv",
        "https://example.org/places.csv",
        "file:///etc/passwd",
        "C:\\data\\places.csv",
        "C:/data/places.csv",
        "\\\\server\\share\\places.csv",
        "~/places.csv",
        "data//places.csv",
        "./data/places.csv",
        "data/places.csv\x00",
        "data/\u202eplaces.csv",
        "a" * 300 + ".csv",
        "",
        7,
        None,
        ["data/places.csv", "data/units.csv"],
        {"path": "data/places.csv"},
    ],
)
def test_unsafe_path_is_not_followed(small: Path, path: object) -> None:
    point(small, "path", path)
    found = [one for one in findings(small) if one.code == "NMG702"]
    assert [(one.file, one.line is not None) for one in found] == [("datapackage.json", True)]


def test_schema_url_is_not_fetched(small: Path) -> None:
    point(small, "schema", "https://example.org/schema.json")
    assert "NMG702" in codes(small)


def test_remote_profile_is_not_fetched(small: Path, command: Callable[..., object]) -> None:
    url = "http://127.0.0.1:9/profile.json"
    edit_json(small / "datapackage.json", lambda one: one.update({"$schema": url}))
    edit_json(small / "schemas/units.json", lambda one: one.update({"$schema": url}))
    block = (
        "import sys\n"
        "def refuse(event, args):\n"
        "    if event.startswith('socket.') or event == 'urllib.Request': sys.exit('network')\n"
        "sys.addaudithook(refuse)\n"
        "from pathlib import Path\n"
        "from nmg_data.checks import validate\n"
        "found = validate(Path(sys.argv[1]), opinions=False).findings\n"
        "print(sorted({one.file for one in found if one.code == 'NMG711'}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", block, small], capture_output=True, text=True, timeout=60
    )
    assert done.stdout == "['datapackage.json', 'schemas/units.json']\n", done.stderr


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside.csv", "/dev/zero"])
def test_link_out_of_the_folder_is_not_read(small: Path, target: str) -> None:
    (small.parent / "outside.csv").write_text("source_id\n")
    (small / "data/places.csv").unlink()
    (small / "data/places.csv").symlink_to(target)
    found = [one for one in findings(small) if one.code == "NMG705"]
    assert [one.file for one in found] == ["data/places.csv"]
    if target != "/dev/zero":
        found = [one for one in findings(small / "data/places.csv") if one.code == "NMG705"]
        assert [one.file for one in found] == ["data/places.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_folder_that_is_a_link_out_is_not_read(small: Path) -> None:
    (small / "data").rename(small.parent / "elsewhere")
    (small / "data").symlink_to(small.parent / "elsewhere")
    assert "NMG705" in codes(small)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_link_in_a_circle(small: Path) -> None:
    (small / "data/places.csv").unlink()
    (small / "data/places.csv").symlink_to("places.csv")
    assert codes(small) & {"NMG703", "NMG704"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_pipe_is_not_waited_for(small: Path) -> None:
    (small / "data/places.csv").unlink()
    os.mkfifo(small / "data/places.csv")
    assert "NMG705" in codes(small)


def test_folder_named_like_a_table(small: Path) -> None:
    (small / "data/places.csv").unlink()
    (small / "data/places.csv").mkdir()
    assert codes(small) & {"NMG703", "NMG705"}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_file_without_permission(small: Path) -> None:
    (small / "data/places.csv").chmod(0)
    assert "NMG703" in codes(small)


def test_missing_files(small: Path) -> None:
    (small / "data/places.csv").unlink()
    (small / "schemas/units.json").unlink()
    found = {one.file for one in findings(small) if one.code == "NMG704"}
    assert found == {"data/places.csv", "schemas/units.json"}


def test_one_file_that_is_not_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = small.parent / "units.csv"
    (small / "data/units.csv").rename(alone)
    monkeypatch.setattr(reading, "MAX_FILE", 1000)
    with pytest.raises(NmgDataError, match=r"units\.csv is not read\. The file has .* bytes"):
        validate(alone)


def test_file_too_large(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE", 1000)
    (small / "datapackage.json").write_text(
        '{"resources": [{"name": "a", "path": "data/places.csv"}]}'
    )
    assert "NMG705" in codes(small)


def test_sparse_file_of_a_terabyte(small: Path) -> None:
    with open(small / "data/places.csv", "r+b") as stream:
        try:
            stream.truncate(1 << 40)
        except OSError:
            pytest.skip("no sparse files here")
    assert "NMG705" in codes(small)


def test_file_that_changes_while_it_is_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small / "data/units.csv"
    original = os.read

    def read(handle: int, count: int) -> bytes:
        part = original(handle, count)
        if part and os.fstat(handle).st_ino == file.stat().st_ino:
            with open(file, "ab") as stream:
                stream.write(b"more")
        return part

    monkeypatch.setattr(os, "read", read)
    assert "NMG706" in codes(small)


def test_file_that_vanishes_while_it_is_read(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small / "data/units.csv"
    original = os.open

    def opened(path: str, flags: int, *rest: int) -> int:
        if Path(path).name == "units.csv":
            file.unlink(missing_ok=True)
        return original(path, flags, *rest)

    monkeypatch.setattr(os, "open", opened)
    assert "NMG706" in codes(small)


# JSON


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1, "a": 2}',
        '{"a": {"b": 1, "b": 2}}',
        '{"a": NaN}',
        '{"a": Infinity}',
        '{"a": "\\ud800"}',
        '{"a": ' + "1" * 10_000 + "}",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"a": [' + "[" * 200 + "]" * 200 + "]}",
        "[1, 2]",
        '"text"',
        "null",
        "{",
        '{"a": "\x00"}',
        '{"a" "b"}',
        "{'a': 1}",
        '{"a": 1} trailing',
    ],
)
@pytest.mark.parametrize("file", ["datapackage.json", "schemas/units.json"])
def test_json_that_is_refused(small: Path, file: str, text: str) -> None:
    (small / file).write_text(text, encoding="utf-8")
    found = [one for one in findings(small) if one.code == "NMG701"]
    assert [one.file for one in found] == [file]
    assert len(found[0].message) < 200


def test_json_too_large(small: Path) -> None:
    (small / "schemas/units.json").write_text('{"a": "' + "x" * 5_000_000 + '"}')
    assert "NMG701" in codes(small)


def test_second_key_is_located(small: Path) -> None:
    (small / "schemas/units.json").write_text('{\n  "a": {"b": 1},\n  "b": 2,\n  "a": 3\n}\n')
    (found,) = [one for one in findings(small) if one.code == "NMG701"]
    assert (found.line, found.column) == (4, 3)


ODD = [None, True, 0, -1, 1e300, "", "x", [], {}, [1], ["a", "a"], [None], {"a": 1}, [[]], [{}]]


@pytest.mark.parametrize("value", ODD, ids=repr)
@pytest.mark.parametrize(
    "key",
    ["fields", "primaryKey", "foreignKeys", "uniqueKeys", "missingValues", "$schema"],
)
def test_odd_parts_of_a_schema(small: Path, key: str, value: object) -> None:
    edit_json(small / "schemas/units.json", lambda one: one.update({key: value}))
    found = findings(small)
    if value != [] or key in ("fields", "primaryKey", "$schema"):
        assert any(one.file == "schemas/units.json" for one in found)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_odd_parts_of_a_field(small: Path, value: object) -> None:
    keys = ["name", "type", "title", "constraints", "categories", "labels_zh", "evidence", "format"]
    for key in keys:
        edit_json(
            small / "schemas/units.json", lambda one, k=key: one["fields"][1].update({k: value})
        )
        findings(small)
    limits = ["required", "unique", "enum", "pattern", "minimum", "maxLength", "exclusiveMinimum"]
    for key in limits:
        edit_json(
            small / "schemas/places.json",
            lambda one, k=key: one["fields"][7].update({"constraints": {k: value}}),
        )
        findings(small)


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_odd_parts_of_the_descriptor(small: Path, value: object) -> None:
    original = (small / "datapackage.json").read_text(encoding="utf-8")
    keys = ["resources", "licenses", "name", "version", "title", "$schema"]
    for key in keys:
        edit_json(small / "datapackage.json", lambda one, k=key: one.update({k: value}))
        findings(small)
        (small / "datapackage.json").write_text(original, encoding="utf-8")
    for key in ("name", "path", "schema", "dialect", "encoding", "title", "bytes", "hash"):
        point(small, key, value)
        findings(small)
        (small / "datapackage.json").write_text(original, encoding="utf-8")


def test_ten_thousand_resources(small: Path) -> None:
    one = {"name": "x", "path": "data/units.csv", "schema": "schemas/units.json"}
    edit_json(small / "datapackage.json", lambda d: d.update({"resources": [one] * 10_000}))
    assert "NMG707" in codes(small)


def test_hidden_text_in_escapes(small: Path) -> None:
    file = small / "datapackage.json"
    text = file.read_text(encoding="utf-8").replace('"title": "Units"', '"title": "\\u202estinU"')
    file.write_text(text, encoding="utf-8")
    (found,) = [one for one in findings(small) if one.code == "NMG722"]
    assert found.line == text[: text.index("\\u202e")].count("\n") + 1


# Patterns


@pytest.mark.parametrize("pattern", ["(?:(?:[a-z]+)+!)", "(?:(?:a|aa)+!)", "(?:(\\w*)*\\1!)"])
def test_pattern_that_explodes(small: Path, pattern: str) -> None:
    file = small / "schemas/units.json"
    edit_json(file, lambda one: one["fields"][1].update({"constraints": {"pattern": pattern}}))
    data = small / "data/units.csv"
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace("yuan,", "a" * 60 + ",", 1), encoding="utf-8")
    began = time.monotonic()
    found = [one for one in findings(small, opinions=True) if one.code == "NMG709"]
    assert [(one.file, one.field) for one in found] == [("schemas/units.json", "name_en")]
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "pattern", ["(", "(?P<a>x)(?P<a>y)", "[z-a]", "(?:" * 2000, "a" * 10_000, "x{9999999999}", "*"]
)
def test_pattern_that_is_none(small: Path, pattern: str) -> None:
    file = small / "schemas/units.json"
    edit_json(file, lambda one: one["fields"][1].update({"constraints": {"pattern": pattern}}))
    assert "NMG709" in codes(small)


# Tables


def test_cell_of_50_megabytes(small: Path) -> None:
    with open(small / "data/units.csv", "a", encoding="utf-8") as stream:
        stream.write("zz," + "x" * 50_000_000 + ",z,,,count,1,zz\n")
    assert "NMG215" in codes(small)


def test_quoted_cell_of_50_megabytes(small: Path) -> None:
    with open(small / "data/units.csv", "a", encoding="utf-8") as stream:
        stream.write('zz,"' + "x\n" * 25_000_000 + '",z,,,count,1,zz\n')
    assert "NMG215" in codes(small)


def test_header_of_100000_columns(small: Path) -> None:
    (small / "data/units.csv").write_text(",".join(f"c{i}" for i in range(100_000)) + "\n")
    assert "NMG215" in codes(small)


def test_record_of_100000_cells(small: Path) -> None:
    with open(small / "data/units.csv", "a", encoding="utf-8") as stream:
        stream.write("," * 100_000 + "x\n")
    assert "NMG208" in codes(small)


def test_million_faults_are_cut(small: Path) -> None:
    with open(small / "data/units.csv", "a", encoding="utf-8") as stream:
        stream.write("zz,z,z,,,planet,x,nowhere\n" * 100_000)
    began = time.monotonic()
    found = findings(small)
    assert {"NMG302", "NMG308", "NMG401", "NMG403"} <= {one.code for one in found}
    assert len(found) < 5_000
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "NMG111"),
        (b"\n\n\n", "NMG111"),
        (b"\x00" * 1000, "NMG105"),
        (b"\xff\xfe" + "unit_id,name_en\n".encode("utf-16-le"), "NMG101"),
        ("unit_id,满洲里\n".encode("gbk"), "NMG101"),
        (b"\xef\xbb\xbfunit_id,name_en\n", "NMG102"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "NMG101"),
        (b'"', "NMG212"),
        (b'a"\n' * 10_000, "NMG211"),
        (b"," * 500 + b"\n", "NMG206"),
        (b"unit_id" * 200_000, "NMG215"),
    ],
)
def test_what_is_no_table(small: Path, data: bytes, code: str) -> None:
    (small / "data/units.csv").write_bytes(data)
    assert code in codes(small)
    limit = csv.field_size_limit(2**31 - 1)  # as other libraries set it for the whole process
    try:
        assert code in codes(small)
    finally:
        csv.field_size_limit(limit)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("=1+1", "NMG314"),
        ("@SUM(A1)", "NMG314"),
        ("+cmd|' /C calc'!A0", "NMG314"),
        ("-2+3+cmd", "NMG314"),
        ("a\x07b", "NMG106"),
        ("a\x1b[2Jb", "NMG106"),
        ("a\u202eb", "NMG107"),
        ("a\u200bb", "NMG108"),
        ("a\ue000b", "NMG109"),
        ("yu\u0430n", "NMG315"),
        ("e\u0301", "NMG110"),
        ("a\x00b", "NMG105"),
        ("a\u00a0b", "NMG113"),
        ("a\u2028b", "NMG106"),
        ("\U000e0041", "NMG108"),
        ("\u0378", "NMG109"),
    ],
)
def test_hostile_cell(small: Path, cell: str, code: str) -> None:
    file = small / "data/units.csv"
    lines = file.read_text(encoding="utf-8").split("\n")
    cells = lines[1].split(",")
    cells[1] = cell
    lines[1] = ",".join(cells)
    file.write_text("\n".join(lines), encoding="utf-8")
    (found,) = [one for one in findings(small) if one.code == code]
    assert (found.file, found.line) == ("data/units.csv", 2)


def test_hostile_cells_do_not_reach_the_terminal(
    small: Path, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    file = small / "data/units.csv"
    text = file.read_text(encoding="utf-8")
    evil = "\x1b]0;owned\x07\u202e::error::x%0A|<script>@all"
    file.write_text(text.replace("yuan", evil, 1).replace("mass", evil, 1), encoding="utf-8")
    for form in ("text", "json", "github", "junit", "sarif", "markdown"):
        done = command("validate", small, "--format", form, "--no-opinions")
        assert done.returncode == 1, done.stderr
        assert not set(done.stdout) & set("\u202e\x1b\x07")
        assert not re.search("^::error::x", done.stdout, re.MULTILINE)


# Archives


def archive(path: Path, members: dict[str, bytes], **options: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stream:
        for name, data in members.items():
            stream.writestr(name, data)
    return path


def whole(small: Path) -> dict[str, bytes]:
    return {
        file.relative_to(small).as_posix(): file.read_bytes()
        for file in small.rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("prefix", ["", "nmg_data/", "nmg-data-1.0/"])
def test_archive_is_as_good_as_its_folder(small: Path, tmp_path: Path, prefix: str) -> None:
    members = {prefix + name: data for name, data in whole(small).items()}
    inside = validate(archive(tmp_path / "one.whl", members), opinions=False)
    outside = validate(small, opinions=False)
    assert inside.findings == outside.findings
    assert inside.tables == outside.tables


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/evil.csv", "a/../../evil", "C:/evil", "a\\..\\b", "a//b"]
)
def test_archive_with_escaping_member(small: Path, tmp_path: Path, name: str) -> None:
    made = archive(tmp_path / "one.zip", {**whole(small), name: b"x"})
    with pytest.raises(NmgDataError, match="refused"):
        validate(made)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["one.zip", "package"]


def test_archive_with_link(small: Path, tmp_path: Path) -> None:
    made = archive(tmp_path / "one.zip", whole(small))
    with zipfile.ZipFile(made, "a") as stream:
        link = zipfile.ZipInfo("data/link.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        stream.writestr(link, "/etc/passwd")
    with pytest.raises(NmgDataError, match="symbolic link"):
        validate(made)


def test_archive_that_explodes(small: Path, tmp_path: Path) -> None:
    members = {**whole(small), "data/bomb.csv": b"\0" * 60_000_000}
    with pytest.raises(NmgDataError, match="would grow"):
        validate(archive(tmp_path / "one.zip", members))


def test_archive_too_large(small: Path, tmp_path: Path) -> None:
    members = {**whole(small), "data/bomb.csv": b"\0" * 70_000_000}
    with pytest.raises(NmgDataError, match="too large"):
        validate(archive(tmp_path / "one.zip", members))


def test_archive_with_too_many_members(tmp_path: Path) -> None:
    made = archive(tmp_path / "one.zip", {f"x{i}": b"" for i in range(2_500)})
    with pytest.raises(NmgDataError, match="members"):
        validate(made)


def test_archive_that_lies_about_a_size(small: Path, tmp_path: Path) -> None:
    made = archive(tmp_path / "one.zip", whole(small))
    data = bytearray(made.read_bytes())
    # The size in the directory at the end, of whatever member comes first.
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    made.write_bytes(bytes(data))
    with contextlib.suppress(NmgDataError):
        assert codes(made)


def test_archive_with_a_member_twice(small: Path, tmp_path: Path) -> None:
    made = archive(tmp_path / "one.zip", whole(small))
    with zipfile.ZipFile(made, "a") as stream, pytest.warns(UserWarning, match="Duplicate"):
        stream.writestr("data/units.csv", "other")
    with pytest.raises(NmgDataError, match="twice"):
        validate(made)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "one.whl").write_bytes(data)
    with pytest.raises(NmgDataError):
        validate(tmp_path / "one.whl")


@pytest.mark.parametrize("cut", [100, 1000, 10_000])
def test_damaged_archive(small: Path, tmp_path: Path, cut: int) -> None:
    made = archive(tmp_path / "one.zip", whole(small))
    data = bytearray(made.read_bytes())
    data[cut : cut + 50] = b"\xff" * 50
    made.write_bytes(bytes(data))
    with contextlib.suppress(NmgDataError):
        codes(made)


# The command


@pytest.mark.parametrize(
    "path", ["nowhere", "", "empty", "units.txt", "http://127.0.0.1:9/x", "/dev/null", "x\x01.csv"]
)
def test_path_that_cannot_be_validated(
    tmp_path: Path, path: str, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "units.txt").write_text("x")
    done = command("validate", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().split("\n")) == 1
    assert "Traceback" not in done.stderr
    assert "NMG000" not in done.stderr


@pytest.mark.parametrize("lang", ["C", "POSIX", "C.UTF-8"])
def test_any_locale(
    small: Path, lang: str, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    file = small / "data/units.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("吨", "吨 ", 1), encoding="utf-8")
    done = command(
        "validate",
        small,
        "--no-opinions",
        LANG=lang,
        LC_ALL=lang,
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    assert done.returncode == 1
    assert done.stderr == ""
    assert "NMG214" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes are other there")
def test_closed_pipe(small: Path) -> None:
    script = (
        f"{sys.executable} -m nmg_data validate {small} --no-opinions --format sarif | head -c 10"
    )
    script += "; exit ${PIPESTATUS[0]}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout[:1], done.stderr) == (141, "{", "")


@pytest.mark.skipif(os.name == "nt", reason="pipes are other there")
def test_closed_output() -> None:
    script = f"{sys.executable} -m nmg_data list"
    done = subprocess.run(["bash", "-c", f"{script} >&-"], capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "standard output is closed" in done.stderr
    done = subprocess.run(["bash", "-c", f"{script}x 2>&-"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "gbk"])
def test_data_is_utf8_in_any_locale(
    encoding: str, command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    environ = {"PYTHONIOENCODING": encoding}
    for words in (("show", "ports", "--format", "csv"), ("describe", "ports", "--format", "json")):
        done = command(*words, **environ)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout == command(*words, PYTHONIOENCODING="utf-8").stdout


@pytest.mark.skipif(os.name == "nt", reason="signals are other there")
@pytest.mark.parametrize("delay", [0.3, 0.8, 1.3])
def test_interrupt(small: Path, delay: float) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "nmg_data", "validate", small],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as child:
        time.sleep(delay)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert "NMG000" not in out + err
    if child.returncode == 130:
        assert err == "nmg-data: interrupted\n"
    else:
        # It was done before the signal came, or Python itself was still starting.
        assert child.returncode in (0, 1, -signal.SIGINT, 1)
