// A streamed answer of the model server, judged on its way to the caller.
//
//   GuardedStream stream(StreamForm::kChat, rules);
//   send(stream.feed(bytes));            // while state() is kOpen and the server sends
//   send(stream.finish());               // when the server's body has ended
//
// After each feed(), finish() and resume() look at state():
//
//   kOpen          go on
//   kDone          everything was handed out, the end included; what the server still sends is
//                  ignored
//   kBlocked       the caller's stream was ended with finish_reason "content_filter": cancel the
//                  server's
//   kNeedsSummary  call summarized() for each of pending(), then send(resume()); bytes fed
//   meanwhile
//                  are kept and come out behind it
//   kBroken        the server's stream makes no sense, carried an error or was cut off; see what().
//                  The caller was sent an error event that says so in general words, and no [DONE]
//
// Each text of each choice has a StreamGuard; an event keeps all its bytes but those of its texts,
// which are what the guard hands out meanwhile. An event that has nothing left is dropped. What a
// guard still holds when its choice (or tool call) ends goes out in a chunk of our own before the
// event that ends it.
//
// How the server cuts its bytes into reads makes no difference to the bytes handed out; how it cuts
// its text into events makes none to the text. Names of tools must come in one piece. Objects and
// arrays of unknown form inside a delta are judged event by event, each string on its own, and left
// out when that would change one.
//
// One thread, no input or output, no clock but the inspector's.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/openai/output_rules.h"

namespace gs::gateway::openai {

enum class StreamForm : uint8_t {
  kChat,           // chat.completion.chunk events, [DONE] at the end
  kCompletions,    // text_completion events, the same
  kResponses,      // typed events of /v1/responses
  kPlainFromChat,  // from chat chunks to `data: <text>` events, for /proxy/completion/stream
  kPlainFromHttp,  // from `data:` of a server of dialect `http`: {content | text}, or the text
                   // itself
};

// How much was held back from the caller.
struct StreamHoldback {
  size_t most_characters = 0;  // of one text at any one time
  bool everything = false;     // some text was held to its end
};

class GuardedStream {
 public:
  enum class State : uint8_t { kOpen, kDone, kBlocked, kNeedsSummary, kBroken };

  GuardedStream(StreamForm form, const OutputRules& rules);
  GuardedStream(GuardedStream&&) noexcept;
  GuardedStream& operator=(GuardedStream&&) noexcept;
  ~GuardedStream();

  // The server's next bytes. Returns the caller's.
  std::string feed(std::string_view bytes);
  // The server's body has ended, or broke off.
  std::string finish();

  State state() const;
  const std::string& what() const;  // kBroken: why, for the log; without the server's text
  bool too_large() const;           // kBroken: because more is held back than may be

  // As in guarded_answer.h. Views, good until the text's summarized() is called.
  std::vector<PendingSummary> pending() const;
  void summarized(size_t number, std::string_view summary);
  std::string resume();

  // For the record, all texts together, as of now: final once state() is final.
  filter::Inspection inspection() const;
  // Of all that the model said, see guarded_texts.h; empty when it said nothing.
  std::string content_hmac() const;
  const Usage& usage() const;
  std::vector<std::string> finish_reasons() const;  // of the choices that have one, by their index
  const std::string& model() const;
  StreamHoldback holdback() const;
  bool text_seen() const;  // whether any text was handed out

  class Form;

 private:
  std::unique_ptr<Form> form_;
};

}  // namespace gs::gateway::openai
