#include "detect/pii/recognisers.h"
#include "detect/pii/validators.h"

namespace gs::detect {
namespace {

// A sentence's punctuation is not part of the address that it ends with.
std::string_view without_punctuation(std::string_view match) {
  const size_t last = match.find_last_not_of(".,;:!?)]*'\"");
  return match.substr(0, last + 1);
}

std::string_view leading_digits(std::string_view match) {
  return match.substr(0, match.find_first_not_of("0123456789"));
}

std::string_view behind_first_space(std::string_view match) {
  return match.substr(match.find_first_of(" \t") + 1);
}

constexpr std::string_view kCardContext =
    "card|cc|credit|debit|visa|mastercard|amex|maestro|card number|card no|tarjeta|karte|carte";

constexpr Recogniser kRows[] = {
    {.entity = "EMAIL_ADDRESS",
     .pattern = "[A-Za-z0-9._%+~-]+@([A-Za-z0-9-]+\\.)+([A-Za-z]+|xn--[A-Za-z0-9-]+)",
     .score = 0.5,
     .valid_score = 1,
     .validate = validators::email},
    {.entity = "URL",
     .pattern = "(https?|ftp)://[^\\s<>\"`{}|^\\\\]+",
     .score = 0.6,
     .flags = kAnyCase | kOpenRight,
     .value = without_punctuation},
    {.entity = "URL",
     .pattern = "www\\.[a-z0-9-]+(\\.[a-z0-9-]+)+(/[^\\s<>\"`{}|^\\\\]*)?",
     .score = 0.6,
     .flags = kAnyCase | kOpenRight,
     .value = without_punctuation},
    {.entity = "IP_ADDRESS",
     .pattern = "((25[0-5]|2[0-4]\\d|1\\d\\d|\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1\\d\\d|\\d?\\d)"
                "(/(3[0-2]|[12]?\\d))?",
     .score = 0.6,
     .context_score = 0.95,
     .context = "ip|ipv4|address|host|server",
     .validate = validators::ip_v4},
    {.entity = "IP_ADDRESS",
     .pattern = "[0-9a-f]{0,4}:[0-9a-f]{0,4}:([0-9a-f:.]*([0-9a-f]|::))?(/\\d{1,3})?",
     .score = 0.5,
     .valid_score = 0.9,
     .validate = validators::ip_v6,
     .flags = kAnyCase},
    {.entity = "MAC_ADDRESS",
     .pattern = "([0-9a-f]{2}:){5}[0-9a-f]{2}|([0-9a-f]{2}-){5}[0-9a-f]{2}|"
                "([0-9a-f]{4}\\.){2}[0-9a-f]{4}",
     .score = 0.8,
     .flags = kAnyCase},
    {.entity = "CREDIT_CARD",
     .pattern = "\\d{13,19}|\\d{4}[ -]\\d{4}[ -]\\d{4}[ -]\\d{1,4}([ -]\\d{1,3})?|"
                "\\d{4}[ -]\\d{6}[ -]\\d{4,5}",
     .score = 0.2,
     .valid_score = 0.95,
     .context_score = 0.8,
     .context = kCardContext,
     .validate = validators::credit_card},
    {.entity = "CREDIT_CARD",
     .pattern = "\\d{12}",
     .score = 0.1,
     .valid_score = 0.3,
     .context_score = 0.8,
     .context = kCardContext,
     .validate = validators::credit_card},
    {.entity = "IBAN_CODE",
     .pattern = "[A-Z]{2}\\d{2}([ -]?[A-Z0-9]{4})+([ -]?[A-Z0-9]{1,3})?",
     .score = 0.3,
     .valid_score = 1,
     .validate = validators::iban,
     .flags = kEveryEnd,
     .longest = 42},
    {.entity = "CRYPTO",
     .pattern = "[13][1-9A-HJ-NP-Za-km-z]{25,34}",
     .score = 0.3,
     .valid_score = 1,
     .validate = validators::bitcoin_address},
    {.entity = "CRYPTO",
     .pattern = "(bc|tb)1[02-9ac-hj-np-z]{14,71}",
     .score = 0.3,
     .valid_score = 1,
     .validate = validators::bech32_address,
     .flags = kAnyCase},
    {.entity = "CRYPTO", .pattern = "0x[0-9a-fA-F]{40}", .score = 0.6},
    {.entity = "AGE",
     .pattern = "\\d{1,3}[ -](years?|yrs?|months?|weeks?)[ -](old|of age)|\\d{1,3} ?(y/o|yo)",
     .score = 0.7,
     .flags = kAnyCase,
     .value = leading_digits},
    {.entity = "AGE",
     .pattern = "\\d{1,2}|1[01]\\d",
     .score = 0.05,
     .context_score = 0.6,
     .context = "turned|aged|age|age is|years of age"},
    {.entity = "ZIP_CODE",
     .pattern = "\\d{5}(-\\d{4})?",
     .score = 0.05,
     .context_score = 0.7,
     .context = "zip|zip code|zipcode|postal code|postcode|plz|postleitzahl|pin code|pincode"},
    {.entity = "ZIP_CODE",
     .pattern = "(A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|"
                "O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]) +\\d{5}(-\\d{4})?",
     .score = 0.6,
     .value = behind_first_space},
    {.entity = "ZIP_CODE",
     .pattern = "[ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] \\d[ABCEGHJ-NPRSTV-Z]\\d",
     .score = 0.6},
};

}  // namespace

std::span<const Recogniser> general_recognisers() {
  return kRows;
}

std::vector<Recogniser> pii_recognisers() {
  std::vector<Recogniser> rows;
  for (std::span<const Recogniser> part :
       {general_recognisers(), phone_recognisers(), american_recognisers(), european_recognisers(),
        asian_pacific_recognisers()}) {
    rows.insert(rows.end(), part.begin(), part.end());
  }
  return rows;
}

}  // namespace gs::detect
