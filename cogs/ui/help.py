"""The help texts: one short page a topic, with a menu to the others."""

from __future__ import annotations

from typing import NamedTuple

import discord

from bot.errors import NotFoundError, Phrase
from cogs.ui.actions import select
from cogs.ui.cards import Card, row, text
from cogs.ui.language import _


class Topic(NamedTuple):
    """A help page: its title and its paragraphs, in Discord's Markdown."""

    title: Phrase
    paragraphs: tuple[Phrase, ...]


TOPICS = {
    "start": Topic(
        Phrase("Getting started"),
        (
            Phrase("I serve stories in installments: one scene at a time, exactly as the author wrote it."),
            Phrase(
                "`/library` shows what there is to read here.\n"
                "`/read` opens a story, and goes on with it each time you use it.\n"
                "`/story` tells what a story is about, `/warnings` what to be warned of, `/contents` what is in it."
            ),
            Phrase("What I answer, only you see, unless you choose to share a page."),
        ),
    ),
    "reading": Topic(
        Phrase("Reading"),
        (
            Phrase(
                "`/read` without a story goes on with the one you read last, of those that can be shown here. With "
                "`part:` it opens that part; with `share:` everybody here sees the page."
            ),
            Phrase(
                "**Next** and **Back** turn the pages, **Contents** jumps to any part, **Bookmark** keeps your place, "
                "**More** shows the story's card, shares the page, sets how long pages are or reports what is wrong. The "
                "buttons work for ever, after a restart too."
            ),
            Phrase(
                "I keep your place in every story. Close the page whenever you like: where a button brought you is "
                "where `/read` opens again, and after a page that `/read` itself showed comes the next."
            ),
            Phrase(
                "The button **Bookmark** and `/bookmark add` send a bookmark to your DMs, with the first words there; you "
                "can add a note. `/bookmark list` shows all, `/bookmark remove` deletes one."
            ),
            Phrase("`/preferences` sets who sees your pages, how long they are, and your time zone."),
            Phrase(
                "A shared page belongs to everybody: a press on it opens a page of your own and moves nobody else's "
                "place."
            ),
        ),
    ),
    "library": Topic(
        Phrase("Finding stories"),
        (
            Phrase(
                "`/library` lists the stories you can read in this place. `search:` finds titles, authors, series and "
                "fandoms, as well as you remember them, then tags and summaries; `rating:` and `tag:` narrow the list. Its "
                "menu lists by author, series, fandom, tag, rating or length, and what you have begun or read to the "
                "end."
            ),
            Phrase("Wherever a command asks for a story, start to type its title and pick from the list."),
        ),
    ),
    "warnings": Topic(
        Phrase("Ratings and warnings"),
        (
            Phrase(
                "`/warnings` shows what an author warns of; what would give the end away is behind a spoiler bar. "
                "`topic:` asks about one thing only."
            ),
            Phrase(
                "In `/preferences` you can list topics you avoid: I ask before I show a part that has a warning of one, "
                "and name it only if you like."
            ),
            Phrase("What is not mentioned may still be there. “Not stated” never means “safe”."),
            Phrase(
                "Stories for adults (mature, explicit, not rated, or with warnings of sexual content) are served in "
                "age-restricted channels, and in your DMs once you have confirmed in such a channel that you are an adult "
                "(`/preferences`). Stories that set minors beside sexual content are not served at all."
            ),
        ),
    ),
    "servers": Topic(
        Phrase("For moderators"),
        (
            Phrase(
                "`/server settings` sets the highest rating that is shown in this server, the role that may publish "
                "stories, the channel that I tell what moderators change, the time zone, and what serials may do. It is "
                "for those who may manage the server."
            ),
            Phrase(
                "`/withdraw` takes a story back at once: its author, a moderator of its server or whoever runs the bot may. "
                "Its serials stop, its posted pages are deleted if you like. For 7 days it can be undone; then the text is "
                "erased. What readers report comes to the notice channel."
            ),
            Phrase(
                "Stories published in a server can be read there, and in my DMs by readers who opened one there and are "
                "still members. No other server sees them."
            ),
        ),
    ),
}


def help_card(topic: str) -> Card:
    """One help page with the menu of all; raises NotFoundError for a topic there is none of."""
    page = TOPICS.get(topic)
    if page is None:
        raise NotFoundError("There is no help on that.", "`/help` lists the topics.")
    options = [discord.SelectOption(label=_(t.title), value=key, default=key == topic) for key, t in TOPICS.items()]
    words = "\n\n".join(map(_, page.paragraphs))
    return Card(text(f"### {_(page.title)}\n{words}"), row(select("help", placeholder=_("Topics"), options=options)))
