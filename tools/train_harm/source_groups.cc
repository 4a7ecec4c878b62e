#include "train_harm/source_groups.h"

#include <algorithm>
#include <cctype>

namespace gs::training {
namespace {

struct Place {
  std::string_view source;  // its beginning
  int group;
};

constexpr Place kPlaces[] = {
    {"declare-lab/", 0},
    {"verazuo/", 0},
    {"google-research-datasets/natural", 0},
    {"abachaa/", 0},
    {"tldr-pages/", 0},
    {"google-research-datasets/aart", 1},
    {"lmarena/", 1},
    {"nbertagnolli/", 1},
    {"synthetic:sounds", 1},
    {"llm-attacks/", 2},
    {"navirocker/", 2},
    {"databricks", 2},
    {"written for", 2},
    {"OWASP/", 2},
    {"DAMO-NLP", 3},
    {"PlexPt/", 3},
    {"meta-llama/", 3},
    {"google-research-datasets/Taskmaster", 3},
    {"yizhongw/", 3},
    {"t-davidson/", 4},
    {"HannahKirk/", 4},
    {"teknium1/", 4},
    {"suzgunmirac/", 4},
    {"Vicomtech/", 5},
    {"microsoft/", 5},
    {"amazon-science/", 5},
    {"Project Gutenberg", 5},
    {"danielmiessler/", 5},
    {"allenai/", 6},
    {"openai/moderation", 6},
    {"dair-ai/", 6},
    {"lm-sys/", 6},
    {"jason9693/", 7},
    {"thu-coai/", 7},
    {"surge-ai/", 7},
    {"conversationai/", 7},
    {"nyu-mll/", 7},
    {"synthetic:group", 7},
    {"openai/grade", 7},
    {"google-research mbpp", 7},
    {"mlcommons/", 8},
    {"synthetic:", kWrappedGoals},
    {"CrossNER", kEveryday},
    {"GUM", kEveryday},
    {"GermEval2014", kEveryday},
    {"LitBank", kEveryday},
    {"MEDDOCAN", kEveryday},
    {"MobIE", kEveryday},
    {"NewsEye", kEveryday},
    {"SGD", kEveryday},
    {"SNIPS-NLU", kEveryday},
    {"Turku-NER", kEveryday},
    {"UNER_Chinese-GSD", kEveryday},
    {"UNER_Croatian-SET", kEveryday},
    {"UNER_Danish-DDT", kEveryday},
    {"UNER_English-EWT", kEveryday},
    {"UNER_Portuguese-Bosque", kEveryday},
    {"UNER_Serbian-SET", kEveryday},
    {"UNER_Slovak-SNK", kEveryday},
    {"UNER_Swedish-Talbanken", kEveryday},
    {"xSID", kEveryday},
};

constexpr std::string_view kNotEveryday[] = {
    "t-davidson/", "HannahKirk/",     "Vicomtech/",  "microsoft/",      "allenai/", "openai/mod",
    "jason9693/",  "thu-coai/",       "surge-ai/",   "conversationai/", "nyu-mll/", "synthetic:",
    "written for", "amazon-science/", "meta-llama/", "nbertagnolli/",
};

struct Meaning {
  std::string_view word;  // stands in the source's category
  std::string_view categories;
};

constexpr Meaning kMeanings[] = {
    {"hate", "hate"},
    {"discrimination", "hate"},
    {"crimes motivated", "hate"},
    {"hte", "hate"},
    {"bullying", "harassment"},
    {"harass", "harassment"},
    {"offensive", "hate,harassment"},
    {"dfm", "harassment"},
    {"violence & incite", "violence,illicit/violent"},
    {"physical harm", "violence,illicit/violent"},
    {"weapon", "illicit/violent"},
    {"iwp", "illicit/violent"},
    {"terror", "illicit/violent"},
    {"bombing", "illicit/violent"},
    {"arson", "illicit/violent"},
    {"kidnap", "illicit/violent"},
    {"hijack", "illicit/violent"},
    {"acts of violence", "violence,illicit/violent"},
    {"assault", "violence,illicit/violent"},
    {"murder", "violence,illicit/violent"},
    {"assassin", "violence,illicit/violent"},
    {"vcr", "violence,illicit/violent"},
    {"domestic violence", "violence"},
    {"animal", "violence"},
    {"cockfight", "violence"},
    {"dog fight", "violence"},
    {"rape", "violence,sexual"},
    {"adult content", "sexual"},
    {"porn", "sexual"},
    {"sexual", "sexual"},
    {"src", "sexual,illicit"},
    {"prostitut", "sexual,illicit"},
    {"sex traff", "sexual,illicit"},
    {"child abuse", "sexual/minors,sexual"},
    {"cse", "sexual/minors,sexual"},
    {"self-harm", "self-harm"},
    {"ssh", "self-harm"},
};

// Sources of one kind alone.
constexpr Meaning kKinds[] = {
    {"t-davidson/", "hate"},     {"HannahKirk/", "hate"},     {"Vicomtech/", "hate"},
    {"microsoft/", "hate"},      {"thu-coai/", "hate"},       {"jason9693/", "hate"},
    {"synthetic:group", "hate"}, {"surge-ai/", "harassment"}, {"conversationai/", "harassment"},
};

// The codes of openai/moderation-api-release.
constexpr Meaning kCodes[] = {
    {"S", "sexual"},      {"S3", "sexual/minors,sexual"},
    {"H", "hate"},        {"H2", "hate/threatening"},
    {"V", "violence"},    {"V2", "violence/graphic"},
    {"HR", "harassment"}, {"SH", "self-harm"},
};

template <typename Take>
void split(std::string_view list, char separator, Take take) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(separator), list.size());
    take(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

detect::HarmCategorySet of_codes(std::string_view category) {
  detect::HarmCategorySet set;
  category.remove_prefix(std::min(category.size(), std::string_view("moderation-").size()));
  split(category, '+', [&](std::string_view code) {
    for (const Meaning& meaning : kCodes) {
      if (meaning.word == code) set |= harm_categories_named(meaning.categories);
    }
  });
  return set;
}

}  // namespace

int harm_group_of(std::string_view source) {
  for (const Place& place : kPlaces) {
    if (source.starts_with(place.source)) return place.group;
  }
  size_t sum = 0;
  for (const char c : source) sum = sum * 31 + static_cast<unsigned char>(c);
  return static_cast<int>(sum % 8);
}

bool is_everyday(std::string_view source) {
  return std::none_of(std::begin(kNotEveryday), std::end(kNotEveryday),
                      [&](std::string_view not_one) { return source.starts_with(not_one); });
}

detect::HarmCategorySet harm_categories_named(std::string_view list) {
  detect::HarmCategorySet set;
  split(list, ',', [&](std::string_view name) {
    const auto found = std::find(kModerationCategories.begin(), kModerationCategories.end(), name);
    if (found == kModerationCategories.end()) return;
    const auto index = static_cast<size_t>(found - kModerationCategories.begin());
    set.set(index);
    set.set(detect::wider_category(index));
  });
  return set;
}

detect::HarmCategorySet harm_categories_of(std::string_view source, std::string_view category) {
  for (const Meaning& kind : kKinds) {
    if (source.starts_with(kind.word)) return harm_categories_named(kind.categories);
  }
  if (source.starts_with("openai/moderation")) return of_codes(category);
  std::string lower(category);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (lower == "violence") return harm_categories_named("violence");
  detect::HarmCategorySet set;
  for (const Meaning& meaning : kMeanings) {
    if (lower.find(meaning.word) != std::string::npos) {
      set |= harm_categories_named(meaning.categories);
    }
  }
  return set.any() ? set : harm_categories_named("illicit");
}

}  // namespace gs::training
