#include "ledger/merkle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/ledger/naive_tree.h"

namespace gs::ledger {
namespace {

using test::entries;
using test::hashes_of;
using test::NaiveReader;
using ::testing::HasSubstr;

constexpr uint64_t kAll = 70;  // every size up to this one, with every index and every old size

TEST(Merkle, HasTheGoldenRoots) {
  EXPECT_EQ(to_hex(root_of(hashes_of(entries(1)))),
            "773885a613489e24ce2cf76199d6a423f042e4bbf12d7eecee912ef276c65701");
  EXPECT_EQ(to_hex(root_of(hashes_of(entries(3)))),
            "94fbd0dd836f50301692e6d0eade728ee19ec52bfff1606ed807c8575d5aaa19");
  EXPECT_EQ(to_hex(root_of(hashes_of(entries(7)))),
            "98c97f0ba3175cd08b031dd084b9dc4e649b64d1a28e6ea694646503173ab587");
  EXPECT_EQ(base64_encode(bytes_of(root_of(hashes_of(entries(70'000))))),
            "o5IPun8jmgcam9EHIfE0Gt3vuu3ttBx+JEN6nRa98Ao=");
}

TEST(Merkle, AgreesWithTheVectorsOfCertificateTransparency) {
  const std::string leaves[] = {
      "",
      std::string(1, '\0'),
      "\x10",
      "\x20\x21",
      "\x30\x31",
      "\x40\x41\x42\x43",
      "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
  };
  const char* roots[] = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  };
  CompactTree tree;
  EXPECT_EQ(to_hex(tree.root()), roots[0]);
  for (size_t i = 0; i < std::size(leaves); ++i) {
    tree.add(leaf_hash(leaves[i]));
    EXPECT_EQ(to_hex(tree.root()), roots[i + 1]) << i + 1 << " leaves";
  }
  // PATH(0, D[8]) and PROOF(6, D[8]) of the same vectors.
  const NaiveReader reader(leaves);
  const auto path = inclusion_proof(reader, 0, 8).value();
  ASSERT_EQ(path.size(), 3u);
  EXPECT_EQ(to_hex(path[0]), "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7");
  EXPECT_EQ(to_hex(path[1]), "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e");
  EXPECT_EQ(to_hex(path[2]), "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4");
  const auto proof = consistency_proof(reader, 6, 8).value();
  ASSERT_EQ(proof.size(), 3u);
  EXPECT_EQ(to_hex(proof[0]), "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a");
  EXPECT_EQ(to_hex(proof[1]), "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0");
  EXPECT_EQ(to_hex(proof[2]), "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
}

TEST(Merkle, RootsOfEverySizeAgreeWithTheNaiveTree) {
  const auto leaves = entries(kAll);
  const NaiveReader reader(leaves);
  CompactTree grown;
  for (uint64_t size = 0; size <= kAll; ++size) {
    const Hash root = test::naive_root(test::Leaves(leaves).first(size));
    EXPECT_EQ(grown.root(), root) << size;
    EXPECT_EQ(root_at(reader, size).value(), root) << size;
    auto loaded = CompactTree::load(reader, size).value();
    EXPECT_EQ(loaded.size(), size);
    EXPECT_TRUE(std::ranges::equal(loaded.peaks(), grown.peaks())) << size;
    if (size < kAll) grown.add(leaf_hash(leaves[size]));
  }
}

// Every change of one part of a proof that must make it fail: each hash flipped, one removed at
// each place, one added at each place.
std::vector<std::vector<Hash>> broken(const std::vector<Hash>& proof) {
  std::vector<std::vector<Hash>> all;
  for (size_t i = 0; i < proof.size(); ++i) {
    all.push_back(proof);
    all.back()[i][i % 32] ^= 1;
    all.push_back(proof);
    all.back().erase(all.back().begin() + static_cast<ptrdiff_t>(i));
  }
  for (size_t i = 0; i <= proof.size(); ++i) {
    all.push_back(proof);
    all.back().insert(all.back().begin() + static_cast<ptrdiff_t>(i), Hash{});
  }
  return all;
}

TEST(Merkle, EveryInclusionProofHoldsAndNoBrokenOneDoes) {
  const auto leaves = entries(kAll);
  const auto hashes = hashes_of(leaves);
  const NaiveReader reader(leaves);
  for (uint64_t size = 1; size <= kAll; ++size) {
    const Hash root = root_of(std::span(hashes).first(size));
    for (uint64_t index = 0; index < size; ++index) {
      const auto proof = inclusion_proof(reader, index, size).value();
      ASSERT_EQ(proof, test::naive_path(index, test::Leaves(leaves).first(size)));
      ASSERT_EQ(proof, inclusion_proof(std::span(hashes).first(size), index));
      ASSERT_TRUE(verify_inclusion(hashes[index], index, size, proof, root));
      for (const auto& wrong : broken(proof)) {
        ASSERT_FALSE(verify_inclusion(hashes[index], index, size, wrong, root));
      }
      for (uint64_t other = 0; other < size; ++other) {
        if (other == index) continue;
        ASSERT_FALSE(verify_inclusion(hashes[index], other, size, proof, root));
        ASSERT_FALSE(verify_inclusion(hashes[other], index, size, proof, root));
      }
      ASSERT_FALSE(verify_inclusion(hashes[index], index, size, proof, Hash{}));
    }
  }
}

TEST(Merkle, EveryConsistencyProofHoldsAndNoBrokenOneDoes) {
  const auto leaves = entries(kAll);
  const auto hashes = hashes_of(leaves);
  const NaiveReader reader(leaves);
  std::vector<Hash> roots;
  for (uint64_t size = 0; size <= kAll; ++size) {
    roots.push_back(root_of(std::span(hashes).first(size)));
  }
  for (uint64_t size = 0; size <= kAll; ++size) {
    for (uint64_t old = 0; old <= size; ++old) {
      const auto proof = consistency_proof(reader, old, size).value();
      if (old > 0) {
        ASSERT_EQ(proof, test::naive_proof(old, test::Leaves(leaves).first(size)));
      }
      ASSERT_TRUE(verify_consistency(old, roots[old], size, roots[size], proof)) << old << size;
      for (const auto& wrong : broken(proof)) {
        ASSERT_FALSE(verify_consistency(old, roots[old], size, roots[size], wrong));
      }
      ASSERT_FALSE(verify_consistency(old, Hash{}, size, roots[size], proof));
      if (old > 0) {
        ASSERT_FALSE(verify_consistency(old, roots[old], size, Hash{}, proof));
      }
      if (old < size) {
        ASSERT_FALSE(verify_consistency(size, roots[size], old, roots[old], proof));
      }
    }
  }
}

TEST(Merkle, RefusesWhatNoTreeHas) {
  const auto leaves = entries(3);
  const NaiveReader reader(leaves);
  const auto beyond = inclusion_proof(reader, 3, 3);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(beyond.error().message, "a log of 3 leaves has no leaf 3");
  const auto shrunk = consistency_proof(reader, 4, 3);
  ASSERT_FALSE(shrunk);
  EXPECT_EQ(shrunk.error().message, "the old size 4 is above the new size 3");
  const auto missing = root_at(reader, 4);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
}

TEST(Merkle, SaysWhatDoesNotHold) {
  const auto hashes = hashes_of(entries(5));
  const Hash root = root_of(hashes);
  auto proof = inclusion_proof(hashes, 2);
  EXPECT_EQ(verify_inclusion(hashes[2], 5, 5, proof, root).error().message,
            "index 5 is not below the size 5");
  EXPECT_EQ(verify_inclusion(hashes[1], 2, 5, proof, root).error().message,
            "the inclusion proof does not lead to the root");
  proof.pop_back();
  EXPECT_EQ(verify_inclusion(hashes[2], 2, 5, proof, root).error().message,
            "the inclusion proof is too short");
  EXPECT_EQ(verify_consistency(0, Hash{}, 5, root, {}).error().message,
            "the old size is 0, the old root is not that of the empty tree");
  EXPECT_EQ(verify_consistency(5, Hash{}, 5, root, {}).error().message,
            "two roots of the same size differ");
  EXPECT_EQ(verify_consistency(3, Hash{}, 5, root, {}).error().message,
            "the consistency proof is too short");
}

TEST(Merkle, TakesSizesUpToTheLargest) {
  // Nothing to compare with: neither may it loop nor overflow.
  constexpr uint64_t kMost = UINT64_MAX;
  const std::vector<Hash> proof(64);
  EXPECT_THAT(verify_inclusion({}, kMost - 1, kMost, proof, {}).error().message,
              HasSubstr("inclusion proof"));
  EXPECT_THAT(verify_consistency(kMost - 1, {}, kMost, {}, proof).error().message,
              HasSubstr("consistency proof"));
  EXPECT_FALSE(verify_consistency(uint64_t{1} << 63, {}, kMost, {}, proof));
}

}  // namespace
}  // namespace gs::ledger
