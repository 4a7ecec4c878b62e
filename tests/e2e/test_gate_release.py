"""governed-speed gate: sign-offs, the artifacts of a release, and what is filed with the evidence service."""

import base64
import json
import stat

import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.dsse import Envelope
from securesystemslib.signer import SSlibKey

from gate import check, gate, report
from gateway import REFERENCE_POLICY

ROLES = ["governance_lead", "dpo_privacy_officer", "security_officer"]
SIGN_OFFS = "pre_prod.sign_offs"


class Release:
    """A folder with synthetic artifacts, keys of all roles, and the gate on it."""

    def __init__(self, folder):
        self.folder = folder
        self.artifacts = folder / "artifacts"
        self.keys = {}
        gate("synth", self.artifacts, "--config", REFERENCE_POLICY, "--model", "m1")
        lines = []
        for role in ROLES:
            self.keys[role] = folder / f"{role}.key"
            vkey = gate("keygen", "--key", self.keys[role], "--name", f"{role}.example").strip()
            lines.append(f"{role} {vkey}")
        self.trusted = folder / "trusted_keys"
        self.trusted.write_text("\n".join(lines))
        self.last_release = "2026-01-01"

    def sign(self, role, key=None, status=0, **kwargs):
        options = [part for name, value in kwargs.items() for part in (f"--{name.replace('_', '-')}", value)]
        return gate("sign", "--role", role, "--key", key or self.keys[role], "--artifact", self.artifacts,
                    "--model", "m1", "-o", self.file_of(role), *options, status=status)

    def sign_all(self):
        for role in ROLES:
            self.sign(role)

    def file_of(self, role):
        return self.artifacts / f"{role}.signoff.json"

    def report(self, *options, stage="pre_prod", policy=REFERENCE_POLICY, status=0):
        return report("--config", policy, "--stage", stage, "--artifacts", self.artifacts, "--trusted-keys", self.trusted,
                      "--last-release", self.last_release, *options, status=status)

    def message(self, name=SIGN_OFFS):
        out = self.report(status=1)
        assert name in out["violations"]
        return next(each["message"] for each in out["checks"] if each["id"] == name)

    def forge(self, role, change, key=None):
        """Another statement, well signed with the key of the role (or of `key`)."""
        text = (key or self.keys[role]).read_text().strip()
        seed = base64.b64decode(text.split("+", 4)[4])[1:]
        envelope = json.loads(self.file_of(role).read_text())
        statement = json.loads(base64.b64decode(envelope["payload"]))
        change(statement)
        payload = json.dumps(statement).encode()
        kind = envelope["payloadType"].encode()
        pae = b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)
        signature = Ed25519PrivateKey.from_private_bytes(seed).sign(pae)
        envelope["payload"] = base64.b64encode(payload).decode()
        envelope["signatures"] = [{"keyid": "", "sig": base64.b64encode(signature).decode()}]
        self.file_of(role).write_text(json.dumps(envelope))


@pytest.fixture
def release(tmp_path):
    return Release(tmp_path)


@pytest.fixture
def signed(release):
    release.sign_all()
    return release


# --- sign-offs -----------------------------------------------------------------------------------


def test_nobody_has_signed(release):
    for role in ROLES:
        assert f"{role} has not signed" in release.message()


def test_all_have_signed(signed):
    out = signed.report()
    assert out["status"] == "pass" and SIGN_OFFS not in out["violations"]
    [line] = [each for each in out["checks"] if each["id"] == SIGN_OFFS]
    assert all(f"{role} has signed ({role}.example)" in line["message"] for role in ROLES)


def test_a_sign_off_is_what_other_programs_verify(signed):
    envelope = json.loads(signed.file_of(ROLES[0]).read_text())
    vkey = signed.trusted.read_text().split("\n")[0].split()[1]
    public = base64.b64decode(vkey.split("+", 2)[2])[1:]
    hint = envelope["signatures"][0]["keyid"]
    assert vkey.startswith(hint + "+")
    key = SSlibKey(hint, "ed25519", "ed25519", {"public": public.hex()})
    Envelope.from_dict(envelope).verify([key], 1)
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert statement["predicateType"] == "https://governed-speed.dev/sign-off/v1"
    assert statement["predicate"]["role"] == ROLES[0] and statement["predicate"]["model"] == "m1"
    assert {subject["name"] for subject in statement["subject"]} >= {str(signed.artifacts / "dpia.json")}


