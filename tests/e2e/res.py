"""The evidence service under test: the program on a storage of its own, and what callers say to it."""

import base64
import hashlib
import json
from pathlib import Path

import requests
import rfc8785

from gateway import BINARY, Gateway, wait_until

SPEC = Path(__file__).resolve().parents[2] / "specs" / "openapi-risk-evidence-service.yaml"
ORIGIN = "res.example/log1"


class Res(Gateway):
    """`storage`: a folder, by default <folder>/res, or the URL of a database."""

    def __init__(self, folder, policy=None, settings=None, storage=None, **kwargs):
        self.storage = str(storage or Path(folder) / "res")
        self.data = Path(self.storage)
        super().__init__(folder, policy, {"res.origin": ORIGIN, **(settings or {})}, **kwargs)

    def command(self, policy, workers):
        command = [str(BINARY), "res", "--storage", self.storage, "--listen", f"127.0.0.1:{self.port}"]
        command += ["--workers", str(workers), "--settings", str(self._settings)]
        return command if policy is None else [*command, "--config", str(policy)]

    def wait_up(self, seconds=10.0):
        """As wait_ready(), for one that may not be ready: it answers."""

        def up():
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.text}"
            try:
                return self.get("/health").status_code == 200
            except requests.exceptions.ConnectionError:
                return False

        wait_until(up, seconds, "/health")
        return self

    def put(self, path, data, **kwargs):
        return self.session.put(self.url + path, data=data, timeout=30, **kwargs)

    def patch(self, path, body, **kwargs):
        return self.session.patch(self.url + path, json=body, timeout=10, **kwargs)

    def delete(self, path, **kwargs):
        return self.session.delete(self.url + path, timeout=10, **kwargs)

    def submit(self, status=201, artifactType="eval_pack", modelVersion="m1", contentRef="s3://b/e.json",
               **more):
        """Files evidence and returns the answer's object."""
        body = {"artifactType": artifactType, "modelVersion": modelVersion, "contentRef": contentRef, **more}
        answer = self.post("/evidence", body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def upload(self, id, data, content_type="application/octet-stream", status=(200, 201)):
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        headers = {"content-type": content_type, "content-digest": f"sha-256=:{digest}:"}
        answer = self.put(f"/evidence/{id}/content", data, headers=headers)
        assert answer.status_code in status, answer.text
        return answer.json()


def evidence_id(artifactType, modelVersion, contentRef, metadata=None):
    """The id as the contract says it, by another implementation of RFC 8785."""
    body = {"artifactType": artifactType, "modelVersion": modelVersion, "metadata": metadata,
            "contentRef": contentRef}
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()


def checkpoint_of(text):
    """(origin, size, root) of a signed note."""
    origin, size, root = text.split("\n")[:3]
    return origin, int(size), base64.b64decode(root)


def leaf_hash(leaf):
    return hashlib.sha256(b"\0" + leaf).digest()


def leaves_of(bundle):
    """The leaves of an entry bundle."""
    leaves, at = [], 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at:at + 2], "big")
        leaves.append(bundle[at + 2:at + 2 + length])
        at += 2 + length
    return leaves


def ndjson(text):
    return [json.loads(line) for line in text.splitlines()]
