"""The public names, the names of the tables, and what importing costs."""

import subprocess
import sys
from typing import get_args

import nmg_data
from nmg_data._descriptor import resources


def test_the_public_names():
    assert nmg_data.__all__ == [
        "TableName",
        "connect",
        "describe",
        "load",
        "parse_figure",
        "schema",
        "tables",
        "trace",
    ]
    assert all(hasattr(nmg_data, name) for name in nmg_data.__all__)
    assert set(nmg_data.__all__) <= set(dir(nmg_data))


def test_table_names_are_those_of_the_descriptor():
    assert list(get_args(nmg_data.TableName)) == list(resources())


def test_public_functions_are_documented_in_full():
    for name in ("connect", "describe", "load", "parse_figure", "schema", "tables", "trace"):
        text = getattr(nmg_data, name).__doc__
        for heading in ("Parameters", "Returns", "Examples"):
            assert f"{heading}\n    ---" in text, (name, heading)


def test_a_wrong_attribute_is_an_attribute_error():
    assert not hasattr(nmg_data, "lode")


def test_importing_loads_nothing_heavy_and_reads_no_file():
    code = (
        "import sys, builtins, io\n"
        "import nmg_data\n"
        "heavy = {'pandas', 'numpy', 'json', 'csv', 'pandera', 'importlib.resources'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
        "print([m for m in sys.modules if m.startswith('nmg_data.')])"
    )
    out = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, env=_env()
    )
    assert out.stdout == "[]\n[]\n", out.stderr


def _env():
    import os
    from pathlib import Path

    return {**os.environ, "PYTHONPATH": str(Path(nmg_data.__file__).parents[1])}
