"""Several model servers: which one is asked, and when another one."""

import subprocess

import pytest

from gateway import wait_until
from mock_upstream import (
    CLOSE,
    RESET,
    UNTIL_GONE,
    MockUpstream,
    begun,
    chat,
    chat_document,
    chunk,
    head,
    http,
    part,
    stream,
)
from proxy import CALLER_KEY, OPEN, asked
from test_tls import certificate

openai = pytest.importorskip("openai")

ERROR = [http(b"", status=503)]


def first_and_second(mocks):
    """All requests go to `first`; `second` is there for when it fails."""
    first, second = mocks
    return {"first.url": first.url, "second.url": second.url, "second.weight": 0}


@pytest.fixture
def pair(proxied):
    settings = {"upstream.retry.attempts": 1, "upstream.retry.budget": 100, "upstream.breaker.failures": 1000}
    settings |= {"upstream.timeouts.first_byte": "300ms"}
    proxy = proxied(OPEN, mocks=2, upstreams=first_and_second, **settings)
    proxy.mocks[1].answers([chat("second")])
    return proxy


def asked_of(proxy):
    return [len(mock.requests) for mock in proxy.mocks]


RETRIED = {"reset": [RESET], "closed": [CLOSE], "503": ERROR, "429": [http(b"", status=429)]}


@pytest.mark.parametrize("script", RETRIED.values(), ids=RETRIED.keys())
def test_another_server_answers(pair, script):
    proxy = pair
    proxy.mocks[0].answers(script)
    raw = proxy.raw_chat()
    assert raw.parse().choices[0].message.content == "second"
    assert asked_of(proxy) == [1, 1]
    assert proxy.mocks[0].last().body == proxy.mocks[1].last().body
    assert proxy.record_of(raw)["upstream"] == {"name": "second", "status": 200, "attempts": 2}
    assert proxy.gateway.metric("gateway_upstream_retries_total", upstream="second") >= 1


def test_another_server_answers_when_one_is_slow_or_down(pair):
    pair.mocks[0].answers([UNTIL_GONE])
    assert pair.chat().choices[0].message.content == "second"
    pair.mocks[0].stop_listening()
    assert pair.chat().choices[0].message.content == "second"
    pair.mocks[0].listen()


ANSWERED = {
    "500": ([http(b"", status=500)], 502),
    "400": ([http(b"{}", status=400)], 400),
    "cut in the body": ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", RESET], 502),
    "no HTTP": ([b"?\r\n\r\n", CLOSE], 502),
    "cut in the head": ([b"HTTP/1.1 200 OK\r\nConte", RESET], 502),
}


@pytest.mark.parametrize("script, status", ANSWERED.values(), ids=ANSWERED.keys())
def test_no_other_server_after_the_first_byte(pair, script, status):
    proxy = pair
    proxy.mocks[0].answers(script)
    assert proxy.post().status_code == status
    assert asked_of(proxy) == [1, 0]


def test_no_other_server_in_the_midst_of_a_stream(pair):
    pair.mocks[0].answers([*begun("Hello ", "there ", "you "), RESET])
    pair.post(body=asked(stream=True))
    assert asked_of(pair) == [1, 0]


def test_a_connection_that_died_while_idle_costs_nothing(start_proxy):
    proxy = start_proxy(workers=1)  # no further tries
    for _ in range(3):
        assert proxy.post().status_code == 200
        proxy.mock.cut_connections()
        wait_until(lambda: proxy.mock.open == 0)
    assert len(proxy.mock.requests) == 3


def test_the_same_server_is_tried_again(start_proxy):
    proxy = start_proxy(settings={"upstream.retry.attempts": 3})
    last = http(chat_document("at last"), connection="close")  # or it would be kept, and its end cost nothing
    proxy.mock.answers([RESET], [RESET], [last, CLOSE])
    assert proxy.chat().choices[0].message.content == "at last"
    proxy.mock.reset().answers([RESET])
    assert proxy.post().status_code == 502
    assert len(proxy.mock.requests) == 4


def test_the_budget_of_retries(start_proxy):
    fifty = {"upstream.retry.attempts": 5, "upstream.retry.budget": 20, "upstream.breaker.failures": 1000}
    proxy = start_proxy(settings=fifty)
    proxy.mock.answers([RESET])
    for _ in range(50):
        proxy.post()
    assert 60 <= len(proxy.mock.requests) <= 50 + 10 + 10  # its reserve, and 20 of 100
    none = start_proxy(settings={**fifty, "upstream.retry.budget": 0})
    none.mock.answers([RESET])
    none.post()
    assert len(none.mock.requests) == 1


