"""The views of the build that is running, for MkDocs' hooks, which take no arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .views import View

VIEWS: dict[str, View] = {}
