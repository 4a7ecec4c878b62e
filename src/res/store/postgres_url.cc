#include "res/store/postgres_url.h"

#include <libpq-fe.h>

#include <memory>

namespace gs::res::store {
namespace {

// What is a number or a list of numbers.
bool is_ports(const std::string& text) {
  return text.find_first_not_of("0123456789,") == std::string::npos;
}

bool no_at(const std::string& text) {
  return text.find('@') == std::string::npos;
}

std::string name_of(std::map<std::string, std::string>& settings) {
  std::string name = "PostgreSQL at " + (settings.contains("host") ? settings["host"] : "default");
  if (settings.contains("port")) name += ":" + settings["port"];
  if (settings.contains("dbname")) name += "/" + settings["dbname"];
  return name;
}

}  // namespace

std::string PostgresUrl::without_secrets(std::string words) const {
  for (const char* key : {"password", "sslpassword"}) {
    const auto secret = settings.find(key);
    if (secret == settings.end() || secret->second.empty()) continue;
    size_t at = 0;
    while ((at = words.find(secret->second, at)) != std::string::npos) {
      words.replace(at, secret->second.size(), "***");
      at += 3;
    }
  }
  return words;
}

Result<PostgresUrl> parse_postgres_url(const std::string& url) {
  const auto unreadable = [] {
    return fail(ErrorCode::kInvalidInput,
                "the postgres:// URL cannot be read: special characters of the user's name and "
                "password are percent-encoded, and parameters are those of libpq");
  };
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(url.c_str(), &message), &PQconninfoFree);
  PQfreemem(message);
  if (options == nullptr) return unreadable();
  PostgresUrl parsed;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) parsed.settings[option->keyword] = option->val;
  }
  auto& settings = parsed.settings;
  for (const char* key : {"host", "hostaddr", "port", "dbname"}) {
    if (settings.contains(key) && !no_at(settings[key])) return unreadable();
  }
  if (settings.contains("port") && !is_ports(settings["port"])) return unreadable();
  parsed.name = name_of(settings);
  return parsed;
}

}  // namespace gs::res::store
