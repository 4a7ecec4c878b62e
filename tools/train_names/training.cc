#include "train_names/training.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <numeric>

#include "detect/names/name_model_builder.h"
#include "train_names/fillers.h"
#include "train_names/noise.h"
#include "train_names/sentences.h"

namespace gs::train {
namespace {

// What a weight of 1 is worth: weights of up to 127 of these, in nats.
constexpr float kUnit = 0.04f;

bool has_slots(const Template& form) {
  return form.text.find('{') != std::string::npos;
}

std::vector<Row> with_made_rows(const std::vector<Row>& rows,
                                const std::vector<Template>& templates,
                                const Gazetteers& gazetteers, const TrainingOptions& options,
                                Random& random) {
  std::vector<Row> all = rows;
  Fillers fillers(gazetteers, random);
  std::map<std::string, size_t> own;  // lines of data/training with slots, by language
  for (const Template& form : templates) own[form.lang] += form.is_own && has_slots(form);
  for (const Template& form : templates) {
    size_t fills = form.is_own ? options.fills_own : options.fills;
    if (!has_slots(form)) {
      fills = options.fills_none;
    } else if (form.is_own) {
      fills = std::min(fills, options.rows_own / own[form.lang]);
    }
    for (size_t i = 0; i < fills; ++i) all.push_back(fillers.fill(form));
  }
  const size_t natural = all.size();
  for (size_t i = 0; i < natural; ++i) {
    if (random.chance(options.lower)) all.push_back(in_lower_case(all[i]));
    if (random.chance(options.upper)) all.push_back(in_upper_case(all[i]));
    if (random.chance(options.snippets)) all.push_back(snippet(all[i], random));
  }
  return all;
}

// Features of rows that were seen, then numbered.
std::vector<Sentence> sentences_of(const std::vector<Row>& rows, const Lexicon& lexicon,
                                   FeatureIndex& index, const TrainingOptions& options,
                                   Random& random) {
  std::vector<TaggedTokens> tagged;
  for (const Row& row : rows) {
    const double hide = row.is_made ? options.hide_made : options.hide;
    tagged.push_back(tag_tokens(row, lexicon, hide, random));
    index.count(tagged.back());
  }
  std::vector<Sentence> sentences;
  for (const TaggedTokens& each : tagged) {
    if (!each.tokens.empty()) sentences.push_back(index.number(each, options.least_count));
  }
  return sentences;
}

void drop_features(const Field& field, std::vector<Sentence>& sentences) {
  for (Sentence& sentence : sentences) {
    for (uint32_t& feature : sentence.features) {
      if (feature != kNoFeature && !field.is_kept(feature)) feature = kNoFeature;
    }
  }
}

void learn(Field& field, const std::vector<Sentence>& sentences, size_t rounds,
           const TrainingOptions& options, Random& random) {
  std::vector<uint32_t> order(sentences.size());
  std::iota(order.begin(), order.end(), 0u);
  for (size_t round = 0; round < rounds; ++round) {
    random.shuffle(order);
    double cost = 0;
    for (const uint32_t number : order) {
      const Sentence& sentence = sentences[number];
      cost += options.family == Family::kField ? field.learn(sentence, random)
                                               : field.learn_perceptron(sentence, random);
    }
    std::cerr << "  round " << round + 1 << ": cost a row "
              << cost / static_cast<double>(sentences.size()) << "\n";
  }
}

int8_t small(float weight, float unit) {
  return static_cast<int8_t>(std::clamp(std::round(weight / unit), -127.0f, 127.0f));
}

detect::NameModelContent content_of(const Field& field, const FeatureIndex& index, float unit) {
  detect::NameModelContent content;
  content.unit = unit;
  for (size_t f = 0; f < index.hashes().size(); ++f) {
    if (!field.is_kept(f)) continue;
    std::array<int8_t, detect::kNameTags> weights;
    bool any = false;
    for (size_t tag = 0; tag < detect::kNameTags; ++tag) {
      weights[tag] = small(field.weights()[f][tag], unit);
      any |= weights[tag] != 0;
    }
    if (any) content.weights[index.hashes()[f]] = weights;
  }
  for (size_t before = 0; before < detect::kNameTags; ++before) {
    for (size_t tag = 0; tag < detect::kNameTags; ++tag) {
      const float weight = std::round(field.transitions()[before][tag] / unit);
      content.transitions[before][tag] = static_cast<int16_t>(std::clamp(weight, -4000.f, 4000.f));
    }
  }
  return content;
}

// Perceptron weights have no unit of their own: the largest becomes that of the format.
float unit_of(const Field& field, Family family) {
  if (family == Family::kField) return kUnit;
  std::vector<float> all;
  for (const Lanes& weights : field.weights()) {
    for (const float weight : weights) all.push_back(std::abs(weight));
  }
  const auto at = all.begin() + static_cast<std::ptrdiff_t>(all.size() * 9999 / 10000);
  std::nth_element(all.begin(), at, all.end());
  return std::max(*at, 1e-3f) / 120;
}

}  // namespace

Result<Trained> train(const std::vector<Row>& rows, const std::vector<Template>& templates,
                      const Gazetteers& gazetteers, const std::map<uint64_t, uint16_t>& clusters,
                      const TrainingOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  Random random(options.seed);
  Trained trained;
  Lexicon lexicon;
  if (options.lists) lexicon.lists = word_lists(gazetteers, rows);
  if (options.clusters) lexicon.clusters = clusters;
  FeatureIndex index;
  std::vector<Sentence> sentences;
  {
    const std::vector<Row> all = with_made_rows(rows, templates, gazetteers, options, random);
    trained.rows = all.size();
    sentences = sentences_of(all, lexicon, index, options, random);
  }
  for (const Sentence& sentence : sentences) trained.tokens += sentence.size();
  trained.features = index.hashes().size();
  std::cerr << "rows " << trained.rows << ", tokens " << trained.tokens << ", features "
            << trained.features << ", words " << lexicon.lists.size() << ", in clusters "
            << lexicon.clusters.size() << "\n";
  Field field(trained.features, options.field);
  learn(field, sentences, options.rounds, options, random);
  if (options.family == Family::kPerceptron) field.average();
  field.keep(options.features);
  if (options.family == Family::kField) {
    drop_features(field, sentences);
    learn(field, sentences, options.rounds_kept, options, random);
  }
  detect::NameModelContent content = content_of(field, index, unit_of(field, options.family));
  content.words = std::move(lexicon.lists);
  content.clusters = std::move(lexicon.clusters);
  GS_TRY(trained.model, detect::build_name_model(content, options.fill));
  trained.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return trained;
}

}  // namespace gs::train
