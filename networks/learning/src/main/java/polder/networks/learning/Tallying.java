package polder.networks.learning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import polder.networks.Assessment.Verdict;
import polder.networks.EpochContext;
import polder.networks.Finding;
import polder.networks.Finding.Result;
import polder.networks.Sheet;
import polder.networks.learning.judge.Ballot;
import polder.networks.learning.judge.Bench;
import polder.networks.learning.judge.Judge;
import polder.networks.learning.message.Opinion;
import polder.networks.learning.score.Duplicates;
import polder.networks.learning.yuma.Fixed;
import polder.networks.learning.yuma.Neuron;
import polder.networks.learning.yuma.SparseRow;
import polder.networks.learning.yuma.WeightedMedian;
import polder.networks.learning.yuma.YumaConsensus;
import polder.networks.learning.yuma.YumaEpoch;
import polder.networks.learning.yuma.YumaScore;
import polder.protocol.identity.DeviceId;
import polder.protocol.money.Amounts;
import polder.protocol.money.Apportionment;

/**
 * The end of a round that judges examined: the model takes the step if the median of the judges
 * says that it is better; participants are paid by the incentive that consensus gives them, judges
 * by their dividends.
 */
final class Tallying {
  private static final String PPM = "[ppm]";
  private static final long MILLI = 1_000;

  private final EpochContext context;
  private final TaskState state;
  private final Terms terms;
  private final Examiner.Judges rules;
  private final Sheet sheet;
  private final List<Participant> participants;
  private final List<Ballot> ballots;
  private final List<Ballot> revealed;

  Tallying(
      EpochContext context,
      TaskState state,
      Examiner.Judges rules,
      TaskState.Phase.Judged round,
      Sheet sheet) {
    this.context = context;
    this.state = state;
    this.terms = state.terms();
    this.rules = rules;
    this.sheet = sheet;
    this.participants = List.copyOf(round.participants().values());
    this.ballots = List.copyOf(round.ballots().values());
    this.revealed = ballots.stream().filter(its -> its.opinion().isPresent()).toList();
  }

  /** The task after the round. */
  TaskState count() {
    long gainPpm = median(Opinion::gainPpm);
    long before = median(Opinion::lossBeforeNano);
    boolean isBetter = gainPpm > 0;
    long after = isBetter ? before - Amounts.mulDiv(before, gainPpm, Amounts.MILLION) : before;
    List<YumaScore> scores = scores();
    Combined combined = Combined.of(terms, state.model(), participants);

    long ofJudges = rules.payNano(terms.roundNano());
    long ofAll = isBetter ? terms.earnedNano(terms.roundNano() - ofJudges, gainPpm) : 0;
    Payroll payroll = new Payroll(sheet, ofAll, state.earned());
    payParticipants(payroll, combined, scores.subList(ballots.size(), scores.size()), isBetter);
    List<YumaScore> judged = scores.subList(0, ballots.size());
    long[] dividends = payJudges(ofJudges, judged);

    Round round =
        new Round(
            context.window().epoch(),
            participants.size(),
            before,
            after,
            Math.addExact(payroll.paidNano(), Arrays.stream(dividends).sum()));
    return new RoundEnd(round, isBetter, combined, payroll.earned())
        .of(state, sheet)
        .with(bench(judged, dividends));
  }

  /** What a majority of the stake that speaks reaches. */
  private long median(ToLongFunction<Opinion> what) {
    return WeightedMedian.of(
        revealed.stream().mapToLong(Ballot::stakeNano).toArray(),
        revealed.stream().mapToLong(its -> what.applyAsLong(its.opinion().orElseThrow())).toArray(),
        rules.consensus().kappaU16());
  }

  /**
   * Consensus of an epoch whose neurons are the judges, then the participants. A judge that is
   * silent neither votes nor holds anybody up; bonds are to those who took part in the round before
   * as well.
   */
  private List<YumaScore> scores() {
    List<Neuron> neurons = new ArrayList<>();
    long block = state.rounds().size() + 1L;
    for (Ballot ballot : ballots) {
      long spoke = ballot.opinion().isPresent() ? block : 0;
      neurons.add(
          new Neuron(ballot.stakeNano(), spoke, 0, true, weights(ballot), bonds(ballot.judge())));
    }
    for (Participant ignored : participants) {
      neurons.add(new Neuron(0, 0, 0, false, SparseRow.EMPTY, SparseRow.EMPTY));
    }
    return YumaConsensus.scores(new YumaEpoch(rules.consensus(), block, 1, 0, neurons));
  }

