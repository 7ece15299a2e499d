"""`nmg-data format`: write tables in canonical form, and fill what follows from other cells."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

import pandas as pd

from nmg_data.core.errors import NmgDataError
from nmg_data.evidence.preferred import preferred_rows
from nmg_data.evidence.reading import fill, year_of

from . import canonical, tables
from .constraints import columns
from .descriptor import check_descriptor
from .findings import Finding
from .frames import Cells
from .lines import read_lines
from .rules import causes_first
from .source import open_source

PARTS = ("indicator_id", "place_id", "measure", "source_id")
"""The cells of which the id of an observation is made."""


@dataclass
class Formatted:
    """What `format` did, and what it left to be done by hand."""

    changed: list[str] = field(default_factory=list)
    """The files that were not in canonical form, or had cells to fill."""
    left: list[Finding] = field(default_factory=list)
    """Files that were not written, and rows that were not filled, with the reason."""


def format_package(path: Path | str, *, check: bool = False) -> Formatted:
    """Bring the tables of a checkout into canonical form; the values that are there stay.

    Parameters
    ----------
    path
        Folder with a ``datapackage.json``, or one CSV of it.
    check
        Whether files are only compared and not written.

    Returns
    -------
    Formatted
        Files that changed, and what could not be done. A file in which something was lost is
        never written, since that would hide the loss.
    """
    source = open_source(Path(path))
    base = Path(path)
    if source.only is not None:
        base = Path(str(base.absolute()).removesuffix(source.only))
    if not base.is_dir():
        raise NmgDataError(f"{path} is not a checkout. Give its folder, or one CSV in it.")
    described = check_descriptor(source.files)
    checked = {name: tables.check_table(table) for name, table in described.tables.items()}
    formatted = Formatted()
    wanted: dict[str, bytes] = {}
    for path_of_json in (name for name in source.files if name.endswith(".json")):
        file = read_lines(path_of_json, source.files[path_of_json])
        if file.readable:
            wanted[file.path] = canonical.canonical_json(file).encode()
    for name, table in checked.items():
        if table.complete and table.cells is not None and not table.losses:
            cells = _filled(checked, formatted) if name == "observations" else table.cells
            wanted[table.path] = canonical.canonical_bytes(cells)
        else:
            formatted.left += table.losses
    for name, data in wanted.items():
        if data != source.files[name] and source.only in (None, name):
            formatted.changed.append(name)
            if not check:
                _write(base / name, data)
    formatted.left = causes_first(formatted.left)
    return formatted


def _filled(checked: dict[str, tables.Checked], formatted: Formatted) -> Cells:
    """Fill the cells of observations that follow from others, and choose the preferred rows."""
    needed = [checked[name] for name in ("observations", "sources", "units") if name in checked]
    cells, *further = (table.cells for table in needed)
    assert cells is not None
    if len(further) < 2 or None in further:
        return cells
    sources, units = (table.rows for table in further if table is not None)
    languages = {row["source_id"]: row["language"] for row in sources}
    rows = cells.rows
    taken = {row["observation_id"] for row in rows}
    for line, row in zip(cells.frame.index.tolist(), rows, strict=True):
        row["year"] = year_of(row["period"])
        missing = next((name for name in PARTS if not row[name]), None)
        problem = f"`{missing}` is empty." if missing else None
        problem = problem or fill(row, languages.get(row["source_id"], "zh"), taken)
        taken.add(row["observation_id"])
        if problem:
            message = f"The row was not filled: {problem}"
            formatted.left.append(cells.at(line, missing or "as_printed", message, code="NMG217"))
    filled = Cells(cells.table, pd.DataFrame(rows, cells.frame.index, dtype=object), cells.lines)
    codes = {finding.code for table in needed for finding in table.findings}
    # The preferred rows can be chosen where no cell is malformed but those that are still empty.
    if not any(code.startswith(("NMG3", "NMG4")) for code in codes - {"NMG310", "NMG402"}):
        preferred = filled.key.isin(preferred_rows(columns(filled), sources, units))
        filled.frame["preferred"] = preferred.map({True: "true", False: "false"})
    return filled


def _write(path: Path, data: bytes) -> None:
    """Replace a file at once, so that a stop in between leaves the old one."""
    with NamedTemporaryFile(dir=path.parent, prefix=".format-", delete=False) as stream:
        stream.write(data)
    shutil.copymode(path, stream.name)
    os.replace(stream.name, path)
