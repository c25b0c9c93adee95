# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The ``konvent`` command: finds the commands, prepares Django for the chosen one, and runs it.

A command is a module with NAME, HELP, ``configure(parser)`` and ``run(options)``: the parts of
the running installation beside this file, everything else in ``konvent/ops/commands``. Names and
help are read from the source, so that ``konvent --help`` imports none of them.
"""

from __future__ import annotations

import argparse
import ast
import os
import sys
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from konvent.foundation import disks

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
PLACES = {
    "konvent.ops.commands": HERE.parent / "ops/commands",
    "konvent.config": HERE,
}
RUNNING = ("demo", "serve", "edge", "reload", "restore")
PARTS = ("front", "application", "media", "worker")
LIGHT = frozenset({"demo", "serve", "application", "reload", "restore"})
"""Commands whose own process needs no Django."""
DJANGO = "manage"
DONE, NOT_DONE, MISUNDERSTOOD = 0, 1, 2
FOR_THE_OWNER_ONLY = 0o077
"""Whatever a part writes is for nobody else on the machine, whoever made the data folder."""


@dataclass(frozen=True, slots=True)
class Command:
    """What the list of commands says about one of them."""

    name: str
    help: str
    module: str


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 not done, 2 misunderstood)."""
    os.umask(FOR_THE_OWNER_ONLY)
    arguments = sys.argv[1:] if arguments is None else arguments
    commands = {command.name: command for command in find_commands()}
    early, rest = _early_parser().parse_known_args(arguments)
    name = next((word for word in rest if not word.startswith("-")), None)
    if early.data:
        os.environ["KONVENT_DATA"] = str(Path(early.data).absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konvent.config.settings.production")
    if name == DJANGO:
        return _run_django(rest[rest.index(DJANGO) + 1 :])
    if name not in commands:
        _list_parser(commands).parse_args(rest)
        return MISUNDERSTOOD
    return _run(commands[name], rest)


def find_commands() -> list[Command]:
    """Return the commands, those of everyday use first."""
    found = [_read(path, package) for package, path in _sources()]
    return sorted(found, key=lambda command: (command.name in PARTS, command.name))


def _sources() -> Iterator[tuple[str, Path]]:
    for package, folder in PLACES.items():
        for path in sorted(folder.glob("*.py")):
            ours = (*RUNNING, *PARTS)
            is_command = path.stem in ours if folder == HERE else path.stem != "__init__"
            if is_command:
                yield package, path


def _read(path: Path, package: str) -> Command:
    tree = ast.parse(path.read_text())
    constants = {
        target.id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    name = str(constants.get("NAME", path.stem))
    text = str(constants.get("HELP", (ast.get_docstring(tree) or "").partition("\n")[0]))
    return Command(name, text, f"{package}.{path.stem}")


def _early_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    add_data_option(parser)
    return parser


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Every command says where the installation's data is in the same way."""
    parser.add_argument(
        "--data",
        metavar="DIR",
        help="folder with everything of this installation "
        "(default: KONVENT_DATA, else a standard place)",
    )


def _list_parser(commands: dict[str, Command]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="konvent",
        description="The open platform for a fully digital convention on your own server.",
        epilog="Each command explains itself: konvent COMMAND --help",
    )
    parser.add_argument("--version", action="version", version=f"konvent {version('konvent')}")
    add_data_option(parser)
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands"
    )
    for command in commands.values():
        subparsers.add_parser(command.name, help=command.help, add_help=False)
    subparsers.add_parser(DJANGO, help="Django's own commands", add_help=False)
    return parser


def _run(command: Command, rest: list[str]) -> int:
    if command.name not in LIGHT and not _prepare_django():
        return NOT_DONE
    module: Any = import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"konvent {command.name}", description=command.help)
    module.configure(parser)
    if not any(action.dest == "data" for action in parser._actions):  # noqa: SLF001 -- a command may have its own wording
        add_data_option(parser)
    words = list(rest)
    words.remove(command.name)
    try:
        return int(module.run(parser.parse_args(words)) or DONE)
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if not disks.is_full(error):
            raise
        from konvent.config.environment import standard_place  # noqa: PLC0415 -- slow import

        data = os.environ.get("KONVENT_DATA") or standard_place()
        print(disks.WORDS.format(data=data), file=sys.stderr)  # noqa: T201 -- told to the operator
        return NOT_DONE


def _prepare_django() -> bool:
    """Load settings and models; say in one sentence what keeps them from loading."""
    import django  # noqa: PLC0415 -- slow import
    from pydantic import ValidationError  # noqa: PLC0415 -- slow import

    try:
        django.setup()
    except ValidationError as error:
        for fault in error.errors():
            variable = "KONVENT_" + "_".join(str(part) for part in fault["loc"]).upper()
            print(f"{variable}: {fault['msg']}.", file=sys.stderr)  # noqa: T201 -- told to the operator
        return False
    except OSError as error:
        print(f"Konvent cannot use its data folder: {error}.", file=sys.stderr)  # noqa: T201 -- told to the operator
        return False
    return True


def _run_django(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line  # noqa: PLC0415 -- slow import

    execute_from_command_line(["konvent manage", *arguments])
    return DONE


if __name__ == "__main__":
    sys.exit(main())
