// SPDX-License-Identifier: MIT
// Every kernel on small arrays, and a hash of the bits that come out; then once more on arrays with numbers that are not finite or huge
// among them. All CPUs with a fused multiply-add have to print the same, and all without one: kernels_fma.txt, kernels_no_fma.txt.
#include <linnet/core/random.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/initializers/he.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/batch_normalization.hpp>
#include <linnet/kernels/convolution.hpp>
#include <linnet/kernels/convolution_gradients.hpp>
#include <linnet/kernels/dense.hpp>
#include <linnet/kernels/depthwise.hpp>
#include <linnet/kernels/pooling.hpp>
#include <linnet/kernels/transformer/attention.hpp>
#include <linnet/kernels/transformer/layer_normalization.hpp>
#include <linnet/losses.hpp>
#include <linnet/metrics/binned_auc.hpp>
#include <linnet/metrics/multilabel.hpp>
#include <linnet/metrics/precision_at_recall.hpp>
#include <linnet/metrics/regression.hpp>
#include <linnet/metrics/weighted.hpp>
#include <linnet/optimizers/adam.hpp>
#include <linnet/optimizers/sgd.hpp>
#include <linnet/regularizers/regularizer.hpp>

#include <iterator>
#include <limits>

#include "board.hpp"
#include "hash.hpp"

namespace nn = linnet;
namespace kernels = linnet::kernels;
using nn::Index;
using Block = std::span<float>;

namespace {

/// Memory that a family of kernels shares; the widest vectors need the most scratch.
constexpr std::size_t memory_numbers = nn::simd::lanes<nn::simd::Packet<float, 16>> == 1 ? 2560 : 40960;
alignas(64) float memory[memory_numbers];

/// No denormals: the vectors of a Cortex-M55 take them for zeros.
constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float special_numbers[] = {std::numeric_limits<float>::quiet_NaN(), infinity, -infinity, -0.0f, 3e38f, -3e38f};

/// True in the second round, where one number in 24 is special.
bool special = false;

class Family {
 public:
  Hash hash;
  nn::Random random{1};

  explicit Family(const char* name) { board::print(special ? "special " : "", name, ' '); }
  ~Family() { board::print(board::Hex{hash.value}, '\n'); }
  Family(const Family&) = delete;

  /// Memory for `n` numbers, set to 7: a kernel that leaves some of its output out shows.
  Block empty(Index n) {
    const Block block(memory + used_, static_cast<std::size_t>(n));
    used_ += block.size();
    if (used_ > memory_numbers) {
      board::print("needs more memory\n");
      board::exit(1);
    }
    for (float& x : block) x = 7.0f;
    return block;
  }
  /// Memory with random numbers in [low, high].
  Block random_numbers(Index n, float low = -1.0f, float high = 1.0f) {
    const Block block = empty(n);
    for (float& x : block) x = number(low, high);
    return block;
  }
  float number(float low, float high) {
    const float x = random.uniform(low, high);
    return special && random.below(24) == 0 ? special_numbers[random.below(std::size(special_numbers))] : x;
  }
  void release() { used_ = 0; }

