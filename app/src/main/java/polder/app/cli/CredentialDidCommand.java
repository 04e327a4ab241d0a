package polder.app.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument;
import tools.jackson.databind.json.JsonMapper;

/** Shows the document of a DID. */
@Command(
    name = "did",
    description =
        "Show the document of a DID: which keys speak for it. did:key and did:pkh hold their own;"
            + " a did:web's web site is asked for it.")
final class CredentialDidCommand implements Action {
  @Parameters(paramLabel = "DID", description = "did:key:…, did:pkh:eip155:… or did:web:….")
  private String did = "";

  @Mixin private final OwnSiteOption site = new OwnSiteOption();

  @Override
  public ExitCode run(Output output) throws IOException {
    Did parsed;
    try {
      parsed = Did.parse(did);
    } catch (IllegalArgumentException e) {
      return output.fail(
          ExitCode.BAD_INPUT, "this is no DID: " + e.getMessage(), "check how it is written");
    }
    DidDocument document = site.documents().resolve(parsed);
    output.line(document.json().canonicalText());
    output.document(JsonMapper.shared().readValue(document.json().canonicalText(), Map.class));
    return ExitCode.DONE;
  }
}
