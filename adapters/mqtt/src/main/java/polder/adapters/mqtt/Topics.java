package polder.adapters.mqtt;

import java.util.Arrays;
import java.util.Optional;

/** The topics that mean something here, and the aliases that one connection gave them. */
final class Topics {
  /** Most aliases of a connection; a device needs one for each network. */
  static final int MOST_ALIASES = 16;

  private static final String BEFORE = "polder/";
  private static final String AFTER = "/messages";

  private final String[] aliases = new String[MOST_ALIASES + 1];

  Topics() {
    Arrays.fill(aliases, "");
  }

  /** What a publication's topic and alias stand for together. */
  sealed interface Resolved {
    /** A topic, whatever it is. */
    record Topic(String name) implements Resolved {}

    /** An alias out of range. */
    record BadAlias() implements Resolved {}

    /** Neither a topic nor an alias that stands for one. */
    record Nothing() implements Resolved {}
  }

  /**
   * Gives the topic and remembers its alias.
   *
   * @param topic may be empty where there is an alias
   */
  Resolved resolve(String topic, Optional<Integer> alias) {
    if (alias.isPresent()) {
      int number = alias.get();
      if (number < 1 || number > MOST_ALIASES) {
        return new Resolved.BadAlias();
      }
      if (topic.isEmpty()) {
        return aliases[number].isEmpty()
            ? new Resolved.Nothing()
            : new Resolved.Topic(aliases[number]);
      }
      // What is none of ours is not remembered: it may be 64 KiB long, and will never be right.
      aliases[number] = network(topic).isPresent() ? topic : "?";
    }
    return topic.isEmpty() ? new Resolved.Nothing() : new Resolved.Topic(topic);
  }

  /** The network that {@code topic} is for, if it is a topic for messages. */
  static Optional<String> network(String topic) {
    if (!topic.startsWith(BEFORE)
        || !topic.endsWith(AFTER)
        || topic.length() <= BEFORE.length() + AFTER.length()) {
      return Optional.empty();
    }
    String network = topic.substring(BEFORE.length(), topic.length() - AFTER.length());
    return network.length() > 100 || network.contains("/")
        ? Optional.empty()
        : Optional.of(network);
  }
}
