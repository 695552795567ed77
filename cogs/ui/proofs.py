"""A proof as its author sees it before publishing: what was understood, where the parts begin, and what stands in the way."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import discord

from bot.errors import Phrase
from bot.models import BreakKind, Gate, RatingLevel
from bot.proofs import NONE, series_text
from bot.services.pagination import fit
from bot.services.publish import LONGEST_NAME, LONGEST_WARNINGS, one_line
from bot.text import WARNING_TOPICS
from bot.text.doubts import Reason
from bot.text.parting import is_joinable
from bot.text.reassembly import Reassembly
from bot.text.warnings import split_warnings
from cogs.ui.actions import Form, button, select
from cogs.ui.cards import Card, line, row, text
from cogs.ui.language import _, aside, ngettext, number
from cogs.ui.words import (
    RIGHTS,
    fact,
    level_words,
    part_count,
    rating_words,
    reading_time,
    rights_words,
    safe,
    shorten,
    topic_asked,
    warning_words,
    word_count,
)

if TYPE_CHECKING:
    from bot.models import Metadata, Part
    from bot.proofs import Proof
    from bot.services.proving import Changes, DoubtView, ProofView
    from bot.services.publish import Published
    from cogs.ui.cards import Item

PARTS_FIRST, PARTS_PAGE = 4, 10
_DOUBTS_FIRST, _DOUBTS_PAGE = 3, 6
_KINDS_SHOWN = 6
_NUMBERS_SHOWN = 6
_EXCERPT = 80
_OBSTACLES = 4

_REASONS = {
    Reason.SPACE: Phrase("Blank space alone breaks the scene here."),
    Reason.SHORT: Phrase("A very short part begins here."),
    Reason.SIGNS: Phrase("The line of signs before this was read as text."),
    Reason.GAP: Phrase("There is more space than usual before this."),
    Reason.LONG: Phrase("This part is very long; it would break here sooner than elsewhere."),
}
_FIELDS = (
    (Phrase("summary"), "summary"),
    (Phrase("notes"), "notes"),
    (Phrase("disclaimer"), "disclaimer"),
    (Phrase("fandom"), "fandoms"),
    (Phrase("pairing"), "relationships"),
    (Phrase("characters"), "characters"),
    (Phrase("genre"), "genre"),
    (Phrase("tags"), "tags"),
    (Phrase("date"), "published"),
)


@aside()
def proof_card(view: ProofView) -> Card:
    """The whole proof on one card; what finds no room on it is behind **Parts…** and **Doubtful places…**."""
    until = discord.utils.format_dt(view.proof.kept_until, "f")
    head = [f"### {safe(view.title, 120)}", "-# " + _("A proof: only you see it. It is kept until {when}.", when=until)]
    items: list[Item] = [text("\n".join([*head, *_facts(view)]))]
    items += [
        row(select("rateproof", view.proof.id, placeholder=_("Rating…"), options=_ratings(view))),
        row(
            select("rightsproof", view.proof.id, placeholder=_("By what right you publish it…"), options=_rights(view))
        ),
        text("\n".join(_found(view))),
        line(),
        text("\n".join(_part_lines(view, 1, PARTS_FIRST))),
    ]
    items += [item for doubt in view.doubts[:_DOUBTS_FIRST] for item in _doubt(view, doubt, 0)]
    items.append(line())
    if view.obstacles:
        items.append(text(_obstacles(view)))
    more = [button(_("Parts…"), "parts", view.proof.id, 1)]
    if len(view.doubts) > _DOUBTS_FIRST:
        more.append(button(_("Doubtful places… ({count})", count=len(view.doubts)), "doubts", view.proof.id, 1))
    items.append(row(button(_("Change"), "changeproof", view.proof.id), *more))
    items.append(
        row(
            button(
                _("Publish"),
                "publish",
                view.proof.id,
                style=discord.ButtonStyle.success,
                disabled=bool(view.obstacles),
            ),
            button(_("Cancel"), "cancelproof", view.proof.id),
        )
    )
    return Card(*items, private=True)


@aside()
def parts_card(view: ProofView, page: int) -> Card:
    """Ten of the parts a proof would be published in, and a menu to join one to the part before it."""
    parts = view.story.parts
    page, pages = fit(page, len(parts), PARTS_PAGE)
    first, _count = page_of_parts(view, page)
    items: list[Item] = [
        text(f"### {safe(view.title, 120)}\n-# {part_count(len(parts))}"),
        text("\n".join(_part_lines(view, first, PARTS_PAGE))),
    ]
    options = [
        discord.SelectOption(label=_("Part {part}", part=after.number), value=str(view.starts[after.number - 1]))
        for before, after in zip(
            parts[max(first - 2, 0) :], parts[max(first - 1, 1) : first - 1 + PARTS_PAGE], strict=False
        )
        if is_joinable(before, after)
    ]
    if options:
        menu = select("joinpart", view.proof.id, page, placeholder=_("Join to the part before…"), options=options)
        items.append(row(menu))
    items.append(row(*_turning("parts", view, page, pages)))
    return Card(*items, private=True)


def page_of_parts(view: ProofView, page: int) -> tuple[int, int]:
    """The first part that this page of them lists, and how many it lists at most."""
    number, _pages = fit(page, len(view.story.parts), PARTS_PAGE)
    return (number - 1) * PARTS_PAGE + 1, PARTS_PAGE


@aside()
def doubts_card(view: ProofView, page: int) -> Card:
    """Six of the places that an author may want to look at, each with a button to split or join there."""
    page, pages = fit(page, len(view.doubts), _DOUBTS_PAGE)
    shown = view.doubts[(page - 1) * _DOUBTS_PAGE : page * _DOUBTS_PAGE]
    head = ngettext("{count} doubtful place", "{count} doubtful places", len(view.doubts))
    items: list[Item] = [text(f"### {safe(view.title, 120)}\n-# {head}")]
    items += [item for doubt in shown for item in _doubt(view, doubt, page)]
    items.append(row(*_turning("doubts", view, page, pages)))
    return Card(*items, private=True)


@aside()
def published_card(published: Published) -> Card:
    """What is left where the proof was, once it is published."""
    values = {"title": safe(published.title, 120), "parts": part_count(published.parts)}
    if published.new:
        words = _("**{title}** is published, in {parts}.", **values)
    else:
        words = _("The new edition of **{title}** is published, in {parts}. Readers keep their places.", **values)
    buttons = [
        button(_("Read"), "resume", published.story_id, style=discord.ButtonStyle.primary),
        button(_("Story"), "details", published.story_id),
    ]
    return Card(text(words), row(*buttons), private=True)


@aside()
def cancelled_card() -> Card:
    """What is left where a cancelled proof was."""
    return Card(text(_("Nothing was published, and I have erased the file.")), private=True)


# --- what was understood --------------------------------------------------------------------------------------------


def _facts(view: ProofView) -> list[str]:
    said = view.story.metadata
    facts = [
        fact(_("Title"), _("from the file's name"))
        if said.title_from == "filename" and not view.proof.decisions.title
        else "",
        fact(_("Author"), safe(said.author, 80) if said.author else _("not stated")),
        fact(_("Series"), safe(series_text(said), 100)) if said.series else "",
        fact(_("Rating"), rating_words(said.rating)),
        fact(_("Warnings"), _warnings(said)),
        *_chapter_warnings(view),
        fact(_("Rights"), _rights_said(view)),
    ]
    if view.loosened:
        facts.append("-# " + _("This is less than the file says, and will be written down when you publish it."))
    return [words for words in facts if words]


def _warnings(said: Metadata) -> str:
    if not said.warnings:
        return _("none stated")
    if said.warnings == (NONE,):
        return _("no warnings apply")
    return safe(", ".join(_plain(slug) for slug in said.warnings), 200)


def _chapter_warnings(view: ProofView) -> list[str]:
    warned = [
        f"{_('Chapter {number}', number=place)}: {', '.join(map(_plain, chapter.warnings))}"
        for place, chapter in enumerate(view.story.chapters, start=1)
        if chapter.warnings
    ]
    return [fact(_("Warnings of chapters"), safe("; ".join(warned), 150))] if warned else []


def _rights_said(view: ProofView) -> str:
    decisions = view.proof.decisions
    if decisions.rights is None:
        return _("not said yet")
    return rights_words(decisions.rights, safe(decisions.rights_note or "", 100))


def _found(view: ProofView) -> list[str]:
    story = view.story
    size = [part_count(len(story.parts)), word_count(story.words)]
    if story.chapters:
        size.insert(0, ngettext("{count} chapter", "{count} chapters", len(story.chapters)))
    size.append(_("{time} to read", time=reading_time(story.words)))
    found = [
        fact(_("Length"), " · ".join(size)),
        fact(_("Breaks found"), _breaks(view)),
        _reassembly(view),
        fact(_("Will be shown"), _where(view)),
        fact(_("On its card"), _on_card(story.metadata)),
    ]
    if view.changes is not None:
        found.append(fact(_("New edition"), _changes(view.changes)))
    else:
        found.append(fact(_("New story"), _("you have published none of this title here.")))
    return found


def _breaks(view: ProofView) -> str:
    by_hand = set(view.proof.decisions.splits)
    counts = Counter(
        _("set by you") if start in by_hand else _break(part)
        for start, part in zip(view.starts, view.story.parts, strict=True)
    )
    counts.pop("", None)
    if not counts:
        return _("none: it is one part")
    shown = [_("{sign} ×{count}", sign=sign, count=count) for sign, count in counts.most_common(_KINDS_SHOWN)]
    return ", ".join(shown)


def _break(part: Part) -> str:
    if part.opening.kind is BreakKind.HARD:
        return safe(part.opening.marker, 20) if part.opening.marker else _("drawn line")
    if part.opening.kind is BreakKind.SOFT:
        return _("blank space")
    return _("chapter heading") if part.opening.kind is BreakKind.CHAPTER else ""


def _reassembly(view: ProofView) -> str:
    parts, words = len(view.story.parts), word_count(view.story.words)
    if view.reassembly is Reassembly.BROKEN:
        return ngettext(
            "The {count} part is exactly your text: no",
            "The {count} parts together are exactly your text: no",
            parts,
        )
    yes = ngettext(
        "The {count} part is exactly your text: yes ({words})",
        "The {count} parts together are exactly your text: yes ({words})",
        parts,
        words=words,
    )
    if view.reassembly is Reassembly.LETTERS:
        return yes + "\n-# " + _("Compared with the file letter by letter.")
    return yes + "\n-# " + _("Compared with the file's paragraphs one by one.")


def _where(view: ProofView) -> str:
    if view.gate is Gate.HELD:
        return _("nowhere")
    if view.ceiling is not None:
        return _("nowhere, as long as this server's rating ceiling is {level}", level=level_words(view.ceiling))
    if view.gate is Gate.ADULT:
        return _("in this server's age-restricted channels, and to members who are known to be adults in their DMs")
    return _("in this server, and in the DMs of members who have read one of its stories here")


def _on_card(said: Metadata) -> str:
    names = [_(phrase) for phrase, field in _FIELDS if getattr(said, field)]
    shown = ", ".join([_("title, author, rating, rights"), *names])
    return shown + ". " + _("Warnings are named where a reader asks for them.")


def _changes(changes: Changes) -> str:
    told = [
        ngettext(
            "{count} part added ({numbers})",
            "{count} parts added ({numbers})",
            len(changes.added),
            numbers=_numbers(changes.added),
        )
        if changes.added
        else "",
        ngettext(
            "{count} part rewritten ({numbers})",
            "{count} parts rewritten ({numbers})",
            len(changes.rewritten),
            numbers=_numbers(changes.rewritten),
        )
        if changes.rewritten
        else "",
        ngettext(
            "{count} part removed (it was {numbers})",
            "{count} parts removed (they were {numbers})",
            len(changes.removed),
            numbers=_numbers(changes.removed),
        )
        if changes.removed
        else "",
    ]
    said = ", ".join(words for words in told if words) or _("all parts are as they were")
    return said + ". " + _("Readers keep their places.")


def _numbers(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(number(one) for one in numbers[:_NUMBERS_SHOWN])
    return shown + (" …" if len(numbers) > _NUMBERS_SHOWN else "")


def _obstacles(view: ProofView) -> str:
    told = [_("**Before it can be published:**")]
    for obstacle in view.obstacles[:_OBSTACLES]:
        sentence, step = obstacle.templates
        told.append("- " + _(sentence, **obstacle.values) + (f" {_(step, **obstacle.values)}" if step else ""))
    return "\n".join(told)


# --- parts ----------------------------------------------------------------------------------------------------------


def _part_lines(view: ProofView, first: int, count: int) -> list[str]:
    parts = view.story.parts[first - 1 : first - 1 + count]
    lines = [_part_line(view, part) for part in parts]
    left = len(view.story.parts) - (first - 1 + len(parts))
    if left and first == 1:
        lines.append("-# " + ngettext("… and {count} more part", "… and {count} more parts", left))
    return lines


def _part_line(view: ProofView, part: Part) -> str:
    pages = ngettext("{count} page", "{count} pages", view.pages.get(part.number, 1))
    size = f"{word_count(part.words)}, {pages}"
    opens = part.opening.kind is BreakKind.CHAPTER and part.chapter is not None
    title = view.story.chapters[part.chapter - 1].title if opens and part.chapter else None
    said = f"**{number(part.number)}** · {size}"
    if title and view.shows_words:
        said += f" · *{safe(title, 60)}*"
    return f"{said}\n> {safe(part.blocks[0].text, _EXCERPT)}" if view.shows_words else said


def _doubt(view: ProofView, doubt: DoubtView, page: int) -> list[Item]:
    """A doubtful place: why, the words round it, and the button that decides it; `page` is where it is listed."""
    breaks, place = doubt.doubt.breaks, doubt.doubt.place
    where = (
        _("Between parts {before} and {after}", before=doubt.part - 1, after=doubt.part)
        if breaks
        else _("In part {part}", part=doubt.part)
    )
    said = f"**{where}:** {_(_REASONS[doubt.doubt.reason])}"
    if view.shows_words:
        said += f"\n> … {safe(_tail(doubt.before), _EXCERPT)}\n> ↳ {safe(doubt.after, _EXCERPT)}"
    label, action = (_("Join here"), "joinhere") if breaks else (_("Split here"), "splithere")
    return [text(said), row(button(label, action, view.proof.id, place, page))]


def _tail(words: str) -> str:
    if len(words) <= _EXCERPT // 2:
        return words
    cut = words[-_EXCERPT // 2 :]
    return cut.split(" ", 1)[-1]


def _turning(name: str, view: ProofView, page: int, pages: int) -> list[Item]:
    buttons: list[Item] = [button(_("Back to the proof"), "proof", view.proof.id, style=discord.ButtonStyle.primary)]
    if pages > 1:
        buttons += [
            button(_("Earlier"), name, view.proof.id, page - 1, "earlier", disabled=page == 1),
            button(_("Later"), name, view.proof.id, page + 1, "later", disabled=page == pages),
        ]
    if view.proof.decisions.splits or view.proof.decisions.joins:
        buttons.append(button(_("Undo my changes of parts"), "uncutproof", view.proof.id))
    return buttons


# --- what can be set ------------------------------------------------------------------------------------------------


def _ratings(view: ProofView) -> list[discord.SelectOption]:
    chosen = view.story.metadata.rating.level
    return [
        discord.SelectOption(label=level_words(level), value=level.value, default=level is chosen)
        for level in RatingLevel
    ]


def _rights(view: ProofView) -> list[discord.SelectOption]:
    chosen = view.proof.decisions.rights
    return [
        discord.SelectOption(label=shorten(_(words), 100), value=rights.value, default=rights is chosen)
        for rights, words in RIGHTS.items()
    ]


def change_form(proof: Proof) -> Form:
    """The form that mends what a proof says of its story, filled with what it says now."""
    said = proof.said
    plain = ", ".join(_plain(slug) for slug in said.warnings)
    questions = [
        _question(_("Title"), one_line(said.title), LONGEST_NAME, required=True),
        _question(_("Author"), one_line(said.author), LONGEST_NAME),
        _question(_("Series, and the number in it"), one_line(series_text(said)), LONGEST_NAME),
        _question(_("Warnings, with commas between"), plain, LONGEST_WARNINGS, long=True),
        _question(_("Whose permission, or which licence"), proof.decisions.rights_note or "", LONGEST_NAME),
    ]
    return Form(_("What is said of the story"), "saveproof", proof.id, questions=questions)


def _question(
    label: str, value: str, most: int, *, required: bool = False, long: bool = False
) -> discord.ui.Label[Any]:
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        default=value[:most] or None, required=required, max_length=most, style=style
    )
    return discord.ui.Label(text=label, component=field)


def _plain(slug: str) -> str:
    """A warning as a form shows it, where nothing is Markdown."""
    return warning_words(slug) if slug in WARNING_TOPICS else slug.replace("-", " ") if slug.isascii() else slug


def warnings_typed(typed: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Warnings as an author typed them, in her language or in English; those `known` keep their form."""
    kept: list[str] = []
    rest = typed
    for slug in sorted(known, key=lambda one: -len(_plain(one))):
        found = re.search(rf"(?:^|[,;\n])\s*{re.escape(_plain(slug))}\s*(?=$|[,;\n])", rest, re.IGNORECASE)
        if found:
            kept.append(slug)
            rest = f"{rest[: found.start()]},{rest[found.end() :]}"
    others = split_warnings(", ".join(topic_asked(piece) for piece in re.split(r"[,;\n]", rest) if piece.strip()))
    said = [slug for slug in known if slug in kept] + [slug for slug in others if slug not in kept]
    return tuple(said) if len(said) < 2 else tuple(slug for slug in said if slug != NONE)
