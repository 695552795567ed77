"""The Discord client: opens the library, loads the cogs, syncs commands, and opens the doors that errors go through."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from datetime import UTC, time, timedelta
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands, tasks
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from bot.db import commands as command_sets
from bot.db import open_database
from bot.library.sync import sync_folder
from bot.services import erase, notify, publish, servers
from bot.services.bookmark import BOOKMARK_DMS
from bot.services.deliver import Dispatcher, Paces
from bot.services.engine import Engine
from bot.services.logbook import LOGBOOK
from bot.services.notify import DIGESTS, NOTICES
from bot.services.rates import Costly, Rate, Rates
from bot.services.removal import REMOVAL
from bot.services.report import REPORTS
from bot.services.serials.cause import SERIALS
from cogs import EXTENSIONS
from cogs.ui.actions import run_action
from cogs.ui.failures import report
from cogs.ui.language import speak_to
from cogs.ui.messenger import DiscordMessenger, request_trace
from cogs.ui.translator import CommandTranslator

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.library.sync import SyncReport
    from cogs.ui.actions import Handler

_log = logging.getLogger(__name__)

# Everything that makes the bot write of its own accord.
CAUSES = (BOOKMARK_DMS, LOGBOOK, SERIALS, NOTICES, DIGESTS, REPORTS, REMOVAL)
_STANDBY_SECONDS = 1.0
# So long after an erasure the file is swept again, where another process was in the way; then it waits for the night.
_SWEEP_AFTER_SECONDS = (1, 5, 30, 300)
_ACTED = {discord.InteractionType.component, discord.InteractionType.modal_submit}

# The bot never speaks in voice channels; without these, discord.py warns at each start that it could not.
discord.VoiceClient.warn_nacl = False
discord.VoiceClient.warn_dave = False


def create_client(settings: Settings) -> Cliffhanger:
    """A client that is not started yet; `setup_hook` opens its database and reads its stories, `close` closes all."""
    _redirect(settings)
    return Cliffhanger(settings)


def _redirect(settings: Settings) -> None:
    """Sends discord.py to a proxy or a stand-in where the settings name one; its own addresses are class attributes."""
    if settings.discord_api_url:
        Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = URL(settings.discord_gateway_url)
    if settings.discord_cdn_url:
        discord.Asset.BASE = settings.discord_cdn_url


def _rates(settings: Settings) -> Rates:
    """How often what costs much may be asked for."""
    most = {
        Costly.SEARCH: (settings.searches_per_minute, timedelta(minutes=1)),
        Costly.PUBLISH: (settings.publications_per_hour, timedelta(hours=1)),
        Costly.EXPORT: (settings.exports_per_day, timedelta(days=1)),
        Costly.SERIAL_START: (settings.serial_starts_per_hour, timedelta(hours=1)),
    }
    return Rates({costly: Rate(*rate, settings.server_rate_factor) for costly, rate in most.items()})


def _log_sync(report: SyncReport) -> None:
    _log.info(
        "Stories: %d added, %d updated, %d unchanged, %d hidden, %d with problems.",
        len(report.added),
        len(report.updated),
        len(report.unchanged),
        len(report.hidden),
        len(report.problems),
    )
    for name, sentence in report.problems:
        _log.warning("%s was left out: %s", name, sentence)


class Tree(app_commands.CommandTree["Cliffhanger"]):
    """The command tree: whoever uses a command is spoken to in her language, its failures go to the one renderer."""

    async def interaction_check(self, interaction: discord.Interaction[Cliffhanger], /) -> bool:
        """Lets every command and suggestion be answered in the reader's language."""
        speak_to(str(interaction.locale))
        return True

    async def on_error(
        self, interaction: discord.Interaction[Cliffhanger], error: app_commands.AppCommandError, /
    ) -> None:
        """Tells whoever used the command what went wrong."""
        await report(interaction, error)


