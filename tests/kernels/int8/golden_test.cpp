// SPDX-License-Identifier: MIT
// The int8 operations and three whole networks equal TFLite Micro's reference kernels in every number: int8_ops.py and int8_networks.py in
// tests/golden say how the numbers were made.
#include <linnet/kernels/int8/reference.hpp>
#include <linnet/kernels/int8/softmax_table.hpp>
#include <linnet/kernels/int8/target.hpp>

#include <tests/kernels/int8/product_cases.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>

#include <string>
#include <vector>

namespace linnet::test::int8_golden {

using namespace kernels::int8;
using Bytes = std::vector<std::int8_t>;

/// One case of an operation, or one layer of a network: its numbers by their names.
class Case {
 public:
  Case(const Golden& golden, std::string name) : golden_(golden), name_(std::move(name)) {}

  template <class T>
  std::vector<T> all(const std::string& name) const {
    std::vector<T> numbers;
    for (const double value : golden_.values(name_ + "/" + name)) numbers.push_back(static_cast<T>(value));
    return numbers;
  }
  Bytes bytes(const std::string& name) const { return all<std::int8_t>(name); }
  std::size_t extent(const std::string& name, std::size_t axis) const { return golden_.dims(name_ + "/" + name)[axis]; }

  Quantization quantization(const std::string& name, std::size_t row = 0) const {
    const std::vector<float> numbers = all<float>(name);
    return {numbers[2 * row], static_cast<std::int32_t>(numbers[2 * row + 1])};
  }

  Windows windows() const {
    const std::vector<Index> n = all<Index>("windows");
    const Padding padding = n[8] != 0 ? Padding::same : Padding::valid;
    return {make_window(n[0], n[1], n[2], n[3], padding), make_window(n[4], n[5], n[6], n[7], padding), n[9], n[10]};
  }

  const std::string& name() const { return name_; }

 private:
  const Golden& golden_;
  std::string name_;
};

/// A sentence about the numbers of y that are not the wanted ones; empty if there are none.
std::string difference(const Bytes& y, const Bytes& wanted) {
  if (y.size() != wanted.size()) return std::to_string(y.size()) + " numbers instead of " + std::to_string(wanted.size());
  std::size_t count = 0, first = 0;
  for (std::size_t i = y.size(); i-- > 0;) {
    if (y[i] != wanted[i]) {
      ++count;
      first = i;
    }
  }
  if (count == 0) return "";
  return std::to_string(count) + " of " + std::to_string(y.size()) + " numbers differ, the first at " + std::to_string(first) +
         ": " + std::to_string(y[first]) + " instead of " + std::to_string(wanted[first]);
}

/// Calls check(case) with each case of an operation.
template <class Check>
void for_each_case(const std::string& operation, const Check& check) {
  const Golden golden("int8_ops");
  const double count = golden.values(operation + "/count")[0];
  REQUIRE(count > 0);
  for (int i = 0; i < count; ++i) {
    const Case c(golden, operation + "/" + std::to_string(i));
    INFO(c.name());
    check(c);
  }
}

/// Weights, bias, factors and zeros of a layer whose input has quantization `in`.
struct Layer {
  Bytes weights;
  std::vector<std::int32_t> bias;
  std::vector<Multiplier> factors;
  Quantization in, out;

