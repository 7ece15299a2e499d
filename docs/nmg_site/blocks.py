"""Blocks that prose pages ask for with `<!-- nmg: NAME -->`."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from . import numbers
from .content import ROOT, Content, Lang, content, localized
from .html import Page, code, table, tag, unbroken

HEADLINES = (
    "gdp.inner_mongolia.2024.level.xinhua_2025",
    "foreign_trade.inner_mongolia.2024.level.xinhua_2025",
    "coal_output.inner_mongolia.2024.level.xinhua_2025",
    "new_energy_capacity.inner_mongolia.2024.level.xinhua_2025",
    "port_freight.inner_mongolia_ports.2024.level.nmgrb_2025",
    "china_europe_trains.manzhouli_port.2024.level.xinhua_2025",
)


def headlines(data: Content, page: Page) -> str:
    """Show some figures as the package holds them."""
    say, lang = page.say, page.lang
    rows = []
    for one in HEADLINES:
        row = data.by_key["observations"].get(one)
        if row is None:
            continue
        unit = numbers.unit(data, row["unit_id"], lang)
        name = escape(data.name("indicators", row["indicator_id"], lang))
        rows.append(
            [
                page.link(name, f"indicators/{row['indicator_id']}.md"),
                page.explore(numbers.printed(data, row), "observations", one),
                escape(numbers.interval(row, lang, unit)),
                escape(numbers.where(data, row, lang)),
            ]
        )
    head = [
        say("Quantity", "统计量"),
        say("As printed", "印刷形式"),
        say("Stands for", "所指区间"),
        say("Where", "出处"),
    ]
    return table(head, rows, label=say("Some figures", "部分数字"))


def tables(data: Content, page: Page) -> str:
    """List the tables briefly."""
    say = page.say
    rows = [
        [
            page.link(escape(localized(one, "title", page.lang)), f"dictionary/{name}.md"),
            code(name),
            f"{len(data.rows[name]):,}",
            page.explore(say("open", "打开"), name),
            f'<a href="{page.file(one["path"])}" download>CSV</a>',
        ]
        for name, one in data.resources.items()
    ]
    head = [
        say("Table", "表"),
        say("Name", "名称"),
        say("Rows", "行数"),
        say("Explorer", "浏览"),
        say("File", "文件"),
    ]
    return table(head, rows, label=say("Tables", "各表"), numeric=(2,))


def audited(data: Content, page: Page) -> str:
    """Count rows that stand in an indexed paragraph against those that were transcribed."""
    rows = data.rows["observations"]
    indexed = sum(bool(row["passage_id"]) for row in rows)
    excluded = len(data.rows["excluded_figures"])
    return page.say(
        f"{len(rows):,} figures: {indexed:,} audited, {len(rows) - indexed:,} transcribed; "
        f"{excluded:,} entries for numbers that are no data.",
        f"共 {len(rows):,} 个数字：经核对 {indexed:,} 个，转录 {len(rows) - indexed:,} 个；"
        f"不作数据的数字 {excluded:,} 条。",
    )


def attributions(data: Content, page: Page) -> str:
    """List all sources with their licence; mirrors are named and not linked."""
    say, lang = page.say, page.lang
    rows = []
    for row in sorted(data.rows["sources"], key=lambda row: (row["licence"], row["source_id"])):
        title = escape(data.name("sources", row["source_id"], lang))
        if row["url"] and row["host"] != "mirror":
            title = f'<a href="{escape(row["url"])}" rel="noopener">{title}</a>'
        rows.append(
            [
                title,
                escape(row["publisher"]),
                unbroken(escape(row["published"])),
                escape(data.label("sources", "licence", row["licence"], lang)),
            ]
        )
    head = [
        say("Source", "来源"),
        say("Publisher", "发布者"),
        say("Published", "发布时间"),
        say("Licence", "许可"),
    ]
    return table(head, rows, label=say("Sources and licences", "来源与许可"))


def citation(data: Content, page: Page) -> str:
    """Write how to cite this version, from CITATION.cff."""
    import yaml

    cff = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    authors = " and ".join(
        one.get("name") or f"{one['family-names']}, {one['given-names']}" for one in cff["authors"]
    )
    year = str(cff["date-released"])[:4]
    named = f"{cff['title']} (version {cff['version']}) [Data set]"
    text = f"{authors} ({year}). {named}. {cff['repository-code']}"
    bibtex = "\n".join(
        [
            "@misc{nmg_data,",
            f"  author  = {{{{{authors}}}}},",
            f"  title   = {{{{{cff['title']}}}}},",
            f"  year    = {{{year}}},",
            f"  version = {{{cff['version']}}},",
            f"  url     = {{{cff['repository-code']}}},",
            "}",
        ]
    )
    return f"{tag('blockquote', tag('p', escape(text)))}\n\n```bibtex\n{bibtex}\n```"


def printed_forms(data: Content, page: Page) -> str:
    """Read examples of every printed form with the grammar of the package."""
    from .forms import forms_table

    return forms_table(data, page)


BLOCKS: dict[str, Callable[[Content, Page], str]] = {
    "attributions": attributions,
    "audited": audited,
    "citation": citation,
    "headlines": headlines,
    "printed-forms": printed_forms,
    "tables": tables,
}


def block(name: str, lang: Lang, path: str) -> str:
    """Return a block for a page, or say which blocks there are."""
    if name not in BLOCKS:
        raise KeyError(
            f"{path} asks for the block {name!r}; there are: {', '.join(sorted(BLOCKS))}"
        )
    return BLOCKS[name](content(), Page(lang, path))
