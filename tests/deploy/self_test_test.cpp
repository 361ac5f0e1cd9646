// SPDX-License-Identifier: MIT
#include <linnet/deploy/self_test.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <bit>
#include <limits>

namespace linnet::test::self_test_ {

namespace nn = linnet;

template <class T>
using Frozen =
    nn::FrozenSequential<nn::TypedInput<T, 3>, nn::Dense<5, nn::tanh>, nn::BatchNormalization<>, nn::Dense<2, nn::sigmoid>>;

/// A model in memory that a test may damage, and what was recorded of it.
template <class T>
struct Flash {
  nn::Sequential<nn::TypedInput<T, 3>, nn::Dense<5, nn::tanh>, nn::BatchNormalization<>, nn::Dense<2, nn::sigmoid>> source{
      {}, {}, {}, {}};
  Frozen<T> model{source.parameters().data(), source.state().data(), {}, {}, {}, {}};
  nn::SelfTestRecord<Frozen<T>> record{};

  Flash() {
    Random random(3);
    fill_uniform(source.state().data(), static_cast<Index>(source.state().size()), random, T(0.5), T(1.5));
    fill_uniform(record.input, 3, random);
    model.predict(record.input, record.output);
    record.checksum = nn::checksum(model);
    record.same_bits = true;
  }
};

template <class T>
void flip(T& number, int bit) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  number = std::bit_cast<T>(std::bit_cast<Bits>(number) ^ (Bits{1} << bit));
}

TEMPLATE_TEST_CASE("A model that is as it was recorded passes its self test, without a heap", "[deploy]", float, double) {
  const Flash<TestType> flash;
  CHECK(nn::self_test(flash.model, flash.record) == nn::SelfTestResult::ok);
  typename Frozen<TestType>::Memory memory;
  nn::SelfTestResult result{};
  CHECK(allocations_of([&] { result = nn::self_test(flash.model, flash.record, memory); }) == 0);
  CHECK(result == nn::SelfTestResult::ok);
  std::array<TestType, 2> y{};
  CHECK(nn::self_test(flash.model, flash.record, memory, y) == nn::SelfTestResult::ok);
  CHECK(std::ranges::equal(y, flash.record.output));
}

TEMPLATE_TEST_CASE("Every flipped bit of parameters and state is found", "[deploy]", float, double) {
  Flash<TestType> flash;
  const auto check_all = [&](auto numbers, Index expected) {
    Index found = 0;
    for (TestType& number : numbers) {
      for (int bit = 0; bit < static_cast<int>(8 * sizeof(TestType)); ++bit) {
        flip(number, bit);
        found += nn::self_test(flash.model, flash.record) == nn::SelfTestResult::wrong_checksum;
        flip(number, bit);
      }
    }
    CHECK(found == expected * static_cast<Index>(8 * sizeof(TestType)));
  };
  check_all(flash.source.parameters(), Frozen<TestType>::parameter_count());  // flips in the gaps between tensors do not count
  check_all(flash.source.state(), Frozen<TestType>::state_count());
  CHECK(nn::self_test(flash.model, flash.record) == nn::SelfTestResult::ok);
}

TEST_CASE("The checksum knows the layers, not their settings and not the gaps between tensors", "[deploy]") {
  const Flash<float> flash;
  const float* const parameters = flash.source.parameters().data();
  const float* const state = flash.source.state().data();
  const nn::FrozenSequential other(parameters, state, nn::Input<3>{}, nn::Dense<5, nn::tanh>{}, nn::BatchNormalization{},
                                   nn::Dense<2, nn::sigmoid>{}, nn::Flatten{});
  CHECK(nn::checksum(other) != nn::checksum(flash.model));
  const nn::FrozenSequential same(parameters, state, nn::Input<3>{}, nn::Dense<5, nn::relu>{}, nn::BatchNormalization{},
                                  nn::Dense<2, nn::sigmoid>{});
  CHECK(nn::checksum(same) == nn::checksum(flash.model));

  Crc32 sum;  // without gaps: what a target computes, where there are none
  sum.add(nn::fingerprint<Frozen<float>::Topology>);
  const auto add = [&](std::span<const float> numbers) { sum.add(std::as_bytes(numbers)); };
  add(flash.model.parameter<0>(0));
  add(flash.model.parameter<0>(1));
  add(flash.model.parameter<1>(0));
  add(flash.model.parameter<1>(1));
  add(flash.model.parameter<2>(0));
  add(flash.model.parameter<2>(1));
  add(flash.model.state<1>(0));
  add(flash.model.state<1>(1));
  CHECK(sum.value() == nn::checksum(flash.model));
}

TEST_CASE("Settings that differ give another output", "[deploy]") {
  const Flash<float> flash;
  const Frozen<float> other{flash.source.parameters().data(), flash.source.state().data(), {}, {}, {.epsilon = 0.1f}, {}};
  CHECK(nn::self_test(other, flash.record) == nn::SelfTestResult::wrong_output);
}

TEST_CASE("The recorded output has to be met bit for bit, or within the tolerance", "[deploy]") {
  Flash<float> flash;
  const float before = flash.record.output[0];
  const float largest = std::max(before, flash.record.output[1]);
  const auto result = [&](float output, bool same_bits) {
    flash.record.output[0] = output;
    flash.record.same_bits = same_bits;
    return nn::self_test(flash.model, flash.record);
  };
  CHECK(result(before, true) == nn::SelfTestResult::ok);
  CHECK(result(before, false) == nn::SelfTestResult::ok);
  const auto next = LINNET_HAS_FMA ? nn::SelfTestResult::wrong_output : nn::SelfTestResult::ok;
  CHECK(result(std::nextafter(before, 2.0f), true) == next);
  CHECK(result(std::nextafter(before, 2.0f), false) == nn::SelfTestResult::ok);
  for (const float sign : {-1.0f, 1.0f}) {
    CHECK(result(before + sign * 0.9e-4f * largest, false) == nn::SelfTestResult::ok);
    CHECK(result(before + sign * 1.2e-4f * largest, false) == nn::SelfTestResult::wrong_output);
  }
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  CHECK(result(nan, true) == nn::SelfTestResult::wrong_output);
  CHECK(result(nan, false) == nn::SelfTestResult::wrong_output);
}

}  // namespace linnet::test::self_test_
