// The upper bound of the filter benchmark: a bare Beast server on one thread that reads a request
// with its body and answers the same JSON to each. It parses no JSON, judges nothing, has no
// routes, limits or time-outs, so no Beast server that does any of that on one thread can be
// faster.
//
//   fixed_server PORT      listens on 127.0.0.1 until it is killed
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

// As long as an answer of the gateway to the benchmark's requests.
constexpr std::string_view kBody =
    R"({"allowed":false,"action":"block","reasons":["PII without lawful basis"],)"
    R"("decision_id":"01890a5d-ac96-774b-bcce-b302099a8057.prompt",)"
    R"("rules":[{"id":"pii_block_prompt","outcome":"matched","action":"block","mode":"enforce",)"
    R"("applied":true,"source":"file"}],)"
    R"("signals":{"contains_pii":true,"jailbreak_score":0.2},"entities":[],)"
    R"("policy_digest":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"})";

asio::awaitable<void> serve(tcp::socket socket) {
  boost::system::error_code error;
  socket.set_option(tcp::no_delay(true), error);
  boost::beast::flat_buffer buffer;
  http::response<http::span_body<const char>> response(http::status::ok, 11);
  response.set(http::field::content_type, "application/json");
  response.body() = boost::beast::span<const char>(kBody.data(), kBody.size());
  response.prepare_payload();
  auto token = asio::redirect_error(asio::use_awaitable, error);
  for (;;) {
    http::request<http::string_body> request;
    co_await http::async_read(socket, buffer, request, token);
    if (error) co_return;
    co_await http::async_write(socket, response, token);
    if (error || !request.keep_alive()) co_return;
  }
}

asio::awaitable<void> accept_on(tcp::acceptor acceptor) {
  for (;;) {
    boost::system::error_code error;
    tcp::socket socket =
        co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
    if (!error) asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), asio::detached);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const long port = argc == 2 ? std::strtol(argv[1], nullptr, 10) : 0;
  if (port < 1 || port > 65535) {
    std::fputs("usage: fixed_server PORT\n", stderr);
    return 2;
  }
  asio::io_context context(1);
  const tcp::endpoint address(asio::ip::address_v4::loopback(), static_cast<uint16_t>(port));
  asio::co_spawn(context, accept_on(tcp::acceptor(context, address)), asio::detached);
  context.run();
}
