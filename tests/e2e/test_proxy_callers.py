"""Callers with keys and limits, traces and metrics of the proxy."""

import contextlib
import json
import re

import pytest

import journal
from gateway import wait_until
from mock_upstream import (
    DONE,
    UNTIL_GONE,
    USAGE,
    MockUpstream,
    begun,
    chat,
    chat_document,
    chunk,
    http,
    sse,
    stream,
    text_events,
)
from proxy import ADDRESS, ATTACK, GUARDED, OPEN, Proxy, asked
from test_auth import write_keys
from wire import post

openai = pytest.importorskip("openai")

# Keys and limits

KEYS = {
    "plain": ("gs-plain-key-0001", {"roles": ["caller"], "tenant": "red"}),
    "small": ("gs-small-key-0001", {"roles": ["caller"], "models": ["small"]}),
    "reader": ("gs-reader-key-001", {"roles": ["reader"]}),
    "slow": ("gs-slow-key-00001", {"roles": ["caller"], "limits": {"requests_per_minute": 2}}),
    "alone": ("gs-alone-key-0001", {"roles": ["caller"], "limits": {"concurrent": 1}}),
    "stingy": ("gs-stingy-key-001", {"roles": ["caller"], "limits": {"tokens_per_minute": 1000}}),
    "stingy-too": ("gs-stingy-key-002", {"roles": ["caller"], "limits": {"tokens_per_minute": 1000}}),
    "daily": ("gs-daily-key-0001", {"roles": ["caller"], "limits": {"tokens_per_day": 1000}}),
}


@pytest.fixture(scope="module")
def keyed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keyed")
    keys = write_keys(folder / "keys.json", KEYS)
    proxy = Proxy(folder, OPEN, {"auth.mode": "keys", "auth.keys": str(keys)})
    yield proxy
    proxy.close()


@pytest.fixture
def proxy(keyed):
    keyed.mock.reset()
    return keyed


def chat_as(proxy, who, **more):
    with proxy.client_with(KEYS[who][0]) as client:
        wanted = {"model": "m", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 10, **more}
        answer = client.chat.completions.with_raw_response.create(**wanted)
        answer.http_response.read()  # to its end: a caller that leaves a stream is not told its usage
        return answer


@pytest.mark.parametrize("streamed", [False, True])
def test_without_a_good_key(proxy, streamed):
    with proxy.client_with("nobody") as client, pytest.raises(openai.AuthenticationError) as refused:
        client.chat.completions.create(**asked(), stream=streamed)
    assert refused.value.code == "invalid_api_key"
    assert proxy.mock.requests == []
    with proxy.client_with("nobody") as client, pytest.raises(openai.AuthenticationError):
        client.models.list()


def test_a_key_without_the_role(proxy):
    with pytest.raises(openai.PermissionDeniedError):
        chat_as(proxy, "reader")
    assert proxy.mock.requests == []


def test_a_model_that_the_key_may_not_use(proxy):
    with pytest.raises(openai.PermissionDeniedError) as refused:
        chat_as(proxy, "small")
    assert (refused.value.code, refused.value.param) == ("model_not_allowed", "model")
    assert proxy.mock.requests == []
    assert chat_as(proxy, "small", model="small").parse().choices
    proxy.mock.answers([http({"data": [{"id": "small"}, {"id": "large"}]})])
    with proxy.client_with(KEYS["small"][0]) as client:
        assert [model.id for model in client.models.list()] == ["small"]


def test_who_asks_is_in_the_record(proxy):
    raw = chat_as(proxy, "plain")
    record = proxy.record_of(raw)
    assert (record["principal"], record["tenant"]) == ("plain", "red")
    assert KEYS["plain"][0] not in journal.text(proxy.data) + proxy.gateway.text
    assert KEYS["plain"][0].encode() not in proxy.mock.heard


def test_requests_a_minute(proxy):
    first = chat_as(proxy, "slow")
    assert first.headers["x-ratelimit-limit-requests"] == "2"
    assert first.headers["x-ratelimit-remaining-requests"] == "1"
    chat_as(proxy, "slow")
    with pytest.raises(openai.RateLimitError) as limited:
        chat_as(proxy, "slow")
    assert limited.value.code == "rate_limit_exceeded"
    headers = limited.value.response.headers
    assert 1 <= int(headers["retry-after"]) <= 31
    assert headers["x-ratelimit-remaining-requests"] == "0"
    assert len(proxy.mock.requests) == 2
    assert proxy.gateway.metric("gateway_rate_limited_total", limit="requests_per_minute") == 1


def test_requests_at_a_time(proxy):
    proxy.mock.answers([*begun("Hello ", "there "), UNTIL_GONE], [chat("Hello")])
    with proxy.wire() as running:
        key = f"Authorization: Bearer {KEYS['alone'][0]}"
        running.send(post("/v1/chat/completions", json.dumps(asked(stream=True)), key))
        assert running.socket.recv(65536)
        with pytest.raises(openai.RateLimitError) as limited:
            chat_as(proxy, "alone")
        assert int(limited.value.response.headers["retry-after"]) >= 1

    def again():
        with contextlib.suppress(openai.RateLimitError):
            return chat_as(proxy, "alone")

    wait_until(again, what="the slot to come back when the caller has left")


