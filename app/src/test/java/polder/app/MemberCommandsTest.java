package polder.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import polder.adapters.files.KeyFile;
import polder.app.cli.DeviceCommand;
import polder.app.cli.ExitCode;
import polder.app.cli.MemberCommand;
import polder.app.cli.PolderCommand;
import polder.node.closing.SteppedTime;
import polder.protocol.crypto.Secp256k1;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A company's people and its devices, from the command line, at a whole node. */
class MemberCommandsTest {
  private static final String NETWORK = "air-temperature";
  private static final long HOUR_MILLIS = 3_600_000;

  @TempDir Path folder;

  private final SteppedTime time = new SteppedTime(System.currentTimeMillis());
  private final BlockingQueue<Long> sealed = new LinkedBlockingQueue<>();
  private Assembly node;
  private String company = "";
  private String mary = "";
  private String device = "";

  /** What a command printed, and how it ended. */
  private record Said(ExitCode code, String out, String err) {}

  @BeforeEach
  void start() throws Exception {
    DataDirectory data = new DataDirectory(folder.resolve("data"));
    ManifestFolder manifests = new ManifestFolder(data.manifests());
    manifests.createNetwork(NETWORK, NETWORK);
    manifests.createDeployment("test", "1h", time.nowMillis());
    node =
        Assembly.start(
            new Assembly.Settings(
                data, "127.0.0.1", 0, manifests.load(), time, true, Optional.empty()));
    node.addListener(epoch -> sealed.add(epoch.header().epoch()));
    company = account("company.key");
    mary = account("mary.key");
    device = KeyFile.device(folder.resolve("station.key")).id().did();
    done(
        "device",
        "enroll",
        "--network",
        NETWORK,
        "--key",
        path("station.key"),
        "--owner",
        path("company.key"),
        "--lat",
        "52.37",
        "--lon",
        "4.9");
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
  }

  private String account(String name) throws Exception {
    return Secp256k1.account(KeyFile.owner(folder.resolve(name))).toString();
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Said say(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(List.of("--node", node.address().toString()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    ExitCode code =
        PolderCommand.run(
            all,
            List.of(new DeviceCommand(), new MemberCommand()),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    return new Said(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private String done(String... arguments) {
    Said said = say(arguments);
    assertThat(said.code()).as(said.err()).isEqualTo(ExitCode.DONE);
    return said.out();
  }

  private void refused(String reason, String... arguments) {
    Said said = say(arguments);
    assertThat(said.code()).as(said.out()).isEqualTo(ExitCode.NO);
    assertThat(said.err()).contains(reason);
  }

  private void seal() throws Exception {
    time.advanceTo(time.nowMillis() + HOUR_MILLIS);
    assertThat(sealed.poll(30, TimeUnit.SECONDS)).isNotNull();
  }

  private String[] resolve() {
    return new String[] {
      "device", "resolve", device, "--network", NETWORK, "--owner", path("mary.key"), "--above", "0"
    };
  }

  @Test
  void aManagerRotatesAndRevokesTheCompanysDeviceWithAKeyOfTheirOwn() throws Exception {
    String said = done("member", "add", mary, "--role", "manager", "--owner", path("company.key"));
    assertThat(said).contains(mary + " is a manager once the epoch that is open now is sealed");
    refused("not_owner", resolve());
    seal();

    done(resolve());
    done(
        "device",
        "rotate",
        "--key",
        path("station.key"),
        "--new-key",
        path("next.key"),
        "--network",
        NETWORK,
        "--owner",
        path("mary.key"));
    refused(
        "not_owner",
        "device",
        "transfer",
        device,
        "--to",
        mary,
        "--network",
        NETWORK,
        "--owner",
        path("mary.key"));
    done("device", "revoke", device, "--yes", "--network", NETWORK, "--owner", path("mary.key"));
  }

  @Test
  void peopleAreListedFromBothEnds() throws Exception {
    assertThat(done("member", "list", company)).contains("has no members");
    done("member", "add", mary, "--role", "viewer", "--owner", path("company.key"));
    seal();

    assertThat(done("member", "list", company)).contains("member", mary, "viewer");
    JsonNode organisations =
        JsonMapper.shared().readTree(done("member", "list", mary, "--json")).path("organisations");
    assertThat(organisations.toString())
        .isEqualTo("[{\"account\":\"" + company + "\",\"role\":\"viewer\"}]");
    refused("not_manager", resolve());
  }

  @Test
  void whoIsDismissedIsRefusedAtOnce() throws Exception {
    done("member", "add", mary, "--role", "manager", "--owner", path("company.key"));
    seal();
    done(resolve());
    assertThat(done("member", "remove", mary, "--owner", path("company.key")))
        .contains("is no member any more");

    refused("not_owner", resolve());
    refused("no_member", "member", "remove", mary, "--owner", path("company.key"));
  }

  @Test
  void whatIsMistypedIsSaid() {
    Said wrong = say("member", "add", "0x12", "--role", "viewer", "--owner", path("company.key"));
    assertThat(wrong.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(wrong.err()).contains("check the member's address");
    Said role = say("member", "add", mary, "--role", "owner", "--owner", path("company.key"));
    assertThat(role.code()).isEqualTo(ExitCode.USAGE);
    Said key = say("member", "remove", mary, "--owner", path("nobody.key"));
    assertThat(key.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(key.err()).contains("nobody.key");
  }
}
