package polder.networks.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static polder.networks.compute.MarketWorld.TOKEN;
import static polder.networks.compute.MarketWorld.order;
import static polder.networks.compute.MarketWorld.paid;
import static polder.networks.compute.MarketWorld.reasons;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.compute.job.Proof;
import polder.networks.compute.message.Said;
import polder.networks.compute.message.Seals;
import polder.protocol.identity.DeviceId;

/** Results are sealed, checked by strangers, opened, and paid if they are right. */
final class CheckingTest {
  private static final long PRICE = TOKEN;
  private static final long PURSE = 3 * TOKEN;

  private final MarketWorld world = MarketWorld.of(4);
  private final GroupKey order = world.leased(order(1, Proof.HASH, PRICE), PRICE, PURSE);

  private List<Long> runners() {
    List<Long> numbers = new ArrayList<>();
    OrderState.Phase.Working working =
        (OrderState.Phase.Working) world.order(order).orElseThrow().phase();
    for (Runner runner : working.runners()) {
      for (long machine = 1; machine <= 4; machine++) {
        DeviceId device = Samples.device(machine).id();
        if (device.equals(runner.machine())) {
          numbers.add(machine);
        }
      }
    }
    return numbers;
  }

  private long drawn() {
    return runners().getLast();
  }

  @Test
  void aResultThatAStrangerConfirmsIsPaidToTheLastUnit() {
    world.sealResult(1, order, "42", 1_000).close();
    long checker = drawn();
    assertThat(checker).isNotEqualTo(1);
    world.sealResult(checker, order, "42", 1_000).close();
    world.openResult(1, order, "42", 1_000).openResult(checker, order, "42", 1_000);

    SealedEpoch sealed = world.close();

    assertThat(paid(sealed))
        .extracting(OutcomeLeaf.Paid::to, OutcomeLeaf.Paid::amountNano, OutcomeLeaf.Paid::reason)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Samples.account(1), PRICE, "work"),
            org.assertj.core.groups.Tuple.tuple(Samples.account(checker), PRICE / 2, "check"));
    assertThat(world.purseNano(order)).isZero();
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - PRICE - PRICE / 2);
    assertThat(reasons(sealed, 1, order)).contains("paid", "result_confirmed");
    assertThat(reasons(sealed, 0, order)).containsExactly("done");
    assertThat(MarketWorld.line(sealed, 0, order).orElseThrow().assessments())
        .anySatisfy(its ->
            assertThat(its.subject()).isEqualTo("output:" + MarketWorld.output("42").toHex()));
    assertThat(world.order(order)).isEmpty();
    world.close();
    assertThat(world.machine(1).good()).isEqualTo(1);
    assertThat(world.machine(1).heldNano()).isZero();
    assertThat(world.bondNano(1)).isEqualTo(5 * TOKEN);
  }

  @Test
  void aWrongResultEarnsNothingAndLosesTheBondToTheRenter() {
    world.sealResult(1, order, "wrong", 1_000).close();
    long checker = drawn();
    world.sealResult(checker, order, "42", 1_000).close();
    world.openResult(1, order, "wrong", 1_000).openResult(checker, order, "42", 1_000).close();
    long referee = drawn();
    assertThat(referee).isNotIn(1L, checker);
    world.sealResult(referee, order, "42", 1_000).close();

    SealedEpoch sealed = world.openResult(referee, order, "42", 1_000).close();

    assertThat(reasons(sealed, 1, order)).containsExactly("wrong_result");
    assertThat(world.account(1).earnedNano()).isZero();
    assertThat(world.account(checker).earnedNano()).isEqualTo(PRICE / 2);
    assertThat(world.account(referee).earnedNano()).isEqualTo(PRICE / 2);
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN - PRICE);
    world.close();
    assertThat(world.bondNano(1)).isZero();
    assertThat(world.account(0).earnedNano()).isEqualTo(5 * TOKEN);
    assertThat(world.machine(1).bad()).isEqualTo(1);
    world.close();
    // Without a bond it wins nothing any more.
    GroupKey next = MarketWorld.key(2);
    world.fund(0, next, PURSE).say(0, order(2, Proof.HASH, PRICE)).seal(1, next, 1).close();
    world.open(1, next, 1).close();
    assertThat(world.order(next).orElseThrow().lease()).isEmpty();
  }

  @Test
  void theSameOutputWithAnotherEffortIsAnotherResult() {
    world.sealResult(1, order, "42", 900).close();
    long checker = drawn();
    world.sealResult(checker, order, "42", 1_000).close();
    world.openResult(1, order, "42", 900).openResult(checker, order, "42", 1_000).close();
    long referee = drawn();
    world.sealResult(referee, order, "42", 1_000).close();

    SealedEpoch sealed = world.openResult(referee, order, "42", 1_000).close();

    assertThat(reasons(sealed, 1, order)).containsExactly("wrong_result");
  }

  @Test
  void aCheckerWhoLiesLosesItsOwnBond() {
    world.sealResult(1, order, "42", 1_000).close();
    long checker = drawn();
    world.sealResult(checker, order, "lie", 1_000).close();
    world.openResult(1, order, "42", 1_000).openResult(checker, order, "lie", 1_000).close();
    long referee = drawn();
    world.sealResult(referee, order, "42", 1_000).close();
    world.openResult(referee, order, "42", 1_000).close();
    world.close();

    assertThat(world.account(1).earnedNano()).isEqualTo(PRICE);
    assertThat(world.account(checker).earnedNano()).isZero();
    assertThat(world.bondNano(checker)).isZero();
    assertThat(world.bondNano(1)).isEqualTo(5 * TOKEN);
  }

  @Test
  void aCheckerWhoCopiesTheOthersSealCannotOpenItAndIsLeftOut() {
    world.sealResult(1, order, "42", 1_000).close();
    long checker = drawn();
    world.say(
        checker,
        new Said.SealedResult(
            order,
            Seals.ofResult(
                Samples.device(1).id(), order, MarketWorld.output("42"), 1_000, MarketWorld.SALT)));
    world.close();
    SealedEpoch sealed =
        world.openResult(1, order, "42", 1_000).openResult(checker, order, "42", 1_000).close();
    assertThat(reasons(sealed, checker, order)).containsExactly("seal_differs");
    for (int i = 0; i < 3 && world.order(order).isPresent(); i++) {
      world.close();
    }

    assertThat(world.order(order)).isEmpty();
    assertThat(world.account(checker).earnedNano()).isZero();
    assertThat(world.account(1).earnedNano()).isEqualTo(PRICE);
    world.close();
    assertThat(world.machine(checker).bad()).isEqualTo(1);
    assertThat(world.bondNano(checker)).isZero();
  }

  @Test
  void nobodyMayOpenBeforeAllHaveSealed() {
    world.sealResult(1, order, "42", 1_000).close();
    SealedEpoch sealed = world.openResult(1, order, "42", 1_000).close();

    assertThat(reasons(sealed, 1, order)).containsExactly("not_asked_to_open");
    OrderState.Phase.Working working =
        (OrderState.Phase.Working) world.order(order).orElseThrow().phase();
    assertThat(working.runners().getFirst().result()).isEmpty();
  }

  @Test
  void twoMachinesOfOneOwnerNeverCheckEachOther() {
    MarketWorld kin = MarketWorld.of(1);
    // Machine 2 belongs to the owner of machine 1: nobody is left to check.
    kin.enrol(1, 2).fund(1, Seals.machine(Samples.device(2).id()), 5 * TOKEN).close();
    kin.say(2, MarketWorld.offer(MarketWorld.capacity())).close();
    GroupKey its = kin.leased(order(1, Proof.HASH, PRICE), PRICE, PURSE);
    kin.sealResult(1, its, "wrong", 1).close();

    OrderState.Phase.Working working =
        (OrderState.Phase.Working) kin.order(its).orElseThrow().phase();
    assertThat(working.runners()).hasSize(1);
  }

  @Test
  void theRenterNeverChecksWhatItOrdered() {
    MarketWorld both = MarketWorld.of(1);
    both.enrol(0, 2).fund(0, Seals.machine(Samples.device(2).id()), 5 * TOKEN).close();
    both.say(2, MarketWorld.offer(MarketWorld.capacity())).close();
    GroupKey its = both.leased(order(1, Proof.HASH, PRICE), PRICE, PURSE);
    both.sealResult(1, its, "42", 1).close();

    OrderState.Phase.Working working =
        (OrderState.Phase.Working) both.order(its).orElseThrow().phase();
    assertThat(working.runners()).hasSize(1);
  }

  @Test
  void aMachineThatHasNoResultInTimeIsNotPaidAndTheRenterIs() {
    SealedEpoch sealed = world.close();
    for (int i = 0; i < 8 && world.order(order).isPresent(); i++) {
      sealed = world.close();
    }

    assertThat(reasons(sealed, 0, order)).containsExactly("no_result");
    assertThat(reasons(sealed, 1, order)).containsExactly("no_result");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(world.machine(1).bad()).isEqualTo(1);
    // Too late is no lie.
    assertThat(world.bondNano(1)).isEqualTo(5 * TOKEN);
  }

  @Test
  void aCheckerWhoStaysSilentIsReplaced() {
    world.sealResult(1, order, "42", 1_000).close();
    long silent = drawn();
    for (int i = 0; i < 8 && drawn() == silent; i++) {
      world.close();
    }
    long second = drawn();
    assertThat(second).isNotIn(1L, silent);
    world.sealResult(second, order, "42", 1_000).close();
    world.openResult(1, order, "42", 1_000).openResult(second, order, "42", 1_000).close();

    assertThat(world.account(1).earnedNano()).isEqualTo(PRICE);
    assertThat(world.machine(silent).bad()).isEqualTo(1);
  }

  @Test
  void whoHidesWhatItSealedOnceItIsCheckedLosesItsBondAndTheCheckerIsPaid() {
    world.sealResult(1, order, "wrong", 1_000).close();
    long checker = drawn();
    // Closing does not help either.
    world.say(1, new Said.Close(order)).sealResult(checker, order, "42", 1_000).close();
    assertThat(world.order(order)).isPresent();
    SealedEpoch sealed = world.openResult(checker, order, "42", 1_000).close();
    for (int i = 0; i < 3 && world.order(order).isPresent(); i++) {
      sealed = world.close();
    }

    assertThat(reasons(sealed, 1, order)).containsExactly("never_opened");
    assertThat(world.account(1).earnedNano()).isZero();
    assertThat(world.account(checker).earnedNano()).isEqualTo(PRICE / 2);
    world.close();
    assertThat(world.bondNano(1)).isZero();
    assertThat(world.account(0).earnedNano()).isEqualTo(5 * TOKEN);
  }

  @Test
  void aRefereeThatIsDrawnLateHasItsTime() {
    world.sealResult(1, order, "wrong", 1_000).close();
    long checker = drawn();
    world.sealResult(checker, order, "42", 1_000).close();
    world.openResult(1, order, "wrong", 1_000).openResult(checker, order, "42", 1_000).close();
    long referee = drawn();
    // Results may be opened since long ago when it seals its own.
    world.close();
    world.close();
    world.sealResult(referee, order, "42", 1_000).close();
    assertThat(world.order(order)).isPresent();
    world.openResult(referee, order, "42", 1_000).close();

    assertThat(world.account(referee).earnedNano()).isEqualTo(PRICE / 2);
    assertThat(world.account(1).earnedNano()).isZero();
  }

  @Test
  void aRenterCannotTakeBackWhatIsMade() {
    world.sealResult(1, order, "42", 1_000).say(0, new Said.Close(order)).close();

    assertThat(world.order(order)).isPresent();
  }

  @Test
  void aRenterWhoClosesBeforeThereIsAResultGetsItsMoneyBack() {
    SealedEpoch sealed = world.say(0, new Said.Close(order)).close();

    assertThat(reasons(sealed, 0, order)).containsExactly("closed_by_renter");
    assertThat(world.account(0).balanceNano()).isEqualTo(1_000 * TOKEN);
    world.close();
    assertThat(world.machine(1).heldNano()).isZero();
    assertThat(world.machine(1).bad()).isZero();
  }

  @Test
  void onlyAShareIsCheckedAndWhichTheSeedSays() {
    MarketWorld some =
        MarketWorld.of(
            3,
            Samples.with(
                Samples.with(MarketWorld.parameters(), "checking.share", "0.5"), "bond", 0));
    int checked = 0;
    for (int number = 1; number <= 12; number++) {
      GroupKey its = some.leased(order(number, Proof.HASH, 1_000), 1_000, 3_000);
      some.sealResult(1, its, "42", 1).close();
      OrderState.Phase.Working working =
          (OrderState.Phase.Working) some.order(its).orElseThrow().phase();
      checked += working.runners().size() - 1;
      if (working.runners().size() == 1) {
        some.openResult(1, its, "42", 1);
        SealedEpoch sealed = some.close();
        assertThat(reasons(sealed, 1, its)).contains("unchecked", "paid");
      }
    }
    assertThat(checked).isBetween(2, 10);
  }
}
