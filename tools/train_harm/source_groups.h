// What is known of the sources of harm.*.jsonl: which belong together, and what their own
// categories mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/harm/categories.h"

namespace gs::training {

// Sources that are left out together, since they share texts, templates or authors. Each group has
// harmful and harmless rows, but for the last two.
inline constexpr int kHarmGroups = 9;
// Wrapped goals of groups 0 to 2: never judged, and left out with each of those groups.
inline constexpr int kWrappedGoals = kHarmGroups;
// Sources of names.train.jsonl that are taken to be harmless, always learned and never judged:
// news, encyclopedias, dialogues, novels and reports in 16 languages; no tweets, which are rude at
// times, and no fragments.
inline constexpr int kEveryday = kHarmGroups + 1;

// The group of a source. Those without a place of their own are spread over the groups by name.
int harm_group_of(std::string_view source);

// Whether all its harmless rows are what people and programs send every day: neither look-alikes
// nor the harmless half of a set of hate speech.
bool is_everyday(std::string_view source);

// What a source's own category means in the 13 categories, by a table made by hand. "illicit" where
// the table does not know better.
detect::HarmCategorySet harm_categories_of(std::string_view source, std::string_view category);

// "hate,harassment" as a set. Words that are no category are passed over.
detect::HarmCategorySet harm_categories_named(std::string_view list);

}  // namespace gs::training
