"""Which years and places there are figures for: a strip of years for each indicator."""

from __future__ import annotations

from markupsafe import Markup

from .model import Series, Site


def bounds(site: Site) -> tuple[int, int]:
    """Return the first and the last year of actual figures of whole years or dates."""
    years = [int(row["year"]) for row in site.observations if row["year"] and row["status"] == "actual"]
    return min(years), max(years)


def strip(site: Site, series: Series) -> Markup:
    """Return a drawing of the years of a series: whole years, parts of years, breaks."""
    first, last = bounds(site)
    whole, parts, breaks = set(series.years), set(), set()
    for row in series.rows:
        if row["status"] == "actual" and row["year"]:
            if row["period_kind"] in ("year", "as_of"):
                whole.add(int(row["year"]))
            parts.add(int(row["year"]))
            if row["break_before"] == "true":
                breaks.add(int(row["year"]))

    def line(years: set[int], name: str, shift: float = 0, width: float = 0.8) -> str:
        path = "".join(f"M{year - first + shift:g} 0v8" for year in sorted(years))
        return f'<path class="{name}" stroke-width="{width}" d="{path}"/>' if path else ""

    return Markup(  # noqa: S704 - numbers alone
        f'<svg class="nmg-strip" viewBox="-0.5 0 {last - first + 1} 8" preserveAspectRatio="none" '
        f'aria-hidden="true">{line(parts - whole, "part")}{line(whole, "on")}'
        f'{line(breaks, "cut", -0.5, 0.35)}</svg>'
    )


def gaps(series: Series) -> list[int]:
    """Return the years between first and last without a figure of a whole year."""
    years = series.years
    return [year for year in range(years[0], years[-1]) if year not in years] if years else []


def places(site: Site, indicator_id: str) -> list[str]:
    """Return the places of an indicator, the main one first."""
    return list(dict.fromkeys(series.place_id for series in site.by_indicator[indicator_id]))


