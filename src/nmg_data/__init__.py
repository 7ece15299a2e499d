"""Inner Mongolia in figures: typed, offline, every value traced to its source.

>>> from nmg_data import load, find, series, trace
>>> load("ports").shape[0]
20

Importing the package reads no file and loads nothing heavy; each name below is fetched from its
module on first use.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .core.describe import describe, tables
    from .core.load import load
    from .core.names import TableName
    from .evidence.figure import parse_figure
    from .evidence.trace import trace
    from .export.cite import cite
    from .export.sql import connect
    from .query.find import find
    from .query.series import series
    from .validate.schema import schema

__all__ = [
    "TableName", "cite", "connect", "describe", "find", "load", "parse_figure", "schema", "series",
    "tables", "trace",
]  # fmt: skip

_MODULES = {
    "TableName": "core.names",
    "cite": "export.cite",
    "connect": "export.sql",
    "describe": "core.describe",
    "find": "query.find",
    "load": "core.load",
    "parse_figure": "evidence.figure",
    "schema": "validate.schema",
    "series": "query.series",
    "tables": "core.describe",
    "trace": "evidence.trace",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from .core.package import package

        return package().version
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
