"""NMG1xx: bytes and characters, of every file of the package."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ._model import File, Hit
from ._rule import rule

CONTROL = re.compile("[\x01-\x08\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Default-ignorable characters: nobody sees them, and two cells that look alike differ.
ZERO_WIDTH = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# UTF-8 read as Latin-1 or cp1252 (Ã©), or lost for good.
LATIN_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u2013-\u2022\u20ac\u2122\u0152-\u017e]+")
LOST = re.compile("\ufffd|锟斤拷|烫烫")
WIDE_RUN = re.compile("[^\x00-\x7f]{3,}")
CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]{2,}")


def hit(file: File, offset: int, message: str, found: str, **more: str | None) -> Hit:
    """Build a hit on one character of a file."""
    line, column = file.place(offset)
    return Hit(file=file.path, line=line, column=column, message=message, found=found, **more)


def named(char: str) -> str:
    r"""Name a character that cannot be seen.

    >>> named("\u202e")
    'U+202E RIGHT-TO-LEFT OVERRIDE'
    """
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".strip()


def each(file: File, pattern: re.Pattern[str], what: str) -> Iterator[Hit]:
    """Yield a hit for every match of a class of characters."""
    text = file.text
    if text is None or file.ordinary:
        return
    for match in pattern.finditer(text):
        yield hit(file, match.start(), f"{what} stands in the text.", named(match.group()[0]))


@rule(
    "NMG101",
    "not-utf8",
    "bytes",
    summary="A file is UTF-8.",
    mend="Save the file as UTF-8 (in a spreadsheet: 'CSV UTF-8').",
    good="满洲里 (bytes E6 BB A1 E6 B4 B2 E9 87 8C)",
    bad="满洲里 saved as GBK (bytes C2 FA D6 DE C0 EF)",
)
def not_utf8(file: File) -> Iterator[Hit]:
    """Say where the bytes stop being UTF-8, and what they probably are."""
    if file.text is not None:
        return
    try:
        file.data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = file.data[: error.start]
        line = len(re.findall(rb"\r\n|\r|\n", before)) + 1
        start = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
        yield Hit(
            file=file.path,
            line=line,
            column=len(before[start:].decode("utf-8", "replace")) + 1,
            message=f"The file is not UTF-8{_guess(file.data)}; it is not read any further.",
            expected="UTF-8",
            found="byte " + file.data[error.start : error.start + 1].hex().upper(),
        )


def _guess(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or data[:400].count(0) > len(data[:400]) // 4:
        return ": it looks like UTF-16"
    try:
        text = data[:100_000].decode("gb18030", "ignore")
    except LookupError:
        return ""
    return ": it looks like GBK" if re.search("[\u4e00-\u9fff]{2}", text) else ""


@rule(
    "NMG102",
    "byte-order-mark",
    "bytes",
    summary="A file has no byte order mark.",
    mend="Save the file as UTF-8 without BOM; 'nmg-data format' does it.",
    good="port_id,name_en",
    bad="\\ufeffport_id,name_en",
)
def byte_order_mark(file: File) -> Iterator[Hit]:
    """Find the mark that some editors write before the first character."""
    if file.data.startswith(b"\xef\xbb\xbf"):
        yield Hit(
            file=file.path,
            line=1,
            column=1,
            message="The file begins with a byte order mark.",
            found="bytes EF BB BF",
        )


@rule(
    "NMG103",
    "line-ends",
    "bytes",
    summary="Every line ends with a line feed alone.",
    mend="Save the file with line ends LF; 'nmg-data format' does it.",
    good="a,b\\n",
    bad="a,b\\r\\n",
)
def line_ends(file: File) -> Iterator[Hit]:
    """Find the first carriage return, and say how many there are."""
    first = file.data.find(b"\r")
    if first < 0:
        return
    crlf, lone = file.data.count(b"\r\n"), file.data.count(b"\r")
    kind = "CRLF" if crlf == lone else "CR" if not crlf else "CR and CRLF"
    kind = f"{kind} and LF" if file.data.count(b"\n") > crlf else kind
    text = (file.text or "").split("\r")[0] if file.text is not None else ""
    line, column = file.place(len(text)) if file.text is not None else (1, first + 1)
    yield Hit(
        file=file.path,
        line=line,
        column=column,
        message=f"Lines end with {kind}; {lone:,} carriage returns.",
        expected="LF",
        found=kind,
    )


@rule(
    "NMG104",
    "no-final-newline",
    "bytes",
    summary="The last line ends like the others.",
    mend="End the file with one line feed; 'nmg-data format' does it.",
    good="a,b\\n",
    bad="a,b",
)
def no_final_newline(file: File) -> Iterator[Hit]:
    """See that the file ends with a line end."""
    if file.text and not file.text.endswith(("\n", "\r")):
        line, column = file.place(len(file.text))
        yield Hit(
            file=file.path,
            line=line,
            column=column,
            message="The last line has no line end.",
            expected="a line feed",
            found="end of file",
        )


@rule(
    "NMG105",
    "nul",
    "bytes",
    summary="A file holds no NUL byte.",
    mend="Delete the NUL; a file full of them is UTF-16 or not text at all.",
    good="a,b",
    bad="a,\\x00b",
)
def nul(file: File) -> Iterator[Hit]:
    """Find NUL bytes in a file that is UTF-8."""
    if file.text is None or file.ordinary:
        return
    for match in re.finditer("\x00+", file.text):
        yield hit(file, match.start(), "A NUL stands in the text.", named("\x00"))


@rule(
    "NMG106",
    "control-character",
    "bytes",
    summary="No control character stands in the text, tabs and other line ends included.",
    mend="Delete the character, or put a space.",
    good="Manzhouli (rail)",
    bad="Manzhouli\\t(rail)",
)
def control_character(file: File) -> Iterator[Hit]:
    """Find C0 and C1 controls, and the line and paragraph separators."""
    yield from each(file, CONTROL, "A control character")


@rule(
    "NMG107",
    "bidirectional-control",
    "bytes",
    summary="No character turns the direction of the text around.",
    mend="Delete the character: it makes the text read otherwise than it is stored.",
    good="manzhouli_rail",
    bad="manzhouli_\\u202eliar",
)
def bidirectional_control(file: File) -> Iterator[Hit]:
    """Find marks, embeddings, overrides and isolates."""
    yield from each(file, BIDI, "A bidirectional control")


@rule(
    "NMG108",
    "zero-width",
    "bytes",
    summary="No character stands in the text that cannot be seen.",
    mend="Delete the character: with it the cell equals no other that looks the same.",
    good="manzhouli",
    bad="man\\u200bzhouli",
)
def zero_width(file: File) -> Iterator[Hit]:
    """Find default-ignorable characters, soft hyphens and variation selectors included."""
    yield from each(file, ZERO_WIDTH, "An invisible character")


@rule(
    "NMG109",
    "private-use",
    "bytes",
    summary="Every character means the same to everybody: none is private or unassigned.",
    mend="Put the character that is meant; this one shows differently from font to font.",
    good="〇",
    bad="\\ue000",
)
def private_use(file: File) -> Iterator[Hit]:
    """Find private-use characters, noncharacters and unassigned ones."""
    yield from each(file, PRIVATE, "A private-use character")
    text = file.text
    if text is None or file.ordinary:
        return
    odd = {char for char in set(text) if unicodedata.category(char) == "Cn"}
    if odd:
        pattern = re.compile("[" + "".join(map(re.escape, sorted(odd))) + "]")
        yield from each(file, pattern, "An unassigned character")


@rule(
    "NMG110",
    "not-nfc",
    "bytes",
    summary="Text is in Unicode normal form C, so that equal texts have equal bytes.",
    mend="Write the composed character; 'nmg-data format' does it.",
    good="é (U+00E9)",
    bad="é (U+0065 U+0301)",
)
def not_nfc(file: File) -> Iterator[Hit]:
    """Find the first character of each line that normal form C would change."""
    text = file.text
    if text is None or file.ordinary or unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(file.lines, 1):
        if line.isascii() or unicodedata.is_normalized("NFC", line):
            continue
        composed = unicodedata.normalize("NFC", line)
        column = next(
            (i for i, (a, b) in enumerate(zip(line, composed, strict=False)) if a != b),
            min(len(line), len(composed)),
        )
        yield Hit(
            file=file.path,
            line=number,
            column=column + 1,
            message="The text is not in Unicode normal form C.",
            expected=" ".join(f"U+{ord(char):04X}" for char in composed[column : column + 1]),
            found=" ".join(f"U+{ord(char):04X}" for char in line[column : column + 2]),
        )


@rule(
    "NMG111",
    "empty-file",
    "bytes",
    summary="A file is not empty.",
    mend="Restore the file from the last version; a table has a header and rows.",
    good="unit_id,name_en…",
    bad="(no bytes)",
)
def empty_file(file: File) -> Iterator[Hit]:
    """Find files without any text."""
    if file.blank:
        yield Hit(file=file.path, line=1, column=1, message="The file is empty.")


@rule(
    "NMG112",
    "blank-lines-at-end",
    "bytes",
    summary="No blank line stands at the end of a file.",
    mend="Delete the blank lines at the end.",
    good="last,row\\n",
    bad="last,row\\n\\n",
)
def blank_lines_at_end(file: File) -> Iterator[Hit]:
    """Find blank lines below the last one."""
    if file.text is None or re.fullmatch(r"\S\n?", file.text[-2:]):
        return
    if not file.text.strip():  # empty, or white space of Unicode alone
        return
    lines = file.lines
    filled = len(lines)
    while not lines[filled - 1].strip():
        filled -= 1
    blank = len(lines) - filled - 1
    if blank > 0 or (lines[-1] and filled < len(lines)):
        yield Hit(
            file=file.path,
            line=filled + 1,
            column=1,
            message=f"{max(blank, 1)} blank line(s) stand at the end of the file.",
            expected="end of file",
            found="a blank line",
        )


@rule(
    "NMG113",
    "unusual-space",
    "bytes",
    summary="A space is the plain space.",
    mend="Put a plain space, or none between Chinese characters.",
    good="Inner Mongolia",
    bad="Inner\\u00a0Mongolia",
)
def unusual_space(file: File) -> Iterator[Hit]:
    """Find no-break, thin and ideographic spaces."""
    yield from each(file, SPACE, "A space other than the plain one")


@rule(
    "NMG114",
    "mojibake",
    "bytes",
    summary="Text was not decoded with the wrong encoding on its way here.",
    mend="Take the text from the source again; these characters were made by a wrong decoding.",
    good="满洲里",
    bad="æ»¡æ´²é‡Œ",
)
def mojibake(file: File) -> Iterator[Hit]:
    """Find UTF-8 that was once read as Latin-1 or GBK, and what was lost on the way."""
    text = file.text
    if text is None or file.ordinary:
        return
    for match in LOST.finditer(text):
        yield hit(file, match.start(), "Here a character was lost.", match.group())
    for match in LATIN_MOJIBAKE.finditer(text):
        meant = _redecode(match.group(), "latin-1") or _redecode(match.group(), "cp1252")
        if meant:
            message = "This is UTF-8 that was read as Latin-1."
            yield hit(file, match.start(), message, match.group()[:40], expected=meant[:40])
    for match in WIDE_RUN.finditer(text):
        meant = _redecode(match.group(), "gbk")
        if meant and CHINESE.fullmatch(meant):
            message = "This is UTF-8 that was read as GBK."
            yield hit(file, match.start(), message, match.group()[:40], expected=meant[:40])


def _redecode(text: str, wrong: str) -> str | None:
    try:
        data = text.encode(wrong)
        return data.decode("utf-8")
    except UnicodeEncodeError:
        return None
    except UnicodeDecodeError as error:
        # The last character is often cut where the two encodings part.
        cut_off = error.reason == "unexpected end of data" and error.start >= 6
        return data[: error.start].decode("utf-8") if cut_off else None
