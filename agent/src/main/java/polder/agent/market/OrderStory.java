package polder.agent.market;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment;
import polder.protocol.Hash;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/**
 * What a node can tell of one order, also of one that is over.
 *
 * @param epoch the running epoch
 * @param over whether it stands no more
 * @param pending whether it waits for its epoch's seal
 * @param phase how far it has come, such as {@code bidding}; {@code over} if it is over
 * @param cleared what was said when a bid won
 * @param latest what was said last of it; why it ended, if it is over
 * @param asked what was said in the epoch that was asked for
 */
public record OrderStory(
    long epoch,
    boolean over,
    boolean pending,
    String phase,
    Optional<Deeds> cleared,
    Optional<Deeds> latest,
    Optional<Deeds> asked) {

  /**
   * What an epoch's outcome says of it.
   *
   * @param epoch the epoch
   * @param closed why that is not shown, if so
   * @param reason why it came further, or to its end
   * @param output the result's hash, if that was decided
   * @param lines what is said of the client and of each machine
   * @param paid who was paid from its purse
   * @param refunded what of the purse went back
   */
  public record Deeds(
      long epoch,
      Optional<String> closed,
      Optional<String> reason,
      Optional<Hash> output,
      List<Line> lines,
      List<Payment> paid,
      List<Payment> refunded) {
    public Deeds {
      lines = List.copyOf(lines);
      paid = List.copyOf(paid);
      refunded = List.copyOf(refunded);
    }
  }

  /** What is said of a device. */
  public record Line(DeviceId device, Account owner, List<String> reasons, List<Assessment> said) {
    public Line {
      reasons = List.copyOf(reasons);
      said = List.copyOf(said);
    }
  }

  /** What an account got. */
  public record Payment(Account account, long amountNano, String reason) {}
}
