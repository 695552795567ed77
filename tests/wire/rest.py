"""The one way every request goes: logged, limited, troubled, carried out, answered. Whatever it does is in `calls`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from tests.wire import account, interactions, messages, threads
from tests.wire.calls import Call, Handler, Phase, Reply, find_route
from tests.wire.faults import Trouble
from tests.wire.limits import BY_TOKEN, Refused
from tests.wire.refusals import RefusalError, refusal

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn

BASE = "/api/v10"
MODULES = (account, interactions, messages, threads)  # importing them fills the table of routes
Hook = Callable[[Call, Phase], Awaitable[bool | None]]


class _DroppedError(Exception):
    """The connection ends without an answer."""


class Rest:
    """Discord's REST API. `calls` are all requests, `hooks` see each before and after it is carried out.

    A hook that gives False ends the connection there without an answer.
    """

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self.calls: list[Call] = []
        self.hooks: list[Hook] = []

    def of(self, operation: str) -> list[Call]:
        """The requests of one operation, in the order they came."""
        return [call for call in self.calls if call.operation == operation]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answers one request, or ends its connection."""
        caller, _base, path = unquote(request.rel_url.raw_path).partition(BASE)
        found = find_route(request.method, path)
        body, files = await _body_of(request)
        call = Call(
            number=len(self.calls),
            at=self._stand_in.world.now(),
            method=request.method,
            path=path,
            operation=found[0].operation if found else "",
            ids=found[1] if found else {},
            query=dict(request.query),
            body=body,
            files=files,
            caller=caller.strip("/"),
        )
        self.calls.append(call)
        authorized = request.headers.get("Authorization") == f"Bot {self._stand_in.token}"
        try:
            status, body, headers = await self._go(call, found and found[0].handler, authorized=authorized)
        except _DroppedError:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        call.status = status
        if body is None:
            return web.Response(status=status, headers=headers)
        # discord.py parses what says exactly this content type.
        return web.Response(
            status=status, body=json.dumps(body).encode(), headers=headers, content_type="application/json"
        )

    async def _go(self, call: Call, handler: Handler | None, *, authorized: bool) -> tuple[int, Any, dict[str, str]]:
        stand_in = self._stand_in
        if handler is None:
            return 404, {"code": 0, "message": f"404: the stand-in has no {call.method} {call.path}"}, {}
        if not authorized and not call.operation.endswith(BY_TOKEN):
            return _told(refusal(0), {})
        taken = stand_in.limits.take(call.operation, call.major)
        if isinstance(taken, Refused):
            return 429, taken.body, taken.headers
        early = await self._phase(call, Phase.BEFORE)
        if early is not None:
            return early
        try:
            result = handler(stand_in, call)
        except RefusalError as refused:
            return _told(refused, taken)
        call.done, call.result = True, result
        late = await self._phase(call, Phase.AFTER)
        if late is not None:
            return late
        if isinstance(result, Reply):
            return result.status, result.body, taken
        return (204, None, taken) if result is None else (200, result, taken)

    async def _phase(self, call: Call, phase: Phase) -> tuple[int, Any, dict[str, str]] | None:
        """Lets hooks, moments and faults have the request; their answer, if one of them gives it."""
        for hook in self.hooks:
            if await hook(call, phase) is False:
                raise _DroppedError
        if await self._stand_in.moments.pass_by(call, phase):
            raise _DroppedError
        fault = self._stand_in.faults.choose(call, phase)
        if fault is None:
            return None
        if fault.seconds and fault.trouble is not Trouble.LIMIT:
            await asyncio.sleep(fault.seconds)
        if fault.trouble is Trouble.DROP:
            raise _DroppedError
        if fault.trouble is Trouble.LIMIT:
            refused = self._stand_in.limits.refuse(call.operation, fault.seconds)
            return 429, refused.body, refused.headers
        if fault.trouble is Trouble.ERROR:
            return fault.status, {"code": 0, "message": f"{fault.status}: scripted by the test"}, {}
        return None


def _told(refused: RefusalError, headers: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
    return refused.status, {"code": refused.code, "message": refused.message}, headers


async def _body_of(request: web.Request) -> tuple[Any, list[str]]:
    """The JSON of a request, and the names of the files that came with it."""
    if not request.can_read_body:
        return None, []
    if request.content_type != "multipart/form-data":
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    body, files = None, []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body = json.loads(await part.read())
        else:
            files.append(part.filename or "")
            await part.read()
    return body, files
