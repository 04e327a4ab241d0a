package polder.node.join;

import java.util.Optional;
import polder.node.gateway.ViaFile;
import polder.protocol.message.AccountMessage;

/** An enrolment that waits for its owner's signature. Its own lock: one signs it at a time. */
final class Draft {
  private final String id;
  private final AccountMessage.Draft message;
  private final Optional<ViaFile.Prepared> via;
  private final long endMillis;
  private volatile Step step = Step.WAITING;

  /** How far it is. */
  enum Step {
    /** Nobody has signed it. */
    WAITING,
    /** The key of its device is on the disk. */
    WRITTEN,
    /** The gateway has it; what it says may stand in the journal. */
    HANDED_OVER
  }

  /**
   * A draft.
   *
   * @param id 32 hexadecimal digits that nobody guesses
   * @param message what is to be signed
   * @param via the device, if this node signs for it
   * @param endMillis when it is forgotten, epoch milliseconds
   */
  Draft(String id, AccountMessage.Draft message, Optional<ViaFile.Prepared> via, long endMillis) {
    this.id = id;
    this.message = message;
    this.via = via;
    this.endMillis = endMillis;
  }

  String id() {
    return id;
  }

  AccountMessage.Draft message() {
    return message;
  }

  Optional<ViaFile.Prepared> via() {
    return via;
  }

  long endMillis() {
    return endMillis;
  }

  Step step() {
    return step;
  }

  void move(Step next) {
    step = next;
  }
}
