// SPDX-License-Identifier: MIT
#include <linnet/images/ink.hpp>

#include <linnet/core/random.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace linnet::test::ink {

/// A ring, 24 pixels wide with strokes of 4, on paper of 48 x 64, under light that falls by `gradient` from left to right.
Tensor<2> ring(float paper, float stroke, float gradient) {
  Tensor<2> image(48, 64);
  for (Index y = 0; y < 48; ++y) {
    for (Index x = 0; x < 64; ++x) {
      const float distance = std::hypot(static_cast<float>(y) - 20.0f, static_cast<float>(x) - 40.0f);
      image(y, x) = distance > 8.0f && distance < 12.0f ? stroke : paper;
      image(y, x) *= 1.0f - gradient * static_cast<float>(x) / 64.0f;
    }
  }
  return image;
}

TEST_CASE("extract_ink finds dark strokes and bright ones, under even and uneven light", "[images]") {
  for (const auto& [paper, stroke] : {std::pair{220.0f, 40.0f}, std::pair{40.0f, 220.0f}, std::pair{0.9f, 0.2f}}) {
    for (const float gradient : {0.0f, 0.3f, 0.6f}) {
      const Tensor<2> expected = ring(0.0f, 1.0f, 0.0f), ink = extract_ink(ring(paper, stroke, gradient));
      CAPTURE(paper, gradient);
      Index wrong = 0;
      for (Index i = 0; i < ink.size(); ++i) wrong += (ink.data()[i] > 0.5f) != (expected.data()[i] > 0.5f);
      CHECK(wrong == 0);
    }
  }
  Tensor<2> blank(5, 5);
  blank.setConstant(9.0f);
  CHECK_THROWS_MATCHES(extract_ink(blank), InvalidInput, message_contains("one brightness everywhere"));
}

TEST_CASE("extract_ink finds strokes in values of any range, with noise", "[images]") {
  const Tensor<2> expected = ring(0.0f, 1.0f, 0.0f);
  for (const auto& [paper, stroke] :
       {std::pair{0.0f, -1.0f}, std::pair{-1.0f, 0.0f}, std::pair{-0.1f, -1.0f}, std::pair{1.0f, -1.0f},
        std::pair{-200.0f, -250.0f}, std::pair{0.4f, -2.8f}, std::pair{3e38f, 0.0f}, std::pair{3e38f, -3e38f},
        std::pair{-3e38f, 3e38f}, std::pair{0.0f, -3e38f}, std::pair{3e-12f, 1e-12f}, std::pair{1e-38f, 2e-39f}}) {
    CAPTURE(paper, stroke);
    Random random(7);
    Tensor<2> image = ring(paper, stroke, 0.0f);
    for (Index i = 0; i < image.size(); ++i)
      image.data()[i] += 0.04f * (random.uniform<float>() - 0.5f) * (paper / 2 - stroke / 2);
    const Tensor<2> ink = extract_ink(image);
    Index wrong = 0;
    for (Index i = 0; i < ink.size(); ++i) wrong += (ink.data()[i] > 0.5f) != (expected.data()[i] > 0.5f);
    CHECK(wrong == 0);
  }
}

TEST_CASE("extract_ink refuses no pixels and values that are not finite", "[images]") {
  CHECK_THROWS_MATCHES(extract_ink(Tensor<2>(0, 3)), InvalidInput, message_contains("found no pixels"));
  Tensor<2> image = ring(1.0f, 0.0f, 0.0f);
  image(1, 2) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_MATCHES(extract_ink(image), InvalidInput, message_contains("extract_ink: pixel (1, 2) is nan"));
  image(1, 2) = -std::numeric_limits<float>::infinity();
  CHECK_THROWS_MATCHES(extract_ink(image), InvalidInput, message_contains("extract_ink: pixel (1, 2) is -inf"));
}

TEST_CASE("remove_specks keeps the writing, its soft edges and its separate parts", "[images]") {
  Tensor<2> ink(12, 12);
  ink.setZero();
  for (Index y = 2; y < 9; ++y) ink(y, 4) = 1.0f, ink(y, 5) = 1.0f, ink(y, 6) = 0.3f;  // a stroke of 14 pixels with a soft edge
  ink(10, 8) = ink(10, 9) = 0.9f;                                                      // a part of the writing: a seventh
  ink(4, 10) = 0.4f;                                                                   // no stroke
  ink(0, 1) = ink(0, 2) = ink(0, 3) = 1.0f;                                            // at the edge
  const Tensor<2> clean = remove_specks(ink);
  CHECK(clean(2, 4) == 1.0f);
  CHECK(clean(5, 6) == 0.3f);
  CHECK(clean(10, 9) == 0.9f);
  CHECK(clean(4, 10) == 0.0f);
  CHECK(clean(0, 2) == 0.0f);
  const Tensor<2> main_part = remove_specks(ink, 0.5);
  CHECK(main_part(2, 4) == 1.0f);
  CHECK(main_part(10, 9) == 0.0f);
}

TEST_CASE("remove_specks keeps writing that fills the image to its edges", "[images]") {
  Tensor<2> ink(9, 5);
  ink.setZero();
  for (Index y = 0; y < 9; ++y) ink(y, 2) = 1.0f;
  ink(4, 0) = 1.0f;
  const Tensor<2> clean = remove_specks(ink, 0.2);
  CHECK(clean(0, 2) == 1.0f);
  CHECK(clean(4, 0) == 0.0f);
}

TEST_CASE("remove_specks joins pixels over corners", "[images]") {
  Tensor<2> ink(8, 8);
  ink.setZero();
  for (Index i = 1; i < 7; ++i) ink(i, i) = 1.0f;
  const Tensor<2> clean = remove_specks(ink, 0.5);
  for (Index i = 1; i < 7; ++i) CHECK(clean(i, i) == 1.0f);
}

}  // namespace linnet::test::ink
