"""MkDocs hooks: the menu of generated pages, the head of each page, and the search index."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path
from typing import Any

from generator import current, linked, search
from generator.current import VIEWS
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

# Pages that exist in English alone: the Chinese menu leads to them.
ENGLISH = ("reference/python.md", "reference/commands.md", "changelog.md")


def language(config: MkDocsConfig) -> str:
    """Return the language that is being built."""
    return "zh" if config.theme["language"] == "zh" else "en"


def base_url(config: MkDocsConfig) -> str:
    """Return the address of the site's root, which is that of the English pages."""
    return str(config.site_url).removesuffix("zh/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the generated pages into the menu, and the Chinese site in its place."""
    if language(config) == "zh":
        config.site_url = f"{base_url(config)}zh/"
    view = VIEWS[language(config)]
    search.learn_names(view)
    config.nav = _expanded(config.nav, view)
    config.copyright = f"{config.copyright} · nmg-data {view.version} · {view.updated}"
    return config


def _expanded(items: Any, view: Any) -> Any:
    """Replace the words `tables/`, `ports/` and `topics/` of the menu by their pages."""
    if isinstance(items, dict):
        return {title: _expanded(item, view) for title, item in items.items()}
    if not isinstance(items, list):
        return items
    found: list[Any] = []
    site = view.site
    for item in items:
        if item == "tables/*":
            found += [f"tables/{name}.md" for name in site.package.resources]
        elif item == "ports/*":
            found += [f"ports/{row['port_id']}.md" for row in site.package.rows("ports")]
        elif item == "topics/*":
            for topic, ids in site.topics.items():
                mine = [f"indicators/{id_}.md" for id_ in ids if id_ in site.own_pages]
                title = view.label("indicators", "topic", topic)
                whole = {view.w["overview"]: f"topics/{topic}.md"}
                found.append({title[:1].upper() + title[1:]: [whole, *mine]})
        else:
            found.append(_expanded(item, view))
    return found


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put back what Markdown did not have to read."""
    del page, config, files
    return current.restore(html)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Give the templates the other language, the edit link and the structured data."""
    del nav
    here, url = language(config), page.url
    view = VIEWS[here]
    up = posixpath.relpath(".", posixpath.dirname(url) or ".")
    context["alternates"] = []
    for lang, name in (("en", "English"), ("zh", "中文")):
        english_only = page.file.src_uri in ENGLISH
        target = "index.html" if english_only and lang == "zh" else url
        folder = "zh" if lang == "zh" else ""
        href = url if lang == here else posixpath.join(up, "zh" if lang == "zh" else "..", target)
        absolute = posixpath.join(base_url(config), folder, _public(target))
        context["alternates"].append(
            {
                "lang": "zh-Hans" if lang == "zh" else lang,
                "name": name,
                "current": lang == here,
                "href": posixpath.normpath(href),
                "absolute": None if english_only and lang == "zh" else absolute,
            }
        )
    context["canonical"] = posixpath.join(str(config.site_url), _public(url))
    context["v"] = view
    context["jsonld"] = linked.for_page(view, page.meta, context["canonical"], base_url(config))
    home = view.site.package.descriptor["homepage"]
    if source := page.meta.get("source", _template(page, here)):
        page.edit_url = f"{home}/edit/main/{source}"
    return context


def _template(page: Page, lang: str) -> str:
    return f"docs/templates/{lang}/{page.file.src_uri}.j2"


def _public(url: str) -> str:
    """Return the address of a page as it is published: an index is its folder."""
    return url.removesuffix("index.html")


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Hand the site map what it needs to name both languages."""
    del files
    env.globals |= {"base": base_url(config), "public": _public, "english": ENGLISH}
    env.globals["view"] = VIEWS[language(config)]
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Let the Chinese pages use the assets of the English ones."""
    if language(config) != "zh":
        return output
    up = "../" * (page.url.count("/") + 1)
    html = _shared(output).replace('href="english:', f'href="{up}')
    return html.replace('<html lang="zh"', '<html lang="zh-Hans"', 1)


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Do the same for the pages that are no Markdown."""
    if language(config) == "zh" and template_name.endswith(".html"):
        return _shared(output_content)
    return output_content


def _shared(html: str) -> str:
    return re.sub(r'(["\'])((?:\.\./|\./)*)assets/', r"\1\2../assets/", html)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the search index, and leave out what no page uses."""
    site = Path(config.site_dir)
    search.finish(site, VIEWS[language(config)])
    for path in [*site.rglob("*.map"), *site.rglob("sitemap.xml.gz")]:
        path.unlink()
    if language(config) == "zh":
        shutil.rmtree(site / "assets")
        (site / "404.html").unlink()
        return
    for path in (site / "assets/javascripts/lunr/min").iterdir():
        if not re.search(r"stemmer|multi|\.zh\.", path.name):
            path.unlink()
    base = base_url(config)
    (site / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\nSitemap: {base}zh/sitemap.xml\n",
        "utf-8",
    )
