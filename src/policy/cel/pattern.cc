#include "policy/cel/pattern.h"

#include <re2/re2.h>

namespace gs::cel {

namespace {

constexpr int64_t kMaxMemory = 4 * 1024 * 1024;  // program and automata of one pattern

RE2::Options options() {
  RE2::Options result;
  result.set_log_errors(false);
  result.set_max_mem(kMaxMemory);
  result.set_never_capture(true);
  return result;
}

class Re2Pattern final : public Pattern {
 public:
  explicit Re2Pattern(std::string_view expression)
      : re_(re2::StringPiece(expression.data(), expression.size()), options()) {}

  bool ok() const { return re_.ok(); }

  bool found_in(std::string_view text) const override {
    return re_.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED,
                     nullptr, 0);
  }

 private:
  RE2 re_;
};

}  // namespace

std::unique_ptr<const Pattern> Pattern::compile(std::string_view expression) {
  auto pattern = std::make_unique<const Re2Pattern>(expression);
  if (!pattern->ok()) return nullptr;
  return pattern;
}

}  // namespace gs::cel
