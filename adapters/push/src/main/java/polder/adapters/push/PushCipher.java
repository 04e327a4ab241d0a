package polder.adapters.push;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import polder.protocol.Bytes;

/**
 * Encrypts for one browser, so that its push service cannot read: RFC 8291, in the form of RFC 8188
 * with one record.
 */
final class PushCipher {
  /** A push service takes 4,096 bytes: header of 86, padding delimiter and tag take theirs. */
  static final int MOST_TEXT_BYTES = 4_096 - 86 - 1 - 16;

  private static final int SALT_BYTES = 16;
  private static final int RECORD_BYTES = 4_096;
  private static final SecureRandom RANDOM = new SecureRandom();

  private PushCipher() {}

  /** What a browser gave. */
  record Receiver(Bytes key, Bytes secret) {}

  static byte[] encrypt(byte[] text, Receiver receiver) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(PushCurve.parameters(), RANDOM);
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return encrypt(text, receiver, generator.generateKeyPair(), salt);
  }

  /** With a key and a salt that must never be used twice. */
  static byte[] encrypt(byte[] text, Receiver receiver, KeyPair sender, byte[] salt)
      throws GeneralSecurityException {
    if (text.length > MOST_TEXT_BYTES) {
      throw new IllegalArgumentException("a push has at most " + MOST_TEXT_BYTES + " bytes");
    }
    byte[] own = PushCurve.bytes((ECPublicKey) sender.getPublic()).toArray();
    KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
    agreement.init(sender.getPrivate());
    agreement.doPhase(PushCurve.publicKey(receiver.key()), true);
    byte[] keys =
        ByteBuffer.allocate(14 + 2 * PushCurve.POINT_BYTES)
            .put(info("WebPush: info"))
            .put(receiver.key().toArray())
            .put(own)
            .array();
    byte[] secret = derive(receiver.secret().toArray(), agreement.generateSecret(), keys, 32);
    byte[] key = derive(salt, secret, info("Content-Encoding: aes128gcm"), 16);
    byte[] nonce = derive(salt, secret, info("Content-Encoding: nonce"), 12);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    byte[] padded = Arrays.copyOf(text, text.length + 1);
    padded[text.length] = 2; // The last record.
    byte[] sealed = cipher.doFinal(padded);
    return ByteBuffer.allocate(SALT_BYTES + 4 + 1 + own.length + sealed.length)
        .put(salt)
        .putInt(RECORD_BYTES)
        .put((byte) own.length)
        .put(own)
        .put(sealed)
        .array();
  }

  private static byte[] info(String text) {
    return (text + "\0").getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] derive(byte[] salt, byte[] material, byte[] info, int size)
      throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveData(
            HKDFParameterSpec.ofExtract().addSalt(salt).addIKM(material).thenExpand(info, size));
  }
}
