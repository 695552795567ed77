"""Cliffhanger's engine: stories in, parts and pages out; knows no Discord outside client, demo and __main__."""

__version__ = "0.1.0"
