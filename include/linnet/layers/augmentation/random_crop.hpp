// SPDX-License-Identifier: MIT
// RandomCrop: in training it takes a window of each image at a place of its own, in inference the one in the centre.
// Source: keras.layers.RandomCrop.
#pragma once

#include <linnet/kernels/augmentation/crop.hpp>
#include <linnet/kernels/resizing/copies.hpp>
#include <linnet/layers/noise/sample_random.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

namespace linnet {

/// RandomCrop<24>, RandomCrop<Size2D{24, 20}>: windows of this height and width. Input (N, H, W, C), output (N, Size.height, Size.width, C).
///
/// Every place inside the image is equally likely. In Keras all images of a batch have the same place. In inference the window is in the
/// centre, with the odd row or column behind it, as keras.layers.CenterCrop has it.
template <Size2D Size>
struct RandomCrop {
  static constexpr std::string_view name = "random_crop";
  static constexpr std::string_view cpp_name = "linnet::RandomCrop";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_range = true;
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Size);
  }

  template <class In>
  static constexpr auto output_shape() {
    using I = Image<2, In>;
    static_assert(Size.height > 0 && Size.width > 0, "RandomCrop: the size must be at least 1 x 1");
    static_assert(I::fits,
                  "RandomCrop: the input must be (height, width, channels); put a Reshape<...> before it or give Input its "
                  "channels, for example Input<28, 28, 1>");
    static_assert(!I::fits || (Size.height <= I::height && Size.width <= I::width),
                  "RandomCrop: the window must not be larger than the image");
    return ImageShape<2, Size.height, Size.width, I::channels>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = 2};  // top and left
  }

  /// The int8 form; see network/int8_form.hpp.
  static constexpr QuantizedRange quantized_range = QuantizedRange::as_input;
  template <class In>
  using Int8 = quantized::Crop<kernels::frame<2, Output<In>>(
      Size2D{(In::dims[0] - Size.height) / 2, (In::dims[1] - Size.width) / 2},
      Size2D{(In::dims[0] - Size.height + 1) / 2, (In::dims[1] - Size.width + 1) / 2})>;

  template <class Pass>
  void infer(const Pass& f) const {
    constexpr Index rows = Pass::Input::dims[0] - Size.height, columns = Pass::Input::dims[1] - Size.width;
    for (Index i = 0; i < f.n; ++i) crop(f, i, rows / 2, columns / 2);
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index rows = Pass::Input::dims[0] - Size.height, columns = Pass::Input::dims[1] - Size.width;
    if (!f.training) return infer(f);
    const detail::SampleRandom random_of(*f.random);
    for (Index i = 0; i < f.n; ++i) {
      Random random = random_of(i);
      const std::uint32_t top = random.below(rows + 1), left = random.below(columns + 1);
      f.remembered[2 * i] = static_cast<T>(top);
      f.remembered[2 * i + 1] = static_cast<T>(left);
      crop(f, i, static_cast<Index>(top), static_cast<Index>(left));
    }
  }

  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      using In = typename Pass::Input;
      using Out = typename Pass::Output;
      for (Index i = 0; i < f.n; ++i) {
        kernels::crop_at_gradient<In, Out>(static_cast<Index>(f.remembered[2 * i]), static_cast<Index>(f.remembered[2 * i + 1]),
                                           f.dy + i * Out::size, f.dx + i * In::size);
      }
    }
  }

 private:
  template <class Pass>
  static void crop(const Pass& f, Index sample, Index top, Index left) {
    using In = typename Pass::Input;
    using Out = typename Pass::Output;
    kernels::crop_at<In, Out>(top, left, f.x + sample * In::size, f.y + sample * Out::size);
  }
};

}  // namespace linnet
