"""``python -m nmg_data`` is the ``nmg-data`` command."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
