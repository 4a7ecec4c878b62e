#include "http/response_reader.h"

#include <algorithm>

#include "http/request_head.h"

namespace gs::http {
namespace {

constexpr size_t kBufferBytes = 16 * 1024;
constexpr size_t kMaxHeadBytes = 64 * 1024;

}  // namespace

ResponseReader::ResponseReader() : buffer_(std::make_unique_for_overwrite<char[]>(kBufferBytes)) {}

void ResponseReader::start() {
  state_ = State::kHead;
  begin_ = end_ = 0;
  head_text_.clear();
  piece_ = {};
}

std::span<char> ResponseReader::prepare() {
  piece_ = {};
  if (drained()) begin_ = end_ = 0;
  return {buffer_.get() + end_, kBufferBytes - end_};
}

void ResponseReader::commit(size_t size) {
  end_ += size;
  if (state_ == State::kHead) take_head();
}

// Moves bytes from the buffer to head_text_ up to the end of the head, and reads that.
void ResponseReader::take_head() {
  while (!drained()) {
    const size_t before = head_text_.size();
    head_text_.append(buffer_.get() + begin_, end_ - begin_);
    const HeadEnd found = find_head_end(head_text_, before);
    if (found.size > kMaxHeadBytes) return fail("the answer's head is too large");
    if (found.kind == HeadEnd::kBareLineFeed) {
      return fail("a line of the answer's head ends in a bare line feed");
    }
    if (found.kind == HeadEnd::kNotYet) {
      begin_ = end_;
      return;
    }
    begin_ += found.size - before;
    head_text_.resize(found.size);
    const std::string_view problem = parse_response_head(head_text_, head_);
    if (!problem.empty()) return fail(problem);
    if (head_.status >= 200) return start_body();
    head_text_.clear();
  }
}

void ResponseReader::start_body() {
  remaining_ = head_.content_length;
  chunks_.reset();
  const bool empty =
      head_.body_end == BodyEnd::kNone || (head_.body_end == BodyEnd::kLength && remaining_ == 0);
  state_ = empty ? State::kDone : State::kBody;
}

void ResponseReader::next_piece() {
  piece_ = {};
  if (state_ != State::kBody || drained()) return;
  const std::span<char> bytes(buffer_.get() + begin_, end_ - begin_);
  if (head_.body_end == BodyEnd::kChunks) return take_chunks(bytes);
  const bool has_length = head_.body_end == BodyEnd::kLength;
  const size_t taken = has_length ? std::min<uint64_t>(remaining_, bytes.size()) : bytes.size();
  piece_ = {bytes.data(), taken};
  begin_ += taken;
  if (!has_length) return;
  remaining_ -= taken;
  if (remaining_ == 0) state_ = State::kDone;
}

void ResponseReader::take_chunks(std::span<char> bytes) {
  const ChunkedDecoder::Progress progress = chunks_.decode(bytes);
  begin_ += progress.consumed;
  piece_ = {bytes.data(), progress.produced};
  if (progress.result == ChunkedDecoder::Result::kDone) state_ = State::kDone;
  if (progress.result == ChunkedDecoder::Result::kMalformed) {
    fail("the chunked body is malformed");
  }
}

bool ResponseReader::end() {
  piece_ = {};
  if (state_ == State::kBody && head_.body_end == BodyEnd::kClose) state_ = State::kDone;
  return state_ == State::kDone;
}

void ResponseReader::fail(std::string_view problem) {
  state_ = State::kMalformed;
  problem_ = problem;
}

}  // namespace gs::http
