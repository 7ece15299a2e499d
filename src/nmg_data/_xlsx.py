"""The Excel export: one workbook with a sheet per table, a title page and a dictionary."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from ._describe import Lang, describe_field, localized
from ._descriptor import Json, package
from ._errors import missing_extra
from ._records import Table
from ._terminal import width

# Excel reads a text that begins so as a formula as soon as somebody edits or re-imports it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60

WORDS = {
    "About": "说明",
    "Dictionary": "数据字典",
    "Title": "标题",
    "Description": "说明",
    "Version": "版本",
    "Licence": "许可",
    "Source": "来源",
    "Sheet": "工作表",
    "Column": "列",
    "Field": "字段",
    "Type": "类型",
    "Unit": "单位",
    "Rules": "约束",
    "Meaning": "含义",
    "Rows": "行数",
    "Table": "表",
}


def export_xlsx(
    tables: Sequence[Table], lang: Lang, step: Callable[[str], None]
) -> dict[str, bytes]:
    """Return one workbook; headers, sheet names and the dictionary are in the language.

    Texts are written as texts, whatever they begin with, and never as formulas or links.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise missing_extra("xlsxwriter", "xlsx", "The xlsx export") from error
    whole, buffer = package(), io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.set_properties(
        {
            "title": localized(whole, "title", lang),
            "author": str(whole["contributors"][0]["title"]),
            "comments": f"{whole['name']} {whole['version']}",
            # The clock has no place in a file that is the same every time.
            "created": datetime.fromisoformat(str(whole["created"]).replace("Z", "+00:00")).replace(
                tzinfo=None
            ),
        }
    )
    styles = {
        "header": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
        "quoted": book.add_format({"quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    sheets = sheet_names(tables, lang)
    write_sheet(book, styles, _say("About", lang), *about(tables, whole, sheets, lang))
    for table in tables:
        step(table.name)
        titles = [localized(field, "title", lang) for field in table.fields]
        write_sheet(book, styles, sheets[table.name], titles, table.rows)
    write_sheet(book, styles, _say("Dictionary", lang), *dictionary(tables, sheets, lang))
    book.close()
    return {"nmg-data.xlsx": buffer.getvalue()}


def write_sheet(
    book: Any,
    styles: dict[str, Any],
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> None:
    """Write a sheet with a frozen header, a filter and columns as wide as their texts."""
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, styles["header"])
        widest = max([width(title) + 3, *(width(str(row[column] or "")) for row in rows)])
        sheet.set_column(column, column, min(widest, WIDEST) + 1)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            write_cell(sheet, styles, number, column, value)
    sheet.autofilter(0, 0, max(1, len(rows)), len(header) - 1)


def write_cell(sheet: Any, styles: dict[str, Any], row: int, column: int, value: Any) -> None:
    """Write a value with its type; a missing one leaves the cell empty."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles["date"])
    else:
        quoted = value.startswith(FORMULA)
        sheet.write_string(row, column, value, styles["quoted"] if quoted else None)


def sheet_names(tables: Sequence[Table], lang: Lang) -> dict[str, str]:
    """Return a sheet name per table: its title, without what Excel forbids."""
    return {
        table.name: re.sub(r"[\[\]:*?/\\]", " ", localized(table.described, "title", lang))[:31]
        for table in tables
    }


def about(
    tables: Sequence[Table], whole: Json, sheets: dict[str, str], lang: Lang
) -> tuple[list[str], list[list[Any]]]:
    """Return the title page: the package, then its tables."""
    rows: list[list[Any]] = [
        [_say("Title", lang), localized(whole, "title", lang), None],
        [_say("Description", lang), localized(whole, "description", lang), None],
        [_say("Version", lang), str(whole["version"]), None],
        [_say("Licence", lang), str(whole["licenses"][0]["name"]), None],
        [_say("Source", lang), str(whole["homepage"]), None],
    ]
    rows += [
        [sheets[table.name], localized(table.described, "description", lang), len(table.rows)]
        for table in tables
    ]
    return [_say("Sheet", lang), _say("Meaning", lang), _say("Rows", lang)], rows


def dictionary(
    tables: Sequence[Table], sheets: dict[str, str], lang: Lang
) -> tuple[list[str], list[list[str | None]]]:
    """Return the dictionary: one row per column of each sheet."""
    words = ("Sheet", "Column", "Table", "Field", "Type", "Unit", "Rules", "Meaning")
    rows = []
    for table in tables:
        for field in table.fields:
            told = describe_field(field, table.name, table.schema, lang)
            title = localized(field, "title", lang)
            facts = [told["name"], told["type"], told["unit"] or None, told["rules"] or None]
            rows.append([sheets[table.name], title, table.name, *facts, told["meaning"]])
    return [_say(word, lang) for word in words], rows


def _say(word: str, lang: Lang) -> str:
    return WORDS[word] if lang == "zh" else word