def test_the_key_of_somebody_else(signed):
    other = signed.folder / "other.key"
    gate("keygen", "--key", other, "--name", f"{ROLES[0]}.example")
    signed.sign(ROLES[0], key=other)
    assert "governance_lead.signoff.json is not signed by a key of governance_lead" in signed.message()


def test_the_key_of_another_role(signed):
    signed.sign(ROLES[0], key=signed.keys[ROLES[1]])
    assert "is not signed by a key of governance_lead" in signed.message()


def test_one_role_does_not_sign_for_another(signed):
    signed.file_of(ROLES[1]).write_text(signed.file_of(ROLES[0]).read_text())
    assert "dpo_privacy_officer has not signed" in signed.message()


def test_an_old_sign_off(signed):
    signed.forge(ROLES[2], lambda statement: statement["predicate"].update(signed_at="2026-01-01T00:00:00Z"))
    assert "days old, and may be 30" in signed.message()


def test_a_sign_off_of_tomorrow(signed):
    signed.forge(ROLES[2], lambda statement: statement["predicate"].update(signed_at="2100-01-01T00:00:00Z"))
    assert "a time that has not come" in signed.message()


@pytest.mark.parametrize("name", ["model_card.json", "eval_pack.json", "quality.json", "risk_register.json"])
def test_an_altered_artifact(signed, name):
    path = signed.artifacts / name
    path.write_text(path.read_text().replace("{", "{ ", 1))
    assert f"does not cover {path} as it is now" in signed.message()


def test_an_altered_sign_off(signed):
    envelope = json.loads(signed.file_of(ROLES[0]).read_text())
    payload = base64.b64decode(envelope["payload"]).replace(b"governance_lead", b"security_officr")
    envelope["payload"] = base64.b64encode(payload).decode()
    signed.file_of(ROLES[0]).write_text(json.dumps(envelope))
    assert "governance_lead has not signed" in signed.message()


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"payload": "", "payloadType": "x", "signatures": []}'])
def test_what_is_no_sign_off(signed, text):
    signed.file_of(ROLES[0]).write_text(text)
    assert "governance_lead.signoff.json" in signed.message()


def test_keys_of_the_policy(signed):
    policy = yaml.safe_load(REFERENCE_POLICY.read_text())
    for line in signed.trusted.read_text().split("\n"):
        role, vkey = line.split()
        policy["ownership"][role]["signing_keys"] = [vkey]
    path = signed.folder / "policy.yaml"
    path.write_text(yaml.safe_dump(policy))
    common = ["--stage", "pre_prod", "--artifacts", signed.artifacts, "--last-release", "2026-01-01"]
    assert report("--config", path, *common)["status"] == "pass"
    out = report("--config", REFERENCE_POLICY, *common, status=1)
    assert "no key is trusted for governance_lead" in json.dumps(out)
    policy["ownership"][ROLES[0]]["signing_keys"] = ["nonsense"]
    path.write_text(yaml.safe_dump(policy))
    assert "ownership.governance_lead.signing_keys" in check("--config", path, *common, status=2)


def test_signing_needs_a_key_and_a_file(release):
    assert "none.key" in release.sign(ROLES[0], key=release.folder / "none.key", status=2)
    assert "PRIVATE+KEY" in release.sign(ROLES[0], key=release.artifacts / "dpia.json", status=2)
    assert "--role" in gate("sign", "--role", "../x", "--key", release.keys[ROLES[0]], "--artifact", release.artifacts, status=2)
    assert "none.json" in gate("sign", "--role", "x", "--key", release.keys[ROLES[0]], "--artifact", release.folder / "none.json", status=2)


