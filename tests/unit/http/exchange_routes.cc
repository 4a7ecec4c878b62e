#include "exchange_fixture.h"

#include <stdexcept>

namespace gs::http {
namespace {

using std::chrono::milliseconds;

Task<void> pause(Exchange* exchange, milliseconds time) {
  Timer timer(exchange->executor(), time);
  co_await timer.async_wait(kAwait);
}

Task<Response> whole(Exchange*, Stage* stage) {
  ++stage->started;
  co_return Response{.body = "whole"};
}

Task<Response> echo_later(Exchange* exchange, Stage* stage) {
  ++stage->started;
  co_await pause(exchange, milliseconds(5));
  co_return Response{.body = std::string(exchange->request().body)};
}

Task<Response> pieces(Exchange* exchange, Stage*) {
  Response head{.content_type = "text/plain", .body = "one"};
  bool going = co_await exchange->begin(std::move(head));
  for (const char* piece : {"", "two", "three"}) {
    if (going) going = co_await exchange->write(piece);
    co_await pause(exchange, milliseconds(1));
  }
  co_return Response{.status = 500, .body = "ignored"};
}

// Waits for the client to leave, or for the test.
Task<Response> wait(Exchange* exchange, Stage* stage) {
  ++stage->started;
  Timer timer(exchange->executor(), Timer::time_point::max());
  exchange->when_gone([&] {
    ++stage->told_gone;
    timer.cancel();
  });
  co_await timer.async_wait(kAwait);
  ++stage->ended;
  co_return Response{.body = "nobody reads this"};
}

Task<Response> begun_wait(Exchange* exchange, Stage* stage) {
  Response head{.body = "begun"};
  co_await exchange->begin(std::move(head));
  co_return co_await wait(exchange, stage);
}

// Withdraws its call from within that call.
Task<Response> withdraw(Exchange* exchange, Stage* stage) {
  ++stage->started;
  Timer timer(exchange->executor(), Timer::time_point::max());
  const std::string words(100, 'w');
  exchange->when_gone([&timer, exchange, stage, words] {
    exchange->when_gone({});
    stage->told_gone += words == std::string(100, 'w') ? 1 : 0;
    timer.cancel();
  });
  co_await timer.async_wait(kAwait);
  co_return Response();
}

Task<Response> flood(Exchange* exchange, Stage* stage) {
  const std::string piece(256 * 1024, 'x');
  Response head;
  bool going = co_await exchange->begin(std::move(head));
  while (going && stage->pieces < 4000) {
    going = co_await exchange->write(piece);
    if (going) ++stage->pieces;
  }
  ++stage->ended;
  co_return Response();
}

Task<Response> large(Exchange* exchange, Stage* stage) {
  ++stage->started;
  std::string local(100, 'l');  // of this frame, which ends before the answer is out
  exchange->when_gone([&local, stage] { stage->told_gone += static_cast<int>(local.size()); });
  co_return Response{.body = std::string(64 << 20, 'x')};
}

Task<Response> held(Exchange* exchange, Stage* stage) {
  Response head{.body = "first "};
  co_await exchange->begin(std::move(head));
  ++stage->started;
  while (!stage->released && !exchange->gone()) co_await pause(exchange, milliseconds(1));
  co_await exchange->write("last");
  co_return Response();
}

Task<Response> throws(Exchange* exchange, Stage*) {
  co_await pause(exchange, milliseconds(1));
  throw std::runtime_error("secret words");
}

Task<Response> throws_nothing(Exchange*, Stage*) {
  throw std::runtime_error("");
  co_return Response();
}

Task<Response> throws_number(Exchange*, Stage*) {
  throw 42;
  co_return Response();
}

Task<Response> throws_late(Exchange* exchange, Stage*) {
  Response head{.body = "half"};
  co_await exchange->begin(std::move(head));
  throw std::runtime_error("secret words");
}

Task<Response> abandon(Exchange* exchange, Stage*) {
  Response head{.body = "half"};
  co_await exchange->begin(std::move(head));
  exchange->abandon();
  co_return Response();
}

// What plain handlers give that may not leave yet: replaced where the body asks for it.
class Later final : public Hold {
 public:
  explicit Later(Stage* stage) : stage_(stage) {}
  Task<Response> wait(Exchange* exchange, Response made) override {
    ++stage_->started;
    Timer timer(exchange->executor(), milliseconds(2));
    exchange->when_gone([this] { ++stage_->told_gone; });
    co_await timer.async_wait(kAwait);
    if (made.body == "throw") throw std::runtime_error("secret words");
    if (made.body == "replace") {
      made.status = 503;
      made.body = "replaced";
    }
    co_return made;
  }

 private:
  Stage* const stage_;
};

// Bodies that begin with "now" are answered at once.
Response hold(const Request& request, Stage* stage) {
  Response response{.body = std::string(request.body)};
  if (response.body.starts_with("now")) return response;
  response.hold = std::make_shared<Later>(stage);
  response.hold->then([](Response& given) { given.body += " then"; });
  response.hold->then([](Response& given) { given.body += " last"; });
  return response;
}

Task<Response> hold_later(Exchange* exchange, Stage* stage) {
  co_await pause(exchange, milliseconds(1));
  co_return hold(exchange->request(), stage);
}

}  // namespace

std::vector<Route> coroutine_routes(Stage* stage) {
  const std::pair<const char*, Routine::Function> gets[] = {{"/whole", whole},
                                                            {"/pieces", pieces},
                                                            {"/wait", wait},
                                                            {"/begun_wait", begun_wait},
                                                            {"/withdraw", withdraw},
                                                            {"/flood", flood},
                                                            {"/large_later", large},
                                                            {"/held", held},
                                                            {"/throws", throws},
                                                            {"/throws_nothing", throws_nothing},
                                                            {"/throws_number", throws_number},
                                                            {"/throws_late", throws_late},
                                                            {"/abandon", abandon}};
  std::vector<Route> routes = test_routes();
  for (const auto& [path, function] : gets) {
    routes.push_back({Method::kGet, path, {}, {}, std::make_shared<Routine>(function, stage)});
  }
  routes.push_back(
      {Method::kPost, "/echo_later", {}, {}, std::make_shared<Routine>(echo_later, stage)});
  routes.push_back(
      {Method::kPost, "/hold", [stage](const Request& request) { return hold(request, stage); }});
  routes.push_back(
      {Method::kPost, "/hold_later", {}, {}, std::make_shared<Routine>(hold_later, stage)});
  return routes;
}

}  // namespace gs::http
