package polder.node.settle;

import java.util.Optional;
import polder.ports.chain.Intent;

/**
 * What can be done next on the chain.
 *
 * @param intent to be sent, if anything is to be
 * @param trouble why nothing is, where a person should know
 * @param isHopeless whether that cannot pass under this attempt
 */
record Move(Optional<Intent> intent, Optional<String> trouble, boolean isHopeless) {
  static final Move NONE = new Move(Optional.empty(), Optional.empty(), false);

  static Move of(Intent intent) {
    return new Move(Optional.of(intent), Optional.empty(), false);
  }

  static Move stuck(String why) {
    return new Move(Optional.empty(), Optional.of(why), false);
  }

  /** What only another attempt can mend. */
  static Move hopeless(String why) {
    return new Move(Optional.empty(), Optional.of(why), true);
  }
}
