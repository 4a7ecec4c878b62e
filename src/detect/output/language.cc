#include "detect/output/language.h"

#include <cld2/public/encodings.h>
// The next one uses FILE without including what declares it.
#include <cstdio>
// clang-format off
#include <cld2/public/compact_lang_det.h>
// clang-format on

#include <algorithm>
#include <string>

namespace gs::detect {
namespace {

constexpr text::SignalNumber kSignals[] = {text::kLanguage};

// Enough to tell languages apart, and few enough microseconds.
constexpr size_t kJudgedBytes = 512;

// A few words in Latin letters are as likely to be a name or a line of code as a sentence.
constexpr int kFewestLatinBytes = 18;

// CLD2 speaks some codes that BCP 47 has replaced.
std::string_view current_tag(std::string_view code) {
  if (code == "iw") return "he";
  if (code == "jw") return "jv";
  if (code == "in") return "id";
  if (code == "ji") return "yi";
  if (code == "mo") return "ro";
  return code;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string language_of(const std::string& text) {
  const CLD2::CLDHints no_hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING,
                                   CLD2::UNKNOWN_LANGUAGE};
  CLD2::Language languages[3];
  int percents[3];
  double scores[3];
  int letters = 0;
  bool is_reliable = false;
  const CLD2::Language language =
      CLD2::ExtDetectLanguageSummary(text.data(), static_cast<int>(text.size()), true, &no_hints, 0,
                                     languages, percents, scores, nullptr, &letters, &is_reliable);
  if (!is_reliable || language == CLD2::UNKNOWN_LANGUAGE) return {};
  if (letters < kFewestLatinBytes && is_ascii(text)) return {};
  return std::string(current_tag(CLD2::LanguageCode(language)));
}

class LanguageScan final : public Scan {
 public:
  void begin_segment(text::Role) override {
    if (!beginning_.empty() && beginning_.size() < kJudgedBytes) beginning_ += '\n';
  }

  void feed(std::string_view piece, std::vector<Finding>&) override {
    if (is_full_) return;
    size_t size = std::min(piece.size(), kJudgedBytes - beginning_.size());
    if (size < piece.size()) {
      is_full_ = true;  // the next code point may not fit
      while (size > 0 && (static_cast<unsigned char>(piece[size]) & 0xC0) == 0x80) --size;
    }
    beginning_.append(piece.substr(0, size));
  }

  void end_segment(std::vector<Finding>&) override {}

  void report(SignalBoard& board) const override {
    board.set(text::kLanguage, language_of(beginning_));
  }

 private:
  std::string beginning_;
  bool is_full_ = false;
};

}  // namespace

std::span<const text::SignalNumber> Language::signals() const {
  return kSignals;
}

std::unique_ptr<Scan> Language::start(const Scope&) const {
  return std::make_unique<LanguageScan>();
}

}  // namespace gs::detect
