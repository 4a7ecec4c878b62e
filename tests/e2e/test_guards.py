"""External guards: asked when a rule waits for them, in every dialect, and what follows when they do not answer."""

import json
import threading

import pytest
import requests

import journal
from gateway import Gateway, wait_until
from mock_upstream import CLOSE, UNTIL_GONE, Gate, MockUpstream, chat, http, stream
from proxy import ATTACK, JAILBREAK, asked, policy, said
from test_tls import certificate

BLOCKS = "{ id: guarded, when: guard.g > 0.5, action: block, reason: the guard says so }"
FLAGS = "{ id: noted, when: output.guard.g > 0.5, action: flag }"
ANSWERS = "{ id: answered, when: output.guard.g > 0.5, action: block, reason: the guard says so }"


def detections(score):
    """The answer of a detector to every question: one detection in each text."""

    def answer(request):
        found = [{"start": 0, "end": 1, "text": "x", "detection": "d", "detection_type": "hap", "score": score}]
        return [http([found] * len(request.json()["contents"]))]

    return answer


def moderation(flagged):
    def answer(request):
        result = {"flagged": flagged, "categories": {"hate": flagged}, "category_scores": {"hate": 0.9 if flagged else 0}}
        return [http({"id": "modr-1", "model": "m", "results": [result] * len(request.json()["input"])})]

    return answer


def completion(text):
    return http({"choices": [{"index": 0, "text": text, "finish_reason": "stop"}]})


@pytest.fixture
def mock():
    server = MockUpstream()
    server.script = detections(0)
    yield server
    assert not server.errors
    server.close()


def settings_of(server, dialect="detector", **more):
    chosen = {"url": server.url, "dialect": dialect, **({"detector": "hap"} if dialect == "detector" else {}), **more}
    return {f"guards.g.{key}": value for key, value in chosen.items()}


@pytest.fixture
def guarded(tmp_path):
    """guarded(rules, settings): a gateway whose filter endpoints are guarded by `g`."""
    running = []

    def start(rules, settings, **kwargs):
        folder = tmp_path / f"gateway{len(running)}"
        folder.mkdir()
        (folder / "policy.yaml").write_text(policy(*rules))
        gateway = Gateway(folder, folder / "policy.yaml", {"data.dir": str(folder / "data"), **settings}, **kwargs)
        gateway.data = folder / "data"
        running.append(gateway)
        return gateway.wait_ready()

    yield start
    for gateway in running:
        gateway.stop()


def run_of(gateway, answer):
    """What the record of an answer says of the guard."""
    record = next(r for r in journal.records(gateway.data) if r["id"] == answer["decision_id"])
    return next(run for run in record["detectors"] if run["name"] == "guard.g")


# Dialects

DIALECTS = {
    "detector": (
        {"detector": "hap"}, "/api/v1/text/contents", detections(0.9), detections(0.1),
        lambda body: body["contents"] == ["What I said"],
    ),
    "moderation": (
        {"model": "omni"}, "/v1/moderations", moderation(True), moderation(False),
        lambda body: body["input"] == ["What I said"] and body["model"] == "omni",
    ),
    "llama_guard": (
        {"model": "lg"}, "/v1/chat/completions", lambda _: [chat("\n\nunsafe\nS10")], lambda _: [chat("\n\nsafe")],
        lambda body: body["messages"] == [{"role": "user", "content": "What I said"}] and body["model"] == "lg",
    ),
    "llama_guard_prompt": (
        {"model": "lg"}, "/v1/completions", lambda _: [completion("unsafe\nS1")], lambda _: [completion("safe")],
        lambda body: "<BEGIN CONVERSATION>\n\nUser: What I said\n\n<END" in body["prompt"],
    ),
    "judge": (
        {"model": "j"}, "/v1/chat/completions", lambda _: [chat('{"score": 0.8}')], lambda _: [chat('{"score": 0.2}')],
        lambda body: json.loads(body["messages"][1]["content"])["texts"] == [{"role": "user", "text": "What I said"}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect(guarded, mock, dialect):
    more, path, bad, good, is_question = DIALECTS[dialect]
    gateway = guarded([BLOCKS], settings_of(mock, dialect, **more))
    mock.script = bad
    answer = gateway.prompt("What I said")
    assert answer["action"] == "block" and answer["reasons"] == ["the guard says so"]
    assert answer["signals"]["guard.g"] > 0.5
    assert mock.last().method == "POST" and mock.last().path == path
    assert is_question(mock.last().json())
    assert run_of(gateway, answer)["outcome"] == "ran"
    mock.script = good
    assert gateway.prompt("What I said")["action"] == "allow"
    assert gateway.output("What it said")["action"] == "allow"
    assert len(mock.requests) == 3


def test_what_a_guard_names_is_recorded(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, "llama_guard", model="lg"))
    mock.script = lambda _: [chat("unsafe\nS10,S6")]
    run = run_of(gateway, gateway.prompt("Hello"))
    assert (run["outcome"], run["note"]) == ("ran", "hate, S6") and run["us"] > 0


def test_only_chosen_categories_count(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, "llama_guard", model="lg", categories=["hate"]))
    mock.script = lambda _: [chat("unsafe\nS2")]
    assert gateway.prompt("Hello")["action"] == "allow"


def test_the_key_and_the_detector_are_sent(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, key={"env": "GUARD_KEY"}), env={"GUARD_KEY": "the-guards-key"})
    gateway.prompt("Hello")
    assert mock.last().headers["authorization"] == "Bearer the-guards-key"
    assert mock.last().headers["detector-id"] == "hap"


