package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import polder.protocol.credential.Credential;
import polder.protocol.credential.CredentialException;
import polder.protocol.credential.Presentation;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.json.JsonObject;

/** Presents credentials. */
@Command(
    name = "present",
    description =
        "Show credentials of your choice to one verifier: sign them with the challenge and domain"
            + " it gave. Without credentials it shows who you are, as to sign in.")
final class CredentialPresentCommand implements Action {
  @Parameters(
      arity = "0..*",
      paramLabel = "CREDENTIAL",
      description = "The files of those to show; no others are shown.")
  private List<Path> credentials = new ArrayList<>();

  @Option(
      names = "--holder",
      required = true,
      paramLabel = "FILE",
      description = "Your key file, as `polder keys new NAME --device` makes them.")
  private Path holder = Path.of("");

  @Option(
      names = "--challenge",
      required = true,
      description = "What the verifier gave to be signed.")
  private String challenge = "";

  @Option(
      names = "--domain",
      required = true,
      description = "Who the verifier is, such as shop.example; for others it is worth nothing.")
  private String domain = "";

  @Option(names = "--out", paramLabel = "FILE", description = "Write it here, not to the screen.")
  private @Nullable Path out;

  @Override
  public ExitCode run(Output output) throws IOException {
    try {
      DeviceKey key = CredentialFiles.key(holder);
      List<Credential> shown = new ArrayList<>();
      for (Path file : credentials) {
        shown.add(CredentialFiles.credential(file));
      }
      JsonObject presentation =
          Presentation.sign(
              shown, key, new Presentation.Question(challenge, domain), System.currentTimeMillis());
      if (out == null) {
        output.line(presentation.canonicalText());
      } else {
        CredentialFiles.write(out, presentation);
        output.line("presented: " + shown.size() + " credentials to " + domain);
        output.line("  by " + key.id().did());
        output.line("  in " + out);
      }
      Map<String, Object> told = new LinkedHashMap<>();
      told.put("holder", key.id().did());
      told.put("credentials", shown.size());
      told.put("domain", domain);
      told.put("presentation", presentation.canonicalText());
      output.document(told);
      return ExitCode.DONE;
    } catch (CredentialException e) {
      return output.fail(ExitCode.BAD_INPUT, e.detail(), "show fewer or others");
    }
  }
}
