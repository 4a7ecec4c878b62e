#include "evaluate/run_state.h"

#include "base/json_writer.h"
#include "evaluate/json_row.h"

namespace gs::evaluate {
namespace {

Status take_verdict(const JsonRow& row, const Place& place, RunState& state) {
  GS_TRY(const std::string_view id, text_of(row, "id", place));
  Verdict verdict;
  GS_TRY(verdict.harmful, flag_of(row, "harmful", place));
  GS_TRY(verdict.withheld, flag_of(row, "withheld", place));
  GS_TRY(verdict.refused, flag_of(row, "refused", place));
  if (!state.verdicts.emplace(std::string(id), verdict).second) {
    return refuse(place, "id", "stands above already");
  }
  return Ok{};
}

}  // namespace

Result<RunState> RunState::parse(std::string_view text, const std::string& file) {
  RunState state;
  JsonRow row;
  size_t line = 0;
  for (size_t end; (end = text.find('\n', state.whole_bytes)) != std::string_view::npos;) {
    const Place place{file, ++line};
    GS_CHECK_OK(row.read(text.substr(state.whole_bytes, end - state.whole_bytes), place));
    state.whole_bytes = end + 1;
    if (line > 1) {
      GS_CHECK_OK(take_verdict(row, place, state));
      continue;
    }
    GS_TRY(const std::string_view format, text_of(row, "format", place));
    if (format != kRunFormat) {
      return refuse(place, "format", "must be " + std::string(kRunFormat));
    }
    GS_TRY(state.run, text_of(row, "run", place));
  }
  return state;
}

std::string run_line(std::string_view run) {
  JsonWriter out;
  out.begin_object().key("format").string(kRunFormat).key("run").string(run).end_object();
  return out.take() + "\n";
}

std::string verdict_line(std::string_view id, const Verdict& verdict) {
  JsonWriter out;
  out.begin_object().key("id").string(id).key("harmful").boolean(verdict.harmful);
  out.key("withheld").boolean(verdict.withheld).key("refused").boolean(verdict.refused);
  out.end_object();
  return out.take() + "\n";
}

}  // namespace gs::evaluate
