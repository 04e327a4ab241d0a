package polder.networks.sensors;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import polder.networks.EpochWindow;
import polder.networks.GroupRuns.Sent;
import polder.networks.NetworkRules;
import polder.networks.NetworkRulesContract;
import polder.networks.Samples;
import polder.networks.SenderRecord;
import polder.protocol.senml.SenmlRecord;
import polder.protocol.senml.SenmlValue;

/** Sensors keep what every kind of network must keep. */
class SensorRulesTest extends NetworkRulesContract<SensorReport> {
  @Override
  protected NetworkRules<SensorReport> rules() {
    return SensorWorld.rules(Samples.with(SensorWorld.withAllChecks(), "group_resolution", 7));
  }

  @Override
  protected EpochWindow window(long epoch) {
    return Samples.window(epoch, 60_000);
  }

  /** A town of stations over several areas: most are good, some are not, some are silent. */
  @Override
  protected List<Sent> traffic(SplittableRandom random, EpochWindow window) {
    List<Sent> sent = new ArrayList<>();
    for (int number = 0; number < 25; number++) {
      SenderRecord station =
          SensorWorld.station(
              number, 52_500_000 + number % 5 * 9_000, 13_400_000 + number / 6 * 9_000);
      if (random.nextInt(6) == 0) {
        continue;
      }
      List<SenmlRecord> records = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        long age = random.nextInt(10) == 0 ? random.nextLong(3_600_000) : random.nextLong(60_000);
        long milli = 12_000L + random.nextInt(random.nextInt(12) == 0 ? 90_000 : 900);
        records.add(
            new SenmlRecord(
                "x:temperature",
                "Cel",
                new SenmlValue.Number(java.math.BigDecimal.valueOf(milli, 3)),
                window.endMillis() - 1 - age));
      }
      sent.add(new Sent(SensorWorld.message(station, 1 + window.epoch(), records), station));
    }
    return sent;
  }
}
