package polder.node.session;

import java.time.Instant;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a page makes of a nonce: the text that it lets a wallet sign, and what it hands over. */
public final class SignInText {
  private SignInText() {}

  /**
   * The text by EIP-4361.
   *
   * @param given what the node answered who asked for a nonce
   */
  public static String of(JsonNode given, Account account, Instant issuedAt) {
    return """
    %s wants you to sign in with your Ethereum account:
    %s

    %s

    URI: %s
    Version: 1
    Chain ID: %d
    Nonce: %s
    Issued At: %s\
    """
        .formatted(
            given.path("domain").asString(),
            account,
            given.path("statement").asString(),
            given.path("uri").asString(),
            given.path("chainId").asLong(),
            given.path("nonce").asString(),
            issuedAt);
  }

  /** The request's body. */
  public static String body(String message, Bytes signature) {
    return JsonMapper.shared()
        .createObjectNode()
        .put("message", message)
        .put("signature", "0x" + signature.toHex())
        .toString();
  }
}
