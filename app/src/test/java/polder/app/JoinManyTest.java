package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.adapters.files.KeyFile;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.receipt.Receipt;
import tools.jackson.databind.JsonNode;

/** Many devices join by one table, in the pages or by one command. */
class JoinManyTest extends JoinScene {
  @Test
  void manyJoinByAFile() throws Exception {
    page.signIn(OWNER);
    HttpResponse<String> drafted =
        page.post(
            "/v1/join/bulk?network=" + NETWORK,
            "text/csv",
            """
            name,via,latitude,longitude,height
            north,airrohr,52.371,4.895,3
            "south",ecowitt,52.361,4.895,

            west,WUNDERGROUND,-52.361,-4.895,-2.5
            """);
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    requireDescribed("post /v1/join/bulk", drafted);
    List<Integer> lines = new ArrayList<>();
    for (JsonNode draft : Page.json(drafted).path("drafts")) {
      lines.add(draft.path("line").asInt());
      assertThat(sign(OWNER, draft).statusCode()).isEqualTo(200);
      assertThat(device(draft.path("device").asString())).contains(OWNER.account().toString());
    }
    assertThat(lines).containsExactly(2, 3, 5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'a,airrohr,52.3,4.9,0\nb,airrohr,52.3;4.9;0'|400|line 2",
        "'a,airrohr,52.3,4.9,0\nb,airrohr,95,4.9,0'|400|line 2",
        "'a,airrohr,52.3,4.9,0\nb,airrohr,1e9,4.9,0'|400|line 2",
        "'a,airrohr,52.3,4.9,0\na,airrohr,52.3,4.9,0'|409|called a",
        "'a,none,52.3,4.9,0'|422|none",
        "'name,via,latitude,longitude,height'|400|no device",
      })
  void aFileIsTakenWholeOrNotAtAll(String file, int status, String detail) throws Exception {
    page.signIn(OWNER);
    HttpResponse<String> response = page.post("/v1/join/bulk?network=" + NETWORK, "text/csv", file);
    assertThat(response.body()).contains(detail);
    assertThat(response.statusCode()).isEqualTo(status);
    requireDescribed("post /v1/join/bulk", response);
  }

  /** For owners whose key is in a file. */
  @Test
  void manyJoinByOneCommand() throws Exception {
    Path table = folder.resolve("stations.csv");
    Files.writeString(
        table, "name,via,latitude,longitude,height\na,airrohr,52.3,4.9,0\nb,ecowitt,52.4,4.9,1\n");
    Path key = folder.resolve("owner.key");
    KeyFile.owner(key);
    List<String> words = new ArrayList<>(List.of("device", "enroll-all", table.toString()));
    words.addAll(List.of("--json", "--network", NETWORK, "--owner", key.toString()));
    words.addAll(List.of("--data", folder.toString()));

    JsonNode devices = run(Main.class, words).path("devices");
    assertThat(devices).hasSize(2);
    assertThat(device(devices.path(1).path("device").asString())).contains("ecowitt");
    assertThat(reports(devices.path(0).path("secret").asString())).isEqualTo(201);
    // What the owner holds against the node if it leaves a device out.
    List<Hash> promised = new ArrayList<>();
    for (JsonNode device : devices) {
      byte[] bytes = Base64.getDecoder().decode(device.path("receipt").asString());
      Receipt receipt = Receipt.decode(Bytes.wrap(bytes));
      assertThat(receipt.verifies()).isTrue();
      promised.add(receipt.message());
    }
    assertThat(promised).doesNotHaveDuplicates().hasSize(2);
  }
}
