"""Characters: which may be in a file, what a column may contain, and what was once lost.

Every Python judges alike: by Unicode 3.2, and the later ranges of ``characters.toml``.
"""

from __future__ import annotations

import re
from unicodedata import normalize, ucd_3_2_0

from nmg_data.core.package import read_toml

KNOWN = read_toml(__package__, "characters.toml")
ODD = [(re.compile(pattern), what) for pattern, what in KNOWN["odd"]]
LATER, MARKS, HAN, LATIN = (re.compile(KNOWN[it]) for it in ("later", "marks", "han", "latin"))
LOST = "\ufffd"
GARBLED = re.compile(f"[{KNOWN['garbled_start']}][^\x00-\x7f]+")
LIKE_LATIN = KNOWN["like_latin"]
MIXED = re.compile(f"[A-Za-z][{LIKE_LATIN}]|[{LIKE_LATIN}][A-Za-z]")
WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
QUESTION = r"\?\?|\w\?\w"
QUESTION_HAN = rf"{QUESTION}|{HAN.pattern}\?|\?{HAN.pattern}"


def encoding(data: bytes) -> str | None:
    """Name the encoding or format of a file, where it is known without doubt."""
    for start, what in KNOWN["magic"].items():
        if data.startswith(start.encode("latin-1")):
            return str(what)
    if data[:400].count(0) * 3 > len(data[:400]):
        return "UTF-16"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    # Half-width kana and private characters come from reading something else.
    if best is None or re.search("[\uff61-\uff9f\ue000-\uf8ff\x80-\x9f]", str(best)):
        return None
    name: str | None = KNOWN["encodings"].get(best.encoding)
    return name


def oddity(char: str) -> str | None:
    """Return what is wrong with a character, or None where it may be in a file."""
    for pattern, what in ODD:
        if pattern.match(char):
            return str(what)
    category = ucd_3_2_0.category(char)
    if char == " " or (category == "Cn" and LATER.match(char)):
        return None
    name: str | None = KNOWN["categories"].get(category)
    return name


def redecoded(run: str) -> tuple[str, str] | None:
    """Return what a run of characters was before it was read wrongly, and as what; else None."""
    if re.match("锟斤拷|烫烫", run):
        return LOST, "GBK"
    for wrong, label in KNOWN["wrong"].items():
        try:
            data = run.encode(wrong)
        except UnicodeEncodeError:
            continue
        try:
            return data.decode("utf-8"), label
        except UnicodeDecodeError as error:
            # The last character is often cut where the two encodings part.
            if error.reason == "unexpected end of data" and error.start >= 6:
                return data[: error.start].decode("utf-8"), label
        if wrong in ("latin-1", "cp1252"):
            if re.fullmatch(rb"(?:[\xb0-\xd7][\xa1-\xfe]){2,}", data):
                return data.decode("gbk"), label
            if re.fullmatch(rb"[\xc0-\xff]{4,}", data):
                return data.decode("cp1251"), label
    return None


def named(char: str) -> str:
    """Name a character that cannot be seen, or that looks like another one."""
    plain = normalize("NFKC", char)
    like = f", which looks like {plain}" if HAN.match(plain) else ""
    return f"U+{ord(char):04X} {ucd_3_2_0.name(char, '')}".strip() + like


def lost(script: str, text: str) -> bool:
    """Say whether a question mark is where a character was lost."""
    pattern = QUESTION_HAN if script == "han" else QUESTION
    return "?" in text and "://" not in text and bool(re.search(pattern, text))


def look_alikes(script: str, text: str) -> str:
    """Return the letters that only look like those of the script of their word or column."""
    found = [char for match in MIXED.finditer(text) for char in match.group() if not char.isascii()]
    return "".join(found + (WIDE.findall(text) if script != "any" else []))


def meant(text: str) -> str:
    """Replace letters that only look Latin by those that they look like."""
    from confusable_homoglyphs.confusables import confusables_data

    def plain(match: re.Match[str]) -> str:
        char = normalize("NFKC", match.group())
        near = [entry["c"] for entry in confusables_data.get(char, []) if LATIN.match(entry["c"])]
        return near[0] if near and not char.isascii() else char

    return re.sub(f"[{LIKE_LATIN}\uff10-\uff19]", plain, text)


def in_script(script: str, text: str) -> bool:
    """Say whether a text is in the script of its column: latin, han (simplified) or any."""
    if script == "latin":
        letters = re.sub(r"[\W\d_]", "", text)
        return 2 * len(LATIN.findall(letters)) >= len(letters)
    if script == "han":
        found = HAN.findall(text)
        return bool(found) and sum(map(traditional, set(found))) < max(2, len(found) // 5)
    return True


def traditional(char: str) -> bool:
    """Say whether a character is one of traditional Chinese alone."""
    return not char.encode("gb2312", "ignore") and bool(char.encode("big5", "ignore"))
