"""`nmg-data format`: write tables in canonical form, and fill what follows from other cells."""

from __future__ import annotations

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

# What speaks of something lost, which writing the file would hide.
LOSS = ("NMG1", "NMG20", "NMG211", "NMG218", "NMG219", "NMG319", "NMG320", "NMG321")


@dataclass
class Formatted:
    """What `format` did: which files changed, and what is left to be done by hand, and why."""

    changed: list[str] = field(default_factory=list)
    left: list[Finding] = field(default_factory=list)


def format_package(path: Path | str, *, check: bool = False) -> Formatted:
    """Bring the tables of a checkout, or one CSV of it, into canonical form; their values stay.

    With `check`, files are only compared and not written. A file in which something was lost is
    never written, since that would hide the loss.
    """
    source = open_source(Path(path))
    base = Path(str(Path(path).absolute()).removesuffix(source.only or ""))
    if not base.is_dir():
        raise NmgDataError(f"{path} is not a checkout. Give its folder, or one CSV in it.")
    described = check_descriptor(source.files)
    checked = {name: tables.check_table(table) for name, table in described.tables.items()}
    formatted, wanted = Formatted(), dict[str, bytes]()
    for name in source.files:
        if name.endswith(".json") and (file := read_lines(name, source.files[name])).readable:
            wanted[name] = canonical.canonical_json(file).encode()
    for name, table in checked.items():
        losses = [finding for finding in table.findings if finding.code.startswith(LOSS)]
        if table.complete and table.cells is not None and not losses:
            cells = _filled(checked, formatted) if name == "observations" else table.cells
            wanted[cells.path] = canonical.canonical_bytes(cells)
        else:
            formatted.left += losses
    for name, data in wanted.items():
        if data != source.files[name] and source.only in (None, name):
            formatted.changed.append(name)
            if not check:
                target = base / name
                # At once, so that a stop in between leaves the old file.
                with NamedTemporaryFile(dir=target.parent, prefix=".format-", delete=False) as new:
                    new.write(data)
                shutil.copymode(target, new.name)
                Path(new.name).replace(target)
    formatted.left = causes_first(formatted.left)
    return formatted


def _filled(checked: dict[str, tables.Checked], formatted: Formatted) -> Cells:
    """Fill the cells of observations that follow from others, and choose the preferred rows."""
    read = {name: table.cells for name, table in checked.items() if table.cells}
    cells = read["observations"]
    if not {"sources", "units"} <= read.keys():
        return cells
    sources, units = read["sources"].rows, read["units"].rows
    languages = {row["source_id"]: row["language"] for row in sources}
    rows = cells.rows
    taken = {row["observation_id"] for row in rows}
    for line, row in zip(cells.frame.index.tolist(), rows, strict=True):
        row["year"] = year_of(row["period"])
        parts = ("indicator_id", "place_id", "measure", "source_id")
        missing = next((name for name in parts if not row[name]), None)
        language = languages.get(row["source_id"], "zh")
        problem = f"`{missing}` is empty." if missing else fill(row, language, taken)
        taken.add(row["observation_id"])
        if problem:
            message = f"The row was not filled: {problem}"
            formatted.left.append(cells.at(line, missing or "as_printed", message, code="NMG217"))
    filled = Cells(cells.table, pd.DataFrame(rows, cells.frame.index, dtype=object), cells.lines)
    names = ("observations", "sources", "units")
    codes = {finding.code for name in names for finding in checked[name].findings}
    # The preferred rows can be chosen where no cell is malformed but those that are still empty.
    if not any(code.startswith(("NMG3", "NMG4")) for code in codes - {"NMG310", "NMG402"}):
        preferred = filled.key.isin(preferred_rows(columns(filled), sources, units))
        filled.frame["preferred"] = preferred.map({True: "true", False: "false"})
    return filled
