"""The keys for names, the same in the three panes and in the views: where a name leads, and repairing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import work

from tui.app.work import Reporting
from tui.library.records import EntityRef

if TYPE_CHECKING:
    from tui.app.screens.view import ViewScreen


class Viewing(Reporting):
    """Actions on the name that is chosen. Each view is imported when it is asked for."""

    def choose_name(self) -> EntityRef | None:
        """Tell which entity the keys for names are for; None when there is none, which has then been said."""
        raise NotImplementedError

    def choose_other(self, ref: EntityRef) -> EntityRef | None:
        """Tell which other entity is pointed at beside it."""
        raise NotImplementedError

    def show_view(self, view: ViewScreen) -> None:
        """Show a view over this screen."""
        raise NotImplementedError

    async def mend(self, ref: EntityRef, deed: str | None) -> None:
        """Repair a name: by the letter of a deed in the menu of names, or by what is chosen in that menu."""
        raise NotImplementedError

    def action_entity_page(self) -> None:
        """Show the page of the name."""
        if (ref := self.choose_name()) is not None:
            self.open_page(ref)

    def open_page(self, ref: EntityRef) -> None:
        """Show an entity's page."""
        from tui.app.screens.profile import ProfileScreen

        self.show_view(ProfileScreen(ref))

    def action_said(self) -> None:
        """Show everything that the name is quoted saying."""
        if (ref := self.choose_name()) is not None:
            self.open_sayings(ref)

    def open_sayings(self, ref: EntityRef) -> None:
        """Show everything that an entity is quoted saying."""
        from tui.app.screens.sayings import SayingsScreen

        self.show_view(SayingsScreen(ref))

    def action_timeline(self) -> None:
        """Show what happened when, in sentences about the name."""
        if (ref := self.choose_name()) is not None:
            from tui.app.screens.timeline import TimelineScreen

            self.show_view(TimelineScreen((ref,)))

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_together(self) -> None:
        """Show the name together with another: the one that is pointed at beside it, else one to be picked."""
        ref = self.choose_name()
        if ref is None:
            return
        other = self.choose_other(ref) or await self.app.main.pick_other(ref)
        if other is not None:
            from tui.app.screens.together import TogetherScreen

            self.show_view(TogetherScreen((ref, other)))

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_repair(self, deed: str | None = None) -> None:
        """Repair the name, in a way that the key says or that is asked for."""
        if (ref := self.choose_name()) is not None:
            await self.mend(ref, deed)
