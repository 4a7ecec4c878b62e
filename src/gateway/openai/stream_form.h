// What every form of stream shares: reading events, the texts and their guards, the way a stream
// ends. Part of guarded_stream.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/openai/guarded_stream.h"
#include "gateway/openai/guarded_texts.h"
#include "http/event_stream.h"

namespace gs::gateway::openai {

class GuardedStream::Form {
 public:
  explicit Form(const OutputRules& rules)
      : rules_(rules), texts_(rules_), reader_(rules.max_event_bytes) {}
  virtual ~Form() = default;
  Form(const Form&) = delete;
  Form& operator=(const Form&) = delete;

  std::string feed(std::string_view bytes);
  std::string finish();
  std::string resume();

  State state() const { return state_; }
  const std::string& what() const { return what_; }
  bool too_large() const { return too_large_; }
  GuardedTexts& texts() { return texts_; }
  const Usage& usage() const { return usage_; }
  const std::string& model() const { return model_; }
  bool text_seen() const { return text_seen_; }
  virtual std::vector<std::string> finish_reasons() const = 0;

 protected:
  // The next event of the server; what the caller gets for it is appended to out_. Where a text
  // wants a summary, what is left to do is done by go_on().
  virtual void take_event(const http::Event& event) = 0;
  virtual void go_on() = 0;
  // The server's body has ended. Leaves a state that is not kOpen.
  virtual void take_end() = 0;
  // The last events of a stream that policy, or an error, has ended.
  virtual void write_block() = 0;
  virtual void write_error() = 0;

  // To be called behind everything that may change a text: whether the stream stops here.
  bool stops();
  void break_off(std::string what);
  // judge_whole(), remembering short texts that are harmless: servers repeat them in every event.
  // Nothing too when there are too many texts, which breaks the stream off.
  std::optional<std::string> judge_at_once(std::string_view text, filter::Restore restore);
  void done() { state_ = State::kDone; }
  // Broken, and the caller was told already.
  void failed(std::string what) {
    state_ = State::kBroken;
    what_ = std::move(what);
  }

  OutputRules rules_;
  GuardedTexts texts_;
  std::string out_;
  Usage usage_;
  std::string model_;
  bool text_seen_ = false;

 private:
  std::string run();
  void check_held();

  http::EventReader reader_;
  std::vector<std::string> harmless_;
  State state_ = State::kOpen;
  std::string what_;
  bool ended_ = false;
  bool too_large_ = false;
};

std::unique_ptr<GuardedStream::Form> make_chunk_stream(bool chat, const OutputRules& rules);
std::unique_ptr<GuardedStream::Form> make_response_stream(const OutputRules& rules);
std::unique_ptr<GuardedStream::Form> make_plain_stream(bool from_chat, const OutputRules& rules);

}  // namespace gs::gateway::openai
