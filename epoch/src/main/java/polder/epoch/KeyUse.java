package polder.epoch;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import polder.protocol.Hash;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;

/**
 * How a device's key is in use: which key it is by now, what was said last with it, and whether
 * what it says counts.
 *
 * @param replacement the key in the place of the first, which stays the device's name; empty while
 *     it signs with that
 * @param sequence the sequence up to which everything was heard
 * @param last the message of that sequence; empty where there is none to compare with: before the
 *     first, after a rotation, and once the owner resolved a clone
 * @param status whether it counts
 * @param sinceEpoch from which epoch on the status holds; 0 while it always did
 */
public record KeyUse(
    Optional<DeviceId> replacement,
    long sequence,
    Optional<Last> last,
    Status status,
    long sinceEpoch) {

  /** Of a device that said nothing yet. */
  static final KeyUse NEW = new KeyUse(Optional.empty(), 0, Optional.empty(), Status.ACTIVE, 0);

  private static final long UNKNOWN = 0;
  private static final List<Status> STATUSES = List.of(Status.values());

  /** Whether what a device says counts. The order is that of the state. */
  public enum Status {
    /** It counts. */
    ACTIVE,
    /** Its key signs in two places, and nothing counts until its owner resolves that. */
    CLONED,
    /** Nothing counts ever again. */
    REVOKED;

    /** As programs read it; that of devices which do not count is the reason why. */
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The message that was admitted last.
   *
   * @param message its identity
   * @param previous the sequence that it names as signed before it; 0 if it names none
   */
  public record Last(Hash message, long previous) {}

  /** Whether what the device says counts. */
  public boolean isActive() {
    return status == Status.ACTIVE;
  }

  /** The key with which the device called {@code name} signs. */
  public DeviceId key(DeviceId name) {
    return replacement.orElse(name);
  }

  /**
   * What shows that whoever signed {@code message} does not know of the last admitted one, though
   * one key signed both; empty if nothing does:
   *
   * <ul>
   *   <li>Two messages have one sequence. A device that keeps it before it sends uses none twice.
   *   <li>The message names one before it that is older than the last admitted one, and yet is
   *       newer itself: a device that signed both would have named that one, or a later one.
   *   <li>The message stands between the last admitted one and that which it names: a device that
   *       signed all three would have named this one there.
   * </ul>
   *
   * <p>To lose messages, to send them late, in any order or twice shows nothing of the kind; nor
   * does a message that names none before it, as a device writes that forgot what it signed.
   *
   * @param message a message that is signed with this key
   */
  public Optional<String> fork(DeviceMessage message) {
    if (last.isEmpty() || message.id().equals(last.get().message())) {
      return Optional.empty();
    }
    if (message.sequence() == sequence) {
      return Optional.of("it has the sequence of message " + last.get().message());
    }
    long known = message.previous().orElse(UNKNOWN);
    if (message.sequence() > sequence && known != UNKNOWN && known < sequence) {
      return Optional.of(
          "it follows sequence "
              + known
              + " and does not know of "
              + sequence
              + ", message "
              + last.get().message());
    }
    long skipped = last.get().previous();
    boolean bothNameOne = known != UNKNOWN && skipped != UNKNOWN;
    if (bothNameOne && message.sequence() < sequence && message.sequence() > skipped) {
      return Optional.of(
          "message "
              + last.get().message()
              + " of sequence "
              + sequence
              + " follows "
              + skipped
              + " and does not know of it");
    }
    return Optional.empty();
  }

  KeyUse after(DeviceMessage message) {
    return new KeyUse(
        replacement,
        message.sequence(),
        Optional.of(new Last(message.id(), message.previous().orElse(UNKNOWN))),
        status,
        sinceEpoch);
  }

  /**
   * With every sequence up to {@code newSequence} used up: what is signed does not count later
   * because it did not count now.
   */
  KeyUse passed(long newSequence) {
    return new KeyUse(replacement, Math.max(sequence, newSequence), last, status, sinceEpoch);
  }

  KeyUse cloned(long epoch) {
    return new KeyUse(replacement, sequence, last, Status.CLONED, epoch);
  }

  /** Signed with {@code key} from now on. */
  public KeyUse rotated(DeviceId key, long epoch) {
    return new KeyUse(Optional.of(key), 0, Optional.empty(), Status.ACTIVE, epoch);
  }

  /** With one copy left, of which nothing counts up to sequence {@code above}. */
  public KeyUse resolved(long above, long epoch) {
    return new KeyUse(
        replacement, Math.max(sequence, above), Optional.empty(), Status.ACTIVE, epoch);
  }

  /** Never to count again. */
  public KeyUse revoked(long epoch) {
    return new KeyUse(replacement, sequence, last, Status.REVOKED, epoch);
  }

  void write(CborWriter writer) {
    writer.beginArray(5);
    replacement.ifPresentOrElse(key -> writer.bytes(key.multikey()), writer::nil);
    writer.integer(sequence);
    last.ifPresentOrElse(
        its -> writer.beginArray(2).hash(its.message()).integer(its.previous()), writer::nil);
    writer.integer(status.ordinal()).integer(sinceEpoch);
  }

  static KeyUse read(CborReader reader) {
    reader.beginArray();
    return new KeyUse(
        reader.tryNil() ? Optional.empty() : Optional.of(new DeviceId(reader.bytes())),
        reader.integer(),
        reader.tryNil() ? Optional.empty() : Optional.of(readLast(reader)),
        STATUSES.get(Math.toIntExact(reader.integer())),
        reader.integer());
  }

  private static Last readLast(CborReader reader) {
    reader.beginArray();
    return new Last(reader.hash(), reader.integer());
  }
}
