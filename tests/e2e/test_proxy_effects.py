"""safe_mode, summarize, flag, shadow and canary at the proxy."""

import json

import pytest

from mock_upstream import END, UNTIL_GONE, Gate, begun, chat, http, part, stream, text_events
from proxy import ADDRESS, KEY, asked, policy, said, text_of
from wire import get, post

openai = pytest.importorskip("openai")

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}

# safe_mode

SAFE = policy(
    "{ id: careful, when: 'context.?careful.orValue(false)', phase: prompt, action: safe_mode }",
    "{ id: tried, when: output.contains_pii, action: block, mode: { canary_percent: 0 } }",
    "{ id: masked, when: prompt.contains_pii, action: mask, mask: { entities: [EMAIL_ADDRESS], restore: true } }",
    safe_mode={"system_message": "Be careful.", "max_temperature": 0.1, "max_tokens": 20},
)
CAREFUL = {"governance": {"context": {"careful": True}}}


def careful(text="Hello", **more):
    return asked(text, **CAREFUL, **more)


@pytest.fixture
def safe(proxied):
    return proxied(SAFE)


def test_safe_mode_changes_the_request(safe):
    answer = safe.post(body=careful(temperature=1.5, max_tokens=900, tools=[TOOL], tool_choice="auto", x=[1]))
    assert answer.status_code == 200
    assert answer.headers["x-governance-action"] == "safe_mode"
    sent = safe.mock.last().json()
    assert sent["messages"] == [{"role": "system", "content": "Be careful."}, {"role": "user", "content": "Hello"}]
    assert (sent["temperature"], sent["max_tokens"], sent["x"]) == (0.1, 20, [1])
    assert "tools" not in sent and "tool_choice" not in sent
    assert safe.record_of(answer, "prompt")["action"] == "safe_mode"


CAPS = [
    # asked, sent
    ({}, {"temperature": 0.1, "max_tokens": 20}),
    ({"temperature": 0, "max_tokens": 5}, {"temperature": 0, "max_tokens": 5}),
    ({"max_completion_tokens": 900}, {"temperature": 0.1, "max_completion_tokens": 20}),
    ({"temperature": None, "max_tokens": None}, {"temperature": 0.1, "max_tokens": 20}),
]


@pytest.mark.parametrize("more, expected", CAPS)
def test_safe_mode_caps(safe, more, expected):
    safe.post(body=careful(**more))
    sent = safe.mock.last().json()
    assert {key: sent.get(key) for key in expected} == expected


def test_safe_mode_comes_before_the_callers_own_system_message(safe):
    own = [{"role": "system", "content": "You are a pirate."}, {"role": "user", "content": f"Hi {ADDRESS}"}]
    safe.post(body={"model": "m", "messages": own, **CAREFUL})
    first, second, third = safe.mock.last().json()["messages"]
    assert (first["content"], second["content"]) == ("Be careful.", "You are a pirate.")
    assert third["content"] == "Hi [EMAIL_ADDRESS_1]"


def test_safe_mode_at_responses(safe):
    safe.post("/v1/responses", {"model": "m", "input": "Hi", "instructions": "Own.", **CAREFUL})
    sent = safe.mock.last().json()
    assert sent["instructions"] == "Be careful.\n\nOwn."
    assert sent["max_output_tokens"] == 20


@pytest.mark.parametrize("streamed", [False, True])
def test_safe_mode_makes_output_rules_strict(safe, streamed):
    text = "Ask joe@example.org today"
    safe.mock.answers(stream(text) if streamed else [chat(text)])
    usual = safe.post(body=asked(stream=streamed))
    assert "joe@example.org" in usual.text
    strict = safe.post(body=careful(stream=streamed))
    assert "joe@" not in strict.text
    assert strict.status_code == (200 if streamed else 400)
    assert safe.record_of(strict)["action"] == "block"


# summarize

LONG = (
    "The quick brown fox jumps over the lazy dog near the river bank. The dog sleeps all day long. "
    "A fox hunts in the night when the river is calm. Dogs and foxes rarely meet at the river. "
    "The bank of the river is full of flowers in spring. Foxes love the river."
)
SUMMARY = "It is about a fox and a dog."
SUMMARIZING = policy(
    "{ id: long, when: output.length > 150, action: summarize }",
    "{ id: secrets, when: output.contains_secret, action: block }",
    "{ id: answered, when: output.contains_pii, action: mask, mask: { entities: [EMAIL_ADDRESS] } }",
)


@pytest.fixture
def summarizing(proxied):
    return proxied(SUMMARIZING)


