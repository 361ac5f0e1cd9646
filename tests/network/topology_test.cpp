// SPDX-License-Identifier: MIT
// Shapes, offsets, counts, and where outputs stand. Everything here is decided by the compiler.
#include <linnet/network/topology.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/layers/dropout.hpp>
#include <linnet/layers/reshape.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cstddef>
#include <type_traits>

namespace {

using linnet::Activation;
using linnet::Dense;
using linnet::Dropout;
using linnet::Flatten;
using linnet::Index;
using linnet::Reshape;
using linnet::Shape;
using linnet::Topology;

using MnistTopology = Topology<float, Shape<28, 28>, Flatten, Dense<256, linnet::relu>, Dense<64, linnet::relu>,
                               Dense<32, linnet::relu>, Dense<10, linnet::softmax>>;

/// The layers in float after an input of 8 numbers: the buffers of the training plan.
template <class... Layers>
constexpr auto training_buffers = Topology<float, Shape<8>, Layers...>::training_plan.buffer;
template <class... Layers>
constexpr auto inference_places = Topology<float, Shape<8>, Layers...>::inference_plan;

template <std::size_t N>
constexpr bool buffers_are(const std::array<int, N>& have, const std::array<int, N>& want) {
  return have == want;
}

TEST_CASE("Each layer is bound to the shape that comes out of the one before", "[network]") {
  using T = Topology<float, Shape<4, 6>, Dense<5>, Reshape<10, 2>, Activation<linnet::relu>, Flatten, Dense<3>>;
  STATIC_REQUIRE(T::size == 5);
  STATIC_REQUIRE(std::is_same_v<T::Layer<0>::Output, Shape<4, 5>>);
  STATIC_REQUIRE(std::is_same_v<T::Layer<1>::Output, Shape<10, 2>>);
  STATIC_REQUIRE(std::is_same_v<T::Layer<2>::Output, Shape<10, 2>>);
  STATIC_REQUIRE(std::is_same_v<T::Layer<3>::Output, Shape<20>>);
  STATIC_REQUIRE(std::is_same_v<T::Output, Shape<3>>);
  STATIC_REQUIRE(std::is_same_v<T::Layer<4>::Input, Shape<20>>);
  STATIC_REQUIRE(T::output_sizes == std::array<Index, 5>{20, 20, 20, 20, 3});
}

TEST_CASE("The MNIST network has the counts that Keras prints", "[network]") {
  STATIC_REQUIRE(MnistTopology::parameter_count == 219818);
  STATIC_REQUIRE(MnistTopology::parameter_bytes == 879272);
  STATIC_REQUIRE(MnistTopology::multiply_accumulates == 784 * 256 + 256 * 64 + 64 * 32 + 32 * 10);
  STATIC_REQUIRE(MnistTopology::output_sizes == std::array<Index, 5>{784, 256, 64, 32, 10});
  STATIC_REQUIRE(MnistTopology::first_trained == 1);
}

TEST_CASE("Parameters are one block whose slices start on 64-byte boundaries", "[network]") {
  STATIC_REQUIRE(MnistTopology::parameter_offsets == std::array<Index, 5>{0, 0, 784 * 256 + 256,
                                                                          784 * 256 + 256 + 256 * 64 + 64,
                                                                          784 * 256 + 256 + 256 * 64 + 64 + 64 * 32 + 32});
  STATIC_REQUIRE(MnistTopology::parameter_block == 219824);  // the last bias is 10 of 16 numbers

  using Odd = Topology<float, Shape<3>, Dense<5>, Dense<7>, Dense<1>>;
  STATIC_REQUIRE(Odd::parameter_offsets == std::array<Index, 3>{0, 16 + 16, 32 + 48 + 16});
  STATIC_REQUIRE(Odd::parameter_block == 96 + 16 + 16);
  STATIC_REQUIRE(Odd::parameter_count == 3 * 5 + 5 + 5 * 7 + 7 + 7 + 1);
  using OddDouble = Topology<double, Shape<3>, Dense<5>, Dense<7>, Dense<1>>;
  STATIC_REQUIRE(OddDouble::parameter_offsets == std::array<Index, 3>{0, 16 + 8, 24 + 40 + 8});
  for (const Index offset : Odd::parameter_offsets) CHECK(offset % 16 == 0);
  for (const Index offset : OddDouble::parameter_offsets) CHECK(offset % 8 == 0);
}

TEST_CASE("first_trained skips layers without parameters", "[network]") {
  STATIC_REQUIRE(Topology<float, Shape<2, 4>, Dropout, Flatten, Dense<2>, Dense<1>>::first_trained == 2);
  STATIC_REQUIRE(Topology<float, Shape<2, 4>, Dense<2>>::first_trained == 0);
  STATIC_REQUIRE(Topology<float, Shape<2, 4>, Flatten, Activation<linnet::relu>>::first_trained == 2);
}

TEST_CASE("In training every layer has memory of its own, but a reshape none", "[network]") {
  STATIC_REQUIRE(buffers_are(MnistTopology::training_plan.buffer, {-1, 1, 2, 3, 4}));
  STATIC_REQUIRE(MnistTopology::training_plan.offset == std::array<Index, 5>{0, 0, 256, 320, 352});
  STATIC_REQUIRE(MnistTopology::training_plan.per_sample == 256 + 64 + 32 + 10);
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4>, Reshape<2, 2>, Flatten, Dense<2>>, {0, 0, 0, 3}));
  STATIC_REQUIRE(buffers_are(training_buffers<Flatten, Reshape<2, 4>>, {-1, -1}));
}

