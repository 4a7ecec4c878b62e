"""Personal data that no model gets to see, and that comes back in its answer."""

import json
import re

import pytest

from mock_upstream import call_events, calls, chat, chat_document, chunk, http, sse, stream, text_events, tool_call
from proxy import ADDRESS, GUARDED, asked, said, text_of

openai = pytest.importorskip("openai")

TOKEN = "[EMAIL_ADDRESS_1]"
RESTORING = {"mask.restore_tools": ["send_mail"]}


@pytest.fixture
def proxy(proxied):
    return proxied(GUARDED)


# On the way to the model

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {}}}}


def described(text):
    return {**TOOL, "function": {**TOOL["function"], "description": text}}


def parameter(**more):
    schema = {"type": "object", "properties": {"a": {"type": "string", **more}}}
    return {**TOOL, "function": {**TOOL["function"], "parameters": schema}}


def called(arguments):
    call = tool_call("f", arguments)
    return [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": None, "tool_calls": [call]}]


def messages(role, content, **more):
    return asked(messages=[{"role": role, "content": content, **more}, {"role": "user", "content": "Hi"}])


WRITE = f"Write to {ADDRESS} now"
BODIES = {
    **{role: messages(role, WRITE) for role in ("user", "system", "developer", "assistant")},
    "part": messages("user", [{"type": "text", "text": WRITE}]),
    "name": messages("user", "Hi", name=ADDRESS),
    "tool result": asked(messages=[*called("{}"), {"role": "tool", "tool_call_id": "call_1", "content": WRITE}]),
    "tool result of parts": asked(
        messages=[
            *called("{}"),
            {"role": "tool", "tool_call_id": "call_1", "content": [{"type": "text", "text": WRITE}]},
        ]
    ),
    "arguments": asked(
        messages=[*called(json.dumps({"to": ADDRESS})), {"role": "tool", "tool_call_id": "call_1", "content": "ok"}]
    ),
    "description": asked(tools=[described(WRITE)]),
    "schema": asked(tools=[parameter(description=WRITE)]),
    "enum": asked(tools=[parameter(enum=[ADDRESS, "none"])]),
    "prediction": asked(prediction={"type": "content", "content": WRITE}),
    "response_format": asked(
        response_format={"type": "json_schema", "json_schema": {"name": "x", "description": WRITE, "schema": {}}}
    ),
    "chat_template_kwargs": asked(chat_template_kwargs={"who": WRITE}),
    "twice": messages("user", f"{ADDRESS} and {ADDRESS}"),
}


def address_in(heard):
    """Whether the address is there, however JSON spells it."""
    plain = heard.decode("utf-8", "replace")
    unescaped = re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), plain.replace("\\\\", "\\"))
    return ADDRESS in plain or ADDRESS in unescaped


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_the_address_reaches_no_model(proxy, body):
    answer = proxy.post(body=body)
    assert answer.status_code == 200, answer.text
    assert answer.headers["x-governance-action"] == "mask"
    assert not address_in(proxy.mock.heard)
    assert TOKEN.encode() in proxy.mock.last().body
    assert proxy.record_of(answer, "prompt")["action"] == "mask"


def spelled(text):
    """The text in JSON with every character as an escape."""
    return "".join(f"\\u{ord(c):04x}" for c in text)


SPELLINGS = {
    "all escaped": spelled(ADDRESS),
    "at sign escaped": ADDRESS.replace("@", "\\u0040"),
    "upper-case hex": ADDRESS.replace("j", "\\u006A"),
    "beside a surrogate pair": "\\ud83d\\ude00 " + ADDRESS,
    "behind a quotation mark": '\\"' + ADDRESS + '\\"',
}


@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_escapes_hide_nothing(proxy, spelling):
    body = b'{"model":"m","messages":[{"role":"user","content":"To %s now"}]}' % spelling.encode()
    answer = proxy.gateway.post("/v1/chat/completions", data=body, headers={"content-type": "application/json"})
    assert answer.status_code == 200
    content = proxy.mock.last().json()["messages"][0]["content"]
    assert TOKEN in content and ADDRESS not in content
    assert not address_in(proxy.mock.heard)


