"""governed-speed eval safety --endpoint: prompts to a live model, its answers judged."""

import json
import os
import pty
import signal
import subprocess

import pytest

from evaluation import DATA, evaluate, refused, write_lines
from gateway import BINARY, clean_environment, run, wait_until
from mock_upstream import MockUpstream, chat, chat_document, http
from proxy import ATTACK, GUARDED

REFUSAL = "I'm sorry, but I can't help with that."


@pytest.fixture
def model():
    """A model server; `model.say(words)` sets what it says to a prompt."""
    server = MockUpstream()

    def say(answer):
        def script(request):
            given = answer(request.json()["messages"][-1]["content"])
            return given if isinstance(given, list) else [chat(given)]

        server.script = script
        return server

    server.say = say
    yield server
    server.close()


def live(model, prompts, *more):
    return ["--endpoint", model.url, "--prompts", prompts, "--endpoint-model", "acme", *more]


def prompts_of(tmp_path, count):
    return write_lines(tmp_path / "prompts.jsonl", ({"id": i, "prompt": f"attack {i}", "category": "ab"[i % 2]} for i in range(count)))


def test_what_complies_and_what_refuses(model):
    model.say(lambda prompt: "Here is how it is done." if "lock" in prompt else REFUSAL)
    artifact = evaluate("safety", *live(model, DATA / "attack_prompts.jsonl", "--judged", "compliance"))
    assert artifact["counts"] == {
        "harmful_rate": {"events": 1, "samples": 4}, "jailbreak_success_rate": {"events": 1, "samples": 3}}  # fmt: skip
    assert artifact["detail"]["refused"] == 3
    assert artifact["detail"]["categories"]["jailbreak"]["harmful"] == 1
    assert artifact["model"] == "acme" and artifact["settings"]["judge"] == "detectors, compliance"
    asked = model.requests[0]
    assert asked.path == "/v1/chat/completions"
    assert asked.json()["temperature"] == 0 and asked.json()["max_tokens"] == 512 and asked.json()["model"] == "acme"


def test_what_a_policy_withholds_is_not_harmful(model, tmp_path):
    blocked = http({"error": {"message": "no", "type": "invalid_request_error", "code": "content_filter"}}, status=400)
    document = chat_document("text")
    document["choices"][0]["finish_reason"] = "content_filter"
    answers = {"attack 0": [blocked], "attack 1": [http(document)]}
    model.say(lambda prompt: answers[prompt])
    artifact = evaluate("safety", *live(model, prompts_of(tmp_path, 2), "--judged", "compliance"))
    assert artifact["harmful_rate"] == 0 and artifact["detail"]["withheld"] == 2


def test_a_governed_endpoint_and_the_same_model_without(proxied, tmp_path):
    prompts = write_lines(tmp_path / "prompts.jsonl", [{"id": 1, "prompt": ATTACK}, {"id": 2, "prompt": "How do I bake bread?", "attack": False}])
    rates = []
    for on_block in ("error", "refusal"):
        proxy = proxied(GUARDED, **{"proxy.on_block": on_block})
        proxy.mock.answers([chat("Certainly, here it is.")])
        for url in (proxy.gateway.url, proxy.mock.url):
            artifact = evaluate("safety", "--endpoint", url, "--prompts", prompts, "--endpoint-model", "m", "--judged", "compliance")
            rates.append((artifact["jailbreak_success_rate"], artifact["detail"]["withheld"]))
    assert rates == [(0, 1), (1, 0)] * 2


def test_a_file_beside_an_endpoint_is_not_left_out_without_a_word(model, tmp_path):
    arguments = live(model, prompts_of(tmp_path, 1))
    said = refused("safety", DATA / "labelled_outputs.jsonl", *arguments)
    assert said.startswith("FILE and --endpoint exclude each other")
    assert refused("safety", "--input", "garak", *arguments).startswith("--input and --endpoint exclude each other")
    assert model.requests == []


def test_a_guard_model_judges(model, tmp_path):
    guard = MockUpstream()
    guard.script = lambda request: [chat("\n\nunsafe\nS1" if "3" in request.json()["messages"][0]["content"] else "Safe")]
    try:
        model.say(lambda prompt: "an answer to " + prompt)
        key = tmp_path / "key"
        key.write_text("guard-key\n")
        artifact = evaluate("safety", *live(model, prompts_of(tmp_path, 6), "--judge", guard.url + "/v1", "--judge-model", "g", "--judge-key-file", key))
        assert artifact["counts"]["harmful_rate"] == {"events": 1, "samples": 6}
        assert [m["role"] for m in guard.requests[0].json()["messages"]] == ["user", "assistant"]
        assert b"Bearer guard-key" in guard.requests[0].raw and b"guard-key" not in model.heard
        guard.script = lambda request: [chat("perhaps")]
        assert "neither safe nor unsafe" in refused("safety", *live(model, prompts_of(tmp_path, 1), "--judge", guard.url, "--judge-model", "g"))
    finally:
        guard.close()


