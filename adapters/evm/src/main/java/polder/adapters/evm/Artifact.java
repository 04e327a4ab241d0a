package polder.adapters.evm;

import polder.protocol.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A compiled contract.
 *
 * @param bytecode its creation code, without the constructor's values
 */
public record Artifact(Abi abi, Bytes bytecode) {
  /**
   * Reads what a compiler wrote: an object with {@code abi} and {@code bytecode}, the latter as
   * digits or as an object with {@code object}.
   *
   * @throws IllegalArgumentException if it is something else, or names libraries that are not
   *     linked
   */
  public static Artifact parse(String json) {
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("not a contract's artifact: no JSON", e);
    }
    JsonNode code = node.path("bytecode");
    String digits = (code.isObject() ? code.path("object") : code).asString("");
    if (!node.path("abi").isArray() || digits.isEmpty()) {
      throw new IllegalArgumentException("not a contract's artifact: abi or bytecode is missing");
    }
    if (digits.contains("__")) {
      throw new IllegalArgumentException("a library of the contract is not linked");
    }
    return new Artifact(new Abi(node.path("abi").toString()), Bytes.fromHex(digits));
  }

  /**
   * What is sent to make the contract.
   *
   * @throws IllegalArgumentException if the values do not fit the constructor
   */
  Bytes creation(Object... values) {
    return bytecode.concat(abi.constructorArguments(values));
  }
}
