"""What the tests of validation share."""

from collections.abc import Iterator

import pytest
from corpus import Files, frozen_files
from memory import remember


@pytest.fixture(scope="module")
def clean() -> Files:
    """Return the files of the frozen package."""
    return frozen_files()


@pytest.fixture(scope="module")
def remembered(clean: Files) -> Iterator[None]:
    """Validate only what a change of the frozen package touches."""
    with remember(clean):
        yield
