// The model server of the proxy benchmark: answers every chat completion with the same bytes, so
// that what is measured is the proxy in front of it. One thread, level-triggered epoll, no parsing
// beyond the length of the request and two words of its body.
//
//   mock_model PORT [--pause MS]      listens on 127.0.0.1 until it is killed
//
// Requests are taken one at a time: nobody may send one before the last answer has ended. POST of
// any path: a chat completion with 300 characters of content. With "stream": true in the
// body 200 events of 20 characters, each written by itself as a model server writes its tokens:
// one event of each open stream in turn, without a pause, or one every MS milliseconds. The
// usage chunk comes when "include_usage": true is asked for. GET /v1/models names the model;
// any other GET, /health for one, answers {}.
#include <arpa/inet.h>
#include <fcntl.h>
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
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

constexpr int kEvents = 200;
constexpr std::string_view kSentence =
    "The quick brown fox jumps over the lazy dog near the bank. ";
constexpr size_t kAnswerCharacters = 300;
constexpr size_t kEventCharacters = 20;
constexpr size_t kMaxRequest = 16 << 20;

// `size` characters of the sentence over and over, from character `from` on.
std::string text(size_t from, size_t size) {
  std::string out;
  for (size_t at = from; out.size() < size; ++at) out += kSentence[at % kSentence.size()];
  return out;
}

