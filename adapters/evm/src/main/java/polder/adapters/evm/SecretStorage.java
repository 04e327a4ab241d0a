package polder.adapters.evm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import polder.protocol.Bytes;
import polder.protocol.crypto.Keccak256;
import polder.protocol.crypto.Scrypt;
import polder.protocol.crypto.Secp256k1;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Web3 Secret Storage, version 3: the key file that wallets and nodes of Ethereum share.
 * AES-128-CTR under the first half of a key derived from the password, Keccak-256 over the second
 * half and the ciphertext to tell a wrong password.
 */
final class SecretStorage {
  /**
   * What a derivation with scrypt costs; 128·n·r bytes of memory.
   *
   * @param n a power of two
   */
  record Cost(int n, int r, int p) {
    /** What go-ethereum takes: 256 MiB, about a second. */
    static final Cost USUAL = new Cost(1 << 18, 8, 1);
  }

  /** A key file that gives no key: wrong password, or something is wrong with the file. */
  static final class UnreadableException extends IOException {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
      super(message);
    }

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private static final int KEY_BYTES = 32;
  private static final int MAX_KEY_BYTES = 64;
  private static final int IV_BYTES = 16;
  private static final int MAX_SALT_BYTES = 1024;
  private static final int MAX_ROUNDS = 10_000_000;
  private static final HexFormat HEX = HexFormat.of();

  private SecretStorage() {}