@pytest.mark.parametrize("who, streamed", [("stingy", False), ("stingy-too", True)])
def test_tokens_are_settled_by_usage(proxy, who, streamed):
    usage = {"prompt_tokens": 100, "completion_tokens": 200, "total_tokens": 300}
    whole = [http(chat_document("Hi") | {"usage": usage})]
    proxy.mock.answers(sse(*text_events("Hi"), chunk(usage=usage), DONE) if streamed else whole, whole)
    first = chat_as(proxy, who, max_tokens=50, stream=streamed, extra_headers={"x-request-id": who})
    assert 900 <= int(first.headers["x-ratelimit-remaining-tokens"]) <= 950  # an estimate
    proxy.gateway.wait_log(lambda entry: entry.get("request_id") == who)
    second = chat_as(proxy, who, max_tokens=1)
    assert 690 <= int(second.headers["x-ratelimit-remaining-tokens"]) <= 790  # 17 a second come back


def test_tokens_of_the_day(proxy):
    usage = {"prompt_tokens": 600, "completion_tokens": 600, "total_tokens": 1200}
    proxy.mock.answers([http(chat_document("Hi") | {"usage": usage})])
    chat_as(proxy, "daily")
    with pytest.raises(openai.RateLimitError) as limited:
        chat_as(proxy, "daily")
    assert limited.value.type == "insufficient_quota"


def test_a_limit_at_the_historical_endpoint(proxy):
    key = {"authorization": f"Bearer {KEYS['slow'][0]}"}
    answers = [proxy.post("/proxy/completion", {"prompt": "Hi"}, headers=key) for _ in range(3)]
    assert answers[-1].status_code == 429
    assert answers[-1].json()["type"] == "/problems/rate-limited"
    assert answers[-1].headers["retry-after"]


# Traces

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-00"
SAMPLED = f"00-{TRACE}-b7ad6b7169203331-01"


class Collector(MockUpstream):
    """Takes spans over OTLP."""

    def spans(self):
        found = []
        for request in list(self.requests):
            assert request.path == "/v1/traces"
            for resource in request.json()["resourceSpans"]:
                for scope in resource["scopeSpans"]:
                    found += scope["spans"]
        return found

    def wait_spans(self, count):
        return wait_until(lambda: len(self.spans()) >= count and self.spans(), what=f"{count} spans")


@pytest.fixture
def collector():
    collector = Collector()
    collector.answers([http(b"{}")])
    yield collector
    collector.close()


def traced(start_proxy, collector, sampling, text=GUARDED):
    return start_proxy(text, {"telemetry.otlp.endpoint": collector.url, "telemetry.sampling": sampling})


def attributes(span):
    return {a["key"]: next(iter(a["value"].values())) for a in span["attributes"]}


@pytest.mark.parametrize("streamed", [False, True])
def test_the_trace_goes_on(proxied, streamed):
    proxy = proxied(GUARDED)
    proxy.mock.answers(stream("Hello") if streamed else [chat("Hello")])
    answer = proxy.post(body=asked(stream=streamed), headers={"traceparent": PARENT, "tracestate": "a=b"})
    sent = proxy.mock.last().headers
    version, trace, span, _ = sent["traceparent"].split("-")
    assert (version, trace, sent["tracestate"]) == ("00", TRACE, "a=b")
    assert span != "b7ad6b7169203331"
    for phase in ("prompt", "output"):
        assert proxy.record_of(answer, phase)["trace_id"] == TRACE
    line = proxy.gateway.wait_log(lambda entry: entry.get("trace_id") == TRACE)
    assert line["status"] == 200


@pytest.mark.parametrize("parent", [None, "garbage", f"00-{'0' * 32}-b7ad6b7169203331-01"])
def test_without_a_good_parent_a_trace_begins(proxied, parent):
    proxy = proxied(GUARDED)
    answer = proxy.post(headers={"traceparent": parent} if parent else {})
    trace = proxy.mock.last().headers["traceparent"].split("-")[1]
    assert re.fullmatch("[0-9a-f]{32}", trace) and set(trace) != {"0"}
    assert proxy.record_of(answer)["trace_id"] == trace


def test_all_exchanges_are_exported(start_proxy, collector):
    proxy = traced(start_proxy, collector, 100)
    answer = proxy.post(body=asked("Hi there"), headers={"traceparent": PARENT})
    spans = {span["name"]: span for span in collector.wait_spans(4)}
    assert set(spans) == {"POST /v1/chat/completions", "inspect prompt", "chat m", "inspect output"}
    root = spans["POST /v1/chat/completions"]
    assert {span["traceId"] for span in spans.values()} == {TRACE}
    assert root["parentSpanId"] == "b7ad6b7169203331"
    assert proxy.mock.last().headers["traceparent"].split("-")[2] == spans["chat m"]["spanId"]
    assert attributes(root)["gen_ai.request.model"] == "m"
    assert int(attributes(root)["gen_ai.usage.input_tokens"]) == USAGE["prompt_tokens"]
    prompt = attributes(spans["inspect prompt"])
    assert prompt["governance.decision_id"] == answer.headers["x-governance-decision-id"]
    assert attributes(spans["chat m"])["governance.upstream"] == "default"
    wait_until(lambda: proxy.gateway.metric("otlp_spans_total", outcome="exported") == 4, what="the count")


