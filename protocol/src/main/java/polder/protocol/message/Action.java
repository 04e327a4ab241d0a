package polder.protocol.message;

import java.util.Optional;
import polder.protocol.Bytes;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** What an account can ask for. */
public sealed interface Action
    permits Action.Enrol,
        Action.Transfer,
        Action.FundPurse,
        Action.Withdraw,
        Action.Appoint,
        Action.ShowCredential,
        KeyAction {
  /** The network it concerns; empty for what concerns the whole deployment. */
  String network();

  /**
   * Enrol a device in a network, or state anew where an own device stands.
   *
   * @param network the network
   * @param device the device
   * @param site where it stands; empty for a moving device
   * @param via through whom the device speaks, if it cannot sign for itself
   * @param possession the device's signature that proves that the owner has its key; see {@link
   *     AccountMessage#possessionStatement}
   */
  record Enrol(
      String network, DeviceId device, Optional<Site> site, Optional<String> via, Bytes possession)
      implements Action {}

  /**
   * Hand a device to another owner. Its history stays with it; what it earned so far stays with the
   * owner who earned it.
   */
  record Transfer(String network, DeviceId device, Account newOwner) implements Action {}

  /**
   * Move money from the own balance into a group's purse, from which only that group pays.
   *
   * @param amountNano nano-tokens, above 0
   */
  record FundPurse(String network, String group, long amountNano) implements Action {}

  /**
   * Move money from the own balance to what can be claimed on chain.
   *
   * @param amountNano nano-tokens, above 0
   */
  record Withdraw(long amountNano) implements Action {
    @Override
    public String network() {
      return "";
    }
  }

  /**
   * Let another account see, or also do, what is this one's: it becomes an organisation, and the
   * other its member. Holds for all devices that the account owns, in every network.
   *
   * @param role {@link Role#NONE} to dismiss
   */
  record Appoint(Account member, Role role) implements Action {
    @Override
    public String network() {
      return "";
    }
  }

  /**
   * Show a network a credential about a device, or its issuer's list of revocations. Anybody may:
   * what counts is who issued it.
   *
   * @param document its canonical JSON, 1 to {@link #MOST_BYTES} bytes
   */
  record ShowCredential(String network, Bytes document) implements Action {
    /** Most bytes of a document. */
    public static final int MOST_BYTES = 32_768;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public ShowCredential {
      if (document.size() < 1 || document.size() > MOST_BYTES) {
        throw new IllegalArgumentException("a credential here has 1 to " + MOST_BYTES + " bytes");
      }
    }
  }
}
