// A bit of everything: reads lines, sorts them, sums floating-point numbers, allocates, recurses.
// Built by: clang --target=wasm32-wasi --sysroot=/usr -Oz -s -o mixed.wasm mixed.c
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char text[1 << 16];
static char line[64];

static void put(const char *word, uint64_t value) {
  size_t length = strlen(word);
  memcpy(line, word, length);
  line[length++] = ' ';
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value);
  while (count) line[length++] = digits[--count];
  line[length++] = '\n';
  write(1, line, length);
}

static int order(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

int main(int argc, char **argv) {
  int rounds = argc > 1 ? atoi(argv[1]) : 1;
  ssize_t size = read(0, text, sizeof text - 1);
  char **lines = malloc(sizeof(char *) * 1024);
  int count = 0;
  for (char *next = strtok(text, "\n"); next && count < 1024; next = strtok(NULL, "\n")) lines[count++] = next;
  qsort(lines, count, sizeof *lines, order);
  for (int i = 0; i < count; i++) {
    write(1, lines[i], strlen(lines[i]));
    write(1, "\n", 1);
  }
  put("bytes", (uint64_t)size);
  put("fibonacci", (uint64_t)fibonacci(10 + rounds));
  int limit = 20000 * rounds;
  unsigned char *sieve = calloc(limit, 1);
  int primes = 0;
  for (int i = 2; i < limit; i++) {
    if (sieve[i]) continue;
    primes++;
    for (int j = 2 * i; j < limit; j += i) sieve[j] = 1;
  }
  put("primes", (uint64_t)primes);
  double x = 0.5, sum = 0;
  for (int i = 1; i <= 10000 * rounds; i++) {
    x = 3.9 * x * (1 - x);
    sum += x / i + __builtin_sqrt(x);
  }
  uint64_t bits;
  memcpy(&bits, &sum, 8);
  put("chaos", bits);
  uint64_t hash = 0xcbf29ce484222325u;
  for (int i = 0; i < 50000 * rounds; i++) hash = (hash ^ (uint8_t)text[i & 0xffff]) * 0x100000001b3u;
  put("hash", hash);
  return argc - 1;
}
