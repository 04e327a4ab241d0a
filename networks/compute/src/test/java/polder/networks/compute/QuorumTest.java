package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.output;
import static polder.networks.compute.MarketWorld.paid;
import static polder.networks.compute.MarketWorld.quorum;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Capacity;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.manifest.ManifestException;
import polder.protocol.manifest.Parameters;
import polder.protocol.manifest.Value;

/** Several strangers work a result out, and who is believed most decides. */
final class QuorumTest {
  private static final long PRICE = TOKEN;
  private static final int MACHINES = 7;
  private static final long CODE = 3;

  private MarketWorld world = MarketWorld.of(MACHINES);

  /** An order of three that machine 1 won, with a purse for whatever comes. */
  private GroupKey three() {
    return world.leased(quorum(1, 3, PRICE), PRICE, 5 * PRICE);
  }

  private OrderState.Phase.Working working(GroupKey order) {
    return (OrderState.Phase.Working) world.order(order).orElseThrow().phase();
  }

  private List<Long> runners(GroupKey order) {
    List<Long> numbers = new ArrayList<>();
    for (Runner runner : working(order).runners()) {
      for (long machine = 1; machine <= 8; machine++) {
        if (runner.machine().equals(Samples.device(machine).id())) {
          numbers.add(machine);
        }
      }
    }
    return numbers;
  }

  private void seal(GroupKey order, Map<Long, String> results) {
    results.forEach((machine, result) -> world.sealResult(machine, order, result, CODE));
    world.close();
  }

  private SealedEpoch open(GroupKey order, Map<Long, String> results) {
    results.forEach((machine, result) -> world.openResult(machine, order, result, CODE));
    return world.close();
  }

  /** Those who work at it say this, the others that. */
  private Map<Long, String> say(GroupKey order, String most, Map<Long, String> others) {
    Map<Long, String> all = new TreeMap<>();
    runners(order).forEach(machine -> all.put(machine, most));
    all.putAll(others);
    return all;
  }

  /** The machine drawn last works at it and says this. */
  private SealedEpoch last(GroupKey order, String result) {
    long machine = runners(order).getLast();
    world.sealResult(machine, order, result, CODE).close();
    return world.openResult(machine, order, result, CODE).close();
  }

