package polder.node.session;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A node at which somebody with a wallet signs in. */
abstract class SessionScene {
  static final Wallet WALLET = Wallet.of(7);

  TestSite site = new TestSite(Optional.empty());

  @AfterEach
  void close() {
    site.close();
  }
}
