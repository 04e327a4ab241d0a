package polder.epoch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.CanonicalOrder;
import polder.protocol.message.Message;

/** Admits what accounts ask for, and has it carried out. */
final class AccountAdmission {
  private final EpochInputs inputs;
  private final StateDraft state;
  private final List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
  private final List<OutcomeLeaf> registrations = new ArrayList<>();

  AccountAdmission(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
  }

  /** What was refused. */
  List<OutcomeLeaf.Refusal> refusals() {
    return refusals;
  }

  /** What was carried out. */
  List<OutcomeLeaf> registrations() {
    return registrations;
  }

  /** An account counts its messages over all networks, so here the network comes last. */
  void admit(List<ReadMessage.Good> good) {
    List<ReadMessage.Good> ofAccounts = new ArrayList<>();
    for (ReadMessage.Good read : good) {
      if (read.message() instanceof AccountMessage) {
        ofAccounts.add(read);
      }
    }
    ofAccounts.sort(
        Comparator.comparing(ReadMessage.Good::message, Comparator.comparing(Message::sender))
            .thenComparingLong(read -> read.message().sequence())
            .thenComparing(ReadMessage.Good::message, CanonicalOrder.COMPARATOR));
    Registry registry = new Registry(inputs, state);
    Turn turn = new Turn();
    for (ReadMessage.Good read : ofAccounts) {
      if (read.message() instanceof AccountMessage message) {
        turn.of(message.sender());
        admit(registry, message, read.signed(), turn);
      }
    }
  }

  private void admit(Registry registry, AccountMessage message, boolean signed, Turn turn) {
    if (!signed) {
      refuse(message, "bad_signature", "the account did not sign this");
      return;
    }
    AccountEntry entry = state.account(message.account());
    if (!turn.admits(message, entry.sequence())) {
      return;
    }
    state.put(message.account(), entry.at(message.sequence()));
    switch (registry.carryOut(message)) {
      case Registry.Result.Done done ->
          registrations.add(
              new OutcomeLeaf.Registration(
                  message.network(),
                  message.account(),
                  message.id(),
                  done.action(),
                  done.subject()));
      case Registry.Result.Refused refused -> refuse(message, refused.reason(), refused.detail());
    }
  }

  /** One account's turn: what it got admitted in this epoch. What others forge does not count. */
  private final class Turn {
    private Bytes sender = Bytes.EMPTY;
    private long admitted;
    private Hash latest = Hash.ZERO;

    void of(Bytes nextSender) {
      if (!nextSender.equals(sender)) {
        sender = nextSender;
        admitted = 0;
        latest = Hash.ZERO;
      }
    }

    /** Whether a message with a good signature is new and not one too many; refuses it if not. */
    boolean admits(Message message, long lastSequence) {
      if (message.id().equals(latest)) {
        refuse(message, "duplicate", "this message is in the epoch already");
      } else if (message.sequence() <= lastSequence) {
        refuse(message, "old_sequence", "the last sequence was " + lastSequence);
      } else if (admitted >= inputs.manifests().deployment().messagesPerEpoch()) {
        refuse(message, "too_many", "more messages than one sender may send in an epoch");
      } else {
        admitted++;
        latest = message.id();
        return true;
      }
      return false;
    }
  }

  private void refuse(Message message, String reason, String detail) {
    refusals.add(OutcomeLeaf.Refusal.of(message, reason, detail));
  }
}