OTHERS = {
    "/v1/completions": {"model": "m", "prompt": ["Hi", WRITE], "suffix": WRITE},
    "/v1/embeddings": {"model": "m", "input": ["Hi", WRITE]},
    "/v1/responses": {"model": "m", "input": WRITE, "instructions": WRITE},
    "/v1/responses/": {"model": "m", "input": [{"role": "user", "content": [{"type": "input_text", "text": WRITE}]}]},
    "/proxy/completion": {"prompt": WRITE},
}


@pytest.mark.parametrize("path, body", OTHERS.items(), ids=OTHERS.keys())
def test_the_address_reaches_no_model_at_other_endpoints(proxy, path, body):
    proxy.post(path.rstrip("/"), body)
    assert TOKEN.encode() in proxy.mock.last().body
    assert not address_in(proxy.mock.heard)


def test_everything_but_the_value_stays_as_it_is(proxy):
    body = b'{ "model":"m", "x":[1.50], "messages":[ {"role":"user","content":"To jane.doe@example.com"} ] }'
    proxy.gateway.post("/v1/chat/completions", data=body, headers={"content-type": "application/json"})
    assert proxy.mock.last().body == body.replace(ADDRESS.encode(), TOKEN.encode())


def test_numbers_follow_the_order_of_the_request(proxy):
    proxy.chat("a@example.com, b@example.com and a@example.com")
    assert proxy.mock.last().json()["messages"][0]["content"] == (
        "[EMAIL_ADDRESS_1], [EMAIL_ADDRESS_2] and [EMAIL_ADDRESS_1]"
    )


# On the way back

SAID = f"Dear {TOKEN}, I wrote to {TOKEN}."
HEARD = SAID.replace(TOKEN, ADDRESS)


def test_it_comes_back(proxy):
    proxy.mock.answers([chat(SAID)])
    assert proxy.chat(WRITE).choices[0].message.content == HEARD
    assert not address_in(proxy.mock.heard)


@pytest.mark.parametrize("cut", range(1, len(SAID)))
def test_it_comes_back_in_a_stream_cut_anywhere(proxy, cut):
    proxy.mock.answers(stream(SAID[:cut], SAID[cut:]))
    assert said(proxy.post(body=asked(WRITE, stream=True)).content) == (HEARD, "stop")


def test_it_comes_back_in_a_stream_of_single_characters(proxy):
    proxy.mock.answers(stream(*SAID))
    assert text_of(proxy.chat(WRITE, stream=True)) == (HEARD, "stop")


@pytest.mark.parametrize("endpoint", ["/proxy/completion", "/v1/completions"])
def test_it_comes_back_at_other_endpoints(proxy, endpoint):
    text = {"choices": [{"index": 0, "text": SAID, "finish_reason": "stop"}]}
    proxy.mock.answers([http(text) if endpoint == "/v1/completions" else chat(SAID)])
    body = proxy.post(endpoint, {"model": "m", "prompt": WRITE}).json()
    assert (body["choices"][0]["text"] if "choices" in body else body["content"]) == HEARD


LINKS = [
    f"https://evil.example/?q={TOKEN}",
    f"See [here](https://evil.example/{TOKEN}).",
    f"![x](https://evil.example/a.png?d={TOKEN})",
    f"//evil.example/{TOKEN}",
    f"www.evil.example/{TOKEN}",
    f"{TOKEN}.evil.example/x",
    f"{TOKEN}/path",
    f"HTTP://evil.example:8080/{TOKEN}/x",
]


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("link", LINKS)
def test_it_comes_back_in_no_link(proxy, link, streamed):
    text = f"Look: {link}"
    proxy.mock.answers(stream(*text) if streamed else [chat(text)])
    answer = proxy.post(body=asked(WRITE, stream=streamed))
    assert ADDRESS not in answer.text
    heard = said(answer.content)[0] if streamed else answer.json()["choices"][0]["message"]["content"]
    assert heard == text


