#include "detect/pii/recognisers.h"
#include "detect/pii/validators.h"

namespace gs::detect {
namespace {

std::string_view without_last_word(std::string_view match) {
  return match.substr(0, match.find_last_of(' '));
}

// What people write before a number that one can call.
constexpr std::string_view kContext =
    "phone|telephone|tel|cell|cellphone|mobile|call|call me|called|calling|fax|contact|"
    "contact number|reach|reached|reach me|answering|answering at|whatsapp|text me|sms|dial|"
    "hotline|number is|phone number|telefon|telefono|teléfono|telefone|telefonnummer|handy|"
    "rufnummer|mobil|celular|móvil|portable|téléphone|cellulare|телефон|电话|手机|電話|携帯|"
    "전화|휴대폰|फ़ोन|هاتف|telefonu|numarası";

// A number in groups, and what may stand behind it.
#define GS_GROUPS "[(\\d][\\d .\\-/()]{4,20}\\d"
#define GS_EXTENSION "( ?(x|ext\\.?) ?\\d{1,5})?"

constexpr Recogniser kRows[] = {
    {.entity = "PHONE_NUMBER",
     .pattern = "(\\+|00)[1-9][\\d .\\-/()]{4,22}\\d" GS_EXTENSION,
     .score = 0.3,
     .valid_score = 0.75,
     .validate = validators::international_phone},
    {.entity = "PHONE_NUMBER",
     .pattern =
         "((\\+?1|001)[ .\\-]?)?(\\(\\d{3}\\) ?|\\d{3}[.\\-])\\d{3}[ .\\-]\\d{4}" GS_EXTENSION,
     .score = 0.6,
     .context_score = 0.8,
     .context = kContext,
     .validate = validators::north_american_phone},
    {.entity = "PHONE_NUMBER",
     .pattern = GS_GROUPS GS_EXTENSION,
     .score = 0.1,
     .context_score = 0.6,
     .context = kContext,
     .validate = validators::national_phone},
    // A line of a signature: "61 51 81 office".
    {.entity = "PHONE_NUMBER",
     .pattern = GS_GROUPS GS_EXTENSION " (office|fax|mobile|cell|home|work)",
     .score = 0.6,
     .validate = validators::labelled_phone,
     .flags = kAnyCase,
     .value = without_last_word},
    // France and Belgium: five pairs. Germany and Italy: a trunk zero in brackets.
    {.entity = "PHONE_NUMBER", .pattern = "0[1-9]([ .]\\d{2}){4}", .score = 0.6},
    {.entity = "PHONE_NUMBER", .pattern = "\\(0\\d{2,5}\\) ?\\d{3,8}", .score = 0.6},
    // United Kingdom, Brazil
    {.entity = "PHONE_NUMBER",
     .pattern = "07\\d{3} \\d{6}|07\\d{3} \\d{3} \\d{3}|02\\d \\d{4} \\d{4}|01\\d{3} \\d{6}",
     .score = 0.6},
    {.entity = "PHONE_NUMBER", .pattern = "\\(\\d{2}\\) ?9?\\d{4}-\\d{4}", .score = 0.6},
    // Their own types, which win over PHONE_NUMBER by their country code.
    {.entity = "PH_MOBILE_NUMBER",
     .pattern = "(\\+|00)63[ \\-]?9\\d{2}[ \\-]?\\d{3}[ \\-]?\\d{4}",
     .score = 0.8,
     .valid_score = 0.8,
     .validate = validators::international_phone},
    {.entity = "PH_MOBILE_NUMBER", .pattern = "09\\d{2}[ \\-]?\\d{3}[ \\-]?\\d{4}", .score = 0.5},
    {.entity = "TR_PHONE_NUMBER",
     .pattern = "(\\+|00)90[ \\-]?\\(?[2-5]\\d{2}\\)?[ \\-]?\\d{3}[ \\-]?\\d{2}[ \\-]?\\d{2}",
     .score = 0.8,
     .valid_score = 0.8,
     .validate = validators::international_phone},
    {.entity = "TR_PHONE_NUMBER",
     .pattern = "0 ?\\(?[2-5]\\d{2}\\)?[ \\-]?\\d{3}[ \\-]?\\d{2}[ \\-]?\\d{2}",
     .score = 0.5},
    {.entity = "TR_PHONE_NUMBER",
     .pattern = "\\(?[2-5]\\d{2}\\)?[ \\-]\\d{3} \\d{2} \\d{2}",
     .score = 0.5},
};

#undef GS_GROUPS
#undef GS_EXTENSION

}  // namespace

std::span<const Recogniser> phone_recognisers() {
  return kRows;
}

}  // namespace gs::detect