def test_the_breaker_opens_and_closes(start_proxy):
    proxy = start_proxy(settings={"upstream.breaker.failures": 3, "upstream.breaker.open": "300ms"})
    proxy.mock.answers([http(b"", status=500)])
    for _ in range(3):
        assert proxy.post().json()["error"]["code"] == "upstream_error"
    refused = proxy.post()
    assert (refused.status_code, refused.json()["error"]["code"]) == (503, "upstream_unavailable")
    assert int(refused.headers["retry-after"]) >= 1
    assert len(proxy.mock.requests) == 3
    record = proxy.record_of(refused)
    assert (record["outcome"], record["upstream"]["attempts"]) == ("upstream_unavailable", 0)
    assert proxy.gateway.metric("gateway_upstream_state", upstream="default") == 0
    proxy.gateway.wait_log(lambda entry: "left alone" in str(entry))

    proxy.mock.answers([chat("Hello")])
    wait_until(lambda: proxy.post().status_code == 200, what="another try")
    assert proxy.gateway.metric("gateway_upstream_state", upstream="default") == 1
    proxy.gateway.wait_log(lambda entry: "used again" in str(entry))


def test_one_try_decides_whether_the_breaker_closes(start_proxy):
    proxy = start_proxy(settings={"upstream.breaker.failures": 1, "upstream.breaker.open": "200ms"})
    proxy.mock.answers([RESET])
    assert proxy.post().json()["error"]["code"] == "upstream_closed"
    assert proxy.post().json()["error"]["code"] == "upstream_unavailable"
    wait_until(lambda: proxy.post().json()["error"]["code"] == "upstream_closed", what="another try")
    assert proxy.post().json()["error"]["code"] == "upstream_unavailable"
    assert len(proxy.mock.requests) == 2


def test_requests_go_by_weight(start_proxy):
    proxy = start_proxy(mocks=2, upstreams=lambda m: {"a.url": m[0].url, "a.weight": 3, "b.url": m[1].url})
    for _ in range(200):
        assert proxy.post().status_code == 200
    a, b = asked_of(proxy)
    assert a + b == 200 and 115 <= a <= 185  # 150, and six standard deviations


def by_model(mocks):
    return {
        "a.url": mocks[0].url, "a.models": ["small", "both"], "a.key": {"env": "KEY_A"},
        "b.url": mocks[1].url, "b.models": ["large"],
    }  # fmt: skip


def test_requests_go_by_model(start_proxy):
    proxy = start_proxy(mocks=2, upstreams=by_model, env={"KEY_A": "key-of-a"})
    proxy.chat(model="small")
    proxy.chat(model="large")
    proxy.chat(model="large")
    assert asked_of(proxy) == [1, 2]
    assert proxy.mocks[0].last().headers["authorization"] == "Bearer key-of-a"
    assert "authorization" not in proxy.mocks[1].last().headers
    with pytest.raises(openai.NotFoundError) as unknown:
        proxy.chat(model="other")
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")


def test_fallbacks_are_tried_in_their_order(start_proxy):
    def four(m):
        urls = {f"{name}.url": mock.url for name, mock in zip("abc", m, strict=True)}
        return urls | {
            "a.models": ["m"],
            "b.models": ["x", "m"],
            "b.weight": 0,
            "c.weight": 0,
        }

    settings = {"upstream.retry.attempts": 3, "upstream.fallbacks": ["c", "b"]}
    proxy = start_proxy(mocks=3, upstreams=four, settings=settings)
    proxy.mocks[0].answers(ERROR)
    proxy.mocks[2].answers(ERROR)
    raw = proxy.raw_chat()
    assert asked_of(proxy) == [1, 1, 1]
    assert proxy.record_of(raw)["upstream"] == {"name": "b", "status": 200, "attempts": 3}


def test_health_checks(start_proxy):
    settings = {"upstream.health.interval": "50ms", "upstream.retry.attempts": 0}
    proxy = start_proxy(mocks=2, upstreams=lambda m: {"a.url": m[0].url, "b.url": m[1].url}, settings=settings)
    proxy.mocks[0].healthy = False

    def state(name):
        return proxy.gateway.metric("gateway_upstream_state", upstream=name)

    wait_until(lambda: state("a") == 0, what="the check to fail")
    before = len(proxy.mocks[0].requests)
    for _ in range(20):
        proxy.post()
    assert asked_of(proxy) == [before, 20]
    proxy.mocks[0].healthy = True
    wait_until(lambda: state("a") == 1, what="the check to succeed")
    for _ in range(40):
        proxy.post()
    assert len(proxy.mocks[0].requests) > before


def test_a_key_file_is_read_again(start_proxy, tmp_path):
    key = tmp_path / "key"
    key.write_text("first-key\n")
    proxy = start_proxy(settings={"upstream.key": {"file": str(key)}})
    proxy.chat()
    assert proxy.mock.last().headers["authorization"] == "Bearer first-key"
    key.write_text("second-key\n")

    def sent():
        proxy.chat()
        return proxy.mock.last().headers["authorization"] == "Bearer second-key"

    wait_until(sent, what="the new key")
    key.unlink()  # what cannot be read changes nothing
    assert sent()


