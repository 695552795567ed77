"""Readers are spoken to in their own language, a server in its own: every screen, failures, counts and times."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from simcord import ChannelHandle

from bot.client import create_client
from bot.config import Settings
from bot.db import servers
from bot.db.events import note_growth
from bot.db.instants import to_microseconds
from bot.db.stories import find_by_title
from bot.errors import NotFoundError, UnknownFormatError
from bot.services.servers import join
from bot.text import WARNING_TOPICS, read_story
from cogs.ui.failures import words_for
from cogs.ui.language import _, aside, language_of, ngettext, publicly, speaking
from cogs.ui.pages import page_card
from cogs.ui.translator import CommandTranslator
from cogs.ui.words import minutes, part_count, topic_asked, warning_words, word_count
from tests import simulated
from tests.cogs.test_cards import WORST, page_of, texts
from tests.openapi import problems_of
from tests.simulated import DiscordWorld, Reply, Seen
from tests.words import TRANSLATED, catalog_of

SHELF = Path(__file__).resolve().parents[1] / "shelf"
LOCALES = ("de", "fr", "es-ES", "es-419")


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


_FILLED = re.compile(r"\\\{(\w+)\\\}")
_NUMBERS = {"count", "number", "part", "parts", "page", "pages", "minutes", "hours", "size", "most"}


def _values(placeholder: re.Match[str]) -> str:
    return r"[\d\s.,]+" if placeholder[1] in _NUMBERS else ".+"


@cache
def english_words(code: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Lines of the bot's English that the language has other words for: whole ones, and patterns of those with values."""
    whole, patterns = set(), []
    for message in catalog_of(code):
        if not message.id or message.context is not None:
            continue
        ids, strings = (
            (message.id, message.string) if isinstance(message.id, tuple) else ([message.id], [message.string])
        )
        for english, own in zip(ids, strings, strict=True):
            for line, theirs in zip(english.splitlines(), own.splitlines(), strict=True):
                plain = line.replace("**", "")
                if line == theirs:
                    continue
                if "{" not in line:
                    whole.add(plain)
                elif re.search(r"[A-Za-z]{4}", re.sub(r"\{\w+\}", "", plain)):
                    patterns.append(re.compile(_FILLED.sub(_values, re.escape(plain))))
    return frozenset(whole), tuple(patterns)


def english_among(shown: Iterable[str], code: str) -> list[str]:
    """Those of these texts that are whole English texts of the bot's though the language has words of its own."""
    whole, patterns = english_words(code)
    lines = [re.sub(r"^(?:#+|-#) |\*\*", "", line) for text in shown for line in text.splitlines()]
    pieces = [piece for line in lines for piece in [line, *re.split(r" · |: ", line)]]
    return [piece for piece in pieces if piece in whole or any(pattern.fullmatch(piece) for pattern in patterns)]


def english_in(seen: Seen, code: str) -> list[str]:
    """English texts of the bot's in a message, its buttons and menus."""
    assert seen.text
    return english_among([seen.text, *seen.buttons, *seen.menus, *seen.options], code)


def english_in_form(reply: Reply, code: str) -> list[str]:
    """English texts of the bot's in the form that a press opened."""
    assert reply.modal is not None
    labels = reply.modal["components"]
    hints = [label["component"].get("placeholder", "") for label in labels]
    return english_among([reply.modal["title"], *(label["label"] for label in labels), *hints], code)


