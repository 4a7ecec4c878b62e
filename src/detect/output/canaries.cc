#include "detect/output/canaries.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "detect/output/token_automaton.h"
#include "text/plain_view.h"

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kContainsCanary};

constexpr size_t kFewestBytes = 8;
constexpr size_t kMostBytes = 16 * 1024;  // of all tokens

constexpr std::string_view kFixedBeginning = "gs-canary-";
constexpr size_t kFewestDigits = 16;
constexpr size_t kMostDigits = 64;

bool is_hex(unsigned char byte) {
  const unsigned char lower = byte | 0x20;
  return (byte >= '0' && byte <= '9') || (lower >= 'a' && lower <= 'f');
}

class CanaryScan final : public Scan {
 public:
  // `fixed`: the number of the beginning of the fixed form.
  CanaryScan(const TokenAutomaton& tokens, uint32_t fixed) : tokens_(tokens), fixed_(fixed) {}

  void begin_segment(text::Role) override {}

  void feed(std::string_view piece, std::vector<Finding>& findings) override {
    TokenAutomaton::State state = state_;
    for (size_t at = 0; at < piece.size(); ++at) {
      const auto byte = static_cast<unsigned char>(piece[at]);
      if (digits_from_ != kNowhere) take_digit(byte, fed_ + at, findings);
      if (state == TokenAutomaton::kRoot && !tokens_.begins(byte)) continue;
      state = tokens_.next(state, byte);
      if (const auto* token = tokens_.ended(state)) take(*token, fed_ + at + 1, findings);
    }
    state_ = state;
    fed_ += piece.size();
  }

  void end_segment(std::vector<Finding>& findings) override {
    end_digits(fed_, findings);
    state_ = TokenAutomaton::kRoot;
    fed_ = 0;
  }

  size_t held_from() const override {
    const size_t open = tokens_.open_bytes(state_);
    const size_t token = open > 0 ? fed_ - open : kNowhere;
    if (digits_from_ == kNowhere) return token;
    return std::min(token, digits_from_ - kFixedBeginning.size());
  }

  void report(SignalBoard& board) const override { board.raise(text::kContainsCanary, found_); }

 private:
  void take(const TokenAutomaton::Token& token, size_t end, std::vector<Finding>& findings) {
    if (token.number == fixed_) {
      digits_from_ = end;
    } else {
      add({end - token.size, end}, findings);
    }
  }

  void take_digit(unsigned char byte, size_t at, std::vector<Finding>& findings) {
    if (!is_hex(byte) || at - digits_from_ == kMostDigits) end_digits(at, findings);
  }

  // The digits of a token of the fixed form end here.
  void end_digits(size_t end, std::vector<Finding>& findings) {
    if (digits_from_ == kNowhere) return;
    const size_t begin = std::exchange(digits_from_, kNowhere);
    if (end - begin >= kFewestDigits) add({begin - kFixedBeginning.size(), end}, findings);
  }

  void add(text::Span span, std::vector<Finding>& findings) {
    findings.push_back({"CANARY", 0, span, 1.0, true, true});
    found_ = true;
  }

  const TokenAutomaton& tokens_;
  const uint32_t fixed_;
  TokenAutomaton::State state_ = TokenAutomaton::kRoot;
  size_t fed_ = 0;
  size_t digits_from_ = kNowhere;  // where those of the fixed form began
  bool found_ = false;
};

bool is_of_fixed_form(std::string_view token) {
  if (!token.starts_with(kFixedBeginning)) return false;
  token.remove_prefix(kFixedBeginning.size());
  return token.size() >= kFewestDigits && token.size() <= kMostDigits &&
         std::all_of(token.begin(), token.end(),
                     [](char c) { return is_hex(static_cast<unsigned char>(c)); });
}

std::string plain(std::string_view token) {
  text::PlainView view;
  view.begin_segment();
  return std::string(view.feed(token));
}

// The plain form of token number `number`.
Result<std::string> checked(const std::string& token, size_t number) {
  const std::string which = "canary token " + std::to_string(number);
  if (!is_valid_utf8(token)) return fail(ErrorCode::kInvalidInput, which + " is not valid UTF-8");
  std::string shown = plain(token);
  if (shown.size() >= kFewestBytes) return shown;
  return fail(ErrorCode::kInvalidInput, which + " has " + std::to_string(shown.size()) +
                                            " visible bytes; at least " +
                                            std::to_string(kFewestBytes) + " are needed");
}

}  // namespace

Result<std::unique_ptr<const Canaries>> Canaries::create(const std::vector<std::string>& tokens) {
  std::vector<std::string> kept;
  size_t bytes = 0;
  size_t longest = kFixedBeginning.size() + kMostDigits;
  for (size_t i = 0; i < tokens.size(); ++i) {
    GS_TRY(std::string token, checked(tokens[i], i + 1));
    bytes += token.size();
    longest = std::max(longest, count_code_points(token));
    if (!is_of_fixed_form(token)) kept.push_back(std::move(token));
  }
  if (bytes > kMostBytes) {
    return fail(ErrorCode::kTooLarge, "the canary tokens have " + std::to_string(bytes) +
                                          " bytes together; at most " + std::to_string(kMostBytes) +
                                          " are possible");
  }
  kept.emplace_back(kFixedBeginning);
  const auto fixed = static_cast<uint32_t>(kept.size() - 1);
  return std::unique_ptr<const Canaries>(
      new Canaries(std::make_unique<const TokenAutomaton>(kept), fixed, longest));
}

Canaries::Canaries(std::unique_ptr<const TokenAutomaton> tokens, uint32_t fixed, size_t longest)
    : tokens_(std::move(tokens)), fixed_(fixed), longest_(longest) {}
Canaries::~Canaries() = default;

std::span<const text::SignalNumber> Canaries::signals() const {
  return kSignals;
}

Reach Canaries::reach() const {
  return {0, 1, longest_};
}

std::unique_ptr<Scan> Canaries::start(const Scope&) const {
  return std::make_unique<CanaryScan>(*tokens_, fixed_);
}

}  // namespace gs::detect
