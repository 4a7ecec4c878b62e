"""The unmodified openai client through the gateway, where the policy lets everything pass."""

import json

import pytest

from mock_upstream import (
    DONE,
    USAGE,
    call_events,
    calls,
    chat,
    chunk,
    event,
    http,
    sse,
    stream,
    text_events,
    tool_call,
)
from proxy import CALLER_KEY, OPEN, SECRET_ENV, asked, policy, said, text_of

openai = pytest.importorskip("openai")

WEATHER = {"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}


@pytest.fixture
def proxy(proxied):
    return proxied(OPEN)


def test_chat(proxy):
    raw = proxy.raw_chat("Hi")
    answer = raw.parse()
    assert (answer.choices[0].message.content, answer.usage.total_tokens) == ("Hello", 12)
    sent = proxy.mock.last()
    assert (sent.method, sent.path) == ("POST", "/v1/chat/completions")
    assert sent.headers["authorization"] == "Bearer " + SECRET_ENV["MOCK_KEY"]
    assert CALLER_KEY.encode() not in proxy.mock.heard
    assert raw.headers["x-governance-action"] == "allow"
    assert len(raw.headers["x-governance-policy"]) == 12
    assert raw.headers["x-request-id"] == sent.headers["x-request-id"]


def test_two_choices(proxy):
    proxy.mock.answers([chat("one", "two")])
    assert [choice.message.content for choice in proxy.chat(n=2).choices] == ["one", "two"]


def test_stream(proxy):
    proxy.mock.answers(stream("Hel", "lo"))
    chunks = list(proxy.chat(stream=True))
    assert text_of(chunks) == ("Hello", "stop")
    assert chunks[0].choices[0].delta.role == "assistant"
    assert {one.id for one in chunks} == {"chatcmpl-1"}


def test_stream_of_two_choices(proxy):
    first, second = text_events("o", "ne"), text_events("tw", "o", index=1)
    mixed = [e for pair in zip(first, second, strict=True) for e in pair]
    proxy.mock.answers(sse(*mixed, DONE))
    chunks = list(proxy.chat(stream=True, n=2))
    assert [text_of(chunks, i) for i in (0, 1)] == [("one", "stop"), ("two", "stop")]


@pytest.mark.parametrize(
    "options, wanted", [({}, False), ({"include_usage": True}, True), ({"include_usage": False}, False)]
)
def test_usage_of_a_stream_comes_when_it_is_asked_for(proxy, options, wanted):
    proxy.mock.answers(stream("Hello"))
    chunks = list(proxy.chat(stream=True, **({"stream_options": options} if options else {})))
    assert [c.usage.total_tokens for c in chunks if c.usage] == ([12] if wanted else [])
    assert (chunks[-1].choices == []) == wanted
    assert proxy.mock.last().json()["stream_options"] == {"include_usage": True}  # the gateway counts


def test_tools(proxy):
    proxy.mock.answers([calls(tool_call("weather", '{"city": "Oslo"}'), tool_call("weather", "{}", "call_2"))])
    first, second = proxy.chat(tools=[WEATHER]).choices[0].message.tool_calls
    assert (first.function.name, first.function.arguments) == ("weather", '{"city": "Oslo"}')
    assert (second.id, second.function.arguments) == ("call_2", "{}")
    assert proxy.mock.last().json()["tools"] == [WEATHER]


def test_tools_in_a_stream(proxy):
    proxy.mock.answers(sse(*call_events("weather", '{"ci', 'ty": "Os', 'lo"}'), DONE))
    name, arguments, reason = "", "", None
    for one in proxy.chat(stream=True, tools=[WEATHER]):
        for choice in one.choices:
            reason = choice.finish_reason or reason
            for call in choice.delta.tool_calls or []:
                name += call.function.name or ""
                arguments += call.function.arguments or ""
    assert (name, json.loads(arguments), reason) == ("weather", {"city": "Oslo"}, "tool_calls")


BODIES = {
    "odd spacing": b'{ "model" :"m",\r\n\t"messages":[ {"role":"user","content":"Hi"} ] }',
    "unknown fields": b'{"model":"m","x":{"deep":[1,2.50,1e3,null]},"messages":[{"role":"user","content":"Hi","y":1}]}',
    "escapes": b'{"model":"m","messages":[{"role":"user","content":"\\u0048\\/\\u00e9\\ud83d\\ude00"}]}',
    "big numbers": b'{"model":"m","seed":12345678901234567890123,"messages":[{"role":"user","content":"Hi"}]}',
    "utf-8": '{"model":"m","messages":[{"role":"user","content":"héllo 世界 😀"}]}'.encode(),
    "stream with usage": b'{"model":"m","stream": true ,"stream_options":{"include_usage":true},'
    b'"messages":[{"role":"user","content":"Hi"}]}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_the_body_goes_on_byte_for_byte(proxy, body):
    if b"stream" in body:
        proxy.mock.answers(stream("Hi"))
    answer = proxy.gateway.post("/v1/chat/completions", data=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200, answer.text
    assert proxy.mock.last().body == body


def test_unknown_fields_of_the_answer_come_back_byte_for_byte(proxy):
    body = b'{ "id":"x", "choices":[ {"index":0,"message":{"role":"assistant","content":"\\u0048i","odd":[1.50]},'
    body += b'"finish_reason":"stop"} ],"new":{"a":1e2}}'
    proxy.mock.answers([http(body)])
    assert proxy.post().content == body


def test_the_context_is_taken_out(proxied):
    proxy = proxied(
        policy("{ id: told, when: \"context.?purpose.orValue('') == 'bad'\", phase: prompt, action: block }")
    )
    body = b'{"model":"m","governance":{"context":{"purpose":"good"}},"messages":[{"role":"user","content":"Hi"}]}'
    json_type = {"content-type": "application/json"}
    assert proxy.gateway.post("/v1/chat/completions", data=body, headers=json_type).status_code == 200
    assert proxy.mock.last().body == body.replace(b'"governance":{"context":{"purpose":"good"}},', b"")
    bad = proxy.gateway.post("/v1/chat/completions", data=body.replace(b"good", b"bad"), headers=json_type)
    assert bad.json()["error"]["code"] == "content_filter"
    assert len(proxy.mock.requests) == 1


# The other endpoints


def test_completions(proxy):
    choice = {"index": 0, "text": " world", "logprobs": None, "finish_reason": "stop"}
    proxy.mock.answers(
        [
            http(
                {
                    "id": "c",
                    "object": "text_completion",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                    "usage": USAGE,
                }
            )
        ]
    )
    answer = proxy.client.completions.create(model="m", prompt="Hello")
    assert (answer.choices[0].text, answer.usage.total_tokens) == (" world", 12)
    assert proxy.mock.last().path == "/v1/completions"


def test_stream_of_completions(proxy):
    def piece(text, finish=None):
        choice = {"index": 0, "text": text, "logprobs": None, "finish_reason": finish}
        return event({"id": "c", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]})

    proxy.mock.answers(sse(piece(" wor"), piece("ld"), piece("", "stop"), DONE))
    chunks = proxy.client.completions.create(model="m", prompt="Hello", stream=True)
    assert "".join(choice.text for one in chunks for choice in one.choices) == " world"


def test_embeddings(proxy):
    data = [{"object": "embedding", "index": i, "embedding": [0.5, -1.25]} for i in range(2)]
    proxy.mock.answers(
        [http({"object": "list", "data": data, "model": "e", "usage": {"prompt_tokens": 4, "total_tokens": 4}})]
    )
    answer = proxy.client.embeddings.create(model="e", input=["a", "b"], encoding_format="float")
    assert [one.embedding for one in answer.data] == [[0.5, -1.25]] * 2
    assert (proxy.mock.last().path, proxy.mock.last().json()["input"]) == ("/v1/embeddings", ["a", "b"])


def response_document(text, status="completed"):
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"type": "message", "id": "msg_1", "status": status, "role": "assistant", "content": [part]}
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5}
    usage |= {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    fixed = {"parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "error": None, "incomplete_details": None}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1,
        "model": "m",
        "status": status,
        "output": [item],
        "usage": usage,
        **fixed,
    }


def response_events(*pieces):
    text = "".join(pieces)
    at = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
    part = {"type": "output_text", "text": "", "annotations": []}
    item = {"type": "message", "id": "msg_1", "status": "in_progress", "role": "assistant", "content": []}
    done = response_document(text)
    empty = {**response_document("", "in_progress"), "output": [], "usage": None}
    bodies = [{"type": "response.created", "response": empty}]
    bodies += [{"type": "response.output_item.added", "output_index": 0, "item": item}]
    bodies += [{"type": "response.content_part.added", **at, "part": part}]
    bodies += [{"type": "response.output_text.delta", **at, "delta": piece, "logprobs": []} for piece in pieces]
    bodies += [{"type": "response.output_text.done", **at, "text": text, "logprobs": []}]
    bodies += [{"type": "response.content_part.done", **at, "part": {**part, "text": text}}]
    bodies += [{"type": "response.output_item.done", "output_index": 0, "item": done["output"][0]}]
    bodies += [{"type": "response.completed", "response": done}]
    return [event({**body, "sequence_number": i}, body["type"]) for i, body in enumerate(bodies)]


def test_responses(proxy):
    proxy.mock.answers([http(response_document("Hello there"))])
    answer = proxy.client.responses.create(model="m", input="Hi", instructions="Be kind")
    assert (answer.output_text, answer.usage.total_tokens) == ("Hello there", 5)
    assert proxy.mock.last().path == "/v1/responses"


def test_stream_of_responses(proxy):
    proxy.mock.answers(sse(*response_events("Hel", "lo ", "there")))
    events = list(proxy.client.responses.create(model="m", input="Hi", stream=True))
    assert "".join(e.delta for e in events if e.type == "response.output_text.delta") == "Hello there"
    assert events[-1].type == "response.completed"
    assert events[-1].response.output_text == "Hello there"


def test_models_of_two_servers_are_joined(start_proxy):
    def models(*names):
        return [
            http(
                {"object": "list", "data": [{"id": n, "object": "model", "created": 1, "owned_by": "x"} for n in names]}
            )
        ]

    proxy = start_proxy(mocks=2)
    proxy.mocks[0].answers(models("a", "b"))
    proxy.mocks[1].answers(models("b", "c"))
    assert [model.id for model in proxy.client.models.list()] == ["a", "b", "c"]
    proxy.mocks[1].answers([http(b"", status=500)])
    assert [model.id for model in proxy.client.models.list()] == ["a", "b"]


def test_other_paths_do_not_exist(proxy):
    with pytest.raises(openai.NotFoundError):
        proxy.client.files.list()
    assert proxy.mock.requests == []


# The historical endpoints


def test_completion(proxy):
    answer = proxy.post("/proxy/completion", {"prompt": "Hi", "model": "m", "max_tokens": 9, "context": {"a": 1}})
    assert answer.json() == {"content": "Hello", "model": "m", "usage": USAGE}
    sent = proxy.mock.last()
    assert sent.path == "/v1/chat/completions"
    assert sent.json() == {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 9}


def plain(body):
    """The text of a stream of this kind, which ends with [DONE]."""
    *pieces, done, rest = body.decode().split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return "".join(piece.removeprefix("data: ") for piece in pieces)


def test_completion_stream(proxy):
    proxy.mock.answers(stream("Hel", "lo"))
    answer = proxy.post("/proxy/completion/stream", {"prompt": "Hi", "model": "m"})
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert plain(answer.content) == "Hello"


def test_dialect_http(start_proxy):
    proxy = start_proxy(settings={"upstream.dialect": "http"})
    for name in ("content", "text"):
        proxy.mock.answers([http({name: "Hello"})])
        answer = proxy.post("/proxy/completion", {"prompt": "Hi", "max_tokens": 9})
        assert answer.json()["content"] == "Hello"
        assert proxy.mock.last().path == "/completion"
        assert proxy.mock.last().json() == {"prompt": "Hi", "max_tokens": 9}
    proxy.mock.answers(sse(event({"content": "Hel"}), event({"content": "lo"}), DONE))
    answer = proxy.post("/proxy/completion/stream", {"prompt": "Hi"})
    assert plain(answer.content) == "Hello"
    refused = proxy.post()
    assert refused.status_code == 404, refused.text  # no server speaks the OpenAI API


@pytest.mark.parametrize("path", ["/proxy/completion", "/proxy/completion/stream"])
def test_a_server_that_is_down_is_a_problem_document(start_proxy, path):
    proxy = start_proxy()
    proxy.mock.stop_listening()
    answer = proxy.post(path, {"prompt": "Hi"})
    assert (answer.status_code, answer.json()["type"]) == (502, "/problems/upstream-unreachable")
    assert answer.headers["content-type"] == "application/problem+json"


# Mistakes


MISTAKES = {
    "no messages": ({"model": "m"}, "messages"),
    "messages of the wrong type": ({"model": "m", "messages": "Hi"}, "messages"),
    "n of the wrong type": (asked(n="2"), "n"),
    "n too large": (asked(n=1000), "n"),
    "stream of the wrong type": (asked(stream="yes"), "stream"),
    "context of the wrong type": (asked(governance={"context": 7}), "governance.context"),
}


@pytest.mark.parametrize("body, param", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_names_its_field(proxy, body, param):
    answer = proxy.post(body=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param), answer.text
    assert proxy.mock.requests == []


def test_comments_of_a_stream_go_on(proxy):
    proxy.mock.answers(sse(b": ping\n\n", *text_events("Hello"), chunk(usage=USAGE), DONE))
    body = proxy.post(body=asked(stream=True)).content
    assert body.startswith(b": ping\n\n")
    assert said(body.replace(b": ping\n\n", b"")) == ("Hello", "stop")
