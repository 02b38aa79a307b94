"""`python -m tui` and the `newsreader` command."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the command with the words it was given; returns the status for the shell."""
    # Read by numpy's library when it is loaded. The products here are small, and several processes share the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from tui.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
