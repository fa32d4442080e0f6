"""Proves that nothing that was typed is kept: `make prove`, or against a service that runs elsewhere.

It holds conversations with words that nobody can guess, searches everything the service can write for them, and says
what it searched and found. The words themselves are never printed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from scripts import prove_own, prove_page
from scripts.prove_record import Place, Proof
from scripts.prove_turns import Person, everything
from signpost.errors import SignpostError


def main(arguments: Sequence[str] | None = None) -> int:
    """Prove it, and give the exit status: 1 where anything was found or did not happen as it must."""
    options = _parser().parse_args(arguments)
    proof = Proof()
    proof.control()
    try:
        if options.address:
            elsewhere(proof, options.address, options.search, options.database, options.then)
        else:
            with TemporaryDirectory(prefix="signpost-prove-") as folder:
                prove_own.prove(proof, Path(folder))
                proof.note_turns()
    except SignpostError as error:
        print(error, file=sys.stderr)
        return 1
    for line in prove_page.summary(proof):
        print(line)
    if options.write and not options.address:
        prove_page.PAGE.write_text("\n".join(prove_page.page(proof)) + "\n", "utf-8")
    return 0 if proof.clean else 1


def elsewhere(proof: Proof, address: str, paths: Sequence[Path], databases: Sequence[str], then: str = "") -> None:
    """Talk to a service that somebody else started, and search what they name.

    Args:
        proof: takes what comes of it.
        address: of the service.
        paths: files and folders that it, its database and its proxy can write.
        databases: those that it can write, as SQLAlchemy names them.
        then: what the shell does before the last search, such as taking deleted rows out of the database's files.

    Raises:
        SignpostError: where something that was named is not there.
    """
    _check_named(paths, databases)
    proof.places += [Place(path.resolve(), str(path)) for path in paths]
    proof.databases += databases
    client = proof.client(address)
    first = Person(client, proof.words)
    first.open()
    if not first.session:
        raise SignpostError(f"{address}: found no service that opens a conversation, so nothing is proven.")
    people = [first, *everything(client, proof.words)]
    if not any(person.questions for person in people):
        proof.failures.append("an account led to no question, so it may not have been read")
    proof.open = [person.session for person in people]
    proof.search("conversations open")
    for person in people:
        person.forget()
    proof.close()
    if then and subprocess.run(then, shell=True, check=False).returncode:
        proof.failures.append("the command of --then failed")
    proof.search("after forget")


def _check_named(paths: Sequence[Path], databases: Sequence[str]) -> None:
    """See that everything can be looked into, before anybody is talked to."""
    missing = [str(path) for path in paths if not os.path.exists(path)]
    if missing:
        raise SignpostError(f"--search: found no such file or folder, or may not look: {', '.join(missing)}")
    if not paths and not databases:
        raise SignpostError("expected --search PATH or --database URL: what can the service write?")
    for number, url in enumerate(databases, 1):
        try:
            sa.create_engine(url).connect().close()
        except (sa.exc.SQLAlchemyError, ImportError) as error:
            # Neither the address nor what the database said, which may hold the password.
            raise SignpostError(f"--database: number {number} cannot be read ({type(error).__name__}).") from error


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.prove", description="Is anything kept that was typed?")
    parser.add_argument("--address", help="a service that runs already; without it, services are started here")
    parser.add_argument(
        "--search", type=Path, nargs="+", default=[], metavar="PATH", help="files and folders it can write"
    )
    parser.add_argument(
        "--database", nargs="+", default=[], metavar="URL", help="databases it can write, as SQLAlchemy names them"
    )
    parser.add_argument("--then", default="", metavar="COMMAND", help="what the shell does before the last search")
    parser.add_argument("--write", action="store_true", help="write docs/reference/proof.md anew")
    return parser


if __name__ == "__main__":
    sys.exit(main())
