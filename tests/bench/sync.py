"""Measures a full sync: articles a second, and what each stage takes.

python -m tests.bench.sync [--documents 2000]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.documents import make_pages, write_pages
from tui.model import Format, RawDocument
from tui.pipeline import digest


def main() -> None:
    """Print the rate of a sync by the command, and of cleaning and notes in one process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=2000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder / "pages", asked.documents)
        config = folder / "config.yaml"
        config.write_text("library: library\nsources:\n  - path: pages\n")
        command = [sys.executable, "-P", "-m", "tui", "-c", str(config), "sync", "--json"]
        for label in ("first", "again"):
            begun = time.perf_counter()
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds = time.perf_counter() - begun
            print(
                f"{label} sync: {asked.documents / seconds:.0f} articles/s, {seconds:.2f} s", done.stdout.strip()[:200]
            )
    pages = [
        RawDocument(f"{number:012x}", "bench", f"{number}.txt", Format.TEXT, page, "", page.encode())
        for number, page in enumerate(make_pages(200))
    ]
    digest(pages[0])
    begun = time.perf_counter()
    for page in pages:
        digest(page)
    print(f"cleaning and notes, one process: {1000 * (time.perf_counter() - begun) / len(pages):.1f} ms an article")


if __name__ == "__main__":
    main()
