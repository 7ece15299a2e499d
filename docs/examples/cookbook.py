# Examples of the cookbook, in the order of its questions. Each cell is run when the site is built.
# %% find
from nmg_data import find

columns = ["indicator", "place", "measure", "kind", "first", "last", "points"]
find("甘其毛都", lang="en")[columns].head(6)
# %% topic
find(topic="coal")[["indicator", "place", "first", "last", "points"]].head(6)
# %% gdp
from nmg_data import series

gdp = series("gdp")
gdp[["value", "lower", "upper", "bound", "unit", "vintage"]].tail()
# %% about
print(gdp.attrs["title"], gdp.attrs["unit"], sep="; ")
print(gdp.attrs["definition"])
# %% growth
series("gdp", measure="growth")[["value", "source_id"]].tail()
# %% several
trade = series(["exports", "imports"])
trade.pivot(columns="indicator_id", values="value").tail()
# %% to_date
freight = series("port_freight", place="ganqimaodu_road", kind="year_to_date")
freight[["value", "unit", "period"]]
# %% ports
from nmg_data import load

ports = load("ports")
ports.groupby(["neighbour", "mode"], observed=True).size()
# %% bounds
observations = load("observations")
observations["bound"].value_counts()
# %% tonnes
series("grain_output")[["value", "unit"]].tail(3)
# %% names
named = load("observations", labels="en", units="common")
first = named[(named["measure"] == "rank") & (named["value"] == 1) & named["preferred"]]
first[["indicator", "place", "period", "scope"]].head(8)
# %% ahead
ahead = named[named["status"] != "actual"]
ahead[["indicator", "period", "status", "value", "unit"]].head(8)
# %% base
coal = observations[
    (observations["indicator_id"] == "port_freight")
    & (observations["place_id"] == "inner_mongolia_ports")
    & (observations["period"] == "2024")
    & observations["preferred"]
].set_index("measure")
level, growth = coal.loc["level"], coal.loc["growth"]
low = level["lower"] / (1 + growth["upper"] / 100)
high = level["upper"] / (1 + growth["lower"] / 100)
print(f"2023, implied: {low / 1e6:.1f} to {high / 1e6:.1f} million tonnes")
# %% trace
from nmg_data import trace

print(trace("port_freight.inner_mongolia_ports.2024.level"))
# %% cite
from nmg_data import cite

print(cite("port_freight.inner_mongolia_ports.2024.level"))
print(cite("port_freight.inner_mongolia_ports.2024.level", format="bibtex"))
# %% sql
import pandas as pd

from nmg_data import connect

query = """
SELECT p.name_en AS port, count(*) AS figures
FROM observations AS o JOIN ports AS p ON p.port_id = o.place_id
GROUP BY p.port_id ORDER BY figures DESC, port LIMIT 5
"""
pd.read_sql(query, connect())
# %% disagree
relations = load("relations")
unlike = relations[relations["expected"] == "disagrees"].drop_duplicates("relation_id")
unlike[["relation_id", "reason_en"]].head(4)
