"""NMG5xx: every figure agrees with its wording, row and period; no number is left over."""

from __future__ import annotations

import re

from nmg_data.core.package import read_toml
from nmg_data.core.text import width
from nmg_data.evidence.figure import is_count, numbers_in, parse_figure
from nmg_data.evidence.periods import contradicted_bases
from nmg_data.evidence.preferred import preferred_rows
from nmg_data.evidence.reading import differences, header_units, mint, read_row, year_of

from ..constraints import Answer, answers, columns, compared, judged, lines, part, pasted, shared
from ..findings import counted, shorten
from ..frames import Cells, Data
from ..rules import Findings, rule

READ = ["as_printed", "header_unit", "measure", "value", "unit_id", "bound", "lower", "upper"]
READ += ["inferred", "language"]
FACTS = read_toml(__package__, "figures.toml")
FORMS = {kind: (re.compile(form), words) for kind, (form, words) in FACTS["periods"].items()}
POSITIONS, NUMBERS = "number_positions", "paragraph_numbers"


@shared
def current(data: Data) -> Cells:
    """Return the observations that are not withdrawn; what was replaced stays as it was."""
    return part(data.observations, data.observations.replaced_by == "")


@shared
def readings(data: Data) -> list[tuple[int, list[Answer]]]:
    """Return by line what as_printed gives otherwise than the cells of a current row."""
    language = data.sources.look(current(data).source_id, "language").fillna("zh")
    rows = part(current(data), language != "", language=language)
    return list(answers(rows, READ, misread))


def read(data: Data, fields: list[str]) -> Findings:
    """Report the fields whose cells differ from what as_printed gives."""
    for line, wrong in readings(data):
        for field, message, want in wrong:
            if field in fields:
                yield data.observations.at(line, field, message, expected=want)


def misread(*cells: str) -> list[Answer]:
    """Return what is wrong with a figure, or with the cells that follow from as_printed."""
    row = dict(zip(READ, cells, strict=True))
    text = shorten(row["as_printed"])
    if row["header_unit"] not in ("", *header_units()):
        message = f"`header_unit` {shorten(row['header_unit'])} is not known."
        return [("header_unit", message, "a known unit of a header")]
    if wrong := ill_formed(row["as_printed"]):
        return [wrong]
    reading = read_row(row, row["language"])
    if reading.problem:
        message = f"{text!r} cannot be read in {row['language']}, the language of the source: "
        message += reading.problem
        return [("as_printed", message, "a readable figure")]
    found = []
    for field, want in differences(row, reading):
        gives = f"but `as_printed` {text!r} gives {want or 'nothing'}."
        found.append((field, f"`{field}` is {row[field] or 'empty'}, {gives}", want or "nothing"))
    return found


@rule("NMG501", fix="Shorten as_printed to the figure with its qualifier and unit; join by ….")
def unreadable_figure(data: Data) -> Findings:
    """A figure as printed is short (20 Chinese or 40 Latin characters) and can be read."""
    yield from judged(data.excluded_figures, ["as_printed"], ill_formed)
    yield from read(data, ["as_printed", "header_unit"])


def ill_formed(text: str) -> Answer | None:
    """Return what is wrong with the form of as_printed, or None."""
    if wrong := re.search("[，。；！？]", text):
        return "as_printed", f"`as_printed` holds {wrong.group()}.", "none of ，。；！？"
    if width(text) > 40:
        message = f"`as_printed` is {width(text)} columns wide."
        return "as_printed", message, "at most 20 Chinese or 40 Latin characters"
    if text and not all(map(str.strip, text.split("…"))):
        return "as_printed", "A piece next to … is empty.", "a piece on either side"
    return None


@rule("NMG508", fix="Correct base_period, or as_printed after the source.")
def contradicted_base(data: Data) -> Findings:
    """base_period is the one that the printed words mean: 同比, year on year, 比2019年."""
    observations = data.observations
    for row, word, base in contradicted_bases(columns(observations)):
        line = int(observations.frame.index[row])
        message = f"`base_period` is not {base}, which {word} means."
        yield observations.at(line, "base_period", message, expected=base)


@rule("NMG511", fix="Correct unit_id or measure; or the figure belongs to another indicator.")
def wrong_dimension(data: Data) -> Findings:
    """The unit fits the measure: that of the indicator for a level, percent for growth, …."""
    units, indicators = part(data.units, data.units.sound), data.indicators
    dimension = dict(zip(units.unit_id, units.dimension, strict=True))
    unit_of = dict(zip(indicators.indicator_id, indicators.unit_id, strict=True))

    def judge(indicator: str, measure: str, unit: str) -> Answer | None:
        found, level = dimension.get(unit), dimension.get(unit_of.get(indicator, ""))
        if not found or not level or not measure:
            return None
        known = FACTS["dimensions"]
        names = known.get(f"{measure} of {level}") or known.get(measure, ["own"])
        allowed = [level if name == "own" else name for name in names]
        want = f"a unit of dimension {' or '.join(allowed)}"
        message = f"A {measure} of {indicator} is not measured in {unit}."
        return None if found in allowed else ("unit_id", message, want)

    return judged(data.observations, ["indicator_id", "measure", "unit_id"], judge)


