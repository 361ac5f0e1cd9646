// SPDX-License-Identifier: MIT
// OPTIONS: -fno-exceptions
// EXPECT: linnet: Sequential, like all that reads files, throws exceptions, and this is compiled without them
// EXPECT: linnet: the header that includes this one is for hosts (files, a heap, exceptions); a target includes linnet.hpp
#include <linnet/linnet.hpp>

#include <linnet/data/csv.hpp>

int main() { linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<3, linnet::softmax>{}}; }
