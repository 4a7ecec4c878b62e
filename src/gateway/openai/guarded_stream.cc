#include "gateway/openai/guarded_stream.h"

#include <algorithm>
#include <utility>

#include "gateway/openai/stream_form.h"

namespace gs::gateway::openai {
namespace {

// Of the harmless texts that are remembered.
constexpr size_t kMostRemembered = 32;
constexpr size_t kLongestRemembered = 64;  // bytes

}  // namespace

std::string GuardedStream::Form::feed(std::string_view bytes) {
  if (state_ != State::kOpen && state_ != State::kNeedsSummary) return {};
  reader_.feed(bytes);
  return run();
}

std::string GuardedStream::Form::finish() {
  if (!ended_) reader_.finish();
  ended_ = true;
  return run();
}

std::string GuardedStream::Form::resume() {
  if (state_ != State::kNeedsSummary) return {};
  state_ = State::kOpen;
  if (!stops()) go_on();
  return run();
}

std::string GuardedStream::Form::run() {
  while (state_ == State::kOpen) {
    switch (reader_.next()) {
      case http::EventReader::Next::kEvent:
        take_event(reader_.event());
        check_held();
        break;
      case http::EventReader::Next::kComment:
        http::append_comment(out_, reader_.event().data);
        break;
      case http::EventReader::Next::kTooLarge:
        break_off("an event is larger than " + std::to_string(rules_.max_event_bytes) + " bytes");
        break;
      case http::EventReader::Next::kNothing:
        if (!ended_) return std::exchange(out_, {});
        take_end();
        break;
    }
  }
  return std::exchange(out_, {});
}

bool GuardedStream::Form::stops() {
  if (state_ != State::kOpen) return true;
  if (texts_.blocked()) {
    state_ = State::kBlocked;
    write_block();
  } else if (texts_.needs_summary()) {
    state_ = State::kNeedsSummary;
  }
  return state_ != State::kOpen;
}

void GuardedStream::Form::check_held() {
  if (state_ != State::kOpen || texts_.held_bytes() <= rules_.max_held_bytes) return;
  too_large_ = true;
  break_off("the stream holds back more than " + std::to_string(rules_.max_held_bytes) + " bytes");
}

void GuardedStream::Form::break_off(std::string what) {
  if (state_ == State::kBroken) return;
  state_ = State::kBroken;
  what_ = std::move(what);
  write_error();
}

std::optional<std::string> GuardedStream::Form::judge_at_once(std::string_view text,
                                                              filter::Restore restore) {
  if (std::find(harmless_.begin(), harmless_.end(), text) != harmless_.end()) {
    return std::string(text);
  }
  if (texts_.full()) {
    break_off("the answer has too many texts");
    return std::nullopt;
  }
  auto out = judge_whole(texts_, text, restore);
  const bool is_short = text.size() <= kLongestRemembered;
  if (out && *out == text && is_short && harmless_.size() < kMostRemembered) {
    harmless_.emplace_back(text);
  }
  return out;
}

namespace {

std::unique_ptr<GuardedStream::Form> make_form(StreamForm form, const OutputRules& rules) {
  switch (form) {
    case StreamForm::kChat:
    case StreamForm::kCompletions:
      return make_chunk_stream(form == StreamForm::kChat, rules);
    case StreamForm::kResponses:
      return make_response_stream(rules);
    case StreamForm::kPlainFromChat:
    case StreamForm::kPlainFromHttp:
      break;
  }
  return make_plain_stream(form == StreamForm::kPlainFromChat, rules);
}

}  // namespace

GuardedStream::GuardedStream(StreamForm form, const OutputRules& rules)
    : form_(make_form(form, rules)) {}
GuardedStream::GuardedStream(GuardedStream&&) noexcept = default;
GuardedStream& GuardedStream::operator=(GuardedStream&&) noexcept = default;
GuardedStream::~GuardedStream() = default;

std::string GuardedStream::feed(std::string_view bytes) {
  return form_->feed(bytes);
}

std::string GuardedStream::finish() {
  return form_->finish();
}

GuardedStream::State GuardedStream::state() const {
  return form_->state();
}

const std::string& GuardedStream::what() const {
  return form_->what();
}

bool GuardedStream::too_large() const {
  return form_->too_large();
}

std::vector<PendingSummary> GuardedStream::pending() const {
  if (state() != State::kNeedsSummary) return {};
  return form_->texts().pending();
}

void GuardedStream::summarized(size_t number, std::string_view summary) {
  form_->texts().summarized(number, summary);
}

std::string GuardedStream::resume() {
  return form_->resume();
}

filter::Inspection GuardedStream::inspection() const {
  return form_->texts().inspection();
}

std::string GuardedStream::content_hmac() const {
  return form_->texts().content_hmac();
}

const Usage& GuardedStream::usage() const {
  return form_->usage();
}

std::vector<std::string> GuardedStream::finish_reasons() const {
  return form_->finish_reasons();
}

const std::string& GuardedStream::model() const {
  return form_->model();
}

StreamHoldback GuardedStream::holdback() const {
  return {form_->texts().most_characters(), form_->texts().holds_everything()};
}

bool GuardedStream::text_seen() const {
  return form_->text_seen();
}

}  // namespace gs::gateway::openai
