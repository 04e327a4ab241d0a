package polder.epoch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.message.Message;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainEvents;
import polder.protocol.settlement.SeedEvent;
import polder.protocol.settlement.StakingEvent;

/**
 * Takes in what contracts said: credits deposits, and gives the messages that were posted on chain,
 * which are messages of the epoch like those that came to a node.
 */
final class ChainIntake {
  private final EpochInputs inputs;
  private final StateDraft state;

  ChainIntake(EpochInputs inputs, StateDraft state) {
    this.inputs = inputs;
    this.state = state;
  }

  /**
   * What came of the events.
   *
   * @param messages all messages of the epoch, posted ones included, each wire once more than it
   *     came to the node only if it did not come there
   * @param posted identities of those that were posted
   * @param refusals what was posted and is no message at all
   */
  record Taken(List<Bytes> messages, SortedSet<Hash> posted, List<OutcomeLeaf.Refusal> refusals) {}

  /**
   * Takes all events in.
   *
   * @throws IllegalArgumentException if they are out of order, outside of the epoch's blocks, or
   *     one is left out or there twice
   */
  Taken take() {
    ChainEvents.require(inputs.events());
    ChainEntry before = ChainEntry.in(state);
    if (inputs.chain().block() < before.block()) {
      throw new IllegalArgumentException(
          "it reaches up to block "
              + inputs.chain().block()
              + ", events up to block "
              + before.block()
              + " are taken in");
    }
    long deposits = before.deposits();
    long posts = before.posts();
    long depositedNano = before.depositedNano();
    Set<Bytes> posted = new LinkedHashSet<>();
    SortedSet<Hash> identities = new TreeSet<>();
    List<OutcomeLeaf.Refusal> refusals = new ArrayList<>();
    for (ChainEvent event : inputs.events()) {
      requireBlock(event, before.block());
      switch (event) {
        case ChainEvent.Deposited deposit -> {
          requireNext("deposit", deposits++, deposit.number());
          depositedNano = Math.addExact(depositedNano, deposit.amountNano());
          AccountEntry account = state.account(deposit.account());
          state.put(deposit.account(), account.receive(deposit.amountNano()));
        }
        case ChainEvent.Posted post -> {
          requireNext("posted message", posts++, post.number());
          read(post.message(), posted, identities, refusals);
        }
        // ValidatorPay takes these in.
        case StakingEvent staking -> {}
        case SeedEvent seed -> SeedBook.take(state, inputs.window().epoch(), seed);
      }
    }
    new ChainEntry(inputs.chain().block(), deposits, posts, depositedNano, before.returnedNano())
        .put(state);
    return new Taken(withPosted(posted), identities, refusals);
  }

  private void requireBlock(ChainEvent event, long above) {
    if (event.block() <= above || event.block() > inputs.chain().block()) {
      throw new IllegalArgumentException(
          "an event of block "
              + event.block()
              + " is none of this epoch's, whose blocks are those above "
              + above
              + " up to "
              + inputs.chain().block());
    }
  }

  private static void requireNext(String what, long expected, long found) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "where " + what + " " + expected + " of the chain belongs is number " + found);
    }
  }

  private static void read(
      Bytes wire,
      Set<Bytes> posted,
      SortedSet<Hash> identities,
      List<OutcomeLeaf.Refusal> refusals) {
    try {
      Message message = Message.decode(wire);
      posted.add(message.wire());
      identities.add(message.id());
    } catch (CodecException e) {
      refusals.add(
          new OutcomeLeaf.Refusal(
              "",
              Bytes.EMPTY,
              Hash.sha256(wire.unsafeArray()),
              "malformed",
              String.valueOf(e.getMessage())));
    }
  }

  /** Whoever computes an archived epoch again has the posted ones among the messages already. */
  private List<Bytes> withPosted(Set<Bytes> posted) {
    if (posted.isEmpty()) {
      return inputs.messages();
    }
    inputs.messages().forEach(posted::remove);
    List<Bytes> all = new ArrayList<>(inputs.messages());
    all.addAll(posted);
    return all;
  }
}
