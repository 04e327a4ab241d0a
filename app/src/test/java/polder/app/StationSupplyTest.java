package polder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.agent.OfferException;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.readings.CsvFormat;
import polder.node.readings.ExportQuestion;
import polder.node.witness.SmallWorld;
import polder.ports.Archive;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;

/** A participant's readings, out of an archive that is served over HTTP and grows. */
class StationSupplyTest {
  private static final SmallWorld WORLD = SmallWorld.sealed();
  private static final String NETWORK = "street";
  private static final String GOOD = "accepted,corroborated";

  /** Until epoch 3 the first owner has the first device, then the second one. */
  private static final int BEFORE_TRANSFER = 3;

  @TempDir Path folder;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int epochs = SmallWorld.EPOCHS;
  private volatile int closedFrom = SmallWorld.EPOCHS;
  private volatile Archive.Reader whole = WORLD.archive();
  private HttpServer node;

  @BeforeEach
  void serve() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/v1/archive/",
        exchange -> {
          String path = exchange.getRequestURI().getPath().substring("/v1/archive/".length());
          asked.add(path);
          Optional<Bytes> content =
              path.equals(Archive.LATEST)
                  ? Optional.of(EpochArchive.pointer(new EpochArchive.Position(epochs - 1L, 0)))
                  : whole.read(path);
          if (path.startsWith(folder(closedFrom))) {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
            return;
          }
          int size = content.map(Bytes::size).orElse(0);
          exchange.sendResponseHeaders(content.isPresent() ? 200 : 404, size == 0 ? -1 : size);
          exchange.getResponseBody().write(content.orElse(Bytes.EMPTY).toArray());
          exchange.close();
        });
    node.start();
  }

  @AfterEach
  void end() {
    node.stop(0);
  }

  private String archive() {
    return "http://127.0.0.1:" + node.getAddress().getPort() + "/v1/archive";
  }

  private StationSupply supply(Account owner) {
    return new StationSupply(
        archive(), new StationSupply.Stations(NETWORK, owner, GOOD), folder.resolve("kept"));
  }

  /** What lies there to be trained on, by the name of the file. */
  private SortedMap<String, String> held() throws IOException {
    SortedMap<String, String> held = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve("kept/files"))) {
      for (Path file : files.toList()) {
        held.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return held;
  }

  private String exported(int device) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ArchiveExport.write(
        archive(),
        ExportQuestion.of(Map.of("device", WORLD.device(device).did(), "verdict", GOOD)),
        new CsvFormat(),
        output);
    return output.toString(StandardCharsets.UTF_8);
  }

  private static String file(int device) {
    return WORLD.device(device).did().substring("did:key:".length()) + ".csv";
  }

  @Test
  void itIsWhatAnExportOfEachOfTheOwnersDevicesSays() throws Exception {
    assertThat(supply(WORLD.owners.get(1)).bring().orElseThrow())
        .contains("of 2 devices in street", "7 epochs more");

    assertThat(held())
        .as("its own, and the one that it was given; not those of others")
        .isEqualTo(Map.of(file(0), exported(0), file(1), exported(1)));
    assertThat(exported(2)).as("others have some").contains("accepted").doesNotContain("rejected");
  }

  @Test
  void eachEpochIsFetchedOnceAlsoOverARestart() throws Exception {
    epochs = 5;
    StationSupply before = supply(WORLD.owners.get(2));
    before.bring();
    String then = held().get(file(2));
    asked.clear();
    assertThat(before.bring()).as("nothing is new").isEmpty();
    assertThat(fetched()).isEmpty();

    epochs = 6;
    assertThat(supply(WORLD.owners.get(2)).bring().orElseThrow()).contains("1 epochs more");
    assertThat(fetched()).isNotEmpty().allMatch(path -> path.startsWith(folder(5)));
    epochs = SmallWorld.EPOCHS;
    asked.clear();
    supply(WORLD.owners.get(2)).bring();
    assertThat(fetched()).isNotEmpty().allMatch(path -> path.startsWith(folder(6)));
    assertThat(held().get(file(2))).isEqualTo(exported(2)).isNotEqualTo(then);
  }

  /** Messages and outcomes: what is much of an epoch. */
  private List<String> fetched() {
    return asked.stream().filter(path -> path.matches(".*/(inputs|outcome)[^/]*")).toList();
  }

  private static String folder(int epoch) {
    String inputs = ArchivePaths.inputs(epoch, 0);
    return inputs.substring(0, inputs.lastIndexOf('/') + 1);
  }

  @Test
  void whatWasHandedOnIsNoLongerTrainedOn() throws Exception {
    epochs = BEFORE_TRANSFER;
    supply(WORLD.owners.get(0)).bring();
    assertThat(held()).containsOnlyKeys(file(0));

    epochs = SmallWorld.EPOCHS;
    assertThatThrownBy(() -> supply(WORLD.owners.get(0)).bring())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(WORLD.owners.get(0) + " has no device in street")
        .hasMessageContaining("--stations-of");
    assertThat(held()).isEmpty();
    supply(WORLD.owners.get(1)).bring();
    assertThat(held()).containsOnlyKeys(file(0), file(1));
  }

  @Test
  void epochsThatAreNotShownYetAreFetchedLater() throws Exception {
    closedFrom = 0;
    assertThatThrownBy(() -> supply(WORLD.owners.get(2)).bring())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("keeps readings back")
        .hasMessageContaining("polder export --network street");
    closedFrom = 4;
    StationSupply supply = supply(WORLD.owners.get(2));
    assertThat(supply.bring().orElseThrow()).contains("4 epochs more");
    assertThat(held()).containsOnlyKeys(file(2));
    closedFrom = SmallWorld.EPOCHS;
    assertThat(supply.bring().orElseThrow()).contains("3 epochs more");
    assertThat(held().get(file(2))).isEqualTo(exported(2));
  }

  @Test
  void whatNobodyMayReadIsNotTrainedOn() {
    whole = SmallWorld.restricted().archive();
    assertThatThrownBy(() -> supply(WORLD.owners.get(2)).bring())
        .isInstanceOf(OfferException.class)
        .hasMessageContaining("the data policy of street shows its readings to nobody");
  }

  @Test
  void whatCannotBeHadIsSaid() throws Exception {
    StationSupply other =
        new StationSupply(
            archive(),
            new StationSupply.Stations("water", WORLD.owners.get(0), "all"),
            folder.resolve("kept"));
    assertThatThrownBy(other::bring)
        .isInstanceOf(OfferException.class)
        .hasMessageContaining("has no network water; it has street");
    StationSupply none =
        new StationSupply(
            folder.resolve("nothing").toString(),
            new StationSupply.Stations(NETWORK, WORLD.owners.get(0), "all"),
            folder.resolve("kept"));
    assertThatThrownBy(none::bring)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no archive at");
    StationSupply bad =
        new StationSupply(
            archive(),
            new StationSupply.Stations(NETWORK, WORLD.owners.get(3), "rejected"),
            folder.resolve("kept"));
    assertThatThrownBy(bad::bring)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no reading of the 1 devices")
        .hasMessageContaining("--verdict all");
    supply(WORLD.owners.get(2)).bring();
    node.stop(0);
    assertThatThrownBy(() -> supply(WORLD.owners.get(2)).bring()).isInstanceOf(IOException.class);
    assertThat(held()).as("what was there stays").containsOnlyKeys(file(2));
  }
}