def test_over_tls(guarded, tmp_path):
    crt, key = certificate(tmp_path, "guard", 1)
    server = MockUpstream(str(crt), str(key))
    server.script = detections(0.9)
    try:
        trusted = guarded([BLOCKS], settings_of(server, tls_ca=str(crt)))
        answer = trusted.prompt("Hello")
        assert answer["action"] == "block" and run_of(trusted, answer)["outcome"] == "ran"
        stranger = guarded([BLOCKS], settings_of(server))
        answer = stranger.prompt("Hello")
        assert answer["action"] == "block" and run_of(stranger, answer)["outcome"] == "failed_closed"
    finally:
        server.close()


# When it is asked


def test_nobody_is_asked_where_no_rule_reads_it(guarded, mock):
    gateway = guarded([JAILBREAK], settings_of(mock))
    assert gateway.prompt("Hello")["action"] == "allow"
    assert gateway.prompt(ATTACK)["action"] == "block"
    assert not mock.requests


def test_nobody_is_asked_about_the_other_phase(guarded, mock):
    gateway = guarded([ANSWERS], settings_of(mock))
    gateway.prompt("Hello")
    assert not mock.requests
    gateway.output("Hello")
    assert len(mock.requests) == 1


def test_what_is_blocked_anyway_leaves_the_house_to_nobody(guarded, mock):
    gateway = guarded([BLOCKS, JAILBREAK], settings_of(mock))
    answer = gateway.prompt(ATTACK)
    assert answer["action"] == "block" and not mock.requests
    assert run_of(gateway, answer)["outcome"] == "not_needed"


def test_a_sure_first_tier_spares_the_question(guarded, mock):
    cascade = {"cascade_signal": "jailbreak_score", "cascade_low": 20, "cascade_high": 80}
    gateway = guarded([BLOCKS], settings_of(mock, **cascade))
    calm, attack = gateway.prompt("Good morning"), gateway.prompt(ATTACK)
    assert (calm["action"], attack["action"]) == ("allow", "block")
    assert not mock.requests
    assert attack["signals"]["guard.g"] == attack["signals"]["jailbreak_score"]
    run = run_of(gateway, attack)
    assert (run["outcome"], run["note"]) == ("not_needed", "jailbreak_score is sure")
    unsure = gateway.prompt("Good morning", {"jailbreak_score": 0.5})
    assert len(mock.requests) == 1 and unsure["signals"]["guard.g"] == 0


def test_two_guards_are_asked_at_the_same_time(guarded, mock):
    gate = Gate()
    other = MockUpstream()
    # Each waits until the other has been asked.
    mock.script = lambda request: [gate, *detections(0.9)(request)]
    other.script = lambda request: [gate, *detections(0.9)(request)]
    both = "{ id: both, when: guard.g > 0.5 and guard.h > 0.5, action: block }"
    second = {key.replace(".g.", ".h."): value for key, value in settings_of(other).items()}
    gateway = guarded([both], {**settings_of(mock), **second})
    answers = []
    asking = threading.Thread(target=lambda: answers.append(gateway.prompt("Hello")))
    asking.start()
    wait_until(lambda: mock.requests and other.requests, what="both questions")
    gate.open()
    asking.join(10)
    other.close()
    assert answers[0]["action"] == "block"