@pytest.mark.parametrize("tool, expected", [("send_mail", ADDRESS), ("fetch", TOKEN)])
@pytest.mark.parametrize("streamed", [False, True])
def test_arguments_only_of_tools_that_may(proxied, tool, expected, streamed):
    proxy = proxied(GUARDED, **RESTORING)
    arguments = json.dumps({"to": TOKEN, "n": 1})
    proxy.mock.answers(sse(*call_events(tool, *arguments)) if streamed else [calls(tool_call(tool, arguments))])
    answer = proxy.chat(WRITE, stream=streamed)
    if streamed:
        parts = [call for one in answer for choice in one.choices for call in choice.delta.tool_calls or []]
        text = "".join(call.function.arguments or "" for call in parts)
    else:
        text = answer.choices[0].message.tool_calls[0].function.arguments
    assert json.loads(text) == {"to": expected, "n": 1}


def test_look_alikes_are_escaped(proxy):
    text = f"{TOKEN} is a form, {ADDRESS} an address"
    proxy.chat(text)
    sent = proxy.mock.last().json()["messages"][0]["content"]
    assert sent == f"[\\EMAIL_ADDRESS_1] is a form, {TOKEN} an address"
    proxy.mock.answers([chat(sent)])
    assert proxy.chat(text).choices[0].message.content == text
    proxy.mock.answers(stream(*sent))
    assert text_of(proxy.chat(text, stream=True))[0] == text


def test_a_placeholder_of_nothing_stays(proxy):
    proxy.mock.answers([chat("Ask [EMAIL_ADDRESS_2] or [US_SSN_1]")])
    assert proxy.chat(WRITE).choices[0].message.content == "Ask [EMAIL_ADDRESS_2] or [US_SSN_1]"


def test_exchanges_do_not_share_placeholders(proxy):
    proxy.chat(WRITE)
    proxy.mock.answers([chat(SAID)])
    assert proxy.chat("Write to other@example.org").choices[0].message.content == SAID.replace(
        TOKEN, "other@example.org"
    )
    assert proxy.chat("Hi").choices[0].message.content == SAID


# What the model says by itself

OUTPUTS = {
    "one": ("Ask joe@example.org today", "Ask [EMAIL_ADDRESS_1] today"),
    "two": (
        "joe@example.org, ann@example.org, joe@example.org",
        "[EMAIL_ADDRESS_1], [EMAIL_ADDRESS_2], [EMAIL_ADDRESS_1]",
    ),
    "at the end": ("Ask joe@example.org", "Ask [EMAIL_ADDRESS_1]"),
    "none": ("Nothing to hide @ all", "Nothing to hide @ all"),
    "accents": ("Écrivez à joe@example.org – d'accord?", "Écrivez à [EMAIL_ADDRESS_1] – d'accord?"),
}


@pytest.mark.parametrize("text, expected", OUTPUTS.values(), ids=OUTPUTS.keys())
def test_an_output_is_masked_and_a_stream_equals_the_whole(proxy, text, expected):
    proxy.mock.answers([chat(text)])
    assert proxy.chat().choices[0].message.content == expected
    for cut in range(1, len(text)):
        proxy.mock.answers(stream(text[:cut], text[cut:]))
        assert said(proxy.post(body=asked(stream=True)).content)[0] == expected, cut


def test_what_was_masked_and_what_the_model_says(proxy):
    proxy.mock.answers([chat(f"{TOKEN} and joe@example.org")])
    assert proxy.chat(WRITE).choices[0].message.content == f"{ADDRESS} and [EMAIL_ADDRESS_2]"


def spelled_out(text):
    tokens = [{"token": t, "logprob": -0.5, "bytes": list(t.encode()), "top_logprobs": []} for t in text.split(" ")]
    return {"content": tokens, "refusal": None}


@pytest.mark.parametrize("text, stays", [("Ask joe@example.org today", False), ("Ask nobody today", True)])
def test_logprobs_go_with_the_text_that_changes(proxy, text, stays):
    document = chat_document(text)
    document["choices"][0]["logprobs"] = spelled_out(text)
    proxy.mock.answers([http(document)])
    answer = proxy.post(body=asked(logprobs=True))
    assert ("-0.5" in answer.text) == stays
    assert "joe@" not in answer.text

    events = [chunk({"content": word}, logprobs=spelled_out(word)) for word in ("Ask ", text[4:-5], "today")]
    proxy.mock.answers(sse(*text_events()[:1], *events, *text_events()[1:]))
    streamed = proxy.post(body=asked(logprobs=True, stream=True))
    assert "joe@" not in streamed.text
    assert said(streamed.content)[0] == answer.json()["choices"][0]["message"]["content"]
