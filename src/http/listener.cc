#include "http/listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace gs::http {
namespace {

constexpr int kBacklog = 4096;  // the kernel cuts it to net.core.somaxconn

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  explicit SocketAddress(const ListenAddress& address) {
    if (address.host.find(':') != std::string::npos) {
      auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
      v6->sin6_family = AF_INET6;
      v6->sin6_port = htons(address.port);
      inet_pton(AF_INET6, address.host.c_str(), &v6->sin6_addr);
      size = sizeof(sockaddr_in6);
    } else {
      auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
      v4->sin_family = AF_INET;
      v4->sin_port = htons(address.port);
      inet_pton(AF_INET, address.host.c_str(), &v4->sin_addr);
      size = sizeof(sockaddr_in);
    }
  }
};

bool switch_on(int socket, int level, int option) {
  const int on = 1;
  return ::setsockopt(socket, level, option, &on, sizeof(on)) == 0;
}

tl::unexpected<Error> os_error(int number, std::string_view doing, const ListenAddress& address) {
  const auto code = number == EADDRINUSE ? ErrorCode::kAlreadyExists : ErrorCode::kIo;
  return fail(code, fmt::format("{}: {}", doing, std::strerror(number)),
              fmt::format("{}:{}", address.host, address.port));
}

Result<int> bind_listener(const ListenAddress& address, bool shared) {
  const SocketAddress where(address);
  const int fd = ::socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return os_error(errno, "cannot make a socket", address);
  const bool ready =
      switch_on(fd, SOL_SOCKET, SO_REUSEADDR) &&
      (!shared || switch_on(fd, SOL_SOCKET, SO_REUSEPORT)) &&
      switch_on(fd, IPPROTO_TCP, TCP_NODELAY) &&
      ::bind(fd, reinterpret_cast<const sockaddr*>(&where.storage), where.size) == 0 &&
      ::listen(fd, kBacklog) == 0;
  if (ready) return fd;
  const int number = errno;
  ::close(fd);
  return os_error(number, "cannot listen", address);
}

}  // namespace

Result<int> open_listener(const ListenAddress& address) {
  return bind_listener(address, true);
}

Status check_address_free(const ListenAddress& address) {
  GS_TRY(const int fd, bind_listener(address, false));
  ::close(fd);
  return Ok{};
}

Result<uint16_t> local_port(int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(storage);
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    return fail(ErrorCode::kIo, fmt::format("cannot read the port: {}", std::strerror(errno)));
  }
  if (storage.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&storage)->sin_port);
}

void refuse_new_handshakes(int socket) {
  // Byte 13 of the TCP header holds the flags: drop what has SYN (2) but not ACK (16).
  sock_filter program[] = {
      {BPF_LD | BPF_B | BPF_ABS, 0, 0, 13},    {BPF_ALU | BPF_AND | BPF_K, 0, 0, 0x12},
      {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0x02}, {BPF_RET | BPF_K, 0, 0, 0},
      {BPF_RET | BPF_K, 0, 0, 0xFFFFFFFF},
  };
  const sock_fprog filter{sizeof(program) / sizeof(program[0]), program};
  (void)::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter));
}

}  // namespace gs::http
