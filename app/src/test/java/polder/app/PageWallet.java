package polder.app;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import polder.node.session.Wallet;
import polder.protocol.Hash;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/**
 * The wallet of a browser, which signs typed data of EIP-712, too, that it knows only as the JSON
 * that it is given.
 */
record PageWallet(Wallet wallet) {
  static PageWallet of(int number) {
    return new PageWallet(Wallet.of(number));
  }

  Account account() {
    return wallet.account();
  }

  String signTypedData(JsonNode request) {
    byte[] signature = Secp256k1.sign(wallet.secret(), digest(request));
    return "0x" + HexFormat.of().formatHex(signature);
  }

  /** keccak256(0x1901 ‖ hash of the domain ‖ hash of the message). */
  static Hash digest(JsonNode request) {
    JsonNode types = request.path("types");
    byte[] domain = struct(types, "EIP712Domain", request.path("domain"));
    byte[] message = struct(types, request.path("primaryType").asString(), request.path("message"));
    return Hash.of(Keccak256.digest(new byte[] {0x19, 0x01}, domain, message));
  }

  private static byte[] struct(JsonNode types, String name, JsonNode values) {
    StringBuilder declared = new StringBuilder(name + "(");
    byte[][] words = new byte[types.path(name).size() + 1][];
    int word = 1;
    for (JsonNode member : types.path(name)) {
      String type = member.path("type").asString();
      String field = member.path("name").asString();
      declared.append(word == 1 ? "" : ",").append(type).append(' ').append(field);
      words[word++] = word(type, values.path(field).asString());
    }
    words[0] = Keccak256.digest(declared.append(')').toString().getBytes(StandardCharsets.UTF_8));
    return Keccak256.digest(words);
  }

  private static byte[] word(String type, String value) {
    return switch (type) {
      case "string" -> Keccak256.digest(value.getBytes(StandardCharsets.UTF_8));
      case "bytes" -> Keccak256.digest(HexFormat.of().parseHex(value.substring(2)));
      case "address" -> number(new BigInteger(value.substring(2), 16));
      case "bytes32" -> HexFormat.of().parseHex(value.substring(2));
      case "uint64", "uint256", "int64" -> number(new BigInteger(value));
      default -> throw new AssertionError("a wallet would not know " + type);
    };
  }

  private static byte[] number(BigInteger value) {
    byte[] word = new byte[32];
    Arrays.fill(word, (byte) (value.signum() < 0 ? -1 : 0));
    byte[] bytes = value.toByteArray();
    int size = Math.min(bytes.length, word.length);
    System.arraycopy(bytes, bytes.length - size, word, word.length - size, size);
    return word;
  }
}