def model_that_says(text, summary):
    """Answers a request with the text, and what looks like a request for a summary of it with that."""

    def script(request):
        body = request.json()
        wants_summary = body["messages"][0]["role"] == "system"
        if wants_summary:
            return summary if isinstance(summary, list) else [chat(summary)]
        return stream(*[text[i : i + 7] for i in range(0, len(text), 7)]) if body.get("stream") else [chat(text)]

    return script


def heard(proxy, streamed, **more):
    """What the client reads, and the answer it is in."""
    answer = proxy.post(body=asked(stream=streamed, **more))
    assert answer.status_code == 200, answer.text
    return (said(answer.content)[0] if streamed else answer.json()["choices"][0]["message"]["content"]), answer


@pytest.mark.parametrize("streamed", [False, True])
def test_the_model_summarizes(summarizing, streamed):
    summarizing.mock.script = model_that_says(LONG, SUMMARY)
    text, answer = heard(summarizing, streamed)
    assert text == SUMMARY
    first, second = summarizing.mock.requests
    asked_for = second.json()
    assert (asked_for["model"], asked_for["max_tokens"], asked_for["stream"]) == ("m", 256, False)
    assert asked_for["messages"][1] == {"role": "user", "content": LONG}
    assert second.headers["authorization"] == first.headers["authorization"]
    record = summarizing.record_of(answer)
    assert (record["action"], record["outcome"]) == ("summarize", "answered")


FAILURES = {
    "repeats the text": LONG,
    "an error": [http(b"", status=500)],
    "garbage": [b"garbage\r\n\r\n"],
    "no JSON": [http(b"{")],
    "nothing": "",
}


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("summary", FAILURES.values(), ids=FAILURES.keys())
def test_without_a_summary_sentences_are_chosen(summarizing, summary, streamed):
    summarizing.mock.script = model_that_says(LONG, summary)
    text, _ = heard(summarizing, streamed)
    assert 0 < len(text) < len(LONG)
    assert all(sentence in LONG for sentence in text.split(". "))


def test_a_summary_is_judged_again(summarizing):
    summarizing.mock.script = model_that_says(LONG, f"It holds {KEY} for you")
    assert KEY not in heard(summarizing, False)[1].text
    summarizing.mock.script = model_that_says(LONG, "Ask joe@example.org")
    assert heard(summarizing, False)[0] == "Ask [EMAIL_ADDRESS_1]"


def test_a_short_text_is_not_summarized(summarizing):
    summarizing.mock.script = model_that_says("Short.", SUMMARY)
    assert heard(summarizing, False)[0] == heard(summarizing, True)[0] == "Short."
    assert len(summarizing.mock.requests) == 2


def test_each_choice_is_summarized(summarizing):
    summarizing.mock.script = lambda request: (
        [chat(SUMMARY)] if request.json()["messages"][0]["role"] == "system" else [chat(LONG, "Short.", LONG)]
    )
    answer = summarizing.chat(n=3)
    assert [choice.message.content for choice in answer.choices] == [SUMMARY, "Short.", SUMMARY]


def test_a_model_of_its_own_for_summaries(proxied):
    proxy = proxied(SUMMARIZING, **{"summary.model": "small", "summary.max_tokens": 30})
    proxy.mock.script = model_that_says(LONG, SUMMARY)
    assert heard(proxy, False)[0] == SUMMARY
    assert (proxy.mock.last().json()["model"], proxy.mock.last().json()["max_tokens"]) == ("small", 30)


# flag, shadow, canary: the traffic stays as it is


def quiet_rule(id, do, effect):
    when = f"contains_pii and context.?do.orValue('') == '{do}'"
    return f'{{ id: {id}, when: "{when}", phase: both, {effect} }}'


QUIET_RULES = policy(
    quiet_rule("flagged", "flag", "action: flag"),
    quiet_rule("shadowed", "shadow", "action: block, mode: shadow"),
    quiet_rule("nobody", "canary", "action: block, mode: { canary_percent: 0 }"),
)
QUIET_CASES = [("flag", "flag", "flagged"), ("shadow", "allow", "shadowed"), ("canary", "allow", "nobody")]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("do, action, rule", QUIET_CASES)
def test_what_only_looks_changes_nothing(proxied, do, action, rule, streamed):
    proxy = proxied(QUIET_RULES)
    text = "Ask joe@example.org today"
    proxy.mock.answers(stream(text) if streamed else [chat(text)])
    said_to = asked(f"Write to {ADDRESS}", stream=streamed, governance={"context": {"do": do}})
    answer = proxy.post(body=said_to)
    assert answer.status_code == 200
    assert answer.headers["x-governance-action"] == action
    assert "joe@example.org" in answer.text
    assert ADDRESS.encode() in proxy.mock.last().body
    for phase in ("prompt", "output"):
        record = proxy.record_of(answer, phase)
        assert record["action"] == action
        assert [(r["id"], r["outcome"], r["applied"]) for r in record["rules"]] == [(rule, "matched", do == "flag")]


