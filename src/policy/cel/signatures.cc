#include "policy/cel/signatures.h"

#include <algorithm>
#include <array>
#include <utility>

#include "policy/cel/lexer.h"

namespace gs::cel {
namespace {

constexpr std::array<std::pair<std::string_view, TypeKind>, 12> kSimpleTypes{{
    {"bool", TypeKind::kBool},
    {"int", TypeKind::kInt},
    {"uint", TypeKind::kUint},
    {"double", TypeKind::kDouble},
    {"string", TypeKind::kString},
    {"bytes", TypeKind::kBytes},
    {"null", TypeKind::kNull},
    {"dyn", TypeKind::kDyn},
    {"timestamp", TypeKind::kTimestamp},
    {"duration", TypeKind::kDuration},
    {"ip", TypeKind::kIp},
    {"cidr", TypeKind::kCidr},
}};

bool is_type_parameter(std::string_view word) {
  return word.size() == 1 && word[0] >= 'A' && word[0] <= 'Z';
}

class SignatureReader {
 public:
  explicit SignatureReader(std::string_view text) : text_(text) {}

  Result<std::vector<Signature>> run() {
    std::vector<Signature> signatures;
    do {
      GS_TRY(Signature signature, this->signature());
      signatures.push_back(std::move(signature));
    } while (eat(";"));
    if (next_ != text_.size()) return expected("';' or the end");
    return signatures;
  }

 private:
  void skip_spaces() {
    while (next_ < text_.size() && text_[next_] == ' ') ++next_;
  }

  bool eat(std::string_view symbol) {
    skip_spaces();
    if (!text_.substr(next_).starts_with(symbol)) return false;
    next_ += symbol.size();
    return true;
  }

  tl::unexpected<Error> expected(std::string_view what) const {
    return fail(ErrorCode::kInvalidInput, "signature \"" + std::string(text_) + "\": expected " +
                                              std::string(what) + " at byte " +
                                              std::to_string(next_));
  }

  Result<Signature> signature() {
    Signature signature;
    parametric_ = false;
    if (!eat("(")) return expected("'('");
    const size_t begin = next_ - 1;
    bool more = !eat(")");
    while (more) {
      GS_TRY(Type parameter, type());
      signature.parameters.push_back(std::move(parameter));
      signature.repeats = eat("...");
      more = !signature.repeats && eat(",");
      if (!more && !eat(")")) return expected("')'");
    }
    if (!eat("->")) return expected("'->'");
    GS_TRY(signature.result, type());
    signature.parametric = parametric_;
    signature.text = text_.substr(begin, next_ - begin);
    skip_spaces();
    return signature;
  }

  Result<std::vector<Type>> type_arguments(size_t count) {
    std::vector<Type> arguments;
    if (!eat("(")) return expected("'('");
    while (arguments.size() < count) {
      if (!arguments.empty() && !eat(",")) return expected("','");
      GS_TRY(Type argument, type());
      arguments.push_back(std::move(argument));
    }
    if (!eat(")")) return expected("')'");
    return arguments;
  }

  Result<Type> type() {
    skip_spaces();
    const size_t begin = next_;
    while (next_ < text_.size() && is_identifier(text_.substr(begin, next_ + 1 - begin))) ++next_;
    const std::string_view word = text_.substr(begin, next_ - begin);
    for (const auto& [name, kind] : kSimpleTypes) {
      if (word == name) return Type(kind);
    }
    if (is_type_parameter(word)) {
      parametric_ = true;
      return Type::param(std::string(word));
    }
    if (word == "type" && !text_.substr(next_).starts_with("(")) return Type::type(Type());
    const bool known = word == "list" || word == "map" || word == "optional" || word == "type";
    if (!known) return expected("a type");
    GS_TRY(const std::vector<Type> arguments, type_arguments(word == "map" ? 2 : 1));
    if (word == "list") return Type::list(arguments[0]);
    if (word == "map") return Type::map(arguments[0], arguments[1]);
    if (word == "optional") return Type::optional(arguments[0]);
    return Type::type(arguments[0]);
  }

  std::string_view text_;
  size_t next_ = 0;
  bool parametric_ = false;
};

}  // namespace

const Type* Signature::parameter(size_t index) const {
  if (index < parameters.size()) return &parameters[index];
  return repeats ? &parameters.back() : nullptr;
}

bool Signature::takes(size_t count) const {
  return count == parameters.size() || (repeats && count > parameters.size());
}

Result<std::vector<Signature>> parse_signatures(std::string_view text) {
  return SignatureReader(text).run();
}

FunctionTable::FunctionTable(std::span<const Function> functions) {
  for (const Function& function : functions) {
    std::vector<FunctionEntry>& entries = by_name_[function.name];
    if (entries.empty()) order_.push_back(function.name);
    auto signatures = parse_signatures(function.signatures);
    if (!signatures) signatures = std::vector<Signature>{};
    entries.push_back({&function, *std::move(signatures)});
  }
}

std::span<const FunctionEntry> FunctionTable::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return {};
  return found->second;
}

bool FunctionTable::has_global(std::string_view name) const {
  const auto entries = find(name);
  return std::any_of(entries.begin(), entries.end(),
                     [](const FunctionEntry& entry) { return entry.callable(false); });
}

std::vector<std::string> FunctionTable::names(bool member) const {
  std::vector<std::string> names;
  for (std::string_view name : order_) {
    const auto entries = find(name);
    const bool callable = std::any_of(entries.begin(), entries.end(),
                                      [&](const auto& entry) { return entry.callable(member); });
    if (callable && is_identifier(name.substr(0, name.find('.'))) && !name.starts_with('_')) {
      names.emplace_back(name);
    }
  }
  return names;
}

const FunctionTable& function_table() {
  static const FunctionTable table(functions());
  return table;
}

}  // namespace gs::cel