def test_a_waiting_question_stops_nobody_else(guarded, mock):
    gate = Gate()
    mock.script = lambda request: [gate, *detections(0)(request)]
    gateway = guarded([BLOCKS], settings_of(mock, deadline="30s"), workers=1)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(gateway.prompt("Hello")))
    asking.start()
    wait_until(lambda: mock.requests, what="the question")
    assert gateway.get("/health").status_code == 200  # on the only worker
    gate.open()
    asking.join(10)
    assert answers[0]["action"] == "allow"


# When it does not answer

FAILURES = {
    "silent": (lambda _: [UNTIL_GONE], "timed_out", "timed_out", None),
    "closes": (lambda _: [CLOSE], "failed_closed", "failed_open", "closed"),
    "error": (lambda _: [http({}, status=500)], "failed_closed", "failed_open", "status_500"),
    "busy": (lambda _: [http({}, status=429)], "failed_closed", "failed_open", "status_429"),
    "refused": (lambda _: [http({}, status=401)], "failed_closed", "failed_open", "status_401"),
    "garbage": (lambda _: [http("<html>")], "failed_closed", "failed_open", "the answer is not a JSON array"),
    "another form": (lambda _: [http([[{"score": 7}]])], "failed_closed", "failed_open",
                     "a detection has not the form of the detector API"),
    "huge": (lambda _: [http("[" + " " * (2 << 20))], "failed_closed", "failed_open", "answer_too_large"),
    "no http": (lambda _: [b"hello\r\n\r\n", CLOSE], "failed_closed", "failed_open", "protocol"),
}  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("on_timeout", ["closed", "open"])
def test_without_an_answer(guarded, mock, failure, on_timeout):
    script, closed, opened, note = FAILURES[failure]
    deadline = "100ms" if failure == "silent" else "30s"
    gateway = guarded([BLOCKS], settings_of(mock, deadline=deadline, on_timeout=on_timeout))
    mock.script = script
    answer = gateway.prompt("Hello")
    run = run_of(gateway, answer)
    assert len(mock.requests) == 1
    assert run.get("note") == note
    if on_timeout == "closed":
        assert (answer["action"], run["outcome"]) == ("block", closed)
        assert answer["rules"][0]["outcome"] == "error"
    else:
        assert (answer["action"], run["outcome"]) == ("allow", opened)
        assert answer["reasons"] == ["guard g gave no answer and was passed over"]
    assert "guard.g" not in answer["signals"]


def test_a_guard_that_is_down_is_left_alone_and_comes_back(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, **{"breaker_failures": 2, "breaker_open": "200ms"}))
    mock.stop_listening()
    outcomes = [run_of(gateway, gateway.prompt("Hello"))["outcome"] for _ in range(3)]
    assert outcomes == ["failed_closed", "failed_closed", "breaker_open"]
    assert gateway.get("/ready").status_code == 200  # what needs no guard is decided as before
    gateway.wait_log(lambda line: "guard.g" in line["msg"] and "left alone" in line["msg"])
    mock.listen()
    wait_until(lambda: gateway.prompt("Hello")["action"] == "allow", what="the guard's return")


def test_a_text_that_is_too_long_is_not_sent(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, text_limit="1KiB"))
    answer = gateway.prompt("x " * 1024)
    assert answer["action"] == "block" and not mock.requests
    assert run_of(gateway, answer)["note"] == "text_limit"


def test_long_texts_wait_for_guards_too(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, text_limit="1MiB"))
    mock.script = detections(0.9)
    assert gateway.prompt("word " * 20_000)["action"] == "block"
    assert len(mock.last().json()["contents"][0]) == 100_000


def test_the_outcomes_are_counted(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock))
    gateway.prompt("Hello")
    mock.script = lambda _: [http({}, status=500)]
    gateway.prompt("Hello")
    assert gateway.metric("gateway_guard_calls_total", guard="g", outcome="answered") == 1
    assert gateway.metric("gateway_guard_calls_total", guard="g", outcome="failed") == 1
    assert gateway.metric("gateway_guard_seconds_count", guard="g") == 2


def test_each_decision_is_kept_once(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock))
    answer = gateway.prompt("Hello")
    assert [r["id"] for r in journal.records(gateway.data)] == [answer["decision_id"]]
    assert gateway.metric("policy_decisions_total") == 1


# The guard interfaces, and a gateway as the guard of another


