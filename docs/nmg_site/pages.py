"""All generated pages and files of one language, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import dictionary, explorer, indicators, jsonld, pictures, ports, reconciliation, reference
from .content import ROOT, Lang, content


@dataclass(frozen=True)
class Item:
    """One page or file of the site: its path there, and its text or the file it is."""

    path: str
    text: str | None = None
    source: Path | None = None


def generate(lang: Lang) -> list[Item]:
    """Return every generated page and file of a language."""
    data = content()
    items = [
        Item("dictionary/index.md", dictionary.index_page(data, lang)),
        *(
            Item(f"dictionary/{name}.md", dictionary.table_page(data, name, lang))
            for name in data.resources
        ),
        Item("indicators/index.md", indicators.index_page(data, lang)),
        *(
            Item(f"indicators/{row['indicator_id']}.md", indicators.indicator_page(data, row, lang))
            for row in data.rows["indicators"]
        ),
        Item("explorer.md", explorer.page(data, lang)),
        Item("pictures.md", pictures.pictures_page(data, lang)),
        Item("ports.md", ports.ports_page(data, lang)),
        Item("reconciliation.md", reconciliation.page(data, lang)),
        *(Item(path, text) for path, text in reference.pages(lang)),
        *assets(),
    ]
    if lang == "en":
        items += served(lang)
    return items


def assets() -> list[Item]:
    """Return style sheet, scripts and vendored files, which both languages carry."""
    folder = ROOT / "docs/assets"
    return [
        Item(f"assets/{path.relative_to(folder).as_posix()}", source=path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "map" not in path.relative_to(folder).parts
    ]


def served(lang: Lang) -> list[Item]:
    """Return the files that the site serves once, at its root: the package, for machines."""
    data = content()
    items = [Item("datapackage.json", source=ROOT / "datapackage.json")]
    for one in data.resources.values():
        items.append(Item(one["path"], source=ROOT / one["path"]))
        items.append(Item(one["schema"], source=ROOT / one["schema"]))
    items += [Item(path, text) for path, text in explorer.scripts(data)]
    items.append(Item("dataset.jsonld", jsonld.as_text(jsonld.dataset(data))))
    return items
