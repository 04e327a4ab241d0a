package polder.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import polder.protocol.credential.DataIntegrity;
import polder.protocol.credential.Proof;
import polder.protocol.crypto.DeviceKey;
import polder.protocol.identity.Did;
import polder.protocol.identity.DidDocument.Relation;
import polder.protocol.json.JsonObject;

/** Who issues: a key, and the web site it speaks for, if it does. */
final class CredentialSigner {
  @Option(
      names = "--issuer",
      required = true,
      paramLabel = "FILE",
      description = "Key file of the issuer, as `polder keys new NAME --device` makes them.")
  private Path issuer = Path.of("");

  @Option(
      names = "--as",
      paramLabel = "DID",
      description =
          "The issuer's did:web, whose document must have this key; without it, the issuer is the"
              + " key's did:key.")
  private @Nullable String as;

  /** The issuer's DID. */
  String did() throws IOException {
    if (as == null) {
      return key().id().did();
    }
    try {
      return Did.parse(as).text();
    } catch (IllegalArgumentException e) {
      throw new BadWordException(
          "this is no DID: " + e.getMessage(), "write it such as did:web:example.org");
    }
  }

  private DeviceKey key() throws IOException {
    return CredentialFiles.key(issuer);
  }

  /** {@code document} with the issuer's proof. */
  JsonObject sign(JsonObject document, long nowMillis) throws IOException {
    DeviceKey key = key();
    String method = did() + "#" + key.id().did().substring("did:key:".length());
    return DataIntegrity.sign(document, key, Proof.of(method, Relation.ASSERTION, nowMillis));
  }
}
