package polder.protocol.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Optional;

/**
 * The Amazon Corretto Crypto Provider, where this platform has a native build of it. It is used as
 * an object and never put on the platform's list of providers: what the rest of the program, TLS
 * for one, computes with is not ours to change.
 */
final class Corretto {
  private static final Optional<Provider> PROVIDER = load();

  private Corretto() {}

  /** The provider, or nothing where its native library does not load. */
  static Optional<Provider> provider() {
    return PROVIDER;
  }

  private static Optional<Provider> load() {
    // Read once, when the provider's class is initialised; without it there is no Ed25519 key
    // factory.
    System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
    try {
      AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
      boolean complete =
          provider.getLoadingError() == null
              && provider.getService("KeyFactory", "Ed25519") != null
              && provider.getService("Signature", "Ed25519") != null;
      return complete ? Optional.of(provider) : Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      // A platform without a native build is a normal case, and the fall-back accepts the same.
      return Optional.empty();
    }
  }
}
