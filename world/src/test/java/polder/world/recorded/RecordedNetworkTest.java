package polder.world.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.Hash;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.manifest.DeploymentManifest;
import polder.protocol.manifest.Emission;
import polder.protocol.manifest.NetworkManifest;
import polder.protocol.manifest.ValidatorTerms;
import polder.protocol.manifest.Value;
import polder.protocol.message.AccountMessage;
import polder.protocol.message.Action;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

final class RecordedNetworkTest {
  private static final long HOUR = 3_600_000;
  private static final long START = 1_483_228_800_000L;

  private static final String STATIONS =
      """
      id,lat,lon,z,who
      b,52.123456789,13.5,34.26,ann
      a,-0.0004,-180,,ann
      c,52.2,13.6,40,
      silent,52.2,13.7,40,
      lost,,,40,
      """;

  private static final String OBSERVATIONS =
      """
      id,t,ta,rh
      b,2017-01-01T02:00Z,3.5,
      b,2017-01-01T00:59:59Z,2.50,81
      b,2017-01-01T00:00Z,2,80
      a,2017-01-01T00:30Z,-1,NA
      a,2017-01-01T00:30Z,-1,
      a,2017-01-01T00:30Z,-2,
      c,2017-01-01T02:10Z,1,77
      lost,2017-01-01T00:00Z,1,1
      nobody,2017-01-01T00:00Z,1,
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void countsWhatItLeavesOut() throws IOException {
    RecordedNetwork recorded = load(STATIONS, OBSERVATIONS);
    assertThat(recorded.counts()).isEqualTo(new RecordedCounts(5, 3, 10, 1, 5, 1, 1, 1, 2));
    assertThat(recorded.devices()).extracting(RecordedDevice::name).containsExactly("a", "b", "c");
    assertThat(recorded.firstMillis()).isEqualTo(START);
    assertThat(recorded.lastMillis()).isEqualTo(START + 2 * HOUR + 600_000);
  }

  @Test
  void roundsPlacesToTheGridAndHeightsToDecimetres() throws IOException {
    List<RecordedDevice> devices = load(STATIONS, OBSERVATIONS).devices();
    assertThat(devices.get(0).site().place().latMicro()).isZero();
    assertThat(devices.get(0).site().place().lonMicro()).isEqualTo(-180_000_000);
    assertThat(devices.get(0).site().heightDecimeters()).isZero();
    assertThat(devices.get(1).site().place().latMicro()).isEqualTo(52_123_000);
    assertThat(devices.get(1).site().heightDecimeters()).isEqualTo(343);
  }

  @Test
  void derivesKeysFromNamesAlone() throws IOException {
    RecordedDevice device = load(STATIONS, OBSERVATIONS).devices().get(1);
    assertThat(device.id()).isEqualTo(DeviceKey.ed25519(sha256("polder/recorded/deviceb")).id());
    assertThat(device.owner().account())
        .isEqualTo(Secp256k1.account(sha256("polder/recorded/ownerann")));
    assertThat(device.owner()).isEqualTo(load(STATIONS, OBSERVATIONS).devices().get(0).owner());
  }

  @Test
  void givesEveryEpochItsReadingsInOrderOfTime() throws IOException {
    List<EpochFeed.Epoch> epochs = epochs(load(STATIONS, OBSERVATIONS), START);
    assertThat(epochs).extracting(epoch -> epoch.window().epoch()).containsExactly(0L, 1L, 2L);
    assertThat(says(epochs.get(0)))
        .containsExactly(
            "a@1483230600000 temperature -2@1483230600000",
            "a@1483230600000 temperature -1@1483230600000",
            "b@1483232399000 humidity 80@1483228800000",
            "b@1483232399000 temperature 2@1483228800000",
            "b@1483232399000 humidity 81@1483232399000",
            "b@1483232399000 temperature 2.5@1483232399000");
    assertThat(epochs.get(1).reports()).isEmpty();
    assertThat(epochs.get(1).window().startMillis()).isEqualTo(START + HOUR);
    assertThat(says(epochs.get(2)))
        .containsExactly(
            "b@1483236000000 temperature 3.5@1483236000000",
            "c@1483236600000 humidity 77@1483236600000",
            "c@1483236600000 temperature 1@1483236600000");
  }

  @Test
  void leavesOutEqualReadingsOnly() throws IOException {
    EpochFeed feed = load(STATIONS, OBSERVATIONS).feed(deployment(START));
    feed.forEachRemaining(epoch -> {});
    assertThat(feed.repeated()).isEqualTo(1);
  }

  @Test
  void enrolsEachDeviceWhenItIsFirstHeard() throws IOException {
    DeploymentManifest deployment = deployment(START);
    List<EpochFeed.Epoch> epochs = epochs(load(STATIONS, OBSERVATIONS), START);
    List<AccountMessage> first = epochs.get(0).enrolments();
    assertThat(first).extracting(AccountMessage::sequence).containsExactly(1L, 2L);
    assertThat(epochs.get(1).enrolments()).isEmpty();
    assertThat(epochs.get(2).enrolments()).hasSize(1);
    for (AccountMessage enrolment : first) {
      assertThat(enrolment.isSignatureGood(deployment)).isTrue();
      assertThat(enrolment.isPossessionProven(deployment)).isTrue();
      assertThat(((Action.Enrol) enrolment.action()).site()).isPresent();
    }
  }

  @Test
  void numbersEpochsFromTheDeploymentsGenesis() throws IOException {
    List<EpochFeed.Epoch> epochs = epochs(load(STATIONS, OBSERVATIONS), START - 5 * HOUR);
    assertThat(epochs.getFirst().window().epoch()).isEqualTo(5);
    assertThat(epochs.getFirst().window().startMillis()).isEqualTo(START);
    assertThatThrownBy(() -> epochs(load(STATIONS, OBSERVATIONS), START + HOUR))
        .isInstanceOf(RecordedDataException.class)
        .hasMessageContaining("genesis");
  }

  @Test
  void splitsWhatIsTooMuchForOneMessage() throws IOException {
    StringBuilder rows = new StringBuilder("id,t,ta,rh\n");
    for (int i = 0; i < 7; i++) {
      rows.append("a,2017-01-01T00:00Z,").append(i).append(",\n");
    }
    List<EpochFeed.Report> reports =
        epochs(load(STATIONS, rows.toString()), START).getFirst().reports();
    // The manifest takes four in a message; sequences grow although the time does not.
    assertThat(reports)
        .extracting(report -> report.draft().sequence())
        .containsExactly(START, START + 1);
  }

  @Test
  void saysTheSameWhateverTheOrderOfRows() throws IOException {
    List<String> lines = new ArrayList<>(OBSERVATIONS.lines().skip(1).toList());
    List<String> expected = said(load(STATIONS, OBSERVATIONS));
    java.util.Collections.reverse(lines);
    String reversed = "id,t,ta,rh\n" + String.join("\n", lines);
    List<String> stations = new ArrayList<>(STATIONS.lines().skip(1).toList());
    java.util.Collections.reverse(stations);
    assertThat(said(load("id,lat,lon,z,who\n" + String.join("\n", stations), reversed)))
        .isEqualTo(expected);
  }

  @Test
  void namesFileLineAndColumnOfWhatIsWrong() {
    assertWrong(
        STATIONS,
        "id,t,ta,rh\na,2017-01-01T00:00Z,1,\na,yesterday,1,\n",
        "observations.csv line 3: column t: 'yesterday' is no time such as");
    assertWrong(
        STATIONS,
        "id,t,ta,rh\na,2017-01-01T00:00Z,warm,\n",
        "observations.csv line 2: column ta: 'warm' is no number such as -12.5 (temperature)");
    assertWrong(STATIONS, "id,t,ta,rh\na,1000,1,\n", "is not from 1979 to 9999");
    assertWrong(STATIONS, "id,t,ta,rh\n", "no observation is of a station with a place");
    assertWrong(
        "id,lat,lon,z,who\na,91,0,0,\n",
        OBSERVATIONS,
        "stations.csv line 2: column lat: '91' is beyond 90 degrees");
    assertWrong(
        "id,lat,lon,z,who\na,1,0,99999,\n",
        OBSERVATIONS,
        "column z: '99999' is no height from -500 m to 10000 m");
    assertWrong("id,lat,lon,z,who\na,1,0,0,\na,1,0,0,\n", OBSERVATIONS, "'a' is there twice");
  }

  @Test
  void refusesAQuantityThatTheManifestDoesNotHave() {
    assertThatThrownBy(() -> load(STATIONS, OBSERVATIONS, "device=id,time=t,wind=ta"))
        .isInstanceOf(RecordedDataException.class)
        .hasMessage(
            "'wind' is mapped to a column but is no quantity of the manifest, which has humidity,"
                + " temperature");
    assertThatThrownBy(() -> load(STATIONS, OBSERVATIONS, "device=id,time=t"))
        .hasMessageContaining("map 1 to");
    assertThatThrownBy(() -> load(STATIONS, OBSERVATIONS, "time=t,temperature=ta"))
        .hasMessageStartingWith("no column is mapped to 'device'");
  }

  private void assertWrong(String stations, String observations, String message) {
    assertThatThrownBy(() -> load(stations, observations))
        .isInstanceOf(RecordedDataException.class)
        .hasMessageContaining(message);
  }

  private static byte[] sha256(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toArray();
  }

  private static List<EpochFeed.Epoch> epochs(RecordedNetwork recorded, long genesisMillis)
      throws RecordedDataException {
    List<EpochFeed.Epoch> epochs = new ArrayList<>();
    recorded.feed(deployment(genesisMillis)).forEachRemaining(epochs::add);
    return epochs;
  }

  private static List<String> said(RecordedNetwork recorded) throws RecordedDataException {
    List<String> said = new ArrayList<>();
    for (EpochFeed.Epoch epoch : epochs(recorded, START)) {
      epoch.enrolments().forEach(enrolment -> said.add(enrolment.wire().toHex()));
      epoch
          .reports()
          .forEach(report -> said.add(report.draft().sign(report.device().key()).wire().toHex()));
    }
    return said;
  }

  /** Each reading of an epoch as {@code device@sequence quantity value@time}. */
  private static List<String> says(EpochFeed.Epoch epoch) {
    List<String> says = new ArrayList<>();
    for (EpochFeed.Report report : epoch.reports()) {
      for (SenmlRecord record : SenmlPack.decode(report.draft().payload())) {
        says.add(
            report.device().name()
                + "@"
                + report.draft().sequence()
                + " "
                + record.name()
                + " "
                + ((SenmlValue.Number) record.value()).value().toPlainString()
                + "@"
                + record.timeMillis());
      }
    }
    return says;
  }

  private RecordedNetwork load(String stations, String observations) throws IOException {
    return load(stations, observations, "device=id,time=t,temperature=ta,humidity=rh");
  }

  private RecordedNetwork load(String stations, String observations, String map)
      throws IOException {
    Path stationsFile = Files.writeString(folder.resolve("stations.csv"), stations);
    Path observationsFile = Files.writeString(folder.resolve("observations.csv"), observations);
    return RecordedNetwork.load(
        manifest(),
        new RecordedFiles(
            stationsFile,
            ColumnMap.parse("device=id,lat=lat,lon=lon,height=z,owner=who"),
            List.of(observationsFile),
            ColumnMap.parse(map)),
        rows -> {});
  }

  private static NetworkManifest manifest() {
    SortedMap<String, Value> quantities = new TreeMap<>();
    quantities.put("temperature", table("unit", new Value.Text("Cel")));
    quantities.put("humidity", table("unit", new Value.Text("%RH")));
    SortedMap<String, Value> parameters = new TreeMap<>();
    parameters.put("quantities", new Value.Table(quantities));
    parameters.put("readings_per_message", new Value.Whole(4));
    return new NetworkManifest(
        "air",
        "sensors",
        false,
        new NetworkManifest.Pay(1_000_000, 1_000_000, 0, 0),
        new NetworkManifest.DataPolicy(
            NetworkManifest.DataPolicy.Access.PUBLIC, 0, "CC0-1.0", 1_000),
        polder.protocol.manifest.CredentialTerms.NONE,
        new Value.Table(parameters));
  }

  private static Value.Table table(String key, Value value) {
    SortedMap<String, Value> entries = new TreeMap<>();
    entries.put(key, value);
    return new Value.Table(entries);
  }

  private static DeploymentManifest deployment(long genesisMillis) {
    return new DeploymentManifest(
        "test",
        1,
        genesisMillis,
        HOUR,
        new Emission(0, 1),
        0,
        0,
        1,
        1_000,
        DeploymentManifest.USUAL_TAKEOVER_EPOCHS,
        new TreeMap<>(),
        Optional.empty(),
        ValidatorTerms.NONE);
  }
}