def test_a_key_is_private_and_never_replaced(release):
    path = release.keys[ROLES[0]]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_text()
    assert "there is a file" in gate("keygen", "--key", path, "--name", "x", status=2)
    assert "--name" in gate("keygen", "--key", release.folder / "y", "--name", "a b", status=2)
    assert path.read_text() == before


# --- artifacts of a release ----------------------------------------------------------------------


def test_a_missing_and_an_empty_artifact(signed):
    (signed.artifacts / "dpia.json").unlink()
    (signed.artifacts / "system_card.json").write_text("")
    message = signed.message("pre_prod.evidence_present")
    assert "there is no dpia" in message and "system_card is empty" in message


def test_an_artifact_may_be_a_folder(release):
    (release.artifacts / "eval_pack.json").unlink()
    (release.artifacts / "eval_pack").mkdir()
    assert "there is no eval_pack" in release.message("pre_prod.evidence_present")
    (release.artifacts / "eval_pack" / "results.jsonl").write_text("{}\n")
    release.sign_all()
    assert release.report()["status"] == "pass"


def test_an_artifact_that_is_not_json(signed):
    (signed.artifacts / "dpia.json").write_text("{")
    assert "dpia.json" in check("--config", REFERENCE_POLICY, "--stage", "pre_prod", "--artifacts", signed.artifacts, status=2)


@pytest.mark.parametrize("updated, holds", [("2026-01-02", True), ("2025-12-31", False), ("2100-01-01", False), (None, False)])
def test_the_risk_register_is_newer_than_the_last_release(release, updated, holds):
    register = {"risks": []} if updated is None else {"risks": [], "updated_at": updated}
    (release.artifacts / "risk_register.json").write_text(json.dumps(register))
    release.sign_all()
    out = release.report(status=0 if holds else 1)
    assert out["violations"] == ([] if holds else ["pre_prod.risk_register_updated"])


def test_the_model_card_is_complete(release):
    path = release.artifacts / "model_card.json"
    card = json.loads(path.read_text())
    assert release.report(stage="pre_merge")["status"] == "pass"
    path.write_text(json.dumps(card | {"limitations": "unknown"}))
    out = release.report(stage="pre_merge", status=1)
    assert out["violations"] == ["pre_merge.model_card_complete"]
    path.write_text(json.dumps(card | {"model": "m2"}))
    assert "is of m2, and" in check("--config", REFERENCE_POLICY, "--artifacts", release.artifacts, status=2)


def test_production_needs_a_canary_and_a_rollback(release):
    policy = yaml.safe_load(REFERENCE_POLICY.read_text())
    record = release.folder / "good.json"
    policy["incident_response"]["rollback"]["last_known_good"] = str(record)
    path = release.folder / "policy.yaml"

    def outcomes(status):
        path.write_text(yaml.safe_dump(policy))
        out = release.report(stage="prod", policy=path, status=status)
        return {each["name"]: each["outcome"] for each in out["checks"] if each["kind"] == "gate"}

    assert outcomes(1) == {"canary_policy": "pass", "rollback_ready": "violation"}
    record.write_text('{"model": "m0", "released_at": "2026-02-01"}')
    assert outcomes(0) == {"canary_policy": "pass", "rollback_ready": "pass"}
    policy["ci_cd_gates"]["prod"][0]["canary"]["steps_percent"] = [5, 25]
    assert outcomes(1)["canary_policy"] == "violation"


def test_the_last_release_is_that_of_the_rollback_record(release):
    policy = yaml.safe_load(REFERENCE_POLICY.read_text())
    policy["incident_response"]["rollback"]["last_known_good"] = "good.json"
    path = release.folder / "policy.yaml"
    path.write_text(yaml.safe_dump(policy))
    release.sign_all()
    common = ["--config", path, "--stage", "pre_prod", "--artifacts", release.artifacts, "--trusted-keys", release.trusted]
    assert report(*common)["warnings"] == ["pre_prod.risk_register_updated"]  # newer than what?
    (release.artifacts / "good.json").write_text('{"model": "m0", "released_at": "2100-02-01"}')
    assert report(*common, status=1)["violations"] == ["pre_prod.risk_register_updated"]
    (release.artifacts / "good.json").write_text('{"model": "m0", "released_at": "soon"}')
    assert "released_at" in check(*common, status=2)


