package polder.networks.compute;

import java.math.BigDecimal;
import java.util.List;
import polder.networks.Guide;
import polder.protocol.money.Amounts;

/** What a market tells people of its rules. */
final class ComputeGuide implements Guide {
  private static final long PPM_A_PERCENT = 10_000;

  private final ComputeParameters parameters;

  ComputeGuide(ComputeParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public List<String> words() {
    return List.of(
        "Machines bid under seal for each order, and the one that will do at the lowest price wins;"
            + " every bid that lost is told why.",
        "A machine puts up a bond of "
            + Amounts.format(parameters.bondNano())
            + " tokens for each order that it holds, and loses it for a wrong result or a false"
            + " count.",
        percent(parameters.checking().sharePpm())
            + " % of the results are worked out again by a machine of another owner, drawn once the"
            + " result is sealed; it is paid "
            + percent(parameters.checking().feePpm())
            + " % of the price for that.",
        "Pictures are compared to the last bit between machines of one class; between others they"
            + " must be alike to "
            + BigDecimal.valueOf(parameters.checking().psnrTenths(), 1)
                .stripTrailingZeros()
                .toPlainString()
            + " dB.",
        "Where a quorum decides, as many machines of different owners as were ordered work it all"
            + " out and are all paid; what they agree on counts once it is, by what is known of"
            + " them, more than "
            + percent(parameters.checking().trustPpm())
            + " % likely to be right, and who dissents loses its bond to one who agreed.",
        "What runs on and on is paid by the second, by the lower count of machine and renter; where"
            + " the renter is silent, up to "
            + parameters.metering().probers()
            + " machines of others look whether it runs.",
        "Each machine is timed about once in "
            + parameters.measuring().everyEpochs()
            + " epochs by up to "
            + parameters.measuring().timers()
            + " machines of others; orders may ask for a speed, and nobody is paid for it.",
        "What an order's purse still holds at its end goes back to the renter.");
  }

  private static String percent(long ppm) {
    return BigDecimal.valueOf(ppm)
        .divide(BigDecimal.valueOf(PPM_A_PERCENT))
        .stripTrailingZeros()
        .toPlainString();
  }
}
