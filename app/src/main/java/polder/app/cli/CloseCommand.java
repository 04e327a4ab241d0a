package polder.app.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.agent.market.Renter;
import polder.networks.GroupKey;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;

/** Ends an order. */
@Command(
    name = "close",
    description =
        "Close an order of yours: what ran until now is paid, what its purse still holds comes"
            + " back. A result that is sealed already is paid all the same.")
public final class CloseCommand implements Action {
  @Parameters(paramLabel = "ORDER", description = "Its name, as `polder orders` lists it.")
  private String order = "";

  @Mixin private final MarketOption market = new MarketOption();

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    GroupKey group = name(order);
    try (MarketOption.Talk talk = market.talk()) {
      Renter renter = market.renter(talk);
      if (renter.note(group).isEmpty()) {
        return output.fail(
            ExitCode.BAD_INPUT,
            "no order of this client is called " + order,
            "see `polder orders`; another client's folder is named with --client");
      }
      renter.say(talk.node(), new Said.Close(group));
      output.line("asked to close " + group + "; it ends with this epoch or the one after it");
      output.document(Map.of("order", group.text()));
      return ExitCode.DONE;
    }
  }

  /**
   * The order that {@code text} names.
   *
   * @throws BadWordException if that is no name of one
   */
  static GroupKey name(String text) {
    if (text.matches("[A-Za-z0-9-]{1,80}")) {
      GroupKey group = new GroupKey(text);
      if (Seals.isOrder(group)) {
        return group;
      }
    }
    throw new BadWordException(
        text + " is no order's name",
        "an order is called order- and 32 hexadecimal digits; see `polder orders`");
  }
}
