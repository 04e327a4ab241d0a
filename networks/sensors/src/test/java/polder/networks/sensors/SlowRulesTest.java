package polder.networks.sensors;

import java.math.BigDecimal;
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

/** Sensors that are looked back upon keep what every kind of network must keep. */
class SlowRulesTest extends NetworkRulesContract<SensorReport> {
  @Override
  protected NetworkRules<SensorReport> rules() {
    return SensorWorld.rules(SlowGroupingTest.hasty(7));
  }

  @Override
  protected int epochs() {
    return 5 * SlowWorld.DAY;
  }

  @Override
  protected EpochWindow window(long epoch) {
    return Samples.window(epoch, SensorWorld.HOUR);
  }

  /** Of 16 stations one is indoors, one copies, one is stuck and some are silent at times. */
  @Override
  protected List<Sent> traffic(SplittableRandom random, EpochWindow window) {
    List<Sent> sent = new ArrayList<>();
    long first = 0;
    for (int number = 0; number < 16; number++) {
      long milli =
          switch (number) {
            case 13 -> 21_000 + random.nextInt(300);
            case 14 -> first + 1_000;
            case 15 -> 12_000;
            default ->
                Math.round(12_000 + 4_000 * Math.sin(window.epoch() * Math.PI / 12))
                    + random.nextInt(900);
          };
      first = number == 0 ? milli : first;
      if (number > 0 && random.nextInt(15) == 0) {
        continue;
      }
      SenderRecord station =
          SensorWorld.enrolledIn(
              SensorWorld.station(
                  number, 52_500_000 + number % 4 * 15_000, 13_400_000 + number / 4 * 20_000),
              number);
      SenmlRecord record =
          new SenmlRecord(
              "x:temperature",
              "Cel",
              new SenmlValue.Number(BigDecimal.valueOf(milli, 3)),
              window.startMillis() + random.nextInt(1_200_000));
      sent.add(
          new Sent(SensorWorld.message(station, 1 + window.epoch(), List.of(record)), station));
    }
    return sent;
  }
}
