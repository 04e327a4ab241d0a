package polder.networks.learning;

import java.util.Optional;
import polder.networks.learning.aggregate.Aggregation;
import polder.networks.learning.aggregate.NormBound;
import polder.networks.learning.aggregate.Rule;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * How a task's updates become one, however many there are in a round.
 *
 * @param way which rule
 * @param sharePpm what the rule cuts off at either end (trimmed mean), or takes for hostile
 *     (Multi-Krum), of all; 0 for other rules
 * @param clip how long an update may be; empty if as long as it likes
 */
public record Combining(Way way, long sharePpm, Optional<NormBound> clip) {
  /** The rules. */
  public enum Way {
    /** See {@link Rule.Mean}. */
    MEAN("mean"),
    /** See {@link Rule.Median}. */
    MEDIAN("median"),
    /** See {@link Rule.TrimmedMean}. */
    TRIMMED_MEAN("trimmed-mean"),
    /** See {@link Rule.MultiKrum}; the median where there are too few updates for it. */
    MULTI_KRUM("multi-krum");

    private final String code;

    Way(String code) {
      this.code = code;
    }

    /** What tasks call it. */
    public String code() {
      return code;
    }

    /** The way of this name. */
    public static Optional<Way> of(String code) {
      for (Way way : values()) {
        if (way.code.equals(code)) {
          return Optional.of(way);
        }
      }
      return Optional.empty();
    }
  }

  private static final long HALF_PPM = Rule.MILLION / 2;

  public Combining {
    boolean hasShare = way == Way.TRIMMED_MEAN || way == Way.MULTI_KRUM;
    if (sharePpm < 0 || sharePpm >= HALF_PPM || !hasShare && sharePpm != 0) {
      throw new IllegalArgumentException(
          hasShare
              ? way.code() + " takes a share from 0 to below a half, not " + sharePpm + " ppm"
              : way.code() + " takes no share");
    }
  }

  /** The rule for so many updates. */
  public Aggregation of(int count) {
    return new Aggregation(
        clip,
        switch (way) {
          case MEAN -> new Rule.Mean();
          case MEDIAN -> new Rule.Median();
          case TRIMMED_MEAN -> new Rule.TrimmedMean(sharePpm);
          case MULTI_KRUM -> krum(count);
        });
  }

  private Rule krum(int count) {
    long hostile = Math.ceilDiv(count * sharePpm, Rule.MILLION);
    return count < 2 * hostile + 3
        ? new Rule.Median()
        : new Rule.MultiKrum((int) hostile, (int) (count - hostile));
  }

  void write(CborWriter writer) {
    writer.beginArray(3).text(way.code()).integer(sharePpm);
    if (clip.isEmpty()) {
      writer.nil();
    } else {
      switch (clip.get()) {
        case NormBound.Constant(long norm) -> writer.beginArray(2).text("norm").integer(norm);
        case NormBound.OfMedian(long ppm) -> writer.beginArray(2).text("median").integer(ppm);
      }
    }
  }

  static Combining read(CborReader reader) {
    if (reader.beginArray() != 3) {
      throw new CodecException("this is no way to combine updates", reader.offset());
    }
    String code = reader.text();
    Way way =
        Way.of(code)
            .orElseThrow(
                () -> new CodecException("no way to combine is called " + code, reader.offset()));
    return new Combining(way, reader.integer(), clip(reader));
  }

  private static Optional<NormBound> clip(CborReader reader) {
    if (reader.tryNil()) {
      return Optional.empty();
    }
    if (reader.beginArray() != 2) {
      throw new CodecException("this is no bound", reader.offset());
    }
    String kind = reader.text();
    return switch (kind) {
      case "norm" -> Optional.of(new NormBound.Constant(reader.integer()));
      case "median" -> Optional.of(new NormBound.OfMedian(reader.integer()));
      default -> throw new CodecException("no bound is called " + kind, reader.offset());
    };
  }
}
