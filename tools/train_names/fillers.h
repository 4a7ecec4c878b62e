// Made names, places, dates and addresses, and rows of templates filled with them.
#pragma once

#include <string>
#include <vector>

#include "train_names/gazetteers.h"
#include "train_names/random.h"
#include "train_names/rows.h"

namespace gs::train {

class Fillers {
 public:
  // Both outlive the fillers.
  Fillers(const Gazetteers& gazetteers, Random& random) : g_(gazetteers), random_(random) {}

  // The template with its slots filled; all types are annotated.
  Row fill(const Template& form);

 private:
  std::string value(const std::string& slot, const std::string& lang);
  const std::string& locale_of(const std::string& lang);
  std::string person(const std::string& lang);
  std::string location(const std::string& lang);
  std::string organization();
  std::string people();
  std::string date_time(const std::string& lang);
  std::string date(const std::string& lang);
  std::string address(const std::string& lang);
  std::string street(const std::string& lang);
  std::string noun();
  std::string digits(size_t count);
  std::string other(const std::string& slot);
  std::string from(const std::vector<const char*>& list) { return random_.pick(list); }
  std::string number(uint64_t first, uint64_t last) {
    return std::to_string(random_.between(first, last));
  }

  const Gazetteers& g_;
  Random& random_;
};

// Templates of ours beside those of the data: chat, forms, questions.
std::vector<Template> own_templates();

}  // namespace gs::train
