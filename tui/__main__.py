"""`python -m tui` and the `newsreader` command."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command with the words it was given; returns the status for the shell."""
    from tui.cli import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
