"""Reference pages: rules, Python and command line from the code, changelog and more from files."""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
import typing
from collections.abc import Iterator
from html import escape

from .content import ROOT, Lang, content
from .html import front_matter, table, tag

FAMILIES = {
    "bytes": ("Bytes and characters", "NMG1"),
    "structure": ("Structure of a file", "NMG2"),
    "types": ("Types and constraints", "NMG3"),
    "keys": ("Keys across tables", "NMG4"),
    "figures": ("Figures and evidence", "NMG5"),
    "relations": ("Relations and arithmetic", "NMG6"),
    "descriptor": ("Descriptor and docs", "NMG7"),
}


def pages(lang: Lang) -> Iterator[tuple[str, str]]:
    """Return path and text of each reference page."""
    yield "reference/rules.md", rules_page()
    yield "reference/api.md", api_page()
    yield "reference/cli.md", cli_page()
    yield (
        "changelog.md",
        from_file("CHANGELOG.md", "Changelog", "What changed, data and code apart."),
    )
    if lang == "en":
        yield (
            "contributing.md",
            from_file(
                "CONTRIBUTING.md", "Contributing", "Correct or add a figure; run the checks."
            ),
        )
    yield "cookbook.md", f"# {'实用示例' if lang == 'zh' else 'Cookbook'}\n"


# Rules -----------------------------------------------------------------------------------------


def rules_page() -> str:
    """Write an entry for each rule: what it asks, how to mend, one example of each kind."""
    from nmg_data.checks import rules

    known = rules()
    out = [
        front_matter(title="Rules", description="Every check with its code, and examples."),
        "# Rules",
        f"`nmg-data validate` runs {len(known)} rules. Each has a code that is never reused, so a "
        "finding can be looked up here, selected (`--select NMG501`) or left out (`--ignore`).",
    ]
    for family, (title, _) in FAMILIES.items():
        mine = [one for one in known if one.family == family]
        if not mine:
            continue
        rows = [
            [
                f'<a href="#{one.code.lower()}">{tag("code", one.code)}</a>',
                escape(one.name),
                one.severity,
                inline(one.summary),
            ]
            for one in mine
        ]
        out.append(f"## {title} {{#{family}}}")
        out.append(table(["Code", "Name", "Severity", "Asks"], rows, label=title))
        out += [rule_entry(one) for one in mine]
    return "\n\n".join(out)


def rule_entry(one: typing.Any) -> str:
    """Write the entry of one rule."""
    facts = [
        ("Severity", one.severity),
        ("Mend", inline(one.mend)),
        ("Passes", example(one.good)),
        ("Fails", example(one.bad)),
    ]
    body = "".join(tag("div", tag("dt", term) + tag("dd", said)) for term, said in facts)
    name = one.name.replace("-", " ")
    return "\n\n".join(
        [
            f"### {one.code} {name} {{#{one.code.lower()}}}",
            tag("p", inline(one.summary)),
            tag("dl", body, class_="nmg-rule"),
        ]
    )


def example(text: str) -> str:
    """Write an example as code, its line breaks kept."""
    lines = [escape(line) for line in text.split("\n")]
    return f'<code translate="no">{"<br>".join(lines)}</code>'


def inline(text: str) -> str:
    """Write a sentence of a docstring: code in backquotes, the rest escaped."""
    parts = re.split(r"``([^`]+)``|`([^`]+)`", text)
    out = []
    for number, part in enumerate(parts):
        if part is None:
            continue
        out.append(escape(part) if number % 3 == 0 else tag("code", escape(part)))
    return "".join(out)


# Python ----------------------------------------------------------------------------------------


def api_page() -> str:
    """Write the public names of the package from their signatures and docstrings."""
    import nmg_data

    out = [
        front_matter(title="Python", description="The public names of nmg_data."),
        "# Python",
        f"Everything public stands in `nmg_data`: {', '.join(f'`{n}`' for n in nmg_data.__all__)}. "
        "Importing it reads no file and loads nothing heavy.",
    ]
    classes: dict[str, type] = {}
    for name in sorted(nmg_data.__all__, key=str.lower):
        thing = getattr(nmg_data, name)
        if inspect.isfunction(thing):
            out += function_entry(name, thing)
            classes |= result_classes(thing)
        else:
            names = ", ".join(f'"{one}"' for one in typing.get_args(thing))
            out += [f"## {name} {{#{name.lower()}}}", f"```python\n{name} = Literal[{names}]\n```"]
            out.append("The names of the tables, so that editors complete them.")
    if classes:
        out.append("## What functions return {#returned}")
        for name, thing in sorted(classes.items()):
            out += class_entry(name, thing)
    return "\n\n".join(out)


def result_classes(function: typing.Any) -> dict[str, type]:
    """Return the classes of ours that a function's return annotation names."""
    module = inspect.getmodule(function)
    said = annotation(inspect.signature(function).return_annotation)
    return {
        name: thing
        for name, thing in vars(module).items()
        if inspect.isclass(thing)
        and thing.__module__.startswith("nmg_data")
        and re.search(rf"\b{name}\b", said)
    }


def function_entry(name: str, function: typing.Any) -> list[str]:
    """Write one function: its forms, then its docstring."""
    overloads = typing.get_overloads(function) or [function]
    forms = [f"{name}{signature(one)}" for one in overloads]
    text = "\n".join(forms)
    return [f"## {name} {{#{name.lower()}}}", f"```python\n{text}\n```", *docstring(function)]