  static Bytes encrypt(Wallet wallet, char[] password, Cost cost) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[KEY_BYTES];
    byte[] iv = new byte[IV_BYTES];
    random.nextBytes(salt);
    random.nextBytes(iv);
    byte[] key = Scrypt.derive(utf8(password), salt, cost.n(), cost.r(), cost.p(), KEY_BYTES);
    byte[] ciphertext = counterMode(key, iv, wallet.secret());
    ObjectNode file = JsonMapper.shared().createObjectNode();
    file.put("address", wallet.account().address().toHex());
    ObjectNode crypto = file.putObject("crypto");
    crypto.put("cipher", "aes-128-ctr");
    crypto.put("ciphertext", HEX.formatHex(ciphertext));
    crypto.putObject("cipherparams").put("iv", HEX.formatHex(iv));
    crypto.put("kdf", "scrypt");
    ObjectNode parameters = crypto.putObject("kdfparams");
    parameters.put("dklen", KEY_BYTES).put("n", cost.n()).put("r", cost.r()).put("p", cost.p());
    parameters.put("salt", HEX.formatHex(salt));
    crypto.put("mac", HEX.formatHex(mac(key, ciphertext)));
    file.put("id", UUID.randomUUID().toString());
    file.put("version", 3);
    return Bytes.wrap((file + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Wallet decrypt(Bytes content, char[] password) throws UnreadableException {
    JsonNode file = parse(content);
    if (file.path("version").asInt(0) != 3) {
      throw new UnreadableException(
          "no key file of Web3 Secret Storage, version 3; make one, or export one from the wallet");
    }
    // Old files write it with a capital.
    JsonNode crypto = file.has("crypto") ? file.path("crypto") : file.path("Crypto");
    if (!text(crypto, "cipher").equals("aes-128-ctr")) {
      throw damaged("cipher is not aes-128-ctr");
    }
    byte[] iv = hex(crypto.path("cipherparams"), "iv", IV_BYTES);
    byte[] ciphertext = hex(crypto, "ciphertext", Secp256k1.SECRET_SIZE);
    byte[] expected = hex(crypto, "mac", Keccak256.SIZE);
    byte[] key = key(crypto, password);
    if (iv.length != IV_BYTES || ciphertext.length != Secp256k1.SECRET_SIZE) {
      throw damaged("iv or ciphertext has another length than 16 and 32 bytes");
    }
    if (!MessageDigest.isEqual(mac(key, ciphertext), expected)) {
      throw new UnreadableException(
          "the password is wrong (or the file damaged); try again, or restore the file");
    }
    return wallet(counterMode(key, iv, ciphertext), file.path("address").asString(""));
  }

  private static JsonNode parse(Bytes content) throws UnreadableException {
    try {
      return JsonMapper.shared().readTree(content.toArray());
    } catch (JacksonException e) {
      throw new UnreadableException("damaged: it is no JSON; restore it from a copy", e);
    }
  }

  private static Wallet wallet(byte[] secret, String address) throws UnreadableException {
    Wallet wallet;
    try {
      wallet = Wallet.of(secret);
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("damaged: what it holds is no key", e);
    }
    String digits = address.toLowerCase(Locale.ROOT);
    String said = digits.startsWith("0x") ? digits.substring(2) : digits;
    if (!said.isEmpty() && !said.equals(wallet.account().address().toHex())) {
      throw damaged("it says 0x" + said + " and holds the key of " + wallet.account());
    }
    return wallet;
  }

  private static byte[] key(JsonNode crypto, char[] password) throws UnreadableException {
    JsonNode parameters = crypto.path("kdfparams");
    byte[] salt = hex(parameters, "salt", MAX_SALT_BYTES);
    int length = number(parameters, "dklen", MAX_KEY_BYTES);
    if (length < KEY_BYTES) {
      throw damaged("dklen is below 32");
    }
    return switch (text(crypto, "kdf")) {
      case "scrypt" -> scrypt(parameters, utf8(password), salt, length);
      case "pbkdf2" -> pbkdf2(parameters, password, salt, length);
      default -> throw damaged("kdf is neither scrypt nor pbkdf2");
    };
  }

  private static byte[] scrypt(JsonNode parameters, byte[] password, byte[] salt, int length)
      throws UnreadableException {
    int n = number(parameters, "n", Integer.MAX_VALUE);
    int r = number(parameters, "r", Integer.MAX_VALUE);
    int p = number(parameters, "p", Integer.MAX_VALUE);
    try {
      return Scrypt.derive(password, salt, n, r, p, length);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UnreadableException("it asks for " + e.getMessage() + ", which is refused", e);
    }
  }

  private static byte[] pbkdf2(JsonNode parameters, char[] password, byte[] salt, int length)
      throws UnreadableException {
    if (!text(parameters, "prf").equals("hmac-sha256")) {
      throw damaged("prf is not hmac-sha256");
    }
    if (salt.length == 0) {
      throw damaged("salt is empty");
    }
    int rounds = number(parameters, "c", MAX_ROUNDS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(new PBEKeySpec(password, salt, rounds, length * Byte.SIZE))
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has PBKDF2 with SHA-256", e);
    }
  }

  private static byte[] mac(byte[] key, byte[] ciphertext) {
    return Keccak256.digest(Arrays.copyOfRange(key, KEY_BYTES / 2, KEY_BYTES), ciphertext);
  }

  private static byte[] counterMode(byte[] key, byte[] iv, byte[] content) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE,
          new SecretKeySpec(key, 0, KEY_BYTES / 2, "AES"),
          new IvParameterSpec(iv));
      return cipher.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES", e);
    }
  }

  private static byte[] utf8(char[] password) {
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static String text(JsonNode node, String name) throws UnreadableException {
    JsonNode value = node.path(name);
    if (!value.isString()) {
      throw damaged(name + " is missing");
    }
    return value.asString();
  }

  private static byte[] hex(JsonNode node, String name, int most) throws UnreadableException {
    String digits = text(node, name);
    try {
      byte[] bytes = HEX.parseHex(digits.startsWith("0x") ? digits.substring(2) : digits);
      if (bytes.length <= most) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new UnreadableException("damaged: " + name + " is no hexadecimal number", e);
    }
    throw damaged(name + " is longer than " + most + " bytes");
  }

  private static int number(JsonNode node, String name, int most) throws UnreadableException {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
      throw damaged(name + " is no number above 0");
    }
    if (value.asInt() > most) {
      throw damaged(name + " is above " + most);
    }
    return value.asInt();
  }

  private static UnreadableException damaged(String what) {
    return new UnreadableException("damaged: " + what + "; restore it from a copy");
  }
}
