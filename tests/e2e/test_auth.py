"""Keys and roles: who may call what under auth.mode keys."""

import hashlib
import json

import pytest

from gateway import POLICIES, REFERENCE_POLICY, Gateway, problem, wait_until

KEYS = {
    # id: (key, entry)
    "app": ("gs-app-key-000001", {"roles": ["caller"], "tenant": "shop"}),
    "consent-only": ("gs-consent-key-01", {"roles": ["caller"], "lawful_bases": ["consent"]}),
    "trusted": ("gs-trusted-key-01", {"roles": ["caller"], "trust_context": "full"}),
    "viewer": ("gs-viewer-key-001", {"roles": ["reader"]}),
    "both": ("gs-both-key-00001", {"roles": ["caller", "reader"]}),
    "auditor": ("gs-auditor-key-01", {"roles": ["auditor"]}),
    "root": ("gs-root-key-00001", {"roles": ["admin"]}),
    "old": ("gs-old-key-000001", {"roles": ["caller"], "expires": "2020-01-01T00:00:00Z"}),
    "new": ("gs-new-key-000001", {"roles": ["caller"], "expires": "2099-01-01T00:00:00Z"}),
}

TENANTS = """\
policy_as_code:
  rules:
    - { id: shop_only, when: prompt.length >= 0, action: flag, applies_to: { tenants: [shop] } }
"""


def write_keys(path, keys=KEYS):
    entries = [
        {"id": id, "sha256": hashlib.sha256(key.encode()).hexdigest(), **entry}
        for id, (key, entry) in keys.items()
    ]
    path.write_text(json.dumps({"keys": entries}))
    return path


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("auth")
    settings = {"auth.mode": "keys", "auth.keys": str(write_keys(folder / "keys.json")), "log.access": "all"}
    gateway = Gateway(folder, REFERENCE_POLICY, settings).wait_ready()
    yield gateway
    gateway.stop()


def bearer(id):
    return {"authorization": f"Bearer {KEYS[id][0]}"}


OPEN = ["/health", "/ready", "/metrics", "/openapi.json", "/docs"]


@pytest.mark.parametrize("path", OPEN)
def test_open_to_all(gateway, path):
    assert gateway.get(path).status_code == 200


CLOSED = [("POST", "/filter/prompt"), ("POST", "/filter/output"), ("POST", "/ci/check"), ("GET", "/rules")]

NO_KEY = {
    "none": {},
    "unknown": {"authorization": "Bearer gs-nobody-key-01"},
    "empty": {"authorization": "Bearer "},
    "no-scheme": {"authorization": KEYS["app"][0]},
    "basic": {"authorization": "Basic " + KEYS["app"][0]},
    "hash-instead": {"authorization": "Bearer " + hashlib.sha256(KEYS["root"][0].encode()).hexdigest()},
    "prefix": {"authorization": "Bearer " + KEYS["root"][0][:-1]},
    "expired": bearer("old"),
    "unknown-x-api-key": {"x-api-key": "nobody"},
}


@pytest.mark.parametrize("headers", NO_KEY.values(), ids=NO_KEY.keys())
@pytest.mark.parametrize("method, path", CLOSED)
def test_without_a_good_key(gateway, method, path, headers):
    answer = gateway.session.request(method, gateway.url + path, data=b"{}", headers=headers, timeout=5)
    problem(answer, 401)
    assert "bearer" in answer.headers["www-authenticate"].lower()


ROLES = [
    # id, filter, check, rules
    ("app", 200, 200, 403),
    ("new", 200, 200, 403),
    ("viewer", 403, 403, 200),
    ("both", 200, 200, 200),
    ("root", 200, 200, 200),
]


@pytest.mark.parametrize("id, filters, checks, rules", ROLES)
def test_roles(gateway, id, filters, checks, rules):
    headers = bearer(id)
    assert gateway.post("/filter/prompt", {"prompt": "hi"}, headers=headers).status_code == filters
    assert gateway.post("/filter/output", {"output": "hi"}, headers=headers).status_code == filters
    assert gateway.post("/ci/check", {}, headers=headers).status_code == checks
    assert gateway.get("/rules", headers=headers).status_code == rules


