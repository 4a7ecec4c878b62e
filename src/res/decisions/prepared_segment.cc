#include "res/decisions/prepared_segment.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "base/json.h"
#include "res/decisions/decision_facts.h"

namespace gs::res {
namespace {

namespace json = boost::json;

constexpr size_t kMaxModels = 64;  // counted by name in one segment
constexpr size_t kMaxModelBytes = 256;
constexpr size_t kMaxRuntimeRows = 10'000;  // a segment is of a minute or two
constexpr double kHarmful = 0.5;

// A name that may stand in a column and a metric's label.
bool is_plain(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  return name.size() <= kMaxModelBytes && std::none_of(name.begin(), name.end(), is_control);
}

// Reads the records of one segment into a PreparedSegment.
class Reading {
 public:
  explicit Reading(PreparedSegment& out) : out_(out) {}

  Status add(std::string_view record) {
    JsonLimits limits;
    limits.max_bytes = journal::kMaxRecordBytes;
    auto parsed = parse_json(record, limits);
    if (!parsed) return tl::unexpected<Error>(parsed.error());
    if (!parsed->is_object()) return fail(ErrorCode::kInvalidInput, "a record must be an object");
    json::object& object = parsed->get_object();
    ++out_.summary.records;
    const json::value* kind = object.if_contains("kind");
    if (kind == nullptr || !kind->is_string()) {
      return fail(ErrorCode::kInvalidInput, "kind must be a string");
    }
    if (*kind == "decision") return add_decision(object);
    if (*kind == "audit") return add_audit(std::move(object));
    return Ok{};  // of a later gateway: kept in the segment, like every record
  }

 private:
  Status add_decision(const json::object& record) {
    GS_TRY(const DecisionFacts facts, read_facts(record));
    out_.summary.add(facts);
    see_time(facts.ts);
    if (out_.min_id.empty() || facts.exchange < out_.min_id) out_.min_id = facts.exchange;
    if (facts.exchange > out_.max_id) out_.max_id = facts.exchange;
    const std::string model = counted_name(facts.model);
    if (facts.answered && !model.empty() && model != kOtherModels) {
      WallTime& last = out_.models.try_emplace(model, facts.ts).first->second;
      last = std::max(last, facts.ts);
    }
    count(facts, out_.runtime[{model, log::minute_of(facts.ts)}]);
    if (out_.runtime.size() <= kMaxRuntimeRows) return Ok{};
    return fail(ErrorCode::kTooLarge, "a segment's decisions are of at most " +
                                          std::to_string(kMaxRuntimeRows) +
                                          " different models and minutes");
  }

  static void count(const DecisionFacts& facts, log::RuntimeFigures& figures) {
    const bool is_output = facts.phase == "output";
    ++(is_output ? figures.output : figures.prompt)[facts.action];
    if (is_output && facts.harm_score) {
      ++figures.harm_judged;
      if (*facts.harm_score > kHarmful) ++figures.harm_above;
    }
    if (!is_output || facts.outcome.empty()) return;
    ++figures.requests;
    if (is_failure(facts.outcome)) {
      ++figures.failures;
    } else if (facts.outcome != "client_gone") {
      figures.add_latency(static_cast<double>(facts.total_us) / 1000.0);
    }
  }

  Status add_audit(json::object record) {
    if (out_.audit.size() >= kMaxAuditEvents) {
      return fail(ErrorCode::kTooLarge,
                  "a segment holds at most " + std::to_string(kMaxAuditEvents) + " audit events");
    }
    const json::value* timestamp = record.if_contains("timestamp");
    if (timestamp != nullptr && timestamp->is_string()) {
      const json::string& text = timestamp->get_string();
      if (const auto ts = from_rfc3339({text.data(), text.size()})) see_time(*ts);
    }
    ++out_.summary.audit;
    out_.audit.push_back(std::move(record));
    return Ok{};
  }

  void see_time(WallTime ts) {
    out_.first_ts = saw_time_ ? std::min(out_.first_ts, ts) : ts;
    out_.last_ts = saw_time_ ? std::max(out_.last_ts, ts) : ts;
    saw_time_ = true;
  }

  // Callers choose the names of models, so only so many are counted on their own.
  std::string counted_name(const std::string& model) {
    if (!is_plain(model)) return std::string(kOtherModels);
    if (names_.size() >= kMaxModels && !names_.contains(model)) return std::string(kOtherModels);
    names_.insert(model);
    return model;
  }

  PreparedSegment& out_;
  bool saw_time_ = false;
  std::set<std::string> names_;
};

Status check_seal(const journal::Seal& seal) {
  if (seal.gateway.empty() || !is_plain(seal.gateway)) {
    return fail(ErrorCode::kInvalidInput, "the gateway's name is empty, too long or not printable",
                "gateway");
  }
  if (seal.records == 0) {
    return fail(ErrorCode::kInvalidInput, "a segment holds at least one record", "records");
  }
  return Ok{};
}

}  // namespace

Result<PreparedSegment> prepare_segment(const journal::Seal& seal, std::string_view bytes) {
  GS_CHECK_OK(check_seal(seal));
  if (bytes.size() > kMaxSegmentBytes) {
    return fail(ErrorCode::kTooLarge,
                "a segment holds at most " + std::to_string(kMaxSegmentBytes) + " bytes");
  }
  GS_TRY(const journal::SegmentView view, journal::read_segment(bytes));
  if (view.torn) return fail(ErrorCode::kInvalidInput, "the segment has a torn tail");
  GS_CHECK_OK(journal::check_segment(view, seal));
  PreparedSegment segment;
  segment.seal = seal;
  segment.first_ts = seal.opened;
  segment.last_ts = seal.closed;
  Reading reading(segment);
  for (size_t i = 0; i < view.records.size(); ++i) {
    Status added = reading.add(view.records[i]);
    if (added) continue;
    Error error = std::move(added).error();
    error.where = "record " + std::to_string(seal.first_seq + i);
    return tl::unexpected(std::move(error));
  }
  GS_TRY(segment.compressed, compress_segment(bytes.substr(0, view.end)));
  return segment;
}

}  // namespace gs::res