  /** What a judge says; its own account's updates it finds worth nothing, whatever it says. */
  private SparseRow weights(Ballot ballot) {
    if (ballot.opinion().isEmpty()) {
      return SparseRow.EMPTY;
    }
    List<Integer> said = ballot.opinion().get().weights();
    int[] values = new int[participants.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = participants.get(i).owner().equals(ballot.owner()) ? 0 : said.get(i);
    }
    return SparseRow.of(uids(), values);
  }

  private SparseRow bonds(DeviceId judge) {
    Judge its = state.bench().judges().get(judge);
    int[] values = new int[participants.size()];
    for (int i = 0; i < values.length && its != null; i++) {
      values[i] = its.repute().bonds().getOrDefault(participants.get(i).device(), 0);
    }
    return SparseRow.of(uids(), values);
  }

  private int[] uids() {
    int[] uids = new int[participants.size()];
    Arrays.setAll(uids, i -> ballots.size() + i);
    return uids;
  }

  private void payParticipants(
      Payroll payroll, Combined combined, List<YumaScore> scores, boolean isBetter) {
    Duplicates duplicates = Scores.duplicates(terms, participants, combined.updates());
    long[] weights = new long[participants.size()];
    List<Payroll.Work> works = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      YumaScore score = scores.get(i);
      weights[i] = isBetter && combined.isSelected(i) ? score.incentive() : 0;
      works.add(
          new Payroll.Work(
              participants.get(i),
              combined.aggregate().uses().get(i),
              duplicates.isCopy(i),
              score.incentive() > 0,
              List.of(
                  share("consensus", score.consensus()), share("incentive", score.incentive()))));
    }
    payroll.pay(works, duplicates.shared(weights));
  }

  private static Finding share(String name, long share) {
    long value = Math.multiplyExact(Fixed.toPpm(share), MILLI);
    return new Finding(name, value > 0 ? Result.PASS : Result.FAIL, value, 0, PPM);
  }

  /**
   * Pays the judges, whatever they found: else they would earn by finding something. Where nobody
   * found any update worth anything, by the stake of those who said so.
   */
  private long[] payJudges(long nano, List<YumaScore> scores) {
    long[] weights = scores.stream().mapToLong(YumaScore::dividend).toArray();
    if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
      weights =
          ballots.stream()
              .mapToLong(its -> its.opinion().isPresent() ? its.stakeNano() : 0)
              .toArray();
    }
    long[] paid = Apportionment.split(nano, weights);
    for (int i = 0; i < paid.length; i++) {
      Ballot ballot = ballots.get(i);
      paid[i] = sheet.pay(ballot.judge(), ballot.owner(), paid[i], "dividend");
      tell(ballot, scores.get(i));
    }
    return paid;
  }

  private void tell(Ballot ballot, YumaScore score) {
    Sheet.Line line = sheet.line(ballot.judge());
    if (ballot.vote().isEmpty()) {
      line.because("no_opinion");
      return;
    }
    boolean isRevealed = ballot.opinion().isPresent();
    line.because(isRevealed ? "judged" : "not_revealed")
        .of(
            ballot.vote().get().message(),
            Subjects.OPINION,
            isRevealed ? Verdict.ACCEPTED : Verdict.UNVERIFIED,
            isRevealed
                ? List.of(
                    share("stake", score.stake()),
                    share("trust", score.trust()),
                    share("dividend", score.dividend()))
                : List.of());
  }

  /** The bench with what this round did to its repute; who had no permit in it holds no bonds. */
  private Bench bench(List<YumaScore> scores, long[] paid) {
    SortedMap<DeviceId, Judge> judges = new TreeMap<>();
    state
        .bench()
        .judges()
        .forEach((device, judge) -> judges.put(device, judge.with(judge.repute().unbound())));
    for (int i = 0; i < ballots.size(); i++) {
      Ballot ballot = ballots.get(i);
      YumaScore score = scores.get(i);
      long nano = paid[i];
      judges.computeIfPresent(
          ballot.judge(),
          (device, judge) -> {
            Judge.Repute before = judge.repute();
            return judge.with(
                new Judge.Repute(
                    ballot.opinion().isPresent() ? Fixed.toPpm(score.trust()) : before.trustPpm(),
                    Math.addExact(before.earnedNano(), nano),
                    kept(score.bonds())));
          });
    }
    return new Bench(judges);
  }

  private SortedMap<DeviceId, Integer> kept(SparseRow bonds) {
    SortedMap<DeviceId, Integer> kept = new TreeMap<>();
    for (int k = 0; k < bonds.size(); k++) {
      kept.put(participants.get(bonds.uid(k) - ballots.size()).device(), bonds.value(k));
    }
    return kept;
  }
}
