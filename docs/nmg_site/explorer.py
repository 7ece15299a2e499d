"""The explorer: its page, and the scripts that carry the rows and the evidence of figures."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from html import escape

from . import numbers
from .content import LANGS, Content, Json, Lang, localized, values
from .html import Page, front_matter, tag

FIRST = "observations"

# Columns shown until a reader chooses others; the first one opens the row.
SHOW: dict[str, tuple[str, ...]] = {
    "sources": ("title", "publisher", "published", "language", "kind", "host", "licence"),
    "passages": ("passage_id", "source_id", "paragraph", "topic", "numbers", "continues"),
    "units": ("unit_id", "name_en", "name_zh", "symbol", "dimension", "factor", "base_unit_id"),
    "places": ("name_en", "name_zh", "kind", "parent_id", "gb2260", "iso3166"),
    "ports": (
        "name_en",
        "name_zh",
        "mode",
        "neighbour",
        "counterpart_en",
        "division_id",
        "un_locode",
        "iata",
        "operation_2024",
        "membership",
    ),
    "platforms": ("name_en", "name_zh", "kind", "division_id", "approved", "opened", "membership"),
    "routes": ("name_en", "name_zh", "mode", "origin", "via", "destination", "opened"),
    "events": ("name_en", "name_zh", "date", "kind", "place_id", "status"),
    "indicators": ("name_en", "name_zh", "topic", "nature", "unit_id", "additive"),
    "observations": (
        "indicator_id",
        "place_id",
        "period",
        "measure",
        "as_printed",
        "value",
        "unit_id",
        "lower",
        "upper",
        "passage_id",
    ),
    "lists": ("name_en", "name_zh", "passage_id", "observation_id", "complete"),
    "list_items": ("name_en", "name_zh", "list_id", "position", "place_id"),
    "relations": ("relation_id", "position", "kind", "role", "observation_id", "expected"),
    "citations": ("key", "resource", "field", "stated", "source_id", "passage_id", "note"),
    "excluded_figures": ("as_printed", "passage_id", "nth", "reason"),
}

WORDS: dict[str, tuple[str, str]] = {
    "true": ("yes", "是"),
    "false": ("no", "否"),
    "filter": ("Filter: {field}", "筛选：{field}"),
    "count": ("{shown} of {all} rows", "{all} 行中的 {shown} 行"),
    "download": ("Download {rows} rows as {type}", "下载 {rows} 行 {type}"),
    "failed": ("The rows could not be read: {file}", "无法读取数据：{file}"),
    "passage": ("article {article}, paragraph {paragraph}", "报道 {article} 第 {paragraph} 段"),
    "undated": ("undated", "无日期"),
    "audited": ("audited: the paragraph is indexed", "经核对：段落已编号"),
    "transcribed": ("transcribed: the text is not held here", "转录：此处不持有原文"),
    "inferred": ("Our reading, not in the print: {names}.", "属于我们的判读，并未印出：{names}。"),
    "reading": ("Read by the machine as", "机器读取结果"),
    "interval": ("Stands for", "所指区间"),
    "relations": ("Relations", "关系"),
    "thisRow": ("this figure", "本数字"),
    "beside": ("Same indicator, place and period", "同一指标、地点与时期"),
    "notPreferred": (
        "Another figure for the same quantity is preferred (column preferred).",
        "同一量另有首选数字（见 preferred 列）。",
    ),
    "citations": ("Evidence", "依据"),
    "wholeRow": ("whole row", "整行"),
    "pointedAt": ("Referred to by", "被引用于"),
    "fields": ("All fields", "全部字段"),
    "noRow": ("There is no row {key}", "没有 {key} 这一行"),
    "copied": ("Copied", "已复制"),
    "notCopied": ("Copy it from the address bar", "请从地址栏复制"),
}

READING: tuple[tuple[str, str, str], ...] = (
    ("value", "Value", "数值"),
    ("unit", "Unit", "单位"),
    ("measure", "Measure", "计量方式"),
    ("bound", "Bound", "界限"),
    ("lower", "From", "下端"),
    ("upper", "To", "上端"),
)


def page(content: Content, lang: Lang) -> str:
    """Write the page; everything in it but the frame is drawn by the script."""
    at = Page(lang, "explorer.md")
    say = at.say
    options = "".join(
        tag("option", escape(localized(one, "title", lang)), value=name)
        for name, one in content.resources.items()
    )
    words: Json = {name: said[1 if lang == "zh" else 0] for name, said in WORDS.items()}
    words["readingFields"] = [[name, zh if lang == "zh" else en] for name, en, zh in READING]
    words_text = json.dumps(words, ensure_ascii=False).replace("</", "<\\/")
    files = "".join(
        tag("li", f'<a href="{at.file(one["path"])}">{one["path"]}</a>')
        for one in content.resources.values()
    )
    no_script = say(
        "The explorer needs JavaScript. The files themselves:",
        "数据浏览需要 JavaScript。数据文件：",
    )
    bar = tag(
        "div",
        tag(
            "label",
            tag("span", say("Table", "表")),
            tag("select", options, id="ex-table"),
        ),
        tag(
            "label",
            tag("span", say("Find in all columns", "在所有列中查找")),
            '<input id="ex-find" type="search" autocomplete="off" spellcheck="false">',
        ),
        tag(
            "details",
            tag("summary", say("Columns", "列")),
            tag(
                "fieldset",
                tag("legend", say("Columns shown", "显示的列")),
                tag("div", id="ex-choice"),
            ),
            class_="ex-columns",
        ),
        tag(
            "div",
            tag("button", "CSV", type="button", id="ex-csv"),
            tag("button", "JSON", type="button", id="ex-json"),
            tag("button", say("Copy link", "复制链接"), type="button", id="ex-link"),
            tag("button", say("Reset", "重置"), type="button", id="ex-reset"),
            class_="ex-buttons",
        ),
        class_="ex-bar",
    )
    status = tag(
        "p",
        tag("span", id="ex-count", role="status"),
        " · ",
        tag(
            "a",
            say("what the columns mean", "各列含义"),
            id="ex-about",
            href=at.to("dictionary/index.md"),
        ),
        class_="ex-status",
    )
    grid = tag(
        "div",
        tag(
            "table",
            tag("caption", id="ex-caption"),
            tag("thead", id="ex-head"),
            tag("tbody", id="ex-body"),
            class_="nmg-table",
        ),
        class_="nmg-scroll ex-scroll",
        role="region",
        tabindex=0,
        aria_label=say("Rows", "数据行"),
    )
    after = tag("p", say("No row matches.", "没有符合条件的行。"), id="ex-none", hidden=True) + tag(
        "button", say("Show all rows", "显示全部行"), type="button", id="ex-more", hidden=True
    )
    dialog = tag(
        "dialog",
        tag(
            "div",
            tag(
                "div",
                tag("h2", id="ex-row-title"),
                tag("button", say("Copy link", "复制链接"), type="button", id="ex-row-link"),
                tag("button", say("Close", "关闭"), type="button", id="ex-row-close"),
                class_="ex-row-head",
            ),
            tag("p", tag("code", id="ex-row-key", translate="no")),
            tag("div", id="ex-row-body"),
            id="ex-row-scroll",
            tabindex=0,
            role="group",
            aria_labelledby="ex-row-title",
        ),
        id="ex-row",
        aria_labelledby="ex-row-title",
    )
    frame = tag(
        "div",
        bar,
        status,
        grid,
        after,
        dialog,
        id="nmg-explorer",
        data_lang=lang,
        data_base=at.file("data") + "/",
        data_table=FIRST,
        data_dictionary=at.to("dictionary/TABLE.md"),
    )
    head = front_matter(
        title=say("Explorer", "数据浏览"),
        description=say(
            "Every table: sort, filter, choose columns, link to a row, download what is shown.",
            "浏览全部表：排序、筛选、选列、链接到行、下载所示内容。",
        ),
    )
    return "\n\n".join(
        [
            head.replace("---\n\n", "hide: [navigation, toc]\nsearch:\n  boost: 2\n---\n\n"),
            say("# Explorer", "# 数据浏览"),
            say(
                "All rows of all tables. The first column opens a row with its evidence. Filters "
                "take part of a word, in English or Chinese; a number column also takes `>1000`, "
                "`<5` and `10..20`; `=` before a text asks for exactly that. The address keeps "
                "what you see.",
                "全部表的全部行。点第一列可打开该行及其依据。筛选可输入词的一部分，中英文均可；数字列"
                "还可用 `>1000`、`<5`、`10..20`；在文字前加 `=` 表示完全相等。地址栏保存当前所见。",
            ),
            frame,
            tag("noscript", tag("p", no_script), tag("ul", files)),
            f'<script type="application/json" id="explorer-words">{words_text}</script>\n'
            f'<script src="{at.file("data/meta.js")}" defer></script>\n'
            '<script src="assets/javascripts/explorer.js" defer></script>',
        ]
    )


def scripts(content: Content) -> list[tuple[str, str]]:
    """Return the scripts that carry the data: one a table, one of titles, one of evidence."""
    out = [("data/meta.js", f"window.NMG={{rows:{{}},meta:{compact(meta(content))}}};\n")]
    for name in content.resources:
        names = [field["name"] for field in content.fields(name)]
        rows = [[row[one] for one in names] for row in content.rows[name]]
        lines = ",\n".join(compact(row) for row in rows)
        out.append((f"data/{name}.js", f"NMG.rows.{name}=[\n{lines}\n];\n"))
    out.append(("data/evidence.js", f"NMG.evidence={compact(evidence(content))};\n"))
    return out


def compact(thing: object) -> str:
    """Write JSON without spaces."""
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def meta(content: Content) -> Json:
    """Return titles, fields, labels and keys of all tables."""
    tables: Json = {}
    for name, resource in content.resources.items():
        fields = []
        for field in content.fields(name):
            one: Json = {
                "name": field["name"],
                "title": [field["title"], field["title_zh"]],
                "type": field["type"],
            }
            if values(field):
                one["labels"] = {
                    value: [
                        content.label(name, field["name"], value, "en"),
                        content.label(name, field["name"], value, "zh"),
                    ]
                    for value in values(field)
                }
            target = content.reference(name, field["name"])
            # A key that is also a reference (a port is a place) names itself.
            if target and content.key(name) != [field["name"]]:
                one["ref"] = [target.target, target.target_field]
            fields.append(one)
        known = {field["name"] for field in fields}
        show = [one for one in SHOW.get(name, ()) if one in known]
        tables[name] = {
            "title": [resource["title"], resource["title_zh"]],
            "fields": fields,
            "key": content.key(name),
            "show": show or [field["name"] for field in fields][:8],
        }
    return tables


def evidence(content: Content) -> Json:
    """Return what the machine reads in each print, its interval, and what it is related to."""
    from nmg_data import parse_figure

    known, related = relations(content)
    beside: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in content.rows["observations"]:
        beside[row["indicator_id"], row["place_id"], row["period"]].append(row["observation_id"])
    figures: Json = {}
    for row in content.rows["observations"]:
        id_ = row["observation_id"]
        figure = parse_figure(
            row["as_printed"], content.by_key["sources"][row["source_id"]]["language"]
        )
        reading: Json = {
            name: said(content, name, getattr(figure, name))
            for name, *_ in READING
            if getattr(figure, name) is not None
        }
        if figure.problem:
            reading = {"problem": figure.problem}
        figures[id_] = {
            "reading": reading,
            "interval": [
                numbers.interval(row, lang, numbers.unit(content, row["unit_id"], lang))
                for lang in LANGS
            ],
            "relations": related[id_],
            "beside": [
                other
                for other in beside[row["indicator_id"], row["place_id"], row["period"]]
                if other != id_
            ],
        }
    return {"relations": known, "figures": figures}


def relations(content: Content) -> tuple[list[Json], dict[str, list[int]]]:
    """Return all relations, stored and implied, in the words of `trace`; and whose they are."""
    from nmg_data._relations import columns_of, read_units, relate
    from nmg_data._trace import ROLE_NAMES, _related

    units = content.by_key["units"]
    known: list[Json] = []
    found: dict[str, list[int]] = defaultdict(list)
    tested = relate(
        columns_of(content.rows["observations"]),
        read_units(content.rows["units"]),
        content.rows["relations"],
    )
    for one in tested:
        en, zh = (_related(one, units, lang) for lang in LANGS)
        entry = {
            "head": [en.head, zh.head],
            "numbers": [en.numbers, zh.numbers],
            "reason": [en.reason, zh.reason],
            "members": [
                {"role": list(ROLE_NAMES[term.role]), "id": term.observation_id}
                for term in one.terms
            ],
        }
        for id_ in dict.fromkeys(term.observation_id for term in one.terms):
            found[id_].append(len(known))
        known.append(entry)
    return known, found


def said(content: Content, name: str, value: object) -> list[str]:
    """Write one part of a reading in English and Chinese."""
    if isinstance(value, Decimal):
        return [numbers.plain(value, "en"), numbers.plain(value, "en")]
    if name == "unit":
        return [numbers.unit(content, str(value), lang) for lang in ("en", "zh")]
    return [content.label("observations", name, str(value), lang) for lang in ("en", "zh")]
