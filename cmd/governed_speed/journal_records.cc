#include "governed_speed/journal_records.h"

#include <algorithm>

#include "base/json.h"
#include "journal/folder.h"
#include "journal/segment.h"

namespace gs::command {
namespace {

Status read_records(const std::string& bytes, const std::string& name,
                    const OnDecision& on_decision) {
  const auto segment = journal::read_segment(bytes);
  if (!segment) return fail(segment.error().code, segment.error().message, name);
  uint64_t seq = segment->first_seq;
  for (const std::string_view record : segment->records) {
    const std::string where = name + ", record " + std::to_string(seq++);
    const auto parsed = parse_json(record);
    if (!parsed || !parsed->is_object()) {
      return fail(ErrorCode::kInvalidInput, "the record is no JSON object", where);
    }
    const boost::json::object& object = parsed->as_object();
    const boost::json::value* kind = object.if_contains("kind");
    if (kind == nullptr || *kind != "decision") continue;
    GS_CHECK_OK(on_decision(object, where));
  }
  return Ok{};
}

Result<uint64_t> read_folder(Files& files, const std::string& folder,
                             const OnDecision& on_decision) {
  GS_TRY(const journal::FolderListing listing, journal::list_folder(files, folder));
  for (const uint64_t first : listing.segments) {
    const std::string name = folder + "/" + journal::segment_file_name(first);
    std::string bytes;
    if (std::binary_search(listing.seals.begin(), listing.seals.end(), first)) {
      GS_TRY(journal::SealedSegment sealed, journal::read_sealed(files, folder, first));
      bytes = std::move(sealed.bytes);
    } else {
      GS_TRY(bytes, files.read(name));
    }
    GS_CHECK_OK(read_records(bytes, name, on_decision));
  }
  return listing.segments.size();
}

}  // namespace

Status for_each_decision(Files& files, const std::string& folder, const OnDecision& on_decision) {
  uint64_t segments = 0;
  const std::string journals = folder + "/journal";
  if (files.exists(journals)) {
    GS_TRY(const auto gateways, files.list(journals));
    for (const std::string& gateway : gateways) {
      GS_TRY(const uint64_t read, read_folder(files, journals + "/" + gateway, on_decision));
      segments += read;
    }
  } else {
    GS_TRY(segments, read_folder(files, folder, on_decision));
  }
  if (segments == 0) return fail(ErrorCode::kNotFound, "there is no segment of a journal", folder);
  return Ok{};
}

}  // namespace gs::command
