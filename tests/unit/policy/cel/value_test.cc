#include "policy/cel/value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "policy/cel/equality.h"

namespace gs::cel {
namespace {

const Value kNan = Value::real(std::numeric_limits<double>::quiet_NaN());

TEST(Value, EqualityIsOneNumberLine) {
  EXPECT_TRUE(equal(Value::integer(1), Value::unsigned_integer(1)));
  EXPECT_TRUE(equal(Value::integer(1), Value::real(1.0)));
  EXPECT_TRUE(equal(Value::real(0.0), Value::real(-0.0)));
  EXPECT_FALSE(equal(Value::integer(-1), Value::unsigned_integer(UINT64_MAX)));
  EXPECT_FALSE(equal(kNan, kNan));
  EXPECT_FALSE(equal(Value::integer(0), Value::boolean(false)));
  EXPECT_FALSE(equal(Value::string("a"), Value::bytes("a")));
  EXPECT_TRUE(equal(Value::null(), Value::null()));
}

TEST(Value, ComparesIntAndDoubleAsTheOfficialTestsAsk) {
  const Value largest = Value::integer(INT64_MAX);
  EXPECT_EQ(compare(largest, Value::real(9223372036854775808.0)), Order::kEqual);
  EXPECT_EQ(compare(largest, Value::real(9223372036854777856.0)), Order::kLess);
  EXPECT_EQ(compare(Value::real(-1e300), Value::integer(INT64_MIN)), Order::kLess);
  EXPECT_EQ(compare(Value::unsigned_integer(0), Value::real(-0.5)), Order::kGreater);
  EXPECT_EQ(compare(kNan, largest), Order::kUnordered);
  EXPECT_EQ(compare(Value::null(), Value::null()), Order::kIncomparable);
  EXPECT_EQ(compare(Value::integer(1), Value::string("1")), Order::kIncomparable);
}

TEST(Value, OrdersTimestampsAndDurations) {
  EXPECT_EQ(compare(Value::timestamp({1, 5}), Value::timestamp({1, 6})), Order::kLess);
  EXPECT_EQ(compare(Value::timestamp({2, 0}), Value::timestamp({1, 6})), Order::kGreater);
  EXPECT_EQ(compare(Value::duration(-1), Value::duration(1)), Order::kLess);
}

// Both the searched and the hashed form of a map.
TEST(Value, MapsFindKeysAcrossNumericTypes) {
  for (const int size : {3, 8, 9, 100}) {
    Arena arena;
    std::vector<MapEntry> entries;
    for (int i = 0; i < size; ++i) entries.push_back({Value::integer(i), Value::integer(i * i)});
    const Value map = make_map(arena, entries);
    ASSERT_EQ(map.kind(), Kind::kMap);
    for (int i = 0; i < size; ++i) {
      const auto u = static_cast<uint64_t>(i);
      for (const Value& key : {Value::integer(i), Value::unsigned_integer(u), Value::real(i)}) {
        const Value* found = find(map.as_map(), key);
        ASSERT_NE(found, nullptr) << size << " " << to_string(key);
        EXPECT_EQ(found->as_int(), i * i);
      }
    }
    for (const Value& key : {Value::integer(size), Value::real(0.5), kNan, Value::null(),
                             Value::boolean(false), Value::string("0"), Value::real(1e300)}) {
      EXPECT_EQ(find(map.as_map(), key), nullptr) << size << " " << to_string(key);
    }
    entries.push_back({Value::unsigned_integer(1), Value::null()});
    EXPECT_EQ(make_map(arena, entries).error_kind(), ErrorKind::kDuplicateKey);
    entries.back().key = Value::real(0.5);
    EXPECT_EQ(make_map(arena, entries).error_kind(), ErrorKind::kBadKey);
  }
}

TEST(Value, EqualityOfSharedListsIsBounded) {
  Arena arena(1'000'000);
  Value a = Value::integer(1);
  Value b = Value::integer(1);
  for (int depth = 0; depth < 60; ++depth) {
    const Value pair_a[] = {a, a};
    const Value pair_b[] = {b, b};
    a = make_list(arena, pair_a);
    b = make_list(arena, pair_b);
  }
  const Value same = equal_within(a, b, arena);
  ASSERT_TRUE(same.is_error());
  EXPECT_EQ(same.error_kind(), ErrorKind::kCostExceeded);
}

TEST(Value, BuildersReportAFullArena) {
  Arena arena(40);
  const Value items[] = {Value::null(), Value::null(), Value::null()};
  EXPECT_EQ(make_list(arena, items).error_kind(), ErrorKind::kCostExceeded);
  EXPECT_EQ(make_string(arena, std::string(50, 'x')).error_kind(), ErrorKind::kCostExceeded);
}

TEST(Value, ReadsAsTheLanguageWritesIt) {
  Arena arena;
  const Value items[] = {Value::integer(1), Value::unsigned_integer(2), Value::string("a'b\n")};
  const MapEntry entries[] = {{Value::string("k"), make_list(arena, items)}};
  EXPECT_EQ(to_string(make_map(arena, entries)), R"({'k': [1, 2u, 'a\'b\n']})");
  EXPECT_EQ(to_string(Value::real(3)), "3.0");
  EXPECT_EQ(to_string(Value::duration(-1'500'000'000)), "duration('-1.5s')");
  EXPECT_EQ(to_string(Value::bytes("\xff"
                                   "a")),
            R"(b'\xffa')");
  EXPECT_EQ(to_string(make_optional(arena, Value::null())), "optional.of(null)");
  EXPECT_EQ(to_string(Value::error(ErrorKind::kDivideByZero)), "error: divide by zero");
}

}  // namespace
}  // namespace gs::cel