  @Test
  void allWhoAgreeArePaidThePriceAndTheRestGoesBack() {
    GroupKey order = three();
    List<Long> runners = runners(order);
    assertThat(runners).hasSize(3).doesNotHaveDuplicates().startsWith(1L);
    Map<Long, String> honest = say(order, "42", Map.of());
    seal(order, honest);

    SealedEpoch sealed = open(order, honest);

    assertThat(paid(sealed))
        .extracting(OutcomeLeaf.Paid::amountNano, OutcomeLeaf.Paid::reason)
        .containsOnly(org.assertj.core.groups.Tuple.tuple(PRICE, "work"))
        .hasSize(3);
    assertThat(runners).allMatch(machine -> world.account(machine).earnedNano() == PRICE);
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - 3 * PRICE);
    assertThat(reasons(sealed, runners.getLast(), order)).contains("paid", "result_confirmed");
    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(MarketWorld.line(sealed, 0, order).orElseThrow().assessments())
        .anySatisfy(its -> assertThat(its.subject()).isEqualTo("output:" + output("42").toHex()));
    world.close();
    assertThat(runners)
        .allMatch(machine -> world.machine(machine).good() == 1)
        .allMatch(machine -> world.machine(machine).heldNano() == 0);
  }

  @Test
  void nobodyMayOpenBeforeAllHaveSealed() {
    GroupKey order = three();
    world.sealResult(1, order, "42", CODE).close();

    SealedEpoch sealed = world.openResult(1, order, "42", CODE).close();

    assertThat(reasons(sealed, 1, order)).containsExactly("not_asked_to_open");
    assertThat(working(order).openSince()).isEmpty();
  }

  @Test
  void whoDissentsLosesItsBondToOneWhoAgreedAndNotToTheRenter() {
    GroupKey order = three();
    long liar = runners(order).getLast();
    Map<Long, String> said = say(order, "42", Map.of(liar, "lie"));
    seal(order, said);
    open(order, said);
    // Two newcomers against one are right with four in seven: too little, and others are drawn.
    assertThat(runners(order)).hasSize(4);
    SealedEpoch sealed = last(order, "42");

    assertThat(reasons(sealed, liar, order)).containsExactly("wrong_result");
    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(world.account(liar).earnedNano()).isZero();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - 3 * PRICE);
    world.close();
    assertThat(world.bondNano(liar)).isZero();
    assertThat(world.machine(liar).bad()).isEqualTo(1);
    assertThat(world.account(0).earnedNano()).isZero();
    List<Long> earned = new ArrayList<>();
    for (long machine = 1; machine <= MACHINES; machine++) {
      earned.add(world.account(machine).earnedNano());
    }
    assertThat(earned).containsOnlyOnce(PRICE + 5 * TOKEN);
    // The winner may be the renter's friend.
    assertThat(world.account(1).earnedNano()).isEqualTo(PRICE);
  }

  @Test
  void aWinnerThatLiesIsOutvotedAndTheResultOfTheOthersCounts() {
    GroupKey order = three();
    Map<Long, String> said = say(order, "42", Map.of(1L, "lie"));
    seal(order, said);
    open(order, said);

    SealedEpoch sealed = last(order, "42");

    assertThat(reasons(sealed, 1, order)).containsExactly("wrong_result");
    assertThat(MarketWorld.line(sealed, 0, order).orElseThrow().assessments())
        .anySatisfy(its -> assertThat(its.subject()).isEqualTo("output:" + output("42").toHex()));
  }

  @Test
  void twoNewcomersWhoLieTogetherDoNotOutvoteOneThatIsKnown() {
    world = known();
    GroupKey order = world.leased(quorum(20, 3, PRICE), PRICE, 5 * PRICE);
    Map<Long, String> said = say(order, "lie", Map.of(1L, "42"));
    seal(order, said);
    open(order, said);
    // The known one alone is believed more than both, but one owner never decides.
    assertThat(runners(order)).hasSize(4);
    long second = runners(order).getLast();

    SealedEpoch sealed = last(order, "42");

    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(reasons(sealed, 1, order)).contains("paid");
    assertThat(reasons(sealed, second, order)).contains("paid");
    assertThat(said.keySet().stream().filter(machine -> machine != 1))
        .allSatisfy(
            liar -> assertThat(reasons(sealed, liar, order)).containsExactly("wrong_result"));
  }

  /** A market in which machine 1 has kept ten promises, and the others none. */
  private static MarketWorld known() {
    Value.Table small = Samples.with(MarketWorld.parameters(), "bond", "0.5");
    MarketWorld world = MarketWorld.of(MACHINES, Samples.with(small, "checking.share", 0));
    for (int number = 1; number <= 10; number++) {
      GroupKey key = MarketWorld.key(number);
      world
          .fund(0, key, 3 * PRICE)
          .say(0, MarketWorld.order(number, Proof.HASH, PRICE))
          .seal(1, key, PRICE);
    }
    world.close();
    each(number -> world.open(1, MarketWorld.key(number), PRICE));
    world.close();
    each(number -> world.sealResult(1, MarketWorld.key(number), "x", 1));
    world.close();
    each(number -> world.openResult(1, MarketWorld.key(number), "x", 1));
    world.close();
    world.close();
    assertThat(world.machine(1).good()).isEqualTo(10);
    world.close();
    return world;
  }

  private static void each(java.util.function.IntConsumer order) {
    for (int number = 1; number <= 10; number++) {
      order.accept(number);
    }
  }

  @Test
  void aReputationCountsForSoMuchAndNoMore() {
    assertThat(machine(0, 0).weight()).isEqualTo(2);
    assertThat(machine(10, 0).weight()).isEqualTo(12);
    assertThat(machine(10, 3).weight()).isEqualTo(3);
    assertThat(machine(0, 9).weight()).isEqualTo(1);
    assertThat(machine(1_000_000, 0).weight()).isEqualTo(19);
  }

  private static Machine machine(long good, long bad) {
    return new Machine(
        Samples.device(1).id(),
        Samples.account(1),
        0,
        good,
        bad,
        "",
        List.of(),
        MarketWorld.capacity(),
        Speed.UNKNOWN,
        Optional.empty());
  }

  @Test
  void noTwoMachinesOfOneOwnerAndNoneOfTheRenterWorkAtOneResult() {
    world = MarketWorld.of(3);
    // Machine 4 is of the owner of machine 1, 5 of that of 2, 6 of the renter.
    long[][] more = {{4, 1}, {5, 2}, {6, 0}};
    for (long[] each : more) {
      world
          .enrol(each[1], each[0])
          .fund(each[1], Seals.machine(Samples.device(each[0]).id()), 5 * TOKEN);
    }
    world.close();
    for (long[] each : more) {
      world.say(each[0], MarketWorld.offer(MarketWorld.capacity()));
    }
    world.close();

    GroupKey order = world.leased(quorum(1, 4, PRICE), PRICE, 6 * PRICE);

    assertThat(working(order).runners()).hasSize(3);
    assertThat(working(order).runners().stream().map(Runner::owner))
        .containsExactlyInAnyOrder(Samples.account(1), Samples.account(2), Samples.account(3));
  }

  @Test
  void onlyMachinesOfTheWinnersPlatformAreDrawn() {
    world = MarketWorld.of(2);
    Capacity like = MarketWorld.capacity();
    TreeMap<String, String> other = new TreeMap<>(like.runtimes());
    other.put("batch", "linux/arm64");
    world
        .say(
            2,
            MarketWorld.offer(
                new Capacity(
                    like.cpuMilli(),
                    like.memoryBytes(),
                    like.diskBytes(),
                    like.gpus(),
                    other,
                    like.attributes())))
        .close();

    GroupKey order = world.leased(quorum(1, 2, PRICE), PRICE, 4 * PRICE);

    assertThat(runners(order)).containsExactly(1L);
  }

  @Test
  void whereTooFewStrangersAreTheOrderWaitsAndEndsAfterItsPatience() {
    world = MarketWorld.of(2);
    GroupKey order = world.leased(quorum(1, 3, PRICE), PRICE, 5 * PRICE);
    Map<Long, String> both = say(order, "42", Map.of());
    assertThat(both).hasSize(2);
    seal(order, both);
    assertThat(working(order).openSince()).isEmpty();
    SealedEpoch sealed = world.close();
    int waited = 2;
    while (world.order(order).isPresent()) {
      sealed = world.close();
      waited++;
    }

    assertThat(waited).isEqualTo(6);
    assertThat(reasons(sealed, 0, order)).containsExactly("too_few_strangers");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(both.keySet())
        .allMatch(machine -> world.machine(machine).bad() == 0)
        .allMatch(machine -> world.machine(machine).heldNano() == 0)
        .allMatch(machine -> world.bondNano(machine) == 5 * TOKEN);
  }

  @Test
  void aStrangerThatComesLaterIsDrawnThen() {
    world = MarketWorld.of(1);
    GroupKey order = world.leased(quorum(1, 2, PRICE), PRICE, 4 * PRICE);
    assertThat(runners(order)).containsExactly(1L);
    world.enrol(2, 2).fund(2, Seals.machine(Samples.device(2).id()), 5 * TOKEN).close();
    world.say(2, MarketWorld.offer(MarketWorld.capacity())).close();
    world.close();

    assertThat(runners(order)).containsExactly(1L, 2L);
  }

  @Test
  void whoStaysSilentIsReplacedAndNotAskedAgain() {
    GroupKey order = three();
    List<Long> first = runners(order);
    long silent = first.getLast();
    Map<Long, String> said = say(order, "42", Map.of());
    said.remove(silent);
    seal(order, said);
    for (int i = 0; i < 8 && runners(order).contains(silent); i++) {
      world.close();
    }
    assertThat(runners(order)).hasSize(3).doesNotContain(silent);
    assertThat(working(order).failed()).containsExactly(Samples.account(silent));
    long second = runners(order).getLast();
    world.sealResult(second, order, "42", CODE).close();
    SealedEpoch sealed = open(order, say(order, "42", Map.of()));

    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(world.account(second).earnedNano()).isEqualTo(PRICE);
    assertThat(world.account(silent).earnedNano()).isZero();
    assertThat(world.machine(silent).bad()).isEqualTo(1);
    // Too late is no lie.
    assertThat(world.bondNano(silent)).isEqualTo(5 * TOKEN);
  }

  @Test
  void whoIsDrawnMayDeclineAtNoCostUntilItHasSealed() {
    GroupKey order = three();
    long unwilling = runners(order).getLast();

    SealedEpoch sealed = world.say(unwilling, new Said.Close(order)).close();

    assertThat(reasons(sealed, unwilling, order)).containsExactly("declined");
    assertThat(runners(order)).hasSize(3).doesNotContain(unwilling);
    world.close();
    assertThat(world.machine(unwilling).heldNano()).isZero();
    assertThat(world.machine(unwilling).bad()).isZero();
    long second = runners(order).getLast();
    world.sealResult(second, order, "42", CODE).say(second, new Said.Close(order)).close();
    assertThat(runners(order)).contains(second);
  }

  @Test
  void whoDeclinedIsNotAskedAgain() {
    world = MarketWorld.of(3);
    GroupKey order = world.leased(quorum(1, 2, PRICE), PRICE, 4 * PRICE);
    for (int i = 0; i < 2; i++) {
      world.say(runners(order).getLast(), new Said.Close(order)).close();
    }

    // A third might be drawn, and there is none.
    assertThat(runners(order)).containsExactly(1L);
    assertThat(working(order).draws()).isEqualTo(2);
  }

  @Test
  void aWinnerThatStaysSilentIsReplacedAsAnybodyElse() {
    GroupKey order = three();
    Map<Long, String> said = say(order, "42", Map.of());
    said.remove(1L);
    seal(order, said);
    for (int i = 0; i < 8 && runners(order).contains(1L); i++) {
      world.close();
    }
    world.sealResult(runners(order).getLast(), order, "42", CODE).close();
    SealedEpoch sealed = open(order, say(order, "42", Map.of()));

    assertThat(paid(sealed)).hasSize(3);
    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(world.account(1).earnedNano()).isZero();
  }

  @Test
  void onlyWhoeverHidesWhatItSealedLosesAndTheOthersDecide() {
    GroupKey order = three();
    long hiding = runners(order).getLast();
    Map<Long, String> said = say(order, "42", Map.of());
    seal(order, said);
    said.remove(hiding);
    SealedEpoch sealed = open(order, said);
    for (int i = 0; i < 3 && world.order(order).isPresent(); i++) {
      sealed = world.close();
    }

    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(paid(sealed)).hasSize(2);
    world.close();
    assertThat(world.bondNano(hiding)).isZero();
  }

  @Test
  void oneResultIsNeverEnoughHoweverWellItsMachineIsKnown() {
    world = known();
    GroupKey order = world.leased(quorum(20, 2, PRICE), PRICE, 4 * PRICE);
    long hiding = runners(order).getLast();
    Map<Long, String> said = say(order, "42", Map.of());
    seal(order, said);
    said.remove(hiding);
    open(order, said);
    world.close();
    world.close();

    assertThat(runners(order)).hasSize(2).doesNotContain(hiding).startsWith(1L);
  }

  @Test
  void whereNobodyCanSayWhoIsRightNobodyPaysAndNobodyLoses() {
    world = MarketWorld.of(4);
    GroupKey order = world.leased(quorum(1, 4, PRICE), PRICE, 6 * PRICE);
    Map<Long, String> said = new TreeMap<>();
    runners(order).forEach(machine -> said.put(machine, machine % 2 == 0 ? "even" : "odd"));
    seal(order, said);

    SealedEpoch sealed = open(order, said);

    assertThat(reasons(sealed, 0, order)).containsExactly("no_quorum");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(said.keySet())
        .allMatch(machine -> world.machine(machine).bad() == 0)
        .allMatch(machine -> world.account(machine).earnedNano() == 0)
        .allMatch(machine -> world.bondNano(machine) == 5 * TOKEN);
  }

  @Test
  void thePurseIsEnoughForAllWhoMayBeDrawnAndNotANanoLessWillDo() {
    // So much trust that all five who may be drawn must agree.
    world =
        MarketWorld.of(MACHINES, Samples.with(MarketWorld.parameters(), "checking.trust", "0.95"));
    GroupKey poor = world.leased(quorum(1, 3, PRICE), PRICE, 5 * PRICE - 1);
    assertThat(world.order(poor).orElseThrow().lease()).isEmpty();
    GroupKey order = world.leased(quorum(2, 3, PRICE), PRICE, 5 * PRICE);
    Map<Long, String> said = say(order, "42", Map.of());
    seal(order, said);
    open(order, said);
    assertThat(runners(order)).hasSize(4);
    last(order, "42");
    assertThat(runners(order)).hasSize(5);

    SealedEpoch sealed = last(order, "42");

    assertThat(paid(sealed))
        .extracting(OutcomeLeaf.Paid::amountNano)
        .containsExactly(PRICE, PRICE, PRICE, PRICE, PRICE);
    assertThat(world.purseNano(order)).isZero();
  }

  @Test
  void aRenterMayCloseUntilSomebodyHasSealed() {
    GroupKey order = three();
    SealedEpoch closed = world.say(0, new Said.Close(order)).close();
    assertThat(reasons(closed, 0, order)).containsExactly("closed_by_renter");
    world.close();
    assertThat(world.machine(1).heldNano()).isZero();
    GroupKey second = world.leased(quorum(2, 3, PRICE), PRICE, 5 * PRICE);
    long drawn = runners(second).getLast();

    world.sealResult(drawn, second, "42", CODE).say(0, new Said.Close(second)).close();

    assertThat(world.order(second)).isPresent();
  }

  @Test
  void aQuorumIsOfTwoToSixteen() {
    for (int wrong : new int[] {0, 1, 17}) {
      assertThatThrownBy(() -> quorum(1, wrong, PRICE))
          .hasMessage("a quorum is of 2 to 16 machines, not " + wrong);
    }
    assertThatThrownBy(() ->
            new Said.Order(1, Proof.HASH, MarketWorld.need(), MarketWorld.JOB, PRICE, 60, 1, 1, 2))
        .hasMessageContaining("no quorum decides on such a result");
  }

  @Test
  void whatIsTrustedIsLikelierThanAHalf() {
    for (String wrong : List.of("0.4", "1")) {
      Value.Table table = Samples.with(MarketWorld.parameters(), "checking.trust", wrong);
      assertThatThrownBy(() -> ComputeParameters.of(new Parameters("", table)))
          .isInstanceOf(ManifestException.class)
          .hasMessageContaining("trust");
    }
  }
}
