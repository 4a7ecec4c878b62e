#include "res/decisions/decision_reader.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "res/decisions/open_segments.h"
#include "res/decisions/pending.h"

namespace gs::res {
namespace {

constexpr unsigned kMostCandidates = 64;  // segments read for one id
constexpr unsigned kRowsAtOnce = 64;
constexpr unsigned kMostRows = 1024;  // of segments that cannot hold what is asked for
constexpr size_t kMostPageBytes = 16 * 1024 * 1024;  // a page ends behind the record that is over

// A row of `segments`, as far as it is needed here.
struct SegmentRow {
  uint64_t leaf_index = 0;
  std::string gateway;
  uint64_t first_seq = 0;
  std::optional<Sha256Digest> blob;  // nothing after retention
};

SegmentRow segment_row(const store::Row& row) {
  SegmentRow out{static_cast<uint64_t>(row[0].integer()), row[1].text(),
                 static_cast<uint64_t>(row[2].integer()), std::nullopt};
  const std::string& digest = row[3].blob();
  if (digest.size() == Sha256Digest().size()) {
    std::copy(digest.begin(), digest.end(), out.blob.emplace().begin());
  }
  return out;
}

// A decision and where it stands.
struct Found {
  SegmentRow row;
  std::shared_ptr<const OpenSegment> segment;
  size_t index = 0;
  std::string phase;

  std::string_view record() const { return segment->view.records[index]; }
  StoredDecision stored() const {
    return {std::string(record()), row.gateway, row.first_seq + index, row.leaf_index};
  }
};

// Appends the decisions of this exchange, of one phase or both.
void scan(const SegmentRow& row, const std::shared_ptr<const OpenSegment>& segment,
          const DecisionId& id, std::vector<Found>& found) {
  JsonOutline outline;
  for (size_t i = 0; i < segment->view.records.size(); ++i) {
    const std::string_view record = segment->view.records[i];
    if (record.find(id.exchange) == std::string_view::npos) continue;
    outline.read(record);
    if (!outline.root().member("kind").text_is("decision")) continue;
    const std::string text = outline.root().member("id").text();
    const auto parts = split_decision_id(text);
    if (!parts || parts->exchange != id.exchange) continue;
    if (!id.phase.empty() && parts->phase != id.phase) continue;
    found.push_back({row, segment, i, std::string(parts->phase)});
  }
}

// Every phase once: a gateway that crashed may have written a record again.
void keep_first_of_each_phase(std::vector<Found>& found) {
  const auto later = [](const Found& a, const Found& b) {
    return a.phase != b.phase ? a.phase > b.phase : a.row.leaf_index < b.row.leaf_index;
  };
  std::stable_sort(found.begin(), found.end(), later);
  const auto same = [](const Found& a, const Found& b) { return a.phase == b.phase; };
  found.erase(std::unique(found.begin(), found.end(), same), found.end());
}

std::string segment_path(const Found& found) {
  std::vector<ledger::Hash> leaves;
  leaves.reserve(found.segment->view.records.size());
  for (std::string_view record : found.segment->view.records) {
    leaves.push_back(ledger::leaf_hash(record));
  }
  const ledger::SegmentPath path{.gateway = found.row.gateway,
                                 .seq = found.row.first_seq + found.index,
                                 .index = found.index,
                                 .size = leaves.size(),
                                 .hashes = ledger::inclusion_proof(leaves, found.index)};
  return path.to_json();
}

// The segments of a page of the list, newest first, at and below that leaf.
Result<std::vector<store::Row>> read_rows(store::Connection& connection,
                                          const DecisionFilter& filter, uint64_t at_most) {
  std::string sql =
      "SELECT leaf_index, gateway, first_seq, blob, summary FROM segments WHERE leaf_index <= $1";
  std::vector<store::Value> values = {at_most};
  const auto add = [&](std::string_view condition, store::Value value) {
    values.push_back(std::move(value));
    sql.append(condition).append(" $").append(std::to_string(values.size()));
  };
  if (!filter.gateway.empty()) add(" AND gateway =", filter.gateway);
  if (filter.from) add(" AND last_ts >=", log::to_micros(*filter.from));
  if (filter.to) add(" AND first_ts <", log::to_micros(*filter.to));
  add(" ORDER BY leaf_index DESC LIMIT", kRowsAtOnce);
  return connection.query(sql, values);
}

// One page of the list while it is being filled.
class Listing {
 public:
  Listing(const DecisionFilter& filter, unsigned most_segments)
      : filter_(filter), segments_left_(most_segments) {}

  // Newest first, from below record `index`. Nothing: the whole segment was looked at; else where
  // the next page begins.
  std::optional<size_t> add(const SegmentRow& row, const OpenSegment& segment, uint64_t index) {
    size_t i = std::min<uint64_t>(index, segment.view.records.size());
    while (i > 0) {
      if (is_full()) return i;
      const std::string_view record = segment.view.records[--i];
      if (!answers(filter_, record, outline_)) continue;
      bytes_ += record.size();
      page.items.push_back({std::string(record), row.gateway, row.first_seq + i, row.leaf_index});
    }
    return std::nullopt;
  }
  bool is_full() const { return page.items.size() >= filter_.limit || bytes_ >= kMostPageBytes; }
  bool may_open_segment() { return segments_left_ > 0 && segments_left_-- > 0; }
  bool may_read_row() { return rows_left_ > 0 && rows_left_-- > 0; }

  DecisionPage page;

 private:
  const DecisionFilter& filter_;
  unsigned segments_left_;
  unsigned rows_left_ = kMostRows;
  size_t bytes_ = 0;
  JsonOutline outline_;
};

}  // namespace

struct DecisionReader::Parts {
  store::Database& database;
  store::Blobs& blobs;
  const Clock& clock;
  const DecisionReaderOptions options;
  OpenSegments segments;