class Walk:
    """What the reader does in her language: every screen and form on her way is found to speak it, as it is shown."""

    def __init__(self, world: DiscordWorld, locale: str) -> None:
        self.world = world
        self.code = language_of(locale).code
        world.set_locale(world.reader, locale)

    def saw(self, reply: Reply) -> Reply:
        assert not (english_in_form(reply, self.code) if reply.modal else english_in(reply, self.code))
        return reply

    async def use(self, command: str, place: ChannelHandle | None = None, **options: object) -> Reply:
        return self.saw(await self.world.slash(self.world.reader, place or self.world.library, command, **options))

    async def press(self, seen: Seen, action: str) -> Reply:
        """Press the button for an action, whatever it is called."""
        (custom_id,) = [one for one in seen.custom_ids.values() if one.partition(":")[0] == action]
        return self.saw(await self.world.press(seen, "", custom_id=custom_id, by=self.world.reader))

    async def forge(self, custom_id: str) -> Reply:
        return self.saw(await self.world.press_forged(self.world.reader, self.world.library, custom_id))

    async def choose(self, seen: Seen, *values: str) -> Reply:
        return self.saw(await self.world.choose(seen, *values))

    async def fill(self, form: Reply, typed: str) -> Reply:
        """Type into a form's one field and send it."""
        assert form.modal is not None
        (label,) = form.modal["components"]
        return self.saw(await self.world.submit(form, **{label["component"]["custom_id"]: typed}))


# --- whose language ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "code"),
    [
        *[("de", "de"), ("fr", "fr"), ("es-ES", "es"), ("es-419", "es"), ("en-US", "en"), ("en-GB", "en")],
        *[("pt-BR", "en"), ("ja", "en"), ("", "en"), ("zz-ZZ", "en")],
    ],
)
def test_every_locale_of_discord_has_a_language_and_those_unknown_have_english(locale: str, code: str):
    assert language_of(locale).code == code


async def test_a_reader_whose_language_the_bot_does_not_speak_reads_english(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "ja")
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    assert "Part 1 of 3" in page.text


async def test_two_readers_in_one_place_each_read_their_own_language(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "de")
    world.set_locale(world.friend, "fr")
    german = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    french = await world.slash(world.friend, world.library, "read", story="The Lantern I")
    english = await world.slash(world.librarian, world.library, "read", story="The Lantern I")
    assert [page.buttons[1] for page in (german, french, english)] == ["Weiter", "Suivant", "Next"]
    assert "Teil 2 von 3" in (await world.press(german, "Weiter")).text
    assert "Partie 2 sur 3" in (await world.press(french, "Suivant")).text


async def test_a_page_follows_her_when_she_changes_her_language(discord_world: DiscordWorld):
    world = discord_world
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    world.set_locale(world.reader, "es-419")
    assert "Parte 2 de 3" in (await world.press(page, "Next")).text


async def test_what_everybody_sees_speaks_the_servers_language_and_what_she_alone_sees_hers(
    discord_world: DiscordWorld,
):
    world = discord_world
    world.env.backend.get_guild(world.guild.id).preferred_locale = "fr"
    world.set_locale(world.reader, "de")
    shared = await world.slash(world.reader, world.library, "read", story="The Lantern I", share=True)
    assert not shared.ephemeral
    assert "Partie 1 sur 3" in shared.text
    assert "Suivant" in shared.buttons
    own = await world.press(shared, "Suivant", by=world.reader)
    assert own.ephemeral
    assert "Teil 2 von 3" in own.text
    menu = await world.slash(world.reader, world.library, "read", story="lantern", share=True)
    assert menu.text == "Welche Geschichte meinst du?"
    assert "Partie 2 sur 3" in (await world.choose(menu, "The Lantern I")).text
    refused = await world.slash(world.reader, world.library, "read", story="The Cellar", share=True)
    assert refused.text.startswith("Diese Geschichte ist für Erwachsene")


async def test_a_page_shared_where_there_is_no_server_speaks_hers(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "de")
    shared = await world.slash(world.reader, world.reader.private, "read", story="The Lantern I", share=True)
    assert "Teil 1 von 3" in shared.text


async def test_the_end_of_a_story_is_told_in_her_language_even_where_she_shares(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "de")
    await world.slash(world.reader, world.library, "read", story="The Lantern I", part=3)
    finished = await world.slash(world.reader, world.library, "read", story="The Lantern I", share=True)
    assert finished.ephemeral
    assert "zu Ende gelesen" in finished.text


