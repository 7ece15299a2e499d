"""The examples in the docstrings are true, of whichever nmg-data is installed."""

import doctest
import importlib
import pkgutil

import pytest

import nmg_data

MODULES = ["nmg_data"] + [
    module.name
    for module in pkgutil.walk_packages(nmg_data.__path__, "nmg_data.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_of(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)
    assert failed == 0
