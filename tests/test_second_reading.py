"""The articles were read twice, independently; every difference is settled in writing."""

import csv
from collections import defaultdict
from pathlib import Path

from nmg_data._describe import read_records

HERE = Path(__file__).parent
COMPARED = ("value", "unit_id", "place_id", "period")


def read(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_print(rows):
    """Group rows by the numbers they use; rows without a number by their print's first place."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["passage_id"], row["nth"]].append(row)
    return groups


def differences():
    first = by_print(row for row in read_records("observations") if row["passage_id"])
    second = by_print(read("second_reading.csv"))
    found = set()
    # The same figure with other numbers in its print: named by the first reading's numbers.
    last = {(passage, nth.split()[-1]) for passage, nth in first.keys() - second.keys()}
    assert last == {(passage, nth.split()[-1]) for passage, nth in second.keys() - first.keys()}
    found |= {(*key, "nth") for key in first.keys() - second.keys()}
    for key in first.keys() & second.keys():
        for field in COMPARED:
            if sorted(r[field] for r in first[key]) != sorted(r[field] for r in second[key]):
                found.add((*key, field))
    return found


def test_every_difference_is_settled_and_no_settlement_is_stale():
    settled = {
        (row["passage_id"], row["nth"], row["field"]) for row in read("second_reading_settled.csv")
    }
    assert differences() == settled


def test_settlements_keep_the_first_reading_where_they_say_so():
    rows = by_print(read_records("observations"))
    for one in read("second_reading_settled.csv"):
        assert {row[one["field"]] for row in rows[one["passage_id"], one["nth"]]} == {one["first"]}
        assert one["settled"].endswith(".")


def test_the_second_reading_is_as_large_as_the_first():
    audited = [row for row in read_records("observations") if row["passage_id"]]
    assert len(read("second_reading.csv")) == len(audited)
