"""Bytes to stories to pages: pure functions that know no disk, network, database or Discord."""
