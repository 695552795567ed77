"""The catalogs: every word of the program in every language, nothing else, and nothing that Discord would refuse."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message

from cogs.ui.language import LANGUAGES, _, number, speaking
from cogs.ui.translator import CommandTranslator
from tests.words import (
    ERRORS,
    FUNCTIONS,
    PACKAGES,
    ROOT,
    TRANSLATED,
    catalog_of,
    compiled,
    extracted,
    loaded_tree,
    po_path,
)

LOCALES = {"de", "fr", "es-ES", "es-419"}
# Discord, "Application Command Naming".
NAME = re.compile(r"^[-_'\w]{1,32}$")
LONGEST = {"menu": 32, "command": 32, "option": 32, "choice": 100, "description": 100}
CODE, LABEL, PLACEHOLDER = re.compile(r"`[^`]*`"), re.compile(r"\*\*([^*{}]+)\*\*"), re.compile(r"\{(\w*)\}")
MARKS = ("**", "||", "\n", "-# ", "`")


@cache
def template() -> Catalog:
    return extracted()


@cache
def catalog(code: str) -> Catalog:
    return catalog_of(code)


def messages(code: str) -> list[Message]:
    return [message for message in catalog(code) if message.id]


def keys(of: Catalog) -> set[tuple[Any, Any]]:
    return {(message.context, message.id) for message in of if message.id}


def forms(message: Message) -> list[tuple[str, str]]:
    """Pairs of an English text and its translation: one, or one for each plural form."""
    if isinstance(message.id, str):
        return [(message.id, message.string)]
    return [(message.id[-1], form) for form in message.string]


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalog_holds_exactly_the_words_of_the_program(code: str):
    missing, unused = keys(template()) - keys(catalog(code)), keys(catalog(code)) - keys(template())
    assert (missing, unused) == (set(), set()), "run `make words`"
    assert not catalog(code).obsolete


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_word_is_translated(code: str):
    assert len(messages(code)) > 400
    assert not [m.id for m in messages(code) if m.fuzzy or not all(form for _english, form in forms(m))]


def as_run(data: bytes) -> dict[Any, str]:
    """A compiled catalog as gettext reads it, without its header."""
    words = dict(gettext.GNUTranslations(io.BytesIO(data))._catalog)  # type: ignore[arg-type, attr-defined]
    return {key: value for key, value in words.items() if key}


@pytest.mark.parametrize("code", TRANSLATED)
def test_what_runs_is_what_translators_wrote(code: str):
    kept = po_path(code).with_suffix(".mo").read_bytes()
    assert as_run(kept) == as_run(compiled(catalog(code))), "run `make words`"


@pytest.mark.parametrize("code", TRANSLATED)
def test_translations_keep_placeholders_commands_and_formatting(code: str):
    for message in messages(code):
        for english, form in forms(message):
            for kept in (PLACEHOLDER, CODE):
                assert Counter(kept.findall(form)) == Counter(kept.findall(english)), form
            for mark in MARKS:
                assert form.count(mark) == english.count(mark), form
            assert form == form.strip(), form


@pytest.mark.parametrize("code", TRANSLATED)
def test_buttons_are_called_in_texts_as_they_are_labelled(code: str):
    labels = {m.id: m.string for m in messages(code) if m.context is None}
    named = [(m, label) for m in messages(code) if isinstance(m.id, str) for label in LABEL.findall(m.id)]
    assert named
    for message, label in named:
        if label in labels:
            assert f"**{labels[label]}**" in message.string


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_two_buttons_of_a_row_share_a_label(code: str):
    labels = {m.id: m.string for m in messages(code) if m.context is None}
    rows = [
        ("Back", "Next", "Contents", "Bookmark", "More"),
        ("Read", "Contents", "Warnings", "Subscribe", "Links"),
        ("Read", "Unsubscribe"),
        ("Unsubscribe", "Snooze"),
        ("Unsubscribe", "Wake up"),
        ("Unsubscribe", "All subscriptions"),
        ("Subscribe", "Details"),
        ("Read", "Details", "Warnings", "Subscribe", "Share this page"),
        ("Read on", "Skip this chapter", "Back to where I was", "Warnings", "Library"),
        ("Resume", "Add a note…", "Delete"),
        ("Resume", "Change note…", "Delete"),
        ("Topics…", "Name topics"),
        ("Topics…", "Do not name topics"),
        ("Time zone…", "Turn notices off", "I am an adult"),
        ("Time zone…", "Turn notices on", "Stop stories for adults"),
        ("Another topic…", "Preferences"),
        ("Read", "Earlier", "Later", "Go to part…"),
        ("Read again", "Library", "Read the sequel"),
    ]
    for row in rows:
        assert len({labels[label] for label in row}) == len(row)
        assert all(len(labels[label]) <= 80 for label in row)


@pytest.mark.parametrize("code", TRANSLATED)
def test_texts_of_commands_are_no_longer_than_discord_allows(code: str):
    measured = [m for m in messages(code) if m.context in LONGEST]
    assert measured
    assert not [m.string for m in measured if len(m.string) > LONGEST[m.context]]


async def payloads() -> list[dict[str, Any]]:
    """Every command as it is sent to Discord."""
    tree = await loaded_tree()
    return [await c.get_translated_payload(tree, CommandTranslator()) for c in tree.get_commands()]


def within(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield command
    for option in command.get("options", []):
        yield from within(option)


async def test_commands_options_and_choices_are_named_in_every_language_by_discords_rules():
    for payload in await payloads():
        for part in within(payload):
            names = {"en-US": part["name"], **part["name_localizations"]}
            assert set(part["name_localizations"]) == LOCALES, part["name"]
            if part.get("type", 1) != 3 or "description" in part:
                assert set(part["description_localizations"]) == LOCALES, part["name"]
                assert all(len(text) <= 100 for text in part["description_localizations"].values())
                assert all(NAME.match(name) and name == name.lower() for name in names.values()), names
            for choice in part.get("choices", []):
                assert set(choice["name_localizations"]) == LOCALES, choice["name"]


async def test_no_two_names_side_by_side_are_the_same_in_any_language():
    commands = await payloads()
    sides = [commands, *(part.get("options", []) for command in commands for part in within(command))]
    sides += [part.get("choices", []) for command in commands for part in within(command)]
    for side in sides:
        for locale in LOCALES:
            names = [part["name_localizations"][locale] for part in side]
            assert len(set(names)) == len(names), names


async def test_a_command_is_short_enough_in_every_language():
    # Discord, "Create Global Application Command": 8,000 characters of names, descriptions and values, the longest counting.
    for payload in await payloads():
        size = 0
        for part in within(payload):
            for key in ("name", "description"):
                size += max(map(len, [part.get(key, ""), *part.get(f"{key}_localizations", {}).values()]))
            size += sum(
                len(str(c["value"])) + max(map(len, c["name_localizations"].values())) for c in part.get("choices", [])
            )
        assert size <= 8000, payload["name"]


# --- the code ---------------------------------------------------------------------------------------------------------

# Which arguments of these are shown to readers: by place, and by name.
SHOWN: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "button": ((0,), ("label",)),
    "Button": ((), ("label",)),
    "select": ((), ("placeholder",)),
    "SelectOption": ((), ("label", "description")),
    "TextInput": ((), ("label", "placeholder")),
    "Label": ((), ("text", "description")),
    "Form": ((0,), ("title",)),
    "text": ((0,), ("content",)),
    "fact": ((0,), ()),
    "edit_original_response": ((0,), ("content",)),
    "send_message": ((0,), ("content",)),
    "send": ((0,), ("content",)),
}
WORDS = re.compile(r"[^\W\d_]{2,}")


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            yield name, node


def sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def raw_words(node: ast.expr) -> str:
    """The letters of an expression that no translation went through."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return " ".join(WORDS.findall(node.value))
    if isinstance(node, ast.JoinedStr):
        return " ".join(filter(None, (raw_words(part) for part in node.values if isinstance(part, ast.Constant))))
    if isinstance(node, ast.BinOp):
        return " ".join(filter(None, (raw_words(node.left), raw_words(node.right))))
    if isinstance(node, ast.IfExp):
        return " ".join(filter(None, (raw_words(node.body), raw_words(node.orelse))))
    return ""


