// governed-speed eval latency: quantiles of a journal, a table or what Prometheus has seen.
#include <CLI/CLI.hpp>
#include <memory>

#include "evaluate/document.h"
#include "evaluate/latency.h"
#include "evaluate/table.h"
#include "governed_speed/eval_artifact.h"
#include "governed_speed/eval_commands.h"
#include "governed_speed/eval_input.h"
#include "governed_speed/journal_records.h"
#include "governed_speed/published_log.h"

namespace gs::command {
namespace {

namespace json = boost::json;
using evaluate::Artifact;
using evaluate::Cell;
using evaluate::Place;
using evaluate::Table;

struct Options {
  std::string source;
  std::string phase = "output";
  std::string column;
  std::string histogram = "gen_ai_client_operation_duration_seconds";
  std::string selector;
  std::string window = "5m";
  std::string key_file, ca_file;
  ArtifactOptions artifact;
};

constexpr char kFooter[] =
    "The source is a folder (a gateway's journal or data folder: latency_us.total of its\n"
    "decisions), a table (.csv, else JSON Lines: seconds in --column), or the URL of a Prometheus\n"
    "(histogram_quantile over the rate of --histogram within --window).";

Status read_journal(const Options& options, std::vector<double>& seconds) {
  PosixFiles files;
  return for_each_decision(
      files, options.source, [&](const json::object& decision, const std::string& where) -> Status {
        const json::value* phase = decision.if_contains("phase");
        if (evaluate::text_or_empty(phase) != options.phase) return Ok{};
        const json::value* latency = decision.if_contains("latency_us");
        const json::value* total = latency != nullptr && latency->is_object()
                                       ? latency->get_object().if_contains("total")
                                       : nullptr;
        if (total == nullptr || !total->is_number() || total->to_number<double>() < 0) {
          return fail(ErrorCode::kInvalidInput,
                      "latency_us.total: must be a number that is not negative", where);
        }
        seconds.push_back(total->to_number<double>() / 1e6);
        return Ok{};
      });
}

Status read_table(const Options& options, std::vector<double>& seconds, Artifact& artifact) {
  const bool csv = has_ending(options.source, ".csv");
  Table table(csv ? Table::Format::kCsv : Table::Format::kJsonLines, options.source,
              {options.column}, [&](std::span<const Cell> cells, const Place& place) -> Status {
                const auto value = cells[0].number();
                if (!value || *value < 0) {
                  return evaluate::refuse(place, options.column,
                                          "must be a number that is not negative");
                }
                seconds.push_back(*value);
                return Ok{};
              });
  GS_TRY(std::string digest, read_into(options.source, table));
  artifact.add_input(base_name(options.source), std::move(digest), table.rows());
  return Ok{};
}

Status ask_prometheus(const Options& options, Artifact& artifact) {
  GS_TRY(const auto client, service_client(options.source, options.key_file, options.ca_file));
  struct Point {
    const char* name;
    const char* q;
  };
  for (const Point& point :
       {Point{"p50_seconds", "0.5"}, Point{"p95_seconds", "0.95"}, Point{"p99_seconds", "0.99"}}) {
    const std::string query = std::string("histogram_quantile(") + point.q +
                              ", sum by (le) (rate(" + options.histogram + "_bucket{" +
                              options.selector + "}[" + options.window + "])))";
    GS_TRY(const std::string body,
           get_body(*client, "/api/v1/query?query=" + percent_encoded(query)));
    GS_TRY(const double value, evaluate::read_prometheus_answer(body, options.source));
    artifact.metric(point.name, value);
    artifact.settings()[point.name] = query;
  }
  return Ok{};
}

Result<Artifact> evaluate_latency(const Options& options) {
  GS_TRY(Artifact artifact, new_artifact("latency", options.artifact));
  if (is_service(options.source)) {
    GS_CHECK_OK(ask_prometheus(options, artifact));
    return artifact;
  }
  std::vector<double> seconds;
  if (options.column.empty()) {
    artifact.settings()["phase"] = options.phase;
    GS_CHECK_OK(read_journal(options, seconds));
  } else {
    artifact.settings()["column"] = options.column;
    GS_CHECK_OK(read_table(options, seconds, artifact));
  }
  GS_CHECK_OK(evaluate::add_latency(seconds, options.source, artifact));
  return artifact;
}

}  // namespace

void add_eval_latency(CLI::App& eval, int& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = eval.add_subcommand("latency", "p50, p95 and p99 in seconds");
  command->add_option("source", options->source, "Folder, table or URL of a Prometheus")
      ->required();
  command
      ->add_option("--phase", options->phase, "Decisions of a journal: prompt or output [output]")
      ->check(CLI::IsMember({"prompt", "output"}));
  command->add_option("--column", options->column, "Column of a table, in seconds");
  command->add_option("--histogram", options->histogram,
                      "Histogram [gen_ai_client_operation_duration_seconds]");
  command->add_option("--selector", options->selector,
                      "Labels of the series, as in gen_ai_request_model=\"m\"");
  command->add_option("--window", options->window, "Time of the rate [5m]");
  command->add_option("--key-file", options->key_file, "File of a bearer token for the Prometheus");
  command->add_option("--ca-file", options->ca_file, "Authorities, PEM [those of the system]");
  add_artifact_options(*command, options->artifact);
  command->footer(kFooter);
  command->callback([options, &status] {
    status = finish_artifact(evaluate_latency(*options), options->artifact);
  });
}

}  // namespace gs::command
