"""The dictionary: an index with the entity diagram, and a page for each table."""

from __future__ import annotations

from collections import Counter
from html import escape

from .cautions import CAUTIONS
from .content import Content, Json, Lang, Row, localized, values
from .diagram import entity_diagram
from .html import Page, code, front_matter, table, tag

SAMPLE = 5

EVIDENCE: dict[str, tuple[str, str, str, str]] = {
    "key": ("key", "键", "A code of ours that identifies the row.", "我们给出的代码，标识该行。"),
    "cited": (
        "cited",
        "引证",
        "Found in a source; the row or the field has a citation.",
        "出自来源；该行或该字段有引证。",
    ),
    "stated": (
        "cited and stated",
        "引证并载明",
        "Found in a source; the citation of the field says what stands there, "
        "and the two are compared.",
        "出自来源；该字段的引证载明来源所写，两者互相核对。",
    ),
    "own": ("own", "自拟", "Our wording or reading.", "由我们表述或判读。"),
    "derived": (
        "derived",
        "推算",
        "Computed from other cells or from the text, and checked.",
        "由其他单元格或文本算出，并受检查。",
    ),
    "inline": (
        "inline",
        "随行",
        "The row itself names its source and paragraph.",
        "该行自身注明来源与段落。",
    ),
}


def index_page(content: Content, lang: Lang) -> str:
    """Write the index of the dictionary."""
    page = Page(lang, "dictionary/index.md")
    say = page.say
    rows = []
    for name, resource in content.resources.items():
        rows.append(
            [
                page.link(escape(localized(resource, "title", lang)), f"dictionary/{name}.md"),
                code(name),
                escape(localized(resource, "description", lang)),
                f"{len(content.rows[name]):,}",
            ]
        )
    evidence = [
        [
            escape(entry[1 if lang == "zh" else 0]),
            code(key),
            escape(entry[3 if lang == "zh" else 2]),
        ]
        for key, entry in EVIDENCE.items()
    ]
    return "\n\n".join(
        [
            front_matter(
                title=say("Dictionary", "数据字典"),
                description=say(
                    "All tables, fields, values and keys, generated from the descriptor.",
                    "全部表、字段、取值与键，由描述文件生成。",
                ),
            ),
            say("# Dictionary", "# 数据字典"),
            say(
                f"{len(content.resources)} tables. These pages are generated from "
                "`datapackage.json` and its schemas, which also drive the loader and the checks: "
                "what is written here is what is enforced.",
                f"共 {len(content.resources)} 张表。本章由 `datapackage.json` 及其模式文件生成，"
                "加载与检查也由它们驱动：此处所写即所执行。",
            ),
            table(
                [
                    say("Table", "表"),
                    say("Name", "名称"),
                    say("A row is …", "一行是"),
                    say("Rows", "行数"),
                ],
                rows,
                label=say("Tables", "各表"),
                numeric=(3,),
            ),
            say("## How the tables hang together", "## 表间关系") + " {#diagram}",
            entity_diagram(content, page),
            say("## Where the values come from", "## 取值的依据") + " {#evidence}",
            say(
                "Every field says in its key `evidence` what its values rest on. An empty cell is "
                "missing: no source was found, or there is nothing to say.",
                "每个字段在 `evidence` 键中说明其依据。空单元格表示缺失：没有来源，或无可填写。",
            ),
            table(
                [say("Word", "用语"), say("Key", "键值"), say("Meaning", "含义")],
                evidence,
                label=say("Kinds of evidence", "依据种类"),
            ),
            say(
                "Names and definitions of what is measured: "
                f"{page.link('indicators', 'indicators/index.md')}. Chinese statistical terms: "
                f"{page.link('glossary', 'glossary.md')}.",
                f"所量指标的名称与定义：{page.link('指标', 'indicators/index.md')}。"
                f"统计用语：{page.link('术语表', 'glossary.md')}。",
            ),
        ]
    )