 private:
  std::size_t used_ = 0;
};

void math_functions() {
  Family f("math");
  for (int i = -1100; i <= 1100; ++i) {
    const float x = static_cast<float>(i) * 0.09f;
    f.hash.add(nn::math::exp(x));
    f.hash.add(nn::math::expm1(x));
    f.hash.add(nn::math::tanh(x));
    f.hash.add(nn::math::sigmoid(x));
  }
  for (std::uint32_t bits = 1; bits < 0x7f800000u; bits += 0xfffffu) {  // every exponent, the denormals among them
    const float x = std::bit_cast<float>(bits);
    f.hash.add(nn::math::log(x));
    f.hash.add(nn::math::log1p(x));
    f.hash.add(nn::math::sqrt(x));
  }
  for (const float x : special_numbers) {
    for (const float y : {nn::math::exp(x), nn::math::expm1(x), nn::math::tanh(x), nn::math::sigmoid(x), nn::math::log(x),
                          nn::math::log1p(x), nn::math::sqrt(x)}) {
      f.hash.add(y);
    }
  }
}

void random_numbers() {
  Family f("random");
  std::uint32_t items[50];
  for (std::uint32_t i = 0; i < 50; ++i) items[i] = i;
  for (int i = 0; i < 100; ++i) {
    f.hash.add(f.random());
    f.hash.add(f.random.uniform<float>());
    f.hash.add(f.random.uniform(-0.3f, 0.7f));
    f.hash.add(f.random.normal<float>());
    f.hash.add(f.random.below(1000));
  }
  f.random.shuffle(std::span<std::uint32_t>(items));
  for (const std::uint32_t item : items) f.hash.add(item);
  const nn::ParameterInfo kernel{"kernel", {10, 20, 1, 1}, 2, 10, 20};
  const Block w = f.empty(kernel.size());
  for (const nn::Initializer draw :
       {nn::Initializer(nn::GlorotUniform{}), nn::Initializer(nn::GlorotNormal{}), nn::Initializer(nn::HeNormal{})}) {
    draw(w.data(), kernel, f.random);
    f.hash.add(w);
  }
}

template <Index K, Index M>
void dense(Family& f, Index n) {
  f.release();
  const Block x = f.random_numbers(n * K), w = f.random_numbers(K * M), b = f.random_numbers(M), dy = f.random_numbers(n * M);
  const Block y = f.empty(n * M), dx = f.empty(n * K), dw = f.empty(K * M), db = f.empty(M);
  const Block scratch = f.empty(kernels::dense_scratch<K, M, float>);
  kernels::dense_forward<K, M>(x.data(), w.data(), y.data(), n, kernels::FromBias<float>{b.data()}, kernels::StoreRelu{});
  f.hash.add(y);
  kernels::dense_weight_gradient<K, M>(x.data(), dy.data(), dw.data(), scratch.data(), n);
  f.hash.add(dw);
  kernels::bias_gradient(dy.data(), db.data(), n, M);
  f.hash.add(db);
  kernels::dense_input_gradient<K, M>(dy.data(), w.data(), dx.data(), scratch.data(), n);
  f.hash.add(dx);
}

void dense() {
  Family f("dense");
  dense<13, 10>(f, 1);
  dense<13, 10>(f, 7);
  dense<8, 33>(f, 5);
  dense<5, 70>(f, 3);
}

template <nn::Windows S>
void convolution(Family& f) {
  constexpr Index n = 2, x_size = n * S.in_sample(), y_size = n * S.out_sample(), w_size = S.taps() * S.channels * S.outputs;
  f.release();
  const Block x = f.random_numbers(x_size), w = f.random_numbers(w_size), b = f.random_numbers(S.outputs);
  const Block y = f.empty(y_size), scratch = f.empty(kernels::convolution_scratch<S, float>);
  kernels::convolution_forward<S>(x.data(), w.data(), y.data(), n, kernels::FromBias<float>{b.data()});
  f.hash.add(y);
  const Block dy = y, dw = f.random_numbers(w_size);  // dw += its gradient
  for (Index i = 0; i < n; ++i) {
    kernels::convolution_weight_gradient<S>(x.data() + i * S.in_sample(), dy.data() + i * S.out_sample(), dw.data(),
                                            scratch.data());
  }
  f.hash.add(dw);
  kernels::convolution_input_gradient<S>(dy.data(), w.data(), x.data(), scratch.data(), n);
  f.hash.add(x);
}

template <nn::Windows S>
void depthwise(Family& f) {
  constexpr Index w_size = S.taps() * S.outputs;
  f.release();
  const Block x = f.random_numbers(S.in_sample()), w = f.random_numbers(w_size), b = f.random_numbers(S.outputs);
  const Block y = f.empty(S.out_sample()), scratch = f.empty(kernels::depthwise_scratch<S>);
  kernels::depthwise_forward<S>(x.data(), w.data(), y.data(), 1, kernels::FromBias<float>{b.data()});
  f.hash.add(y);
  const Block dy = y, dw = f.random_numbers(w_size);
  kernels::depthwise_weight_gradient<S>(x.data(), dy.data(), dw.data(), scratch.data());
  f.hash.add(dw);
  kernels::depthwise_input_gradient<S>(dy.data(), w.data(), x.data());
  f.hash.add(x);
}

template <nn::Windows S, class Pool>
void pool(Family& f) {
  f.release();
  const Block x = f.random_numbers(S.in_sample()), y = f.empty(S.out_sample());
  kernels::pool<S, Pool>(x.data(), y.data(), 1);
  f.hash.add(y);
  const Block dy = f.random_numbers(S.out_sample()), dx = f.empty(S.in_sample());
  kernels::pool_gradient<S, Pool>(x.data(), y.data(), dy.data(), dx.data(), 1);
  f.hash.add(dx);
}

void images() {
  using nn::make_window, nn::Padding;
  constexpr nn::Window halved7 = make_window(7, 3, 2, 1, Padding::same), halved6 = make_window(6, 3, 2, 1, Padding::same);
  constexpr nn::Window dilated = make_window(6, 2, 1, 2, Padding::same), plain = make_window(6, 3);
  {
    Family f("convolution");
    convolution<nn::Windows{halved7, halved6, 3, 5}>(f);
    convolution<nn::Windows{plain, dilated, 4, 9}>(f);
    convolution<nn::Windows{make_window(4, 2), plain, 2, 18}>(f);
  }
  {
    Family f("depthwise");
    depthwise<nn::Windows{halved7, halved6, 5, 5}>(f);
    depthwise<nn::Windows{plain, dilated, 3, 6}>(f);
  }
  {
    Family f("pooling");
    pool<nn::Windows{halved7, halved6, 5, 5}, kernels::MaxPool>(f);
    pool<nn::Windows{halved7, halved6, 5, 5}, kernels::AveragePool>(f);
    pool<nn::Windows{plain, plain, 18, 18}, kernels::MaxPool>(f);
  }
}

template <Index C>
void normalization(Family& f, Index rows) {
  f.release();
  const Block x = f.random_numbers(rows * C), dy = f.random_numbers(rows * C), gamma = f.random_numbers(C);
  const Block mean = f.empty(C), variance = f.empty(C), y = f.empty(rows * C), dx = f.empty(rows * C), sums = f.empty(2 * C);
  kernels::column_moments<C>(x.data(), rows, mean.data(), variance.data());
  const kernels::Normalization<float> columns{mean.data(), variance.data(), gamma.data(), nullptr, 1e-3f};
  kernels::normalize<C>(columns, x.data(), y.data(), rows);
  kernels::normalize_gradient<C>(columns, x.data(), dy.data(), dx.data(), sums.data(), rows);
  for (const Block& block : {mean, variance, y, dx, sums}) f.hash.add(block);
}

template <Index C>
void layer_normalization(Family& f, Index rows) {
  f.release();
  const Block x = f.random_numbers(rows * C), dy = f.random_numbers(rows * C), gamma = f.random_numbers(C),
              beta = f.random_numbers(C);
  const Block y = f.empty(rows * C), dx = f.empty(rows * C), moments = f.empty(2 * rows), dgamma = f.empty(C);
  kernels::normalize_rows<C, true, true>(gamma.data(), beta.data(), 1e-3f, x.data(), y.data(), moments.data(), rows);
  std::fill(dgamma.begin(), dgamma.end(), 0.0f);
  kernels::add_gamma_gradient<C>(x.data(), moments.data(), dy.data(), dgamma.data(), rows);
  kernels::normalize_rows_gradient<C, true>(gamma.data(), x.data(), moments.data(), dy.data(), dx.data(), rows);
  for (const Block& block : {y, moments, dgamma, dx}) f.hash.add(block);
}

/// The second of two heads.
template <Index S, Index K, bool Causal>
void attention(Family& f) {
  using Head = kernels::AttentionHead<S, K, 2 * K, Causal>;
  f.release();
  const Block q = f.random_numbers(S * 2 * K), k = f.random_numbers(S * 2 * K), v = f.random_numbers(S * 2 * K);
  const Block o = f.random_numbers(S * 2 * K), p = f.empty(S * S), scratch = f.empty(Head::backward_scratch);
  const kernels::DropoutMask<float> mask(77.0f, 0.25f);
  kernels::attention_forward<Head>(q.data() + K, k.data() + K, v.data() + K, p.data(), o.data() + K, scratch.data(), {});
  kernels::attention_backward<Head>(q.data() + K, k.data() + K, v.data() + K, p.data(), o.data() + K, scratch.data(),
                                    {&mask, 5});
  for (const Block& block : {q, k, v, o, p}) f.hash.add(block);
}

template <class... A>
void activations(Family& f, const A&... all) {
  const auto one = [&f](const auto& activation) {
    f.release();
    const Block x = f.random_numbers(7 * 11, -8.0f, 8.0f), dy = f.random_numbers(7 * 11), y = f.empty(7 * 11);
    kernels::activate(activation, x.data(), y.data(), 7, 11);
    f.hash.add(y);
    constexpr bool from_input = kernels::from_input<std::remove_cvref_t<decltype(activation)>>;
    kernels::activation_gradient(activation, from_input ? x.data() : y.data(), dy.data(), dy.data(), 7, 11);
    f.hash.add(dy);
  };
  (one(all), ...);
}

template <class... Metrics>
void metrics(Family& f, const Metrics&... all) {
  const auto one = [&f](auto metric) {
    f.release();
    const Block p = f.random_numbers(40, 0.0f, 1.0f), y = f.random_numbers(40, 0.0f, 1.0f);
    for (std::size_t i = 0; i < 40; ++i) {
      const std::span<const float> score(&p[i], 1), target(&y[i], 1);
      if constexpr (requires { metric.update(score, target, 1.0f); }) {
        metric.update(score, target, 0.25f * static_cast<float>(i % 5));
      } else {
        metric.update(score, target);
      }
    }
    const double result = metric.result();
    const std::uint64_t bits = result != result ? 0 : std::bit_cast<std::uint64_t>(result);
    f.hash.add(static_cast<std::uint32_t>(bits));
    f.hash.add(static_cast<std::uint32_t>(bits >> 32));
  };
  (one(all), ...);
}

template <class... Losses>
void losses(Family& f, const Losses&... all) {
  const auto one = [&f](const auto& loss) {
    using Loss = std::remove_cvref_t<decltype(loss)>;
    f.release();
    const Block p = f.random_numbers(10, 0.0f, 1.0f), y = f.random_numbers(10, 0.0f, 1.0f), gradient = f.empty(10);
    const std::int32_t label = 3;
    std::conditional_t<Loss::integer_targets, std::span<const std::int32_t>, std::span<const float>> target;
    if constexpr (Loss::integer_targets) {
      target = {&label, 1};
    } else {
      target = y;
    }
    f.hash.add(loss(std::span<const float>(p), target, gradient));
    f.hash.add(gradient);
    if constexpr (requires { loss.fused(p, target, gradient); }) {
      f.hash.add(loss.fused(p, target, gradient));
      f.hash.add(gradient);
      f.hash.add(p);
    }
  };
  (one(all), ...);
}

template <class... Optimizers>
void optimizers(Family& f, const Optimizers&... all) {
  const auto one = [&f](const auto& optimizer) {
    constexpr Index n = 50;
    f.release();
    const Block w = f.random_numbers(n), g = f.empty(n), slots = f.empty(2 * n);
    for (float& slot : slots) slot = 0.0f;
    typename std::remove_cvref_t<decltype(optimizer)>::State state{};
    for (int step = 0; step < (special ? 2 : 40); ++step) {  // a NaN stays
      for (float& x : g) x = f.number(-1.0f, 1.0f);
      nn::Regularizer(nn::L1L2{}).add_gradient(w.data(), g.data(), n);
      optimizer.update(state, nn::Update<float>{n, w.data(), g.data(), {slots.data(), n}, optimizer.learning_rate});
    }
    f.hash.add(w);
    f.hash.add(slots);
    f.hash.add(nn::Regularizer(nn::L1L2{}).penalty(w.data(), n));
  };
  (one(all), ...);
}

void layers_and_optimizers() {
  dense();
  images();
  {
    Family f("normalization");
    normalization<5>(f, 21);
    normalization<18>(f, 20);
  }
  {
    Family f("transformer");
    layer_normalization<5>(f, 7);
    layer_normalization<37>(f, 9);
    attention<9, 6, false>(f);
    attention<17, 5, true>(f);
  }
  {
    Family f("activations");
    activations(f, nn::linear{}, nn::relu{}, nn::leaky_relu{}, nn::elu{}, nn::sigmoid{}, nn::tanh{}, nn::relu6{},
                nn::hard_sigmoid{}, nn::gelu{}, nn::gelu_tanh{}, nn::silu{}, nn::softplus{}, nn::softmax{});
  }
  {
    Family f("losses");
    losses(f, nn::MeanSquaredError{}, nn::MeanAbsoluteError{}, nn::Huber{}, nn::BinaryCrossentropy{},
           nn::CategoricalCrossentropy{}, nn::SparseCategoricalCrossentropy{},
           nn::SparseCategoricalCrossentropy{.label_smoothing = 0.1f});
  }
  {
    Family f("further_losses");
    losses(f, nn::LogCosh{}, nn::Poisson{}, nn::Hinge{}, nn::SquaredHinge{}, nn::CategoricalHinge{}, nn::KLDivergence{},
           nn::CosineSimilarity{}, nn::BinaryFocalCrossentropy{}, nn::BinaryFocalCrossentropy{.apply_class_balancing = true},
           nn::CategoricalFocalCrossentropy{});
  }
  {
    Family f("metrics");
    metrics(f, nn::RootMeanSquaredError{}, nn::MeanAbsolutePercentageError{}, nn::R2<>{},
            nn::PrecisionAtRecall<20>{.recall = 0.6}, nn::BinnedAuc<20>{}, nn::Weighted{nn::BinaryAccuracy{}});
  }
  {
    Family f("optimizers");
    optimizers(f, nn::SGD{}, nn::SGD{.momentum = 0.9f}, nn::SGD{.momentum = 0.9f, .nesterov = true}, nn::Adam{}, nn::AdamW{});
  }
}

}  // namespace

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  math_functions();
  random_numbers();
  layers_and_optimizers();
  special = true;
  layers_and_optimizers();
}
