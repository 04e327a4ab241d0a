package polder.protocol.crypto;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import polder.protocol.Hash;
import polder.protocol.crypto.TypedData.Field;

/**
 * EIP-712: what an account signs so that its wallet can show it. The digest binds the message to a
 * domain, so that a signature for one deployment is worth nothing in another.
 */
public final class Eip712 {
  private static final String DOMAIN = "EIP712Domain";

  private static final byte[] VERSION = {0x19, 0x01};

  private Eip712() {}

  /**
   * The domain of a deployment: {@code EIP712Domain(string name,string version,uint256
   * chainId,bytes32 salt)}.
   *
   * @param chainId the chain's number by EIP-155, zero or above
   * @param salt sets deployments on one chain apart
   */
  public static TypedData domain(String name, String version, long chainId, Hash salt) {
    return new TypedData(
        DOMAIN,
        List.of(
            Field.string("name", name),
            Field.string("version", version),
            Field.uint256("chainId", BigInteger.valueOf(chainId)),
            Field.bytes32("salt", salt)));
  }

  /** The hash of such a domain. */
  public static Hash domainSeparator(String name, String version, long chainId, Hash salt) {
    return domain(name, version, chainId, salt).hashStruct();
  }

  /** What is signed: keccak256(0x1901 ‖ domainSeparator ‖ structHash). */
  public static Hash digest(Hash domainSeparator, Hash structHash) {
    return Hash.of(Keccak256.digest(VERSION, domainSeparator.toArray(), structHash.toArray()));
  }

  /** The digest of {@code message} in {@code domain}. */
  public static Hash digest(TypedData domain, TypedData message) {
    return digest(domain.hashStruct(), message.hashStruct());
  }

  /**
   * The second argument of a wallet's {@code eth_signTypedData_v4}, as ordered maps, lists, strings
   * and booleans for any JSON writer: {@code types}, {@code primaryType}, {@code domain}, {@code
   * message}. Integers are decimal strings, which wallets take at any size.
   *
   * @param domain a struct called {@code EIP712Domain}; none in the message may be
   * @throws IllegalArgumentException if that is not so
   */
  public static Map<String, Object> signingRequest(TypedData domain, TypedData message) {
    if (!domain.primaryType().equals(DOMAIN) || message.structs().containsKey(DOMAIN)) {
      throw new IllegalArgumentException("a domain, and nothing else, is called " + DOMAIN);
    }
    Map<String, Object> types = new LinkedHashMap<>();
    types.put(DOMAIN, domain.members());
    message.structs().forEach((name, struct) -> types.put(name, struct.members()));
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("types", types);
    request.put("primaryType", message.primaryType());
    request.put("domain", domain.plain());
    request.put("message", message.plain());
    return request;
  }
}
