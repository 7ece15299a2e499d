"""What a figure is and where it comes from: printed forms, intervals, relations, traces."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from ..core.package import files


@cache
def read_toml(name: str) -> dict[str, Any]:
    """Return what a file of this room holds; it is read once."""
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))
