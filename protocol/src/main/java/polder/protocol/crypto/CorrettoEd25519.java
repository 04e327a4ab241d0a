package polder.protocol.crypto;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import polder.protocol.Bytes;

/** Ed25519 of AWS-LC, native code. */
final class CorrettoEd25519 implements Ed25519Backend {
  /** SubjectPublicKeyInfo of RFC 8410 up to the 32 bytes of the key. */
  private static final Bytes PUBLIC_PREFIX = Bytes.fromHex("302a300506032b6570032100");

  /** PrivateKeyInfo of RFC 8410 up to the 32 bytes of the seed. */
  private static final Bytes PRIVATE_PREFIX = Bytes.fromHex("302e020100300506032b657004220420");

  private final Provider provider;
  private final KeyFactory keys;
  private final SignaturePool verifiers;

  CorrettoEd25519(Provider provider) {
    this.provider = provider;
    try {
      this.keys = KeyFactory.getInstance("Ed25519", provider);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the provider was asked for its key factory before", e);
    }
    this.verifiers = new SignaturePool("Ed25519", provider, this::decode);
  }

  @Override
  public String name() {
    return "corretto";
  }

  private PublicKey decode(Bytes publicKey) throws GeneralSecurityException {
    return keys.generatePublic(
        new X509EncodedKeySpec(PUBLIC_PREFIX.concat(publicKey).unsafeArray()));
  }

  @Override
  public boolean verify(Bytes publicKey, byte[] message, byte[] signature) {
    return verifiers.verify(publicKey, message, signature);
  }

  @Override
  public byte[] sign(byte[] seed, byte[] message) {
    try {
      PrivateKey key =
          keys.generatePrivate(
              new PKCS8EncodedKeySpec(PRIVATE_PREFIX.concat(Bytes.wrap(seed)).unsafeArray()));
      Signature signer = Signature.getInstance("Ed25519", provider);
      signer.initSign(key);
      signer.update(message);
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a seed of 32 bytes signs anything", e);
    }
  }
}
