"""The interface does not change unseen: functions, commands and tables, as last agreed.

A change needs an entry in the top version of the changelog, and then
`python tests/test_api_snapshot.py`, which refuses as long as there is no new entry.
"""

import argparse
import hashlib
import inspect
import json
import re
import sys
from pathlib import Path

import nmg_data
from nmg_data import cli
from nmg_data._descriptor import fields, resources, table_schema

ROOT = Path(__file__).resolve().parents[1]
SNAPSHOT = ROOT / "tests/snapshots/interface.json"
HOW = "Add an entry to the top version of CHANGELOG.md, then: python tests/test_api_snapshot.py"


def interface():
    """Return what others build on, as plain data."""
    return {
        "functions": {name: signature(name) for name in nmg_data.__all__},
        "commands": {name: options(name) for name in cli.COMMANDS},
        "tables": {name: table(table_schema(name)) for name in resources()},
    }


def signature(name):
    """Return the parameters and the result of a public name, as written."""
    found = getattr(nmg_data, name)
    return str(inspect.signature(found)) if inspect.isfunction(found) else str(found)


def options(name):
    """Return the arguments of a command with their choices."""
    parser = argparse.ArgumentParser(add_help=False)
    cli.command(name).add_arguments(parser)
    return {
        " ".join(action.option_strings) or action.dest: list(action.choices or [])
        for action in parser._actions
    }


def table(schema):
    """Return what a table promises: fields, types, limits and keys, not the wording."""
    return {
        "fields": {
            field["name"]: {"type": field["type"], **field.get("constraints", {})}
            for field in fields(schema)
        },
        "primaryKey": schema["primaryKey"],
        "uniqueKeys": schema.get("uniqueKeys", []),
        "foreignKeys": schema.get("foreignKeys", []),
    }


def top_version(changelog):
    """Return the top version of the changelog and the hash of its entries."""
    parts = re.split(r"^## ", changelog, flags=re.MULTILINE)
    heading, _, entries = parts[1].partition("\n")
    words = " ".join(entries.split())
    return {
        "version": heading.strip(" []").partition("]")[0],
        "entries": hashlib.sha256(words.encode()).hexdigest(),
    }


def recorded():
    return json.loads(SNAPSHOT.read_text("utf-8"))


def changelog():
    return (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_functions_are_those_of_the_snapshot():
    assert interface()["functions"] == recorded()["interface"]["functions"], HOW


def test_the_commands_are_those_of_the_snapshot():
    assert interface()["commands"] == recorded()["interface"]["commands"], HOW


def test_the_tables_are_those_of_the_snapshot():
    assert interface()["tables"] == recorded()["interface"]["tables"], HOW


def test_the_snapshot_was_taken_under_a_version_of_the_changelog():
    versions = re.findall(r"^## \[?([^\]\s]+)", changelog(), flags=re.MULTILINE)
    assert recorded()["changelog"]["version"] in versions


OLD = "# Changelog\n\n## [1.0.0] - 2026-01-01\n\n- First.\n\n## [0.9.0]\n\n- Before.\n"


def test_new_words_under_the_top_version_count_and_others_do_not():
    top = top_version(OLD)
    assert top["version"] == "1.0.0"
    assert top_version(OLD.replace("- First.", "-  First.\n")) == top
    assert top_version(OLD.replace("Before", "Long before")) == top
    assert top_version(OLD.replace("First.", "First.\n- Second."))["entries"] != top["entries"]
    assert top_version(OLD.replace("[1.0.0]", "[1.1.0]"))["version"] == "1.1.0"


def test_a_change_without_an_entry_is_refused():
    before = {"changelog": top_version(OLD), "interface": {"tables": {}}}
    changed = {"tables": {"ports": {}}}
    assert "no new entry" in str(refusal(before, changed, OLD))
    assert refusal(before, changed, OLD.replace("First.", "First.\n- Second.")) is None
    assert refusal(before, changed, OLD.replace("[1.0.0]", "[1.1.0]")) is None
    assert refusal(before, before["interface"], OLD) is None
    assert refusal(None, changed, OLD) is None


def refusal(before, now, text):
    """Say why a snapshot may not be taken, or return None."""
    if before is None or before["interface"] == now or before["changelog"] != top_version(text):
        return None
    return "The interface changed, and CHANGELOG.md has no new entry under its top version."


def main():
    """Take a new snapshot, if the changelog tells of the change."""
    now = json.loads(json.dumps(interface()))
    why = refusal(recorded() if SNAPSHOT.exists() else None, now, changelog())
    if why:
        print(why, file=sys.stderr)
        return 1
    whole = {"changelog": top_version(changelog()), "interface": now}
    SNAPSHOT.parent.mkdir(exist_ok=True)
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    SNAPSHOT.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
