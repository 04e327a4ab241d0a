package polder.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A credential's life on the command line. */
class CredentialCommandsTest {
  @TempDir Path folder;
  private String maker = "";
  private String me = "";
  private String device = "";
  private String list = "";

  @BeforeEach
  void keys() throws IOException {
    maker = file("maker.key");
    me = file("me.key");
    list = file("list.json");
    KeyFile.device(Path.of(maker));
    device = KeyFile.device(Path.of(me)).id().did();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private Said issue(String out, String... more) {
    String[] start = {
      "credential",
      "issue",
      "--issuer",
      maker,
      "--type",
      "CalibrationCredential",
      "--subject",
      device,
      "--claim",
      "instrument=SDS011",
      "--valid",
      "365d",
      "--out",
      file(out)
    };
    String[] words = new String[start.length + more.length];
    System.arraycopy(start, 0, words, 0, start.length);
    System.arraycopy(more, 0, words, start.length, more.length);
    return say(words);
  }

  private Said verify(String name, String... more) {
    String[] start = {"credential", "verify", file(name), "--list", list};
    String[] words = new String[start.length + more.length];
    System.arraycopy(start, 0, words, 0, start.length);
    System.arraycopy(more, 0, words, start.length, more.length);
    return say(words);
  }

  @Test
  void issuedVerifiedRevoked() {
    Said issued = issue("c.json", "--list", list, "--list-url", "https://maker.example/list");
    assertThat(issued.code).as(issued.err).isEqualTo(ExitCode.DONE);
    assertThat(issued.out).contains("publish", "https://maker.example/list");
    assertThat(verify("c.json").code).isEqualTo(ExitCode.DONE);
    assertThat(verify("c.json").out).contains("good: CalibrationCredential", device);

    Said other = issue("other.json", "--list", list);
    assertThat(other.code).as(other.err).isEqualTo(ExitCode.DONE);
    Said both = say("credential", "revoke", device, "--list", list, "--issuer", maker);
    assertThat(both.code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(both.err).contains("2 credentials are about", "name one by its id: [urn:uuid:");

    Said revoked = say("credential", "revoke", file("c.json"), "--list", list, "--issuer", maker);
    assertThat(revoked.code).as(revoked.err).isEqualTo(ExitCode.DONE);
    assertThat(verify("c.json").code).isEqualTo(ExitCode.NO);
    assertThat(verify("c.json").out).contains("not good", "revoked: its issuer revoked it");
    assertThat(verify("other.json").code).isEqualTo(ExitCode.DONE);
    assertThat(say("credential", "revoke", file("c.json"), "--list", list, "--issuer", maker).out)
        .contains("was revoked before");
  }

  /** As long a number as a person may type, of a list that is shorter. */
  @Test
  void anEntryThatTheListDoesNotHaveCannotBeRevoked() throws IOException {
    assertThat(issue("c.json", "--list", list, "--list-url", "https://maker.example/list").code)
        .isEqualTo(ExitCode.DONE);
    byte[] before = Files.readAllBytes(Path.of(list));
    Said revoked = say("credential", "revoke", "999999", "--list", list, "--issuer", maker);
    assertThat(revoked.code).as(revoked.err).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(revoked.err).contains("has no entry 999999", "name one that was issued");
    assertThat(revoked.err.strip().lines()).hasSize(1);
    assertThat(Files.readAllBytes(Path.of(list))).isEqualTo(before);
  }

  @Test
  void whatDoesNotHoldIsSaid() throws IOException {
    assertThat(issue("c.json").code).isEqualTo(ExitCode.DONE);
    assertThat(verify("c.json", "--at", "2020-01-01T00:00:00Z").out).contains("not_yet_valid");
    assertThat(verify("c.json", "--at", "2099-01-01T00:00:00Z").out).contains("expired");
    assertThat(verify("c.json", "--at", "2099").code).isEqualTo(ExitCode.USAGE);
    String text = Files.readString(Path.of(file("c.json")));
    Files.writeString(Path.of(file("d.json")), text.replace("SDS011", "SDS012"));
    JsonNode document = JsonMapper.shared().readTree(verify("d.json", "--json").out);
    assertThat(document.path("good").asBoolean()).isFalse();
    assertThat(document.path("reason").asString()).isEqualTo("bad_signature");
    Files.writeString(Path.of(file("e.json")), "{\"a\":1,\"a\":2}");
    assertThat(verify("e.json").err).contains("twice at byte 7");
    assertThat(verify("none.json").err).contains("there is no file");
  }

  @Test
  void mistakesSayWhatToDo() {
    assertThat(issue("c.json", "--list", list).err).contains("say with --list-url https://");
    assertThat(issue("c.json", "--as", "web.example").err).contains("did:web:example.org");
    maker = file("nobody.key");
    assertThat(issue("c.json").err).contains("polder keys new NAME --device");
    assertThat(Path.of(maker)).doesNotExist();
    assertThat(Path.of(file("c.json"))).doesNotExist();
  }

  @Test
  void theHolderAnswersOneVerifier() {
    issue("a.json");
    issue("b.json");
    Said presented =
        say(
            "credential",
            "present",
            file("a.json"),
            "--holder",
            me,
            "--challenge",
            "c-1",
            "--domain",
            "shop.example",
            "--out",
            file("p.json"));
    assertThat(presented.code).as(presented.err).isEqualTo(ExitCode.DONE);
    Said good = verify("p.json", "--challenge", "c-1", "--domain", "shop.example", "--json");
    assertThat(good.code).as(good.err).isEqualTo(ExitCode.DONE);
    JsonNode document = JsonMapper.shared().readTree(good.out);
    assertThat(document.path("holder").asString()).isEqualTo(device);
    assertThat(document.path("credentials").size()).isEqualTo(1);
    Said other = verify("p.json", "--challenge", "c-2", "--domain", "shop.example");
    assertThat(other.code).isEqualTo(ExitCode.NO);
    assertThat(other.out).contains("wrong_challenge");
    assertThat(verify("p.json").err).contains("give --challenge and --domain");
  }

  /** The issuer is a web site, which is asked for its key and its list. */
  @Test
  void aWebSiteIssues() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try {
      int port = server.getAddress().getPort();
      Did.Web site = Did.Web.ofAuthority("localhost:" + port);
      byte[] document =
          DidDocument.of(site, KeyFile.device(Path.of(maker)).id()).json().canonical().toArray();
      serve(server, "/.well-known/did.json", document);
      String url = "https://localhost:" + port + "/list";
      Said issued = issue("c.json", "--as", site.text(), "--list", list, "--list-url", url);
      assertThat(issued.code).as(issued.err).isEqualTo(ExitCode.DONE);
      serve(server, "/list", Files.readAllBytes(Path.of(list)));
      server.start();
      String own = "http://127.0.0.1:" + port;
      Said verified = say("credential", "verify", file("c.json"), "--node", own);
      assertThat(verified.code).as(verified.err).isEqualTo(ExitCode.DONE);
      assertThat(verified.out).contains("by    " + site.text());
      assertThat(say("credential", "did", site.text(), "--node", own).out).contains(site.text());
      // Without --node a private address is not asked, whoever names it.
      Said unasked = say("credential", "verify", file("c.json"));
      assertThat(unasked.code).isEqualTo(ExitCode.MISSING);
      assertThat(unasked.err).contains("no address on the public internet");
    } finally {
      server.stop(0);
    }
  }

  private static void serve(HttpServer server, String path, byte[] body) {
    server.createContext(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
  }

  private record Said(ExitCode code, String out, String err) {}

  private static Said say(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            List.of(arguments),
            List.of(new CredentialCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