# --- filed with the evidence service -------------------------------------------------------------


def test_the_report_is_filed_and_moves_the_snapshot(release, start_res):
    res = start_res()
    common = ["--config", REFERENCE_POLICY, "--artifacts", release.artifacts, "--submit", res.url]
    out = report(*common)
    stored = res.get(f"/evidence/{out['evidence_id']}").json()
    assert (stored["artifactType"], stored["modelVersion"]) == ("ci_evidence", "m1")
    assert stored["metadata"]["status"] == "pass" and "quality.pass_at_5" in stored["metadata"]["passedTests"]
    quality = json.loads((release.artifacts / "quality.json").read_text())["pass_at_5"]
    assert res.get("/risk/snapshot?model=m1").json()["quality"]["pass_at_5"] == quality
    filed = res.get(f"/evidence/{out['evidence_id']}/content").json()
    assert filed["status"] == "pass" and filed["checks"]
    statement = json.loads(base64.b64decode(res.get(f"/evidence/{out['evidence_id']}/statement").json()["payload"]))
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert statement["predicate"]["result"] == "PASSED"


def test_a_signed_report_is_an_in_toto_test_result(release, start_res):
    res = start_res()
    (release.artifacts / "quality.json").write_text('{"pass_at_5": 0.5, "model": "m1"}')
    out = report("--config", REFERENCE_POLICY, "--artifacts", release.artifacts, "--submit", res.url,
                 "--signing-key", release.keys[ROLES[0]], status=1)
    envelope = res.get(f"/evidence/{out['evidence_id']}/content").json()
    public = base64.b64decode(release.trusted.read_text().split("\n")[0].split("+", 2)[2])[1:]
    hint = envelope["signatures"][0]["keyid"]
    Envelope.from_dict(envelope).verify([SSlibKey(hint, "ed25519", "ed25519", {"public": public.hex()})], 1)
    statement = json.loads(base64.b64decode(envelope["payload"]))
    assert statement["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert statement["predicate"]["result"] == "FAILED"
    assert statement["predicate"]["failedTests"] == ["quality.pass_at_5"]
    digests = {subject["name"]: subject["digest"]["sha256"] for subject in statement["subject"]}
    assert digests == {each["file"]: each["sha256"] for each in out["inputs"]}


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_the_id_is_told_in_every_format(release, start_res, format, capfd):
    res = start_res()
    out = check("--config", REFERENCE_POLICY, "--artifacts", release.artifacts, "--submit", res.url, "--format", format)
    [item] = res.get("/evidence").json()["items"]
    if format == "text":
        assert out.splitlines()[-1] == f"evidence {item['id']}"


def test_a_sign_off_is_filed(release, start_res):
    res = start_res()
    out = release.sign(ROLES[0], submit=res.url)
    stored = res.get(f"/evidence/{out.split()[-1]}").json()
    assert stored["artifactType"] == "signoff" and stored["metadata"]["role"] == ROLES[0]
    assert res.get(f"/evidence/{stored['id']}/content").json() == json.loads(release.file_of(ROLES[0]).read_text())


def test_what_cannot_be_filed_does_not_pass(release, start_res):
    common = ["--config", REFERENCE_POLICY, "--artifacts", release.artifacts]
    assert "error: " in check(*common, "--submit", "http://127.0.0.1:1", status=2)
    quality = release.folder / "bare.json"
    quality.write_text('{"pass_at_5": 0.9}')
    assert "--model" in check("--config", REFERENCE_POLICY, "--eval", quality, "--submit", "http://127.0.0.1:1", status=2)
    res = start_res()
    for name in release.artifacts.iterdir():
        name.write_text(name.read_text().replace('"m1"', '"' + "m" * 300 + '"'))
    check(*common, "--submit", res.url, status=1)  # the service refuses the name
