"""The public names, the names of the tables, and what importing costs."""

import inspect
import subprocess
import sys
from typing import get_args

import nmg_data
from nmg_data.core.package import package

FUNCTIONS = (
    ["load", "tables", "describe", "find", "series", "trace", "cite", "schema", "connect", "parse_figure"]
)  # fmt: skip


def test_the_public_names():
    assert set(nmg_data.__all__) == {*FUNCTIONS, "TableName"}
    assert dir(nmg_data) == sorted(nmg_data.__all__)
    assert all(hasattr(nmg_data, name) for name in nmg_data.__all__)
    assert nmg_data.__version__ == package().version
    assert not hasattr(nmg_data, "lode")


def test_table_names_are_those_of_the_descriptor():
    assert list(get_args(nmg_data.TableName)) == list(package().resources)


def test_public_functions_are_documented_in_full():
    for name in FUNCTIONS:
        text = inspect.getdoc(getattr(nmg_data, name)) or ""
        for heading in ("Parameters", "Returns", "Examples"):
            assert f"{heading}\n---" in text, (name, heading)


def test_importing_loads_nothing_heavy_and_reads_no_file():
    code = (
        "import sys; import nmg_data\n"
        "heavy = {'pandas', 'numpy', 'json', 'csv', 'pandera', 'importlib.resources'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
        "print([m for m in sys.modules if m.startswith('nmg_data.')])"
    )
    folder = str(nmg_data.__path__[0]).removesuffix("nmg_data")
    run = f"import sys; sys.path.insert(0, {folder!r}); {code}"
    done = subprocess.run([sys.executable, "-S", "-c", run], capture_output=True, text=True)
    assert done.stdout == "[]\n[]\n", done.stderr


def test_commands_that_only_read_need_no_pandas():
    code = (
        "import sys; from nmg_data.cli import main; code = main(sys.argv[1:])\n"
        "print(code, [m for m in ('pandas', 'numpy', 'pandera') if m in sys.modules])"
    )
    for words in (["list"], ["show", "ports"], ["find", "gdp"], ["describe", "ports"]):
        done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
        assert done.stdout.splitlines()[-1:] == ["0 []"], (words, done.stderr)
