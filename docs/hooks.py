"""MkDocs hooks: the menu of generated pages, the head of each page, and the search index."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path
from typing import Any

from generator import linked, search
from generator.pages import VIEWS, restore
from generator.views import View
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

# Pages that exist in English alone: the Chinese menu leads to them.
ENGLISH = ("reference/python.md", "reference/commands.md", "changelog.md")


def view_of(config: MkDocsConfig) -> View:
    """Return the view in the language that is being built."""
    return VIEWS["zh" if config.theme["language"] == "zh" else "en"]


def base_url(config: MkDocsConfig) -> str:
    """Return the address of the site's root, which is that of the English pages."""
    return str(config.site_url).removesuffix("zh/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the generated pages into the menu, and the Chinese site in its place."""
    view = view_of(config)
    if view.lang == "zh":
        config.site_url = f"{base_url(config)}zh/"
    config.nav = expanded(config.nav, view)
    config.copyright = f"{config.copyright} · nmg-data {view.version} · {view.updated}"
    return config


def expanded(items: Any, view: View) -> Any:
    """Replace `tables/*`, `ports/*` and `topics/*` in the menu by their pages."""
    if isinstance(items, dict):
        return {title: expanded(item, view) for title, item in items.items()}
    if not isinstance(items, list):
        return items
    found: list[Any] = []
    for item in items:
        if item == "tables/*":
            found += [f"tables/{name}.md" for name in view.package.resources]
        elif item == "ports/*":
            found += [f"ports/{row['port_id']}.md" for row in view.package.rows("ports")]
        elif item == "topics/*":
            for topic, ids in view.site.topics.items():
                title = view.label("indicators", "topic", topic)
                own = [f"indicators/{id_}.md" for id_ in ids if id_ in view.site.own_pages]
                whole = {view.w["overview"]: f"topics/{topic}.md"}
                found.append({title[:1].upper() + title[1:]: [whole, *own]})
        else:
            found.append(expanded(item, view))
    return found


def on_page_content(html: str, **_: Any) -> str:
    """Put back what Markdown did not have to read."""
    return restore(html)


def on_page_context(context: Any, page: Page, config: MkDocsConfig, **_: Any) -> Any:
    """Give the templates the other language, the edit link and the structured data."""
    view, url, base, source = view_of(config), page.url, base_url(config), page.file.src_uri
    up = posixpath.relpath(".", posixpath.dirname(url) or ".")
    context["alternates"] = []
    for lang, name in (("en", "English"), ("zh", "中文")):
        missing = lang == "zh" and source in ENGLISH
        target, folder = "index.html" if missing else url, "zh" if lang == "zh" else ""
        there = posixpath.normpath(posixpath.join(up, folder or "..", target))
        absolute = posixpath.join(base, folder, target.removesuffix("index.html"))
        alternate = {"lang": "zh-Hans" if lang == "zh" else lang, "name": name}
        alternate["href"] = there if lang != view.lang else posixpath.basename(url)
        alternate["absolute"] = "" if missing else absolute
        context["alternates"].append(alternate | {"current": lang == view.lang})
    context["canonical"] = posixpath.join(str(config.site_url), url.removesuffix("index.html"))
    context["jsonld"] = linked.for_page(view, page.meta, context["canonical"], base)
    file = page.meta.get("source", f"docs/templates/{view.lang}/{source}.j2")
    page.edit_url = f"{view.package.descriptor['homepage']}/edit/main/{file}"
    return context


def on_env(env: Any, config: MkDocsConfig, **_: Any) -> Any:
    """Hand the site map and the header what they need."""
    env.globals |= {"base": base_url(config), "english": ENGLISH, "v": view_of(config)}
    return env


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Let the Chinese pages use the assets of the English ones, and its English pages."""
    if view_of(config).lang == "en":
        return output
    output = re.sub(r'(["\'])((?:\.\./|\./)*)assets/', r"\1\2../assets/", output)
    output = output.replace('href="english:', f'href="{"../" * (page.url.count("/") + 1)}')
    return output.replace('<html lang="zh"', '<html lang="zh-Hans"', 1)


def on_post_build(config: MkDocsConfig) -> None:
    """Write the search index, and leave out what no page uses."""
    site, view, base = Path(config.site_dir), view_of(config), base_url(config)
    search.finish(site, view)
    if view.lang == "zh":
        shutil.rmtree(site / "assets")
        unused = [site / "404.html"]
    else:
        lunr = (site / "assets/javascripts/lunr/min").iterdir()
        unused = [path for path in lunr if not re.search(r"stemmer|multi|\.zh\.", path.name)]
        # The theme compares no word with the end of a run of Chinese, and so not with all of it.
        worker = next(site.glob("assets/javascripts/workers/search.*.js"))
        code = worker.read_text("utf-8").replace(
            "o<t.length;o++)t.slice", "o<=t.length;o++)t.slice"
        )
        worker.write_text(code, "utf-8")
        maps = f"Sitemap: {base}sitemap.xml\nSitemap: {base}zh/sitemap.xml\n"
        (site / "robots.txt").write_text(f"User-agent: *\nAllow: /\n{maps}", "utf-8")
    for path in [*unused, *site.rglob("*.map"), *site.rglob("sitemap.xml.gz")]:
        path.unlink()
