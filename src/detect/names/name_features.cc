#include "detect/names/name_features.h"

#include "detect/names/name_hash.h"

namespace gs::detect {
namespace {

// Shape, gap and place in the sentence as one small number.
uint64_t form(const NameToken& token) {
  return static_cast<uint64_t>(token.shape) << 3 | static_cast<uint64_t>(token.gap) << 1 |
         (token.starts_sentence ? 1 : 0);
}

// Numbers its features as it makes them, so that equal values of different features differ.
class Writer {
 public:
  explicit Writer(NameFeatures& features) : features_(features) {}
  void add(uint64_t a, uint64_t b = 0) {
    features_[count_] = mix(a + (count_ + 1) * 0x9E3779B97F4A7C15ull, b);
    ++count_;
  }
  size_t count() const { return count_; }

 private:
  NameFeatures& features_;
  size_t count_ = 0;
};

}  // namespace

const NameToken& name_boundary() {
  static const NameToken kBoundary;
  return kBoundary;
}

void compute_features(const NameWindow& window, NameFeatures& features) {
  const NameToken& before3 = *window[0];
  const NameToken& before2 = *window[1];
  const NameToken& before = *window[2];
  const NameToken& token = *window[3];
  const NameToken& behind = *window[4];
  const NameToken& behind2 = *window[5];
  const uint64_t shape0 = form(token);
  const uint64_t shape_l = form(before);
  const uint64_t shape_r = form(behind);
  const uint64_t shape_l2 = static_cast<uint64_t>(before2.shape);
  const uint64_t shape_r2 = static_cast<uint64_t>(behind2.shape);
  const uint64_t lists0 = token.lists;
  const uint64_t lists_l = before.lists;
  const uint64_t lists_r = behind.lists;
  const uint64_t shapes = shape_l << 16 | shape0 << 8 | shape_r;
  const uint64_t pair_l = mix(before2.word, before.word);
  const uint64_t pair_r = mix(behind.word, behind2.word);
  Writer writer(features);

  // The word itself.
  writer.add(token.word);
  writer.add(token.word, shape0);
  writer.add(token.word, before.word);
  writer.add(token.word, behind.word);
  writer.add(token.suffix4, shape0);
  writer.add(token.prefix, shape0);
  writer.add(token.word, pair_l);
  writer.add(token.word, pair_r);

  // Its endings, its neighbours.
  writer.add(token.suffix3, shape0);
  writer.add(token.suffix2, shape0);
  writer.add(before.word);
  writer.add(behind.word);
  writer.add(before2.word);
  writer.add(behind2.word);
  writer.add(pair_l);
  writer.add(pair_r);
  writer.add(before.word, behind.word);
  writer.add(before.word, shape0);
  writer.add(behind.word, shape0);
  writer.add(pair_l, shape0);
  writer.add(pair_r, shape0);
  writer.add(before.suffix3, shape0);
  writer.add(behind.suffix3, shape0);
  writer.add(mix(before3.word, before2.word), before.word);

  // Shapes.
  writer.add(shape0);
  writer.add(shape_l, shape0);
  writer.add(shape0, shape_r);
  writer.add(shapes);
  writer.add(shapes, shape_l2 << 8 | shape_r2);
  writer.add(shape0, token.casing);
  writer.add(shape_l2, shape_l << 8 | shape0);
  writer.add(shape_r2, shape_r << 8 | shape0);

  // Lists.
  writer.add(lists0);
  writer.add(lists0, shape0);
  writer.add(lists0, shape0 << 8 | token.casing);
  writer.add(lists_l << 16 | lists0);
  writer.add(lists0 << 16 | lists_r);
  writer.add(lists_l << 32 | lists0 << 16 | lists_r);
  writer.add(lists_l << 32 | lists0 << 16 | lists_r, shapes);
  writer.add(lists_l << 16 | lists0, shape_l << 8 | shape0);
  writer.add(lists0 << 16 | lists_r, shape0 << 8 | shape_r);
  writer.add(before.word, lists0 << 16 | shape0);
  writer.add(behind.word, lists0 << 16 | shape0);
  writer.add(pair_l, lists0 << 16 | shape0);

  // Clusters, and the coarser ones that they lie in.
  const uint64_t fine0 = token.cluster;
  const uint64_t coarse0 = fine0 >> 8;
  const uint64_t coarse_l = before.cluster >> 8;
  const uint64_t coarse_r = behind.cluster >> 8;
  writer.add(fine0);
  writer.add(fine0, shape0);
  writer.add(coarse0, shape0);
  writer.add(before.cluster, shape0);
  writer.add(behind.cluster, shape0);
  writer.add(coarse_l << 8 | coarse0, shape0);
  writer.add(coarse0 << 8 | coarse_r, shape0);
  writer.add(coarse_l << 8 | coarse_r, shape0);
  writer.add((before2.cluster >> 8) << 8 | coarse_l, shape0);
  writer.add(coarse_r << 8 | behind2.cluster >> 8, shape0);
  writer.add(fine0 << 16 | lists0, shape0);
  writer.add(uint64_t{before.cluster} << 16 | fine0, shape0);
  writer.add(fine0 << 16 | behind.cluster, shape0);
  static_assert(kNameFeatures == 57);
}

}  // namespace gs::detect