@rule("NMG514", fix="Correct period or period_kind.", table="observations")
def period_kind(observations: Cells) -> Findings:
    """period_kind fits the period: a year is whole, what begins in January is year_to_date."""

    def judge(period: str, kind: str) -> Answer | None:
        first, _, last = period.partition("/")
        message = f"`period` is {period or 'empty'}, but `period_kind` is {kind}."
        if bool(period) == (kind == "undated"):
            return "period_kind", message, "undated exactly where period is empty"
        if last and len(first) != len(last):
            message = f"The ends of {period} have different precision."
            return "period", message, "two years, two months or two days"
        if kind in FORMS and not FORMS[kind][0].fullmatch(period):
            return "period_kind", message, FORMS[kind][1]
        names = FACTS["kinds"]["no_span"] if kind == "span" else ()
        other = next((name for name in names if FORMS[name][0].fullmatch(period)), None)
        return ("period_kind", message, other) if other else None

    return judged(observations, ["period", "period_kind"], judge)


@rule("NMG515", fix="Correct year or period.", table="observations")
def year(observations: Cells) -> Findings:
    """year is the calendar year in which the period lies; empty where it spans several."""
    message = "`year` is {year}, but `period` is {period}."
    yield from compared(observations, "year", observations.period.map(year_of), message)


@rule("NMG516", fix="Empty the id of a new row and run 'nmg-data format'.")
def id_parts(data: Data) -> Findings:
    """The id of a row is made of its parts; `.2` where a source gives the figure again."""
    rows = current(data)
    ids = set(rows.observation_id)
    names = ["indicator_id", "place_id", "period", "measure", "base_period", "source_id"]

    def judge(found: str, *parts: str) -> Answer | None:
        stem = mint(dict(zip(names, parts, strict=True)), ())
        again = re.fullmatch(r"\.([2-9]|[1-9]\d)", found.removeprefix(stem))
        before = f"{stem}.{int(again[1]) - 1}".removesuffix(".1") if again else stem
        if found == stem or (again and before in ids):
            return None
        message = f"{shorten(found, 100)} is not made of the parts of its row."
        return "observation_id", message, before

    return judged(rows, ["observation_id", *names], judge)


@rule("NMG517", fix="Look for a slip of the decimal point or of the measure.", table="observations")
def beyond_sense(observations: Cells) -> Findings:
    """Growth is at least -100 percent, a share between 0 and 100, a rank a whole number from 1."""

    def judge(measure: str, unit: str, value: str, lower: str, upper: str) -> Answer | None:
        times, whole = (10 if unit == "per_mille" else 1), "rank" in measure
        low, high = (limit * times for limit in FACTS["ranges"][measure])
        for cell in filter(None, [value] if value else [lower, upper]):
            if not low <= float(cell) <= high or (whole and float(cell) % 1):
                want = f"{'a whole' if whole else 'a'} number from {low} to {high}"
                field = "value" if value else "lower"
                return field, f"{cell} makes no sense as {measure}.", want
        return None

    cells = part(observations, observations.measure.isin(FACTS["ranges"]))
    return judged(cells, ["measure", "unit_id", "value", "lower", "upper"], judge)


@rule("NMG518", fix="Take the name out of inferred, or fill the cell in.", table="observations")
def inferred_nothing(observations: Cells) -> Findings:
    """inferred names cells of the row that are filled in, each once."""
    rows = part(observations, observations.inferred != "")
    for line, row in zip(rows.frame.index.tolist(), rows.rows, strict=True):
        names = row["inferred"].split()
        wrong = [name for name in names if names.count(name) > 1 or not row.get(name)]
        if wrong:
            message = f"`inferred` names {', '.join(wrong)}, which is empty or named twice."
            yield observations.at(line, "inferred", message, expected="names of filled cells")


@rule("NMG521", fix="Count the numbers of the paragraph from 1, and list those in as_printed.")
def numbers_of_figure(data: Data) -> Findings:
    """number_positions lists the very numbers of the paragraph that as_printed holds, in order."""
    passages = data.passages
    numbers_of = dict(zip(passages.passage_id, passages.paragraph_numbers.str.split(), strict=True))

    def judge(passage: str, positions: str, text: str) -> Answer | None:
        numbers, own = numbers_of.get(passage, []), numbers_in(text)
        at = list(map(int, positions.split()))
        if not (passage or at):
            return None
        if at != sorted(set(at)) or len(own) != len(at) or max(at, default=0) > len(numbers):
            has = f"{passage} has {len(numbers)}" if passage else "no paragraph is named"
            message = f"`as_printed` {shorten(text)} holds {counted(len(own), 'number')}, {has}."
            want = f"{counted(len(own), 'position')} in order, up to {len(numbers)}"
            return POSITIONS, message, want
        named = [numbers[position - 1] for position in at]
        message = f"`as_printed` holds {' '.join(own)}, number {positions} is {' '.join(named)}."
        field = POSITIONS if set(own) <= set(numbers) else "as_printed"
        want = " ".join(own if field == POSITIONS else named)
        return (field, message, want) if named != own else None

    for cells in (current(data), data.excluded_figures):
        yield from judged(cells, ["passage_id", POSITIONS, "as_printed"], judge)


