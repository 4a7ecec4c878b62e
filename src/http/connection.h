// One client's connection, from accept to close. Internal to src/http.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <memory>
#include <string>

#include "http/asio_types.h"
#include "http/deadlines.h"
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
  enum class Sent { kAll, kPart, kFailed };

  static Task<bool> shake_hands(Connection* self);
  static Task<bool> send_rest(Connection* self, std::string* out, size_t from);
  static Task<void> finish(Connection* self);

  void answer(std::string& out);
  void respond(std::string& out);
  void refuse(const Refusal& refusal, std::string& out);
  Sent try_send(const std::string& out, size_t& from);
  void wait_for_bytes(SteadyTime now);
  bool take_bytes(const boost::system::error_code& error, size_t size);
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
  Phase expired_ = Phase::kNone;
  bool request_done_ = false;  // since the last wait
  bool answered_ = false;      // at least one request
  bool closing_ = false;
};

}  // namespace gs::http
