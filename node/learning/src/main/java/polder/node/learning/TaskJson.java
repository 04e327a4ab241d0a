package polder.node.learning;

import java.util.List;
import polder.networks.GroupKey;
import polder.networks.learning.Combining;
import polder.networks.learning.Examiner;
import polder.networks.learning.Round;
import polder.networks.learning.TaskState;
import polder.networks.learning.TaskState.Phase;
import polder.networks.learning.Terms;
import polder.networks.learning.sale.Earned;
import polder.networks.learning.train.Activation;
import polder.networks.learning.train.Architecture;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Tasks as JSON. */
final class TaskJson {
  private static final double MILLION = 1e6;

  private TaskJson() {}

  /** What a list says of a task. */
  static void brief(ObjectNode node, GroupKey group, TaskState task, long purseNano) {
    Terms terms = task.terms();
    node.put("task", group.text())
        .put("client", task.client().did())
        .put("sponsor", task.sponsor().toString())
        .put("document", task.task().document().toHex())
        .put("message", task.message().toHex())
        .put("phase", phase(task.phase()))
        .put("round", task.rounds().size())
        .put("rounds", terms.rounds())
        .put("roundNano", terms.roundNano())
        .put("roundTokens", Amounts.format(terms.roundNano()))
        .put("purseNano", purseNano)
        .put("purseTokens", Amounts.format(purseNano))
        .put("parameters", terms.architecture().parameterCount());
    if (task.phase() instanceof Phase.Over(String reason)) {
      node.put("reason", reason);
    }
    if (task.phase() instanceof Phase.Running running) {
      node.put("sinceEpoch", running.sinceEpoch())
          .put("participants", running.participants().size());
    }
    if (!task.rounds().isEmpty()) {
      node.put("lossFirstNano", task.rounds().getFirst().lossBeforeNano())
          .put("lossNano", task.rounds().getLast().lossAfterNano());
    }
  }

  /** What is said of one task beyond that. */
  static void whole(ObjectNode node, TaskState task) {
    Terms terms = task.terms();
    architecture(node.putObject("model"), terms.architecture());
    node.putObject("pace")
        .put("sealEpochs", terms.pace().sealEpochs())
        .put("openEpochs", terms.pace().openEpochs())
        .put("patienceEpochs", terms.pace().patienceEpochs())
        .put("leastParticipants", terms.pace().least());
    Combining combining = terms.combining();
    node.putObject("combining")
        .put("rule", combining.way().code())
        .put("share", combining.sharePpm() / MILLION)
        .put("clips", combining.clip().isPresent());
    ArrayNode history = node.putArray("history");
    task.rounds().forEach(round -> round(history.addObject(), round));
    if (task.phase() instanceof Phase.Running running) {
      ArrayNode present = node.putArray("present");
      running
          .participants()
          .values()
          .forEach(its ->
              present
                  .addObject()
                  .put("device", its.device().did())
                  .put("owner", its.owner().toString())
                  .put("opened", its.update().isPresent()));
    }
    terms
        .sale()
        .ifPresent(sale ->
            node.putObject("sale")
                .put("priceNano", sale.priceNano())
                .put("priceTokens", Amounts.format(sale.priceNano()))
                .put("participants", sale.participantsPpm() / MILLION)
                .put("devices", sale.devicesPpm() / MILLION));
    if (terms.examiner() instanceof Examiner.Judges rules) {
      JudgesJson.rules(node.putObject("opinions"), rules);
      JudgesJson.bench(node.putArray("judges"), task);
    }
    ArrayNode earned = node.putArray("earned");
    task.earned().forEach((device, its) -> earned(earned.addObject(), device, its));
  }

  private static void earned(ObjectNode node, DeviceId device, Earned its) {
    node.put("device", device.did())
        .put("owner", its.owner().toString())
        .put("nano", its.nano())
        .put("tokens", Amounts.format(its.nano()));
    ArrayNode sources = node.putArray("sources");
    its.sources()
        .forEach((source, use) ->
            sources
                .addObject()
                .put("network", source.network())
                .put("device", source.device().did())
                .put("nano", use.nano())
                .put("tokens", Amounts.format(use.nano()))
                .put("firstEpoch", use.firstEpoch())
                .put("lastEpoch", use.lastEpoch()));
  }

  private static void round(ObjectNode node, Round round) {
    node.put("epoch", round.epoch())
        .put("participants", round.participants())
        .put("lossBeforeNano", round.lossBeforeNano())
        .put("lossAfterNano", round.lossAfterNano())
        .put("paidNano", round.paidNano())
        .put("paidTokens", Amounts.format(round.paidNano()));
  }

  private static void architecture(ObjectNode node, Architecture architecture) {
    switch (architecture) {
      case Architecture.Linear linear -> node.put("kind", "linear");
      case Architecture.Mlp(int inputs, List<Integer> hidden, int outputs, Activation its) -> {
        ArrayNode sizes = node.put("kind", "mlp").putArray("hidden");
        hidden.forEach(sizes::add);
        node.put("activation", its == Activation.RELU ? "relu" : "tanh");
      }
      case Architecture.Gru(int steps, int features, int hidden, int outputs) ->
          node.put("kind", "gru")
              .put("steps", steps)
              .put("features", features)
              .put("hidden", hidden);
    }
    node.put("inputs", architecture.inputs())
        .put("outputs", architecture.outputs())
        .put("parameters", architecture.parameterCount());
  }

  private static String phase(Phase phase) {
    return switch (phase) {
      case Phase.Sealing sealing -> "sealing";
      case Phase.Opening opening -> "opening";
      case Phase.Examining examining -> "examining";
      case Phase.Judging judging -> "judging";
      case Phase.Revealing revealing -> "revealing";
      case Phase.Over over -> "over";
    };
  }
}
