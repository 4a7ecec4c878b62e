#include "journal/segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "base/crc32c.h"
#include "base/json.h"

namespace gs::journal {
namespace {

namespace json = boost::json;

constexpr std::string_view kMagic = "GSJ1";
constexpr size_t kMaxHeadBytes = 4096;
constexpr size_t kWord = 4;
constexpr int64_t kVersion = 1;

void put_word(char* at, uint32_t word) {
  for (size_t i = 0; i < kWord; ++i) at[i] = static_cast<char>(word >> (8 * i));
}

void append_word(std::string& out, uint32_t word) {
  out.resize(out.size() + kWord);
  put_word(out.data() + out.size() - kWord, word);
}

uint32_t word_at(std::string_view bytes, size_t at) {
  uint32_t word = 0;
  for (size_t i = 0; i < kWord; ++i) {
    word |= static_cast<uint32_t>(static_cast<uint8_t>(bytes[at + i])) << (8 * i);
  }
  return word;
}

tl::unexpected<Error> refused(std::string why, std::string where = {}) {
  return fail(ErrorCode::kInvalidInput, std::move(why), std::move(where));
}

std::optional<uint64_t> whole_number(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_uint64()) return value->get_uint64();
  if (value->is_int64() && value->get_int64() >= 0) return value->get_int64();
  return std::nullopt;
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<WallTime> time_of(const json::object& object, std::string_view name) {
  const std::optional<std::string> text = text_of(object, name);
  return text ? from_rfc3339(*text) : std::nullopt;
}

std::optional<uint8_t> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  return std::nullopt;
}

std::optional<ledger::Hash> hash_of(const json::object& object, std::string_view name) {
  const std::optional<std::string> text = text_of(object, name);
  ledger::Hash hash;
  if (!text || text->size() != 2 * hash.size()) return std::nullopt;
  for (size_t i = 0; i < hash.size(); ++i) {
    const auto high = hex_digit((*text)[2 * i]);
    const auto low = hex_digit((*text)[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    hash[i] = static_cast<uint8_t>(*high << 4 | *low);
  }
  return hash;
}

Result<json::object> parse_object(std::string_view text, size_t most_bytes) {
  auto value = parse_json(text, {.max_depth = 64, .max_bytes = most_bytes});
  if (!value) return refused(value.error().message, value.error().where);
  if (!value->is_object()) return refused("not a JSON object");
  return std::move(value->get_object());
}

// The bytes of the head; 0: there is no good one.
size_t head_size(std::string_view bytes) {
  const size_t before_json = kMagic.size() + kWord;
  if (!bytes.starts_with(kMagic) || bytes.size() < before_json) return 0;
  const size_t length = word_at(bytes, kMagic.size());
  if (length > kMaxHeadBytes || bytes.size() - before_json < length + kWord) return 0;
  const size_t covered = before_json + length;
  return crc32c(bytes.substr(0, covered)) == word_at(bytes, covered) ? covered + kWord : 0;
}

Result<SegmentView> read_head(std::string_view bytes) {
  const size_t size = head_size(bytes);
  if (size == 0) return refused("not a segment of a journal: its head is missing or damaged");
  const size_t before_json = kMagic.size() + kWord;
  GS_TRY(const json::object head,
         parse_object(bytes.substr(before_json, size - before_json - kWord), kMaxHeadBytes));
  const auto gateway = text_of(head, "gateway");
  const auto first_seq = whole_number(head, "first_seq");
  const auto opened = time_of(head, "opened");
  if (whole_number(head, "v") != kVersion) return refused("a segment of a version unknown here");
  if (!gateway || !first_seq || !opened) return refused("the segment's head lacks a member");
  SegmentView view;
  view.gateway = *gateway;
  view.first_seq = *first_seq;
  view.opened = *opened;
  view.end = size;
  return view;
}

// The payload of the frame that begins there, if there is a good one.
std::optional<std::string_view> payload_at(std::string_view bytes, size_t at) {
  if (bytes.size() - at < kFrameHead) return std::nullopt;
  const size_t length = word_at(bytes, at);
  if (length == 0 || length > kMaxRecordBytes) return std::nullopt;
  if (bytes.size() - at - kFrameHead < length) return std::nullopt;
  const std::string_view payload = bytes.substr(at + kFrameHead, length);
  const uint32_t crc = crc32c(payload, crc32c(bytes.substr(at, kWord)));
  if (crc != word_at(bytes, at + kWord)) return std::nullopt;
  return payload;
}

Status check_record(std::string_view record, uint64_t seq) {
  const std::string where = fmt::format("record {}", seq);
  auto object = parse_object(record, kMaxRecordBytes);
  if (!object) return refused(object.error().message, where);
  if (whole_number(*object, "seq") != seq) return refused("seq is not the record's place", where);
  return Ok{};
}

}  // namespace

std::string segment_head(std::string_view gateway, uint64_t first_seq, WallTime opened) {
  const json::object head = {{"first_seq", first_seq},
                             {"gateway", gateway},
                             {"opened", to_rfc3339(opened)},
                             {"v", kVersion}};
  const std::string text = json::serialize(head);
  std::string out(kMagic);
  append_word(out, static_cast<uint32_t>(text.size()));
  out += text;
  append_word(out, crc32c(out));
  return out;
}

void finish_frame(std::string& frame) {
  put_word(frame.data(), static_cast<uint32_t>(frame.size() - kFrameHead));
  const std::string_view view = frame;
  put_word(frame.data() + kWord, crc32c(view.substr(kFrameHead), crc32c(view.substr(0, kWord))));
}

void append_frame(std::string& out, std::string_view payload) {
  std::string frame(kFrameHead, '\0');
  frame += payload;
  finish_frame(frame);
  out += frame;
}

std::string segment_file_name(uint64_t first_seq) {
  return fmt::format("{:020}.seg", first_seq);
}

std::string seal_file_name(uint64_t first_seq) {
  return fmt::format("{:020}.seal", first_seq);
}

void SegmentView::keep(size_t count) {
  while (records.size() > count) {
    end -= kFrameHead + records.back().size();
    records.pop_back();
  }
}

Result<SegmentView> read_segment(std::string_view bytes) {
  GS_TRY(SegmentView view, read_head(bytes));
  while (const auto payload = payload_at(bytes, view.end)) {
    view.records.push_back(*payload);
    view.end += kFrameHead + payload->size();
  }
  view.torn = bytes.find_first_not_of('\0', view.end) != std::string_view::npos;
  return view;
}

std::string Seal::id() const {
  return fmt::format("{}/{}/{}", gateway, first_seq, to_hex(root).substr(0, 16));
}

std::string Seal::to_json() const {
  const json::object seal = {{"closed", to_rfc3339(closed)},
                             {"first_seq", first_seq},
                             {"gateway", gateway},
                             {"opened", to_rfc3339(opened)},
                             {"prev_root", to_hex(prev_root)},
                             {"records", records},
                             {"root", to_hex(root)},
                             {"v", kVersion}};
  // Everything in it is canonical already but, in theory, the escapes of a name.
  return canonical_json(seal).value_or(json::serialize(seal));
}

Result<Seal> Seal::parse(std::string_view text) {
  GS_TRY(const json::object object, parse_object(text, 64 * 1024));
  if (whole_number(object, "v") != kVersion)
    return refused("a seal of a version unknown here", "v");
  const auto gateway = text_of(object, "gateway");
  if (!gateway) return refused("not a string", "gateway");
  const auto first_seq = whole_number(object, "first_seq");
  if (!first_seq) return refused("not a whole number", "first_seq");
  const auto records = whole_number(object, "records");
  if (!records || *records > UINT64_MAX - *first_seq) return refused("not a count", "records");
  const auto root = hash_of(object, "root");
  if (!root) return refused("not 64 hex digits", "root");
  const auto prev_root = hash_of(object, "prev_root");
  if (!prev_root) return refused("not 64 hex digits", "prev_root");
  const auto opened = time_of(object, "opened");
  if (!opened) return refused("not a time (RFC 3339)", "opened");
  const auto closed = time_of(object, "closed");
  if (!closed) return refused("not a time (RFC 3339)", "closed");
  return Seal{*gateway, *first_seq, *records, *root, *prev_root, *opened, *closed};
}

Status check_root(const SegmentView& segment, const Seal& seal) {
  if (segment.gateway != seal.gateway)
    return refused("of another gateway than its seal", "gateway");
  if (segment.first_seq != seal.first_seq) {
    return refused("begins at another record than its seal", "first_seq");
  }
  if (segment.records.size() < seal.records) {
    return refused("the record is damaged or missing",
                   fmt::format("record {}", seal.first_seq + segment.records.size()));
  }
  if (segment.records.size() > seal.records) return refused("more records than sealed", "records");
  ledger::CompactTree tree;
  for (const std::string_view record : segment.records) tree.add(ledger::leaf_hash(record));
  if (tree.root() != seal.root)
    return refused("the records are not those that were sealed", "root");
  return Ok{};
}

Status check_segment(const SegmentView& segment, const Seal& seal) {
  GS_CHECK_OK(check_root(segment, seal));
  uint64_t seq = segment.first_seq;
  for (const std::string_view record : segment.records) GS_CHECK_OK(check_record(record, seq++));
  return Ok{};
}

bool says_seq(std::string_view record, uint64_t seq) {
  // Quotes inside of strings are escaped, so this can stand nowhere else but as a member.
  const std::string member = fmt::format("\"seq\":{}", seq);
  for (size_t at = record.find(member); at != std::string_view::npos;
       at = record.find(member, at + 1)) {
    const char next = at + member.size() < record.size() ? record[at + member.size()] : '\0';
    if (next == ',' || next == '}') return true;
  }
  return false;
}

}  // namespace gs::journal