TEST_CASE("In training a layer works in place where nobody before needs what it overwrites", "[network]") {
  using linnet::elu, linnet::leaky_relu, linnet::linear, linnet::relu, linnet::sigmoid, linnet::softmax, linnet::tanh;
  // Without an activation nothing of the output is needed.
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4>, Activation<sigmoid>>, {0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4>, Activation<softmax>>, {0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4>, Dropout>, {0, 0}));
  // relu needs signs, which tanh, elu, leaky_relu and Dropout keep where a gradient passes, but sigmoid and softmax do not.
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Activation<tanh>>, {0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Activation<elu>>, {0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, leaky_relu>, Activation<relu>>, {0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Dropout>, {0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Activation<sigmoid>>, {0, 1}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Activation<softmax>>, {0, 1}));
  // sigmoid, tanh, elu and softmax need the values themselves.
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, sigmoid>, Dropout>, {0, 1}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, tanh>, Activation<relu>>, {0, 1}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, elu>, Activation<linear>>, {0, 1}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, softmax>, Dropout>, {0, 1}));
}

TEST_CASE("In training the whole chain of layers in one memory is asked", "[network]") {
  using linnet::relu, linnet::sigmoid, linnet::tanh;
  // tanh may stand on relu; after it, a third layer may not overwrite what tanh needs.
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Activation<tanh>, Dropout>, {0, 0, 2}));
  // Dropout needs nothing itself, but the relu below it still needs its signs.
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Dropout, Activation<tanh>>, {0, 0, 0}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Dropout, Activation<sigmoid>>, {0, 0, 2}));
  // A reshape between them hides nothing.
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, sigmoid>, Reshape<2, 2>, Dropout>, {0, 0, 2}));
  STATIC_REQUIRE(buffers_are(training_buffers<Dense<4, relu>, Reshape<2, 2>, Dropout, Flatten, Dense<2>>, {0, 0, 0, 0, 4}));
}

TEST_CASE("A layer that works in place never works on the user's input", "[network]") {
  STATIC_REQUIRE(buffers_are(training_buffers<Dropout, Dense<4>>, {0, 1}));
  STATIC_REQUIRE(buffers_are(training_buffers<Flatten, Activation<linnet::relu>, Dropout>, {-1, 1, 1}));
  STATIC_REQUIRE(buffers_are(inference_places<Activation<linnet::relu>, Dense<4>>, {0, 2}));
  STATIC_REQUIRE(buffers_are(inference_places<Dropout, Activation<linnet::relu>>, {-1, 2}));
}

