package polder.node.witness;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.networks.NetworkKind;
import polder.networks.Reason;
import polder.protocol.manifest.Manifests;
import polder.protocol.manifest.NetworkManifest;

/**
 * What reason codes mean: the core's own, and those of each kind of network as it explains them.
 */
public final class Reasons {
  private static final Map<String, Reason> OF_EVERY_KIND =
      Map.ofEntries(
          reason("malformed", "it could not be read", "send the form that the specification asks"),
          reason(
              "bad_signature", "its signature is not the sender's", "sign with the enrolled key"),
          reason(
              "cloned",
              "its key signs in two places: a message did not know of another that the same key"
                  + " signed, so neither copy is believed",
              "leave one copy running and give it a new key: polder device rotate; or, if only one"
                  + " copy is left and nobody else has the key: polder device resolve"),
          reason(
              "revoked",
              "its owner revoked the device",
              "that is for ever: enrol another key as a new device"),
          reason(
              "key_replaced",
              "the device was rotated to another key than this",
              "sign with the new key; if this is a copy of the device, switch it off"),
          reason(
              "key_taken",
              "the new key is or was the key of a device in this network",
              "make a key that was never used"),
          reason(
              "old_sequence",
              "its sequence is not above the last one: it was sent before",
              "count up with every message, also after a restart"),
          reason("unknown_network", "there is no network of this name", "look up its name"),
          reason("not_enrolled", "the device is not enrolled", "enrol it: polder device enroll"),
          reason(
              "wrong_via",
              "it came through somebody else than the device is enrolled with",
              "enrol the device again, naming through whom it speaks"),
          reason(
              "no_exhibit",
              "the node does not have a blob that the message brings",
              "put the blob, then send the message again"),
          reason(
              "large_exhibit",
              "a blob that the message brings has more bytes than it may have",
              "make it smaller"),
          reason(
              "posted_exhibit",
              "the message brings a blob and came by a chain, which has no blobs",
              "put the blob to a node, then send it the message"),
          reason("too_many", "the sender sent more in an epoch than allowed", "send less often"),
          reason(
              "no_possession",
              "the device did not prove that its owner holds its key",
              "sign the enrolment, or the rotation, with the device's key"),
          reason(
              "place_too_fine",
              "the place is stated finer than the network allows",
              "round it to the network's data.finest_place"),
          reason("not_owner", "the account does not own the device", "let its owner ask"),
          reason(
              "not_manager",
              "the account only sees what the device's owner sees",
              "let the owner, or a manager of theirs, ask"),
          reason("own_account", "the account appointed itself", "appoint other accounts"),
          reason("no_member", "who was dismissed is no member", "look up the members' addresses"),
          reason(
              "too_many_members", "the account has as many members as it can", "dismiss one first"),
          reason(
              "too_many_owners",
              "the device changed hands too often while its earnings are held",
              "wait until its probation is over"),
          reason("no_balance", "the balance is too small", "deposit first"),
          reason(
              "credential",
              "the device holds credentials that the network trusts, which change its weight",
              ""),
          reason(
              "credential_cap",
              "the device lacks a credential, without which it weighs no more",
              "have a trusted issuer attest it and show that: polder credential submit"),
          reason(
              "no_credential",
              "the device lacks a credential, without which the network does not hear it",
              "have a trusted issuer attest it and show that: polder credential submit"),
          reason(
              "untrusted_issuer",
              "the network does not trust who issued the credential",
              "look at credentials.trusted in the network's manifest"),
          reason(
              "wrong_subject",
              "the credential is not about one device",
              "have it issued about the device's did:key"),
          reason("expired", "what was shown is not valid any more", "have a new one issued"),
          reason("not_yet_valid", "the list of revocations is not valid yet", "show it then"),
          reason("revoked_credential", "its issuer revoked the credential", "ask its issuer why"),
          reason(
              "too_many_credentials",
              "the device holds as many credentials as it can, and needs this one least",
              "wait until one expires"),
          reason("old_list", "a younger list of revocations is known already", ""),
          reason(
              "too_many_revoked",
              "the list revokes more than a network remembers",
              "begin another list"),
          reason("unknown_group", "there is no such group", "look up its name"));

  private final SortedMap<String, NetworkKind> kinds = new TreeMap<>();

  /** With the words of {@code kinds}. */
  public Reasons(List<NetworkKind> kinds) {
    kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
  }

  private static Map.Entry<String, Reason> reason(String code, String meaning, String remedy) {
    return Map.entry(code, new Reason(meaning, remedy));
  }

  /** What {@code code} means where it stands in a line of {@code network}, if that is known. */
  public Optional<Reason> of(Manifests manifests, String network, String code) {
    Reason common = OF_EVERY_KIND.get(code);
    return common != null
        ? Optional.of(common)
        : manifests
            .network(network)
            .map(NetworkManifest::kind)
            .map(kinds::get)
            .flatMap(kind -> kind.explain(code));
  }
}
