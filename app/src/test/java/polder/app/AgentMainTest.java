package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import polder.protocol.message.Message;

/** The agent runs with the few libraries that app/pom.xml packs for small computers. */
@Timeout(120)
class AgentMainTest {
  @TempDir Path folder;

  private HttpServer node;

  @BeforeEach
  void startNode() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/v1/networks",
        exchange ->
            answer(
                exchange,
                200,
                """
                {"deployment":{"name":"test","id":"%s","chainId":31337,"genesisMillis":0,
                 "epochMillis":10000},"networks":[{"name":"air","kind":"sensors","parameters":{
                 "period":"1h","max_age":"1d","readings_per_message":100,
                 "quantities":{"temperature":{"unit":"Cel"}}}}]}
                """
                    .formatted("ab".repeat(32))));
    node.createContext("/v1/messages", this::refuse);
    node.start();
  }

  @AfterEach
  void stopNode() {
    node.stop(0);
  }

  private void refuse(HttpExchange exchange) throws IOException {
    Message message = Message.decode(exchange.getRequestBody().readAllBytes());
    answer(
        exchange,
        422,
        "{\"results\":[{\"message\":\""
            + message.id().toHex()
            + "\",\"verdict\":\"refused\",\"reason\":\"not_enrolled\",\"detail\":\"test\"}]}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String address() {
    return "http://127.0.0.1:" + node.getAddress().getPort();
  }

  /** What of this test's class path is packed for small computers, by the list in the pom. */
  private static List<String> packed() throws IOException {
    Matcher list =
        Pattern.compile("<polder.agent.libraries>(.*)</polder.agent.libraries>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(list.find()).isTrue();
    List<String> names = Arrays.asList(list.group(1).split(","));
    List<String> packed = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      boolean own = Path.of(entry).equals(Path.of("target/classes").toAbsolutePath());
      if (own || names.contains(artifact(Path.of(entry)))) {
        packed.add(entry);
      }
    }
    assertThat(packed).hasSize(names.size() + 1);
    return packed;
  }

  /** The artifact of a jar, or of the classes of another module of this build. */
  private static String artifact(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      Path pom = entry.resolve("../../pom.xml").normalize();
      Matcher own =
          Pattern.compile("</parent>\\s*<artifactId>([^<]+)<").matcher(Files.readString(pom));
      return own.find() && entry.endsWith("target/classes") ? own.group(1) : "";
    }
    return entry.getFileName().toString().replaceAll("-[0-9][^/]*\\.jar$", "");
  }

  private record Ended(int code, String said) {}

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-cp");
    command.add(String.join(File.pathSeparator, packed()));
    command.add(AgentMain.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), said);
  }

  @Test
  void readsSignsAndSendsWithoutDatabaseAndNativeCode() throws Exception {
    assertThat(packed()).noneMatch(entry -> entry.matches(".*(rocksdb|helidon|Corretto).*"));
    Path readings = Files.writeString(folder.resolve("readings"), "temperature=21.5\n");
    Ended ended =
        run(
            "agent",
            "--offer",
            "sensors",
            "--from",
            "file:" + readings,
            "--once",
            "--wait",
            "1s",
            "--node",
            address(),
            "--state",
            folder.resolve("state").toString());
    assertThat(ended.code()).as(ended.said()).isEqualTo(69);
    assertThat(ended.said())
        .contains("signed 1 readings")
        .contains("polder device enroll --node " + address() + " --network air --key ")
        .contains("the next run sends them, too")
        .doesNotContain("WARNING");
  }

  @Test
  void enrolsTheDeviceOfASmallComputer() throws Exception {
    Ended keys = run("keys", "new", "me", "--data", folder.toString());
    assertThat(keys.code()).as(keys.said()).isZero();
    Ended ended =
        run(
            "device",
            "enroll",
            "--node",
            address(),
            "--network",
            "air",
            "--key",
            folder.resolve("agent.key").toString(),
            "--owner",
            folder.resolve("keys/me.key").toString(),
            "--lat",
            "52.5",
            "--lon",
            "13.4");
    assertThat(ended.code()).as(ended.said()).isEqualTo(1);
    assertThat(ended.said()).contains("the node refused: not_enrolled");
  }

  @Test
  void endsWithACodeThatScriptsCanTrust() throws Exception {
    String[] base = {"agent", "--node", address(), "--state", folder.resolve("s").toString()};
    assertThat(with(base, "--from", "http://x").code()).isEqualTo(2);
    assertThat(with(base, "--from", "file:-", "--offer", "disks").code()).isEqualTo(2);
    assertThat(with(base, "--from", "file:-", "--network", "water", "--once").code()).isEqualTo(3);
    assertThat(with(base, "--from", "file:-", "--map", "a=b", "--once").code()).isEqualTo(3);
    assertThat(with(base, "--from", "file:/nowhere/at/all", "--once").code()).isEqualTo(69);
    Ended far = with(base, "--offer", "learning", "--train-on-network", "air");
    assertThat(far.code()).as(far.said()).isEqualTo(2);
    assertThat(far.said()).contains("the small agent reads no archives");
    Ended nothing = with(base, "--from", "file:-", "--once");
    assertThat(nothing.code()).isEqualTo(1);
    assertThat(nothing.said()).contains("nothing was measured");
    node.stop(0);
    Ended never =
        run(
            "agent",
            "--node",
            address(),
            "--state",
            folder.resolve("t").toString(),
            "--from",
            "file:-",
            "--once");
    assertThat(never.code()).isEqualTo(69);
    assertThat(never.said()).contains("cannot reach the node");
  }

  private Ended with(String[] base, String... more) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(base));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }
}
