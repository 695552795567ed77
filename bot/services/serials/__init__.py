"""Serials: stories posted to a channel on a schedule; one module a thing that can be done with them."""