TEST_CASE("In inference two regions take turns and the last output is the caller's", "[network]") {
  STATIC_REQUIRE(buffers_are(MnistTopology::inference_plan, {-1, 0, 1, 0, 2}));
  STATIC_REQUIRE(MnistTopology::inference_region == 256);
  // Backward reads nothing here, so sigmoid works on relu's memory; Dropout and reshapes cost nothing.
  STATIC_REQUIRE(
      buffers_are(inference_places<Dense<4, linnet::relu>, Activation<linnet::sigmoid>, Dropout, Dense<2>>, {0, 0, 0, 2}));
  STATIC_REQUIRE(buffers_are(inference_places<Dense<6>, Reshape<3, 2>, Dense<4>, Dropout, Flatten>, {0, 0, 2, 2, 2}));
  STATIC_REQUIRE(buffers_are(inference_places<Dense<4>, Activation<linnet::softmax>>, {2, 2}));
  STATIC_REQUIRE(buffers_are(inference_places<Dense<9>, Dense<3>, Dense<9>, Dense<3>>, {0, 1, 0, 2}));
  STATIC_REQUIRE(Topology<float, Shape<8>, Dense<4>, Activation<linnet::softmax>>::inference_region == 0);
  STATIC_REQUIRE(Topology<float, Shape<8>, Dense<9>, Dense<30>, Dense<50>>::inference_region == 30);
  // A model that only reshapes writes nothing: the engine copies.
  STATIC_REQUIRE(buffers_are(inference_places<Flatten, Reshape<2, 4>>, {-1, -1}));
}

TEST_CASE("Gradients need the largest output from the first trained layer on", "[network]") {
  STATIC_REQUIRE(MnistTopology::gradient_region == 256);
  STATIC_REQUIRE(Topology<float, Shape<100>, Dropout, Dense<5>, Dense<9>, Dense<2>>::gradient_region == 9);
  STATIC_REQUIRE(Topology<float, Shape<100>, Dense<2>, Dense<50>>::gradient_region == 50);
}

TEST_CASE("Layers remember behind each other, on 64-byte boundaries", "[network]") {
  using T = Topology<float, Shape<8>, Dropout, Dense<4>, Dropout, Dense<2>, Dropout>;
  for (const Index capacity : {1, 50}) {
    CHECK(T::remembered_offset(0, capacity) == 0);
    CHECK(T::remembered_offset(1, capacity) == 16);
    CHECK(T::remembered_offset(2, capacity) == 16);
    CHECK(T::remembered_offset(3, capacity) == 32);
    CHECK(T::remembered_offset(5, capacity) == 48);
  }
}

TEST_CASE("Bytes of inference and of training are the sums of their parts", "[network]") {
  using T = MnistTopology;
  STATIC_REQUIRE(T::scratch(0) > 0);
  STATIC_REQUIRE(T::scratch(0) % 16 == 0);
  STATIC_REQUIRE(T::scratch(7) >= linnet::kernels::dense_scratch<784, 256, float>);
  STATIC_REQUIRE(T::inference_bytes() == 4 * (256 + 64));
  STATIC_REQUIRE(T::inference_bytes(64) == 4 * 64 * (256 + 64));
  STATIC_REQUIRE(T::training_bytes(50) == 4 * (219824 + 50 * (362 + 2 * 256) + T::scratch(50)));

  using WithDropout = Topology<double, Shape<8>, Dense<6, linnet::relu>, Dropout, Dense<2>>;
  STATIC_REQUIRE(WithDropout::parameter_block == 48 + 8 + 16 + 8);
  STATIC_REQUIRE(WithDropout::training_bytes(3) == 8 * (80 + 3 * (8 + 2 * 6) + 8 + WithDropout::scratch(3)));
}

}  // namespace
