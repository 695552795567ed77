"""XML from strangers handed on as plain events: no tree, no entities of its own making, nothing fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from lxml import etree

from bot.errors import StoryFileError

_CHUNK = 1 << 16
_MOST_TAGS = 8_000_000  # opening and closing ones; a novel of a million words has about half as many
_CODECS = ("ascii", "utf-16-le", "utf-16-be")


class Events(Protocol):
    """What a reader does with a document's events; tags and attribute names are as lxml writes them, `{space}name`."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag opens."""

    def end(self, tag: str) -> None:
        """A tag closes."""

    def data(self, text: str) -> None:
        """Characters, in any number of pieces."""


class _Target:
    """The shape lxml asks for: an Events with a `close` that gives nothing, and a door shut on declared entities."""

    def __init__(self, events: Events, *, declares: bool) -> None:
        self.start, self.end, self.data = events.start, events.end, events.data
        self._declares = declares

    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """libxml2 would replace entities of the document's own making; no story needs any."""
        if self._declares:
            raise StoryFileError("This document declares entities of its own.", "Save it anew and send it again.")

    def close(self) -> None:
        """There is no tree to hand back."""


def feed_xml(data: bytes, events: Events) -> None:
    """Hands every event of an XML document to `events`; StoryFileError where it is broken or nested beyond reason.

    Beside the count of tags libxml2's own bounds hold: 256 levels, 10 MB in one run of characters, no amplification by entities.
    """
    if data.count(b"<") > _MOST_TAGS:
        raise StoryFileError("This document holds far more markup than a story needs.", "Send the story as plain text.")
    parser = etree.XMLParser(
        target=_Target(events, declares=any("<!ENTITY".encode(codec) in data for codec in _CODECS)),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise StoryFileError("This document is damaged or incomplete.", "Save it anew and send it again.") from error


def local_name(tag: str) -> str:
    """A tag or attribute name without its namespace."""
    return tag.rpartition("}")[2]
