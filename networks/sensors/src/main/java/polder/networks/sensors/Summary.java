package polder.networks.sensors;

import java.util.List;
import java.util.Optional;
import polder.networks.sensors.SensorParameters.DensityLevel;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;

/**
 * What all groups of a network tell all, one epoch later.
 *
 * @param working how many stations worked in each of the finest cells with a density target
 * @param course what was measured in the slot that ended in the epoch, if one did
 */
record Summary(CellCounts working, Optional<Course> course) {
  static final Summary NOTHING = new Summary(CellCounts.NONE, Optional.empty());

  // Array heads, and a cell and its count, each with what says how long it is.
  private static final int HEAD_BYTES = 128;
  private static final int CELL_BYTES = 12;

  /** Remembers one summary and its density, which all groups of an epoch share. */
  static final class Memo {
    private final List<DensityLevel> levels;
    // Any thread may set it: whichever entry is seen, it was computed from its own summary.
    private volatile Entry last;

    /** A summary as it was encoded, what it says, and the density that follows from it. */
    record Entry(Bytes encoded, Summary summary, Density density) {}

    Memo(List<DensityLevel> levels) {
      this.levels = levels;
      this.last = entry(Bytes.EMPTY);
    }

    private Entry entry(Bytes encoded) {
      Summary summary = Summary.decode(encoded);
      return new Entry(encoded, summary, Density.of(summary.working(), levels));
    }

    Entry of(Bytes encoded) {
      Entry entry = last;
      if (!entry.encoded().equals(encoded)) {
        entry = entry(encoded);
        last = entry;
      }
      return entry;
    }
  }

  Bytes encode() {
    Optional<Course> told = course.filter(its -> !its.isEmpty());
    if (working.isEmpty() && told.isEmpty()) {
      return Bytes.EMPTY;
    }
    CborWriter writer =
        new CborWriter(HEAD_BYTES + CELL_BYTES * working.cells().length).beginArray(2);
    working.encode(writer);
    told.ifPresentOrElse(its -> its.encode(writer), writer::nil);
    return writer.toBytes();
  }

  static Summary decode(Bytes summary) {
    if (summary.size() == 0) {
      return NOTHING;
    }
    CborReader reader = new CborReader(summary);
    reader.beginArray();
    CellCounts working = CellCounts.decode(reader);
    Optional<Course> course =
        reader.tryNil() ? Optional.empty() : Optional.of(Course.decode(reader));
    reader.end();
    return new Summary(working, course);
  }

  /** Adds up two summaries. */
  static Bytes merge(Bytes first, Bytes second) {
    if (first.size() == 0) {
      return second;
    }
    if (second.size() == 0) {
      return first;
    }
    Summary one = decode(first);
    Summary other = decode(second);
    Optional<Course> course =
        one.course.isPresent() && other.course.isPresent()
            ? Optional.of(one.course.get().plus(other.course.get()))
            : one.course.or(() -> other.course);
    return new Summary(one.working.plus(other.working), course).encode();
  }
}
