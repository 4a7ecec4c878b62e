#include "detect/names/name_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "base/crc32c.h"

namespace gs::detect {
namespace {

using Weights8 = int8_t __attribute__((vector_size(16)));
using Weights16 = int16_t __attribute__((vector_size(32)));

// With at most kNameFeatures weights of 127 and one transition a step, sums stay below this.
constexpr int kMostTransition = 8000;

}  // namespace

size_t weight_slot(uint64_t feature, size_t rows) {
  return static_cast<size_t>(((feature >> 32) * rows) >> 32);
}

uint16_t weight_check(uint64_t feature) {
  const auto check = static_cast<uint16_t>(feature);
  return check == 0 ? 1 : check;
}

NameModel::NameModel(std::optional<MappedFile> file, std::string owned)
    : file_(std::move(file)), owned_(std::move(owned)), bytes_(file_ ? file_->bytes() : owned_) {}

Result<std::shared_ptr<const NameModel>> NameModel::open(const std::string& path) {
  GS_TRY(MappedFile file, MappedFile::open(path));
  std::shared_ptr<NameModel> model(new NameModel(std::move(file), {}));
  if (std::string reason = model->load(); !reason.empty()) {
    return fail(ErrorCode::kInvalidInput, std::move(reason), path);
  }
  return model;
}

Result<std::shared_ptr<const NameModel>> NameModel::from_bytes(std::string bytes,
                                                               const std::string& name) {
  std::shared_ptr<NameModel> model(new NameModel(std::nullopt, std::move(bytes)));
  if (std::string reason = model->load(); !reason.empty()) {
    return fail(ErrorCode::kInvalidInput, std::move(reason), name);
  }
  return model;
}

std::string NameModel::load() {
  const size_t known = std::min(bytes_.size(), kNameModelMagic.size());
  if (known == 0 || !bytes_.starts_with(std::string_view(kNameModelMagic.data(), known))) {
    return "not a name model";
  }
  if (bytes_.size() < sizeof(NameModelHeader)) return "the name model is cut short";
  std::memcpy(&header_, bytes_.data(), sizeof header_);
  if (header_.version != kNameModelVersion) {
    return "name model version " + std::to_string(header_.version) +
           ", this program reads version " + std::to_string(kNameModelVersion);
  }
  if (header_.bytes != bytes_.size()) {
    return (bytes_.size() < header_.bytes ? "the name model is cut short: "
                                          : "the name model is longer: ") +
           std::to_string(bytes_.size()) + " bytes instead of " + std::to_string(header_.bytes);
  }
  if (crc32c(bytes_.substr(offsetof(NameModelHeader, bytes))) != header_.crc) {
    return "the name model is damaged: its checksum does not agree";
  }
  const uint64_t sized = sizeof(NameModelHeader) +
                         uint64_t{header_.weight_rows} * sizeof(WeightRow) +
                         uint64_t{header_.word_slots} * sizeof(WordSlot) +
                         uint64_t{header_.cluster_slots} * sizeof(WordSlot);
  const auto fits = [](int16_t value) { return std::abs(value) <= kMostTransition; };
  const bool is_sane =
      header_.features == kNameFeatures && header_.tags == kNameTags && sized == header_.bytes &&
      header_.weight_rows > 0 && header_.word_slots > 0 && header_.cluster_slots > 0 &&
      std::isfinite(header_.unit) && header_.unit > 0 &&
      std::all_of(header_.transitions.begin(), header_.transitions.end(),
                  [&](const auto& row) { return std::all_of(row.begin(), row.end(), fits); });
  if (!is_sane) return "the header of the name model contradicts itself";
  const char* rows = bytes_.data() + sizeof(NameModelHeader);
  rows_ = {reinterpret_cast<const WeightRow*>(rows), header_.weight_rows};
  const auto* slots = reinterpret_cast<const WordSlot*>(rows + rows_.size_bytes());
  lists_ = WordLists(WordTable({slots, header_.word_slots}));
  clusters_ = WordTable({slots + header_.word_slots, header_.cluster_slots});
  return {};
}

void NameModel::score(const NameFeatures& features, TagScores& scores) const {
  const WeightRow* const rows = rows_.data();
  const size_t count = rows_.size();
  for (const uint64_t feature : features) __builtin_prefetch(rows + weight_slot(feature, count));
  Weights16 sum{};
  for (const uint64_t feature : features) {
    const uint16_t check = weight_check(feature);
    size_t at = weight_slot(feature, count);
    for (size_t probe = 0; probe < kMaxWeightProbes; ++probe) {
      const WeightRow& row = rows[at];
      if (row.check == check) {
        Weights8 weights;
        std::memcpy(&weights, &row, sizeof weights);
        sum += __builtin_convertvector(weights, Weights16);
        break;
      }
      if (row.check == 0) break;
      if (++at == count) at = 0;
    }
  }
  std::memcpy(scores.data(), &sum, sizeof sum);
}

}  // namespace gs::detect
