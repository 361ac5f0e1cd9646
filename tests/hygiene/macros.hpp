// SPDX-License-Identifier: MIT
// Macros that a program may have defined before it includes linnet, as their headers define them. No name of linnet may be one of them.
#pragma once

// Qt: qobjectdefs.h
#define slots
#define signals public
#define emit
#define foreach(variable, container) for (auto variable : container)
#define forever for (;;)

// windows.h
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define small char
#define hyper long
#define near
#define far
#define cdecl
#define pascal
#define interface struct
#define IN
#define OUT
#define OPTIONAL
#define CONST const
#define VOID void
#define TRUE 1
#define FALSE 0
#define ERROR 0
#define NO_ERROR 0
#define DELETE (0x00010000L)
#define IGNORE 0
#define INFINITE 0xFFFFFFFF
#define THIS void
#define STRICT 1
#define RELATIVE 2
#define ABSOLUTE 1
#define TRANSPARENT 1
#define OPAQUE 2
#define GetObject GetObjectA
#define GetMessage GetMessageA
#define CreateFile CreateFileA
#define DeleteFile DeleteFileA
#define CopyFile CopyFileA
#define LoadImage LoadImageA
#define DrawText DrawTextA
#define Yield()
#define rad1 0x0420
#define psh1 0x0400
#define lst1 0x0460
#define cmb1 0x0470
#define edt1 0x0480

// Unreal Engine
#define check(expression)                \
  {                                      \
    if (!(expression)) __builtin_trap(); \
  }
#define checkf(expression, ...)          \
  {                                      \
    if (!(expression)) __builtin_trap(); \
  }
#define verify(expression)               \
  {                                      \
    if (!(expression)) __builtin_trap(); \
  }
#define ensure(expression) (!!(expression))
#define TEXT(x) u##x
#define UI 1

// Arduino.h
#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define TWO_PI 6.283185307179586476925286766559
#define EULER 2.718281828459045235360287471352
#define DEG_TO_RAD 0.017453292519943295769236907684886
#define RAD_TO_DEG 57.295779513082320876798154814105
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x)-0.5))
#define constrain(amt, low, high) ((amt) < (low) ? (low) : ((amt) > (high) ? (high) : (amt)))
#define radians(deg) ((deg)*DEG_TO_RAD)
#define degrees(rad) ((rad)*RAD_TO_DEG)
#define sq(x) ((x) * (x))
#define F(string_literal) (reinterpret_cast<const __FlashStringHelper*>(PSTR(string_literal)))
#define bit(b) (1UL << (b))
#define bitRead(value, bit) (((value) >> (bit)) & 0x01)
#define bitSet(value, bit) ((value) |= (1UL << (bit)))
#define bitClear(value, bit) ((value) &= ~(1UL << (bit)))
#define bitToggle(value, bit) ((value) ^= (1UL << (bit)))
#define bitWrite(value, bit, bitvalue) ((bitvalue) ? bitSet(value, bit) : bitClear(value, bit))
#define lowByte(w) ((uint8_t)((w)&0xff))
#define highByte(w) ((uint8_t)((w) >> 8))
#define interrupts() sei()
#define noInterrupts() cli()
#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define DEFAULT 1
#define EXTERNAL 0
#define INTERNAL 3
#define SERIAL 0x0
#define DISPLAY 0x1
#define LSBFIRST 0
#define MSBFIRST 1
#define CHANGE 1
#define FALLING 2
#define RISING 3
#define A0 14
#define A1 15
#define D0 0
#define D1 1
#define DEC 10
#define HEX 16
#define OCT 8
#define BIN 2
#define B0 0
#define B00 0
#define B1 1
#define B01 1
#define B10 2
#define B11 3

// X.h
#define None 0L
#define Bool int
#define Status int
#define Success 0
#define Always 2
#define True 1
#define False 0
#define Complex 0
#define Convex 2
#define Above 0
#define Below 1
#define Unsorted 0
#define CurrentTime 0L
#define GrayScale 1

// <sys/sysmacros.h>, GNU dialects, CMSIS
#define major(dev) gnu_dev_major(dev)
#define minor(dev) gnu_dev_minor(dev)
#define unix 1
#define linux 1
#define SET_BIT(REG, BIT) ((REG) |= (BIT))
#define READ_BIT(REG, BIT) ((REG) & (BIT))
#define ENABLE 1
#define DISABLE 0
#define RESET 0
#define SET 1