def test_the_guard_interfaces_wait_for_guards(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock))
    mock.script = lambda request: detections(0.9 if "bad" in request.json()["contents"][0] else 0)(request)
    answer = gateway.post("/v1/moderations", {"input": ["good", "bad"]}).json()
    assert [result["flagged"] for result in answer["results"]] == [False, True]
    answer = gateway.post("/beta/litellm_basic_guardrail_api", {"texts": ["bad"], "input_type": "request"}).json()
    assert (answer["action"], answer["blocked_reason"]) == ("BLOCKED", "the guard says so")
    contents = {"contents": ["good", "bad"]}
    answer = gateway.post("/api/v1/text/contents", contents, headers={"detector-id": "policy"}).json()
    assert not answer[0] and answer[1][0]["detection_type"], answer
    # One question and one record for each text of each call.
    assert len(mock.requests) == 5
    assert len(journal.records(gateway.data)) == 5


def test_a_call_with_many_texts_does_not_take_all_of_a_guard(guarded, mock):
    gateway = guarded([BLOCKS], settings_of(mock, concurrency=16))
    answer = gateway.post("/v1/moderations", {"input": [f"text {n}" for n in range(100)]}).json()
    assert not any(result["flagged"] for result in answer["results"])
    assert len(mock.requests) == 100


@pytest.mark.parametrize("dialect", ["moderation", "detector"])
def test_a_gateway_is_the_guard_of_another(guarded, dialect):
    inner = guarded([JAILBREAK], {})
    more = {"detector": "injection"} if dialect == "detector" else {}
    outer = guarded([BLOCKS], settings_of(inner, dialect, **more))
    good, bad = outer.prompt("Good morning"), outer.prompt(ATTACK)
    assert (good["action"], bad["action"]) == ("allow", "block")
    assert run_of(outer, good)["outcome"] == run_of(outer, bad)["outcome"] == "ran"
    assert bad["signals"]["guard.g"] > 0.8
    assert len(journal.records(inner.data)) == 2


# On the way to a model and back


def proxy_with(start_proxy, server, *rules, **more):
    return start_proxy(policy(*rules), settings_of(server, **more))


def test_a_prompt_that_a_guard_blocks_reaches_no_model(start_proxy, mock):
    proxy = proxy_with(start_proxy, mock, "{ id: p, when: prompt.guard.g > 0.5, action: block }")
    mock.script = detections(0.9)
    refused = proxy.post()
    assert refused.status_code == 400 and not proxy.mock.requests
    run = next(r for r in proxy.record_of(refused, "prompt")["detectors"] if r["name"] == "guard.g")
    assert run["outcome"] == "ran"
    mock.script = detections(0.1)
    assert proxy.post().json()["choices"][0]["message"]["content"] == "Hello"
    assert len(mock.requests) == 2


def test_a_whole_answer(start_proxy, mock):
    proxy = proxy_with(start_proxy, mock, ANSWERS)
    proxy.mock.answers([chat("Fine")])
    assert proxy.post().json()["choices"][0]["message"]["content"] == "Fine"
    assert mock.last().json()["contents"] == ["Fine"]
    mock.script = detections(0.9)
    refused = proxy.post()
    assert refused.status_code == 400 and refused.json()["error"]["code"] == "content_filter"
    record = proxy.record_of(refused)
    assert record["action"] == "block" and record["signals"]["guard.g"] == 0.9


def test_every_choice_is_asked_about(start_proxy, mock):
    proxy = proxy_with(start_proxy, mock, ANSWERS)
    proxy.mock.answers([chat("one", "two")])
    assert proxy.post().status_code == 200
    assert sorted(request.json()["contents"][0] for request in mock.requests) == ["one", "two"]


def test_llama_guard_sees_what_the_user_said(start_proxy, mock):
    proxy = start_proxy(policy(ANSWERS), settings_of(mock, "llama_guard", model="lg"))
    mock.script = lambda _: [chat("safe")]
    assert proxy.post(body=asked("A question")).status_code == 200
    assert mock.last().json()["messages"] == [
        {"role": "user", "content": "A question"}, {"role": "assistant", "content": "Hello"}
    ]  # fmt: skip


def test_masks_and_guards_together(start_proxy, mock):
    mask = "{ id: m, when: output.contains_pii, action: mask, mask: { entities: [EMAIL_ADDRESS] } }"
    proxy = proxy_with(start_proxy, mock, ANSWERS, mask)
    proxy.mock.answers([chat("Ask jane.doe@example.com or joe@example.com")])
    text = proxy.post().json()["choices"][0]["message"]["content"]
    assert text == "Ask [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_2]"