std::string whole(std::string_view body) {
  return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " +
         std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string chunk(std::string_view data) {
  std::array<char, 32> size{};
  std::snprintf(size.data(), size.size(), "%zx\r\n", data.size() + 8);
  return size.data() + ("data: " + std::string(data)) + "\n\n\r\n";
}

std::string delta(std::string_view fields, std::string_view finish_reason) {
  return R"({"id":"chatcmpl-benchmark","object":"chat.completion.chunk","created":1700000000,)"
         R"("model":"benchmark-model","choices":[{"index":0,"delta":{)" +
         std::string(fields) + R"(},"logprobs":null,"finish_reason":)" +
         std::string(finish_reason) + "}]}";
}

// Everything that is ever sent, made once.
struct Answers {
  std::string chat = whole(
      R"({"id":"chatcmpl-benchmark","object":"chat.completion","created":1700000000,)"
      R"("model":"benchmark-model","choices":[{"index":0,"message":{"role":"assistant","content":")" +
      text(0, kAnswerCharacters) +
      R"("},"logprobs":null,"finish_reason":"stop"}],)"
      R"("usage":{"prompt_tokens":50,"completion_tokens":75,"total_tokens":125}})");
  std::string models = whole(
      R"({"object":"list","data":[{"id":"benchmark-model","object":"model","created":1700000000,)"
      R"("owned_by":"benchmark"}]})");
  std::string empty = whole("{}");
  std::string bad = "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
  std::vector<std::string> stream;  // one a write
  std::string end = chunk("[DONE]") + "0\r\n\r\n";
  std::string usage_end;

  Answers() {
    stream.push_back(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
        "transfer-encoding: chunked\r\n\r\n" +
        chunk(delta(R"("role":"assistant","content":"")", "null")));
    for (size_t n = 0; n < kEvents; ++n) {
      const std::string piece = text(n * kEventCharacters, kEventCharacters);
      stream.push_back(chunk(delta(R"("content":")" + piece + '"', "null")));
    }
    stream.push_back(chunk(delta("", R"("stop")")));
    usage_end =
        chunk(R"({"id":"chatcmpl-benchmark","object":"chat.completion.chunk","created":1700000000,)"
              R"("model":"benchmark-model","choices":[],)"
              R"("usage":{"prompt_tokens":50,"completion_tokens":1000,"total_tokens":1050}})") +
        end;
  }
};

struct Connection {
  int socket = -1;
  std::string in;
  std::string out;  // what the socket has not taken
  bool streaming = false;
  bool usage = false;
  size_t next_event = 0;
  bool waits_for_room = false;
};

class Server {
 public:
  Server(uint16_t port, std::chrono::milliseconds pause)
      : pause_(pause), events_(epoll_create1(0)) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int yes = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 4096) != 0) {
      std::perror("mock_model: listen");
      std::exit(1);
    }
    watch(EPOLL_CTL_ADD, listener_, EPOLLIN);
  }

  void run() {
    std::array<epoll_event, 256> ready{};
    for (;;) {
      const int count = epoll_wait(events_, ready.data(), ready.size(), wait_milliseconds());
      for (int i = 0; i < count; ++i) handle(ready[static_cast<size_t>(i)]);
      if (due()) advance_streams();
    }
  }

 private:
  using Clock = std::chrono::steady_clock;

  void watch(int operation, int socket, uint32_t what) {
    epoll_event event{};
    event.events = what;
    event.data.fd = socket;
    epoll_ctl(events_, operation, socket, &event);
  }

  int wait_milliseconds() const {
    // A stream whose client is behind waits for room, and goes on when the socket says so.
    const bool all_wait = std::all_of(streams_.begin(), streams_.end(),
                                      [](const Connection* one) { return !one->out.empty(); });
    if (all_wait) return -1;
    if (pause_.count() == 0) return 0;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_turn_ - Clock::now());
    return left.count() > 0 ? static_cast<int>(left.count()) : 0;
  }

  bool due() {
    if (streams_.empty()) return false;
    if (pause_.count() == 0) return true;
    const auto now = Clock::now();
    if (now < next_turn_) return false;
    next_turn_ = now + pause_;
    return true;
  }

  void handle(const epoll_event& event) {
    if (event.data.fd == listener_) return accept_all();
    const auto found = connections_.find(event.data.fd);
    if (found == connections_.end()) return;
    Connection& connection = *found->second;
    if ((event.events & EPOLLOUT) != 0 && !flush(connection)) return close_of(connection);
    if ((event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0 && !receive(connection)) {
      close_of(connection);
    }
  }

  void accept_all() {
    for (;;) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
      if (socket < 0) return;
      const int yes = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      auto connection = std::make_unique<Connection>();
      connection->socket = socket;
      connections_[socket] = std::move(connection);
      watch(EPOLL_CTL_ADD, socket, EPOLLIN);
    }
  }

  // False: the connection is over.
  bool receive(Connection& connection) {
    std::array<char, 64 * 1024> buffer;
    const ssize_t got = recv(connection.socket, buffer.data(), buffer.size(), 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    if (got == 0) return false;
    connection.in.append(buffer.data(), static_cast<size_t>(got));
    return connection.streaming || answer_requests(connection);
  }

  bool answer_requests(Connection& connection) {
    while (!connection.streaming) {
      const size_t head = connection.in.find("\r\n\r\n");
      if (head == std::string::npos) return connection.in.size() < kMaxRequest;
      const size_t length = head + 4 + body_length(std::string_view(connection.in).substr(0, head));
      if (length > kMaxRequest) return false;
      if (connection.in.size() < length) return true;
      const bool open = answer(connection, std::string_view(connection.in).substr(0, length));
      if (!open) return false;
      connection.in.erase(0, length);
    }
    return true;
  }

  // Of "content-length"; a request in chunks is beyond what this server reads.
  static size_t body_length(std::string_view head) {
    constexpr std::string_view kName = "\ncontent-length:";
    size_t line = head.find('\n');
    for (; line != std::string_view::npos; line = head.find('\n', line + 1)) {
      const std::string_view rest = head.substr(line);
      if (rest.size() < kName.size()) break;
      if (strncasecmp(rest.data(), kName.data(), kName.size()) != 0) continue;
      size_t at = kName.size();
      while (at < rest.size() && rest[at] == ' ') ++at;
      size_t length = 0;
      std::from_chars(rest.data() + at, rest.data() + rest.size(), length);
      return length < kMaxRequest ? length : kMaxRequest;
    }
    return 0;
  }

  static bool says(std::string_view body, std::string_view field) {
    const size_t at = body.find(field);
    if (at == std::string_view::npos) return false;
    const size_t value = body.find_first_not_of(' ', at + field.size());
    return value != std::string_view::npos && body.compare(value, 4, "true") == 0;
  }

  bool answer(Connection& connection, std::string_view request) {
    if (request.starts_with("GET /v1/models")) return send_all(connection, answers_.models);
    if (request.starts_with("GET ")) return send_all(connection, answers_.empty);
    if (!request.starts_with("POST ")) return send_all(connection, answers_.bad) && false;
    if (!says(request, R"("stream":)")) return send_all(connection, answers_.chat);
    connection.streaming = true;
    connection.usage = says(request, R"("include_usage":)");
    connection.next_event = 0;
    streams_.push_back(&connection);
    return true;
  }

  // One event of each stream whose last one has gone out.
  void advance_streams() {
    const std::vector<Connection*> turn = std::move(streams_);
    streams_.clear();
    for (Connection* connection : turn) {
      if (!connection->out.empty()) {
        streams_.push_back(connection);
      } else if (!send_event(*connection)) {
        close_of(*connection);
      } else if (connection->streaming) {
        streams_.push_back(connection);
      }
    }
  }

  bool send_event(Connection& connection) {
    const size_t now = connection.next_event++;
    if (now < answers_.stream.size()) return send_all(connection, answers_.stream[now]);
    connection.streaming = false;
    return send_all(connection, connection.usage ? answers_.usage_end : answers_.end);
  }

  bool send_all(Connection& connection, std::string_view bytes) {
    if (connection.out.empty()) {
      const ssize_t sent = send(connection.socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
      if (sent > 0) bytes.remove_prefix(static_cast<size_t>(sent));
      if (bytes.empty()) return true;
    }
    connection.out += bytes;
    if (!connection.waits_for_room) watch(EPOLL_CTL_MOD, connection.socket, EPOLLIN | EPOLLOUT);
    connection.waits_for_room = true;
    return true;
  }

  bool flush(Connection& connection) {
    const ssize_t sent =
        send(connection.socket, connection.out.data(), connection.out.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    connection.out.erase(0, static_cast<size_t>(sent));
    if (connection.out.empty() && connection.waits_for_room) {
      watch(EPOLL_CTL_MOD, connection.socket, EPOLLIN);
      connection.waits_for_room = false;
    }
    return true;
  }

  void close_of(Connection& connection) {
    std::erase(streams_, &connection);
    close(connection.socket);
    connections_.erase(connection.socket);
  }

  const Answers answers_;
  const std::chrono::milliseconds pause_;
  int events_;
  int listener_;
  std::unordered_map<int, std::unique_ptr<Connection>> connections_;
  std::vector<Connection*> streams_;
  Clock::time_point next_turn_;
};

long number(const char* word) {
  char* end = nullptr;
  const long value = std::strtol(word, &end, 10);
  return *end == '\0' ? value : -1;
}

}  // namespace

int main(int argc, char** argv) {
  const bool paused = argc == 4 && std::string_view(argv[2]) == "--pause";
  const long port = argc == 2 || paused ? number(argv[1]) : -1;
  const long pause = paused ? number(argv[3]) : 0;
  if (port < 1 || port > 65535 || pause < 0) {
    std::fputs("usage: mock_model PORT [--pause MS]\n", stderr);
    return 2;
  }
  Server(static_cast<uint16_t>(port), std::chrono::milliseconds(pause)).run();
}
