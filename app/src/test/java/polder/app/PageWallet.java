package polder.app;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import polder.protocol.Hash;
import polder.protocol.crypto.Eip191;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.Secp256k1;
import polder.protocol.identity.Account;
import tools.jackson.databind.JsonNode;

/**
 * The wallet of a browser: signs text, and typed data of EIP-712 that it knows only as the JSON
 * that it is given.
 */
record PageWallet(byte[] secret) {
  static PageWallet of(int number) {
    byte[] secret = new byte[Secp256k1.SECRET_SIZE];
    secret[30] = 1;
    secret[31] = (byte) number;
    return new PageWallet(secret);
  }

  Account account() {
    return Secp256k1.account(secret);
  }

  String personalSign(String text) {
    return hex(Secp256k1.sign(secret, Eip191.digest(text.getBytes(StandardCharsets.UTF_8))));
  }

  String signTypedData(JsonNode request) {
    return hex(Secp256k1.sign(secret, digest(request)));
  }

  static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
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
