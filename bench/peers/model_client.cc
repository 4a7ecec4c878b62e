// The load of the proxy benchmark where wrk does not suffice: it knows when the first token of a
// stream came, and reports exact percentiles (wrk adds the requests that it would have made). One
// thread, epoll; each connection sends its next request when the last answer has ended.
//
//   model_client PORT CONNECTIONS SECONDS BODY_FILE [NAME:VALUE...]    further headers
//
// Prints one line of JSON. Times are in microseconds from the sending of a request: "first" to the
// end of the read that brought the first content, "whole" to the end of the answer. The first
// content of a stream is the first event whose "content" is not empty; of another answer, its first
// byte. Requests that were on their way at the end are not counted. "open" is how many connections
// had seen content without the end of its answer at that moment.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

// Reads one answer from the bytes of a connection.
class Answer {
 public:
  enum class State { kHead, kBody, kChunkSize, kChunk, kChunkEnd, kTrailer, kDone, kBad };

  State state() const { return state_; }
  bool has_content() const { return content_; }
  bool closes() const { return closes_; }
  size_t events() const { return events_; }
  bool is_whole() const { return !stream_ || done_mark_; }
  const std::string& head() const { return head_; }

  void feed(std::string_view bytes) {
    while (!bytes.empty() && state_ != State::kDone && state_ != State::kBad) step(&bytes);
  }

  // The server has closed the connection.
  void end() {
    if (state_ == State::kBody && until_close_) state_ = State::kDone;
    if (state_ != State::kDone) state_ = State::kBad;
  }

 private:
  void step(std::string_view* bytes) {
    if (state_ == State::kHead || state_ == State::kChunkSize || state_ == State::kChunkEnd ||
        state_ == State::kTrailer) {
      return line(bytes);
    }
    const std::string_view taken = bytes->substr(0, left_);
    bytes->remove_prefix(taken.size());
    left_ -= taken.size();
    body(taken);
    if (left_ == 0) state_ = state_ == State::kChunk ? State::kChunkEnd : State::kDone;
  }

  void line(std::string_view* bytes) {
    const size_t end = bytes->find('\n');
    line_ += bytes->substr(0, end);
    bytes->remove_prefix(end == std::string_view::npos ? bytes->size() : end + 1);
    if (end == std::string_view::npos) return;
    if (!line_.empty() && line_.back() == '\r') line_.pop_back();
    if (state_ == State::kHead) {
      head_line();
    } else if (state_ == State::kChunkEnd) {
      state_ = State::kChunkSize;
    } else if (state_ == State::kTrailer) {
      if (line_.empty()) state_ = State::kDone;
    } else {
      const auto parsed = std::from_chars(line_.data(), line_.data() + line_.size(), left_, 16);
      state_ = left_ > 0 ? State::kChunk : State::kTrailer;
      if (parsed.ec != std::errc()) state_ = State::kBad;
    }
    line_.clear();
  }

  bool field(std::string_view name, std::string_view* value) const {
    if (line_.size() < name.size() || strncasecmp(line_.data(), name.data(), name.size()) != 0) {
      return false;
    }
    *value = std::string_view(line_).substr(name.size());
    value->remove_prefix(std::min(value->find_first_not_of(' '), value->size()));
    return true;
  }

  void head_line() {
    std::string_view value;
    if (head_.empty()) head_ = line_;
    if (field("content-length:", &value)) {
      until_close_ = false;
      std::from_chars(value.data(), value.data() + value.size(), left_);
    } else if (field("transfer-encoding:", &value)) {
      chunked_ = true;
    } else if (field("content-type:", &value)) {
      stream_ = value.starts_with("text/event-stream");
    } else if (field("connection:", &value)) {
      closes_ = strncasecmp(value.data(), "close", 5) == 0;
    }
    if (!line_.empty()) return;
    if (head_.find(" 200") == std::string::npos) {
      state_ = State::kBad;
    } else if (chunked_) {
      state_ = State::kChunkSize;
    } else {
      state_ = until_close_ || left_ > 0 ? State::kBody : State::kDone;
      closes_ = closes_ || until_close_;
    }
  }

  void body(std::string_view bytes) {
    if (!stream_) {
      content_ = true;
      return;
    }
    // An event may come in parts: the last one is kept until its blank line has come.
    event_ += bytes;
    size_t from = 0;
    for (size_t end = event_.find("\n\n"); end != std::string::npos;
         end = event_.find("\n\n", from)) {
      event(std::string_view(event_).substr(from, end - from));
      from = end + 2;
    }
    event_.erase(0, from);
  }

  void event(std::string_view text) {
    ++events_;
    if (text.find("data: [DONE]") != std::string_view::npos) done_mark_ = true;
    if (content_) return;
    constexpr std::string_view kName = "\"content\":";
    const size_t at = text.find(kName);
    if (at == std::string_view::npos) return;
    const size_t quote = text.find_first_not_of(' ', at + kName.size());
    content_ = quote != std::string_view::npos && text.size() > quote + 1 && text[quote] == '"' &&
               text[quote + 1] != '"';
  }

  State state_ = State::kHead;
  std::string head_;
  std::string line_;
  std::string event_;
  size_t left_ = SIZE_MAX;
  size_t events_ = 0;
  bool until_close_ = true;
  bool chunked_ = false;
  bool stream_ = false;
  bool closes_ = false;
  bool content_ = false;
  bool done_mark_ = false;
};

