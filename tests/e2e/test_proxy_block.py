"""What the policy blocks, on the way to the model and on the way back."""

import pytest

import journal
from gateway import wait_until
from mock_upstream import UNTIL_GONE, begun, call_events, chat, chunk, sse, stream, text_events
from proxy import ADDRESS, ATTACK, GUARDED, KEY, asked, said, text_of
from test_proxy_openai import response_events

openai = pytest.importorskip("openai")

MESSAGE = "This content is not available under the organisation's policy."


@pytest.fixture
def proxy(proxied):
    return proxied(GUARDED)


@pytest.fixture
def refusing(proxied):
    return proxied(GUARDED, **{"proxy.on_block": "refusal"})


# The prompt


PLACES = {
    "user": [{"role": "user", "content": ATTACK}],
    "a part": [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "text", "text": ATTACK}]}],
    "tool result": [
        {"role": "user", "content": "Hi"},
        {
            "role": "assistant",
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c", "content": ATTACK},
    ],
    "earlier turn": [
        {"role": "user", "content": ATTACK},
        {"role": "assistant", "content": "No"},
        {"role": "user", "content": "Hi"},
    ],
}


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("messages", PLACES.values(), ids=PLACES.keys())
def test_a_blocked_prompt_reaches_no_model(proxy, messages, stream):
    with pytest.raises(openai.BadRequestError) as blocked:
        proxy.chat(messages=messages, stream=stream)
    error = blocked.value
    assert (error.code, error.param, error.type) == ("content_filter", "messages", "invalid_request_error")
    governance = error.body["governance"]
    assert (governance["action"], governance["rules"]) == ("block", ["jailbreak"])
    assert governance["decision_id"] == error.response.headers["x-governance-decision-id"]
    assert proxy.record(governance["decision_id"])["action"] == "block"
    assert error.response.headers["x-governance-action"] == "block"
    assert proxy.mock.requests == []


OTHER_ENDPOINTS = {
    "/v1/completions": ({"model": "m", "prompt": ATTACK}, "prompt"),
    "/v1/completions stream": ({"model": "m", "prompt": ["Hi", ATTACK], "stream": True}, "prompt"),
    "/v1/embeddings": ({"model": "m", "input": ["Hi", ATTACK]}, "input"),
    "/v1/responses": ({"model": "m", "input": ATTACK}, "input"),
    "/v1/responses items": ({"model": "m", "input": [{"role": "user", "content": ATTACK}]}, "input"),
}


@pytest.mark.parametrize("path, asked", OTHER_ENDPOINTS.items(), ids=OTHER_ENDPOINTS.keys())
def test_a_blocked_prompt_at_other_endpoints(proxy, path, asked):
    body, param = asked
    answer = proxy.post(path.split()[0], body)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == ("content_filter", param)
    assert proxy.mock.requests == []


@pytest.mark.parametrize("path", ["/proxy/completion", "/proxy/completion/stream"])
def test_a_blocked_prompt_at_the_historical_endpoints(proxy, path):
    answer = proxy.post(path, {"prompt": ATTACK})
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/content-filter")
    assert answer.json()["detail"] == "high jailbreak score"
    assert proxy.mock.requests == []


def test_a_blocked_prompt_as_a_refusal(refusing):
    raw = refusing.raw_chat(ATTACK, n=2)
    for choice in raw.parse().choices:
        assert (choice.message.content, choice.finish_reason) == (MESSAGE, "content_filter")
    assert raw.headers["x-governance-action"] == "block"
    assert text_of(refusing.chat(ATTACK, stream=True)) == (MESSAGE, "content_filter")
    assert refusing.mock.requests == []


def test_a_refusal_of_completions(refusing):
    answer = refusing.client.completions.create(model="m", prompt=ATTACK)
    assert (answer.choices[0].text, answer.choices[0].finish_reason) == (MESSAGE, "content_filter")


@pytest.mark.parametrize("stream", [False, True])
def test_a_refusal_of_responses(refusing, stream):
    answer = refusing.client.responses.create(model="m", input=ATTACK, stream=stream)
    if stream:
        answer = list(answer)[-1].response
    assert MESSAGE in (answer.output_text or answer.output[0].content[0].refusal)
    assert refusing.mock.requests == []


# The output

LEAK = f"Sure, take this: {KEY} and go."


def test_a_blocked_output(proxy):
    proxy.mock.answers([chat(LEAK)])
    with pytest.raises(openai.BadRequestError) as blocked:
        proxy.chat()
    assert blocked.value.code == "content_filter"
    assert KEY not in blocked.value.response.text
    id = blocked.value.body["governance"]["decision_id"]
    assert id.endswith(".output")
    record = proxy.record(id)
    assert (record["action"], record["outcome"], record["upstream"]["status"]) == ("block", "blocked", 200)


