package polder.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import polder.protocol.Bytes;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;
import polder.protocol.senml.SenmlRecord;

/**
 * What was measured and is not yet acknowledged, on disk: first readings, then the signed messages
 * made of them. It survives a crash at any moment, a cut-off or damaged file included; what a
 * {@code kill -9} leaves behind is complete, and after a power cut at most the readings since the
 * last {@link #sync} are missing. Nothing leaves it but what a node acknowledged or refused, or,
 * when it is full, the oldest: a network pays most for fresh readings and refuses those that are
 * too old, so keeping the old at the price of the new would lose both.
 *
 * <p>Safe for several threads of one process; a second process is refused.
 */
public final class Outbox implements AutoCloseable {
  /**
   * How full the buffer is after the oldest made room, in tenths: so that not each reading warns.
   */
  private static final int TENTHS_AFTER_DROPPING = 9;

  private static final long SLACK_BYTES = 1 << 20;

  private final Path file;
  private final long maxBytes;
  private final Consumer<String> warnings;
  private final FileChannel lockFile;
  private final OutboxState state;

  private RecordLog log;
  private boolean broken;
  private boolean dirty;

  /**
   * A signed message that waits for its acknowledgement.
   *
   * @param sequence its sequence number
   * @param wire its bytes
   */
  public record Stored(long sequence, Bytes wire) {}

  /** How far a source has been read, in words of its own. */
  public record Position(String source, String place) {}

  /** Whose messages: each key numbers them anew in each network. */
  public record Author(DeviceId device, String network) {}

  /** Another process has the folder now. */
  public static final class InUseException extends IOException {
    private static final long serialVersionUID = 1L;

    private InUseException(Path folder) {
      super("another agent uses " + folder + ": end it or name another folder");
    }
  }

  /** Makes a message of readings. */
  public interface Signer {
    /** With which key and for which network it signs. */
    Author author();

    /** The signed message of this number. */
    DeviceMessage sign(Numbering number, List<SenmlRecord> readings);
  }

  /**
   * Where a message stands among all that are signed here.
   *
   * @param sequence its sequence number
   * @param previous that of the message before it; empty where this folder cannot be sure of it,
   *     because it is new, was damaged or had another author
   */
  public record Numbering(long sequence, Optional<Long> previous) {}

  private Outbox(Path folder, long maxBytes, Consumer<String> warnings, FileChannel lockFile)
      throws IOException {
    this.file = folder.resolve("outbox.log");
    this.maxBytes = maxBytes;
    this.warnings = warnings;
    this.lockFile = lockFile;
    RecordLog.Contents contents = RecordLog.read(file);
    this.state = OutboxState.of(contents);
    if (contents.damagedBytes() > 0) {
      warnings.accept(
          file
              + " had "
              + contents.damagedBytes()
              + " unreadable bytes (a crash or power cut while writing); the rest is intact");
    }
    if (state.passedOver() > 0) {
      warnings.accept(
          file
              + " had records of another version of this program, which were left out: "
              + state.passedOver());
    }
    // Always start with a clean file: what follows a torn record would be hard to find again.
    this.log = RecordLog.replace(file, state.snapshot());
  }

