// SPDX-License-Identifier: MIT
// Two models of one namespace in one file: which of them is meant?
#include "left/net.hpp"
#include "right/net.hpp"

const void* address() { return &net::model; }
