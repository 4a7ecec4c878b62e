#include "http/event_stream.h"

#include <algorithm>

namespace gs::http {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Two searches for a byte are far faster than one for a set of two.
size_t line_end(std::string_view text) {
  const size_t feed = text.find('\n');
  return std::min(feed, text.substr(0, feed).find('\r'));
}

}  // namespace

void EventReader::feed(std::string_view bytes) {
  buffer_.erase(0, at_);
  searched_ -= at_;
  at_ = 0;
  next_feed_ = kUnknown;
  if (!failed_) buffer_.append(bytes);
}

// False when it cannot be told yet whether the stream begins with one.
bool EventReader::pass_byte_order_mark() {
  const std::string_view begun = std::string_view(buffer_).substr(0, kByteOrderMark.size());
  if (begun == kByteOrderMark) {
    at_ = searched_ = kByteOrderMark.size();
  } else if (kByteOrderMark.starts_with(begun) && !finished_) {
    return false;
  }
  begun_ = true;
  return true;
}

// The next line that is complete.
bool EventReader::next_line(std::string_view& line) {
  if (skip_feed_ && at_ < buffer_.size()) {
    if (buffer_[at_] == '\n') searched_ = ++at_;
    skip_feed_ = false;
  }
  if (next_feed_ == kUnknown || next_feed_ < searched_) next_feed_ = buffer_.find('\n', searched_);
  const std::string_view up_to_feed = std::string_view(buffer_).substr(0, next_feed_);
  const size_t end = std::min(next_feed_, up_to_feed.find('\r', searched_));
  if (end == std::string::npos) {
    searched_ = buffer_.size();
    return false;
  }
  line = std::string_view(buffer_).substr(at_, end - at_);
  skip_feed_ = buffer_[end] == '\r';
  at_ = searched_ = end + 1;
  return true;
}

EventReader::Next EventReader::next() {
  if (failed_) return Next::kTooLarge;
  if (given_) {
    name_.clear();
    data_.clear();
    given_ = false;
  }
  if (!begun_ && !pass_byte_order_mark()) return Next::kNothing;
  std::string_view line;
  bool is_line = next_line(line);
  for (; is_line; is_line = next_line(line)) {
    if (line.empty() && has_data_) return give_event(true);
    if (line.empty()) {
      name_.clear();
      event_bytes_ = 0;
    } else if (line.front() == ':') {
      if (line.size() > max_event_bytes_) return too_large();
      event_ = {{}, line.substr(1), id_, true};
      return Next::kComment;
    } else {
      event_bytes_ += line.size();
      if (event_bytes_ > max_event_bytes_) return too_large();
      take_field(line);
    }
  }
  const std::string_view rest = std::string_view(buffer_).substr(at_);
  const size_t before = rest.starts_with(':') ? 0 : event_bytes_;
  if (rest.size() + before > max_event_bytes_) return too_large();
  if (!finished_) return Next::kNothing;
  if (!rest.empty() && rest.front() != ':') take_field(rest);
  at_ = searched_ = buffer_.size();
  return has_data_ ? give_event(false) : Next::kNothing;
}

void EventReader::take_field(std::string_view line) {
  const size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "data") {
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
  } else if (field == "event") {
    name_ = value;
  } else if (field == "id" && value.find('\0') == std::string_view::npos) {
    id_ = value;
  }
}

EventReader::Next EventReader::give_event(bool complete) {
  event_ = {name_, data_, id_, complete};
  has_data_ = false;
  event_bytes_ = 0;
  given_ = true;
  return Next::kEvent;
}

EventReader::Next EventReader::too_large() {
  failed_ = true;
  buffer_.clear();
  at_ = searched_ = 0;
  next_feed_ = kUnknown;
  return Next::kTooLarge;
}

void append_event(std::string& out, std::string_view name, std::string_view data) {
  if (!name.empty()) out.append("event: ").append(name).append("\n");
  while (true) {
    const size_t end = line_end(data);
    out.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == std::string_view::npos) break;
    const bool both = data.substr(end).starts_with("\r\n");
    data.remove_prefix(end + (both ? 2 : 1));
  }
  out += '\n';
}

void append_comment(std::string& out, std::string_view text) {
  out += ':';
  for (char c : text) {
    if (c != '\r' && c != '\n') out += c;
  }
  out += "\n\n";
}

}  // namespace gs::http
