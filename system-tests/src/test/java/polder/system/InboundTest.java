package polder.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.adapters.files.KeyFile;
import polder.agent.NodeClient;
import polder.app.DataDirectory;
import polder.epoch.EpochHeader;
import polder.node.archive.ArchivePaths;
import polder.node.archive.EpochArchive;
import polder.node.archive.EpochArchive.Position;
import polder.protocol.Bytes;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import polder.protocol.settlement.ChainEvent;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tokens and messages go in by the chain, and come out of it, on a real chain. */
@Tag("full")
class InboundTest {
  private static final BigInteger TOKEN = BigInteger.TEN.pow(18);

  /** What a development chain's inbox burns for a message. */
  private static final BigInteger FEE = TOKEN.divide(BigInteger.TEN);

  @TempDir Path folder;
  private Path data;
  private Optional<ChildNode> running = Optional.empty();

  @BeforeEach
  void needsAnvil() {
    Repository.assumeAnvil();
    data = folder.resolve("data");
  }

  @AfterEach
  void end() throws IOException, InterruptedException {
    if (running.isPresent()) {
      running.get().anvil().ifPresent(ProcessHandle::destroy);
      running.get().close();
    }
  }

  @Test
  void depositsComeBackExactlyAndPostedMessagesAreHeard() throws Exception {
    ChildNode node = ChildNode.startWithChain(data, "--no-demo", "--epoch", "1s");
    running = Optional.of(node);
    URI address = node.address();
    Path key = new DataDirectory(data).testAccountKey();
    Account account = Secp256k1.account(KeyFile.owner(key));
    grant(json(address, "/v1/settlement"), account, TOKEN.multiply(BigInteger.TEN));

    JsonNode deposit = polder(0, "deposit", "5", "--key", key.toString());
    assertThat(deposit.path("amountWei").asString("")).isEqualTo(tokens(5).toString());
    node.await(
        "the deposit to be in the balance",
        () -> nano(address, account, "balance") == 5_000_000_000L);

    // The node never sees this one but on the chain.
    Path message = folder.resolve("withdraw.cbor");
    polder(0, "withdraw", "1.5", "--owner", key.toString(), "--out", message.toString());
    polder(0, "post", message.toString(), "--key", key.toString());
    node.await("the posted message", () -> nano(address, account, "earned") == 1_500_000_000L);
    assertThat(nano(address, account, "balance")).isEqualTo(3_500_000_000L);

    polder(1, "withdraw", "3.6", "--owner", key.toString());
    polder(0, "withdraw", "3.5", "--owner", key.toString());
    node.await(
        "all of it to be released",
        () ->
            json(address, "/v1/accounts/" + account + "/claim")
                .path("cumulativeWei")
                .asString("")
                .equals(tokens(5).toString()));
    JsonNode claimed = polder(0, "claim", "--account", account.toString()).path(0);
    assertThat(claimed.path("paidWei").asString("")).isEqualTo(tokens(5).toString());
    assertThat(claimed.path("afterWei").asString(""))
        .isEqualTo(tokens(10).subtract(FEE).toString());
    assertThat(json(address, "/v1/settlement").has("trouble")).isFalse();

    node.stop();
    auditFindsWhoChangedWhatTheChainSaid(Bytes.copyOf(Files.readAllBytes(message)));
  }

  /** Not what contracts say of stakes and of headers that are final. */
  private static boolean isInbound(ChainEvent event) {
    return event instanceof ChainEvent.Deposited || event instanceof ChainEvent.Posted;
  }

  private void auditFindsWhoChangedWhatTheChainSaid(Bytes message) throws Exception {
    Path files = new DataDirectory(data).archive();
    EpochArchive archive = new EpochArchive(new DirectoryArchive(files));
    List<EpochHeader> withEvents = new ArrayList<>();
    List<Bytes> inputs = new ArrayList<>();
    for (long epoch = 0; epoch <= archive.latest().orElseThrow().epoch(); epoch++) {
      EpochHeader header = archive.header(new Position(epoch, 0)).header();
      inputs.addAll(archive.inputs(header));
      if (archive.events(header).stream().anyMatch(InboundTest::isInbound)) {
        withEvents.add(header);
      }
    }
    assertThat(withEvents).hasSize(2);
    assertThat(inputs).containsOnlyOnce(message);
    audit(0, files);
    Path file = files.resolve(ArchivePaths.events(withEvents.getFirst().eventsFile()));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    file.toFile().setWritable(true);
    Files.write(file, bytes);
    assertThat(audit(1, files)).contains(ArchivePaths.events(withEvents.getFirst().eventsFile()));
  }

  private static BigInteger tokens(long number) {
    return TOKEN.multiply(BigInteger.valueOf(number));
  }

  private static JsonNode json(URI node, String path) throws IOException, InterruptedException {
    try (NodeClient client = new NodeClient(node)) {
      return JsonMapper.shared().readTree(client.get(path).toArray());
    }
  }

  private static long nano(URI node, Account account, String name)
      throws IOException, InterruptedException {
    return json(node, "/v1/accounts/" + account).path(name + "Nano").asLong(-1);
  }

  /** Writes tokens into the token's books, as only a development chain lets one. */
  private static void grant(JsonNode status, Account account, BigInteger wei)
      throws IOException, InterruptedException {
    byte[] place = new byte[64];
    System.arraycopy(account.address().toArray(), 0, place, 12, Account.SIZE);
    String slot = HexFormat.of().formatHex(Keccak256.digest(place));
    String body =
        """
        {"jsonrpc":"2.0","id":1,"method":"anvil_setStorageAt","params":["%s","0x%s","0x%064x"]}\
        """
            .formatted(status.path("token").asString(""), slot, wei);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String said =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(status.path("rpc").asString("")))
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(body))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(said).doesNotContain("error");
    }
  }

  /** What a command says with {@code --json}; it must end with {@code code}. */
  private JsonNode polder(int code, String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--json", "--data", data.toString()));
    String said = run(code, all);
    return JsonMapper.shared().readTree(said.isBlank() ? "{}" : said);
  }

  private String audit(int code, Path archive) throws IOException, InterruptedException {
    return run(code, List.of("audit", "0..latest", "--archive", archive.toString()));
  }

  private String run(int code, List<String> arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "said", ".txt");
    Path err = Files.createTempFile(folder, "said", ".err");
    Process process =
        new ProcessBuilder(ChildNode.command(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue())
        .as(arguments + ": " + Files.readString(out) + Files.readString(err))
        .isEqualTo(code);
    return Files.readString(out);
  }
}
