#include "http/address_range.h"

#include <gtest/gtest.h>

#include <string>

namespace gs::http {
namespace {

TEST(AddressRange, NamesWhatIsNotPublic) {
  struct Row {
    const char* address;
    const char* range;  // "": public
  };
  const Row rows[] = {
      {"0.0.0.0", "this network"},
      {"10.0.0.1", "private"},
      {"10.255.255.255", "private"},
      {"11.0.0.0", ""},
      {"9.255.255.255", ""},
      {"100.63.255.255", ""},
      {"100.64.0.1", "shared (carrier-grade NAT)"},
      {"100.127.255.255", "shared (carrier-grade NAT)"},
      {"100.128.0.0", ""},
      {"127.0.0.1", "loopback"},
      {"127.255.255.254", "loopback"},
      {"169.254.169.254", "link-local"},
      {"172.15.255.255", ""},
      {"172.16.0.1", "private"},
      {"172.31.255.255", "private"},
      {"172.32.0.0", ""},
      {"192.0.0.1", "protocol assignments"},
      {"192.0.2.7", "documentation"},
      {"192.88.99.1", "6to4 relay"},
      {"192.168.1.1", "private"},
      {"192.169.0.1", ""},
      {"198.18.0.1", "benchmarking"},
      {"198.19.255.255", "benchmarking"},
      {"198.20.0.0", ""},
      {"198.51.100.1", "documentation"},
      {"203.0.113.1", "documentation"},
      {"224.0.0.1", "multicast"},
      {"239.255.255.255", "multicast"},
      {"240.0.0.1", "reserved"},
      {"255.255.255.255", "reserved"},
      {"8.8.8.8", ""},
      {"93.184.216.34", ""},
      {"::", "unspecified"},
      {"::1", "loopback"},
      {"::7f00:1", "reserved"},
      {"::ffff:127.0.0.1", "loopback"},
      {"::ffff:10.1.2.3", "private"},
      {"::ffff:169.254.169.254", "link-local"},
      {"::ffff:8.8.8.8", ""},
      {"64:ff9b::10.0.0.1", "private"},
      {"64:ff9b::8.8.8.8", ""},
      {"64:ff9b:1::10.0.0.1", "reserved"},
      {"100::1", "reserved"},
      {"2001::1", "protocol assignments"},
      {"2001:db8::1", "documentation"},
      {"3fff::1", "documentation"},
      {"2002:7f00:1::", "loopback"},
      {"2002:808:808::", ""},
      {"fc00::1", "unique-local"},
      {"fdff::1", "unique-local"},
      {"fe80::1", "link-local"},
      {"fe80::1%1", "link-local"},
      {"fec0::1", "site-local"},
      {"ff02::1", "multicast"},
      {"4000::1", "reserved"},
      {"2606:4700:4700::1111", ""},
      {"localhost", "no address"},
      {"", "no address"},
      {"127.1", "no address"},
      {"0x7f.0.0.1", "no address"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(std::string(special_range(row.address).value_or("")), row.range) << row.address;
  }
}

}  // namespace
}  // namespace gs::http
