#include "gateway/upstream/choice.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <string>

#include "base/faulty_files.h"

namespace gs::gateway::upstream {
namespace {

using std::chrono::seconds;

constexpr SteadyTime kNow{seconds(1000)};

class ChoiceTest : public testing::Test {
 protected:
  Server* add(const std::string& name, unsigned weight = 1, std::vector<std::string> models = {}) {
    ServerOptions options;
    options.name = name;
    options.host = "127.0.0.1";
    options.weight = weight;
    options.models = std::move(models);
    auto made = Server::create(options, all_, files_);
    EXPECT_TRUE(made);
    owned_.push_back(std::move(*made));
    servers_.push_back(owned_.back().get());
    return servers_.back();
  }
  std::string order(std::string_view model, double random,
                    const std::vector<Server*>& fallbacks = {}) {
    std::string names;
    for (const Server* server : order_servers(servers_, fallbacks, model, kNow, random)) {
      names += (names.empty() ? "" : " ") + server->options().name;
    }
    return names;
  }
  void open_breaker(Server* server) {
    for (unsigned i = 0; i < all_.breaker_failures; ++i) server->breaker().failed(kNow);
  }

  Options all_;
  FaultyFiles files_;
  std::vector<std::unique_ptr<Server>> owned_;
  std::vector<Server*> servers_;
};

TEST_F(ChoiceTest, NobodyServes) {
  EXPECT_EQ(order("m", 0.5), "");
  add("a", 1, {"x", "y"});
  EXPECT_EQ(order("m", 0.5), "");
  EXPECT_EQ(order("y", 0.5), "a");
}

TEST_F(ChoiceTest, TheDrawFollowsTheWeights) {
  add("a", 1);
  add("b", 3);
  EXPECT_EQ(order("m", 0.0), "a b");
  EXPECT_EQ(order("m", 0.249), "a b");
  EXPECT_EQ(order("m", 0.251), "b a");
  EXPECT_EQ(order("m", 0.999999), "b a");
}

TEST_F(ChoiceTest, SharesComeOutAsTheWeightsSay) {
  const std::map<std::string, unsigned> weights = {{"a", 1}, {"b", 2}, {"c", 5}, {"d", 12}};
  for (const auto& [name, weight] : weights) add(name, weight);
  std::mt19937 random(20261126);
  std::uniform_real_distribution<double> uniform(0, 1);
  constexpr int kDraws = 20'000;
  std::map<std::string, int> first;
  for (int i = 0; i < kDraws; ++i) ++first[order("m", uniform(random)).substr(0, 1)];
  double chi_square = 0;
  for (const auto& [name, weight] : weights) {
    const double expected = kDraws * weight / 20.0;
    chi_square += (first[name] - expected) * (first[name] - expected) / expected;
  }
  EXPECT_LT(chi_square, 16.27);  // three degrees of freedom, one in a thousand
}

TEST_F(ChoiceTest, ServersOfOtherModelsTakeNoShare) {
  add("a", 1, {"m"});
  add("other", 98, {"x"});
  add("b", 1, {"m"});
  EXPECT_EQ(order("m", 0.49), "a b");
  EXPECT_EQ(order("m", 0.51), "b a");
}

TEST_F(ChoiceTest, FallbacksFollowInTheirOrder) {
  add("a");
  Server* d = add("d", 0);
  Server* c = add("c", 0, {"m"});
  EXPECT_EQ(order("m", 0.5), "a");
  EXPECT_EQ(order("m", 0.5, {c, d}), "a c d");
  EXPECT_EQ(order("m", 0.5, {d, c}), "a d c");
  EXPECT_EQ(order("x", 0.5, {c, d}), "a d");
}

TEST_F(ChoiceTest, EachIsNamedOnce) {
  Server* a = add("a");
  Server* b = add("b");
  EXPECT_EQ(order("m", 0.9, {a, b, a}), "b a");
  open_breaker(a);
  EXPECT_EQ(order("m", 0.9, {a, b, a}), "b a");
}

TEST_F(ChoiceTest, UnusableOnesComeLast) {
  Server* a = add("a", 100);
  add("b", 1);
  Server* c = add("c", 0);
  Server* d = add("d", 0);
  open_breaker(a);
  c->set_healthy(false);
  EXPECT_EQ(order("m", 0.1, {c, d}), "b d a c");
  a->breaker().succeeded();
  EXPECT_EQ(order("m", 0.1, {c, d}), "a b d c");
  for (Server* server : servers_) server->set_healthy(false);
  EXPECT_EQ(order("m", 0.1, {c, d}), "a b c d");
}

}  // namespace
}  // namespace gs::gateway::upstream
