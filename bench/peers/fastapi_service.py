"""The filter benchmark's peer: POST /filter/prompt as one would write it with FastAPI.

The contract is the gateway's: the same fields in and out, the same baseline rules evaluated on the
signals that the caller's context gives. It detects nothing, writes nothing and logs nothing, and
has none of the gateway's limits, so it does less work per request. Run it as production would:

  uvicorn fastapi_service:app --app-dir bench/peers --workers 1 --loop uvloop --http httptools \
      --no-access-log
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

LAWFUL_BASES = {"consent", "contract", "legal_obligation", "legitimate_interest", "public_task"}
SEVERITY = {"allow": 0, "flag": 1, "mask": 2, "summarize": 3, "safe_mode": 4, "block": 5}


class Context(BaseModel):
    model_config = ConfigDict(extra="allow")

    contains_pii: bool | None = None
    jailbreak_score: float | None = Field(default=None, ge=0, le=1)
    verbatim_ratio: float | None = Field(default=None, ge=0, le=1)
    lawful_basis: str | bool | None = None


class FilterRequest(BaseModel):
    prompt: str
    context: Context | None = None


class RuleResult(BaseModel):
    id: str
    outcome: str
    action: str
    mode: str
    applied: bool
    source: str


class FilterAnswer(BaseModel):
    allowed: bool
    action: str
    reasons: list[str]
    decision_id: str
    rules: list[RuleResult]
    signals: dict[str, Any]
    entities: list[dict[str, Any]]
    policy_digest: str


@dataclass(frozen=True)
class Rule:
    id: str
    phase: str
    when: Callable[[dict[str, Any]], bool]
    action: str
    reason: str


RULES = [
    Rule(
        id="pii_block_prompt",
        phase="prompt",
        when=lambda signals: signals["contains_pii"] and not signals["lawful_basis"],
        action="block",
        reason="PII without lawful basis",
    ),
    Rule(
        id="jailbreak_detector",
        phase="prompt",
        when=lambda signals: signals["jailbreak_score"] > 0.8,
        action="safe_mode",
        reason="high jailbreak score",
    ),
    Rule(
        id="copyright_guard",
        phase="output",
        when=lambda signals: signals["verbatim_ratio"] > 0.2,
        action="summarize",
        reason="verbatim over limit",
    ),
]
PROMPT_RULES = [rule for rule in RULES if rule.phase == "prompt"]
POLICY_DIGEST = sha256(repr([(r.id, r.action, r.reason) for r in RULES]).encode()).hexdigest()

app = FastAPI(title="Filter service")


@app.get("/ready")
async def ready() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/filter/prompt")
async def filter_prompt(request: FilterRequest) -> FilterAnswer:
    context = request.context or Context()
    signals = {
        "contains_pii": bool(context.contains_pii),
        "jailbreak_score": context.jailbreak_score or 0.0,
    }
    inputs = {**signals, "lawful_basis": context.lawful_basis in LAWFUL_BASES}
    matched = [rule for rule in PROMPT_RULES if rule.when(inputs)]
    matched.sort(key=lambda rule: -SEVERITY[rule.action])
    action = matched[0].action if matched else "allow"
    return FilterAnswer(
        allowed=action != "block",
        action=action,
        reasons=[rule.reason for rule in matched],
        decision_id=f"{uuid.uuid4()}.prompt",
        rules=[
            RuleResult(
                id=rule.id,
                outcome="matched",
                action=rule.action,
                mode="enforce",
                applied=True,
                source="baseline",
            )
            for rule in matched
        ],
        signals=signals,
        entities=[],
        policy_digest=POLICY_DIGEST,
    )
