"""The names of the tables, for editors and type checkers."""

from typing import Literal

TableName = Literal[
    "sources", "passages", "units", "places", "ports", "platforms", "routes", "events",
    "indicators", "observations", "lists", "list_items", "relations", "citations",
    "excluded_figures",
]  # fmt: skip
"""Name of a table of the package; a test compares it with the descriptor."""
