package polder.adapters.wasm;

import polder.protocol.Hash;

/** Random bytes that follow from a seed: SHA-256 of the seed and a counter, block by block. */
final class SeededBytes {
  private final byte[] seed;
  private byte[] block = new byte[0];
  private int used;
  private long counter;

  SeededBytes(Hash seed) {
    this.seed = seed.toArray();
  }

  void fill(byte[] target, int length) {
    for (int i = 0; i < length; i++) {
      if (used == block.length) {
        byte[] number = new byte[Long.BYTES];
        for (int j = 0; j < Long.BYTES; j++) {
          number[j] = (byte) (counter >>> 8 * (Long.BYTES - 1 - j));
        }
        counter++;
        block = Hash.sha256(seed, number).toArray();
        used = 0;
      }
      target[i] = block[used++];
    }
  }
}
