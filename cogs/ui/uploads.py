"""Files that people attach to a command or message, fetched from Discord alone and never more of them than allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
from discord import HTTPException
from discord.http import HTTPClient

from bot.errors import StoryFileError
from bot.proofs import Upload

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import discord

_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=10, sock_read=30)
_PIECE = 64 * 1024


async def fetch_all(
    http: HTTPClient, files: Sequence[discord.Attachment], check_size: Callable[[int], None], cdn_url: str | None
) -> tuple[Upload, ...]:
    """The files' bytes in order. `check_size` is asked of all their sizes as told, then of what has come so far.

    Raises what that raises, and StoryFileError for an address that is not Discord's, or that does not answer. `cdn_url` is
    the setting DISCORD_CDN_URL.
    """
    check_size(sum(file.size for file in files))
    uploads: list[Upload] = []
    so_far = 0
    for file in files:
        done = so_far
        data = await _fetch(http, file, lambda size, done=done: check_size(done + size), cdn_url)  # type: ignore[misc]
        so_far += len(data)
        uploads.append(Upload(file.filename, data))
    return tuple(uploads)


async def _fetch(
    http: HTTPClient, file: discord.Attachment, check_size: Callable[[int], None], cdn_url: str | None
) -> bytes:
    try:
        if type(http) is not HTTPClient:
            # Something stands in for discord.py's connection, and for Discord's file server with it.
            data = await http.get_from_cdn(file.url)
            check_size(len(data))
            return data
        if not is_discords(file.url, cdn_url):
            raise StoryFileError("{name} does not come from Discord.", "Attach the file itself.", name=file.filename)
        return await read_bounded(file.url, check_size)
    except (HTTPException, aiohttp.ClientError, TimeoutError):
        raise StoryFileError(
            "{name} cannot be fetched from Discord.", "Send it again in a minute.", name=file.filename
        ) from None


def is_discords(url: str, cdn_url: str | None) -> bool:
    """Whether an address is on Discord's file servers, or on the one that the settings name instead.

    >>> is_discords("https://cdn.discordapp.com/attachments/1/2/a.txt", None)
    True
    >>> is_discords("https://cdn.discordapp.com@evil.example/a.txt", None)
    False
    """
    if cdn_url and url.startswith(f"{cdn_url}/"):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and parts.netloc in _HOSTS


async def read_bounded(url: str, check_size: Callable[[int], None]) -> bytes:
    """What an address answers, read piece by piece, `check_size` being asked of all that has come after each.

    A redirection is not followed, and nothing is unpacked. Raises aiohttp.ClientError and TimeoutError.
    """
    async with (
        aiohttp.ClientSession(
            timeout=_TIMEOUT, auto_decompress=False, headers={"Accept-Encoding": "identity"}
        ) as session,
        session.get(url, allow_redirects=False) as response,
    ):
        if response.status != 200:
            raise aiohttp.ClientResponseError(response.request_info, (), status=response.status)
        check_size(response.content_length or 0)
        data = bytearray()
        async for piece in response.content.iter_chunked(_PIECE):
            data += piece
            check_size(len(data))
        return bytes(data)
