package polder.networks.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import polder.epoch.OutcomeLeaf;
import polder.epoch.SealedEpoch;
import polder.networks.GroupKey;
import polder.networks.Samples;
import polder.networks.learning.message.Said;
import polder.networks.learning.message.Seals;
import polder.networks.learning.sale.Sale;
import polder.networks.learning.sale.Tab;
import polder.protocol.Hash;
import polder.protocol.identity.DeviceId;

/** Predictions are paid for, and reach those whose readings taught the model. */
class SaleTest {
  private static final long PRICE = 1_000_000;
  private static final long CUSTOMER = 9;
  private static final long SENSOR = 11;
  private static final long OTHER_SENSOR = 12;
  private static final GroupKey TAB =
      Seals.tab(Samples.device(CUSTOMER).id(), LearningWorld.key(), 1);

  private static UnaryOperator<Terms> selling(Optional<Sale> sale) {
    return terms ->
        new Terms(
            terms.architecture(),
            terms.combining(),
            terms.pace(),
            terms.scoring(),
            terms.outer(),
            terms.roundNano(),
            terms.fullGainPpm(),
            sale,
            terms.examiner());
  }

  /** A model that participant 1 trained on two sensors' readings, and participant 2 on its own. */
  private static LearningWorld trained(Optional<Sale> sale) {
    LearningWorld world = LearningWorld.of(2);
    world.enrol(CUSTOMER, CUSTOMER);
    world.enrol(SENSOR, SENSOR);
    world.set(world.task(1, new Combining(Combining.Way.MEAN, 0, Optional.empty()), selling(sale)));
    int[] first = world.update(LearningWorld.honest(1));
    int[] second = world.update(LearningWorld.honest(2));
    world.sealFrom(1, first, SENSOR, OTHER_SENSOR).seal(2, second).close();
    world.open(1, first).open(2, second).close();
    world.examine().close();
    assertThat(world.task().phase()).isEqualTo(new TaskState.Phase.Over("done"));
    return world;
  }

  private static LearningWorld trained() {
    return trained(Optional.of(new Sale(PRICE, 200_000, 500_000)));
  }

  private static Said.Asked asked(long total) {
    return new Said.Asked(LearningWorld.key(), 1, total, Hash.ZERO);
  }

  private static List<OutcomeLeaf.Paid> paid(SealedEpoch sealed) {
    return sealed.outcome().stream()
        .filter(OutcomeLeaf.Paid.class::isInstance)
        .map(OutcomeLeaf.Paid.class::cast)
        .toList();
  }

  private static Optional<Tab> tab(LearningWorld world) {
    return Optional.of(world.group(TAB)).filter(its -> its.size() > 0).map(Tab::decode);
  }

  private static DeviceId id(long device) {
    return Samples.device(device).id();
  }

  @Test
  void whatPredictionsCostReachesTheDevicesWhoseReadingsTaughtTheModel() {
    LearningWorld world = trained();
    long first = Objects.requireNonNull(world.task().earned().get(id(1))).nano();
    long second = Objects.requireNonNull(world.task().earned().get(id(2))).nano();
    world.fund(CUSTOMER, TAB, 10 * PRICE).say(CUSTOMER, asked(4)).close();
    assertThat(paid(world.close())).isEmpty();
    SealedEpoch sealed = world.close();

    long cost = 4 * PRICE;
    long ofDevices = cost / 2;
    long ofSensor = ofDevices * (first / 2) / (first + second);
    assertThat(paid(sealed))
        .extracting(OutcomeLeaf.Paid::reason, its -> its.device().orElse(null))
        .containsExactlyInAnyOrder(
            tuple("royalty", id(1)),
            tuple("royalty", id(2)),
            tuple("data_royalty", id(SENSOR)),
            tuple("data_royalty", id(1)),
            tuple("data_royalty", id(2)),
            tuple("sold", null));
    assertThat(paid(sealed))
        .filteredOn(its -> its.device().equals(Optional.of(id(SENSOR))))
        .singleElement()
        .satisfies(its -> {
          assertThat(its.to()).isEqualTo(Samples.account(SENSOR));
          assertThat(its.amountNano()).isBetween(ofSensor - 2, ofSensor + 2);
        });
    assertThat(paid(sealed).stream().mapToLong(OutcomeLeaf.Paid::amountNano).sum())
        .as("to the last unit")
        .isEqualTo(cost);
    assertThat(LearningWorld.paidNano(sealed, 0)).as("the sponsor's").isEqualTo(cost * 3 / 10);
    assertThat(world.purseNano(TAB)).isEqualTo(6 * PRICE);
    assertThat(tab(world).orElseThrow().bill().count()).isEqualTo(4);
  }

