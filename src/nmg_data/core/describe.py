"""``tables`` and ``describe``: what there is, before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from .errors import one_of
from .package import LANGS, Json, Lang, Table, localized, package
from .text import html_table, terminal_width, wrap
from .text import table as lay_out
from .words import listed, say

if TYPE_CHECKING:
    from .names import TableName

HEADER = ("field", "type", "unit", "rules", "meaning")


def tables(*, lang: Lang = "en") -> dict[TableName, str]:
    """Return the names of the tables with their titles.

    Parameters
    ----------
    lang
        ``"en"`` or ``"zh"``.

    Returns
    -------
    dict of TableName to str
        Name → title, in the order of the descriptor; a new dict each time.

    Raises
    ------
    ValueError
        The language does not exist.
    OSError
        The installation is damaged.

    Examples
    --------
    >>> tables()["ports"]
    'Ports'
    >>> tables(lang="zh")["ports"]
    '口岸'
    """
    one_of("lang", lang, LANGS)
    resources: dict[Any, Json] = package().resources
    return {name: localized(part, "title", lang) for name, part in resources.items()}


@dataclass(frozen=True, repr=False)
class Description:
    """One table, described: readable text in a terminal, a table in a notebook."""

    name: str
    title: str
    description: str
    path: str
    rows: int
    primary_key: tuple[str, ...]
    fields: tuple[dict[str, str], ...]
    sources: tuple[str, ...]
    licence: str
    version: str
    lang: Lang

    def __repr__(self) -> str:
        return self.text(terminal_width())

    def text(self, columns: int) -> str:
        """Lay the description out for a number of columns."""
        words = [word for word in HEADER[:-1] if any(field[word] for field in self.fields)]
        rows = [[field[word] for word in words] for field in self.fields]
        header = [say(word, self.lang) for word in words]
        meanings = [wrap(field["meaning"], columns - 4) for field in self.fields]
        below = [[f"    {line}" for line in lines] for lines in meanings]
        blocks = [self._heading(), *wrap(self.description, columns), ""]
        blocks += [*wrap(self._facts(), columns), "", lay_out(header, rows, columns, below=below)]
        return "\n".join(blocks)

    def _heading(self) -> str:
        return f"{self.name} — {self.title} ({say('{} rows', self.lang, self.rows)})"

    def _facts(self) -> str:
        facts = {
            "key": ", ".join(self.primary_key),
            "file": self.path,
            "sources": str(len(self.sources)),
            "licence": self.licence,
            "version": self.version,
        }
        return " · ".join(
            say("{}: {}", self.lang, say(word, self.lang), text) for word, text in facts.items()
        )

    def _repr_html_(self) -> str:
        rows = [[field[word] for word in HEADER] for field in self.fields]
        table = html_table([say(word, self.lang) for word in HEADER], rows)
        head = f"<h4>{escape(self._heading())}</h4><p>{escape(self.description)}</p>"
        return f"{head}{table}<p>{escape(self._facts())}</p>"


def describe(name: TableName, *, lang: Lang = "en") -> Description:
    """Describe one table: its fields, units, constraints and sources.

    Parameters
    ----------
    name
        Name of the table: see `tables`.
    lang
        ``"en"`` or ``"zh"``.

    Returns
    -------
    Description
        Readable text in a terminal, a table in a notebook. ``fields`` holds field, type, unit,
        rules and meaning of each field.

    Raises
    ------
    ValueError
        The table or language does not exist.
    OSError
        The installation is damaged.

    Examples
    --------
    >>> describe("units").primary_key
    ('unit_id',)
    >>> describe("ports").rows
    20
    """
    one_of("lang", lang, LANGS)
    table = package().table(name)
    cited = {row["source_id"] for row in package().rows("citations") if row["resource"] == name}
    if "source_id" in table.fields and name not in ("sources", "citations"):
        cited |= {row["source_id"] for row in table.rows}
    return Description(
        name=name,
        title=localized(table.resource, "title", lang),
        description=localized(table.resource, "description", lang),
        path=table.path,
        rows=table.count,
        primary_key=tuple(table.key),
        fields=tuple(describe_field(table, field, lang) for field in table.fields),
        sources=tuple(sorted(cited)),
        licence=package().licence,
        version=package().version,
        lang=lang,
    )


def describe_field(table: Table, name: str, lang: Lang) -> dict[str, str]:
    """Return name, type, unit, rules and meaning of a field, as text."""
    field = table.fields[name]
    limits: Json = field.get("constraints", {})
    known = {"key": name in table.key, **limits}
    rules = [say(word, lang) for word in ("key", "required", "unique") if known.get(word)]
    if "minimum" in limits or "maximum" in limits:
        rules.append(f"{limits.get('minimum', '')}…{limits.get('maximum', '')}")
    if "exclusiveMinimum" in limits:
        rules.append(f"> {limits['exclusiveMinimum']}")
    if "maxLength" in limits:
        rules.append(say("at most {} characters", lang, limits["maxLength"]))
    if name in table.references:
        rules.append(f"→ {table.references[name][0]}")
    meaning = localized(field, "description", lang)
    labels = table.labels(name, lang)
    if labels:
        values = [
            code if label == code.replace("_", " ") else f"{code} ({label})"
            for code, label in labels.items()
        ]
        meaning = say("{} One of: {}.", lang, meaning, listed(values, lang))
    if "pattern" in limits:
        meaning = say("{} Form: {}.", lang, meaning, limits["pattern"])
    return {
        "field": name,
        "type": str(field["type"]),
        "unit": str(field.get("unit", "")),
        "rules": ", ".join(rules),
        "meaning": meaning,
    }