  /**
   * Opens the buffer in {@code folder}, which is made if needed.
   *
   * @param maxBytes how much may wait; the file may be twice as large and a megabyte
   * @param warnings gets a line when something was damaged or had to be dropped
   * @throws IOException if the folder cannot be used, or another process uses it
   */
  public static Outbox open(Path folder, long maxBytes, Consumer<String> warnings)
      throws IOException {
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(
            folder.resolve("outbox.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!isOnlyUser(channel)) {
        throw new InUseException(folder);
      }
      return new Outbox(folder, maxBytes, warnings, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isOnlyUser(FileChannel channel) throws IOException {
    try {
      // Held until the channel closes, at the latest when the process ends.
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * Keeps readings, and in the same stroke how far their source has been read.
   *
   * @throws IOException if the disk refuses; the readings are kept in memory all the same and
   *     written with the next that succeeds
   */
  public synchronized void add(List<SenmlRecord> readings, Optional<Position> position)
      throws IOException {
    position.ifPresent(state::at);
    if (readings.isEmpty()) {
      return; // How far the source was read is written with its next reading or at the end.
    }
    for (int from = 0; from < readings.size(); from += OutboxState.RECORDS_TOGETHER) {
      int to = Math.min(readings.size(), from + OutboxState.RECORDS_TOGETHER);
      append(state.added(readings.subList(from, to)));
    }
    dirty = true;
    makeRoom();
  }

  /** The readings that are in no message yet: the oldest, {@code most} at most. */
  public synchronized List<SenmlRecord> pending(int most) {
    return state.pending(most);
  }

  /** How many readings are in no message yet. */
  public synchronized int pendingCount() {
    return state.pendingCount();
  }

  /** How many messages wait for their acknowledgement. */
  public synchronized int messageCount() {
    return state.messageCount();
  }

  /**
   * Makes a message of the {@code count} oldest readings; when this returns it is durable. Its
   * sequence number is above all that were ever used here, and not below {@code nowMillis}: so it
   * grows even when this folder was lost. It names the one before it, by which a copy of this
   * folder gives itself away; so no message leaves here that a later one would not know of.
   */
  public synchronized DeviceMessage seal(int count, long nowMillis, Signer signer)
      throws IOException {
    Numbering number = next(nowMillis, signer);
    DeviceMessage message = signer.sign(number, state.pending(count));
    append(state.sealed(count, new Stored(number.sequence(), message.wire())));
    force();
    return message;
  }

  /**
   * Puts the readings of a message that waits into a new one, because the sequence number of the
   * old can no longer be used; when this returns it is durable.
   *
   * @param readings those of the old message
   */
  public synchronized void renew(
      long oldSequence, long nowMillis, List<SenmlRecord> readings, Signer signer)
      throws IOException {
    Numbering number = next(nowMillis, signer);
    DeviceMessage message = signer.sign(number, readings);
    append(state.renewed(oldSequence, new Stored(number.sequence(), message.wire())));
    force();
  }

  private Numbering next(long nowMillis, Signer signer) throws IOException {
    Optional<RecordLog.Entry> changed = state.signedBy(signer.author());
    if (changed.isPresent()) {
      append(changed.get());
    }
    return state.next(nowMillis);
  }

  /** The oldest messages that wait, in the order of their sequence, within both bounds. */
  public synchronized List<Stored> oldest(int mostMessages, long mostBytes) {
    List<Stored> oldest = new ArrayList<>();
    long bytes = 0;
    for (Stored stored : state.oldest(mostMessages)) {
      bytes += stored.wire().size();
      if (bytes > mostBytes && !oldest.isEmpty()) {
        break;
      }
      oldest.add(stored);
    }
    return oldest;
  }

  /**
   * Forgets messages that were acknowledged or refused for good. Not forced to the disk: a message
   * that comes back after a power cut is a duplicate to the node.
   */
  public synchronized void settle(Collection<Long> sequences) throws IOException {
    if (!sequences.isEmpty()) {
      append(state.settled(List.copyOf(sequences)));
      dirty = true;
      rewriteIfMostlyDead();
    }
  }

  /**
   * Takes in that a node has messages for good, before they are settled.
   *
   * @throws IOException if the disk refuses
   */
  public synchronized void acknowledged(Collection<Long> sequences) throws IOException {
    Optional<RecordLog.Entry> entry = state.acknowledged(sequences);
    if (entry.isPresent()) {
      append(entry.get());
      dirty = true;
    }
  }

  /** How far {@code source} has been read, as of the readings that are kept. */
  public synchronized Optional<String> position(String source) {
    return state.position(source);
  }

  /** Makes everything durable that was added. */
  public synchronized void sync() throws IOException {
    if (dirty || broken) {
      force();
    }
  }

  private void makeRoom() throws IOException {
    if (state.bytes() <= maxBytes) {
      return;
    }
    OutboxState.Dropped dropped = state.dropOldest(maxBytes * TENTHS_AFTER_DROPPING / 10);
    for (RecordLog.Entry entry : dropped.entries()) {
      append(entry);
    }
    rewriteIfMostlyDead();
    warnings.accept(
        "the buffer is full ("
            + maxBytes
            + " bytes): dropped the oldest "
            + dropped.messages()
            + " messages and "
            + dropped.readings()
            + " unsigned readings");
  }

  private void append(RecordLog.Entry entry) throws IOException {
    try {
      if (broken) {
        rewrite(); // The state has the entry already.
      } else {
        log.append(entry.type(), entry.content());
      }
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  private void force() throws IOException {
    try {
      if (broken) {
        rewrite();
      } else {
        log.force();
      }
      dirty = false;
    } catch (IOException e) {
      // After a failed fsync nobody knows what is on the disk: only a new file is certain.
      broken = true;
      throw e;
    }
  }

  private void rewriteIfMostlyDead() throws IOException {
    if (log.size() > 2 * state.bytes() + SLACK_BYTES) {
      rewrite();
    }
  }

  private void rewrite() throws IOException {
    RecordLog fresh = RecordLog.replace(file, state.snapshot());
    RecordLog old = log;
    log = fresh;
    broken = false;
    dirty = false;
    old.close();
  }

  /** Makes everything durable and lets go of the folder. */
  @Override
  public synchronized void close() throws IOException {
    try (lockFile) {
      if (!broken) {
        log.append(state.base().type(), state.base().content());
      }
      force();
    } finally {
      log.close();
    }
  }
}
