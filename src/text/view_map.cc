#include "text/view_map.h"

#include <algorithm>

namespace gs::text {

void ViewMap::clear() {
  runs_.clear();
  view_size_ = 0;
}

void ViewMap::append(size_t bytes, Span origin) {
  if (bytes > 0) append_steps({view_size_, origin.begin, bytes, origin.end - origin.begin}, 1);
}

void ViewMap::append_same(size_t bytes, size_t begin) {
  if (bytes > 0) append_steps({view_size_, begin, 1, 1}, bytes);
}

// `run` is made for the present end of the view. It joins the last one when it goes on in the same
// steps and direction; a run of a single step has no direction yet.
void ViewMap::append_steps(const Run& run, size_t count) {
  const size_t bytes = run.view_step * count;
  if (!runs_.empty()) {
    Run& last = runs_.back();
    const size_t covered = (view_size_ - last.view) / last.view_step;
    const size_t distance = covered * run.original_step;
    const bool ends_in_step = last.view + covered * last.view_step != view_size_;
    if (!ends_in_step && last.view_step == run.view_step &&
        last.original_step == run.original_step) {
      const bool forward = !last.backwards && (count == 1 || !run.backwards) &&
                           last.original + distance == run.original;
      const bool backward = (last.backwards || covered == 1) && (run.backwards || count == 1) &&
                            run.original + distance == last.original;
      if (forward || backward) {
        last.backwards = !forward;
        view_size_ += bytes;
        return;
      }
    }
  }
  runs_.push_back(run);
  view_size_ += bytes;
}

void ViewMap::append_part(const ViewMap& parent, Span part) {
  if (part.begin >= part.end) return;
  size_t at = part.begin;
  for (size_t index = parent.index_of(at); at < part.end; ++index) {
    const Run& run = parent.runs_[index];
    const bool is_last = index + 1 == parent.runs_.size();
    const size_t stop =
        std::min(part.end, is_last ? parent.view_size_ : parent.runs_[index + 1].view);
    while (at < stop) {
      const size_t inside = (at - run.view) % run.view_step;
      const size_t whole = inside == 0 ? (stop - at) / run.view_step : 0;
      const size_t begin = step_of(run, at).begin;
      if (whole > 0) {
        append_steps({view_size_, begin, run.view_step, run.original_step, run.backwards}, whole);
        at += whole * run.view_step;
      } else {
        const size_t bytes = std::min(run.view_step - inside, stop - at);
        append_steps({view_size_, begin, bytes, run.original_step}, 1);
        at += bytes;
      }
    }
  }
}

void ViewMap::remove_last(size_t bytes) {
  view_size_ -= bytes;
  while (!runs_.empty() && runs_.back().view >= view_size_) runs_.pop_back();
}

size_t ViewMap::index_of(size_t view) const {
  auto behind = std::upper_bound(runs_.begin(), runs_.end(), view,
                                 [](size_t at, const Run& run) { return at < run.view; });
  return static_cast<size_t>(behind - runs_.begin()) - 1;
}

Span ViewMap::step_of(const Run& run, size_t view) {
  const size_t distance = (view - run.view) / run.view_step * run.original_step;
  const size_t begin = run.backwards ? run.original - distance : run.original + distance;
  return {begin, begin + run.original_step};
}

Span ViewMap::original(Span view) const {
  if (runs_.empty()) return {};
  if (view.begin >= view_size_) {
    const size_t end = step_of(runs_.back(), view_size_ - 1).end;
    return {end, end};
  }
  const Span from = step_of(runs_[index_of(view.begin)], view.begin);
  if (view.begin >= view.end) return {from.begin, from.begin};
  const Span to = step_of(runs_[index_of(view.end - 1)], view.end - 1);
  return {std::min(from.begin, to.begin), std::max(from.end, to.end)};
}

}  // namespace gs::text
