package polder.protocol.manifest;

import polder.protocol.Hash;

/** What tells one deployment from all others: all that a wallet needs to sign for it. */
public interface DeploymentIdentity {
  /** The EVM chain on which it settles. */
  long chainId();

  /** The deployment's identifier, the salt of what wallets sign. */
  Hash id();
}
