// SPDX-License-Identifier: MIT
// Settings without names would be left out of the header in silence.
// EXPECT: export_header: settings() of this layer or activation must be an array of linnet::Setting, names with values
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>

struct power {
  float exponent = 3.0f;
  static constexpr std::string_view name = "power";
  static constexpr std::string_view cpp_name = "power";
  static constexpr linnet::OutputUse output_use = linnet::OutputUse::value;
  static constexpr bool keeps_sign = true;
  std::array<float, 1> settings() const { return {exponent}; }
  template <class T>
  T operator()(T x) const {
    return std::pow(x, static_cast<T>(exponent));
  }
};

void instantiate() {
  const linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<2, power>{}};
  linnet::export_header(model, "model.hpp");
}