def test_a_canary_of_all_blocks(proxied):
    proxy = proxied(policy("{ id: c, when: prompt.contains_pii, action: block, mode: { canary_percent: 100 } }"))
    with pytest.raises(openai.BadRequestError):
        proxy.chat(f"Write to {ADDRESS}")


# What a rule needs the whole text for

WHOLE = policy(
    "{ id: short_answers, when: output.length < 5, action: block }",
    "{ id: fine, when: output.contains_pii, action: flag }",
)


def test_streams_that_cannot_be_judged_are_refused(proxied):
    proxy = proxied(WHOLE, **{"stream.on_unsupported": "reject"})
    with pytest.raises(openai.BadRequestError, match="short_answers") as refused:
        proxy.chat(stream=True)
    assert (refused.value.code, refused.value.param) == ("stream_unsupported", "stream")
    assert "fine" not in refused.value.message
    assert proxy.mock.requests == []
    proxy.mock.answers([chat("A long answer")])
    assert proxy.chat().choices[0].message.content == "A long answer"


def test_streams_that_cannot_be_judged_are_held(proxied):
    proxy = proxied(WHOLE)
    proxy.mock.answers(stream("A ", "long ", "answer"))
    assert text_of(proxy.chat(stream=True))[0] == "A long answer"
    proxy.mock.answers(stream("No"))
    assert text_of(proxy.chat(stream=True)) == ("", "content_filter")


def test_rules_that_need_whole_texts_are_named_in_the_log(proxied):
    proxy = proxied(WHOLE)
    lines = [json.dumps(entry) for entry in proxy.gateway.log()]
    assert [line for line in lines if "short_answers" in line and "stream" in line], lines
    assert not [line for line in lines if '"fine"' in line]


# Settings of the answer


def test_a_stream_can_report(proxied):
    proxy = proxied(policy("{ id: seen, when: output.contains_pii, action: flag }"), **{"stream.report": True})
    proxy.mock.answers(stream("Ask joe@example.org today"))
    *_, last = proxy.chat(stream=True)
    report = last.model_dump()["governance"]
    assert (report["action"], [rule["id"] for rule in report["rules"]]) == ("flag", ["seen"])
    assert proxy.record(report["decision_id"])["action"] == "flag"


@pytest.mark.parametrize("streamed", [False, True])
def test_disclosure(proxied, streamed):
    plain = proxied(SAFE)
    plain.mock.answers(stream("Hi") if streamed else [chat("Hi")])
    assert "x-ai-disclosure" not in plain.post(body=asked(stream=streamed)).headers
    open_ = proxied(SAFE, **{"transparency.header": True, "transparency.text": "made by a model"})
    open_.mock.answers(stream("Hi") if streamed else [chat("Hi")])
    assert open_.post(body=asked(stream=streamed)).headers["x-ai-disclosure"] == "made by a model"


IMAGE = [
    {"type": "text", "text": "What is it?"},
    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
]
UNINSPECTABLE = [("block", 400, "block"), ("flag", 200, "flag"), ("allow", 200, "allow")]


@pytest.mark.parametrize("setting, status, action", UNINSPECTABLE)
def test_images(proxied, setting, status, action):
    proxy = proxied(SAFE, **{"inspect.on_uninspectable": setting})
    answer = proxy.post(body=asked(messages=[{"role": "user", "content": IMAGE}]))
    assert (answer.status_code, answer.headers["x-governance-action"]) == (status, action), answer.text
    assert proxy.record_of(answer, "prompt")["action"] == action
    assert len(proxy.mock.requests) == (0 if status == 400 else 1)
    if status == 400:
        assert "messages[0].content[1]" in answer.json()["error"]["message"]
    else:
        assert proxy.mock.last().json()["messages"][0]["content"] == IMAGE


def test_stored_turns_cannot_be_masked(proxied):
    body = {"model": "m", "input": "Hi", "previous_response_id": "resp_1"}
    answer = proxied(SAFE).post("/v1/responses", body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "previous_response_id")
    assert proxied(SAFE).mock.requests == []
    without_masks = proxied(policy())
    without_masks.mock.answers([http({"id": "r", "object": "response", "output": []})])
    assert without_masks.post("/v1/responses", body).status_code == 200
    assert without_masks.mock.last().json()["previous_response_id"] == "resp_1"


