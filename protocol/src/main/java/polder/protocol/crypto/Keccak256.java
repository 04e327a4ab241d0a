package polder.protocol.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Keccak-256 as Ethereum uses it: the Keccak submission's padding (one byte {@code 0x01}), not the
 * one that FIPS 202 gave SHA3-256. Written out lane by lane because payout trees of millions of
 * leaves are hashed with it; any thread may call it.
 */
public final class Keccak256 {
  /** Length of a digest in bytes. */
  public static final int SIZE = 32;

  /** Bytes taken in between two permutations: 200 of state less twice the digest. */
  private static final int RATE = 136;

  private static final VarHandle LITTLE_ENDIAN =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Step iota, FIPS 202 section 3.2.5. */
  private static final long[] ROUND_CONSTANTS = {
    0x0000000000000001L,
    0x0000000000008082L,
    0x800000000000808aL,
    0x8000000080008000L,
    0x000000000000808bL,
    0x0000000080000001L,
    0x8000000080008081L,
    0x8000000000008009L,
    0x000000000000008aL,
    0x0000000000000088L,
    0x0000000080008009L,
    0x000000008000000aL,
    0x000000008000808bL,
    0x800000000000008bL,
    0x8000000000008089L,
    0x8000000000008003L,
    0x8000000000008002L,
    0x8000000000000080L,
    0x000000000000800aL,
    0x800000008000000aL,
    0x8000000080008081L,
    0x8000000000008080L,
    0x0000000080000001L,
    0x8000000080008008L
  };

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  /** What each thread computes with, so that a digest allocates nothing but itself. */
  private static final class Scratch {
    final long[] state = new long[25];
    final byte[] block = new byte[RATE];
  }

  private Keccak256() {}

  /** The 32-byte digest of the concatenation of {@code parts}. */
  public static byte[] digest(byte[]... parts) {
    Scratch scratch = SCRATCH.get();
    long[] state = scratch.state;
    byte[] block = scratch.block;
    Arrays.fill(state, 0);
    int filled = 0;
    for (byte[] part : parts) {
      int from = 0;
      while (from < part.length) {
        int taken = Math.min(RATE - filled, part.length - from);
        System.arraycopy(part, from, block, filled, taken);
        from += taken;
        filled += taken;
        if (filled == RATE) {
          absorb(state, block);
          filled = 0;
        }
      }
    }
    Arrays.fill(block, filled, RATE, (byte) 0);
    block[filled] ^= 0x01;
    block[RATE - 1] ^= (byte) 0x80;
    absorb(state, block);
    byte[] out = new byte[SIZE];
    for (int lane = 0; lane < SIZE / Long.BYTES; lane++) {
      LITTLE_ENDIAN.set(out, lane * Long.BYTES, state[lane]);
    }
    return out;
  }

  private static void absorb(long[] state, byte[] block) {
    for (int lane = 0; lane < RATE / Long.BYTES; lane++) {
      state[lane] ^= (long) LITTLE_ENDIAN.get(block, lane * Long.BYTES);
    }
    permute(state);
  }