def test_a_block_in_another_language_ends_where_it_ends():
    with speaking("de"):
        with publicly("fr"):
            assert part_count(2) == "2 parties"
            with aside():
                assert part_count(2) == "2 Teile"
            assert part_count(2) == "2 parties"
        assert part_count(2) == "2 Teile"
    assert part_count(2) == "2 parts"


# --- every screen -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("locale", LOCALES)
async def test_every_screen_is_in_her_language(discord_world: DiscordWorld, locale: str):
    world, code = discord_world, language_of(locale).code
    world.set_locale(world.reader, locale)
    uses: list[tuple[str, dict[str, object]]] = [
        ("help", {}),
        ("library", {}),
        *[(command, {"story": "The Ledger"}) for command in ("read", "story", "contents", "warnings")],
        ("warnings", {"story": "The Ledger", "topic": "grief"}),
        ("library", {"search": "zzzz qqqq"}),
        ("read", {"story": "The Lantern I", "part": 3}),
        ("read", {"story": "The Lantern I"}),
        ("story", {"story": "zzzz qqqq"}),
    ]
    for command, options in uses:
        seen = await world.slash(world.reader, world.library, command, **options)
        assert not english_in(seen, code)
    helped = await world.slash(world.reader, world.library, "help")
    for topic in ("start", "reading", "library", "subscriptions", "warnings"):
        seen = await world.choose(helped, topic)
        assert not english_in(seen, code)
        assert len(seen.text) > 200


@pytest.mark.parametrize("locale", LOCALES)
async def test_bookmarks_are_in_her_language(discord_world: DiscordWorld, locale: str):
    world, walk = discord_world, Walk(discord_world, locale)
    await walk.use("bookmark list")
    page = await walk.use("read", story="The Ledger")
    kept = await walk.press(page, "bookmark")
    await walk.press(page, "bookmark")
    (card,) = world.messages(world.reader.dm)
    assert not english_in(card, walk.code)
    noted = await walk.fill(await walk.press(kept, "asknote"), "oil!")
    await walk.press(noted, "asknote")
    listed = await walk.use("bookmark list")
    await walk.press(await walk.choose(listed, *listed.options), "unmark")
    await walk.press(page, "bookmark")
    await walk.press(world.messages(world.reader.dm)[-1], "mark")
    await walk.use("read", world.after_dark, story="The Cellar")
    await walk.use("bookmark add", world.after_dark)
    assert "The Cellar" not in (await walk.use("bookmark list")).text


@pytest.mark.parametrize("locale", LOCALES)
async def test_subscriptions_and_notices_are_in_her_language(discord_world: DiscordWorld, locale: str):
    world, walk = discord_world, Walk(discord_world, locale)
    await walk.use("subscriptions")
    choice = await walk.press(await walk.use("story", story="The Ledger"), "subscribe")
    choice = await walk.choose(choice, "story")
    done = await walk.press(await walk.choose(choice, "weekly"), "follow")
    await walk.press(done, "unsubscribe")
    await walk.use("subscribe", story="The Ledger", to="story", when="every")
    await walk.use("subscribe", story="The Ledger", to="story", when="every")
    listed = await walk.use("subscriptions")
    await walk.press(await walk.press(listed, "snooze"), "snooze")
    database, now = world.client.engine.database, to_microseconds(world.env.now())
    (ledger,) = await database.run(find_by_title("The Ledger"))
    for path in ("closed", "open"):
        if path == "closed":
            world.fail("POST", "/channels/*/messages", status=403, code=50007)
        await database.run(note_growth(ledger.story_id, len(path), ledger.parts - 1, now))
        world.client.engine.bell.ring()
        await world.pass_time(70)
        if path == "closed":
            told = (await world.slash(world.reader, world.library, "library")).messages[-1]
            assert not english_in(told, walk.code)
            waiting = await walk.press(await walk.use("subscriptions"), "waiting")
            await walk.press(waiting, "tryagain")
    notices = world.messages(world.reader.dm)
    assert notices
    for notice in notices:
        assert not english_in(notice, walk.code)
    await walk.press(notices[-1], "unsubscribe")


