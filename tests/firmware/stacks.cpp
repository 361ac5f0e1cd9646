// SPDX-License-Identifier: MIT
// The stack that each call takes, as a table in docs/embedded.md says: frames of some hundred bytes, and the buffers that it names.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <array>
#include <cstring>

#include "board.hpp"
#include "image.hpp"
#include "int8_images.hpp"

namespace nn = linnet;

namespace {

/// Bytes of the stack that `call` takes.
template <class Call>
[[gnu::noinline]] std::size_t stack_of(const Call& call) {
  std::uint32_t* here;
  asm volatile("mov %0, sp" : "=r"(here));
  for (volatile std::uint32_t* p = __stack_bottom; p < here; p = p + 1) *p = stack_paint;
  call();
  return board::stack_used() - static_cast<std::size_t>(__stack_top - here) * sizeof(*here);
}

bool good = true;

constexpr std::size_t frames = 700;

/// `call` has to take its `buffers`, and may take `frames` besides.
template <class Call>
void expect(const char* name, std::size_t buffers, const Call& call) {
  const std::size_t used = stack_of(call);
  board::print(name, ": ", used, '\n');
  if (used >= buffers && used <= buffers + frames) return;
  board::print("  expected: ", buffers, " to ", buffers + frames, '\n');
  good = false;
}

// A small CNN in flash.
using Cnn = nn::FrozenSequential<nn::Input<16, 16, 1>, nn::Conv2D<8, 3, nn::relu>, nn::MaxPooling2D<2>, nn::Flatten,
                                 nn::Dense<4, nn::softmax>>;
constexpr std::array<float, Cnn::parameter_count()> weights{};
constexpr Cnn cnn{weights.data(), nullptr, {}, {}, {}, {}, {}};
Cnn::Memory memory;
std::array<float, Cnn::Input::size> image;
std::array<float, Cnn::Output::size> probabilities;
nn::SelfTestRecord<Cnn> recorded{.checksum = 0, .same_bits = false, .input = {}, .output = {0.25f, 0.25f, 0.25f, 0.25f}};

// One of many outputs.
using Wide = nn::FrozenSequential<nn::Input<1>, nn::Dense<500>>;
constexpr Wide wide{weights.data(), nullptr, {}, {}};
Wide::Memory wide_memory;
std::array<float, Wide::Output::size> sums;
nn::SelfTestRecord<Wide> wide_recorded{};

// A CNN in int8.
int8_images::Model::Memory int8_memory;
std::array<std::int8_t, int8_images::Model::Input::size> int8_image;
std::array<std::int8_t, int8_images::Model::Output::size> int8_scores;
std::array<float, int8_images::Model::Input::size> real_image;
std::array<float, int8_images::Model::Output::size> real_scores;

// Two that train. The first call constructs or compiles.
auto& binary() {
  static nn::StaticSequential model{nn::Input<8>{}, nn::Dense<4, nn::relu>{}, nn::Dense<1, nn::sigmoid>{}};
  return model;
}
auto& classes() {
  static nn::StaticSequential model{nn::Input<8>{}, nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
  return model;
}
auto& plain() {
  static auto training = binary().compile<2>(nn::BinaryCrossentropy{}, nn::SGD{});
  return training;
}
auto& with_auc() {
  static auto training = binary().compile<2>(nn::BinaryCrossentropy{}, nn::SGD{}, nn::BinnedAuc{});
  return training;
}
auto& with_constant() {
  static constexpr nn::BinnedAuc<> auc;
  static auto training = binary().compile<2>(nn::BinaryCrossentropy{}, nn::SGD{}, auc);
  return training;
}
auto& with_four() {
  static auto training = classes().compile<2, 2>(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::F1<10>{},
                                                 nn::Precision<10>{}, nn::Recall<10>{}, nn::ConfusionMatrix<10>{});
  return training;
}
constexpr std::size_t four_metrics =
    sizeof(nn::F1<10>) + sizeof(nn::Precision<10>) + sizeof(nn::Recall<10>) + sizeof(nn::ConfusionMatrix<10>);
auto& with_labels() {
  static nn::StaticSequential model{nn::Input<8>{}, nn::Dense<3, nn::sigmoid>{}};
  static auto training = model.compile<2>(nn::BinaryCrossentropy{}, nn::SGD{}, nn::F1<3>{}, nn::ExactMatch{},
                                          nn::BinnedAuc<20, 3>{}, nn::MultilabelConfusionMatrix<3>{});
  return training;
}
constexpr std::size_t label_metrics =
    sizeof(nn::F1<3>) + sizeof(nn::ExactMatch) + sizeof(nn::BinnedAuc<20, 3>) + sizeof(nn::MultilabelConfusionMatrix<3>);
std::array<float, 6> tags{1, 0, 1, 0, 1, 1};
std::array<float, 16> x;
std::array<float, 2> targets;
std::array<std::int32_t, 2> labels;
std::array<float, 20> two;

struct Storage {
  static constexpr std::size_t page_size = 1024, page_count = 4, write_size = 4;
  std::byte pages[page_count * page_size];
  bool read(std::size_t address, std::span<std::byte> to) { return std::memcpy(to.data(), pages + address, to.size()); }
  bool write(std::size_t address, std::span<const std::byte> from) {
    return std::memcpy(pages + address, from.data(), from.size());
  }
  bool erase(std::size_t page) { return std::memset(pages + page * page_size, 0xff, page_size); }
};
Storage storage;

}  // namespace

int main() {
  constexpr std::size_t memory_bytes = Cnn::inference_bytes();
  expect("predict(x, y, memory)", 0, [] { cnn.predict(image, probabilities, memory); });
  expect("predict(x, y)", memory_bytes, [] { cnn.predict(image, probabilities); });
  recorded.checksum = nn::checksum(cnn);
  wide_recorded.checksum = nn::checksum(wide);
  nn::SelfTestResult result{};
  expect("self_test(memory)", 0, [&] { result = nn::self_test(cnn, recorded, memory); });
  good = good && result == nn::SelfTestResult::ok;
  expect("self_test(memory), many outputs", sizeof(sums), [&] { result = nn::self_test(wide, wide_recorded, wide_memory); });
  good = good && result == nn::SelfTestResult::ok;
  expect("self_test(memory, y)", 0, [&] { result = nn::self_test(wide, wide_recorded, wide_memory, sums); });
  good = good && result == nn::SelfTestResult::ok;
  expect("self_test()", memory_bytes, [&] { result = nn::self_test(cnn, recorded); });
  good = good && result == nn::SelfTestResult::ok;
  constexpr std::size_t int8_bytes = int8_images::Model::inference_bytes(),
                        real_bytes = sizeof(int8_image) + sizeof(int8_scores);
  expect("predict(x, y, memory) in int8", 0, [] { int8_images::model.predict(int8_image, int8_scores, int8_memory); });
  expect("predict(x, y) in int8", int8_bytes, [] { int8_images::model.predict(int8_image, int8_scores); });
  expect("predict(x, y, memory) of an int8 model for float", real_bytes,
         [] { int8_images::model.predict(real_image, real_scores, int8_memory); });
  expect("self_test(memory) in int8", sizeof(int8_scores), [&] { result = int8_images::self_test(int8_memory); });
  good = good && result == nn::SelfTestResult::ok;
  expect("self_test() in int8", sizeof(int8_scores) + int8_bytes, [&] { result = int8_images::self_test(); });
  good = good && result == nn::SelfTestResult::ok;
  expect("StaticSequential", 0, [] { classes(); });
  expect("StaticSequential::predict(x, y)", 0, [] { classes().predict(x, two); });
  expect("compile without a metric", 0, [] { plain(); });
  expect("compile with BinnedAuc", sizeof(nn::BinnedAuc<>), [] { with_auc(); });
  expect("compile with a constant BinnedAuc", 0, [] { with_constant(); });
  expect("compile with four metrics", four_metrics, [] { with_four(); });
  expect("train_on_batch", 0, [] { with_auc().train_on_batch(x, targets); });
  expect("fit", 0, [] { with_four().fit(x, labels); });
  expect("evaluate", 0, [] { with_four().evaluate(x, labels); });
  expect("compile with metrics of labels", label_metrics, [] { with_labels(); });
  expect("evaluate with metrics of labels", 0, [] {
    const auto results = with_labels().evaluate(x, tags);  // x is 0: each score is 0.5, none above the threshold
    good = results["f1"] == 0.0 && results["exact_match"] == 0.0 && results["multilabel_confusion_matrix"] == 1.0 / 3.0 && good;
  });
  expect("save_weights", 0, [] { good = nn::save_weights(storage, classes()) == nn::RecordResult::ok && good; });
  expect("load_weights", 0, [] { good = nn::load_weights(storage, classes()) == nn::RecordResult::ok && good; });
  return good ? 0 : 1;
}
