// SPDX-License-Identifier: MIT
// QuantizedSequential: an int8 model on a host, which owns its numbers.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/buffer_pool.hpp>
#include <linnet/core/checks.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/measure.hpp>
#include <linnet/quantized/conversions.hpp>
#include <linnet/quantized/model_checks.hpp>
#include <linnet/quantized/record.hpp>
#include <linnet/quantized/report/compare.hpp>
#include <linnet/training/metric_names.hpp>
#include <linnet/training/results.hpp>

#include <memory>
#include <vector>

namespace linnet {

/// The result of quantize: a model whose weights and activations are int8. It predicts the bits of TFLite Micro on every CPU.
///
/// A prediction is const: any number of threads may predict with one model at a time. A copy is deep, except for the float numbers that
/// report compares with: copies share them.
template <class Input_, class... Layers>
class LINNET_OWN_CODE QuantizedSequential : public QuantizedBase<kernels::int8::Native, Input_, Layers...> {
  using Base = QuantizedBase<kernels::int8::Native, Input_, Layers...>;

 public:
  using Base::predict;
  using typename Base::Input;
  using typename Base::Memory;
  using typename Base::Network;
  using typename Base::Output;
  using typename Base::Topology;
  using Original = quantized::FloatLayers<typename Input_::Output, std::tuple<Layers...>>;  ///< the model in float
  static constexpr int output_rank = static_cast<int>(Output::rank) + 1;

  /// The layers, their numbers in the order in which they compute (inside branches, too), and the quantisation of the input. `mean` and
  /// `factor` (last extent of the input) are those of a Normalization in front, applied to real input as (x - mean) * factor; empty if
  /// there is none. `original` is what report compares with; null if it is not known. Throws InvalidInput if the numbers are not those of
  /// these layers.
  LINNET_COLD QuantizedSequential(const std::tuple<Layers...>& layers, std::vector<QuantizedLayer> records, Quantization input,
                                  std::vector<float> mean = {}, std::vector<float> factor = {},
                                  std::shared_ptr<const Original> original = {})
      : layers_(layers),
        records_(std::move(records)),
        mean_(std::move(mean)),
        factor_(std::move(factor)),
        original_(std::move(original)),
        input_(input),
        constants_(Network::bytes + 1),
        buffers_(Network::memory_bytes(chunk) + data_bytes) {
    quantized::require_model(records_.size(), Network::records, input_, mean_, factor_, last_dim<Input>);
    const QuantizedLayer* record = records_.data();
    output_ = Network::pack(record, input_, constants());
  }

  /// Scale and zero of the input, and of the output: real = scale * (q - zero). After a Normalization in front of the first layer they are
  /// those of the normalised input; quantize_input applies it.
  Quantization input_quantization() const { return input_; }
  Quantization output_quantization() const { return output_; }
  /// The Normalization in front of the first layer, which reads this object's numbers; its pointers are null if there is none.
  InputNormalization normalization() const {
    return mean_.empty() ? InputNormalization{} : InputNormalization{mean_.data(), factor_.data()};
  }
  /// The numbers of the layers, from which the constants of any CPU are made.
  const std::vector<QuantizedLayer>& records() const {
    require_numbers();
    return records_;
  }
  /// The layers that compute (quantized/lowering/lower.hpp).
  const std::tuple<Layers...>& layers() const { return layers_; }
  /// The constants, packed for this CPU: what FrozenQuantized takes.
  std::span<const std::byte> constant_bytes() const { return {constants(), static_cast<std::size_t>(Network::bytes)}; }

  /// Quantises real input (samples, Input) into q, of the same size.
  LINNET_OWN_CODE void quantize_input(FlatView<const float> x, FlatView<std::int8_t> q) const {
    detail::require(x.size() == q.size(), [&] {
      return detail::text("quantize_input: x has ", x.size(), " numbers, the result has room for ", q.size());
    });
    to_int8(x.data(), q.data(), static_cast<Index>(x.size()));
  }

