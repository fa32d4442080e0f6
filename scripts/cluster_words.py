"""Looks for what must be nowhere: words that people typed, and the addresses they came from."""

from __future__ import annotations

import socket

from scripts.cluster_checks import Cluster, Row, holding
from scripts.cluster_people import Line

# The addresses of the people in this test all begin so, and nothing else does.
ADDRESSES = b"127.0.1."
CONTROL = b"control-word"
# messages_per_minute in credentials.yml
A_MINUTE = 120
LONG = 3_900
TOO_LONG = 70_000


def odd_requests(cluster: Cluster) -> Row:
    """Put the word into every place of a request, also of requests that are refused."""
    word, line = cluster.word, Line(cluster.front, "127.0.1.99")
    session = line.post("/signpost/sessions", {})[1]["session"]
    headers = {"User-Agent": word, "Cookie": f"a={word}", "X-Forwarded-For": word, "Referer": word}
    long = f"{word} 😀" * (LONG // len(f"{word} 😀"))
    answered = [
        line.post("/signpost/messages", {"session": session, "text": long}, headers),
        line.post("/signpost/messages", {"session": session, "text": word}, {"Accept": "text/event-stream"}),
    ]
    refused = [
        line.post(f"/signpost/{word}?{word}={word}", {}),
        line.post("/signpost/messages", {"session": word * 3, "text": word}),
        line.post("/signpost/messages", f'{{"session": "{word}'.encode()),
        line.post("/signpost/messages", {"session": session, "text": word, word: word}),
        line.post("/signpost/messages", {"session": session, "text": word * (TOO_LONG // len(word))}),
        line.post(f"/{word}", {}),
    ]
    line.close()
    for broken in (
        f"GET /{word} HTTP/1.1\r\n\r\n",
        f"{word}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {word * 3000}\r\n\r\n",
    ):
        _say(cluster, broken.encode())
    answers, refusals = [status for status, _ in answered], [status for status, _ in refused]
    return Row(
        "Typed words in every part of a request, and in requests that are refused",
        f"answers {answers}, refusals {refusals}, and three that are no TLS",
        set(answers) == {200} and all(400 <= status < 500 for status in refusals),
    )


def _say(cluster: Cluster, data: bytes) -> None:
    """Say something to nginx that is no TLS."""
    try:
        with socket.create_connection((cluster.nginx.host, cluster.nginx.port), 5, ("127.0.1.98", 0)) as plain:
            plain.sendall(data)
            plain.recv(1000)
    except OSError:
        return


def limited(cluster: Cluster) -> Row:
    """Somebody opens conversations as fast as they can; others go on."""
    line, other, codes = Line(cluster.front, "127.0.1.97"), Line(cluster.front, "127.0.1.96"), []
    for _ in range(80):
        status, answer = line.post("/signpost/sessions", {"force": "nowhere"})
        codes.append((status, answer["error"]["code"]) if isinstance(answer, dict) else (status, "no JSON"))
    status, answer = other.post("/signpost/sessions", {})
    other.post("/signpost/forget", {"session": answer["session"]})
    refused = codes.count((429, "too_many_sessions"))
    seen = f"{refused} of {len(codes)} refused, in the form of the contract; another address: {status}"
    return Row(
        "One address cannot use up the sessions",
        seen,
        status == 201 and set(codes) == {(400, "not_in_vocabulary"), (429, "too_many_sessions")},
    )


def counted_together(cluster: Cluster) -> Row:
    """One session sends more than it may in a minute, each message to another worker."""
    lines = cluster.each()
    session = lines[0].post("/signpost/sessions", {})[1]["session"]
    body = {"session": session, "choose": {"fact": "purpose", "values": ["unsure"]}}
    answers = [lines[n % len(lines)].post("/signpost/messages", body) for n in range(A_MINUTE + len(lines))]
    lines[0].post("/signpost/forget", {"session": session})
    answered = sum(status == 200 for status, _ in answers)
    refused = sum(status == 429 and answer["error"]["code"] == "too_many_messages" for status, answer in answers)
    seen = f"{answered} of {len(answers)} messages answered, {refused} refused"
    return Row("Messages of a session are counted for all workers together", seen, answered == A_MINUTE and refused > 0)


def nowhere(cluster: Cluster) -> Row:
    """End everything in order, with Redis made to write a dump, and read every byte that was written."""
    cluster.redis.client().set("held", CONTROL)
    cluster.redis.client().save()
    cluster.database.ask("CHECKPOINT")
    for part in (cluster.nginx, *cluster.workers, cluster.redis, cluster.database):
        part.stop()
    controls = {
        "PostgreSQL": any(holding(cluster.database.folder / "data", b"own_line_manager")),
        "Redis": any(holding(cluster.redis.folder, CONTROL)),
        "nginx": any(holding(cluster.nginx.folder / "log", b"start worker process")),
        "workers": any(holding(cluster.workers[0].folder, b"Signpost is ready")),
    }
    files = [path for path in cluster.folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    words, addresses = list(holding(cluster.folder, cluster.word.encode())), list(holding(cluster.folder, ADDRESSES))
    blind = [name for name, found in controls.items() if not found]
    found = f"typed words in {len(words)}, addresses in {len(addresses)}"
    seen = f"{len(files)} files, {size / 1e6:.0f} MB: {found}; {_controls(blind)}"
    for path in (*words, *addresses):
        print(f"found in {path.relative_to(cluster.folder)}")
    places = "data folder and log of PostgreSQL, dump of Redis, logs of nginx, workers' output"
    return Row(f"Typed words and addresses are nowhere: {places}", seen, not (words or addresses or blind))


def _controls(blind: list[str]) -> str:
    return f"the search is blind in {', '.join(blind)}" if blind else "the search finds what is there in all four"
