"""`nmg-data format`: write tables in canonical form, and fill what follows from other cells."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from nmg_data.core.errors import NmgDataError
from nmg_data.evidence.preferred import preferred_rows
from nmg_data.evidence.reading import fill, year_of

from . import canonical, tables
from .descriptor import check_descriptor
from .findings import Finding, causes_first
from .frames import Cells
from .lines import read_lines
from .run import completed
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
    wanted = {
        file: read_lines(file, data).text.replace("\r\n", "\n").rstrip("\n").encode() + b"\n"
        for file, data in source.files.items()
        if file.endswith(".json") and read_lines(file, data).readable
    }
    for table in checked.values():
        if table.complete and table.cells is not None and not table.losses:
            wanted[table.path] = canonical.canonical_bytes(table.cells, table.lines)
        else:
            formatted.left += table.losses
    observations = checked.get("observations")
    if observations and observations.path in wanted:
        wanted[observations.path] = _filled(checked, formatted)
    for file, data in wanted.items():
        if data != source.files[file] and source.only in (None, file):
            formatted.changed.append(file)
            if not check:
                _write(base / file, data)
    formatted.left = causes_first(map(completed, formatted.left))
    return formatted


def _filled(checked: dict[str, tables.Checked], formatted: Formatted) -> bytes:
    """Fill the cells of observations that follow from others, and choose the preferred rows."""
    cells = checked["observations"].cells
    sources, units = (checked[name].cells for name in ("sources", "units"))
    assert cells is not None
    if sources is None or units is None:
        return canonical.canonical_bytes(cells, checked["observations"].lines)
    languages = dict(zip(sources.source_id, sources.language, strict=True))
    rows, numbers = cells.rows, cells.frame.index.tolist()
    taken = {row["observation_id"] for row in rows}
    for line, row in zip(numbers, rows, strict=True):
        row["year"] = year_of(row["period"])
        missing = next((name for name in PARTS if not row[name]), None)
        problem = None if missing else fill(row, languages.get(row["source_id"], "zh"), taken)
        taken.add(row["observation_id"])
        if missing or problem:
            message = f"The row was not filled: {problem or f'`{missing}` is empty.'}"
            formatted.left.append(cells.at(line, missing or "as_printed", message, code="NMG217"))
    if not any(_malformed(checked[name]) for name in ("observations", "sources", "units")):
        columns = {name: [row[name] for row in rows] for name in map(str, cells.frame)}
        preferred = preferred_rows(columns, sources.rows, units.rows)
        for row in rows:
            row["preferred"] = "true" if row["observation_id"] in preferred else "false"
    filled = Cells(cells.table, pd.DataFrame(rows, cells.frame.index, dtype=object), cells.lines)
    differ = (filled.frame != cells.frame).any(axis=1)
    lines = checked["observations"].lines | {
        line: canonical.canonical_line(list(row.values()))
        for line, row, other in zip(numbers, rows, differ, strict=True)
        if other
    }
    return canonical.canonical_bytes(filled, lines)


def _malformed(table: tables.Checked) -> bool:
    """Say whether a cell is none that its field can have, but for those that are still empty."""
    codes = {finding.code for finding in table.findings} - {"NMG217", "NMG310", "NMG402"}
    return any(code.startswith(("NMG3", "NMG4")) for code in codes)


def _write(path: Path, data: bytes) -> None:
    """Replace a file at once, so that a stop in between leaves the old one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".format-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    os.chmod(name, path.stat().st_mode)
    os.replace(name, path)
