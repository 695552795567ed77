"""Withdrawing a story, and reports, as people see them: what would happen, how it stands, what moderators are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.db.posted import PageState
from bot.db.reports import Report
from bot.errors import Phrase
from bot.messenger import Reason
from bot.services.removal import NO_BOT
from bot.services.report import LONGEST_REASON
from bot.services.withdraw import OPERATOR_ID
from cogs.ui.actions import button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext
from cogs.ui.outgoing import Drawn, draw
from cogs.ui.words import fact, safe, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.db.posted import PublicPage
    from bot.db.withdrawals import Owned
    from bot.servers import LoggedAction
    from bot.services.report import Reported
    from bot.services.withdraw import WithdrawalView
    from cogs.ui.cards import Item

_WHY = {
    NO_BOT: Phrase("I am not in that server or chat"),
    Reason.NO_PERMISSION.value: Phrase("I may not see that channel any more"),
    Reason.THREAD_CLOSED.value: Phrase("that thread is closed"),
}


@aside()
def ask_card(view: WithdrawalView) -> Card:
    """What withdrawing a story would do, and the buttons to do it or not."""
    posted = view.pages[PageState.THERE]
    lines = [_("Nobody can open, find or list it any more, in any server and in DMs.")]
    if view.serials:
        lines.append(ngettext("{count} serial is stopped.", "{count} serials are stopped.", view.serials))
    if view.messages:
        lines.append(
            ngettext(
                "{count} message that waits to be sent is cancelled.",
                "{count} messages that wait to be sent are cancelled.",
                view.messages,
            )
        )
    if posted:
        lines.append(
            ngettext(
                "{count} posted page stays where it is; you can have it deleted afterwards.",
                "{count} posted pages stay where they are; you can have them deleted afterwards.",
                posted,
            )
        )
    lines.append(_("Readers keep their bookmarks, which say that it was withdrawn."))
    lines.append(_("You can undo this for 7 days. Then the text is erased for good."))
    head = _("Withdraw {title}?", title=f"**{safe(view.title, 80)}**")
    return Card(
        text(f"### {head}\n" + "\n".join(f"- {words}" for words in lines)),
        row(
            button(_("Confirm"), "dowithdraw", view.story_id, style=discord.ButtonStyle.danger),
            button(_("Cancel"), "keepstory", view.story_id),
        ),
        private=True,
    )


@aside()
def withdrawn_card(view: WithdrawalView) -> Card:
    """How a withdrawn story stands: until when it can be brought back, and what became of its posted pages."""
    head = _("{title} is withdrawn", title=f"**{safe(view.title, 80)}**") if view.title else _("A withdrawn story")
    lines = [f"### {head}"]
    if view.until is not None:
        lines.append(_("Its text is erased {when}.", when=discord.utils.format_dt(view.until, "R")))
    else:
        lines.append(_("Its text is not shown anywhere."))
    lines += _removal_lines(view)
    buttons = []
    if view.pages[PageState.THERE]:
        buttons.append(button(_("Delete what was posted"), "unpost", view.story_id, style=discord.ButtonStyle.danger))
    elif view.pages[PageState.STUCK]:
        buttons.append(button(_("Try again"), "unpost", view.story_id))
    if view.pages[PageState.ASKED]:
        buttons.append(button(_("How far?"), "withdrawal", view.story_id))
    if view.may_undo:
        buttons.append(button(_("Undo"), "undowithdraw", view.story_id))
    items: list[Item] = [text("\n".join(lines))]
    items += [row(*buttons)] if buttons else []
    return Card(*items, private=True)


def _removal_lines(view: WithdrawalView) -> list[str]:
    pages = view.pages
    lines = []
    if pages[PageState.THERE]:
        lines.append(
            ngettext(
                "{count} posted page is still where it was.",
                "{count} posted pages are still where they were.",
                pages[PageState.THERE],
            )
        )
    if pages[PageState.GONE]:
        lines.append(
            ngettext("{count} posted page is deleted.", "{count} posted pages are deleted.", pages[PageState.GONE])
        )
    if pages[PageState.ASKED]:
        lines.append(
            ngettext("{count} is still to be deleted.", "{count} are still to be deleted.", pages[PageState.ASKED])
        )
    if view.left:
        lines.append(_("I cannot delete these; whoever can should do it by hand:"))
        lines += [f"- {page_link(page)} ({_why(page)})" for page in view.left]
        more = pages[PageState.STUCK] - len(view.left)
        if more > 0:
            lines.append("- " + ngettext("… and {count} more.", "… and {count} more.", more))
    return lines


def page_link(page: PublicPage) -> str:
    """Where a message is."""
    return f"https://discord.com/channels/{page.server_id or '@me'}/{page.channel_id}/{page.message_id}"


def _why(page: PublicPage) -> str:
    why = _WHY.get(page.reason or "")
    return _("Discord does not let me") if why is None else _(why)


@aside()
def kept_story_card(view: WithdrawalView) -> Card:
    """The answer to Cancel."""
    return Card(text(_("{title} stays as it is.", title=f"**{safe(view.title, 80)}**")), private=True)


@aside()
def brought_back_card(view: WithdrawalView) -> Card:
    """The answer to Undo."""
    words = _("{title} can be read again. Serials that were stopped stay stopped.", title=f"**{safe(view.title, 80)}**")
    return Card(text(words), private=True)


@aside()
def pick_owned_card(found: Sequence[Owned]) -> Card:
    """A menu of stories that may be meant."""
    options = [discord.SelectOption(label=owned_words(story), value=str(story.story_id)) for story in found]
    return Card(
        text(_("Which story do you mean?")),
        row(select("withdraw", placeholder=_("Pick a story…"), options=options)),
        private=True,
    )


def owned_words(story: Owned) -> str:
    """A story as one line of a list, at most 100 characters (Discord)."""
    title = shorten(" ".join(story.title.split()) or str(story.story_id), 70)
    return shorten(_("{title} · withdrawn", title=title), 100) if story.withdrawn else title


def logged_story(entry: LoggedAction) -> str | None:
    """What was done to a story, in one line; None for what has to do with none."""
    when, title = discord.utils.format_dt(entry.at, "f"), f"**{safe(entry.detail, 80)}**"
    if entry.action == "story-withdrawn":
        if entry.actor_id == OPERATOR_ID:
            return _("{when}: whoever runs the bot withdrew {title}.", when=when, title=title)
        return _("{when}: {who} withdrew {title}.", when=when, who=f"<@{entry.actor_id}>", title=title)
    if entry.action == "story-brought-back":
        return _("{when}: {who} brought {title} back.", when=when, who=f"<@{entry.actor_id}>", title=title)
    return None


# --- reports --------------------------------------------------------------------------------------------------------


@aside()
def reported_card(reported: Reported) -> Card:
    """The answer to a report."""
    if reported.moderators:
        return Card(text(_("Thank you. This server's moderators have your report.")), private=True)
    return Card(text(_("Thank you. Whoever runs the bot has your report.")), private=True)


@draw.register
def _draw_report(report: Report, marker: str) -> Drawn:
    lines = [
        "### " + _("A report"),
        _("**{title}**, part {part}", title=safe(report.title, 80), part=report.part),
        fact(_("Reason"), safe(report.reason, 2 * LONGEST_REASON)),
    ]
    if report.reporter_id is not None:
        # Nobody is pinged: no message of the bot's mentions people.
        lines.append("-# " + _("Reported by {who}. The author is not told.", who=f"<@{report.reporter_id}>"))
    if report.channel_id is not None and report.message_id is not None:
        place = f"https://discord.com/channels/{report.server_id}/{report.channel_id}/{report.message_id}"
        lines.append(_("The page: {link}", link=place))
    return Drawn(
        Card(
            text("\n".join(lines)),
            line(),
            row(
                button(_("Details"), "details", report.story_id),
                button(_("Withdraw…"), "withdrawal", report.story_id, marker),
            ),
        )
    )
