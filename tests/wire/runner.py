"""`python -m tests.wire.runner`: the bot as `python -m bot` starts it, with what only trials want.

`quickly`: it does not wait two seconds for Discord to tell of more servers. `carelessly`: it neither looks for what may
have been sent nor gives Discord the same nonce again, as if nobody had thought of crashes.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from bot import __main__, client
from bot.services.deliver import Dispatcher

if TYPE_CHECKING:
    from bot.client import Cliffhanger
    from bot.config import Settings


def main(wishes: list[str]) -> int:
    """Starts the bot so."""
    create = client.create_client

    def create_quickly(settings: Settings) -> Cliffhanger:
        made = create(settings)
        made._connection.guild_ready_timeout = 0.05
        return made

    if "quickly" in wishes:
        client.create_client = create_quickly
    if "carelessly" in wishes:
        client.Dispatcher = partial(Dispatcher, safely=False)  # type: ignore[misc,assignment]
    return __main__.main([])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
