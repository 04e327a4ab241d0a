package polder.node.settle;

import java.util.Optional;
import polder.ports.chain.Intent;

/**
 * What can be done next on the chain.
 *
 * @param intent to be sent, if anything is to be
 * @param trouble why nothing is, where a person should know
 */
record Move(Optional<Intent> intent, Optional<String> trouble) {
  static final Move NONE = new Move(Optional.empty(), Optional.empty());

  static Move of(Intent intent) {
    return new Move(Optional.of(intent), Optional.empty());
  }

  static Move stuck(String why) {
    return new Move(Optional.empty(), Optional.of(why));
  }
}