  struct Candidates {
    std::vector<Found> found;
    DecisionState otherwise = DecisionState::kUnknown;  // when nothing was found
  };

  Result<Candidates> look(store::Connection& connection, const DecisionId& id);
  // Looks through a segment of the list; the cursor where the page must end before its end.
  Result<std::optional<DecisionCursor>> list_segment(store::Connection& connection,
                                                     const store::Row& row, uint64_t index,
                                                     const DecisionFilter& filter,
                                                     Listing& listing);
};

Result<DecisionReader::Parts::Candidates> DecisionReader::Parts::look(store::Connection& connection,
                                                                      const DecisionId& id) {
  GS_TRY(
      const auto rows,
      connection.query("SELECT leaf_index, gateway, first_seq, blob FROM segments "
                       "WHERE max_id >= $1 AND min_id <= $1 ORDER BY max_id, leaf_index LIMIT $2",
                       {id.exchange, kMostCandidates + 1}));
  if (rows.size() > kMostCandidates) {
    return fail(ErrorCode::kUnavailable, "too many segments may hold this decision", "id");
  }
  Candidates out;
  bool erased = false;
  for (const store::Row& values : rows) {
    const SegmentRow row = segment_row(values);
    erased = erased || !row.blob;
    if (!row.blob) continue;
    GS_TRY(const auto segment, segments.get(connection, blobs, *row.blob));
    scan(row, segment, id, out.found);
  }
  keep_first_of_each_phase(out.found);
  if (!out.found.empty()) return out;
  out.otherwise = erased ? DecisionState::kErased : DecisionState::kUnknown;
  if (erased) return out;
  GS_TRY(const bool pending,
         may_be_pending(connection, id.exchange, clock.now(), options.pending_for));
  if (pending) out.otherwise = DecisionState::kPending;
  return out;
}

Result<std::optional<DecisionCursor>> DecisionReader::Parts::list_segment(
    store::Connection& connection, const store::Row& values, uint64_t index,
    const DecisionFilter& filter, Listing& listing) {
  const SegmentRow row = segment_row(values);
  const DecisionCursor here{row.leaf_index, index};
  if (listing.is_full() || !listing.may_read_row()) return here;
  if (!row.blob || index == 0) return std::nullopt;
  if (!may_answer(filter, SegmentSummary::parse(values[4].text()))) return std::nullopt;
  if (!listing.may_open_segment()) return here;
  GS_TRY(const auto segment, segments.get(connection, blobs, *row.blob));
  const auto rest = listing.add(row, *segment, index);
  if (!rest) return std::nullopt;
  return DecisionCursor{row.leaf_index, *rest};
}

DecisionReader::DecisionReader(store::Database& database, store::Blobs& blobs, const Clock& clock,
                               DecisionReaderOptions options)
    : parts_(new Parts{database, blobs, clock, options, OpenSegments(options.cache_bytes)}) {}

DecisionReader::~DecisionReader() = default;

Result<DecisionLookup> DecisionReader::find(std::string_view text) {
  const auto id = split_decision_id(text);
  if (!id) return DecisionLookup{};
  GS_TRY(const auto connection, parts_->database.reader());
  GS_TRY(const auto candidates, parts_->look(*connection, *id));
  DecisionLookup lookup{candidates.otherwise, {}};
  if (!candidates.found.empty()) lookup.state = DecisionState::kFound;
  for (const Found& found : candidates.found) lookup.decisions.push_back(found.stored());
  return lookup;
}

Result<DecisionProof> DecisionReader::prove(std::string_view text, const log::Published& head) {
  const auto id = split_decision_id(text);
  if (!id) return DecisionProof{};
  if (id->phase.empty()) {
    return fail(ErrorCode::kInvalidInput,
                "the proof is of one record: <exchange>.prompt or .output", "id");
  }
  GS_TRY(const auto connection, parts_->database.reader());
  GS_TRY(const auto candidates, parts_->look(*connection, *id));
  DecisionProof out{candidates.otherwise, {}, {}};
  if (candidates.found.empty()) return out;
  const Found& found = candidates.found.front();
  out.record = found.record();
  auto proof = log::prove(*connection, head, found.row.leaf_index);
  if (!proof && proof.error().code == ErrorCode::kUnavailable &&
      found.row.leaf_index >= head.head.size) {
    out.state = DecisionState::kPending;
    return out;
  }
  if (!proof) return tl::unexpected(std::move(proof).error());
  out.state = DecisionState::kFound;
  out.proof = *std::move(proof);
  out.proof.extra = segment_path(found);
  return out;
}

Result<DecisionPage> DecisionReader::list(const DecisionFilter& filter) {
  GS_TRY(DecisionCursor at, check_filter(filter));
  GS_TRY(const auto connection, parts_->database.reader());
  Listing listing(filter, parts_->options.segments_per_call);
  while (true) {
    GS_TRY(const auto rows, read_rows(*connection, filter, at.leaf_index));
    for (const store::Row& row : rows) {
      const auto leaf = static_cast<uint64_t>(row[0].integer());
      const uint64_t index = leaf == at.leaf_index ? at.index : UINT64_MAX;
      GS_TRY(const auto rest, parts_->list_segment(*connection, row, index, filter, listing));
      if (!rest) continue;
      listing.page.next = rest->to_text();
      return std::move(listing.page);
    }
    if (rows.size() < kRowsAtOnce) return std::move(listing.page);
    at = {static_cast<uint64_t>(rows.back()[0].integer()), 0};
  }
}

}  // namespace gs::res
