// SPDX-License-Identifier: MIT
// The main function of the programs in this folder.
#pragma once

/// The code that is counted; returns false if the result is wrong.
bool figure();
