"""Characters: which may be in a file, what a column may contain, and what was once lost.

Nothing here depends on the version of Python: characters are judged by Unicode 3.2, which every
version has, and by the ranges that were added later.
"""

from __future__ import annotations

import re
from unicodedata import normalize, ucd_3_2_0

MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3,}")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2028\u2029\u2060-\u2065"
    "\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Assigned after Unicode 3.2, by which all else is judged: every version of Python has that one.
LATER = re.compile(
    "[\u0220-\u024f\u1e9b-\u1eff\u20b2-\u20c0\u2c60-\u2c7f\u4db6-\u4dbf\u9fa6-\u9fff\ua720-\ua7ff"
    "\U0002a6d7-\U0002a6df\U0002a700-\U0002ee5d\U00030000-\U000323af]"
)
LOST = "\ufffd"
WRONG = {
    "latin-1": "Latin-1",
    "cp1252": "Windows-1252",
    "cp1251": "Windows-1251",
    "mac_roman": "Mac Roman",
    "cp437": "DOS",
    "gbk": "GBK",
}
# What the first bytes of a character of UTF-8 are in these encodings.
LEADS = {bytes([i]).decode(name, "ignore") for name in WRONG for i in range(0xC2, 0xF5)}
LEADS |= {
    bytes([first, second]).decode("gbk", "ignore")
    for first in (0xE3, *range(0xE4, 0xEA), 0xEF)
    for second in range(0x80, 0xC0)
}
LEADS -= set("\u2013\u2014\u2018\u2019\u201c\u201d\u2026")
GARBLED = re.compile(f"[{''.join(LEADS)}锟烫\xb0-\xc1][^\x00-\x7f]+")
MAGIC = {
    b"\x1f\x8b": "a gzip archive",
    b"PK\x03\x04": "a spreadsheet or zip archive",
    b"\xd0\xcf\x11\xe0": "an Excel workbook",
    b"%PDF": "a PDF",
    b"SQLite": "a database",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
ENCODINGS = {
    **dict.fromkeys(("gb18030", "gbk", "gb2312"), "GBK, the Chinese encoding of Windows"),
    **dict.fromkeys(("big5", "big5hkscs", "cp950"), "Big5"),
    **dict.fromkeys(("cp932", "shift_jis", "shift_jis_2004"), "Shift-JIS"),
    **dict.fromkeys(("cp1251", "kz1048"), "Windows-1251, Cyrillic"),
    **dict.fromkeys(("cp1252", "latin_1"), "Windows-1252, Western"),
}
HAN = re.compile("[〇\u3400-\u9fff\U00020000-\U000323af]")
LATIN = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
WORD = re.compile(r"[^\W\d_]+")
# Letters that are taken for Latin ones, but those that are signs of their own: Ω, μ.
LIKE_LATIN = (
    "\u0370-\u03a8\u03aa-\u03bb\u03bd-\u03ff\u0400-\u058f\u13a0-\u13ff\ua4d0-\ua4ff"
    "\u2102\u210a-\u2115\u2119-\u211d\u2124\u2128-\u2138"
    "\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
)
MIXED = re.compile(f"[A-Za-z][{LIKE_LATIN}]|[{LIKE_LATIN}][A-Za-z]")
WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
QUESTION = re.compile(r"\?\?|\w\?\w")


def encoding(data: bytes) -> str | None:
    """Name the encoding or format of a file, where it is known without doubt."""
    for start, what in MAGIC.items():
        if data.startswith(start):
            return what
    if data[:400].count(0) * 3 > len(data[:400]):
        return "UTF-16"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    if best is None or best.encoding not in ENCODINGS:
        return None
    # Half-width kana and private characters come from reading something else.
    doubtful = re.search("[\uff61-\uff9f\ue000-\uf8ff\x80-\x9f]", str(best))
    return None if doubtful else ENCODINGS[best.encoding]


def oddity(char: str) -> str | None:
    """Return what is wrong with a character, or None where it may be in a file."""
    kind = ucd_3_2_0.category(char)
    if char == LOST:
        return "the mark of a character that was lost"
    if BIDI.match(char):
        return "a character that turns the direction of the text"
    if INVISIBLE.match(char) or kind == "Cf":
        return "an invisible character"
    if kind in ("Cc", "Zl", "Zp"):
        return "a control character"
    if kind == "Zs" and char != " ":
        return "a space other than the plain one"
    if kind in ("Co", "Cs"):
        return "a private character, which has no fixed meaning"
    if kind == "Cn" and not LATER.match(char):
        return "a character that is not assigned, or too new to be displayed everywhere"
    if "\u2e80" <= char <= "\u2fdf":
        return f"a radical that only looks like the character {normalize('NFKC', char)}"
    return None


def redecoded(run: str) -> tuple[str, str] | None:
    """Return what a run of characters was before it was read wrongly, and as what; else None."""
    if re.match("锟斤拷|烫烫", run):
        return LOST, "GBK"
    for wrong, label in WRONG.items():
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
        common = re.fullmatch(rb"(?:[\xb0-\xd7][\xa1-\xfe]){2,}", data)
        if wrong in ("latin-1", "cp1252") and common:
            return data.decode("gbk"), label
        if wrong in ("latin-1", "cp1252") and re.fullmatch(rb"[\xc0-\xff]{4,}", data):
            return data.decode("cp1251"), label
    return None


def named(char: str) -> str:
    """Name a character that cannot be seen.

    >>> named(chr(0x202E))
    'U+202E RIGHT-TO-LEFT OVERRIDE'
    """
    return f"U+{ord(char):04X} {ucd_3_2_0.name(char, '')}".strip()


def lost(script: str, text: str) -> bool:
    """Say whether a question mark is where a character was lost.

    >>> lost("han", "远景叶?基地"), lost("any", "????"), lost("latin", "Is it so? It is.")
    (True, True, False)
    """
    if "?" not in text or "://" in text:
        return False
    beside = script == "han" and re.search(f"{HAN.pattern}\\?|\\?{HAN.pattern}", text)
    return bool(beside or QUESTION.search(text))


def look_alikes(script: str, text: str) -> str:
    """Return the letters that only look like those of the script of their word or column."""
    found = [char for match in MIXED.finditer(text) for char in match.group() if not char.isascii()]
    return "".join(found + (WIDE.findall(text) if script != "any" else []))


def meant(text: str) -> str:
    """Replace letters that only look Latin by those that they look like."""
    from confusable_homoglyphs.confusables import confusables_data

    def plain(match: re.Match[str]) -> str:
        char = normalize("NFKC", match.group())
        if char.isascii():
            return char
        near = [entry["c"] for entry in confusables_data.get(char, []) if LATIN.match(entry["c"])]
        return near[0] if near else char

    return re.sub(f"[{LIKE_LATIN}\uff10-\uff19]", plain, text)


def in_script(script: str, text: str) -> bool:
    """Say whether a text is in the script of its column: latin, han (simplified) or any.

    >>> in_script("latin", "Маньчжурия"), in_script("han", "Manzhouli"), in_script("any", "!")
    (False, False, True)
    """
    if script == "latin":
        letters = "".join(WORD.findall(text))
        return 2 * len(LATIN.findall(letters)) >= len(letters)
    if script == "han":
        found = HAN.findall(text)
        return bool(found) and sum(map(traditional, set(found))) < max(2, len(found) // 5)
    return True


def traditional(char: str) -> bool:
    """Say whether a character is one of traditional Chinese alone.

    >>> traditional("關"), traditional("关"), traditional("口")
    (True, False, False)
    """
    return not _encodes(char, "gb2312") and _encodes(char, "big5")


def _encodes(char: str, encoding: str) -> bool:
    try:
        return bool(char.encode(encoding))
    except UnicodeEncodeError:
        return False
