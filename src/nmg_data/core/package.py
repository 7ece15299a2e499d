"""The package as one object: descriptor, schemas and tables as text cells, each read once.

A wheel has these files inside ``nmg_data``; a checkout and an editable install two folders up.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from .errors import DamagedDataError, unknown

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Json = dict[str, Any]
Lang = Literal["en", "zh"]
LANGS: tuple[Lang, Lang] = ("en", "zh")
Row = dict[str, str]

REINSTALL = "Reinstall it with: pip install --force-reinstall nmg-data"
VALIDATE = "Run 'nmg-data validate' to see what is wrong."
# Where the name of a row is not in name_en and name_zh.
NAMES = {"sources": {"en": "title_en", "zh": "title"}}


class Table:
    """One table: its part of the descriptor, its Table Schema and its rows as text."""

    # `data` is the CSV file as it is; `advice` says what to do where it is damaged.
    def __init__(
        self, name: str, resource: Json, schema: Json, data: bytes, advice: str = REINSTALL
    ) -> None:
        self.name, self.path = name, str(resource["path"])
        self.resource, self.schema = resource, schema
        self.data, self.advice = data, advice

    @cached_property
    def fields(self) -> dict[str, Json]:
        """The fields of the schema by name, in order."""
        return {str(field["name"]): field for field in self.schema["fields"]}

    @cached_property
    def key(self) -> list[str]:
        """The names of the fields of the primary key."""
        return [str(name) for name in self.schema["primaryKey"]]

    @cached_property
    def references(self) -> dict[str, tuple[str, str]]:
        """The foreign keys as field → (table, field)."""
        return {
            own: (key["reference"].get("resource") or self.name, other)
            for key in self.schema.get("foreignKeys", [])
            for own, other in zip(key["fields"], key["reference"]["fields"], strict=True)
        }

    @cached_property
    def records(self) -> list[list[str]]:
        """The records below the header, of the right width: pandas would cut or fill others."""
        wanted, records = list(self.fields), []
        try:
            reader = csv.reader(io.StringIO(self.data.decode("utf-8"), newline=""), strict=True)
            header = next(reader, [])
            if header != wanted:
                raise self.damaged(
                    f"{self.path}:1: the header is not that of the schema: expected "
                    f"{','.join(wanted)}; found {','.join(header) or 'nothing'}"
                )
            for record in reader:
                if len(record) != len(wanted):
                    raise self.damaged(
                        f"{self.path}:{reader.line_num}: expected {len(wanted)} cells, "
                        f"found {len(record)}"
                    )
                records.append(record)
        except UnicodeDecodeError as error:
            raise self.damaged(f"{self.path} is not UTF-8 ({error})") from error
        except csv.Error as error:
            raise self.damaged(f"{self.path}:{reader.line_num}: {error}") from error
        return records

    def checked(self) -> io.BytesIO:
        """Return the file for a library to read, whose header and widths are known to be right."""
        _ = self.records
        return io.BytesIO(self.data)

    @property
    def count(self) -> int:
        """The number of rows, counted as lines: no cell holds a line break."""
        return self.data.rstrip().count(b"\n")

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as text cells, in the order of the file; an empty cell is ``""``."""
        return [dict(zip(self.fields, record, strict=True)) for record in self.records]

    @cached_property
    def by_key(self) -> dict[str, Row]:
        """The rows by key; the parts of a composite key are joined by ``/``."""
        return {"/".join(row[name] for name in self.key): row for row in self.rows}

    def enum(self, field: str) -> list[str] | None:
        """Return the values that a field allows, in their order, or None."""
        values = self.fields[field].get("constraints", {}).get("enum")
        return None if values is None else list(values)

    def labels(self, field: str, lang: Lang) -> dict[str, str]:
        """Return the allowed values of a field with their labels; nothing where any is allowed."""
        described = self.fields[field]
        labels = {one["value"]: one["label"] for one in described.get("categories", [])}
        labels = described.get("labels_zh", {}) if lang == "zh" else labels
        return {value: labels.get(value, value) for value in self.enum(field) or []}

    def damaged(self, what: str) -> DamagedDataError:
        """Build the error for a file that is not what the descriptor says."""
        return DamagedDataError(f"{what}. {self.advice}")


