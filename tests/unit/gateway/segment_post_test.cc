#include "gateway/segment_post.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/digest.h"
#include "base/faulty_files.h"
#include "fixtures/scripted_server.h"

namespace gs::gateway {
namespace {

using fixtures::ScriptedServer;
using testing::HasSubstr;

class SegmentPostTest : public testing::Test {
 protected:
  // RES, which gives this answer and keeps what it was sent.
  Status post_to(const std::string& answer) {
    ScriptedServer res([&](ScriptedServer::Peer& peer) {
      request_ = peer.read_request();
      peer.send(answer);
      peer.wait_for_end();
    });
    return post(res.port());
  }
  Status post(uint16_t port) {
    settings::AuditSettings::Res settings;
    settings.url = {.host = "127.0.0.1", .port = port, .base_path = "/base"};
    settings.key = {settings::SecretReference::Place::kFile, "res.key"};
    files_.replace("res.key", "the-key-of-the-gateway\n").value_or(Ok{});
    auto made = SegmentPost::create(settings, files_);
    if (!made) return tl::unexpected(made.error());
    journal::Seal seal;
    seal.gateway = "edge-1";
    seal.first_seq = 7;
    seal_ = seal.to_json();
    return (*made)->receive(seal, std::string("GSJ1\0bytes", 10));
  }

  FaultyFiles files_;
  std::string request_, seal_;
};

std::string answer_of(int status, const std::string& body = "{}") {
  return "HTTP/1.1 " + std::to_string(status) +
         " X\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_F(SegmentPostTest, SendsTheSegmentWithItsSealAndKey) {
  const Status sent = post_to(answer_of(201));
  ASSERT_TRUE(sent) << sent.error().to_string();
  EXPECT_THAT(request_, testing::StartsWith("POST /base/decisions HTTP/1.1\r\n"));
  EXPECT_THAT(request_, HasSubstr("Content-Type: application/vnd.governed-speed.segment\r\n"));
  EXPECT_THAT(request_, HasSubstr("Authorization: Bearer the-key-of-the-gateway\r\n"));
  EXPECT_THAT(request_, HasSubstr("x-segment-seal: " + base64_encode(seal_) + "\r\n"));
  EXPECT_THAT(request_, testing::EndsWith(std::string("\r\n\r\nGSJ1\0bytes", 14)));
}

TEST_F(SegmentPostTest, TellsWhatCanBeTriedAgainFromWhatCannot) {
  const struct {
    int status;
    bool taken;
    ErrorCode code;
  } rows[] = {
      {200, true, {}},
      {201, true, {}},
      {409, false, ErrorCode::kAlreadyExists},
      {422, false, ErrorCode::kInvalidInput},
      {401, false, ErrorCode::kUnavailable},
      {404, false, ErrorCode::kUnavailable},
      {500, false, ErrorCode::kUnavailable},
      {503, false, ErrorCode::kUnavailable},
  };
  for (const auto& row : rows) {
    const Status sent = post_to(answer_of(row.status, "the words of RES"));
    ASSERT_EQ(sent.has_value(), row.taken) << row.status;
    if (row.taken) continue;
    EXPECT_EQ(sent.error().code, row.code) << row.status;
    EXPECT_THAT(sent.error().message, HasSubstr(std::to_string(row.status)));
    EXPECT_THAT(sent.error().message, HasSubstr("the words of RES"));
  }
}

TEST_F(SegmentPostTest, IsUnavailableWhereNobodyAnswers) {
  uint16_t port = 0;
  {
    const ScriptedServer gone([](ScriptedServer::Peer&) {});
    port = gone.port();
  }
  EXPECT_EQ(post(port).error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(post_to("nonsense\r\n\r\n").error().code, ErrorCode::kUnavailable);
}

TEST_F(SegmentPostTest, RefusesAKeyThatIsNotThereAtTheStart) {
  settings::AuditSettings::Res settings;
  settings.url = {.host = "127.0.0.1", .port = 1};
  settings.key = {settings::SecretReference::Place::kFile, "none"};
  EXPECT_FALSE(SegmentPost::create(settings, files_));
}

}  // namespace
}  // namespace gs::gateway