def rules(field: Json, key: list[str], page: Page) -> list[str]:
    """Say what a field must satisfy, as HTML phrases."""
    say, limits = page.say, field.get("constraints", {})
    said = []
    if field["name"] in key:
        said.append(say("key", "主键"))
    elif limits.get("required"):
        said.append(say("required", "必填"))
    if limits.get("unique"):
        said.append(say("unique", "唯一"))
    for name, sign in (("minimum", "≥"), ("exclusiveMinimum", "&gt;"), ("maximum", "≤")):
        if name in limits:
            said.append(f"{sign} {limits[name]}")
    if "maxLength" in limits:
        said.append(
            say(f"at most {limits['maxLength']} characters", f"最多 {limits['maxLength']} 字符")
        )
    if "pattern" in limits:
        said.append(tag("details", tag("summary", say("pattern", "格式")), code(limits["pattern"])))
    return said


def field_row(content: Content, name: str, field: Json, page: Page) -> list[str]:
    """Describe one field as a row of cells."""
    say = page.say
    rows = content.rows[name]
    filled = sum(bool(row[field["name"]]) for row in rows)
    title = escape(localized(field, "title", page.lang))
    meaning = escape(localized(field, "description", page.lang))
    target = content.reference(name, field["name"])
    if target:
        where = page.link(code(target.target), f"dictionary/{target.target}.md")
        meaning += "<br>→ " + where
    if values(field):
        link = tag("a", say("closed list", "取值表"), href=f"#values-{field['name']}")
        meaning += f" ({link})" if page.lang == "en" else f"（{link}）"
    kind = field["type"]
    if field.get("unit"):
        kind += f", {field['unit']}"
    evidence = EVIDENCE[field["evidence"]][1 if page.lang == "zh" else 0]
    return [
        f"{code(field['name'])}<br><small>{title}</small>",
        escape(kind),
        meaning,
        "<br>".join(rules(field, content.key(name), page)),
        evidence,
        f"{filled:,}",
    ]


def closed_lists(content: Content, name: str, page: Page) -> list[str]:
    """Write the values of each closed list with labels in both languages and how often used."""
    say, out = page.say, []
    for field in content.fields(name):
        allowed = values(field)
        if not allowed:
            continue
        used = Counter(row[field["name"]] for row in content.rows[name])
        rows = [
            [
                code(value),
                escape(content.label(name, field["name"], value, "en")),
                escape(content.label(name, field["name"], value, "zh")),
                f"{used[value]:,}",
            ]
            for value in allowed
        ]
        heading = say("Values of", "取值：")
        out.append(f"### {heading} `{field['name']}` {{#values-{field['name']}}}")
        out.append(
            table(
                [say("Value", "值"), "English", "中文", say("Rows", "行数")],
                rows,
                label=f"{heading} {field['name']}",
                numeric=(3,),
            )
        )
    return out


def keys_section(content: Content, name: str, page: Page) -> list[str]:
    """Write primary key, unique keys, and the references in both directions."""
    say = page.say
    key = ", ".join(code(one) for one in content.key(name))
    lines = [say(f"Primary key: {key}.", f"主键：{key}。")]
    for unique in content.schemas[name].get("uniqueKeys", []):
        both = ", ".join(code(one) for one in unique)
        lines.append(say(f"Unique together: {both}.", f"联合唯一：{both}。"))
    rows = []
    for one in content.references:
        if name not in (one.table, one.target):
            continue
        rows.append(
            [
                page.link(
                    code(f"{one.table}.{one.field}"),
                    f"dictionary/{one.table}.md",
                    f"field-{one.field}",
                ),
                page.link(code(f"{one.target}.{one.target_field}"), f"dictionary/{one.target}.md"),
            ]
        )
    out = [" ".join(lines)]
    if rows:
        out.append(
            table(
                [say("Field", "字段"), say("Points to", "指向")],
                rows,
                label=say("Foreign keys from and to this table", "与本表有关的外键"),
            )
        )
    return out


