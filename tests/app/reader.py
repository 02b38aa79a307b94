"""The whole app over a library that the pipeline made of real files."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from textual.pilot import Pilot

from tui import pipeline
from tui.app.app import NewsApp
from tui.config import CleanConfig, Config, EntitiesConfig, SyncConfig
from tui.library import Library
from tui.model import SourceSpec

PAGES = {
    "harbour.txt": """Home > News > Europe

Tallinn opens its new harbour

By Mari Tamm

TALLINN, Dec 3 (Harbour Gazette) - Prime Minister Kaja Kallas of Estonia opened the new harbour of Tallinn on Tuesday,
ten years after the works began and two years later than had been planned.

"We have waited ten years for this day," Kallas told the guests at the quay, among them ministers from Latvia and
Lithuania, whose ports will share the traffic with it.

Tide tables for the week are printed on page 12

The European Union paid for half of the works, which cost 1.2 billion euros in all, the Estonian government said in a
statement after the ceremony. The other half came from the city and from the shipping companies.

The first ship to enter was a ferry from Helsinki, which brought some four hundred people and was met by a brass band.
The harbour is to serve two thousand ships a year from next spring on, Kallas said.

Follow us on WhatsApp for the latest headlines

Published in Harbour Gazette, December 3rd, 2024
""",
    "ferries.txt": """Ferries stop in the storm

RIGA, Nov 4 (Harbour Gazette) - The ferries between Riga and Stockholm stopped on Monday because of a storm that is
expected to last until the middle of the week, the port of Riga said in a statement.

Evika Silina, the prime minister of Latvia, asked travellers to wait until Wednesday, when the wind is to turn. Kaja
Kallas of Estonia offered two ships that can sail in any weather.

Tide tables for the week are printed on page 7

Some six hundred people were waiting in the port on Monday evening, most of them lorry drivers. The port gave them hot
meals and let them sleep in its largest hall, which is used for concerts in the summer.

Published in Harbour Gazette, November 4th, 2024
""",
}


class Reader(NamedTuple):
    """An app that runs, and what drives it."""

    app: NewsApp
    pilot: Pilot[None]
    library: Library
    config: Config

    async def settle(self) -> None:
        """Wait until nothing is under way but what waits for an answer."""
        for _ in range(2000):
            await self.pilot.pause()
            if all(worker.is_finished or worker.group in ("dialog",) for worker in self.app.workers):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"still going: {[worker for worker in self.app.workers if not worker.is_finished]}")

    async def press(self, *keys: str) -> None:
        """Press keys and wait for what they set going."""
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def finish(self) -> None:
        """Wait for what a dialog set going, too."""
        for _ in range(2000):
            await self.pilot.pause()
            if all(worker.is_finished for worker in self.app.workers):
                return
            await asyncio.sleep(0.01)
        raise AssertionError("a dialog never ended")

    @property
    def said(self) -> str:
        """What was said last."""
        return self.app.said[0] if self.app.said else ""

    def screen(self) -> str:
        """What is on the screen."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)


@asynccontextmanager
async def read(
    folder: Path, pages: Mapping[str, str] = PAGES, *, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Reader]:
    """Sync a folder of pages and open the app on them."""
    source = folder / "gazette"
    source.mkdir(exist_ok=True)
    for name, text in pages.items():
        (source / name).write_text(text, encoding="utf-8")
    config = Config(
        path=folder / "config.yaml",
        library=folder / "library",
        sources=(SourceSpec("gazette", str(source)),),
        clean=CleanConfig(rules_file=folder / "rules.yaml"),
        entities=EntitiesConfig(names=folder / "names.yaml"),
        sync=SyncConfig(workers=1, on_start=False, watch=False),
    )
    with Library.open(config.library) as library:
        pipeline.sync(config, library)
        app = NewsApp(config, library)
        async with app.run_test(size=size) as pilot:
            reader = Reader(app, pilot, library, config)
            await reader.settle()
            yield reader