class Cliffhanger(commands.AutoShardedBot):
    """The bot. `engine` is there once `setup_hook` has run; `actions` are the handlers the loaded cogs registered.

    `superseded`: it closed because another process is the bot now.
    """

    engine: Engine
    dispatcher: Dispatcher
    superseded = False
    _keeping: asyncio.Task[None] | None = None
    _dispatching: asyncio.Task[None] | None = None
    _sweeping: asyncio.Task[None] | None = None

    def __init__(self, settings: Settings) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=request_trace(),
            shard_count=settings.shard_count,
            shard_ids=list(settings.shard_ids) or None,  # type: ignore[arg-type]  # None stands for all of them
        )
        self.settings = settings
        self.actions: dict[str, Handler] = {}

    async def setup_hook(self) -> None:
        """Opens and fills the database, loads the cogs, and tells Discord of commands that changed."""
        database = await open_database(self.settings.database_url)
        settings, messenger = self.settings, DiscordMessenger(self)
        self.engine = Engine(
            database,
            discord.utils.utcnow,
            settings.no_rating_means,
            most_bookmarks=settings.bookmarks_per_reader,
            most_subscriptions=settings.subscriptions_per_reader,
            most_serials=settings.serials_per_server,
            most_reports=settings.reports_per_day,
            rates=_rates(settings),
            messenger=messenger,
            privacy_url=settings.privacy_url,
            limits=settings.limits,
            quotas=settings.quotas,
        )
        paces = Paces(
            all=settings.sends_per_second,
            dms=settings.dms_per_second,
            new_dms=settings.new_dms_per_second,
            request_seconds=settings.request_seconds,
        )
        self.dispatcher = Dispatcher(self.engine, messenger, CAUSES, paces)
        if not settings.shard_ids:
            await self._become_the_bot()
        _log_sync(await sync_folder(database, settings.stories_dir, self.engine.now, settings.limits))
        for extension in EXTENSIONS:
            await self.load_extension(extension)
        await self._sync_commands()
        self._dispatching = asyncio.create_task(self._dispatch())
        await self._erase_left()
        self.engine.broom.listener = self._sweep_soon
        if not await erase.sweep(self.engine, erase.SWEPT_AT_ONCE):
            self._sweep_soon()
        self._daily.start()

    async def _become_the_bot(self) -> None:
        """Waits, without a connection to Discord, until no other process is the bot of this database."""
        told = False
        while not await self.dispatcher.begin():
            if not told:
                _log.info("Another process is the bot. This one stands by until that ends.")
                told = True
            await asyncio.sleep(_STANDBY_SECONDS)
        # Reading a large library and connecting may take longer than a lease lasts.
        self._keeping = asyncio.create_task(self.dispatcher.keep_lease())

    async def _dispatch(self) -> None:
        await self.wait_until_ready()
        if self._keeping:
            self._keeping.cancel()
        await self.dispatcher.run(alone=not self.settings.shard_ids)
        # It hung for so long that another process took its place. Two would answer each command twice.
        self.superseded = True
        self._dispatching = None  # `close` would wait for this task
        await self.close()

    @tasks.loop(time=time(4, tzinfo=UTC))
    async def _daily(self) -> None:
        await self._erase_left()
        try:
            await notify.forget_old(self.engine)
            await erase.forget_sent(self.engine)
            swept = await erase.sweep(self.engine)
        except Exception:  # noqa: BLE001 - whatever it is, tomorrow is another day
            _log.exception("Sweeping the database after erasures failed; it is tried again tomorrow.")
        else:
            if not swept:
                self._sweep_soon()

    def _sweep_soon(self) -> None:
        if self._sweeping is None or self._sweeping.done():
            self._sweeping = asyncio.create_task(self._sweep())

    async def _sweep(self) -> None:
        """Has what was erased leave the database's file, as soon as no other process is in the way."""
        for seconds in _SWEEP_AFTER_SECONDS:
            await asyncio.sleep(seconds)
            if await erase.sweep(self.engine, erase.SWEPT_AT_ONCE):
                return

    async def _erase_left(self) -> None:
        """Erases proofs nobody published, and what is kept of servers that the bot left long ago."""
        try:
            await publish.remove_expired(self.engine)
            erased = await servers.erase_left(self.engine, timedelta(days=self.settings.server_data_days))
        except Exception:  # noqa: BLE001 - whatever it is, readers are served all the same
            _log.exception("Erasing what is not kept any longer failed; it is tried again tomorrow.")
        else:
            if erased:
                _log.info("Erased %d servers that were left.", len(erased))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Notes a server that the bot was added to."""
        await servers.join(self.engine, guild.id, guild.preferred_locale.value)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Notes a server that Discord could not tell of before."""
        await servers.join(self.engine, guild.id, guild.preferred_locale.value)

    async def on_guild_update(self, _before: discord.Guild, after: discord.Guild) -> None:
        """Notes a server's language."""
        await servers.join(self.engine, after.id, after.preferred_locale.value)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Notes a server that the bot was taken out of, or that is no more."""
        await servers.leave(self.engine, guild.id)

    async def _sync_commands(self) -> None:
        """Sends the commands to Discord when they, or their translations, differ from what it was last sent.

        Their hash is kept for that.
        """
        translator = CommandTranslator()
        await self.tree.set_translator(translator)
        commands = self.tree.get_commands()
        definitions = [await command.get_translated_payload(self.tree, translator) for command in commands]
        digest = hashlib.sha256(json.dumps(definitions, sort_keys=True, default=str).encode()).hexdigest()
        assert self.application_id is not None  # noqa: S101 - discord.py logs in before it calls setup_hook
        known = await self.engine.database.run(command_sets.get_commands_hash(self.application_id))
        if known == digest:
            return
        await self.tree.sync()
        await self.engine.database.run(command_sets.save_commands_hash(self.application_id, digest))
        _log.info("Told Discord of %d commands.", len(definitions))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Handles what is pressed, chosen and submitted.

        discord.py itself would forget it at a restart, or make a view of the whole message first.
        """
        if interaction.type in _ACTED:
            await run_action(interaction)

    async def on_ready(self) -> None:
        """Says in the log that the bot is there."""
        _log.info("Connected as %s, in %d servers.", self.user, len(self.guilds))
        present = {g.id: None if g.unavailable else g.preferred_locale.value for g in self.guilds}
        await servers.meet(self.engine, present, self._is_mine)

    def _is_mine(self, server_id: int) -> bool:
        """Whether a server would be met on one of this process's shards."""
        shards = self.shard_count or 1
        return self.shard_ids is None or (server_id >> 22) % shards in self.shard_ids

    async def close(self) -> None:
        """Sends what is under way, leaves Discord, unloads the cogs and closes the database."""
        if self._keeping:
            self._keeping.cancel()
        if self._dispatching:
            self._dispatching.cancel()
            await asyncio.wait([self._dispatching])
        if self._sweeping:
            self._sweeping.cancel()
            await asyncio.wait([self._sweeping])
        # A sharded client that was never started has no loop yet, and discord.py cannot close it.
        if isinstance(self.loop, asyncio.AbstractEventLoop):
            self._daily.cancel()
            await super().close()
        if hasattr(self, "engine"):
            await self.engine.database.close()
