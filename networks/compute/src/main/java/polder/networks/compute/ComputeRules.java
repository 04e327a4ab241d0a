package polder.networks.compute;

import java.util.List;
import polder.networks.EpochContext;
import polder.networks.EpochWindow;
import polder.networks.Exhibit;
import polder.networks.GroupInputs;
import polder.networks.Grouping;
import polder.networks.Guide;
import polder.networks.Judgement;
import polder.networks.NetworkRules;
import polder.networks.Outcome;
import polder.networks.SenderRecord;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.SaidCodec;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.message.DeviceMessage;

/** The rules of one market of computing. */
final class ComputeRules implements NetworkRules<Said> {
  private final ComputeParameters parameters;
  private final Directory.Memo directories = new Directory.Memo();
  private final Guide guide;

  ComputeRules(ComputeParameters parameters) {
    this.parameters = parameters;
    this.guide = new ComputeGuide(parameters);
  }

  @Override
  public Judgement<Said> judge(DeviceMessage message, SenderRecord sender, EpochWindow window) {
    if (message.contentType() != SaidCodec.CBOR) {
      return new Judgement.Refused<>("not_cbor", "a market's messages are CBOR, content type 60");
    }
    try {
      return new Judgement.Plausible<>(SaidCodec.decode(message.payload()));
    } catch (CodecException e) {
      return new Judgement.Refused<>("malformed", String.valueOf(e.getMessage()));
    }
  }

  @Override
  public boolean assessesReadings() {
    return false;
  }

  @Override
  public boolean asksWhoVouches() {
    return true;
  }

  @Override
  public Grouping group(Said said, SenderRecord sender) {
    return new Grouping(
        switch (said) {
          case Said.Offer offer -> Seals.machine(sender.device());
          case Said.Leave leave -> Seals.machine(sender.device());
          case Said.Order order -> Seals.order(sender.device(), order.number());
          case Said.OfOrder its -> its.order();
          case Said.OfMachine its -> Seals.machine(its.machine());
        },
        List.of());
  }

  @Override
  public List<Exhibit> exhibits(Said said) {
    return said instanceof Said.ShownParts shown
        ? shown.parts().stream().map(part -> new Exhibit(part, Said.ShownParts.MOST_BYTES)).toList()
        : List.of();
  }

  @Override
  public Outcome weigh(GroupInputs<Said> inputs, EpochContext context) {
    if (Seals.isOrder(inputs.group())) {
      return new OrderGroup(parameters, inputs, context, directories.of(context.summary())).weigh();
    }
    return Seals.isMachine(inputs.group())
        ? new MachineGroup(parameters, inputs, context, directories.of(context.summary())).weigh()
        : new Market(inputs, context).weigh();
  }

  @Override
  public Bytes merge(Bytes first, Bytes second) {
    return Directory.merge(first, second);
  }

  @Override
  public Guide guide() {
    return guide;
  }
}
