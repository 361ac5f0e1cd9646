// SPDX-License-Identifier: MIT
// Writes the seed corpus of quantized_fuzz to the folder that its argument names.
#include "quantized_fuzz.cpp"

#include <string>

int main(int, char** arguments) { linnet::save(fuzz::make_model(), std::string(arguments[1]) + "/model"); }
