package polder.epoch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import polder.networks.Factor;
import polder.networks.Samples;
import polder.protocol.Hash;
import polder.protocol.credential.Credential;
import polder.protocol.credential.DateTimes;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;
import polder.protocol.manifest.Value;

/** Which credential makes room where a device would hold too many. */
class CrowdingTest extends CredentialScene {
  /** A credential that differs from others of its issuer and ends {@code epochs} after genesis. */
  private static JsonObject until(DeviceKey issuer, int number, long epochs) {
    return sign(
        document(issuer, DEVICE)
            .with("id", "urn:" + number)
            .with(
                "validUntil",
                DateTimes.format(Samples.GENESIS_MILLIS + epochs * EpochWorld.EPOCH_MILLIS)),
        issuer);
  }

  private static List<String> held(EpochWorld world) {
    return HeldCredential.decode(
            world.state().get(StateKeys.credentials(EpochWorld.TOYS, DEVICE.id())).orElseThrow())
        .stream()
        .map(credential -> credential.document().toHex())
        .toList();
  }

  private static String name(JsonObject document) {
    return Hash.sha256(document.canonical().unsafeArray()).toHex();
  }

  @Test
  void aDeviceHoldsAFewAndTheFirstToEndMakesRoom() {
    EpochWorld world = world(term("weight", "1.1"));
    for (int i = 0; i < HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(ISSUER, i, 100 + i)));
    }
    world.say(show(world, credential()));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    assertThat(held(world))
        .hasSize(HeldCredential.MOST_HELD)
        .contains(name(credential()), name(until(ISSUER, 1, 101)))
        .doesNotContain(name(until(ISSUER, 0, 100)));
    // The other way round it is the new one that would go first.
    List<String> before = held(world);
    assertThat(refusal(world, until(ISSUER, 0, 100))).isEqualTo("too_many_credentials");
    assertThat(held(world)).isEqualTo(before);
    // What does not hold yet is needed less, however long it will.
    JsonObject later =
        sign(
            document(ISSUER, DEVICE)
                .with("validFrom", DateTimes.format(Samples.GENESIS_MILLIS + 1_000_000)),
            ISSUER);
    assertThat(refusal(world, later)).isEqualTo("too_many_credentials");
  }

  @Test
  void oneIssuerCannotCrowdOutAnother() {
    EpochWorld world =
        world(term("weight", "1.1", "issuers", List.of(ISSUER.id().did(), STRANGER.id().did())));
    for (int i = 0; i < HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(STRANGER, i, 1_000 + i)));
    }
    world.say(show(world, until(ISSUER, 0, 100)));
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    for (int i = 0; i < HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(STRANGER, i, 2_000 + i)));
    }
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    assertThat(held(world))
        .hasSize(HeldCredential.MOST_HELD)
        .contains(name(until(ISSUER, 0, 100)), name(until(STRANGER, 7, 2_007)))
        .doesNotContain(name(until(STRANGER, 0, 2_000)));
    world.say(show(world, list(STRANGER, 42, Samples.GENESIS_MILLIS)));
    assertThat(work(world, WHOLE).weight()).isEqualTo(1_100_000);
  }

  @Test
  void noTypeLosesItsLastToAnother() {
    Value.Table place = Samples.with(term("weight", "0.5"), "type", "PlaceCredential");
    EpochWorld world = world(term("weight", "1.1"), place);
    JsonObject soonOver =
        sign(
            document(ISSUER, DEVICE)
                .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, "PlaceCredential")))
                .with(
                    "validUntil",
                    DateTimes.format(Samples.GENESIS_MILLIS + 10 * EpochWorld.EPOCH_MILLIS)),
            ISSUER);
    world.say(show(world, soonOver));
    for (int i = 0; i <= HeldCredential.MOST_HELD; i++) {
      world.say(show(world, until(ISSUER, i, 100 + i)));
    }
    assertThat(EpochWorld.refusals(world.close())).isEmpty();
    assertThat(held(world)).hasSize(HeldCredential.MOST_HELD).contains(name(soonOver));
    assertThat(work(world, WHOLE).factors()).contains(new Factor("credential", 550_000));
  }
}
