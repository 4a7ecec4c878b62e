#include <gtest/gtest.h>

#include "unit/policy/cel/evaluated.h"

namespace gs::cel {
namespace {

constexpr Evaluated kRows[] = {
    {"ip(\"192.168.0.1\").family() + ip(\"::1\").family()", "10"},
    {"string(ip(\"2001:DB8:0:0:1:0:0:1\"))", "'2001:db8::1:0:0:1'"},
    {"string(ip(\"::\"))", "'::'"},
    {"string(ip(\"1:0:0:2::\"))", "'1:0:0:2::'"},
    {"ip(\"1.2.3\")", "error: conversion error"},
    {"ip(\"01.2.3.4\")", "error: conversion error"},
    {"isIP(\"fe80::1%eth0\")", "false"},
    {"ip.isCanonical(\"2001:db8::1\")", "true"},
    {"ip(\"0.0.0.0\").isUnspecified() && ip(\"::\").isUnspecified()", "true"},
    {"ip(\"127.9.9.9\").isLoopback() && ip(\"::1\").isLoopback()", "true"},
    {"ip(\"10.0.0.1\").isGlobalUnicast()", "true"},
    {"ip(\"224.0.0.1\").isGlobalUnicast()", "false"},
    {"cidr(\"10.1.2.3/8\").masked() == cidr(\"10.0.0.0/8\")", "true"},
    {"cidr(\"10.1.2.3/8\") == cidr(\"10.0.0.0/8\")", "false"},
    {"cidr(\"10.1.2.3/8\").ip()", "ip('10.1.2.3')"},
    {"cidr(\"10.0.0.0/8\").prefixLength()", "8"},
    {"cidr(\"10.0.0.0/33\")", "error: conversion error"},
    {"cidr(\"10.0.0.0\")", "error: conversion error"},
    {"isCIDR(\"10.0.0.0/08\")", "false"},
    {"cidr(\"10.0.0.0/8\").containsIP(\"10.255.0.1\")", "true"},
    {"cidr(\"10.0.0.0/8\").containsIP(\"::1\")", "false"},
    {"cidr(\"10.0.0.0/8\").containsIP(\"x\")", "error: conversion error"},
    {"cidr(\"10.0.0.0/8\").containsCIDR(\"10.0.0.0/7\")", "false"},
    {"cidr(\"0.0.0.0/0\").containsIP(\"255.255.255.255\")", "true"},
    {"cidr(\"10.0.0.0/8\").isMask() && !cidr(\"10.0.0.1/8\").isMask()", "true"},
    {"type(cidr(\"::/0\")) == net.CIDR", "true"},
};

TEST(NetworkFunctions, GiveTheirValues) {
  for (const Evaluated& row : kRows) EXPECT_EQ(evaluated(row.source), row.value) << row.source;
}

}  // namespace
}  // namespace gs::cel