@pytest.mark.parametrize("score", [0.1, 0.9])
def test_a_stream_is_held_until_the_guard_has_answered(start_proxy, mock, score):
    proxy = proxy_with(start_proxy, mock, ANSWERS, deadline="30s")
    proxy.mock.answers(stream("one ", "two ", "three"))
    gate = Gate()
    mock.script = lambda request: [gate, *detections(score)(request)]
    answers = []
    asking = threading.Thread(target=lambda: answers.append(proxy.post(body=asked(stream=True), stream=True)))
    asking.start()
    wait_until(lambda: mock.requests, what="the question")
    assert not answers  # not even the head of the answer
    assert mock.last().json()["contents"] == ["one two three"]
    gate.open()
    asking.join(10)
    answer = answers[0]
    text, reason = said(answer.content)
    assert (text, reason) == (("one two three", "stop") if score < 0.5 else ("", "content_filter"))
    record = proxy.record_of(answer)
    assert record["signals"]["guard.g"] == score
    assert record["stream"]["held_max_ms"] >= 0
    assert len(mock.requests) == 1


def test_a_rule_that_only_flags_does_not_hold_a_stream(start_proxy, mock):
    proxy = proxy_with(start_proxy, mock, FLAGS)
    proxy.mock.answers(stream("one ", "two"))
    mock.script = detections(0.9)
    answer = proxy.post(body=asked(stream=True))
    assert said(answer.content) == ("one two", "stop")
    record = proxy.record_of(answer)
    assert (record["action"], record["signals"]["guard.g"]) == ("flag", 0.9)
    assert record["stream"]["held_max_chars"] < 7


def test_a_stream_of_a_silent_guard(start_proxy, mock):
    mock.script = lambda _: [UNTIL_GONE]
    for on_timeout, expected in {"closed": ("", "content_filter"), "open": ("one two", "stop")}.items():
        proxy = proxy_with(start_proxy, mock, ANSWERS, deadline="100ms", on_timeout=on_timeout)
        proxy.mock.answers(stream("one ", "two"))
        answer = proxy.post(body=asked(stream=True))
        assert said(answer.content) == expected
        record = proxy.record_of(answer)
        assert next(r for r in record["detectors"] if r["name"] == "guard.g")["outcome"] == "timed_out"


def test_streams_are_refused_where_they_cannot_wait(start_proxy, mock):
    proxy = start_proxy(policy(ANSWERS), {**settings_of(mock), "stream.on_unsupported": "reject"})
    refused = proxy.post(body=asked(stream=True))
    assert refused.status_code == 400 and refused.json()["error"]["code"] == "stream_unsupported"


def test_the_question_ends_with_its_caller(start_proxy, mock):
    proxy = proxy_with(start_proxy, mock, BLOCKS, deadline="60s")
    mock.script = lambda _: [UNTIL_GONE]
    body = json.dumps(asked()).encode()
    head = b"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    with proxy.wire() as wire:
        wire.send(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        wait_until(lambda: mock.requests, what="the question")
    wait_until(lambda: mock.last().connection_closed, what="the end of the question")


# What is refused at start


def test_a_rule_that_reads_a_guard_that_is_not_there(start, tmp_path):
    (tmp_path / "policy.yaml").write_text(policy(BLOCKS))
    gateway = start(tmp_path / "policy.yaml", ready=False)
    assert gateway.wait_end() != 0
    assert "guard.g" in gateway.text



def test_the_evidence_service_takes_a_policy_that_reads_guards(start_res, tmp_path):
    (tmp_path / "policy.yaml").write_text(policy(BLOCKS, ANSWERS))
    start_res(tmp_path / "policy.yaml")


def test_a_stop_does_not_wait_for_a_guard(guarded, mock):
    mock.script = lambda _: [UNTIL_GONE]
    gateway = guarded([BLOCKS], {**settings_of(mock, deadline="60s"), "shutdown.grace": "100ms"})
    failures = []

    def ask():
        try:
            gateway.prompt("Hello")
        except requests.exceptions.ConnectionError as error:
            failures.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    wait_until(lambda: mock.requests, what="the question")
    gateway.terminate()
    assert gateway.wait_end() == 0
    asking.join(10)
    assert failures
