// {name?, given: {prompt | output, context?, signals?, request?}, expect: <action>}
#include <fmt/format.h>

#include "policy/load_sections.h"

namespace gs::policy {
namespace {

boost::json::object mapping(FieldReader& reader, const Node& parent, std::string_view key) {
  const Node node = reader.field(parent, key);
  return reader.is_object(node) ? node.value->get_object() : boost::json::object();
}

}  // namespace

std::optional<RuleTest> load_rule_test(FieldReader& reader, const Node& node) {
  if (!reader.is_object(node)) return std::nullopt;
  reader.check_keys(node, {"name", "given", "expect"});
  RuleTest test;
  test.position = reader.place(node).value;
  test.name = reader.text(reader.field(node, "name")).value_or("");
  const Node given = reader.require(node, "given");
  if (!given || !reader.is_object(given)) return std::nullopt;
  reader.check_keys(given, {"prompt", "output", "context", "signals", "request"});
  test.given.prompt = reader.text(reader.field(given, "prompt"));
  test.given.output = reader.text(reader.field(given, "output"));
  test.given.context = mapping(reader, given, "context");
  test.given.signals = mapping(reader, given, "signals");
  test.given.request = mapping(reader, given, "request");
  const auto expect = reader.choice(reader.require(node, "expect"),
                                    {"allow", "flag", "mask", "summarize", "safe_mode", "block"});
  if (!expect) return std::nullopt;
  test.expect = static_cast<Action>(*expect);
  return test;
}

}  // namespace gs::policy
