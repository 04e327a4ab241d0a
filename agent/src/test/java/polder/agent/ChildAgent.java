package polder.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.protocol.message.DeviceMessage;

/** A process that works on an outbox and says each thing once it is done, until it is killed. */
final class ChildAgent {
  private ChildAgent() {}

  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Outbox outbox = Outbox.open(Path.of(arguments[0]), 1 << 24, line -> {})) {
      for (long number = 0; ; number++) {
        outbox.add(List.of(OutboxScene.reading(number)), Optional.empty());
        out.println("added " + number);
        if (number % 3 == 2) {
          DeviceMessage message = outbox.seal(2, 0, OutboxScene.SIGNER);
          out.println("sealed " + message.sequence() + " 2");
          if (number % 2 == 0) {
            // Said before it is done: whether it is there afterwards is then anybody's guess.
            out.println("settling " + message.sequence());
            outbox.settle(List.of(message.sequence()));
          }
        }
      }
    }
  }

  /** What a child said. */
  static final class Log {
    private final List<Long> added = new ArrayList<>();
    private final SortedSet<Long> sealed = new TreeSet<>();
    private final SortedSet<Long> settled = new TreeSet<>();
    private int consumed;

    void read(String line) {
      // The last line may be cut off by the kill.
      String[] words = String.valueOf(line).split(" ");
      switch (words[0]) {
        case "added" -> added.add(Long.parseLong(words[1]));
        case "sealed" -> {
          sealed.add(Long.parseLong(words[1]));
          consumed += 2;
        }
        case "settling" -> settled.add(Long.parseLong(words[1]));
        default -> {}
      }
    }

    List<Long> sealedAndNotSettled() {
      return sealed.stream().filter(sequence -> !settled.contains(sequence)).toList();
    }

    /** Two fewer at the front: a message may have been made and not said. */
    List<Long> addedAndNotSealed() {
      return added.subList(Math.min(added.size(), consumed + 2), added.size());
    }

    long firstSequence() {
      return sealed.first();
    }

    long lastSequence() {
      return sealed.last();
    }
  }
}
