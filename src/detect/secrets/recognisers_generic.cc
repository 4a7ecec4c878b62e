#include "detect/secrets/recognisers.h"
#include "detect/secrets/secret_values.h"

namespace gs::detect {
namespace {

// What is assigned: up to a space, a quotation mark or a bracket.
#define GS_VALUE "[^\\s\"'`<>,;(){}\\[\\]\\\\]{6,}"

constexpr Recogniser kRows[] = {
    // Whole, or as far as it came where its end is missing; in source text with "\\n" for line
    // ends.
    {.entity = "PRIVATE_KEY",
     .pattern = "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----"
                "((\\s|\\\\[nr])*[A-Za-z0-9+/=]{16}[A-Za-z0-9+/=]*"
                "((\\s|\\\\[nr])+[A-Za-z0-9+/=]{32}[A-Za-z0-9+/=]*)*|"
                "[^-]*(-{1,4}[^-]+)*-----END [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----)",
     .score = 1,
     .validate = anything,
     .flags = kOpenLeft | kOpenRight | kOpenEnded},
    {.entity = "PRIVATE_KEY",
     .pattern = "PuTTY-User-Key-File-[23]: [^-]*(-[^-]+)*Private-MAC: [a-f0-9]{40,}",
     .score = 1,
     .validate = anything,
     .flags = kOpenEnded},
    {.entity = "AGE_SECRET_KEY",
     .pattern = "AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}",
     .score = 0.9},
    {.entity = "JWT",
     .pattern = "eyJ[A-Za-z0-9_-]{10,}\\.eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}",
     .score = 0.6,
     .valid_score = 0.95,
     .validate = jwt},
    {.entity = "CONNECTION_STRING",
     .pattern = "(postgres(ql)?|mysql|mariadb|mongodb(\\+srv)?|redis|rediss|amqp|amqps|mssql|"
                "clickhouse|cockroachdb|oracle|ftp|sftp|ssh|ldap|ldaps|smtp|smtps|nats|kafka|https?"
                ")://[^\\s:@/\"'<>]*:[^\\s@/\"'<>]+@",
     .score = 0.85,
     .validate = not_placeholder,
     .flags = kAnyCase | kOpenRight,
     .value = password_in_url},
    {.entity = "CONNECTION_STRING",
     .pattern = "(password|pwd|accountkey|sharedaccesskey)=[^;\"'\\s]{6,}",
     .score = 0.2,
     .context_score = 0.85,
     .context = "server=|host=|data source=|user "
                "id=|uid=|endpoint=|defaultendpointsprotocol|initial catalog=|database=",
     .validate = not_placeholder,
     .flags = kAnyCase | kOpenRight,
     .value = behind_equals},
    {.entity = "BASIC_AUTH",
     .pattern = "basic [A-Za-z0-9+/]{12,}={0,2}",
     .score = 0.3,
     .valid_score = 0.9,
     .validate = basic_credentials,
     .flags = kAnyCase,
     .value = last_word},
    {.entity = "BEARER_TOKEN",
     .pattern = "bearer [A-Za-z0-9._~+/-]{20,}={0,2}",
     .score = 0.7,
     .validate = random_token,
     .flags = kAnyCase,
     .value = last_word},
    {.entity = "PASSWORD_HASH",
     .pattern =
         "\\$(2[aby]\\$\\d{2}\\$[./A-Za-z0-9]{53}|6\\$[^$\\s]{1,16}\\$[./"
         "A-Za-z0-9]{86}|5\\$[^$\\s]{1,16}\\$[./A-Za-z0-9]{43}|1\\$[^$\\s]{1,8}\\$[./"
         "A-Za-z0-9]{22}|apr1\\$[^$\\s]{1,8}\\$[./"
         "A-Za-z0-9]{22}|argon2(id|i|d)\\$v=\\d+\\$[a-z0-9=,]+\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+)",
     .score = 0.8},
    {.entity = "PASSWORD",
     .pattern = "machine [^\\s]+ login [^\\s]+ password [^\\s]+",
     .score = 0.9,
     .validate = not_placeholder,
     .value = last_word},
    // The name before the sign is looked for by the validator, so that no run follows every word.
    {.entity = "GENERIC_SECRET",
     .pattern = "(:|=|:=|=>|==|>|[\"'`], ?) {0,4}\\\\?[\"'`]{0,3}" GS_VALUE "[(\\[{]?",
     .score = 0.55,
     .validate = assigned_secret,
     .flags = kOpenLeft | kOpenRight,
     .value = assigned_value},
    {.entity = "PASSWORD",
     .pattern = "(password|passphrase|passcode|passwd|pwd|pin code|passwort|kennwort|contraseña|"
                "mot de passe|senha|wachtwoord) (is|ist|es|est|was|:|é|to):? ?[\"'`]?" GS_VALUE,
     .score = 0.5,
     .validate = spoken_password,
     .flags = kAnyCase | kOpenRight,
     .value = said_value},
    {.entity = "GENERIC_SECRET",
     .pattern = "(api[ _-]?key|access[ _-]?key|secret|secret[ _-]?key|token|private key|client "
                "secret|auth key) (is|ist|es|est|was|:|é):? ?[\"'`]?" GS_VALUE,
     .score = 0.5,
     .validate = spoken_secret,
     .flags = kAnyCase | kOpenRight,
     .value = said_value},
};

#undef GS_VALUE

}  // namespace

std::span<const Recogniser> generic_secrets() {
  return kRows;
}

std::vector<Recogniser> secret_recognisers() {
  std::vector<Recogniser> rows;
  for (std::span<const Recogniser> part :
       {cloud_secrets(), development_secrets(), service_secrets(), intelligence_secrets(),
        generic_secrets()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

}  // namespace gs::detect
