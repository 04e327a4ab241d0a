package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import polder.networks.Samples;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.message.DeviceMessage;
import polder.protocol.settlement.ChainEvent;
import polder.protocol.settlement.ChainPoint;

/** Blobs that messages bring. */
class ExhibitTest {
  private static final DeviceKey ANN = Samples.device(1);

  private final EpochWorld world = new EpochWorld();
  private final EpochRun program =
      new EpochRun(
          new RuleBook(List.of(new ToyKind())), EpochEngine.SEQUENTIAL, SignatureRule.VERIFIED);
  private final Map<Hash, Bytes> blobs = new TreeMap<>();

  @BeforeEach
  void enrol() {
    world.say(world.enrol(1, ANN, Optional.empty())).close();
  }

  private void put(long number) {
    byte[] content = ToyKind.shown(number);
    blobs.put(Hash.sha256(content), Bytes.wrap(content));
  }

  private SealedEpoch run(List<ChainEvent> events, DeviceMessage... messages) {
    EpochInputs plain = world.inputs(0);
    return program.run(
        world.state(),
        new EpochInputs(
            plain.window(),
            0,
            plain.previous(),
            events.isEmpty() ? ChainPoint.NONE : new ChainPoint(10, Hash.ZERO, 1),
            events,
            Arrays.stream(messages).map(DeviceMessage::wire).toList(),
            plain.manifests(),
            blob -> {
              Bytes content = blobs.get(blob);
              if (content == null) {
                throw new IllegalStateException("no blob " + blob);
              }
              return content;
            },
            plain.program()));
  }

  private static List<String> reasons(SealedEpoch sealed) {
    return EpochWorld.lines(sealed, OutcomeLeaf.Refusal.class).stream()
        .map(OutcomeLeaf.Refusal::reason)
        .toList();
  }

  @Test
  void rulesReadWhatAMessageBringsAndItIsEvidence() {
    put(12_345);
    SealedEpoch sealed = run(List.of(), world.order(ANN, "a", "show", 12_345));

    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class).getFirst().weight())
        .isEqualTo(5_000);
    assertThat(sealed.exhibits()).isEqualTo(blobs);
  }

  @Test
  void whatNoMessageBringsIsNoEvidence() {
    put(12_345);
    assertThat(run(List.of(), world.order(ANN, "a", "work", 1)).exhibits()).isEmpty();
  }

  @Test
  void oneThatIsTooLargeMakesItsMessageCountForNothing() {
    put(123_456_789);
    SealedEpoch sealed = run(List.of(), world.order(ANN, "a", "show", 123_456_789));

    assertThat(reasons(sealed)).containsExactly("large_exhibit");
    assertThat(EpochWorld.lines(sealed, OutcomeLeaf.Reward.class)).isEmpty();
    assertThat(sealed.exhibits()).isEmpty();
  }

  @Test
  void withoutItTheEpochIsNotComputed() {
    assertThatThrownBy(() -> run(List.of(), world.order(ANN, "a", "show", 12_345)))
        .hasMessageContaining("no blob " + Hash.sha256(ToyKind.shown(12_345)));
  }

  /** Nobody looked whether it is there, so it must not be needed. */
  @Test
  void aMessageThatCameByAChainBringsNothing() {
    DeviceMessage message = world.order(ANN, "a", "show", 12_345);
    ChainEvent posted = new ChainEvent.Posted(3, 100, 0, Samples.account(2), message.wire());

    assertThat(reasons(run(List.of(posted)))).containsExactly("posted_exhibit");
    // Whoever computes it again has it among the messages.
    assertThat(run(List.of(posted), message).header()).isEqualTo(run(List.of(posted)).header());
  }
}
