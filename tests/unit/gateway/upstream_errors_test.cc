#include "gateway/upstream_errors.h"

#include <gtest/gtest.h>

#include "fixtures/recorded.h"

namespace gs::gateway {
namespace {

ModelError told(int status, std::string_view body) {
  http::ResponseHead head;
  head.status = status;
  return error_of_status(head, body);
}

struct Row {
  const char* name;  // of the recorded answer
  int status;
  const char* type;
  const char* param;
  const char* message;  // its beginning
};

TEST(UpstreamErrorsTest, WhatTheServerSaysOfTheRequestGoesOn) {
  const Row rows[] = {
      {"llama_cpp/embeddings", 501, "not_supported_error", "", "This server does not support emb"},
      {"llama_cpp/error_no_messages", 400, "invalid_request_error", "", "'messages' is required"},
      {"llama_cpp/error_path", 404, "not_found_error", "", "File Not Found"},
      {"llama_cpp/error_too_long", 400, "exceed_context_size_error", "", "request (6031 tokens) "},
      {"vllm/embeddings", 404, "invalid_request_error", "", "Not Found"},
      {"vllm/error_model", 404, "NotFoundError", "model", "The model `no-such-model` does not ex"},
      {"vllm/error_no_messages", 400, "Bad Request", "body.messages", "1 validation error:"},
      {"vllm/error_path", 404, "invalid_request_error", "", "Not Found"},
      {"vllm/error_too_long", 400, "BadRequestError", "input_tokens", "This model's maximum conte"},
      {"llama_cpp/error_key", 502, "upstream_error", "", "the model server "},
      {"vllm/error_key", 502, "upstream_error", "", "the model server "},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string path = std::string(GS_FIXTURES) + "/upstreams/" + row.name + ".txt";
    const Recorded recorded = read_recorded(path);
    const ModelError error = told(recorded.status, recorded.body);
    EXPECT_EQ(error.status, row.status);
    EXPECT_EQ(error.type, row.type);
    EXPECT_EQ(error.param, row.param);
    EXPECT_EQ(error.message.rfind(row.message, 0), 0u) << error.message;
  }
}

TEST(UpstreamErrorsTest, MessagesStandInManyPlaces) {
  const std::pair<const char*, const char*> rows[] = {
      {R"({"error": {"message": "no", "code": 400}})", "no"},
      {R"({"message": "no"})", "no"},
      {R"({"error": "no"})", "no"},
      {R"({"detail": "no"})", "no"},
      {R"({"error": {"message": 7}, "detail": "no"})", "no"},
      {R"({"detail": [{"msg": "no"}]})", "the model server refused the request"},
      {R"({"error": ""})", "the model server refused the request"},
      {R"(["no"])", "the model server refused the request"},
      {"no", "the model server refused the request"},
      {"", "the model server refused the request"},
  };
  for (const auto& [body, message] : rows) EXPECT_EQ(told(422, body).message, message) << body;
}

TEST(UpstreamErrorsTest, CodesAreWords) {
  EXPECT_EQ(told(400, R"({"error": {"message": "no", "code": 400}})").code, "");
  EXPECT_EQ(told(400, R"({"error": {"message": "no", "code": "too_long"}})").code, "too_long");
}

TEST(UpstreamErrorsTest, OfAServersOwnFailureNothingGoesOn) {
  for (int status : {500, 502, 503, 504, 507}) {
    EXPECT_FALSE(is_about_the_request(status));
    const ModelError error = told(status, R"({"error": {"message": "CUDA error at /srv/x.cu"}})");
    EXPECT_EQ(error.status, 502);
    EXPECT_EQ(error.message, "the model server answered with an error");
  }
}

}  // namespace
}  // namespace gs::gateway
