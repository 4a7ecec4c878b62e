#include "detect/injection/phrase_set.h"

#include <algorithm>
#include <map>
#include <utility>

#include "text/hidden_views.h"

namespace gs::detect {
namespace {

// ASCII words up to this length are matched as whole words.
constexpr size_t kWholeWordBytes = 4;

constexpr size_t kTailBytes = 8;

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// A literal as the tables write it, in the form in which it stands in a folded reading.
std::string fold(std::string_view literal, text::HiddenViews& reader) {
  reader.read(literal);
  return reader.views()[0].text;
}

Literal make_literal(const std::string& text, bool marked) {
  const bool ascii = std::all_of(text.begin(), text.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  Literal literal{text};
  literal.word_begin = is_word_byte(text.front());
  literal.word_end =
      is_word_byte(text.back()) && (marked || (ascii && text.size() <= kWholeWordBytes));
  return literal;
}

// By part of a row, the later parts first, so that no literal is taken for two parts at once.
void sort_uses(std::vector<LiteralUse>& uses) {
  std::sort(uses.begin(), uses.end(), [](const LiteralUse& a, const LiteralUse& b) {
    return a.row != b.row ? a.row < b.row : a.part > b.part;
  });
  const auto same = [](const LiteralUse& a, const LiteralUse& b) {
    return a.row == b.row && a.part == b.part;
  };
  uses.erase(std::unique(uses.begin(), uses.end(), same), uses.end());
}

}  // namespace

Result<PhraseSet> PhraseSet::create(const std::vector<ParsedPhrase>& phrases) {
  PhraseSet set;
  text::HiddenViews reader;
  std::map<std::pair<std::string, bool>, std::vector<LiteralUse>> by_literal;
  for (const ParsedPhrase& phrase : phrases) {
    const auto row = static_cast<uint16_t>(set.rows_.size());
    set.rows_.push_back({phrase.family, static_cast<float>(phrase.weight),
                         static_cast<uint32_t>(set.gaps_.size()),
                         static_cast<uint8_t>(phrase.parts.size())});
    for (size_t part = 0; part < phrase.parts.size(); ++part) {
      set.gaps_.push_back(static_cast<uint16_t>(phrase.parts[part].gap));
      for (std::string_view literal : phrase.parts[part].literals) {
        const bool marked = literal.size() > 2 && literal.back() == '_';
        if (marked) literal.remove_suffix(1);
        by_literal[{fold(literal, reader), marked}].push_back({row, static_cast<uint8_t>(part)});
      }
    }
  }
  for (auto& [literal, uses] : by_literal) {
    if (literal.first.empty()) return fail(ErrorCode::kInvalidInput, "a phrase has an empty word");
    sort_uses(uses);
    set.literals_.push_back(make_literal(literal.first, literal.second));
    set.use_begin_.push_back(static_cast<uint32_t>(set.uses_.size()));
    set.uses_.insert(set.uses_.end(), uses.begin(), uses.end());
  }
  set.use_begin_.push_back(static_cast<uint32_t>(set.uses_.size()));
  GS_CHECK_OK(set.compile());
  return set;
}

Status PhraseSet::compile() {
  std::map<std::string_view, std::vector<uint32_t>> tails;
  for (uint32_t id = 0; id < literals_.size(); ++id) {
    const std::string_view text = literals_[id].text;
    tails[text.substr(text.size() - std::min(text.size(), kTailBytes))].push_back(id);
  }
  std::vector<const char*> expressions;
  std::vector<size_t> sizes;
  std::vector<unsigned> numbers;
  for (const auto& [tail, ids] : tails) {
    numbers.push_back(static_cast<unsigned>(expressions.size()));
    expressions.push_back(tail.data());
    sizes.push_back(tail.size());
    tail_begin_.push_back(static_cast<uint32_t>(by_tail_.size()));
    by_tail_.insert(by_tail_.end(), ids.begin(), ids.end());
  }
  tail_begin_.push_back(static_cast<uint32_t>(by_tail_.size()));
  const std::vector<unsigned> flags(tails.size(), 0);
  hs_database_t* database = nullptr;
  hs_compile_error_t* error = nullptr;
  if (hs_compile_lit_multi(expressions.data(), flags.data(), numbers.data(), sizes.data(),
                           static_cast<unsigned>(tails.size()), HS_MODE_BLOCK, nullptr, &database,
                           &error) != HS_SUCCESS) {
    std::string message = error == nullptr ? "out of memory" : error->message;
    hs_free_compile_error(error);
    return fail(ErrorCode::kInternal, "the phrases do not compile: " + message);
  }
  database_.reset(database);
  return Ok{};
}

}  // namespace gs::detect
