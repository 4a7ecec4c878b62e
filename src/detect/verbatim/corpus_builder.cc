// One pass over the sources writes the text and collects an entry for each selected gram. Its
// cost is winnowing; sorting the entries comes next.
//
// Protected texts repeat themselves: licences, headers, "terms and conditions of this agreement". A
// gram that occurs at ten thousand places would make ten thousand candidates out of one look-up.
// Two things keep it to kMaxPlaces without losing a match:
//  - A window seen before selects nothing, as the earlier one stands for it. This drops copies of
//    whole passages on the way, as long as the window is remembered.
//  - Where more places remain, a second pass files every window that selects such a gram under the
//    window's own hash, once each. Who looks for one of its 16 tokens then finds one place at most.
#include "detect/verbatim/corpus_builder.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <cstring>
#include <iterator>
#include <utility>

#include "base/digest.h"
#include "text/plain_view.h"

namespace gs::detect {
namespace {

constexpr size_t kPieceBytes = 64 * 1024;
// Entries of a bucket, on average at most.
constexpr size_t kBucketEntries = 8;

template <typename T>
std::string_view bytes_of(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// Calls `sink` with the tokens of what a reader takes the text for.
template <typename Sink>
void tokenise(std::string_view text, Sink&& sink) {
  Tokeniser tokeniser;
  text::PlainView view;
  view.begin_segment();
  while (!text.empty()) {
    size_t end = std::min(kPieceBytes, text.size());
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    tokeniser.feed(view.feed(text.substr(0, end)), sink);
    view.map().discard_before(view.map().plain_size());
    text.remove_prefix(end);
  }
  tokeniser.end(sink);
}

uint32_t bucket_bits_for(size_t entries) {
  uint32_t bits = 0;
  while (bits < kMaxBucketBits && entries >> bits > kBucketEntries) ++bits;
  return bits;
}

}  // namespace

CorpusBuilder::CorpusBuilder(size_t expected_bytes) {
  index_.reserve(sizeof(IndexHeader) + expected_bytes + expected_bytes / 2);
  entries_.reserve(expected_bytes / 24);  // one for five tokens of ordinary prose
  index_.assign(sizeof(IndexHeader), '\0');
  index_ += '\n';
}

std::string_view CorpusBuilder::text() const {
  return std::string_view(index_).substr(sizeof(IndexHeader));
}

Status CorpusBuilder::add(std::string_view name, std::string_view text) {
  SourceRecord source;
  source.text_begin = this->text().size();
  source.bytes = text.size();
  source.name_begin = names_.size();
  source.name_bytes = name.size();
  source.digest = sha256(text);
  winnower_.reset();
  last_place_ = kCrowded;
  tokenise(text, [this](const Token& token) { add_token(token); });
  if (is_full_) {
    return fail(ErrorCode::kTooLarge, "more than 4 GiB of text for one index", std::string(name));
  }
  source.text_end = this->text().size();
  source.tokens = source_tokens_;
  index_ += '\n';
  names_ += name;
  sources_.push_back(source);
  header_.tokens += std::exchange(source_tokens_, 0);
  header_.source_bytes += text.size();
  return Ok{};
}

void CorpusBuilder::add_token(const Token& token) {
  const size_t place = text().size();
  is_full_ |= place + token.code.size() + 1 > kMaxTextBytes;  // with the line feed behind it
  if (is_full_) return;
  index_ += token.code;
  mark(token.is_word() ? text().size() - 1 : place);
  token_places_[source_tokens_ % kMatchTokens] = static_cast<uint32_t>(place);
  ++source_tokens_;
  if (winnower_.push(token.hash)) add_window();
}

void CorpusBuilder::add_window() {
  if (seen_.check_in(winnower_.window_hash())) return;
  const uint64_t gram = source_tokens_ - kMatchTokens + winnower_.gram_offset();
  const uint32_t place = token_places_[gram % kMatchTokens];
  if (place == last_place_) return;
  last_place_ = place;
  entries_.emplace_back(winnower_.fingerprint(), place);
}

// Writes the marks up to the byte that the next token is counted by.
void CorpusBuilder::mark(size_t counted_at) {
  const uint64_t before = header_.tokens + source_tokens_;
  while (marks_.size() * kMarkBytes <= counted_at) marks_.push_back(static_cast<uint32_t>(before));
}

IndexEntries CorpusBuilder::windows_of(const std::vector<uint64_t>& crowded) const {
  IndexEntries windows;
  if (crowded.empty()) return windows;
  SeenWindows seen;
  std::array<uint32_t, kMatchTokens> places{};
  uint64_t gram = 0;  // the last one looked up
  bool is_crowded = std::binary_search(crowded.begin(), crowded.end(), gram);
  for (const SourceRecord& source : sources_) {
    Winnower winnower;
    Tokeniser tokeniser;
    size_t place = source.text_begin;
    size_t tokens = 0;
    const auto sink = [&](const Token& token) {
      places[tokens++ % kMatchTokens] = static_cast<uint32_t>(place);
      place += token.code.size();
      if (!winnower.push(token.hash)) return;
      if (winnower.fingerprint() != gram) {
        gram = winnower.fingerprint();
        is_crowded = std::binary_search(crowded.begin(), crowded.end(), gram);
      }
      if (!is_crowded) return;
      const uint64_t window = winnower.window_hash();
      if (!seen.check_in(window)) windows.emplace_back(window, places[tokens % kMatchTokens]);
    };
    tokeniser.feed(text().substr(source.text_begin, source.text_end - source.text_begin), sink);
    tokeniser.end(sink);
  }
  return windows;
}

void CorpusBuilder::append_section(Section section, std::string_view bytes) {
  index_.resize((index_.size() + 7) / 8 * 8);
  header_.sections[section] = {index_.size(), bytes.size()};
  index_ += bytes;
}

void CorpusBuilder::append_entries() {
  header_.entries = entries_.size();
  header_.bucket_bits = bucket_bits_for(entries_.size());
  std::vector<uint32_t> directory((size_t{1} << header_.bucket_bits) + 1);
  size_t bucket = 0;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const size_t own = bucket_of(entries_[i].hash(), header_.bucket_bits);
    while (bucket < own) directory[++bucket] = static_cast<uint32_t>(i);
  }
  while (bucket + 1 < directory.size())
    directory[++bucket] = static_cast<uint32_t>(entries_.size());
  append_section(kDirectory, bytes_of(directory));

