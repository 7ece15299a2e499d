"""The views of the build that is running, for MkDocs' hooks, which take no arguments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .views import View

VIEWS: dict[str, View] = {}
_BLOCKS: list[str] = []


def keep(html: str) -> str:
    """Keep a block of HTML away from Markdown; return the comment that stands for it."""
    _BLOCKS.append(html)
    return f"<!--nmg:{len(_BLOCKS) - 1}-->"


def restore(html: str) -> str:
    """Put back the blocks of a page."""
    return re.sub(r"<!--nmg:(\d+)-->", lambda match: _BLOCKS[int(match[1])], html)
