// The gazetteers, as word lists for the model and as names to fill templates with.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "train_names/rows.h"

namespace gs::train {

struct Gazetteers {
  // By country or locale.
  std::map<std::string, std::vector<std::string>> given_names;
  std::map<std::string, std::vector<std::string>> surnames;
  std::vector<std::string> locales;  // those that have both
  std::vector<std::string> honorifics;
  std::vector<std::string> cities;
  std::map<std::string, std::vector<std::string>> cities_of;  // by country
  std::vector<std::string> regions;
  std::map<std::string, std::vector<std::string>> countries;  // by language
  std::vector<std::string> companies;
  std::vector<std::string> peoples;
  std::vector<std::string> religions;
  std::vector<std::string> streets;       // whole names
  std::vector<std::string> street_words;  // "Avenue", "Rue"
  std::vector<std::string> us_addresses;
  std::vector<std::string> world_addresses;
  std::vector<std::string> german_nouns;  // that are no names
};

// `folder`: shared/data/names/gazetteers. demonyms.txt is not read: its licence (ODbL) asks for
// more than a model can give.
Result<Gazetteers> read_gazetteers(const std::string& folder);

// Word lists by key, with kVeryCommon and kCommon counted in `rows`.
std::map<uint64_t, uint16_t> word_lists(const Gazetteers& gazetteers, const std::vector<Row>& rows);

}  // namespace gs::train
