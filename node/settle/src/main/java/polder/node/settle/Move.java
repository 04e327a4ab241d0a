package polder.node.settle;

import java.util.Optional;
import polder.ports.chain.Intent;

/**
 * What can be done next on the chain.
 *
 * @param intent to be sent, if anything is to be
 * @param trouble why nothing is, where a person should know
 * @param isHopeless whether that cannot pass under this attempt
 * @param finalTo up to which epoch all is final by the intent; -1 if it makes nothing final
 */
record Move(Optional<Intent> intent, Optional<String> trouble, boolean isHopeless, long finalTo) {
  static final Move NONE = new Move(Optional.empty(), Optional.empty(), false, -1);

  static Move of(Intent intent) {
    return new Move(Optional.of(intent), Optional.empty(), false, -1);
  }

  /** Makes all up to {@code epoch} final. */
  static Move finalise(Intent intent, long epoch) {
    return new Move(Optional.of(intent), Optional.empty(), false, epoch);
  }

  static Move stuck(String why) {
    return new Move(Optional.empty(), Optional.of(why), false, -1);
  }

  /** What only another attempt can mend. */
  static Move hopeless(String why) {
    return new Move(Optional.empty(), Optional.of(why), true, -1);
  }
}
