"""The rules of this field: what places, sources, figures and relations have to agree in."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any


def read_toml(name: str) -> dict[str, Any]:
    """Return one of the TOML files in this folder."""
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
