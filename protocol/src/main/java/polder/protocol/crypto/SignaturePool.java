package polder.protocol.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import polder.protocol.Bytes;

/**
 * Verifiers of one algorithm, each with the last keys it decoded, lent to one call at a time. Not
 * one per thread: with a virtual thread for each request there would be as many as requests. Any
 * thread may call it.
 */
final class SignaturePool {
  /** Verifiers kept while no call holds them; more are made when needed and dropped after. */
  private static final int IDLE = 64;

  /** Keys each verifier remembers: a run of messages by one sender decodes its key once. */
  private static final int KEYS = 256;

  /** Turns the bytes of a key into what the provider computes with. */
  interface KeyDecoder {
    /**
     * The decoded key.
     *
     * @throws GeneralSecurityException if the bytes are no key of this kind
     */
    PublicKey decode(Bytes publicKey) throws GeneralSecurityException;
  }

  private final String algorithm;
  private final Provider provider;
  private final KeyDecoder decoder;
  private final ArrayBlockingQueue<Verifier> idle = new ArrayBlockingQueue<>(IDLE);

  SignaturePool(String algorithm, Provider provider, KeyDecoder decoder) {
    this.algorithm = algorithm;
    this.provider = provider;
    this.decoder = decoder;
  }

  /** Whether {@code signature} is one that the holder of {@code publicKey} made of the message. */
  boolean verify(Bytes publicKey, byte[] message, byte[] signature) {
    Verifier verifier = idle.poll();
    try {
      if (verifier == null) {
        verifier = new Verifier(Signature.getInstance(algorithm, provider), new RecentKeys());
      }
      boolean valid = verifier.verify(publicKey, message, signature, decoder);
      // Given back only after an orderly end: after an exception its state is unknown.
      idle.offer(verifier);
      return valid;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private record Verifier(Signature signature, RecentKeys keys) {
    boolean verify(Bytes publicKey, byte[] message, byte[] signed, KeyDecoder decoder)
        throws GeneralSecurityException {
      PublicKey key = keys.get(publicKey);
      if (key == null) {
        key = decoder.decode(publicKey);
        keys.put(publicKey, key);
      }
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    }
  }

  /** Forgets the key that was used longest ago. */
  private static final class RecentKeys extends LinkedHashMap<Bytes, PublicKey> {
    RecentKeys() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Bytes, PublicKey> eldest) {
      return size() > KEYS;
    }
  }
}
