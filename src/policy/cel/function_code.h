// The code behind the rows of functions(), one namespace block a file.
#pragma once

#include "policy/cel/function.h"

namespace gs::cel {

// functions_operators.cc
Value op_add(const Call& call);
Value op_subtract(const Call& call);
Value op_multiply(const Call& call);
Value op_divide(const Call& call);
Value op_modulus(const Call& call);
Value op_negate(const Call& call);
Value op_not(const Call& call);
Value op_equal(const Call& call);
Value op_not_equal(const Call& call);
Value op_less(const Call& call);
Value op_less_equal(const Call& call);
Value op_greater(const Call& call);
Value op_greater_equal(const Call& call);
Value op_in(const Call& call);
Value op_index(const Call& call);
Value op_optional_index(const Call& call);

// functions_standard.cc
Value fn_size(const Call& call);
Value fn_contains(const Call& call);
Value fn_starts_with(const Call& call);
Value fn_ends_with(const Call& call);
Value fn_matches(const Call& call);
Value fn_type(const Call& call);
Value fn_dyn(const Call& call);

// functions_conversion.cc
Value fn_int(const Call& call);
Value fn_uint(const Call& call);
Value fn_double(const Call& call);
Value fn_string(const Call& call);
Value fn_bytes(const Call& call);
Value fn_bool(const Call& call);

// functions_time.cc
Value fn_timestamp(const Call& call);
Value fn_duration(const Call& call);
Value fn_get_full_year(const Call& call);
Value fn_get_month(const Call& call);
Value fn_get_day_of_year(const Call& call);
Value fn_get_day_of_month(const Call& call);
Value fn_get_date(const Call& call);
Value fn_get_day_of_week(const Call& call);
Value fn_get_hours(const Call& call);
Value fn_get_minutes(const Call& call);
Value fn_get_seconds(const Call& call);
Value fn_get_milliseconds(const Call& call);

// functions_optional.cc
Value fn_optional_of(const Call& call);
Value fn_optional_none(const Call& call);
Value fn_optional_of_non_zero(const Call& call);
Value fn_has_value(const Call& call);
Value fn_value(const Call& call);
Value fn_or(const Call& call);
Value fn_or_value(const Call& call);
Value fn_first(const Call& call);
Value fn_last(const Call& call);
Value fn_unwrap(const Call& call);

// functions_strings.cc
Value fn_char_at(const Call& call);
Value fn_index_of(const Call& call);
Value fn_last_index_of(const Call& call);
Value fn_join(const Call& call);
Value fn_split(const Call& call);
Value fn_replace(const Call& call);
Value fn_substring(const Call& call);
Value fn_lower_ascii(const Call& call);
Value fn_upper_ascii(const Call& call);
Value fn_trim(const Call& call);
Value fn_reverse(const Call& call);
Value fn_quote(const Call& call);

// functions_format.cc
Value fn_format(const Call& call);

// functions_math.cc
Value fn_greatest(const Call& call);
Value fn_least(const Call& call);
Value fn_ceil(const Call& call);
Value fn_floor(const Call& call);
Value fn_round(const Call& call);
Value fn_trunc(const Call& call);
Value fn_sqrt(const Call& call);
Value fn_abs(const Call& call);
Value fn_sign(const Call& call);
Value fn_is_nan(const Call& call);
Value fn_is_inf(const Call& call);
Value fn_is_finite(const Call& call);
Value fn_bit_or(const Call& call);
Value fn_bit_and(const Call& call);
Value fn_bit_xor(const Call& call);
Value fn_bit_not(const Call& call);
Value fn_bit_shift_left(const Call& call);
Value fn_bit_shift_right(const Call& call);

// functions_encoders.cc
Value fn_base64_encode(const Call& call);
Value fn_base64_decode(const Call& call);

// functions_network.cc
Value fn_ip(const Call& call);
Value fn_is_ip(const Call& call);
Value fn_ip_is_canonical(const Call& call);
Value fn_cidr(const Call& call);
Value fn_is_cidr(const Call& call);
Value fn_family(const Call& call);
Value fn_is_unspecified(const Call& call);
Value fn_is_loopback(const Call& call);
Value fn_is_global_unicast(const Call& call);
Value fn_is_link_local_multicast(const Call& call);
Value fn_is_link_local_unicast(const Call& call);
Value fn_contains_ip(const Call& call);
Value fn_contains_cidr(const Call& call);
Value fn_masked(const Call& call);
Value fn_prefix_length(const Call& call);
Value fn_is_mask(const Call& call);

}  // namespace gs::cel
