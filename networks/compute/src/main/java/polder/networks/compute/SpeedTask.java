package polder.networks.compute;

import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;

/**
 * The task by which machines are timed: a WebAssembly program that reads 32 bytes, walks through
 * four megabytes, each step needing the one before, and writes 32 bytes. Any change to it is
 * another task, whose speeds cannot be compared with those of this one.
 */
public final class SpeedTask {
  /** Hash of the program. */
  public static final Hash PROGRAM =
      Hash.fromHex("05af5ad7f17c76c57957ce67f9765b4a774673e12b13a2c08a270df5eb87f447");

  /** The fuel that it uses, whatever it reads. */
  public static final long FUEL = 1_249_807_726;

  private static final long SECOND_MILLIS = 1_000;

  private SpeedTask() {}

  /** What is common to a round, from the seed of the epoch that draws who times. */
  static Hash nonce(Hash seed, GroupKey machine) {
    return Hash.sha256(
        new CborWriter()
            .beginArray(3)
            .text("polder speed round 1")
            .hash(seed)
            .text(machine.text())
            .toByteArray());
  }

  /**
   * What the program reads. The round's nonce is known to all once an epoch is sealed; the salt
   * only when it is asked with, so that no answer can be prepared, and whoever times gets an answer
   * of his own.
   *
   * @param nonce the round's
   * @param machine that is timed
   * @param timer who times it
   * @param salt his choice, {@link polder.networks.compute.message.Seals#SALT_SIZE} bytes
   */
  public static Hash input(Hash nonce, DeviceId machine, DeviceId timer, Bytes salt) {
    return Hash.sha256(
        new CborWriter()
            .beginArray(5)
            .text("polder speed task 1")
            .hash(nonce)
            .bytes(machine.multikey())
            .bytes(timer.multikey())
            .bytes(salt)
            .toByteArray());
  }

  /**
   * The speed of who takes so long: fuel a second.
   *
   * @param millis above 0
   */
  public static long speed(long millis) {
    return Math.multiplyExact(FUEL, SECOND_MILLIS) / millis;
  }
}
