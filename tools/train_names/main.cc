// train_names: trains the name tagger, measures it, writes the model and its card.
//
//   train_names --data ../shared/data --out data/models
//   train_names --fold WNUT17,BTC          only trains without these sources and measures on them
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "train_names/card.h"
#include "train_names/evaluation.h"
#include "train_names/fillers.h"
#include "train_names/training.h"

namespace {

using namespace gs;

// Sources that are left out together: of several languages and kinds, so that what is left is
// nearly all.
const std::vector<std::string> kFolds = {
    "WNUT17,MobIE,UNER_Danish-DDT,usaddress,UNER_Chinese-GSD",
    "BTC,GermEval2014,UNER_Croatian-SET,UNER_Serbian-SET,Recognizers-Text",
    "UNER_English-EWT,GUM,MEDDOCAN,UNER_Slovak-SNK,NewsEye",
    "CrossNER,SNIPS-NLU,Turku-NER,OpenCage-address-formatting,xSID",
    "LitBank,SGD,UNER_Portuguese-Bosque,UNER_Swedish-Talbanken",
};

struct Options {
  std::string data = "../shared/data";
  std::string out;
  std::string training_data = "data/training";
  std::string fold;
  std::string family = "field";
  bool compare = false;
  train::TrainingOptions training;
};

struct Material {
  train::Sources sources;
  std::vector<train::Row> rows;
  std::vector<train::Row> dev;
  std::vector<train::Template> templates;
  train::Gazetteers gazetteers;
  std::map<uint64_t, uint16_t> clusters;
};

Result<Material> read_material(const std::string& names, const std::string& own) {
  Material m;
  GS_TRY(m.sources, train::read_sources(names + "/sources.json"));
  GS_TRY(m.rows, train::read_rows(names + "/names.train.jsonl", m.sources));
  GS_TRY(m.dev, train::read_rows(names + "/names.dev.jsonl", m.sources));
  GS_TRY(m.templates, train::read_templates(names + "/templates.jsonl"));
  for (train::Template& form : train::own_templates()) m.templates.push_back(std::move(form));
  GS_TRY(const auto sentences, train::read_sentences(own + "/name_sentences.tsv"));
  m.templates.insert(m.templates.end(), sentences.begin(), sentences.end());
  GS_TRY(m.gazetteers, train::read_gazetteers(names + "/gazetteers"));
  GS_TRY(m.gazetteers.german_nouns, train::read_words(own + "/german_nouns.txt"));
  GS_TRY(m.clusters, train::read_clusters(own + "/word_clusters.tsv"));
  return m;
}

// The rows whose source is in the list, or is not.
std::vector<train::Row> rows_of(const std::vector<train::Row>& rows, const std::string& list,
                                bool listed) {
  std::vector<train::Row> chosen;
  const std::string all = "," + list + ",";
  for (const train::Row& row : rows) {
    if ((all.find("," + row.source + ",") != std::string::npos) == listed) chosen.push_back(row);
  }
  return chosen;
}

Result<std::shared_ptr<const detect::NameModel>> train_one(const Material& m,
                                                           const std::vector<train::Row>& rows,
                                                           const train::TrainingOptions& options,
                                                           train::Trained& trained) {
  GS_TRY(trained, train::train(rows, m.templates, m.gazetteers, m.clusters, options));
  std::cerr << trained.model.size() << " bytes, " << trained.seconds << " s\n";
  return detect::NameModel::from_bytes(trained.model, "model");
}

Result<train::Figures> measure_fold(const Material& m, const std::string& fold,
                                    const train::TrainingOptions& options) {
  train::Trained trained;
  GS_TRY(const auto model, train_one(m, rows_of(m.rows, fold, false), options, trained));
  std::vector<train::Row> unseen = rows_of(m.dev, fold, true);
  for (train::Row& row : rows_of(m.rows, fold, true)) unseen.push_back(std::move(row));
  const train::Figures figures = train::evaluate(*model, unseen);
  for (const auto& [source, counts] : figures) train::print(source, counts);
  return figures;
}

Status write(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  file.close();
  if (!file) return fail(ErrorCode::kIo, "cannot be written", path);
  return Ok{};
}

Status measure_others(const Material& m, const Options& options, train::CardContent& card) {
  const std::string& fold = kFolds.front();
  card.others["first block: this model"] = card.folds.at(fold);
  train::TrainingOptions other = options.training;
  other.family = train::Family::kPerceptron;
  GS_TRY(card.others["first block: averaged perceptron"], measure_fold(m, fold, other));
  other = options.training;
  other.lists = false;
  GS_TRY(card.others["first block: without gazetteers"], measure_fold(m, fold, other));
  other = options.training;
  other.clusters = false;
  GS_TRY(card.others["first block: without clusters of words"], measure_fold(m, fold, other));
  return Ok{};
}

Status run(const Options& options) {
  GS_TRY(const Material m, read_material(options.data + "/names", options.training_data));
  if (!options.fold.empty()) {
    GS_CHECK_OK(measure_fold(m, options.fold, options.training));
    return Ok{};
  }
  train::CardContent card;
  GS_TRY(const auto model, train_one(m, m.rows, options.training, card.trained));
  if (!options.out.empty()) GS_CHECK_OK(write(options.out + "/names.gsm", card.trained.model));
  card.dev = train::evaluate(*model, m.dev);
  for (const auto& [source, counts] : card.dev) train::print(source, counts);
  const std::string pii = options.data + "/pii.dev.jsonl";
  const std::string source = "microsoft/presidio-research";
  GS_TRY(card.pii, train::evaluate_file(*model, pii, source, true));
  GS_TRY(card.pii_without_addresses, train::evaluate_file(*model, pii, source, false));
  train::print("pii.dev presidio-research", card.pii);
  if (options.compare) {
    for (const std::string& fold : kFolds) {
      GS_TRY(card.folds[fold], measure_fold(m, fold, options.training));
    }
    GS_CHECK_OK(measure_others(m, options, card));
  }
  if (options.out.empty()) return Ok{};
  card.command = "train_names --compare --data ../shared/data --out data/models";
  card.options = options.training;
  card.sources = m.sources;
  card.rows = m.rows;
  return write(options.out + "/names.md", train::card(card));
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Trains the name tagger");
  app.add_option("--data", options.data, "Folder of the data");
  app.add_option("--out", options.out, "Folder for names.gsm and names.md");
  app.add_option("--training", options.training_data, "Folder of what was written for training");
  app.add_option("--fold", options.fold, "Sources to leave out and measure, between commas");
  app.add_flag("--compare", options.compare, "Measure all folds for the card as well");
  app.add_option("--family", options.family, "field or perceptron");
  app.add_option("--seed", options.training.seed);
  app.add_option("--rounds", options.training.rounds);
  app.add_option("--rounds-kept", options.training.rounds_kept);
  app.add_option("--features", options.training.features);
  app.add_option("--fills", options.training.fills);
  app.add_option("--fills-own", options.training.fills_own);
  app.add_option("--fills-none", options.training.fills_none);
  app.add_option("--rows-own", options.training.rows_own);
  app.add_option("--rate", options.training.field.rate);
  app.add_option("--decay", options.training.field.decay);
  app.add_option("--leave-out", options.training.field.leave_out);
  app.add_option("--hide", options.training.hide);
  app.add_option("--hide-made", options.training.hide_made);
  app.add_option("--lower", options.training.lower);
  app.add_option("--lists", options.training.lists);
  app.add_option("--use-clusters", options.training.clusters);
  CLI11_PARSE(app, argc, argv);
  if (options.family == "perceptron") options.training.family = train::Family::kPerceptron;
  const gs::Status status = run(options);
  if (status) return 0;
  std::cerr << "error: " << status.error().to_string() << "\n";
  return 1;
}