  /**
   * Keccak-f[1600], FIPS 202 section 3.3. Each lane is a local variable, so that the compiler can
   * keep it in a register; lane {@code sNN} is the one at x = NN mod 5, y = NN / 5.
   */
  private static void permute(long[] state) {
    long s00 = state[0];
    long s01 = state[1];
    long s02 = state[2];
    long s03 = state[3];
    long s04 = state[4];
    long s05 = state[5];
    long s06 = state[6];
    long s07 = state[7];
    long s08 = state[8];
    long s09 = state[9];
    long s10 = state[10];
    long s11 = state[11];
    long s12 = state[12];
    long s13 = state[13];
    long s14 = state[14];
    long s15 = state[15];
    long s16 = state[16];
    long s17 = state[17];
    long s18 = state[18];
    long s19 = state[19];
    long s20 = state[20];
    long s21 = state[21];
    long s22 = state[22];
    long s23 = state[23];
    long s24 = state[24];
    for (long roundConstant : ROUND_CONSTANTS) {
      // theta: the parity of every column
      long c0 = s00 ^ s05 ^ s10 ^ s15 ^ s20;
      long c1 = s01 ^ s06 ^ s11 ^ s16 ^ s21;
      long c2 = s02 ^ s07 ^ s12 ^ s17 ^ s22;
      long c3 = s03 ^ s08 ^ s13 ^ s18 ^ s23;
      long c4 = s04 ^ s09 ^ s14 ^ s19 ^ s24;
      long d0 = c4 ^ Long.rotateLeft(c1, 1);
      long d1 = c0 ^ Long.rotateLeft(c2, 1);
      long d2 = c1 ^ Long.rotateLeft(c3, 1);
      long d3 = c2 ^ Long.rotateLeft(c4, 1);
      long d4 = c3 ^ Long.rotateLeft(c0, 1);
      // rho and pi: each lane turned and moved
      long b00 = s00 ^ d0;
      long b01 = Long.rotateLeft(s06 ^ d1, 44);
      long b02 = Long.rotateLeft(s12 ^ d2, 43);
      long b03 = Long.rotateLeft(s18 ^ d3, 21);
      long b04 = Long.rotateLeft(s24 ^ d4, 14);
      long b05 = Long.rotateLeft(s03 ^ d3, 28);
      long b06 = Long.rotateLeft(s09 ^ d4, 20);
      long b07 = Long.rotateLeft(s10 ^ d0, 3);
      long b08 = Long.rotateLeft(s16 ^ d1, 45);
      long b09 = Long.rotateLeft(s22 ^ d2, 61);
      long b10 = Long.rotateLeft(s01 ^ d1, 1);
      long b11 = Long.rotateLeft(s07 ^ d2, 6);
      long b12 = Long.rotateLeft(s13 ^ d3, 25);
      long b13 = Long.rotateLeft(s19 ^ d4, 8);
      long b14 = Long.rotateLeft(s20 ^ d0, 18);
      long b15 = Long.rotateLeft(s04 ^ d4, 27);
      long b16 = Long.rotateLeft(s05 ^ d0, 36);
      long b17 = Long.rotateLeft(s11 ^ d1, 10);
      long b18 = Long.rotateLeft(s17 ^ d2, 15);
      long b19 = Long.rotateLeft(s23 ^ d3, 56);
      long b20 = Long.rotateLeft(s02 ^ d2, 62);
      long b21 = Long.rotateLeft(s08 ^ d3, 55);
      long b22 = Long.rotateLeft(s14 ^ d4, 39);
      long b23 = Long.rotateLeft(s15 ^ d0, 41);
      long b24 = Long.rotateLeft(s21 ^ d1, 2);
      // chi, and iota on the first lane
      s00 = b00 ^ (~b01 & b02) ^ roundConstant;
      s01 = b01 ^ (~b02 & b03);
      s02 = b02 ^ (~b03 & b04);
      s03 = b03 ^ (~b04 & b00);
      s04 = b04 ^ (~b00 & b01);
      s05 = b05 ^ (~b06 & b07);
      s06 = b06 ^ (~b07 & b08);
      s07 = b07 ^ (~b08 & b09);
      s08 = b08 ^ (~b09 & b05);
      s09 = b09 ^ (~b05 & b06);
      s10 = b10 ^ (~b11 & b12);
      s11 = b11 ^ (~b12 & b13);
      s12 = b12 ^ (~b13 & b14);
      s13 = b13 ^ (~b14 & b10);
      s14 = b14 ^ (~b10 & b11);
      s15 = b15 ^ (~b16 & b17);
      s16 = b16 ^ (~b17 & b18);
      s17 = b17 ^ (~b18 & b19);
      s18 = b18 ^ (~b19 & b15);
      s19 = b19 ^ (~b15 & b16);
      s20 = b20 ^ (~b21 & b22);
      s21 = b21 ^ (~b22 & b23);
      s22 = b22 ^ (~b23 & b24);
      s23 = b23 ^ (~b24 & b20);
      s24 = b24 ^ (~b20 & b21);
    }
    state[0] = s00;
    state[1] = s01;
    state[2] = s02;
    state[3] = s03;
    state[4] = s04;
    state[5] = s05;
    state[6] = s06;
    state[7] = s07;
    state[8] = s08;
    state[9] = s09;
    state[10] = s10;
    state[11] = s11;
    state[12] = s12;
    state[13] = s13;
    state[14] = s14;
    state[15] = s15;
    state[16] = s16;
    state[17] = s17;
    state[18] = s18;
    state[19] = s19;
    state[20] = s20;
    state[21] = s21;
    state[22] = s22;
    state[23] = s23;
    state[24] = s24;
  }
}
