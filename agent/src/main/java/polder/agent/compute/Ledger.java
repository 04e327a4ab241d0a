package polder.agent.compute;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import polder.agent.RecordLog;
import polder.networks.GroupKey;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What a machine must not forget: salts, results, counts, what runs. On the disk before anybody is
 * told; whole after a crash at any moment, but for what was {@linkplain #note noted} last. For one
 * thread, and for one process at a time.
 */
public final class Ledger implements AutoCloseable {
  private static final int DEAL = 1;
  private static final int OVER = 2;
  private static final int FUNDED = 3;
  private static final long SLACK_BYTES = 1 << 20;

  private final Path file;
  private final SortedMap<GroupKey, Deal> deals = new TreeMap<>();
  private Optional<Funding> funding = Optional.empty();
  private RecordLog log;
  private boolean broken;

  /** That the owner's money was sent to the machine's bond, in which epoch and how much. */
  public record Funding(long epoch, long nano) {}

  private Ledger(Path file, RecordLog.Contents contents) throws IOException {
    this.file = file;
    contents.entries().forEach(this::apply);
    this.log = RecordLog.replace(file, snapshot());
  }

  /**
   * Opens the ledger in {@code folder}, which must be there.
   *
   * @param warnings gets a line if something was damaged
   */
  public static Ledger open(Path folder, Consumer<String> warnings) throws IOException {
    Path file = folder.resolve("ledger.log");
    RecordLog.Contents contents = RecordLog.read(file);
    if (contents.damagedBytes() > 0) {
      warnings.accept(
          file
              + " had "
              + contents.damagedBytes()
              + " unreadable bytes (a crash or power cut while writing); the rest is intact");
    }
    return new Ledger(file, contents);
  }

  private void apply(RecordLog.Entry entry) {
    try {
      switch (entry.type()) {
        case DEAL -> {
          Deal deal = Deal.decode(entry.content());
          deals.put(deal.order(), deal);
        }
        case OVER -> deals.remove(new GroupKey(new CborReader(entry.content()).text()));
        case FUNDED -> {
          CborReader reader = new CborReader(entry.content());
          reader.beginArray();
          funding = Optional.of(new Funding(reader.integer(), reader.integer()));
        }
        default -> throw new CodecException("unknown type " + entry.type(), 0);
      }
    } catch (CodecException | IllegalArgumentException e) {
      // Its checksum holds: whatever wrote it, it is not for this version to guess at.
      throw new IllegalStateException(
          file + " was written by another version of this program; start that one", e);
    }
  }

  /** All orders that the machine has to do with. */
  public SortedMap<GroupKey, Deal> deals() {
    return Collections.unmodifiableSortedMap(deals);
  }

  /** What is remembered of an order. */
  public Optional<Deal> find(GroupKey order) {
    return Optional.ofNullable(deals.get(order));
  }

  /** When the bond was funded last. */
  public Optional<Funding> funding() {
    return funding;
  }

  /**
   * Remembers what is known of an order now; durable when this returns.
   *
   * @throws IOException if the disk refuses: then nothing may be said that rests on it
   */
  public void keep(Deal deal) throws IOException {
    deals.put(deal.order(), deal);
    write(DEAL, deal.encode(), true);
  }

  /** As {@link #keep}, of what may be lost with the power: it is durable with the next. */
  public void note(Deal deal) throws IOException {
    deals.put(deal.order(), deal);
    write(DEAL, deal.encode(), false);
  }

  /** Forgets an order that is over; durable when this returns. */
  public void forget(GroupKey order) throws IOException {
    if (deals.remove(order) != null) {
      write(OVER, new CborWriter().text(order.text()).toBytes(), true);
    }
  }

  /** Remembers that the bond is being funded; durable when this returns. */
  public void funded(Funding now) throws IOException {
    funding = Optional.of(now);
    write(FUNDED, encode(now), true);
  }

  private static Bytes encode(Funding funding) {
    return new CborWriter()
        .beginArray(2)
        .integer(funding.epoch())
        .integer(funding.nano())
        .toBytes();
  }

  private List<RecordLog.Entry> snapshot() {
    List<RecordLog.Entry> entries = new ArrayList<>();
    funding.ifPresent(its -> entries.add(new RecordLog.Entry(FUNDED, encode(its))));
    deals.values().forEach(deal -> entries.add(new RecordLog.Entry(DEAL, deal.encode())));
    return entries;
  }

  private void write(int type, Bytes content, boolean durable) throws IOException {
    try {
      // After a failed write nobody knows what is on the disk: only a new file is certain.
      if (broken || log.size() > SLACK_BYTES) {
        RecordLog old = log;
        log = RecordLog.replace(file, snapshot());
        broken = false;
        old.close();
        return;
      }
      log.append(type, content);
      if (durable) {
        log.force();
      }
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    try (RecordLog closing = log) {
      if (!broken) {
        closing.force();
      }
    }
  }
}