  /// Predictions (samples, Output...) in real numbers for x (samples, Input...). Throws InvalidInput if x is empty, of another shape or not
  /// finite.
  LINNET_OWN_CODE Tensor<output_rank> predict(ArrayView<float> x) const {
    if (x.is_flat()) detail::give_shape("predict", "x", "the model's Input<...> needs ", x, Input::dims);
    Tensor<output_rank> y(output_dims(x.samples()));
    predict(x, {y.data(), static_cast<std::size_t>(y.size())});
    return y;
  }
  /// The same into the caller's memory, row-major.
  LINNET_OWN_CODE void predict(ArrayView<float> x, FlatView<float> y) const {
    detail::require_samples("predict", x, Input::dims);
    require_room(x.samples(), y.size());
    const auto buffer = buffers_.borrow();
    std::int8_t* const in = buffer.data();              // (chunk, Input)
    std::int8_t* const out = in + chunk * Input::size;  // (chunk, Output)
    auto* const memory = memory_of(in + data_bytes);
    for (Index first = 0; first < x.samples(); first += chunk) {
      const Index n = (std::min)(chunk, x.samples() - first);
      const float* const from = x.data() + first * Input::size;
      to_int8(from, in, n * Input::size);
      Base::template predict_int8<chunk>(constants(), in, out, n, memory);
      quantized::to_real(out, y.data() + first * Output::size, n * Output::size, output_);
    }
  }

  /// Predictions in int8 of x in int8, (samples, Input) row-major. Throws InvalidInput if x is not a whole number of samples.
  template <class Numbers>
  requires std::is_convertible_v<const Numbers&, FlatView<const std::int8_t>>
  auto predict(const Numbers& x) const {
    const FlatView<const std::int8_t> numbers(x);
    Tensor<output_rank, std::int8_t> y(output_dims(samples_of(numbers)));
    predict(numbers, {y.data(), static_cast<std::size_t>(y.size())});
    return y;
  }
  /// Predictions in int8: y (samples, Output) of x (samples, Input), row-major. Throws InvalidInput if the sizes do not match.
  LINNET_OWN_CODE void predict(FlatView<const std::int8_t> x, FlatView<std::int8_t> y) const {
    const auto buffer = buffers_.borrow();
    predict_in_chunks<chunk>(x, y, memory_of(buffer.data() + data_bytes));
  }
  /// The same with `memory` between the layers, a sample at a time: never allocates.
  LINNET_OWN_CODE void predict(FlatView<const std::int8_t> x, FlatView<std::int8_t> y, Memory& memory) const {
    predict_in_chunks<1>(x, y, memory.bytes.data());
  }

  /// Returns the metrics over all samples: evaluate(x, y, Accuracy{})["accuracy"]. Throws InvalidInput as predict and measure do.
  template <class Labels, Metric... M>
  LINNET_OWN_CODE Results<sizeof...(M)> evaluate(ArrayView<float> x, const Labels& y, M... metrics) const {
    static_assert(sizeof...(M) > 0, "evaluate: name at least one metric: evaluate(x, y, Accuracy{})");
    const Tensor<output_rank> predictions = predict(x);
    (detail::update_from("evaluate", metrics, y, predictions), ...);
    Results<sizeof...(M)> results{{}, {metrics.result()...}};
    constexpr auto names = detail::metric_names<false, M...>;
    std::copy(names.begin() + 1, names.end(), results.names.begin());
    return results;
  }

  /// Losses are refused in a sentence.
  template <class Labels, class... M>
  requires(!(Metric<M> && ...)) void evaluate(const ArrayView<float>&, const Labels&, const M&...) const {
    refuse_metric<Labels>();
  }

  /// Compares each layer with the float model on samples x (samples, Input...): std::cout << q.report(x_test). Throws InvalidInput as predict
  /// does, and for a model that was not made by quantize: it has no float numbers.
  LINNET_OWN_CODE QuantizationReport report(ArrayView<float> x) const {
    Outputs in_float, in_int8;
    return compare(x, in_float, in_int8);
  }
  /// The same with a metric of both: by default the accuracy, of class indices y.
  template <class Targets, Metric M = Accuracy>
  LINNET_OWN_CODE QuantizationReport report(ArrayView<float> x, const Targets& y, M metric = {}) const {
    Outputs in_float, in_int8;
    QuantizationReport report = compare(x, in_float, in_int8);
    M other = metric;
    detail::update_from("report", metric, y, in_float);
    detail::update_from("report", other, y, in_int8);
    report.metric = M::name;
    report.float_score = metric.result();
    report.int8_score = other.result();
    return report;
  }
  template <class Targets, class M>
  requires(!Metric<M>) void report(const ArrayView<float>&, const Targets&, const M&) const { refuse_metric<Targets>(); }

