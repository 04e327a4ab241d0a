package polder.node.things;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import polder.node.things.ThingsServer.Answer;

class ExportRoutesTest {
  @TempDir private Path folder;
  private ThingsServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ThingsServer(folder);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void csvHasALineAReading() throws IOException, InterruptedException {
    Answer answer = server.export("network", "open", "verdict", "all");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().replaceAll("did:key:[^,]*", "DID").replaceAll("[0-9a-f]{64}", "HASH"))
        .hasLineCount(11)
        .contains(
            "open,DID,52,13,34.5,temperature,Cel,1970-01-01T03:00:00.000Z,-0.2,rejected,"
                + "bounds step,3,,HASH,true,\"CC-BY-4.0, \"\"as is\"\"\"\r\n");
  }

  @Test
  void nothingThatAPolicyForbids() throws IOException, InterruptedException {
    assertThat(server.export("network", "closed", "verdict", "all").body().lines()).hasSize(1);
    assertThat(server.export("network", "delayed", "verdict", "all").body().lines()).hasSize(7);
  }

  @Test
  void geoJsonIsACollection() throws IOException, InterruptedException {
    Answer answer = server.export("format", "geojson", "verdict", "all", "area", "51,12,52.005,14");
    assertThat(answer.json().path("features")).hasSize(10);
    assertThat(answer.json().at("/features/0/geometry/coordinates/0").asDouble()).isEqualTo(13);
    assertThat(answer.json().at("/features/0/properties/simulated").asBoolean()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"format,pdf", "area,north", "from,soon", "nothing,1", "verdict,good"})
  void whatCannotBeUnderstoodIsRefused(String name, String value)
      throws IOException, InterruptedException {
    assertThat(server.export(name, value).status()).isEqualTo(400);
  }
}
