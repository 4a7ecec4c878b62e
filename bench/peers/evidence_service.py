"""The evidence benchmark's peer: POST /evidence as the historical service had it, with FastAPI.

The contract is that of the evidence service: the same fields in, the same id out. It keeps evidence in memory and
appends a line to a file without syncing it: no durability, no log, no proof, so it does less work per request.
"""

import json
import os
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Literal

from fastapi import FastAPI, Response
from pydantic import BaseModel

ARTIFACTS = Literal[
    "ci_evidence", "eval_pack", "model_card", "system_card", "dpia", "risk_register", "signoff", "classification",
    "other",
]  # fmt: skip

app = FastAPI()
stored: dict[str, dict] = {}
audit = open(os.path.join(tempfile.mkdtemp(), "audit.jsonl"), "a", encoding="utf-8")  # noqa: SIM115, as long as it serves


class Evidence(BaseModel):
    artifactType: ARTIFACTS
    modelVersion: str
    metadata: dict[str, Any] | None = None
    contentRef: str


@app.get("/ready")
async def ready() -> dict:
    return {"status": "ready"}


@app.post("/evidence", status_code=201)
async def evidence(item: Evidence, response: Response) -> dict:
    body = item.model_dump()
    id = sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    if id in stored:
        response.status_code = 200
        return stored[id]
    answer = {"id": id, "evidence_hash": f"sha256:{id}", "stored_at": datetime.now(UTC).isoformat()}
    stored[id] = answer
    audit.write(json.dumps({"event": "evidence_submitted", **answer}) + "\n")
    audit.flush()
    return answer
