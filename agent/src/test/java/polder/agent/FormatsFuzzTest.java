package polder.agent;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.agent.format.Lines;
import polder.agent.format.Measured;
import polder.agent.format.Topics;
import polder.protocol.Bytes;
import polder.protocol.manifest.ManifestException;
import polder.protocol.senml.SenmlPack;
import polder.protocol.senml.SenmlRecord;

/**
 * Whatever a sensor, a broker or a node says, it is left out or becomes what a message can carry.
 * Runs over the kept inputs; with {@code JAZZER_FUZZ=1} in the environment it looks for new ones.
 */
class FormatsFuzzTest {
  private static final long NOW = 1_767_225_600_000L;

  @FuzzTest(maxDuration = "1m")
  void linesAreReadOrLeftOut(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    Lines.parseAll(text).forEach(FormatsFuzzTest::carry);
    // As of a file that grows, whose header was read before.
    Lines lines = new Lines();
    text.lines().limit(1).forEach(lines::header);
    text.lines().forEach(line -> carry(lines.parse(line)));
  }

  /**
   * Each line is a topic, a space and its message; a topic that was retained has an exclamation.
   */
  @FuzzTest(maxDuration = "1m")
  void messagesOfABrokerAreReadOrLeftOut(byte[] content) {
    Topics topics = new Topics(origin -> origin.endsWith("chosen"));
    for (String line : new String(content, StandardCharsets.UTF_8).lines().toList()) {
      int cut = Math.max(0, line.indexOf(' '));
      boolean retained = line.startsWith("!");
      String topic = line.substring(retained ? Math.min(1, cut) : 0, cut);
      carry(topics.read(topic, line.substring(cut), retained, NOW));
    }
    topics.wanted();
  }

  @FuzzTest(maxDuration = "1m")
  void aNodesAnswerIsReadOrRefused(byte[] content) {
    Deployment deployment;
    try {
      deployment = Deployment.parse(Bytes.copyOf(content));
    } catch (NodeException refused) {
      return;
    }
    for (Deployment.Network network : deployment.networks()) {
      try {
        SensorOffer.choose(deployment, Optional.of(network.name()));
        network.finestPlaceMicroDegrees();
      } catch (OfferException | ManifestException refused) {
        continue;
      }
    }
  }

  private static void carry(List<Measured> sample) {
    SortedMap<String, String> units = new TreeMap<>();
    units.put("temperature", "Cel");
    units.put("humidity", "%RH");
    units.put("pressure", "Pa");
    SortedMap<String, String> chosen = new TreeMap<>();
    chosen.put("value", "pressure");
    List<String> notices = new ArrayList<>();
    List<SenmlRecord> readings = new Mapping(units, chosen, notices::add).map(sample, NOW);
    for (SenmlRecord reading : readings) {
      List<SenmlRecord> pack = List.of(reading);
      if (!SenmlPack.decode(SenmlPack.encode(pack)).equals(pack)) {
        throw new AssertionError("a message does not carry " + reading);
      }
    }
  }
}
