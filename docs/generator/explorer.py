"""The data of the explorer: each table as a script, so that it also loads from file://."""

from __future__ import annotations

from pathlib import Path

from .model import Site
from .pages import indicator_csv


def write(site: Site, folder: Path) -> None:
    """Write the tables as scripts, and the figures of each indicator as CSV."""
    (folder / "indicators").mkdir(exist_ok=True)
    for id_ in site.by_indicator:
        (folder / f"indicators/{id_}.csv").write_text(indicator_csv(site, id_), "utf-8")
