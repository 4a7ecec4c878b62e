// One client's connection, from accept to close. Internal to src/http.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <optional>
#include <string>

#include "http/asio_types.h"
#include "http/deadlines.h"
#include "http/exchange.h"
#include "http/read_ahead.h"
#include "http/request_reader.h"
#include "http/tls.h"

namespace gs::http {

class Worker;

enum class Admission { kServed, kTurnedAway };  // turned away: 503 and close

// Lives in the frame of serve(), on the thread of its worker.
class Connection : public Waiter {
 public:
  Connection(Worker& worker, Socket socket, const asio::ip::tcp::endpoint& peer,
             Admission admission);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // The whole life, step by step; ends when the connection is closed.
  static Task<void> serve(Worker* worker, Socket socket, asio::ip::tcp::endpoint peer,
                          Admission admission);

  // A deadline has passed: ends the wait that is under way.
  void expire(Phase phase);
  // The grace of a stop has passed: closes at once.
  void cut();

 private:
  friend class Exchange;
  enum class Sent { kAll, kPart, kFailed };

  static Task<void> live(Connection* self);
  static Task<bool> shake_hands(Connection* self);
  static Task<bool> receive(Connection* self);
  static Task<bool> send(Connection* self, std::string out);
  static Task<bool> send_rest(Connection* self, std::string* out, size_t from);
  static Task<void> finish(Connection* self);

  // Requests whose answer is waited for.
  bool answers_later() const { return coroutine_ != nullptr || held_; }
  static Task<bool> run_coroutine(Connection* self);
  static Task<Response> later_answer(Connection* self, Exchange* exchange);
  Task<bool> begin_answer(Exchange& exchange, Response head);
  Task<bool> write_piece(Exchange& exchange, std::string_view piece);
  Task<bool> end_answer(Exchange& exchange);
  static Task<void> stop_reading_ahead(Connection* self);
  void read_ahead();
  unsigned worker_index() const;

  void answer(std::string& out);
  void respond(std::string& out);
  void complete(const Response& response, std::string& out);
  void tell_failure(const std::string& failure) const;
  void refuse(const Refusal& refusal, std::string& out);
  Sent try_send(const std::string& out, size_t& from);
  void wait_for_bytes(SteadyTime now);
  // What a read that has ended means: bytes came, too late (an answer says so), or nobody is there.
  enum class Received { kBytes, kOverdue, kClosed };
  Received judge_read(const boost::system::error_code& error);
  void choose_request_id(std::string_view offered);
  void log(const Response& response, std::string_view method, std::string_view path,
           size_t bytes_out) const;

  Worker& worker_;
  Socket socket_;
  const Admission admission_;
  std::shared_ptr<ServerTls::Context> tls_context_;
  std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
  RequestReader reader_;
  std::string peer_;
  std::string request_id_;
  SteadyTime received_at_{};  // of the first bytes of the request that is being read
  Refusal early_refusal_;     // status 0: none
  Request request_;           // that is being answered
  const CoroutineHandler* coroutine_ = nullptr;  // that is to answer it
  std::optional<Response> held_;                 // or its answer, which may not leave yet
  Exchange* exchange_ = nullptr;                 // while it does
  Response begun_;                               // head of its answer in pieces, for the log
  size_t answer_bytes_ = 0;                      // of that answer, so far
  std::shared_ptr<ReadAhead> ahead_;             // null until a coroutine has answered
  Phase expired_ = Phase::kNone;
  bool request_done_ = false;  // since the last wait
  bool answered_ = false;      // at least one request
  bool closing_ = false;
};

}  // namespace gs::http
