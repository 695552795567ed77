"""Checks of every body the bot sends: against Discord's own API description, and against its rules for messages.

The description is discord-api-spec's `specs/openapi.json`; where it is not at hand (see `DESCRIPTION`), only our own
rules are checked.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from simcord import HttpLogEntry
from simcord.components import walk_components

ROOT = Path(__file__).resolve().parent.parent
DESCRIPTION = Path(os.environ.get("DISCORD_OPENAPI") or ROOT.parent / "shared" / "discord" / "openapi.json")

COMPONENTS_V2 = 1 << 15
TEXT_DISPLAY = 10
NEW_MESSAGE, UPDATE_MESSAGE = 4, 7

_BASE = "https://discord.invalid/openapi"


# --- what discord.py and the description disagree about -------------------------------------------------------------


@dataclass(frozen=True)
class Quirk:
    """A known disagreement that Discord itself accepts: `mend` brings a body of these operations to the description."""

    reason: str
    operations: tuple[str, ...]
    mend: Callable[[Any], Any]


def _recipient_as_text(body: Any) -> Any:
    return body | {"recipient_id": str(body["recipient_id"])}


def _attachment_ids_as_text(body: Any) -> Any:
    for message in _message_parts(body):
        for attachment in message.get("attachments") or ():
            attachment["id"] = str(attachment["id"])
    return body


def _mentioned_roles_as_text(body: Any) -> Any:
    for message in _message_parts(body):
        mentions = message.get("allowed_mentions") or {}
        if mentions.get("roles"):
            mentions["roles"] = [str(role) for role in mentions["roles"]]
    return body


def _without_nsfw(body: Any) -> Any:
    return [{key: value for key, value in command.items() if key != "nsfw"} for command in body]


def _without_tts(body: Any) -> Any:
    for message in _message_parts(body):
        message.pop("tts", None)
    return body


def _without_forum_type(body: Any) -> Any:
    return {key: value for key, value in body.items() if key != "type"} if "message" in body else body


_EDITS = ("update_message", "update_original_webhook_message", "update_webhook_message")

QUIRKS = (
    Quirk("discord.py sends a recipient's id as a number.", ("create_dm",), _recipient_as_text),
    Quirk(
        "discord.py numbers attachments with numbers, Discord's description with text.",
        ("create_message", "create_thread", "create_interaction_response", "execute_webhook", *_EDITS),
        _attachment_ids_as_text,
    ),
    Quirk(
        "`nsfw` of a command is documented and answered, but absent from the request's description.",
        ("bulk_set_application_commands", "bulk_set_guild_application_commands"),
        _without_nsfw,
    ),
    Quirk(
        "discord.py sends `tts` with edits and forum posts too, where Discord ignores it.",
        ("create_interaction_response", "create_thread", *_EDITS),
        _without_tts,
    ),
    Quirk(
        "discord.py sends the ids of roles that may be mentioned as numbers.",
        ("create_message", "create_thread"),
        _mentioned_roles_as_text,
    ),
    Quirk("discord.py sends a thread's `type` with forum posts too.", ("create_thread",), _without_forum_type),
)


def _message_parts(body: Any) -> Iterator[dict[str, Any]]:
    """The message objects in a body, wherever the operation puts them."""
    if isinstance(body, dict):
        yield body
        for name in ("data", "message"):
            if isinstance(body.get(name), dict):
                yield body[name]


# --- Discord's description ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Operation:
    name: str
    method: str
    path: re.Pattern[str]
    literals: int
    validator: jsonschema_rs.Validator | None


@cache
def _operations() -> tuple[_Operation, ...]:
    """Every operation of the description, the most literal paths first."""
    description = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    _close(description)
    registry = jsonschema_rs.Registry([(_BASE, description)])
    found = []
    for template, methods in description["paths"].items():
        parts = template.split("/")
        pattern = re.compile("/".join("[^/]+" if part.startswith("{") else re.escape(part) for part in parts))
        literals = sum(not part.startswith("{") for part in parts)
        for method, operation in methods.items():
            if isinstance(operation, dict) and "operationId" in operation:
                validator = _validator(registry, template, method, operation)
                found.append(_Operation(operation["operationId"], method.upper(), pattern, literals, validator))
    return tuple(sorted(found, key=lambda operation: -operation.literals))


def _validator(
    registry: jsonschema_rs.Registry, template: str, method: str, operation: dict[str, Any]
) -> jsonschema_rs.Validator | None:
    if "application/json" not in operation.get("requestBody", {}).get("content", {}):
        return None
    place = "/".join(
        quote(part.replace("~", "~0").replace("/", "~1"))
        for part in ("paths", template, method, "requestBody", "content", "application/json", "schema")
    )
    return jsonschema_rs.validator_for({"$ref": f"{_BASE}#/{place}"}, registry=registry)


def _close(schema: Any) -> None:
    """Forbid unknown fields in every object that does not say otherwise, so that a misspelt one is found."""
    if isinstance(schema, dict):
        if "properties" in schema and "allOf" not in schema and isinstance(schema["properties"], dict):
            schema.setdefault("additionalProperties", False)
        for value in schema.values():
            _close(value)
    elif isinstance(schema, list):
        for value in schema:
            _close(value)


def _operation(method: str, path: str) -> _Operation | None:
    return next((o for o in _operations() if o.method == method and o.path.fullmatch(path)), None)


def operation_of(method: str, path: str) -> str | None:
    """The name the description gives a request's operation; None where it has no such operation."""
    operation = _operation(method, path)
    return operation.name if operation else None