@rule("NMG522", fix="Add the observation, or a row in excluded_figures with the reason.")
def number_left_over(data: Data) -> Findings:
    """Every number of a paragraph is observed, in one wording, or excluded."""
    passages, excluded = data.passages, data.excluded_figures
    source_of = dict(zip(passages.passage_id, passages.source_id, strict=True))
    faulty = {*data.observations.source_id[~data.observations.sound]}
    faulty |= {source_of.get(passage, "") for passage in excluded.passage_id[~excluded.sound]}
    used: dict[tuple[str, str], tuple[str, int, str]] = {}
    for cells in (data.observations, excluded):
        rows = part(cells, cells.sound & (cells.number_positions != ""))
        for line, passage, positions, text in lines(rows, "passage_id", POSITIONS, "as_printed"):
            for position in positions.split():
                path, first, same = used.setdefault((passage, position), (cells.path, line, text))
                if (path, first) != (cells.path, line) and (text != same or cells is excluded):
                    faulty.add(source_of.get(passage, ""))
                    message = f"Number {position} of {passage} is on {path}:{first} already."
                    yield cells.at(line, POSITIONS, message, expected="a number of its own")
    for line, passage, source, cell in lines(passages, "passage_id", "source_id", NUMBERS):
        numbers = dict(enumerate(cell.split(), 1))
        missing = [str(position) for position in numbers if (passage, str(position)) not in used]
        if missing and source not in faulty:
            listed = ", ".join(f"{n} ({numbers[int(n)]})" for n in missing[:5])
            message = f"Number {listed} of {passage} is neither observed nor excluded."
            row = pasted(excluded, passage_id=passage, number_positions=missing[0])
            hint = f"Add an observation, or add to {row}"
            yield passages.at(line, NUMBERS, message, expected="a row for every number", hint=hint)


@rule("NMG524", fix="Make it an observation, or correct the reason.")
def reason_of_exclusion(data: Data) -> Findings:
    """A number is left out as a date if it is one; a number with a unit as a span or definition."""
    excluded = data.excluded_figures
    source = data.passages.look(excluded.passage_id, "source_id")
    language = data.sources.look(source, "language").fillna("zh")

    def judge(text: str, reason: str, lang: str) -> Answer | None:
        numbers = numbers_in(text)
        figure = parse_figure(text[text.find(numbers[0]) :] if numbers else text, lang)
        pattern = "[年月日天]" if reason == "date" else f"^(?:{FACTS['left_out']['date']})$"
        dated = re.search(pattern, text)
        if bool(dated) != (reason == "date"):
            return "reason", f"{shorten(text)} is {'a' if dated else 'no'} date.", "date"
        if reason in FACTS["left_out"]["reasons"] or not figure.ok or not figure.unit:
            return None
        one_by_one = is_count(figure.unit) or figure.unit in FACTS["left_out"]["times"]
        if one_by_one and figure.unit != "rank" and numbers and not numbers[0][0].isdigit():
            return None  # 一辆 and 两个 are no figures by themselves
        message = f"{shorten(text)} is a figure in {figure.unit}, left out as {reason}."
        return "reason", message, ", ".join(FACTS["left_out"]["reasons"])

    cells = part(excluded, excluded.reason != "", language=language)
    return judged(cells, ["as_printed", "reason", "language"], judge)


@rule("NMG525", fix="Set preferred as the rule has it: 'nmg-data format' does.")
def preferred(data: Data) -> Findings:
    """preferred is true for the figure that the documented order puts first, never for a target."""
    observations = data.observations
    first = preferred_rows(columns(observations), data.sources.rows, data.units.rows)
    chosen = observations.observation_id.isin(first)
    message = "`preferred` is {preferred}, but by the documented order it is {want}."
    yield from compared(observations, "preferred", chosen, message)


@rule("NMG535", fix="Correct period, status, or published of the source.")
def after_the_source(data: Data) -> Findings:
    """What a source gives as actual was over when it was published."""

    def judge(period: str, kind: str, published: str) -> Answer | None:
        # Harvests and freight of a year are published in its December.
        end = period.rpartition("/")[2] + "-12" * (kind == "year")
        short = min(len(end), len(published))
        inside = len(published) > len(end) and kind not in FACTS["kinds"]["running"]
        last, day = end[:short], published[:short]
        over = not period or last < day or (last == day and not inside)
        message = f"The period {period} was not over when the source was published, {published}."
        return None if over else ("period", message, f"a period up to {published}")

    published = data.sources.look(current(data).source_id, "published").fillna("")
    rows = part(current(data), current(data).status == "actual", published=published)
    return judged(rows, ["period", "period_kind", "published"], judge)
