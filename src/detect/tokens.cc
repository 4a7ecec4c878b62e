// Byte-pair tokenizers first cut a text into runs of letters, digits, punctuation and white space,
// and then cut long runs further. The estimate does the same with fixed sizes instead of a
// vocabulary:
//
//   ASCII letters      one token for each started 6      (common English words are one token)
//   digits             one for each started 3            (as cl100k and Llama 3 do)
//   punctuation        one for each started 2 of a run
//   white space        none, but one for a run with a line break
//   other scripts      one for each started 2 code points; CJK, kana and emoji one each
//
// What it leaves out: it knows no vocabulary, so rare words cost too little and markup too much. It
// is meant for limits and statistics, not for billing.
#include "detect/tokens.h"

#include "base/utf8.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kTokens};

enum class Class : uint8_t {
  kNone,
  kLetter,
  kDigit,
  kPunctuation,
  kSpace,
  kLineBreak,
  kOther,
  kWide
};

constexpr bool is_wide(char32_t c) {
  return (c >= 0x2E80 && c <= 0xD7FF) || c >= 0xF900;
}

constexpr Class classify(char32_t c) {
  char32_t lower = c | 0x20;
  if (lower >= 'a' && lower <= 'z') return Class::kLetter;
  if (c >= '0' && c <= '9') return Class::kDigit;
  if (c == '\n' || c == '\r') return Class::kLineBreak;
  if (c == ' ' || c == '\t') return Class::kSpace;
  if (c < 0x80) return Class::kPunctuation;
  return is_wide(c) ? Class::kWide : Class::kOther;
}

// How many characters of a class make one token.
constexpr size_t characters_a_token(Class c) {
  switch (c) {
    case Class::kLetter:
      return 6;
    case Class::kDigit:
      return 3;
    case Class::kPunctuation:
      return 2;
    case Class::kOther:
      return 2;
    case Class::kWide:
      return 1;
    case Class::kNone:
    case Class::kSpace:
    case Class::kLineBreak:
      return 0;
  }
  return 0;
}

class TokenScan final : public Scan {
 public:
  void begin_segment(text::Role) override {}

  void feed(std::string_view piece, std::vector<Finding>&) override {
    for (size_t at = 0; at < piece.size();) {
      Class next = classify(next_code_point(piece, at));
      if (next == class_) {
        ++run_;
        continue;
      }
      tokens_ += tokens_of_run();
      class_ = next;
      run_ = 1;
    }
  }

  void end_segment(std::vector<Finding>&) override {
    tokens_ += tokens_of_run();
    class_ = Class::kNone;
    run_ = 0;
  }

  void report(SignalBoard& board) const override {
    board.raise(text::kTokens, static_cast<int64_t>(tokens_ + tokens_of_run()));
  }

 private:
  size_t tokens_of_run() const {
    if (class_ == Class::kLineBreak) return run_ > 0 ? 1 : 0;
    const size_t size = characters_a_token(class_);
    return size > 0 ? (run_ + size - 1) / size : 0;
  }

  Class class_ = Class::kNone;
  size_t run_ = 0;
  size_t tokens_ = 0;
};

}  // namespace

std::span<const text::SignalNumber> Tokens::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> Tokens::start(const Scope&) const {
  return std::make_unique<TokenScan>();
}

}  // namespace gs::detect
