"""Routes about the bot itself and the servers it is in: logging in, the gateway's address, members, roles, channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.wire import payloads
from tests.wire.calls import Call, need, route
from tests.wire.refusals import refusal

if TYPE_CHECKING:
    from tests.wire.stand_in import StandIn
    from tests.wire.things import Guild


@route("GET", "/users/@me", "get_my_user")
def get_my_user(stand_in: StandIn, _call: Call) -> Any:
    return payloads.user(stand_in.world.bot)


@route("GET", "/users/{user}", "get_user")
def get_user(stand_in: StandIn, call: Call) -> Any:
    return payloads.user(need(stand_in.world.users.get(call.id("user")), 10013))


@route("GET", "/oauth2/applications/@me", "get_my_oauth2_application")
def get_my_application(stand_in: StandIn, _call: Call) -> Any:
    return payloads.application(stand_in.world.bot.id)


@route("GET", "/gateway/bot", "get_bot_gateway")
def get_bot_gateway(stand_in: StandIn, _call: Call) -> Any:
    starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return {"url": stand_in.gateway_url, "shards": 1, "session_start_limit": starts}


def guild_of(stand_in: StandIn, call: Call) -> Guild:
    """The server in the path, which the bot must be in."""
    guild: Guild = need(stand_in.world.guilds.get(call.id("guild")), 10004)
    if stand_in.world.bot.id not in guild.members:
        raise refusal(50001)
    return guild


@route("GET", "/guilds/{guild}", "get_guild")
def get_guild(stand_in: StandIn, call: Call) -> Any:
    """A server by itself; its channels, threads and members are asked for apart."""
    told = payloads.guild(guild_of(stand_in, call), stand_in.world.bot)
    return {name: value for name, value in told.items() if name not in payloads.GATEWAY_ONLY}


@route("GET", "/guilds/{guild}/channels", "list_guild_channels")
def list_channels(stand_in: StandIn, call: Call) -> Any:
    return [payloads.channel(c) for c in guild_of(stand_in, call).channels.values() if not c.is_thread]


@route("GET", "/guilds/{guild}/roles", "list_guild_roles")
def list_roles(stand_in: StandIn, call: Call) -> Any:
    return [payloads.role(role) for role in guild_of(stand_in, call).roles.values()]


@route("GET", "/guilds/{guild}/members/{user}", "get_guild_member")
def get_member(stand_in: StandIn, call: Call) -> Any:
    guild = guild_of(stand_in, call)
    user = need(stand_in.world.users.get(call.id("user")), 10013)
    if user.id not in guild.members:
        raise refusal(10007)
    return payloads.member(guild, user)