class Package:
    """A data package, read through a function that returns a file by its relative path."""

    def __init__(self, read: Callable[[str], bytes], advice: str = REINSTALL) -> None:
        self.read, self.advice = read, advice
        self._tables: dict[str, Table] = {}

    @classmethod
    def of_folder(cls, folder: Path) -> Package:
        """Return the package of a checkout."""
        return cls(lambda path: folder.joinpath(path).read_bytes(), VALIDATE)

    @cached_property
    def descriptor(self) -> Json:
        """The content of ``datapackage.json``."""
        return self._json("datapackage.json")

    @cached_property
    def resources(self) -> dict[str, Json]:
        """The resources of the descriptor by name, in its order."""
        try:
            return {str(resource["name"]): resource for resource in self.descriptor["resources"]}
        except (KeyError, TypeError) as error:
            raise DamagedDataError(f"datapackage.json lists no resources. {self.advice}") from error

    @property
    def version(self) -> str:
        """The version of data and code."""
        return str(self.descriptor["version"])

    @property
    def licence(self) -> str:
        """The licence of the compilation, by its SPDX name."""
        return str(self.descriptor["licenses"][0]["name"])

    def table(self, name: str) -> Table:
        """Return one table, or say which name was probably meant."""
        if name not in self._tables:
            if str(name) not in self.resources:
                raise unknown("table", name, self.resources)
            resource = self.resources[name]
            schema = self._json(str(resource["schema"]))
            data = self._bytes(str(resource["path"]))
            self._tables[name] = Table(name, resource, schema, data, self.advice)
        return self._tables[name]

    def tables(self, names: Iterable[str] | None = None) -> list[Table]:
        """Return some tables, or all, in the order of the descriptor."""
        found = {name: self.table(name) for name in (self.resources if names is None else names)}
        return [found[name] for name in self.resources if name in found]

    def rows(self, name: str) -> list[Row]:
        """Return the rows of a table as text cells."""
        return self.table(name).rows

    def row(self, table: str, key: str) -> Row:
        """Return one row by its key, or say which key was probably meant."""
        found = self.table(table).by_key
        if key not in found:
            raise unknown(f"row of {table}", key, found)
        return found[key]

    def name(self, table: str, key: str, lang: Lang) -> str:
        """Return the name of a row in a language; the key where it has none."""
        row = self.table(table).by_key.get(key, {})
        return row.get(name_field(table, lang)) or row.get("title") or key

    def label(self, table: str, field: str, code: str, lang: Lang) -> str:
        """Return what a code of a field means: its label, or the name of the row it refers to."""
        target = self.table(table).references.get(field)
        if target:
            return self.name(target[0], code, lang)
        return self.table(table).labels(field, lang).get(code, code)

    def _json(self, path: str) -> Json:
        try:
            value = json.loads(self._bytes(path))
        except ValueError as error:
            raise DamagedDataError(f"{path} is not valid JSON ({error}). {self.advice}") from error
        if not isinstance(value, dict):
            raise DamagedDataError(f"{path} is not a JSON object. {self.advice}")
        return value

    def _bytes(self, path: str) -> bytes:
        try:
            return self.read(path)
        except (OSError, KeyError) as error:
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise DamagedDataError(f"{path} cannot be read ({reason}). {self.advice}") from error


def name_field(table: str, lang: Lang) -> str:
    """Return the field that holds the name of a row in a language."""
    return NAMES.get(table, {}).get(lang, f"name_{lang}")


def localized(part: Mapping[str, Any], key: str, lang: Lang) -> str:
    """Return ``title``, ``description`` or another text of the descriptor in a language."""
    return str(part.get(f"{key}_zh" if lang == "zh" else key, ""))


def files(room: str) -> Traversable:
    """Return the folder of a room; `importlib.resources` is slow to import, so only for a zip."""
    folder = Path(import_module(room).__path__[0])
    if folder.is_dir():
        return folder
    from importlib.resources import files as in_zip

    return in_zip(room)


@cache
def read_toml(room: str, name: str) -> Json:
    """Return what a TOML file of a room holds; it is read once."""
    return tomllib.loads(files(room).joinpath(name).read_text("utf-8"))


def root() -> Traversable:
    """Return the folder that holds ``datapackage.json``: of the installation, or the checkout."""
    for folder in (files("nmg_data"), Path(__file__).resolve().parents[3]):
        if folder.joinpath("datapackage.json").is_file():
            return folder
    raise DamagedDataError(f"The installation has no datapackage.json. {REINSTALL}")


@cache
def package() -> Package:
    """Return the package at hand: that of the installation, or of the checkout."""
    folder = root()
    advice = VALIDATE if folder.joinpath("pyproject.toml").is_file() else REINSTALL
    return Package(lambda path: folder.joinpath(*path.split("/")).read_bytes(), advice)
