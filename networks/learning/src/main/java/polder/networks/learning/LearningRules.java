package polder.networks.learning;

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
import polder.networks.learning.judge.StakeGroup;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.SaidCodec;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.TabGroup;
import polder.protocol.Bytes;
import polder.protocol.codec.CodecException;
import polder.protocol.message.DeviceMessage;

/** The rules of one network that trains models. */
final class LearningRules implements NetworkRules<Said> {
  private final LearningParameters parameters;

  LearningRules(LearningParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public Judgement<Said> judge(DeviceMessage message, SenderRecord sender, EpochWindow window) {
    if (message.contentType() != SaidCodec.CBOR) {
      return new Judgement.Refused<>(
          "not_cbor", "a learning network's messages are CBOR, content type 60");
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
  public List<Exhibit> exhibits(Said said) {
    return switch (said) {
      case Said.OpenedUpdate its ->
          List.of(new Exhibit(its.update(), parameters.mostUpdateBytes()));
      case Said.Examination its ->
          List.of(new Exhibit(its.examples(), parameters.mostExamplesBytes()));
      case Said.Task its -> List.of();
      case Said.SealedUpdate its -> List.of();
      case Said.Close its -> List.of();
      case Said.SealedOpinion its -> List.of();
      case Said.RevealedOpinion its -> List.of();
      case Said.OfStake its -> List.of();
      case Said.OfTab its -> List.of();
    };
  }

  @Override
  public Grouping group(Said said, SenderRecord sender) {
    return new Grouping(
        switch (said) {
          case Said.Task task -> Seals.task(sender.device(), task.number());
          case Said.OfTask its -> its.task();
          case Said.OfStake its -> Seals.stake(sender.device(), its.task());
          case Said.OfTab its -> Seals.tab(sender.device(), its.task(), its.number());
        },
        List.of());
  }

  @Override
  public Outcome weigh(GroupInputs<Said> inputs, EpochContext context) {
    if (Seals.isTab(inputs.group())) {
      return new TabGroup(parameters.tabEpochs(), inputs, context).weigh();
    }
    return Seals.isStake(inputs.group())
        ? new StakeGroup(inputs, context).weigh()
        : new TaskGroup(parameters, inputs, context).weigh();
  }

  @Override
  public Bytes merge(Bytes first, Bytes second) {
    return Bytes.EMPTY;
  }

  @Override
  public Guide guide() {
    return new LearningGuide();
  }
}