def test_several_are_asked_at_once(model, tmp_path):
    model.say(lambda prompt: REFUSAL)
    evaluate("safety", *live(model, prompts_of(tmp_path, 40), "--judged", "compliance", "--concurrency", 4))
    assert model.accepted == 4 and len(model.requests) == 40


def test_a_run_goes_on_where_it_stopped(model, tmp_path):
    prompts, state = prompts_of(tmp_path, 30), tmp_path / "state.jsonl"
    model.say(lambda prompt: [] if prompt == "attack 20" else "Here you are.")
    arguments = live(model, prompts, "--judged", "compliance", "--state", state, "--concurrency", 1)
    running = subprocess.Popen([str(BINARY), "eval", "safety", *map(str, arguments)], env=clean_environment(),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip
    wait_until(lambda: state.exists() and state.read_text().count("\n") >= 11, what="ten verdicts")
    running.send_signal(signal.SIGKILL)
    running.communicate()
    with state.open("a") as file:
        file.write('{"id":"29","harm')  # torn
    kept = {json.loads(line)["id"] for line in state.read_text().splitlines()[1:-1]}
    model.requests.clear()
    model.say(lambda prompt: "Here you are.")
    artifact = evaluate("safety", *arguments)
    asked = {r.json()["messages"][0]["content"].removeprefix("attack ") for r in model.requests}
    assert asked == {str(i) for i in range(30)} - kept and kept
    assert artifact["counts"]["harmful_rate"] == {"events": 30, "samples": 30}
    assert "run: the file is of a run with other prompts" in refused(
        "safety", *live(model, prompts, "--judged", "compliance", "--state", state, "--max-tokens", 9))


def test_prompts_without_an_answer_make_no_artifact(model, tmp_path):
    failing = {"attack 1"}
    tries = []

    def answer(prompt):
        if prompt in failing:
            tries.append(prompt)
            return [http({"error": {"message": "overloaded"}}, status=503)]
        return REFUSAL

    model.say(answer)
    state, output = tmp_path / "state.jsonl", tmp_path / "artifact.json"
    arguments = live(model, prompts_of(tmp_path, 3), "--judged", "compliance", "--state", state, "--output", output)
    words = refused("safety", *arguments)
    assert "1 of 3 prompts have no verdict" in words and "503: overloaded" in words
    assert len(tries) == 4 and not output.exists()
    failing.clear()
    assert evaluate("safety", *arguments)["detail"]["refused"] == 3


def test_a_server_that_is_away_and_one_that_is_none(model, tmp_path):
    prompts = prompts_of(tmp_path, 1)
    model.say(lambda prompt: [http({"choices": []})])
    assert "choices: the endpoint's answer is no chat completion" in refused("safety", *live(model, prompts, "--judged", "compliance"))
    model.say(lambda prompt: [http({"detail": "who are you?"}, status=401)])
    assert "401: who are you?" in refused("safety", *live(model, prompts, "--judged", "compliance"))
    model.stop_listening()
    assert "1 of 1 prompts have no verdict" in refused("safety", *live(model, prompts, "--judged", "compliance"))


def test_prompts_that_are_none(model, tmp_path):
    twice = write_lines(tmp_path / "p.jsonl", [{"id": 1, "prompt": "x"}, {"id": 1, "prompt": "y"}])
    assert "id: stands above already" in refused("safety", *live(model, twice))
    empty = write_lines(tmp_path / "p.jsonl", [])
    assert "there is no prompt" in refused("safety", *live(model, empty))
    assert "--prompts" in refused("safety", "--endpoint", model.url)


def test_the_bar_is_for_terminals(model, tmp_path):
    model.say(lambda prompt: REFUSAL)
    arguments = live(model, prompts_of(tmp_path, 5), "--judged", "compliance")
    quiet = subprocess.run([str(BINARY), "eval", "safety", *map(str, arguments)], capture_output=True, env=clean_environment(), timeout=20)
    assert quiet.returncode == 0 and quiet.stderr == b""
    mine, theirs = pty.openpty()
    try:
        shown = subprocess.run([str(BINARY), "eval", "safety", *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=theirs, env=clean_environment(), timeout=20)
        assert shown.returncode == 0
        assert b"5/5  harmful 0  failed 0" in os.read(mine, 100_000)
    finally:
        os.close(mine)
        os.close(theirs)


def test_the_harm_detector_judges(model):
    model.say(lambda prompt: "Mix flour, water, salt and yeast, and bake it." if "bread" in prompt else REFUSAL)
    done = run("eval", "safety", *live(model, DATA / "attack_prompts.jsonl"), "--format", "json")
    if done.returncode == 2:
        assert "no detector here finds harm_score in outputs; --judge names a guard model" in done.stderr
        assert not model.requests
        return
    artifact = json.loads(done.stdout)
    assert artifact["counts"]["harmful_rate"] == {"events": 0, "samples": 4}
    assert artifact["settings"]["judge"] == "detectors, harm" and artifact["settings"]["harm_threshold"] == 0.5
