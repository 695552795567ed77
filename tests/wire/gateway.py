"""Discord's gateway: sessions that identify, resume where they left off and hear of everything, any number at once."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.wire import payloads

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
HEARTBEAT_MS = 41_250
RESUME_SECONDS = 60  # how long a session whose connection broke is kept


@dataclass(eq=False)
class Session:
    """What one process identified as; its events are kept, so that it can resume behind any of them."""

    id: str = field(default_factory=lambda: secrets.token_hex(8))
    shard: list[int] = field(default_factory=lambda: [0, 1])
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    sent: int = 0
    socket: web.WebSocketResponse | None = None
    transport: asyncio.Transport | None = None
    lost_at: float = 0.0
    resumes: int = 0
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def hears_of(self, guild_id: int | None) -> bool:
        """Whether what happens in a server, or in a DM, is told on this session's shard."""
        number, count = self.shard
        return ((guild_id or 0) >> 22) % count == number

    def push(self, event: str, data: dict[str, Any]) -> None:
        """Adds an event, to be sent now or at the next resume."""
        self.events.append((event, data))
        self._news.set()

    async def write(self, socket: web.WebSocketResponse) -> None:
        """Sends what is not sent yet, for as long as the connection is there."""
        while True:
            while self.sent < len(self.events):
                event, data = self.events[self.sent]
                self.sent += 1
                await socket.send_json({"op": DISPATCH, "t": event, "s": self.sent, "d": data})
            self._news.clear()
            await self._news.wait()


class Gateway:
    """All sessions. `identifies` counts those that began; tests can cut, refuse or forget them."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.heartbeats = 0
        self.refused_with: int | None = None  # the code every connection is closed with
        self._changed = asyncio.Event()

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.sessions.values() if session.socket is not None]

    def announce(self, event: str, data: dict[str, Any]) -> None:
        """Tells every session whose shard it is."""
        guild_id = data.get("guild_id") or (data["id"] if event.startswith("GUILD_") else 0)
        for session in self.sessions.values():
            if session.hears_of(int(guild_id)):
                session.push(event, data)

    async def until_connected(self, count: int = 1, seconds: float = 30) -> None:
        """Waits until so many sessions are connected; raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(self.connected) < count:
                await self._changed.wait()

    async def until_gone(self, seconds: float = 30) -> None:
        """Waits until no session is connected."""
        async with asyncio.timeout(seconds):
            while self.connected:
                await self._changed.wait()

    def cut(self) -> None:
        """Ends every connection without a word, as a network does; sessions can be resumed."""
        for session in self.connected:
            if session.transport is not None:
                session.transport.abort()

    async def ask_to_reconnect(self) -> None:
        """Asks every session to come again and resume."""
        for session in self.connected:
            assert session.socket is not None
            await session.socket.send_json({"op": RECONNECT, "d": None})

    def forget(self) -> None:
        """Forgets all sessions, so that nobody can resume; cuts those that are connected."""
        self.cut()
        self.sessions.clear()

    async def close(self) -> None:
        for session in self.connected:
            assert session.socket is not None
            with suppress(ConnectionError):
                await session.socket.close(code=1001)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """One connection, from HELLO to its end."""
        socket = web.WebSocketResponse(autoping=True, max_msg_size=1 << 20, compress=False)
        await socket.prepare(request)
        if self.refused_with is not None:
            await socket.close(code=self.refused_with)
            return socket
        session: Session | None = None
        writer: asyncio.Task[None] | None = None
        try:
            await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MS}})
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    break
                message = json.loads(frame.data)
                if message["op"] == HEARTBEAT:
                    self.heartbeats += 1
                    await socket.send_json({"op": ACK})
                elif message["op"] in {IDENTIFY, RESUME}:
                    session = await self._begin(socket, message["op"], message["d"])
                    if session is not None:
                        session.transport = request.transport
                        writer = asyncio.create_task(self._write(session, socket))
        except ConnectionError:
            pass  # it was killed while something was sent to it
        finally:
            if writer is not None:
                writer.cancel()
            if session is not None and session.socket is socket:
                self._lose(session, socket)
        return socket

    async def _write(self, session: Session, socket: web.WebSocketResponse) -> None:
        with suppress(ConnectionError):
            await session.write(socket)

    async def _begin(self, socket: web.WebSocketResponse, op: int, data: dict[str, Any]) -> Session | None:
        """The session that identifies or resumes on a connection; None where that is refused."""
        if data["token"] != self._stand_in.token:
            await socket.close(code=4004)
            return None
        self._drop_old()
        if op == RESUME:
            session = self.sessions.get(data["session_id"])
            if session is None or data["seq"] > len(session.events):
                await socket.send_json({"op": INVALID, "d": False})
                return None
            session.sent, session.resumes = data["seq"], session.resumes + 1
            session.push("RESUMED", {})
        else:
            session = Session(shard=data.get("shard", [0, 1]))
            self.sessions[session.id] = session
            self.identifies += 1
            self._greet(session)
        session.socket = socket
        self._tell()
        return session

    def _greet(self, session: Session) -> None:
        world = self._stand_in.world
        known = [guild for guild in world.guilds.values() if world.bot.id in guild.members]
        guilds = [guild for guild in known if session.hears_of(guild.id)]
        session.push(
            "READY",
            {
                "v": 10, "user": payloads.user(world.bot), "session_id": session.id, "shard": session.shard,
                "resume_gateway_url": self._stand_in.gateway_url,
                "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
                "application": {"id": str(world.bot.id), "flags": 0}, "private_channels": [], "relationships": [],
            },
        )  # fmt: skip
        for guild in guilds:
            session.push("GUILD_CREATE", payloads.guild(guild, world.bot))

    def _lose(self, session: Session, socket: web.WebSocketResponse) -> None:
        session.socket, session.lost_at = None, time.monotonic()
        if socket.close_code in {1000, 1001}:
            self.sessions.pop(session.id, None)  # whoever says goodbye does not resume
        self._tell()

    def _drop_old(self) -> None:
        """Forgets sessions that nobody resumed: hundreds of dead bots must cost nothing."""
        now = time.monotonic()
        for session in list(self.sessions.values()):
            if session.socket is None and now - session.lost_at > RESUME_SECONDS:
                del self.sessions[session.id]

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