  @Test
  void nothingIsPaidTwice() {
    LearningWorld world = trained();
    world.fund(CUSTOMER, TAB, 10 * PRICE).say(CUSTOMER, asked(2)).close();
    SealedEpoch again = world.say(CUSTOMER, asked(2)).close();
    assertThat(LearningWorld.reasons(again, CUSTOMER)).containsExactly("asked_before");
    world.say(CUSTOMER, asked(3)).close();
    world.close();
    world.close();
    assertThat(world.purseNano(TAB)).isEqualTo(7 * PRICE);
  }

  @Test
  void moreThanThePurseHoldsIsNotPaidAndWaitsForMore() {
    LearningWorld world = trained();
    world.fund(CUSTOMER, TAB, 2 * PRICE + 1).say(CUSTOMER, asked(5)).close();
    world.close();
    world.close();
    assertThat(world.purseNano(TAB)).isEqualTo(1);
    assertThat(tab(world).orElseThrow().dueCount()).isEqualTo(3);

    world.fund(CUSTOMER, TAB, 9 * PRICE).say(CUSTOMER, asked(6)).close();
    world.close();
    world.close();
    assertThat(world.purseNano(TAB)).isEqualTo(5 * PRICE + 1);
  }

  @Test
  void aClosedTabPaysWhatIsDueAndGivesBackTheRest() {
    LearningWorld world = trained();
    world
        .fund(CUSTOMER, TAB, 10 * PRICE)
        .say(CUSTOMER, asked(1))
        .say(CUSTOMER, new Said.TabClosed(LearningWorld.key(), 1))
        .close();
    world.close();
    world.close();
    world.close();
    assertThat(tab(world)).isEmpty();
    assertThat(world.purseNano(TAB)).isZero();
    assertThat(world.account(CUSTOMER).balanceNano())
        .isEqualTo(1_000 * LearningWorld.TOKEN - PRICE);
  }

  /** Else who closes its tab before it asks would be answered for nothing. */
  @Test
  void whatIsAskedAfterAClosingInTheSameEpochIsPaid() {
    LearningWorld world = trained();
    world.fund(CUSTOMER, TAB, 10 * PRICE).close();
    world.say(CUSTOMER, new Said.TabClosed(LearningWorld.key(), 1)).say(CUSTOMER, asked(1)).close();
    world.close();
    world.close();
    assertThat(world.purseNano(TAB)).isEqualTo(9 * PRICE);
    world.say(CUSTOMER, new Said.TabClosed(LearningWorld.key(), 1)).close();
    assertThat(world.purseNano(TAB)).isZero();
  }

  @Test
  void moneyOnATabThatNothingWasAskedOfGoesBackWhenItIsClosed() {
    LearningWorld world = trained();
    world.fund(CUSTOMER, TAB, PRICE).close();
    world.say(CUSTOMER, new Said.TabClosed(LearningWorld.key(), 1)).close();
    assertThat(world.purseNano(TAB)).isZero();
    assertThat(world.account(CUSTOMER).balanceNano()).isEqualTo(1_000 * LearningWorld.TOKEN);
    assertThat(tab(world)).isEmpty();
  }

  @Test
  void anUnusedTabGoesBack() {
    LearningWorld world = trained();
    world.fund(CUSTOMER, TAB, 10 * PRICE).say(CUSTOMER, asked(1)).close();
    for (int i = 0; i < 6; i++) {
      world.close();
    }
    assertThat(tab(world)).isEmpty();
    assertThat(world.account(CUSTOMER).balanceNano())
        .isEqualTo(1_000 * LearningWorld.TOKEN - PRICE);
  }

  @Test
  void whatIsNotForSaleGoesBack() {
    LearningWorld world = trained(Optional.empty());
    world.fund(CUSTOMER, TAB, 10 * PRICE).say(CUSTOMER, asked(1)).close();
    world.close();
    SealedEpoch sealed = world.close();
    assertThat(LearningWorld.reasons(sealed, CUSTOMER)).containsExactly("not_for_sale");
    assertThat(world.account(CUSTOMER).balanceNano()).isEqualTo(1_000 * LearningWorld.TOKEN);
  }

  @Test
  void moneyForATaskThatThereIsNotGoesBack() {
    LearningWorld world = LearningWorld.of(1);
    world.enrol(CUSTOMER, CUSTOMER);
    world.close();
    world.fund(CUSTOMER, TAB, PRICE).say(CUSTOMER, asked(1)).close();
    world.close();
    SealedEpoch sealed = world.close();
    assertThat(LearningWorld.reasons(sealed, CUSTOMER)).containsExactly("not_for_sale");
    assertThat(world.account(CUSTOMER).balanceNano()).isEqualTo(1_000 * LearningWorld.TOKEN);
  }
}
