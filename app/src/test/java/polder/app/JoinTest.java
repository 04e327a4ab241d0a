package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** From nothing to a device that reports, in a browser with a wallet, at a whole node. */
class JoinTest extends JoinScene {
  private List<Path> viaFiles() throws IOException {
    Path via = new DataDirectory(folder).via();
    if (!Files.exists(via)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(via)) {
      return files.toList();
    }
  }

  private static String field(JsonNode joined, String label) {
    for (JsonNode line : joined.path("form").path("lines")) {
      if (line.path("label").asString().equals(label)) {
        return line.path("value").asString();
      }
    }
    throw new AssertionError("the form has no " + label + ": " + joined);
  }

  private static Path project() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("STYLE.md")) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    return folder;
  }

  @Test
  void aStockDeviceJoinsAndReports() throws Exception {
    requireDescribed("post /v1/session", page.signIn(OWNER));
    HttpResponse<String> drafted = draft("airrohr", "balcony");
    assertThat(drafted.statusCode()).as(drafted.body()).isEqualTo(201);
    requireDescribed("post /v1/join/drafts", drafted);
    // Who never signs leaves nothing behind.
    assertThat(viaFiles()).isEmpty();

    HttpResponse<String> joined = sign(OWNER, Page.json(drafted));
    assertThat(joined.statusCode()).as(joined.body()).isEqualTo(200);
    requireDescribed("post /v1/join/drafts/{draft}", joined);
    JsonNode answer = Page.json(joined);
    assertThat(answer.path("status").asString()).isEqualTo("accepted");
    assertThat(answer.path("receipt").asString("")).isNotEmpty();
    assertThat(answer.path("device")).isEqualTo(Page.json(drafted).path("device"));
    String secret = field(answer, "Password");
    assertThat(field(answer, "Port")).isEqualTo(String.valueOf(node.address().getPort()));
    assertThat(answer.path("form").path("try").asString()).contains(secret);
    // How the node is started is for its operator, not for whoever enrols a device in a page.
    assertThat(answer.path("form").path("notes").toString()).doesNotContain("--host");

    assertThat(device(answer.path("device").asString()))
        .contains(OWNER.account().toString(), "airrohr");
    assertThat(reports(secret)).isEqualTo(201);
  }

  /** The secret is shown nowhere else, so an answer that was lost on its way can be had again. */
  @Test
  void theSameSignatureGivesTheSameFormAgain() throws Exception {
    page.signIn(OWNER);
    JsonNode draft = Page.json(draft("wunderground", "roof"));
    JsonNode first = Page.json(sign(OWNER, draft));
    JsonNode second = Page.json(sign(OWNER, draft));

    assertThat(second.path("status").asString()).isEqualTo("duplicate");
    assertThat(second.path("form")).isEqualTo(first.path("form"));
    assertThat(second.path("receipt")).isEqualTo(first.path("receipt"));
    assertThat(viaFiles()).hasSize(1);
  }

  @Test
  void onlyWhoIsSignedInDraftsAndOnlyTheOwnerSigns() throws Exception {
    assertThat(draft("airrohr", "one").statusCode()).isEqualTo(401);
    page.signIn(PageWallet.of(2));
    HttpResponse<String> forAnother = draft("airrohr", "one");
    assertThat(forAnother.statusCode()).isEqualTo(403);
    assertThat(Page.reason(forAnother)).isEqualTo("wrong_account");

    page.signIn(OWNER);
    JsonNode draft = Page.json(draft("airrohr", "one"));
    HttpResponse<String> forged = sign(PageWallet.of(2), draft);
    assertThat(forged.statusCode()).isEqualTo(422);
    assertThat(Page.reason(forged)).isEqualTo("bad_signature");
    page.signIn(PageWallet.of(2));
    assertThat(sign(OWNER, draft).statusCode()).isEqualTo(404);
    assertThat(viaFiles()).isEmpty();
    page.signIn(OWNER);
    assertThat(sign(OWNER, draft).statusCode()).isEqualTo(200);
  }

  @Test
  void aNameIsOfOneDevice() throws Exception {
    page.signIn(OWNER);
    JsonNode first = Page.json(draft("airrohr", "one"));
    JsonNode second = Page.json(draft("airrohr", "one"));
    assertThat(sign(OWNER, first).statusCode()).isEqualTo(200);

    HttpResponse<String> late = sign(OWNER, second);
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(Page.reason(late)).isEqualTo("name_taken");
    assertThat(draft("ecowitt", "one").statusCode()).isEqualTo(409);
    assertThat(viaFiles()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"network\":\"none\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|404|unknown_network",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":91,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1e300,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1e99999,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":\"1\",\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"a\"}}|400|malformed",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"tasmota\",\"name\":\"a\"}}|422|unknown_via",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"via\",\"via\":\"airrohr\",\"name\":\"../a\"}}|422|bad_name",
        "{\"network\":\"air-temperature\",\"place\":{\"latitude\":1,\"longitude\":1},\"device\":{\"kind\":\"other\"}}|400|malformed",
        "{}|400|malformed",
        "[]|400|malformed",
      })
  void aWishThatCannotBeIsRefusedWithAReason(String body, int status, String reason)
      throws Exception {
    page.signIn(OWNER);
    HttpResponse<String> response = page.post("/v1/join/drafts", "application/json", body);
    assertThat(Page.reason(response)).isEqualTo(reason);
    assertThat(response.statusCode()).isEqualTo(status);
    requireDescribed("post /v1/join/drafts", response);
  }

  /** The library that pages sign with hashes the draft as the node does. */
  @Test
  void viemHashesADraftAsTheNodeDoes() throws Exception {
    Path web = project().resolve("web");
    Assumptions.assumeTrue(
        Files.exists(web.resolve("node_modules/viem")), "skipped: web/node_modules has no viem");
    page.signIn(OWNER);
    JsonNode typed = Page.json(draft("opensensemap", "box")).path("typedData");
    Path script = folder.resolve("hash.mjs");
    Files.writeString(
        script,
        """
        import { createRequire } from 'node:module';
        import { readFileSync } from 'node:fs';
        const viem = createRequire(process.argv[2] + '/')('viem');
        const typed = JSON.parse(readFileSync(process.argv[3], 'utf8'));
        const signature = process.argv[4];
        console.log(viem.hashTypedData(typed));
        console.log(await viem.recoverTypedDataAddress({ ...typed, signature }));
        """);
    Path request = folder.resolve("typed.json");
    Files.writeString(request, typed.toString());
    Process process =
        new ProcessBuilder(
                "node",
                script.toString(),
                web.toString(),
                request.toString(),
                OWNER.signTypedData(typed))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said.lines())
        .as(said)
        .containsExactly("0x" + PageWallet.digest(typed).toHex(), OWNER.account().toString());
  }
}
