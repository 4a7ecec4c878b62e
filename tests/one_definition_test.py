"""A type has one definition in its namespace.

Two classes of one name in different files compile and link, and then one's destructor runs on the other's memory. No
compiler has to tell (the standard's "one definition rule", no diagnostic required).
"""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(p for folder in ("src", "cmd") for p in (ROOT / folder).rglob("*") if p.suffix in (".h", ".cc"))

OPENS = re.compile(r"namespace(?: ([\w:]+))? \{$")
CLOSES = re.compile(r"\}  // namespace")
DEFINES = re.compile(r"(?:template <.*> )?(?:class|struct|enum class)(?: alignas\([^)]*\))? ([\w:]+)[^;]*\{")


def definitions(text):
    """The types that a source defines outside unnamed namespaces, by their whole name."""
    inside = []
    for line in text.splitlines():
        if opens := OPENS.match(line):
            inside.append(opens.group(1))
        elif CLOSES.match(line):
            inside.pop()
        elif None not in inside and (defines := DEFINES.match(line)):
            yield "::".join([*inside, defines.group(1)])


def test_every_type_has_one_definition():
    found = defaultdict(set)
    for source in SOURCES:
        for name in definitions(source.read_text()):
            found[name].add(str(source.relative_to(ROOT)))
    assert len(found) > 500
    assert not {name: sorted(files) for name, files in found.items() if len(files) > 1}


def test_definitions_are_found():
    text = """
namespace gs::detect {
class Later;
class Phrase final : public Base {
};
namespace {
struct Hidden {
};
}  // namespace
enum class Kind : uint8_t { kOne };
}  // namespace gs::detect
"""
    assert list(definitions(text)) == ["gs::detect::Phrase", "gs::detect::Kind"]