def sources_section(content: Content, name: str, page: Page) -> list[str]:
    """List the sources that the table rests on, with how many rows or cells each supports."""
    say = page.say
    cited = Counter(
        row["source_id"] for row in content.rows["citations"] if row["resource"] == name
    )
    inline = any(field["name"] == "source_id" for field in content.fields(name))
    if inline and name not in ("sources", "citations"):
        cited.update(row["source_id"] for row in content.rows[name])
    if not cited:
        return [
            say(
                "This table is our own arrangement and cites no source.",
                "本表由我们整理，不引来源。",
            )
        ]
    rows = [
        [
            page.explore(escape(content.name("sources", source, page.lang)), "sources", source),
            escape(content.by_key["sources"][source]["publisher"]),
            f"{count:,}",
        ]
        for source, count in sorted(cited.items(), key=lambda item: (-item[1], item[0]))
    ]
    return [
        table(
            [say("Source", "来源"), say("Publisher", "发布者"), say("Cited", "引用次数")],
            rows,
            label=say("Sources of this table", "本表的来源"),
            numeric=(2,),
        )
    ]


def sample(content: Content, name: str, page: Page) -> str:
    """Show the first rows as they stand in the file."""
    names = [field["name"] for field in content.fields(name)]
    rows: list[Row] = content.rows[name][:SAMPLE]
    return table(
        [code(one) for one in names],
        [[escape(row[one]) for one in names] for row in rows],
        label=page.say("First rows", "前几行"),
        class_="raw",
    )


def table_page(content: Content, name: str, lang: Lang) -> str:
    """Write the page of one table."""
    page = Page(lang, f"dictionary/{name}.md")
    say, resource = page.say, content.resources[name]
    title = localized(resource, "title", lang)
    path, schema = resource["path"], resource["schema"]
    caution = CAUTIONS[name][1 if lang == "zh" else 0]
    count = len(content.rows[name])
    facts = [
        (say("Rows", "行数"), f"{count:,}"),
        (say("Fields", "字段数"), str(len(content.fields(name)))),
        (
            say("Files", "文件"),
            f'<a href="{page.file(path)}" download>{path.rsplit("/", 1)[-1]}</a>, '
            f'<a href="{page.file(schema)}">{say("schema", "模式")}</a>',
        ),
        (say("Rows in the page", "在线浏览"), page.explore(say("Explorer", "浏览器"), name)),
        (say("In Python", "Python"), code(f'load("{name}")')),
    ]
    facts_html = "".join(tag("div", tag("dt", term) + tag("dd", said)) for term, said in facts)
    fields = [field["name"] for field in content.fields(name)]
    return "\n\n".join(
        [
            front_matter(title=title, description=localized(resource, "description", lang)),
            f"# {title} `{name}` {{#table}}",
            localized(resource, "description", lang),
            tag("dl", facts_html, class_="nmg-facts"),
            f'!!! warning "{say("Use with care", "使用须知")}"\n\n    {caution}',
            say("## Fields", "## 字段") + " {#fields}",
            table(
                [
                    say("Field", "字段"),
                    say("Type", "类型"),
                    say("Meaning", "含义"),
                    say("Rules", "约束"),
                    say("Evidence", "依据"),
                    say("Filled", "非空"),
                ],
                [field_row(content, name, field, page) for field in content.fields(name)],
                label=say("Fields", "字段"),
                ids=[f"field-{one}" for one in fields],
                numeric=(5,),
                class_="fields",
            ),
            say(
                "An empty cell is missing; there is no other mark for it. "
                "[What the kinds of evidence mean](index.md#evidence).",
                "空单元格表示缺失，没有其他标记。[依据种类的含义](index.md#evidence)。",
            ),
            *(
                [say("## Closed lists", "## 取值表") + " {#values}", *lists]
                if (lists := closed_lists(content, name, page))
                else []
            ),
            say("## Keys", "## 键") + " {#keys}",
            *keys_section(content, name, page),
            say("## Sources", "## 来源") + " {#sources}",
            *sources_section(content, name, page),
            say("## First rows", "## 前几行") + " {#rows}",
            sample(content, name, page),
        ]
    )
