"""Readers are spoken to in their own language, a server in its own: every screen, failures, counts and times."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.client import create_client
from bot.config import Settings
from bot.errors import NotFoundError, UnknownFormatError
from bot.text import WARNING_TOPICS, read_story
from cogs.ui.failures import words_for
from cogs.ui.language import LANGUAGES, aside, language_of, ngettext, publicly, speaking
from cogs.ui.pages import page_card
from cogs.ui.translator import CommandTranslator
from cogs.ui.words import minutes, part_count, topic_asked, warning_words, word_count
from tests import simulated
from tests.cogs.test_cards import WORST, page_of, texts
from tests.openapi import problems_of
from tests.simulated import DiscordWorld, Seen
from tests.words import TRANSLATED

SHELF = Path(__file__).resolve().parents[1] / "shelf"
LOCALES = ("de", "fr", "es-ES", "es-419")


@pytest.fixture
def stories_dir() -> Path:
    return SHELF


def english_in(seen: Seen, code: str) -> list[str]:
    """Whole English texts of the bot's that are shown though the language has words of its own for them."""
    catalog = LANGUAGES[code].catalog
    lines = [re.sub(r"^(?:#+|-#) |\*\*", "", line) for line in seen.text.splitlines()]
    shown = [piece for line in lines for piece in [line, *re.split(r" · |: ", line)]]
    assert shown
    return [words for words in [*shown, *seen.buttons, *seen.options] if words and catalog.gettext(words) != words]


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
    for topic in ("start", "reading", "library", "warnings"):
        seen = await world.choose(helped, topic)
        assert not english_in(seen, code)
        assert len(seen.text) > 200


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
    world = discord_world
    world.set_locale(world.reader, locale)
    page = await world.slash(world.reader, world.library, "read", story="The Lantern I")
    world.client.actions["more"] = world.client.actions["askpart"]
    form = await world.press(page, page.buttons[3])
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
