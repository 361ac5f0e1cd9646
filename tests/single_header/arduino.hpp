// SPDX-License-Identifier: MIT
// Stands in for Arduino.h: what the example sketch uses of it.
#pragma once

struct SerialPort {
  void begin(unsigned long) {}
  template <class T>
  void print(const T&) {}
  template <class T>
  void println(const T&) {}
};
inline SerialPort Serial;
inline void delay(unsigned long) {}
void setup();
void loop();
