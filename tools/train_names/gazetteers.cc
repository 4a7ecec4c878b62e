#include "train_names/gazetteers.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "detect/names/name_tokeniser.h"
#include "detect/names/word_lists.h"

namespace gs::train {
namespace {

using detect::NameToken;

std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns;
  std::istringstream in(line);
  for (std::string column; std::getline(in, column, '\t');) columns.push_back(column);
  columns.resize(std::max<size_t>(columns.size(), 3));
  return columns;
}

// Reads one file; `take` gets the columns of each line.
template <typename Take>
Status read_columns(const std::string& path, Take take) {
  GS_TRY(const std::vector<std::string> lines, read_lines(path));
  for (const std::string& line : lines) take(columns_of(line));
  return Ok{};
}

std::vector<NameToken> tokens_of(const std::string& text) {
  detect::NameTokeniser tokeniser;
  std::vector<NameToken> tokens;
  NameToken token;
  for (size_t at = 0; tokeniser.next(text, at, true, token);) tokens.push_back(token);
  return tokens;
}

bool is_word(const NameToken& token) {
  return token.shape >= detect::TokenShape::kLower && token.shape <= detect::TokenShape::kUncased;
}

class Lists {
 public:
  // Every word of the entry, of which there are three at most.
  void add_words(const std::vector<std::string>& entries, uint16_t flags) {
    for (const std::string& entry : entries) {
      const std::vector<NameToken> tokens = tokens_of(entry);
      if (tokens.size() > 5) continue;
      for (const NameToken& token : tokens) {
        if (is_word(token) && token.end - token.begin > 1) add_word(token.word, flags);
      }
    }
  }
  // The entry as one word or phrase; those that are longer count as far as they go.
  void add_phrases(const std::vector<std::string>& entries, uint16_t flags) {
    for (const std::string& entry : entries) {
      const std::vector<NameToken> tokens = tokens_of(entry);
      if (tokens.empty() || tokens.size() > detect::kMaxPhraseTokens) continue;
      if (tokens.size() == 1 && tokens[0].end - tokens[0].begin < 3) continue;
      uint64_t key = 0;
      for (size_t i = 0; i < tokens.size(); ++i) {
        key = detect::phrase_key(key, tokens[i].word);
        words_[key] |= i + 1 < tokens.size() ? detect::kGoesOn : flags;
      }
    }
  }
  void add_word(uint64_t word, uint16_t flags) { words_[detect::phrase_key(0, word)] |= flags; }

  bool is_given_name(uint64_t word) const {
    const auto found = words_.find(detect::phrase_key(0, word));
    return found != words_.end() && (found->second & detect::kGivenName) != 0;
  }

  std::map<uint64_t, uint16_t> take() { return std::move(words_); }

