package polder.node.witness;

import java.util.List;
import java.util.Optional;
import polder.epoch.EpochHeader;
import polder.epoch.OutcomeCodec;
import polder.epoch.OutcomeLeaf;
import polder.node.archive.SignedHeader;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;
import polder.protocol.merkle.AbsenceProof;
import polder.protocol.merkle.AbsenceProof.ProvenLeaf;
import polder.protocol.merkle.PayoutLeaf;
import polder.protocol.merkle.StandardMerkleTree;
import polder.protocol.message.CanonicalOrder;
import polder.protocol.message.Message;

/**
 * A statement about one epoch that can be checked with nothing but the epoch's signed header and
 * the one's key who is believed.
 */
public sealed interface Proof {
  /** The signed header that the statement is about. */
  SignedHeader header();

  /** Whether what is stated is under the header's roots; the header's signature is not in this. */
  boolean isUnderHeader();

  /** What is proven, in one sentence; only worth reading if it holds. */
  String statement();

  /** Why the proof does not hold for somebody who believes {@code anchor}; empty if it does. */
  default Optional<String> wrong(Anchor anchor) {
    if (!header().isSignatureGood()) {
      return Optional.of("the header is not signed by " + header().node().did());
    }
    if (!anchor.vouchesFor(header())) {
      return Optional.of("the header is signed by " + header().node().did());
    }
    return isUnderHeader()
        ? Optional.empty()
        : Optional.of("what is stated is not under the header's roots");
  }

  private static String epoch(SignedHeader header) {
    return "epoch " + header.header().epoch() + " (header " + header.header().hash() + ")";
  }

  /** That a message is among an epoch's inputs. */
  record OfMessage(SignedHeader header, ProvenLeaf message) implements Proof {
    @Override
    public boolean isUnderHeader() {
      return message.proof().size() == header.header().inputsCount()
          && message.proof().verifies(header.header().inputsRoot(), message.leaf());
    }

    @Override
    public String statement() {
      return "message "
          + MessageSearch.identity(message.leaf())
          + " is number "
          + message.proof().index()
          + " of the "
          + message.proof().size()
          + " messages of "
          + epoch(header);
    }
  }

  /** That no message with the identity and place of {@code wire} is among an epoch's inputs. */
  record OfAbsence(SignedHeader header, Bytes wire, AbsenceProof absence) implements Proof {
    @Override
    public boolean isUnderHeader() {
      EpochHeader sealed = header.header();
      return absence.verifies(
          sealed.inputsRoot(), sealed.inputsCount(), InputOrder.keyOf(wire), InputOrder.ORDER);
    }

    @Override
    public String statement() {
      return "message "
          + MessageSearch.identity(wire)
          + " is not among the "
          + header.header().inputsCount()
          + " messages of "
          + epoch(header);
    }
  }

  /** What a device earned in an epoch: at least one line. */
  record OfReward(SignedHeader header, DeviceId device, List<ProvenLeaf> lines) implements Proof {
    public OfReward {
      lines = List.copyOf(lines);
    }

    @Override
    public boolean isUnderHeader() {
      EpochHeader sealed = header.header();
      return !lines.isEmpty()
          && lines.stream()
              .allMatch(line ->
                  reward(line).map(reward -> reward.device().equals(device)).orElse(false)
                      && line.proof().size() == sealed.outcomeCount()
                      && line.proof().verifies(sealed.outcomeRoot(), line.leaf()));
    }

    @Override
    public String statement() {
      StringBuilder text = new StringBuilder(device.did()).append(" earned");
      String separator = " ";
      for (ProvenLeaf line : lines) {
        text.append(separator)
            .append(reward(line).map(OfReward::words).orElse("an unreadable line"));
        separator = " and ";
      }
      return text.append(" in ").append(epoch(header)).toString();
    }

    private static String words(OutcomeLeaf.Reward reward) {
      return reward.amountNano()
          + " nano-tokens in network "
          + reward.network()
          + " for owner "
          + reward.owner()
          + " with weight "
          + reward.weight();
    }

    private static Optional<OutcomeLeaf.Reward> reward(ProvenLeaf line) {
      try {
        return OutcomeCodec.decode(line.leaf()) instanceof OutcomeLeaf.Reward reward
            ? Optional.of(reward)
            : Optional.empty();
      } catch (CodecException | IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  /** What an account can claim in total after an epoch, as the contract checks it. */
  record OfAccount(SignedHeader header, PayoutLeaf payout, List<Hash> path) implements Proof {
    public OfAccount {
      path = List.copyOf(path);
    }

    @Override
    public boolean isUnderHeader() {
      return StandardMerkleTree.verifies(header.header().payoutsRoot(), payout, path);
    }

    @Override
    public String statement() {
      return "account "
          + new Account(payout.account())
          + " can claim "
          + payout.cumulativeWei()
          + " units of 18 decimals in total on chain "
          + payout.chainId()
          + " after "
          + epoch(header);
    }
  }

  /** The order of an epoch's inputs: messages in canonical order, then what is none, by bytes. */
  final class InputOrder {
    static final AbsenceProof.Order<Key> ORDER =
        new AbsenceProof.Order<>(InputOrder::keyOf, InputOrder::compare);

    private InputOrder() {}

    /** A message if the bytes are one. */
    record Key(Optional<Message> message, Bytes wire) {}

    static Key keyOf(Bytes wire) {
      try {
        return new Key(Optional.of(Message.decode(wire)), wire);
      } catch (CodecException e) {
        return new Key(Optional.empty(), wire);
      }
    }

    private static int compare(Key one, Key other) {
      if (one.message().isPresent() && other.message().isPresent()) {
        return CanonicalOrder.COMPARATOR.compare(one.message().get(), other.message().get());
      }
      int order = Boolean.compare(one.message().isEmpty(), other.message().isEmpty());
      return order == 0 ? one.wire().compareTo(other.wire()) : order;
    }
  }
}
