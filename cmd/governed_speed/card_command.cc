// governed-speed card model | system: what is known, for people and for the gate.
#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "base/json_writer.h"
#include "governed_speed/card_sources.h"
#include "governed_speed/commands.h"

namespace gs::command {
namespace {

struct Options {
  CardOptions card;
  std::string output;    // JSON
  std::string markdown;  // Markdown
};

constexpr uint32_t kPublicFile = 0644;

// Members a line each, so that versions of a card can be compared.
std::string laid_out(const boost::json::object& card) {
  std::string out = "{";
  const char* separator = "\n  ";
  for (const auto& [name, value] : card) {
    out += separator + to_json_text(boost::json::string(name)) + ": " + to_json_text(value);
    separator = ",\n  ";
  }
  return out + "\n}\n";
}

Status write_card(const Options& options) {
  GS_TRY(const evaluate::CardSources sources, read_card_sources(options.card));
  const boost::json::object card = evaluate::make_card(sources);
  const std::string markdown = evaluate::card_markdown(card);
  PosixFiles files(kPublicFile);
  if (!options.output.empty()) GS_CHECK_OK(files.replace(options.output, laid_out(card)));
  if (!options.markdown.empty()) GS_CHECK_OK(files.replace(options.markdown, markdown));
  if (options.output.empty() && options.markdown.empty()) fmt::print("{}", markdown);
  for (const boost::json::value& field : card.at("missing").as_array()) {
    fmt::print(stderr, "missing: {}\n", std::string_view(field.as_string()));
  }
  return Ok{};
}

void add_card(CLI::App& card, int& status, evaluate::CardKind kind) {
  const bool is_model = kind == evaluate::CardKind::kModel;
  auto options = std::make_shared<Options>();
  options->card.kind = kind;
  CLI::App* command = card.add_subcommand(is_model ? "model" : "system",
                                          is_model ? "Card of a model" : "Card of a system");
  command
      ->add_option(is_model ? "--model" : "--system", options->card.subject,
                   is_model ? "Model version, as in evidence" : "Name of the system")
      ->required();
  command
      ->add_option("--artifact", options->card.artifacts,
                   "Metric artifact of governed-speed eval, repeatable, one an area")
      ->allow_extra_args(false);
  command->add_option("--config", options->card.config, "Policy file");
  command->add_option("--about", options->card.about, "Words by field, YAML or JSON");
  command->add_option("--res", options->card.res, "URL of the evidence service");
  command->add_option("--key-file", options->card.key_file, "File of an API key of the service");
  command->add_option("--ca-file", options->card.ca_file, "Authorities, PEM [those of the system]");
  command->add_option("-o,--output", options->output, "File for the card as JSON");
  command->add_option("--markdown", options->markdown,
                      "File for the card as Markdown [standard output, without --output]");
  command->footer("What nobody has said is unknown in the card, and printed as missing.");
  command->callback([options, &status] {
    const Status written = write_card(*options);
    status = written ? 0 : usage_error(written.error().to_string());
  });
}

}  // namespace

void add_card_command(CLI::App& app, int& status) {
  CLI::App* card = app.add_subcommand("card", "Write the card of a model or a system");
  card->require_subcommand(1);
  add_card(*card, status, evaluate::CardKind::kModel);
  add_card(*card, status, evaluate::CardKind::kSystem);
}

}  // namespace gs::command