@pytest.mark.parametrize("locale", LOCALES)
async def test_serials_speak_to_moderators_in_theirs_and_in_channels_in_the_servers_language(
    discord_world: DiscordWorld, locale: str
):
    world, code, by = discord_world, language_of(locale).code, discord_world.librarian
    world.set_locale(by, locale)
    notices = world.guild.create_text_channel("notices")
    engine = world.client.engine
    await engine.database.run(servers.set_notice_channel(world.guild.id, notices.id))
    await join(engine, world.guild.id, locale)
    wish = {"story": "The Lantern I", "channel": world.library, "every": "daily", "at": "18:00"}
    seen = [await world.slash(by, world.library, "serial start", **wish, discuss="thread", ahead="locked")]
    seen.append(await world.press(seen[0], "", custom_id=seen[0].custom_ids[translated("Confirm", code)]))
    verbs = ("skip", "pause", "pause", "resume", "show")
    seen += [await world.slash(by, world.library, f"serial {verb}", serial="1") for verb in verbs]
    await world.pass_time(5 * 24 * 3600)
    seen += [await world.slash(by, world.library, f"serial {verb}", serial="1") for verb in ("show", "stop")]
    seen += [
        await world.slash(by, world.library, "serial list"),
        *world.messages(notices),
        *world.messages(world.library),
    ]
    seen.append(await world.slash(by, world.library, "serial start", **wish | {"pace": "no"}))
    for one in seen:
        assert not english_in(one, code)


def translated(words: str, code: str) -> str:
    with speaking(code):
        return _(words)


@pytest.mark.parametrize("locale", LOCALES)
async def test_preferences_are_in_her_language(discord_world: DiscordWorld, locale: str):
    walk = Walk(discord_world, locale)
    seen = await walk.use("preferences", discord_world.after_dark, timezone="Europe/Lisbon")
    for action in ("setadult", "setnotices", "nametopics", "topics"):
        seen = await walk.press(seen, action)
    seen = await walk.choose(seen, "grief")
    await walk.fill(await walk.press(seen, "asktopic"), "zzzz")
    seen = await walk.use("preferences")
    seen = await walk.fill(await walk.press(seen, "askzone"), "")
    await walk.press(seen, "setadult")
    await walk.use("preferences")


@pytest.mark.parametrize("locale", LOCALES)
async def test_the_question_before_a_part_is_in_her_language(discord_world: DiscordWorld, locale: str):
    walk = Walk(discord_world, locale)
    topics = await walk.press(await walk.use("preferences"), "topics")
    topics = await walk.fill(await walk.press(topics, "asktopic"), "grief, animal death")
    for named in (False, True):
        for options in ({"story": "The Lantern I"}, {"story": "The Ledger", "part": 2}):
            asked = await walk.use("read", **options)
            assert "goon" in {custom_id.partition(":")[0] for custom_id in asked.custom_ids.values()}
        await walk.use("library")
        if not named:
            await walk.press(await walk.press(topics, "preferences"), "nametopics")


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_a_page_and_the_library_offer_besides_is_in_her_language(discord_world: DiscordWorld, locale: str):
    walk = Walk(discord_world, locale)
    await walk.use("read", story="The Lantern I", part=3)
    for action in ("details", "warnings"):
        await walk.press(await walk.press(await walk.use("read", story="The Ledger", part=1), "more"), action)
    more = await walk.press(await walk.use("read", story="The Ledger", part=1), "more")
    await walk.choose(more, "short")
    library = await walk.use("library")
    (ways,) = [menu for menu in library.menus.values() if "order=title" in menu.values()]
    assert {"labels=fandom", "labels=tag", "status=reading"} < set(ways.values())
    for way in ways.values():
        await walk.choose(await walk.use("library"), way)