FORWARDED = [
    "authorization",
    "x-api-key",
    "cookie",
    "x-forwarded-for",
    "openai-organization",
    "x-user-id",
    "proxy-authorization",
]


def test_nothing_of_the_callers_head_goes_on(start_proxy):
    proxy = start_proxy(settings={"upstream.key": None})
    proxy.post(headers={name: f"secret-of-{name}" for name in FORWARDED} | {"authorization": f"Bearer {CALLER_KEY}"})
    sent = proxy.mock.last()
    assert b"secret-of" not in sent.raw and CALLER_KEY.encode() not in sent.raw
    assert set(sent.headers) == {"host", "content-type", "content-length", "traceparent", "x-request-id"}


def test_v1_at_the_end_of_a_url_is_left_out(start_proxy):
    proxy = start_proxy(mocks=1, upstreams=lambda m: {"a.url": m[0].url + "/v1"})
    proxy.chat()
    assert proxy.mock.last().path == "/v1/chat/completions"


def test_a_server_by_name(start_proxy):
    proxy = start_proxy(upstreams=lambda m: {"a.url": m[0].url.replace("127.0.0.1", "localhost")})
    assert proxy.chat().choices[0].message.content == "Hello"
    assert proxy.mock.last().headers["host"] == f"localhost:{proxy.mock.port}"


def test_the_historical_environment(start_proxy):
    server = MockUpstream()
    proxy = start_proxy(mocks=0, env={"PAC_UPSTREAM_URL": server.url, "VLLM_API_KEY": "a-key-of-vllm"})
    assert proxy.chat().choices[0].message.content == "Hello"
    assert server.last().headers["authorization"] == "Bearer a-key-of-vllm"
    server.close()


# TLS


@pytest.fixture
def tls(tmp_path, start_proxy):
    """tls(host, **settings): a gateway whose model server speaks TLS."""
    crt, key = certificate(tmp_path, "server", 1)
    server = MockUpstream(str(crt), str(key))
    server.certificate = str(crt)

    def start(host="127.0.0.1", **settings):
        url = f"https://{host}:{server.port}"
        chosen = {"upstreams.s.url": url, **{f"upstreams.s.{k}": v for k, v in settings.items()}}
        return start_proxy(mocks=0, settings=chosen), server

    yield start
    server.close()


def test_a_server_with_its_own_authority(tls, tmp_path):
    proxy, server = tls(tls_ca=str(tmp_path / "server.crt"))
    assert proxy.chat().choices[0].message.content == "Hello"
    server.answers(stream("Hello ", "there"))
    assert b"there" in proxy.post(body=asked(stream=True)).content
    assert server.accepted <= 2  # kept and used again


def test_a_server_of_another_name(tls, tmp_path):
    named = ["-subj", "/CN=x", "-addext", "subjectAltName=DNS:models.example"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-keyout", str(tmp_path / "o.key"), "-out", str(tmp_path / "o.crt"), "-days", "30", *named],
        check=True, capture_output=True,
    )  # fmt: skip
    proxy, server = tls(tls_ca=str(tmp_path / "server.crt"), tls_name="models.example")
    assert proxy.post().json()["error"]["code"] == "upstream_unreachable"
    assert server.requests == []


@pytest.mark.parametrize("how", ["unknown authority", "other authority", "other host"])
def test_a_server_that_nobody_vouches_for(tls, tmp_path, how):
    other, _ = certificate(tmp_path, "other", 2)
    own = str(tmp_path / "server.crt")
    proxy, server = {
        "unknown authority": lambda: tls(),
        "other authority": lambda: tls(tls_ca=str(other)),
        "other host": lambda: tls("localhost", tls_ca=own),
    }[how]()
    answer = proxy.post()
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    assert server.requests == []


def test_a_server_that_speaks_no_tls(start_proxy):
    plain = MockUpstream()
    settings = {"upstreams.s.url": plain.url.replace("http:", "https:"), "upstream.timeouts.connect": "200ms"}
    proxy = start_proxy(mocks=0, settings=settings)
    assert proxy.post().json()["error"]["code"] == "upstream_timeout"
    assert plain.requests == []
    plain.close()


def test_an_interim_answer_is_passed_over(start_proxy):
    proxy = start_proxy()
    proxy.mock.answers([b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", chat("Hello")])
    assert proxy.chat().choices[0].message.content == "Hello"
    proxy.mock.answers(
        [b"HTTP/1.1 100 Continue\r\n\r\n", head(), part(chunk({"content": "Hi"}, "stop")), b"0\r\nTrailer: x\r\n\r\n"]
    )
    assert b"Hi" in proxy.post(body=asked(stream=True)).content
