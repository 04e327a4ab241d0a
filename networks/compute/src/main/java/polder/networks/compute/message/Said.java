package polder.networks.compute.message;

import java.util.List;
import java.util.Locale;
import polder.networks.GroupKey;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Need;
import polder.networks.compute.job.Proof;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/**
 * What one message of a market says. The signing device is the machine that offers, bids, works,
 * checks or counts, or the renter's client; whose it is the registry knows.
 */
public sealed interface Said {

  /**
   * A machine says what it lends; the latest offer counts, for as long as the manifest says.
   *
   * @param capacity what it lends
   * @param host the URL of its door, where its leases are asked for and their services reached; may
   *     be empty
   */
  record Offer(Capacity capacity, String host) implements Said {
    private static final int MOST_HOST = 253;

    public Offer {
      if (host.length() > MOST_HOST) {
        throw new IllegalArgumentException("a host has at most 253 letters");
      }
    }
  }

  /** A machine leaves; its bond goes back to its owner once no order holds it any more. */
  record Leave() implements Said {}

  /**
   * A renter asks for bids.
   *
   * @param number the client's own number of the order, never used before: it makes the name of the
   *     order's group
   * @param proof how the result is proven
   * @param need what the machine must have
   * @param job hash of the job's bytes
   * @param limitNano the most that is paid, nano-tokens: a second for what is metered, for all of
   *     it otherwise
   * @param seconds how long it runs at most, where it is metered; within which the result must be
   *     there otherwise
   * @param rounds how many epochs bids are taken at least, from 1 on; more give more bids
   * @param parts of how many parts the result is, such as tiles of a picture, so that some of them
   *     can be checked; 1 for a result that is checked as a whole
   * @param quorum how many machines of different owners work the result out, where a quorum of them
   *     decides, from 2 to {@value #MOST_QUORUM}; 1 otherwise
   */
  record Order(
      long number,
      Proof proof,
      Need need,
      Hash job,
      long limitNano,
      long seconds,
      int rounds,
      int parts,
      int quorum)
      implements Said {
    /** Most rounds of bids. */
    public static final int MOST_ROUNDS = 100;

    /** Most machines of a quorum. */
    public static final int MOST_QUORUM = 16;

    private static final long MOST_SECONDS = 10L * 366 * 86_400;
    private static final long MOST_NANO_A_SECOND = 1_000_000_000;

    public Order {
      if (number < 1) {
        throw new IllegalArgumentException("an order's number is 1 or more, not " + number);
      }
      long most = proof == Proof.METERED ? MOST_NANO_A_SECOND : OpenedBid.MOST_NANO;
      if (limitNano < 1 || limitNano > most) {
        throw new IllegalArgumentException(
            "the limit must be from 1 to " + most + " nano-tokens, not " + limitNano);
      }
      if (seconds < 1 || seconds > MOST_SECONDS) {
        throw new IllegalArgumentException(
            "seconds must be from 1 to " + MOST_SECONDS + ", not " + seconds);
      }
      if (rounds < 1 || rounds > MOST_ROUNDS) {
        throw new IllegalArgumentException(
            "rounds must be from 1 to " + MOST_ROUNDS + ", not " + rounds);
      }
      int mostParts = proof == Proof.PIXELS ? OpenedParts.MOST : 1;
      if (parts < 1 || parts > mostParts) {
        throw new IllegalArgumentException(
            "the result must be of 1 to " + mostParts + " parts, not " + parts);
      }
      checkQuorum(proof, quorum);
    }

    /** One machine can agree with itself on anything: a quorum is of two at least. */
    private static void checkQuorum(Proof proof, int quorum) {
      if (proof == Proof.QUORUM && (quorum < 2 || quorum > MOST_QUORUM)) {
        throw new IllegalArgumentException(
            "a quorum is of 2 to " + MOST_QUORUM + " machines, not " + quorum);
      }
      if (proof != Proof.QUORUM && quorum != 1) {
        throw new IllegalArgumentException(
            "no quorum decides on such a result: say 1 machine, not " + quorum);
      }
    }

    /** An order whose result is of one part, which one machine works out. */
    public Order(
        long number, Proof proof, Need need, Hash job, long limitNano, long seconds, int rounds) {
      this(number, proof, need, job, limitNano, seconds, rounds, 1, 1);
    }
  }

  /** What concerns one order. */
  sealed interface OfOrder extends Said {
    /** The order's group. */
    GroupKey order();
  }

  /**
   * A bid that nobody can read yet.
   *
   * @param seal {@link Seals#ofBid}
   */
  record SealedBid(GroupKey order, Hash seal) implements OfOrder {}

  /**
   * A bid, to be said in an epoch after its seal.
   *
   * @param priceNano nano-tokens, as the order's limit
   * @param salt what made the seal unreadable, {@link Seals#SALT_SIZE} bytes
   */
  record OpenedBid(GroupKey order, long priceNano, Bytes salt) implements OfOrder {
    /** The highest price: a million tokens. */
    public static final long MOST_NANO = 1_000_000_000_000_000L;

    public OpenedBid {
      if (priceNano < 0 || priceNano > MOST_NANO) {
        throw new IllegalArgumentException(
            "a price is from 0 to " + MOST_NANO + " nano-tokens, not " + priceNano);
      }
      Seals.checkSalt(salt);
    }
  }

  /**
   * A result that nobody can copy.
   *
   * @param seal {@link Seals#ofResult}
   */
  record SealedResult(GroupKey order, Hash seal) implements OfOrder {}