  std::vector<uint16_t> tags;
  tags.reserve(entries_.size());
  for (const IndexEntry& entry : entries_) tags.push_back(tag_of(entry.hash()));
  append_section(kTags, bytes_of(tags));

  std::vector<uint32_t> places;
  places.reserve(entries_.size());
  for (const IndexEntry& entry : entries_) places.push_back(entry.place());
  append_section(kPlaces, bytes_of(places));
}

Result<std::string> CorpusBuilder::finish() && {
  if (sources_.empty()) return fail(ErrorCode::kInvalidInput, "no text to protect");
  std::sort(entries_.begin(), entries_.end());
  const std::vector<uint64_t> crowded = thin_out_crowded(entries_);
  merge_windows(entries_, windows_of(crowded));

  header_.sections[kText] = {sizeof(IndexHeader), text().size()};
  mark(text().size() - 1);
  append_section(kSources, bytes_of(sources_));
  append_section(kNames, names_);
  append_section(kMarks, bytes_of(marks_));
  append_entries();

  header_.magic = kIndexMagic;
  header_.version = kIndexVersion;
  header_.header_bytes = sizeof(IndexHeader);
  header_.file_bytes = index_.size();
  header_.gram_tokens = kGramTokens;
  header_.window_grams = kWindowGrams;
  header_.sources = static_cast<uint32_t>(sources_.size());
  UVersionInfo unicode;
  u_getUnicodeVersion(unicode);
  std::copy(std::begin(unicode), std::end(unicode), header_.unicode.begin());
  header_.body_digest = sha256(std::string_view(index_).substr(sizeof(IndexHeader)));
  std::memcpy(index_.data(), &header_, sizeof(header_));
  header_.header_digest = header_digest(index_);
  std::memcpy(index_.data(), &header_, sizeof(header_));
  return std::move(index_);
}

}  // namespace gs::detect
