// What machines are timed by: a walk through four megabytes that its input begins, each step of which needs the one
// before. Reads 32 bytes and writes 32; its fuel is the same whatever it reads.
// Built by: clang --target=wasm32 -O2 -nostdlib -Wl,--no-entry,-z,stack-size=4096,-s -o speed.wasm speed.c
// A change is another task: SpeedTask names its hash and fuel, and speeds cannot be compared across it.
#include <stdint.h>

#define WORDS (1u << 19)
#define STEPS 24000000u

struct span {
  void *at;
  uint32_t size;
};

__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_read"))) int fd_read(
    int descriptor, const struct span *spans, int count, uint32_t *done);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_write"))) int fd_write(
    int descriptor, const struct span *spans, int count, uint32_t *done);

static uint64_t words[WORDS];
static uint64_t state[4];

static uint64_t turned(uint64_t word, int by) { return word << by | word >> (64 - by); }

__attribute__((export_name("_start"))) void _start(void) {
  uint32_t done;
  struct span span = {state, sizeof state};
  fd_read(0, &span, 1, &done);
  uint64_t a = state[0], b = state[1], c = state[2], d = state[3];
  for (uint32_t i = 0; i < WORDS; i++) {
    // SplitMix64 (Steele, Lea, Flood 2014), begun by all four words in turn.
    a += 0x9E3779B97F4A7C15u;
    uint64_t z = a ^ turned(b, 17);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    z ^= z >> 31;
    b = c + z;
    c = d ^ z;
    d = turned(d, 11) + a;
    words[i] = z;
  }
  for (uint32_t i = 0; i < STEPS; i++) {
    uint32_t at = (uint32_t)(a >> 40) & (WORDS - 1);
    uint64_t word = words[at];
    a = turned(a ^ word, 23) * 0x9E3779B97F4A7C15u + b;
    b = (b ^ a >> 29) + c;
    c = turned(c, 41) ^ word;
    d += a ^ b;
    words[at] = d ^ c;
  }
  for (uint32_t i = 0; i < WORDS; i++) {
    a = turned(a ^ words[i], 31) * 0xBF58476D1CE4E5B9u + b;
    b = (b ^ a >> 33) + c;
    c ^= turned(a, 7);
    d += b;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
  fd_write(1, &span, 1, &done);
}
