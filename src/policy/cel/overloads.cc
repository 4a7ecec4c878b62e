#include "policy/cel/overloads.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gs::cel {
namespace {

constexpr size_t kShownCandidates = 4;

// The result type if the arguments fit, with what that says about unknown types bound.
std::optional<Type> match(Inference& inference, const Signature& signature,
                          std::span<const Type> args) {
  if (!signature.takes(args.size())) return std::nullopt;
  const size_t before = inference.mark();
  Inference::Letters letters;
  for (size_t i = 0; i < args.size(); ++i) {
    const Type& declared = *signature.parameter(i);
    const bool fits = signature.parametric
                          ? inference.assignable(args[i], inference.instantiate(declared, letters))
                          : inference.assignable(args[i], declared);
    if (fits) continue;
    inference.undo(before);
    return std::nullopt;
  }
  if (!signature.parametric) return signature.result;
  return inference.resolve(inference.instantiate(signature.result, letters));
}

}  // namespace

std::optional<Type> resolve_overload(Inference& inference, std::span<const FunctionEntry> entries,
                                     bool member, std::span<const Type> args) {
  const bool open = !std::all_of(args.begin(), args.end(), is_concrete);
  const Signature* first = nullptr;
  std::optional<Type> result;
  for (const FunctionEntry& entry : entries) {
    if (!entry.callable(member)) continue;
    for (const Signature& signature : entry.signatures) {
      const size_t before = inference.mark();
      auto type = match(inference, signature, args);
      if (!type) continue;
      if (!open) return type;
      // What one of several candidates says about the arguments must not bind them.
      inference.undo(before);
      if (first != nullptr && !(*type == *result)) return Type(TypeKind::kDyn);
      if (first == nullptr) first = &signature;
      result = std::move(type);
    }
  }
  if (first == nullptr) return std::nullopt;
  return match(inference, *first, args);
}

std::string describe_call(std::string_view name, bool member, std::span<const Type> types) {
  std::string text;
  if (member && !types.empty()) {
    text = types[0].to_string() + ".";
    types = types.subspan(1);
  }
  text += name;
  text += "(";
  for (size_t i = 0; i < types.size(); ++i) {
    if (i > 0) text += ", ";
    text += types[i].to_string();
  }
  return text + ")";
}

std::string describe_candidates(std::span<const FunctionEntry> entries, bool member) {
  std::vector<std::string> shown;
  for (const FunctionEntry& entry : entries) {
    if (!entry.callable(member)) continue;
    for (const Signature& signature : entry.signatures) {
      std::string text = describe_call(entry.function->name, member, signature.parameters);
      if (signature.repeats) text.insert(text.size() - 1, "...");
      shown.push_back(text + " -> " + signature.result.to_string());
    }
  }
  std::string text;
  for (size_t i = 0; i < std::min(shown.size(), kShownCandidates); ++i) {
    if (i > 0) text += " or ";
    text += shown[i];
  }
  if (shown.size() > kShownCandidates) text += " or others";
  return text;
}

}  // namespace gs::cel
