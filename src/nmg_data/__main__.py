"""The ``nmg-data`` command as a process, also ``python -m nmg_data``."""

import gc
import sys

from .cli import main


def run() -> None:
    """Run the command that the arguments name, and leave with its exit code."""
    gc.disable()  # A command ends before a collection of cycles would pay.
    sys.exit(main())


if __name__ == "__main__":
    run()
