"""Where a link's words lead: an address of the open web that a message can hold safely, or nothing.

Nothing is ever fetched. What has no meaning outside its file (an anchor, a path) or is no page (`javascript:`, `data:`,
`mailto:`) is no target.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import quote

from bot.models import Block, Span

# With its brackets an address of this length takes a seventh of a page.
LONGEST_TARGET = 500

# As WHATWG URL reads one: white space and controls round an address and line ends inside it are none of it.
_EDGES = "".join(map(chr, range(0x21))) + "\x7f\u00a0\u2028\u2029\u3000\ufeff"
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_WEB = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#\\@]*)(?P<rest>[/?#].*)?", re.IGNORECASE)
# A name with a dot: what has none, or is a number, leads to somebody's own network. None has a password before it either.
_HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.)+(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,63}(?::\d{1,5})?")
# All others become %XX, which leads to the same place: no angle ends the address, no bracket or star can be a mark.
_SAFE = "-._~/?#%:;=&+,$!'@"
_CALL = re.compile("@(?=everyone|here)", re.IGNORECASE)
# The address may stand in quotes, switches before or behind it (ECMA-376 part 1, 17.16.5.25).
_FIELD = re.compile(r"\s*HYPERLINK\s[^\n]*?(https?://[^\s\"]+)", re.IGNORECASE)
_SCHEME = re.compile("https?://", re.IGNORECASE)


def target_of(address: str) -> str:
    """The address as a message shows it: of letters, digits and safe signs alone; empty where it is no web page's.

    >>> target_of(" HTTPS://Example.org/a (b)")
    'https://example.org/a%20%28b%29'
    >>> target_of("#note1")
    ''
    """
    address = address.strip(_EDGES)
    found = _WEB.fullmatch(_CONTROLS.sub("", address)) if len(address) <= LONGEST_TARGET else None
    if found is None:
        return ""
    host = found["host"].lower()
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    if _HOST.fullmatch(host) is None:
        return ""
    rest = _CALL.sub("%40", quote(found["rest"] or "", safe=_SAFE, errors="replace"))
    target = f"{found['scheme'].lower()}://{host}{rest}"
    return target if len(target) <= LONGEST_TARGET else ""


def field_target(instruction: str) -> str:
    r"""The target of a field of a Word or RTF document that is a link to the web; empty for all others.

    >>> field_target(' HYPERLINK "https://example.org/a" \\o "A map"')
    'https://example.org/a'
    """
    found = _FIELD.match(instruction)
    return target_of(found[1]) if found else ""


def are_own_address(words: str, target: str) -> bool:
    """Whether a link's words already are the address they lead to, with or without its scheme and last slash."""
    words = words.strip(_EDGES + "<>")
    own = target_of(words if _SCHEME.match(words) else f"https://{words}")
    return own != "" and _bare(own) == _bare(target)


def _bare(target: str) -> str:
    return target.partition("://")[2].removesuffix("/").casefold()


def settle_links(block: Block) -> Block:
    """The block without those targets that tell nothing: of white space, and of words that are their own address."""
    spans = block.spans
    if (len(spans) == 1 and not spans[0].target) or not any(span.target for span in spans):
        return block
    kept: list[Span] = []
    for target, run in groupby(spans, lambda span: span.target):
        words = list(run)
        text = "".join(span.text for span in words).strip(_EDGES)
        if target and (not text or are_own_address(text, target)):
            words = [Span(span.text, span.style) for span in words]
        kept.extend(words)
    return Block(tuple(_joined(kept)), block.kind)


def _joined(spans: Iterable[Span]) -> Iterable[Span]:
    """Neighbours alike made one."""
    for (style, target), run in groupby(spans, lambda span: (span.style, span.target)):
        yield Span("".join(span.text for span in run), style, target)
