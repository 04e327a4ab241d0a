package polder.networks.compute;

import java.util.List;
import java.util.Optional;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.GroupInputs;
import polder.networks.Sheet;
import polder.networks.compute.message.Said;
import polder.protocol.identity.DeviceId;

/**
 * One epoch of one order: what every step of it reads, and where it writes.
 *
 * @param parameters the market's
 * @param inputs what was said, and what the purse holds at the beginning
 * @param context what every group may know
 * @param machines whose offers stand
 * @param sheet what the order makes of the epoch
 */
record OrderEpoch(
    ComputeParameters parameters,
    GroupInputs<Said> inputs,
    EpochContext context,
    Directory machines,
    Sheet sheet) {

  EpochWindow window() {
    return context.window();
  }

  /** Draws of this epoch, from the first on. */
  Draw draw() {
    return new Draw(context.seed(), inputs.group());
  }

  /** Whether {@code device} asked to close the order. */
  boolean isClosedBy(DeviceId device) {
    return inputs.home().stream()
        .anyMatch(judged ->
            judged.evidence() instanceof Said.Close && judged.sender().device().equals(device));
  }

  /** Ends the order: says why, and gives back what its purse still holds. */
  Optional<OrderState> end(OrderState order, String reason, String subject, Verdict verdict) {
    sheet.line(order.client()).because(reason).of(order.message(), subject, verdict, List.of());
    sheet.giveBack(order.renter(), reason);
    return Optional.empty();
  }
}