  /**
   * A result, to be said once all who were drawn have sealed theirs.
   *
   * @param output hash of what came out, a blob
   * @param effort what the work took by the count of its runtime, such as fuel; at least 0
   * @param salt what made the seal unreadable
   */
  record OpenedResult(GroupKey order, Hash output, long effort, Bytes salt) implements OfOrder {
    public OpenedResult {
      if (effort < 0) {
        throw new IllegalArgumentException("an effort is never negative: " + effort);
      }
      Seals.checkSalt(salt);
    }
  }

  /**
   * A result of parts, to be said once all who were drawn have sealed theirs. Who won the order
   * says all parts, who was drawn to check says those that were drawn with him, in their order.
   *
   * @param parts what identifies each part, such as the hash of a tile's decoded pixels
   * @param document a blob that says where the parts are found; for the renter, who checks each
   *     part against its hash
   * @param salt what made the seal unreadable
   */
  record OpenedParts(GroupKey order, List<Hash> parts, Hash document, Bytes salt)
      implements OfOrder {
    /** Most parts of a result. */
    public static final int MOST = 1_024;

    public OpenedParts {
      if (parts.isEmpty() || parts.size() > MOST) {
        throw new IllegalArgumentException(
            "a result is of 1 to " + MOST + " parts, not " + parts.size());
      }
      parts = List.copyOf(parts);
      Seals.checkSalt(salt);
    }
  }

  /**
   * How long a metered order ran, as its machine or its renter counts.
   *
   * @param seconds all of them since the lease began
   */
  record Count(GroupKey order, long seconds) implements OfOrder {
    public Count {
      if (seconds < 0) {
        throw new IllegalArgumentException("seconds are never negative: " + seconds);
      }
    }
  }

  /**
   * What a machine saw that was drawn to look whether an order runs.
   *
   * @param looks how often it looked in this epoch, above 0
   * @param found how often it found it running
   */
  record Probe(GroupKey order, long looks, long found) implements OfOrder {
    public Probe {
      if (looks < 1 || found < 0 || found > looks) {
        throw new IllegalArgumentException(
            "a probe found " + found + " of " + looks + " looks, which cannot be");
      }
    }
  }

  /** What a machine that was drawn to time another says of it. */
  sealed interface OfMachine extends Said {
    /** The machine that was to be timed. */
    DeviceId machine();

    /** The epoch whose seed drew who says it. */
    long epoch();
  }

  /**
   * It answered, and rightly: anybody can compute that again by what is said here.
   *
   * @param salt what the answer was asked with, {@link Seals#SALT_SIZE} bytes
   * @param millis how long that took by the clock of who asked, from 1 to {@value #MOST_MILLIS}
   * @param digest the answer
   */
  record Timed(DeviceId machine, long epoch, Bytes salt, long millis, Hash digest)
      implements OfMachine {
    /** Longer nobody waits: ten minutes. */
    public static final long MOST_MILLIS = 600_000;

    public Timed {
      checkEpoch(epoch);
      Seals.checkSalt(salt);
      if (millis < 1 || millis > MOST_MILLIS) {
        throw new IllegalArgumentException(
            "an answer takes from 1 to " + MOST_MILLIS + " ms, not " + millis);
      }
    }
  }

  /** It could not be timed, and why. */
  record Untimed(DeviceId machine, long epoch, Why why) implements OfMachine {
    public Untimed {
      checkEpoch(epoch);
    }

    /** Why a machine could not be timed. */
    public enum Why {
      /** Its door could not be reached, or no answer came in time. */
      AWAY,
      /** It would not be timed at the moment, each time that it was asked. */
      BUSY,
      /** Its answer was wrong. */
      WRONG;

      /** Its name in messages and reasons. */
      public String code() {
        return name().toLowerCase(Locale.ROOT);
      }

      /**
       * The one of that name.
       *
       * @throws IllegalArgumentException if there is none
       */
      public static Why of(String code) {
        for (Why why : values()) {
          if (why.code().equals(code)) {
            return why;
          }
        }
        throw new IllegalArgumentException("no reason why a machine is not timed: " + code);
      }
    }
  }

  private static void checkEpoch(long epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("an epoch is never negative: " + epoch);
    }
  }

  /** The renter or the machine ends the order. */
  record Close(GroupKey order) implements OfOrder {}

  /**
   * Pixels of tiles that machines opened and that are compared, each a blob: width and height, four
   * bytes each with the highest first, then red, green, blue and alpha of each pixel, rows from the
   * top. A tile is opened by the hash of just these bytes, so nobody need be trusted with bringing
   * them: whoever has them may.
   *
   * @param parts their hashes, ascending
   */
  record ShownParts(GroupKey order, List<Hash> parts) implements OfOrder {
    /** Most tiles that are shown at once: whoever computes an epoch has them in memory. */
    public static final int MOST = 16;

    /** Most bytes of one: a little more than four million pixels. */
    public static final long MOST_BYTES = (1L << 24) + 8;

    public ShownParts {
      if (parts.isEmpty() || parts.size() > MOST) {
        throw new IllegalArgumentException(
            "1 to " + MOST + " tiles are shown at once, not " + parts.size());
      }
      for (int i = 1; i < parts.size(); i++) {
        if (parts.get(i - 1).compareTo(parts.get(i)) >= 0) {
          throw new IllegalArgumentException("hashes of tiles ascend: " + parts.get(i));
        }
      }
      parts = List.copyOf(parts);
    }
  }
}
