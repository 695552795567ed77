"""Discord commands, thin: options in, one service call, one reply."""