HEADERS = ["x-governance-decision-id", "x-governance-action", "x-governance-policy", "x-request-id"]


@pytest.mark.parametrize("streamed", [False, True])
def test_headers_and_both_records(proxied, streamed):
    proxy = proxied(SAFE)
    proxy.mock.answers(stream("Hi") if streamed else [chat("Hi")])
    answer = proxy.post(body=asked(stream=streamed), headers={"X-User-ID": "jane"})
    assert all(answer.headers[name] for name in HEADERS)
    assert answer.headers["x-governance-decision-id"].endswith(".prompt")
    for phase in ("prompt", "output"):
        record = proxy.record_of(answer, phase)
        assert (record["phase"], record["model"], record["claimed_user"]) == (phase, "m", "jane")
        assert record["policy_digest"].startswith(answer.headers["x-governance-policy"])
    assert record["upstream"] == {"name": "default", "status": 200, "attempts": 1}
    assert ("stream" in record) == streamed


def test_a_stream_is_handed_on_as_it_comes(proxied):
    proxy = proxied(SAFE)
    proxy.mock.answers([*begun("Hello ", "there ", "you "), UNTIL_GONE])
    with proxy.chat(stream=True) as answer:
        text = ""
        for one in answer:
            text += one.choices[0].delta.content or ""
            if text.startswith("Hello there "):
                break
    assert text.startswith("Hello there ")


def test_an_exchange_ends_under_the_policy_it_began_with(start_proxy):
    proxy = start_proxy(policy("{ id: old, when: output.contains_pii, action: mask }"), {"policy.reload_poll": "50ms"})
    gate = Gate()
    proxy.mock.answers(
        [*begun("Ask ann@example.org ", "or "), gate, *map(part, text_events("joe@example.org.")[1:]), END]
    )
    with proxy.raw_chat(stream=True).parse() as answer:
        digest = answer.response.headers["x-governance-policy"]
        text = next(iter(answer)).choices[0].delta.content or ""
        (proxy.folder / "policy.yaml").write_text(policy("{ id: new, when: output.contains_pii, action: block }"))
        proxy.gateway.wait_log(
            lambda entry: entry.get("message") == "policy replaced" or "replaced" in json.dumps(entry)
        )
        gate.open()
        rest, reason = text_of(answer)
    assert (text + rest, reason) == ("Ask [EMAIL_ADDRESS_1] or [EMAIL_ADDRESS_2].", "stop")
    assert proxy.record_of(answer.response)["policy_digest"].startswith(digest)
    proxy.mock.answers([chat("Ask joe@example.org")])
    assert proxy.post().json()["error"]["code"] == "content_filter"


OLD = b"POST /v1/chat/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


def test_a_stream_for_http_1_0_has_no_chunks(proxied):
    proxy = proxied(SAFE)
    proxy.mock.answers(stream("Hello ", "there"))
    body = json.dumps(asked(stream=True)).encode()
    with proxy.wire() as wire:
        wire.send(OLD.replace(b"1.0\r\n", b"1.0\r\nHost: localhost\r\n") % (len(body), body))
        data = b""
        while more := wire.socket.recv(65536):
            data += more
    head, body = data.split(b"\r\n\r\n", 1)
    assert b"chunked" not in head.lower()
    assert said(body) == ("Hello there", "stop")


def test_a_connection_is_kept_behind_a_stream(proxied):
    proxy = proxied(SAFE)
    proxy.mock.answers(stream("Hello"), [chat("again")])
    session = proxy.gateway.session
    assert (
        said(session.post(proxy.gateway.url + "/v1/chat/completions", json=asked(stream=True), timeout=5).content)[0]
        == "Hello"
    )
    with proxy.wire() as wire:
        for _ in range(2):
            proxy.mock.answers(stream("Hello"))
            wire.send(post("/v1/chat/completions", json.dumps(asked(stream=True))))
            data = b""
            while not data.endswith(b"\r\n0\r\n\r\n"):
                data += wire.socket.recv(65536)
            assert b"Hello" in data
        wire.send(get("/health"))
        assert wire.answer().status == 200


def test_mistakes_of_form_are_errors_of_the_api(proxied):
    proxy = proxied(SAFE)
    deep = b'{"model":"m","messages":' + b"[" * 100 + b"]" * 100 + b"}"
    for body in (b"{", b"[]", b'{"model":"m","model":"n"}', deep, b'{"model":"\xff"}'):
        answer = proxy.gateway.post("/v1/chat/completions", data=body, headers={"content-type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error"), body
    assert proxy.mock.requests == []
