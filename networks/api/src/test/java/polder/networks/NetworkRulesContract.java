package polder.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import polder.networks.GroupRuns.Sent;
import polder.networks.GroupRuns.Step;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.geo.Distance;
import polder.protocol.geo.H3;
import polder.protocol.geo.Place;
import polder.protocol.identity.DeviceId;
import polder.protocol.message.DeviceMessage;
import polder.protocol.message.Site;

/**
 * What every kind of network must keep. A kind passes it by giving its rules and the traffic that
 * its devices make, with whatever honest, odd and false it can think of.
 *
 * @param <E> what the kind understands of a message
 */
public abstract class NetworkRulesContract<E> {
  private static final int THREADS = 4;

  /** The rules under test; new ones each time, with the same parameters. */
  protected abstract NetworkRules<E> rules();

  /** What devices send in {@code window}: at least ten messages, of several groups. */
  protected abstract List<Sent> traffic(SplittableRandom random, EpochWindow window);

  /** How many epochs are run, and so how long the traffic lasts. */
  protected int epochs() {
    return 8;
  }

  /** What each group finds in its purse. */
  protected long purseNano() {
    return 0;
  }

  /** The window of an epoch. */
  protected EpochWindow window(long epoch) {
    return Samples.window(epoch, 10_000);
  }

  private List<List<Sent>> traffic() {
    SplittableRandom random = new SplittableRandom(2026);
    List<List<Sent>> all = new ArrayList<>();
    for (int epoch = 0; epoch < epochs(); epoch++) {
      all.add(traffic(random, window(epoch)));
    }
    return all;
  }

  private GroupRuns<E> run() {
    GroupRuns<E> runs = new GroupRuns<>(rules(), purseNano());
    List<List<Sent>> traffic = traffic();
    for (int epoch = 0; epoch < epochs(); epoch++) {
      runs.run(window(epoch), traffic.get(epoch));
    }
    return runs;
  }

  @Test
  void theTrafficIsWorthATest() {
    List<Step<E>> steps = run().steps();

    assertThat(steps.stream().map(step -> step.inputs().group()).distinct().count())
        .isGreaterThan(1);
    assertThat(steps.stream().flatMap(step -> step.outcome().contributions().stream()))
        .anyMatch(contribution -> contribution.weight() > 0);
  }

  @Test
  void allThatAGroupNeedsIsInItsInputs() {
    NetworkRules<E> used = rules();
    for (Step<E> step : run().steps()) {
      // New rules have seen no other group and no epoch before.
      assertThat(rules().weigh(step.inputs(), step.context())).isEqualTo(step.outcome());
      assertThat(used.weigh(step.inputs(), step.context())).isEqualTo(step.outcome());
    }
  }

