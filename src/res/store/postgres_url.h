// Where a PostgreSQL server is, as libpq reads it, without ever telling the password.
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace gs::res::store {

struct PostgresUrl {
  std::map<std::string, std::string> settings;  // by libpq's names: host, port, user, password, ...
  std::string name;                             // for messages: "PostgreSQL at host:port/dbname"

  // `words` with the password, did it ever get there, struck out.
  std::string without_secrets(std::string words) const;
};

// kInvalidInput. The message says nothing of the text, since a password with a "/" or "@" that is
// not percent-encoded is taken for parts of the address.
Result<PostgresUrl> parse_postgres_url(const std::string& url);

}  // namespace gs::res::store
