"""What a validation gives back: findings, and what was and was not looked at."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .._findings import Finding


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rules that were not run on something, and why."""

    rules: str
    """A code, or the beginning of the codes of a family (``NMG3``)."""
    what: str
    """The file that they were not run on, or the table that they need."""
    reason: str
    foreign: bool = False
    """Whether they are for tables of nmg-data, which the package, being another, does not have."""


@dataclass(frozen=True)
class Report:
    """The result of one validation."""

    name: str
    """What was validated, as the caller named it; empty: the installed package."""
    findings: list[Finding]
    """All findings, the worst first."""
    package: str = ""
    """Name of the package by its descriptor, as far as it has one."""
    version: str = ""
    """Version of the package by its descriptor, as far as it has one."""
    tables: dict[str, int] = field(default_factory=dict)
    """Rows of every table that could be read."""
    rules: list[str] = field(default_factory=list)
    """Codes of the rules that were run."""
    skipped: list[Skipped] = field(default_factory=list)

    elsewhere: list[Finding] = field(default_factory=list)
    """Findings in other files than the one that was asked for; they are counted, not shown."""

    @property
    def failed(self) -> bool:
        """Whether the package has an error, shown or not."""
        return any(one.severity == "error" for one in (*self.findings, *self.elsewhere))

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(one.severity == "error" for one in self.findings)

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return sum(self.tables.values())

    def below(self, folder: str) -> Report:
        """Return the report with a folder in front of every file, so that editors find it."""
        if folder in ("", "."):
            return self
        folder = folder.rstrip("/") + "/"
        moved = [replace(one, file=folder + one.file) for one in self.findings]
        return replace(self, findings=moved)
