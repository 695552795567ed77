"""Discord commands, thin: options in, one service call, one reply. EXTENSIONS names the modules to load."""

EXTENSIONS = (
    "cogs.reading",
    "cogs.browsing",
    "cogs.bookmarks",
    "cogs.preferences",
    "cogs.mydata",
    "cogs.publishing",
    "cogs.servers",
    "cogs.subscribing",
    "cogs.serials",
    "cogs.withdrawing",
    "cogs.help",
)