 private:
  std::map<uint64_t, uint16_t> words_;
};

// Words that the rows write in lower case outside of names.
void add_common(const std::vector<Row>& rows, Lists& lists) {
  struct Count {
    size_t lower = 0;  // outside of names, in lower case
    size_t named = 0;
    size_t all = 0;
  };
  std::map<uint64_t, Count> counts;
  for (const Row& row : rows) {
    if (row.is_made) continue;
    for (const NameToken& token : tokens_of(row.text)) {
      if (!is_word(token)) continue;
      const bool named = std::any_of(row.spans.begin(), row.spans.end(), [&](const NameSpan& span) {
        return token.begin < span.end && token.end > span.begin;
      });
      Count& count = counts[token.word];
      ++count.all;
      if (named) {
        ++count.named;
      } else if (token.shape == detect::TokenShape::kLower) {
        ++count.lower;
      }
    }
  }
  for (const auto& [word, count] : counts) {
    if (count.lower * 2 < count.all) continue;
    if (count.named == 0 && count.lower >= 60 && !lists.is_given_name(word)) {
      lists.add_word(word, detect::kNoName);
    }
    if (count.lower >= 40) {
      lists.add_word(word, detect::kVeryCommon);
    } else if (count.lower >= 5) {
      lists.add_word(word, detect::kCommon);
    }
  }
}

template <typename Map>
std::vector<std::string> all_of(const Map& lists) {
  std::vector<std::string> all;
  for (const auto& [name, list] : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

Status read_names(const std::string& folder, Gazetteers& g) {
  for (const char* kind : {"given_names", "surnames"}) {
    auto& names = kind[0] == 'g' ? g.given_names : g.surnames;
    for (const char* list : {"us", "es", "no"}) {
      GS_CHECK_OK(read_columns(folder + "/" + kind + "_" + list + ".txt", [&](const auto& c) {
        names[std::string("list-") + list].push_back(c[0]);
      }));
    }
    for (const char* list : {"by_country", "intl"}) {
      GS_CHECK_OK(read_columns(folder + "/" + kind + "_" + list + ".txt",
                               [&](const auto& c) { names[c[1]].push_back(c[0]); }));
    }
  }
  for (const auto& [locale, names] : g.given_names) {
    const auto surnames = g.surnames.find(locale);
    if (surnames != g.surnames.end() && names.size() >= 10 && surnames->second.size() >= 10) {
      g.locales.push_back(locale);
    }
  }
  return Ok{};
}

Status read_places(const std::string& folder, Gazetteers& g) {
  GS_CHECK_OK(read_columns(folder + "/cities.txt", [&](const auto& c) {
    g.cities.push_back(c[0]);
    g.cities_of[c[1]].push_back(c[0]);
  }));
  GS_CHECK_OK(
      read_columns(folder + "/regions.txt", [&](const auto& c) { g.regions.push_back(c[0]); }));
  GS_CHECK_OK(read_columns(folder + "/countries.txt",
                           [&](const auto& c) { g.countries[c[1]].push_back(c[0]); }));
  GS_CHECK_OK(read_columns(folder + "/street_parts.txt", [&](const auto& c) {
    if (c[2] == "street" || c[2] == "street_root" || c[2] == "street_name") {
      g.streets.push_back(c[0]);
    } else {
      g.street_words.push_back(c[0]);
    }
  }));
  GS_TRY(g.us_addresses, read_lines(folder + "/addresses_us.txt"));
  return read_columns(folder + "/addresses_world.txt",
                      [&](const auto& c) { g.world_addresses.push_back(c[1]); });
}

// "Norwegians" of "Norwegian", "Iraqis" of "Iraqi": of adjectives that are nouns as well.
std::vector<std::string> plurals_of(const std::vector<std::string>& peoples) {
  std::vector<std::string> plurals;
  for (const std::string& people : peoples) {
    const bool is_noun = people.ends_with("an") || people.ends_with("i") || people.ends_with("ek");
    if (is_noun && people.find(' ') == std::string::npos) plurals.push_back(people + "s");
  }
  return plurals;
}

}  // namespace

Result<Gazetteers> read_gazetteers(const std::string& folder) {
  Gazetteers g;
  GS_CHECK_OK(read_names(folder, g));
  GS_CHECK_OK(read_places(folder, g));
  for (const char* file : {"honorifics_cc0", "person_prefixes"}) {
    GS_CHECK_OK(read_columns(folder + "/" + file + ".txt", [&](const auto& c) {
      if (c[0].find(' ') == std::string::npos) g.honorifics.push_back(c[0]);
    }));
  }
  for (const char* file : {"organizations_cc0", "organizations_sp500", "charities_cc0"}) {
    GS_CHECK_OK(read_columns(folder + "/" + file + ".txt",
                             [&](const auto& c) { g.companies.push_back(c[0]); }));
  }
  for (const char* file : {"nrp_extra", "nationalities_uk"}) {
    GS_CHECK_OK(read_columns(folder + "/" + file + ".txt",
                             [&](const auto& c) { g.peoples.push_back(c[0]); }));
  }
  GS_CHECK_OK(
      read_columns(folder + "/religions.txt", [&](const auto& c) { g.religions.push_back(c[0]); }));
  return g;
}

std::map<uint64_t, uint16_t> word_lists(const Gazetteers& g, const std::vector<Row>& rows) {
  Lists lists;
  lists.add_words(all_of(g.given_names), detect::kGivenName);
  lists.add_words(all_of(g.surnames), detect::kSurname);
  lists.add_words(g.honorifics, detect::kHonorific);
  lists.add_words(g.street_words, detect::kStreetWord);
  lists.add_words(g.peoples, detect::kPeople);
  lists.add_words(plurals_of(g.peoples), detect::kPeople);
  lists.add_phrases(g.cities, detect::kCityBegin);
  lists.add_phrases(g.regions, detect::kCountryBegin);
  lists.add_phrases(all_of(g.countries), detect::kCountryBegin);
  lists.add_phrases(g.companies, detect::kCompanyBegin);
  add_common(rows, lists);
  return lists.take();
}

}  // namespace gs::train