  @Test
  void groupsRunInAnyOrderOnAnyThread() throws Exception {
    List<Step<E>> steps = new ArrayList<>(run().steps());
    NetworkRules<E> shared = rules();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int seed = 0; seed < 3; seed++) {
        Collections.shuffle(steps, new Random(seed));
        List<Callable<Outcome>> tasks = new ArrayList<>();
        steps.forEach(step -> tasks.add(() -> shared.weigh(step.inputs(), step.context())));
        List<Future<Outcome>> outcomes = threads.invokeAll(tasks);
        for (int i = 0; i < steps.size(); i++) {
          assertThat(outcomes.get(i).get()).isEqualTo(steps.get(i).outcome());
        }
      }
    }
  }

  @Test
  void theOrderOfArrivalIsIrrelevant() {
    List<Step<E>> expected = run().steps();
    GroupRuns<E> runs = new GroupRuns<>(rules(), purseNano());
    List<List<Sent>> traffic = traffic();
    for (int epoch = 0; epoch < epochs(); epoch++) {
      List<Sent> shuffled = new ArrayList<>(traffic.get(epoch));
      Collections.shuffle(shuffled, new Random(epoch));
      runs.run(window(epoch), shuffled);
    }
    assertThat(runs.steps()).isEqualTo(expected);
  }

  @Test
  void judgingAndGroupingOneMessageTwiceGivesTheSame() {
    NetworkRules<E> one = rules();
    NetworkRules<E> other = rules();
    List<List<Sent>> traffic = traffic();
    for (int epoch = 0; epoch < epochs(); epoch++) {
      for (Sent sent : traffic.get(epoch)) {
        Judgement<E> judgement = one.judge(sent.message(), sent.sender(), window(epoch));
        assertThat(other.judge(sent.message(), sent.sender(), window(epoch))).isEqualTo(judgement);
        if (judgement instanceof Judgement.Plausible<E>(E evidence)) {
          Grouping grouping = one.group(evidence, sent.sender());
          assertThat(other.group(evidence, sent.sender())).isEqualTo(grouping);
          assertThat(grouping.witnesses())
              .isSorted()
              .doesNotHaveDuplicates()
              .doesNotContain(grouping.home());
        }
      }
    }
  }

  @Test
  void summariesMergeAssociativelyAndNothingIsNeutral() {
    NetworkRules<E> rules = rules();
    List<Bytes> summaries = new ArrayList<>();
    run().steps().forEach(step -> summaries.add(step.outcome().summary()));
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      Bytes a = summaries.get(random.nextInt(summaries.size()));
      Bytes b = summaries.get(random.nextInt(summaries.size()));
      Bytes c = summaries.get(random.nextInt(summaries.size()));

      assertThat(rules.merge(rules.merge(a, b), c)).isEqualTo(rules.merge(a, rules.merge(b, c)));
      assertThat(rules.merge(a, Bytes.EMPTY)).isEqualTo(a);
      assertThat(rules.merge(Bytes.EMPTY, a)).isEqualTo(a);
    }
  }

  @Test
  void contributionsAreOrderedAndOnlyOfDevicesThatWereHeard() {
    SortedMap<GroupKey, SortedSet<DeviceId>> heard = new TreeMap<>();
    SortedMap<GroupKey, SortedSet<Hash>> messages = new TreeMap<>();
    for (Step<E> step : run().steps()) {
      GroupKey group = step.inputs().group();
      SortedSet<DeviceId> devices = heard.computeIfAbsent(group, key -> new TreeSet<>());
      SortedSet<Hash> known = messages.computeIfAbsent(group, key -> new TreeSet<>());
      for (Judged<E> judged : step.inputs().home()) {
        devices.add(judged.sender().device());
        known.add(judged.message());
      }
      List<DeviceId> contributors =
          step.outcome().contributions().stream().map(Contribution::device).toList();
      assertThat(contributors).isSorted().doesNotHaveDuplicates();
      assertThat(devices).containsAll(contributors);
      for (Contribution contribution : step.outcome().contributions()) {
        assertThat(known).containsAll(contribution.evidence());
        assertThat(known)
            .containsAll(contribution.assessments().stream().map(Assessment::message).toList());
      }
    }
  }

  @Test
  void aGroupWakesLaterAndNeverInThePast() {
    for (Step<E> step : run().steps()) {
      assertThat(step.outcome().wakeEpoch()).isGreaterThan(step.context().window().epoch());
    }
  }

  /**
   * What people are told follows from the same parameters, and never makes sense less than this.
   */
  @Test
  void theGuideSaysTheSameToAllAndNothingImpossible() {
    Guide guide = rules().guide();
    assertThat(guide.words())
        .isEqualTo(rules().guide().words())
        .allMatch(words -> words.endsWith(".") && !words.contains("_"));
    assertThat(guide.periodMillis().orElse(1)).isPositive();
    assertThat(guide.mapResolution().orElse(0)).isBetween(0, H3.FINEST);
    if (guide.areaResolution().isPresent()) {
      assertThat(guide.areaResolution().getAsInt())
          .isBetween(0, guide.mapResolution().orElseThrow());
    }
    for (PastEpoch past : pastEpochs()) {
      for (PastEpoch.Worked worked : past.worked()) {
        Optional<Site> site = worked.sender().site();
        if (site.isPresent()) {
          checkDemand(guide.demand(past.summary()), site.get().place());
          checkProspect(guide.prospect(site.get().place(), past), past, site.get().place());
        }
        checkCompared(guide, worked.sender(), past);
      }
    }
  }

  /** What the run's last epochs leave behind, and what there is before any. */
  private List<PastEpoch> pastEpochs() {
    SortedMap<DeviceId, SenderRecord> senders = new TreeMap<>();
    SortedMap<Long, List<PastEpoch.Worked>> worked = new TreeMap<>();
    SortedMap<Long, Bytes> summaries = new TreeMap<>();
    for (Step<E> step : run().steps()) {
      step.inputs().home().forEach(its -> senders.put(its.sender().device(), its.sender()));
      long epoch = step.context().window().epoch();
      summaries.merge(epoch, step.outcome().summary(), rules()::merge);
      for (Contribution its : step.outcome().contributions()) {
        SenderRecord sender = Objects.requireNonNull(senders.get(its.device()));
        worked
            .computeIfAbsent(epoch, key -> new ArrayList<>())
            .add(new PastEpoch.Worked(sender, its.weight(), its.factors()));
      }
    }
    List<PastEpoch> past = new ArrayList<>();
    past.add(new PastEpoch(Bytes.EMPTY, List.of()));
    summaries
        .tailMap(epochs() - 2L)
        .forEach((epoch, summary) ->
            past.add(new PastEpoch(summary, worked.getOrDefault(epoch, List.of()))));
    return past;
  }

  private static void checkDemand(Guide.Demand demand, Place place) {
    for (int resolution = 0; resolution <= H3.FINEST; resolution++) {
      demand
          .in(H3.cell(place, resolution))
          .ifPresent(wanted -> {
            assertThat(wanted.needPpm()).isBetween(0L, 1_000_000L);
            assertThat(wanted.devices().orElse(1)).isPositive();
          });
    }
  }

  private void checkProspect(Optional<Prospect> found, PastEpoch past, Place place) {
    if (found.isEmpty()) {
      return;
    }
    Prospect prospect = found.get();
    assertThat(prospect.least().weight()).isBetween(0L, prospect.most().weight());
    assertThat(prospect.least().othersWeight()).isNotNegative();
    assertThat(prospect.most().othersWeight()).isNotNegative();
    assertThat(prospect.words()).allMatch(words -> words.endsWith("."));
    List<PastEpoch.Worked> shuffled = new ArrayList<>(past.worked());
    Collections.shuffle(shuffled, new Random(3));
    assertThat(rules().guide().prospect(place, new PastEpoch(past.summary(), shuffled)))
        .contains(prospect);
  }

  private static void checkCompared(Guide guide, SenderRecord device, PastEpoch past) {
    List<SenderRecord> others =
        new ArrayList<>(past.worked().stream().map(PastEpoch.Worked::sender).toList());
    List<SenderRecord> compared = guide.compared(device, others);
    assertThat(others).containsAll(compared);
    assertThat(compared).doesNotContain(device).doesNotHaveDuplicates();
    Collections.shuffle(others, new Random(4));
    assertThat(guide.compared(device, others)).isEqualTo(compared);
    long before = 0;
    for (SenderRecord other : compared) {
      long distance =
          Distance.decimeters(
              device.site().orElseThrow().place(), other.site().orElseThrow().place());
      assertThat(distance).isBetween(before, guide.reachDecimeters());
      before = distance;
    }
  }

  @Test
  void noPayloadMakesJudgingFail() {
    NetworkRules<E> rules = rules();
    SplittableRandom random = new SplittableRandom(99);
    List<List<Sent>> traffic = traffic();
    for (int epoch = 0; epoch < epochs(); epoch++) {
      for (Sent sent : traffic.get(epoch)) {
        for (int i = 0; i < 20; i++) {
          DeviceMessage hostile = hostile(random, sent.message());
          Judgement<E> judgement = rules.judge(hostile, sent.sender(), window(epoch));
          switch (judgement) {
            case Judgement.Refused<E>(String reason, String detail) -> {
              assertThat(reason).matches("[a-z][a-z_]*");
              assertThat(detail).isNotEmpty();
            }
            case Judgement.Plausible<E>(E evidence) -> rules.group(evidence, sent.sender());
          }
        }
      }
    }
  }

  private static DeviceMessage hostile(SplittableRandom random, DeviceMessage good) {
    byte[] payload = good.payload().toArray();
    switch (random.nextInt(4)) {
      case 0 -> {
        payload = new byte[random.nextInt(200)];
        random.nextBytes(payload);
      }
      case 1 -> payload = java.util.Arrays.copyOf(payload, random.nextInt(payload.length + 3));
      default -> {
        for (int i = random.nextInt(1, 5); i > 0 && payload.length > 0; i--) {
          payload[random.nextInt(payload.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
    }
    long contentType = random.nextInt(8) == 0 ? random.nextLong() : good.contentType();
    return new DeviceMessage.Draft(
            good.network(), good.sequence(), good.via(), contentType, Bytes.wrap(payload))
        .unsigned(good.device());
  }
}