def test_what_is_shown_goes_through_a_catalog():
    found = []
    for path in sorted((ROOT / "cogs").rglob("*.py")):
        for name, call in calls(path):
            places, names = SHOWN.get(name, ((), ()))
            shown = [call.args[i] for i in places if i < len(call.args)]
            shown += [keyword.value for keyword in call.keywords if keyword.arg in names]
            found += [(path.name, call.lineno, words) for words in map(raw_words, shown) if words]
    # An example of what to type is the same in every language.
    assert not [one for one in found if one[2]]


def test_what_goes_through_a_catalog_is_written_whole_so_that_it_can_be_found():
    found = []
    for path in sources():
        for name, call in calls(path):
            count = 2 if name in ERRORS or name in {"ngettext", "pgettext"} else 1 if name in FUNCTIONS else 0
            found += [
                (path.name, call.lineno) for one in call.args[:count] if isinstance(one, ast.JoinedStr | ast.BinOp)
            ]
    assert not found


def test_what_goes_through_a_catalog_is_found():
    # Babel looks into no f-string before Python 3.12.
    known = {message_id for _context, message_id in keys(template())}
    known |= {form for message_id in known if isinstance(message_id, tuple) for form in message_id}
    said = [
        (path.name, call.lineno, argument.value)
        for path in sources()
        for name, call in calls(path)
        if name in ERRORS or name in FUNCTIONS
        for argument in call.args[1 if name == "pgettext" else 0 :][: 2 if name in {*ERRORS, "ngettext"} else 1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]
    assert len(said) > 250
    assert not [one for one in said if one[2] not in known]


def test_every_private_card_is_drawn_in_the_readers_own_language():
    private = []
    for path in sorted((ROOT / "cogs").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                drawn = any(
                    keyword.arg == "private"
                    for call in ast.walk(function)
                    if isinstance(call, ast.Call)
                    for keyword in call.keywords
                )
                if drawn:
                    private.append((function.name, [ast.unparse(decorator) for decorator in function.decorator_list]))
    assert {"pick_card", "finished_card"} <= {name for name, _decorators in private}
    assert all("aside()" in decorators for _name, decorators in private), private


# --- numbers ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("locale", "thousand", "ten_thousands", "fraction", "negative"),
    [
        ("en-US", "1,234", "12,345,678", "1,234.5", "-1,234"),
        ("de", "1.234", "12.345.678", "1.234,5", "-1.234"),
        ("fr", "1\u202f234", "12\u202f345\u202f678", "1\u202f234,5", "-1\u202f234"),
        ("es-ES", "1234", "12\u00a0345\u00a0678", "1234,5", "-1234"),
        ("es-419", "1234", "12\u00a0345\u00a0678", "1234,5", "-1234"),
    ],
)
def test_numbers_are_written_as_each_language_does(
    locale: str, thousand: str, ten_thousands: str, fraction: str, negative: str
):
    with speaking(locale):
        assert [number(1234), number(12_345_678), number(1234.5), number(-1234)] == [
            thousand,
            ten_thousands,
            fraction,
            negative,
        ]
        assert number(7) == "7"
        assert _("Part {part} of {parts}", part=1234, parts="x").count(thousand) == 1


def test_every_language_of_the_bot_has_a_catalog_but_english():
    assert {path.name for path in po_path("de").parents[2].iterdir()} == set(LANGUAGES) - {"en"}
