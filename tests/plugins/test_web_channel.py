"""The web channel over real HTTP: contract section 3. Only Rasa's own part is played by a hand-written bot."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from signpost.plugins import web_channel
from signpost.plugins.inprocess_actions import failed_actions
from signpost.plugins.web_channel import WebChannel
from signpost.plugins.web_errors import STATUS, sentences
from signpost.plugins.web_requests import BODY_LIMIT, TEXT_LIMIT, clean
from signpost.plugins.web_turns import PLACES_OF_A_SESSION

SECRET = "my sergeant Zebedee cornered me"


def test_a_session_starts_with_the_border_notice(service: Any) -> None:
    """Starting answers 201 with an unguessable id and the bot's first messages in the contract's shape."""
    answer = service.post("sessions", {})
    assert answer.status_code == 201
    body = answer.json()
    assert len(body["session"]) == 43, "43 characters of base64 hold 256 bits"
    assert body["messages"] == [{"kind": "notice", "notice": "border", "text": "Hello"}]
    assert service.open() != body["session"]


def test_the_force_reaches_rasa_as_metadata(service: Any) -> None:
    """A force the host page knows is given to the first action, and its absence is given as nothing."""
    service.open(force="kent")
    service.open()
    assert service.bot.metadata == [{"force": "kent"}, None]


def test_typed_words_reach_rasa_as_they_are(service: Any) -> None:
    """Ordinary text passes unchanged, on the session it belongs to, from this channel."""
    session = service.open()
    answer = service.post("messages", {"session": session, "text": "He said: it’s a joke?\nI froze."})
    assert answer.status_code == 200
    message = service.bot.heard[0]
    assert (message.text, message.sender_id, message.input_channel) == (
        "He said: it’s a joke?\nI froze.",
        session,
        "signpost",
    )


@pytest.mark.parametrize(
    "typed",
    [
        "/he said", "  /he said", "//he said", "/ /he said", "\u200b/he said", "\u2060/\ufeff/he said", "\x00/he said",
        "\n/he said", "\ud800/he said", "\u202e/he said", "\u3000/\u00ad/he said", "/\x1f/he said",
    ],
)  # fmt: skip
def test_a_leading_slash_is_text_and_never_a_command(service: Any, typed: str) -> None:
    """Whatever stands before it, seen or unseen, a slash never comes first in what Rasa is handed."""
    service.post("messages", {"session": service.open(), "text": typed})
    assert service.bot.heard[0].text == "he said"


@pytest.mark.parametrize(
    "typed", ["/restart", " //stop", "/mood_great", '/choose{"force": "kent"}', '/x {"a":1}', "/a@1.0"]
)
def test_what_looks_like_a_command_says_nothing(service: Any, typed: str) -> None:
    """Not even the word behind the slash is taken for a wish of the person."""
    service.post("messages", {"session": service.open(), "text": typed})
    assert service.bot.heard[0].text == "."


@pytest.mark.parametrize("typed", ["", "   ", "/", "///", "\u200b\u200b", "\x07"])
def test_text_of_nothing_still_gets_an_answer(service: Any, typed: str) -> None:
    """A message in which nothing can be read is handed on as a full stop."""
    assert service.post("messages", {"session": service.open(), "text": typed}).status_code == 200
    assert service.bot.heard[0].text == "."


def test_unseen_characters_are_taken_out() -> None:
    """Control characters and halves of characters go; line breaks, accents and emoji stay."""
    assert clean("a\x00b\x1b[0m\ud800 naïve 👩‍🚒\tok\nnext\r") == "ab[0m naïve 👩‍🚒 ok\nnext"


@pytest.mark.parametrize(
    ("fact", "values", "expected"),
    [
        ("crime", ["yes"], '/choose{"crime": "yes"}'),
        ("crime", ["unsure"], '/choose{"crime": "unsure"}'),
        ("conduct", ["physical", "sexual"], '/choose{"conduct": ["sexual", "physical"]}'),
        ("conduct", ["sexual", "sexual"], '/choose{"conduct": "sexual"}'),
        ("understood", ["confirm"], '/choose{"understood": "confirm"}'),
        ("understood", ["crime"], '/choose{"understood": "crime"}'),
    ],
)
def test_a_choice_becomes_a_command_of_the_closed_vocabulary(
    service: Any, fact: str, values: list[str], expected: str
) -> None:
    """A choice is handed to Rasa as a payload built here, in the order of the vocabulary."""
    answer = service.post("messages", {"session": service.open(), "choose": {"fact": fact, "values": values}})
    assert answer.status_code == 200
    assert service.bot.heard[0].text == expected


WRONG_SHAPES: list[Any] = [
    [], "text", 1, None, {}, {"text": "a"}, {"session": 1, "text": "a"}, {"session": None, "text": "a"},
    {"session": "S"}, {"session": "S", "text": "a", "choose": {"fact": "crime", "values": ["yes"]}},
    {"session": "S", "text": 1}, {"session": "S", "text": None}, {"session": "S", "text": "a", "more": 1},
    {"session": "S", "choose": "crime"}, {"session": "S", "choose": {"fact": "crime"}},
    {"session": "S", "choose": {"fact": "crime", "values": "yes"}},
    {"session": "S", "choose": {"fact": "crime", "values": [1]}},
    {"session": "S", "choose": {"fact": ["crime"], "values": ["yes"]}},
    {"session": "S", "choose": {"fact": "crime", "values": ["yes"], "more": 1}},
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG_SHAPES, ids=json.dumps)
def test_a_wrong_shape_is_refused(service: Any, body: Any) -> None:
    """Anything but exactly one of text and choose, each of its own shape, is 400."""
    if isinstance(body, dict) and body.get("session") == "S":
        body = {**body, "session": service.open()}
    _refused(service.call("POST", "/signpost/messages", data=json.dumps(body)), "wrong_shape")


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("crime", ["maybe"]), ("crime", []), ("crime", ["yes", "no"]),
        ("crime", ['yes"}/restart']), ("weather", ["yes"]),
        ("conduct", ["sexual", "unsure"]), ("understood", ["weather"]), ("understood", []),
        ("understood", ["confirm", "crime"]),
    ],
)  # fmt: skip
def test_a_value_outside_the_vocabulary_is_refused(service: Any, fact: str, values: list[str]) -> None:
    """Facts and values nobody offered are 400, and Rasa hears nothing of them."""
    answer = service.post("messages", {"session": service.open(), "choose": {"fact": fact, "values": values}})
    _refused(answer, "not_in_vocabulary")
    assert service.bot.heard == []


@pytest.mark.parametrize("path", ["sessions", "messages", "forget"])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b'{"session": "\xe9"}', b"[" * 9000], ids=lambda b: str(b[:8])
)
def test_what_is_not_json_is_refused(service: Any, path: str, body: bytes) -> None:
    """Broken, empty, wrongly encoded and absurdly nested bodies are 400."""
    _refused(service.call("POST", f"/signpost/{path}", data=body), "not_json")


@pytest.mark.parametrize("body", [{"force": "mars"}, {"force": ["essex", "kent"]}, {"force": None}, {"who": "me"}, []])
def test_a_session_takes_only_a_force(service: Any, body: Any) -> None:
    """A force that does not exist, or another key, is 400."""
    assert service.post("sessions", body).status_code == 400


@pytest.mark.parametrize("session", ["nobody", "A" * 43, "../../etc", "' OR 1=1 --", "", "A" * 3000], ids=range(6))
def test_an_unknown_session_is_not_found(service: Any, session: str) -> None:
    """Only ids that the store holds are known, and asking for others leaves nothing behind."""
    _refused(service.post("messages", {"session": session, "text": "hello"}), "no_such_session")
    assert service.bot.heard == []


def test_long_text_is_refused_and_the_longest_is_not(service: Any) -> None:
    """4,000 characters pass however they are encoded, one more is 413, and so is a body beyond any such text."""
    session = service.open()
    for character in "aé🚓":
        assert service.post("messages", {"session": session, "text": character * TEXT_LIMIT}).status_code == 200
    _refused(service.post("messages", {"session": session, "text": "a" * (TEXT_LIMIT + 1)}), "too_long")
    _refused(service.call("POST", "/signpost/messages", data=b" " * (BODY_LIMIT + 1)), "too_long")
    _refused(service.call("POST", "/signpost/messages", data=iter([b" " * 9_000] * 8)), "too_long")


def test_too_many_messages_are_refused_until_a_minute_has_passed(serve: Callable[..., Any]) -> None:
    """The limit is each session's own."""
    service = serve(messages_per_minute=2)
    first, second = service.open(), service.open()
    codes = [service.post("messages", {"session": first, "text": "a"}).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert service.post("messages", {"session": second, "text": "a"}).status_code == 200


def test_too_many_sessions_are_refused(serve: Callable[..., Any]) -> None:
    """Past the most sessions held at once a new one is 429; forgetting one makes room."""
    service = serve(sessions_at_once=2)
    first, _ = service.open(), service.open()
    _refused(service.post("sessions", {}), "too_many_sessions")
    service.post("forget", {"session": first})
    assert service.post("sessions", {}).status_code == 201


def test_an_idle_session_is_forgotten(serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A conversation nobody goes on with is erased by itself, whether or not another one starts."""
    monkeypatch.setattr(web_channel, "SWEEP_SECONDS", 0.1)
    service = serve(idle_minutes=0)
    session = service.open()
    time.sleep(0.5)
    _refused(service.post("messages", {"session": session, "text": "a"}), "no_such_session")


def test_forgetting_leaves_nothing(service: Any) -> None:
    """After 204 the session is unknown; forgetting again, or what never was, is 204 too."""
    session = service.open()
    for held in (session, session, "never-was"):
        answer = service.post("forget", {"session": held})
        assert (answer.status_code, answer.content) == (204, b"")
    _refused(service.post("messages", {"session": session, "text": "a"}), "no_such_session")
    assert service.post("forget", {"session": 1}).status_code == 400


def test_the_answer_to_a_turn_under_way_comes_before_it_is_forgotten(service: Any) -> None:
    """Messages of one session and its forgetting run one after the other, and nothing is written after the last."""
    session = service.open()
    service.bot.pause = 0.1
    with ThreadPoolExecutor(8) as pool:
        message = {"session": session, "text": "a"}
        sent = [pool.submit(service.post, "messages", message) for _ in range(PLACES_OF_A_SESSION)]
        gone = pool.submit(service.post, "forget", {"session": session})
        assert gone.result().status_code == 204
        assert {answer.result().status_code for answer in sent} <= {200, 404}
    _refused(service.post("messages", {"session": session, "text": "a"}), "no_such_session")


def test_a_failed_turn_is_a_part_that_is_down(service: Any, caplog: pytest.LogCaptureFixture) -> None:
    """An exception gives 503 and a log of its type alone, though its message quotes the person."""
    session = service.open()
    service.bot.raises = ValueError(SECRET)
    with caplog.at_level(logging.DEBUG):
        answer = service.post("messages", {"session": session, "text": SECRET})
    _refused(answer, "part_down")
    assert "ValueError" in caplog.text
    assert "Zebedee" not in caplog.text + answer.text


def test_silence_is_a_part_that_is_down(service: Any) -> None:
    """Rasa swallows the failure of an action, so a turn without any message is 503, not an empty answer."""
    session = service.open()
    service.bot.says = []
    _refused(service.post("messages", {"session": session, "text": "a"}), "part_down")


def test_a_turn_in_which_an_action_failed_is_a_part_that_is_down(service: Any) -> None:
    """Half an answer is not passed off as a whole one."""
    session, hear = service.open(), service.bot.hear

    async def hear_and_fail(message: Any) -> None:
        await hear(message)
        failed = failed_actions.get()
        assert failed is not None
        failed.append("action_outcome")

    service.app.ctx.agent.handle_message = hear_and_fail
    _refused(service.post("messages", {"session": session, "text": "a"}), "part_down")


def test_a_session_that_fails_to_start_leaves_nothing(service: Any) -> None:
    """Nobody is told its id, so nobody could forget it."""
    service.bot.says = []
    _refused(service.post("sessions", {}), "part_down")
    service.bot.says = [{"text": "Hello"}]
    service.open()
    with service.store.engine.connect() as connection:
        assert connection.execute("SELECT COUNT(*) FROM conversations").scalar() == 1


def test_messages_take_the_shapes_of_the_contract(service: Any) -> None:
    """What an action put under `signpost` is sent with its text; plain text gets the kind `text`."""
    session = service.open()
    service.bot.says = [
        {"text": "Was it once?", "signpost": {"kind": "question", "fact": "pattern"}, "buttons": [], "timestamp": 1.0},
        {"text": "Plain.", "timestamp": 2.0},
        {"text": None, "image": "no"},
    ]
    messages = service.post("messages", {"session": session, "text": "a"}).json()["messages"]
    assert messages == [
        {"kind": "question", "fact": "pattern", "text": "Was it once?"},
        {"kind": "text", "text": "Plain."},
    ]


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/signpost/messages", "wrong_method"), ("DELETE", "/signpost/sessions", "wrong_method"),
        ("POST", "/signpost/health", "wrong_method"), ("GET", "/signpost/nothing", "not_found"),
        ("POST", "/signpost/nothing/at/all", "not_found"), ("GET", "/signpost/%00", "not_found"),
    ],
)  # fmt: skip
def test_the_servers_own_refusals_are_readable_too(service: Any, method: str, path: str, code: str) -> None:
    """Unknown addresses and wrong methods get the contract's error, never a page of the server's own."""
    _refused(service.call(method, path), code)


def test_health_names_the_part_that_is_down(service: Any) -> None:
    """Without an action endpoint the service is not healthy, and says which part is missing."""
    answer = service.call("GET", "/signpost/health")
    _refused(answer, "part_down")
    assert answer.json()["down"] == ["actions"]
    service.app.ctx.agent.is_ready = lambda: False
    assert service.call("GET", "/signpost/health").json()["down"] == ["model"]


def test_nothing_is_cached_and_no_cookie_is_set(service: Any) -> None:
    """Every answer of the API says no-store, and none sets a cookie or lets another site read it."""
    answers = [service.post("sessions", {}), service.post("messages", {}), service.post("forget", {"session": "x"})]
    for answer in [*answers, service.call("GET", "/signpost/health")]:
        assert answer.headers["Cache-Control"] == "no-store"
        assert not {"Set-Cookie", "Access-Control-Allow-Origin"} & set(answer.headers)


def test_every_refusal_has_a_sentence() -> None:
    """The data file holds one sentence for each code, calm, and without an exclamation mark."""
    assert set(sentences()) == set(STATUS)
    assert all(sentence.endswith(".") and "!" not in sentence for sentence in sentences().values())


@pytest.mark.parametrize("settings", [{"messages_per_minute": 0}, {"messages_per_minute": "30"}, {"sender": 1}])
def test_a_wrong_setting_is_refused_by_name(settings: dict[str, Any]) -> None:
    """A setting that does not exist or is no number stops the start, with its name."""
    with pytest.raises(Exception, match=next(iter(settings))):
        WebChannel.from_credentials(settings)


def _refused(answer: Any, code: str) -> None:
    """Check an error of the contract: status, code, sentence, and nothing besides that quotes what was sent."""
    assert answer.status_code == STATUS[code], answer.text
    assert answer.json()["error"] == {"code": code, "message": sentences()[code]}
    assert answer.headers["Content-Type"].startswith("application/json")
    assert "Traceback" not in answer.text
    assert "Zebedee" not in answer.text
