package polder.epoch;

import java.math.BigInteger;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.money.Unsigned;

/**
 * What the state holds of a validator. What its delegators earned is kept as one sum a wei of stake
 * ({@code index}), so that it costs the same however many they are; see {@link DelegationEntry}.
 *
 * @param commissionPpm its part of what its delegators earn
 * @param nextCommissionPpm the same from {@code nextCommissionSeconds} on, since 1970
 * @param pool what is delegated to it, wei
 * @param index what a wei of the pool earned since the beginning, in 2^-128 nano-tokens
 * @param rest what is to be shared by the pool and too little for the index, in 2^-128 nano-tokens
 * @param signedEpochs how many final epochs it signed
 * @param missedEpochs how many it did not sign although it was in the set
 * @param earnedNano what it and its delegators earned
 */
public record ValidatorEntry(
    long commissionPpm,
    long nextCommissionPpm,
    long nextCommissionSeconds,
    BigInteger pool,
    BigInteger index,
    BigInteger rest,
    long signedEpochs,
    long missedEpochs,
    long earnedNano) {
  static final ValidatorEntry NEW =
      new ValidatorEntry(0, 0, 0, BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, 0, 0, 0);

  private static final int SCALE_BITS = 128;

  /** Another commission from {@code fromSeconds} on. One that was announced before is replaced. */
  ValidatorEntry announce(long ppm, long fromSeconds) {
    return new ValidatorEntry(
        commissionPpm, ppm, fromSeconds, pool, index, rest, signedEpochs, missedEpochs, earnedNano);
  }

  /** The commission at {@code seconds} since 1970. */
  public long commissionPpmAt(long seconds) {
    return seconds >= nextCommissionSeconds ? nextCommissionPpm : commissionPpm;
  }

  /** With the commission of {@code seconds} as the one in force. */
  ValidatorEntry at(long seconds) {
    return new ValidatorEntry(
        commissionPpmAt(seconds),
        nextCommissionPpm,
        nextCommissionSeconds,
        pool,
        index,
        rest,
        signedEpochs,
        missedEpochs,
        earnedNano);
  }

  ValidatorEntry withPool(BigInteger wei) {
    return new ValidatorEntry(
        commissionPpm,
        nextCommissionPpm,
        nextCommissionSeconds,
        wei.max(BigInteger.ZERO),
        index,
        rest,
        signedEpochs,
        missedEpochs,
        earnedNano);
  }

  ValidatorEntry missed(long epochs) {
    return new ValidatorEntry(
        commissionPpm,
        nextCommissionPpm,
        nextCommissionSeconds,
        pool,
        index,
        rest,
        signedEpochs,
        Math.addExact(missedEpochs, epochs),
        earnedNano);
  }

  ValidatorEntry signed(long epochs, long nano) {
    return new ValidatorEntry(
        commissionPpm,
        nextCommissionPpm,
        nextCommissionSeconds,
        pool,
        index,
        rest,
        Math.addExact(signedEpochs, epochs),
        missedEpochs,
        Math.addExact(earnedNano, nano));
  }

  /** Lets the pool, which is not empty, share {@code nano}. */
  ValidatorEntry share(long nano) {
    BigInteger[] each =
        BigInteger.valueOf(nano).shiftLeft(SCALE_BITS).add(rest).divideAndRemainder(pool);
    return new ValidatorEntry(
        commissionPpm,
        nextCommissionPpm,
        nextCommissionSeconds,
        pool,
        index.add(each[0]),
        each[1],
        signedEpochs,
        missedEpochs,
        earnedNano);
  }

  Bytes encode() {
    return new CborWriter()
        .beginArray(9)
        .integer(commissionPpm)
        .integer(nextCommissionPpm)
        .integer(nextCommissionSeconds)
        .bytes(Unsigned.encode(pool))
        .bytes(Unsigned.encode(index))
        .bytes(Unsigned.encode(rest))
        .integer(signedEpochs)
        .integer(missedEpochs)
        .integer(earnedNano)
        .toBytes();
  }

  static ValidatorEntry decode(Bytes encoded) {
    CborReader reader = new CborReader(encoded);
    reader.beginArray();
    return new ValidatorEntry(
        reader.integer(),
        reader.integer(),
        reader.integer(),
        Unsigned.decode(reader.bytes()),
        Unsigned.decode(reader.bytes()),
        Unsigned.decode(reader.bytes()),
        reader.integer(),
        reader.integer(),
        reader.integer());
  }

  /**
   * What an account has staked with a validator, and how far it was paid.
   *
   * @param stake wei
   * @param index the validator's when it was paid last
   * @param rest what it earned and was not paid, less than a nano-token, in 2^-128 of it
   */
  record DelegationEntry(BigInteger stake, BigInteger index, BigInteger rest) {
    static final DelegationEntry NEW =
        new DelegationEntry(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO);

    private static final BigInteger MASK =
        BigInteger.ONE.shiftLeft(SCALE_BITS).subtract(BigInteger.ONE);

    /** What it earned up to the validator's {@code now} and was not paid, in 2^-128 nano-tokens. */
    private BigInteger owed(BigInteger now) {
      return now.subtract(index).multiply(stake).add(rest);
    }

    /** The same in whole nano-tokens. */
    long owedNano(BigInteger now) {
      return owed(now).shiftRight(SCALE_BITS).longValueExact();
    }

    /** After those were paid. */
    DelegationEntry paid(BigInteger now) {
      return new DelegationEntry(stake, now, owed(now).and(MASK));
    }

    DelegationEntry withStake(BigInteger wei) {
      return new DelegationEntry(wei.max(BigInteger.ZERO), index, rest);
    }

    Bytes encode() {
      return new CborWriter()
          .beginArray(3)
          .bytes(Unsigned.encode(stake))
          .bytes(Unsigned.encode(index))
          .bytes(Unsigned.encode(rest))
          .toBytes();
    }

    static DelegationEntry decode(Bytes encoded) {
      CborReader reader = new CborReader(encoded);
      reader.beginArray();
      return new DelegationEntry(
          Unsigned.decode(reader.bytes()),
          Unsigned.decode(reader.bytes()),
          Unsigned.decode(reader.bytes()));
    }
  }
}
