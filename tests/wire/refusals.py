"""What Discord answers instead of carrying out a request: a status, its own error code and a sentence."""

from __future__ import annotations


class RefusalError(Exception):
    """An answer of 400 and up; `code` is Discord's own, by which discord.py's callers tell refusals apart."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def again(self) -> RefusalError:
        """A fresh one to raise: an exception remembers where it was raised."""
        return RefusalError(self.status, self.code, self.message)


REFUSALS = {
    refusal.code: refusal
    for refusal in (
        RefusalError(401, 0, "401: Unauthorized"),
        RefusalError(404, 10003, "Unknown Channel"),
        RefusalError(404, 10004, "Unknown Guild"),
        RefusalError(404, 10007, "Unknown Member"),
        RefusalError(404, 10008, "Unknown Message"),
        RefusalError(404, 10011, "Unknown Role"),
        RefusalError(404, 10013, "Unknown User"),
        RefusalError(404, 10015, "Unknown Webhook"),
        RefusalError(404, 10062, "Unknown interaction"),
        RefusalError(403, 20026, "Your bot has been flagged by our anti-spam system for abusive behaviour"),
        RefusalError(403, 40003, "You are opening direct messages too fast"),
        RefusalError(400, 40033, "This message has already been crossposted"),
        RefusalError(400, 40060, "Interaction has already been acknowledged"),
        RefusalError(400, 40067, "A tag is required to create a forum post in this channel"),
        RefusalError(403, 50001, "Missing Access"),
        RefusalError(403, 50005, "Cannot edit a message authored by another user"),
        RefusalError(400, 50006, "Cannot send an empty message"),
        RefusalError(403, 50007, "Cannot send messages to this user"),
        RefusalError(400, 50008, "Cannot send messages in a non-text channel"),
        RefusalError(403, 50013, "Missing Permissions"),
        RefusalError(400, 50024, "Cannot execute action on this channel type"),
        RefusalError(400, 50033, "Invalid Recipient(s)"),
        RefusalError(400, 50035, "Invalid Form Body"),
        RefusalError(400, 50083, "Thread is archived"),
        RefusalError(403, 50278, "Cannot send messages to this user due to having no mutual guilds"),
        RefusalError(400, 160004, "A thread has already been created for this message"),
        RefusalError(400, 160005, "Thread is locked"),
        RefusalError(400, 160006, "Maximum number of active threads reached"),
    )
}


def refusal(code: int) -> RefusalError:
    """The refusal of that code, to raise."""
    return REFUSALS[code].again()
