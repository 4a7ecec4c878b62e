// Masking: what the mask rules of a decision do to a text.
//
//   Masker masker(decision.effects.masks, placeholders, hash_key);
//   std::string masked = masker.mask(text, findings);
//
// The forms that a mask leaves behind, for an e-mail address:
//   token    [EMAIL_ADDRESS_1]                    numbered, see placeholders.h
//   redact   [REDACTED]
//   hash     [EMAIL_ADDRESS:0123456789abcdef]     first 16 hex digits of HMAC-SHA-256 of the value
//   partial  ****@*******.*org                    letters and digits but the last four; all of them
//                                                 where there are fewer than eight, or where the
//                                                 text behind would read on from the last four
// None of them is found again as what it stands for: the recognisers know the forms.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/detector.h"
#include "filter/placeholders.h"
#include "policy/decision.h"

namespace gs::filter {

// A stretch of a text and what takes its place.
struct Replacement {
  text::Span span;
  std::string text;
};

// Whether a mask with this specification is for findings of this kind: those it lists, or all that
// are personal or secret where it lists none.
bool covers(const policy::MaskSpec& spec, const detect::Finding& finding);

// How much of the text behind a value mask_value() looks at, in bytes.
inline constexpr size_t kBehindBytes = 2;

// The form that takes the place of a value. `behind`: the text that follows it, kBehindBytes unless
// the text ends before. `hash_key` is the secret of style hash.
std::string mask_value(const policy::MaskSpec& spec, std::string_view type, std::string_view value,
                       std::string_view behind, Placeholders& placeholders,
                       std::string_view hash_key);

class Masker {
 public:
  // `masks` in file order: the first that covers a finding masks it. All are borrowed.
  Masker(std::span<const policy::MaskEffect> masks, Placeholders& placeholders,
         std::string_view hash_key)
      : masks_(masks), placeholders_(placeholders), hash_key_(hash_key) {}

  // `text` with the covered ones of its findings replaced. Where findings overlap, the one that
  // begins first, or else the longer one, stands for both. Look-alikes of placeholders are escaped
  // when some value will be put back.
  std::string mask(std::string_view text, std::span<const detect::Finding> findings);

 private:
  const policy::MaskSpec* mask_for(const detect::Finding& finding) const;

  std::span<const policy::MaskEffect> masks_;
  Placeholders& placeholders_;
  std::string_view hash_key_;
};

// Orders findings as masks go through them: by beginning, longer first.
bool masked_before(const detect::Finding& a, const detect::Finding& b);

}  // namespace gs::filter
