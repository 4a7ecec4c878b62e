#include "filter/mask.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "base/digest.h"

namespace gs::filter {
namespace {

constexpr size_t kHashBytes = 8;
constexpr size_t kShownCharacters = 4;
constexpr size_t kShortestShown = 8;  // letters and digits; of fewer none is shown

bool is_kept(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && std::isalnum(byte) == 0;
}

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Whether the last characters of a value and what follows could be read as one: "1111 2222".
bool reads_on(std::string_view behind) {
  if (behind.empty()) return false;
  if (!is_kept(behind[0])) return true;
  return behind[0] != '\n' && behind.size() > 1 && is_digit(behind[1]);
}

// Every code point that is not ASCII counts as a letter.
std::string partial(std::string_view value, std::string_view behind) {
  size_t letters = 0;
  for (char c : value) letters += !is_kept(c) && begins_character(c) ? 1 : 0;
  const bool shows = letters >= kShortestShown && !reads_on(behind);
  size_t hidden = shows ? letters - kShownCharacters : letters;
  std::string masked;
  bool is_hidden = false;
  for (char c : value) {
    if (is_kept(c)) {
      masked += c;
      continue;
    }
    if (begins_character(c)) {
      is_hidden = hidden > 0;
      if (is_hidden) --hidden;
      if (is_hidden) masked += '*';
    }
    if (!is_hidden) masked += c;
  }
  return masked;
}

}  // namespace

bool covers(const policy::MaskSpec& spec, const detect::Finding& finding) {
  if (spec.entities.empty()) return finding.maskable;
  return std::find(spec.entities.begin(), spec.entities.end(), finding.type) != spec.entities.end();
}

std::string mask_value(const policy::MaskSpec& spec, std::string_view type, std::string_view value,
                       std::string_view behind, Placeholders& placeholders,
                       std::string_view hash_key) {
  switch (spec.style) {
    case policy::MaskStyle::kToken:
      return placeholders.token_for(type, value, spec.restore);
    case policy::MaskStyle::kRedact:
      return "[REDACTED]";
    case policy::MaskStyle::kHash: {
      const Sha256Digest digest = hmac_sha256(hash_key, value);
      std::string masked = "[";
      masked.append(type).append(":");
      return masked.append(to_hex(std::span(digest).first(kHashBytes))).append("]");
    }
    case policy::MaskStyle::kPartial:
      return partial(value, behind);
  }
  return "[REDACTED]";
}

bool masked_before(const detect::Finding& a, const detect::Finding& b) {
  return std::tuple(a.span.begin, b.span.end, a.type) <
         std::tuple(b.span.begin, a.span.end, b.type);
}

const policy::MaskSpec* Masker::mask_for(const detect::Finding& finding) const {
  for (const policy::MaskEffect& mask : masks_) {
    if (covers(mask.spec, finding)) return &mask.spec;
  }
  return nullptr;
}

std::string Masker::mask(std::string_view text, std::span<const detect::Finding> findings) {
  std::vector<detect::Finding> ordered(findings.begin(), findings.end());
  std::sort(ordered.begin(), ordered.end(), masked_before);
  const bool escapes = std::any_of(masks_.begin(), masks_.end(), [](const policy::MaskEffect& m) {
    return m.spec.restore && m.spec.style == policy::MaskStyle::kToken;
  });
  const auto plain = [&](size_t begin, size_t end) {
    const std::string_view between = text.substr(begin, end - begin);
    return escapes ? escape_lookalikes(between) : std::string(between);
  };
  std::string masked;
  size_t at = 0;
  for (const detect::Finding& finding : ordered) {
    const policy::MaskSpec* spec = mask_for(finding);
    if (spec == nullptr || finding.span.end <= at) continue;
    if (finding.span.begin < at) {  // the rest of one that overlaps what is masked already
      at = finding.span.end;
      continue;
    }
    masked += plain(at, finding.span.begin);
    masked += mask_value(*spec, finding.type,
                         text.substr(finding.span.begin, finding.span.end - finding.span.begin),
                         text.substr(finding.span.end, kBehindBytes), placeholders_, hash_key_);
    at = finding.span.end;
  }
  return masked + plain(at, text.size());
}

}  // namespace gs::filter
