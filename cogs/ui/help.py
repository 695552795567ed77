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
    "subscriptions": Topic(
        Phrase("Subscriptions"),
        (
            Phrase(
                "`/subscribe` lets you hear of a story's sequel, before that exists too; with `to:` of its new chapters, its "
                "series or its author. `when:` chooses between every part, only when it is complete, and a weekly digest, which "
                "comes on Monday morning. The button **Subscribe** does the same."
            ),
            Phrase(
                "I write to you by DM, once for each thing, with all that came within a minute in one message. Each notice "
                "tells what you asked for, and has a button **Unsubscribe**."
            ),
            Phrase(
                "`/subscriptions` lists what you subscribed to. **Snooze** lets one rest; what happens meanwhile comes in one "
                "message afterwards. `/preferences` turns all notices off. If your DMs are closed to me, I tell you here."
            ),
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
    "privacy": Topic(
        Phrase("Privacy"),
        (
            Phrase(
                "I keep what reading needs: where you are in a story, bookmarks with your notes, what you chose in "
                "`/preferences`, the language of your Discord, what I am to tell you, and what you publish or do as a "
                "moderator. I never read what people write, and nothing is passed on to anybody."
            ),
            Phrase("`/mydata export` hands you a file with everything I hold about you."),
            Phrase(
                "`/mydata erase` has me forget all of it, after one confirmation; stories that you published are "
                "withdrawn, or kept without you, as you say."
            ),
        ),
    ),
    "serials": Topic(
        Phrase("Serials"),
        (
            Phrase(
                "A serial posts a story in a channel, part by part, on a schedule. Under each post, **Read** opens the story "
                "from its start and **Catch up** where you stopped, on pages only you see; **Bookmark** keeps the place."
            ),
            Phrase(
                "For those who may manage the server: `/serial start` asks for a story, a channel, days and a time, and shows "
                "the first dates before anything is posted. In a forum each part is a post of its own."
            ),
            Phrase(
                "`/serial list` shows all, `/serial show` one with its next dates and last posts. `/serial pause` and "
                "`/serial resume` hold it and let it go on, `/serial skip` leaves out the next date, `/serial post-now` posts "
                "the next part at once, `/serial stop` ends it for good."
            ),
            Phrase(
                "Where something hinders a serial, such as a missing permission, it is paused, and `/serial show` says what "
                "mends it. So does the notice channel, if there is one (`/server settings`)."
            ),
        ),
    ),
    "publishing": Topic(
        Phrase("For authors"),
        (
            Phrase(
                "`/publish` publishes a story in this server, from a file or from up to five that are its parts in order. So "
                "does the menu “Publish this file” on a message. It is for those with the server's author role."
            ),
            Phrase(
                "You first see a proof: what I understood, how many parts there are and how they begin, what is doubtful. "
                "**Change** mends what is said of the story; **Split here** and **Join here** mend its parts. Then comes "
                "**Publish**, or **Cancel**. A proof is kept for a day."
            ),
            Phrase(
                "A rating is needed. You may raise what the file says and add warnings; to lower one takes somebody who may "
                "manage the server."
            ),
            Phrase(
                "Publish under the same title again and it becomes a new edition: readers keep their places. `/story` tells "
                "you how many read it."
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


def help_card(topic: str, privacy_url: str | None = None) -> Card:
    """One help page with the menu of all; raises NotFoundError for a topic there is none of.

    The page on privacy links the notice at `privacy_url`.
    """
    page = TOPICS.get(topic)
    if page is None:
        raise NotFoundError("There is no help on that.", "`/help` lists the topics.")
    options = [discord.SelectOption(label=_(t.title), value=key, default=key == topic) for key, t in TOPICS.items()]
    words = "\n\n".join(map(_, page.paragraphs))
    if topic == "privacy":
        words += "\n\n" + _privacy_words(privacy_url)
    return Card(text(f"### {_(page.title)}\n{words}"), row(select("help", placeholder=_("Topics"), options=options)))


def _privacy_words(url: str | None) -> str:
    if url is None:
        return _("The file PRIVACY.md tells what is kept, why and how long; whoever runs this bot has it.")
    return _("What is kept, why and how long: {link}", link=f"<{url}>")
