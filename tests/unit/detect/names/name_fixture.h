// Small models for the tests of the name tagger.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "detect/names/name_model.h"
#include "detect/names/name_model_builder.h"
#include "detect/names/name_scan.h"
#include "detect/names/name_tokeniser.h"

namespace gs::detect {

inline std::vector<NameToken> name_tokens(std::string_view text) {
  NameTokeniser tokeniser;
  std::vector<NameToken> tokens;
  NameToken token;
  for (size_t at = 0; tokeniser.next(text, at, true, token);) tokens.push_back(token);
  return tokens;
}

// The key under which lists hold a phrase.
inline uint64_t key_of(std::string_view phrase) {
  uint64_t key = 0;
  for (const NameToken& token : name_tokens(phrase)) key = phrase_key(key, token.word);
  return key;
}

inline NameFeatures features_at(const std::vector<NameToken>& tokens, size_t number) {
  NameWindow window;
  for (size_t i = 0; i < kNameWindow; ++i) {
    const size_t at = number + i;
    const bool inside = at >= kTokensBefore && at - kTokensBefore < tokens.size();
    window[i] = inside ? &tokens[at - kTokensBefore] : &name_boundary();
  }
  NameFeatures features;
  compute_features(window, features);
  return features;
}

// Weights drawn at random for all that can be seen of `text`, which makes a model that finds names
// of all types everywhere in texts of the same words.
inline NameModelContent random_content(std::string_view text, uint32_t seed) {
  NameModelContent content;
  content.unit = 0.04f;
  std::mt19937 random(seed);
  const auto weight = [&] { return static_cast<int>(random() % 61) - 30; };
  const std::vector<NameToken> tokens = name_tokens(text);
  for (size_t i = 0; i < tokens.size(); ++i) {
    for (const uint64_t feature : features_at(tokens, i)) {
      auto& weights = content.weights[feature];
      for (int8_t& each : weights) each = static_cast<int8_t>(weight());
    }
  }
  for (auto& row : content.transitions) {
    for (int16_t& each : row) each = static_cast<int16_t>(weight());
  }
  content.clusters[name_tokens("Berg")[0].word] = 0x0102;
  content.words[key_of("Anna")] = kGivenName;
  content.words[key_of("New")] = kGoesOn;
  content.words[key_of("New York")] = kCityBegin;
  return content;
}

inline std::shared_ptr<const NameModel> model_of(const NameModelContent& content) {
  auto bytes = build_name_model(content, 0.5);
  return *NameModel::from_bytes(*std::move(bytes), "test");
}

inline constexpr std::string_view kNameText =
    "Anna Berg met Dr. O'Neil in New York on 3 May 2019, at 10:30. anna berg lives at 12 Main St, "
    "Apt 4\nSpringfield, IL 62701\n\nSehr geehrte Frau Müller-Lüdenscheidt, 東京で田中さん! "
    "[PERSON_1] <NAME> {x} a_b foo@bar.com ACME INC. said: \"no\" / yes; 1,299.00 EUR";

// "TYPE:begin-end" of all that is found, the text fed in pieces of `piece` bytes, at least whole
// characters; 0: at once.
inline std::vector<std::string> names_in(const NameModel& model, std::string_view text,
                                         size_t piece = 0) {
  NameScan scan(model);
  std::vector<Finding> findings;
  if (piece == 0) piece = text.size();
  for (std::string_view rest = text; !rest.empty();) {
    size_t size = std::min(piece, rest.size());
    while (size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) ++size;
    scan.feed(rest.substr(0, size), findings);
    rest.remove_prefix(size);
  }
  scan.end_segment(findings);
  std::vector<std::string> found;
  for (const Finding& finding : findings) {
    found.push_back(std::string(finding.type) + ":" + std::to_string(finding.span.begin) + "-" +
                    std::to_string(finding.span.end) + " " + std::to_string(finding.score));
  }
  return found;
}

}  // namespace gs::detect
