package polder.protocol.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.settlement.SettlementContracts;

class ManifestsTest {
  private static final String ALICE = "0x00000000000000000000000000000000000000aa";

  @Test
  void manifestsSurviveTheirEncoding() {
    Manifests manifests =
        Manifests.of(Tables.deployment(), List.of(Tables.network("water"), Tables.network("air")));

    Manifests read = Manifests.decode(manifests.encode());

    assertThat(read.encode()).isEqualTo(manifests.encode());
    assertThat(read.hash()).isEqualTo(manifests.hash());
    assertThat(read.deployment()).isEqualTo(manifests.deployment());
    assertThat(read.networks()).isEqualTo(manifests.networks());
    assertThat(read.networks().keySet()).containsExactly("air", "water");
  }

  @Test
  void theOrderInWhichNetworksAreGivenDoesNotMatter() {
    Value.Table air = Tables.network("air");
    Value.Table water = Tables.network("water");

    assertThat(Manifests.of(Tables.deployment(), List.of(air, water)).hash())
        .isEqualTo(Manifests.of(Tables.deployment(), List.of(water, air)).hash());
  }

  @Test
  void whateverAManifestSaysIsInItsHash() {
    Value.Table air = Tables.network("air");
    Manifests plain = Manifests.of(Tables.deployment(), List.of(air));

    Value.Table changed = Tables.with(air, "parameters.period", "151s");

    assertThat(Manifests.of(Tables.deployment(), List.of(changed)).hash())
        .isNotEqualTo(plain.hash());
  }

  @Test
  void valuesAreReadExactly() {
    DeploymentManifest deployment = DeploymentManifest.of(Tables.deployment());
    NetworkManifest network = NetworkManifest.of(Tables.network("air"));

    assertThat(deployment.emission())
        .isEqualTo(new Emission(100_000_500_000_000L, 126_144_000_000L));
    assertThat(deployment.epochMillis()).isEqualTo(10_000);
    assertThat(deployment.genesisBalancesNano()).isEmpty();
    assertThat(network.pay())
        .isEqualTo(new NetworkManifest.Pay(250_000, 1_000_000_000L, 604_800_000L, 100_000));
    assertThat(network.data().finestPlaceMicroDegrees()).isEqualTo(1);
    assertThat(network.simulated()).isFalse();
  }

  @Test
  void networksInAnotherOrderAreRefused() {
    CborWriter writer = new CborWriter().beginArray(2);
    Value.write(writer, Tables.deployment());
    writer.beginArray(2);
    Value.write(writer, Tables.network("water"));
    Value.write(writer, Tables.network("air"));

    assertThatThrownBy(() -> Manifests.decode(writer.toBytes()))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("order");
  }

