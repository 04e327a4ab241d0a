package polder.networks.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import polder.networks.EpochWindow;
import polder.networks.GroupKey;
import polder.networks.GroupRuns.Sent;
import polder.networks.NetworkRules;
import polder.networks.NetworkRulesContract;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.protocol.manifest.Parameters;
import polder.protocol.message.DeviceMessage;

/** The market keeps what every kind of network must. */
final class ComputeContractTest extends NetworkRulesContract<Said> {
  @Override
  @SuppressWarnings("unchecked")
  protected NetworkRules<Said> rules() {
    // Purses hold the same at every epoch here, so that no bond is ever lost.
    return (NetworkRules<Said>)
        new ComputeKind()
            .configure(new Parameters("", Samples.with(MarketWorld.parameters(), "bond", 0)));
  }

  @Override
  protected long purseNano() {
    return MarketWorld.TOKEN;
  }

  @Override
  protected List<Sent> traffic(SplittableRandom random, EpochWindow window) {
    List<Sent> sent = new ArrayList<>();
    long epoch = window.epoch();
    for (long machine = 1; machine <= 4; machine++) {
      say(sent, machine, epoch, MarketWorld.offer(MarketWorld.capacity()));
      for (long number = 0; number <= epoch; number++) {
        GroupKey order = MarketWorld.key(number + 1);
        say(sent, machine, epoch, random(random, machine, order));
        long price = machine;
        if (number == epoch) {
          say(
              sent,
              machine,
              epoch,
              new Said.SealedBid(
                  order,
                  Seals.ofBid(Samples.device(machine).id(), order, price, MarketWorld.SALT)));
        } else if (number == epoch - 1) {
          say(sent, machine, epoch, new Said.OpenedBid(order, price, MarketWorld.SALT));
        } else {
          say(sent, machine, epoch, new Said.Count(order, 10 * (epoch - number - 1)));
        }
      }
    }
    say(sent, 0, epoch, order(random, epoch + 1));
    for (long number = 0; number + 1 < epoch; number++) {
      say(sent, 0, epoch, new Said.Count(MarketWorld.key(number + 1), 10 * (epoch - number - 1)));
    }
    return sent;
  }

  private static Said.Order order(SplittableRandom random, long number) {
    return switch (random.nextInt(4)) {
      case 0 -> MarketWorld.order(number, Proof.HASH, 1_000);
      case 1 -> MarketWorld.quorum(number, 2, 1_000);
      default -> MarketWorld.order(number, Proof.METERED, 1_000);
    };
  }

  private static Said random(SplittableRandom random, long machine, GroupKey order) {
    return switch (random.nextInt(6)) {
      case 0 -> new Said.Probe(order, 10, random.nextInt(11));
      case 1 -> new Said.Close(order);
      case 2 -> new Said.OpenedResult(order, MarketWorld.output("42"), 5, MarketWorld.SALT);
      case 3 -> new Said.OpenedBid(order, random.nextInt(2_000), MarketWorld.SALT);
      default ->
          new Said.SealedResult(
              order,
              Seals.ofResult(
                  Samples.device(machine).id(),
                  order,
                  MarketWorld.output("42"),
                  5,
                  MarketWorld.SALT));
    };
  }

  private static void say(List<Sent> sent, long device, long epoch, Said said) {
    DeviceMessage message =
        new DeviceMessage.Draft(
                MarketWorld.NAME,
                epoch * 1_000 + sent.size() + 1,
                Optional.empty(),
                SaidCodec.CBOR,
                SaidCodec.encode(said))
            .unsigned(Samples.device(device).id());
    sent.add(
        new Sent(
            message,
            new SenderRecord(
                Samples.device(device).id(),
                Samples.account(device),
                Optional.empty(),
                Optional.empty(),
                0)));
  }
}
