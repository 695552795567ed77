"""One request as the stand-in saw it, and the table of what answers which route."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tests.wire.refusals import refusal

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn


class Phase(StrEnum):
    """Before a request is carried out, or after, when its answer is not sent yet."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(eq=False, slots=True)
class Call:
    """A request. `status` is what it was answered, None when no answer was sent; `done`, whether it was carried out.

    `caller` is the process that made it, where several have names (`StandIn.api_url_for`).
    """

    number: int
    at: datetime
    method: str
    path: str
    operation: str
    ids: dict[str, str]
    query: dict[str, str]
    body: Any
    files: list[str] = field(default_factory=list)
    caller: str = ""
    done: bool = False
    status: int | None = None
    result: Any = None

    def id(self, name: str) -> int:
        """An id in the path; the bot's own where it says @me."""
        return int(self.ids[name])

    @property
    def major(self) -> str:
        """What buckets are told apart by."""
        return next((self.ids[name] for name in ("channel", "guild", "token") if name in self.ids), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that is not simply 200 and a body."""

    status: int
    body: Any = None


Handler = Callable[["StandIn", Call], Any]


@dataclass(frozen=True, slots=True)
class Route:
    """An operation of Discord's, by the name its API description gives it, and what carries it out."""

    method: str
    template: str
    operation: str
    handler: Handler
    path: re.Pattern[str]


ROUTES: list[Route] = []


def route(method: str, template: str, operation: str) -> Callable[[Handler], Handler]:
    """Makes a function the answer to a route: it gives the body of a 200, None for 204, a Reply, or raises a RefusalError."""

    def keep(handler: Handler) -> Handler:
        pattern = re.sub(r"\{(\w+)\}", lambda match: f"(?P<{match[1]}>{_SHAPES.get(match[1], _NUMBER)})", template)
        ROUTES.append(Route(method, template, operation, handler, re.compile(pattern)))
        return handler

    return keep


_NUMBER = r"\d+"
_SHAPES = {"token": r"[^/]+"}


def find_route(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request, and what stands in its path."""
    for one in ROUTES:
        if one.method == method and (match := one.path.fullmatch(path)):
            return one, match.groupdict()
    return None


def need(found: Any, code: int) -> Any:
    """What was found, or the refusal of that code."""
    if found is None:
        raise refusal(code)
    return found
