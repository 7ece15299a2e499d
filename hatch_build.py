"""Build hook: a wheel carries the data beside the code, an editable install reads the checkout.

Static ``force-include`` would leave a stale copy of the data in site-packages on editable
installs, so the files are added to standard wheels alone.
"""

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DataFilesHook(BuildHookInterface[Any]):
    """Map the top-level data files into the package, under the same relative paths."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the descriptor, the schemas and the tables to a standard wheel."""
        if version == "standard":
            for name in ("data", "schemas", "datapackage.json"):
                build_data["force_include"][name] = f"nmg_data/{name}"