  Layer(const Case& c, Quantization input)
      : weights(c.bytes("weights")), bias(c.all<std::int32_t>("bias")), in(input), out(c.quantization("output")) {
    for (const float scale : c.all<float>("weight_scales")) factors.push_back(product_factor(in.scale, scale, out.scale));
  }
  LayerNumbers numbers() const { return {weights.data(), bias.data(), factors.data(), in.zero, out.zero}; }
};

/// reference::product or reference::depthwise of each sample of x.
template <class Operation>
Bytes outputs(const Operation& operation, const Windows& S, const Layer& layer, const Bytes& x) {
  const auto n = static_cast<Index>(x.size()) / S.in_sample();
  Bytes y(static_cast<std::size_t>(n * S.out_sample()));
  for (Index i = 0; i < n; ++i) {
    operation(S, x.data() + i * S.in_sample(), layer.weights.data(), layer.bias.data(), layer.factors.data(), layer.in.zero,
              layer.out.zero, y.data() + i * S.out_sample());
  }
  return y;
}

/// The kernels for one size behind run-time names: in plain C++ and of this CPU.
struct Kernel {
  Windows windows;
  Bytes (*portable)(const LayerNumbers& numbers, const Bytes& x);
  Bytes (*native)(const LayerNumbers& numbers, const Bytes& x);
};

/// Memory as kernels want it aligned.
struct alignas(64) CacheLine {
  std::byte bytes[64];
};

template <class K, Windows S>
Bytes run_kernel(const LayerNumbers& numbers, const Bytes& x) {
  const auto n = static_cast<Index>(x.size()) / S.in_sample();
  Bytes y(static_cast<std::size_t>(n * S.out_sample()));
  static_assert(K::alignment <= sizeof(CacheLine));
  std::vector<CacheLine> constants(K::bytes / sizeof(CacheLine) + 1), scratch(K::scratch_bytes / sizeof(CacheLine) + 1);
  K::pack(numbers, constants.data());
  K::run(constants.data(), x.data(), y.data(), n, scratch.data());
  return y;
}
template <Windows S>
constexpr Kernel product_kernel{S, &run_kernel<Product<Portable, S>, S>, &run_kernel<Product<Native, S>, S>};
template <Windows S>
constexpr Kernel depthwise_kernel{S, &run_kernel<Depthwise<Portable, S>, S>, &run_kernel<Depthwise<Native, S>, S>};

/// Checks that a kernel of `kernels` has the windows of the case and gives y.
template <std::size_t N>
void check_kernel(const Kernel (&kernels)[N], const Case& c, const Layer& layer) {
  for (const Kernel& kernel : kernels) {
    if (kernel.windows == c.windows()) {
      CHECK(difference(kernel.portable(layer.numbers(), c.bytes("x")), c.bytes("y")) == "");
      CHECK(difference(kernel.native(layer.numbers(), c.bytes("x")), c.bytes("y")) == "");
      return;
    }
  }
  FAIL("no kernel has the windows of this case");
}

constexpr Windows dense(Index inputs, Index outputs) { return {make_window(1, 1), make_window(1, 1), inputs, outputs}; }
constexpr Padding valid = Padding::valid, same = Padding::same;

constexpr Kernel products[] = {
    product_kernel<dense(1, 1)>,
    product_kernel<dense(3, 5)>,
    product_kernel<dense(17, 16)>,
    product_kernel<dense(64, 17)>,
    product_kernel<dense(301, 10)>,
    product_kernel<dense(20, 8)>,
    product_kernel<dense(5, 6)>,
    product_kernel<dense(4, 3)>,
    product_kernel<dense(1, 40)>,
    product_kernel<image_windows(7, 6, 1, 5, 3)>,
    product_kernel<image_windows(7, 6, 2, 16, 3, 1, same)>,
    product_kernel<image_windows(8, 9, 3, 17, 3, 2, same)>,
    product_kernel<image_windows(7, 7, 5, 8, 3, 1, same, 2)>,
    product_kernel<Windows{make_window(9, 2, 3, 2), make_window(8, 3, 2, 1), 3, 5}>,
    product_kernel<image_windows(5, 4, 16, 17, 1)>,
    product_kernel<image_windows(6, 5, 17, 3, 1, 2)>,
    product_kernel<image_windows(5, 5, 16, 6, 3)>,
    product_kernel<image_windows(8, 7, 2, 4, 5, 3, same)>,
    product_kernel<Windows{make_window(1, 1, 1, 1, same), make_window(17, 5, 2, 1, same), 3, 6}>,
    product_kernel<Windows{make_window(4, 3, 1, 1, same), make_window(4, 2, 1, 1, same), 1, 3}>,
    product_kernel<image_windows(3, 2, 5, 2, 5, 1, same)>,
};

constexpr Kernel depthwises[] = {
    depthwise_kernel<image_windows(5, 7, 1, 1, 3)>,
    depthwise_kernel<image_windows(8, 6, 5, 5, 3, 1, same)>,
    depthwise_kernel<image_windows(6, 7, 16, 16, 3, 1, same)>,
    depthwise_kernel<image_windows(7, 8, 17, 17, 3, 2, same)>,
    depthwise_kernel<image_windows(7, 7, 3, 6, 3)>,
    depthwise_kernel<image_windows(8, 7, 2, 2, 5, 3, same)>,
    depthwise_kernel<image_windows(7, 7, 5, 10, 3, 1, valid, 2)>,
    depthwise_kernel<image_windows(4, 4, 16, 16, 1)>,
    depthwise_kernel<Windows{make_window(1, 1, 1, 1, same), make_window(21, 5, 2, 1, same), 3, 3}>,
    depthwise_kernel<image_windows(4, 5, 3, 3, 2, 1, same)>,
};

TEST_CASE("int8 fully connected layers and convolutions give the bits of TFLite Micro", "[kernels/int8]") {
  for_each_case("product", [](const Case& c) {
    const Layer layer(c, c.quantization("input"));
    CHECK(difference(outputs(reference::product, c.windows(), layer, c.bytes("x")), c.bytes("y")) == "");
    check_kernel(products, c, layer);
  });
}

TEST_CASE("int8 depthwise convolutions give the bits of TFLite Micro", "[kernels/int8]") {
  for_each_case("depthwise", [](const Case& c) {
    const Layer layer(c, c.quantization("input"));
    CHECK(difference(outputs(reference::depthwise, c.windows(), layer, c.bytes("x")), c.bytes("y")) == "");
    check_kernel(depthwises, c, layer);
  });
}

TEST_CASE("int8 pools give the bits of TFLite Micro", "[kernels/int8]") {
  const auto check = [](const auto& pool) {
    return [&pool](const Case& c) {
      Bytes y(static_cast<std::size_t>(c.windows().out_sample()));
      pool(c.windows(), c.bytes("x").data(), y.data());
      CHECK(difference(y, c.bytes("y")) == "");
    };
  };
  for_each_case("max_pool", check(reference::max_pool));
  for_each_case("average_pool", check(reference::average_pool));
}

Bytes mean(const Bytes& x, std::size_t channels, Quantization in, Quantization out) {
  const auto count = static_cast<std::int32_t>(x.size() / channels);
  Bytes y(channels);
  reference::mean(x.data(), count, static_cast<Index>(channels), mean_factor(in.scale, out.scale, count), in.zero, out.zero,
                  y.data());
  return y;
}

TEST_CASE("int8 means give the bits of TFLite Micro", "[kernels/int8]") {
  for_each_case("mean", [](const Case& c) {
    CHECK(difference(mean(c.bytes("x"), c.extent("x", 1), c.quantization("input"), c.quantization("output")), c.bytes("y")) ==
          "");
  });
}

template <std::size_t N>
Bytes sum(const std::array<const std::int8_t*, N>& x, const std::array<Quantization, N>& in, Quantization out,
          std::size_t count) {
  std::array<float, N> scales;
  for (std::size_t k = 0; k < N; ++k) scales[k] = in[k].scale;
  const SumFactors<N> factors = sum_factors(scales, out.scale);
  std::array<reference::SumInput, N> inputs;
  for (std::size_t k = 0; k < N; ++k) inputs[k] = {x[k], in[k].zero, factors.inputs[k]};
  Bytes y(count);
  reference::sum(inputs.data(), static_cast<Index>(N), factors.output, out.zero, static_cast<Index>(count), y.data());
  return y;
}

template <std::size_t N>
void check_sum(const Case& c) {
  const Bytes x = c.bytes("x");
  const std::size_t count = x.size() / N;
  std::array<const std::int8_t*, N> inputs;
  std::array<Quantization, N> in;
  for (std::size_t k = 0; k < N; ++k) {
    inputs[k] = x.data() + k * count;
    in[k] = c.quantization("inputs", k);
  }
  CHECK(difference(sum(inputs, in, c.quantization("output"), count), c.bytes("y")) == "");
}

TEST_CASE("int8 sums give the bits of TFLite Micro", "[kernels/int8]") {
  for_each_case("sum", [](const Case& c) {
    const std::size_t inputs = c.extent("x", 0);
    REQUIRE((inputs == 2 || inputs == 3));
    inputs == 2 ? check_sum<2>(c) : check_sum<3>(c);
  });
}

TEST_CASE("int8 changes of quantization give the bits of TFLite Micro", "[kernels/int8]") {
  for_each_case("rescale", [](const Case& c) {
    const Quantization in = c.quantization("input"), out = c.quantization("output");
    const Bytes x = c.bytes("x");
    Bytes y(x.size());
    reference::rescale(x.data(), scale_factor(in.scale, out.scale), in.zero, out.zero, static_cast<Index>(x.size()), y.data());
    CHECK(difference(y, c.bytes("y")) == "");
  });
  for_each_case("quantize", [](const Case& c) {
    Bytes y;
    for (const float real : c.all<float>("real_f32")) y.push_back(quantize(real, c.quantization("output")));
    CHECK(difference(y, c.bytes("y")) == "");
  });
  for_each_case("dequantize", [](const Case& c) {
    std::vector<float> real;
    for (const std::int8_t n : c.bytes("x")) real.push_back(dequantize(n, c.quantization("input")));
    CHECK(real == c.all<float>("real_f32"));
  });
}

TEST_CASE("int8 padding is the zero of the tensor, as in TFLite Micro", "[kernels/int8]") {
  for_each_case("pad", [](const Case& c) {
    const std::vector<Index> extents = c.all<Index>("extents"), p = c.all<Index>("padding");
    const Bytes x = c.bytes("x");
    Bytes y(static_cast<std::size_t>((extents[0] + p[0] + p[1]) * (extents[1] + p[2] + p[3]) * extents[2]));
    reference::pad(x.data(), extents[0], extents[1], extents[2], {p[0], p[1], p[2], p[3]}, c.quantization("input").zero,
                   y.data());
    CHECK(difference(y, c.bytes("y")) == "");
  });
}

Bytes softmax(const Bytes& x, std::size_t width, float scale) {
  const auto table = make_exp_table(scale);
  Bytes y(x.size());
  for (std::size_t row = 0; row < x.size(); row += width) {
    softmax_row(table.data(), x.data() + row, y.data() + row, static_cast<Index>(width));
  }
  return y;
}

TEST_CASE("int8 softmax gives the bits of TFLite Micro", "[kernels/int8]") {
  for_each_case("softmax", [](const Case& c) {
    CHECK(difference(softmax(c.bytes("x"), c.extent("x", 1), c.quantization("input").scale), c.bytes("y")) == "");
  });
}

TEST_CASE("int8 tables of sigmoid and tanh have the bits of TFLite Micro", "[kernels/int8]") {
  const auto check = [](bool is_tanh) {
    return [is_tanh](const Case& c) {
      const Table table = make_sigmoid_table(c.quantization("input"), is_tanh);
      CHECK(difference(Bytes(table.begin(), table.end()), c.bytes("y")) == "");
    };
  };
  for_each_case("sigmoid", check(false));
  for_each_case("tanh", check(true));
}

/// A tensor on its way through a network of reference functions.
struct Activations {
  Bytes x;
  Quantization in;
};

class Network {
 public:
  explicit Network(std::string name) : golden_("int8_networks"), name_(std::move(name)) {}

