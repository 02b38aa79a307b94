"""The app: what all screens share, and how it begins and ends."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, ClassVar

from textual import constants, events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.screen import Screen
from textual.widgets import Input

from tui import log as logs
from tui.app.bindings import bind
from tui.app.follow import Follower
from tui.app.keys import make_keymap, resolve_keys
from tui.app.screens.main import MainScreen
from tui.app.sync import Syncer
from tui.app.terminal import make_lasting
from tui.app.text import single
from tui.app.themes import DEFAULTS, THEMES
from tui.app.thrift import make_driver
from tui.app.turns import Turns
from tui.app.undo import UndoStack
from tui.app.work import start
from tui.errors import NewsreaderError

if TYPE_CHECKING:
    from tui.config import Config
    from tui.library import Library
    from tui.search import Index

log = logging.getLogger(__name__)

OFTEN = 60.0
"""Seconds between two readings of feeds, at least."""
SAID = 100
"""Messages remembered for the list of problems."""


def get_commands() -> type[Provider]:
    """Give what fills the command palette, imported when it is first opened."""
    from tui.app.commands import Commands

    return Commands


class NewsApp(App[None], inherit_bindings=False):
    """A reader over one library."""

    TITLE = "newsreader"
    COMMANDS: ClassVar = {get_commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *bind("everywhere"),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]
    # The style sheet of a default screen is not read by itself.
    CSS_PATH = "screens/main.tcss"
    CSS = """
    CommandPalette { background: transparent; }
    CommandPalette > Vertical { margin-top: 1; background: $panel; }
    CommandPalette #--input { border: none; padding: 0 1; }
    CommandPalette CommandList { border: none; scrollbar-size-vertical: 1; }
    CommandPalette LoadingIndicator, CommandPalette SearchIcon { display: none; }
    """

    def __init__(self, config: Config, library: Library, *, colour: bool = True) -> None:
        # Read by App.__init__, which makes the style sheet's variables.
        self.config = config
        # The filter that takes colours away is chosen in App.__init__: without colour it must be the terminal's own.
        super().__init__(ansi_color=None if colour else True)
        self.library = library
        self.undo = UndoStack(library)
        self._turns = Turns(self)
        self.syncer = Syncer(config.path, library, self._post_to_main)
        self.follower = Follower(config.path, self._hear)
        self.keys = resolve_keys(config.ui.keys)
        """The keys in force, by id."""
        self.history: list[str] = []
        """Former searches, the latest first."""
        self.touched: set[str] = set()
        """Articles whose state was changed since the view was opened; they stay listed until it is left."""
        self.settled: set[str] = set()
        """Articles that are not marked read by themselves: they were already, or the user marked them unread."""
        self.said: deque[str] = deque(maxlen=SAID)
        """What was said lately, the latest first."""
        self._index: Index | None = None
        self._index_lock = threading.Lock()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = config.ui.theme if colour else "ansi"
        self.set_keymap(make_keymap(config.ui.keys))
        self.main = MainScreen(classes="-in-list")

    # ---------------------------------------------------------------- beginning and ending

    def get_default_screen(self) -> Screen[Any]:
        """Give the only screen that always is."""
        return self.main

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the widths of the panes, and the project's own colours to themes that have none."""
        ui = self.config.ui
        return DEFAULTS | {"list-width": str(ui.list_width), "notes-width": str(ui.notes_width)}

    def get_driver_class(self) -> type[Driver]:
        """Give a driver that sends only what differs, unless another one was asked for."""
        driver = super().get_driver_class()
        ours = constants.DRIVER is None and sys.platform != "win32"
        return make_driver(make_lasting(driver)) if ours else driver

    async def on_event(self, event: events.Event) -> None:
        """Let keys take turns, also those that arrive at once."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._turns.begin(event):
                target = self.focused or self.screen
                await super().on_event(event)
                self._turns.follow(event, target)
        else:
            await super().on_event(event)

    def on_resize(self) -> None:
        """Draw everything in another size: what the terminal has kept of the former one is not known."""
        self._forget_screen()

    def _forget_screen(self) -> None:
        forget = getattr(self._driver, "forget_screen", None)
        if forget is not None:
            forget()

    def on_mount(self) -> None:
        """Take being told to end as a wish to quit; begin what can wait once the screen has been drawn."""
        with contextlib.suppress(NotImplementedError):
            for name in ("SIGTERM", "SIGHUP"):
                if hasattr(signal, name) and threading.current_thread() is threading.main_thread():
                    asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self._end_soon)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        gc.freeze()
        gc.enable()
        start(self, "prepare", self._prepare)
        if self.config.sync.on_start:
            self.start_sync()
        if self.config.sync.watch:
            start(self, "follow", self.follower.run)
            if any(spec.kind == "feed" for spec in self.config.sources):
                self.set_interval(max(OFTEN, self.config.sync.feeds.interval), self.start_sync)

    async def _prepare(self) -> None:
        self.history = list(await asyncio.to_thread(self.library.history))
        await asyncio.to_thread(self.get_index)

    def _hear(self, word: str) -> None:
        """Read the sources when they have changed; or when they may have before they were followed."""
        if word == "changed" or (word == "ready" and self.syncer.told):
            self.syncer.insist()
            self.start_sync()

    def _end_soon(self) -> None:
        start(self, "quit", self.action_quit)

    async def action_quit(self) -> None:
        """End: write down what is not written yet, and end the reading of the sources."""
        await asyncio.gather(self.syncer.stop(), self.follower.stop())
        if self._index is not None:
            await asyncio.to_thread(self._index.stop)
        with contextlib.suppress(NewsreaderError):
            await self.main.close_down()
        self.exit()

    def _fatal_error(self) -> None:
        # Textual would print the values of all local variables, among them the text of articles.
        error = self._exception
        if error is None or isinstance(error, NewsreaderError):
            super()._fatal_error()
            return
        log.critical("the app ended by a fault of its own", exc_info=error)
        self.bell()
        self._exit_renderables.append(
            f"newsreader ended by a fault of its own: {type(error).__name__}.\n"
            f"Nothing you made is lost; details are in {logs.get_path()}."
        )
        self._close_messages_no_wait()

    # ---------------------------------------------------------------- what screens share

    @property
    def index(self) -> Index:
        """The search index; opening it the first time takes a moment, so ask in a thread."""
        return self.get_index()

    def get_index(self) -> Index:
        """Open the search index if need be."""
        with self._index_lock:
            if self._index is None:
                from tui.search import Index

                self._index = Index(self.library, self.config.search.settings, workers=self.config.sync.workers)
            return self._index

    def _post_to_main(self, message: Any) -> object:
        return self.main.post_message(message)

    def remember(self, text: str, *, error: bool = False) -> None:
        """Keep what was said for the list of problems."""
        self.said.appendleft(("Error: " if error else "") + single(text))

    def report(self, error: BaseException) -> None:
        """Say what went wrong in work outside the event loop; a fault of the program's own goes to the log, too."""
        if isinstance(error, NewsreaderError):
            self.main.say(f"{error.message} {error.hint}".strip(), error=True)
        else:
            log.error("a worker failed", exc_info=error)
            self.main.say(f"A fault of the program's own: {type(error).__name__}; see {logs.get_path()}", error=True)

    def on_worker_state_changed(self, event: Any) -> None:
        """Report errors of the app's own workers."""
        if event.worker.error is not None:
            self.report(event.worker.error)

    # ---------------------------------------------------------------- actions

    def on_command_palette_opened(self) -> None:
        """Keep the palette's cursor from blinking, which would send something twice a second."""
        self.screen.query_one(Input).cursor_blink = False

    def start_sync(self, now: bool = False) -> None:
        """Read the sources, unless that is going on; with `now`, also feeds whose time has not come."""
        if not self.syncer.running:
            start(self, "sync", self.syncer.run, now)

    def stop_sync(self) -> None:
        """Stop reading the sources."""
        start(self, "stop", self.syncer.stop)

    def set_theme(self, name: str) -> None:
        """Change the theme for this session."""
        self.theme = name

    def action_help(self) -> None:
        """List the keys in force."""
        from tui.app.screens.help import TextScreen, list_keys

        if not isinstance(self.screen, TextScreen):
            self.push_screen(TextScreen("Keys", list_keys(self.keys)))

    def action_help_quit(self) -> None:
        """Say how to quit to somebody who tried Ctrl-c."""
        self.main.say("q goes back and, at the top, quits; Ctrl-q quits from anywhere.")

    def action_redraw(self) -> None:
        """Draw all of the screen again, after something else has written on it."""
        self._forget_screen()
        self.screen.refresh(layout=True)
