"""What the documents say of the repository is true."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]


def tracked():
    """The files of the repository, those not yet committed included, ignored ones left out."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is no git work tree")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def text_of(path):
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


PAGES = [p for p in tracked() if p.suffix == ".md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)


def anchor_of(heading):
    """As the renderers make it: lower case, spaces to hyphens, punctuation dropped."""
    words = re.sub(r"[`*_]|\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def anchors(page):
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    return {anchor_of(h) for h in re.findall(r"^#+\s+(.*)$", text, re.M)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_resolve(page):
    broken = []
    for groups in LINK.findall(CODE.sub("", page.read_text())):
        target = next(filter(None, groups))
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists():
            broken.append(target)
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            broken.append(target)
    assert not broken


def test_life_of_a_request_names_files_that_exist():
    page = (ROOT / "docs" / "life_of_a_request.md").read_text()
    named = set(re.findall(r"\b(?:src|cmd|data|tests|specs|policies)/[\w./-]+\.(?:cc|h|yaml|json|py)\b", page))
    assert len(named) >= 5
    missing = sorted(name for name in named if not (ROOT / name).exists())
    assert not missing


def test_no_paths_of_one_machine():
    path = re.compile(r"(?<![\w./$}-])/(?:work|root|Users)/\w+|(?<![\w./$}-])/home/\w+/")
    found = [f"{file.relative_to(ROOT)}: {match[0]}" for file in tracked() for match in path.finditer(text_of(file))]
    assert not found, "\n".join(found)


def test_no_words_of_one_workplace():
    words = re.compile(r"(?i)\b(this session|earlier session|sub-?agents?|colleagues?)\b")
    examples = ROOT / "data" / "training"  # of what people write; not about the project
    files = [file for file in tracked() if file != Path(__file__).resolve() and examples not in file.parents]
    found = [f"{file.relative_to(ROOT)}: {match[0]}" for file in files for match in words.finditer(text_of(file))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "docs/architecture.md"])
def test_the_pages_that_everybody_looks_for(name):
    assert (ROOT / name).read_text().strip()


def test_the_architecture_names_every_module():
    from layers_test import ALLOWED

    page = (ROOT / "docs" / "architecture.md").read_text()
    assert not [module for module in ALLOWED if not re.search(rf"\b{module}\b", page)]


@pytest.mark.parametrize(
    "file", [p for p in tracked() if p.suffix in (".yaml", ".yml", ".json")], ids=lambda p: str(p.relative_to(ROOT))
)
def test_data_files_parse(file):
    if "fixtures" in file.parts or "testdata" in file.parts or "corpus" in file.parts or "templates" in file.parts:
        pytest.skip("may be broken on purpose")
    if file.suffix == ".json":
        json.loads(file.read_text())
    else:
        list(yaml.safe_load_all(file.read_text()))


def test_the_policy_and_its_json_twin_are_equal():
    policy = ROOT / "policies" / "adr-006.embedded-governance.yaml"
    assert yaml.safe_load(policy.read_text()) == json.loads(policy.with_suffix(".json").read_text())