  Activations input() const { return {part("").bytes("x"), part("").quantization("input")}; }
  Activations product(const std::string& layer, Windows S, const Activations& a) const {
    const Layer l(part(layer), a.in);
    return {outputs(reference::product, S, l, a.x), l.out};
  }
  Activations depthwise(const std::string& layer, Windows S, const Activations& a) const {
    const Layer l(part(layer), a.in);
    return {outputs(reference::depthwise, S, l, a.x), l.out};
  }
  Activations add(const std::string& layer, const Activations& a, const Activations& b) const {
    const Quantization out = part(layer).quantization("output");
    return {sum<2>({a.x.data(), b.x.data()}, {a.in, b.in}, out, a.x.size()), out};
  }
  Activations global_average(const std::string& layer, std::size_t channels, std::size_t sample, const Activations& a) const {
    Activations result{{}, part(layer).quantization("output")};
    for (auto at = a.x.begin(); at != a.x.end(); at += static_cast<std::ptrdiff_t>(sample)) {
      const Bytes y = mean({at, at + static_cast<std::ptrdiff_t>(sample)}, channels, a.in, result.in);
      result.x.insert(result.x.end(), y.begin(), y.end());
    }
    return result;
  }

  /// Compares the logits and their softmax.
  void check(const Activations& logits) const {
    const Case whole = part("");
    CHECK(difference(logits.x, whole.bytes("logits")) == "");
    CHECK(difference(softmax(logits.x, whole.extent("y", 1), logits.in.scale), whole.bytes("y")) == "");
  }

