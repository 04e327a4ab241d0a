package polder.adapters.evm;

import com.esaulpaugh.headlong.abi.ABIJSON;
import com.esaulpaugh.headlong.abi.ContractError;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import polder.protocol.Bytes;

/** What contracts mean when they revert, by the errors in their ABIs. */
public final class RevertReasons {
  private static final int SELECTOR_BYTES = 4;
  private static final int MAX_TEXT = 300;

  /** What the compiler itself reverts with, Solidity documentation, "Error handling". */
  private static final List<String> BUILT_IN = List.of("Error(string)", "Panic(uint256)");

  /** What the codes of a panic mean. */
  private static final Map<Long, String> PANICS =
      Map.of(
          0x01L, "an assertion failed",
          0x11L, "arithmetic overflow",
          0x12L, "division by zero",
          0x21L, "no such value of an enumeration",
          0x22L, "a byte array in storage is damaged",
          0x31L, "pop of an empty array",
          0x32L, "index out of bounds",
          0x41L, "too much memory",
          0x51L, "call of an uninitialised function");

  /** By selector in hexadecimal digits. */
  private final Map<String, Known> errors = new HashMap<>();

  /** The library's function of an error has not its values' names. */
  private record Known(Function function, TupleType<?> inputs) {}

  /**
   * Knows the errors of contracts.
   *
   * @param abis their ABIs as JSON, as the compiler writes them
   * @throws IllegalArgumentException if one is no such JSON
   */
  public RevertReasons(Collection<String> abis) {
    for (String signature : BUILT_IN) {
      Function error = new Function(signature);
      errors.put(error.selectorHex(), new Known(error, error.getInputs()));
    }
    for (String abi : abis) {
      for (ContractError<Tuple> error : parse(abi)) {
        errors.put(error.function().selectorHex(), new Known(error.function(), error.getInputs()));
      }
    }
  }

  private static List<ContractError<Tuple>> parse(String abi) {
    try {
      return ABIJSON.parseErrors(abi);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not a contract's ABI: " + e.getMessage(), e);
    }
  }

  /** One line for people; for data that nobody knows, the data. */
  public String explain(Bytes data) {
    if (data.size() == 0) {
      return "the contract gave no reason";
    }
    return decode(data).orElseGet(() -> "0x" + shortened(data.toHex()));
  }

  private Optional<String> decode(Bytes data) {
    if (data.size() < SELECTOR_BYTES) {
      return Optional.empty();
    }
    Known error = errors.get(data.toHex().substring(0, 2 * SELECTOR_BYTES));
    if (error == null) {
      return Optional.empty();
    }
    try {
      Tuple values = error.function().decodeCall(data.toArray());
      return Optional.of(shortened(text(error, values)));
    } catch (RuntimeException e) {
      // What a contract says may be anything; the library refuses it in several ways.
      return Optional.empty();
    }
  }

  private static String text(Known error, Tuple values) {
    String called = error.function().getName();
    if (called.equals("Error")) {
      return values.get(0);
    }
    if (called.equals("Panic")) {
      BigInteger code = values.get(0);
      String meaning = code.bitLength() < 63 ? PANICS.get(code.longValue()) : null;
      return meaning == null ? "panic 0x" + code.toString(16) : meaning;
    }
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String name = error.inputs().getElementName(i);
      String value = AbiValues.text(values.get(i));
      parts.add(name == null || name.isEmpty() ? value : name + " " + value);
    }
    return called + "(" + String.join(", ", parts) + ")";
  }

  private static String shortened(String text) {
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "…";
  }
}
