package polder.epoch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import polder.networks.EpochWindow;
import polder.networks.GroupRuns.Sent;
import polder.networks.NetworkRules;
import polder.networks.NetworkRulesContract;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;

/** The toy keeps what every kind must keep, so what it shows of the epoch program holds for all. */
class ToyKindTest extends NetworkRulesContract<ToyKind.Order> {
  @Override
  protected NetworkRules<ToyKind.Order> rules() {
    return new ToyKind.Rules(1_000_000);
  }

  @Override
  protected List<Sent> traffic(SplittableRandom random, EpochWindow window) {
    List<Sent> sent = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      DeviceKey key = Samples.device(number);
      SenderRecord sender =
          new SenderRecord(
              key.id(), Samples.account(number / 2), Optional.empty(), Optional.empty(), 0);
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        DeviceMessage message =
            new DeviceMessage.Draft(
                    "toys",
                    1 + window.epoch() * 10 + i,
                    Optional.empty(),
                    60,
                    EpochWorld.anyOrder(random).encode())
                .unsigned(key.id());
        sent.add(new Sent(message, sender));
      }
    }
    return sent;
  }
}