@pytest.mark.parametrize("locale", LOCALES)
async def test_what_bookmarks_and_preferences_refuse_is_told_in_her_language(discord_world: DiscordWorld, locale: str):
    world, walk = discord_world, Walk(discord_world, locale)
    await walk.use("bookmark add")
    await walk.use("bookmark remove", bookmark="zzzz")
    await walk.use("preferences", timezone="Atlantis")
    await walk.forge("setadult:1")
    await walk.forge("library:1:kept-nowhere")
    no_page = await walk.use("library")
    walk.saw(await world.menu(world.reader, world.library, "Bookmark this part", no_page))
    page = await walk.use("read", story="The Ledger")
    world.fail("POST", "/channels/*/messages", status=403, code=50007)
    closed = await walk.press(page, "bookmark")
    assert "mark" in {custom_id.partition(":")[0] for custom_id in closed.custom_ids.values()}


async def test_the_authors_words_are_never_translated(discord_world: DiscordWorld):
    world = discord_world
    english = await world.slash(world.friend, world.library, "read", story="The Lantern I")
    world.set_locale(world.reader, "de")
    german = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    assert english.text.splitlines()[3:-1] == german.text.splitlines()[3:-1]
    assert len(german.text.splitlines()) > 4


@pytest.mark.parametrize("code", TRANSLATED)
@pytest.mark.parametrize("name", WORST)
async def test_no_story_however_long_and_wild_breaks_discords_limits(name: str, code: str):
    with speaking(code):
        card = WORST[name]()
    assert card.content_length() <= 4000
    message = {"flags": 32768, "components": card.to_components(), "allowed_mentions": {"parse": []}}
    assert problems_of("POST", "/channels/1/messages", message) == []


@pytest.mark.parametrize("code", TRANSLATED)
async def test_the_words_round_a_page_stay_under_500_characters(code: str):
    with speaking(code):
        assert sum(map(len, texts(page_card(page_of("x" * 3500))))) - 3500 < 500


@pytest.mark.parametrize(
    ("locale", "title"), [("de", "Zu einem Teil gehen"), ("fr", "Aller à une partie"), ("es-419", "Ir a una parte")]
)
async def test_forms_speak_her_language(discord_world: DiscordWorld, locale: str, title: str):
    walk = Walk(discord_world, locale)
    page = await walk.use("read", story="The Lantern I")
    # No story of the shelf is so long that its contents ask for a number.
    discord_world.client.actions["contents"] = discord_world.client.actions["askpart"]
    form = await walk.press(page, "contents")
    assert form.modal is not None
    assert form.modal["title"] == title


# --- commands as she sees them ----------------------------------------------------------------------------------------


async def test_texts_call_commands_and_options_as_she_sees_them(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "de")
    helped = await world.slash(world.reader, world.library, "help", topic="reading")
    assert "`/lesen` ohne Geschichte" in helped.text
    assert "`teil:`" in helped.text
    assert "`/read`" not in helped.text


async def test_new_translations_reach_discord(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    async def another(*_: object) -> str:
        return "anders"

    def syncs(world: DiscordWorld) -> int:
        return sum(r.method == "PUT" and r.path.endswith("/commands") for r in world.env.http_requests)

    async with simulated.discord_world(settings, create_client) as world:
        before = syncs(world)
        await world.restart()
        assert syncs(world) == before
        monkeypatch.setattr(CommandTranslator, "translate", another)
        await world.restart()
        assert syncs(world) == before + 1


async def test_discord_is_told_the_names_in_every_language(discord_world: DiscordWorld):
    commands = discord_world.env.backend.commands.get(None, {}).values()
    read = next(command for command in commands if command["name"] == "read")
    assert read["name_localizations"] == {"de": "lesen", "fr": "lire", "es-ES": "leer", "es-419": "leer"}


# --- failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "sentence", "step"),
    [
        ("en-US", "There is no part 1,234: this story has 3.", "`/contents` lists them."),
        ("de", "Es gibt keinen Teil 1.234: Diese Geschichte hat 3.", "`/inhalt` zählt sie auf."),
        ("fr", "Il n’y a pas de partie 1\u202f234\u00a0: cette histoire en a 3.", "`/sommaire` en donne la liste."),
        ("es-ES", "No hay parte 1234: esta historia tiene 3.", "`/índice` las enumera."),
    ],
)
async def test_failures_are_told_in_her_language_with_their_values(
    discord_world: DiscordWorld, locale: str, sentence: str, step: str
):
    world = discord_world
    world.set_locale(world.reader, locale)
    told = await world.slash(world.reader, world.library, "read", story="The Lantern I", part=1234)
    assert told.text == f"{sentence}\n-# {step}"


