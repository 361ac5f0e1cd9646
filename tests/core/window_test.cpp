// SPDX-License-Identifier: MIT
// Windows against Keras's rules and against windows that are laid over the input one by one.
#include <linnet/core/window.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cmath>
#include <type_traits>

namespace linnet::test::window {

constexpr std::array<Padding, 3> paddings{Padding::valid, Padding::same, Padding::causal};

/// Calls f(in, size, stride, dilation, padding) for all small windows.
template <class Function>
void for_each_window(const Function& f) {
  for (Index in = 1; in <= 12; ++in) {
    for (Index size = 1; size <= 5; ++size) {
      for (Index stride = 1; stride <= 3; ++stride) {
        for (Index dilation = 1; dilation <= 2; ++dilation) {
          for (const Padding padding : paddings) f(in, size, stride, dilation, padding);
        }
      }
    }
  }
}

struct Extents {
  Index out, before;
};

/// The formulas of Keras's documentation, in real numbers.
Extents keras_extents(Index in, Index size, Index stride, Index dilation, Padding padding) {
  const Index span = size + (size - 1) * (dilation - 1);
  const auto ratio = [&](Index above) { return static_cast<double>(above) / static_cast<double>(stride); };
  if (padding == Padding::valid) return {span > in ? 0 : static_cast<Index>(std::floor(ratio(in - span))) + 1, 0};
  const Index out = static_cast<Index>(std::ceil(ratio(in)));
  if (padding == Padding::causal) return {static_cast<Index>(std::floor(ratio(in - 1))) + 1, span - 1};
  const Index total = std::max<Index>((out - 1) * stride + span - in, 0);
  return {out, total / 2};
}

/// Everything that a Window tells, counted tap by tap.
void check_window(const Window& w) {
  bool looks_beyond = false;
  for (Index o = 0; o < w.out; ++o) {
    Index count = 0, first = -1, last = -1;
    for (Index tap = 0; tap < w.size; ++tap) {
      const Index place = o * w.stride - w.before + tap * w.dilation;
      if (place < 0 || place >= w.in) continue;
      if (count++ == 0) first = tap;
      last = tap;
    }
    CAPTURE(o);
    if (count > 0) {
      REQUIRE(w.first_tap(o) == first);
      REQUIRE(w.end_tap(o) == last + 1);
      REQUIRE(last - first + 1 == count);
    } else {  // a dilated window may have all its taps beside a short input
      REQUIRE(w.end_tap(o) <= w.first_tap(o));
    }
    REQUIRE((w.first_tap(o) >= 0 && w.first_tap(o) <= w.size));
    REQUIRE((w.end_tap(o) >= 0 && w.end_tap(o) <= w.size));
    REQUIRE((o >= w.inner_begin() && o < w.inner_end()) == (count == w.size));
    looks_beyond = looks_beyond || count < w.size;
  }
  REQUIRE(w.span() == w.size + (w.size - 1) * (w.dilation - 1));
  REQUIRE(w.seen() == (w.out - 1) * w.stride + w.span());
  REQUIRE((0 <= w.inner_begin() && w.inner_begin() <= w.inner_end() && w.inner_end() <= w.out));
  REQUIRE((w.clips() || !looks_beyond));  // a window that looks beyond the border with no tap counts too
  REQUIRE(w.clips() == (w.before > 0 || w.seen() - w.before > w.in));
}

TEST_CASE("A window has the extents and the padding that Keras gives it", "[core]") {
  for_each_window([](Index in, Index size, Index stride, Index dilation, Padding padding) {
    CAPTURE(in, size, stride, dilation, static_cast<int>(padding));
    const Window w = make_window(in, size, stride, dilation, padding);
    const Extents expected = keras_extents(in, size, stride, dilation, padding);
    REQUIRE(w.out == expected.out);
    REQUIRE(w.before == expected.before);
    REQUIRE((w.in == in && w.size == size && w.stride == stride && w.dilation == dilation));
  });
}

TEST_CASE("The taps of a window are those that lie on the input", "[core]") {
  for_each_window([](Index in, Index size, Index stride, Index dilation, Padding padding) {
    CAPTURE(in, size, stride, dilation, static_cast<int>(padding));
    const Window w = make_window(in, size, stride, dilation, padding);
    if (w.out > 0) check_window(w);
  });
}

TEST_CASE("Windows of any padding in front count their taps", "[core]") {
  for (Index before = 0; before <= 7; ++before) {
    for (Index out = 1; out <= 6; ++out) {
      for_each_window([&](Index in, Index size, Index stride, Index dilation, Padding padding) {
        if (padding != Padding::valid || in > 5) return;
        CAPTURE(in, size, stride, dilation, before, out);
        check_window(Window{in, size, stride, dilation, before, out});
      });
    }
  }
}

TEST_CASE("A window that cannot be has no outputs", "[core]") {
  STATIC_REQUIRE(make_window(5, 6).out == 0);
  STATIC_REQUIRE(make_window(4, 3, 1, 2).out == 0);
  STATIC_REQUIRE(make_window(5, 3, 1, 2).out == 1);
  for (const Padding padding : paddings) {
    CHECK(make_window(5, 0, 1, 1, padding).out == 0);
    CHECK(make_window(5, 3, 0, 1, padding).out == 0);
    CHECK(make_window(5, 3, -1, 1, padding).out == 0);
    CHECK(make_window(5, 3, 1, 0, padding).out == 0);
  }
}

TEST_CASE("A window that cannot be is replaced by one that layers can compute with", "[core]") {
  using linnet::detail::usable;
  constexpr Window whole = make_window(5, 3), large = make_window(5, 6), empty = make_window(5, 0),
                   still = make_window(5, 3, 0);
  STATIC_REQUIRE((whole.fits() && usable(whole) == whole));
  STATIC_REQUIRE_FALSE(large.fits());
  STATIC_REQUIRE((empty.fits() && still.fits()));
  for (const Window& w : {usable(large), usable(empty), usable(still)}) {
    CHECK(w.out == linnet::detail::unknown_extent);
    CHECK((w.size >= 1 && w.stride >= 1 && w.dilation >= 1));
  }
}

TEST_CASE("The odd zero of same padding stands behind the input", "[core]") {
  constexpr Window w = make_window(6, 3, 2, 1, Padding::same);
  STATIC_REQUIRE(w == Window{6, 3, 2, 1, 0, 3});
  STATIC_REQUIRE(w.seen() == 7);
  STATIC_REQUIRE(w.clips());
  STATIC_REQUIRE(w.end_tap(2) == 2);
  STATIC_REQUIRE(make_window(7, 3, 2, 1, Padding::same) == Window{7, 3, 2, 1, 1, 4});
}

TEST_CASE("A causal window sees its own place and earlier ones", "[core]") {
  constexpr Window w = make_window(6, 3, 1, 2, Padding::causal);
  STATIC_REQUIRE(w == Window{6, 3, 1, 2, 4, 6});
  STATIC_REQUIRE(make_window(1, 3, 1, 2, Padding::causal).out == 1);  // zeros make up for a window larger than the input
  for_each_window([](Index in, Index size, Index stride, Index dilation, Padding padding) {
    if (padding != Padding::causal) return;
    const Window c = make_window(in, size, stride, dilation, padding);
    for (Index o = 0; o < c.out; ++o) REQUIRE(o * stride - c.before + (size - 1) * dilation == o * stride);
  });
}

TEST_CASE("The window of a transposed convolution makes its inputs of its outputs, as Keras does", "[core]") {
  for_each_window([](Index out, Index size, Index stride, Index dilation, Padding padding) {
    if (padding == Padding::causal) return;
    CAPTURE(out, size, stride, dilation, static_cast<int>(padding));
    const Window w = make_transposed_window(out, size, stride, dilation, padding);
    const Index span = size + (size - 1) * (dilation - 1);  // keras.src.backend.common.backend_utils
    REQUIRE(w.in == (padding == Padding::valid ? out * stride + std::max<Index>(span - stride, 0) : out * stride));
    REQUIRE(w.out == out);
    REQUIRE(w.before == (padding == Padding::valid ? 0 : std::max<Index>(span - stride, 0) / 2));
  });
  CHECK(make_transposed_window(4, 0).out == 0);
  CHECK(make_transposed_window(4, 3, 0).out == 0);
}

TEST_CASE("Size2D from one number is a square", "[core]") {
  constexpr Size2D square = 3;
  STATIC_REQUIRE(square == Size2D(3, 3));
  STATIC_REQUIRE_FALSE(square == Size2D(3, 2));
  STATIC_REQUIRE((Size2D{2, 5}.height == 2 && Size2D{2, 5}.width == 5));
}

TEST_CASE("Windows counts the numbers of rows and samples", "[core]") {
  constexpr Windows s{make_window(9, 3, 2), make_window(8, 5, 1, 1, Padding::same), 3, 7};
  STATIC_REQUIRE(s.taps() == 15);
  STATIC_REQUIRE(s.in_row() == 24);
  STATIC_REQUIRE(s.in_sample() == 216);
  STATIC_REQUIRE(s.positions() == 4 * 8);
  STATIC_REQUIRE(s.out_sample() == 4 * 8 * 7);
  STATIC_REQUIRE(s.clips());
  STATIC_REQUIRE_FALSE(s.pointwise());
}

TEST_CASE("Windows clips if one of its axes does", "[core]") {
  constexpr Window whole = make_window(9, 3), clipped = make_window(9, 3, 1, 1, Padding::same);
  STATIC_REQUIRE_FALSE(Windows{whole, whole, 1, 1}.clips());
  STATIC_REQUIRE(Windows{clipped, whole, 1, 1}.clips());
  STATIC_REQUIRE(Windows{whole, clipped, 1, 1}.clips());
}

TEST_CASE("A pointwise window sees each position once", "[core]") {
  constexpr Window one = make_window(9, 1), stride = make_window(9, 1, 2), three = make_window(9, 3);
  STATIC_REQUIRE(Windows{one, one, 4, 5}.pointwise());
  STATIC_REQUIRE(Windows{make_window(9, 1, 1, 2, Padding::same), one, 4, 5}.pointwise());
  STATIC_REQUIRE_FALSE(Windows{stride, one, 4, 5}.pointwise());
  STATIC_REQUIRE_FALSE(Windows{one, stride, 4, 5}.pointwise());
  STATIC_REQUIRE_FALSE(Windows{three, one, 4, 5}.pointwise());
  STATIC_REQUIRE_FALSE(Windows{one, three, 4, 5}.pointwise());
}

TEST_CASE("Image reads height, width and channels from a shape", "[core]") {
  using Photo = Image<2, Shape<28, 20, 3>>;
  STATIC_REQUIRE((Photo::fits && Photo::height == 28 && Photo::width == 20 && Photo::channels == 3));
  using Sequence = Image<1, Shape<40, 6>>;
  STATIC_REQUIRE((Sequence::fits && Sequence::height == 1 && Sequence::width == 40 && Sequence::channels == 6));
  STATIC_REQUIRE_FALSE(Image<2, Shape<28, 20>>::fits);
  STATIC_REQUIRE_FALSE(Image<1, Shape<28, 20, 3>>::fits);
  STATIC_REQUIRE_FALSE(Image<2, Shape<784>>::fits);
  // A shape that does not fit counts as a large image, so that only one layer complains.
  STATIC_REQUIRE((Image<2, Shape<784>>::height == 1024 && Image<2, Shape<784>>::width == 1024));
  STATIC_REQUIRE((Image<1, Shape<784>>::height == 1 && Image<1, Shape<784>>::width == 1024));
}

TEST_CASE("ImageShape is the shape of an image or of a sequence", "[core]") {
  STATIC_REQUIRE(std::is_same_v<ImageShape<2, 28, 20, 3>, Shape<28, 20, 3>>);
  STATIC_REQUIRE(std::is_same_v<ImageShape<1, 1, 20, 3>, Shape<20, 3>>);
  STATIC_REQUIRE(std::is_same_v<ImageShape<2, 0, 5, 3>, Shape<1024, 5, 3>>);
  STATIC_REQUIRE(std::is_same_v<ImageShape<1, 1, 0, 0>, Shape<1024, 1>>);
}

}  // namespace linnet::test::window