def test_a_blocked_output_as_a_refusal(refusing):
    refusing.mock.answers([chat("fine", LEAK)])
    answer = refusing.chat(n=2)
    assert [choice.finish_reason for choice in answer.choices][1] == "content_filter"
    assert answer.choices[1].message.content == MESSAGE


def endless(*pieces):
    """A stream that would go on, were it not cut."""
    return [*begun(*pieces), UNTIL_GONE]


def test_a_stream_is_cut_before_the_span_and_its_upstream_closed(proxy):
    words = ["Sure, take ", "this: ", KEY[:7], KEY[7:], " and go. ", "More and more."]
    proxy.mock.answers(endless(*words))
    answer = proxy.post(body=asked(stream=True))
    text, reason = said(answer.content)
    assert reason == "content_filter"
    assert LEAK.startswith(text)
    assert "AKIA" not in answer.text
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")
    record = proxy.record_of(answer)
    assert (record["action"], record["outcome"]) == ("block", "blocked")
    assert proxy.record_of(answer, "prompt")["action"] == "allow"


@pytest.mark.parametrize("cut", range(1, len(KEY)))
def test_no_cut_lets_a_part_of_the_span_out(proxy, cut):
    proxy.mock.answers(endless("A key: ", KEY[:cut], KEY[cut:], " and more text."))
    answer = proxy.post(body=asked(stream=True))
    text, reason = said(answer.content)
    assert ("A key: ".startswith(text), reason) == (True, "content_filter"), text


def test_a_blocked_stream_through_the_client(proxy):
    proxy.mock.answers(stream("Take ", "this: ", KEY, " now"))
    text, reason = text_of(proxy.chat(stream=True))
    assert ("Take this: ".startswith(text), reason) == (True, "content_filter")


def test_a_blocked_choice_ends_all(proxy):
    first, second = text_events("An innocent ", "text "), text_events("and ", KEY, " end", index=1)
    proxy.mock.answers(sse(*first[:-1], *second[:-1], *[first[-1], second[-1]]))
    body = proxy.post(body=asked(stream=True, n=2)).content
    assert b"AKIA" not in body
    assert [said(body, index)[1] for index in (0, 1)] == ["content_filter", "content_filter"]


def test_a_secret_in_the_arguments_of_a_tool(proxy):
    proxy.mock.answers(sse(*call_events("send", '{"key": "', KEY[:9], KEY[9:], '"}')))
    body = proxy.post(body=asked(stream=True)).content
    assert b"AKIA" not in body
    assert said(body)[1] == "content_filter"


def test_a_secret_in_an_unknown_field(proxy):
    proxy.mock.answers(sse(*text_events("Hi"), chunk({}, None, odd={"deep": [KEY]})))
    assert b"AKIA" not in proxy.post(body=asked(stream=True)).content


def test_a_blocked_stream_of_responses(proxy):
    proxy.mock.answers(sse(*response_events("Take ", "this: ", KEY, " now")))
    events = list(proxy.client.responses.create(model="m", input="Hi", stream=True))
    assert "AKIA" not in "".join(event.model_dump_json() for event in events)
    assert events[-1].type == "response.incomplete"
    assert events[-1].response.incomplete_details.reason == "content_filter"


def test_a_blocked_stream_at_the_historical_endpoint(proxy):
    proxy.mock.answers(endless("Take ", "this: ", KEY, " now "))
    answer = proxy.post("/proxy/completion/stream", {"prompt": "Hi"})
    assert "AKIA" not in answer.text
    assert answer.text.endswith("data: [DONE]\n\n")
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")


BASE64 = "MIIEowIBAAKCAQEAx7Tz9mWq2Vd8Yk4Rf1Lp6Nc3Hb5Js0Gt"


def test_a_span_without_an_end_is_held_up_to_a_limit(proxy):
    lines = [f"{BASE64}{i:03}\n" for i in range(400)]
    proxy.mock.answers(endless("Here: ", "-----BEGIN RSA PRIVATE", " KEY-----\n", *lines))
    answer = proxy.post(body=asked(stream=True))
    text, reason = said(answer.content)
    assert ("Here: ".startswith(text), reason) == (True, "content_filter")
    wait_until(lambda: proxy.mock.last().connection_closed, 1.0, "the end of the upstream connection")
    held = proxy.record_of(answer)["stream"]["held_max_chars"]
    assert 1000 < held < 16_500


def test_what_is_blocked_is_in_no_log(proxy):
    proxy.mock.answers([chat(LEAK)], stream(LEAK))
    proxy.post(body=asked(f"Write to {ADDRESS}"))
    proxy.post(body=asked(f"Write to {ADDRESS}", stream=True))
    kept = proxy.gateway.text + journal.text(proxy.data)
    assert KEY not in kept and ADDRESS not in kept
