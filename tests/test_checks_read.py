"""What can be validated: a folder, one CSV, a wheel, the installation."""

import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from nmg_data._errors import MissingExtraError, NmgDataError
from nmg_data._render import not_run
from nmg_data.checks import validate


def test_the_package_itself() -> None:
    report = validate()
    assert report.findings == []
    assert len(report.tables) == 15
    assert {"NMG101", "NMG213", "NMG308", "NMG403", "NMG701", "NMG791"} <= set(report.rules)


def test_one_table_of_a_folder(package: Path) -> None:
    for name in ("ports", "units"):
        file = package / f"data/{name}.csv"
        file.write_bytes(file.read_bytes() + b"\n")
    report = validate(package / "data/units.csv", opinions=False)
    assert [(one.code, one.file) for one in report.findings] == [("NMG112", "data/units.csv")]
    assert [(one.code, one.file) for one in report.elsewhere] == [("NMG112", "data/ports.csv")]


def test_what_one_table_breaks_in_others_is_counted(package: Path) -> None:
    file = package / "data/ports.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    one, all_ = validate(file, opinions=False), validate(package, opinions=False)
    assert one.findings == []
    assert one.elsewhere == all_.findings != []
    assert one.failed


def test_one_table_without_a_folder(package: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    text = (package / "data/ports.csv").read_text(encoding="utf-8")
    (alone / "ports.csv").write_text(text.replace(",ordos,", ",ordoss,", 1), encoding="utf-8")
    report = validate(alone / "ports.csv", opinions=False)
    assert {(one.code, one.field) for one in report.findings} == {
        ("NMG403", "division_id"),
        ("NMG421", "division_id"),
    }
    if sys.platform != "win32":
        (tmp_path / "ports.csv").symlink_to(alone / "ports.csv")
        assert validate(tmp_path / "ports.csv", opinions=False).findings == report.findings
    (alone / "harbours.csv").write_text(text, encoding="utf-8")
    with pytest.raises(NmgDataError, match="not named like one of our tables"):
        validate(alone / "harbours.csv")


def test_relative_and_dotted_paths(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(package / "data")
    assert validate(Path(".."), opinions=False).findings == []
    assert validate(Path("units.csv"), opinions=False).findings == []
    assert validate(Path("../data/units.csv"), opinions=False).findings == []
    assert validate(Path("../datapackage.json"), opinions=False).findings == []


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_inside_the_folder_are_followed(package: Path) -> None:
    (package / "data/units.csv").rename(package / "data/units-1.csv")
    (package / "data/units.csv").symlink_to("units-1.csv")
    found = validate(package, opinions=False).findings
    assert [(one.code, one.file) for one in found] == [("NMG718", "data/units-1.csv")]


def test_folder_named_by_a_link(package: Path, tmp_path: Path) -> None:
    if sys.platform == "win32":
        pytest.skip("links need rights on Windows")
    (tmp_path / "here").symlink_to(package)
    assert validate(tmp_path / "here", opinions=False).findings == []


def test_a_wheel(package: Path, tmp_path: Path) -> None:
    made = tmp_path / "nmg_data-0-py3-none-any.whl"
    with zipfile.ZipFile(made, "w") as archive:
        for file in sorted(package.rglob("*")):
            archive.write(file, f"nmg_data/{file.relative_to(package).as_posix()}")
        archive.writestr("nmg_data/__init__.py", "raise SystemExit('code of a stranger ran')")
        archive.writestr("nmg_data-0.dist-info/METADATA", "")
    assert validate(made).findings == []


def test_a_folder_of_another_package(package: Path, tmp_path: Path) -> None:
    """A package of our layout with a table of its own: no rule about our tables gets in its way."""
    other = tmp_path / "other"
    (other / "data").mkdir(parents=True)
    (other / "schemas").mkdir()
    (other / "data/ports.csv").write_text("code,open\nhamburg,true\nrostock,false\n")
    (other / "schemas/ports.json").write_text(
        """{
  "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
  "fields": [
    {"name": "code", "type": "string", "constraints": {"required": true}},
    {"name": "open", "type": "boolean", "trueValues": ["true"], "falseValues": ["false"]}
  ],
  "missingValues": [""],
  "primaryKey": "code"
}
"""
    )
    (other / "datapackage.json").write_text(
        """{
  "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
  "name": "harbours",
  "version": "1.0.0",
  "licenses": [{"name": "CC0-1.0", "title": "CC0", "path": "https://creativecommons.org/"}],
  "resources": [
    {
      "name": "ports", "type": "table", "path": "data/ports.csv", "format": "csv",
      "mediatype": "text/csv", "encoding": "utf-8", "dialect": {"delimiter": ","},
      "schema": "schemas/ports.json"
    }
  ]
}
"""
    )
    report = validate(other)
    assert report.findings == []
    assert report.tables == {"ports": 2}
    (told,) = not_run(report)
    assert re.fullmatch(r"\d\d rules for the tables of nmg-data do not apply\.", told)
    shutil.rmtree(package)


@pytest.mark.parametrize(
    ("module", "extra"), [("pandera", "validate"), ("frictionless", "validate")]
)
def test_missing_library_names_the_extra(
    module: str, extra: str, monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    import importlib.util

    from nmg_data import checks

    find = importlib.util.find_spec
    monkeypatch.setattr(
        checks, "find_spec", lambda name, *rest: None if name == module else find(name, *rest)
    )
    with pytest.raises(MissingExtraError, match=rf"needs {module}.*nmg-data\[{extra}\]"):
        validate(small)
    if module == "frictionless":
        validate(small, opinions=False)
