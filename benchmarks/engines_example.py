"""Check frames of other engines with the very same Table Schemas.

    python benchmarks/engines_example.py

One machine and pandas go far, and beyond them are engines that exist: pandera validates frames
of polars and of Dask. Each gets the schema of a table from `schemas/`, by the converter of this
package. Engines that are not installed are left out
(`pip install 'pandera[pandas,polars]' 'dask[dataframe]'`).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from scale import make_package

from nmg_data import schema
from nmg_data._descriptor import table_schema
from nmg_data._loader import dtypes
from nmg_data._pandera import build_polars

TABLE = "observations"
ROWS = 20_000
BLOCK = 1_000_000
"""Bytes of the file that Dask takes for a partition."""


def with_polars(path: Path) -> int:
    """Validate with pandera on polars, eagerly: on a lazy frame it looks at the types alone."""
    import polars as pl

    made = build_polars(table_schema(TABLE), TABLE)
    types = {name: column.dtype.type for name, column in made.columns.items()}
    frame = pl.read_csv(path, schema_overrides=types)
    return int(made.validate(frame, lazy=True).height)


def with_dask(path: Path) -> int:
    """Validate with pandera on Dask: the same object as for pandas, partition by partition.

    What concerns two rows (unique, primary key) is judged within a partition, so the key is
    looked at once more over all of them.
    """
    dd: Any = import_module("dask.dataframe")
    made, described = schema("observations"), table_schema(TABLE)
    types = dtypes(described)
    frame = dd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""], blocksize=BLOCK)
    checked = frame.map_partitions(made.validate, lazy=True, meta=frame._meta)
    key = described["primaryKey"][0]
    counted = checked.assign(one=1).groupby(key, observed=True)["one"].sum()
    rows, twice = len(checked), int((counted > 1).sum().compute())
    if twice:
        raise ValueError(f"{twice} keys stand twice")
    return rows


def refuses(check: Callable[[Path], int], path: Path) -> bool:
    """Say whether a check objects."""
    import pandera.errors

    try:
        check(path)
    except (pandera.errors.SchemaErrors, pandera.errors.SchemaError, ValueError):
        return True
    return False


def main() -> None:
    """Validate a sound file and three broken ones with every engine that is there."""
    engines = {"polars": with_polars, "dask": with_dask}
    with tempfile.TemporaryDirectory() as temporary:
        sound = make_package(Path(temporary) / "package", ROWS) / "data/observations.csv"
        text = sound.read_text(encoding="utf-8")
        last = text.rstrip("\n").rpartition("\n")[2]
        broken = {
            "a value outside a closed list": text.replace(",level,", ",levle,", 1),
            "a code of the wrong form": text.replace("\n", "\nX", 1),
            # The second one lands in another partition than the first.
            "a key that stands twice": text.replace("\n", f"\n{last}\n", 1),
        }
        for name, check in engines.items():
            if find_spec(name) is None or find_spec("pandera") is None:
                print(f"{name}: not installed")
                continue
            print(f"{name}: {check(sound):,} rows pass the schema of {TABLE}")
            for what, changed in broken.items():
                file = Path(temporary) / "broken.csv"
                file.write_text(changed, encoding="utf-8")
                if not refuses(check, file):
                    sys.exit(f"{name}: {what} passes")
                print(f"{name}: {what} is refused")


if __name__ == "__main__":
    main()
