"""MkDocs hooks: hand over the generated pages, fill the blocks in the prose, finish the site.

What a page says is made in `nmg_site`; this file only knows MkDocs.
"""

from __future__ import annotations

import json
import logging
import posixpath
import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

from nmg_site import blocks, jsonld, pages  # noqa: E402
from nmg_site.content import Lang, content  # noqa: E402

# Imported now: MkDocs takes the two folders off the path again once this file is loaded.
import nmg_data  # noqa: E402, F401

NAMES: dict[Lang, str] = {"en": "English", "zh": "中文"}
BLOCK = re.compile(r"<!-- nmg: ([a-z-]+) -->")
# Pages whose text is English on both sites; the English one is canonical.
ENGLISH = ("reference/", "changelog.md")


def language(config: MkDocsConfig) -> Lang:
    """Return the language that is being built."""
    return "zh" if config.theme["language"] == "zh" else "en"


def base_url(config: MkDocsConfig) -> str:
    """Return the address of the site's root, which is that of the English pages."""
    return str(config.site_url).removesuffix("zh/")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give the Chinese site its place below the English one."""
    if language(config) == "zh" and not str(config.site_url).endswith("/zh/"):
        config.site_url = f"{config.site_url}zh/"
    try:
        import jieba
    except ImportError:
        raise SystemExit(
            "The docs need jieba, for search in Chinese: pip install -e '.[docs]'"
        ) from None
    jieba.setLogLevel(logging.WARNING)
    word = "版本" if language(config) == "zh" else "Version"
    config.copyright = f"{config.copyright} · {word} {content().version}"
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages and files; prose that exists wins over a stub of the same path."""
    for item in pages.generate(language(config)):
        if files.get_file_from_path(item.path):
            continue
        if item.text is None:
            files.append(File.generated(config, item.path, abs_src_path=str(item.source)))
        else:
            files.append(File.generated(config, item.path, content=item.text))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill the blocks that prose asks for, and describe datasets to machines."""
    lang, path = language(config), page.file.src_uri
    data, base = content(), base_url(config)
    if path == "index.md":
        page.meta["jsonld"] = jsonld.as_text(jsonld.dataset(data, base))
    elif path.startswith("dictionary/") and path != "dictionary/index.md":
        name = posixpath.basename(path).removesuffix(".md")
        page.meta["jsonld"] = jsonld.as_text(jsonld.table(data, name, base))
    return BLOCK.sub(lambda match: blocks.block(match[1], lang, path), markdown)


def on_page_context(
    context: dict[str, Any], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, Any]:
    """Tell the templates where this page is in the other language."""
    here = language(config)
    up = posixpath.relpath(".", posixpath.dirname(page.url) or ".")
    base, url = base_url(config), page.url
    html = posixpath.basename(url) or "index.html"
    folder = posixpath.dirname(url)
    context["alternates"] = [
        {
            "lang": lang,
            "name": name,
            "current": lang == here,
            "href": html
            if lang == here
            else posixpath.normpath(
                posixpath.join(up, "zh" if lang == "zh" else "..", folder, html)
            ),
            "absolute": posixpath.join(base, "zh" if lang == "zh" else "", _public(url)),
        }
        for lang, name in NAMES.items()
    ]
    english = page.file.src_uri.startswith(ENGLISH)
    context["english_only"] = english
    place = "zh" if here == "zh" and not english else ""
    context["canonical"] = posixpath.join(base, place, _public(url))
    return context


def _public(url: str) -> str:
    """Return the address of a page as it is published: an index is its folder."""
    return url.removesuffix("index.html")


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Hand the site map what it needs to name both languages."""
    env.globals["base"] = base_url(config)
    env.globals["public"] = _public
    env.globals["site_lang"] = language(config)
    return env


def on_post_build(config: MkDocsConfig) -> None:
    """Write the search index as a script for file:// and say where the site maps are."""
    site = Path(config.site_dir)
    index = json.loads((site / "search/search_index.json").read_text("utf-8"))
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    (site / "search/search_index.json").write_text(text, "utf-8")
    (site / "search/search_index.js").write_text(f"var __index={text};", "utf-8")
    for path in site.rglob("*.map"):
        path.unlink()
    for path in site.rglob("sitemap.xml.gz"):
        path.unlink()
    if language(config) == "en":
        base = base_url(config)
        (site / "robots.txt").write_text(
            f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\nSitemap: {base}zh/sitemap.xml\n",
            "utf-8",
        )
