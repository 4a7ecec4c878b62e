#include "policy/cel/function.h"

#include "policy/cel/function_code.h"

namespace gs::cel {

namespace {

constexpr auto kGlobal = CallStyle::kGlobal;
constexpr auto kMember = CallStyle::kMember;
constexpr auto kBoth = CallStyle::kBoth;

constexpr std::string_view kOrdering =
    "(bool, bool) -> bool; (int, int) -> bool; (uint, uint) -> bool; (double, double) -> bool; "
    "(string, string) -> bool; (bytes, bytes) -> bool; (timestamp, timestamp) -> bool; "
    "(duration, duration) -> bool";
constexpr std::string_view kBits = "(int, int) -> int; (uint, uint) -> uint";
constexpr std::string_view kOfTimestamp = "(timestamp) -> int; (timestamp, string) -> int";
constexpr std::string_view kOfTimestampOrDuration =
    "(timestamp) -> int; (timestamp, string) -> int; (duration) -> int";
constexpr std::string_view kExtreme =
    "(int...) -> int; (uint...) -> uint; (double...) -> double; (list(int)) -> int; "
    "(list(uint)) -> uint; (list(double)) -> double; (list(dyn)) -> dyn; (dyn...) -> dyn";

constexpr Function kFunctions[] = {
    // Operators. A null code marks what the compiler handles itself, because it is not strict.
    {"_&&_", kGlobal, "(bool, bool) -> bool", nullptr},
    {"_||_", kGlobal, "(bool, bool) -> bool", nullptr},
    {"_?_:_", kGlobal, "(bool, T, T) -> T", nullptr},
    {"!_", kGlobal, "(bool) -> bool", op_not},
    {"_==_", kGlobal, "(T, T) -> bool", op_equal},
    {"_!=_", kGlobal, "(T, T) -> bool", op_not_equal},
    {"_<_", kGlobal, kOrdering, op_less},
    {"_<=_", kGlobal, kOrdering, op_less_equal},
    {"_>_", kGlobal, kOrdering, op_greater},
    {"_>=_", kGlobal, kOrdering, op_greater_equal},
    {"_+_", kGlobal,
     "(int, int) -> int; (uint, uint) -> uint; (double, double) -> double; "
     "(string, string) -> string; (bytes, bytes) -> bytes; (list(T), list(T)) -> list(T); "
     "(timestamp, duration) -> timestamp; (duration, timestamp) -> timestamp; "
     "(duration, duration) -> duration",
     op_add},
    {"_-_", kGlobal,
     "(int, int) -> int; (uint, uint) -> uint; (double, double) -> double; "
     "(timestamp, timestamp) -> duration; (timestamp, duration) -> timestamp; "
     "(duration, duration) -> duration",
     op_subtract},
    {"_*_", kGlobal, "(int, int) -> int; (uint, uint) -> uint; (double, double) -> double",
     op_multiply},
    {"_/_", kGlobal, "(int, int) -> int; (uint, uint) -> uint; (double, double) -> double",
     op_divide},
    {"_%_", kGlobal, kBits, op_modulus},
    {"-_", kGlobal, "(int) -> int; (double) -> double", op_negate},
    {"@in", kGlobal, "(T, list(T)) -> bool; (K, map(K, V)) -> bool", op_in},
    {"_[_]", kGlobal,
     "(list(T), int) -> T; (map(K, V), K) -> V; (optional(list(T)), int) -> optional(T); "
     "(optional(map(K, V)), K) -> optional(V)",
     op_index},
    {"_[?_]", kGlobal,
     "(list(T), int) -> optional(T); (map(K, V), K) -> optional(V); "
     "(optional(list(T)), int) -> optional(T); (optional(map(K, V)), K) -> optional(V)",
     op_optional_index},

    // Standard functions.
    {"size", kBoth, "(string) -> int; (bytes) -> int; (list(T)) -> int; (map(K, V)) -> int",
     fn_size},
    {"contains", kMember, "(string, string) -> bool", fn_contains},
    {"startsWith", kMember, "(string, string) -> bool", fn_starts_with},
    {"endsWith", kMember, "(string, string) -> bool", fn_ends_with},
    {"matches", kBoth, "(string, string) -> bool", fn_matches},
    {"type", kGlobal, "(T) -> type(T)", fn_type},
    {"dyn", kGlobal, "(T) -> dyn", fn_dyn},

    // Conversions.
    {"int", kGlobal,
     "(int) -> int; (uint) -> int; (double) -> int; (string) -> int; (timestamp) -> int", fn_int},
    {"uint", kGlobal, "(uint) -> uint; (int) -> uint; (double) -> uint; (string) -> uint", fn_uint},
    {"double", kGlobal, "(double) -> double; (int) -> double; (uint) -> double; (string) -> double",
     fn_double},
    {"string", kGlobal,
     "(string) -> string; (bool) -> string; (int) -> string; (uint) -> string; (double) -> string; "
     "(bytes) -> string; (timestamp) -> string; (duration) -> string; (ip) -> string; "
     "(cidr) -> string",
     fn_string},
    {"bytes", kGlobal, "(bytes) -> bytes; (string) -> bytes", fn_bytes},
    {"bool", kGlobal, "(bool) -> bool; (string) -> bool", fn_bool},

    // Time.
    {"timestamp", kGlobal, "(timestamp) -> timestamp; (string) -> timestamp; (int) -> timestamp",
     fn_timestamp},
    {"duration", kGlobal, "(duration) -> duration; (string) -> duration", fn_duration},
    {"getFullYear", kMember, kOfTimestamp, fn_get_full_year},
    {"getMonth", kMember, kOfTimestamp, fn_get_month},
    {"getDayOfYear", kMember, kOfTimestamp, fn_get_day_of_year},
    {"getDayOfMonth", kMember, kOfTimestamp, fn_get_day_of_month},
    {"getDate", kMember, kOfTimestamp, fn_get_date},
    {"getDayOfWeek", kMember, kOfTimestamp, fn_get_day_of_week},
    {"getHours", kMember, kOfTimestampOrDuration, fn_get_hours},
    {"getMinutes", kMember, kOfTimestampOrDuration, fn_get_minutes},
    {"getSeconds", kMember, kOfTimestampOrDuration, fn_get_seconds},
    {"getMilliseconds", kMember, kOfTimestampOrDuration, fn_get_milliseconds},

    // Optionals. The compiler evaluates the argument of or and orValue only when it is needed.
    {"optional.of", kGlobal, "(T) -> optional(T)", fn_optional_of},
    {"optional.none", kGlobal, "() -> optional(T)", fn_optional_none},
    {"optional.ofNonZeroValue", kGlobal, "(T) -> optional(T)", fn_optional_of_non_zero},
    {"hasValue", kMember, "(optional(T)) -> bool", fn_has_value},
    {"value", kMember, "(optional(T)) -> T", fn_value},
    {"or", kMember, "(optional(T), optional(T)) -> optional(T)", fn_or},
    {"orValue", kMember, "(optional(T), T) -> T", fn_or_value},
    {"first", kMember, "(list(T)) -> optional(T)", fn_first},
    {"last", kMember, "(list(T)) -> optional(T)", fn_last},
    {"optional.unwrap", kGlobal, "(list(optional(T))) -> list(T)", fn_unwrap},
    {"unwrapOpt", kMember, "(list(optional(T))) -> list(T)", fn_unwrap},

    // Strings.
    {"charAt", kMember, "(string, int) -> string", fn_char_at},
    {"indexOf", kMember, "(string, string) -> int; (string, string, int) -> int", fn_index_of},
    {"lastIndexOf", kMember, "(string, string) -> int; (string, string, int) -> int",
     fn_last_index_of},
    {"join", kMember, "(list(string)) -> string; (list(string), string) -> string", fn_join},
    {"split", kMember, "(string, string) -> list(string); (string, string, int) -> list(string)",
     fn_split},
    {"replace", kMember,
     "(string, string, string) -> string; (string, string, string, int) -> string", fn_replace},
    {"substring", kMember, "(string, int) -> string; (string, int, int) -> string", fn_substring},
    {"lowerAscii", kMember, "(string) -> string", fn_lower_ascii},
    {"upperAscii", kMember, "(string) -> string", fn_upper_ascii},
    {"trim", kMember, "(string) -> string", fn_trim},
    {"reverse", kMember, "(string) -> string", fn_reverse},
    {"strings.quote", kGlobal, "(string) -> string", fn_quote},
    {"format", kMember, "(string, list(dyn)) -> string", fn_format},

    // Math.
    {"math.greatest", kGlobal, kExtreme, fn_greatest},
    {"math.least", kGlobal, kExtreme, fn_least},
    {"math.ceil", kGlobal, "(double) -> double", fn_ceil},
    {"math.floor", kGlobal, "(double) -> double", fn_floor},
    {"math.round", kGlobal, "(double) -> double", fn_round},
    {"math.trunc", kGlobal, "(double) -> double", fn_trunc},
    {"math.sqrt", kGlobal, "(double) -> double; (int) -> double; (uint) -> double", fn_sqrt},
    {"math.abs", kGlobal, "(int) -> int; (uint) -> uint; (double) -> double", fn_abs},
    {"math.sign", kGlobal, "(int) -> int; (uint) -> uint; (double) -> double", fn_sign},
    {"math.isNaN", kGlobal, "(double) -> bool", fn_is_nan},
    {"math.isInf", kGlobal, "(double) -> bool", fn_is_inf},
    {"math.isFinite", kGlobal, "(double) -> bool", fn_is_finite},
    {"math.bitOr", kGlobal, kBits, fn_bit_or},
    {"math.bitAnd", kGlobal, kBits, fn_bit_and},
    {"math.bitXor", kGlobal, kBits, fn_bit_xor},
    {"math.bitNot", kGlobal, "(int) -> int; (uint) -> uint", fn_bit_not},
    {"math.bitShiftLeft", kGlobal, "(int, int) -> int; (uint, int) -> uint", fn_bit_shift_left},
    {"math.bitShiftRight", kGlobal, "(int, int) -> int; (uint, int) -> uint", fn_bit_shift_right},

    // Encoders.
    {"base64.encode", kGlobal, "(bytes) -> string", fn_base64_encode},
    {"base64.decode", kGlobal, "(string) -> bytes", fn_base64_decode},

    // Network.
    {"ip", kBoth, "(string) -> ip; (ip) -> ip; (cidr) -> ip", fn_ip},
    {"isIP", kGlobal, "(string) -> bool", fn_is_ip},
    {"ip.isCanonical", kGlobal, "(string) -> bool", fn_ip_is_canonical},
    {"cidr", kGlobal, "(string) -> cidr; (cidr) -> cidr", fn_cidr},
    {"isCIDR", kGlobal, "(string) -> bool", fn_is_cidr},
    {"family", kMember, "(ip) -> int", fn_family},
    {"isUnspecified", kMember, "(ip) -> bool", fn_is_unspecified},
    {"isLoopback", kMember, "(ip) -> bool", fn_is_loopback},
    {"isGlobalUnicast", kMember, "(ip) -> bool", fn_is_global_unicast},
    {"isLinkLocalMulticast", kMember, "(ip) -> bool", fn_is_link_local_multicast},
    {"isLinkLocalUnicast", kMember, "(ip) -> bool", fn_is_link_local_unicast},
    {"containsIP", kMember, "(cidr, ip) -> bool; (cidr, string) -> bool", fn_contains_ip},
    {"containsCIDR", kMember, "(cidr, cidr) -> bool; (cidr, string) -> bool", fn_contains_cidr},
    {"masked", kMember, "(cidr) -> cidr", fn_masked},
    {"prefixLength", kMember, "(cidr) -> int", fn_prefix_length},
    {"isMask", kMember, "(cidr) -> bool", fn_is_mask},
};

}  // namespace

std::span<const Function> functions() {
  return kFunctions;
}

const Function* find_function(std::string_view name, bool member) {
  const CallStyle excluded = member ? CallStyle::kGlobal : CallStyle::kMember;
  for (const Function& row : functions()) {
    if (row.name == name && row.style != excluded) return &row;
  }
  return nullptr;
}

}  // namespace gs::cel
