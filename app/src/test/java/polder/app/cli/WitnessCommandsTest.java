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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.DirectoryArchive;
import polder.node.archive.ArchivePaths;
import polder.node.archive.Keep;
import polder.node.archive.Pruner;
import polder.node.witness.SmallWorld;
import polder.protocol.Bytes;
import polder.protocol.message.Message;
import polder.protocol.money.Amounts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a person or a script gets from audit, explain and prove. */
class WitnessCommandsTest {
  private static SmallWorld world = SmallWorld.sealed();

  @TempDir Path folder;
  private Path archive = Path.of("");

  @BeforeAll
  static void build() {
    world = SmallWorld.sealed();
  }

  @BeforeEach
  void write() throws IOException {
    archive = folder.resolve("archive");
    for (Map.Entry<String, Bytes> file : world.archive().files().entrySet()) {
      Path path = archive.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue().toArray());
    }
  }

  @Test
  void auditOfAnHonestArchiveSaysSameRoots() {
    Said said = say("audit", "--data", folder.toString());

    assertThat(said.code).isEqualTo(ExitCode.DONE);
    assertThat(said.out).contains("same roots", "self-consistent only", "archived state after");
    assertThat(say("audit", "0..6", "--archive", archive.toString(), "--from-genesis").out)
        .contains("the empty state before epoch 0", "7 epochs");
  }

  @Test
  void everyCommandSaysWhatWasPruned() {
    new Pruner(
            new DirectoryArchive(archive),
            new Pruner.Rules(new Keep.Epochs(3), 9),
            () -> Long.MAX_VALUE)
        .sealed(world.sealed.getLast().header());
    String data = folder.toString();

    assertThat(say("audit", "--data", data).code).isEqualTo(ExitCode.DONE);
    assertThat(say("audit", "3..6", "--data", data).out)
        .contains("same roots", "pruned    kept from epoch 3 on");
    Said audit = say("audit", "0..6", "--data", data);
    assertThat(audit.code).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(audit.out).contains("epochs 0 to 2 are pruned: kept from epoch 3 on");
    for (String[] words :
        new String[][] {
          {"explain", world.device(1).did(), "1"},
          {"prove", "reward", world.device(1).did(), "1"},
          {"prove", "account", world.owners.get(1).toString(), "1"}
        }) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--data", data));
      Said said = say(all.toArray(String[]::new));
      assertThat(said.code).as(String.join(" ", words)).isEqualTo(ExitCode.BAD_INPUT);
      assertThat(said.err).contains("pruned: kept from epoch 3 on", "name epoch 3 or a later one");
    }
    String old = Message.decode(world.sealed.get(1).inputs().getFirst().toArray()).id().toHex();
    assertThat(say("prove", "message", old, "--data", data).err)
        .contains("pruned: kept from epoch 3 on");
  }

  @Test
  void auditTrustsTheNodeThatItIsTold() {
    String node = world.node.id().did();
    Said good = say("audit", "3", "--archive", archive.toString(), "--signer", node, "--json");
    Said other =
        say("audit", "3", "--archive", archive.toString(), "--signer", world.device(0).did());

    assertThat(good.code).isEqualTo(ExitCode.DONE);
    assertThat(good.json().path("same").booleanValue()).isTrue();
    assertThat(good.json().path("anchor").stringValue()).isEqualTo("signatures");
    assertThat(other.code).isEqualTo(ExitCode.NO);
    assertThat(other.out).contains("is signed by " + node);
  }

  @Test
  void auditNamesAChangedFileAndEndsWithOne() throws IOException {
    Path file = archive.resolve(ArchivePaths.outcome(4, 0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);

    Said said = say("audit", "--archive", archive.toString(), "4");

    assertThat(said.code.number()).isEqualTo(1);
    assertThat(said.out).contains("evidence was changed", ArchivePaths.outcome(4, 0), "line ");
  }

  @Test
  void auditOfNothingIsBadInput() throws IOException {
    assertThat(say("audit", "--archive", folder.resolve("none").toString()).code.number())
        .isEqualTo(3);
    assertThat(say("audit", "--archive", archive.toString(), "12").err)
        .contains("the latest epoch is 6");
    assertThat(say("audit", "--archive", archive.toString(), "4..2").code)
        .isEqualTo(ExitCode.BAD_INPUT);
    assertThat(say("audit", "--archive", archive.toString(), "four").err)
        .contains("'four' is no epoch");
    Files.delete(archive.resolve(ArchivePaths.inputs(5, 0)));
    Said missing = say("audit", "--archive", archive.toString(), "5");
    assertThat(missing.code.number()).isEqualTo(3);
    assertThat(missing.out).contains("evidence is missing", ArchivePaths.inputs(5, 0));
  }

  @Test
  void auditReadsFromANodeFarAway() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/archive/",
        exchange -> {
          Path file =
              archive.resolve(
                  exchange.getRequestURI().getPath().substring("/v1/archive/".length()));
          boolean there = Files.isRegularFile(file);
          byte[] body = there ? Files.readAllBytes(file) : new byte[0];
          exchange.sendResponseHeaders(there ? 200 : 404, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Said said =
          say(
              "audit",
              "--archive",
              "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/archive");
      assertThat(said.out).contains("same roots");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void explainSaysWhatTheDeviceEarnedAndWhy() {
    String did = world.device(2).did();
    Said said =
        say("explain", did.substring(did.length() - 10), "2", "--archive", archive.toString());

    assertThat(said.code).isEqualTo(ExitCode.DONE);
    assertThat(said.out)
        .contains(did + " in epoch 2", "because    neighbours:", "rejected", "Cel", "proven");
    assertThat(said.out).contains(world.owners.get(2).toString());
    assertThat(say("explain", "z6Mk", "2", "--archive", archive.toString()).err)
        .contains("4 devices are called z6Mk");
  }

  @Test
  void theAmountsOfAllExplainDocumentsAddUp() {
    long sum = 0;
    for (int i = 0; i < SmallWorld.DEVICES; i++) {
      JsonNode document =
          say("explain", world.device(i).did(), "5", "--archive", archive.toString(), "--json")
              .json();
      sum += document.path("amountNano").longValue();
      assertThat(document.path("amount").stringValue())
          .isEqualTo(Amounts.format(document.path("amountNano").longValue()));
    }
    assertThat(sum).isEqualTo(world.sealed.get(5).header().paidNano()).isPositive();
  }

  @Test
  void aDeviceWithoutALineIsToldSo() {
    Said said = say("explain", world.stranger.id().did(), "4", "--archive", archive.toString());

    assertThat(said.code).isEqualTo(ExitCode.DONE);
    assertThat(said.out).contains("is a reward of this device", "not enrolled", "refused");
  }

  @Test
  void aProofIsCheckedWithoutAnArchive() throws IOException {
    Path proof = folder.resolve("proof.json");
    Bytes wire = world.sealed.get(3).inputs().getFirst();
    String id = Message.decode(wire.toArray()).id().toHex();
    Path file = Files.write(folder.resolve("message.cbor"), wire.toArray());
    List<List<String>> proofs =
        List.of(
            List.of("message", id),
            List.of("message", id, "--epoch", "3"),
            List.of("message", file.toString(), "--absent", "--epoch", "4"),
            List.of("reward", world.device(1).did(), "5"),
            List.of("account", world.owners.get(1).toString()));
    for (List<String> words : proofs) {
      List<String> arguments = new ArrayList<>(List.of("prove"));
      arguments.addAll(words);
      arguments.addAll(List.of("--archive", archive.toString(), "--out", proof.toString()));
      assertThat(say(arguments.toArray(String[]::new)).code)
          .as("%s", words)
          .isEqualTo(ExitCode.DONE);

      String node = world.node.id().did();
      Said checked = say("prove", "--check", proof.toString(), "--signer", node);
      assertThat(checked.code).as("%s", words).isEqualTo(ExitCode.DONE);
      assertThat(checked.out).startsWith("proven: ");
      assertThat(say("prove", "--check", proof.toString(), "--signer", world.device(0).did()).code)
          .isEqualTo(ExitCode.NO);
    }
  }

  @Test
  void aChangedProofDoesNotHold() throws IOException {
    Path proof = folder.resolve("proof.json");
    String printed =
        say("prove", "reward", world.device(1).did(), "5", "--archive", archive.toString()).out;
    JsonNode leaf = JsonMapper.shared().readTree(printed).path("leaves").get(0);
    String bytes = leaf.path("bytes").stringValue();
    char last = bytes.charAt(bytes.length() - 1);
    String changed = bytes.substring(0, bytes.length() - 1) + (last == '0' ? '1' : '0');
    Files.writeString(proof, printed.replace(bytes, changed), StandardCharsets.UTF_8);

    assertThat(say("prove", "--check", proof.toString()).code).isEqualTo(ExitCode.NO);
    for (String text : List.of("", "{}", "[]", "{\"form\":\"polder/proof/1\"}", "\u0000")) {
      Files.writeString(proof, text, StandardCharsets.UTF_8);
      assertThat(say("prove", "--check", proof.toString()).code)
          .as(text)
          .isEqualTo(ExitCode.BAD_INPUT);
    }
  }

  @Test
  void whatIsNotThereCannotBeProven() {
    assertThat(
            say("prove", "message", "00".repeat(32), "--archive", archive.toString()).code.number())
        .isEqualTo(1);
    assertThat(say("prove", "account", "0x" + "11".repeat(20), "--archive", archive.toString()).err)
        .contains("has earned nothing");
    assertThat(say("prove").code).isEqualTo(ExitCode.USAGE);
  }

  private record Said(ExitCode code, String out, String err) {
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }
  }

  private static Said say(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            List.of(arguments),
            List.of(new AuditCommand(), new ExplainCommand(), new ProveCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
