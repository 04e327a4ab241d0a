package polder.app.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import polder.adapters.evm.Wallet;
import polder.adapters.evm.WalletFile;
import polder.adapters.files.KeyFile;
import polder.app.Assembly;
import polder.app.DataDirectory;
import polder.app.ValidatorAssembly;
import polder.app.ValidatorRoles;
import polder.epoch.EpochHeader;
import polder.node.archive.EvidenceException;
import polder.node.archive.SignedHeader;
import polder.node.validator.Refusal;
import polder.node.witness.Anchor;
import polder.protocol.identity.DeviceId;

/** Starts a validator. */
@Command(
    name = "validator",
    description = {
      "Follow nodes, compute every epoch again, mirror and sign what is right, and report what is",
      "not; go on where the last one stopped."
    })
public final class ValidatorCommand implements Action {
  @Option(
      names = "--node",
      required = true,
      paramLabel = "URL",
      description =
          "Address of a node or another validator, such as http://host:7777; several times, the"
              + " preferred first.")
  private List<URI> nodes = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "polder-validator",
      description = "The validator's own data directory (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("polder-validator");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = {
        "Key file of the account to sign with: Web3 Secret Storage, made if there is none; or one"
            + " of",
        "`polder keys new`, which has no password. Without a key nothing is signed."
      })
  private @Nullable Path key;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "File with the password of the key file.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      description = {
        "A node of the chain that pays, to check with before signing that a header's block is on"
            + " the",
        "chain and its rules and validators are those in force, and to close epochs by when nobody",
        "else does and it is this validator's turn; may be given several times."
      })
  private List<URI> rpc = new ArrayList<>();

  @Option(
      names = "--until-input-ends",
      description = "Stop when standard input ends, as it does when who started it is gone.")
  private boolean untilInputEnds;

  @Option(
      names = "--signer",
      paramLabel = "DID",
      description = "Look only at headers sealed by this key of a node, such as did:key:z6Mk....")
  private @Nullable String signer;

  @Option(
      names = "--challenge",
      description = {
        "Challenge final epochs that were computed to be false, with the key's tokens as a bond,",
        "and vote with its stake in disputes; needs --key and --rpc."
      })
  private boolean challenge;

  @Option(
      names = "--from-snapshot",
      description = {
        "With an empty directory begin at the nodes' newest archived state instead of epoch 0;",
        "what came before it is then believed, not computed."
      })
  private boolean fromSnapshot;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "7787",
      description = "Port to serve the mirror at; 0 for any free one (default: ${DEFAULT-VALUE}).")
  private int port = 7787;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description = "Address to listen on (default: ${DEFAULT-VALUE}).")
  private String host = "127.0.0.1";

  @Override
  public ExitCode run(Output output) throws IOException, InterruptedException {
    if (passwordFile != null && key == null) {
      return output.fail(
          ExitCode.USAGE,
          "--password-file is for a key file",
          "give both --key and --password-file");
    }
    if (challenge && (key == null || rpc.isEmpty())) {
      return output.fail(
          ExitCode.USAGE, "who challenges has a stake and a chain", "give --key and --rpc too");
    }
    Anchor anchor;
    try {
      anchor =
          signer == null
              ? new Anchor.SelfConsistent()
              : new Anchor.Signatures(DeviceId.parse(signer));
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "'" + signer + "' is no key of a node",
          "give it as did:key:z6Mk..., as the node prints it");
    }
    CountDownLatch closed = new CountDownLatch(1);
    try {
      ValidatorRoles roles =
          new ValidatorRoles(
              new ValidatorAssembly.Settings(
                  nodes,
                  new DataDirectory(data),
                  host,
                  port,
                  anchor,
                  rpc,
                  wallet(output),
                  challenge,
                  seed()),
              new Says(output));
      stopOnSignal(roles, closed);
      if (untilInputEnds) {
        stopAtEndOfInput(roles);
      }
      roles.run(fromSnapshot);
    } catch (EvidenceException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          "the mirror in " + data + " is damaged: " + e.getMessage(),
          "move its folder 'archive' away and start again; keep 'signatures'");
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT,
          String.valueOf(e.getMessage()),
          "correct --node, as http://host:7777");
    } finally {
      closed.countDown();
    }
    return ExitCode.DONE;
  }

  private Optional<Wallet> wallet(Output output) throws IOException {
    if (key == null) {
      return Optional.empty();
    }
    if (passwordFile == null) {
      return Optional.of(unlocked(key));
    }
    char[] password =
        Files.readString(passwordFile, StandardCharsets.UTF_8).stripTrailing().toCharArray();
    if (!Files.exists(key)) {
      Wallet made = Wallet.random();
      WalletFile.create(key, made, password);
      output.note("made the key of a new account, " + made.account() + ", in " + key);
      return Optional.of(made);
    }
    return Optional.of(WalletFile.open(key, password));
  }

  /** The key in a file of our own form. */
  private static Wallet unlocked(Path file) throws IOException {
    // Else the reader would make one, whose account nobody has bonded.
    String text = Files.readString(file, StandardCharsets.UTF_8);
    if (text.stripLeading().startsWith("{")) {
      throw new IOException(
          file + " has a password; give the file that it is in by --password-file");
    }
    return Wallet.of(KeyFile.owner(file));
  }

  private static void stopAtEndOfInput(ValidatorRoles roles) {
    Thread.ofPlatform()
        .daemon()
        .name("input")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Whatever is said, only the end counts.
            }
          } catch (IOException e) {
            // It cannot be read any more, so it has ended too.
          }
          roles.stop();
        });
  }

  /** The seed chain's secret lies beside the key. */
  private Optional<byte[]> seed() throws IOException {
    return key == null ? Optional.empty() : Optional.of(KeyFile.seed(key));
  }

  /** A signal ends the wait; the process lives on until everything is closed in good order. */
  private static void stopOnSignal(ValidatorRoles roles, CountDownLatch closed) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  roles.stop();
                  try {
                    closed.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop"));
  }

  private void greet(Output output, ValidatorAssembly validator) {
    output.line(
        "The validator follows "
            + String.join(", ", nodes.stream().map(URI::toString).toList())
            + " and serves its mirror at "
            + validator.address()
            + "/v1/archive");
    output.line(
        validator
            .validator()
            .latest()
            .map(latest -> "It goes on after epoch " + latest.epoch() + ".")
            .orElse("It has computed nothing yet."));
    output.line(
        rpc.isEmpty()
            ? "It does not check with the chain whether a header's block, rules and validators are"
                + " in force: give --rpc for that."
            : "It checks with the chain at "
                + String.join(
                    ", ", rpc.stream().map(url -> url.getHost() + ":" + url.getPort()).toList())
                + " that a header's block, rules and validators are in force.");
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("event", "started");
    event.put("url", validator.address().toString());
    output.event(event);
  }

  /** Says what happens, from several threads. */
  private final class Says implements ValidatorRoles.Says {
    private final Output output;

    Says(Output output) {
      this.output = output;
    }

    @Override
    public synchronized void follows(ValidatorAssembly validator) {
      greet(output, validator);
    }

    @Override
    public void closes(Assembly node) {
      event(
          "closes",
          "Nobody closed epochs any more: THIS VALIDATOR CLOSES from now on, as node "
              + node.identity().did()
              + " at "
              + node.address()
              + "; devices may send there");
      node.addListener(sealed ->
          event(
              "sealed",
              "epoch "
                  + sealed.header().epoch()
                  + " sealed: "
                  + sealed.header().inputsCount()
                  + " messages, root "
                  + sealed.header().hash().toHex().substring(0, 12)));
    }

    @Override
    public void beganAt(EpochHeader header, String source) {
      event(
          "began",
          "begins with the state after epoch "
              + header.epoch()
              + ", believed as "
              + source
              + " has it");
    }

    @Override
    public void verified(EpochHeader header, Signature signature) {
      event(
          "verified",
          "epoch "
              + header.epoch()
              + (header.attempt() == 0 ? "" : ", attempt " + header.attempt())
              + " verified: "
              + header.inputsCount()
              + " messages, root "
              + header.hash().toHex().substring(0, 12)
              + switch (signature) {
                case SIGNED -> ", signed";
                case NO_KEY -> "";
                case SETTLED -> ", not signed: final already";
                case NO_CONTRACT -> ", not signed: the rules name no settlement contract";
                case TOO_OLD -> ", not signed: too old";
                case OTHER_SIGNED -> ", not signed: another header was; this one is final";
              });
    }

    @Override
    public void refused(Refusal refusal) {
      event("refused", String.join(System.lineSeparator(), refusal.lines()));
    }

    @Override
    public void sealedTwice(SignedHeader mine, SignedHeader other, String source) {
      event(
          "sealed-twice",
          "epoch "
              + mine.header().epoch()
              + ", attempt "
              + mine.header().attempt()
              + " was SEALED TWICE, "
              + (mine.node().equals(other.node())
                  ? "by one node, " + mine.node().did()
                  : "by " + mine.node().did() + " and " + other.node().did())
              + "; the second is served by "
              + source
              + "; both headers are kept");
    }

    @Override
    public void trouble(String source, String what) {
      event("trouble", source + ": " + what);
    }

    @Override
    public synchronized void event(String kind, String text) {
      output.line(text);
      Map<String, Object> event = new LinkedHashMap<>();
      event.put("event", kind);
      event.put("text", text);
      output.event(event);
    }
  }
}