struct Connection {
  int socket = -1;
  Answer answer;
  Clock::time_point sent_at;
  bool seen = false;  // the first content
};

int64_t microseconds(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(time).count() / 1000;
}

double percentile(std::vector<int64_t>* times, double part) {
  if (times->empty()) return 0;
  std::sort(times->begin(), times->end());
  const auto last = static_cast<double>(times->size() - 1);
  return static_cast<double>((*times)[static_cast<size_t>(part * last)]);
}

class Load {
 public:
  Load(uint16_t port, size_t connections, std::string request)
      : port_(port), request_(std::move(request)), poll_(epoll_create1(0)), all_(connections) {}

  bool run(std::chrono::milliseconds length) {
    const Clock::time_point began = Clock::now();
    for (Connection& one : all_) {
      if (!(open(&one) && ask(&one))) return false;
    }
    std::array<epoll_event, 256> ready{};
    for (Clock::duration left = length; left.count() > 0; left = began + length - Clock::now()) {
      const auto wait = std::chrono::ceil<std::chrono::milliseconds>(left);
      const int count =
          epoll_wait(poll_, ready.data(), ready.size(), static_cast<int>(wait.count()));
      for (int i = 0; i < count; ++i) {
        if (!receive(static_cast<Connection*>(ready[static_cast<size_t>(i)].data.ptr)))
          return false;
      }
    }
    elapsed_ = Clock::now() - began;
    return true;
  }

  void print() {
    const auto open =
        std::count_if(all_.begin(), all_.end(), [](const Connection& c) { return c.seen; });
    std::printf(
        "{\"requests\": %zu, \"microseconds\": %lld, \"open\": %lld, \"events\": %zu, "
        "\"first_p50_us\": %.0f, \"first_p99_us\": %.0f, \"p50_us\": %.0f, \"p99_us\": %.0f}\n",
        whole_.size(), static_cast<long long>(microseconds(elapsed_)), static_cast<long long>(open),
        events_, percentile(&first_, 0.5), percentile(&first_, 0.99), percentile(&whole_, 0.5),
        percentile(&whole_, 0.99));
  }

 private:
  static bool failed(const std::string& what) {
    std::fprintf(stderr, "model_client: %s\n", what.c_str());
    return false;
  }

  bool open(Connection* one) {
    if (one->socket >= 0) close(one->socket);
    one->socket = socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    setsockopt(one->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(one->socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      return failed("the server does not take connections");
    }
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = one;
    epoll_ctl(poll_, EPOLL_CTL_ADD, one->socket, &event);
    return true;
  }

  bool ask(Connection* one) {
    one->answer = Answer();
    one->seen = false;
    one->sent_at = Clock::now();
    // Blocking: a request fits the socket's buffer.
    const ssize_t sent = send(one->socket, request_.data(), request_.size(), MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(request_.size())) return failed("the server took no request");
    return true;
  }

  bool receive(Connection* one) {
    std::array<char, 64 * 1024> buffer;
    const ssize_t got = recv(one->socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0) return errno == EAGAIN || errno == EINTR || failed("a connection broke");
    const Clock::time_point now = Clock::now();
    Answer& answer = one->answer;
    if (got == 0) answer.end();
    answer.feed({buffer.data(), static_cast<size_t>(got)});
    if (answer.state() == Answer::State::kBad) return failed("not the answer: " + answer.head());
    if (!one->seen && answer.has_content()) {
      one->seen = true;
      first_.push_back(microseconds(now - one->sent_at));
    }
    if (answer.state() != Answer::State::kDone) return true;
    if (!answer.is_whole()) return failed("a stream ended before its [DONE]");
    whole_.push_back(microseconds(now - one->sent_at));
    events_ = answer.events();
    return (!answer.closes() || open(one)) && ask(one);
  }

  uint16_t port_;
  std::string request_;
  int poll_;
  std::vector<Connection> all_;
  std::vector<int64_t> first_;
  std::vector<int64_t> whole_;
  size_t events_ = 0;  // of the last answer
  Clock::duration elapsed_{};
};

double number(const char* word) {
  char* end = nullptr;
  const double value = std::strtod(word, &end);
  return *end == '\0' ? value : -1;
}

std::string request(std::string_view body, const std::vector<std::string_view>& headers) {
  std::string out = "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  out += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size());
  for (const std::string_view header : headers) out.append("\r\n").append(header);
  return out.append("\r\n\r\n").append(body);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv + 1, argv + argc);
  const double port = argc > 4 ? number(argv[1]) : -1;
  const double connections = argc > 4 ? number(argv[2]) : -1;
  const double seconds = argc > 4 ? number(argv[3]) : -1;
  if (port < 1 || port > 65535 || connections < 1 || connections > 10000 || seconds <= 0) {
    std::fputs("usage: model_client PORT CONNECTIONS SECONDS BODY_FILE [NAME:VALUE...]\n", stderr);
    return 2;
  }
  std::ifstream file(argv[4]);
  const std::string body{std::istreambuf_iterator<char>(file), {}};
  if (body.empty()) {
    std::fprintf(stderr, "model_client: %s cannot be read\n", argv[4]);
    return 2;
  }
  Load load(static_cast<uint16_t>(port), static_cast<size_t>(connections),
            request(body, {words.begin() + 4, words.end()}));
  if (!load.run(std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000)))) return 1;
  load.print();
}
