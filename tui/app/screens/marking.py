"""What a reader does to articles: read, star, tag; and takes back again."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from textual import work

from tui.app.screens.finding import Finding
from tui.app.screens.prompts import Confirm, Prompt
from tui.app.text import count, single
from tui.app.work import start
from tui.library.records import Row

if TYPE_CHECKING:
    from tui.library import Library, Undo


class Marking(Finding):
    """Changes of state; every one can be undone."""

    async def changed(self, ids: Collection[str]) -> None:
        """Draw articles anew whose state was changed; they stay listed until the view is left."""
        rows = await asyncio.to_thread(self.app.library.rows, list(ids))
        self.renew(rows)
        if self.view.which != "all":
            await self.reload()
        await self.refresh_article(rows)

    async def refresh_article(self, rows: Sequence[Row]) -> None:
        """Draw the open article anew when it is among these."""

    def _need_current(self) -> Row | None:
        if self.current is None:
            self.say("There is no article under the cursor.")
        return self.current

    # ---------------------------------------------------------------- read

    def action_star(self) -> None:
        """Star the article, or take its star away."""
        if (row := self._need_current()) is not None:
            start(self, "marking", self._star, row.id, not row.starred)

    async def _star(self, article: str, value: bool) -> None:
        undo = await asyncio.to_thread(self.app.library.set_starred, [article], value)
        self.app.undo.push(undo.label, undo)
        await self.changed([article])

    def action_unread(self) -> None:
        """Mark the article read, or unread again."""
        if (row := self._need_current()) is not None:
            self.app.settled.add(row.id)
            start(self, "marking", self.mark_read, [row.id], not row.read)

    async def mark_read(self, ids: Sequence[str], value: bool = True, *, aloud: bool = False) -> None:
        """Mark articles read or unread."""
        undo = await asyncio.to_thread(self.app.library.set_read, list(ids), value)
        if undo.before:
            self.app.undo.push(undo.label, undo)
            await self.changed([id_ for id_, _ in undo.before][:1000])
        if aloud:
            self.say(f"{single(undo.label)}.")

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_read_all(self) -> None:
        """Mark all that are listed read, after asking."""
        shown = self.articles.shown
        if shown is None or not self.articles.count:
            self.say("Nothing is listed.")
            return
        ids = await asyncio.to_thread(
            find_unread, self.app.library, shown.ids, shown.view.which == "starred", shown.view.grouped
        )
        if not ids:
            self.say("All that is listed is read already.")
        elif await self.app.push_screen_wait(Confirm(f"Mark {count(len(ids), 'listed article')} as read?")):
            await self.mark_read(ids, aloud=True)
            await self.reload()

    # ---------------------------------------------------------------- tags

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_tags(self) -> None:
        """Ask for the article's tags."""
        row = self._need_current()
        if row is None:
            return
        known = [tag for tag, _ in await asyncio.to_thread(self.app.library.tags)]
        prompt = Prompt(
            "Tags, with commas between them", ", ".join(row.tags), complete=lambda text: complete_tag(text, known)
        )
        answer = await self.app.push_screen_wait(prompt)
        if answer is None:
            return
        wanted = split_tags(answer)
        undone = await asyncio.to_thread(set_tags, self.app.library, row.id, row.tags, wanted)
        if undone:

            def take_back() -> None:
                for undo in reversed(undone):
                    self.app.library.undo(undo)

            self.app.undo.push(f"tags of “{single(row.title)}” changed", take_back)
            await self.changed([row.id])
            self.say(f"Tags: {', '.join(wanted)}" if wanted else "No tags.")

    # ---------------------------------------------------------------- undo

    @work(exclusive=True, group="undo", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the latest change back."""
        await self.undo()

    async def undo(self) -> None:
        """Take the latest change back, and show how it is then."""
        label = await self.app.undo.pop()
        if label is None:
            self.say("There is nothing to undo.")
            return
        await self.reload()
        self.say(f"Undone: {single(label)}.")


def find_unread(library: Library, ids: Sequence[str] | None, starred: bool, grouped: bool = False) -> list[str]:
    """The unread ones of these articles (of all for None), only starred ones if asked to, in order; for a thread.

    When `grouped`, other versions of what is listed are taken along, as they are on its rows.
    """
    unread = library.ids_where("unread")
    listed = None if ids is None else list(ids)
    if starred:
        marked = library.ids_where("starred")
        listed = sorted(marked) if listed is None else [id_ for id_ in listed if id_ in marked]
    if listed is None:
        return sorted(unread)
    return [id_ for id_ in (library.with_versions(listed) if grouped else listed) if id_ in unread]


def split_tags(text: str) -> list[str]:
    """The tags that a person wrote with commas between them, each once."""
    return list(dict.fromkeys(tag for tag in (single(part).lstrip("#") for part in text.split(",")) if tag))


def complete_tag(text: str, known: Sequence[str]) -> list[str]:
    """The ways to go on from a half-written list of tags: the whole list, with its last tag completed."""
    *done, last = text.split(",")
    start = single(last).casefold()
    written = {single(tag).casefold() for tag in done}
    head = "".join(f"{single(tag)}, " for tag in done)
    return [head + tag for tag in known if tag.casefold().startswith(start) and tag.casefold() not in written]


def set_tags(library: Library, article: str, former: Sequence[str], wanted: Sequence[str]) -> list[Undo]:
    """Give an article exactly these tags; what undoes it, in the order done. For a thread."""
    undone = [library.remove_tag([article], tag) for tag in former if tag not in wanted]
    return undone + [library.add_tag([article], tag) for tag in wanted if tag not in former]
