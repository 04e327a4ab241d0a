package polder.world.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import polder.protocol.geo.Place;

class GroundTruthTest {
  private static final FleetOptions OPTIONS =
      FleetOptions.of(120, 21)
          .withMap(new Place(-33_900_000, 151_200_000), 12_000)
          .withCheatsPpm(250_000)
          .withFaultsPpm(250_000);

  private final Fleet fleet = Fleet.plan(OPTIONS);

  @Test
  void everyRowTellsWhatWasPlanned() throws IOException {
    List<String[]> rows = csv().lines().skip(1).map(line -> line.split(",", -1)).toList();
    assertThat(rows).hasSameSizeAs(fleet.devices());
    for (PlannedDevice device : fleet.devices()) {
      String[] row = rows.get(device.index());
      assertThat(row).hasSize(15);
      assertThat(row[0]).isEqualTo("simulated");
      assertThat(row[1]).isEqualTo(device.name());
      assertThat(row[2]).isEqualTo(Integer.toString(device.owner()));
      assertThat(row[3])
          .isEqualTo(device.cheats() ? "cheat" : device.faulty() ? "fault" : "honest");
      assertThat(row[4]).isEqualTo(device.behaviour().kind());
      assertThat(row[6]).isEqualTo(copiedFrom(device));
      assertThat(micro(row[7])).isEqualTo(device.truth().latMicro());
      assertThat(micro(row[8])).isEqualTo(device.truth().lonMicro());
      assertThat(micro(row[10])).isEqualTo(device.claimed().latMicro());
      assertThat(micro(row[11])).isEqualTo(device.claimed().lonMicro());
    }
  }

  private String copiedFrom(PlannedDevice device) {
    return switch (device.behaviour()) {
      case Cheat.Copy copy -> fleet.devices().get(copy.original()).name();
      case Cheat.ManyInOneRoom room when room.lead() != device.index() ->
          fleet.devices().get(room.lead()).name();
      default -> "";
    };
  }

  private static long micro(String degrees) {
    return Math.round(Double.parseDouble(degrees) * 1e6);
  }

  @Test
  void headerNamesTheColumns() throws IOException {
    assertThat(csv())
        .startsWith(
            "data,device,owner,class,behaviour,parameters,copied_from,true_lat,true_lon,"
                + "true_height_m,claimed_lat,claimed_lon,claimed_height_m,period_ms,noise_mk\n"
                + "simulated,sim-00000,0,");
  }

  @Test
  void theSameTextComesOutInEveryLocale() throws IOException {
    Locale before = Locale.getDefault();
    String expected = csv();
    try {
      for (String tag : List.of("de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR")) {
        Locale.setDefault(Locale.forLanguageTag(tag));
        assertThat(csv()).as(tag).isEqualTo(expected);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void smallNegativeDegreesKeepTheirSign() throws IOException {
    Site site = new Site(new Place(-4_200, -70), 3);
    PlannedDevice device =
        new PlannedDevice(
            0,
            "one",
            0,
            site,
            site,
            new Schedule(1, 0),
            50,
            new Behaviour.Honest(new Fault.None()));
    StringBuilder out = new StringBuilder();
    GroundTruth.of(List.of(device)).writeCsv(out);
    assertThat(out).contains(",-0.004200,-0.000070,3,");
  }

  private String csv() throws IOException {
    StringBuilder out = new StringBuilder();
    fleet.truth().writeCsv(out);
    return out.toString();
  }
}
