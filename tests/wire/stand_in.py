"""A Discord on loopback that a test runs in its own event loop: `async with StandIn() as discord`.

What a test has in hand then: `world` (what exists: build it, ask it), `rest` (every request, hooks), `limits`,
`faults`, `moments` (act when a certain request comes), `interactions` (do what users do) and `gateway` (sessions).
The bot, or a bare client, comes from tests/wire/process.py.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.openapi import problems_of
from tests.wire.faults import Faults, Moments
from tests.wire.gateway import Gateway
from tests.wire.interactions import Interactions
from tests.wire.limits import Limits, NewDms
from tests.wire.rest import BASE, Rest
from tests.wire.world import World

TOKEN = "MTk4.stand-in.token"


class StandIn:
    """The running stand-in. `nonce_seconds` is how long a nonce gives its first message: 0 is never."""

    def __init__(self, *, seed: int = 0, nonce_seconds: float = 180, token: str = TOKEN) -> None:
        self.token = token
        self.nonce_seconds = nonce_seconds
        self.world = World()
        self.rest = Rest(self)
        self.limits = Limits()
        self.new_dms = NewDms()
        self.faults = Faults(seed)
        self.moments = Moments()
        self.interactions = Interactions(self)
        self.gateway = Gateway(self)
        self.world.announce = self.gateway.announce
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def api_url(self) -> str:
        return self.api_url_for("")

    def api_url_for(self, caller: str) -> str:
        """The address for one of several processes, by which its requests are told from the others'."""
        return f"http://127.0.0.1:{self.port}{'/' if caller else ''}{caller}{BASE}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/gateway"

    def problems(self) -> list[str]:
        """What Discord's API description, and our rules for messages, have against the requests so far.

        Without the description beside the project (tests/openapi.py) the rules alone are checked.
        """
        return [
            f"{call.method} {call.path}: {problem}"
            for call in self.rest.calls
            for problem in problems_of(call.method, call.path, call.body)
        ]

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 << 20)
        app.router.add_get("/gateway", self.gateway.serve)
        app.router.add_get("/gateway/", self.gateway.serve)
        app.router.add_route("*", "/{path:.*}", self.rest.answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.gateway.close()
        assert self._runner is not None
        await self._runner.cleanup()

    def environment(self, **more: Any) -> dict[str, str]:
        """The settings that lead the bot here."""
        return {
            "DISCORD_TOKEN": self.token, "DISCORD_API_URL": self.api_url, "DISCORD_GATEWAY_URL": self.gateway_url,
            **{name: str(value) for name, value in more.items()},
        }  # fmt: skip