 private:
  Case part(const std::string& layer) const { return {golden_, layer.empty() ? name_ : name_ + "/" + layer}; }

  Golden golden_;
  std::string name_;
};

Activations max_pool(Windows S, const Activations& a) {
  const auto n = static_cast<Index>(a.x.size()) / S.in_sample();
  Activations result{Bytes(static_cast<std::size_t>(n * S.out_sample())), a.in};
  for (Index i = 0; i < n; ++i) {
    reference::max_pool(S, a.x.data() + i * S.in_sample(), result.x.data() + i * S.out_sample());
  }
  return result;
}

TEST_CASE("an int8 perceptron gives the bits of TFLite Micro", "[kernels/int8]") {
  const Network net("mlp");
  Activations a = net.product("dense_0", dense(64, 32), net.input());
  a = net.product("dense_1", dense(32, 16), a);
  net.check(net.product("dense_2", dense(16, 10), a));
}

TEST_CASE("an int8 network with a depthwise convolution and a residual sum gives the bits of TFLite Micro", "[kernels/int8]") {
  const Network net("cnn");
  constexpr Windows main = image_windows(12, 11, 8, 8, 3, 1, same);
  const Activations a = net.product("conv2d_0", image_windows(12, 11, 3, 8, 3, 1, same), net.input());
  const Activations skip = net.depthwise("depthwise_conv2d_0", main, a);
  const Activations branch = net.product("conv2d_2", main, net.product("conv2d_1", main, skip));
  const Activations pooled = max_pool(image_windows(12, 11, 8, 8, 2, 2), net.add("add_0", branch, skip));
  net.check(net.product("dense_0", dense(48, 10), net.product("conv2d_3", image_windows(6, 5, 8, 12, 3, 2), pooled)));
}

TEST_CASE("an int8 network of depthwise convolutions gives the bits of TFLite Micro", "[kernels/int8]") {
  const Network net("ds_cnn");
  constexpr Windows first{make_window(13, 5, 2, 1, same), make_window(10, 4, 2, 1, same), 1, 16};
  Activations a = net.product("conv2d_0", first, net.input());
  for (const int i : {0, 1}) {
    a = net.depthwise("depthwise_conv2d_" + std::to_string(i), image_windows(7, 5, 16, 16, 3, 1, same), a);
    a = net.product("conv2d_" + std::to_string(i + 1), image_windows(7, 5, 16, 16, 1), a);
  }
  a = net.global_average("global_average_pooling2d_0", 16, 7 * 5 * 16, a);
  net.check(net.product("dense_0", dense(16, 7), a));
}

}  // namespace linnet::test::int8_golden
