// SPDX-License-Identifier: MIT
// An int8 model for microcontrollers only: this CPU has no constants.
#include "int8_elsewhere.hpp"
