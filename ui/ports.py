"""Whether a port of this machine is free, and which one to take instead."""

from __future__ import annotations

import os
import socket

from index import SettingsError

HOST = "127.0.0.1"
_LAST = 65535
_LOOKED_AT = 100


def check_free(port: int) -> None:
    """Refuse a port on which no server can listen.

    Raises:
        SettingsError: It is taken or reserved; the message names the next free one.
    """
    try:
        _bind(port)
    except PermissionError as error:
        message = f"port {port} is reserved for the system: use one above 1023"
        raise SettingsError(message) from error
    except OSError as error:
        free = next_free(port)
        advice = f"use `dateline ui --port {free}`" if free else "name another with --port"
        message = f"port {port} of {HOST} is taken by another program: {advice}"
        raise SettingsError(message) from error


def next_free(port: int) -> int | None:
    """Give the first free port after this one, if there is one near."""
    for candidate in range(port + 1, min(port + _LOOKED_AT, _LAST) + 1):
        try:
            _bind(candidate)
        except OSError:
            continue
        return candidate
    return None


def _bind(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # As servers do: a port that only an ended connection still holds is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