def test_without_sampling_only_what_is_not_allowed_is_exported(start_proxy, collector):
    proxy = traced(start_proxy, collector, 0)
    for text in ("Hi", ATTACK, "Hi", f"Write to {ADDRESS}"):
        proxy.post(body=asked(text))
    proxy.mock.answers([http(b"", status=500)])
    proxy.post()
    roots = wait_until(
        lambda: len(found := [s for s in collector.spans() if s["name"].startswith("POST")]) >= 3 and found,
        what="three traces",
    )
    assert [attributes(root)["http.response.status_code"] for root in roots] == ["400", "200", "502"]
    sampled = proxy.post(headers={"traceparent": SAMPLED})
    assert sampled.status_code == 502
    wait_until(lambda: TRACE in {span["traceId"] for span in collector.spans()}, what="the caller's own trace")


def test_no_text_is_in_a_span(start_proxy, collector):
    proxy = traced(start_proxy, collector, 100)
    proxy.mock.answers([chat("A peculiar answer to joe@example.org")])
    proxy.post(body=asked(f"A singular question of {ADDRESS}"))
    proxy.post(body=asked(ATTACK))
    collector.wait_spans(6)
    for words in (b"peculiar", b"joe@", b"singular", ADDRESS.encode(), b"Ignore all"):
        assert words not in collector.heard


def test_a_collector_that_is_gone_holds_nobody_up(start_proxy, collector):
    proxy = traced(start_proxy, collector, 100)
    collector.answers([UNTIL_GONE])
    for _ in range(20):
        assert proxy.post().status_code == 200
    collector.stop_listening()
    assert proxy.post().status_code == 200
    collector.listen()


# Metrics


def test_metrics(start_proxy):
    named = {"telemetry.models": ["m"], "upstream.breaker.failures": 1000}
    proxy = start_proxy(GUARDED, named)
    metric = proxy.gateway.metric
    proxy.post()
    proxy.post(body=asked(model="made-up-1"))
    proxy.post(body=asked(model="made-up-2"))
    proxy.post(body=asked(ATTACK))
    proxy.mock.answers(stream("Hello ", "there ", "you"))
    proxy.post(body=asked(stream=True))
    proxy.mock.answers([http(b"", status=500)])
    proxy.post()

    endpoint = "/v1/chat/completions"
    assert metric("llm_requests_total", model="m", endpoint=endpoint, status="200") == 2
    assert metric("llm_requests_total", model="other", endpoint=endpoint, status="200") == 2
    assert metric("llm_requests_total", model="m", endpoint=endpoint, status="400") == 1
    assert metric("llm_requests_total", model="m", endpoint=endpoint, status="502") == 1
    assert "made-up" not in proxy.gateway.get("/metrics").text
    assert metric("policy_decisions_total", phase="prompt", action="block", rule="jailbreak") == 1
    assert metric("policy_decisions_total", phase="output", action="allow") >= 4
    assert metric("policy_decision_seconds_count", phase="prompt") == 6
    assert metric("gateway_request_seconds_count", endpoint=endpoint) == 6
    assert metric("gateway_upstream_seconds_count", upstream="default") == 5
    assert metric("gateway_upstream_requests_total", upstream="default", outcome="answered") == 4
    assert metric("gateway_overhead_seconds_count") == 6
    assert metric("gateway_stream_holdback_chars_count") == 1
    kind = {"gen_ai_operation_name": "chat", "gen_ai_request_model": "m"}
    assert metric("gen_ai_client_token_usage_sum", gen_ai_token_type="input", **kind) == 2 * USAGE["prompt_tokens"]
    assert metric("gen_ai_client_token_usage_sum", gen_ai_token_type="output", **kind) == 2 * USAGE["completion_tokens"]
    assert metric("gen_ai_client_operation_duration_seconds_count", **kind) == 3
    assert metric("gen_ai_client_operation_time_to_first_chunk_seconds_count", **kind) == 1


def test_the_access_log_has_a_line_for_each(proxied):
    proxy = proxied(OPEN)
    answer = proxy.post(headers={"x-request-id": "my-own-request"})
    line = proxy.gateway.wait_log(lambda entry: entry.get("request_id") == "my-own-request")
    assert (line["status"], line["path"]) == (200, "/v1/chat/completions"), json.dumps(line)
    assert answer.headers["x-request-id"] == proxy.mock.last().headers["x-request-id"] == "my-own-request"