  @Test
  void whatIsNoTableIsRefused() {
    CborWriter writer = new CborWriter().beginArray(2).text("polder").beginArray(0);

    assertThatThrownBy(() -> Manifests.decode(writer.toBytes())).isInstanceOf(CodecException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "chain_id",
        "genesis_millis",
        "epoch",
        "emission",
        "emission.per_day",
        "emission.halving",
        "grace",
        "clock_tolerance",
        "snapshot_every",
        "messages_per_epoch"
      })
  void whatADeploymentLacksIsNamed(String key) {
    assertThatThrownBy(() -> DeploymentManifest.of(Tables.without(Tables.deployment(), key)))
        .isInstanceOf(ManifestException.class)
        .hasMessage(key + " is missing");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "network",
        "kind",
        "pay",
        "pay.share",
        "pay.target_devices",
        "pay.probation",
        "pay.forfeit_below",
        "data",
        "data.access",
        "data.licence",
        "data.finest_place",
        "parameters"
      })
  void whatANetworkLacksIsNamed(String key) {
    assertThatThrownBy(() -> NetworkManifest.of(Tables.without(Tables.network("air"), key)))
        .isInstanceOf(ManifestException.class)
        .hasMessage(key + " is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "name, 'Two words'",
    "epoch, 10",
    "epoch, 999ms",
    "epoch, 8d",
    "grace, 5 s",
    "grace, 999999999999d",
    "emission.halving, 0s",
    "emission.per_day, -1",
    "emission.per_day, 1e3",
    "emission.per_day, 0.0000000001",
    "emission.per_day, 999999999999999999",
    "emission.per_day, 9000000000",
    "chain_id, one"
  })
  void whatADeploymentMayNotSayNamesTheKey(String key, String value) {
    assertThatThrownBy(() -> DeploymentManifest.of(Tables.with(Tables.deployment(), key, value)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(
            key.substring(0, key.contains(".") ? key.indexOf('.') : key.length()));
  }

  @ParameterizedTest
  @CsvSource({
    "network, -air",
    "kind, Sensors",
    "pay.share, 1.000001",
    "pay.share, 0.0000001",
    "pay.target_devices, 0",
    "pay.probation, 1w",
    "pay.forfeit_below, -0.1",
    "data.access, nobody",
    "data.delay, 1d",
    "data.finest_place, 0",
    "data.finest_place, 0.0000005"
  })
  void whatANetworkMayNotSayNamesTheKey(String key, String value) {
    assertThatThrownBy(() -> NetworkManifest.of(Tables.with(Tables.network("air"), key, value)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(key);
  }

  @Test
  void wholeNumbersHaveTheirRange() {
    for (String key : List.of("chain_id", "snapshot_every", "messages_per_epoch")) {
      assertThatThrownBy(() -> DeploymentManifest.of(Tables.with(Tables.deployment(), key, 0)))
          .isInstanceOf(ManifestException.class)
          .hasMessageContaining(key)
          .hasMessageContaining("not 0");
    }
  }

  @Test
  void aMisspeltKeyIsAnErrorThatNamesTheKnownOnes() {
    assertThatThrownBy(
            () -> NetworkManifest.of(Tables.with(Tables.network("air"), "pay.shares", "1")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("pay.shares is not a known key")
        .hasMessageContaining("share, target_devices");
  }

  @Test
  void delayedDataNeedsADelay() {
    Value.Table delayed = Tables.with(Tables.network("air"), "data.access", "delayed");

    assertThatThrownBy(() -> NetworkManifest.of(delayed)).hasMessageContaining("data.delay");
    assertThat(NetworkManifest.of(Tables.with(delayed, "data.delay", "30d")).data().delayMillis())
        .isEqualTo(30 * 86_400_000L);
  }

  @Test
  void networksShareOneEmissionAndHaveOneNameEach() {
    Value.Table most = Tables.with(Tables.network("air"), "pay.share", "0.8");

    assertThatThrownBy(
            () -> Manifests.of(Tables.deployment(), List.of(most, Tables.network("water"))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("pay.share");
    assertThatThrownBy(() ->
            Manifests.of(
                Tables.deployment(), List.of(Tables.network("air"), Tables.network("air"))))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("air");
  }

  @Test
  void genesisBalancesAreTokensOfAccounts() {
    Value.Table rich = Tables.with(Tables.deployment(), "genesis_balances." + ALICE, "1.5");

    assertThat(DeploymentManifest.of(rich).genesisBalancesNano())
        .containsExactly(java.util.Map.entry(Account.parse(ALICE), 1_500_000_000L));
    assertThatThrownBy(() ->
            DeploymentManifest.of(Tables.with(Tables.deployment(), "genesis_balances.0x12", "1")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("genesis_balances.0x12");
  }

  @Test
  void oneAccountInTwoSpellingsIsRefused() {
    String checksummed = Account.parse(ALICE).toString();
    Value.Table twice =
        Tables.with(
            Tables.with(Tables.deployment(), "genesis_balances." + ALICE, 1),
            "genesis_balances." + checksummed,
            2);

    assertThat(checksummed).isNotEqualTo(ALICE);
    assertThatThrownBy(() -> DeploymentManifest.of(twice)).hasMessageContaining("twice");
  }

  @Test
  void aDeploymentNamesTheContractsThatPay() {
    Value.Table settled =
        Tables.with(
            Tables.with(Tables.deployment(), "settlement.contract", ALICE),
            "settlement.token",
            ALICE);

    assertThat(DeploymentManifest.of(settled).settlement())
        .contains(new SettlementContracts(Account.parse(ALICE), Account.parse(ALICE)));
    assertThatThrownBy(
            () -> DeploymentManifest.of(Tables.with(settled, "settlement.token", "0x12")))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("settlement.token is no account");
    assertThatThrownBy(
            () -> DeploymentManifest.of(Tables.with(settled, "genesis_balances." + ALICE, 1)))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("covered by no deposit");
  }

  @Test
  void moreMoneyThanALongHoldsIsRefused() {
    Value.Table half = Tables.with(Tables.deployment(), "genesis_balances." + ALICE, "9000000000");

    assertThatThrownBy(() -> DeploymentManifest.of(half))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining("genesis_balances");
  }
}
