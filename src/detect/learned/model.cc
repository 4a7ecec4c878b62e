#include "detect/learned/model.h"

#include <bit>
#include <cstring>

#include "base/crc32c.h"
#include "detect/learned/features.h"

namespace gs::detect {
namespace {

static_assert(std::endian::native == std::endian::little, "model files are mapped as they are");

constexpr std::string_view kMagic = "GSMODEL\n";
constexpr size_t kTaskBytes = 16;
constexpr size_t kMostColumns = 16;
constexpr size_t kNameBytes = 24;
constexpr size_t kMostNumbers = 1 << 20;

// The head of the file, as it lies there.
struct Head {
  char magic[8];
  uint32_t version;
  uint32_t featuriser;
  uint32_t crc;  // of all that follows this field
  uint32_t columns;
  uint32_t buckets;
  uint32_t numbers;
  char task[kTaskBytes];
};
static_assert(sizeof(Head) == 48);
constexpr size_t kChecked = offsetof(Head, columns);

// Behind the head: names of the columns (kNameBytes each), scales, numbers, table.
size_t file_size(const Head& head) {
  return sizeof(Head) + head.columns * (kNameBytes + sizeof(float)) + head.numbers * sizeof(float) +
         static_cast<size_t>(head.buckets) * head.columns;
}

bool has_sane_sizes(const Head& head) {
  return head.columns >= 1 && head.columns <= kMostColumns && std::has_single_bit(head.buckets) &&
         head.numbers <= kMostNumbers;
}

std::string_view padded(const char* bytes, size_t size) {
  return {bytes, strnlen(bytes, size)};
}

tl::unexpected<Error> refuse(std::string reason) {
  return fail(ErrorCode::kInvalidInput, std::move(reason));
}

std::string other(std::string_view what, uint64_t found, uint64_t wanted) {
  return "the model has " + std::string(what) + " " + std::to_string(found) +
         ", and this program needs " + std::to_string(wanted);
}

// What the bytes are, before anything behind the head is looked at.
Status check_head(const Head& head, std::string_view bytes) {
  if (std::memcmp(head.magic, kMagic.data(), kMagic.size()) != 0) return refuse("not a model file");
  if (head.version != kModelVersion) {
    return refuse(other("format version", head.version, kModelVersion));
  }
  if (!has_sane_sizes(head)) return refuse("the model is damaged: impossible sizes");
  const size_t size = file_size(head);
  if (bytes.size() != size) {
    return refuse("the model is cut short or damaged: " + std::to_string(bytes.size()) +
                  " bytes instead of " + std::to_string(size));
  }
  if (crc32c(bytes.substr(kChecked)) != head.crc) {
    return refuse("the model is damaged: its checksum is wrong");
  }
  if (head.featuriser != kFeaturiserVersion) {
    return refuse(other("featuriser version", head.featuriser, kFeaturiserVersion));
  }
  return Ok{};
}

Status check_use(const Head& head, std::string_view names, std::string_view task,
                 std::span<const std::string_view> columns, size_t numbers) {
  if (padded(head.task, kTaskBytes) != task) {
    return refuse("the model is for " + std::string(padded(head.task, kTaskBytes)) + ", not for " +
                  std::string(task));
  }
  if (head.columns != columns.size()) {
    return refuse(other("columns", head.columns, columns.size()));
  }
  for (size_t i = 0; i < columns.size(); ++i) {
    if (padded(names.data() + i * kNameBytes, kNameBytes) != columns[i]) {
      return refuse("the model has no column " + std::string(columns[i]) + " in its place");
    }
  }
  if (head.numbers != numbers) return refuse(other("numbers", head.numbers, numbers));
  return Ok{};
}

template <typename T>
void append_bytes(std::string& out, const T* values, size_t count) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

void append_padded(std::string& out, std::string_view text, size_t size) {
  out += text;
  out.append(size - text.size(), '\0');
}

}  // namespace

Result<std::string> encode_model(const ModelParts& parts) {
  const size_t columns = parts.columns.size();
  if (columns < 1 || columns > kMostColumns) return refuse("a model has 1 to 16 columns");
  if (parts.scales.size() != columns) return refuse("a model has one scale a column");
  if (parts.table.size() % columns != 0 || !std::has_single_bit(parts.table.size() / columns)) {
    return refuse("the rows of a model's table are a power of two");
  }
  if (parts.task.empty() || parts.task.size() > kTaskBytes) {
    return refuse("a model's task has 1 to 16 bytes");
  }
  if (parts.numbers.size() > kMostNumbers) return refuse("a model has at most 2^20 numbers");
  Head head{};
  std::memcpy(head.magic, kMagic.data(), kMagic.size());
  head.version = kModelVersion;
  head.featuriser = kFeaturiserVersion;
  head.columns = static_cast<uint32_t>(columns);
  head.buckets = static_cast<uint32_t>(parts.table.size() / columns);
  head.numbers = static_cast<uint32_t>(parts.numbers.size());
  std::memcpy(head.task, parts.task.data(), parts.task.size());
  std::string bytes;
  append_bytes(bytes, &head, 1);
  for (const std::string& name : parts.columns) {
    if (name.empty() || name.size() > kNameBytes)
      return refuse("a column's name has 1 to 24 bytes");
    append_padded(bytes, name, kNameBytes);
  }
  append_bytes(bytes, parts.scales.data(), columns);
  append_bytes(bytes, parts.numbers.data(), parts.numbers.size());
  append_bytes(bytes, parts.table.data(), parts.table.size());
  const uint32_t crc = crc32c(std::string_view(bytes).substr(kChecked));
  std::memcpy(bytes.data() + offsetof(Head, crc), &crc, sizeof(crc));
  return bytes;
}

Result<Model> Model::open(const std::string& path, std::string_view task,
                          std::span<const std::string_view> columns, size_t numbers) {
  GS_TRY(MappedFile file, MappedFile::open(path));
  Result<Model> model = of_bytes(file.bytes(), task, columns, numbers);
  if (!model) {
    Error error = std::move(model).error();
    error.where = path;
    return tl::unexpected(std::move(error));
  }
  model->file_.push_back(std::move(file));
  return model;
}

Result<Model> Model::of_bytes(std::string_view bytes, std::string_view task,
                              std::span<const std::string_view> columns, size_t numbers) {
  Head head;
  if (bytes.size() < sizeof(head)) return refuse("the model is cut short: it has no head");
  std::memcpy(&head, bytes.data(), sizeof(head));
  GS_CHECK_OK(check_head(head, bytes));
  const char* names = bytes.data() + sizeof(head);
  const char* scales = names + head.columns * kNameBytes;
  const char* floats = scales + head.columns * sizeof(float);
  const char* table = floats + head.numbers * sizeof(float);
  GS_CHECK_OK(check_use(head, {names, head.columns * kNameBytes}, task, columns, numbers));
  Model model;
  model.columns_ = head.columns;
  model.mask_ = head.buckets - 1;
  model.scales_ = {reinterpret_cast<const float*>(scales), head.columns};
  model.numbers_ = {reinterpret_cast<const float*>(floats), head.numbers};
  model.table_ = reinterpret_cast<const int8_t*>(table);
  return model;
}

}  // namespace gs::detect
