#include "res/verify/archive.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <utility>

#include "base/utf8.h"

namespace gs::res {
namespace {

constexpr size_t kBlock = 512;
constexpr size_t kMostName = 100;
constexpr uint64_t kMostOctal = 0'77777777777;  // 8 GiB, what eleven digits hold

// Fields of a header: offset and size (POSIX.1-1988, "ustar").
struct Field {
  size_t at;
  size_t size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 8}, kGroup{116, 8}, kSize{124, 12},
    kTime{136, 12}, kSum{148, 8}, kType{156, 1}, kMagic{257, 8};
constexpr std::string_view kUstar("ustar\00000", 8);

using Header = std::array<char, kBlock>;

void put(Header& header, Field field, std::string_view text) {
  std::memcpy(header.data() + field.at, text.data(), std::min(text.size(), field.size));
}

void put_octal(Header& header, Field field, uint64_t number) {
  for (size_t i = field.size - 1; i-- > 0; number >>= 3) {
    header[field.at + i] = static_cast<char>('0' + (number & 7));
  }
}

// Of all bytes, those of the sum itself counted as spaces.
uint64_t sum_of(std::string_view header) {
  uint64_t sum = 0;
  for (size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kSum.at && i < kSum.at + kSum.size;
    sum += own ? ' ' : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

bool usable_name(std::string_view name) {
  if (name.empty() || name.size() > kMostName || name.front() == '/' || name.back() == '/') {
    return false;
  }
  const bool clean = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' ||
           c == '/';
  });
  return clean && name.find("..") == std::string_view::npos &&
         name.find("//") == std::string_view::npos && !name.starts_with("./") &&
         name.find("/./") == std::string_view::npos;
}

Header header_of(std::string_view name, uint64_t size) {
  Header header{};
  put(header, kName, name);
  put_octal(header, kMode, 0600);
  put_octal(header, kOwner, 0);
  put_octal(header, kGroup, 0);
  put_octal(header, kSize, size);
  put_octal(header, kTime, 0);
  put(header, kType, "0");
  put(header, kMagic, kUstar);
  put_octal(header, {kSum.at, 7}, sum_of({header.data(), kBlock}));
  header[kSum.at + 6] = '\0';
  header[kSum.at + 7] = ' ';
  return header;
}

std::string_view text_of(std::string_view header, Field field) {
  const std::string_view whole = header.substr(field.at, field.size);
  return whole.substr(0, whole.find('\0'));
}

bool read_octal(std::string_view header, Field field, uint64_t& number) {
  std::string_view digits = text_of(header, field);
  while (digits.ends_with(' ')) digits.remove_suffix(1);
  if (digits.empty() || digits.size() > 12) return false;
  number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '7') return false;
    number = number << 3 | static_cast<uint64_t>(c - '0');
  }
  return true;
}

size_t padded(uint64_t size) {
  return static_cast<size_t>((size + kBlock - 1) / kBlock * kBlock);
}

bool all_zero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

tl::unexpected<Error> wrong(std::string message, std::string_view where) {
  return fail(ErrorCode::kInvalidInput, std::move(message),
              escape_for_display(where, 2 * kMostName));
}

// One member at the beginning of `rest`.
Result<ArchiveMember> read_member(std::string_view rest, size_t at) {
  const std::string here = "byte " + std::to_string(at);
  const std::string_view header = rest.substr(0, kBlock);
  uint64_t sum = 0;
  if (!read_octal(header, kSum, sum) || sum != sum_of(header)) {
    return wrong("the archive is damaged: this is no header of a member", here);
  }
  const std::string_view name = text_of(header, kName);
  if (!usable_name(name)) return wrong("a member has a name that is not allowed", name);
  const char type = header[kType.at];
  if (type != '0' && type != '\0') return wrong("a member is no plain file", name);
  uint64_t size = 0;
  if (!read_octal(header, kSize, size) || size > kMostOctal) {
    return wrong("a member has no usable size", name);
  }
  if (size > rest.size() - kBlock || padded(size) > rest.size() - kBlock) {
    return wrong("a member claims " + std::to_string(size) +
                     " bytes, more than the archive has: it is cut short",
                 name);
  }
  return ArchiveMember{std::string(name), rest.substr(kBlock, static_cast<size_t>(size))};
}

}  // namespace

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::create(Files& files, std::string path) {
  if (files.exists(path)) return fail(ErrorCode::kAlreadyExists, "there is a file already", path);
  std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(files, std::move(path)));
  GS_TRY(writer->file_, files.create(writer->beside(), false));
  return writer;
}

ArchiveWriter::~ArchiveWriter() {
  if (finished_ || file_ == nullptr) return;
  file_.reset();
  (void)files_.remove(beside());  // half an archive helps nobody
}

Status ArchiveWriter::write(std::string_view bytes) {
  bytes_ += bytes.size();
  return file_->append(bytes);
}

Status ArchiveWriter::add(std::string_view name, std::string_view bytes) {
  if (!usable_name(name)) return wrong("no name of a member", name);
  if (bytes.size() > kMostOctal) {
    return fail(ErrorCode::kTooLarge, "a member of an archive has at most 8 GiB",
                std::string(name));
  }
  const Header header = header_of(name, bytes.size());
  GS_CHECK_OK(write({header.data(), header.size()}));
  GS_CHECK_OK(write(bytes));
  return write(std::string(padded(bytes.size()) - bytes.size(), '\0'));
}

Status ArchiveWriter::finish() {
  GS_CHECK_OK(write(std::string(2 * kBlock, '\0')));
  GS_CHECK_OK(file_->sync());
  GS_CHECK_OK(file_->close());
  GS_CHECK_OK(files_.rename(beside(), path_));
  finished_ = true;
  const size_t slash = path_.rfind('/');
  return files_.sync_folder(slash == std::string::npos ? "." : path_.substr(0, slash + 1));
}

Result<std::vector<ArchiveMember>> read_archive(std::string_view archive) {
  std::vector<ArchiveMember> members;
  std::set<std::string_view> names;
  size_t at = 0;
  while (archive.size() - at >= kBlock && !all_zero(archive.substr(at, kBlock))) {
    GS_TRY(ArchiveMember member, read_member(archive.substr(at), at));
    at += kBlock + padded(member.bytes.size());
    members.push_back(std::move(member));
  }
  if (archive.size() - at < 2 * kBlock) {
    return wrong("the archive is cut short: its end is missing", "byte " + std::to_string(at));
  }
  if (!all_zero(archive.substr(at))) {
    return wrong("something stands behind the end of the archive", "byte " + std::to_string(at));
  }
  for (const ArchiveMember& member : members) {
    if (!names.insert(member.name).second) return wrong("two members have one name", member.name);
  }
  return members;
}

}  // namespace gs::res
