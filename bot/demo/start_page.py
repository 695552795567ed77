"""The demo's start page on this machine alone: it opens a place of the simulated Discord and moves its clock."""

from __future__ import annotations

import html
from datetime import datetime
from importlib.resources import files
from string import Template

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.demo.reading_room import Place, ReadingRoom

STEPS = {"hour": ("1 hour", 3600), "day": ("1 day", 86_400), "week": ("1 week", 604_800)}
"""The clock's buttons: what each says, and the seconds it moves."""

# The form's answer sends the browser to SimCord's own port, which browsers count as part of the form's target.
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self' http://127.0.0.1:*",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def start_page(room: ReadingRoom, port: int) -> web.Application:
    """The page's application for `port`: GET / shows it, POST /open and POST /clock act and redirect.

    Another Host than this machine's own is refused (403), and so is a POST from any other page's origin.
    """
    app = web.Application(middlewares=[_guard(port)], client_max_size=4096)
    page = _Page(room)
    app.router.add_get("/", page.show)
    app.router.add_get("/start.css", page.style)
    app.router.add_post("/open", page.open)
    app.router.add_post("/clock", page.clock)
    return app


def _guard(port: int) -> Middleware:
    hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
    if port == 80:  # the one port that browsers leave out
        hosts |= {"127.0.0.1", "localhost"}
    origins = {f"http://{host}" for host in hosts}

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.headers.get("Host") not in hosts:
            raise web.HTTPForbidden(text="This page answers to its own address on this machine only.\n")
        if request.method == "POST" and request.headers.get("Origin") not in origins:
            raise web.HTTPForbidden(text="Only the demo's own page may do that.\n")
        response = await handler(request)
        response.headers.update(_HEADERS)
        return response

    return guard


class _Page:
    def __init__(self, room: ReadingRoom) -> None:
        self._room = room
        self._notice = ""
        resources = files("bot.demo")
        self._page = Template(resources.joinpath("start.html").read_text(encoding="utf-8"))
        self._style = resources.joinpath("start.css").read_text(encoding="utf-8")

    async def show(self, _request: web.Request) -> web.Response:
        notice, self._notice = self._notice, ""
        now = self._room.now
        text = self._page.substitute(
            places="\n".join(_card(place, shown=place is self._room.shown) for place in self._room.places.values()),
            steps="\n".join(
                f'<button name="step" value="{key}">+ {words}</button>' for key, (words, _seconds) in STEPS.items()
            ),
            instant=now.isoformat(timespec="minutes"),
            time=_spoken(now),
            notice=f'<p class="notice" role="status">{html.escape(notice)}</p>' if notice else "",
        )
        return web.Response(text=text, content_type="text/html")

    async def style(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._style, content_type="text/css")

    async def open(self, request: web.Request) -> web.Response:
        place = self._room.places.get(str((await request.post()).get("place")))
        if place is None:
            raise web.HTTPBadRequest(text="There is no such place.\n")
        return _see(await self._room.show(place))

    async def clock(self, request: web.Request) -> web.Response:
        step = STEPS.get(str((await request.post()).get("step")))
        if step is None:
            raise web.HTTPBadRequest(text="There is no such step.\n")
        words, seconds = step
        try:
            await self._room.pass_time(seconds)
        except TimeoutError:
            self._notice = f"The bot was still busy, so the clock stopped at {_spoken(self._room.now)}. Try again."
        else:
            self._notice = f"{words} has passed." if words.startswith("1 ") else f"{words} have passed."
        return _see("/")


def _see(address: str) -> web.Response:
    return web.Response(status=303, headers={"Location": address})


def _spoken(instant: datetime) -> str:
    return f"{instant:%A}, {instant.day} {instant:%B %Y, %H:%M} UTC"


def _card(place: Place, *, shown: bool) -> str:
    mark = ' <span class="shown">open now</span>' if shown else ""
    return (
        f'<li><button name="place" value="{html.escape(place.key)}">'
        f"<strong>{html.escape(place.name)}{mark}</strong><span>{html.escape(place.about)}</span></button></li>"
    )
