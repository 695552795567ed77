"""When a serial posts: schedules as people type them, their slots in any time zone, and what is due after an outage."""

from __future__ import annotations

from bot.cadence.due import GRACE, Due, Missed, due, story_due
from bot.cadence.reading import read_at, read_cadence, read_every, read_start
from bot.cadence.rhythm import Cadence, Kind, Rhythm, from_text, to_text
from bot.cadence.slots import last_slot, next_slot, previous_slot, slots, story_slots
from bot.cadence.suggesting import suggest_at, suggest_every

__all__ = [
    "GRACE",
    "Cadence",
    "Due",
    "Kind",
    "Missed",
    "Rhythm",
    "due",
    "from_text",
    "last_slot",
    "next_slot",
    "previous_slot",
    "read_at",
    "read_cadence",
    "read_every",
    "read_start",
    "slots",
    "story_due",
    "story_slots",
    "suggest_at",
    "suggest_every",
    "to_text",
]
