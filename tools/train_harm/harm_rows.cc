#include "train_harm/harm_rows.h"

#include <map>

#include "detect/harm/harm_reader.h"
#include "text/plain_view.h"
#include "train_harm/source_groups.h"

namespace gs::training {
namespace {

constexpr unsigned kEverydayTimes = 4;  // as often as rows written for the project

class RowReader {
 public:
  HarmRow read(const std::string& text) {
    HarmRow row;
    plain_.begin_segment();
    row.plain = plain_.feed(text);
    reader_.cut(row.plain);
    const auto hashes = reader_.first_window();
    row.hashes.assign(hashes.begin(), hashes.end());
    row.is_long = reader_.sentences() > 1;
    return row;
  }

 private:
  text::PlainView plain_;
  detect::HarmReader reader_;
};

}  // namespace

HarmRows harm_rows(const std::vector<LabelledRow>& labelled,
                   const std::vector<WrittenRow>& written) {
  HarmRows made;
  std::map<std::string, std::string> licences;
  for (const LabelledRow& row : labelled) licences.emplace(row.source, row.licence);
  std::map<std::string, size_t> index;
  for (const auto& [name, licence] : licences) {
    index[name] = made.sources.size();
    made.sources.push_back({name, licence, harm_group_of(name)});
  }
  RowReader reader;
  for (const LabelledRow& from : labelled) {
    HarmRow row = reader.read(from.text);
    row.label = from.label;
    if (row.label) row.categories = harm_categories_of(from.source, from.kind);
    row.everyday = !row.label && is_everyday(from.source);
    row.source = index[from.source];
    row.group = made.sources[row.source].group;
    if (row.group == kEveryday) row.times = kEverydayTimes;
    made.rows.push_back(std::move(row));
  }
  for (const WrittenRow& from : written) {
    HarmRow row = reader.read(from.text);
    row.label = from.label;
    row.categories = from.categories;
    row.times = from.times;
    made.rows.push_back(std::move(row));
  }
  return made;
}

}  // namespace gs::training
