"""A small package for the rules: one sound row of each table, to be changed cell by cell."""

import csv
import io
from contextlib import suppress

from nmg_data._descriptor import fields, table_schema
from nmg_data.checks import rules
from nmg_data.checks._model import File, Package, Sheet, Unavailable

UNITS = """\
unit_id,name_en,name_zh,symbol,ucum,dimension,factor,base_unit_id
cny,yuan,元,CNY,,currency_cny,1,cny
item,item,个,,{item},count,1,item
jin,jin,斤,jin,,mass,0.0005,t
jin_per_mu,jin per mu,斤每亩,jin/mu,,mass_per_area,7.5,kg_per_ha
mu,mu,亩,mu,,area,0.0666666666666667,ha
kw,kilowatt,千瓦,kW,kW,power,1000,w
per_mille,per mille,千分比,‰,[ppth],ratio,0.1,percent
percent,percent,百分比,%,%,ratio,1,percent
percentage_point,percentage point,百分点,pp,,ratio_difference,1,percentage_point
rank,place in a ranking,位,No.,{rank},rank,1,rank
t,tonne,吨,t,t,mass,1,t
times,times,倍,×,{times},multiple,1,times
train,train,列,,{train},count,1,train
working_day,working day,工作日,,{working_day},working_time,1,working_day
year,year,年,a,a,calendar_time,12,month
"""
SOURCES = """\
source_id,title,publisher,language,kind,host,licence
paper,报,A paper,zh,newspaper,publisher,facts_only
wire,Wire,A wire,en,news_agency,publisher,facts_only
"""
INDICATORS = """\
indicator_id,name_en,name_zh,topic,nature,product,unit_id,coverage,additive
coal,Coal,煤,coal,flow,coal,t,all,true
share_of_power,Share of power,电占比,energy,ratio,power,percent,all,false
trains,Trains,列车,ports,count,trains,train,all,true
"""
PASSAGES = """\
passage_id,source_id,paragraph,topic,numbers,sha256
a1p01,paper,1,coal,2024 12.9,x
"""
EXCLUDED = """\
passage_id,nth,as_printed,reason
a1p01,1,2024年,date
"""
ROW = {
    "indicator_id": "coal",
    "place_id": "north",
    "source_id": "paper",
    "passage_id": "a1p01",
    "period": "2024",
    "period_kind": "calendar",
    "year": "2024",
    "measure": "level",
    "value": "1290000000",
    "unit_id": "t",
    "bound": "exact",
    "lower": "1285000000",
    "upper": "1295000000",
    "status": "actual",
    "nth": "2",
    "preferred": "true",
    "as_printed": "12.9亿吨",
}
GROWTH = {
    "measure": "growth",
    "value": "14.5",
    "unit_id": "percent",
    "lower": "14.45",
    "upper": "14.55",
    "base_period": "2023",
    "as_printed": "同比增长14.5%",
}
RANK = {
    "measure": "rank",
    "value": "1",
    "unit_id": "rank",
    "lower": "1",
    "upper": "1",
    "scope": "china",
    "as_printed": "全国首位",
}


def observation(**cells):
    """Return the sound row with some cells changed, its id made of its parts."""
    row = ROW | cells
    period = row["period"].replace("/", "_") or "undated"
    parts = (row["indicator_id"], row["place_id"], period, row["measure"], row["source_id"])
    return {"observation_id": ".".join(parts)} | row


def level(lower, upper, **cells):
    """Return a row of which only the interval counts."""
    exact = lower == upper
    return observation(lower=lower, upper=upper, bound="exact" if exact else "over", **cells)


def table(name, rows):
    """Return a table of ours from the text of a CSV or from rows; what is not given is empty."""
    schema = table_schema(name)
    header = [field["name"] for field in fields(schema)]
    if isinstance(rows, str):
        rows = list(csv.DictReader(io.StringIO(rows)))
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file = File(f"data/{name}.csv", text.getvalue().encode())
    return Sheet(name, file, schema).table()


def package(observations=None, **tables):
    """Return a package of the tables that the rules on figures need."""
    whole = {
        "observations": [observation()] if observations is None else observations,
        "units": UNITS,
        "sources": SOURCES,
        "indicators": INDICATORS,
        "passages": PASSAGES,
        "excluded_figures": EXCLUDED,
    } | tables
    return Package({}, {name: table(name, rows) for name, rows in whole.items()})


RULES = {one.code: one for one in rules()}


def hits(subject, code):
    """Return what one rule finds."""
    return list(RULES[code].check(subject))


def codes(subject, *families):
    """Return the codes of the rules of some families that find something, if they can be run."""
    found = set()
    for code in RULES:
        with suppress(Unavailable):
            if code.startswith(families) and hits(subject, code):
                found.add(code)
    return found
