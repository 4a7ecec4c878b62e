#include "evaluate/promptfoo.h"

#include <set>
#include <utility>

#include "base/json_writer.h"
#include "evaluate/place.h"

namespace gs::evaluate {
namespace {

namespace json = boost::json;

constexpr int64_t kVersion = 3;
constexpr int64_t kError = 2;  // failureReason

Result<int64_t> index_of(const json::object& row, std::string_view name, const std::string& path,
                         const std::string& file) {
  const json::value* value = row.if_contains(name);
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) {
    return refuse({file, 0}, path + "." + std::string(name), "must be a whole number from 0 on");
  }
  return value->get_int64();
}

struct Provider {
  std::string_view id;
  std::string_view label;  // tells two configurations of one model apart; may be empty
};

Provider provider_of(const json::object& row) {
  const json::value* provider = row.if_contains("provider");
  if (provider == nullptr || !provider->is_object()) return {text_or_empty(provider), {}};
  const json::object& both = provider->get_object();
  return {text_or_empty(both.if_contains("id")), text_or_empty(both.if_contains("label"))};
}

// What --repeat repeats. Of rows without a test case the index.
std::string task_of(const json::object& row, int64_t test, int64_t prompt) {
  const json::value* test_case = row.if_contains("testCase");
  const std::string what = test_case != nullptr && test_case->is_object() ? to_json_text(*test_case)
                                                                          : std::to_string(test);
  return std::to_string(prompt) + " " + what;
}

// One pass over the rows.
class Rows {
 public:
  Rows(const Document& document, const QualityOptions& options, Artifact& artifact)
      : file_(document.file()), options_(options), artifact_(artifact) {}

  Status take(const json::value& value, size_t number) {
    const std::string path = "results.results[" + std::to_string(number) + "]";
    const json::object* row = value.if_object();
    if (row == nullptr) return refuse({file_, 0}, path, "must be an object");
    const Provider provider = provider_of(*row);
    if (!options_.provider.empty() && provider.id != options_.provider &&
        provider.label != options_.provider) {
      return Ok{};
    }
    GS_CHECK_OK(artifact_.set_model(provider.id, file_ + ", " + path + ".provider"));
    labels_.emplace(provider.label);
    if (labels_.size() > 1) {
      return refuse({file_, 0}, path + ".provider",
                    "has several labels, --provider must name one: '" + *labels_.begin() + "', '" +
                        *labels_.rbegin() + "'");
    }
    GS_TRY(const int64_t test, index_of(*row, "testIdx", path, file_));
    GS_TRY(const int64_t prompt, index_of(*row, "promptIdx", path, file_));
    if (!seen_.emplace(test, prompt).second) {
      return refuse({file_, 0}, path, "testIdx and promptIdx stand above already");
    }
    const json::value* success = row->if_contains("success");
    if (success == nullptr || !success->is_bool()) {
      return refuse({file_, 0}, path + ".success", "must be true or false");
    }
    const json::value* reason = row->if_contains("failureReason");
    if (reason != nullptr && reason->is_int64() && reason->get_int64() == kError) ++errors_;
    const std::string task = task_of(*row, test, prompt);
    const auto [at, is_new] = tasks_.try_emplace(task, tasks_.size());
    counts_.add("test " + std::to_string(at->second), 1, success->get_bool() ? 1 : 0);
    return Ok{};
  }

  Status finish() {
    if (errors_ > 0) {
      artifact_.add_warning("promptfoo could not get " + std::to_string(errors_) +
                            " answers; they count as not passed");
      artifact_.detail()["errors"] = errors_;
    }
    return add_quality(counts_, options_, file_, artifact_);
  }

 private:
  const std::string& file_;
  const QualityOptions& options_;
  Artifact& artifact_;
  std::set<std::pair<int64_t, int64_t>> seen_;
  std::set<std::string> labels_;
  std::map<std::string, size_t> tasks_;  // by what it asks, in order of appearance
  TaskCounts counts_;
  uint64_t errors_ = 0;
};

}  // namespace

bool is_promptfoo(const json::object& document) {
  return find(document, {"results", "results"}) != nullptr;
}

Status add_promptfoo(const Document& document, const QualityOptions& options, Artifact& artifact) {
  const std::string& file = document.file();
  const json::value* version = find(document.object(), {"results", "version"});
  if (version == nullptr || !version->is_int64() || version->get_int64() != kVersion) {
    return refuse({file, 0}, "results.version", "must be 3");
  }
  GS_TRY(const json::array* rows, array_at(document.object(), {"results", "results"}, file));
  Rows reader(document, options, artifact);
  for (size_t i = 0; i < rows->size(); ++i) GS_CHECK_OK(reader.take((*rows)[i], i));
  return reader.finish();
}

}  // namespace gs::evaluate
