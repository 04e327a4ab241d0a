package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import polder.networks.compute.message.Seals;
import polder.protocol.Hash;

/** What a market's outcome says something of, where that names a result. */
public final class Subjects {
  /** An order that came to nothing, or to nothing that is compared. */
  public static final String ORDER = "order";

  private static final String OUTPUT = "output:";

  /** What a machine came to; also the check that looks at it. */
  public static final String RESULT = "result";

  /** How fast a machine is. */
  static final String SPEED = "speed";

  /** Pixels of tiles that are compared; also the check that looks whether they are the same. */
  static final String PIXELS = "pixels";

  private Subjects() {}

  /** An order that came to {@code output}. */
  public static String output(Hash output) {
    return OUTPUT + output.toHex();
  }

  /** What an order came to; empty if {@code subject} is something else. */
  public static Optional<Hash> outputOf(String subject) {
    return subject.startsWith(OUTPUT)
        ? Optional.of(Hash.fromHex(subject.substring(OUTPUT.length())))
        : Optional.empty();
  }

  /** What a machine came to: of a result of parts, what identifies all that it worked out. */
  public static String result(List<Hash> parts) {
    return parts.isEmpty() ? RESULT : RESULT + ":" + Seals.whole(parts).toHex();
  }
}
