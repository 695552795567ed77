"""Brings the catalogs of `cogs/ui/locale` into line with the program's words: `make words`.

What is in the code is found by Babel; names and descriptions of commands are those that discord.py asks a translator for,
and the topics of content warnings are the engine's. A language that is new in `LANGUAGES` gets a catalog to fill in.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import discord
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from discord import app_commands

from bot import errors
from bot.client import create_client
from bot.config import Settings
from bot.text import WARNING_TOPICS
from cogs import EXTENSIONS
from cogs.ui.language import LANGUAGES
from cogs.ui.translator import context_of

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "cogs" / "ui" / "locale"
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
PACKAGES = ("bot", "cogs")


def reader_errors() -> set[str]:
    """The names of the errors that readers can meet."""
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    ours = {kind for kind in kinds if issubclass(kind, errors.CliffhangerError)}
    return {k.__name__ for k in ours if not issubclass(k, errors.OperatorError) and k is not errors.CliffhangerError}


# Babel's notation: which arguments are words. An error has two, the second of which may be missing.
FUNCTIONS = {"_": (1,), "Phrase": (1,), "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
ERRORS = {name: {None: (1,), **dict.fromkeys(range(2, 10), (2,))} for name in reader_errors()}


def extracted() -> Catalog:
    """Everything the bot says, as a catalog without translations."""
    catalog = Catalog(project="Cliffhanger")
    keywords: Any = FUNCTIONS | ERRORS
    for package in PACKAGES:
        found = extract_from_dir(
            ROOT / package, [("**.py", "python")], keywords=keywords, comment_tags=("Translators:",)
        )
        for name, _line, message, comments, context in found:
            where = Path(package, name).as_posix()
            catalog.add(message, locations=[(where, 1)], auto_comments=comments, context=context)
    for context, message in asyncio.run(_command_words()):
        catalog.add(message, context=context)
    for topic in WARNING_TOPICS:
        catalog.add(topic.replace("-", " "), context="warning")
    return catalog


class _Listener(app_commands.Translator):
    """Notes everything that discord.py asks to have translated."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, str], None] = {}

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> None:
        place = context_of(context)
        assert place is not None
        self.asked[place, string.message] = None


async def _command_words() -> Iterator[tuple[str, str]]:
    tree = await loaded_tree()
    listener = _Listener()
    for command in tree.get_commands():
        await command.get_translated_payload(tree, listener)
    return iter(listener.asked)


async def loaded_tree() -> app_commands.CommandTree[Any]:
    """The tree with every command of every cog, of a client that is not started."""
    client = create_client(Settings())
    client.engine = cast("Any", None)
    for extension in EXTENSIONS:
        await client.load_extension(extension)
    return client.tree


def catalog_of(code: str) -> Catalog:
    """A language's catalog as it is kept; an empty one for a new language."""
    path = po_path(code)
    if not path.exists():
        return Catalog(
            locale=code,
            header_comment="# Cliffhanger's words. `make words` keeps them in line with the program's.",
            project="Cliffhanger",
            version="1",
            revision_date=datetime.now(UTC),
            last_translator="The contributors",
            language_team="Cliffhanger",
            msgid_bugs_address="as any other bug",
            fuzzy=False,
        )
    with path.open("rb") as file:
        return read_po(file, locale=code)


def po_path(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "cliffhanger.po"


def compiled(catalog: Catalog) -> bytes:
    """The catalog as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def written(catalog: Catalog) -> bytes:
    """The catalog as translators read it."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=120, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    return buffer.getvalue()


def updated(code: str, template: Catalog) -> Catalog:
    """A language's catalog with exactly the words of the template."""
    catalog = catalog_of(code)
    # The date would change with every run.
    template.creation_date = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    template = extracted()
    for code in TRANSLATED:
        catalog = updated(code, template)
        path = po_path(code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = [message.id for message in catalog if message.id and not _is_translated(message.string)]
        sys.stdout.write(f"{code}: {len(catalog) - len(missing)} of {len(catalog)} messages translated\n")
        for message in missing[:20]:
            sys.stdout.write(f"  {message!r}\n")


def _is_translated(string: str | tuple[str, ...]) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


if __name__ == "__main__":
    main()