def signature(function: typing.Any) -> str:
    """Write a signature, an argument a line where it is long."""
    said = inspect.signature(function)
    parts, starred = [], False
    for one in said.parameters.values():
        if one.name == "self":
            continue
        if one.kind is one.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        text = one.name
        if one.annotation is not one.empty:
            text += f": {annotation(one.annotation)}"
        if one.default is not one.empty:
            text += f" = {'...' if one.default is ... else repr(one.default)}"
        parts.append(text)
    after = ""
    if said.return_annotation is not said.empty:
        after = f" -> {annotation(said.return_annotation)}"
    line = f"({', '.join(parts)}){after}"
    if len(line) < 72:
        return line
    return "(\n" + "".join(f"    {one},\n" for one in parts) + f"){after}"


def annotation(said: object) -> str:
    """Write a type as the code writes it."""
    return said if isinstance(said, str) else getattr(said, "__name__", str(said))


def class_entry(name: str, thing: type) -> list[str]:
    """Write a class that a function returns: its docstring, fields and public methods."""
    out = [f"### {name} {{#returned-{name.lower()}}}", *docstring(thing, level=3)]
    if dataclasses.is_dataclass(thing) and "Parameters" not in (thing.__doc__ or ""):
        rows = [
            [tag("code", one.name), tag("code", escape(str(one.type)))]
            for one in dataclasses.fields(thing)
        ]
        out.append(table(["Field", "Type"], rows, label=f"Fields of {name}"))
    methods = [
        (key, value)
        for key, value in vars(thing).items()
        if not key.startswith("_") and (inspect.isfunction(value) or isinstance(value, property))
    ]
    rows = []
    for key, value in methods:
        form = key if isinstance(value, property) else key + signature(value)
        rows.append(
            [tag("code", escape(form)), inline((inspect.getdoc(value) or "").split("\n")[0])]
        )
    if rows:
        out.append(table(["Member", "Meaning"], rows, label=f"Members of {name}"))
    return out


SECTION = re.compile(r"^([A-Z][A-Za-z ]+)\n-{3,}$", re.MULTILINE)


def docstring(thing: typing.Any, level: int = 2) -> list[str]:
    """Turn a numpydoc docstring into Markdown blocks."""
    text = inspect.getdoc(thing) or ""
    parts = SECTION.split(text)
    out = paragraphs(parts[0])
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        out.append(tag(f"h{level + 1}", title))
        if title in ("Parameters", "Returns", "Raises", "Yields", "Attributes"):
            out.append(definitions(body, named=title in ("Parameters", "Attributes")))
        elif title == "Examples":
            out.append(f"```pycon\n{body.strip()}\n```")
        else:
            out += paragraphs(body)
    return out


def paragraphs(text: str) -> list[str]:
    """Turn plain paragraphs into HTML; indented ones are code."""
    out = []
    for one in re.split(r"\n\s*\n", text.strip()):
        if not one:
            continue
        if one.startswith("    ") or one.startswith(">>>"):
            out.append("```python\n" + inspect.cleandoc(one) + "\n```")
        else:
            out.append(tag("p", inline(" ".join(one.split("\n")))))
    return out


def definitions(body: str, *, named: bool) -> str:
    """Turn `name : type` lines with an indented description below into a list."""
    items: list[tuple[str, list[str]]] = []
    for line in body.strip("\n").split("\n"):
        if line and not line.startswith(" "):
            items.append((line, []))
        elif items:
            items[-1][1].append(line.strip())
    out = []
    for term, lines in items:
        name, _, kind = term.partition(" : ") if named else (term, "", "")
        head = tag("code", escape(name)) if named else inline(name)
        if kind:
            head += " " + tag("small", inline(kind))
        out.append(tag("div", tag("dt", head) + tag("dd", inline(" ".join(lines)))))
    return tag("dl", *out, class_="nmg-rule")


# Command line ----------------------------------------------------------------------------------


def cli_page() -> str:
    """Write the real help of the command and of each subcommand."""
    from nmg_data import cli

    out = [
        front_matter(title="Command line", description="The help of nmg-data, command by command."),
        "# Command line",
        "Printed by the program itself while this page was built. Exit codes: 0 fine, 1 findings, "
        "2 could not run, 130 interrupted, 141 the reader of the output left (as `head` does).",
        "## nmg-data {#nmg-data}",
        f"```text\n{help_text()}\n```",
    ]
    for name in cli.COMMANDS:
        out += [f"## nmg-data {name} {{#{name}}}", f"```text\n{help_text(name)}\n```"]
    return "\n\n".join(out)


def help_text(command: str = "") -> str:
    """Return the help of a command as a terminal of 80 columns without colours shows it."""
    from nmg_data import cli

    before = {name: os.environ.get(name) for name in ("COLUMNS", "NO_COLOR")}
    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    try:
        parser = cli.parser()
        for action in parser._actions:
            choices = action.choices if isinstance(action.choices, dict) else {}
            parser = choices.get(command, parser)
        return str(parser.format_help()).rstrip()
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


# Files of the repository -----------------------------------------------------------------------


def from_file(name: str, title: str, description: str) -> str:
    """Take a page from a file of the repository; its links lead to the repository."""
    text = (ROOT / name).read_text("utf-8")
    blob = f"{content().homepage}/blob/main/"
    text = re.sub(r"\]\((?!https?:|#|mailto:)([^)]+)\)", rf"]({blob}\1)", text)
    return front_matter(title=title, description=description) + text