 private:
  using Outputs = Tensor<output_rank>;

  template <class M>
  static void refuse_metric() {
    static_assert(
        detail::never<M>,
        "evaluate, report: an argument after the targets is no metric; nor is a loss, for which metrics/regression.hpp has "
        "MeanSquaredErrorMetric and the like");
  }
  static Index samples_of(FlatView<const std::int8_t> x) {
    const Index size = static_cast<Index>(x.size());
    detail::require(size % Input::size == 0, [&] {
      return detail::text("predict: x has ", size,
                          " int8 numbers, which is not a whole number of samples; the model's Input<...> needs ", Input::size,
                          " per sample");
    });
    return size / Input::size;
  }
  static void require_room(Index samples, std::size_t room) {
    detail::require(static_cast<Index>(room) == samples * Output::size, [&] {
      return detail::text("predict: the output has room for ", room, " numbers, ", samples, " samples give ",
                          samples * Output::size);
    });
  }

  /// Predictions in int8, `Most` samples at a time in `memory` (inference_bytes(Most)).
  template <Index Most>
  void predict_in_chunks(FlatView<const std::int8_t> x, FlatView<std::int8_t> y, std::byte* memory) const {
    const Index samples = samples_of(x);
    require_room(samples, y.size());
    for (Index i = 0; i < samples; i += Most) {
      const Index n = (std::min)(Most, samples - i);
      Base::template predict_int8<Most>(constants(), x.data() + i * Input::size, y.data() + i * Output::size, n, memory);
    }
  }

  QuantizationReport compare(ArrayView<float> x, Outputs& in_float, Outputs& in_int8) const {
    require_numbers();
    detail::require(original_ != nullptr, [] {
      return std::string("report: this model has no float numbers to compare with; only the result of quantize has them");
    });
    detail::require_samples("report", x, Input::dims);
    in_float.resize(output_dims(x.samples()));
    in_int8.resize(output_dims(x.samples()));
    return quantized::compare<kernels::int8::Native>(*original_, records_, input_, constants(), x, mean_, factor_,
                                                     in_float.data(), in_int8.data());
  }

  /// Samples that predict processes at a time, so that the outputs of inner layers stay in the cache.
  static constexpr Index chunk = std::clamp<Index>(Index{131072} / std::max<Index>(Topology::inference_region, 1), 1, 64);

  /// Bytes of input and output in a buffer, before the working memory.
  static constexpr Index data_bytes = quantized::aligned_bytes<kernels::int8::Native>(chunk * (Input::size + Output::size));

  void require_numbers() const {
    detail::expect(constants_.data() != nullptr, "the int8 model has no numbers: it was moved from");
  }
  std::byte* constants() const {
    require_numbers();
    return reinterpret_cast<std::byte*>(constants_.data());
  }
  static std::byte* memory_of(std::int8_t* at) { return reinterpret_cast<std::byte*>(at); }

  void to_int8(const float* x, std::int8_t* q, Index count) const {
    quantized::to_int8(x, q, count, input_, normalization(), last_dim<Input>);
  }
  static Eigen::DSizes<Index, output_rank> output_dims(Index samples) {
    Eigen::DSizes<Index, output_rank> dims;
    dims[0] = samples;
    for (std::size_t i = 0; i < Output::dims.size(); ++i) dims[i + 1] = Output::dims[i];
    return dims;
  }

  std::tuple<Layers...> layers_;
  std::vector<QuantizedLayer> records_;
  std::vector<float> mean_, factor_;
  std::shared_ptr<const Original> original_;
  Quantization input_, output_;
  Storage<std::int8_t> constants_;                   // packed (Network::bytes)
  mutable detail::BufferPool<std::int8_t> buffers_;  // input, output and what lies between layers, `chunk` samples at a time
};

}  // namespace linnet
