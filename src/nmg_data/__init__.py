"""Inner Mongolia in figures: typed, offline, every value traced to its source.

>>> from nmg_data import load, tables, describe, trace
>>> load("ports").shape[0]
20

Importing the package reads no file and loads nothing heavy; each name below is
fetched from its module on first use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._connect import connect
    from ._describe import describe, tables
    from ._figure import parse_figure
    from ._loader import load
    from ._pandera import schema
    from ._tables import TableName
    from ._trace import trace

__all__ = [
    "TableName",
    "connect",
    "describe",
    "load",
    "parse_figure",
    "schema",
    "tables",
    "trace",
]

_HOME = {
    "TableName": "_tables",
    "connect": "_connect",
    "describe": "_describe",
    "load": "_loader",
    "parse_figure": "_figure",
    "schema": "_pandera",
    "tables": "_describe",
    "trace": "_trace",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from ._descriptor import package

        return str(package()["version"])
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
