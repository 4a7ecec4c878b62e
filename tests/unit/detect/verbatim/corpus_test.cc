#include "detect/verbatim/corpus.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "base/digest.h"
#include "base/files.h"
#include "corpus_fixture.h"

namespace gs::detect {
namespace {

const NamedTexts kTexts = {{"one.txt", "The quick brown fox jumps over the lazy dog."},
                           {"empty.txt", ""},
                           {"zwei.txt", "\xE6\xBC\xA2\xE5\xAD\x97 und W\xC3\xB6rter"}};

std::string reason(const std::string& bytes) {
  const auto corpus = Corpus::from_bytes(bytes, "x.gsv");
  if (corpus) return "";
  EXPECT_EQ(corpus.error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(corpus.error().where, "x.gsv");
  return corpus.error().message;
}

// The index with another header, which is in itself sound.
template <typename Change>
std::string with_header(std::string index, Change change) {
  IndexHeader header = value_at<IndexHeader>(index, 0);
  change(header);
  std::memcpy(index.data(), &header, sizeof(header));
  header.header_digest = header_digest(index);
  std::memcpy(index.data(), &header, sizeof(header));
  return index;
}

TEST(Corpus, KeepsWhatItWasMadeFrom) {
  const auto corpus = corpus_of(kTexts);
  EXPECT_EQ(corpus->text(),
            "\nthe quick brown fox jumps over the lazy dog \n\n"
            "\xE6\xBC\xA2\xE5\xAD\x97und worter \n");
  const CorpusInfo info = corpus->info();
  EXPECT_EQ(info.sources, 3u);
  EXPECT_EQ(info.source_bytes, 44u + 18u);
  EXPECT_EQ(info.tokens, 13u);
  EXPECT_EQ(info.entries, 0u);  // nothing has 16 tokens
  EXPECT_EQ(info.digest.size(), 64u);
  const CorpusSource source = corpus->source(2);
  EXPECT_EQ(source.name, "zwei.txt");
  EXPECT_EQ(source.bytes, 18u);
  EXPECT_EQ(source.tokens, 4u);
  EXPECT_EQ(source.digest, sha256_hex(kTexts[2].second));
  EXPECT_TRUE(corpus->verify());
}

TEST(Corpus, SaysWhichTokenOfWhichSourceAPlaceIs) {
  NamedTexts texts;
  std::mt19937 random(5);
  for (int i = 0; i < 20; ++i) {
    texts.emplace_back(
        "s" + std::to_string(i),
        random_words(random, 50 * static_cast<size_t>(i), 2000) + "\xE6\xBC\xA2\xE5");
    texts.back().second.pop_back();
  }
  const auto corpus = corpus_of(texts);
  size_t place = 1;
  for (size_t source = 0; source < texts.size(); ++source) {
    const auto codes = codes_of(texts[source].second);
    for (size_t token = 0; token < codes.size(); ++token) {
      ASSERT_EQ(corpus->text().substr(place, codes[token].size()), codes[token]);
      const CorpusPlace found = corpus->place_at(place);
      ASSERT_EQ(found.source, source);
      ASSERT_EQ(found.token, token);
      place += codes[token].size();
    }
    ++place;
  }
}

TEST(Corpus, IsMadeTheSameWayTwice) {
  std::mt19937 random(6);
  const NamedTexts texts = {{"a", random_words(random, 5000, 3)}};
  EXPECT_EQ(index_of(texts), index_of(texts));
}

TEST(Corpus, NeedsSomethingToProtect) {
  const auto index = CorpusBuilder().finish();
  ASSERT_FALSE(index);
  EXPECT_EQ(index.error().message, "no text to protect");
}

TEST(Corpus, RefusesWhatItCannotRead) {
  const std::string index = index_of(kTexts);
  const size_t size = index.size();
  const auto section = [&](Section number, uint64_t offset, uint64_t bytes) {
    return with_header(index, [=](IndexHeader& h) { h.sections[number] = {offset, bytes}; });
  };
  const std::pair<std::string, std::string> cases[] = {
      {"", "not a verbatim index"},
      {"once upon a time", "not a verbatim index"},
      {std::string(1000, '\0'), "not a verbatim index"},
      {index.substr(0, 7), "the index is cut short: it ends in its header"},
      {index.substr(0, 223), "the index is cut short: it ends in its header"},
      {index.substr(0, size - 1), "the index is cut short: " + std::to_string(size - 1) +
                                      " bytes instead of " + std::to_string(size)},
      {index + "x", "the index is longer: " + std::to_string(size + 1) + " bytes instead of " +
                        std::to_string(size)},
      {with_header(index, [](IndexHeader& h) { h.version = 9; }),
       "index version 9, this program reads version 1: build the index anew"},
      {with_header(index, [](IndexHeader& h) { h.gram_tokens = 5; }),
       "the header of the index contradicts itself"},
      {with_header(index, [](IndexHeader& h) { h.bucket_bits = 60; }),
       "the header of the index contradicts itself"},
      {with_header(index, [](IndexHeader& h) { h.entries = ~uint64_t{0}; }),
       "the header of the index contradicts itself"},
      {with_header(index, [](IndexHeader& h) { h.entries = 4; }),
       "a section of the index has the wrong size"},
      {with_header(index, [](IndexHeader& h) { h.sources = 0; }),
       "a section of the index has the wrong size"},
      {section(kText, 0, 10), "a section lies outside the index"},
      {section(kText, size, 1), "a section lies outside the index"},
      {section(kNames, 224, ~uint64_t{0}), "a section lies outside the index"},
      {section(kText, 224, 0), "a section of the index has the wrong size"},
      {section(kText, 225, 10), "the text of the index is damaged"},
      {section(kNames, 224, 3), "source 0 of the index is damaged"},
  };
  for (const auto& [bytes, expected] : cases) EXPECT_EQ(reason(bytes), expected);
}

TEST(Corpus, NoticesAnyChangeOfTheHeaderAndVerifiesTheRest) {
  const std::string index = index_of(kTexts);
  for (size_t at = 0; at < index.size(); ++at) {
    std::string damaged = index;
    damaged[at] = static_cast<char>(damaged[at] ^ 4);
    if (at < sizeof(IndexHeader)) {
      EXPECT_NE(reason(damaged), "") << at;
      continue;
    }
    const auto corpus = Corpus::from_bytes(damaged, "x.gsv");
    if (!corpus) continue;  // even better
    const Status status = (*corpus)->verify();
    ASSERT_FALSE(status) << at;
    EXPECT_EQ(status.error().message, "the index is damaged: its digest does not agree");
  }
}

TEST(Corpus, IsOpenedFromAFile) {
  std::string folder = (std::filesystem::temp_directory_path() / "gs_corpus_XXXXXX").string();
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::string path = folder + "/index.gsv";
  PosixFiles files;
  ASSERT_TRUE(files.replace(path, index_of(kTexts)));
  const auto corpus = Corpus::open(path);
  ASSERT_TRUE(corpus) << corpus.error().to_string();
  EXPECT_EQ((*corpus)->source_name(0), "one.txt");
  std::filesystem::remove_all(folder);
  const auto absent = Corpus::open(path);
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().to_string(), "No such file or directory (" + path + ")");
}

}  // namespace
}  // namespace gs::detect
