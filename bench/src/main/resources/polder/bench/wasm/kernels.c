// Small programs that only compute, to measure what counting fuel costs. Built, each as KERNEL.wasm, by:
// clang --target=wasm32 -O2 -fno-builtin -nostdlib -Wl,--export=_start -s -DKERNEL -o KERNEL.wasm kernels.c
#include <stdint.h>

volatile uint64_t result;

#ifdef calls
static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
void _start(void) { result = fibonacci(35); }
#endif

#ifdef sieve
static uint8_t composite[4 << 20];
void _start(void) {
  for (int round = 0; round < 8; round++) {
    uint32_t limit = sizeof composite, primes = 0;
    for (uint32_t i = 0; i < limit; i++) composite[i] = 0;
    for (uint32_t i = 2; i < limit; i++) {
      if (composite[i]) continue;
      primes++;
      for (uint32_t j = 2 * i; j < limit; j += i) composite[j] = 1;
    }
    result = primes;
  }
}
#endif

#ifdef hash
static uint32_t state[16];
void _start(void) {
  for (int i = 0; i < 16; i++) state[i] = i;
#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define QUARTER(a, b, c, d) \
  a += b; d = ROTATE(d ^ a, 16); c += d; b = ROTATE(b ^ c, 12); \
  a += b; d = ROTATE(d ^ a, 8); c += d; b = ROTATE(b ^ c, 7);
  for (int round = 0; round < 5000000; round++) {
    QUARTER(state[0], state[4], state[8], state[12])
    QUARTER(state[1], state[5], state[9], state[13])
    QUARTER(state[2], state[6], state[10], state[14])
    QUARTER(state[3], state[7], state[11], state[15])
    QUARTER(state[0], state[5], state[10], state[15])
    QUARTER(state[1], state[6], state[11], state[12])
    QUARTER(state[2], state[7], state[8], state[13])
    QUARTER(state[3], state[4], state[9], state[14])
  }
  result = state[0];
}
#endif

#ifdef matrix
enum { N = 320 };
static double a[N][N], b[N][N], c[N][N];
void _start(void) {
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) { a[i][j] = i - j; b[i][j] = i + j; }
  for (int round = 0; round < 8; round++)
    for (int i = 0; i < N; i++)
      for (int j = 0; j < N; j++) {
        double sum = c[i][j];
        for (int k = 0; k < N; k++) sum += a[i][k] * b[k][j];
        c[i][j] = sum;
      }
  result = (uint64_t)c[N / 2][N / 3];
}
#endif

#ifdef sort
static uint32_t values[1 << 20];
static void heap(uint32_t root, uint32_t size) {
  for (uint32_t child; (child = 2 * root + 1) < size; root = child) {
    if (child + 1 < size && values[child] < values[child + 1]) child++;
    if (values[root] >= values[child]) return;
    uint32_t value = values[root]; values[root] = values[child]; values[child] = value;
  }
}
void _start(void) {
  uint32_t random = 1, size = 1 << 20;
  for (uint32_t i = 0; i < size; i++) { random = random * 1664525 + 1013904223; values[i] = random; }
  for (uint32_t i = size / 2; i-- > 0;) heap(i, size);
  while (--size > 0) {
    uint32_t value = values[0]; values[0] = values[size]; values[size] = value;
    heap(0, size);
  }
  result = values[12345];
}
#endif
