// Nothing here trusts the file beyond what load() checked: places and directory entries are
// compared with the bounds when they are used, so that opening need not read them all.
#include "detect/verbatim/corpus.h"

#include <algorithm>
#include <utility>

#include "base/digest.h"
#include "base/utf8.h"
#include "detect/verbatim/letters.h"
#include "detect/verbatim/winnower.h"

namespace gs::detect {
namespace {

std::string_view section_of(std::string_view bytes, const IndexHeader& header, Section section) {
  const SectionRange& range = header.sections[section];
  return bytes.substr(range.offset, range.bytes);
}

Result<std::shared_ptr<const Corpus>> refuse(const std::string& reason, const std::string& name) {
  return fail(ErrorCode::kInvalidInput, reason, name);
}

// Whether the byte is the one that its token is counted by: the space behind a word, the first byte
// of a character alone.
bool counts_token(std::string_view text, size_t at) {
  if (static_cast<unsigned char>(text[at]) < 0x80) return text[at] == ' ';
  const size_t length = utf8_sequence_length(text.substr(at));
  return length != 0 && letter_of(next_code_point(text, at)).kind == LetterKind::kAlone;
}

}  // namespace

std::array<uint8_t, 8> header_digest(std::string_view header) {
  const Sha256Digest whole = sha256(header.substr(0, offsetof(IndexHeader, header_digest)));
  std::array<uint8_t, 8> digest;
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

Corpus::Corpus(std::optional<MappedFile> file, std::string owned)
    : file_(std::move(file)), owned_(std::move(owned)), bytes_(file_ ? file_->bytes() : owned_) {}

Result<std::shared_ptr<const Corpus>> Corpus::open(const std::string& path) {
  GS_TRY(MappedFile file, MappedFile::open(path));
  std::shared_ptr<Corpus> corpus(new Corpus(std::move(file), {}));
  corpus->name_ = path;
  if (const std::string reason = corpus->load(); !reason.empty()) return refuse(reason, path);
  return corpus;
}

Result<std::shared_ptr<const Corpus>> Corpus::from_bytes(std::string bytes,
                                                         const std::string& name) {
  std::shared_ptr<Corpus> corpus(new Corpus(std::nullopt, std::move(bytes)));
  corpus->name_ = name;
  if (const std::string reason = corpus->load(); !reason.empty()) return refuse(reason, name);
  return corpus;
}

std::string Corpus::load() {
  const size_t known = std::min(bytes_.size(), kIndexMagic.size());
  const std::string_view magic(kIndexMagic.data(), known);
  if (known == 0 || !bytes_.starts_with(magic)) return "not a verbatim index";
  if (bytes_.size() < sizeof(IndexHeader)) return "the index is cut short: it ends in its header";
  header_ = value_at<IndexHeader>(bytes_, 0);
  if (header_.version != kIndexVersion) {
    return "index version " + std::to_string(header_.version) + ", this program reads version " +
           std::to_string(kIndexVersion) + ": build the index anew";
  }
  if (header_.header_digest != header_digest(bytes_)) return "the header of the index is damaged";
  if (header_.file_bytes != bytes_.size()) {
    return (bytes_.size() < header_.file_bytes ? "the index is cut short: "
                                               : "the index is longer: ") +
           std::to_string(bytes_.size()) + " bytes instead of " +
           std::to_string(header_.file_bytes);
  }
  if (std::string reason = check_sections(); !reason.empty()) return reason;
  return check_sources();
}

std::string Corpus::check_sections() {
  const bool is_known = header_.header_bytes == sizeof(IndexHeader) &&
                        header_.bucket_bits <= kMaxBucketBits &&
                        header_.gram_tokens == kGramTokens &&
                        header_.window_grams == kWindowGrams && header_.entries <= bytes_.size();
  if (!is_known) return "the header of the index contradicts itself";
  const size_t buckets = size_t{1} << header_.bucket_bits;
  const auto sized = [this](Section section, uint64_t bytes) {
    return header_.sections[section].bytes == bytes;
  };
  for (const SectionRange& range : header_.sections) {
    const bool fits = range.offset >= sizeof(IndexHeader) && range.offset <= bytes_.size() &&
                      range.bytes <= bytes_.size() - range.offset;
    if (!fits) return "a section lies outside the index";
  }
  text_ = section_of(bytes_, header_, kText);
  const size_t marks = (text_.size() + kMarkBytes - 1) / kMarkBytes;
  if (!sized(kSources, uint64_t{header_.sources} * sizeof(SourceRecord)) ||
      !sized(kMarks, marks * sizeof(uint32_t)) ||
      !sized(kDirectory, (buckets + 1) * sizeof(uint32_t)) ||
      !sized(kTags, header_.entries * sizeof(uint16_t)) ||
      !sized(kPlaces, header_.entries * sizeof(uint32_t))) {
    return "a section of the index has the wrong size";
  }
  if (text_.empty() || text_.size() > kMaxTextBytes || text_.front() != '\n' ||
      text_.back() != '\n') {
    return "the text of the index is damaged";
  }
  sources_ = section_of(bytes_, header_, kSources);
  names_ = section_of(bytes_, header_, kNames);
  marks_ = section_of(bytes_, header_, kMarks);
  directory_ = section_of(bytes_, header_, kDirectory);
  tags_ = section_of(bytes_, header_, kTags);
  places_ = section_of(bytes_, header_, kPlaces);
  return {};
}

std::string Corpus::check_sources() const {
  if (header_.sources == 0) return "the index has no source";
  uint64_t end = 0;
  for (size_t i = 0; i < header_.sources; ++i) {
    const SourceRecord source = record(i);
    const bool is_sane = source.text_begin == end + 1 && source.text_end >= source.text_begin &&
                         source.text_end < text_.size() && source.name_begin <= names_.size() &&
                         source.name_bytes <= names_.size() - source.name_begin &&
                         is_valid_utf8(names_.substr(source.name_begin, source.name_bytes));
    if (!is_sane) return "source " + std::to_string(i) + " of the index is damaged";
    end = source.text_end;
  }
  return {};
}

Status Corpus::verify() const {
  if (sha256(bytes_.substr(sizeof(IndexHeader))) != header_.body_digest) {
    return fail(ErrorCode::kInvalidInput, "the index is damaged: its digest does not agree", name_);
  }
  return Ok{};
}

CorpusInfo Corpus::info() const {
  return {.sources = header_.sources,
          .source_bytes = header_.source_bytes,
          .tokens = header_.tokens,
          .entries = header_.entries,
          .index_bytes = bytes_.size(),
          .digest = to_hex(header_.body_digest),
          .unicode = std::to_string(header_.unicode[0]) + "." + std::to_string(header_.unicode[1])};
}

SourceRecord Corpus::record(size_t number) const {
  return value_at<SourceRecord>(sources_, number);
}

CorpusSource Corpus::source(size_t number) const {
  const SourceRecord found = record(number);
  return {source_name(number), found.bytes, found.tokens, to_hex(found.digest)};
}

std::string_view Corpus::source_name(size_t number) const {
  const SourceRecord found = record(number);
  return names_.substr(found.name_begin, found.name_bytes);
}

void Corpus::find(uint64_t hash, std::vector<uint32_t>& places) const {
  const size_t bucket = bucket_of(hash, header_.bucket_bits);
  const size_t begin = value_at<uint32_t>(directory_, bucket);
  const size_t end = std::min<size_t>(value_at<uint32_t>(directory_, bucket + 1), header_.entries);
  const uint16_t tag = tag_of(hash);
  for (size_t entry = begin; entry < end; ++entry) {
    if (value_at<uint16_t>(tags_, entry) != tag) continue;
    places.push_back(value_at<uint32_t>(places_, entry));
  }
}

size_t Corpus::source_at(size_t byte) const {
  size_t first = 0;  // the last source that begins at or before the byte, by halving
  for (size_t count = header_.sources; count > 1;) {
    const size_t half = count / 2;
    if (record(first + half).text_begin <= byte) {
      first += half;
      count -= half;
    } else {
      count = half;
    }
  }
  return first;
}

CorpusPlace Corpus::place_at(size_t byte) const {
  const size_t source = source_at(byte);
  const uint64_t before = tokens_before(record(source).text_begin);
  return {source, std::max(tokens_before(byte), before) - before};
}

uint64_t Corpus::tokens_before(size_t byte) const {
  const size_t mark = byte / kMarkBytes;
  uint64_t count = value_at<uint32_t>(marks_, mark);
  for (size_t at = mark * kMarkBytes; at < byte; ++at) count += counts_token(text_, at) ? 1 : 0;
  return count;
}

}  // namespace gs::detect
