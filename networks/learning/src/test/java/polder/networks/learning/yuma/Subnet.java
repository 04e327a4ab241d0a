package polder.networks.learning.yuma;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * A group of neurons that keeps what one epoch leaves for the next, as the original's chain does.
 */
final class Subnet {
  private final YumaParameters parameters;
  private final long tempo;
  private final List<Neuron> neurons = new ArrayList<>();

  Subnet(YumaParameters parameters, long tempo, long... stakes) {
    this.parameters = parameters;
    this.tempo = tempo;
    for (long stake : stakes) {
      neurons.add(new Neuron(stake, 0, 0, false, SparseRow.EMPTY, SparseRow.EMPTY));
    }
  }

  /** By the rules that a vector names. */
  static YumaParameters parameters(JsonNode setup, int maxValidators) {
    long average = setup.get("bonds_moving_average").asLong();
    Optional<LiquidAlpha> liquid =
        setup.get("liquid_alpha").asBoolean()
            ? Optional.of(
                new LiquidAlpha(
                    share(setup.get("alpha_low")),
                    share(setup.get("alpha_high")),
                    setup.get("alpha_sigmoid_steepness").asInt()))
            : Optional.empty();
    return new YumaParameters(
        setup.get("kappa_u16").asInt(),
        setup.get("bonds_penalty_u16").asInt(),
        setup.get("activity_cutoff_blocks").asLong(),
        setup.get("min_stake").asLong(),
        maxValidators,
        OptionalInt.empty(),
        setup.get("yuma3").asBoolean()
            ? new BondRule.Yuma3(average, liquid)
            : new BondRule.Classic(average));
  }

  private static int share(JsonNode share) {
    return Fixed.toU16Share(YumaVectors.Literal.DECIMAL.fixed(share));
  }

  int size() {
    return neurons.size();
  }

  SparseRow bonds(int uid) {
    return neurons.get(uid).bonds();
  }

  /** {@code uid} says its weights, which are stored in proportion. */
  void say(long block, int uid, int[] about, int... weights) {
    Neuron it = neurons.get(uid);
    SparseRow row = SparseRow.of(about, weights).maxUpscaled();
    neurons.set(
        uid, new Neuron(it.stake(), block, it.registeredBlock(), it.permit(), row, it.bonds()));
  }

  /** Somebody else takes the place of {@code uid}. */
  void replace(long block, int uid) {
    Neuron it = neurons.get(uid);
    neurons.set(
        uid,
        new Neuron(it.stake(), it.updatedBlock(), block, it.permit(), it.weights(), it.bonds()));
  }

  void permitAll(boolean... permits) {
    for (int uid = 0; uid < permits.length; uid++) {
      Neuron it = neurons.get(uid);
      neurons.set(
          uid,
          new Neuron(
              it.stake(),
              it.updatedBlock(),
              it.registeredBlock(),
              permits[uid],
              it.weights(),
              it.bonds()));
    }
  }

  /** An epoch that gives out a thousand million. */
  List<YumaScore> run(long block) {
    List<YumaScore> scores =
        YumaConsensus.scores(
            new YumaEpoch(parameters, block, Math.max(0, block - tempo), 1_000_000_000, neurons));
    for (int uid = 0; uid < neurons.size(); uid++) {
      Neuron it = neurons.get(uid);
      YumaScore score = scores.get(uid);
      neurons.set(
          uid,
          new Neuron(
              it.stake(),
              it.updatedBlock(),
              it.registeredBlock(),
              score.permit(),
              it.weights(),
              score.bonds()));
    }
    return scores;
  }

  static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }
}
