"""NMG525: of several figures for one quantity, the rule picks the preferred one."""

from __future__ import annotations

from .._preferred import CELLS, KEY, pick
from ._model import Hits, Package, at
from ._rule import rule
from .keys import ours


@rule(
    "NMG525",
    "preferred",
    "figures",
    summary="preferred is true for the figure that the documented rule picks among those for "
    "the same quantity, and for no other.",
    mend="Set preferred as the rule has it: nmg-data format does.",
    good="preferred = true beside 1.234亿吨, false beside 突破1.2亿吨",
    bad="preferred = true beside both",
)
def preferred(package: Package) -> Hits:
    """Rank the figures of every quantity again."""
    table = ours(package, "observations", *KEY, *CELLS, "replaced_by", "preferred")
    cited = ours(package, "sources", "source_id", "confidence", "published").rows
    units = ours(package, "units", "unit_id", "factor").rows
    picked = pick(table.columns, cited, units)
    for index, said in enumerate(table.columns["preferred"]):
        right = picked.get(index)
        if right is not None and said in ("true", "false") and (said == "true") != right:
            expected = "true" if right else "false"
            message = f"The rule says {expected}: {_why(right)}."
            yield at(table, index, "preferred", message, expected=expected)


def _why(picked: bool) -> str:
    if picked:
        return "of the figures for this quantity it comes first"
    return "another figure for this quantity comes first, or the row is withdrawn"