def _against_description(method: str, path: str, body: Any) -> Iterator[str]:
    operation = _operation(method, path)
    if operation is None:
        yield "Discord's description has no such operation"
    elif operation.validator is None:
        if body is not None:
            yield f"{operation.name} takes no body"
    elif body is not None:
        for quirk in QUIRKS:
            if operation.name in quirk.operations:
                body = quirk.mend(deepcopy(body))
        for error in operation.validator.iter_errors(body):
            yield from _told(error)


def _told(error: jsonschema_rs.ValidationError) -> Iterator[str]:
    """An error in words; of alternatives, those of the one the body meant: by its `type`, else the one it fits best."""
    branches = getattr(error.kind, "context", None)
    if not branches:
        place = "/".join(str(step) for step in error.instance_path) or "body"
        yield f"{place}: {error.message[:300]}"
        return
    meant = [branch for branch in branches if not any(_is_other_type(e) for e in branch)] or branches
    for inner in max(meant, key=lambda branch: max(len(e.instance_path) for e in branch)):
        yield from _told(inner)


def _is_other_type(error: jsonschema_rs.ValidationError) -> bool:
    path = error.instance_path
    return bool(path) and path[-1] == "type"


# --- our own rules --------------------------------------------------------------------------------------------------


def _sent_message(method: str, path: str, body: Any) -> dict[str, Any] | None:
    """The message that a request sends or changes; None where it does neither."""
    if not isinstance(body, dict) or method not in {"POST", "PATCH"}:
        return None
    if re.fullmatch(r"/interactions/\d+/[^/]+/callback", path):
        return body.get("data") or {} if body.get("type") in {NEW_MESSAGE, UPDATE_MESSAGE} else None
    if re.fullmatch(r"/channels/\d+/threads", path):
        return body.get("message")
    if re.fullmatch(r"/channels/\d+/messages(/\d+)?|/webhooks/\d+/[^/]+(/messages/[^/]+)?", path):
        return body
    return None


def _against_rules(message: dict[str, Any]) -> Iterator[str]:
    components = list(walk_components(message.get("components") or []))
    if (message.get("flags") or 0) & COMPONENTS_V2 and (message.get("content") or message.get("embeds")):
        yield "Components V2 with content or embeds"
    if len(components) > 40:
        yield f"{len(components)} components, 40 allowed"
    letters = sum(len(str(c.get("content") or "")) for c in components if c.get("type") == TEXT_DISPLAY)
    if letters > 4000:
        yield f"{letters} characters of text, 4000 allowed"
    ids = [c["custom_id"] for c in components if c.get("custom_id") is not None]
    for custom_id in ids:
        if not 1 <= len(custom_id) <= 100:
            yield f"custom_id of {len(custom_id)} characters: {custom_id}"
        if ids.count(custom_id) > 1:
            yield f"custom_id used twice: {custom_id}"
    mentions = message.get("allowed_mentions")
    if mentions is None:
        yield "no allowed_mentions, so anything written in it could ping"
    elif mentions.get("parse"):
        yield f"allowed_mentions lets {', '.join(mentions['parse'])} be pinged wholesale"


def problems_of(method: str, path: str, body: Any) -> list[str]:
    """What is wrong with one request, one sentence each; against the description too where that is at hand."""
    found = list(_against_description(method, path, body)) if DESCRIPTION.exists() else []
    message = _sent_message(method, path, body)
    if message is not None:
        found += _against_rules(message)
    return found


def check_requests(requests: Iterable[HttpLogEntry]) -> None:
    """Raise AssertionError naming every request with something wrong, and what."""
    wrong = [
        f"{request.method} {request.path}: {problem}"
        for request in requests
        for problem in problems_of(request.method, request.path, request.json)
    ]
    if wrong:
        raise AssertionError("The bot sent what Discord would refuse:\n" + "\n".join(wrong))
