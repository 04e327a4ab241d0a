package polder.protocol.settlement;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import polder.protocol.Hash;

/**
 * A validator's hash chain for seeds, as the contract {@code Seeds} checks it: {@code link(i) =
 * SHA-256(link(i + 1))}, and the tip, to which a validator commits when it registers, is the
 * SHA-256 of {@code link(0)}. One link is revealed an epoch; link 0 is that of the first epoch for
 * which the commitment counts. Who knows a link knows those before it and none after it.
 *
 * <p>Made backwards from the end, which only the secret gives. Kept are links in equal distances,
 * so that each other one costs at most {@link #DISTANCE} hashes.
 */
public final class SeedChain {
  /** Links of a usual chain: four months of epochs of ten seconds, two years of minutes. */
  public static final int USUAL_LENGTH = 1 << 20;

  /** Most links of a chain. */
  public static final int MOST_LENGTH = 1 << 26;

  /** From one kept link to the next. */
  private static final int DISTANCE = 1 << 11;

  private static final byte[] TAG = "polder/seed-chain/2".getBytes(StandardCharsets.US_ASCII);

  private final int length;
  private final Hash tip;
  // Of 0, DISTANCE, 2 · DISTANCE … and last that of length − 1.
  private final List<Hash> kept;

  private SeedChain(int length, Hash tip, List<Hash> kept) {
    this.length = length;
    this.tip = tip;
    this.kept = kept;
  }

  /**
   * Computes the chain of {@code secret}: half a second for the usual length, where hashing is
   * slow.
   *
   * @param secret at least 32 random bytes that are used for nothing else
   * @param length how many links, 1 to {@link #MOST_LENGTH}
   * @throws IllegalArgumentException if one is out of its range
   */
  public static SeedChain of(byte[] secret, int length) {
    if (secret.length < Hash.SIZE || length < 1 || length > MOST_LENGTH) {
      throw new IllegalArgumentException(
          "a seed chain needs a secret of 32 bytes and 1 to " + MOST_LENGTH + " links");
    }
    Hash link = Hash.sha256(TAG, secret);
    List<Hash> kept = new ArrayList<>();
    kept.add(link);
    for (int index = length - 1; index > 0; index--) {
      link = before(link, 1);
      if ((index - 1) % DISTANCE == 0) {
        kept.add(link);
      }
    }
    Collections.reverse(kept);
    return new SeedChain(length, before(link, 1), List.copyOf(kept));
  }

  /** What a validator commits to. */
  public Hash tip() {
    return tip;
  }

  /** How many links there are. */
  public int length() {
    return length;
  }

  /**
   * One of the links. It stays secret until the inputs of its epoch are fixed.
   *
   * @param index 0 for the first epoch of the commitment
   * @throws IllegalArgumentException if there is none of this index: the chain is used up
   */
  public Hash link(long index) {
    if (index < 0 || index >= length) {
      throw new IllegalArgumentException(
          "the seed chain has " + length + " links, and none of index " + index);
    }
    int above = (int) Math.min(kept.size() - 1, Math.ceilDiv(index, (long) DISTANCE));
    long at = Math.min(length - 1L, (long) above * DISTANCE);
    return before(kept.get(above), at - index);
  }

  /**
   * Whether {@code link} is that of a chain of which {@code known} is the one {@code steps} before
   * it; the tip is one before link 0.
   *
   * @param steps from 1 on; costs as many hashes
   */
  public static boolean leads(Hash link, Hash known, long steps) {
    return steps > 0 && before(link, steps).equals(known);
  }

  /** The link that is {@code steps} before {@code link} in its chain; costs as many hashes. */
  public static Hash before(Hash link, long steps) {
    byte[] bytes = new byte[Hash.SIZE];
    Hash at = link;
    for (long step = 0; step < steps; step++) {
      at.write(bytes, 0);
      at = Hash.sha256(bytes, 0, Hash.SIZE);
    }
    return at;
  }
}
