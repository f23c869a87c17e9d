"""The outermost edge: however a command ends, a user sees lines and a code, no traceback."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import click

from index import DatelineError
from ui.printing import one_line

EXIT_UNUSABLE = 2
EXIT_INTERRUPTED = 130


def outcome(command: click.Command) -> int:
    """Run a command with the arguments of this process; give the exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        code = command.main(prog_name=command.name, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return EXIT_INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader (`| head`) has left, which click turns into an exit; without a place to
        # write to, Python would complain again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the outermost edge: no traceback reaches a user
        # Whatever else went wrong is a fault of ours; the variable shows it whole.
        if os.environ.get("DATELINE_TRACEBACK"):
            raise
        complain(_told(error))
        return EXIT_UNUSABLE
    return code if isinstance(code, int) else 0


def _told(error: Exception) -> str:
    if isinstance(error, DatelineError):
        return str(error)
    if isinstance(error, OSError):
        return f"the system refused: {error}; check disk space and permissions"
    return (
        f"unexpected {type(error).__name__}: {error}; run it again with DATELINE_TRACEBACK=1 "
        "and report what it prints"
    )


def complain(message: str) -> None:
    """Say on standard error what is wrong, each line under the command's name."""
    for line in message.splitlines():
        click.echo(f"dateline: {one_line(line)}", err=True)
