// SPDX-License-Identifier: MIT
#include <linnet/kernels/augmentation/affine.hpp>

#include <linnet/kernels/augmentation/turn.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>

#include <limits>

namespace linnet::test::affine_kernel {

namespace nn = linnet;

using In = Shape<5, 4, 2>;

/// The numbers of `name` in rows of `width`, as numbers of type T.
template <class T>
std::vector<std::vector<T>> rows(const Golden& golden, const std::string& name, std::size_t width) {
  const std::vector<double>& values = golden.values(name);
  std::vector<std::vector<T>> all;
  for (std::size_t i = 0; i < values.size(); i += width) {
    auto& row = all.emplace_back();
    for (std::size_t k = i; k < i + width; ++k) row.push_back(static_cast<T>(values[k]));
  }
  return all;
}

/// The largest difference between two lists of numbers.
template <class A, class B>
double difference(const A& a, const B& b) {
  REQUIRE(a.size() == b.size());
  double most = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
    most = std::max(most, std::isnan(d) ? INFINITY : d);
  }
  return most;
}

/// The largest difference from Keras over all maps.
template <class T>
double difference_from_keras(const Golden& golden, const Resampling& how, const std::string& name) {
  const auto x = rows<T>(golden, "x", In::size)[0];
  const auto maps = rows<T>(golden, "maps", 6);
  const auto expected = rows<T>(golden, name, In::size);
  REQUIRE(maps.size() == 18);
  double most = 0.0;
  for (std::size_t i = 0; i < maps.size(); ++i) {
    kernels::Affine<T> map;
    std::copy_n(maps[i].begin(), 6, map.begin());
    std::vector<T> y(In::size, std::numeric_limits<T>::quiet_NaN());
    kernels::move_image<In>(map, how, x.data(), y.data());
    most = std::max(most, difference(y, expected[i]));
  }
  return most;
}

TEST_CASE("Moved images have the numbers of Keras, with every fill mode and interpolation", "[kernels/augmentation]") {
  const Golden golden("keras_augmentation");
  for (const auto& [interpolation, first] :
       {std::pair{Interpolation::bilinear, "moved.bilinear."}, std::pair{Interpolation::nearest, "moved.nearest."}}) {
    for (const auto& [mode, second] :
         {std::pair{FillMode::reflect, "reflect_f32"}, std::pair{FillMode::constant, "constant_f32"},
          std::pair{FillMode::wrap, "wrap_f32"}, std::pair{FillMode::nearest, "nearest_f32"}}) {
      const std::string name = std::string(first) + second;
      INFO(name);
      CHECK(difference_from_keras<float>(golden, {mode, interpolation, 0.25f}, name) < 3e-6);
      CHECK(difference_from_keras<double>(golden, {mode, interpolation, 0.25f}, name) < 3e-6);
    }
  }
}

TEST_CASE("Translation, zoom and rotation are the maps of Keras", "[kernels/augmentation]") {
  const Golden golden("keras_augmentation");
  const auto shifts = rows<float>(golden, "translation.shifts", 2), zooms = rows<float>(golden, "zoom.factors", 2);
  const auto turns = rows<float>(golden, "rotation.turns", 1);
  const auto expected = [&](const std::string& name) { return rows<float>(golden, name, 6); };
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    CHECK(difference(kernels::translation(shifts[i][0], shifts[i][1]), expected("translation.maps_f32")[i]) == 0.0);
  }
  for (std::size_t i = 0; i < zooms.size(); ++i) {
    CHECK(difference(kernels::zoom(zooms[i][0], zooms[i][1], 5, 4), expected("zoom.maps_f32")[i]) == 0.0);
  }
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const auto [cosine, sine] = kernels::turn(turns[i][0]);
    CHECK(difference(kernels::rotation(cosine, sine, 5, 4), expected("rotation.maps_f32")[i]) < 2e-6);
  }
}

TEST_CASE("An image that is not moved keeps its bits, one that is moved by whole pixels has those of the others",
          "[kernels/augmentation]") {
  std::vector<float> x(In::size), y(In::size);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.1f * static_cast<float>(i);
  kernels::move_image<In>(kernels::translation(0.0f, 0.0f), {FillMode::constant, Interpolation::bilinear, 9.0f}, x.data(),
                          y.data());
  CHECK(x == y);
  kernels::move_image<In>(kernels::translation(1.0f, 0.0f), {FillMode::constant, Interpolation::bilinear, 9.0f}, x.data(),
                          y.data());
  CHECK(y[0] == 9.0f);
  CHECK(std::equal(y.begin() + 2, y.begin() + 8, x.begin()));
}

TEST_CASE("Cosine and sine of turns are within 1e-7 of the exact ones", "[kernels/augmentation]") {
  double most = 0.0;
  for (int i = -40000; i <= 40000; ++i) {
    const float turns = static_cast<float>(i) / 20000.0f;
    const auto [c, s] = kernels::turn(turns);
    const double angle = 2 * 3.14159265358979323846 * static_cast<double>(turns);
    most = std::max(
        {most, std::abs(static_cast<double>(c) - std::cos(angle)), std::abs(static_cast<double>(s) - std::sin(angle))});
  }
  CHECK(most < 1e-7);
  CHECK(kernels::turn(0.0f) == std::array{1.0f, 0.0f});
  CHECK(kernels::turn(0.25f) == std::array{0.0f, 1.0f});
}

}  // namespace linnet::test::affine_kernel
