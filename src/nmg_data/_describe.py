"""``tables`` and ``describe``: what there is, before anything is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, Literal, cast

from ._descriptor import Json, enum, fields, package, references, resource, resources, table_schema
from ._errors import one_of
from ._loader import read_table_text
from ._terminal import table, terminal_width, wrap

if TYPE_CHECKING:
    from ._tables import TableName

Lang = Literal["en", "zh"]

WORDS = {
    "field": "字段",
    "type": "类型",
    "unit": "单位",
    "rules": "约束",
    "meaning": "含义",
    "rows": "行",
    "key": "主键",
    "required": "必填",
    "unique": "唯一",
    "to": "指向",
    "One of": "取值",
    "licence": "许可",
    "version": "版本",
    "file": "文件",
    "sources": "来源",
}


def say(word: str, lang: Lang) -> str:
    """Return a word of the descriptions in a language."""
    return WORDS[word] if lang == "zh" else word


def told(word: str, what: str, lang: Lang) -> str:
    """Return ``word: what`` in a language."""
    return f"{say(word, lang)}：{what}" if lang == "zh" else f"{word}: {what}"


def localized(thing: Json, key: str, lang: Lang) -> str:
    """Return ``title`` or ``description`` of a descriptor part in a language."""
    return str(thing.get(f"{key}_zh" if lang == "zh" else key, ""))


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
    one_of("lang", lang, ("en", "zh"))
    titles = {name: localized(one, "title", lang) for name, one in resources().items()}
    return cast("dict[TableName, str]", titles)


@dataclass(frozen=True)
class Description:
    """One table, described; prints as text, shows as a table in a notebook."""

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

    def __str__(self) -> str:
        return self.text(80)

    def text(self, columns: int) -> str:
        """Lay the description out for a number of columns."""
        head = f"{self.name} — {self.title} ({self.rows} {say('rows', self.lang)})"
        key = ", ".join(self.primary_key)
        facts = [
            told("key", key, self.lang),
            told("file", self.path, self.lang),
            told("licence", self.licence, self.lang),
            told("version", self.version, self.lang),
        ]
        rows = [
            [one["name"], one["type"], one["unit"], one["rules"], one["meaning"]]
            for one in self.fields
        ]
        header = [say(word, self.lang) for word in ("field", "type", "unit", "rules", "meaning")]
        if not any(one["unit"] for one in self.fields):
            rows = [[*row[:2], *row[3:]] for row in rows]
            header.remove(say("unit", self.lang))
        blocks = [
            head,
            *wrap(self.description, columns),
            "",
            *wrap(" · ".join(facts), columns),
            "",
            _stacked(header, rows, columns),
        ]
        if self.sources:
            cited = told("sources", ", ".join(self.sources), self.lang)
            blocks += ["", *wrap(cited, columns)]
        return "\n".join(blocks)

    def _repr_html_(self) -> str:
        words = ("field", "type", "unit", "rules", "meaning")
        head = "".join(f"<th>{escape(say(word, self.lang))}</th>" for word in words)
        body = "".join(
            "<tr><td><code>{}</code></td>{}</tr>".format(
                escape(one["name"]),
                "".join(f"<td>{escape(one[key])}</td>" for key in words[1:]),
            )
            for one in self.fields
        )
        return (
            f"<h4>{escape(self.title)} <code>{escape(self.name)}</code> "
            f"({self.rows} {escape(say('rows', self.lang))})</h4>"
            f"<p>{escape(self.description)}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{escape(told('licence', self.licence, self.lang))} · "
            f"{escape(told('version', self.version, self.lang))}</p>"
        )


def _stacked(header: list[str], rows: list[list[str]], columns: int) -> str:
    """Lay out all but the last column as a table and the last below, where it is too wide."""
    narrow = table(header[:-1], [row[:-1] for row in rows], columns).split("\n")
    lines = narrow[:2]
    for line, row in zip(narrow[2:], rows, strict=True):
        lines.append(line)
        lines += [f"    {part}" for part in wrap(row[-1], columns - 4)]
    return "\n".join(lines)


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
        Prints as text of 80 columns; in a notebook it shows as a table.
        ``fields`` holds name, type, unit, rules and meaning of each field.

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
    one_of("lang", lang, ("en", "zh"))
    described, schema = resource(name), table_schema(name)
    whole = package()
    return Description(
        name=name,
        title=localized(described, "title", lang),
        description=localized(described, "description", lang),
        path=str(described["path"]),
        rows=len(read_records(name)),
        primary_key=tuple(schema["primaryKey"]),
        fields=tuple(describe_field(one, name, schema, lang) for one in fields(schema)),
        sources=tuple(_sources(name)),
        licence=str(whole["licenses"][0]["name"]),
        version=str(whole["version"]),
        lang=lang,
    )


def describe_field(field: Json, name: str, schema: Json, lang: Lang) -> dict[str, str]:
    """Return name, type, unit, rules and meaning of a field, as text."""
    rules: list[str] = []
    limits: Json = field.get("constraints", {})
    if field["name"] in schema["primaryKey"]:
        rules.append(say("key", lang))
    elif limits.get("required"):
        rules.append(say("required", lang))
    if limits.get("unique"):
        rules.append(say("unique", lang))
    target = references(schema, name).get(field["name"])
    if target:
        rules.append(f"→ {target[0]}")
    low, high = limits.get("minimum"), limits.get("maximum")
    if low is not None or high is not None:
        rules.append(f"{'' if low is None else low}…{'' if high is None else high}")
    if "exclusiveMinimum" in limits:
        rules.append(f"> {limits['exclusiveMinimum']}")
    values = enum(field)
    meaning = localized(field, "description", lang)
    if values is not None:
        labels = field.get("labels_zh", {}) if lang == "zh" else {}
        shown = [f"{value} {labels[value]}" if value in labels else value for value in values]
        listed = told("One of", ("、" if lang == "zh" else ", ").join(shown), lang)
        meaning = f"{meaning}{listed}。" if lang == "zh" else f"{meaning} {listed}."
    return {
        "name": str(field["name"]),
        "type": str(field["type"]),
        "unit": str(field.get("unit", "")),
        "rules": ", ".join(rules),
        "meaning": meaning,
    }


def read_records(name: str) -> list[dict[str, str]]:
    """Read a table of the installation as text cells, without pandas."""
    import csv
    import io

    header = [field["name"] for field in fields(table_schema(name))]
    text = read_table_text(str(resource(name)["path"]), header)
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _sources(name: str) -> list[str]:
    cited: dict[str, Any] = {
        row["source_id"]: None for row in read_records("citations") if row["resource"] == name
    }
    inline = [f["name"] for f in fields(table_schema(name)) if f["name"] == "source_id"]
    if inline and name not in ("sources", "citations"):
        cited |= {row["source_id"]: None for row in read_records(name)}
    return sorted(cited)


def describe_text(name: TableName, lang: Lang) -> str:
    """Return the description of a table for the terminal at hand."""
    return describe(name, lang=lang).text(terminal_width())
