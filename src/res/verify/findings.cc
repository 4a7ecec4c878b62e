#include "res/verify/findings.h"

#include <utility>

#include "base/utf8.h"

namespace gs::res {
namespace {

constexpr size_t kMostShown = 256;

}  // namespace

std::string Finding::to_line() const {
  return "FAIL " + what + (which.empty() ? "" : " " + which) + ": " + why;
}

void Findings::add(std::string_view what, std::string_view which, std::string_view why) {
  const std::lock_guard lock(mutex_);
  if (++count_ > kMostListed) return;
  listed_.push_back({std::string(what), escape_for_display(which, kMostShown), std::string(why)});
}

void Findings::note(std::string text) {
  const std::lock_guard lock(mutex_);
  if (notes_.size() < kMostListed) notes_.push_back(std::move(text));
}

size_t Findings::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::vector<Finding> Findings::listed() const {
  const std::lock_guard lock(mutex_);
  return listed_;
}

std::vector<std::string> Findings::notes() const {
  const std::lock_guard lock(mutex_);
  return notes_;
}

}  // namespace gs::res