def test_a_missing_role_is_named(gateway):
    assert "reader" in problem(gateway.get("/rules", headers=bearer("app")), 403)["detail"]


def test_x_api_key(gateway):
    assert gateway.get("/rules", headers={"x-api-key": KEYS["viewer"][0]}).status_code == 200


def test_the_scheme_has_no_case(gateway):
    assert gateway.get("/rules", headers={"authorization": f"bearer {KEYS['viewer'][0]}"}).status_code == 200


@pytest.mark.parametrize("basis, action", [("consent", "allow"), ("contract", "block"), (True, "block")])
def test_the_lawful_bases_of_a_key(gateway, basis, action):
    context = {"contains_pii": True, "lawful_basis": basis}
    assert gateway.prompt("hi", context, headers=bearer("consent-only"))["action"] == action


def test_any_allowed_basis_where_the_key_names_none(gateway):
    context = {"contains_pii": True, "lawful_basis": "contract"}
    assert gateway.prompt("hi", context, headers=bearer("app"))["action"] == "allow"


def test_rules_for_a_tenant(start, tmp_path):
    policy = tmp_path / "policy.yaml"
    policy.write_text(TENANTS)
    keys = write_keys(tmp_path / "keys.json")
    gateway = start(policy, {"auth.mode": "keys", "auth.keys": str(keys)})
    assert gateway.prompt("hi", headers=bearer("app"))["action"] == "flag"
    assert gateway.prompt("hi", headers=bearer("new"))["action"] == "allow"


def test_a_host_name_is_no_matter_with_keys(gateway):
    headers = {"host": "gateway.example", **bearer("viewer")}
    assert gateway.get("/rules", headers=headers).status_code == 200


def test_no_key_is_written_anywhere(gateway):
    gateway.get("/rules", headers=bearer("viewer"))
    entry = gateway.wait_log(lambda e: e.get("path") == "/rules" and "viewer" in json.dumps(e))
    assert entry["status"] == 200
    assert not [id for id, (key, _) in KEYS.items() if key in gateway.text]


def test_changed_keys_are_read_again(start, tmp_path):
    path = write_keys(tmp_path / "keys.json")
    gateway = start(settings={"auth.mode": "keys", "auth.keys": str(path)})
    assert gateway.get("/rules", headers=bearer("viewer")).status_code == 200
    write_keys(tmp_path / "next.json", {id: k for id, k in KEYS.items() if id != "viewer"}).replace(path)
    wait_until(lambda: gateway.get("/rules", headers=bearer("viewer")).status_code == 401, 5, "the revocation")
    assert gateway.get("/rules", headers=bearer("both")).status_code == 200


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"keys": [{"id": "a"}]}', '{"keys": [{"id": "a", "sha256": "short", "roles": []}]}'],
)
def test_unusable_keys_are_refused_at_start(tmp_path, text):
    from gateway import free_port, run

    keys = tmp_path / "keys.json"
    keys.write_text(text)
    settings = tmp_path / "governed-speed.yaml"
    settings.write_text(json.dumps({"auth": {"mode": "keys", "keys": str(keys)}}))
    arguments = ["--config", POLICIES / "historical.yaml", "--settings", settings]
    result = run("gateway", *arguments, "--listen", f"127.0.0.1:{free_port()}")
    assert result.returncode == 2, result.stderr
    assert str(keys) in result.stderr


CORS = {"cors.origins": ["https://console.example"]}


def test_cors_is_off_by_default(reference):
    answer = reference.post("/filter/prompt", {"prompt": "hi"}, headers={"origin": "https://console.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_cors_for_a_listed_origin(start):
    gateway = start(settings=CORS)
    for origin, allowed in (("https://console.example", True), ("https://evil.example", False)):
        preflight = gateway.session.options(
            gateway.url + "/filter/prompt",
            headers={"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type"},
            timeout=5,
        )
        answer = gateway.post("/filter/prompt", {"prompt": "hi"}, headers={"origin": origin})
        for response in (preflight, answer):
            assert (response.headers.get("access-control-allow-origin") == origin) is allowed, response.headers
            assert response.headers.get("access-control-allow-origin") != "*"
        if allowed:
            assert preflight.status_code in (200, 204)
            assert "POST" in preflight.headers["access-control-allow-methods"]
