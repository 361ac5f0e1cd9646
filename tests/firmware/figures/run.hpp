// SPDX-License-Identifier: MIT
// What a program of this folder runs.
#pragma once

/// What is counted; false if the result is wrong.
bool figure();
