#include "res/store/postgres_values.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <limits>

namespace gs::res::store {
namespace {

// From pg_type.dat; they never change.
constexpr Oid kBool = 16, kBytea = 17, kName = 19, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25,
              kOid = 26, kJson = 114, kFloat4 = 700, kFloat8 = 701, kUnknown = 705, kBpchar = 1042,
              kVarchar = 1043, kNumeric = 1700, kVoid = 2278;

uint64_t big_endian(const char* start, int size) {
  uint64_t bits = 0;
  for (int i = 0; i < size; ++i) bits = bits << 8 | static_cast<uint8_t>(start[i]);
  return bits;
}

// Digits of base 10,000, the first worth 10,000 to the power `weight`.
struct Numeric {
  explicit Numeric(const char* start)
      : digits(static_cast<int16_t>(big_endian(start, 2))),
        weight(static_cast<int16_t>(big_endian(start + 2, 2))),
        sign(static_cast<uint16_t>(big_endian(start + 4, 2))),
        scale(static_cast<int16_t>(big_endian(start + 6, 2))),
        first(start + 8) {}
  uint64_t digit(int i) const { return big_endian(first + 2 * i, 2); }
  bool negative() const { return sign == 0x4000; }
  bool special() const { return sign >= 0xC000; }

  int digits, weight;
  uint16_t sign;
  int scale;
  const char* first;
};

double real_of(const Numeric& number) {
  if (number.sign == 0xC000) return std::numeric_limits<double>::quiet_NaN();
  if (number.special()) {
    const double infinite = std::numeric_limits<double>::infinity();
    return number.sign == 0xF000 ? -infinite : infinite;
  }
  long double sum = 0;
  for (int i = 0; i < number.digits; ++i) {
    sum = sum * 10'000 + static_cast<long double>(number.digit(i));
  }
  sum *= std::pow(10'000.0L, number.weight - number.digits + 1);
  return static_cast<double>(number.negative() ? -sum : sum);
}

Value numeric_value(const Numeric& number) {
  if (number.special() || number.scale != 0) return real_of(number);
  int64_t sum = 0;
  for (int i = 0; i <= number.weight; ++i) {
    const int64_t digit = i < number.digits ? static_cast<int64_t>(number.digit(i)) : 0;
    const int64_t change = number.negative() ? -digit : digit;
    if (__builtin_mul_overflow(sum, 10'000, &sum) || __builtin_add_overflow(sum, change, &sum)) {
      return real_of(number);
    }
  }
  return sum;
}

}  // namespace

std::vector<Oid> postgres_types(Parameters parameters) {
  static constexpr Oid kByIndex[] = {0, kInt8, kFloat8, kText, kBytea};  // as Value::variant()
  std::vector<Oid> types;
  types.reserve(parameters.size());
  for (const Value& value : parameters) types.push_back(kByIndex[value.variant().index()]);
  return types;
}

void PostgresParameters::set(Parameters parameters) {
  starts_.assign(parameters.size(), nullptr);  // NULL
  lengths_.assign(parameters.size(), 0);
  formats_.assign(parameters.size(), 1);
  numbers_.resize(parameters.size());
  for (size_t i = 0; i < parameters.size(); ++i) {
    const auto& variant = parameters[i].variant();
    if (const auto* integer = std::get_if<int64_t>(&variant)) {
      add_number(i, static_cast<uint64_t>(*integer));
    } else if (const auto* real = std::get_if<double>(&variant)) {
      add_number(i, std::bit_cast<uint64_t>(*real));
    } else if (const auto* text = std::get_if<std::string>(&variant)) {
      add_bytes(i, *text);
    } else if (const auto* blob = std::get_if<Blob>(&variant)) {
      add_bytes(i, blob->bytes);
    }
  }
}

void PostgresParameters::add_number(size_t i, uint64_t bits) {
  for (int byte = 7; byte >= 0; --byte, bits >>= 8) {
    numbers_[i][static_cast<size_t>(byte)] = static_cast<char>(bits & 0xff);
  }
  starts_[i] = numbers_[i].data();
  lengths_[i] = 8;
}

void PostgresParameters::add_bytes(size_t i, const std::string& bytes) {
  starts_[i] = bytes.data();
  lengths_[i] = static_cast<int>(bytes.size());  // check_storable() has seen it
}

Result<Value> postgres_value(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return Value(Null{});
  const char* const start = PQgetvalue(result, row, column);
  const int size = PQgetlength(result, row, column);
  switch (PQftype(result, column)) {
    case kInt8:
      return Value(static_cast<int64_t>(big_endian(start, 8)));
    case kInt4:
      return Value(static_cast<int64_t>(static_cast<int32_t>(big_endian(start, 4))));
    case kInt2:
      return Value(static_cast<int64_t>(static_cast<int16_t>(big_endian(start, 2))));
    case kOid:
    case kBool:
      return Value(static_cast<int64_t>(big_endian(start, size)));
    case kFloat8:
      return Value(std::bit_cast<double>(big_endian(start, 8)));
    case kFloat4:
      return Value(
          static_cast<double>(std::bit_cast<float>(static_cast<uint32_t>(big_endian(start, 4)))));
    case kNumeric:
      return numeric_value(Numeric(start));
    case kBytea:
      return Value(Blob{std::string(start, static_cast<size_t>(size))});
    case kText:
    case kVarchar:
    case kBpchar:
    case kName:
    case kJson:
    case kUnknown:
      return Value(std::string(start, static_cast<size_t>(size)));
    case kVoid:
      return Value(Null{});
    default:
      return fail(ErrorCode::kInternal,
                  fmt::format("column {} has type {}, cast it to text, bigint, double precision or "
                              "bytea",
                              column + 1, PQftype(result, column)));
  }
}

}  // namespace gs::res::store