async def test_an_unexpected_failure_and_an_old_button_speak_her_language(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "de")
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    world.client.actions.pop("next")
    assert "Diesen Knopf kenne ich nicht mehr." in (await world.press(page, "Weiter")).text
    await world.client.engine.database.close()
    told = await world.slash(world.reader, world.library, "library", may_fail=True)
    assert told.text.startswith("Bei mir ist etwas schiefgegangen")
    assert await world.take_errors()


def test_the_words_inside_a_failure_are_translated_too_and_what_readers_typed_is_not():
    with pytest.raises(UnknownFormatError) as caught:
        read_story(b"%PDF-1.7", "{a PDF}.pdf")
    assert caught.value.sentence == "{a PDF}.pdf is a PDF."
    with speaking("es-419"):
        assert words_for(caught.value).startswith("{a PDF}.pdf es un PDF.\n-# Cliffhanger lee texto")


def test_a_failure_of_nobodys_catalog_is_told_in_english():
    with speaking("de"):
        assert words_for(NotFoundError("A {thing} of 100%.", thing="made-up one")) == "A made-up one of 100%."


# --- counts, times and topics -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "counted"),
    [
        ("en-US", ["0 words", "1 word", "2 words", "12,345 words"]),
        ("de", ["0 Wörter", "1 Wort", "2 Wörter", "12.345 Wörter"]),
        ("fr", ["0 mot", "1 mot", "2 mots", "12\u202f345 mots"]),
        ("es-ES", ["0 palabras", "1 palabra", "2 palabras", "12\u00a0345 palabras"]),
    ],
)
def test_plurals_are_right_in_each_language(locale: str, counted: list[str]):
    with speaking(locale):
        assert [word_count(count) for count in (0, 1, 2, 12_345)] == counted
        assert ngettext("{count} {made} up", "{count} {made} ups", 2, made="thing") == "2 thing ups"


@pytest.mark.parametrize(
    ("locale", "times"),
    [
        ("en-US", ["7 min", "2 h", "2 h 5 min"]),
        ("de", ["7\u00a0Min.", "2\u00a0Std.", "2\u00a0Std. 5\u00a0Min."]),
        ("fr", ["7\u00a0min", "2\u00a0h", "2\u00a0h 5\u00a0min"]),
        ("es-419", ["7\u00a0min", "2\u00a0h", "2\u00a0h 5\u00a0min"]),
    ],
)
def test_reading_times_are_right_in_each_language(locale: str, times: list[str]):
    with speaking(locale):
        assert [minutes(number) for number in (7, 120, 125)] == times


@pytest.mark.parametrize("code", ["en", *TRANSLATED])
def test_a_topic_can_be_asked_for_by_the_name_that_is_shown(code: str):
    with speaking(code):
        assert [topic_asked(warning_words(topic).upper()) for topic in WARNING_TOPICS] == list(WARNING_TOPICS)
        assert topic_asked("many-headed clowns") == "many-headed clowns"


async def test_asking_for_a_topic_in_her_language_finds_the_warning(discord_world: DiscordWorld):
    world = discord_world
    world.set_locale(world.reader, "de")
    told = await world.slash(world.reader, world.library, "warnings", story="The Lantern I", topic="trauer")
    assert "**Trauer:** Warnung für die ganze Geschichte." in told.text
